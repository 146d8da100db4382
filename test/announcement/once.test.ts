/** Once, to everybody, together with others: promises 14 to 17 of docs/sending.md. Kills of the process are in crash.test.ts. */
import { describe, expect, it } from 'vitest';
import { createPump } from '../../src/announcement/pump.ts';
import { startDueAnnouncements } from '../../src/announcement/start-due-announcements.ts';
import { sharesOf } from '../../src/announcement/write-page.ts';
import { SendFailure } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { unpaced } from '../conversation/outbox/desk.ts';
import { fails } from '../conversation/outbox/fake-sender.ts';
import { eventually } from '../support/service.ts';
import { columns, due, HOUR, inAStreet, render, stateOf, street, world } from './world.ts';

inAStreet();

describe('whom it is for', () => {
  it('14 · is fixed when it starts, whoever comes, leaves or merges meanwhile', async () => {
    const { db } = world.deps;
    const [stays, leaves, goesInto, keeps] = await street.putMany(4);
    const moved = await street.put([{}, { account: { lastInboundAt: null } }]);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    const came = await street.put([{}]);
    const joined = await street.put([]);
    await db.membership.updateMany({ where: { accountId: leaves.accountId }, data: { to: world.clock.now() } });
    // One household is another's double, and its members go along.
    await db.household.update({ where: { id: goesInto.householdId }, data: { mergedIntoId: keeps.householdId } });
    await db.membership.updateMany({ where: { accountId: goesInto.accountId }, data: { householdId: keeps.householdId } });
    // Whoever would have been written to goes to another household; the other chat of the old one is not found anew.
    await db.membership.updateMany({ where: { accountId: moved.accountIds[0] ?? '' }, data: { householdId: joined.householdId } });
    await world.pump.turn();
    await street.deliver();
    const handed = street.senders.telegram.handed.map(({ to }) => to);
    expect(handed.toSorted()).toEqual([stays, keeps].map(({ accountId }) => `chat-${accountId}`).toSorted());
    expect(handed).not.toContain(`chat-${came.accountId}`);
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({ sent: 2, 'left gone': 2, 'left merged': 1 });
  });

  it('14 · whom a ward puts into another khu phố meanwhile is in it once, whichever of the two was fixed first', async () => {
    const { db, ids } = world.deps;
    const [moves, comesBack] = await street.putMany(2);
    const later = ids.next();
    await db.area.create({ data: { id: later, unitCode: world.house.home.unitCode, name: `Khu phố ${later}`, kind: 'quarter' } });
    const id = await due(world, street, { audience: { areaIds: [street.areaId, later] } });
    await startDueAnnouncements(world.deps);
    // As after a crash between the two.
    await db.announcement.update({ where: { id }, data: { fixedAt: null, fixedUpTo: street.areaId } });
    await db.household.update({ where: { id: moves.householdId }, data: { areaId: later } });
    await startDueAnnouncements(world.deps);
    expect(await db.announcement.findUnique({ where: { id }, select: { audienceSize: true } })).toEqual({ audienceSize: 2 });
    await world.pump.turn();
    await street.deliver();
    expect(street.senders.telegram.handed.filter(({ to }) => to === `chat-${moves.accountId}`)).toHaveLength(1);
    expect(await columns(world, id)).toEqual({ sent: 2 });

    // Out of one that was not fixed yet, into one that was.
    const second = await due(world, street, { audience: { areaIds: [street.areaId, later] } });
    await startDueAnnouncements(world.deps);
    const started = { fixedAt: null, fixedUpTo: later, audienceSize: 1 };
    await db.recipient.deleteMany({ where: { announcementId: second, householdId: comesBack.householdId } });
    await db.announcement.update({ where: { id: second }, data: started });
    const placing = { householdId: comesBack.householdId, fromId: street.areaId, toId: later, officerId: world.ward.officerId };
    await db.householdPlacing.create({ data: { id: ids.next(), ...placing, at: world.clock.now() } });
    await db.household.update({ where: { id: comesBack.householdId }, data: { areaId: later } });
    await startDueAnnouncements(world.deps);
    expect(await db.announcement.findUnique({ where: { id: second }, select: { audienceSize: true } })).toEqual({ audienceSize: 2 });
    await world.pump.turn();
    await street.deliver();
    expect(await columns(world, second)).toEqual({ sent: 2 });
  });

  it('14 · goes on being fixed where a crash left it, and nobody is in it twice', async () => {
    await street.putMany(3);
    const id = await due(world, street);
    const { db } = world.deps;
    await startDueAnnouncements(world.deps);
    await db.announcement.update({ where: { id }, data: { fixedAt: null, fixedUpTo: null } });
    await Promise.all([1, 2, 3].map(() => startDueAnnouncements(world.deps)));
    expect(await db.recipient.count({ where: { announcementId: id } })).toBe(3);
    expect(await db.announcement.findUnique({ where: { id }, select: { audienceSize: true } })).toEqual({ audienceSize: 3 });
    await world.pump.turn();
    expect(await db.message.count({ where: { announcementId: id } })).toBe(3);
  });
});

