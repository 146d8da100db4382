/** A training for families and officers both: who is both is asked once, and comes once. Promise 27 of docs/sending.md. */
import { expect, it } from 'vitest';
import { listToTell } from '../../src/announcement/list-to-tell.ts';
import { startDueAnnouncements } from '../../src/announcement/start-due-announcements.ts';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { draftInvitation } from '../../src/training/draft-invitation.ts';
import { inviteOfficers } from '../../src/training/invite-officers.ts';
import { officersToInvite } from '../../src/training/officers-to-invite.ts';
import { planTraining } from '../../src/training/plan-training.ts';
import { tellInvited } from '../../src/training/tell-invited.ts';
import { telling } from '../support/officers.ts';
import { columns, confirm, HOUR, inAStreet, MINUTE, preview, street, within, world } from './world.ts';

inAStreet();

const tell = { ...telling, officer: telling.officerAtLeisure };
const tellThem = () => tellInvited(world.deps, { tell });
const invite = (trainingId: string) => within(world, (deps) => inviteOfficers(deps, { scope: world.ward, trainingId, words: '' }));

async function plan(): Promise<string> {
  const startsAt = new Date(world.clock.now().getTime() + 72 * HOUR);
  const fields = { title: 'Máy tính', place: 'Nhà văn hóa', mapUrl: null, capacity: null, technology: true };
  const when = { startsAt, endsAt: new Date(startsAt.getTime() + 2 * HOUR) };
  const whose = { scope: world.ward, unitCode: world.house.home.unitCode, areaIds: [street.areaId], audience: 'both' as const };
  const planned = await within(world, (deps) => planTraining(deps, { ...fields, ...when, ...whose }));
  if (planned.outcome !== 'planned') throw new Error(JSON.stringify(planned));
  return planned.trainingId;
}

async function draftFor(trainingId: string): Promise<string> {
  const answers = ['Tham gia', 'Bận', 'Hỏi lại sau'];
  const drafted = await within(world, (deps) => draftInvitation(deps, { scope: world.ward, trainingId, textOf: () => 'Mời dự.', answers }));
  if (drafted.outcome !== 'drafted') throw new Error(drafted.outcome);
  return drafted.announcementId;
}

/** Confirmed, begun, and written. */
async function send(announcementId: string): Promise<void> {
  expect(await confirm(world, announcementId)).toMatchObject({ outcome: 'confirmed' });
  world.clock.advance(10 * MINUTE);
  await world.pump.turn();
}

/** Whoever writes there is the officer of the khu phố, too. */
async function officerAt(accountId: string, name: string): Promise<string> {
  const { db, ids, clock } = world.deps;
  const [officerId, from] = [ids.next(), clock.now()];
  await db.officer.create({ data: { id: officerId, name, createdAt: from } });
  await db.officerAccount.create({ data: { id: ids.next(), officerId, accountId, from } });
  const { unitCode } = world.house.home;
  await db.grant.create({
    data: { id: ids.next(), officerId, role: 'hamlet', unitCode, areaId: street.areaId, from, grantedBy: 'system' },
  });
  return officerId;
}

const kinds = async (accountId: string) =>
  (await world.deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } })).map((message) => message.class);

it('27 · who is invited as an officer is not invited as a family in that chat; another chat of the family is', async () => {
  const alone = await street.put([{}]);
  const together = await street.put([{}, {}]);
  const other = together.accountIds[1] ?? '';
  const lastInboundAt = new Date(world.clock.now().getTime() - HOUR);
  await world.deps.db.account.update({ where: { id: other }, data: { lastInboundAt } });
  const families = await street.put([{}]);
  for (const [{ accountId }, name] of [
    [alone, 'Bảy'],
    [together, 'Tám'],
  ] as const)
    await officerAt(accountId, name);
  const trainingId = await plan();
  await invite(trainingId);
  // Those of the ward, too.
  expect(await tellThem()).toBeGreaterThanOrEqual(2);
  const id = await draftFor(trainingId);
  const { reach } = await preview(world, id);
  expect(reach).toMatchObject({ audience: 3, households: 2, left: [{ why: 'asOfficer', households: 1 }] });
  await send(id);
  expect(await Promise.all([alone.accountId, together.accountId, other, families.accountId].map(kinds))).toEqual([
    ['duty'],
    ['duty'],
    ['announcement'],
    ['announcement'],
  ]);
  await street.deliver();
  expect(await columns(world, id)).toEqual({ sent: 2, 'left asOfficer': 1 });
  const list = await within(world, (deps) => listToTell(deps, { scope: world.ward, announcementId: id }));
  expect(list, 'they know of it').toMatchObject({ areas: [], households: [] });
});

