/** A ward's households: found, paged through, and seen by nobody but those who look after them. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { spacedCode } from '../../src/household/household-code.ts';
import { FEW, type HouseholdsWanted, listHouseholds, PAGE, searchValues, standings } from '../../src/identity/list-households.ts';
import { countToConfirm, nextHousehold } from '../../src/identity/next-household.ts';
import { whatWaits } from '../../src/officer/what-waits.ts';
import { countAreas } from '../../src/report/count-areas.ts';
import { areaOf, assessed, BEN_CAT, fillWard, householdIn, joins, nobody, THUAN_AN, takesBack } from '../report/ward.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';

let database: TestDatabase;
let deps: Deps;
let one: string;
let two: string;
beforeEach(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma);
  one = await areaOf(deps, 'Khu phố 1');
  two = await areaOf(deps, 'Khu phố 2');
});
afterEach(() => database.drop());

const ward = { ...nobody, wards: [BEN_CAT] };

async function list(more: Partial<HouseholdsWanted> = {}) {
  const found = await listHouseholds(deps, { scope: ward, unitCode: BEN_CAT, ...more });
  if (found.outcome !== 'listed') throw new Error(found.outcome);
  return found;
}

async function names(more: Partial<HouseholdsWanted> = {}): Promise<string[]> {
  return (await list(more)).households.map(({ headName }) => headName);
}

describe('looking for', () => {
  beforeEach(async () => {
    await householdIn(deps, one, { headName: 'Nguyễn Thị Sen' });
    await householdIn(deps, two, { headName: 'Đặng Văn Sển', houseCode: '12/5A' });
    await householdIn(deps, two, { headName: 'Trần Thị Thắm', verifiedAt: deps.clock.now() });
  });

  it.each([
    ['', ['Đặng Văn Sển', 'Nguyễn Thị Sen', 'Trần Thị Thắm']],
    ['sen', ['Đặng Văn Sển', 'Nguyễn Thị Sen']],
    ['Nguyễn Sen', ['Nguyễn Thị Sen']],
    ['thi tham', ['Trần Thị Thắm']],
    ['đặng', ['Đặng Văn Sển']],
    ['DANG VAN', ['Đặng Văn Sển']],
    ['ng', ['Nguyễn Thị Sen']],
    ['en', []],
    ['12/5a', ['Đặng Văn Sển']],
    ['%', ['Đặng Văn Sển', 'Nguyễn Thị Sen', 'Trần Thị Thắm']],
    ['nguyen_', ['Nguyễn Thị Sen']],
    ['1%5', []],
    ["'; DROP TABLE", []],
  ])('%j finds %j', async (query, expected) => expect(await names({ query })).toEqual(expected));

  it('a code finds it as it is read out, from three characters', async () => {
    const { code, headName } = await database.prisma.household.findFirstOrThrow();
    for (const query of [code, spacedCode(code).toLowerCase(), code.slice(0, 4)]) expect(await names({ query })).toContain(headName);
  });

  it('a khu phố finds only its own', async () => {
    expect(await names({ areaId: two })).toEqual(['Đặng Văn Sển', 'Trần Thị Thắm']);
    expect(await names({ areaId: one, query: 'sen' })).toEqual(['Nguyễn Thị Sen']);
  });

  it('leaves out a double', async () => {
    const [kept] = (await list({ query: 'tham' })).households;
    await householdIn(deps, one, { headName: 'Trần Thị Thắm', mergedIntoId: kept?.id ?? null });
    expect(await names({ query: 'tham' })).toEqual(['Trần Thị Thắm']);
  });

  it('is noted without what was typed', async () => {
    await list({ query: 'Nguyễn Thị Sen', areaId: one });
    const { actor, subject, detail } = await database.prisma.audit.findFirstOrThrow({ orderBy: { seq: 'desc' } });
    expect({ actor, subject, detail }).toEqual({
      actor: `officer:${nobody.officerId}`,
      subject: `area:${one}`,
      detail: { households: 1, searched: true, standing: null },
    });
  });

  it('tells how far each is', async () => {
    const [first] = (await list({ query: 'sen', areaId: one })).households;
    expect(first).toMatchObject({ areaName: 'Khu phố 1', houseCode: null, verified: false, assessment: null });
    await assessed(deps, first?.id as string, { source: 'paper', state: 'submitted', stage: 'confirmed' });
    const [then] = (await list({ query: 'sen', areaId: one })).households;
    expect(then?.assessment).toMatchObject({ source: 'paper', state: 'submitted', stage: 'confirmed' });
  });

  it('leads to no file of whoever took their consent back, and lists it among none that came so far', async () => {
    const [first] = (await list({ query: 'sen', areaId: one })).households;
    await assessed(deps, first?.id as string, { source: 'self', state: 'submitted', stage: 'confirmed' });
    expect(await names({ standing: 'confirmed' })).toEqual(['Nguyễn Thị Sen']);
    await joins(deps, first?.id as string);
    expect(await names({ standing: 'confirmed' })).toEqual(['Nguyễn Thị Sen']);
    await takesBack(deps, first?.id as string);
    const [withdrawn] = (await list({ query: 'sen', areaId: one })).households;
    expect(withdrawn).toMatchObject({ headName: 'Nguyễn Thị Sen', assessment: null });
    expect(await names({ standing: 'confirmed' })).toEqual([]);
  });
});

describe('who looks', () => {
  beforeEach(async () => {
    await householdIn(deps, one, { headName: 'Nguyễn Thị Sen' });
    await householdIn(deps, two, { headName: 'Trần Thị Thắm' });
  });

  it('from a khu phố sees its households, in lists and searches of the ward too', async () => {
    const scope = { ...nobody, areas: [two] };
    expect(await names({ scope })).toEqual(['Trần Thị Thắm']);
    expect(await names({ scope, query: 'sen' })).toEqual([]);
    expect(await listHouseholds(deps, { scope, unitCode: BEN_CAT, areaId: one })).toEqual({ outcome: 'notFound' });
  });

  it('from elsewhere, from the city, as a helper or to run the service sees none, and nothing is noted', async () => {
    const others = [
      { ...nobody, wards: [THUAN_AN] },
      { ...nobody, city: true },
      { ...nobody, helps: { wards: [BEN_CAT], areas: [one] } },
      { ...nobody, operator: true },
    ];
    for (const scope of others) {
      expect(await listHouseholds(deps, { scope, unitCode: BEN_CAT })).toEqual({ outcome: 'notFound' });
      expect(await listHouseholds(deps, { scope, unitCode: BEN_CAT, areaId: one })).toEqual({ outcome: 'notFound' });
    }
    expect(await database.prisma.audit.count({ where: { action: 'household.list' } })).toBe(0);
  });
});

describe('page by page', () => {
  async function everyPage(more: Partial<HouseholdsWanted> = {}): Promise<string[]> {
    const seen: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const { households, next } = await list({ ...more, ...(after ? { after } : {}) });
      seen.push(...households.map(({ id }) => id));
      expect(households.length).toBe(next === null ? households.length : PAGE);
      after = next;
    }
    return seen;
  }

  it('every household comes once, in one order, whatever is looked for', async () => {
    await fillWard(database.prisma, { unitCode: BEN_CAT, areas: 0, count: 110 });
    const byName = await database.prisma.household.findMany({ orderBy: [{ headNameKey: 'asc' }, { id: 'asc' }] });
    expect(byName).toHaveLength(220);
    expect(await everyPage()).toEqual(byName.map(({ id }) => id));
    const nguyen = byName.filter(({ headNameKey }) => headNameKey.startsWith('nguyen'));
    expect(nguyen.length).toBeGreaterThan(PAGE);
    expect(await everyPage({ query: 'Nguyễn' })).toEqual(nguyen.map(({ id }) => id));
    expect(await everyPage({ areaId: one })).toEqual(byName.filter(({ areaId }) => areaId === one).map(({ id }) => id));
  });

  it('so it does of many khu phố, though one has all that come first', async () => {
    await fillWard(database.prisma, { unitCode: BEN_CAT, areas: 10, count: 14 });
    for (let number = 0; number < 2 * FEW; number++) await householdIn(deps, one);
    const byName = await database.prisma.household.findMany({ orderBy: [{ headNameKey: 'asc' }, { id: 'asc' }] });
    expect(byName.length).toBeGreaterThan(3 * PAGE);
    expect(await everyPage()).toEqual(byName.map(({ id }) => id));
  });

  it('goes on when households of one name fill more than a page', async () => {
    for (let number = 0; number < PAGE + 5; number++) await householdIn(deps, number % 2 === 0 ? one : two);
    expect(new Set(await everyPage()).size).toBe(PAGE + 5);
  });

  it('begins anew after a household that is gone meanwhile', async () => {
    await householdIn(deps, one);
    expect(await names({ after: deps.ids.next() })).toHaveLength(1);
  });

  it('lists those who registered in chat and whom nobody has confirmed, as many as are counted', async () => {
    const verifiedAt = deps.clock.now();
    const waiting = await householdIn(deps, one, { member: true, headName: 'Lê Chờ' });
    await householdIn(deps, one, { member: true, headName: 'Lê Rõ', verifiedAt });
    await householdIn(deps, one, { headName: 'Lê Giấy' });
    const left = await householdIn(deps, one, { member: true, headName: 'Lê Rời' });
    await deps.db.membership.updateMany({ where: { householdId: left }, data: { to: verifiedAt } });
    expect(await everyPage({ standing: 'toConfirm' })).toEqual([waiting]);
    expect(await countToConfirm(deps, ward)).toBe(1);
    expect(await countToConfirm(deps, { ...ward, wards: [], areas: [two] })).toBe(0);
  });

  it('counts nobody’s own family among those that wait for them, as it does not lead there', async () => {
    const own = await householdIn(deps, one, { member: true, headName: 'Lê Nhà' });
    const { accountId } = await deps.db.membership.findFirstOrThrow({ where: { householdId: own } });
    const from = deps.clock.now();
    const officerId = deps.ids.next();
    await deps.db.officer.create({ data: { id: officerId, name: 'Lê Cán Bộ', createdAt: from } });
    await deps.db.officerAccount.create({ data: { id: deps.ids.next(), officerId, accountId, from } });
    const scope = { ...ward, officerId };
    expect(await nextHousehold(deps, { scope, waitsFor: 'toConfirm' })).toEqual({ count: 0, id: null });
    expect((await whatWaits(deps, scope)).toConfirm).toBe(0);
    expect((await whatWaits(deps, ward)).toConfirm, 'another officer').toBe(1);
  });

  it('each step lists as many as it counts', async () => {
    const stages = ['waiting', 'returned', 'confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised'] as const;
    for (const source of ['self', 'meeting', 'paper'] as const) {
      for (const state of ['draft', 'submitted'] as const) {
        for (const stage of stages) await assessed(deps, await householdIn(deps, one), { source, state, stage });
      }
    }
    await householdIn(deps, two);
    const counted = await countAreas(deps, { scope: ward, unitCode: BEN_CAT });
    const all = (await everyPage()).length;
    for (const standing of standings) {
      const listed = (await everyPage({ standing })).length;
      if (counted.outcome === 'counted' && standing !== 'notSent' && standing !== 'toConfirm' && standing !== 'unplaced')
        expect(listed, standing).toBe(counted.total.numbers[standing]);
    }
    expect((await everyPage({ standing: 'sent' })).length + (await everyPage({ standing: 'notSent' })).length).toBe(all);
  });
});

describe('what was typed', () => {
  it('never becomes a pattern of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        const [words, code, house] = searchValues(typed);
        for (const word of words ?? []) expect(word).toMatch(/^% [^%_\\\s]+%$/);
        expect(code ?? 'ABC%').toMatch(/^[1-9A-Z]{3,8}%$/);
        if (house !== null) expect(house.replaceAll(/\\./g, '').slice(0, -1)).not.toMatch(/[%_\\]/);
      }),
    );
  });
});
