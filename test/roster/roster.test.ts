/** A ward hands in its list, on a real database. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { type ApplyOptions, applyRoster } from '../../src/roster/apply-roster.ts';
import { listRoster } from '../../src/roster/list-roster.ts';
import { previewRoster } from '../../src/roster/preview-roster.ts';
import { type Roster, readRoster } from '../../src/roster/read-roster.ts';
import { rosterTemplate } from '../../src/roster/roster-template.ts';
import { readTable } from '../../src/table/read-table.ts';
import { writeTable } from '../../src/table/write-table.ts';
import { worldOf } from '../assessment/family.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { counting, OTHER_UNIT, officer, rosterOf, UNIT, within } from './world.ts';

let db: TestDatabase;
let deps: Deps;
let scope: Scope;
beforeEach(async () => {
  db = await freshDatabase();
  ({ deps } = worldOf(db.prisma));
  scope = await officer(deps, 'Lê Thị Phường', { wards: [UNIT] });
});
afterEach(() => db.drop());

const AREAS = rosterOf(['Khu phố', 'Thường trú', 'Tạm trú'], ['Khu phố 1', 435, 20], ['Khu phố 2', 300, null]);
const HOUSES = rosterOf(
  ['Khu phố', 'Mã hộ', 'Chủ hộ', 'Cư trú'],
  ['Khu phố 1', 'A1', 'Nguyễn Văn An', 'Thường trú'],
  ['Khu phố 1', 'A2', null, 'Tạm trú'],
);

async function seenOf(roster: Roster): Promise<string> {
  const planned = await previewRoster(deps, { scope, unitCode: UNIT, roster });
  if (planned.outcome !== 'planned') throw new Error(planned.outcome);
  return planned.seen;
}

/** As an officer does it who looks first. */
async function take(roster: Roster, options: Partial<ApplyOptions> = {}) {
  const seen = options.seen ?? (await seenOf(roster));
  return within(deps, (inside) => applyRoster(inside, { scope, unitCode: UNIT, roster, sha256: 'f00d', legalBasis: '', ...options, seen }));
}

const households = () =>
  db.prisma.household.findMany({ orderBy: { houseCode: 'asc' }, select: { houseCode: true, headName: true, residence: true } });

