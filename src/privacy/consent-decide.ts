/** Somebody agrees to one purpose, or does not. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { controllerOf } from '../household/controller-of.ts';
import { spokenController } from '../household/spoken-controller.ts';
import type { Purpose } from './consent-of.ts';
import { accountHash, consentText, consentVersion, textHash } from './consent-text.ts';

export interface ConsentDecision {
  accountId: string;
  unit: string;
  purpose: Purpose;
  act: 'given' | 'refused';
  lang: string;
  /** Says a sentence in `lang`: the hash is of the very words that were shown. */
  speak(sentence: Sentence): string;
  secret: Uint8Array;
}

/** Returns the id of its record. */
export async function decideConsent(deps: Deps, decision: ConsentDecision): Promise<string> {
  const { accountId, unit, purpose, act, lang, speak, secret } = decision;
  const controller = await controllerOf(deps, unit);
  const id = deps.ids.next();
  await deps.db.consent.create({
    data: {
      id,
      accountId,
      accountHash: accountHash(secret, accountId),
      organisationId: controller.id,
      purpose,
      act,
      textVersion: speak(consentVersion),
      textHash: textHash(consentText(purpose, spokenController(controller, speak)).map(speak)),
      language: lang,
      method: 'chat',
      at: deps.clock.now(),
    },
  });
  await audit(deps, { actor: `account:${accountId}`, action: `consent.${act}`, subject: `consent:${id}`, detail: { purpose } });
  return id;
}
