/** The buttons of an invitation, or of a notice, answer the training that it is about. */
import { afterAll, expect, it } from 'vitest';
import type { Outbound } from '../../src/channel/channel.ts';
import { createTell } from '../../src/conversation/tell.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { askFeedback } from '../../src/training/ask-feedback.ts';
import { cancelTraining } from '../../src/training/cancel-training.ts';
import { doorCode } from '../../src/training/door-code.ts';
import { draftInvitation } from '../../src/training/draft-invitation.ts';
import { inviteOfficers } from '../../src/training/invite-officers.ts';
import { type PlanTraining, planTraining } from '../../src/training/plan-training.ts';
import { remindDue } from '../../src/training/remind-due.ts';
import { tellInvited } from '../../src/training/tell-invited.ts';
import { tellNews } from '../../src/training/tell-news.ts';
import { confirm, inAStreet, MINUTE, MORNING, openSendingWorld, street, within, world } from '../announcement/world.ts';
import { fixedClock } from '../support/deps.ts';
import { type House, openHouse, SERVICE_SECRET } from '../support/talk.ts';

let house: House;
inAStreet(async () => {
  house = await openHouse({ clock: fixedClock(MORNING) });
  return openSendingWorld(house);
});
afterAll(() => house.close());

const DAY = 24 * 60 * MINUTE;

async function plan(title: string, inDays: number, more: Partial<PlanTraining> = {}): Promise<string> {
  const startsAt = new Date(world.clock.now().getTime() + inDays * DAY);
  const when = { startsAt, endsAt: new Date(startsAt.getTime() + 120 * MINUTE) };
  const fields = { title, place: 'Nhà văn hóa', mapUrl: null, capacity: null, technology: false };
  const whose = {
    scope: world.ward as Scope,
    unitCode: world.house.home.unitCode,
    areaIds: [street.areaId],
    audience: 'households' as const,
  };
  const planned = await within(world, (deps) => planTraining(deps, { ...fields, ...when, ...whose, ...more }));
  if (planned.outcome !== 'planned') throw new Error(JSON.stringify(planned));
  return planned.trainingId;
}

/** Returns the data of its buttons for the household that it reached. */
async function invite(trainingId: string): Promise<(place: number) => string> {
  const answers = ['Tham gia', 'Bận', 'Hỏi lại sau'];
  const drafted = await within(world, (deps) =>
    draftInvitation(deps, { scope: world.ward, trainingId, textOf: ({ title }) => `Mời dự “${title}”.`, answers }),
  );
  if (drafted.outcome !== 'drafted') throw new Error(JSON.stringify(drafted));
  const { announcementId } = drafted;
  expect(await confirm(world, announcementId)).toMatchObject({ outcome: 'confirmed' });
  world.clock.advance(10 * MINUTE);
  await world.pump.turn();
  const { position } = await world.deps.db.recipient.findFirstOrThrow({ where: { announcementId, accountId: { not: null } } });
  return (place) => `a.${position}.${place}`;
}

async function visitor() {
  const lan = await house.visitor();
  await lan.start();
  const householdId = await street.putWith(await lan.accountId());
  const press = async (data: string) => (await lan.send({ type: 'press', data })).map(({ text }) => text).join('\n');
  const seat = (trainingId: string) =>
    world.deps.db.trainingSeat.findUnique({
      where: { trainingId_householdId: { trainingId, householdId } },
      select: { state: true, answer: true },
    });
  return { lan, press, seat };
}

it('answers that one, whichever others are planned and however often it is pressed', async () => {
  const { press, seat } = await visitor();
  const [later, sooner] = [await plan('Buổi sau', 9), await plan('Buổi trước', 3)];
  const [ofLater, ofSooner] = [await invite(later), await invite(sooner)];
  expect(await press(ofLater(0))).toContain('Đã giữ một chỗ ở buổi “Buổi sau”');
  expect([await seat(later), await seat(sooner)]).toEqual([{ state: 'going', answer: 'yes' }, null]);
  expect(await press(ofSooner(1))).toContain('đã ghi là bận');
  expect(await press(ofLater(0))).toContain('Đã giữ một chỗ ở buổi “Buổi sau”');
  expect([await seat(later), await seat(sooner)]).toEqual([
    { state: 'going', answer: 'yes' },
    { state: 'none', answer: 'no' },
  ]);
  expect(await press(ofLater(2))).toContain('Còn xa ngày thì Nhà Học sẽ hỏi lại');
  expect(await seat(later)).toEqual({ state: 'none', answer: 'later' });
});

