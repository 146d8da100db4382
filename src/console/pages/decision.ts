/** One decision: what it says, its lines a page at a time or looked for, its papers, and correcting it. */
import { createTell } from '../../conversation/tell.ts';
import { confirmAsSecond } from '../../decision/confirm-as-second.ts';
import { correctDecision } from '../../decision/correct-decision.ts';
import { type LineView, linesAt, type OpenedDecision, openDecision, PAGE } from '../../decision/open-decision.ts';
import { stopDecision } from '../../decision/stop-decision.ts';
import { sentenceOf } from '../../decision/typed.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { makeAside } from '../../paper/aside.ts';
import { certificateLacks, decisionPapers, type LackForCertificate, paperForDecision } from '../../paper/paper-for-decision.ts';
import { Problem } from '../../problems.ts';
import { alert, choice, form, goTo, sentence, show, table } from '../frame.ts';
import { giveFile } from '../give-file.ts';
import { act, actLong, idIn, lineIn, textIn, type Visit } from '../route.ts';
import { kindWords, onItsWay, refusal, signedFields, signedIn, typedField } from './decision-parts.ts';
import { fromRanges, inRanges } from './line-numbers.ts';
import { FILES } from './queue.ts';

const MAX_REASON = 300;
const MAX_QUERY = 80;
/** More than any ward has households. */
const MOST_LINES = 100_000;

export async function decisionPage(visit: Visit): Promise<void> {
  const { entered } = visit;
  if (entered?.action !== `/console/decisions/${idIn(visit)}/correct`) return showDecision(visit);
  await showCorrection(visit, { chosen: chosenIn({ form: entered.fields }) });
}

/** What is looked at of its lines, and which of them are ticked, on whatever page. */
interface Looked {
  query?: string;
  page?: number;
  chosen?: ReadonlySet<number>;
  problem?: Html | null;
}

async function showDecision(visit: Visit, { query = '', page = 1, chosen = new Set(), problem = null }: Looked = {}): Promise<void> {
  const { say } = visit;
  const decisionId = idIn(visit);
  const decision = await act(visit, (deps, scope) => openDecision(deps, { scope, decisionId, query, page }));
  if (!decision) throw new Problem('notFound');
  const { number, kind, state, unitCode } = decision;
  const lacks = state === 'issued' ? await certificateLacks(depsOf(visit.parts), decision) : null;
  const content = html`${problem}
${state === 'planned' || state === 'awaitingSecond' ? onItsWay(visit, decision) : null}
${about(visit, decision)}
${state === 'issued' ? papersForm(visit, decision, lacks) : null}
${linesForm(visit, decision, { query, chosen })}
<p><a class="button" href="/console/decisions/wards/${unitCode}">${say('decisions.back')}</a></p>`;
  show(visit, { title: say('decision.title', { kind: kindWords(visit, kind), number }), content, status: problem ? 422 : 200 });
}

/** Looks for lines, goes through their pages, or on to correcting those that are ticked: every tick goes along. */
export async function decisionLinesRoute(visit: Visit): Promise<void> {
  const query = textIn(visit, 'query').slice(0, MAX_QUERY);
  const page = Number(/^\d{1,4}$/.exec(textIn(visit, 'page'))?.[0] ?? 1);
  const chosen = chosenIn(visit);
  switch (textIn(visit, 'go')) {
    case 'next':
      return showDecision(visit, { query, page: page + 1, chosen });
    case 'before':
      return showDecision(visit, { query, page: page - 1, chosen });
    case 'correct':
      if (chosen.size > 0) return showCorrection(visit, { chosen });
      return showDecision(visit, { query, page, chosen, problem: alert(visit.say('decision.noneChosen')) });
    default:
      return showDecision(visit, { query, chosen });
  }
}

/** Ticked before on other pages, and what is ticked on the page that was sent. */
function chosenIn(visit: Pick<Visit, 'form'>): Set<number> {
  const kept = fromRanges(textIn(visit, 'kept'), MOST_LINES);
  const shown = fromRanges(textIn(visit, 'shown'), MOST_LINES);
  const ticked = fromRanges([visit.form.line ?? []].flat().join(','), MOST_LINES);
  return new Set([...[...kept].filter((position) => !shown.has(position)), ...ticked]);
}

/** The field that says what was ticked elsewhere, and the one that says which ticks the page itself has. */
function carried(chosen: ReadonlySet<number>, lines: readonly LineView[]): Html {
  const shown = inRanges(lines.map(({ position }) => position));
  return html`<input type="hidden" name="kept" value="${inRanges(chosen)}"><input type="hidden" name="shown" value="${shown}">`;
}

