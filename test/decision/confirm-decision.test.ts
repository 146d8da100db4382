import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Prisma } from '../../src/db/client.ts';
import { confirmAsSecond } from '../../src/decision/confirm-as-second.ts';
import { confirmDecision } from '../../src/decision/confirm-decision.ts';
import { listDecisions } from '../../src/decision/list-decisions.ts';
import { stopDecision } from '../../src/decision/stop-decision.ts';
import { needsSecond, saveWardSettings, wardSettings } from '../../src/decision/ward-settings.ts';
import { loadMe } from '../../src/household/load-me.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { answerObjection } from '../../src/outcome/answer-objection.ts';
import { hearOutcome } from '../../src/outcome/hear-outcome.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { outcomeStanding } from '../../src/outcome/outcome-standing.ts';
import { tickOff } from '../../src/outcome/tick-off.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { shownOf } from '../../src/roster/row-seen.ts';
import { saveSheet } from '../../src/roster/save-sheet.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { type SentFamily, sentFamily, tell, transaction } from '../review/world.ts';
import { newOfficer, telling } from '../support/officers.ts';
import { confirm, confirmed, type DecisionWorld, emptied, linesOf, openDecisionWorld, put, said, signed, standing, told } from './world.ts';

let world: DecisionWorld;
beforeAll(async () => {
  world = await openDecisionWorld();
});
beforeEach(async () => {
  world.clock.set('2026-11-20T08:00:00+07:00');
  await emptied(world);
});
afterAll(() => world.database.drop());

const stateOf = async (assessmentId: string) => {
  const { deps, house } = world;
  const { seasonId, title } = await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } });
  const rows = await outcomeStanding(deps, { unitCode: house.home.unitCode, seasonId, title, now: deps.clock.now() });
  return rows.find((row) => row.assessmentId === assessmentId);
};

/** A household that chats, which the khu phố confirmed and then did not propose. */
async function notProposed(): Promise<SentFamily> {
  const { areaId, unitCode } = world.house.home;
  const family = await sentFamily(world.deps, { areaId, unit: unitCode });
  const confirming = { scope: world.hamlet, assessmentId: family.assessmentId, seen: '0.1', tell: telling.household };
  await transaction(world.deps, (deps) => confirmFile(deps, confirming));
  await meet(family, 'Chưa ai học gì trong năm');
  return family;
}

/** The khu phố says on its sheet why it does not propose it. */
async function meet({ householdId }: SentFamily, reason: string): Promise<void> {
  const { areaId } = world.house.home;
  world.clock.advance(1000);
  const saved = await transaction(world.deps, async (deps) => {
    const found = await sheetOf(deps, { scope: world.hamlet, areaId });
    const row = found.outcome === 'found' && found.sheet.rows.find((one) => one.householdId === householdId);
    if (found.outcome !== 'found' || !row) throw new Error('It is not on the sheet');
    const line = { householdId, shown: shownOf(row), proposal: 'notPropose' as const, points: null, reason, source: 'meeting' as const };
    return saveSheet(deps, { scope: world.hamlet, areaId, season: found.sheet.season.id, lines: [line], tell });
  });
  expect(saved).toMatchObject({ outcome: 'saved', notProposed: 1 });
}

/** An officer of the ward told it so at its door. */
const tick = (assessmentId: string) => transaction(world.deps, (deps) => tickOff(deps, { scope: world.ward, assessmentId }));
const object = (accountId: string, words: string) => transaction(world.deps, (deps) => objectTo(deps, { accountId, words }));

