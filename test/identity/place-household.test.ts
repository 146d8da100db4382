/** A ward puts a household into its khu phố, and what hangs on it goes along. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import type { Deps } from '../../src/deps.ts';
import { listPlacings } from '../../src/identity/list-placings.ts';
import { placeHousehold } from '../../src/identity/place-household.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { openFile } from '../../src/review/open-file.ts';
import { saveSheet } from '../../src/roster/save-sheet.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { assessed, householdIn, joins, seasonOfYear } from '../report/ward.ts';
import { scope as scopeOf, sentFamily, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { telling, toldTo, viewOf } from './world.ts';

let database: TestDatabase;
let clock: FixedClock;
let deps: Deps;
let house: OfficersHouse;
let ward: Scope;
let here: Scope;
let there: Scope;
let from: string;
let to: string;
/** A season of earlier. */
let before: string;

beforeAll(async () => {
  database = await freshDatabase();
  clock = fixedClock();
  deps = testDeps(database.prisma, { clock, ids: { next: () => v7() } });
  house = await openOfficersHouse(deps);
  ward = await scopeOf(deps, house.officers.ward.officerId);
  here = await scopeOf(deps, house.officers.hamlet.officerId);
  [from, to] = [house.home.areaId, house.next.areaId];
  before = await seasonOfYear(deps, 2019);
  await deps.db.season.update({ where: { id: before }, data: { trial: true } });
  const { officerId } = await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Cam', unitCode: house.next.unitCode, areaId: to });
  there = await scopeOf(deps, officerId);
});
afterAll(() => database.drop());
beforeEach(() => clock.advance(1000));

interface Given {
  scope?: Scope;
  areaId?: string;
  seen?: string;
}

async function place(householdId: string, { scope = ward, areaId = to, seen }: Given = {}) {
  const asked = { scope, householdId, areaId, seen: seen ?? (await viewOf(deps, ward, householdId)).seen, tell: telling.household };
  return transaction(deps, (within) => placeHousehold(within, asked));
}

const sheet = async (scope: Scope, areaId: string) => {
  const found = await transaction(deps, (within) => sheetOf(within, { scope, areaId }));
  if (found.outcome !== 'found') throw new Error(found.outcome);
  return found.sheet;
};
const isOn = async (scope: Scope, areaId: string, id: string) =>
  (await sheet(scope, areaId)).rows.some(({ householdId }) => householdId === id);

