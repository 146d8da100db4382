/** Those whom the meeting did not propose: told once and in private, heard, and answered. On a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { statusesOf } from '../../src/assessment/status-of.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { whatWaits } from '../../src/officer/what-waits.ts';
import { hearOutcome } from '../../src/outcome/hear-outcome.ts';
import { listObjections } from '../../src/outcome/list-objections.ts';
import { listToTellInPerson } from '../../src/outcome/list-to-tell-in-person.ts';
import { nextStep } from '../../src/outcome/next-step.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { outcomeOf } from '../../src/outcome/outcome-of.ts';
import { outcomeStanding } from '../../src/outcome/outcome-standing.ts';
import type { OutcomePlace } from '../../src/outcome/outcomes-in.ts';
import { signOfTold, tellOutcomes } from '../../src/outcome/tell-outcomes.ts';
import { tickOff } from '../../src/outcome/tick-off.ts';
import { erase } from '../../src/privacy/erase.ts';
import { exportData } from '../../src/privacy/export-data.ts';
import { actOn } from '../../src/review/act-on.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { openFile } from '../../src/review/open-file.ts';
import { readFile } from '../../src/review/read-files.ts';
import { reviewForHousehold } from '../../src/review/review-for-household.ts';
import { shownOf } from '../../src/roster/row-seen.ts';
import { saveSheet } from '../../src/roster/save-sheet.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { nameOf } from '../../src/rubric/sentences.ts';
import { asked } from '../../src/rubric/walk.ts';
import { hearNotices } from '../../src/telling/hear-notices.ts';
import { newProposed } from '../paper/proposals.ts';
import { bestAnswer, items, locale, type SentFamily, scope, sentFamily, tell, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';

const DAY = 24 * 60 * 60_000;
const REASON = 'Năm nay nhà chưa có ai tham gia lớp học nào.';

let db: TestDatabase;
let deps: Deps & { db: PrismaClient };
let clock: FixedClock;
let house: OfficersHouse;
let family: SentFamily;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  // A Tuesday.
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps ??= { ...testDeps(db.prisma, { clock, ids: sequentialIds('a') }), db: db.prisma };
  deps = { ...deps, clock };
  house ??= await openOfficersHouse(deps);
  await db.prisma.assessment.updateMany({ where: { stage: { in: ['notProposed', 'proposed'] } }, data: { stage: 'recognised' } });
  family = await sentFamily(deps, { areaId: house.home.areaId });
  await judge('confirm', hamlet());
});

const hamlet = () => scope(deps, house.officers.hamlet.officerId);
const ward = () => scope(deps, house.officers.ward.officerId);

async function judge(what: 'confirm' | 'propose' | 'notPropose', by = hamlet(), reason = REASON): Promise<void> {
  clock.advance(60_000);
  const { assessmentId } = family;
  const opened = await openFile(deps, { scope: await by, assessmentId });
  if (opened.outcome !== 'open') throw new Error(opened.outcome);
  const options = { scope: await by, assessmentId, seen: opened.file.seen };
  const row = { act: what, indicator: null, value: null, reason: what === 'notPropose' ? reason : null };
  const act = what === 'notPropose' ? { act: what, reason } : { act: what as 'propose' };
  const done: { outcome: string } =
    what === 'confirm'
      ? await transaction(deps, (within) => confirmFile(within, { ...options, tell }))
      : await transaction(deps, (within) => actOn(within, options, { act: row.act, of: [row] }, () => ({ act, rows: [row] })));
  if (done.outcome !== 'done') throw new Error(JSON.stringify(done));
  clock.advance(60_000);
}

const tellIn = async (place: OutcomePlace = { areaId: house.home.areaId }, by = hamlet()) =>
  tellOutcomes(deps, { scope: await by, place, tell });
/** What was written has been sent, and the clock has noted it. */
async function arrive(): Promise<number> {
  await db.prisma.message.updateMany({
    where: { accountId: family.accountId, state: { not: 'sent' } },
    data: { state: 'sent', sentAt: clock.now() },
  });
  return hearNotices(deps);
}
async function tellAndArrive(): Promise<void> {
  await tellIn();
  await arrive();
}
const object = (words: string) => transaction(deps, (within) => objectTo(within, { accountId: family.accountId, words }));
const hear = () => hearOutcome(deps, { accountId: family.accountId });
const menu = async () => (await statusesOf(deps, [family.accountId])).get(family.accountId)?.outcome;

