/** The household signed a slip of paper after its words were read out: its number is kept, no picture of it. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { controllerOf } from '../household/controller-of.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import { spokenController } from '../household/spoken-controller.ts';
import type { Scope } from '../officer/scope.ts';
import { accountHash, consentText, consentVersion, textHash } from '../privacy/consent-text.ts';
import { newestSlip, withdrawSlip } from '../privacy/slip-consent.ts';
import { isIdNumber } from '../roster/house-code.ts';
import { newHousehold } from './ask-in-chat.ts';
import { endVisit, lockVisit, markAgreed, readVisit } from './visit.ts';

export interface SlipOptions {
  scope: Scope;
  assistId: string;
  /** As it is printed on the slip. */
  slip: string;
  /** Says a sentence in the language in which the words are read out. */
  speak(sentence: Sentence): string;
  lang: string;
  secret: Uint8Array;
}

type Agreed =
  | { outcome: 'agreed' }
  /** No number of a slip. */
  | { outcome: 'badSlip' }
  /** Another household signed the slip of that number. */
  | { outcome: 'slipTaken' }
  /** It is not asked any more. */
  | { outcome: 'over' }
  | { outcome: 'notFound' };

const SLIP = /^[\p{L}\p{N}](?:[\p{L}\p{N}./ -]{0,28}[\p{L}\p{N}])?$/u;

/** The words of purpose 1 in full, as they are to be read out. */
export async function slipWords(deps: Deps, unitCode: string, speak: (sentence: Sentence) => string): Promise<string[]> {
  const controller = await controllerOf(deps, unitCode);
  return consentText('selfAssessment', spokenController(controller, speak)).map(speak);
}

export async function agreeBySlip(deps: Deps, { scope, assistId, slip, speak, lang, secret }: SlipOptions): Promise<Agreed> {
  const found = await readVisit(deps, scope, assistId);
  if (!found) return { outcome: 'notFound' };
  const number = slip.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toUpperCase();
  if (!SLIP.test(number) || !/\p{N}/u.test(number) || isIdNumber(number)) return { outcome: 'badSlip' };
  if (found.householdId !== null) await lockToTell(deps, found.householdId);
  await lockVisit(deps, assistId);
  const visit = await readVisit(deps, scope, assistId);
  if (visit?.state !== 'asking') return { outcome: 'over' };
  const { db, clock, ids } = deps;
  const area = await db.area.findUniqueOrThrow({ where: { id: visit.areaId }, select: { unitCode: true } });
  const controller = await controllerOf(deps, area.unitCode);
  const method = `slip:${number}`;
  if (await isTaken(deps, { method, organisationId: controller.id, householdId: visit.householdId })) return { outcome: 'slipTaken' };
  const householdId = visit.householdId ?? (await newHousehold(deps, visit.areaId));
  const consentId = ids.next();
  await db.consent.create({
    data: {
      id: consentId,
      householdId,
      accountHash: accountHash(secret, householdId),
      organisationId: controller.id,
      purpose: 'selfAssessment',
      act: 'given',
      textVersion: speak(consentVersion),
      textHash: textHash(await slipWords(deps, area.unitCode, speak)),
      language: lang,
      method,
      at: clock.now(),
    },
  });
  await db.code.deleteMany({ where: { assistId } });
  await markAgreed(deps, { assistId, householdId, isNew: visit.householdId === null, consentId });
  const detail = { household: householdId, consent: consentId, how: 'slip' };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'assist.agree', subject: `assist:${assistId}`, detail });
  return { outcome: 'agreed' };
}

/** Two officers who write down one number at the same moment come one after the other. */
async function isTaken(
  { db }: Deps,
  { method, organisationId, householdId }: { method: string; organisationId: string; householdId: string | null },
): Promise<boolean> {
  await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`slip ${organisationId} ${method}`}, 0))::text`;
  const others = householdId === null ? {} : { OR: [{ householdId: null }, { householdId: { not: householdId } }] };
  return (await db.consent.count({ where: { organisationId, method, ...others } })) > 0;
}

/** The household that is present takes back what it signed. */
export async function takeBackSlip(
  deps: Deps,
  { scope, assistId }: { scope: Scope; assistId: string },
): Promise<{ outcome: 'withdrawn' | 'nothing' | 'notFound' }> {
  const visit = await readVisit(deps, scope, assistId);
  if (!visit) return { outcome: 'notFound' };
  if (visit.householdId === null || (visit.state !== 'asking' && visit.state !== 'filling')) return { outcome: 'nothing' };
  const { householdId } = visit;
  await lockToTell(deps, householdId);
  const method = (await newestSlip(deps, householdId))?.method ?? '';
  const withdrawn = await withdrawSlip(deps, { householdId, actor: `officer:${scope.officerId}`, method });
  if (!withdrawn) return { outcome: 'nothing' };
  await deps.db.code.deleteMany({ where: { assistId } });
  await endVisit(deps, assistId, 'withdrawn');
  return { outcome: 'withdrawn' };
}
