/** Officers are invited in their own chats, by the rules of what officers are told, and counted apart from households. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Role } from '../../src/officer/duty.ts';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { cancelTraining } from '../../src/training/cancel-training.ts';
import { changeTraining } from '../../src/training/change-training.ts';
import { checkIn } from '../../src/training/check-in.ts';
import { countTrained } from '../../src/training/count-trained.ts';
import { doorCode } from '../../src/training/door-code.ts';
import { inviteOfficers } from '../../src/training/invite-officers.ts';
import { listAttendance } from '../../src/training/list-attendance.ts';
import { officersToInvite } from '../../src/training/officers-to-invite.ts';
import { tellInvited } from '../../src/training/tell-invited.ts';
import { tellNews } from '../../src/training/tell-news.ts';
import { tickAttendance } from '../../src/training/tick-attendance.ts';
import { transaction } from '../review/world.ts';
import { SECRET_KEY } from '../support/family.ts';
import { newOfficer, type TestOfficer } from '../support/officers.ts';
import { family, heard, MORNING, openTrainingWorld, plan, STARTS, type TrainingWorld, tell } from './world.ts';

let world: TrainingWorld;
beforeAll(async () => {
  world = await openTrainingWorld();
});
beforeEach(async () => {
  const { db } = world.deps;
  world.clock.set(MORNING);
  await db.trainingSeat.deleteMany();
  await db.training.deleteMany();
  await db.message.deleteMany();
});
afterAll(() => world.database.drop());

const invite = (trainingId: string, words = '') =>
  transaction(world.deps, (within) => inviteOfficers(within, { scope: world.ward, trainingId, words }));
const atLeisure = { ...tell, officer: tell.officerAtLeisure };
const tellThem = () => tellInvited(world.deps, { tell: atLeisure });
const said = async ({ accountId }: { accountId: string }) => (await heard(world, accountId)).length;

/** Of the khu phố of the house that is asked for, or of its whole ward. */
function officer(name: string, role: Role, where: 'home' | 'next' | 'abroad'): Promise<TestOfficer> {
  const { unitCode, areaId } = world.house[where];
  return newOfficer(world.deps, { role, name, unitCode, ...(role === 'ward' ? {} : { areaId }) });
}

/** Takes the duty of somebody who is only in one test. */
async function gone({ officerId }: TestOfficer): Promise<void> {
  await world.deps.db.grant.updateMany({ where: { officerId }, data: { to: world.clock.now() } });
}

it('reaches each officer of the place once, in their chats, with three buttons', async () => {
  const { house, deps } = world;
  const [next, abroad] = [await officer('Xa', 'hamlet', 'next'), await officer('Ngoài', 'ward', 'abroad')];
  const trainingId = await plan(world, { audience: 'officers', areaIds: [house.home.areaId] });
  expect(await invite(trainingId)).toEqual({ outcome: 'invited', invited: 3 });
  expect(await invite(trainingId)).toEqual({ outcome: 'invited', invited: 0 });
  expect([await tellThem(), await tellThem()]).toEqual([3, 0]);
  const { ward, hamlet, helper, city } = house.officers;
  expect(await Promise.all([ward, hamlet, helper, city, next, abroad].map(said))).toEqual([1, 1, 1, 0, 0, 0]);
  const message = await deps.db.message.findFirstOrThrow({ where: { accountId: hamlet.accountId } });
  const { text, choices } = message.body as { text: string; choices: { label: string }[] };
  expect(text).toContain('Kính mời dự buổi “Dùng điện thoại an toàn”: bắt đầu lúc 18:00');
  expect(choices.map(({ label }) => label)).toEqual(['Tham gia', 'Bận', 'Hỏi lại sau']);
  expect(message).toMatchObject({ class: 'duty', expiresAt: new Date(STARTS) });
  // Who takes office later is invited by whoever asks again, and nobody hears it twice.
  const late = await officer('Mới', 'hamlet', 'home');
  expect(await invite(trainingId)).toEqual({ outcome: 'invited', invited: 1 });
  await tellThem();
  expect(await Promise.all([late, hamlet].map(said))).toEqual([1, 1]);
  for (const one of [next, abroad, late]) await gone(one);
});

