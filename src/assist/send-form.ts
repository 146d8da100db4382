/** Sends what was filled in, with the yes of the household that is present. */
import { householdFile } from '../assessment/file-of.ts';
import { fingerprint } from '../assessment/fingerprint.ts';
import { submitFile } from '../assessment/submit-assessment.ts';
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { sentNotice } from './notices.ts';
import { type FilledItem, type NotSaved, saveAnswers } from './save-answers.ts';
import { endVisit, holdVisit, readVisit } from './visit.ts';

export interface SendOptions {
  scope: Scope;
  assistId: string;
  /** `AssistForm.shown` of the page on which the household said yes. */
  shown: string;
  /** What stands on that page: it is saved first, and is part of what the household said yes to. */
  items?: readonly FilledItem[];
  tell: TellHousehold;
}

type Sent =
  | { outcome: 'sent'; code: string; points: number; max: number }
  /** By this officer, of this visit. */
  | { outcome: 'sentBefore' }
  | { outcome: 'incomplete'; missing: number }
  /** What stands on the page could not be taken: nothing was written or sent. */
  | { outcome: 'notSaved'; saved: NotSaved }
  /** It says something else by now: nothing was sent. */
  | { outcome: 'changed' }
  | { outcome: 'closed' }
  | { outcome: 'over' }
  | { outcome: 'notFound' };

export async function sendForm(deps: Deps, { scope, assistId, shown, items = [], tell }: SendOptions): Promise<Sent> {
  const visit = await holdVisit(deps, scope, assistId);
  if (!visit) return { outcome: 'notFound' };
  // Pressed twice.
  if (visit === 'over' && (await readVisit(deps, scope, assistId))?.state === 'sent') return { outcome: 'sentBefore' };
  if (visit === 'over') return { outcome: 'over' };
  const before = await householdFile(deps, visit.householdId);
  const saved = items.length > 0 ? await saveAnswers(deps, { scope, assistId, items, tell }) : null;
  if (saved?.outcome === 'changed' || saved?.outcome === 'refused') return { outcome: 'notSaved', saved };
  const file = saved ? await householdFile(deps, visit.householdId) : before;
  const open = file?.assessment?.state === 'draft';
  // Of a page that is as things stood, what was just saved is what the household said yes to.
  const agreed = open && before && shown === fingerprint(before) ? fingerprint(file) : shown;
  const sent = open ? await submitFile(deps, file, { shown: agreed, by: { officerId: scope.officerId } }) : null;
  if (sent === null || sent.outcome === 'closed') return { outcome: 'closed' };
  if (sent.outcome === 'changed') return { outcome: 'changed' };
  if (sent.outcome === 'incomplete') return { outcome: 'incomplete', missing: sent.value.missing };
  const { code, points, max } = sent.value;
  await endVisit(deps, assistId, 'sent');
  await tell(deps, { householdId: visit.householdId, except: null }, await sentNotice(deps, visit, code));
  return { outcome: 'sent', code, points, max };
}
