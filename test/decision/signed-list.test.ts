/** A signed list says what was signed: what becomes of its households in the ten minutes, and how it is put right. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { statusesOf } from '../../src/assessment/status-of.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import { createTell } from '../../src/conversation/tell.ts';
import { correctDecision } from '../../src/decision/correct-decision.ts';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import { listDecisions } from '../../src/decision/list-decisions.ts';
import { type LineView, openDecision } from '../../src/decision/open-decision.ts';
import { stopDecision } from '../../src/decision/stop-decision.ts';
import { tellLeftBehind } from '../../src/decision/tell-left-behind.ts';
import { digestOf } from '../../src/officer/digest.ts';
import { whatWaits } from '../../src/officer/what-waits.ts';
import { hearOutcome } from '../../src/outcome/hear-outcome.ts';
import { tellLeftOut } from '../../src/outcome/tell-left-out.ts';
import { paperForDecision } from '../../src/paper/paper-for-decision.ts';
import { isInStateSql } from '../../src/reminder/still-holds.ts';
import { locale, type SentFamily, sentFamily, tell, transaction } from '../review/world.ts';
import { telling } from '../support/officers.ts';
import { confirmed, type DecisionWorld, emptied, linesOf, openDecisionWorld, put, said, signed, stageOf, standing } from './world.ts';

let world: DecisionWorld;
let family: SentFamily;
beforeAll(async () => {
  world = await openDecisionWorld();
});
beforeEach(async () => {
  world.clock.set('2026-11-20T08:00:00+07:00');
  await emptied(world);
});
afterAll(() => world.database.drop());

const MINUTE = 60_000;
const deps = () => ({ ...world.deps, db: world.database.prisma });
async function issue(): Promise<void> {
  world.clock.advance(10 * MINUTE);
  expect(await issueDueDecisions(deps())).toBe(1);
}
const send = () => transaction(world.deps, (within) => submitAssessment(within, { accountId: family.accountId }));
const open = () => transaction(world.deps, (within) => openAssessment(within, { accountId: family.accountId }));
const opened = (decisionId: string) => transaction(world.deps, (within) => openDecision(within, { scope: world.ward, decisionId }));
const waiting = async () => (await whatWaits(world.deps, world.ward)).leftBehind;
const told = async (accountId: string) =>
  (await world.deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } })).map(
    ({ body }) => (body as { text: string }).text,
  );

/** The meeting proposed a household that chats and has sent nothing. */
async function spokenFor(): Promise<void> {
  family = await sentFamily(world.deps, { areaId: world.house.home.areaId, unsent: true });
  const data = { stage: 'proposed' as const, source: 'meeting' as const, reviewSeq: { increment: 1 } };
  await world.deps.db.assessment.update({ where: { id: family.assessmentId }, data });
}

describe('a household that a decision on its way lists', () => {
  beforeEach(spokenFor);

  it('is told so when it would send, and stays on the list', async () => {
    const decisionId = await confirmed(world);
    world.clock.advance(MINUTE);
    expect(await send()).toMatchObject({ outcome: 'closed' });
    expect(await open()).toMatchObject({ outcome: 'closed', value: { why: { key: 'assess.why.listed' } } });
    await issue();
    expect(await linesOf(world, decisionId)).toMatchObject([{ left: null }]);
    expect(await stageOf(world, family)).toBe('recognised');
    expect(await open()).toMatchObject({ outcome: 'closed', value: { why: { key: 'assess.why.recognised' }, season: { phase: 'open' } } });
  });

  it('may send again once it is stopped', async () => {
    const decisionId = await confirmed(world);
    const stop = { scope: world.ward, decisionId, reason: '', tell: telling.officer };
    await transaction(world.deps, (within) => stopDecision(within, stop));
    expect(await send()).toMatchObject({ outcome: 'submitted' });
  });

  it('that sends while it is confirmed is waited for', async () => {
    const [sent] = await Promise.all([send(), confirmed(world).catch(() => null)]);
    const lines = await world.deps.db.decisionLine.count();
    expect([sent.outcome, lines]).toEqual(sent.outcome === 'submitted' ? ['submitted', 0] : ['closed', 1]);
  });

  it('takes nothing off it by what it says', async () => {
    const decisionId = await confirmed(world);
    world.clock.advance(MINUTE);
    await said(world.deps, family.assessmentId, { act: 'object', reason: 'Điểm chưa đúng' });
    await issue();
    expect(await linesOf(world, decisionId)).toMatchObject([{ left: null }]);
  });
});

describe('a household that the khu phố spoke for', () => {
  beforeEach(spokenFor);

  it('hears so, and that nothing has to be done', async () => {
    const status = (await statusesOf(world.deps, [family.accountId])).get(family.accountId);
    expect(status).toMatchObject({ spokenFor: true, outcome: null });
    const heard = await hearOutcome(world.deps, { accountId: family.accountId });
    expect(heard).toMatchObject({ outcome: 'spokenFor', until: expect.any(String) });
  });

  it('is reminded of nothing', async () => {
    for (const state of ['registered', 'draft', 'lastYear', 'returned']) {
      const sql = isInStateSql({ household: '$1::uuid', seasonId: '$2::uuid', state: '$3::text' });
      const { seasonId } = await world.deps.db.assessment.findUniqueOrThrow({ where: { id: family.assessmentId } });
      const rows = await world.deps.db.$queryRawUnsafe<{ is: boolean }[]>(`SELECT ${sql} AS is`, family.householdId, seasonId, state);
      expect([state, rows]).toEqual([state, [{ is: false }]]);
    }
  });
});