it('says besides what the organiser wrote for it, to those who are invited with it', async () => {
  const { house, deps } = world;
  const { hamlet } = house.officers;
  const lastWords = async ({ accountId }: { accountId: string }) => {
    const message = await deps.db.message.findFirstOrThrow({ where: { accountId }, orderBy: { createdAt: 'desc' } });
    return (message.body as { text: string }).text;
  };
  const trainingId = await plan(world, { audience: 'officers' });
  expect(await invite(trainingId, 'ữ'.repeat(501))).toEqual({ outcome: 'refused', why: 'tooLong' });
  expect(await invite(trainingId, '  Nhớ mang máy,\r\nsạc đầy giúp. ')).toEqual({ outcome: 'invited', invited: 3 });
  // Nobody is left to be invited: nothing of it changes.
  expect(await invite(trainingId, 'Lời khác')).toEqual({ outcome: 'invited', invited: 0 });
  await tellThem();
  const heardOf = await lastWords(hamlet);
  expect(heardOf).toMatch(/^Kính mời dự buổi[\s\S]*\n\nNgười tổ chức nhắn thêm: “Nhớ mang máy,\nsạc đầy giúp\.”$/);
  const late = await officer('Mới', 'hamlet', 'home');
  expect(await invite(trainingId, '')).toEqual({ outcome: 'invited', invited: 1 });
  await tellThem();
  expect(await lastWords(late)).not.toContain('nhắn thêm');
  // Who has not heard it yet hears the newest words.
  const third = await officer('Ba', 'hamlet', 'home');
  expect(await invite(trainingId, 'Lời đầu')).toEqual({ outcome: 'invited', invited: 1 });
  const fourth = await officer('Bốn', 'hamlet', 'home');
  expect(await invite(trainingId, 'Lời sau')).toEqual({ outcome: 'invited', invited: 1 });
  await tellThem();
  for (const one of [third, fourth]) expect(await lastWords(one)).toMatch(/“Lời sau”$/);
  for (const one of [late, third, fourth]) await gone(one);
});

it('names whom it does not reach in chat, and says nothing where they asked for silence', async () => {
  const { deps } = world;
  const silent = await officer('Lặng', 'hamlet', 'home');
  const without = await officer('Không Máy', 'hamlet', 'home');
  const trainingId = await plan(world, { audience: 'both' });
  await deps.db.account.update({ where: { id: silent.accountId }, data: { stoppedAt: deps.clock.now() } });
  await deps.db.officerAccount.updateMany({ where: { officerId: without.officerId }, data: { to: deps.clock.now() } });
  const row = () => deps.db.training.findUniqueOrThrow({ where: { id: trainingId } });
  const { open, unreached } = await officersToInvite(deps, await row());
  expect([open.length, unreached.map(({ name }) => name)]).toEqual([3, ['Không Máy', 'Lặng']]);
  await invite(trainingId);
  // Between the invitation and its being said.
  await deps.db.account.update({ where: { id: world.house.officers.helper.accountId }, data: { stoppedAt: deps.clock.now() } });
  await tellThem();
  const { ward, hamlet, helper } = world.house.officers;
  expect(await Promise.all([ward, hamlet, helper, silent].map(said))).toEqual([1, 1, 0, 0]);
  await deps.db.account.update({ where: { id: helper.accountId }, data: { stoppedAt: null } });
  for (const one of [silent, without]) await gone(one);
});