describe('a pause while it is fixed whom it is for', () => {
  it('14 · undoes the step that is under way, which is done once when it goes on', async () => {
    const { db } = world.deps;
    await street.putMany(3);
    const id = await due(world, street);
    await startDueAnnouncements(world.deps);
    await db.recipient.deleteMany({ where: { announcementId: id } });
    await db.announcement.update({ where: { id }, data: { fixedAt: null, fixedUpTo: null, audienceSize: 0 } });
    const fixing = await db.$transaction(async (officer) => {
      await officer.announcement.update({ where: { id }, data: { state: 'paused' } });
      const begun = startDueAnnouncements(world.deps);
      // It has found whom it is for, and waits to say so.
      await eventually(async () => {
        const waiting = await db.$queryRaw`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect(waiting).toHaveLength(1);
      });
      return { begun };
    });
    await fixing.begun;
    expect(await db.recipient.count({ where: { announcementId: id } })).toBe(0);
    expect(await db.announcement.findUnique({ where: { id } })).toMatchObject({ state: 'paused', fixedUpTo: null, audienceSize: 0 });
    await db.announcement.update({ where: { id }, data: { state: 'sending' } });
    await startDueAnnouncements(world.deps);
    expect(await db.recipient.count({ where: { announcementId: id } })).toBe(3);
    expect(await db.announcement.findUnique({ where: { id } })).toMatchObject({ audienceSize: 3 });
    await world.pump.turn();
    expect(await db.message.count({ where: { announcementId: id } })).toBe(3);
  });
});

describe('several at once', () => {
  it('16 · three processes send one announcement: each once', async () => {
    const { prisma, raw } = world.database;
    await street.putMany(400);
    const id = await due(world, street);
    const pumps = [1, 2, 3].map(() => createPump({ ...world.deps, prisma, raw, ...render, every: 10 }));
    const outboxes = [1, 2, 3].map(() => street.outbox('telegram'));
    await Promise.all(outboxes.map((one) => one.start()));
    for (const pump of pumps) pump.start();
    while ((await stateOf(world, id)) !== 'done') await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([...pumps, ...outboxes].map((one) => one.stop()));
    const handed = street.senders.telegram.handed.map(({ to }) => to);
    expect([handed.length, new Set(handed).size]).toEqual([400, 400]);
    expect(await columns(world, id)).toEqual({ sent: 400 });
  });

  it('16 · no more is written ahead than some seconds of what the platform takes, and all share it', async () => {
    const perSecond = profiles.telegram.pace?.perSecond ?? 0;
    await street.putMany(5 * perSecond + 20);
    const ids = [await due(world, street), await due(world, street)];
    await world.pump.turn();
    const written = await Promise.all(ids.map((announcementId) => world.deps.db.message.count({ where: { announcementId } })));
    expect(written).toEqual([(5 * perSecond) / 2, (5 * perSecond) / 2]);
    await world.pump.turn();
    expect(await world.deps.db.message.count({ where: { announcementId: { in: ids } } })).toBe(5 * perSecond);
    const line = { channelAccountId: 'a', channel: 'telegram' as const, ahead: 149 };
    const shares = sharesOf(['x', 'y', 'z'].map((announcementId) => ({ ...line, announcementId })));
    expect(shares.reduce((all, { count }) => all + count, 0)).toBe(1);
    expect(sharesOf([{ ...line, announcementId: 'x', ahead: 150 }])).toEqual([]);
    // As the operator has set what the platform takes, each channel account by itself.
    const [one, other] = ['a', 'b'].map((channelAccountId) => ({ ...line, channelAccountId, announcementId: 'x', ahead: 0 }));
    const set = sharesOf([one, other] as (typeof line & { announcementId: string })[], (id) => (id === 'a' ? 4 : undefined));
    expect(set.map(({ count }) => count)).toEqual([20, 150]);
    await world.deps.db.announcement.updateMany({ where: { id: { in: ids } }, data: { state: 'cancelled' } });
  });

  it('16 · a storm of “too many requests” slows it down and loses nothing', async () => {
    await street.putMany(30);
    const id = await due(world, street);
    const tooMany = () => new SendFailure('later', 'tooMany', { retryAfterMs: 20, wholeChannel: true });
    let asked = 0;
    street.senders.telegram.always(async (message, to) => {
      asked += 1;
      if (asked % 3 === 0) return fails(tooMany())(message, to);
      return crypto.randomUUID();
    });
    await world.pump.turn();
    await street.deliver();
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({ sent: 30 });
  });

  it('15 · whose end nobody knows is not sent again', async () => {
    await street.putMany(6);
    const id = await due(world, street);
    street.senders.telegram.next(fails(new SendFailure('unknown', 'reset')), fails(new SendFailure('gone', 'blocked')));
    await world.pump.turn();
    await street.deliver();
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({ sent: 4, uncertain: 1, 'failed gone': 1 });
    expect(street.senders.telegram.handed).toHaveLength(6);
    expect(await stateOf(world, id)).toBe('done');
  });

  it('15 · a token that dies in the middle: it goes on once it is mended', async () => {
    await street.putMany(8);
    const id = await due(world, street);
    let dead = false;
    street.senders.telegram.always(async (message, to) => {
      if (street.senders.telegram.handed.length === 3) dead = true;
      return dead ? fails(new SendFailure('broken', 'unauthorised'))(message, to) : crypto.randomUUID();
    });
    await world.pump.turn();
    const outbox = street.outbox('telegram', { atOnce: 1, timing: { probeEvery: 50 } });
    await outbox.start();
    while (!dead) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await columns(world, id)).toEqual({ sent: 2, waiting: 6 });
    street.senders.telegram.always(() => crypto.randomUUID());
    while ((await columns(world, id)).sent !== 8) await new Promise((resolve) => setTimeout(resolve, 20));
    await outbox.stop();
    await world.pump.turn();
    expect(await stateOf(world, id)).toBe('done');
  });

  it('17 · answers to people go before announcements', async () => {
    const [first] = await street.putMany(40);
    await due(world, street);
    await world.pump.turn();
    const outbox = street.outbox('telegram', { atOnce: 1, pace: unpaced });
    const { db } = world.deps;
    let asked = false;
    street.senders.telegram.always(async () => {
      if (!asked && street.senders.telegram.handed.length === 5) {
        asked = true;
        const { lastSeq } = await db.conversation.update({ where: { accountId: first.accountId }, data: { lastSeq: { increment: 1 } } });
        const body = { text: 'trả lời', choices: [], expect: 'none' };
        const about = { accountId: first.accountId, channelAccountId: street.channels.telegram, seq: lastSeq, class: 'reply' as const };
        await db.message.create({
          data: { id: world.deps.ids.next(), ...about, body, createdAt: new Date(world.clock.now().getTime() + HOUR) },
        });
      }
      return crypto.randomUUID();
    });
    await outbox.start();
    while (street.senders.telegram.handed.length < 41) await new Promise((resolve) => setTimeout(resolve, 10));
    const place = street.senders.telegram.texts().indexOf('trả lời');
    expect(place).toBe(5);
  });
});
