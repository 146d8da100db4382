/** What judges households: the versions of the points table, as files and by season. */
import { listRubrics } from '../../adoption/list-rubrics.ts';
import { rubricTemplate } from '../../adoption/rubric-template.ts';
import { takeRubricTable } from '../../adoption/take-rubric-table.ts';
import { html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import type { TableProblem } from '../../rubric/table/table.ts';
import { readTable } from '../../table/read-table.ts';
import { form, goTo, show, table } from '../frame.ts';
import { giveFile } from '../give-file.ts';
import { act, idIn, type Visit } from '../route.ts';

export async function rubricsPage(visit: Visit): Promise<void> {
  const { parts, say, officer } = visit;
  const { seasons, versions } = await listRubrics(depsOf(parts), { scope: officer.scope });
  const nameOf = (versionId: string) => {
    const found = versions.find((one) => one.versionId === versionId);
    return found ? say('rubric.version', { name: found.name, id: found.id, version: found.version }) : '';
  };
  const standing = seasons.map(({ name, organisation, versionId, document, adopted, moving, seasonId, trial }) => [
    say('rubric.season', { name, organisation }),
    html`<a href="/console/rubrics/${versionId}?season=${seasonId}">${nameOf(versionId)}</a>`,
    adopted ? html`${say('rubric.adopted', { document })}${trial ? html`. ${say('rubric.trialSeason')}` : null}` : say('rubric.unadopted'),
    moving > 0 ? say('rubric.moving', { count: moving }) : '',
  ]);
  const stored = versions.map(({ versionId, createdAt, unverified }) => [
    html`<a href="/console/rubrics/${versionId}">${nameOf(versionId)}</a>`,
    say('rubric.stored', { at: { date: createdAt.toISOString() } }),
    unverified > 0 ? say('rubric.unverified', { count: unverified }) : say('rubric.verified'),
    html`<a href="/console/rubrics/${versionId}/table">${say('rubric.download')}</a>`,
  ]);
  const content = html`${table({
    caption: say('rubric.inForce'),
    heads: [say('rubric.heads.season'), say('rubric.heads.version'), say('rubric.heads.standing'), say('rubric.heads.moving')],
    rows: standing,
  })}
${table({
  caption: say('rubric.versions'),
  heads: [say('rubric.heads.version'), say('rubric.heads.at'), say('rubric.heads.sure'), say('rubric.heads.file')],
  rows: stored,
})}
${officer.scope.city ? handIn(visit) : null}`;
  show(visit, { title: say('rubric.title'), content });
}

function handIn(visit: Visit) {
  const { say } = visit;
  return html`<section><h2>${say('rubric.handIn')}</h2>
<p>${say('rubric.handInHow')}</p>
<div class="fields">${form(
    visit,
    '/console/rubrics',
    html`<label>${say('rubric.file')}<input type="file" name="file" accept=".xlsx" required></label>
<button class="button first">${say('rubric.send')}</button>`,
    { file: true },
  )}</div></section>`;
}

/** Stored, or every mistake with its cell; nothing in between. */
export async function takeRubricRoute(visit: Visit): Promise<void> {
  const { file, parts } = visit;
  if (!file) throw new Problem('badRequest');
  const read = await readTable(file.bytes);
  if ('problem' in read) return showMistakes(visit, [], visit.say(`rubric.unreadable.${read.problem}`));
  const taken = await act(visit, (deps, scope) => takeRubricTable(deps, { scope, sheets: read.ok, locale: parts.locale }));
  if (taken.outcome === 'notFound') throw new Problem('notFound');
  if (taken.outcome === 'mistakes')
    return showMistakes(visit, taken.problems, visit.say('rubric.mistakesHow', { count: taken.problems.length }));
  goTo(visit, `/console/rubrics/${taken.versionId}`, taken.outcome === 'stored' ? 'rubricStored' : 'rubricSame');
}

function showMistakes(visit: Visit, problems: readonly TableProblem[], how: string): void {
  const { say } = visit;
  const rows = problems.map((problem) => {
    const { sheet, cell, code, ...params } = problem;
    return [say('rubric.cell', { sheet, cell }), say(`rubric.mistake.${code}`, params)];
  });
  const content = html`<p role="alert">${how}</p>
${rows.length > 0 ? table({ caption: say('rubric.mistakes'), heads: [say('rubric.heads.cell'), say('rubric.heads.mistake')], rows }) : null}
${handIn(visit)}`;
  show(visit, { title: say('rubric.notTaken'), content, status: 422 });
}

export async function rubricTableRoute(visit: Visit): Promise<void> {
  const { parts } = visit;
  const made = await rubricTemplate(depsOf(parts), { versionId: idIn(visit), locale: parts.locale });
  if (made.outcome === 'notFound') throw new Problem('notFound');
  giveFile(visit, { fileName: made.name, bytes: made.file });
}
