/** "Nhắc việc": what the rules of the season will send in the days to come, and whom somebody has to remind at their door. */
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { listToRemind, type ToRemindList } from '../../reminder/list-to-remind.ts';
import { type PreviewedOfficers, previewOfficers } from '../../reminder/preview-officers.ts';
import { type KeptCounts, type Previewed, previewReminders } from '../../reminder/preview-reminders.ts';
import { tickReminded } from '../../reminder/tick-reminded.ts';
import { addDays, localDate } from '../../season/calendar.ts';
import { folded, form, goTo, show, table } from '../frame.ts';
import { perClient } from '../per-client.ts';
import { act, actLong, type Visit } from '../route.ts';
import { unsentForms } from './announcements.ts';
import { counted } from './counted.ts';

const PAGE = '/console/reminders';
const DAYS = 30;

const countsOf = perClient<KeptCounts>(() => new Map());

export async function remindersPage(visit: Visit): Promise<void> {
  const { say, parts } = visit;
  const from = localDate(parts.clock.now());
  const span = { from, to: addDays(from, DAYS), kept: countsOf(parts.prisma) };
  const days = await actLong(visit, (deps, scope) => previewReminders(deps, { ...span, scope }));
  const officers = await act(visit, (deps, scope) => previewOfficers(deps, { ...span, scope }));
  const list = await act(visit, (deps, scope) => listToRemind(deps, { scope }));
  const content = html`${await unsentForms(visit)}
${toRemind(visit, list)}
<h2>${say('reminders.calendar')}</h2>
<p>${say('reminders.calendarWhat', { days: DAYS })}</p>
${days.length > 0 ? calendarOf(visit, days) : html`<p>${say('reminders.noDays', { days: DAYS })}</p>`}
${officersCalendar(visit, officers)}`;
  show(visit, { title: say('reminders.title'), content });
}

/** Days on which nobody would hear anything are not in it. */
export function calendarOf(visit: Visit, days: readonly Previewed[]): Html {
  const some = days.filter(({ households, inPerson }) => households + inPerson > 0);
  const none =
    some.length < days.length ? html`<p class="faint">${visit.say('reminders.emptyDays', { count: days.length - some.length })}</p>` : null;
  return html`${some.length > 0 ? calendar(visit, some) : null}${none}`;
}

function calendar({ say }: Visit, days: readonly Previewed[]): Html {
  const heads = ['day', 'whom', 'messages', 'inPerson'].map((key) => say(`reminders.head.${key}`));
  const rows = days.map(({ date, rule, households, inPerson }) => [
    say('reminders.at', { day: { date }, hour: rule.hour }),
    say(`reminders.whom.${rule.state}`),
    ...[households, inPerson].map(counted),
  ]);
  return table({ caption: say('reminders.calendar'), heads, rows });
}

/** What officers are told before dates, and every week. */
export function officersCalendar({ say }: Visit, days: readonly PreviewedOfficers[]): Html | null {
  if (days.length === 0) return null;
  const rows = days.map(({ date, rule, officers, wards }) => [
    say('reminders.at', { day: { date }, hour: rule.hour }),
    say(`reminders.officers.${rule.who}.${rule.state}`),
    ...[officers, wards].map(counted),
  ]);
  const heads = ['day', 'told', 'officers', 'wards'].map((key) => say(`reminders.head.${key}`));
  const content = html`<p>${say('reminders.officersWhat')}</p>
${table({ caption: say('reminders.officersTitle'), heads, rows })}`;
  return folded(say('reminders.officersTitle'), content);
}

function toRemind(visit: Visit, { households, count }: ToRemindList): Html {
  const { say } = visit;
  if (count === 0) return html`<p role="status">${say('reminders.nobody')}</p>`;
  const several = new Set(households.map(({ unit }) => unit)).size > 1;
  const items = households.map(({ householdId, code, headName, area, unit, state, closes, why }) => {
    const who = say('queue.household', { head: headName || say('help.noHead'), code: spacedCode(code) });
    const place = area ?? say('unplaced');
    return html`<li><label><input type="checkbox" name="told" value="${householdId}"> <strong>${who}</strong></label>
<p class="faint">${several ? `${place}, ${unit}` : place} · ${say(`reminders.why.${why}`)}</p>
<p>${say(`reminders.tell.${state}`, { closes: { date: closes } })}</p></li>`;
  });
  const more = count > households.length ? html`<p>${say('outcomes.more', { count: count - households.length })}</p>` : null;
  const fields = html`<ul class="cards">${items}</ul>${more}<div class="save"><button class="first">${say('reminders.ticked')}</button></div>`;
  return html`<h2>${say('reminders.personTitle', { count })}</h2>
<p>${say('reminders.personWhat')}</p>
${form(visit, `${PAGE}/told`, fields)}`;
}

export async function tickRemindedRoute(visit: Visit): Promise<void> {
  const ids = new Set([visit.form.told ?? []].flat());
  let ticked = 0;
  await act(visit, async (deps, scope) => {
    for (const householdId of ids) {
      const { outcome } = await tickReminded(deps, { scope, householdId });
      if (outcome === 'notFound') throw new Problem('notFound');
      if (outcome === 'ticked') ticked += 1;
    }
  });
  goTo(visit, PAGE, ticked > 0 ? 'reminded' : 'outcomesNone');
}
