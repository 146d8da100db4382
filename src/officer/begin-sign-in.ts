/** A PC asks to be let in: its page shows a code, which an officer approves in chat. */
import { randomBytes } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { hashSecretCode } from '../household/household-code.ts';
import { Problem } from '../problems.ts';
import { newPcCode } from './pc-code.ts';
import { hashOfToken } from './sessions.ts';

export const SIGN_IN_MINUTES = 5;

/** A number may be another page's. */
const MAX_TRIES = 20;

export interface SignInBegun {
  signInId: string;
  /** Eight digits, for people to see (spacedPcCode); kept only as a keyed hash. */
  code: string;
  /** For this browser's cookie: whoever saw the code over a shoulder has not got this. */
  browserToken: string;
  until: Date;
}

/** @param session token of a browser that is in already, and wants a fresh approval for a decision or an export */
export async function beginSignIn(
  { db, clock, ids }: Deps,
  { secret, session }: { secret: Uint8Array; session?: string },
): Promise<SignInBegun> {
  const createdAt = clock.now();
  const until = new Date(createdAt.getTime() + SIGN_IN_MINUTES * 60_000);
  const browserToken = randomBytes(32).toString('base64url');
  const row = {
    browserHash: hashOfToken(browserToken),
    sessionHash: session === undefined ? null : hashOfToken(session),
    createdAt,
    expiresAt: until,
  };
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const signInId = ids.next();
    const code = newPcCode();
    const data = [{ id: signInId, codeHash: hashSecretCode(secret, code), ...row }];
    const { count } = await db.signIn.createMany({ data, skipDuplicates: true });
    if (count === 1) return { signInId, code, browserToken, until };
  }
  throw new Problem('busy');
}
