import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepare } from '../../src/prepare.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { sequentialIds, testDeps } from '../support/deps.ts';

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

describe("the city's Hội", () => {
  test('is a sample, shown as such, until the configuration names one', async () => {
    expect(await db.prisma.organisation.findMany()).toMatchObject([{ level: 'city', sample: true }]);
  });
});

describe('preparing again', () => {
  test('changes nothing', async () => {
    const before = await everything();
    await prepare(testDeps(db.prisma, { ids: sequentialIds('a') }), { city: null });
    expect(await everything()).toEqual(before);
  });

  test("takes over a new name of the city's Hội, and says so in the audit", async () => {
    const city = { name: 'Hội khác', contact: 'số 1', dataProtection: 'bà phụ trách', sample: false };
    await prepare(testDeps(db.prisma, { ids: sequentialIds('a') }), { city });
    const [organisation, ...others] = await db.prisma.organisation.findMany();
    expect(organisation).toMatchObject(city);
    expect(others).toEqual([]);
    const line = await db.prisma.audit.findFirst({ where: { action: 'organisation.configure' } });
    expect(line).toMatchObject({ subject: `organisation:${organisation?.id}` });
  });

  test('by two processes at once makes nothing twice', async () => {
    const both = ['b', 'c'].map((series) =>
      db.prisma.$transaction((tx) => prepare(testDeps(tx, { ids: sequentialIds(series) }), { city: null })),
    );
    const [one, other] = await Promise.all(both);
    expect(one).toEqual(other);
    expect(await db.prisma.organisation.count()).toBe(1);
  });
});

async function everything() {
  const [units, predecessors, areas, organisations, channels, rubrics, seasons, audits] = await Promise.all([
    db.prisma.unit.findMany({ orderBy: { code: 'asc' } }),
    db.prisma.unitPredecessor.count(),
    db.prisma.area.findMany({ orderBy: { id: 'asc' } }),
    db.prisma.organisation.findMany(),
    db.prisma.channelAccount.findMany(),
    db.prisma.rubricVersion.findMany({ orderBy: { id: 'asc' } }),
    db.prisma.season.findMany({ orderBy: { id: 'asc' } }),
    db.prisma.audit.count(),
  ]);
  return { units, predecessors, areas, organisations, channels, rubrics, seasons, audits };
}
