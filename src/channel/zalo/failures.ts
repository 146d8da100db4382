/** What Zalo's errors mean for a message: every code of its documentation, and those seen besides. */
import { addDays, localDate, startOfLocalDay } from '../../season/calendar.ts';
import { type FailureKind, SendFailure } from '../channel.ts';
import { refusesToken } from './api.ts';
import { ZaloFailure } from './failure.ts';

type Meaning = { kind: Exclude<FailureKind, 'moved' | 'unknown'>; reason?: string };

const table: readonly [Meaning, readonly number[]][] = [
  // Sending failed; a picture's id is over, which the sender mends before it comes to this.
  [{ kind: 'later' }, [-200, -100]],
  // Does not follow; has blocked us.
  [{ kind: 'gone' }, [-213, -217]],
  // Of this message only: banned or long away; wants no such messages; cannot receive (ZBS).
  [{ kind: 'window', reason: 'unreachable' }, [-227, -244, -114, -119]],
  // Seven days are over, or there never was anything; what older releases say.
  [{ kind: 'window', reason: 'window' }, [-230, -232, -305, -311]],
  // What one person may be sent; a day's and a month's (ZBS).
  [{ kind: 'window', reason: 'quota' }, [-218, -144, -1441, -1472]],
  // A field is wrong; too long, too big; no such type; of another kind of message; against the platform's rules.
  [{ kind: 'refused' }, [-201, -210, -233, -237, -238, -240, -241, -248, -249, -403, -108, -131]],
  // The OA: disabled, not there, not verified. The app: not activated, no permission, removed, not allowed by the OA.
  [{ kind: 'broken' }, [-204, -205, -221, -209, -212, -219, -223]],
  // The package; the kind of OA; the proof of the secret; the account that pays, and no money on it.
  [{ kind: 'broken' }, [-224, -235, -242, -1241, -320, -321, -115]],
];
const meanings = new Map(table.flatMap(([meaning, codes]) => codes.map((code) => [code, meaning] as const)));

const LIMIT = -32;
/** The quota of the OA is used up: nobody it would go to can change that. */
export const OUT_OF_QUOTA = -211;
/** At night: promotions, and templates. */
const NIGHT = new Set([-234, -133]);
/** Permission, package, kind of OA, the account that pays: what is asked of the OA itself may go on all the same. */
const OF_SENDING = [-212, -223, -224, -235, -320, -321, -115];
/** Of one kind of call only: where a template cannot be sent, plain messages still can. */
const OF_TEMPLATES = new Set([-249, -131, ...OF_SENDING]);
/** Reasons for which Zalo refuses us that only a message disproves. */
export const onlySendingTells: ReadonlySet<string> = new Set(OF_SENDING.map((code) => `zalo:${code}`));
const HOUR = 60 * 60 * 1000;
const SIX_HOURS = 6 * HOUR;

/** The code is in the table, or dealt with otherwise. */
export function isKnown(code: number): boolean {
  return meanings.has(code) || NIGHT.has(code) || code === LIMIT || code === OUT_OF_QUOTA;
}

/** @param asTemplate it was sent as one */
export function sendFailure(error: unknown, now: Date, { asTemplate = false } = {}): SendFailure {
  if (error instanceof SendFailure) return error;
  if (!(error instanceof ZaloFailure)) return new SendFailure('unknown', 'error');
  switch (error.end) {
    case 'notSent':
      return new SendFailure('later', `network:${error.description}`, { wholeChannel: true });
    case 'lost':
      return new SendFailure('unknown', `network:${error.description}`);
    case 'heldBack':
      return new SendFailure('later', error.description, waiting(error));
    case 'noToken':
      return new SendFailure('broken', error.description);
    case 'refused':
      return refusal(error, now, asTemplate);
  }
}

function refusal(error: ZaloFailure, now: Date, asTemplate: boolean): SendFailure {
  const { code, status } = error;
  if (refusesToken(error)) return new SendFailure('broken', 'accessToken');
  if (code === null) return withoutCode(status);
  if (code === LIMIT) return new SendFailure('later', 'tooFast', waiting(error));
  if (NIGHT.has(code)) return new SendFailure('later', 'night', { retryAfterMs: untilSix(now) });
  // Others may still go: what people ask for is free.
  if (code === OUT_OF_QUOTA) return new SendFailure('later', 'quota', { retryAfterMs: HOUR });
  if (asTemplate && OF_TEMPLATES.has(code)) return new SendFailure('window', `zalo:${code}`);
  // Unknown ones are tried a while: what cannot be known may pass.
  const { kind, reason = `zalo:${code}` } = meanings.get(code) ?? { kind: 'later' };
  return new SendFailure(kind, reason);
}

/** Something in front of Zalo that did not reach it, or is told to keep people out. */
const AWAY = new Set([502, 503]);

/** Zalo out of order: whether the message went through nobody knows, and those of others would fare no better. */
function withoutCode(status: number): SendFailure {
  if (AWAY.has(status)) return new SendFailure('later', `http:${status}`, { wholeChannel: true });
  if (status >= 500) return new SendFailure('unknown', `http:${status}`, { wholeChannel: true });
  return new SendFailure(status === 413 ? 'refused' : 'later', `http:${status}`);
}

function waiting({ retryAfterMs }: ZaloFailure) {
  return { wholeChannel: true, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Milliseconds until six in the morning in Vietnam. */
function untilSix(now: Date): number {
  const today = localDate(now);
  const six = [today, addDays(today, 1)].map((date) => startOfLocalDay(date).getTime() + SIX_HOURS);
  return (six.find((moment) => moment > now.getTime()) as number) - now.getTime();
}
