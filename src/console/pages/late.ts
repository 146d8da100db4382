/** On a household's page: letting it send after the window has closed. */
import { declineLate } from '../../assessment/decline-late.ts';
import type { LateView } from '../../assessment/late.ts';
import { permitLate } from '../../assessment/permit-late.ts';
import { createTell } from '../../conversation/tell.ts';
import { type Html, html } from '../../http/html.ts';
import type { HouseholdView } from '../../identity/open-household.ts';
import { Problem } from '../../problems.ts';
import { localDate } from '../../season/calendar.ts';
import { folded, form, goTo, sentence } from '../frame.ts';
import { act, dateIn, idIn, lineIn, type Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';

const MAX_REASON = 300;

export interface LateToShow extends LateView {
  /** When somebody of the household asked for it; null: nobody waits. */
  asked: { at: Date } | null;
}

export function latePart(visit: Visit, { id }: HouseholdView, { season, latest, permit, asked }: LateToShow): Html {
  const { say, parts, request } = visit;
  const fields = html`<label>${say('household.late.until')}
<input type="date" name="date" min="${localDate(parts.clock.now())}" max="${latest}" required></label>
<label>${say('household.late.reason')}${sentence('reason', MAX_REASON)}</label>
<button>${say('household.late.sure')}</button>`;
  const what = say('household.late.what', { closes: { date: season.dates.selfAssessment.closes }, latest: { date: latest } });
  const given = permit && html`<p role="status">${say('household.late.given', { until: { date: permit.until }, by: permit.by })}</p>`;
  const give = html`<p>${what}</p><div class="fields">${form(visit, `${HOUSEHOLD}/${id}/late`, fields)}</div>`;
  const isAsked = asked !== null;
  return html`${given}${isAsked ? html`<p role="status">${say('household.late.asked', { at: { date: asked.at.toISOString() } })}</p>` : null}
${folded(say(permit ? 'household.late.again' : 'household.late.give'), give, isAsked || 'late' in request.query)}
${isAsked ? declinePart(visit, id) : null}`;
}

/** The household is told why. */
function declinePart(visit: Visit, id: string): Html {
  const { say } = visit;
  const fields = html`<label>${say('household.late.reason')}${sentence('reason', MAX_REASON)}</label><button>${say('household.late.declineSure')}</button>`;
  const decline = html`<p>${say('household.late.declineWhat')}</p><div class="fields">${form(visit, `${HOUSEHOLD}/${id}/late/decline`, fields)}</div>`;
  return folded(say('household.late.decline'), decline);
}

/** @param refuse shows the page as it is, with why nothing was done */
export async function declineLateRoute(visit: Visit, refuse: (householdId: string, why: string) => Promise<void>): Promise<void> {
  const householdId = idIn(visit);
  const asked = { householdId, reason: lineIn(visit, 'reason', MAX_REASON), tell: createTell(visit.parts).household };
  const done = await act(visit, (deps, scope) => declineLate(deps, { scope, ...asked }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'declined') return goTo(visit, `${HOUSEHOLD}/${householdId}`, 'lateDeclined');
  await refuse(householdId, visit.say(`household.why.${done.why}`));
}

/** @param refuse shows the page as it is, with why nothing was done */
export async function permitLateRoute(visit: Visit, refuse: (householdId: string, why: string) => Promise<void>): Promise<void> {
  const householdId = idIn(visit);
  const reason = lineIn(visit, 'reason', MAX_REASON);
  const asked = { householdId, until: dateIn(visit) ?? '', reason, tell: createTell(visit.parts).household };
  const done = await act(visit, (deps, scope) => permitLate(deps, { scope, ...asked }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'permitted') return goTo(visit, `${HOUSEHOLD}/${householdId}`, 'latePermitted');
  const params = done.why === 'wrongDay' ? { latest: { date: done.latest } } : {};
  await refuse(householdId, visit.say(`household.why.${done.why}`, params));
}
