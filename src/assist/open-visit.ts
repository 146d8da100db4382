import { householdFile } from '../assessment/file-of.ts';
import { contentHash } from '../canonical.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Counts } from '../household/register-household.ts';
import type { Scope } from '../officer/scope.ts';
import { newestSlip } from '../privacy/slip-consent.ts';
import { slipWords } from './agree-by-slip.ts';
import { type AssistForm, formOfVisit } from './form-of-visit.ts';
import { readVisit, type Visit, type VisitState, visitCode } from './visit.ts';

export interface VisitFacts extends Counts {
  /** Empty: not said yet. */
  head: string;
  residence: 'permanent' | 'temporary';
}

export interface VisitView {
  id: string;
  state: VisitState;
  area: { name: string; placed: boolean; unitCode: string; unit: string };
  /** Null: a new household that has not agreed yet. */
  household: { code: string | null; head: string } | null;
  /** Where the household and its khu phố are looked after; null: who came only helps, or it is not known yet. */
  lookedAfter: { householdId: string; areaId: string } | null;
  /** How the household is asked; null: it is not. */
  ask: { code: string; until: Date; words: string[] /** Of purpose 3. */; publicWords: string[] } | null;
  /** A slip of the household stands. */
  slip: boolean;
  /** Null: it has not agreed, or not any more. */
  filling: { facts: VisitFacts; factsSeen: string; form: AssistForm } | null;
  /** Of what was sent at this visit, to be written on the slip. */
  sentCode: string | null;
}

export interface OpenVisitOptions {
  scope: Scope;
  assistId: string;
  secret: Uint8Array;
  speak(sentence: Sentence): string;
}

/** What the officer sees of a visit; that they read what a household says is written down. Null: not there. */
export async function openVisit(deps: Deps, { scope, assistId, secret, speak }: OpenVisitOptions): Promise<VisitView | null> {
  const visit = await readVisit(deps, scope, assistId);
  if (!visit) return null;
  const { id, state, householdId } = visit;
  const area = await deps.db.area.findUniqueOrThrow({ where: { id: visit.areaId }, include: { unit: true } });
  const household = householdId === null ? null : await deps.db.household.findUnique({ where: { id: householdId } });
  const file = state === 'filling' && household ? await householdFile(deps, household.id) : null;
  if (file) await audit(deps, { actor: `officer:${scope.officerId}`, action: 'assist.open', subject: `assist:${id}` });
  const slip = household && (state === 'asking' || state === 'filling') ? (await newestSlip(deps, household.id))?.act === 'given' : false;
  const facts = household && file ? factsOf(household) : null;
  return {
    id,
    state,
    area: { name: area.name, placed: area.kind !== 'unplaced', unitCode: area.unitCode, unit: area.unit.name },
    household: household && { code: hidesCode(visit) ? null : household.code, head: household.headName },
    lookedAfter: household && visit.role !== 'helper' ? { householdId: household.id, areaId: household.areaId } : null,
    ask: state === 'asking' ? await askOf(deps, { assistId: id, until: visit.askUntil, secret, unitCode: area.unitCode, speak }) : null,
    slip,
    filling: facts && file ? { facts, factsSeen: factsSeen(facts), form: await formOfVisit(deps, file, scope.officerId) } : null,
    sentCode: state === 'sent' && household ? await sentCode(deps, household.id) : null,
  };
}

/** Whoever only helps is told it by the household, or reads it once it agrees. */
function hidesCode({ role, agreedAt }: Visit): boolean {
  return role === 'helper' && agreedAt === null;
}

async function askOf(
  deps: Deps,
  {
    assistId,
    until,
    secret,
    unitCode,
    speak,
  }: { assistId: string; until: Date; secret: Uint8Array; unitCode: string } & Pick<OpenVisitOptions, 'speak'>,
): Promise<VisitView['ask']> {
  const code = await deps.db.code.findFirst({ where: { assistId, usedAt: null }, select: { id: true } });
  if (!code) return null;
  const words = await slipWords(deps, { unitCode }, speak);
  const publicWords = await slipWords(deps, { unitCode, purpose: 'publicList' }, speak);
  return { code: visitCode(secret, code.id), until, words, publicWords };
}

async function sentCode({ db }: Deps, householdId: string): Promise<string | null> {
  const newest = await db.submission.findFirst({ where: { assessment: { householdId } }, orderBy: { at: 'desc' }, select: { code: true } });
  return newest?.code ?? null;
}

export function factsOf(household: VisitFactsRow): VisitFacts {
  const { headName, residence, preschool, primary, lowerSecondary, upperSecondary, adults, elders } = household;
  return { head: headName, residence, preschool, primary, lowerSecondary, upperSecondary, adults, elders };
}

interface VisitFactsRow extends Counts {
  headName: string;
  residence: 'permanent' | 'temporary';
}

/** Whoever changes them says what they saw. */
export function factsSeen(facts: VisitFacts): string {
  return contentHash(facts);
}
