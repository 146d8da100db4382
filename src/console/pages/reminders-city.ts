/** "Lịch nhắc": what the rules of the season would send in a span, by rule and by ward. Counts only, and nothing is sent by looking. */
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { type CityPreviewed, previewOfCity, type WardPreviewed } from '../../reminder/preview-of-city.ts';
import { previewOfficers } from '../../reminder/preview-officers.ts';
import { addDays, daysBetween, localDate } from '../../season/calendar.ts';
import type { HouseholdState } from '../../season/rules.ts';
import { alert, show, table } from '../frame.ts';
import { dayOf, type Visit } from '../route.ts';
import { counted } from './counted.ts';
import { calendarOf, officersCalendar } from './reminders.ts';

const PAGE = '/console/calendar';
const DAYS = 30;
/** Longer than any season has to do with. */
const MOST_DAYS = 92;

interface Span {
  from: string;
  to: string;
}

export async function cityCalendarPage(visit: Visit): Promise<void> {
  const { say, parts, officer } = visit;
  // Whoever lost the duty since they were let in.
  if (!officer.scope.city) throw new Problem('notFound');
  const { span, problem } = spanIn(visit);
  const deps = depsOf(parts);
  const [found, officers] = problem ? [null, []] : [await previewOfCity(deps, span), await previewOfficers(deps, span)];
  const content = html`${problem}
${spanForm(visit, span)}
${found && foundOf(visit, found)}
${officersCalendar(visit, officers)}`;
  show(visit, { title: say('calendar.title'), content, status: problem ? 422 : 200 });
}

function spanIn({ say, request, parts }: Visit): { span: Span; problem: Html | null } {
  const today = localDate(parts.clock.now());
  const from = dayOf(request.query.from) ?? today;
  const to = dayOf(request.query.to) ?? addDays(from, DAYS);
  const isRight = from <= to && daysBetween(from, to) <= MOST_DAYS;
  return { span: { from, to }, problem: isRight ? null : alert(say('calendar.wrong', { most: MOST_DAYS })) };
}

function spanForm({ say }: Visit, { from, to }: Span): Html {
  return html`<div class="fields"><form method="get" action="${PAGE}">
<label>${say('calendar.from')}<input type="date" name="from" value="${from}" required></label>
<label>${say('calendar.to')}<input type="date" name="to" value="${to}" required></label>
<button>${say('calendar.look')}</button>
</form></div>`;
}

function foundOf(visit: Visit, { days, wards, left, at }: CityPreviewed): Part {
  const { say } = visit;
  const counting = left > 0 ? html`<p role="status">${say('calendar.left', { left })}</p>` : null;
  return html`<p class="faint">${say('calendar.at', { at: { date: at.toISOString() } })}</p>
${counting}
<h2>${say('calendar.households')}</h2>
${days.length > 0 ? calendarOf(visit, days) : html`<p>${say('calendar.none')}</p>`}
${byWard(visit, wards)}`;
}

/** Wards in which nobody would hear anything are only counted. */
function byWard({ say }: Visit, wards: readonly WardPreviewed[]): Html | null {
  const some = wards.filter(({ days }) => days.some(({ households, inPerson }) => households + inPerson > 0));
  if (some.length === 0) return null;
  const states = [...new Set(some.flatMap(({ days }) => days.filter(({ households }) => households > 0).map(({ rule }) => rule.state)))];
  const rows = some.map(({ name, days }) => [
    name,
    ...states.map((state) => counted(sentOf(days, state))),
    counted(days.reduce((sum, { inPerson }) => sum + inPerson, 0)),
  ]);
  const heads = [say('calendar.ward'), ...states.map((state) => say(`reminders.whom.${state}`)), say('reminders.head.inPerson')];
  const none =
    wards.length > some.length ? html`<p class="faint">${say('calendar.quiet', { count: wards.length - some.length })}</p>` : null;
  return html`<h2>${say('calendar.byWard')}</h2>
<p>${say('calendar.byWardWhat')}</p>
${table({ caption: say('calendar.byWard'), heads, rows })}${none}`;
}

function sentOf(days: WardPreviewed['days'], state: HouseholdState): number {
  return days.filter(({ rule }) => rule.state === state).reduce((sum, { households }) => sum + households, 0);
}
