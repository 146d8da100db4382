/** What is measured is measured on towns of made-up households, which are written past the service: they have to keep pace with it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillCity } from '../../bench/city.ts';
import { openSeasonTown } from '../../bench/season/town.ts';
import { emptyDatabase, type TestDatabase, unusedDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';

let filled: TestDatabase;
let empty: TestDatabase;
beforeAll(async () => {
  filled = await unusedDatabase();
  empty = await emptyDatabase();
});
afterAll(async () => {
  await filled.drop();
  await empty.drop();
});

describe('the city that officers look at', () => {
  it('has households at each stage, and a decision', async () => {
    const { prisma } = filled;
    const city = await fillCity(testDeps(prisma), prisma, { areas: 1, inEach: 600 });
    expect(city.households).toBe(600 * city.wards);
    const stages = await prisma.assessment.groupBy({ by: ['stage'], where: { household: { area: { unitCode: city.atWork } } } });
    expect(stages.map(({ stage }) => stage).sort()).toEqual(['confirmed', 'notProposed', 'proposed', 'returned', 'waiting']);
    expect(await prisma.decisionLine.count({ where: { decisionId: city.decisionId } })).toBeGreaterThan(50);
    expect(await prisma.audit.count()).toBeGreaterThan(0);
  });
});

describe('the town of the season', () => {
  it('grows, and a third of it has not sent', async () => {
    const town = await openSeasonTown(empty.url);
    try {
      await town.growTo(1);
      const households = await town.growTo(2 * 46 * town.wards);
      expect(await town.prisma.household.count()).toBe(households);
      const drafts = await town.prisma.assessment.count({ where: { state: 'draft' } });
      expect(drafts / households).toBeGreaterThan(0.25);
      expect(drafts / households).toBeLessThan(0.41);
    } finally {
      await town.prisma.$disconnect();
    }
  });
});