function about({ say }: Visit, decision: OpenedDecision): Html {
  const {
    date,
    signer,
    signerTitle,
    letterNumber,
    reason,
    organisation,
    basis,
    state,
    confirmedBy,
    confirmedAt,
    secondBy,
    secondAt,
    issuedAt,
    stoppedBy,
    stopReason,
    households,
    leftOut,
  } = decision;
  return html`<p>${say('decision.signed', { day: { date }, signer, title: signerTitle })}</p>
${letterNumber === null ? null : html`<p>${say('decision.letter', { number: letterNumber })}</p>`}
${reason === null ? null : html`<p class="said">${say('decision.reason', { reason })}</p>`}
<p class="faint">${say(basis === null ? 'decision.groundNone' : 'decision.ground', { organisation, basis: basis ?? '' })}</p>
<p class="faint">${say('decision.confirmedBy', { name: confirmedBy.name, at: moment(confirmedAt) })}
${secondBy === null || secondAt === null ? null : say('decision.secondBy', { name: secondBy.name, at: moment(secondAt) })}
${issuedAt === null ? null : say('decision.issuedAt', { at: moment(issuedAt) })}
${stoppedBy === null ? null : say('decision.stoppedBy', { name: stoppedBy.name })}</p>
${stopReason === null ? null : html`<p class="said">${say('decision.reason', { reason: stopReason })}</p>`}
<p>${say('decision.counts', { count: households - leftOut })}</p>
${leftOut > 0 ? html`<p class="note">${say('decision.leftOut', { count: leftOut })} ${say('decision.leftOutHow')}</p>` : null}
${state === 'stopped' ? html`<p><strong>${say('decisions.state.stopped')}</strong></p>` : null}`;
}

function moment(at: Date) {
  return { date: at.toISOString() };
}

/** What cannot be made is not offered: it is said instead what it takes. */
function papersForm(visit: Visit, { id, kind }: OpenedDecision, lacks: LackForCertificate | null): Html {
  const { say } = visit;
  const papers = decisionPapers[kind].filter((paper) => paper !== 'certificate' || lacks === null);
  const templates = lacks === 'noTemplate' ? html` <a href="/console/papers/templates">${say('papers.toTemplates')}</a>` : null;
  const without = lacks === null ? null : html`<p class="faint">${say(`decision.without.${lacks}`)}${templates}</p>`;
  const options = papers.map((value) => ({ value, label: say(`decision.paper.${value}`) }));
  const fields = html`${choice('what', say('papers.which'), options)}<button>${say('papers.make')}</button>`;
  return html`<h2>${say('decision.papers')}</h2>${without}<div class="fields">${form(visit, `/console/decisions/${id}/paper`, fields)}</div>`;
}

/** One form: whatever is pressed takes the ticks along. Its first button is what Enter in the field presses. */
function linesForm(visit: Visit, decision: OpenedDecision, { query, chosen }: { query: string; chosen: ReadonlySet<number> }): Html {
  const { say } = visit;
  const { id, state, lines, found, page, pages, households } = decision;
  const ticks = state === 'issued';
  const find = html`<div class="fields"><label>${say('decision.find')}<input name="query" value="${query}" maxlength="${MAX_QUERY}" autocomplete="off" spellcheck="false"></label>
<button name="go" value="find">${say('queue.find')}</button></div>`;
  const goes = (go: string, words: string) => html`<button name="go" value="${go}">${words}</button>`;
  const pager =
    pages > 1 &&
    html`<p class="faint">${say('decision.pages', { page, pages })}</p>
<div class="acts">${page > 1 ? goes('before', say('decision.before')) : null}${page < pages ? goes('next', say('decision.next')) : null}</div>`;
  const correct =
    ticks &&
    html`<h2>${say('decision.correct')}</h2>
<p>${say('decision.correctHow')}</p>
${chosen.size > 0 ? html`<p>${say('decision.chosen', { count: chosen.size })}</p>` : null}
<button class="first" name="go" value="correct">${say('decision.toCorrect')}</button>`;
  const fields = html`${households > PAGE || query !== '' ? find : null}
${query === '' ? null : html`<p role="status">${say('decision.found', { count: found })}</p>`}
<input type="hidden" name="page" value="${page}">${carried(chosen, lines)}
${lineTable(visit, decision, ticks ? chosen : null)}
${pager || null}${correct || null}`;
  return html`<h2>${say('decision.lines')}</h2>${form(visit, `/console/decisions/${id}/lines`, fields, { filled: true })}`;
}

interface Correcting {
  chosen: ReadonlySet<number>;
  problem?: Html;
}

