/** What becomes of a message that was handed over: pure, for every way in which that can end. */
import type { MessageClass, SendFailure } from '../../channel/channel.ts';

export type { MessageClass };

/** A message that is being handed over. */
export interface Leased {
  id: string;
  accountId: string;
  class: MessageClass;
  createdAt: Date;
  reason: string | null;
  attempts: number;
  partsSent: number;
  doubtAt: Date | null;
}

/** What the ledger says of it from now on. */
export interface Verdict {
  state: 'queued' | 'sent' | 'held' | 'failed' | 'uncertain';
  reason: string | null;
  /** `queued`: milliseconds until it is due; null: at once. */
  delay: number | null;
  attempts: number;
  partsSent: number;
  doubtAt: Date | null;
  providerId: string | null;
  sentAt: Date | null;
}

/** About half an hour of trying, with these pauses. */
export const MAX_ATTEMPTS = 12;
const MAX_AGE_MS = 24 * 60 * 60 * 1000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 5 * 60 * 1000;
/** Each try whose end nobody knows may be one message more for the person, so there are fewer of them. */
const UNKNOWN_COSTS = 3;

/** People wait for these and would miss them; of the others a second copy is worse than none. */
const wanted: ReadonlySet<MessageClass> = new Set(['reply', 'fileNotice', 'duty']);

interface Circumstances {
  now: Date;
  /** From 0 to 1. */
  random: () => number;
}

/** One of its parts has arrived. */
export function afterPart(row: Leased, parts: number, providerId: string, { now }: Pick<Circumstances, 'now'>): Verdict {
  const partsSent = row.partsSent + 1;
  if (partsSent < parts) return { ...again(row), partsSent, providerId };
  return { ...again(row), state: 'sent', reason: null, partsSent, providerId, sentAt: now };
}

/** As it was before: it has not been handed over at all. */
export function again(row: Leased): Verdict {
  const { reason, attempts, partsSent, doubtAt } = row;
  return { state: 'queued', reason, delay: null, attempts, partsSent, doubtAt, providerId: null, sentAt: null };
}

export function afterFailure(row: Leased, failure: SendFailure, { now, random }: Circumstances): Verdict {
  const { kind, reason } = failure;
  switch (kind) {
    case 'later': {
      // A channel that takes nothing from anybody says nothing of this message.
      const attempts = failure.wholeChannel ? row.attempts : row.attempts + 1;
      const delay = failure.retryAfterMs ?? backoff(attempts, random);
      return spent({ ...row, attempts }, now) ? ended(row, 'tries') : { ...again(row), reason, attempts, delay };
    }
    case 'unknown': {
      const doubtAt = row.doubtAt ?? now;
      const attempts = row.attempts + UNKNOWN_COSTS;
      const tried = { ...row, doubtAt, attempts };
      if (!wanted.has(row.class)) return { ...again(tried), state: 'uncertain', reason };
      return spent(tried, now) ? ended(tried, 'tries') : { ...again(tried), reason, delay: backoff(row.attempts + 1, random) };
    }
    case 'moved':
      return row.reason === 'moved' ? ended(row, 'moved') : { ...again(row), reason: 'moved' };
    case 'broken':
      return { ...again(row), reason };
    case 'gone':
      return { ...again(row), state: 'failed', reason: 'gone' };
    case 'window':
      return { ...again(row), state: 'held', reason: 'window' };
    case 'refused':
      return { ...again(row), state: 'failed', reason };
  }
}

/** Milliseconds before the next try, longer each time, and never the same for two that failed together. */
export function backoff(attempts: number, random: () => number): number {
  const full = SHORTEST_MS * 2 ** Math.max(attempts - 1, 0);
  return Math.min(Math.round(full * (1 + random())), LONGEST_MS);
}

function spent({ attempts, createdAt }: Leased, now: Date): boolean {
  return attempts >= MAX_ATTEMPTS || now.getTime() - createdAt.getTime() >= MAX_AGE_MS;
}

/** Of a message in doubt nobody can say that it failed. */
function ended(row: Leased, reason: string): Verdict {
  return { ...again(row), state: row.doubtAt ? 'uncertain' : 'failed', reason };
}