describe('a line that an officer’s act takes off', () => {
  let decisionId: string;
  beforeEach(async () => {
    family = await sentFamily(world.deps, { areaId: world.house.home.areaId });
    await world.deps.db.assessment.update({ where: { id: family.assessmentId }, data: { stage: 'proposed' } });
    await put(world, 'Vũ Văn An');
    decisionId = await confirmed(world);
    world.clock.advance(MINUTE);
    await said(world.deps, family.assessmentId, { act: 'change', reason: 'Sai' });
  });
  const of = (name: string) => (lines: LineView[] | undefined) => lines?.find(({ head }) => head === name);
  const correct = (lineId: string) =>
    transaction(world.deps, (within) =>
      correctDecision(within, {
        ...{ scope: world.ward, decisionId, lineIds: [lineId], reason: 'Ghi lại theo bản đã ký', typed: 'điều chỉnh 1 hộ' },
        ...{ signed: { ...signed, number: '130/QĐ-UBND', date: '2026-10-25' }, tell: telling.officer },
      }),
    );

  it('is marked before the decision begins', async () => {
    expect(of('Nguyễn Thị Sen')((await opened(decisionId))?.lines)).toMatchObject({ leaves: 'changed', left: null });
    expect(of('Vũ Văn An')((await opened(decisionId))?.lines)).toMatchObject({ leaves: null });
    expect(await listDecisions(world.deps, { scope: world.ward, onTheirWay: true })).toMatchObject([{ leaving: 1 }]);
    await issue();
    expect(await listDecisions(world.deps, { scope: world.ward })).toMatchObject([{ leaving: 0, leftOut: 1 }]);
  });

  it('is told to the whole ward once, and waits on the start page until it is put right', async () => {
    await issue();
    const officer = createTell({ locale }).officer;
    expect(await tellLeftBehind(deps(), { tell: officer })).toBeGreaterThanOrEqual(1);
    expect(await tellLeftBehind(deps(), { tell: officer })).toBe(0);
    const { accountId } = world.house.officers.ward;
    expect((await told(accountId)).at(-1)).toContain('Quyết định số 123/QĐ-UBND đã có hiệu lực, nhưng 1 hộ');
    expect(await waiting()).toBe(1);
    expect(digestOf({ waits: await whatWaits(world.deps, world.ward), bursts: [], today: '2026-11-23' })).not.toBeNull();
    const line = of('Nguyễn Thị Sen')((await opened(decisionId))?.lines) as LineView;
    expect(line.correctable).toBe(true);
    expect(await correct(line.id)).toMatchObject({ outcome: 'confirmed' });
    await issue();
    expect([await stageOf(world, family), await waiting()]).toEqual(['recognised', 0]);
    expect(await hearOutcome(world.deps, { accountId: family.accountId })).toMatchObject({
      outcome: 'recognised',
      decided: { number: '130/QĐ-UBND' },
    });
    expect(await correct(line.id), 'once').toEqual({ outcome: 'refused', why: 'changed' });
  });

  it('cannot be put back while the khu phố does not propose it, or the family does not agree', async () => {
    await world.deps.db.assessment.update({ where: { id: family.assessmentId }, data: { stage: 'waiting' } });
    await issue();
    const line = of('Nguyễn Thị Sen')((await opened(decisionId))?.lines) as LineView;
    expect(line.correctable).toBe(false);
    expect(await correct(line.id)).toEqual({ outcome: 'refused', why: 'changed' });
    expect(await waiting()).toBe(1);
    await world.deps.db.assessment.update({ where: { id: family.assessmentId }, data: { stage: 'proposed' } });
    const { id, ...consent } = await world.deps.db.consent.findFirstOrThrow({
      where: { accountId: family.accountId, purpose: 'selfAssessment' },
    });
    await world.deps.db.consent.create({ data: { ...consent, id: id && world.deps.ids.next(), act: 'withdrawn', at: world.clock.now() } });
    expect(await correct(line.id)).toEqual({ outcome: 'refused', why: 'changed' });
  });

  it('is named by the papers as it was signed, and on no card or list for posting', async () => {
    await issue();
    const made = (paper: 'decision' | 'completeList' | 'postingList') =>
      transaction(world.deps, (within) => paperForDecision(within, { scope: world.ward, decisionId, paper }));
    const names = JSON.stringify(await made('decision'));
    expect(names).toContain('Nguyễn Thị Sen');
    expect(JSON.stringify(await made('completeList'))).toContain('Có tên khi ký, chưa được ghi công nhận');
    expect(JSON.stringify(await made('postingList'))).not.toContain('Nguyễn Thị Sen');
  });

  it('has its own words for the family', async () => {
    await world.deps.db.assessment.update({ where: { id: family.assessmentId }, data: { stage: 'waiting' } });
    await issue();
    expect(await tellLeftOut(deps(), { tell })).toBe(1);
    const [notice] = await told(family.accountId);
    expect(notice).toContain('Danh sách có tên gia đình');
    expect(notice).not.toMatch(/chưa có tên gia đình|chưa xét kịp/);
  });
});

it('a ward reads who is proposed before anybody said that they live there, and how many a decision lists already', async () => {
  await spokenFor();
  await put(world, 'Vũ Văn An');
  expect(await standing(world)).toMatchObject({
    blocks: [],
    households: 2,
    listed: 0,
    unconfirmed: { count: 1, households: [{ householdId: family.householdId }] },
  });
  await confirmed(world);
  await put(world, 'Lê Thị Mận');
  await world.deps.db.household.update({ where: { id: family.householdId }, data: { verifiedAt: world.clock.now() } });
  expect(await standing(world)).toMatchObject({ households: 3, listed: 2, unconfirmed: { count: 0 } });
});