async function told(): Promise<string[]> {
  const messages = await db.prisma.message.findMany({ where: { accountId: family.accountId }, orderBy: { seq: 'asc' } });
  return messages.filter(({ class: kind }) => kind === 'fileNotice').map(({ body }) => (body as { text: string }).text);
}

/** As one file and as a ward's list say it: the same. */
async function standing() {
  const { unitCode } = house.home;
  const { id: seasonId } = await seasonOf(deps, unitCode);
  const rows = await outcomeStanding(deps, { unitCode, seasonId, title: 'giaDinh', now: clock.now() });
  const row = rows.find(({ assessmentId }) => assessmentId === family.assessmentId);
  const file = await readFile(deps, { id: family.assessmentId });
  const one = file && (await outcomeOf(deps, file));
  if (!row || !one) throw new Error('it is not so that it is not proposed');
  expect({ state: one.state, answerBy: one.answerBy, answered: one.answered }).toEqual({
    state: row.state,
    answerBy: row.answerBy,
    answered: row.answered,
  });
  return one;
}

describe('telling those who are not proposed', () => {
  it('says why and until when, in their chat and once', async () => {
    await judge('notPropose');
    expect(await standing()).toMatchObject({ state: 'untold', reason: REASON });
    const asked = { scope: await hamlet(), place: { areaId: house.home.areaId }, tell };
    expect(await tellOutcomes(deps, { ...asked, shown: signOfTold([]) }), 'others than were shown').toEqual({ outcome: 'changed' });
    const revoked = { ...asked, scopeNow: async () => null };
    expect(await tellOutcomes(deps, revoked), 'no duty any more').toEqual({ outcome: 'told', told: 0, left: 0 });
    const moved = { ...asked, scopeNow: async () => ({ ...asked.scope, areas: [] }) };
    expect(await tellOutcomes(deps, moved), 'of another place by now').toEqual({ outcome: 'told', told: 0, left: 0 });
    expect(await told()).toEqual([]);
    expect(await tellIn()).toEqual({ outcome: 'told', told: 1, left: 0 });
    expect(await tellIn()).toEqual({ outcome: 'told', told: 0, left: 0 });
    const [notice, ...more] = await told();
    expect(more).toEqual([]);
    expect(notice).toContain(REASON);
    expect(notice).toContain('3 ngày làm việc kể từ khi nhận tin này');
    expect(await standing(), 'it has not arrived').toMatchObject({ state: 'untold', onItsWay: true });
    expect(await arrive()).toBe(1);
    expect(await arrive()).toBe(0);
    expect(await standing()).toMatchObject({ state: 'waiting', answerBy: '2026-11-13' });
    const { officerId } = house.officers.hamlet;
    expect(await db.prisma.fileNotice.findMany({ where: { assessmentId: family.assessmentId } })).toMatchObject([
      { how: 'chat', officerId },
    ]);
    expect(
      await db.prisma.audit.findMany({ where: { action: 'outcome.tell', subject: `assessment:${family.assessmentId}` } }),
    ).toMatchObject([{ actor: `officer:${officerId}`, detail: { how: 'chat', days: 3, answerBy: null } }]);
  });

  it('names one next step: what is not answered, or would gain most, as the ward sees it', async () => {
    await judge('notPropose');
    await tellIn();
    expect((await told())[0], 'nothing more is to be gained').toContain('Việc nên làm tiếp: hỏi chi hội');
    const file = await readFile(deps, { id: family.assessmentId });
    if (!file?.sent) throw new Error('nothing was sent');
    const { sent, rubric } = file;
    const saying = (answers: Record<string, string>) => locale.speak(nextStep({ ...file, sent: { ...sent, answers } }), 'vi');
    const items = asked(rubric, sent.facts);
    const [one, other] = items as [(typeof items)[number], (typeof items)[number]];
    const lowest = (indicator: typeof one) => indicator.levels.reduce((low, level) => (level.points < low.points ? level : low)).id;
    const [low, without] = [
      { ...sent.answers, [one.id]: lowest(one) },
      { ...sent.answers, [one.id]: lowest(one) },
    ];
    expect(nextStep({ ...file, sent: { ...sent, answers: low } })).toMatchObject({ key: 'review.next.gain' });
    expect(saying(low)).toContain(locale.speak(nameOf(rubric, one.id), 'vi'));
    delete (without as Record<string, string>)[other.id];
    expect(saying(without)).toContain(`trả lời câu “${locale.speak(nameOf(rubric, other.id), 'vi')}”`);
    const { season } = file;
    expect(nextStep({ ...file, sent: null, season: { ...season, phase: 'after' } })).toEqual({ key: 'review.next.send' });
    const open = nextStep({ ...file, sent: null, season: { ...season, phase: 'open' } });
    expect(locale.speak(open, 'vi')).toMatch(/còn gửi được đến hết ngày \d/);
  });

  it('says that it changed, where it was told before that it is proposed', async () => {
    await judge('notPropose');
    await tellAndArrive();
    expect((await told()).at(-1)).not.toContain('Lần trước Nhà Học báo');
    await object('Nhà có học thêm nghề.');
    await judge('propose');
    await judge('notPropose');
    await tellIn();
    expect((await told()).at(-1)).toMatch(/Lần trước Nhà Học báo là gia đình được đề nghị; nay .* xem lại/);
  });

  it('counts working days: from a Friday to the Wednesday after', async () => {
    clock.set('2026-11-13T16:00:00+07:00');
    await judge('notPropose');
    await tellAndArrive();
    expect(await standing()).toMatchObject({ answerBy: '2026-11-18' });
  });

  it('gives the days that the ward has set', async () => {
    const { unitCode } = house.home;
    await db.prisma.wardSettings.create({ data: { unitCode, daysToAnswer: 5 } });
    await judge('notPropose');
    await tellIn();
    await db.prisma.wardSettings.delete({ where: { unitCode } });
    await arrive();
    expect(await standing()).toMatchObject({ answerBy: '2026-11-17' });
  });

  it('tells once, when ward and khu phố press at the same moment', async () => {
    await judge('notPropose');
    const both = await Promise.all([tellIn(), tellIn({ unitCode: house.home.unitCode }, ward())]);
    expect(both.reduce((sum, done) => sum + (done.outcome === 'told' ? done.told : 0), 0)).toBe(1);
    expect(await told()).toHaveLength(1);
  });

  it('is not done for places that are not theirs', async () => {
    await judge('notPropose');
    const there = await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Kia', unitCode: house.next.unitCode, areaId: house.next.areaId });
    const other = () => scope(deps, there.officerId);
    expect(await tellIn(undefined, other())).toEqual({ outcome: 'notFound' });
    expect(await tellIn({ unitCode: house.home.unitCode }, other())).toEqual({ outcome: 'told', told: 0, left: 0 });
    expect(await tellIn({ unitCode: house.abroad.unitCode }, ward())).toEqual({ outcome: 'notFound' });
    const asked = { scope: await other(), assessmentId: family.assessmentId };
    expect(await transaction(deps, (within) => tickOff(within, asked))).toEqual({ outcome: 'notFound' });
    expect(await told()).toEqual([]);
  });

  it('is left to somebody who goes there, where nobody chats', async () => {
    const { areaId, unitCode } = house.home;
    const householdId = await newProposed(deps, { areaId, unitCode, head: 'Lê Thị Xa', stage: 'notProposed' });
    const { id: assessmentId } = await db.prisma.assessment.findFirstOrThrow({ where: { householdId } });
    expect(await tellIn()).toEqual({ outcome: 'told', told: 0, left: 0 });
    expect(await listToTellInPerson(deps, { scope: await hamlet() })).toMatchObject({
      count: 1,
      households: [{ assessmentId, head: 'Lê Thị Xa', next: { step: { key: 'review.next.sendBy' }, days: 3 } }],
    });
    const tick = async () => {
      const asked = { scope: await hamlet(), assessmentId };
      return transaction(deps, (within) => tickOff(within, asked));
    };
    expect(await tick()).toEqual({ outcome: 'ticked', answerBy: '2026-11-13' });
    expect(await tick(), 'sent twice').toEqual({ outcome: 'ticked', answerBy: '2026-11-13' });
    expect(await deps.db.fileNotice.count({ where: { assessmentId } })).toBe(1);
    expect(await listToTellInPerson(deps, { scope: await hamlet() })).toEqual({ count: 0, households: [] });
    expect(await db.prisma.fileNotice.findMany({ where: { assessmentId } })).toMatchObject([{ how: 'person' }]);
  });

  it('is not done of those who are proposed by then', async () => {
    await judge('notPropose');
    await judge('propose');
    expect(await tellIn()).toEqual({ outcome: 'told', told: 0, left: 0 });
    expect(await told()).toEqual([]);
  });
});