describe('placing a household', () => {
  it('takes its file of this season along, tells the family, and both khu phố find it', async () => {
    const family = await sentFamily(deps, { head: 'Lê Thị Chuyển', areaId: from });
    const { householdId, assessmentId, accountId } = family;
    const past = await assessed(deps, householdId, { seasonId: before });
    const call = { id: v7(), accountId, unitCode: house.home.unitCode, areaId: from, state: 'open' as const, at: clock.now() };
    await deps.db.helpRequest.create({ data: call });
    expect(await isOn(here, from, householdId)).toBe(true);

    expect(await place(householdId)).toEqual({ outcome: 'placed', told: 1, houseCode: null });
    expect([await isOn(here, from, householdId), await isOn(there, to, householdId)]).toEqual([false, true]);
    expect(await openFile(deps, { scope: there, assessmentId })).toMatchObject({ file: { household: { id: householdId } } });
    expect(await openFile(deps, { scope: here, assessmentId })).toEqual({ outcome: 'notFound' });
    expect((await deps.db.assessment.findUniqueOrThrow({ where: { id: past } })).areaId, 'judged where it was').toBe(from);
    expect((await deps.db.helpRequest.findUniqueOrThrow({ where: { id: call.id } })).areaId).toBe(to);
    const [told = ''] = (await toldTo(deps, accountId)).slice(-1);
    for (const words of ['Khu phố Cam', 'Chưa đúng', 'Gọi giúp']) expect(told).toContain(words);
    expect(await deps.db.audit.count({ where: { action: 'household.place', subject: `household:${householdId}` } })).toBe(1);

    const of = async (scope: Scope, areaId: string) =>
      (await listPlacings(deps, { scope, areaId })).filter((one) => one.householdId === householdId);
    expect(await of(there, to)).toMatchObject([{ way: 'came', headName: 'Lê Thị Chuyển', area: 'Khu phố Bưởi', officer: 'Phường Nhà' }]);
    expect(await of(here, from), 'whom they look after no more is named no more').toMatchObject([
      { way: 'left', headName: '', area: 'Khu phố Cam' },
    ]);
    expect(await of(here, to)).toEqual([]);
    expect((await viewOf(deps, there, householdId)).placings).toMatchObject([
      { from: 'Khu phố Bưởi', to: 'Khu phố Cam', officer: 'Phường Nhà' },
    ]);
  });

  it('finds a khu phố for who named none', async () => {
    const { id } = await deps.db.area.findFirstOrThrow({ where: { unitCode: house.home.unitCode, kind: 'unplaced' } });
    const householdId = await householdIn(deps, id, { member: true });
    expect((await viewOf(deps, ward, householdId)).places.map(({ name }) => name)).toEqual(['Khu phố Bưởi', 'Khu phố Cam']);
    expect(await place(householdId)).toMatchObject({ outcome: 'placed', told: 1 });
    expect(await place(householdId, { areaId: id }), 'nobody is put back there').toEqual({ outcome: 'notFound' });
  });

  it('keeps the code of its house, where the new khu phố has not given that to another', async () => {
    const [free, taken] = [await householdIn(deps, from, { houseCode: 'P-1' }), await householdIn(deps, from, { houseCode: 'P-2' })];
    await householdIn(deps, to, { houseCode: 'P-2' });
    expect(await place(free)).toEqual({ outcome: 'placed', told: 0, houseCode: null });
    expect(await place(taken)).toEqual({ outcome: 'placed', told: 0, houseCode: 'P-2' });
    expect([(await viewOf(deps, ward, free)).houseCode, (await viewOf(deps, ward, taken)).houseCode]).toEqual(['P-1', null]);
    expect((await listPlacings(deps, { scope: here, areaId: from })).find(({ householdId }) => householdId === taken)).toMatchObject({
      houseCode: 'P-2',
    });
  });

  it('is for the ward, within the ward', async () => {
    const householdId = await householdIn(deps, from);
    expect(await place(householdId, { scope: here })).toEqual({ outcome: 'notFound' });
    expect(await place(householdId, { areaId: house.abroad.areaId })).toEqual({ outcome: 'notFound' });
    const both = { ...ward, wards: [house.home.unitCode, house.abroad.unitCode] };
    expect(await place(householdId, { scope: both, areaId: house.abroad.areaId })).toEqual({ outcome: 'notFound' });
    const abroad = await householdIn(deps, house.abroad.areaId);
    expect(await place(abroad, { seen: 'x' })).toEqual({ outcome: 'notFound' });
    expect(await place(householdId, { areaId: 'x' })).toEqual({ outcome: 'notFound' });
    expect((await viewOf(deps, here, householdId)).places).toEqual([]);
  });

  it('waits for a decision that lists it and has not begun', async () => {
    const { householdId, assessmentId } = await sentFamily(deps, { head: 'Lê Văn Chờ', areaId: from });
    const { seasonId } = await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } });
    const ward = { unitCode: house.home.unitCode, unit: 'Phường', organisation: 'Hội' };
    const confirmed = { confirmedBy: v7(), confirmedAt: clock.now() };
    const signed = { number: '1', date: clock.now(), signer: 'A', signerTitle: 'B' };
    const about = { seasonId, title: TITLE, kind: 'recognition' as const, state: 'planned' as const };
    const decision = await deps.db.decision.create({ data: { id: v7(), ...ward, ...about, ...signed, ...confirmed } });
    const line = { id: v7(), decisionId: decision.id, position: 1, assessmentId, householdId, head: 'x', code: 'x' };
    const said = { areaId: from, area: 'Khu phố', outcome: 'recognised' as const, seen: '0.0', lookup: v7() };
    await deps.db.decisionLine.create({ data: { ...line, ...said } });
    expect(await place(householdId)).toEqual({ outcome: 'refused', why: 'inDecisionInHand' });
    await deps.db.decision.update({ where: { id: decision.id }, data: { state: 'stopped' } });
    expect(await place(householdId)).toMatchObject({ outcome: 'placed' });
  });

  it('is not for one’s own, who was merged, and where it is already', async () => {
    const own = await householdIn(deps, from);
    const membership = { id: v7(), accountId: house.officers.ward.accountId, householdId: own, from: clock.now() };
    await deps.db.membership.create({ data: membership });
    expect(await place(own)).toEqual({ outcome: 'refused', why: 'ownHousehold' });
    await deps.db.membership.delete({ where: { id: membership.id } });
    expect(await place(own, { areaId: from })).toEqual({ outcome: 'refused', why: 'already' });
    const merged = await householdIn(deps, from, { mergedIntoId: own });
    expect(await place(merged)).toEqual({ outcome: 'refused', why: 'merged' });
  });
});

describe('two at once', () => {
  it('of officers: the second is told; the same twice is once', async () => {
    const third = await deps.db.area.create({ data: { id: v7(), unitCode: house.home.unitCode, name: 'Khu phố Na', kind: 'quarter' } });
    const other = await scopeOf(
      deps,
      (await newOfficer(deps, { role: 'ward', name: 'Phường Hai', unitCode: house.home.unitCode })).officerId,
    );
    for (let round = 0; round < 5; round++) {
      const householdId = await householdIn(deps, from, { member: true });
      const { seen } = await viewOf(deps, ward, householdId);
      const done = await Promise.all([place(householdId, { seen }), place(householdId, { seen, scope: other, areaId: third.id })]);
      expect(done.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'placed']);
      expect(await deps.db.householdPlacing.count({ where: { householdId } })).toBe(1);
    }
    const householdId = await householdIn(deps, from, { member: true });
    const { seen } = await viewOf(deps, ward, householdId);
    const twice = await Promise.all([place(householdId, { seen }), place(householdId, { seen })]);
    expect(twice.map((one) => ('told' in one ? one.told : one.outcome)).sort()).toEqual([0, 1]);
    expect(await place(householdId, { seen, scope: other })).toEqual({ outcome: 'refused', why: 'already' });
  });

  it('and the old khu phố on its sheet: its line is told to be another one, and nothing of it is written', async () => {
    const householdId = await householdIn(deps, from);
    await joins(deps, householdId);
    const { season } = await sheet(here, from);
    const shown = { seen: '0.0', proposal: null, points: null, why: null };
    const line = { householdId, shown, proposal: 'propose' as const, points: null, reason: '', source: 'meeting' as const };
    await place(householdId);
    const saved = await transaction(deps, (within) =>
      saveSheet(within, { scope: here, areaId: from, season: season.id, lines: [line], tell: telling.household }),
    );
    expect(saved).toMatchObject({ outcome: 'changed', lines: [{ householdId }] });
    expect(await deps.db.assessment.count({ where: { householdId } })).toBe(0);
  });
});