it.each(['stoppedAt', 'blockedAt', 'erasedAt', 'to'] as const)('names also whom it does not reach any more: %s', async (what) => {
  const { deps } = world;
  const late = await officer('Không Nghe', 'hamlet', 'home');
  const trainingId = await plan(world, { audience: 'officers' });
  expect(await invite(trainingId)).toEqual({ outcome: 'invited', invited: 4 });
  const at = deps.clock.now();
  if (what === 'to') await deps.db.officerAccount.updateMany({ where: { officerId: late.officerId }, data: { to: at } });
  else await deps.db.account.update({ where: { id: late.accountId }, data: { [what]: at } });
  expect(await tellThem()).toBe(3);
  const row = await deps.db.training.findUniqueOrThrow({ where: { id: trainingId } });
  expect(await officersToInvite(deps, row)).toEqual({ open: [], unreached: [{ id: late.officerId, name: 'Không Nghe' }] });
  expect([await said(late), await tellThem()]).toEqual([0, 0]);
  const listed = await transaction(deps, (within) => listAttendance(within, { scope: world.ward, trainingId, purpose: 'look' }));
  expect(listed).toMatchObject({ people: [], counts: { officersInvited: 3 } });
  await gone(late);
});

it('waits for the morning, however soon it begins, and is not said by what tells of seats', async () => {
  const trainingId = await plan(world, { audience: 'officers' });
  world.clock.set('2026-11-11T23:00:00+07:00');
  await invite(trainingId);
  world.clock.set('2026-11-12T06:30:00+07:00');
  expect([await tellThem(), await tellNews(world.deps, { tell })]).toEqual([0, 0]);
  world.clock.set('2026-11-12T07:00:00+07:00');
  expect(await tellThem()).toBe(3);
});

it('is not said to who answered or left meanwhile, nor of what is cancelled or has begun', async () => {
  const { house } = world;
  const leaves = await officer('Thôi Việc', 'hamlet', 'home');
  const [stays, off, past] = [
    await plan(world, { audience: 'officers' }),
    await plan(world, { audience: 'officers' }),
    await plan(world, { audience: 'officers' }),
  ];
  for (const id of [stays, off, past]) await invite(id);
  await gone(leaves);
  const { accountId } = house.officers.hamlet;
  await transaction(world.deps, (within) => answerInvitation(within, { accountId, trainingId: stays, answer: 'later' }));
  await transaction(world.deps, (within) => cancelTraining(within, { scope: world.ward, trainingId: off }));
  await world.deps.db.training.update({ where: { id: past }, data: { startsAt: new Date('2026-11-10T07:59:00+07:00') } });
  expect(await tellThem()).toBe(2);
  expect(await Promise.all([house.officers.ward, house.officers.helper, house.officers.hamlet, leaves].map(said))).toEqual([1, 1, 0, 0]);
  for (const id of [off, past]) expect(await invite(id)).toEqual({ outcome: 'refused', why: 'over' });
});

/** With what it was, but for this. */
async function change(trainingId: string, more: Partial<Parameters<typeof changeTraining>[1]>) {
  const { title, startsAt, endsAt, place, mapUrl, capacity, technology, seq } = await world.deps.db.training.findUniqueOrThrow({
    where: { id: trainingId },
  });
  const fields = { title, startsAt, endsAt, place, mapUrl, capacity, technology };
  return transaction(world.deps, (within) => changeTraining(within, { scope: world.ward, trainingId, seq, ...fields, ...more }));
}

const cancel = (trainingId: string) => transaction(world.deps, (within) => cancelTraining(within, { scope: world.ward, trainingId }));
const answer = ({ accountId }: { accountId: string }, trainingId: string, word: 'yes' | 'no' | 'later') =>
  transaction(world.deps, (within) => answerInvitation(within, { accountId, trainingId, answer: word }));

