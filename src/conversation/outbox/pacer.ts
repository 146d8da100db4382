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
  /** How many messages may go out now. */
  room(now: number): number;
  /**
   * How many of them to many: spread over the second, so that places become free all the time. Sent at once, they would come free at once a
   * second later, and whoever writes meanwhile would wait that long for an answer.
   */
  roomForMany(now: number): number;
  /** Chats that may not be written to now. */
  restingChats(now: number): string[];
  /**
   * A request goes out. At most one of a chat at a time.
   *
   * @param manyAt the moment, of one to many
   */
  begin(manyAt?: number): void;
  /** Its answer came, whatever it says. */
  end(chat: string, now: number): void;
  /** Nothing goes out before this moment. */
  pause(until: number): void;
  /** When something that may not go out now may; Infinity: everything may, or the answers in flight decide. */
  nextAt(now: number): number;
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
    room(now) {
      forgetOld(now);
      return now < pausedUntil ? 0 : Math.max(0, perSecond - inFlight - (answers.length - first));
    },
    restingChats(now) {
      return [...restedAt].filter(([, rested]) => freeAt(rested) > now).map(([chat]) => chat);
    },
    roomForMany(now) {
      if (spread === 0) return Number.POSITIVE_INFINITY;
      const from = Math.max(manyFrom, now - behind);
      return from > now ? 0 : Math.floor((now - from) / spread + HAIR) + 1;
    },
    begin(manyAt) {
      inFlight++;
      if (manyAt !== undefined && spread > 0) manyFrom = Math.max(manyFrom, manyAt - behind) + spread;
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
    nextAt(now) {
      if (now < pausedUntil) return pausedUntil;
      const oldest = answers[first];
      const place =
        oldest !== undefined && perSecond - inFlight - (answers.length - first) <= 0 ? oldest + SECOND : Number.POSITIVE_INFINITY;
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