describe('time to answer', () => {
  const stateOf = (state: 'held' | 'failed' | 'uncertain' | 'cancelled', more = {}) =>
    db.prisma.message.updateMany({ where: { accountId: family.accountId, class: 'fileNotice' }, data: { state, ...more } });
  const row = async () => {
    const { unitCode } = house.home;
    const { id: seasonId } = await seasonOf(deps, unitCode);
    const rows = await outcomeStanding(deps, { unitCode, seasonId, title: 'giaDinh', now: clock.now() });
    return rows.find(({ assessmentId }) => assessmentId === family.assessmentId);
  };
  const inPerson = async () =>
    (await listToTellInPerson(deps, { scope: await hamlet() })).households
      .filter(({ assessmentId }) => assessmentId === family.assessmentId)
      .map(({ why }) => why);

  it.each(['held', 'failed', 'uncertain'] as const)('does not run while the message is %s: somebody has to go there', async (state) => {
    await judge('notPropose');
    await tellIn();
    expect([await inPerson(), await row()]).toMatchObject([[], { state: 'untold', message: 'sending' }]);
    await stateOf(state);
    clock.advance(30 * DAY);
    expect(await hearNotices(deps)).toBe(0);
    expect(await row()).toMatchObject({ state: 'untold', answerBy: null, message: state });
    expect(await inPerson()).toEqual([state]);
    expect(await hear(), 'what did not arrive is not told elsewhere either').toEqual({ outcome: 'nothing' });
    expect(await tellIn(), 'it was written already').toMatchObject({ told: 0 });
    const asked = { scope: await hamlet(), assessmentId: family.assessmentId };
    expect(await transaction(deps, (within) => tickOff(within, asked))).toMatchObject({ outcome: 'ticked', answerBy: '2026-12-15' });
    expect(await inPerson()).toEqual([]);
    expect(await standing()).toMatchObject({ state: 'waiting', answerBy: '2026-12-15' });
  });

  it('begins on the day on which what was held is sent, also as part of another message', async () => {
    await judge('notPropose');
    await tellIn();
    await stateOf('held');
    clock.set('2026-11-24T08:00:00+07:00');
    const { id: _, ...written } = await db.prisma.message.findFirstOrThrow({ where: { accountId: family.accountId, class: 'fileNotice' } });
    const last = await db.prisma.message.findFirstOrThrow({ where: { accountId: family.accountId }, orderBy: { seq: 'desc' } });
    // It went into one that was held again and went into another.
    const [first, second] = [deps.ids.next(), deps.ids.next()];
    const body = { text: 'gộp' };
    await stateOf('cancelled', { mergedIntoId: first });
    const sent = { state: 'sent', sentAt: clock.now() } as const;
    await db.prisma.message.createMany({
      data: [
        { ...written, body, id: first, seq: last.seq + 1, state: 'cancelled', mergedIntoId: second },
        { ...written, body, id: second, seq: last.seq + 2, ...sent },
      ],
    });
    const file = await readFile(deps, { id: family.assessmentId });
    expect(file && (await outcomeOf(deps, file)), 'seen at once of one file').toMatchObject({ state: 'waiting', answerBy: '2026-11-27' });
    expect(await hearNotices(deps)).toBe(1);
    expect(await standing()).toMatchObject({ state: 'waiting', answerBy: '2026-11-27' });
  });

  it('of a message that nobody fetches for a day is asked of somebody who goes there', async () => {
    await judge('notPropose');
    await tellIn();
    clock.advance(DAY + 1);
    expect(await row()).toMatchObject({ state: 'untold', message: 'unread' });
    expect(await inPerson()).toEqual(['unread']);
  });

  it('begins with what was told first', async () => {
    await judge('notPropose');
    await tellIn();
    await stateOf('held');
    const asked = { scope: await hamlet(), assessmentId: family.assessmentId };
    await transaction(deps, (within) => tickOff(within, asked));
    clock.advance(2 * DAY);
    await arrive();
    expect(await standing()).toMatchObject({ answerBy: '2026-11-13' });
  });
});