describe('what stands in the way', () => {
  it('a household that would not be recognised goes from untold to waiting to final', async () => {
    const { assessmentId } = await put(world, 'Phạm Chưa Được', 'notProposed');
    await put(world, 'Vũ Văn An');
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'untold', answerBy: null, hasChat: false, answered: false });
    expect(await standing(world)).toMatchObject({ blocks: ['untold'], households: 1, open: [{ state: 'untold', count: 1 }] });
    expect(await confirm(world)).toEqual({ outcome: 'refused', why: 'blocked' });
    await told(world, assessmentId, '2026-11-25');
    expect(await standing(world)).toMatchObject({ blocks: ['waiting'], open: [{ until: '2026-11-25' }] });
    world.clock.set('2026-11-25T23:59:59+07:00');
    expect(await confirm(world)).toEqual({ outcome: 'refused', why: 'blocked' });
    world.clock.set('2026-11-26T00:00:00+07:00');
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'final', answerBy: '2026-11-25' });
    expect(await confirm(world)).toMatchObject({ outcome: 'confirmed' });
  });

  it('what was told before the meeting spoke anew does not count', async () => {
    const { assessmentId } = await put(world, 'Phạm Chưa Được', 'notProposed');
    await told(world, assessmentId, '2026-11-20');
    world.clock.advance(1000);
    await said(world.deps, assessmentId, { act: 'notPropose', reason: 'Lý do khác' });
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'untold' });
  });

  it('an objection is answered, and the ward’s answer is final once it is told', async () => {
    const { assessmentId, accountId } = await notProposed();
    expect(await tick(assessmentId)).toEqual({ outcome: 'ticked', answerBy: '2026-11-25' });
    expect(await object(accountId, 'Cháu có đi học nghề')).toEqual({ outcome: 'kept' });
    world.clock.set('2026-12-20T08:00:00+07:00');
    const before = await standing(world);
    expect(before).toMatchObject({ blocks: ['objected'], open: [{ state: 'objected', households: [{ words: 'Cháu có đi học nghề' }] }] });
    const seen = before?.open[0]?.households[0]?.seen ?? '';
    const answer = (reason: string, scope = world.ward) =>
      transaction(world.deps, (deps) =>
        answerObjection(deps, { scope, assessmentId, seen, answer: 'notPropose', reason, tell: telling.household }),
      );
    expect(await answer('Đã xem', world.hamlet), 'the khu phố is not the ward').toEqual({ outcome: 'notFound' });
    expect(await answer(' ')).toEqual({ outcome: 'refused', why: 'noReason' });
    const both = await Promise.all([answer('Đã xem lại, chưa đủ'), answer('Đã xem lại, chưa đủ')]);
    expect(both, 'pressed twice').toEqual([both[0], both[0]]);
    expect(both[0]).toMatchObject({ outcome: 'done' });
    expect(await answer('Đã xem lại, chưa đủ', world.second)).toMatchObject({ outcome: 'changed' });
    expect(await world.deps.db.review.count({ where: { assessmentId, act: 'notPropose', level: 'ward' } })).toBe(1);
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'untold', answered: true });
    expect(await tick(assessmentId)).toMatchObject({ outcome: 'ticked' });
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'final' });
    expect(await object(accountId, 'Vẫn không đồng ý'), 'the circle has an end').toEqual({ outcome: 'late', until: null });
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'final' });
  });

  it('an objection to what the khu phố said for a second time waits again', async () => {
    const family = await notProposed();
    const { assessmentId, accountId } = family;
    await tick(assessmentId);
    expect(await object(accountId, 'Không')).toEqual({ outcome: 'kept' });
    await meet(family, 'Vẫn chưa');
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'untold', answered: false });
    expect(await tick(assessmentId)).toEqual({ outcome: 'ticked', answerBy: '2026-11-25' });
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'waiting', answered: false });
    expect(await object(accountId, 'Vẫn không')).toEqual({ outcome: 'kept' });
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'objected' });
  });

  it('the ward may propose it after all', async () => {
    const { assessmentId, accountId } = await notProposed();
    const answer = (seen: string) =>
      transaction(world.deps, (deps) =>
        answerObjection(deps, { scope: world.ward, assessmentId, seen, answer: 'propose', reason: '', tell: telling.household }),
      );
    expect(await answer('2.1'), 'nobody objected').toEqual({ outcome: 'refused', why: 'already' });
    await tick(assessmentId);
    await object(accountId, 'Không');
    expect(await answer('3.1')).toMatchObject({ outcome: 'done' });
    expect(await answer('3.1'), 'pressed twice').toMatchObject({ outcome: 'done' });
    const notices = await world.deps.db.message.findMany({ where: { accountId, class: 'fileNotice' } });
    expect(notices.map(({ body }) => (body as { text: string }).text)).toEqual([
      expect.stringContaining('Phường (xã) đã xem lại và đề nghị công nhận gia đình. Cảm ơn gia đình đã cho biết ý kiến.'),
    ]);
    expect(await hearOutcome(world.deps, { accountId })).toEqual({ outcome: 'proposed' });
    expect((await loadMe(world.deps, { accountId }))?.outcome).toEqual({ is: 'proposed', until: null, over: true });
    expect(await standing(world)).toMatchObject({ blocks: [], households: 1 });
  });

  it('a household that takes back what it agreed to blocks nothing, and one with a chat is known to have one', async () => {
    const family = await sentFamily(world.deps, { areaId: world.house.home.areaId, unit: world.house.home.unitCode });
    const { assessmentId, accountId } = family;
    await world.deps.db.assessment.update({ where: { id: assessmentId }, data: { stage: 'notProposed' } });
    expect(await stateOf(assessmentId)).toMatchObject({ state: 'untold', hasChat: true });
    const last = await world.deps.db.consent.findFirstOrThrow({ where: { accountId, purpose: 'selfAssessment' } });
    const at = new Date(world.clock.now().getTime() + 1);
    await world.deps.db.consent.create({ data: { ...last, id: world.deps.ids.next(), act: 'withdrawn', at } });
    expect(await stateOf(assessmentId)).toBeUndefined();
  });

  it('what was sent and nobody judged is shown, and blocks nothing', async () => {
    const sent = () => sentFamily(world.deps, { areaId: world.house.home.areaId, unit: world.house.home.unitCode });
    const [first, second] = [await sent(), await sent(), await sent()];
    await put(world, 'Vũ Văn An');
    const now = (assessmentId: string, data: Prisma.AssessmentUpdateInput) =>
      world.deps.db.assessment.update({ where: { id: assessmentId }, data });
    await now(first.assessmentId, { stage: 'confirmed' });
    await now(second.assessmentId, { state: 'draft' });
    expect(await standing(world)).toMatchObject({ unjudged: { waiting: 1, confirmed: 1, withHousehold: 1 }, blocks: [], households: 1 });
  });
});