describe('a list', () => {
  test('is looked at before anything is written', async () => {
    const planned = await previewRoster(deps, { scope, unitCode: UNIT, roster: AREAS });
    expect(planned).toMatchObject({
      outcome: 'planned',
      unit: 'Phường Bến Cát',
      names: false,
      plan: { newAreas: [{ permanent: 435 }, {}] },
    });
    expect(await db.prisma.area.count({ where: { kind: { not: 'unplaced' } } })).toBe(0);
  });

  test('brings khu phố with their numbers, and later corrects them', async () => {
    expect(await take(AREAS)).toEqual({
      outcome: 'applied',
      counts: { newAreas: 2, changedAreas: 0, newHouseholds: 0, changedHouseholds: 0 },
    });
    const again = rosterOf(['Khu phố', 'Thường trú', 'Tạm trú'], ['khu phố 01', 440, null], ['KP2', 300, 7]);
    expect(await take(again)).toMatchObject({ outcome: 'applied', counts: { newAreas: 0, changedAreas: 2 } });
    const [ward] = await listRoster(deps, { scope });
    expect(ward?.areas).toMatchObject([
      { name: 'Khu phố 1', permanent: 440, temporary: 20 },
      { name: 'Khu phố 2', permanent: 300, temporary: 7 },
    ]);
    expect(ward?.last?.officer).toBe('Lê Thị Phường');
  });

  test('brings households; taken in again it changes what is different, and nothing that a family says itself', async () => {
    await take(AREAS);
    await take(HOUSES, { legalBasis: 'QĐ 12/QĐ-UBND ngày 3/2/2026' });
    expect(await households()).toEqual([
      { houseCode: 'A1', headName: 'Nguyễn Văn An', residence: 'permanent' },
      { houseCode: 'A2', headName: '', residence: 'temporary' },
    ]);
    const { id: householdId } = await db.prisma.household.findFirstOrThrow({ where: { houseCode: 'A1' } });
    const channel = await db.prisma.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
    const account = { id: deps.ids.next(), channelAccountId: channel.id, externalId: 'x', createdAt: deps.clock.now() };
    await db.prisma.account.create({ data: account });
    await db.prisma.membership.create({ data: { id: deps.ids.next(), accountId: account.id, householdId, from: deps.clock.now() } });

    const next = rosterOf(
      ['Khu phố', 'Mã hộ', 'Chủ hộ', 'Cư trú'],
      ['Khu phố 1', 'A1', 'Nguyễn Văn Khác', 'Thường trú'],
      ['Khu phố 1', 'a2', 'Trần Thị Bé', 'Thường trú'],
      ['Khu phố 2', 'A1', null, null],
    );
    const planned = await previewRoster(deps, { scope, unitCode: UNIT, roster: next });
    expect(planned).toMatchObject({ plan: { ownWord: 1, newHouseholds: [{ houseCode: 'A1' }], changedHouseholds: [{}] } });
    await take(next, { legalBasis: 'QĐ 13/QĐ-UBND' });
    expect(await households()).toEqual([
      { houseCode: 'A1', headName: 'Nguyễn Văn An', residence: 'permanent' },
      { houseCode: 'A1', headName: '', residence: 'permanent' },
      { houseCode: 'A2', headName: 'Trần Thị Bé', residence: 'permanent' },
    ]);
  });

  test('with names is taken only on a basis that can be looked up, which is kept', async () => {
    await take(AREAS);
    for (const legalBasis of ['', '  ', 'có'])
      expect(await take(HOUSES, { legalBasis })).toMatchObject({ outcome: 'basisMissing', names: true });
    expect(await households()).toEqual([]);
    await take(HOUSES, { legalBasis: ' Kế hoạch  12/KH-UBND ' });
    const imports = await db.prisma.rosterImport.findMany({ orderBy: { id: 'asc' }, select: { legalBasis: true, sha256: true } });
    expect(imports).toEqual([
      { legalBasis: null, sha256: 'f00d' },
      { legalBasis: 'Kế hoạch 12/KH-UBND', sha256: 'f00d' },
    ]);
  });

  test('with one household that is nowhere leaves everything as it was', async () => {
    const mixed: Roster = { ...AREAS, households: rosterOf(['Khu phố', 'Mã hộ'], ['Khu phố 1', 'A1'], ['Khu phố 9', 'B1']).households };
    expect(await previewRoster(deps, { scope, unitCode: UNIT, roster: mixed })).toMatchObject({
      mistakes: [{ code: 'areaUnknown', row: 3 }],
    });
    expect(await take(mixed, { seen: 'any' })).toMatchObject({ outcome: 'mistakes' });
    expect(await db.prisma.area.count({ where: { kind: { not: 'unplaced' } } })).toBe(0);
    expect(await db.prisma.rosterImport.count()).toBe(0);
  });

  test('is written down in the audit, without a name', async () => {
    await take(AREAS);
    await take(HOUSES, { legalBasis: 'QĐ 12' });
    const lines = await db.prisma.audit.findMany({ where: { actor: `officer:${scope.officerId}` } });
    expect(lines.map(({ action }) => action)).toEqual(['area.add', 'area.add', 'roster.import', 'roster.import']);
    expect(JSON.stringify(lines, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('Nguyễn');
  });

  test('of a whole ward takes some statements, not some for each household', async () => {
    await take(AREAS);
    const rows = Array.from({ length: 3_000 }, (_, at) => [`Khu phố ${(at % 2) + 1}`, `A-${at}`, 'Nguyễn Văn An']);
    const roster = rosterOf(['Khu phố', 'Mã hộ', 'Chủ hộ'], ...rows);
    const seen = await seenOf(roster);
    const counted = await within(deps, async (inside) => {
      const { deps: watched, statements } = counting(inside);
      const applied = await applyRoster(watched, { scope, unitCode: UNIT, roster, sha256: 'f00d', legalBasis: 'QĐ 12', seen });
      return { applied, statements: statements() };
    });
    expect(counted.applied).toMatchObject({ outcome: 'applied', counts: { newHouseholds: 3_000 } });
    expect(counted.statements).toBeLessThan(20);
    expect(await db.prisma.household.count()).toBe(3_000);
  });
});

describe('of two officers', () => {
  test('the second, whose list would change something else by now, is told and writes nothing', async () => {
    const other = await officer(deps, 'Phạm Văn Xã', { wards: [UNIT] });
    const theirs = rosterOf(['Khu phố', 'Thường trú'], ['Khu phố 1', 999]);
    const [mine, others] = [await seenOf(AREAS), await seenOf(theirs)];
    const options = { unitCode: UNIT, sha256: 'f00d', legalBasis: '' };
    const both = await Promise.all([
      within(deps, (inside) => applyRoster(inside, { ...options, scope, roster: AREAS, seen: mine })),
      within(deps, (inside) => applyRoster(inside, { ...options, scope: other, roster: theirs, seen: others })),
    ]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['applied', 'changed']);
    expect(await db.prisma.area.count({ where: { unitCode: UNIT, name: 'Khu phố 1' } })).toBe(1);
    expect(await db.prisma.rosterImport.count()).toBe(1);
  });
});

describe('a ward', () => {
  test('sees and changes only its own list', async () => {
    await take(AREAS);
    for (const stranger of [
      await officer(deps, 'Phường Khác', { wards: [OTHER_UNIT] }),
      await officer(deps, 'Khu Phố', { areas: [(await db.prisma.area.findFirstOrThrow({ where: { name: 'Khu phố 1' } })).id] }),
      { ...(await officer(deps, 'Thành Phố', {})), city: true },
      { ...(await officer(deps, 'Tổ Số', {})), helps: { wards: [UNIT], areas: [] } },
    ]) {
      expect(await previewRoster(deps, { scope: stranger, unitCode: UNIT, roster: HOUSES })).toEqual({ outcome: 'notFound' });
      expect(await take(HOUSES, { scope: stranger, legalBasis: 'QĐ 12' })).toEqual({ outcome: 'notFound' });
      expect((await listRoster(deps, { scope: stranger })).map(({ unitCode }) => unitCode)).not.toContain(UNIT);
    }
    expect(await db.prisma.household.count()).toBe(0);
  });

  test('fills in the file that it is offered, and hands it in', async () => {
    await take(AREAS);
    const locale = createLocale();
    const say = (key: string, params = {}) => locale.t(`console:roster.sheet.${key}`, 'vi', params);
    const [ward] = await listRoster(deps, { scope });
    if (!ward) throw new Error('no ward');
    const sheets = rosterTemplate(ward, say);
    const [areas, houses] = sheets;
    if (!areas || !houses) throw new Error('no sheets');
    const filled = [
      areas,
      {
        ...houses,
        rows: [
          ['Khu phố 1', '=A1', 'Nguyễn Văn An', 'Tạm trú'],
          ['Khu phố 2', 'B 7', null, null],
        ],
      },
    ];
    const untouched = readRoster(await readTable(await writeTable(sheets)));
    expect(untouched).toMatchObject({
      ok: { areas: [{ name: 'Khu phố 1', permanent: 435, temporary: 20 }, { temporary: null }], households: [], unused: [] },
    });
    expect(readRoster(await readTable(await writeTable(filled)))).toMatchObject({
      mistakes: [{ code: 'codeUnreadable', sheet: 'Hộ', column: 'B' }],
    });
    const right = [areas, { ...houses, rows: [['Khu phố 1', 'A1', 'Nguyễn Văn An', 'Tạm trú']] }];
    const read = readRoster(await readTable(await writeTable(right)));
    expect(read).toMatchObject({ ok: { households: [{ houseCode: 'A1', headName: 'Nguyễn Văn An', residence: 'temporary' }] } });
  });
});
