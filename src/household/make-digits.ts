/** Six digits for a code behind /k/: made when somebody asks for them, shown again as long as there is time to type them. */
import type { Deps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { digitsOf } from './digit-code.ts';
import { hashSecretCode } from './household-code.ts';
import { type LivingCode, livingCode } from './look-up-code.ts';

const MINUTE_MS = 60_000;
const LIFETIME_MS = 30 * MINUTE_MS;
/** With less than this left, whoever asks is given others. */
const ENOUGH_MS = LIFETIME_MS / 2;
/** A number may be another code's. Of so many tries one is free, unless nearly all are taken. */
const MAX_TRIES = 50;

export interface Digits {
  digits: string;
  /** Whole minutes in which they can still be typed. */
  minutes: number;
}

export interface AskedFor {
  /** As it stood in the link. */
  code: string;
  secret: Uint8Array;
}

/** Null when the code is none, or its time is over. Many may ask for one code: they get the same digits. */
export async function makeDigits(deps: Deps, asked: AskedFor): Promise<Digits | null> {
  const code = await livingCode(deps, asked);
  return code && ((await freshDigits(deps, code, asked.secret)) ?? (await newDigits(deps, code, asked.secret)));
}

/** Those that were made, while there is enough time to type them. Looking makes none. */
export async function shownDigits(deps: Deps, asked: AskedFor): Promise<Digits | null> {
  const code = await livingCode(deps, asked);
  return code && freshDigits(deps, code, asked.secret);
}

async function freshDigits({ db, clock }: Deps, code: LivingCode, secret: Uint8Array): Promise<Digits | null> {
  const now = clock.now().getTime();
  const until = Math.min(now + ENOUGH_MS, code.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const found = await db.code.findFirst({
    where: { kind: 'digits', forCodeId: code.id, expiresAt: { gte: new Date(until) } },
    orderBy: { createdAt: 'desc' },
  });
  return found?.expiresAt ? { digits: digitsOf(secret, found.id), minutes: minutesUntil(found.expiresAt, now) } : null;
}

async function newDigits({ db, clock, ids }: Deps, code: LivingCode, secret: Uint8Array): Promise<Digits> {
  const createdAt = clock.now();
  const now = createdAt.getTime();
  const end = code.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  // What hangs at a door is good as long as the code beside it; before the door is open it opens nothing.
  const expiresAt = new Date(code.kind === 'training' && Number.isFinite(end) ? end : Math.min(now + LIFETIME_MS, end));
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const id = ids.next();
    const digits = digitsOf(secret, id);
    const row = { id, kind: 'digits' as const, hash: hashSecretCode(secret, digits), forCodeId: code.id, createdAt, expiresAt };
    const { count } = await db.code.createMany({ data: [row], skipDuplicates: true });
    if (count === 1) return { digits, minutes: minutesUntil(expiresAt, now) };
  }
  throw new Problem('busy');
}

function minutesUntil(end: Date, now: number): number {
  return Math.floor((end.getTime() - now) / MINUTE_MS);
}
