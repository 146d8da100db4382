/** The words a consent is asked in, and the hashes that prove which words and whose. */
import { createHash, createHmac } from 'node:crypto';
import type { Sentence } from '../flow/session.ts';
import type { Controller } from '../household/controller-of.ts';
import type { Purpose } from './consent-of.ts';

/** What the dialogs say before they ask, and the question itself. */
const shown: Record<Purpose, readonly string[]> = {
  selfAssessment: ['consent.selfAssessment', 'consent.question'],
  announcements: ['consent.announcements', 'consent.announcementsQuestion'],
  publicList: ['consent.publicList', 'consent.publicListQuestion'],
};

/** All that is said of a purpose, in order, naming this controller. */
export function consentText(purpose: Purpose, { name, contact, dataProtection }: Controller): Sentence[] {
  return shown[purpose].map((key) => ({ key, params: { controller: name, contact, dataProtection } }));
}

/** Its version, for people; the hash is what proves. */
export const consentVersion: Sentence = { key: 'consent.version' };

/** SHA-256, hex, of the messages as they were read, an empty line between them. */
export function textHash(messages: readonly string[]): string {
  return createHash('sha256').update(messages.join('\n\n').normalize('NFC')).digest('hex');
}

/** What remains of an account in its consents once it is erased: only who has the key can check it. */
export function accountHash(secret: Uint8Array, accountId: string): string {
  return createHmac('sha256', secret).update(accountId).digest('hex');
}
