/** What was sent and waits, the longest waiting first; and all of a khu phố that has nothing to look at, in one step. */

import { isId } from '../../db/is-id.ts';
import type { Deps } from '../../deps.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import type { Scope } from '../../officer/scope.ts';
import { areasOf } from '../../officer/wards-of.ts';
import { listObjections, type Objection } from '../../outcome/list-objections.ts';
import { Problem } from '../../problems.ts';
import { confirmUnflagged } from '../../review/confirm-unflagged.ts';
import { listWaiting, type QueueRow, readQueue } from '../../review/list-waiting.ts';
import { waitingShown } from '../../review/waiting-shown.ts';
import { form, show } from '../frame.ts';
import { act, textIn, type Visit } from '../route.ts';
import { flagWords } from './flag-words.ts';
import { filterOf, flagFilters, flagOf, QUEUE, type QueuePlace, queryOf, stageOf, stages, wayToAnswer, withPlace } from './queue-place.ts';
import { goToTogether, togetherNote } from './together.ts';

const PAGE = QUEUE;
export const FILES = '/console/files';

interface Asked extends QueuePlace {
  /** Never in an address: it is a name. */
  search: string;
  after: string | null;
}

export async function queuePage(visit: Visit): Promise<void> {
  const { query } = visit.request;
  const after = typeof query.after === 'string' ? query.after : null;
  await showQueue(visit, {
    stage: stageOf(query.stage),
    areaId: isId(query.area) ? query.area : null,
    search: '',
    flag: flagOf(query.flag),
    after,
  });
}

/** A search, whose words stay out of the address. */
export async function searchQueue(visit: Visit): Promise<void> {
  const areaId = textIn(visit, 'area');
  const asked = {
    stage: stageOf(visit.form.stage),
    areaId: isId(areaId) ? areaId : null,
    search: textIn(visit, 'search'),
    flag: flagOf(visit.form.flag),
  };
  await showQueue(visit, { ...asked, after: textIn(visit, 'after') || null });
}

