/** Every form says whose it is: one that comes when its officer is signed in no more, or anew, is kept for them and for nobody else. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '../db/is-id.ts';
import type { Parts } from '../http/parts.ts';
import type { Form } from './route.ts';

/** An evening, the night after it, and the day on which it is noticed. */
const LONGEST_MS = 36 * 60 * 60 * 1000;

/** For a field of the form. Only we can make it; it lets nobody in. */
export function whoseForm({ secret, clock }: Pick<Parts, 'secret' | 'clock'>, officerId: string): string {
  return signed(secret, officerId, clock.now().getTime().toString(36));
}

/** The officer for whose page a form was made; null: nobody's, or too long ago. */
export function ownerOf({ secret, clock }: Pick<Parts, 'secret' | 'clock'>, { whose }: Form): string | null {
  const [officerId = '', at = ''] = typeof whose === 'string' ? whose.split('.') : [];
  if (!isId(officerId) || typeof whose !== 'string' || !same(whose, signed(secret, officerId, at))) return null;
  const age = clock.now().getTime() - Number.parseInt(at, 36);
  return age >= 0 && age <= LONGEST_MS ? officerId : null;
}

function signed(secret: Uint8Array, officerId: string, at: string): string {
  return `${officerId}.${at}.${createHmac('sha256', secret).update(`form of ${officerId} at ${at}`).digest('base64url')}`;
}

function same(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