/** What the buttons of the newest message in a chat send. */
async function buttons(accountId: string): Promise<string[]> {
  const { body } = await world.deps.db.message.findFirstOrThrow({ where: { accountId }, orderBy: { seq: 'desc' } });
  return (body as { choices: { data: string }[] }).choices.map(({ data }) => data);
}

it('says no to the one that it reminds of, whichever others they go to', async () => {
  const { lan, press, seat } = await visitor();
  const [soon, later] = [await plan('Buổi mai', 1), await plan('Buổi kia', 12)];
  for (const id of [soon, later]) await press((await invite(id))(0));
  world.clock.advance(60 * MINUTE);
  const tell = createTell({ locale: house.locale });
  await world.deps.db.trainingSeat.updateMany({
    where: { trainingId: soon },
    data: { goingAt: new Date(world.clock.now().getTime() - 2 * DAY) },
  });
  expect(await remindDue(world.deps, { tell })).toBe(1);
  const [busy] = await buttons(await lan.accountId());
  expect(await press(busy ?? '')).toContain('đã ghi là bận');
  expect([(await seat(soon))?.state, (await seat(later))?.state]).toEqual(['none', 'going']);
});

/** Of the khu phố; somebody who has no family here. */
async function newOfficer(channel: 'web' | 'telegram' = 'web') {
  const { db, ids, clock } = world.deps;
  const bay = await house.visitor({ channel });
  await bay.start();
  const accountId = await bay.accountId();
  const officerId = ids.next();
  const from = clock.now();
  await db.officer.create({ data: { id: officerId, name: 'Bảy', createdAt: from } });
  await db.officerAccount.create({ data: { id: ids.next(), officerId, accountId, from } });
  const { unitCode } = world.house.home;
  await db.grant.create({
    data: { id: ids.next(), officerId, role: 'hamlet', unitCode, areaId: street.areaId, from, grantedBy: 'system' },
  });
  const said = (answers: readonly Outbound[]) => answers.map(({ text }) => text).join('\n');
  const press = async (data = '') => said(await bay.send({ type: 'press', data }));
  return { bay, accountId, officerId, press, say: async (text: string) => said(await bay.say(text)) };
}

it.each(['web', 'telegram'] as const)(
  'has an officer wait, move up, be reminded, come in at the door and say how it was, on %s',
  async (channel) => {
    const { db } = world.deps;
    const { bay, accountId, officerId, press, say } = await newOfficer(channel);
    const trainingId = await plan('Máy tính', 4, { audience: 'officers', capacity: 1 });
    const first = await newOfficer();
    await within(world, (deps) => answerInvitation(deps, { accountId: first.accountId, trainingId, answer: 'yes' }));
    await within(world, (deps) => inviteOfficers(deps, { scope: world.ward, trainingId, words: '' }));
    const tell = createTell({ locale: house.locale });
    await tellInvited(world.deps, { tell });
    const [yes] = await buttons(accountId);
    expect(await press(yes)).toContain('đang hết chỗ. Đã ghi vào đầu danh sách chờ');
    await within(world, (deps) => answerInvitation(deps, { accountId: first.accountId, trainingId, answer: 'no' }));
    const seat = () => db.trainingSeat.findUniqueOrThrow({ where: { trainingId_officerId: { trainingId, officerId } } });
    expect((await seat()).state).toBe('going');
    const heard = async () =>
      (await db.message.findFirstOrThrow({ where: { accountId }, orderBy: { seq: 'desc' } })).body as { text: string };
    expect(await tellNews(world.deps, { tell })).toBe(1);
    expect((await heard()).text).toContain('vừa trống một chỗ');
    const [answer] = await bay.send({ type: 'press', data: yes ?? '' });
    expect(answer?.choices).toContainEqual(expect.objectContaining({ url: `https://nhahoc.example/trainings/${trainingId}.ics` }));
    world.clock.advance(3 * DAY);
    expect(await remindDue(world.deps, { tell })).toBe(1);
    expect((await heard()).text).toContain('Nhắc nhẹ');
    world.clock.advance(DAY - 20 * MINUTE);
    const door = await within(world, (deps) => doorCode(deps, { scope: world.ward, trainingId, secret: SERVICE_SECRET }));
    if (door.outcome !== 'door') throw new Error(door.outcome);
    expect(await say(door.digits)).toContain('Đã điểm danh buổi “Máy tính”');
    expect((await bay.start(door.code)).map(({ text }) => text).join('\n')).toContain('đã được điểm danh rồi');
    expect((await seat()).checkedIn).toBe('digits');
    world.clock.advance(3 * 60 * MINUTE);
    expect(await askFeedback(world.deps, { tell })).toBe(1);
    expect((await heard()).text).toContain('Cảm ơn đã đến dự buổi “Máy tính”');
    const [good] = await buttons(accountId);
    expect(await press(good)).toContain('Cảm ơn đã góp ý');
    expect((await seat()).feedback).toBe('good');
  },
);

