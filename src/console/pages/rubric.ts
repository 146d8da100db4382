/** One version of the points table: what it says, what would become of households by it, and putting it in force. */
import { type ListedRubrics, listRubrics } from '../../adoption/list-rubrics.ts';
import { putRubricInForce } from '../../adoption/put-rubric-in-force.ts';
import { inWords } from '../../adoption/stored-rubrics.ts';
import {
  changing,
  type Trial,
  type TrialArea,
  type TrialCounts,
  type TriedHousehold,
  type Turn,
  trialByWard,
  tryRubric,
} from '../../adoption/try-rubric.ts';
import { isId } from '../../db/is-id.ts';
import { type Html, html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { type ChangedRule, compareRules } from '../../rubric/compare-rules.ts';
import type { Rubric } from '../../rubric/definition.ts';
import { unverifiedLines } from '../../rubric/provenance.ts';
import { statuses } from '../../rubric/table/format.ts';
import { alert, folded, form, goTo, LANGUAGE, show, table } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';

const TURNS: readonly Turn[] = ['keeps', 'loses', 'gains', 'without', 'asked'];

export async function rubricPage(visit: Visit): Promise<void> {
  await showRubric(visit);
}

async function showRubric(visit: Visit, { problem = null, status = 200 }: { problem?: Html | null; status?: number } = {}): Promise<void> {
  const { parts, say, officer, request, entered } = visit;
  const { scope } = officer;
  const versionId = idIn(visit);
  const listed = await listRubrics(depsOf(parts), { scope });
  const asked = entered?.fields.season ?? request.query.season;
  const wanted = isId(asked) ? asked : listed.seasons[0]?.seasonId;
  const season = listed.seasons.find(({ seasonId }) => seasonId === wanted);
  if (!season) throw new Problem('notFound');
  const tried = await tryRubric(depsOf(parts), { scope, seasonId: season.seasonId, versionId });
  if (tried.outcome === 'notFound') throw new Problem('notFound');
  const { trial } = tried;
  const { id, version, name } = trial.to;
  const others = listed.seasons
    .filter(({ seasonId }) => seasonId !== season.seasonId)
    .map(
      (one) =>
        html`<li><a href="/console/rubrics/${versionId}?season=${one.seasonId}">${say('rubric.season', { name: one.name, organisation: one.organisation })}</a></li>`,
    );
  const content = html`${problem}<p>${say('rubric.triedIn', { season: say('rubric.season', { name: season.name, organisation: season.organisation }) })}</p>
${others.length > 0 ? html`<ul>${others}</ul>` : null}
${trialOf(visit, trial, season.versionId === versionId)}
${linesOf(visit, inWords(trial.to, parts.locale))}
${scope.city ? forceForm(visit, { versionId, season, to: trial.to }) : null}`;
  show(visit, { title: say('rubric.version', { name, id, version }), content, status });
}

function trialOf(visit: Visit, { total, areas, households, more, comparison, from, to }: Trial, same: boolean) {
  const { say, parts } = visit;
  if (same) return html`<p>${say('rubric.isInForce')}</p>`;
  const changes = (['added', 'changed', 'points', 'removed'] as const)
    .filter((kind) => comparison[kind].length > 0)
    .map((kind) => {
      const rubric = inWords(kind === 'removed' ? from : to, parts.locale);
      return html`<li>${say(`rubric.compared.${kind}`, { names: comparison[kind].map((id) => nameIn(rubric, id)).join(', ') })}</li>`;
    });
  const rules = compareRules(from, to).flatMap((one) => ruleWords(visit, one).map((words) => html`<li>${words}</li>`));
  const heads = [
    say('rubric.heads.place'),
    ...TURNS.map((turn) => say(`rubric.turn.${turn}`)),
    say('rubric.turn.drafts'),
    say('rubric.turn.decided'),
  ];
  const counts = (one: Trial['total']) => [...TURNS.map((turn) => one[turn]), one.drafts, one.decided];
  const sumOf = [[say('rubric.all'), ...counts(total)]];
  const rowOf = (area: TrialArea) => [area.area || say('unplaced'), ...counts(area)];
  const wards = trialByWard(areas);
  const [only] = wards;
  const caption = say('rubric.trial');
  const places =
    only && wards.length === 1
      ? table({ caption, heads, rows: [...sumOf, ...only.areas.map(rowOf)] })
      : html`${table({ caption, heads, rows: sumOf })}${wards.map(({ unit, sum, areas }) =>
          folded(wardSummary(visit, unit, sum), table({ caption: unit, heads, rows: areas.map(rowOf) }), changing(sum) > 0),
        )}`;
  return html`<section><h2>${say('rubric.compare')}</h2>
${changes.length + rules.length > 0 ? html`<ul>${rules}${changes}</ul>` : html`<p>${say('rubric.compared.nothing')}</p>`}
<h2>${say('rubric.trial')}</h2>
<p>${say('rubric.trialHow')}</p>
${places}
${households.length > 0 ? householdsOf(visit, to, households, more) : null}</section>`;
}

function ruleWords({ say }: Visit, one: ChangedRule): string[] {
  switch (one.rule) {
    case 'disqualifiers': {
      const added = one.added.map((wording) => say('rubric.rule.disqualifierAdded', { wording }));
      return [...added, ...one.removed.map((wording) => say('rubric.rule.disqualifierRemoved', { wording }))];
    }
    case 'notApplicable': {
      const words = (rule: typeof one.now) => say(`rubric.rule.notApplicable.${rule}`);
      return [say('rubric.rule.notApplicable.changed', { was: words(one.was), now: words(one.now) })];
    }
    case 'floor': {
      const words = (points: number | null) => (points === null ? say('rubric.rule.noFloor') : say('rubric.rule.points', { points }));
      return [say('rubric.rule.floor', { was: words(one.was), now: words(one.now) })];
    }
    default:
      return [say(`rubric.rule.${one.rule}`, { was: one.was, now: one.now })];
  }
}

/** What of a ward changes, before it is unfolded. */
function wardSummary({ say }: Visit, unit: string, sum: TrialCounts): string {
  const { loses, gains, asked } = sum;
  return changing(sum) > 0 ? say('rubric.ward.changes', { unit, loses, gains, asked }) : say('rubric.ward.same', { unit });
}

function householdsOf({ say, parts }: Visit, to: Rubric, households: readonly TriedHousehold[], more: boolean) {
  const rubric = inWords(to, parts.locale);
  const rows = households.map(({ headName, code, turn, before, after, open }) => [
    say('rubric.household', { head: headName || say('rubric.noHead'), code }),
    say(`rubric.turn.${turn}`),
    before.points,
    turn === 'asked' ? say('rubric.asks', { names: open.map((id) => nameIn(rubric, id)).join(', ') }) : after.points,
  ]);
  const heads = [say('rubric.heads.household'), say('rubric.heads.turn'), say('rubric.heads.before'), say('rubric.heads.after')];
  return html`${table({ caption: say('rubric.households'), heads, rows })}
${more ? html`<p>${say('rubric.more', { count: households.length })}</p>` : null}`;
}

function linesOf({ say }: Visit, rubric: Rubric) {
  const rows = rubric.criteria.flatMap(({ id, name, points, status, indicators }) => [
    [html`<strong>${id}</strong>`, html`<strong>${name}</strong>`, points, statuses[status]],
    ...indicators.map((one) => [one.id, one.wording, one.points, statuses[one.status]]),
  ]);
  const heads = [say('rubric.heads.id'), say('rubric.heads.wording'), say('rubric.heads.points'), say('rubric.heads.sure')];
  return html`<section><h2>${say('rubric.lines')}</h2>
<p>${say('rubric.marks', { total: rubric.total, normal: rubric.passMark.normal, difficult: rubric.passMark.difficult })}</p>
${table({ caption: say('rubric.lines'), heads, rows })}</section>`;
}

function forceForm(visit: Visit, { versionId, season, to }: { versionId: string; season: ListedRubrics['seasons'][number]; to: Rubric }) {
  const { say } = visit;
  const unverified = unverifiedLines(to).length;
  const warning = unverified > 0 ? html`<p class="note">${say('rubric.warning', { count: unverified })}</p>` : null;
  return html`<section><h2>${say('rubric.force')}</h2>
<p>${say('rubric.forceHow')}</p>
${season.trial ? html`<p class="note">${say('rubric.trialSeason')}</p>` : null}
${warning}
<div class="fields">${form(
    visit,
    `/console/rubrics/${versionId}/force`,
    html`<p class="faint">${say('rubric.numberHow')}</p>
<input type="hidden" name="season" value="${season.seasonId}">
<input type="hidden" name="seen" value="${season.seen}">
<label>${say('rubric.number')}<input name="number" maxlength="60" autocomplete="off"></label>
<label>${say('rubric.date')}<input name="date" type="date"></label>
${unverified > 0 ? html`<label><input type="checkbox" name="known" value="${unverified}"> ${say('rubric.known', { count: unverified })}</label>` : null}
<button class="button first">${say('rubric.doForce')}</button>`,
  )}</div></section>`;
}

export async function forceRubricRoute(visit: Visit): Promise<void> {
  const versionId = idIn(visit);
  const seasonId = textIn(visit, 'season');
  if (!isId(seasonId)) throw new Problem('badRequest');
  const [number, date] = [textIn(visit, 'number'), textIn(visit, 'date')];
  const document = number === '' && date === '' ? null : { number, date };
  const unverified = Number(textIn(visit, 'known') || 0);
  const seen = textIn(visit, 'seen');
  const put = await act(visit, (deps, scope) => putRubricInForce(deps, { scope, seasonId, versionId, document, seen, unverified }));
  if (put.outcome === 'notFound') throw new Problem('notFound');
  if (put.outcome === 'done' || put.outcome === 'already') {
    goTo(visit, '/console/rubrics', put.outcome === 'done' ? 'rubricInForce' : 'rubricAlready');
    return;
  }
  const why = put.outcome === 'changed' ? 'changed' : put.why;
  const problem = alert(visit.say(`rubric.refused.${why}`));
  await showRubric(visit, { problem, status: put.outcome === 'changed' ? 409 : 422 });
}

function nameIn(rubric: Rubric, id: string): string {
  const indicator = rubric.criteria.flatMap(({ indicators }) => indicators).find((one) => one.id === id);
  return indicator?.words?.name?.[LANGUAGE as 'vi'] ?? id;
}
