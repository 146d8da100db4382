/**
 * Whatever the platform, the database, the clock and the officers do in the middle of a send: three processes on one database, which hand over to a
 * Bot API by the sender of the service. Promises 12, 15, 16 and 18 of docs/sending.md.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelAnnouncement } from '../../src/announcement/cancel-announcement.ts';
import { pauseAnnouncement } from '../../src/announcement/pause-announcement.ts';
import { resumeAnnouncement } from '../../src/announcement/resume-announcement.ts';
import { createRandom } from '../crash/random.ts';
import { telling } from '../support/officers.ts';
import { IN_HAND, numberChats, type Platform, type Senders, startPlatform, startSenders, takeAway } from './senders.ts';
import { columns, due, HOUR, MORNING, openSendingWorld, openStreet, type SendingWorld, type Street, stateOf, within } from './world.ts';

let world: SendingWorld;
let street: Street;
let platform: Platform;
let senders: Senders[] = [];
beforeAll(async () => {
  world = await openSendingWorld();
});
beforeEach(async () => {
  world.clock.set(MORNING);
  street = await openStreet(world);
  platform = await startPlatform();
});
afterEach(async () => {
  await Promise.all(senders.map((one) => one.stop()));
  senders = [];
  await platform.close();
  await street.close();
});
afterAll(() => world.close());

function start(more: Parameters<typeof startSenders>[3] = {}): Senders {
  const one = startSenders(world, street, platform, more);
  senders.push(one);
  return one;
}

/** So many households, and their chats. */
async function settle(count: number): Promise<{ id: string; chats: string[]; accounts: Map<string, string> }> {
  await street.putMany(count);
  const accounts = await numberChats(world, street);
  return { id: await due(world, street), chats: [...accounts.values()], accounts };
}

/** The database may be away just now. */
async function isOver(id: string): Promise<boolean> {
  return (await stateOf(world, id).catch(() => '')) === 'done';
}

async function untilOver(id: string): Promise<void> {
  while (!(await isOver(id))) await sleep(50);
}

async function untilTaken(count: number): Promise<void> {
  while (platform.taken.length < count) await sleep(5);
}

function nobodyTwice(): void {
  expect(platform.taken.length - new Set(platform.taken).size).toBe(0);
}

describe('the platform', () => {
  it('16 · wants us to wait, fails, breaks off and knows of people who blocked us: everybody else gets it once', async () => {
    const { id, chats } = await settle(240);
    const random = createRandom(7);
    const blocked = new Set(chats.filter(() => random.chance(0.1)));
    const reset = { after: new Set<string>(), before: new Set<string>() };
    let storms = 0;
    platform.answer = (chat) => {
      if (blocked.has(chat)) return { status: 403, description: 'Forbidden: bot was blocked by the user' };
      if (storms < 3 && platform.taken.length >= 40 * (storms + 1)) {
        storms += 1;
        return { status: 429, description: 'Too Many Requests: retry after 1', retryAfter: 1 };
      }
      const die = random.below(100);
      if (die < 5) return { status: 502, description: 'Bad Gateway' };
      if (die < 8) {
        reset.after.add(chat);
        return 'resetAfter';
      }
      if (die < 11) {
        reset.before.add(chat);
        return 'resetBefore';
      }
      return 'ok';
    };
    start();
    await untilOver(id);
    nobodyTwice();
    const inDoubt = reset.after.size + reset.before.size;
    expect(storms).toBe(3);
    expect(inDoubt).toBeGreaterThan(0);
    expect(await columns(world, id)).toEqual({
      ...{ sent: 240 - blocked.size - inDoubt, uncertain: inDoubt, 'failed gone': blocked.size },
    });
    expect(platform.taken).toHaveLength(240 - blocked.size - reset.before.size);
  });

  it('15 · refuses our token in the middle: it stops, the operator can see it, and it goes on with the new one', async () => {
    const { id } = await settle(120);
    let alive = 'old';
    platform.answer = (_chat, token) => {
      if (platform.taken.length >= 50) alive = 'new';
      return token.endsWith(alive) ? 'ok' : { status: 401, description: 'Unauthorized' };
    };
    const old = start({ token: '7000000009:old' });
    const channel = () => world.deps.db.channelAccount.findUniqueOrThrow({ where: { id: street.channels.telegram } });
    while ((await channel()).stoppedAt === null) await sleep(20);
    const { stoppedReason } = await channel();
    expect(stoppedReason).toBe('token');
    await sleep(500);
    expect(platform.taken).toHaveLength(50);
    await old.stop();
    start({ token: '7000000009:new' });
    await untilOver(id);
    nobodyTwice();
    const { uncertain = 0, ...rest } = await columns(world, id);
    // Only what the old ones tried just when they were ended.
    expect(uncertain).toBeLessThanOrEqual(1);
    expect(rest).toEqual({ sent: 120 - uncertain });
    expect((await channel()).stoppedAt).toBeNull();
  });
});

