/** "Lịch năm": the dates of the season as they hold in a ward, and moving them within the limits of the city. */
import { listSayingDay } from '../../announcement/list-saying-day.ts';
import { type DatesOfWard, datesOfWard, datesOfWards, type Moved } from '../../assessment/dates-of-ward.ts';
import { type DatesMoved, moveDates } from '../../assessment/move-dates.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { localDate } from '../../season/calendar.ts';
import type { SeasonDates } from '../../season/definition.ts';
import { dateAt } from '../../season/due.ts';
import { differing, type MovedDates, mayStillMove, type NotMoved, refusals, withMoved } from '../../season/limits.ts';
import { type Anchor, anchors } from '../../season/rules.ts';
import { alert, form, goTo, sentence, show, table } from '../frame.ts';
import { act, dayOf, lineIn, textIn, unitIn, type Visit } from '../route.ts';
import { ANNOUNCEMENTS, beginningOf } from './announcement-parts.ts';

const PAGE = '/console/dates';
const MAX_REASON = 300;

export async function datesPage(visit: Visit): Promise<void> {
  const { say } = visit;
  const wards = await act(visit, (deps, scope) => datesOfWards(deps, { scope }));
  const content = wards.map((ward) => {
    const to = ward.mayMove ? html`<p><a class="button" href="${pathOf(ward.unitCode)}">${say('dates.toMove')}</a></p>` : null;
    return html`<section><h2>${titleOf(visit, ward)}</h2>
${datesTable(visit, ward)}${to}</section>`;
  });
  show(visit, { title: say('dates.title'), content: html`${content}` });
}

function titleOf({ say }: Visit, { unit, season }: DatesOfWard): string {
  return say('dates.of', { unit, season: season.name });
}

function pathOf(unitCode: string): string {
  return `${PAGE}/wards/${unitCode}`;
}

function datesTable({ say }: Visit, { unit, season: { dates }, own }: DatesOfWard): Html {
  const moved = new Set(differing(dates, own));
  const rows = anchors.map((anchor) => [
    say(`dates.anchor.${anchor}`),
    dayWords(say, dateAt(dates, anchor)),
    moved.has(anchor) ? say('dates.moved', { was: { date: dateAt(own, anchor) } }) : '',
  ]);
  return table({ caption: say('dates.caption', { unit }), heads: ['what', 'day', 'note'].map((key) => say(`dates.head.${key}`)), rows });
}

function dayWords(say: Visit['say'], date: string): string {
  return say('dates.day', { day: { date } });
}

export async function wardDatesPage(visit: Visit): Promise<void> {
  const unitCode = unitIn(visit);
  const ward = await act(visit, (deps, scope) => datesOfWard(deps, { scope, unitCode }));
  if (!ward) throw new Problem('notFound');
  showWard(visit, ward);
}

function showWard(
  visit: Visit,
  ward: DatesOfWard,
  { problem = null, wanted = {}, status = 200 }: { problem?: Html | null; wanted?: MovedDates; status?: number } = {},
): void {
  const { say, parts } = visit;
  const today = localDate(parts.clock.now());
  const open = anchors.filter((anchor) => ward.limits[anchor] && mayStillMove(anchor, dateAt(ward.season.dates, anchor), today));
  const fields = html`${open.map((anchor) => dateField(visit, ward, { anchor, value: wanted[anchor] ?? dateAt(ward.season.dates, anchor) }))}
<button class="first">${say('dates.look')}</button>`;
  const move = html`<p>${say('dates.how')}</p><div class="fields">${form(visit, pathOf(ward.unitCode), fields)}</div>`;
  const content = html`${problem}
${open.length > 0 ? move : html`<p role="status">${say('dates.fixed')}</p>`}
<h2>${say('dates.all')}</h2>
${datesTable(visit, ward)}
${history(visit, ward.moves)}`;
  show(visit, { title: titleOf(visit, ward), content, status });
}

function dateField({ say }: Visit, { limits }: DatesOfWard, { anchor, value }: { anchor: Anchor; value: string }): Html {
  const { earliest, latest } = limits[anchor] as { earliest: string; latest: string };
  return html`<label>${say(`dates.anchor.${anchor}`)} <span class="faint">${say('dates.between', { earliest: { date: earliest }, latest: { date: latest } })}</span>
<input type="date" name="${anchor}" value="${value}" min="${earliest}" max="${latest}" required></label>`;
}

function history({ say }: Visit, moves: readonly Moved[]): Html | null {
  if (moves.length === 0) return null;
  const items = moves.map(({ at, changed, days, by, reason }) => {
    const what = changed.map((anchor) => movedWords(say, anchor, days)).join('; ');
    const who =
      by === null ? say('dates.ended', { at: { date: localDate(at) } }) : say('dates.movedBy', { at: { date: localDate(at) }, name: by });
    return html`<li>${who} ${what}${reason === null ? null : html`<p class="said">“${reason}”</p>`}</li>`;
  });
  return html`<h2>${say('dates.history')}</h2><ul class="cards">${items}</ul>`;
}

function movedWords(say: Visit['say'], anchor: Anchor, days: Moved['days']): string {
  const moved = days?.find((one) => one.anchor === anchor);
  const what = say(`dates.anchor.${anchor}`);
  return moved ? `${what}: ${say('dates.fromTo', { was: { date: moved.was }, is: { date: moved.is } })}` : what;
}

