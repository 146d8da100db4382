/** Two households become one, and two again. */
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { controllerOf } from '../../src/household/controller-of.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { loadMe } from '../../src/household/load-me.ts';
import { countDoubles, type KeptDoubles, listDoubles, openDoubles, SIFTED } from '../../src/identity/list-doubles.ts';
import { type MergeOptions, mergeHouseholds } from '../../src/identity/merge-households.ts';
import { setApart, undoApart } from '../../src/identity/set-apart.ts';
import { undoMerge } from '../../src/identity/undo-merge.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { erase } from '../../src/privacy/erase.ts';
import { exportAssessments } from '../../src/privacy/export-assessments.ts';
import { countRows } from '../../src/report/count-rows.ts';
import { seasonsOfWards } from '../../src/report/seasons-of-wards.ts';
import { inUse } from '../../src/review/in-use.ts';
import { openFile } from '../../src/review/open-file.ts';
import { insertHouseholds } from '../../src/roster/insert-households.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { assessed, householdIn, joins, seasonOfYear } from '../report/ward.ts';
import { scope as scopeOf, sentFamily, transaction } from '../review/world.ts';
import { areaNamed } from '../roster/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { SECRET_KEY as secret } from '../support/family.ts';
import { type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { locale, rowsOf, telling, toldTo, viewOf } from './world.ts';

let database: TestDatabase;
let clock: FixedClock;
let deps: Deps;
let house: OfficersHouse;
let chief: Scope;
let ward: Scope;
let area: string;

beforeAll(async () => {
  database = await freshDatabase();
  clock = fixedClock();
  deps = testDeps(database.prisma, { clock, ids: { next: () => v7() } });
  house = await openOfficersHouse(deps);
  chief = await scopeOf(deps, house.officers.hamlet.officerId);
  ward = await scopeOf(deps, house.officers.ward.officerId);
  area = house.home.areaId;
  await deps.db.season.update({ where: { id: await seasonOfYear(deps, 2020) }, data: { trial: true } });
});
afterAll(() => database.drop());
beforeEach(() => clock.advance(1000));

type Given = Pick<MergeOptions, 'keep' | 'drop'> & Partial<MergeOptions>;

async function seenIn(scope: Scope, { keep, drop }: Given): Promise<MergeOptions['seen']> {
  return { keep: (await viewOf(deps, scope, keep)).seen, drop: (await viewOf(deps, scope, drop)).seen };
}

async function merge({ scope = chief, seen, ...given }: Given) {
  const options = { scope, seen: seen ?? (await seenIn(ward, given)), tell: telling.household, ...given };
  return transaction(deps, (within) => mergeHouseholds(within, options));
}

async function merged(given: Given): Promise<string> {
  const done = await merge(given);
  if (done.outcome !== 'merged') throw new Error(JSON.stringify(done));
  return done.mergeId;
}

const undo = (mergeId: string, scope = chief) =>
  transaction(deps, (within) => undoMerge(within, { scope, mergeId, tell: telling.household }));

const seasonNow = async () =>
  (await seasonsOfWards(deps, [house.home.unitCode]))[0] as { seasonId: string; unitCode: string; closed: boolean };

describe('merging', () => {
  it('brings members, files and codes together; the house of the list takes over what the family said', async () => {
    const listed = await householdIn(deps, area, { headName: '', houseCode: 'A-12' });
    const family = await sentFamily(deps, { head: 'Trần Thị Gộp', areaId: area });
    const invited = await inviteMember(deps, { accountId: family.accountId, secret });
    expect(invited.outcome).toBe('code');
    const done = await merge({ keep: listed, drop: family.householdId });
    expect(done).toMatchObject({ outcome: 'merged', told: 1 });
    const view = await viewOf(deps, chief, listed);
    expect(view).toMatchObject({ headName: 'Trần Thị Gộp', houseCode: 'A-12', counts: { primary: 1, adults: 2 }, mergedInto: null });
    expect(view.files).toMatchObject([{ assessmentId: family.assessmentId, sent: 1 }]);
    expect(view.members).toMatchObject([{ channel: 'web', by: { kind: 'self' } }]);
    expect(view.merges).toMatchObject([{ officer: 'Khu Phố Nhà', drop: { id: family.householdId }, undone: null, aside: [] }]);
    expect(await viewOf(deps, chief, family.householdId)).toMatchObject({ mergedInto: { id: listed }, members: [], files: [] });
    expect(await deps.db.code.count({ where: { householdId: listed } })).toBe(1);
    const me = await loadMe(deps, { accountId: family.accountId });
    expect(me).toMatchObject({ code: view.code });
    expect((await toldTo(deps, family.accountId)).at(-1)).toContain('đã gộp làm một');
    expect(await openFile(deps, { scope: chief, assessmentId: family.assessmentId })).toMatchObject({
      file: { household: { id: listed } },
    });
  });

  it('asks whose file stays, and puts the other aside: in nobody’s way, and not lost', async () => {
    const [one, other] = [
      await sentFamily(deps, { head: 'Hai Phiếu', areaId: area }),
      await sentFamily(deps, { head: 'Hai Phiếu', areaId: area }),
    ];
    const both = { keep: one.householdId, drop: other.householdId };
    const asked = await merge(both);
    const { seasonId } = await seasonNow();
    expect(asked).toMatchObject({ outcome: 'choose', seasons: [{ seasonId, files: { keep: { sent: 1 }, drop: { sent: 1 } } }] });
    const before = await rowsOf(deps, [one.householdId, other.householdId]);
    const mergeId = await merged({ ...both, stays: { [seasonId]: 'drop' } });
    const view = await viewOf(deps, chief, one.householdId);
    expect(view.files.map(({ assessmentId }) => assessmentId)).toEqual([other.assessmentId]);
    expect(view.merges[0]?.aside.map(({ assessmentId }) => assessmentId)).toEqual([one.assessmentId]);
    expect(await openFile(deps, { scope: chief, assessmentId: one.assessmentId })).toEqual({ outcome: 'notFound' });
    const speak = () => '';
    const kept = await exportAssessments(deps, one.householdId, { publicUrl: '', speak });
    expect(kept).toHaveLength(2);
    expect(await undo(mergeId)).toMatchObject({ outcome: 'undone', told: 2 });
    expect(await rowsOf(deps, [one.householdId, other.householdId])).toBe(before);
    expect((await toldTo(deps, other.accountId)).at(-1)).toContain('tách lại như cũ');
  });

  it('is counted once, on the sheet and in the numbers', async () => {
    const [one, other] = [await householdIn(deps, area, { member: true }), await householdIn(deps, area, { member: true })];
    const count = async () => {
      const rows = await countRows(deps, { scope: { ...chief, city: false }, seasons: [await seasonNow()] });
      const sheet = await sheetOf(deps, { scope: chief, areaId: area });
      return { registered: rows.find(({ areaId }) => areaId === area)?.numbers.registered ?? 0, found: sheet.outcome };
    };
    const before = await count();
    const mergeId = await merged({ keep: one, drop: other });
    expect((await count()).registered).toBe(before.registered - 1);
    await undo(mergeId);
    expect((await count()).registered).toBe(before.registered);
  });

  it('is not for what changed, is elsewhere, merged already, decided, or one’s own', async () => {
    const [one, other, third] = [await householdIn(deps, area), await householdIn(deps, area), await householdIn(deps, area)];
    const seen = { keep: (await viewOf(deps, chief, one)).seen, drop: (await viewOf(deps, chief, other)).seen };
    await joins(deps, other);
    expect(await merge({ keep: one, drop: other, seen })).toEqual({ outcome: 'changed' });
    const next = await householdIn(deps, house.next.areaId);
    expect(await merge({ keep: one, drop: next })).toEqual({ outcome: 'notFound' });
    expect(await merge({ keep: one, drop: one })).toEqual({ outcome: 'notFound' });
    const both = { ...ward, wards: [house.home.unitCode, house.abroad.unitCode] };
    const abroad = await householdIn(deps, house.abroad.areaId);
    const seenAbroad = { keep: (await viewOf(deps, both, one)).seen, drop: (await viewOf(deps, both, abroad)).seen };
    expect(await merge({ scope: both, keep: one, drop: abroad, seen: seenAbroad })).toEqual({ outcome: 'refused', why: 'otherWard' });
    await merged({ keep: one, drop: other });
    expect(await merge({ keep: third, drop: other })).toEqual({ outcome: 'refused', why: 'merged' });
    expect(await merge({ keep: one, drop: other }), 'pressed twice').toMatchObject({ outcome: 'merged', told: 0 });
    expect(await merge({ scope: ward, keep: one, drop: other })).toEqual({ outcome: 'refused', why: 'merged' });
    const own = await householdIn(deps, area);
    const { accountId } = house.officers.hamlet;
    await deps.db.membership.create({ data: { id: deps.ids.next(), accountId, householdId: own, from: clock.now() } });
    expect(await merge({ keep: third, drop: own })).toEqual({ outcome: 'refused', why: 'ownHousehold' });
    const mergeId = await merged({ scope: ward, keep: third, drop: own });
    expect(await undo(mergeId)).toEqual({ outcome: 'refused', why: 'ownHousehold' });
    expect(await undo(mergeId, ward)).toMatchObject({ outcome: 'undone' });
  });

  it('leaves what a decision names where it is, before and after', async () => {
    const [one, other] = [await householdIn(deps, area), await householdIn(deps, area)];
    await assessed(deps, other, { state: 'submitted', stage: 'proposed' });
    await decided(other);
    expect(await merge({ keep: one, drop: other })).toEqual({ outcome: 'refused', why: 'inDecision' });
    const mergeId = await merged({ keep: other, drop: one });
    clock.advance(1000);
    await decided(other);
    expect(await undo(mergeId)).toEqual({ outcome: 'refused', why: 'inDecision' });
  });

  it('takes a slip along: one that was taken back allows nothing in the household that stays', async () => {
    const [keep, drop] = [
      await householdIn(deps, area, { headName: 'Lý Không Máy' }),
      await householdIn(deps, area, { headName: 'Lý Rút Phiếu' }),
    ];
    const { id: organisationId } = await controllerOf(deps, house.home.unitCode);
    const text = { purpose: 'selfAssessment', textVersion: '1', textHash: 'x', language: 'vi', method: 'slip:P 9' } as const;
    const acts = ['given', 'withdrawn'] as const;
    for (const [index, act] of acts.entries())
      await deps.db.consent.create({
        data: { id: v7(), householdId: drop, accountHash: drop, organisationId, act, at: new Date(clock.now().getTime() + index), ...text },
      });
    expect(await inUse(deps, [keep, drop])).toEqual(new Set([keep]));
    const mergeId = await merged({ keep, drop });
    expect(await inUse(deps, [keep])).toEqual(new Set());
    expect(await undo(mergeId)).toMatchObject({ outcome: 'undone' });
    expect(await deps.db.consent.count({ where: { householdId: drop } }), 'nothing is taken from where it was said').toBe(2);
  });

  it('is undone in the opposite order, once', async () => {
    const [one, other, third] = [await householdIn(deps, area), await householdIn(deps, area), await householdIn(deps, area)];
    const first = await merged({ keep: one, drop: other });
    const second = await merged({ keep: third, drop: one });
    expect(await undo(first)).toEqual({ outcome: 'refused', why: 'laterMerge' });
    expect(await undo(second)).toMatchObject({ outcome: 'undone', keepId: third, dropId: one });
    expect(await undo(second), 'pressed twice').toEqual({ outcome: 'undone', keepId: third, dropId: one, told: 0 });
    expect(await undo(second, ward)).toEqual({ outcome: 'refused', why: 'already' });
    expect(await deps.db.audit.count({ where: { action: 'household.undoMerge', subject: `household:${third}` } })).toBe(1);
    expect(await undo(first)).toMatchObject({ outcome: 'undone' });
    expect(await undo(deps.ids.next())).toEqual({ outcome: 'notFound' });
  });

  it('keeps what the family did since: who left stays away, facts that were corrected stay', async () => {
    const listed = await householdIn(deps, area, { headName: '', houseCode: 'B-7' });
    const family = await sentFamily(deps, { head: 'Lê Văn Sửa', areaId: area });
    const mergeId = await merged({ keep: listed, drop: family.householdId });
    await deps.db.household.update({ where: { id: listed }, data: { elders: 2 } });
    expect(await undo(mergeId)).toMatchObject({ outcome: 'undone' });
    expect(await deps.db.household.findUnique({ where: { id: listed } })).toMatchObject({
      headName: '',
      elders: 2,
      primary: 1,
      houseCode: 'B-7',
    });
    expect(await loadMe(deps, { accountId: family.accountId })).toMatchObject({ code: family.code });
  });

  it('goes on from the other side: of two officers at once one merges, and the other is told', async () => {
    const [one, other] = [await householdIn(deps, area, { member: true }), await householdIn(deps, area, { member: true })];
    const tries = await Promise.all([merge({ keep: one, drop: other }), merge({ scope: ward, keep: other, drop: one })]);
    expect(tries.map(({ outcome }) => outcome).sort()).toEqual(['merged', 'refused']);
    expect(tries.find(({ outcome }) => outcome === 'refused')).toMatchObject({ why: 'merged' });
  });

  it('and an erasure at the same moment come one after the other, and nothing of the family is left', async () => {
    const family = await sentFamily(deps, { head: 'Xóa Giữa Chừng', areaId: area });
    const listed = await householdIn(deps, area, { headName: '', houseCode: 'C-1' });
    await deps.db.conversation.create({ data: { accountId: family.accountId, session: {}, updatedAt: clock.now() } });
    const erasing = transaction(deps, async (within) => {
      await within.db.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ${family.accountId}::uuid FOR UPDATE`;
      return erase(within, { accountId: family.accountId });
    });
    await Promise.allSettled([merge({ keep: listed, drop: family.householdId }), erasing]);
    await erasing;
    expect(await deps.db.assessment.count({ where: { id: family.assessmentId } })).toBe(0);
  });

  it('takes what was put aside along when the family leaves', async () => {
    const [one, other] = [
      await sentFamily(deps, { head: 'Cùng Đi', areaId: area }),
      await sentFamily(deps, { head: 'Cùng Đi', areaId: area }),
    ];
    const { seasonId } = await seasonNow();
    await merged({ keep: one.householdId, drop: other.householdId, stays: { [seasonId]: 'keep' } });
    for (const { accountId } of [one, other]) await transaction(deps, (within) => erase(within, { accountId }));
    const ids = { in: [one.householdId, other.householdId] };
    expect(await deps.db.household.count({ where: { id: ids } })).toBe(0);
    expect(await deps.db.assessment.count({ where: { householdId: ids } })).toBe(0);
    expect(await deps.db.householdMerge.count({ where: { keepId: ids } })).toBe(0);
  });
});

async function decided(householdId: string): Promise<void> {
  const { id: seasonId } = await deps.db.season.findFirstOrThrow();
  const at = clock.now();
  const decision = await deps.db.decision.create({
    data: {
      ...{ id: deps.ids.next(), unitCode: house.home.unitCode, seasonId, title: 'giaDinh', kind: 'recognition', state: 'issued' },
      ...{ unit: '', organisation: '' },
      ...{ number: '1/QĐ-UBND', date: at, signer: 'Nguyễn Văn Ký', signerTitle: 'Chủ tịch', confirmedBy: deps.ids.next(), confirmedAt: at },
    },
  });
  const line = { position: 1, head: 'Mẫu', code: 'MẪU', areaId: area, area: 'Khu phố', outcome: 'recognised' as const, seen: '0.1' };
  await deps.db.decisionLine.create({
    data: { ...line, id: deps.ids.next(), decisionId: decision.id, householdId, lookup: deps.ids.next() },
  });
}

describe('merging and undoing it', () => {
  const count = fc.integer({ min: 0, max: 2 });
  const side = fc.record({
    headName: fc.constantFrom('', 'Nguyễn Văn An', 'Lê Thị Bé'),
    house: fc.boolean(),
    verified: fc.boolean(),
    unplaced: fc.boolean(),
    members: fc.integer({ min: 0, max: 2 }),
    left: fc.boolean(),
    code: fc.boolean(),
    files: fc.record({ now: fc.constantFrom(null, 'draft', 'submitted'), before: fc.boolean() }),
    ...{ primary: count, adults: count, elders: count },
  });
  type Half = typeof side extends fc.Arbitrary<infer T> ? T : never;

  async function make(half: Half, shared: string | null): Promise<string> {
    const unplaced = await deps.db.area.findFirstOrThrow({ where: { unitCode: house.home.unitCode, kind: 'unplaced' } });
    const { headName, primary, adults, elders, files } = half;
    const houseCode = half.house ? `R-${v7()}` : null;
    const verified = half.verified ? { verifiedAt: clock.now(), verifiedBy: deps.ids.next() } : {};
    const id = await householdIn(deps, half.unplaced ? unplaced.id : area, { headName, houseCode, primary, adults, elders, ...verified });
    for (let member = 0; member < half.members; member++) await joins(deps, id);
    if (half.left) {
      await joins(deps, id);
      const { id: last } = await deps.db.membership.findFirstOrThrow({ where: { householdId: id }, orderBy: { id: 'desc' } });
      await deps.db.membership.update({ where: { id: last }, data: { to: clock.now() } });
    }
    if (shared) await deps.db.membership.create({ data: { id: deps.ids.next(), accountId: shared, householdId: id, from: clock.now() } });
    if (half.code)
      await deps.db.code.create({ data: { id: deps.ids.next(), kind: 'join', hash: v7(), householdId: id, createdAt: clock.now() } });
    if (files.now) await assessed(deps, id, { state: files.now, seasonId: (await seasonNow()).seasonId });
    if (files.before) await assessed(deps, id, { seasonId: (await deps.db.season.findFirstOrThrow({ where: { year: 2020 } })).id });
    return id;
  }

  it('restores every row, whatever there was', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, fc.boolean(), fc.constantFrom('keep', 'drop'), async (one, other, shared, stays) => {
        clock.advance(1000);
        const { id: channelAccountId } = await deps.db.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
        const accountId = shared ? deps.ids.next() : null;
        if (accountId)
          await deps.db.account.create({ data: { id: accountId, channelAccountId, externalId: accountId, createdAt: clock.now() } });
        const [keep, drop] = [await make(one, accountId), await make(other, accountId)];
        const before = await rowsOf(deps, [keep, drop]);
        const seasons = await deps.db.season.findMany({ select: { id: true } });
        const all = Object.fromEntries(seasons.map(({ id }) => [id, stays as 'keep' | 'drop']));
        const mergeId = await merged({ scope: ward, keep, drop, stays: all });
        const now = await viewOf(deps, ward, keep);
        const gone = await viewOf(deps, ward, drop);
        expect(gone.members).toEqual([]);
        expect(now.members).toHaveLength(one.members + other.members + (shared ? 1 : 0));
        expect(new Set(now.files.map(({ season }) => season.year)).size).toBe(now.files.length);
        clock.advance(1000);
        expect(await undo(mergeId, ward)).toMatchObject({ outcome: 'undone' });
        expect(await rowsOf(deps, [keep, drop])).toBe(before);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});

describe('doubles', () => {
  it('are found in the places of an officer, with why, and not again once somebody said that they are none', async () => {
    const next = house.next.areaId;
    const scope = { ...chief, areas: [next] };
    const one = await householdIn(deps, next, { headName: 'Đỗ Trùng Tên', primary: 1, adults: 2 });
    const other = await householdIn(deps, next, { headName: 'Do Trung Ten', adults: 1, elders: 1 });
    await householdIn(deps, next, { headName: 'Một Mình', adults: 3 });
    await householdIn(deps, house.abroad.areaId, { headName: 'Đỗ Trùng Tên' });
    const found = await listDoubles(deps, { scope });
    expect(found).toMatchObject([{ one: { id: one }, other: { id: other }, why: ['sameName', 'together'] }]);
    expect(await listDoubles(deps, { scope: chief, areaId: next })).toEqual([]);
    expect(await listDoubles(deps, { scope, householdId: other })).toMatchObject([{ one: { id: other }, other: { id: one } }]);
    const sheet = await sheetOf(deps, { scope, areaId: next });
    expect(sheet).toMatchObject({ outcome: 'found', sheet: { doubles: new Set([one, other]) } });
    expect(await setApart(deps, { scope: chief, householdId: one, otherId: other })).toEqual({ outcome: 'notFound' });
    for (let times = 0; times < 2; times++)
      expect(await setApart(deps, { scope, householdId: other, otherId: one })).toEqual({ outcome: 'apart' });
    expect(await listDoubles(deps, { scope })).toEqual([]);
  });

  it('are counted from some minutes ago where that will do, and at once when a pair was settled', async () => {
    const areaId = await areaNamed(deps, 'Khu phố Đếm', house.home.unitCode);
    const scope = { ...chief, areas: [areaId] };
    const kept: KeptDoubles = new Map();
    const pair = async (headName: string) => [await householdIn(deps, areaId, { headName }), await householdIn(deps, areaId, { headName })];
    const [one = '', other = ''] = await pair('Lý Thị Đếm');
    expect(await countDoubles(deps, scope, kept)).toBe(1);
    await pair('Lý Văn Sau');
    expect([await countDoubles(deps, scope, kept), await countDoubles(deps, scope)]).toEqual([1, 2]);
    clock.advance(5 * 60_000);
    expect(await countDoubles(deps, scope, kept)).toBe(2);
    await setApart(deps, { scope, householdId: one, otherId: other });
    expect(await countDoubles(deps, scope, kept)).toBe(1);
    await undoApart(deps, { scope, householdId: one, otherId: other });
    expect(await countDoubles(deps, scope, kept)).toBe(2);
    expect(await countDoubles(deps, chief, kept), 'of other places').toBe(await countDoubles(deps, chief));
  });

  it('are seen where one person uses the unnamed house of the list and another registered by themselves', async () => {
    const next = house.next.areaId;
    const scope = { ...chief, areas: [next] };
    const counts = { primary: 2, adults: 2, elders: 1 };
    const listed = await householdIn(deps, next, { headName: '', houseCode: 'K-9', member: true, ...counts });
    const own = await householdIn(deps, next, { headName: 'Phạm Tự Khai', member: true, ...counts });
    await householdIn(deps, next, { headName: '', houseCode: 'K-09' });
    const found = await listDoubles(deps, { scope, householdId: listed });
    expect(found.map(({ other, why }) => [other.houseCode ?? other.id, why])).toEqual([
      ['K-09', ['sameHouseCode', 'together']],
      [own, ['sameCounts', 'unnamed', 'together']],
    ]);
  });

  it('of a name that many bear push no other out, and what is left is counted', async () => {
    const areaId = await areaNamed(deps, 'Khu phố Đông Tên', house.home.unitCode);
    const scope = { ...chief, areas: [areaId] };
    const many = Array.from({ length: 70 }, () => ({
      areaId,
      houseCode: null,
      headName: 'Nguyễn Văn Hùng',
      residence: 'permanent' as const,
    }));
    await transaction(deps, (within) => insertHouseholds(within, many));
    const late = [
      await householdIn(deps, areaId, { headName: 'Đỗ Thị Muộn' }),
      await householdIn(deps, areaId, { headName: 'Do Thi Muon' }),
    ];
    const { doubles, left } = await transaction(deps, (within) => openDoubles(within, { scope }));
    expect(left).toBe((70 * 69) / 2 + 1 - SIFTED);
    expect(doubles).toHaveLength(69 + 1);
    expect(doubles.filter(({ one, other }) => late.includes(one.id) && late.includes(other.id))).toHaveLength(1);
    const { left: none } = await transaction(deps, (within) => openDoubles(within, { scope: { ...chief, areas: [house.next.areaId] } }));
    expect(none).toBe(0);
  });

  it('are seen where members gave the same telephone number', async () => {
    const [one, other] = [
      await householdIn(deps, area, { headName: 'Số Một', member: true }),
      await householdIn(deps, area, { headName: 'Số Hai', member: true, adults: 5 }),
    ];
    const members = await deps.db.membership.findMany({ where: { householdId: { in: [one, other] } } });
    await deps.db.account.updateMany({ where: { id: { in: members.map(({ accountId }) => accountId) } }, data: { phone: '0909000777' } });
    const found = await listDoubles(deps, { scope: chief, householdId: one });
    expect(found).toMatchObject([{ other: { id: other }, why: ['samePhone', 'together'] }]);
    expect(JSON.stringify(found)).not.toContain('0909');
  });
});

it('speaks Vietnamese and English of it', () => {
  for (const language of ['vi', 'en']) expect(locale.t('identity.out', language)).not.toContain('identity.');
});
