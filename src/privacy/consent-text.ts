/** The words a consent is asked in, and the hashes that prove which words and whose. */
import { createHash, createHmac } from 'node:crypto';
import type { Sentence } from '../flow/session.ts';
import type { Controller } from '../household/controller-of.ts';
import type { Purpose } from './consent-of.ts';

/** The question of a purpose as the dialog asks it of this controller. */
export function consentText(purpose: Purpose, { name, contact, dataProtection }: Controller): Sentence {
  return { key: `consent.${purpose}`, params: { controller: name, contact, dataProtection } };
}

/** Its version, for people; the hash is what proves. */
export const consentVersion: Sentence = { key: 'consent.version' };

export function textHash(words: string): string {
  return createHash('sha256').update(words.normalize('NFC')).digest('hex');
}

/** What remains of an account in its consents once it is erased: only who has the key can check it. */
export function accountHash(secret: Uint8Array, accountId: string): string {
  return createHmac('sha256', secret).update(accountId).digest('hex');
}