it('says what has changed to who has not said no, to each in one way, and in the morning to who has not said yes', async () => {
  const { ward, hamlet, helper } = world.house.officers;
  const silent = await officer('Lặng', 'hamlet', 'home');
  const trainingId = await plan(world, { audience: 'officers' });
  await invite(trainingId);
  await tellThem();
  const late = await officer('Chưa Mời', 'hamlet', 'home');
  await world.deps.db.account.update({ where: { id: silent.accountId }, data: { stoppedAt: world.clock.now() } });
  await answer(ward, trainingId, 'yes');
  await answer(helper, trainingId, 'later');
  world.clock.set('2026-11-12T06:30:00+07:00');
  expect(await change(trainingId, { place: 'Trường tiểu học' })).toEqual({ outcome: 'changed', movedUp: 0 });
  expect([await tellNews(world.deps, { tell }), await tellThem()], 'who comes, at night, too').toEqual([1, 0]);
  world.clock.set('2026-11-12T07:00:00+07:00');
  expect([await tellNews(world.deps, { tell }), await tellThem(), await tellThem()]).toEqual([0, 2, 0]);
  const last = async ({ accountId }: TestOfficer) => (await heard(world, accountId)).at(-1);
  expect((await last(ward))?.text).toContain('có thay đổi: bắt đầu lúc 18:00 ngày 12/11/2026, tại Trường tiểu học. Không đi được nữa');
  for (const one of [hamlet, helper]) expect((await last(one))?.text).toContain('tại Trường tiểu học. Đi được thì bấm “Tham gia”');
  expect(await Promise.all([ward, hamlet, helper, silent, late].map(said))).toEqual([2, 2, 2, 1, 0]);
  const message = await world.deps.db.message.findFirstOrThrow({ where: { accountId: hamlet.accountId }, orderBy: { seq: 'desc' } });
  expect(message).toMatchObject({ class: 'duty', expiresAt: new Date(STARTS) });
  expect((message.body as { choices: { label: string }[] }).choices.map(({ label }) => label)).toEqual(['Tham gia', 'Bận', 'Hỏi lại sau']);
  world.clock.set(MORNING);
  for (const one of [silent, late]) await gone(one);
});

it('names who wanted to be asked later and cannot be told what has changed since, and invites them anew once they can be', async () => {
  const { deps } = world;
  const late = await officer('Hỏi Lại', 'hamlet', 'home');
  const trainingId = await plan(world, { audience: 'officers' });
  await invite(trainingId);
  await tellThem();
  await answer(late, trainingId, 'later');
  const toInvite = async () => officersToInvite(deps, await deps.db.training.findUniqueOrThrow({ where: { id: trainingId } }));
  expect(await toInvite()).toEqual({ open: [], unreached: [] });
  await deps.db.account.update({ where: { id: late.accountId }, data: { blockedAt: deps.clock.now() } });
  await change(trainingId, { place: 'Trường tiểu học' });
  await tellThem();
  const whom = [{ id: late.officerId, name: 'Hỏi Lại' }];
  expect(await toInvite()).toEqual({ open: [], unreached: whom });
  await deps.db.account.update({ where: { id: late.accountId }, data: { blockedAt: null } });
  expect(await toInvite()).toEqual({ open: whom, unreached: [] });
  world.clock.advance(60_000);
  expect(await invite(trainingId)).toEqual({ outcome: 'invited', invited: 1 });
  expect([await tellThem(), await tellThem()]).toEqual([1, 0]);
  expect((await heard(world, late.accountId)).at(-1)?.text).toContain('tại Trường tiểu học');
  world.clock.set(MORNING);
  await gone(late);
});

it('says that it is called off to who was told of it and has not said no; who answers meanwhile has seen what is new', async () => {
  const { ward, hamlet, helper } = world.house.officers;
  const trainingId = await plan(world, { audience: 'officers' });
  await invite(trainingId);
  await tellThem();
  await change(trainingId, { place: 'Trường tiểu học' });
  await answer(ward, trainingId, 'yes');
  await answer(helper, trainingId, 'no');
  expect([await tellNews(world.deps, { tell }), await tellThem()]).toEqual([0, 1]);
  expect(await Promise.all([ward, hamlet, helper].map(said)), 'who says no before it is said hears it no more').toEqual([1, 2, 1]);
  expect(await cancel(trainingId)).toEqual({ outcome: 'cancelled', toTell: 2 });
  expect([await tellNews(world.deps, { tell }), await tellThem()]).toEqual([1, 1]);
  expect(await Promise.all([ward, hamlet, helper].map(said))).toEqual([2, 3, 1]);
  expect((await heard(world, hamlet.accountId)).at(-1)).toMatchObject({ kind: 'duty', text: expect.stringContaining('không tổ chức nữa') });
  // What was never said is not taken back.
  const unsaid = await plan(world, { audience: 'officers' });
  await invite(unsaid);
  expect(await change(unsaid, { place: 'Trường tiểu học' })).toEqual({ outcome: 'changed', movedUp: 0 });
  expect(await cancel(unsaid)).toEqual({ outcome: 'cancelled', toTell: 0 });
  expect([await tellNews(world.deps, { tell }), await said(hamlet)]).toEqual([0, 3]);
});

