/** After the window has closed: whom the khu phố lets send, until when, and how a household asks for it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { askLate } from '../../src/assessment/ask-late.ts';
import { declineLate } from '../../src/assessment/decline-late.ts';
import { ensureSeason } from '../../src/assessment/ensure-season.ts';
import { lateOf } from '../../src/assessment/late.ts';
import { endLateCalls, lateCallOf } from '../../src/assessment/late-calls.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { permitLate } from '../../src/assessment/permit-late.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { statusesOf } from '../../src/assessment/status-of.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { listHelp } from '../../src/help/list-help.ts';
import type { Scope } from '../../src/officer/scope.ts';
import type { TestDatabase } from '../support/db.ts';
import type { FixedClock } from '../support/deps.ts';
import { newOfficer, telling } from '../support/officers.ts';
import { type Family, family, WARD } from './family.ts';
import { elders, example, ITEMS, nextExample, openSeasonWorld, type SeasonWorld } from './seasons.ts';

let world: SeasonWorld;
let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let folder: string;
let scope: Scope;
let home: Family;
let accountId: string;
beforeEach(async () => {
  world = await openSeasonWorld();
  ({ db, deps, clock, folder } = world);
  await world.put('2027.yaml', example);
  await ensureSeason(deps, { folder });
  clock.set('2027-11-17T08:00:00+07:00');
  home = await family(deps, { counts: elders });
  [accountId] = home.accounts;
  await db.prisma.conversation.create({ data: { accountId, session: {}, updatedAt: clock.now() } });
  const { areaId } = await db.prisma.household.findUniqueOrThrow({ where: { id: home.householdId } });
  const { officerId } = await newOfficer(deps, { role: 'hamlet', name: 'Chi Hội', unitCode: WARD, areaId });
  scope = { officerId, operator: false, city: false, wards: [], areas: [areaId], helps: { wards: [], areas: [] } };
});
afterEach(() => world.close());

const permit = (more: Partial<Parameters<typeof permitLate>[1]> = {}) =>
  db.prisma.$transaction((tx) =>
    permitLate(
      { ...deps, db: tx },
      { scope, householdId: home.householdId, until: '2027-11-20', reason: 'Đi làm xa', tell: telling.household, ...more },
    ),
  );
const status = async () => (await statusesOf(deps, [accountId])).get(accountId);
const answer = (item: string) => answerIndicator(deps, { accountId, item, choice: 'full', inboxId: null });

describe('whom the khu phố lets send late', () => {
  it('sends until the end of that day, which is said wherever a day is said, and not after it', async () => {
    expect((await openAssessment(deps, { accountId })).outcome).toBe('closed');
    expect(await permit()).toEqual({ outcome: 'permitted', told: 1 });
    expect(await status()).toMatchObject({ mayAskLate: false, season: { phase: 'open', closes: { date: '2027-11-20' } } });
    clock.set('2027-11-20T23:59:00+07:00');
    expect((await openAssessment(deps, { accountId })).outcome).toBe('open');
    for (const item of ITEMS) expect((await answer(item)).outcome).toBe('ok');
    clock.set('2027-11-21T00:00:00+07:00');
    expect((await submitAssessment(deps, { accountId })).outcome).toBe('closed');
    expect((await status())?.season, 'it ends by itself, on its own day').toMatchObject({ phase: 'after', closes: { date: '2027-11-20' } });
    expect(await permit({ until: '2027-11-22' })).toMatchObject({ outcome: 'permitted' });
    expect(await submitAssessment(deps, { accountId })).toMatchObject({ outcome: 'submitted', value: { code: `${home.code}-2027-1` } });
    expect(await permit({ until: '2027-11-23' }), 'it has sent').toEqual({ outcome: 'refused', why: 'notNow' });
  });

  it('and nobody else', async () => {
    const other = await family(deps, { counts: elders });
    await permit();
    expect((await openAssessment(deps, { accountId: other.accounts[0] })).outcome).toBe('closed');
  });

  it('is told in chat, with the day and a button', async () => {
    await permit();
    const told = await db.prisma.message.findFirstOrThrow({ where: { accountId } });
    expect(told).toMatchObject({ class: 'fileNotice', body: { text: expect.stringContaining('đến hết ngày 20/11/2027') } });
    expect(JSON.stringify(told.body)).toContain('Tự đánh giá');
  });

  it('is written down with who and why', async () => {
    await permit();
    await permit();
    const rows = await db.prisma.latePermit.findMany();
    expect(rows, 'pressed twice').toMatchObject([{ reason: 'Đi làm xa', officerId: scope.officerId }]);
    const [line] = await db.prisma.audit.findMany({ where: { action: 'assessment.permitLate' } });
    expect(line).toMatchObject({
      actor: `officer:${scope.officerId}`,
      subject: `household:${home.householdId}`,
      detail: { until: '2027-11-20' },
    });
    expect(await lateOf(deps, { householdId: home.householdId, unitCode: WARD })).toMatchObject({
      ...{ latest: '2027-12-05', permit: { until: '2027-11-20', by: 'Chi Hội' } },
    });
  });

  it('at most until the ward’s list is made, with a reason, and only while nobody can send without', async () => {
    expect(await permit({ until: '2027-12-06' })).toEqual({ outcome: 'refused', why: 'wrongDay', latest: '2027-12-05' });
    expect(await permit({ until: '2027-11-16' })).toEqual({ outcome: 'refused', why: 'wrongDay', latest: '2027-12-05' });
    expect(await permit({ until: '' })).toMatchObject({ why: 'wrongDay' });
    expect(await permit({ reason: '' })).toEqual({ outcome: 'refused', why: 'noReason' });
    expect(await permit({ scope: { ...scope, areas: [] } })).toEqual({ outcome: 'notFound' });
    clock.set('2027-11-15T08:00:00+07:00');
    expect(await permit()).toEqual({ outcome: 'refused', why: 'notNow' });
    clock.set('2027-12-06T08:00:00+07:00');
    expect(await permit({ until: '2027-12-06' })).toEqual({ outcome: 'refused', why: 'notNow' });
    expect(await db.prisma.latePermit.count()).toBe(0);
  });

  it('also where the next year’s season is there already', async () => {
    await world.put('2028.yaml', nextExample);
    await ensureSeason(deps, { folder });
    expect(await status(), 'who can be let can ask').toMatchObject({ mayAskLate: true, season: { year: 2027, phase: 'after' } });
    expect((await askLate(deps, { accountId })).outcome).toBe('asked');
    await permit();
    expect((await status())?.season).toMatchObject({ year: 2027, phase: 'open' });
    clock.set('2028-01-16T08:00:00+07:00');
    expect((await status())?.season, 'the new form at its time').toMatchObject({ year: 2028, phase: 'before' });
  });
});

it('where the next season begins before the ward’s list is made, neither can be asked nor given', async () => {
  const early = nextExample.replace('launch: 2028-01-15', 'launch: 2027-11-16');
  expect(early).toContain('launch: 2027-11-16');
  await world.put('2028.yaml', early);
  await ensureSeason(deps, { folder });
  expect(await status()).toMatchObject({ mayAskLate: false, season: { year: 2028 } });
  expect(await permit()).toEqual({ outcome: 'refused', why: 'notNow' });
});

describe('a household asks for it', () => {
  it('with one button, which waits at its khu phố and is over once that has let it', async () => {
    expect((await status())?.mayAskLate).toBe(true);
    expect(await askLate(deps, { accountId })).toEqual({ outcome: 'asked', value: { latest: { date: '2027-12-05' } } });
    expect((await askLate(deps, { accountId })).outcome).toBe('already');
    expect((await listHelp(deps, { scope })).calls).toMatchObject([{ about: 'late', household: { id: home.householdId } }]);
    await permit();
    expect((await listHelp(deps, { scope })).calls).toEqual([]);
  });

  it('which is declined with a reason, told kindly, and may be asked and given again', async () => {
    const decline = (reason: string, by = scope) =>
      db.prisma.$transaction((tx) =>
        declineLate({ ...deps, db: tx }, { scope: by, householdId: home.householdId, reason, tell: telling.household }),
      );
    expect(await decline('Đã họp xong')).toEqual({ outcome: 'refused', why: 'notAsked' });
    await askLate(deps, { accountId });
    expect(await lateCallOf(deps, home.householdId)).toEqual({ at: clock.now() });
    expect(await decline('Đã họp xong', { ...scope, areas: [] })).toEqual({ outcome: 'notFound' });
    expect(await decline('')).toEqual({ outcome: 'refused', why: 'noReason' });
    expect(await decline('Đã họp xong')).toEqual({ outcome: 'declined', told: 1 });
    const told = await db.prisma.message.findFirstOrThrow({ where: { accountId } });
    expect(told.body).toMatchObject({ text: expect.stringContaining('Lý do: Đã họp xong') });
    expect((await listHelp(deps, { scope })).calls).toEqual([]);
    const [line] = await db.prisma.audit.findMany({ where: { action: 'assessment.declineLate' } });
    expect(line).toMatchObject({ actor: `officer:${scope.officerId}`, detail: { letters: 11 } });
    expect((await askLate(deps, { accountId })).outcome).toBe('asked');
    expect(await permit()).toMatchObject({ outcome: 'permitted' });
  });

  it('which is asked for twice, and then spoken of with somebody; the khu phố may let it all the same', async () => {
    const decline = () =>
      db.prisma.$transaction((tx) =>
        declineLate({ ...deps, db: tx }, { scope, householdId: home.householdId, reason: 'Đã họp xong', tell: telling.household }),
      );
    const late = async () => [(await status())?.mayAskLate, (await status())?.closed];
    const none = (key: string) => ({ key: 'menu.closed.none', params: { late: { key: `menu.closed.${key}` } } });
    expect(await late()).toEqual([true, none('mayAsk')]);
    await askLate(deps, { accountId });
    await decline();
    expect(await late()).toEqual([true, none('again')]);
    expect((await askLate(deps, { accountId })).outcome).toBe('asked');
    expect(await late()).toEqual([false, none('asked')]);
    await decline();
    expect(await late()).toEqual([false, none('declined')]);
    expect((await askLate(deps, { accountId })).outcome).toBe('over');
    expect((await listHelp(deps, { scope })).calls).toEqual([]);
    expect(await permit()).toMatchObject({ outcome: 'permitted' });
    expect((await status())?.season.phase).toBe('open');
  });

  it('which ends by itself once its form is there without, written down at the meeting', async () => {
    await askLate(deps, { accountId });
    const asked = home.householdId;
    const other = await family(deps, { counts: elders });
    await db.prisma.conversation.create({ data: { accountId: other.accounts[0], session: {}, updatedAt: clock.now() } });
    await askLate(deps, { accountId: other.accounts[0] });
    const { areaId } = await db.prisma.household.findUniqueOrThrow({ where: { id: asked } });
    const { seasonId, rubricVersionId } = await db.prisma.rubricInForce.findFirstOrThrow({ where: { season: { year: 2027 } } });
    const form = { id: deps.ids.next(), householdId: asked, seasonId, rubricVersionId, areaId, title: TITLE, source: 'meeting' as const };
    const at = clock.now();
    await db.prisma.assessment.create({ data: { ...form, state: 'draft', stage: 'proposed', openedAt: at, updatedAt: at } });
    expect(await endLateCalls({ ...deps, db: db.prisma })).toBe(1);
    const open = await db.prisma.helpRequest.findMany({ where: { state: { not: 'closed' } } });
    expect(open.map((call) => call.accountId)).toEqual([other.accounts[0]]);
  });

  it('which ends by itself once the ward’s list is made', async () => {
    await askLate(deps, { accountId });
    const end = () => endLateCalls({ ...deps, db: db.prisma });
    clock.set('2027-12-05T23:00:00+07:00');
    expect(await end()).toBe(0);
    clock.set('2027-12-06T00:00:00+07:00');
    expect(await end()).toBe(1);
    expect((await listHelp(deps, { scope })).calls).toEqual([]);
  });

  it('which is ended once, however many look, and each by itself', async () => {
    const others = [await family(deps, { counts: elders }), await family(deps, { counts: elders })];
    for (const account of [accountId, ...others.map(({ accounts }) => accounts[0])]) {
      await db.prisma.conversation.upsert({
        ...{ where: { accountId: account }, create: { accountId: account, session: {}, updatedAt: clock.now() }, update: {} },
      });
      await askLate(deps, { accountId: account });
    }
    clock.set('2027-12-06T00:00:00+07:00');
    let begun = 0;
    const failing = new Proxy(db.prisma, {
      get: (client, key) => {
        if (key === '$transaction') begun += 1;
        if (begun > 1) throw new Error('gone');
        return Reflect.get(client, key);
      },
    });
    await expect(endLateCalls({ ...deps, db: failing })).rejects.toThrow('gone');
    expect(await db.prisma.helpRequest.count({ where: { state: 'closed' } }), 'it stays ended').toBe(1);
    const end = () => endLateCalls({ ...deps, db: db.prisma });
    const [one, other] = await Promise.all([end(), end()]);
    expect(one + other).toBe(2);
    expect(await db.prisma.audit.count({ where: { action: 'help.close' } })).toBe(3);
  });

  it('of a call with words of its own those still wait', async () => {
    await askLate(deps, { accountId });
    await db.prisma.helpRequest.updateMany({ data: { note: 'Xin dạy cách gửi ảnh' } });
    await permit();
    expect((await listHelp(deps, { scope })).calls).toHaveLength(1);
  });

  it('not before the window closes, not after the ward’s list, and not once it has sent', async () => {
    clock.set('2027-12-06T08:00:00+07:00');
    expect((await askLate(deps, { accountId })).outcome).toBe('over');
    clock.set('2027-11-15T08:00:00+07:00');
    expect([(await status())?.mayAskLate, (await askLate(deps, { accountId })).outcome]).toEqual([false, 'over']);
    await openAssessment(deps, { accountId });
    for (const item of ITEMS) await answer(item);
    await submitAssessment(deps, { accountId });
    clock.set('2027-11-17T08:00:00+07:00');
    expect([(await status())?.mayAskLate, (await askLate(deps, { accountId })).outcome]).toEqual([false, 'over']);
  });
});

describe('after closing, what became of the form', () => {
  const ask = { key: 'menu.closed.mayAsk' };

  it('is said of one that was not sent, with the way that is left', async () => {
    expect((await status())?.closed).toEqual({ key: 'menu.closed.none', params: { late: ask } });
    clock.set('2027-11-15T08:00:00+07:00');
    expect((await status())?.closed, 'the window is open').toBeNull();
    await openAssessment(deps, { accountId });
    const [first, ...others] = ITEMS;
    await answer(first as string);
    clock.set('2027-11-17T08:00:00+07:00');
    expect((await status())?.closed).toEqual({ key: 'menu.closed.draft', params: { answered: 1, total: 5, late: ask } });
    clock.set('2027-11-15T08:00:00+07:00');
    for (const item of others) await answer(item);
    clock.set('2027-11-17T08:00:00+07:00');
    expect((await status())?.closed).toEqual({ key: 'menu.closed.complete', params: { late: ask } });
    await askLate(deps, { accountId });
    expect(await status(), 'it is asked once').toMatchObject({
      ...{ mayAskLate: false, closed: { key: 'menu.closed.complete', params: { late: { key: 'menu.closed.asked' } } } },
    });
    clock.set('2027-12-06T08:00:00+07:00');
    expect((await status())?.closed).toMatchObject({ params: { late: { key: 'menu.closed.over' } } });
  });

  it('is said of one that was sent, and of one that was opened again and not sent: what was sent counts', async () => {
    clock.set('2027-11-15T08:00:00+07:00');
    await openAssessment(deps, { accountId });
    for (const item of ITEMS) await answer(item);
    await submitAssessment(deps, { accountId });
    clock.set('2027-11-17T08:00:00+07:00');
    expect((await status())?.closed).toEqual({ key: 'menu.closed.sent' });
    clock.set('2027-11-15T09:00:00+07:00');
    expect((await reopenAssessment(deps, { accountId })).outcome).toBe('reopened');
    clock.set('2027-11-17T08:00:00+07:00');
    expect(await status()).toMatchObject({
      ...{ mayAskLate: false, closed: { key: 'menu.closed.earlier', params: { earlier: `${home.code}-2027-1` } } },
    });
    expect((await askLate(deps, { accountId })).outcome, 'there is nothing to ask for').toBe('over');
  });
});
