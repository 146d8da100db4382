import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from '../../../src/conversation/outbox/pacer.ts';

interface Sent {
  chat: string;
  request: number;
  /** When the platform counted it: anywhere between request and answer. */
  counted: number;
}

interface Post {
  chat: number;
  /** Milliseconds until its answer, and where in them the platform counts it. */
  latency: number;
  countedAfter: number;
}

interface Circumstances {
  pauses?: { at: number; until: number }[];
  /** Milliseconds that a message is taken before it may go. */
  ahead?: number;
}

/** Sends everything as fast as the pacer lets it, on a clock of its own; each chat in order, one at a time. */
function sendAll(pace: { perSecond: number; burstPerChat: number }, posts: Post[], { pauses = [], ahead = 0 }: Circumstances = {}): Sent[] {
  const pacer = createPacer(pace);
  const waiting = posts.map((post) => ({ ...post, chat: `chat-${post.chat}` }));
  const flights: { chat: string; answer: number }[] = [];
  const sent: Sent[] = [];
  const laterPauses = [...pauses].sort((a, b) => a.at - b.at);
  let now = 0;
  for (let rounds = 0; waiting.length > 0; rounds++) {
    if (rounds > 100_000) throw new Error('It never ends');
    for (const flight of flights.filter(({ answer }) => answer <= now)) {
      flights.splice(flights.indexOf(flight), 1);
      pacer.end(flight.chat, now);
    }
    while (laterPauses[0] && laterPauses[0].at <= now) pacer.pause((laterPauses.shift() as { until: number }).until);
    const busy = new Set([...flights.map(({ chat }) => chat), ...pacer.restingChats(now)]);
    for (let room = pacer.room(now, ahead); room > 0; room--) {
      const index = waiting.findIndex(({ chat }) => !busy.has(chat));
      if (index < 0) break;
      const [{ chat, latency, countedAfter }] = waiting.splice(index, 1) as [(typeof waiting)[0]];
      busy.add(chat);
      const request = pacer.begin(now);
      flights.push({ chat, answer: request + latency });
      sent.push({ chat, request, counted: request + Math.min(latency, countedAfter) });
    }
    const next = Math.min(pacer.nextAt(now, ahead), ...flights.map(({ answer }) => answer), ...laterPauses.map(({ at }) => at));
    if (waiting.length > 0 && !(next >= now && next < Number.POSITIVE_INFINITY)) throw new Error(`Nothing would happen after ${now}`);
    now = next;
  }
  return sent;
}

/** The most that were counted in any second that begins with one of them. */
function most(sent: Sent[], span = 1_000): number {
  const times = sent.map(({ counted }) => counted).sort((a, b) => a - b);
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + span).length));
}

const posts = fc.array(
  fc.record({
    chat: fc.integer({ min: 0, max: 8 }),
    latency: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 4_000 })),
    countedAfter: fc.integer({ min: 0, max: 4_000 }),
  }),
  { maxLength: 120 },
);
const pace = fc.record({ perSecond: fc.integer({ min: 1, max: 40 }), burstPerChat: fc.integer({ min: 1, max: 5 }) });
const pauses = fc.array(
  fc
    .record({ at: fc.integer({ min: 0, max: 5_000 }), for: fc.integer({ min: 1, max: 5_000 }) })
    .map((one) => ({ at: one.at, until: one.at + one.for })),
  { maxLength: 3 },
);

