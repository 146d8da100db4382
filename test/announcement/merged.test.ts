/** Officers find that two households are one family, while an announcement to both is on its way. Promises 14 and 22 of docs/sending.md. */
import { describe, expect, it } from 'vitest';
import { cancelAnnouncement } from '../../src/announcement/cancel-announcement.ts';
import { groundOfAnnouncement } from '../../src/announcement/ground-of-announcement.ts';
import { listToTell } from '../../src/announcement/list-to-tell.ts';
import { pauseAnnouncement } from '../../src/announcement/pause-announcement.ts';
import { resumeAnnouncement } from '../../src/announcement/resume-announcement.ts';
import { startDueAnnouncements } from '../../src/announcement/start-due-announcements.ts';
import { writePage } from '../../src/announcement/write-page.ts';
import { SendFailure } from '../../src/channel/channel.ts';
import { mergeHouseholds } from '../../src/identity/merge-households.ts';
import { erase } from '../../src/privacy/erase.ts';
import { fails } from '../conversation/outbox/fake-sender.ts';
import { viewOf } from '../identity/world.ts';
import { somebodyWaits } from '../support/at-once.ts';
import { telling } from '../support/officers.ts';
import { columns, due, type House, inAStreet, render, street, within, world } from './world.ts';

inAStreet();

async function merge(drop: Pick<House, 'householdId'>, keep: Pick<House, 'householdId'>): Promise<void> {
  const ids = { keep: keep.householdId, drop: drop.householdId };
  const seenOf = async (id: string) => (await viewOf(world.deps, world.ward, id)).seen;
  const seen = { keep: await seenOf(ids.keep), drop: await seenOf(ids.drop) };
  const done = await within(world, (deps) => mergeHouseholds(deps, { scope: world.ward, ...ids, seen, tell: telling.household }));
  expect(done).toMatchObject({ outcome: 'merged' });
}

/** The next messages of it alone, whoever is fixed by now. @param most about so many */
async function write(id: string, most = 50): Promise<void> {
  const { deps, clock, database } = world;
  const announcement = await deps.db.announcement.findUniqueOrThrow({ where: { id } });
  const parts = { ...render, raw: database.raw, clock, ids: deps.ids, paceOf: () => most / 5 };
  await writePage(parts, [{ id, ground: await groundOfAnnouncement(deps, announcement) }]);
}

/** What is left of it goes out. */
async function finish(): Promise<string[]> {
  await world.pump.turn();
  await street.deliver();
  await world.pump.turn();
  return street.senders.telegram.handed.map(({ to }) => to);
}

/** Another khu phố of the ward, after that of the test. */
async function laterArea(): Promise<string> {
  const id = world.deps.ids.next();
  await world.deps.db.area.create({ data: { id, unitCode: world.house.home.unitCode, name: `Khu phố ${id}`, kind: 'quarter' } });
  return id;
}

/** Its chat is the one that is chosen. */
async function wroteLast({ accountId }: House): Promise<void> {
  const lastInboundAt = new Date(world.clock.now().getTime() + 1);
  await world.deps.db.account.update({ where: { id: accountId }, data: { lastInboundAt } });
}

/** Fixed for the khu phố of the test; the one of this household is still to come. */
async function fixedButFor({ householdId }: House): Promise<string> {
  const { db } = world.deps;
  const later = await laterArea();
  await db.household.update({ where: { id: householdId }, data: { areaId: later } });
  const id = await due(world, street, { audience: { areaIds: [street.areaId, later] } });
  await startDueAnnouncements(world.deps);
  await db.recipient.deleteMany({ where: { announcementId: id, householdId } });
  await db.announcement.update({ where: { id }, data: { fixedAt: null, fixedUpTo: street.areaId, audienceSize: 1 } });
  return id;
}