it('27 · who is invited as a family is not invited as an officer, also where that comes between; unless it did not arrive', async () => {
  const [early, between, late] = await street.putMany(3);
  const officers = [
    await officerAt(early.accountId, 'Sớm'),
    await officerAt(between.accountId, 'Giữa'),
    await officerAt(late.accountId, 'Không Tới'),
  ];
  const trainingId = await plan();
  const id = await draftFor(trainingId);
  await send(id);
  const row = () => world.deps.db.training.findUniqueOrThrow({ where: { id: trainingId } });
  const asked = async () => {
    const { open } = await officersToInvite(world.deps, await row());
    return officers.map((officerId) => open.some((one) => one.id === officerId));
  };
  expect(await asked()).toEqual([false, false, false]);
  const { messageId } = await world.deps.db.recipient.findFirstOrThrow({ where: { announcementId: id, accountId: late.accountId } });
  await world.deps.db.message.update({ where: { id: messageId ?? '' }, data: { state: 'failed', reason: 'gone' } });
  expect(await asked()).toEqual([false, false, true]);
  // Noted as invited before the announcement was fixed, and not said yet.
  const [, officerId = ''] = officers;
  const data = { id: world.deps.ids.next(), trainingId, officerId, news: 'invited' as const, invitedAt: world.clock.now() };
  await world.deps.db.trainingSeat.create({ data });
  await invite(trainingId);
  await tellThem();
  expect(await Promise.all([early, between, late].map(({ accountId }) => kinds(accountId)))).toEqual([
    ['announcement'],
    ['announcement'],
    ['announcement', 'duty'],
  ]);
  expect(await asked()).toEqual([false, false, false]);
});

it('27 · nor is who is invited as an officer while it is fixed whom it is for, whichever of the two is said first', async () => {
  const [heard, hears, family] = await street.putMany(3);
  const officerId = await officerAt(heard.accountId, 'Nghe Rồi');
  await officerAt(hears.accountId, 'Chưa Nghe');
  const trainingId = await plan();
  const id = await draftFor(trainingId);
  expect(await confirm(world, id)).toMatchObject({ outcome: 'confirmed' });
  // Neither sees the other.
  await invite(trainingId);
  const { seats } = await world.deps.db.training.findUniqueOrThrow({ where: { id: trainingId }, include: { seats: true } });
  await world.deps.db.trainingSeat.updateMany({ where: { trainingId }, data: { invitedAt: null } });
  world.clock.advance(10 * MINUTE);
  await startDueAnnouncements(world.deps);
  for (const { id: seatId, invitedAt } of seats) await world.deps.db.trainingSeat.update({ where: { id: seatId }, data: { invitedAt } });
  await world.deps.db.trainingSeat.updateMany({ where: { trainingId, officerId }, data: { news: null } });
  await world.pump.turn();
  await tellThem();
  expect(await Promise.all([heard, hears, family].map(({ accountId }) => kinds(accountId)))).toEqual([[], ['duty'], ['announcement']]);
  await street.deliver();
  expect(await columns(world, id)).toEqual({ sent: 1, 'left asOfficer': 2 });
});

it('27 · and has one seat, whichever of the two answers it: an officer’s', async () => {
  const { householdId, accountId } = await street.put([{}]);
  const officerId = await officerAt(accountId, 'Chín');
  const trainingId = await plan();
  for (const answer of ['yes', 'later', 'yes'] as const)
    await within(world, (deps) => answerInvitation(deps, { accountId, trainingId, answer }));
  const seats = await world.deps.db.trainingSeat.findMany({ where: { OR: [{ householdId }, { officerId }], trainingId } });
  expect(seats).toMatchObject([{ officerId, householdId: null, state: 'going' }]);
});
