/** The household signed a slip of paper after its words were read out: its number is kept, no picture of it. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { controllerOf } from '../household/controller-of.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import { spokenController } from '../household/spoken-controller.ts';
import type { TellOfficer, TellPerson } from '../household/tell-household.ts';
import { keepersOf } from '../officer/keepers-of.ts';
import type { Scope } from '../officer/scope.ts';
import { accountHash, consentText, consentVersion, textHash } from '../privacy/consent-text.ts';
import { newestSlip, type SlipPurpose, withdrawSlip } from '../privacy/slip-consent.ts';
import { isIdNumber } from '../roster/house-code.ts';
import { newHousehold } from './ask-in-chat.ts';
import { slipBackNotice, slipNotice } from './notices.ts';
import { endVisit, lockVisit, markAgreed, readVisit, type Visit } from './visit.ts';

export interface SlipOptions {
  scope: Scope;
  assistId: string;
  /** As it is printed on the slip. */
  slip: string;
  /** What the household says to its name in public lists, in the same breath; null: it was not asked, and that is no yes. */
  publicList?: 'given' | 'refused' | null;
  /** Says a sentence in the language in which the words are read out. */
  speak(sentence: Sentence): string;
  lang: string;
  secret: Uint8Array;
  tell: TellPerson;
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

function slipNumber(written: string): string {
  return written.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toUpperCase();
}

/** The words of a purpose in full, as they are to be read out. */
export async function slipWords(
  deps: Deps,
  { unitCode, purpose = 'selfAssessment' }: { unitCode: string; purpose?: SlipPurpose },
  speak: (sentence: Sentence) => string,
): Promise<string[]> {
  const controller = await controllerOf(deps, unitCode);
  return consentText(purpose, spokenController(controller, speak)).map(speak);
}

export async function agreeBySlip(deps: Deps, options: SlipOptions): Promise<Agreed> {
  const { scope, assistId, slip, publicList = null, tell } = options;
  const found = await readVisit(deps, scope, assistId);
  if (!found) return { outcome: 'notFound' };
  const number = slipNumber(slip);
  if (!SLIP.test(number) || !/\p{N}/u.test(number) || isIdNumber(number)) return { outcome: 'badSlip' };
  if (found.householdId !== null) await lockToTell(deps, found.householdId);
  await lockVisit(deps, assistId);
  const visit = await readVisit(deps, scope, assistId);
  if (visit?.state !== 'asking') return { outcome: 'over' };
  const { db } = deps;
  const area = await db.area.findUniqueOrThrow({ where: { id: visit.areaId }, select: { unitCode: true } });
  const controller = await controllerOf(deps, area.unitCode);
  const method = `slip:${number}`;
  if (await isTaken(deps, { method, organisationId: controller.id, householdId: visit.householdId })) return { outcome: 'slipTaken' };
  const householdId = visit.householdId ?? (await newHousehold(deps, visit.areaId));
  const signed = { ...options, householdId, unitCode: area.unitCode, organisationId: controller.id, method };
  const consentId = await writeDown(deps, { ...signed, purpose: 'selfAssessment', act: 'given' });
  if (publicList !== null) {
    const id = await writeDown(deps, { ...signed, purpose: 'publicList', act: publicList });
    const detail = { purpose: 'publicList', slip: true };
    await audit(deps, { actor: `officer:${scope.officerId}`, action: `consent.${publicList}`, subject: `consent:${id}`, detail });
  }
  await db.code.deleteMany({ where: { assistId } });
  await markAgreed(deps, { assistId, householdId, isNew: visit.householdId === null, consentId });
  const detail = { household: householdId, consent: consentId, how: 'slip' };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'assist.agree', subject: `assist:${assistId}`, detail });
  if (visit.householdId !== null) await tellMembers(deps, { visit, householdId: visit.householdId, slip: number, tell });
  return { outcome: 'agreed' };
}

interface Signed extends Pick<SlipOptions, 'speak' | 'lang' | 'secret'> {
  householdId: string;
  unitCode: string;
  organisationId: string;
  purpose: SlipPurpose;
  act: 'given' | 'refused';
  method: string;
}