describe('the pace', () => {
  it('never has a platform count more than it takes in any one second, whatever the latencies', () => {
    fc.assert(
      fc.property(pace, posts, fc.integer({ min: 0, max: 60 }), (limits, all, ahead) => {
        expect(most(sendAll(limits, all, { ahead }))).toBeLessThanOrEqual(limits.perSecond);
      }),
    );
  });

  it('has who is taken early go the moment a place is free, each in the next', () => {
    const quick = Array.from({ length: 5 }, (_, chat) => ({ chat, latency: 10 * chat, countedAfter: 0 }));
    const pacer = createPacer({ perSecond: 3, burstPerChat: 3 });
    for (const { latency } of quick.slice(0, 3)) {
      expect(pacer.begin(0)).toBe(0);
      pacer.end('somebody', latency);
    }
    expect([pacer.room(985), pacer.room(985, 15), pacer.room(985, 25), pacer.room(985, 35)]).toEqual([0, 1, 2, 3]);
    expect([pacer.begin(985), pacer.begin(985), pacer.begin(1_005)]).toEqual([1_000, 1_010, 1_020]);
    expect(sendAll({ perSecond: 30, burstPerChat: 3 }, [...quick, ...quick], { ahead: 12 }).map(({ request }) => request)).toEqual(
      sendAll({ perSecond: 30, burstPerChat: 3 }, [...quick, ...quick]).map(({ request }) => request),
    );
  });

  it('has who is taken early wait for the end of a pause, and tells of one that came meanwhile', () => {
    const pacer = createPacer({ perSecond: 3, burstPerChat: 3 });
    pacer.pause(1_000);
    expect([pacer.room(980, 15), pacer.room(990, 15), pacer.begin(990)]).toEqual([0, 3, 1_000]);
    pacer.pause(3_000);
    expect([pacer.isPaused(1_000), pacer.isPaused(3_000), pacer.nextAt(1_000, 15)]).toEqual([true, false, 2_985]);
  });

  it('gives a chat its burst, and then one message a second', () => {
    fc.assert(
      fc.property(pace, posts, fc.integer({ min: 1, max: 10 }), (limits, all, seconds) => {
        const sent = sendAll(limits, all);
        for (const chat of new Set(sent.map((one) => one.chat))) {
          const own = sent.filter((one) => one.chat === chat);
          expect(most(own, seconds * 1_000)).toBeLessThanOrEqual(limits.burstPerChat + seconds);
        }
      }),
    );
    const quick = Array.from({ length: 6 }, () => ({ chat: 0, latency: 0, countedAfter: 0 }));
    expect(sendAll({ perSecond: 30, burstPerChat: 3 }, quick).map(({ request }) => request)).toEqual([0, 0, 0, 1_000, 2_000, 3_000]);
  });

  it('sends everything in the end, and lets no busy chat hold up the others', () => {
    fc.assert(
      fc.property(pace, posts, pauses, (limits, all, breaks) => {
        expect(sendAll(limits, all, { pauses: breaks })).toHaveLength(all.length);
      }),
    );
    const flood = Array.from({ length: 50 }, () => ({ chat: 0, latency: 10, countedAfter: 5 }));
    const sent = sendAll({ perSecond: 30, burstPerChat: 3 }, [...flood, { chat: 1, latency: 10, countedAfter: 5 }]);
    expect(sent.find(({ chat }) => chat === 'chat-1')?.request).toBe(0);
  });

  it('begins nothing in a pause', () => {
    fc.assert(
      fc.property(pace, posts, pauses, (limits, all, breaks) => {
        const sent = sendAll(limits, all, { pauses: breaks });
        const broken = sent.filter(({ request }) => breaks.some(({ at, until }) => request >= at && request < until));
        expect(broken).toEqual([]);
      }),
    );
  });

  it('goes as fast as it is allowed to', () => {
    const quick = Array.from({ length: 90 }, (_, chat) => ({ chat, latency: 0, countedAfter: 0 }));
    expect(sendAll({ perSecond: 30, burstPerChat: 3 }, quick).at(-1)?.request).toBe(2_000);
  });

  it('spreads what goes to many over the second, a little closer than it may go, and makes up for a busy moment', () => {
    const pacer = createPacer({ perSecond: 30, burstPerChat: 3 });
    const begun: number[] = [];
    for (let now = 1_000; now < 2_000; now++) {
      if (now >= 1_500 && now < 1_700) continue;
      for (let room = pacer.roomForMany(now); room > 0; room--) {
        pacer.begin(now, true);
        begun.push(now);
      }
    }
    const within = (from: number, to: number) => begun.filter((at) => at >= from && at < to).length;
    expect([within(1_000, 1_001), within(1_001, 1_500), within(1_700, 1_701)]).toEqual([3, 16, 3]);
    expect(pacer.roomForMany(1_999)).toBe(0);
    expect(pacer.nextForMany()).toBeGreaterThan(1_999);
    expect(pacer.roomForMany(pacer.nextForMany())).toBe(1);
    // Answers to people take no part in it.
    pacer.begin(1_999);
    expect(pacer.roomForMany(pacer.nextForMany())).toBe(1);
    expect(createPacer({ perSecond: Number.POSITIVE_INFINITY, burstPerChat: 1 }).roomForMany(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('has no limit where none is given', () => {
    const quick = Array.from({ length: 500 }, () => ({ chat: 0, latency: 0, countedAfter: 0 }));
    expect(sendAll({ perSecond: Number.POSITIVE_INFINITY, burstPerChat: Number.POSITIVE_INFINITY }, quick).at(-1)?.request).toBe(0);
    const pacer = createPacer({ perSecond: Number.POSITIVE_INFINITY, burstPerChat: Number.POSITIVE_INFINITY });
    expect([pacer.room(0), pacer.nextAt(0)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});