it('says how the training was that it asks about, whichever others they were at since', async () => {
  const { lan, press } = await visitor();
  const [asked, since] = [await plan('Buổi hỏi', 1), await plan('Buổi sau đó', 1.2)];
  const accountId = await lan.accountId();
  for (const id of [asked, since]) await within(world, (deps) => answerInvitation(deps, { accountId, trainingId: id, answer: 'yes' }));
  await world.deps.db.trainingSeat.updateMany({ where: { trainingId: { in: [asked, since] } }, data: { checkedInAt: world.clock.now() } });
  world.clock.advance(DAY + 150 * MINUTE);
  expect(await askFeedback(world.deps, { tell: createTell({ locale: house.locale }) })).toBe(1);
  const [, , poor] = await buttons(accountId);
  world.clock.advance(DAY);
  expect(await press(poor ?? '')).toContain('Cảm ơn đã góp ý cho buổi “Buổi hỏi”');
  const seats = await world.deps.db.trainingSeat.findMany({ where: { accountId }, select: { trainingId: true, feedback: true } });
  expect(new Map(seats.map(({ trainingId, feedback }) => [trainingId, feedback]))).toEqual(
    new Map([
      [asked, 'poor'],
      [since, null],
    ]),
  );
});

it('answers as an officer what an officer was invited to', async () => {
  const { db } = world.deps;
  const { bay, accountId, officerId } = await newOfficer();
  const tell = createTell({ locale: house.locale });
  const invited: string[][] = [];
  const trainings = [await plan('Máy tính', 4, { audience: 'both' }), await plan('Điện thoại', 6, { audience: 'officers' })];
  for (const trainingId of trainings) {
    await within(world, (deps) => inviteOfficers(deps, { scope: world.ward, trainingId, words: '' }));
    await tellInvited(world.deps, { tell });
    invited.push(await buttons(accountId));
  }
  const press = async (data = '') => (await bay.send({ type: 'press', data })).map(({ text }) => text).join('\n');
  const seats = () =>
    Promise.all(trainings.map((trainingId) => db.trainingSeat.findUnique({ where: { trainingId_officerId: { trainingId, officerId } } })));
  const [first, second] = invited;
  expect(await press(second?.[0])).toContain('Đã giữ một chỗ ở buổi “Điện thoại”');
  expect(await press(first?.[1])).toContain('đã ghi là bận');
  expect((await seats()).map((seat) => seat?.answer)).toEqual(['no', 'yes']);
  expect(await press(first?.[2])).toContain('Còn xa ngày thì Nhà Học sẽ hỏi lại');
  expect((await seats()).map((seat) => seat?.answer)).toEqual(['later', 'yes']);
});

it('says kindly where it is full, called off, or over; and answers no other one instead', async () => {
  const { unitCode } = world.house.home;
  await world.deps.db.wardSettings.upsert({ where: { unitCode }, create: { unitCode, weeklyCap: 7 }, update: { weeklyCap: 7 } });
  const { lan, press, seat } = await visitor();
  const other = await plan('Buổi khác', 20);
  const full = await plan('Buổi đầy', 4, { capacity: 1 });
  await world.deps.db.trainingSeat.create({
    data: { id: world.deps.ids.next(), trainingId: full, householdId: (await street.put([])).householdId, state: 'going', answer: 'yes' },
  });
  expect(await press((await invite(full))(0))).toContain('đang hết chỗ. Đã ghi vào đầu danh sách chờ');
  const off = await plan('Buổi hủy', 5);
  const ofOff = await invite(off);
  await within(world, (deps) => cancelTraining(deps, { scope: world.ward, trainingId: off }));
  expect(await press(ofOff(0))).toContain('Buổi này không tổ chức nữa');
  const past = await plan('Buổi qua', 1);
  const ofPast = await invite(past);
  world.clock.advance(2 * DAY);
  expect(await press(ofPast(0))).toContain('Buổi này đã xong rồi');
  expect([await seat(off), await seat(past), await seat(other)]).toEqual([null, null, null]);
  // Typed, the words mean what is open.
  await lan.say('tham gia');
  expect((await seat(other))?.state ?? 'none').toBe('going');
});
