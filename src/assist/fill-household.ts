/** What the records say about the household itself, as it tells it to the officer who is with it. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { nameKey, tidyName } from '../household/head-name.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { isHeadName, isIdNumber } from '../roster/house-code.ts';
import { factsNotice } from './notices.ts';
import { factsOf, factsSeen, type VisitFacts } from './open-visit.ts';
import { holdVisit } from './visit.ts';

export interface FillHouseholdOptions {
  scope: Scope;
  assistId: string;
  facts: VisitFacts;
  /** `VisitView.filling.factsSeen` of what the officer looked at. */
  seen: string;
  /** A household of the same head's name is another one. */
  force: boolean;
  tell: TellHousehold;
}

type Filled =
  | { outcome: 'saved' }
  /** One of the same head's name lives in the khu phố already. */
  | { outcome: 'similar' }
  | { outcome: 'badName' }
  /** No number of people. */
  | { outcome: 'badCount' }
  /** It says something else by now. */
  | { outcome: 'changed' }
  | { outcome: 'over' }
  | { outcome: 'notFound' };

/** As the dialogs ask it. */
const MOST_PEOPLE = 30;

export async function fillHousehold(deps: Deps, { scope, assistId, facts, seen, force, tell }: FillHouseholdOptions): Promise<Filled> {
  const visit = await holdVisit(deps, scope, assistId);
  if (!visit) return { outcome: 'notFound' };
  if (visit === 'over') return { outcome: 'over' };
  const { householdId } = visit;
  const { head, residence, ...counts } = facts;
  const headName = tidyName(head);
  if (!isHeadName(headName) || isIdNumber(headName)) return { outcome: 'badName' };
  if (Object.values(counts).some((count) => !Number.isInteger(count) || count < 0 || count > MOST_PEOPLE)) return { outcome: 'badCount' };
  const household = await deps.db.household.findUniqueOrThrow({ where: { id: householdId } });
  const headNameKey = nameKey(headName);
  const told = { headName, headNameKey, residence, ...counts };
  const before: Record<string, unknown> = { ...household };
  const fields = Object.entries(told).flatMap(([field, value]) => (before[field] !== value ? [field] : []));
  // Also where it was saved a moment ago: a button that is pressed twice does it once.
  if (fields.length === 0) return { outcome: 'saved' };
  if (factsSeen(factsOf(household)) !== seen) return { outcome: 'changed' };
  if (!force && headNameKey !== household.headNameKey && (await looksTheSame(deps, household.areaId, headNameKey)))
    return { outcome: 'similar' };
  const data = { ...told, updatedAt: deps.clock.now() };
  await deps.db.household.update({ where: { id: householdId }, data });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'assist.household', subject: `household:${householdId}`, detail: { assist: assistId, fields } });
  await tell(deps, { householdId, except: null }, await factsNotice(deps, visit));
  return { outcome: 'saved' };
}

async function looksTheSame({ db }: Deps, areaId: string, headNameKey: string): Promise<boolean> {
  return (await db.household.count({ where: { areaId, headNameKey, mergedIntoId: null } })) > 0;
}
