/** Sends what was filled in, with the yes of the household that is present. */
import { householdFile } from '../assessment/file-of.ts';
import { submitFile } from '../assessment/submit-assessment.ts';
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { sentNotice } from './notices.ts';
import { endVisit, holdVisit, readVisit } from './visit.ts';

export interface SendOptions {
  scope: Scope;
  assistId: string;
  /** `AssistForm.shown` of what the household said yes to. */
  shown: string;
  tell: TellHousehold;
}

type Sent =
  | { outcome: 'sent'; code: string; points: number; max: number }
  /** By this officer, of this visit. */
  | { outcome: 'sentBefore' }
  | { outcome: 'incomplete'; missing: number }
  /** It says something else by now: nothing was sent. */
  | { outcome: 'changed' }
  | { outcome: 'closed' }
  | { outcome: 'over' }
  | { outcome: 'notFound' };

export async function sendForm(deps: Deps, { scope, assistId, shown, tell }: SendOptions): Promise<Sent> {
  const visit = await holdVisit(deps, scope, assistId);
  if (!visit) return { outcome: 'notFound' };
  // Pressed twice.
  if (visit === 'over' && (await readVisit(deps, scope, assistId))?.state === 'sent') return { outcome: 'sentBefore' };
  if (visit === 'over') return { outcome: 'over' };
  const file = await householdFile(deps, visit.householdId);
  const open = file?.assessment?.state === 'draft';
  const sent = open ? await submitFile(deps, file, { shown, by: { officerId: scope.officerId } }) : null;
  if (sent === null || sent.outcome === 'closed') return { outcome: 'closed' };
  if (sent.outcome === 'changed') return { outcome: 'changed' };
  if (sent.outcome === 'incomplete') return { outcome: 'incomplete', missing: sent.value.missing };
  const { code, points, max } = sent.value;
  await endVisit(deps, assistId, 'sent');
  await tell(deps, { householdId: visit.householdId, except: null }, await sentNotice(deps, visit, code));
  return { outcome: 'sent', code, points, max };
}
