/** What was sent and waits, the longest waiting first; and all of a khu phố that has nothing to look at, in one step. */

import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { areasOf } from '../../officer/wards-of.ts';
import { Problem } from '../../problems.ts';
import { confirmUnflagged } from '../../review/confirm-unflagged.ts';
import type { Flag } from '../../review/flags.ts';
import { listObjections, type Objection } from '../../review/list-objections.ts';
import { listWaiting, type QueueFilter, type QueueRow } from '../../review/list-waiting.ts';
import { flagSentence } from '../../review/next-file.ts';
import { waitingShown } from '../../review/waiting-shown.ts';
import { form, goTo, LANGUAGE, show } from '../frame.ts';
import { act, type Say, textIn, type Visit } from '../route.ts';
import { SHEETS } from './sheets.ts';

const PAGE = '/console/queue';
export const FILES = '/console/files';
/** What officers look for; what the meeting and the decision made of it has pages of its own. */
const stages = ['waiting', 'returned', 'overdue', 'confirmed'] as const;

interface Asked {
  stage: (typeof stages)[number];
  areaId: string | null;
  /** Never in an address: it is a name. */
  search: string;
  after: string | null;
}

export async function queuePage(visit: Visit): Promise<void> {
  const { query } = visit.request;
  const after = typeof query.after === 'string' ? query.after : null;
  await showQueue(visit, { stage: stageOf(query.stage), areaId: isId(query.area) ? query.area : null, search: '', after });
}

/** A search, whose words stay out of the address. */
export async function searchQueue(visit: Visit): Promise<void> {
  const areaId = textIn(visit, 'area');
  const asked = { stage: stageOf(visit.form.stage), areaId: isId(areaId) ? areaId : null, search: textIn(visit, 'search') };
  await showQueue(visit, { ...asked, after: textIn(visit, 'after') || null });
}