it('keeps the seat of who has left that work since for them, until they give it back', async () => {
  const { ward } = world.house.officers;
  const [comes, busy] = [await officer('Vẫn Đến', 'hamlet', 'home'), await officer('Bận Rồi', 'hamlet', 'home')];
  const trainingId = await plan(world, { audience: 'officers', capacity: 2 });
  for (const one of [comes, busy, ward]) await answer(one, trainingId, 'yes');
  for (const one of [comes, busy]) await gone(one);
  expect(await answer(busy, trainingId, 'no')).toEqual({ outcome: 'declined' });
  expect(await answer(busy, trainingId, 'yes')).toEqual({ outcome: 'notFound' });
  const { accountId } = ward;
  expect(await answer(ward, trainingId, 'yes')).toEqual({ outcome: 'going' });
  const door = await transaction(world.deps, (within) => doorCode(within, { scope: world.ward, trainingId, secret: SECRET_KEY }));
  if (door.outcome !== 'door') throw new Error(door.outcome);
  world.clock.set(STARTS);
  const come = (one: string) =>
    transaction(world.deps, (within) => checkIn(within, { accountId: one, code: door.code, secret: SECRET_KEY }));
  expect([await come(comes.accountId), await come(accountId)]).toMatchObject([{ outcome: 'here' }, { outcome: 'here' }]);
  expect(await come(busy.accountId)).toMatchObject({ outcome: 'notInvited' });
});

it('asks no officer to what is for families, and nobody of another ward does it', async () => {
  const { deps, hamlet } = world;
  expect(await invite(await plan(world))).toEqual({ outcome: 'refused', why: 'householdsOnly' });
  const ofWard = await plan(world, { audience: 'officers' });
  expect(await transaction(deps, (within) => inviteOfficers(within, { scope: hamlet, trainingId: ofWard, words: '' }))).toEqual({
    outcome: 'notFound',
  });
});

it('counts officers apart from families, and who was there for the plan', async () => {
  const { deps, ward, house } = world;
  const trainingId = await plan(world, { audience: 'both', technology: true });
  await invite(trainingId);
  const sen = await family(world);
  for (const [accountId, answer] of [
    [sen.accountId, 'yes'],
    [house.officers.ward.accountId, 'yes'],
    [house.officers.helper.accountId, 'no'],
  ] as const)
    await transaction(deps, (within) => answerInvitation(within, { accountId, trainingId, answer }));
  const counts = async () => {
    const listed = await transaction(deps, (within) => listAttendance(within, { scope: ward, trainingId, purpose: 'look' }));
    if (listed.outcome !== 'listed') throw new Error(listed.outcome);
    // Who was only invited has not answered.
    expect(listed.people).toHaveLength(listed.counts.all);
    return listed.counts;
  };
  const officers = { officersInvited: 3, officersGoing: 1, officersWaiting: 0, officersNo: 1, officersLater: 0 };
  expect(await counts()).toMatchObject({ all: 3, going: 2, waiting: 0, no: 1, later: 0, here: 0, ...officers, officersHere: 0 });
  const trained = () => countTrained(deps, { scope: ward });
  expect(await trained()).toEqual({ officers: 2, trained: 0 });
  world.clock.set(STARTS);
  for (const whose of [{ officerId: house.officers.ward.officerId }, { householdId: sen.householdId }])
    await transaction(deps, (within) => tickAttendance(within, { scope: ward, trainingId, whose }));
  expect(await counts()).toMatchObject({ here: 2, ...officers, officersHere: 1 });
  expect(await trained()).toEqual({ officers: 2, trained: 1 });
});