describe('the household', () => {
  it('does not find out before it is told', async () => {
    await judge('notPropose');
    expect(await hear()).toEqual({ outcome: 'nothing' });
    expect(await menu()).toBeNull();
    expect(await reviewForHousehold(deps, { accountId: family.accountId })).toMatchObject({ stage: 'confirmed', mayObject: false });
    expect(await object('Sao vậy')).toEqual({ outcome: 'nothing' });
  });

  it('hears why and until when, and answers until that day is over', async () => {
    await judge('notPropose');
    await tellAndArrive();
    expect(await hear()).toEqual({ outcome: 'notProposed', reason: REASON, step: { key: 'review.next.ask' }, until: '2026-11-13' });
    expect(await menu()).toEqual({ is: 'notProposed', until: { date: '2026-11-13' }, over: false });
    clock.set('2026-11-13T23:59:00+07:00');
    expect(await object('Con tôi học lớp tối, có giấy.')).toEqual({ outcome: 'kept' });
    expect(await standing()).toMatchObject({ state: 'objected' });
    expect(await hear()).toEqual({ outcome: 'objected' });
  });

  it('is told kindly that it is late', async () => {
    await judge('notPropose');
    await tellAndArrive();
    clock.set('2026-11-14T00:00:00+07:00');
    expect(await object('Tôi không đồng ý')).toEqual({ outcome: 'late', until: '2026-11-13' });
    expect(await standing()).toMatchObject({ state: 'final' });
    expect(await hear()).toEqual({ outcome: 'over', until: '2026-11-13' });
    expect(await menu()).toMatchObject({ over: true });
  });

  it('is on top of the officers’ list with its words, and may be proposed after all', async () => {
    await judge('notPropose');
    await tellAndArrive();
    await object('Con tôi học lớp tối, có giấy.');
    expect(await listObjections(deps, { scope: await ward() })).toMatchObject([
      { assessmentId: family.assessmentId, head: 'Nguyễn Thị Sen', words: 'Con tôi học lớp tối, có giấy.' },
    ]);
    const there = await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Kia', unitCode: house.next.unitCode, areaId: house.next.areaId });
    expect(await listObjections(deps, { scope: await scope(deps, there.officerId) })).toEqual([]);
    await judge('propose');
    expect(await listObjections(deps, { scope: await ward() })).toEqual([]);
    expect(await hear()).toEqual({ outcome: 'proposed' });
    expect(await menu()).toEqual({ is: 'proposed', until: null, over: true });
  });

  it('that the khu phố itself grants on its sheet is told at once, and only that', async () => {
    const onSheet = async (proposal: 'propose' | 'notPropose', reason = '') => {
      clock.advance(60_000);
      const by = await hamlet();
      const saved = await transaction(deps, async (within) => {
        const found = await sheetOf(within, { scope: by, areaId: house.home.areaId });
        const row = found.outcome === 'found' && found.sheet.rows.find(({ householdId }) => householdId === family.householdId);
        if (found.outcome !== 'found' || !row) throw new Error('it is not on the sheet');
        const line = { householdId: row.householdId, shown: shownOf(row), proposal, points: null, reason, source: 'meeting' as const };
        const { id: season } = found.sheet.season;
        return saveSheet(within, { scope: by, areaId: house.home.areaId, season, lines: [line], tell });
      });
      expect(saved).toMatchObject({ outcome: 'saved' });
    };
    await onSheet('notPropose', REASON);
    await onSheet('propose');
    expect(await told(), 'nobody had said that they do not agree').toEqual([]);
    await onSheet('notPropose', REASON);
    await tellAndArrive();
    await object('Con tôi học lớp tối, có giấy.');
    await onSheet('propose');
    const notices = await told();
    expect(notices).toHaveLength(2);
    expect(notices.at(-1)).toContain('Khu phố (ấp) đã xem lại và đề nghị công nhận gia đình');
    expect(await hear()).toEqual({ outcome: 'proposed' });
    expect(await menu()).toEqual({ is: 'proposed', until: null, over: true });
  });

  it('to a changed answer counts as waiting, is on the list and on the sheet, until an officer does something', async () => {
    const indicator = Object.keys(family.pieces)[0] ?? '';
    const levels = items.find(({ id }) => id === indicator)?.levels ?? [];
    const value = levels.find(({ id }) => id !== bestAnswer(indicator))?.id ?? '';
    const change = async (to: string) => {
      clock.advance(60_000);
      const opened = await openFile(deps, { scope: await ward(), assessmentId: family.assessmentId });
      if (opened.outcome !== 'open') throw new Error(opened.outcome);
      const options = { scope: await ward(), assessmentId: family.assessmentId, seen: opened.file.seen };
      const said = { indicator, value: to, reason: 'Chưa thấy giấy', tell };
      const done = await transaction(deps, (within) => changeAnswer(within, { ...options, ...said }));
      if (done.outcome !== 'done') throw new Error(JSON.stringify(done));
      clock.advance(60_000);
    };
    const seen = async () => {
      const found = await sheetOf(deps, { scope: await hamlet(), areaId: house.home.areaId });
      const flags = found.outcome === 'found' ? found.sheet.flags.get(family.assessmentId) : undefined;
      const listed = (await listObjections(deps, { scope: await hamlet() })).filter(({ to }) => to === 'change');
      return { waits: (await whatWaits(deps, await hamlet())).objected, listed: listed.map(({ words }) => words), flags };
    };
    const none = { waits: 0, listed: [], flags: undefined };
    await change(value);
    expect(await seen()).toEqual(none);
    expect(await object('Nhà tôi có giấy.')).toEqual({ outcome: 'kept' });
    const waiting = { waits: 1, listed: ['Nhà tôi có giấy.'], flags: [{ kind: 'objects' }] };
    expect(await seen(), 'confirmed').toEqual(waiting);
    const there = await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Nọ', unitCode: house.next.unitCode, areaId: house.next.areaId });
    expect(await whatWaits(deps, await scope(deps, there.officerId))).toMatchObject({ objected: 0 });
    await change(bestAnswer(indicator));
    expect(await seen()).toEqual(none);
  });

  it('is told anew and may answer anew where the khu phố stays with it; the ward’s answer ends it', async () => {
    await judge('notPropose');
    await tellAndArrive();
    await object('Chưa đúng');
    await judge('notPropose', hamlet(), 'Đã xem giấy, lớp ấy mở năm trước.');
    expect(await standing()).toMatchObject({ state: 'untold', answered: false });
    await tellAndArrive();
    expect(await standing()).toMatchObject({ state: 'waiting' });
    await object('Vẫn chưa đúng');
    await judge('notPropose', ward(), 'Phường đã hỏi trường.');
    expect(await standing()).toMatchObject({ state: 'untold', answered: true });
    clock.advance(DAY);
    await tellAndArrive();
    expect(await standing()).toMatchObject({ state: 'final', answerBy: '2026-11-11' });
    expect(await hear()).toEqual({ outcome: 'stays' });
    expect(await object('Nữa')).toEqual({ outcome: 'late', until: null });
    const notices = await told();
    expect(notices).toHaveLength(3);
    expect(notices.at(-1)).toContain('Phường đã hỏi trường.');
    expect(notices.at(-1)).not.toMatch(/trước hết ngày/);
  });

  it('reads it among its data, and takes it along when it goes', async () => {
    await judge('notPropose');
    await tellAndArrive();
    const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, 'vi');
    const data = await exportData(deps, { accountId: family.accountId, publicUrl: 'https://nhahoc.test', speak });
    expect(data.assessments[0]?.notices).toMatchObject([{ how: 'chat', answerBy: '2026-11-13' }]);
    await transaction(deps, (within) => erase(within, { accountId: family.accountId }));
    expect(await db.prisma.fileNotice.count({ where: { assessmentId: family.assessmentId } })).toBe(0);
  });
});