/** Returns the id of its record. */
async function writeDown(deps: Deps, signed: Signed): Promise<string> {
  const { householdId, unitCode, organisationId, purpose, act, method, speak, lang, secret } = signed;
  const id = deps.ids.next();
  await deps.db.consent.create({
    data: {
      id,
      householdId,
      accountHash: accountHash(secret, householdId),
      organisationId,
      purpose,
      act,
      textVersion: speak(consentVersion),
      textHash: textHash(await slipWords(deps, { unitCode, purpose }, speak)),
      language: lang,
      method,
      at: deps.clock.now(),
    },
  });
  return id;
}

/** Also those who took their own yes back: a slip that nobody signed would open the file again behind them. */
async function tellMembers(
  deps: Deps,
  { visit, householdId, slip, tell }: { visit: Visit; householdId: string; slip: string; tell: TellPerson },
): Promise<void> {
  const members = await deps.db.membership.findMany({ where: { householdId, to: null }, orderBy: { accountId: 'asc' } });
  if (members.length === 0) return;
  const notice = await slipNotice(deps, visit, slip);
  for (const { accountId } of members) await tell(deps, accountId, notice);
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

export type TakenBack =
  | { outcome: 'withdrawn' }
  /** No slip of the household stands. */
  | { outcome: 'nothing' }
  /** It is not the number of the slip that stands. */
  | { outcome: 'otherSlip' }
  /** So many wrong numbers that none is looked at for a while. */
  | { outcome: 'tooManySlips' }
  /** The visit is over: the household is not there any more. */
  | { outcome: 'over' }
  | { outcome: 'notFound' };

export interface TakeBackOptions {
  scope: Scope;
  assistId: string;
  /** As it is printed on the slip that the household has at hand. */
  slip: string;
  tell: TellOfficer;
}

/** Wrong numbers of one officer, for one household, within an hour: a slip is at hand, and not to be guessed. */
const WRONG_SLIPS = 5;
const HOUR_MS = 60 * 60_000;

/** The household that is present takes back what it signed; the khu phố hears of it. */
export async function takeBackSlip(deps: Deps, { scope, assistId, slip, tell }: TakeBackOptions): Promise<TakenBack> {
  const found = await readVisit(deps, scope, assistId);
  if (!found) return { outcome: 'notFound' };
  if (found.householdId === null) return { outcome: 'nothing' };
  const { householdId } = found;
  const { areaId } = await deps.db.household.findUniqueOrThrow({ where: { id: householdId }, select: { areaId: true } });
  const keepers = await keepersOf(deps, { areaId, except: scope.officerId });
  await lockToTell(deps, householdId, keepers);
  await lockVisit(deps, assistId);
  const visit = await readVisit(deps, scope, assistId);
  if (visit?.state !== 'asking' && visit?.state !== 'filling') return { outcome: 'over' };
  const standing = await newestSlip(deps, householdId);
  if (standing?.act !== 'given') return { outcome: 'nothing' };
  const actor = `officer:${scope.officerId}`;
  if (await guessedTooOften(deps, { actor, householdId })) return { outcome: 'tooManySlips' };
  if (standing.method !== `slip:${slipNumber(slip)}`) {
    await audit(deps, { actor, action: 'assist.wrongSlip', subject: `household:${householdId}`, detail: { assist: assistId } });
    return { outcome: 'otherSlip' };
  }
  await withdrawSlip(deps, { householdId, actor, method: standing.method });
  await deps.db.code.deleteMany({ where: { assistId } });
  await endVisit(deps, assistId, 'withdrawn');
  const notice = await slipBackNotice(deps, visit, householdId);
  for (const officerId of keepers) await tell(deps, officerId, notice);
  return { outcome: 'withdrawn' };
}

async function guessedTooOften({ db, clock }: Deps, { actor, householdId }: { actor: string; householdId: string }): Promise<boolean> {
  const since = new Date(clock.now().getTime() - HOUR_MS);
  const where = { actor, action: 'assist.wrongSlip', subject: `household:${householdId}`, at: { gt: since } };
  return (await db.audit.count({ where })) >= WRONG_SLIPS;
}