/** Shows what would be other, before anything is. */
export async function lookAtDatesRoute(visit: Visit): Promise<void> {
  const { say, parts } = visit;
  const unitCode = unitIn(visit);
  const ward = await act(visit, (deps, scope) => datesOfWard(deps, { scope, unitCode }));
  if (!ward) throw new Problem('notFound');
  const wanted = wantedIn(visit);
  const is = ward.season.dates;
  const changed = differing(withMoved(is, wanted), is);
  if (changed.length === 0) return showWard(visit, ward, { problem: alert(say('dates.why.nothing')), status: 422 });
  const refused = refusals({ is, wanted, limits: ward.limits, today: localDate(parts.clock.now()) });
  if (refused.length > 0) return showWard(visit, ward, { problem: refusalOf(visit, refused), wanted, status: 422 });
  await showLook(visit, ward, { wanted, changed });
}

async function showLook(
  visit: Visit,
  ward: DatesOfWard,
  { wanted, changed, problem = null }: { wanted: MovedDates; changed: readonly Anchor[]; problem?: Html | null },
): Promise<void> {
  const { say } = visit;
  const will = withMoved(ward.season.dates, wanted);
  const said = changed.map(
    (anchor) => html`<li>${say(`dates.anchor.${anchor}`)}: ${fromTo(visit, { is: ward.season.dates, will, anchor })}</li>`,
  );
  const kept = changed.map((anchor) => html`<input type="hidden" name="${anchor}" value="${dateAt(will, anchor)}">`);
  const fields = html`${kept}<input type="hidden" name="seen" value="${ward.seen}">
<label>${say('dates.reason')}${sentence('reason', MAX_REASON)}</label>
<button class="first">${say('dates.move')}</button>`;
  const content = html`${problem}<ul>${said}</ul>
<p>${say('dates.what')}</p>
${await sayingTheOld(visit, ward, changed)}
<div class="fields">${form(visit, `${pathOf(ward.unitCode)}/move`, fields)}</div>
<p><a href="${pathOf(ward.unitCode)}">${say('dates.not')}</a></p>`;
  show(visit, { title: titleOf(visit, ward), content, status: problem ? 422 : 200 });
}

/** What an officer wrote says what they wrote: it is theirs to cancel. */
async function sayingTheOld(visit: Visit, { unitCode, unit, season }: DatesOfWard, changed: readonly Anchor[]): Promise<Part> {
  const { say, parts, officer } = visit;
  const dates = changed.map((anchor) => dateAt(season.dates, anchor));
  const found = await listSayingDay(depsOf(parts), { scope: officer.scope, unitCode, dates });
  if (found.length === 0) return null;
  const items = found.map((one) => html`<li><a href="${ANNOUNCEMENTS}/${one.id}">${beginningOf(visit, { ...one, unit })}</a></li>`);
  return html`<div class="note"><p>${say('dates.saidOld', { count: found.length })}</p><ul>${items}</ul></div>`;
}

function fromTo({ say }: Visit, { is, will, anchor }: { is: SeasonDates; will: SeasonDates; anchor: Anchor }): Html {
  return html`<strong>${say('dates.fromTo', { was: { date: dateAt(is, anchor) }, is: { date: dateAt(will, anchor) } })}</strong>`;
}

function refusalOf({ say }: Visit, dates: readonly NotMoved[]): Html {
  const lines = dates.map((one) => {
    const params = {
      what: say(`dates.anchor.${one.anchor}`),
      ...(one.why === 'limits' && { earliest: { date: one.span.earliest }, latest: { date: one.span.latest } }),
      ...(one.why === 'order' && { first: say(`dates.anchor.${one.first}`) }),
    };
    return html`<li>${say(`dates.why.${one.why}`, params)}</li>`;
  });
  return html`<div class="problem-note" role="alert"><ul>${lines}</ul></div>`;
}

export async function moveDatesRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const unitCode = unitIn(visit);
  const wanted = wantedIn(visit);
  const reason = lineIn(visit, 'reason', MAX_REASON);
  const seen = textIn(visit, 'seen');
  const { done, ward } = await act(visit, async (deps, scope) => {
    const moved: DatesMoved = await moveDates(deps, { scope, unitCode, wanted, seen, reason });
    return { done: moved, ward: moved.outcome === 'moved' ? null : await datesOfWard(deps, { scope, unitCode }) };
  });
  if (done.outcome === 'moved') return goTo(visit, pathOf(unitCode), 'datesMoved');
  if (done.outcome === 'notFound' || !ward) throw new Problem('notFound');
  if (done.outcome === 'changed') return showWard(visit, ward, { problem: alert(say('dates.why.changed')), wanted, status: 409 });
  if (done.why === 'dates') return showWard(visit, ward, { problem: refusalOf(visit, done.dates), wanted, status: 422 });
  if (done.why === 'nothing') return showWard(visit, ward, { problem: alert(say('dates.why.nothing')), status: 422 });
  const changed = differing(withMoved(ward.season.dates, wanted), ward.season.dates);
  await showLook(visit, ward, { wanted, changed, problem: alert(say('dates.why.noReason')) });
}

function wantedIn({ form: fields }: Visit): MovedDates {
  return Object.fromEntries(
    anchors.flatMap((anchor) => {
      const date = dayOf(fields[anchor]);
      return date === null ? [] : [[anchor, date]];
    }),
  );
}