describe('a household without a head’s name', () => {
  it('is recognised by no decision until somebody has written its name', async () => {
    const { householdId, assessmentId } = await put(world, '');
    await put(world, 'Vũ Văn An');
    expect(await standing(world)).toMatchObject({ blocks: ['nameless'], nameless: { count: 1, households: [{ assessmentId }] } });
    expect(await confirm(world)).toEqual({ outcome: 'refused', why: 'blocked' });
    await world.deps.db.household.update({ where: { id: householdId }, data: { headName: 'Lý Văn Có' } });
    expect(await confirm(world)).toMatchObject({ outcome: 'confirmed' });
  });
});

describe('confirming', () => {
  it('fixes the list in its order, and begins ten minutes later', async () => {
    await put(world, 'Nguyễn Thị Út');
    await put(world, 'Vũ Văn An');
    await put(world, 'Trần Văn Cam', 'proposed', world.house.next);
    await put(world, 'Người Phường Khác', 'proposed', world.house.abroad);
    await put(world, 'Lê Mới Nộp', 'confirmed');
    const done = await confirm(world);
    expect(done).toMatchObject({ outcome: 'confirmed', state: 'planned', startsAt: new Date('2026-11-20T08:10:00+07:00') });
    const lines = await linesOf(world, done.outcome === 'confirmed' ? done.decisionId : '');
    expect(lines.map(({ head, area, position }) => [position, head, area])).toEqual([
      [1, 'Vũ Văn An', 'Khu phố Bưởi'],
      [2, 'Nguyễn Thị Út', 'Khu phố Bưởi'],
      [3, 'Trần Văn Cam', 'Khu phố Cam'],
    ]);
    expect(new Set(lines.map(({ lookup }) => lookup)).size).toBe(3);
    const [view] = await listDecisions(world.deps, { scope: world.ward });
    expect(view).toMatchObject({ number: '123/QĐ-UBND', date: '2026-10-20', households: 3, confirmedBy: { name: 'Phường Nhà' } });
  });

  it.each([
    ['công nhận 1 hộ', 'confirmed'],
    ['CONG NHAN 1 HO', 'confirmed'],
    ['công nhận 2 hộ', 'refused'],
    ['công nhận hộ', 'refused'],
    ['', 'refused'],
    ['1', 'refused'],
  ])('takes the sentence itself: %j', async (typed, outcome) => {
    await put(world, 'Vũ Văn An');
    expect(await confirm(world, { typed })).toMatchObject({ outcome });
  });

  it.each([
    ['2026-11-21', 'dateAhead'],
    ['2027-11-20', 'dateAhead'],
    ['2026-01-14', 'dateEarly'],
  ])('is not of a day that has not come, or before its season: %s', async (date, why) => {
    await put(world, 'Vũ Văn An');
    expect(await confirm(world, { signed: { ...signed, date } })).toEqual({ outcome: 'refused', why });
    expect(await confirm(world, { signed: { ...signed, date: '2026-11-20' } }), 'today').toMatchObject({ outcome: 'confirmed' });
  });

  it('needs what the paper says, somebody to recognise, and the list that was looked at', async () => {
    expect(await confirm(world)).toEqual({ outcome: 'refused', why: 'nobody' });
    const one = await put(world, 'Vũ Văn An');
    expect(await confirm(world, { signed: { ...signed, number: ' ' } })).toEqual({ outcome: 'refused', why: 'incomplete' });
    const before = await standing(world);
    await said(world.deps, one.assessmentId, { act: 'propose', reason: null });
    expect(await confirm(world, { seen: before?.seen ?? '' })).toEqual({ outcome: 'refused', why: 'changed' });
  });

  it('is for the ward', async () => {
    await put(world, 'Vũ Văn An');
    expect(await confirm(world, { scope: world.hamlet })).toEqual({ outcome: 'notFound' });
    expect(await confirm(world, { unitCode: world.house.abroad.unitCode })).toEqual({ outcome: 'notFound' });
    expect(await standing(world, world.hamlet)).toBeNull();
  });

  it('by one officer twice from one page makes one decision, and both are answered so', async () => {
    await put(world, 'Vũ Văn An');
    const now = await standing(world);
    const options = { scope: world.ward, unitCode: world.house.home.unitCode, seen: now?.seen ?? '', typed: 'công nhận 1 hộ' };
    const send = (number = signed.number) =>
      transaction(world.deps, (deps) => confirmDecision(deps, { ...options, signed: { ...signed, number }, tell: telling.officer }));
    const done = await Promise.all([send(), send()]);
    const { id: decisionId } = await world.deps.db.decision.findFirstOrThrow();
    const confirmed = { outcome: 'confirmed', state: 'planned', decisionId };
    expect(done).toMatchObject([confirmed, confirmed]);
    expect(await world.deps.db.decision.count()).toBe(1);
    expect(await send('124/QĐ-UBND'), 'that is another paper').toEqual({ outcome: 'refused', why: 'onItsWay' });
  });

  it('by two officers at once makes one decision', async () => {
    await put(world, 'Vũ Văn An');
    const now = await standing(world);
    const options = { unitCode: world.house.home.unitCode, signed, seen: now?.seen ?? '', typed: 'công nhận 1 hộ', tell: telling.officer };
    const done = await Promise.all(
      [world.ward, world.second].map((scope) => transaction(world.deps, (deps) => confirmDecision(deps, { scope, ...options }))),
    );
    expect(done.map(({ outcome }) => outcome).sort()).toEqual(['confirmed', 'refused']);
    expect(done).toContainEqual({ outcome: 'refused', why: 'onItsWay' });
    expect(await world.deps.db.decision.count()).toBe(1);
  });

  it('is not there on a rubric of trial', async () => {
    await put(world, 'Vũ Văn An');
    const { seasonId } = await world.deps.db.assessment.findFirstOrThrow();
    const where = { seasonId, title: 'giaDinh' };
    const [{ adoptedAt }] = [await world.deps.db.rubricInForce.findFirstOrThrow({ where })];
    await world.deps.db.rubricInForce.updateMany({ where, data: { adoptedAt: null } });
    try {
      expect(await standing(world)).toMatchObject({ blocks: ['notAdopted'] });
      expect(await confirm(world)).toEqual({ outcome: 'refused', why: 'blocked' });
    } finally {
      await world.deps.db.rubricInForce.updateMany({ where, data: { adoptedAt } });
    }
  });
});

