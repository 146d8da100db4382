/** What becomes of a message that was handed over: pure, for every way in which that can end. */
import type { MessageClass, SendFailure } from '../../channel/channel.ts';
import type { MessageTerms } from './terms.ts';

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
  /** On what terms its first part went. */
  terms: MessageTerms | null;
  /** When its person last wrote, or did something that counts as much. */
  lastInboundAt: Date | null;
}

/** What the ledger says of it from now on. */
export interface Verdict {
  state: 'queued' | 'sent' | 'held' | 'failed' | 'cancelled' | 'uncertain';
  reason: string | null;
  /** Milliseconds. `queued`: until it is due; null: at once. `held`: until it is looked at again; null: when the person writes. */
  delay: number | null;
  attempts: number;
  partsSent: number;
  doubtAt: Date | null;
  terms: MessageTerms | null;
  providerId: string | null;
  sentAt: Date | null;
}

/** About half an hour of trying, with these pauses. */
export const MAX_ATTEMPTS = 12;
const MAX_AGE_MS = 24 * 60 * 60 * 1000;
/** However old a message is, for some minutes: the platform may have taken nothing from anybody for days. */
const FAIR_TRIES = 8;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 5 * 60 * 1000;
/** Each try whose end nobody knows may be one message more for the person, so there are fewer of them. */
const UNKNOWN_COSTS = 3;

/** What goes to many at a time that we choose. Everything else goes before it. */
export const toMany: ReadonlySet<MessageClass> = new Set(['reminder', 'announcement']);

/** People wait for these and would miss them; of the others a second copy is worse than none. */
const wanted: ReadonlySet<MessageClass> = new Set(['reply', 'fileNotice', 'duty']);

interface Circumstances {
  now: Date;
  /** From 0 to 1. */
  random: () => number;
  /** It could still go as an approved template. */
  templateLeft?: boolean;
}

/** One of its parts has arrived. */
export function afterPart(row: Leased, parts: number, providerId: string, { now, terms }: Arrival): Verdict {
  const partsSent = row.partsSent + 1;
  if (partsSent < parts) return { ...again(row), partsSent, terms, providerId };
  return { ...again(row), state: 'sent', reason: null, partsSent, terms, providerId, sentAt: now };
}

interface Arrival {
  now: Date;
  /** On what terms the platform took it. */
  terms: MessageTerms | null;
}

/** Of a message that was to say something else: it is there, whatever it says now. What it says next is said anew. */
export function asItStands(row: Leased): Verdict {
  return { ...again(row), state: 'sent', reason: null, attempts: 0 };
}

/** As it was before: it has not been handed over at all. */
export function again(row: Leased): Verdict {
  const { reason, attempts, partsSent, doubtAt, terms } = row;
  return { state: 'queued', reason, delay: null, attempts, partsSent, doubtAt, terms, providerId: null, sentAt: null };
}

export function afterFailure(row: Leased, failure: SendFailure, { now, random, templateLeft = false }: Circumstances): Verdict {
  const { kind, reason } = failure;
  switch (kind) {
    case 'later': {
      // A channel that takes nothing from anybody says nothing of this message, nor does its quota, however long that lasts.
      if (failure.wholeChannel || reason === 'quota') return { ...again(row), reason, delay: failure.retryAfterMs ?? backoff(1, random) };
      const attempts = row.attempts + 1;
      const delay = failure.retryAfterMs ?? backoff(attempts, random);
      return spent({ ...row, attempts }, now) ? ended(row, 'tries') : { ...again(row), reason, attempts, delay };
    }
    case 'unknown': {
      const doubtAt = row.doubtAt ?? now;
      // Where nobody's message goes through, hardly any of the tries was one.
      const attempts = row.attempts + (failure.wholeChannel ? 1 : UNKNOWN_COSTS);
      const tried = { ...row, doubtAt, attempts };
      if (!wanted.has(row.class)) return { ...again(tried), state: 'uncertain', reason };
      const isOver = failure.wholeChannel ? attempts >= MAX_ATTEMPTS : spent(tried, now);
      return isOver ? ended(tried, 'tries') : { ...again(tried), reason, delay: backoff(row.attempts + 1, random) };
    }
    case 'moved':
      return row.reason === 'moved' ? ended(row, 'moved') : { ...again(row), reason: 'moved' };
    case 'broken':
      return { ...again(row), reason };
    case 'gone':
      return { ...again(row), state: row.class === 'fileNotice' ? 'held' : 'failed', reason: 'gone' };
    case 'window': {
      const why = reason === 'quota' || reason === 'unreachable' ? reason : 'window';
      // Whom the platform does not reach a template does not reach either.
      if (templateLeft && why !== 'unreachable') return { ...again(row), reason: 'window' };
      return { ...again(row), state: 'held', reason: why };
    }
    case 'refused':
      return { ...again(row), state: 'failed', reason };
  }
}

/** Milliseconds before the next try, longer each time, and never the same for two that failed together. */
export function backoff(attempts: number, random: () => number): number {
  const full = SHORTEST_MS * 2 ** Math.max(attempts - 1, 0);
  return Math.min(Math.round(full * (1 + random())), LONGEST_MS);
}

/** What was held goes when its person writes: its day begins then. */
function spent({ attempts, createdAt, lastInboundAt }: Leased, now: Date): boolean {
  const since = Math.max(createdAt.getTime(), lastInboundAt?.getTime() ?? 0);
  return attempts >= MAX_ATTEMPTS || (attempts >= FAIR_TRIES && now.getTime() - since >= MAX_AGE_MS);
}

/** Of a message in doubt nobody can say that it failed. */
function ended(row: Leased, reason: string): Verdict {
  return { ...again(row), state: row.doubtAt ? 'uncertain' : 'failed', reason };
}