/** @throws Problem `notFound` for a khu phố that is not theirs */
export async function confirmUnflaggedRoute(visit: Visit): Promise<void> {
  const areaId = textIn(visit, 'area');
  const shown = textIn(visit, 'shown');
  const done = await act(visit, (deps, scope) => confirmUnflagged(deps, { scope, areaId, shown }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, `${PAGE}?area=${areaId}`, done.confirmed > 0 ? 'confirmedTogether' : 'nothingUnflagged');
}

function stageOf(stage: unknown): Asked['stage'] {
  return stages.find((one) => one === stage) ?? 'waiting';
}

async function showQueue(visit: Visit, asked: Asked): Promise<void> {
  const { say } = visit;
  const { stage, areaId, search, after } = asked;
  const filter: QueueFilter = { stage, search, ...(areaId !== null && { areaId }) };
  const isFirst = stage === 'waiting' && search === '' && after === null;
  const { rows, next, areas, objections, here, shown } = await act(visit, async (deps, scope) => {
    const areas = await areasOf(deps, scope);
    const here = areas.find(({ id }) => id === areaId) ?? (areas.length === 1 ? areas[0] : undefined);
    const shown = here && stage === 'waiting' && search === '' ? await waitingShown(deps, { scope, areaId: here.id }) : '';
    const objections = isFirst ? await listObjections(deps, { scope }) : [];
    return { ...(await listWaiting(deps, { scope, filter, after })), areas, objections, here, shown };
  });
  const list = html`<ul class="cards">${rows.map((row) => html`<li>${card(visit, row)}${row.askedUntil?.over ? useAsSent(visit, row) : null}</li>`)}</ul>`;
  const content = html`${tabs(visit, asked)}
${objected(visit, areaId === null ? objections : objections.filter((one) => one.areaId === areaId))}
${finder(visit, asked, areas)}
${here && shown !== '' && rows.length > 0 ? together(visit, here.id, shown) : null}
${rows.length > 0 ? list : html`<p>${say(search === '' ? `queue.none.${stage}` : 'queue.notFound')}</p>`}
<div class="pager">${pager(visit, asked, next)}</div>`;
  show(visit, { title: say('queue.title'), content });
}

function tabs({ say }: Visit, { stage, areaId }: Asked): Html {
  const area = areaId === null ? '' : `&area=${areaId}`;
  const items = stages.map(
    (one) =>
      html`<a href="${PAGE}?stage=${one}${area}"${one === stage ? html` aria-current="page"` : null}>${say(`queue.stage.${one}`)}</a>`,
  );
  return html`<div class="tabs">${items}</div>`;
}

/** They wait for an answer before anything can be decided. */
function objected({ say, officer }: Visit, objections: readonly Objection[]): Part {
  if (objections.length === 0) return null;
  const items = objections.map(({ assessmentId, areaId, unitCode, head, code, area, words, at }) => {
    const who = say('queue.household', { head: head || say('help.noHead'), code: spacedCode(code) });
    return html`<li><p><a href="${FILES}/${assessmentId}"><strong>${who}</strong></a></p>
<p class="faint">${area ?? say('queue.unplaced')} · ${say('queue.objectedAt', { at: { date: at.toISOString() } })}</p>
<p class="said">${words}</p>
<p>${officer.scope.wards.includes(unitCode) ? html`<a class="button" href="/console/decisions">${say('queue.answerAsWard')}</a>` : html`<a class="button" href="${SHEETS}/${areaId}">${say('queue.answerOnSheet')}</a>`}</p></li>`;
  });
  return html`<section><h2>${say('queue.objected', { count: objections.length })}</h2>
<p>${say('queue.objectedWhat')}</p>
<ul class="cards">${items}</ul></section>`;
}

function finder(visit: Visit, { stage, areaId, search }: Asked, areas: readonly { id: string; name: string; kind: string }[]): Html {
  const { say } = visit;
  const options = areas.map(({ id, name, kind }) => {
    const label = kind === 'unplaced' ? say('queue.unplaced') : name;
    return html`<option value="${id}"${id === areaId ? html` selected` : null}>${label}</option>`;
  });
  const area = html`<label>${say('queue.area')}<select name="area"><option value="">${say('queue.everywhere')}</option>${options}</select></label>`;
  const fields = html`<input type="hidden" name="stage" value="${stage}">
<label>${say('queue.search')}<input type="search" name="search" value="${search}" maxlength="80" autocomplete="off"></label>
${areas.length > 1 ? area : null}
<button>${say('queue.find')}</button>`;
  const looking = search !== '' || areaId !== null;
  return html`<details${looking ? html` open` : null}><summary>${say('queue.look')}</summary><div class="fields">${form(visit, PAGE, fields)}</div></details>`;
}

/** Only what was there when this page was made. */
function together(visit: Visit, areaId: string, shown: string): Html {
  const { say } = visit;
  const fields = html`<input type="hidden" name="area" value="${areaId}"><input type="hidden" name="shown" value="${shown}">
<button class="first">${say('queue.together')}</button>`;
  return html`<details><summary>${say('queue.together')}</summary><p>${say('queue.togetherWhat')}</p>${form(visit, `${PAGE}/together`, fields)}</details>`;
}

function card({ say, parts }: Visit, row: QueueRow): Html {
  const { assessmentId, code, headName, verified, area, sentAt, points, max, flags, silent, stage, askedUntil } = row;
  const place = area.placed ? area.name : say('queue.unplaced');
  const when: Part = sentAt && html` · ${say('queue.sentAt', { at: { date: sentAt.toISOString() } })}`;
  const score = points === null ? null : html`<p>${say('queue.points', { points, max })}</p>`;
  const lines = flagLines(say, flags, (flag) =>
    parts.locale.speak(
      flagSentence(flag, (indicator) => ({ text: indicator })),
      LANGUAGE,
    ),
  );
  return html`<p><a class="whole" href="${FILES}/${assessmentId}"><strong>${say('queue.household', { head: headName || say('help.noHead'), code: spacedCode(code) })}</strong></a>${verified ? null : html` <span class="faint">${say('households.unverified')}</span>`}</p>
<p class="faint">${place}${when}</p>
${score}
${askedUntil?.over ? html`<p><strong>${say('file.askedOver', { until: { date: askedUntil.date } })}</strong></p>` : null}
${silent && stage === 'returned' ? html`<p><strong>${say('queue.silent')}</strong></p>` : null}
${lines.length > 0 ? html`<ul class="flags">${lines.map((line) => html`<li>${line}</li>`)}</ul>` : null}`;
}

/** What was asked back and not answered in time is not wanted any more: the file waits as it was sent. */
export function useAsSent(visit: Visit, { assessmentId, seen }: { assessmentId: string; seen: string }): Html {
  const fields = html`<input type="hidden" name="seen" value="${seen}"><button>${visit.say('file.useAsSent')}</button>`;
  return form(visit, `${FILES}/${assessmentId}/withdraw`, fields);
}

/** What there is of single questions is counted here; the file says of which. */
function flagLines(say: Say, flags: readonly Flag[], speak: (flag: Flag) => string): string[] {
  const ofQuestions = (['noEvidence', 'notApplicable', 'sameFile'] as const).flatMap((kind) => {
    const count = flags.filter((flag) => flag.kind === kind).length;
    return count > 0 ? [say(`queue.flags.${kind}`, { count })] : [];
  });
  return [...flags.filter((flag) => !('indicator' in flag)).map(speak), ...ofQuestions];
}

/** With a search, a form: its words must not stand in an address. */
function pager(visit: Visit, { stage, areaId, search, after }: Asked, next: string | null): Part {
  const { say } = visit;
  const area = areaId === null ? '' : `&area=${areaId}`;
  const first =
    after === null || search !== '' ? null : html`<a class="button" href="${PAGE}?stage=${stage}${area}">${say('firstPage')}</a>`;
  if (next === null) return first;
  if (search === '') return html`${first}<a class="button" href="${PAGE}?stage=${stage}${area}&after=${next}">${say('nextPage')}</a>`;
  const fields = [
    ['stage', stage],
    ['area', areaId ?? ''],
    ['search', search],
    ['after', next],
  ].map(([name, value]) => html`<input type="hidden" name="${name ?? ''}" value="${value ?? ''}">`);
  return form(visit, PAGE, html`${fields}<button>${say('nextPage')}</button>`);
}