describe('a second officer', () => {
  const second = (decisionId: string, scope = world.second, typed = 'công nhận 1 hộ') =>
    transaction(world.deps, (deps) => confirmAsSecond(deps, { scope, decisionId, typed, tell: telling.officer }));

  beforeEach(async () => {
    await put(world, 'Vũ Văn An');
    const { unitCode } = world.house.home;
    const settings = { scope: world.ward, unitCode, wantsSecond: true, daysToAnswer: 3 };
    expect(await transaction(world.deps, (deps) => saveWardSettings(deps, settings))).toEqual({ outcome: 'saved' });
  });

  it('is waited for, and is another one', async () => {
    const decisionId = await confirmed(world);
    expect(await second(decisionId, world.ward)).toEqual({ outcome: 'refused', why: 'samePerson' });
    expect(await second(decisionId, world.hamlet)).toEqual({ outcome: 'notFound' });
    expect(await second(decisionId, world.second, 'công nhận 3 hộ')).toEqual({ outcome: 'refused', why: 'typedOtherwise' });
    world.clock.advance(3_600_000);
    expect(await second(decisionId)).toEqual({ outcome: 'confirmed', startsAt: new Date('2026-11-20T09:10:00+07:00') });
    expect(await second(decisionId), 'pressed twice').toEqual({ outcome: 'confirmed', startsAt: new Date('2026-11-20T09:10:00+07:00') });
    expect(await world.deps.db.audit.count({ where: { action: 'decision.second', subject: `decision:${decisionId}` } })).toBe(1);
  });

  it('hears of it in chat, and again when it is on its way', async () => {
    const decisionId = await confirmed(world);
    const heard = async (accountId: string) => {
      const rows = await world.deps.db.message.findMany({ where: { accountId, class: 'duty' }, orderBy: { seq: 'asc' } });
      return rows.map(({ body }) => (body as { text: string }).text);
    };
    const of = async ({ officerId }: Scope) => (await world.deps.db.officerAccount.findFirstOrThrow({ where: { officerId } })).accountId;
    const [first, other] = [await of(world.ward), await of(world.second)];
    expect((await heard(other)).at(-1)).toContain('vừa xác nhận công nhận 1 hộ, quyết định số');
    expect((await heard(other)).at(-1)).toContain('Đang đợi một cán bộ khác');
    const before = (await heard(first)).length;
    await second(decisionId);
    expect((await heard(first)).slice(before)).toEqual([expect.stringContaining('Có hiệu lực lúc')]);
  });

  it('and whoever else is of the ward hear that it was stopped, by whom and why, and what is next', async () => {
    const of = async ({ officerId }: Scope) => (await world.deps.db.officerAccount.findFirstOrThrow({ where: { officerId } })).accountId;
    const duties = async ({ officerId }: Scope) => {
      const where = { accountId: await of({ officerId } as Scope), class: 'duty' as const };
      const rows = await world.deps.db.message.findMany({ where, orderBy: { seq: 'asc' } });
      return rows.map(({ body }) => (body as { text: string }).text);
    };
    const third = await newOfficer(world.deps, { role: 'ward', name: 'Phường Ba', unitCode: world.house.home.unitCode });
    const hears = [world.ward, third as unknown as Scope];
    const stop = async (reason: string) => {
      const decisionId = await confirmed(world);
      await second(decisionId);
      const before = await Promise.all([...hears, world.second].map(async (scope) => (await duties(scope)).length));
      for (let pressed = 0; pressed < 2; pressed += 1)
        await transaction(world.deps, (deps) => stopDecision(deps, { scope: world.second, decisionId, reason, tell: telling.officer }));
      const after = await Promise.all([...hears, world.second].map(duties));
      return after.map((said, at) => said.slice(before[at]));
    };
    const [first, other, self] = await stop('  Sai tên hai hộ ');
    const words = 'Phường Hai vừa dừng công nhận 1 hộ, quyết định số 123/QĐ-UBND. Lý do: Sai tên hai hộ';
    for (const heard of [first, other]) expect(heard).toEqual([expect.stringContaining(words)]);
    expect(first?.[0]).toContain('xem lại rồi xác nhận lại');
    expect(self, 'not who did it').toEqual([]);
    expect(await world.deps.db.decision.findFirstOrThrow({ where: { state: 'stopped' } })).toMatchObject({ stopReason: 'Sai tên hai hộ' });
    expect((await stop(''))[0]).toEqual([expect.stringContaining('không ghi lý do: xin hỏi trực tiếp')]);
  });

  it('cannot be switched off by whoever then confirms alone: it takes another officer to say the same', async () => {
    const { unitCode } = world.house.home;
    const off = (scope: Scope) =>
      transaction(world.deps, (deps) => saveWardSettings(deps, { scope, unitCode, wantsSecond: false, daysToAnswer: 3 }));
    const settings = await transaction(world.deps, (deps) => wardSettings(deps, unitCode));
    expect(needsSecond(settings, world.second.officerId)).toBe(true);
    for (let times = 0; times < 2; times += 1) expect(await off(world.ward)).toEqual({ outcome: 'saved' });
    const after = await wardSettings(world.deps, unitCode);
    expect([world.ward, world.second].map(({ officerId }) => needsSecond(after, officerId))).toEqual([true, false]);
    const decisionId = await confirmed(world);
    expect(await world.deps.db.decision.findUnique({ where: { id: decisionId } })).toMatchObject({ state: 'awaitingSecond' });
    await off(world.second);
    expect(needsSecond(await wardSettings(world.deps, unitCode), world.ward.officerId)).toBe(false);
  });

  it('does not confirm over an objection that came meanwhile', async () => {
    const { assessmentId } = await put(world, 'Phạm Chưa Được', 'notProposed');
    await told(world, assessmentId, '2026-11-19');
    const decisionId = await confirmed(world);
    await said(world.deps, assessmentId, { act: 'object', reason: 'Không' });
    expect(await second(decisionId)).toEqual({ outcome: 'refused', why: 'blocked' });
  });

  it('finds nothing to confirm where it was stopped', async () => {
    const decisionId = await confirmed(world);
    expect(
      await transaction(world.deps, (deps) => stopDecision(deps, { scope: world.second, decisionId, reason: '', tell: telling.officer })),
    ).toEqual({
      outcome: 'stopped',
    });
    expect(await second(decisionId)).toEqual({ outcome: 'refused', why: 'notWaiting' });
  });

  it.each([0, 11, 2.5])('settings refuse %j days', async (daysToAnswer) => {
    const { unitCode } = world.house.home;
    const save = (scope = world.ward) =>
      transaction(world.deps, (deps) => saveWardSettings(deps, { scope, unitCode, wantsSecond: false, daysToAnswer }));
    expect(await save()).toEqual({ outcome: 'wrongDays' });
    expect(await save(world.hamlet)).toEqual({ outcome: 'notFound' });
  });
});
