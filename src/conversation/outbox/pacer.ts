/**
 * How fast a platform takes our messages. Pure: moments come in as milliseconds of a clock that never goes back.
 *
 * The platform counts a message somewhere between our request and its answer, we cannot see when. So a place is taken
 * from the request on, and is free again only a whole second after the answer: however long either way takes, the
 * platform never counts more than it allows in any one second.
 */
import type { Pace } from '../../channel/channel.ts';

const SECOND = 1_000;
/** What goes to many is spread a little closer than the platform allows: what a busy moment cost is made up for. */
const CLOSER = 1.1;
/** The share of a second for which it may go at once. */
const AT_ONCE = 0.1;
/** What fractions lose. */
const HAIR = 1e-6;

export interface Pacer {
  /**
   * How many messages may go out by a moment soon: whoever takes one that has to wait for that learns how long (`begin`).
   *
   * @param ahead milliseconds until that moment; 0: now
   */
  room(now: number, ahead?: number): number;
  /**
   * How many of them to many: spread over the second, so that places become free all the time. Sent at once, they would come free at once a
   * second later, and whoever writes meanwhile would wait that long for an answer.
   */
  roomForMany(now: number, ahead?: number): number;
  /** Chats that may not be written to now. */
  restingChats(now: number): string[];
  /**
   * A place is taken for a request. At most one of a chat at a time.
   *
   * @param toMany it is one to many
   * @returns when it may go out
   */
  begin(now: number, toMany?: boolean): number;
  /** Its answer came, whatever it says. */
  end(chat: string, now: number): void;
  /** Nothing goes out before this moment. */
  pause(until: number): void;
  isPaused(now: number): boolean;
  /** When there is room for something that there is none for now; Infinity: there is for everything, or the answers in flight decide. */
  nextAt(now: number, ahead?: number): number;
  /** When one to many may go out, as far as they are spread. */
  nextForMany(): number;
}

/** @param pace Infinity for what has no limit */
export function createPacer({ perSecond, burstPerChat }: Pace): Pacer {
  /** Moments of the answers of the last second, oldest first, from `first` on. */
  let answers: number[] = [];
  let first = 0;
  let inFlight = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** When a chat's second for each of its messages has passed. */
  const restedAt = new Map<string, number>();
  const spread = SECOND / (perSecond * CLOSER);
  const behind = Math.max(Math.floor(perSecond * AT_ONCE) - 1, 0) * spread;
  /** When the next one to many is due. */
  let manyFrom = Number.NEGATIVE_INFINITY;

  function forgetOld(now: number): void {
    while (first < answers.length && (answers[first] as number) + SECOND <= now) first++;
    if (first > 1_000 && first * 2 > answers.length) {
      answers = answers.slice(first);
      first = 0;
    }
    for (const [chat, at] of restedAt) {
      if (at > now) break;
      restedAt.delete(chat);
    }
  }

  /** From when on a chat may be written to, though all its seconds have not passed. */
  function freeAt(rested: number): number {
    return rested - (burstPerChat - 1) * SECOND;
  }

  return {
    room(now, ahead = 0) {
      forgetOld(now);
      if (now + ahead < pausedUntil) return 0;
      let free = perSecond - inFlight - (answers.length - first);
      for (let index = first; index < answers.length && (answers[index] as number) + SECOND <= now + ahead; index++) free++;
      return Math.max(0, free);
    },
    restingChats(now) {
      return [...restedAt].filter(([, rested]) => freeAt(rested) > now).map(([chat]) => chat);
    },
    roomForMany(now, ahead = 0) {
      if (spread === 0) return Number.POSITIVE_INFINITY;
      const from = Math.max(manyFrom, now - behind);
      return from > now + ahead ? 0 : Math.floor((now + ahead - from) / spread + HAIR) + 1;
    },
    begin(now, toMany = false) {
      forgetOld(now);
      inFlight++;
      // So many of the oldest answers have to be a second old first.
      const over = inFlight + (answers.length - first) - perSecond;
      const place = over > 0 ? (answers[first + over - 1] ?? now) + SECOND : now;
      let due = now;
      if (toMany && spread > 0) {
        due = Math.max(manyFrom, now - behind);
        manyFrom = due + spread;
      }
      return Math.max(now, place, due, pausedUntil);
    },
    end(chat, now) {
      inFlight--;
      if (Number.isFinite(perSecond)) answers.push(now);
      if (!Number.isFinite(burstPerChat)) return;
      const rested = Math.max(restedAt.get(chat) ?? now, now) + SECOND;
      restedAt.delete(chat);
      restedAt.set(chat, rested);
    },
    pause(until) {
      pausedUntil = Math.max(pausedUntil, until);
    },
    isPaused: (now) => now < pausedUntil,
    nextAt(now, ahead = 0) {
      if (now + ahead < pausedUntil) return pausedUntil - ahead;
      const over = inFlight + (answers.length - first) - perSecond;
      const oldest = over < 0 ? undefined : answers[first + over];
      const free = (oldest ?? Number.POSITIVE_INFINITY) + SECOND - ahead;
      const place = free > now ? free : Number.POSITIVE_INFINITY;
      let chat = Number.POSITIVE_INFINITY;
      for (const rested of restedAt.values()) {
        const at = freeAt(rested);
        if (at > now && at < chat) chat = at;
      }
      return Math.min(place, chat);
    },
    nextForMany: () => manyFrom,
  };
}
