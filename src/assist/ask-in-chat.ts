/** The household reads on its own phone who asks to fill in for it, and what for, and says yes or no. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { lockHousehold, membershipOf } from '../household/household-of.ts';
import { type Asked, lookUpCode } from '../household/look-up-code.ts';
import { dutySentence } from '../officer/duty.ts';
import { speaksFor } from '../officer/officer-of.ts';
import { scopeOf } from '../officer/scope.ts';
import { decideConsent } from '../privacy/consent-decide.ts';
import { insertHouseholds } from '../roster/insert-households.ts';
import { dutyAt } from './places.ts';
import { endVisit, lockVisit, markAgreed } from './visit.ts';

export type NotAsked =
  /** This account is of another household. */
  | { outcome: 'otherHome' }
  /** The household has members, and this account is none of them. */
  | { outcome: 'notTheirs' }
  /** This chat is the officer's who asks: nobody gives the yes to themselves. */
  | { outcome: 'ownCode' }
  | { outcome: 'invalid' }
  /** So many wrong codes that none is looked at for a while. */
  | { outcome: 'tooMany' }
  | { outcome: 'unknownDigits'; closed: boolean };

interface Question {
  outcome: 'asks';
  assistId: string;
  codeId: string;
  /** Null: a new household. */
  householdId: string | null;
  areaId: string;
  unitCode: string;
  officer: string;
  duty: Sentence;
}

export async function lookAtVisit(deps: Deps, asked: Asked): Promise<Question | NotAsked> {
  const found = await lookUpCode(deps, asked, ['assist']);
  if (found.outcome === 'tooMany' || found.outcome === 'unknownDigits') return found;
  const assistId = found.outcome === 'found' ? found.code.assistId : null;
  if (found.outcome !== 'found' || assistId === null) return { outcome: 'invalid' };
  const { db, clock } = deps;
  const visit = await db.assist.findUnique({
    where: { id: assistId },
    include: { officer: true, area: { include: { unit: true } }, household: { select: { id: true, mergedIntoId: true } } },
  });
  if (!visit || visit.agreedAt || visit.endedAt || visit.askUntil <= clock.now() || visit.household?.mergedIntoId)
    return { outcome: 'invalid' };
  // Whose duty was taken away asks nobody any more.
  const scope = await scopeOf(deps, visit.officerId);
  const role = scope && dutyAt(scope, visit.area);
  if (!scope || !role) return { outcome: 'invalid' };
  const { area, householdId, areaId, officer } = visit;
  if (await speaksFor(deps, asked.accountId, visit.officerId)) return { outcome: 'ownCode' };
  const refusal = await notTheirs(deps, asked.accountId, householdId);
  if (refusal) return { outcome: refusal };
  const wholeWard = role === 'ward' || (role === 'helper' && !scope.helps.areas.includes(areaId));
  const duty = dutySentence({ role, unit: area.unit.name, area: wholeWard ? null : area.name });
  return { outcome: 'asks', assistId, codeId: found.code.id, householdId, areaId, unitCode: area.unitCode, officer: officer.name, duty };
}

async function notTheirs(deps: Deps, accountId: string, householdId: string | null): Promise<'otherHome' | 'notTheirs' | null> {
  const home = await membershipOf(deps, accountId);
  if (home) return home.id === householdId ? null : 'otherHome';
  if (householdId === null) return null;
  return (await deps.db.membership.count({ where: { householdId, to: null } })) > 0 ? 'notTheirs' : null;
}

export interface Agreeing extends Asked {
  lang: string;
  speak(sentence: Sentence): string;
}

/**
 * The yes: consent as ever, and from now on the account is of the household. One that was nobody's yet is theirs, because
 * the officer has it before them; a new one is made, without a name. The conversation is locked.
 */
export async function agreeToVisit(deps: Deps, agreeing: Agreeing): Promise<{ outcome: 'agreed'; code: string } | NotAsked> {
  const { accountId, lang, speak, secret } = agreeing;
  const looked = await lookAtVisit(deps, agreeing);
  if (looked.outcome !== 'asks') return looked;
  if (looked.householdId !== null) await lockHousehold(deps, looked.householdId);
  await lockVisit(deps, looked.assistId);
  const still = await lookAtVisit(deps, agreeing);
  if (still.outcome !== 'asks') return still;
  const { assistId, codeId, areaId, unitCode } = still;
  const { db, clock, ids } = deps;
  const now = clock.now();
  const consentId = await decideConsent(deps, { accountId, unit: unitCode, purpose: 'selfAssessment', act: 'given', lang, speak, secret });
  const householdId = still.householdId ?? (await newHousehold(deps, areaId));
  const member = (await membershipOf(deps, accountId)) !== null;
  if (!member) await db.membership.create({ data: { id: ids.next(), accountId, householdId, approvedBy: accountId, from: now } });
  await db.code.update({ where: { id: codeId }, data: { usedAt: now, usedBy: accountId } });
  await markAgreed(deps, { assistId, householdId, isNew: still.householdId === null, consentId });
  const detail = { household: householdId, consent: consentId, joined: !member, how: 'chat' };
  await audit(deps, { actor: `account:${accountId}`, action: 'assist.agree', subject: `assist:${assistId}`, detail });
  const { code } = await db.household.findUniqueOrThrow({ where: { id: householdId }, select: { code: true } });
  return { outcome: 'agreed', code };
}

/** The no: this visit is over, and nothing else changes. */
export async function refuseVisit(deps: Deps, asked: Asked): Promise<void> {
  const looked = await lookAtVisit(deps, asked);
  if (looked.outcome !== 'asks') return;
  await endVisit(deps, looked.assistId, 'refused');
  const { accountId } = asked;
  await audit(deps, { actor: `account:${accountId}`, action: 'assist.refuse', subject: `assist:${looked.assistId}` });
}

/** Without a name until it says one. */
export async function newHousehold(deps: Deps, areaId: string): Promise<string> {
  const [id] = await insertHouseholds(deps, [{ areaId, houseCode: null, headName: '', residence: 'permanent' }]);
  return id as string;
}
