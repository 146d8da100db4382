import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seed } from '../../src/db/seed.ts';
import { readUnits } from '../../src/db/units.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';
import { FLOWS, sampleCity, seedSample } from '../support/sample.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

describe('the places of former Bình Dương', () => {
  test('are 36 units with their codes: 24 wards and 12 communes', async () => {
    const units = await db.prisma.unit.findMany();
    expect(units).toHaveLength(36);
    expect(units.filter(({ kind }) => kind === 'ward')).toHaveLength(24);
    expect(units.every(({ code, provinceCode }) => /^25\d{3}$/.test(code) && provinceCode === '79')).toBe(true);
  });

  test('know the old units they came from, and which of those were split', async () => {
    const old = await db.prisma.unitPredecessor.findMany();
    const split = new Set(old.filter(({ partial }) => partial).map(({ name, district }) => `${name}, ${district}`));
    expect(split.size).toBe(16);
    const benCat = old.filter(({ unitCode }) => unitCode === '25813').map(({ name }) => name);
    expect(benCat.sort()).toEqual(['Phường Mỹ Phước', 'Xã Lai Hưng', 'Xã Tân Hưng']);
    // Only a split unit stands in more than one place.
    for (const { name, district, partial } of old) {
      const places = old.filter((other) => other.name === name && other.district === district).length;
      if (!partial) expect(places, name).toBe(1);
    }
  });

  test('have one area each for households not placed yet', async () => {
    const areas = await db.prisma.area.findMany({ where: { kind: 'unplaced' } });
    expect(new Set(areas.map(({ unitCode }) => unitCode)).size).toBe(36);
    expect(areas).toHaveLength(36);
  });
});

describe('seeding again', () => {
  test('changes nothing', async () => {
    const before = await everything();
    await seedSample(testDeps(db.prisma));
    expect(await everything()).toEqual(before);
  });

  test("takes over a new name of the city's Hội, and says so in the audit", async () => {
    const { cityId } = await seed(testDeps(db.prisma), {
      units: await readUnits(`${FLOWS}units`),
      city: { ...sampleCity, name: 'Hội khác', sample: false },
    });
    expect(await db.prisma.organisation.findMany({ where: { level: 'city' } })).toMatchObject([
      { id: cityId, name: 'Hội khác', sample: false },
    ]);
    expect(await db.prisma.audit.findFirst({ where: { action: 'organisation.configure' } })).toMatchObject({
      subject: `organisation:${cityId}`,
    });
  });
});

async function everything() {
  const [units, predecessors, areas, organisations, channels, audits] = await Promise.all([
    db.prisma.unit.findMany({ orderBy: { code: 'asc' } }),
    db.prisma.unitPredecessor.count(),
    db.prisma.area.findMany({ orderBy: { id: 'asc' } }),
    db.prisma.organisation.findMany(),
    db.prisma.channelAccount.findMany(),
    db.prisma.audit.count(),
  ]);
  return { units, predecessors, areas, organisations, channels, audits };
}