describe('officers and people', () => {
  it('12 · it is paused and goes on again and again: everybody gets it once', async () => {
    const { id } = await settle(200);
    const one = { scope: world.ward, announcementId: id };
    const random = createRandom(12);
    start();
    await untilTaken(1);
    let pauses = 0;
    while (!(await isOver(id)) && pauses < 12) {
      const { outcome } = await within(world, (deps) => pauseAnnouncement(deps, one));
      if (outcome === 'paused') pauses += 1;
      await sleep(random.below(60));
      await within(world, (deps) => resumeAnnouncement(deps, one));
      await sleep(random.below(120));
    }
    await untilOver(id);
    nobodyTwice();
    expect(pauses).toBeGreaterThan(2);
    expect(await columns(world, id)).toEqual({ sent: 200 });
  });

  it('12 · it is cancelled in the middle, and whoever says stop in the middle gets nothing: but for what was in hand', async () => {
    const { id, accounts } = await settle(300);
    const { db } = world.deps;
    start();
    await untilTaken(40);
    const waiting = [...accounts].filter(([, chat]) => !platform.taken.includes(chat)).slice(0, 60);
    await within(world, (deps) =>
      deps.db.account.updateMany({ where: { id: { in: waiting.map(([account]) => account) } }, data: { stoppedAt: world.clock.now() } }),
    );
    const stopped = new Set(waiting.map(([, chat]) => chat));
    const before = platform.taken.length;
    await untilTaken(150);
    await within(world, (deps) => cancelAnnouncement(deps, { scope: world.ward, announcementId: id, tell: telling.officer }));
    const atCancel = platform.taken.length;
    while ((await db.message.count({ where: { announcementId: id, state: { in: ['queued', 'leased'] } } })) > 0) await sleep(20);
    await sleep(300);
    nobodyTwice();
    expect(platform.taken.slice(before).filter((chat) => stopped.has(chat)).length).toBeLessThanOrEqual(IN_HAND);
    expect(platform.taken.length - atCancel).toBeLessThanOrEqual(IN_HAND);
    const found = await columns(world, id);
    expect(found.sent).toBe(platform.taken.length);
    expect(Object.values(found).reduce((all, count) => all + count, 0)).toBe(300);
  });
});

describe('time, and the ground', () => {
  it('15 · clocks are put forward an hour, and back by three: everybody gets it once', async () => {
    const { id } = await settle(200);
    const { step } = start();
    await untilTaken(40);
    step(HOUR);
    await untilTaken(100);
    // Before it began, even.
    step(-3 * HOUR);
    await untilTaken(130);
    step(2 * HOUR);
    await untilOver(id);
    nobodyTwice();
    expect(await columns(world, id)).toEqual({ sent: 200 });
  });

  it('15 · the database goes away for seconds, again and again: everybody gets it once, and nothing is in doubt but what was in hand', async () => {
    const { id } = await settle(240);
    const outages = 3;
    start();
    for (let count = 1; count <= outages; count++) {
      await untilTaken(60 * count);
      await takeAway(world.database.url, 700 * count);
    }
    await untilOver(id);
    nobodyTwice();
    const { uncertain = 0, ...rest } = await columns(world, id);
    expect(rest).toEqual({ sent: 240 - uncertain });
    expect(uncertain).toBeLessThanOrEqual(outages * IN_HAND);
    expect(platform.taken.length).toBeGreaterThanOrEqual(240 - uncertain);
  });
});
