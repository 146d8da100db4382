import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepare } from '../../src/prepare.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { sequentialIds, testDeps } from '../support/deps.ts';

const ids = sequentialIds('d');
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
    await again(null);
    expect(await everything()).toEqual(before);
  });

  test('corrects what changed in the list of units', async () => {
    const before = await everything();
    const changed = { unitCode: '25813', name: 'Phường Mỹ Phước', district: 'TP Bến Cát' };
    await db.prisma.unitPredecessor.update({ where: { unitCode_name_district: changed }, data: { partial: false } });
    await db.prisma.unitPredecessor.create({ data: { ...changed, name: 'Xã Nào Đó', partial: false } });
    await db.prisma.unit.update({ where: { code: '25813' }, data: { validFrom: new Date('2020-01-01') } });
    await again(null);
    expect(await everything()).toEqual(before);
    const old = await db.prisma.unitPredecessor.findUnique({ where: { unitCode_name_district: changed } });
    expect(old?.partial).toBe(true);
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

describe('another Hội of the city', () => {
  const hoi = { name: 'Hội khác', contact: 'số 1', dataProtection: 'bà phụ trách', sample: false };
  const present = () => db.prisma.organisation.findMany({ where: { level: 'city', until: null } });
  const lines = (id?: string) => db.prisma.audit.findMany({ where: { subject: `organisation:${id}` }, orderBy: { seq: 'asc' } });

  test('has a row of its own, so that nobody has agreed with it; it answers for all that the one before did', async () => {
    const [sample] = await present();
    await again(hoi);
    const [organisation, ...others] = await present();
    expect(others).toEqual([]);
    expect(organisation).toMatchObject(hoi);
    expect(organisation?.id).not.toBe(sample?.id);
    expect(await db.prisma.organisation.findUnique({ where: { id: sample?.id ?? '' } })).toMatchObject({
      name: sample?.name,
      sample: true,
    });
    const owners = [
      ...(await db.prisma.channelAccount.findMany()),
      ...(await db.prisma.season.findMany()),
      ...(await db.prisma.rubricInForce.findMany()),
    ].map(({ organisationId }) => organisationId);
    expect(owners).toEqual([organisation?.id, organisation?.id, organisation?.id]);
    expect(await lines(organisation?.id)).toMatchObject([
      { action: 'organisation.create' },
      { action: 'organisation.succeed', detail: { from: sample?.id } },
    ]);
  });

  test('moves: its contacts are corrected where they stand', async () => {
    const [before] = await present();
    await again({ ...hoi, contact: 'số 2' });
    expect(await present()).toEqual([{ ...before, contact: 'số 2' }]);
    expect((await lines(before?.id)).at(-1)).toMatchObject({ action: 'organisation.configure' });
  });

  test('of the same name as the sample is another one all the same', async () => {
    const sample = await db.prisma.organisation.findFirstOrThrow({ where: { sample: true } });
    await again({ ...hoi, name: sample.name });
    expect(await present()).toMatchObject([{ name: sample.name, sample: false }]);
    expect(await db.prisma.organisation.count()).toBe(3);
  });

  test('that answered before comes back as itself', async () => {
    const first = await db.prisma.organisation.findFirstOrThrow({ where: { name: hoi.name } });
    await again(hoi);
    expect((await present()).map(({ id }) => id)).toEqual([first.id]);
    expect(await db.prisma.organisation.count()).toBe(3);
    expect(await db.prisma.season.count({ where: { organisationId: first.id } })).toBe(1);
  });
});

/** As every start does it. */
function again(city: Parameters<typeof prepare>[1]['city']) {
  return prepare(testDeps(db.prisma, { ids }), { city });
}

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
