/** Officers are invited in their own chats, by the rules of what officers are told, and counted apart from households. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Role } from '../../src/officer/duty.ts';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { cancelTraining } from '../../src/training/cancel-training.ts';
import { countTrained } from '../../src/training/count-trained.ts';
import { inviteOfficers } from '../../src/training/invite-officers.ts';
import { listAttendance } from '../../src/training/list-attendance.ts';
import { officersToInvite } from '../../src/training/officers-to-invite.ts';
import { tellInvited } from '../../src/training/tell-invited.ts';
import { tellNews } from '../../src/training/tell-news.ts';
import { tickAttendance } from '../../src/training/tick-attendance.ts';
import { transaction } from '../review/world.ts';
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
  await gone(late);
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