describe('a family is written to once, where its households are merged', () => {
  it('14 · when one was written to, and the one that is kept is not even fixed', async () => {
    const [drop, keep] = await street.putMany(2);
    await wroteLast(keep);
    const id = await fixedButFor(keep);
    await write(id);
    await street.deliver();
    await merge(drop, keep);
    expect(await finish()).toEqual([`chat-${drop.accountId}`]);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left merged': 1 });
  });

  it.each(['drop', 'keep'])(
    '14 · when one is fixed, and the one that is kept comes after it; where the chat of %s wrote last',
    async (last) => {
      const [drop, keep] = await street.putMany(2);
      await wroteLast(last === 'drop' ? drop : keep);
      const id = await fixedButFor(keep);
      await merge(drop, keep);
      await write(id);
      expect(await finish()).toHaveLength(1);
      // Who would be written to in the very chat is not even noted twice.
      expect(await columns(world, id)).toEqual(last === 'drop' ? { sent: 1 } : { sent: 1, 'left merged': 1 });
    },
  );

  it('14 · when the turn of one has come, and that of the one that is kept has not', async () => {
    const [drop, keep] = await street.putMany(2);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await write(id, 1);
    await merge(drop, keep);
    expect(await finish()).toEqual([`chat-${drop.accountId}`]);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left merged': 1 });
  });

  it('14 · but whoever did not get it as one gets it as the other', async () => {
    const [drop, keep] = await street.putMany(2);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    street.senders.telegram.next(fails(new SendFailure('gone', 'blocked')));
    await write(id, 1);
    await street.deliver();
    await merge(drop, keep);
    expect(await finish()).toEqual([drop, keep].map(({ accountId }) => `chat-${accountId}`));
    expect(await columns(world, id)).toEqual({ 'failed gone': 1, sent: 1 });
  });

  it('14 · several into one that no message reaches, and on into another', async () => {
    const [first, second, third] = await street.putMany(3);
    const [listed, last] = [await street.put([]), await street.put([])];
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    for (const drop of [first, second]) await merge(drop, listed);
    await merge(third, last);
    await merge(listed, last);
    expect(await finish()).toHaveLength(1);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left merged': 2, 'left noAccount': 2 });
  });

  it('14 · and nobody misses it because their household went on and on into others', async () => {
    const [first] = await street.putMany(1);
    const [listed, last] = [await street.put([]), await street.put([])];
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(first, listed);
    await merge(listed, last);
    expect(await finish()).toEqual([`chat-${first.accountId}`]);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left noAccount': 2 });
  });

  it('22 · and who has it so is not to be told in person', async () => {
    const [drop] = await street.putMany(1);
    const [keep, alone] = [await street.put([]), await street.put([])];
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, keep);
    await finish();
    const list = await within(world, (deps) => listToTell(deps, { scope: world.ward, announcementId: id }));
    expect(list).toMatchObject({ areas: [{ households: 1 }], households: [{ householdId: alone.householdId }] });
  });

  const stop = ({ accountId }: House) => world.deps.db.account.update({ where: { id: accountId }, data: { stoppedAt: world.clock.now() } });

  it('14 · and does not miss it where the chat of the one that is kept has said stop meanwhile', async () => {
    const [drop, keep] = await street.putMany(2);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, keep);
    await stop(keep);
    // One is left out in each page.
    for (const most of [1, 1]) await write(id, most);
    expect(await finish()).toEqual([`chat-${drop.accountId}`]);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left stopped': 1 });
    expect(await world.deps.db.announcement.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'done' });
  });

  it('14 · once, where there are several others; and it ends where none of them can', async () => {
    const [first, second, keep, alone, other] = await street.putMany(5);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    for (const drop of [first, second]) await merge(drop, keep);
    await merge(alone, other);
    for (const one of [keep, alone, other]) await stop(one);
    // All of them in one page.
    await write(id);
    expect(await finish()).toHaveLength(1);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left merged': 1, 'left stopped': 3 });
    expect(await world.deps.db.announcement.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'done' });
  });

  const forget = ({ accountId }: House) => within(world, (deps) => erase(deps, { accountId }));

  it.each([
    ['its turn comes', 1],
    ['it arrives', 50],
  ])('14 · nor where the chat of the one that is kept is forgotten before %s', async (_when, most) => {
    const [drop, keep] = await street.putMany(2);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, keep);
    await write(id, most);
    expect((await columns(world, id))['left merged']).toBe(1);
    await forget(keep);
    expect(await finish()).toEqual([`chat-${drop.accountId}`]);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left gone': 1 });
    expect(await world.deps.db.announcement.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'done' });
  });

  it('14 · nor where that chat has said stop, and is forgotten then', async () => {
    const [drop, keep] = await street.putMany(2);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, keep);
    await write(id);
    await stop(keep);
    await forget(keep);
    expect(await finish()).toEqual([`chat-${drop.accountId}`]);
    expect(await columns(world, id)).toEqual({ sent: 1, 'left erased': 1 });
  });

  it('14 · but not once more, where a sender takes the message just then', async () => {
    const [drop, keep] = await street.putMany(2);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, keep);
    await write(id);
    const { db } = world.deps;
    const { messageId } = await db.recipient.findFirstOrThrow({ where: { announcementId: id, accountId: keep.accountId } });
    const { erasing } = await db.$transaction(async (sender) => {
      await sender.message.update({ where: { id: messageId ?? '' }, data: { state: 'leased' } });
      const erasing = forget(keep);
      await somebodyWaits(db);
      return { erasing };
    });
    await erasing;
    expect(await finish()).toEqual([]);
    expect(await columns(world, id)).toEqual({ 'left merged': 1, 'left erased': 1 });
  });

  it('14 · nor does forgetting wait for who fixes the announcement, while that waits for it', async () => {
    const [drop, other] = await street.putMany(2);
    const keep = await street.put([]);
    const id = await fixedButFor(keep);
    await merge(drop, keep);
    const { db } = world.deps;
    const { areaId } = await db.household.findUniqueOrThrow({ where: { id: keep.householdId } });
    const { erasing } = await db.$transaction(async (fixing) => {
      await fixing.recipient.create({ data: { announcementId: id, householdId: keep.householdId, areaId, left: 'noAccount' } });
      const erasing = forget(drop);
      erasing.catch(() => {});
      await somebodyWaits(db);
      await fixing.announcement.update({ where: { id }, data: { fixedUpTo: areaId } });
      return { erasing };
    });
    await erasing;
    expect(await finish()).toEqual([`chat-${other.accountId}`]);
  });

  it('14 · but not once more, where it has arrived there; nor after it was cancelled', async () => {
    const [drop, keep] = await street.putMany(2);
    // It goes on as long as one waits for somebody to write.
    await street.put([{ channel: 'zalo', account: { lastInboundAt: new Date(0) } }]);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, keep);
    await write(id);
    expect(await finish()).toEqual([`chat-${keep.accountId}`]);
    await forget(keep);
    expect(await finish()).toEqual([`chat-${keep.accountId}`]);
    expect(await columns(world, id)).toMatchObject({ 'left merged': 1, 'left erased': 1 });
    const [double, kept] = await street.putMany(2);
    const cancelled = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(double, kept);
    await within(world, (deps) => cancelAnnouncement(deps, { scope: world.ward, announcementId: cancelled, tell: telling.officer }));
    await forget(kept);
    expect(await columns(world, cancelled)).not.toHaveProperty('waiting');
  });

  it('14 · but no chat of it gets more than a week allows the family', async () => {
    const [drop, keep] = await street.putMany(2);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, keep);
    const { unitCode } = world.house.home;
    await world.deps.db.wardSettings.upsert({ where: { unitCode }, create: { unitCode, weeklyCap: 0 }, update: { weeklyCap: 0 } });
    await finish();
    await world.deps.db.wardSettings.update({ where: { unitCode }, data: { weeklyCap: 2 } });
    expect(await columns(world, id)).toEqual({ 'left merged': 1, 'left cap': 1 });
  });

  it('22 · nor who may yet get it, or whose message a pause took back, however far down the family it is', async () => {
    const [drop] = await street.putMany(1);
    const [listed, keep] = [await street.put([]), await street.put([])];
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await merge(drop, listed);
    await merge(listed, keep);
    const list = () => within(world, (deps) => listToTell(deps, { scope: world.ward, announcementId: id }));
    expect(await list(), 'waits').toMatchObject({ areas: [], households: [] });
    await write(id);
    await within(world, (deps) => pauseAnnouncement(deps, { scope: world.ward, announcementId: id }));
    expect(await list(), 'taken back').toMatchObject({ areas: [], households: [] });
    await within(world, (deps) => resumeAnnouncement(deps, { scope: world.ward, announcementId: id }));
    await stop(drop);
    await finish();
    expect(await list(), 'left out').toMatchObject({ households: [{ householdId: keep.householdId }] });
  });
});
