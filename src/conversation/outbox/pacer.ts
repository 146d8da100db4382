/**
 * How fast a platform takes our messages. Pure: moments come in as milliseconds of a clock that never goes back.
 *
 * The platform counts a message somewhere between our request and its answer, we cannot see when. So a place is taken
 * from the request on, and is free again only a whole second after the answer: however long either way takes, the
 * platform never counts more than it allows in any one second.
 */
import type { Pace } from '../../channel/channel.ts';

const SECOND = 1_000;

export interface Pacer {
  /** How many messages may go out now. */
  room(now: number): number;
  /** Chats that may not be written to now. */
  restingChats(now: number): string[];
  /** A request goes out. At most one of a chat at a time. */
  begin(): void;
  /** Its answer came, whatever it says. */
  end(chat: string, now: number): void;
  /** Nothing goes out before this moment. */
  pause(until: number): void;
  /** When something that may not go out now may; Infinity: everything may, or the answers in flight decide. */
  nextAt(now: number): number;
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
    begin() {
      inFlight++;
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
  };
}