/** @throws Problem `notFound` for a khu phố that is not theirs */
export async function confirmUnflaggedRoute(visit: Visit): Promise<void> {
  const areaId = textIn(visit, 'area');
  const shown = textIn(visit, 'shown');
  const done = await act(visit, (deps, scope) => confirmUnflagged(deps, { scope, areaId, shown }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goToTogether(visit, `${PAGE}?area=${areaId}`, done);
}

function nothingKey({ search, flag, stage }: Asked, next: string | null): string {
  if (flag !== null && next !== null) return 'queue.noneOfFlagYet';
  if (search !== '') return 'queue.notFound';
  return flag === null ? `queue.none.${stage}` : 'queue.noneOfFlag';
}

async function showQueue(visit: Visit, asked: Asked): Promise<void> {
  const { say } = visit;
  const { stage, areaId, search, flag, after } = asked;
  const filter = { ...filterOf(asked), search };
  const isFirst = stage === 'waiting' && search === '' && flag === null && after === null;
  const { rows, next, areas, objections, here, shown } = await act(visit, async (deps, scope) => {
    const areas = await areasOf(deps, scope);
    const here = areas.find(({ id }) => id === areaId) ?? (areas.length === 1 ? areas[0] : undefined);
    // Before what is shown.
    const shown = here && stage === 'waiting' && search === '' ? await mayConfirm(deps, { scope, areaId: here.id }) : '';
    const objections = isFirst ? await listObjections(deps, { scope }) : [];
    return { ...(await listWaiting(deps, { scope, filter, after })), areas, objections, here, shown };
  });
  const list = html`<ul class="cards">${rows.map((row) => html`<li>${card(visit, row, asked)}${row.askedUntil?.over ? useAsSent(visit, row) : null}</li>`)}</ul>`;
  const content = html`${togetherNote(visit)}${tabs(visit, asked)}
${objected(visit, areaId === null ? objections : objections.filter((one) => one.areaId === areaId))}
${finder(visit, asked, areas)}
${here && shown !== '' && rows.length > 0 ? together(visit, here.id, shown) : null}
${rows.length > 0 ? list : html`<p>${say(nothingKey(asked, next))}</p>`}
<div class="pager">${pager(visit, asked, next)}</div>`;
  show(visit, { title: say('queue.title'), content });
}

/** What waits in a khu phố, by `waitingShown`; '' where each has something to look at: there is nothing to confirm together. */
async function mayConfirm(deps: Deps, { scope, areaId }: { scope: Scope; areaId: string }): Promise<string> {
  const waits = await waitingShown(deps, { scope, areaId });
  if (waits === '') return '';
  const filter = filterOf({ stage: 'waiting', areaId, flag: 'none' });
  const { rows, next } = await readQueue(deps, { scope, filter, limit: 1 });
  return rows.length > 0 || next !== null ? waits : '';
}

function tabs({ say }: Visit, asked: Asked): Html {
  const { stage } = asked;
  const items = stages.map(
    (one) =>
      html`<a href="${PAGE}?${queryOf({ ...asked, stage: one })}"${one === stage ? html` aria-current="page"` : null}>${say(`queue.stage.${one}`)}</a>`,
  );
  return html`<div class="tabs">${items}</div>`;
}

/** They wait for an answer before anything can be decided. */
function objected(visit: Visit, objections: readonly Objection[]): Part {
  const { say } = visit;
  if (objections.length === 0) return null;
  const items = objections.map((one) => {
    const { to, assessmentId, head, code, area, words, at } = one;
    const who = say('queue.household', { head: head || say('help.noHead'), code: spacedCode(code) });
    return html`<li><p><a href="${FILES}/${assessmentId}"><strong>${who}</strong></a></p>
<p class="faint">${area ?? say('unplaced')} · ${say(`queue.objectedTo.${to}`, { at: { date: at.toISOString() } })}</p>
<p class="said">${words}</p>
<p>${to === 'change' ? html`<a class="button" href="${FILES}/${assessmentId}">${say('queue.answerInFile')}</a>` : wayToAnswer(visit, one)}</p></li>`;
  });
  return html`<section><h2>${say('queue.objected', { count: objections.length })}</h2>
<p>${say('queue.objectedWhat')}</p>
<ul class="cards">${items}</ul></section>`;
}

function finder(visit: Visit, { stage, areaId, search, flag }: Asked, areas: readonly { id: string; name: string; kind: string }[]): Html {
  const { say } = visit;
  const options = areas.map(({ id, name, kind }) => {
    const label = kind === 'unplaced' ? say('unplaced') : name;
    return html`<option value="${id}"${id === areaId ? html` selected` : null}>${label}</option>`;
  });
  const flags = flagFilters.map(
    (one) => html`<option value="${one}"${one === flag ? html` selected` : null}>${say(`queue.flagKind.${one}`)}</option>`,
  );
  const area = html`<label>${say('queue.area')}<select name="area"><option value="">${say('queue.everywhere')}</option>${options}</select></label>`;
  const fields = html`<input type="hidden" name="stage" value="${stage}">
<label>${say('queue.search')}<input type="search" name="search" value="${search}" maxlength="80" autocomplete="off"></label>
${areas.length > 1 ? area : null}
<label>${say('queue.flag')}<select name="flag"><option value="">${say('queue.everyFlag')}</option>${flags}</select></label>
<button>${say('queue.find')}</button>`;
  const looking = search !== '' || areaId !== null || flag !== null;
  return html`<details${looking ? html` open` : null}><summary>${say('queue.look')}</summary><div class="fields">${form(visit, PAGE, fields)}</div></details>`;
}

/** Only what was there when this page was made. */
function together(visit: Visit, areaId: string, shown: string): Html {
  const { say } = visit;
  const fields = html`<input type="hidden" name="area" value="${areaId}"><input type="hidden" name="shown" value="${shown}">
<button class="first">${say('queue.together')}</button>`;
  return html`<details><summary>${say('queue.together')}</summary><p>${say('queue.togetherWhat')}</p>${form(visit, `${PAGE}/together`, fields)}</details>`;
}

function card(visit: Visit, row: QueueRow, place: QueuePlace): Html {
  const { say } = visit;
  const { assessmentId, code, headName, verified, area, sentAt, points, max, flags, toAsk, askedUntil } = row;
  const where = area.placed ? area.name : say('unplaced');
  const when: Part = sentAt && html` · ${say('queue.sentAt', { at: { date: sentAt.toISOString() } })}`;
  const score = points === null ? null : html`<p>${say('queue.points', { points, max })}</p>`;
  const lines = flagWords(visit, flags);
  return html`<p><a class="whole" href="${withPlace(`${FILES}/${assessmentId}`, place)}"><strong>${say('queue.household', { head: headName || say('help.noHead'), code: spacedCode(code) })}</strong></a>${verified ? null : html` <span class="faint">· ${say('households.unverified')}</span>`}</p>
<p class="faint">${where}${when}</p>
${score}
${askedUntil?.over ? html`<p><strong>${say('file.askedOver', { until: { date: askedUntil.date } })}</strong></p>` : null}
${toAsk ? html`<p><strong>${say('queue.toAsk')}</strong></p>` : null}
${lines.length > 0 ? html`<ul class="flags">${lines.map((line) => html`<li>${line}</li>`)}</ul>` : null}`;
}

/** What was asked back and not answered in time is not wanted any more: the file waits as it was sent. */
export function useAsSent(visit: Visit, { assessmentId, seen }: { assessmentId: string; seen: string }): Html {
  const fields = html`<input type="hidden" name="seen" value="${seen}"><button>${visit.say('file.useAsSent')}</button>`;
  return form(visit, `${FILES}/${assessmentId}/withdraw`, fields);
}

/** With a search, a form: its words must not stand in an address. */
function pager(visit: Visit, asked: Asked, next: string | null): Part {
  const { say } = visit;
  const { stage, areaId, search, flag, after } = asked;
  const here = `${PAGE}?${queryOf(asked)}`;
  const first = after === null || search !== '' ? null : html`<a class="button" href="${here}">${say('firstPage')}</a>`;
  if (next === null) return first;
  if (search === '') return html`${first}<a class="button" href="${here}&after=${next}">${say('nextPage')}</a>`;
  const fields = [
    ['stage', stage],
    ['area', areaId ?? ''],
    ['search', search],
    ['flag', flag ?? ''],
    ['after', next],
  ].map(([name, value]) => html`<input type="hidden" name="${name ?? ''}" value="${value ?? ''}">`);
  return form(visit, PAGE, html`${fields}<button>${say('nextPage')}</button>`);
}