/** Those who are to be corrected, once more, and the decision that does it. */
async function showCorrection(visit: Visit, { chosen, problem }: Correcting): Promise<void> {
  const { say } = visit;
  const decisionId = idIn(visit);
  const decision = await act(visit, (deps, scope) => openDecision(deps, { scope, decisionId, only: [...chosen] }));
  if (decision?.state !== 'issued') throw new Problem('notFound');
  const { number, kind, lines } = decision;
  const more = chosen.size - lines.length;
  const fields = html`${carried(chosen, lines)}
${lineTable(visit, decision, chosen)}
${more > 0 ? html`<p>${say('decision.andMore', { count: more })}</p>` : null}
<p>${say('decision.correctHow')}</p>
<div class="fields"><label>${say('decision.correctReason')}${sentence('reason', MAX_REASON, { attributes: html` required` })}</label>
${signedFields(visit, false)}
${typedField(visit, sentenceOf('correction', chosen.size))}
<button class="first">${say('decision.correct')}</button>
<button name="go" value="find" formaction="/console/decisions/${decisionId}/lines" formnovalidate>${say('decision.chooseMore')}</button></div>`;
  const about = say('decision.title', { kind: kindWords(visit, kind), number });
  const content = html`${problem ?? null}
<p><a href="/console/decisions/${decisionId}">${about}</a></p>
<h2>${say('decision.chosen', { count: chosen.size })}</h2>
${form(visit, `/console/decisions/${decisionId}/correct`, fields)}`;
  show(visit, { title: say('decision.correctTitle'), content, status: problem ? 422 : 200 });
}

/** @param chosen lines that are ticked; null: none can be */
function lineTable(visit: Visit, { lines, kind }: OpenedDecision, chosen: ReadonlySet<number> | null): Html {
  const { say } = visit;
  const heads = ['name', 'area', 'code', 'note'].map((key) => say(`decision.head.${key}`));
  const rows = lines.map((line): Part[] => [nameOf(visit, line, chosen), line.area, spacedCode(line.code), noteOf(visit, line, kind)]);
  return table({ caption: say('decision.lines'), heads, rows });
}

function nameOf({ say }: Visit, { position, head, assessmentId, correctable }: LineView, chosen: ReadonlySet<number> | null): Part {
  const name = say('decision.line', { position, head: head || say('help.noHead') });
  const checked = chosen?.has(position) ? html` checked` : null;
  const tick =
    chosen && correctable
      ? html`<input type="checkbox" name="line" value="${position}"${checked} aria-label="${say('decision.tick', { head: name })}"> `
      : null;
  return html`${tick}${assessmentId === null ? name : html`<a href="${FILES}/${assessmentId}">${name}</a>`}`;
}

function noteOf({ say }: Visit, { left, leaves, corrected, outcome, assessmentId, told }: LineView, kind: OpenedDecision['kind']): Part {
  const notes = [
    kind === 'correction' ? say(`decision.outcome.${outcome}`) : null,
    left === null ? null : say(`decision.left.${left}`),
    leaves === null ? null : say(`decision.leaves.${leaves}`),
    corrected === null ? null : say('decision.corrected', { number: corrected.number, day: { date: corrected.date } }),
    told === null ? null : say(`decision.told.${told}`),
    assessmentId === null && left === null ? say('decision.forgotten') : null,
  ].filter((note) => note !== null);
  return notes.join(' · ');
}

export async function secondRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const typed = textIn(visit, 'typed');
  const done = await actLong(visit, (deps, scope) =>
    confirmAsSecond(deps, { scope, decisionId, typed, tell: createTell(visit.parts).officer }),
  );
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'refused') return showDecision(visit, { problem: refusal(visit, done.why) });
  goTo(visit, `/console/decisions/${decisionId}`, 'decisionSecond');
}

/** Whoever stops something in a hurry need not say anything more. */
export async function stopDecisionRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const reason = textIn(visit, 'reason').slice(0, MAX_REASON);
  const tell = createTell(visit.parts).officer;
  const { outcome } = await act(visit, (deps, scope) => stopDecision(deps, { scope, decisionId, reason, tell }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'stopped') return goTo(visit, '/console/decisions', 'decisionStopped');
  const { say } = visit;
  const content = html`${alert(say('decisions.tooLate'))}<p><a class="button first" href="/console/decisions/${decisionId}">${say('decisions.back')}</a></p>`;
  show(visit, { title: say('problem.title'), content, status: 409 });
}

export async function correctDecisionRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const chosen = chosenIn(visit);
  const signed = signedIn(visit);
  const reason = lineIn(visit, 'reason', MAX_REASON);
  const typed = textIn(visit, 'typed');
  const done = await actLong(visit, async (deps, scope) => {
    const lineIds = await linesAt(deps, { scope, decisionId, positions: [...chosen] });
    return correctDecision(deps, { scope, decisionId, lineIds, signed, reason, typed, tell: createTell(visit.parts).officer });
  });
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'confirmed') return goTo(visit, `/console/decisions/${done.decisionId}`, 'decisionConfirmed');
  const problem = refusal(visit, done.why);
  if (chosen.size === 0) return showDecision(visit, { problem });
  return showCorrection(visit, { chosen, problem });
}

export async function decisionPaperRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const what = textIn(visit, 'what');
  const paper = Object.values(decisionPapers)
    .flat()
    .find((one) => one === what);
  if (paper === undefined) throw new Problem('badRequest');
  const ready = await act(visit, (deps, scope) => paperForDecision(deps, { scope, decisionId, paper }));
  if (ready.outcome === 'notFound') throw new Problem('notFound');
  if (ready.outcome !== 'ready') return showDecision(visit, { problem: refusal(visit, ready.outcome) });
  giveFile(visit, await makeAside(ready.job));
}
