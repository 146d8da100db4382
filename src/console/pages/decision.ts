/** One decision: what it says, its lines a page at a time, its papers, and correcting it. */
import { confirmAsSecond } from '../../decision/confirm-as-second.ts';
import { correctDecision } from '../../decision/correct-decision.ts';
import { type LineView, type OpenedDecision, openDecision } from '../../decision/open-decision.ts';
import { stopDecision } from '../../decision/stop-decision.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { makeAside } from '../../paper/aside.ts';
import { decisionPapers, paperForDecision } from '../../paper/paper-for-decision.ts';
import { Problem } from '../../problems.ts';
import { choice, form, goTo, show, table } from '../frame.ts';
import { giveFile } from '../give-file.ts';
import { act, afterIn, idIn, isId, textIn, type Visit } from '../route.ts';
import { alert, kindWords, onItsWay, refusal, signedFields, signedIn } from './decision-parts.ts';
import { FILES } from './queue.ts';

const MAX_REASON = 300;

export async function decisionPage(visit: Visit): Promise<void> {
  await showDecision(visit);
}

async function showDecision(visit: Visit, problem: Html | null = null): Promise<void> {
  const { say } = visit;
  const decisionId = idIn(visit);
  const decision = await act(visit, (deps, scope) => openDecision(deps, { scope, decisionId, after: afterIn(visit) }));
  if (!decision) throw new Problem('notFound');
  const { number, kind, state, lines, next, unitCode } = decision;
  const correctable = state === 'issued' && lines.some((line) => line.correctable);
  const content = html`${problem}
${state === 'planned' || state === 'awaitingSecond' ? onItsWay(visit, decision) : null}
${about(visit, decision)}
${state === 'issued' && kind === 'recognition' ? papersForm(visit, decision) : null}
${correctable ? correctionForm(visit, decision) : lineTable(visit, decision, false)}
${next === null ? null : html`<p><a class="button" href="/console/decisions/${decisionId}?after=${next}">${say('decision.next')}</a></p>`}
<p><a class="button" href="/console/decisions/wards/${unitCode}">${say('decisions.back')}</a></p>`;
  show(visit, { title: say('decision.title', { kind: kindWords(visit, kind), number }), content, status: problem ? 422 : 200 });
}

function about({ say }: Visit, decision: OpenedDecision): Html {
  const {
    date,
    signer,
    signerTitle,
    letterNumber,
    reason,
    state,
    confirmedBy,
    confirmedAt,
    secondBy,
    issuedAt,
    stoppedBy,
    households,
    leftOut,
  } = decision;
  return html`<p>${say('decision.signed', { day: { date }, signer, title: signerTitle })}</p>
${letterNumber === null ? null : html`<p>${say('decision.letter', { number: letterNumber })}</p>`}
${reason === null ? null : html`<p class="said">${say('decision.reason', { reason })}</p>`}
<p class="faint">${say('decision.confirmedBy', { name: confirmedBy.name, at: moment(confirmedAt) })}
${secondBy === null ? null : say('decision.secondBy', { name: secondBy.name })}
${issuedAt === null ? null : say('decision.issuedAt', { at: moment(issuedAt) })}
${stoppedBy === null ? null : say('decision.stoppedBy', { name: stoppedBy.name })}</p>
<p>${say('decision.counts', { count: households - leftOut })}${leftOut > 0 ? html` ${say('decision.leftOut', { count: leftOut })}` : null}</p>
${state === 'stopped' ? html`<p><strong>${say('decisions.state.stopped')}</strong></p>` : null}`;
}

function moment(at: Date) {
  return { date: at.toISOString() };
}

function papersForm(visit: Visit, { id }: OpenedDecision): Html {
  const { say } = visit;
  const options = decisionPapers.map((value) => ({ value, label: say(`decision.paper.${value}`) }));
  const fields = html`${choice('what', say('papers.which'), options)}<button>${say('papers.make')}</button>`;
  return html`<h2>${say('decision.papers')}</h2><div class="fields">${form(visit, `/console/decisions/${id}/paper`, fields)}</div>`;
}

/** The lines are ticked where they stand, so the table is within the form. */
function correctionForm(visit: Visit, decision: OpenedDecision): Html {
  const { say } = visit;
  const fields = html`${lineTable(visit, decision, true)}
<h2>${say('decision.correct')}</h2>
<p>${say('decision.correctHow')}</p>
<div class="fields"><label>${say('decision.correctReason')}<input name="reason" maxlength="${MAX_REASON}" autocomplete="off"></label>
${signedFields(visit, false)}
<label>${say('decision.correctType')}<input name="typed" maxlength="60" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<button>${say('decision.correct')}</button></div>`;
  return form(visit, `/console/decisions/${decision.id}/correct`, fields);
}

function lineTable(visit: Visit, { lines, kind }: OpenedDecision, ticks: boolean): Html {
  const { say } = visit;
  const heads = ['name', 'area', 'code', 'note'].map((key) => say(`decision.head.${key}`));
  const rows = lines.map((line): Part[] => [nameOf(visit, line, ticks), line.area, spacedCode(line.code), noteOf(visit, line, kind)]);
  return html`<h2>${say('decision.lines')}</h2>${table({ caption: say('decision.lines'), heads, rows })}`;
}

function nameOf({ say }: Visit, { id, position, head, assessmentId, correctable }: LineView, ticks: boolean): Part {
  const name = say('decision.line', { position, head: head || say('help.noHead') });
  const tick =
    ticks && correctable ? html`<input type="checkbox" name="line" value="${id}" aria-label="${say('decision.tick', { head })}"> ` : null;
  return html`${tick}${assessmentId === null ? name : html`<a href="${FILES}/${assessmentId}">${name}</a>`}`;
}

function noteOf({ say }: Visit, { left, corrected, outcome, assessmentId, told }: LineView, kind: OpenedDecision['kind']): Part {
  const notes = [
    kind === 'correction' ? say(`decision.outcome.${outcome}`) : null,
    left === null ? null : say(`decision.left.${left}`),
    corrected === null ? null : say('decision.corrected', { number: corrected.number, day: { date: corrected.date } }),
    told === null ? null : say(`decision.told.${told}`),
    assessmentId === null && left === null ? say('decision.forgotten') : null,
  ].filter((note) => note !== null);
  return notes.join(' · ') || '–';
}

export async function secondRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const typed = textIn(visit, 'typed');
  const done = await act(visit, (deps, scope) => confirmAsSecond(deps, { scope, decisionId, typed }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'refused') return showDecision(visit, refusal(visit, done.why));
  goTo(visit, `/console/decisions/${decisionId}`, 'decisionSecond');
}

/** Whoever stops something in a hurry is not asked for anything more. */
export async function stopDecisionRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const { outcome } = await act(visit, (deps, scope) => stopDecision(deps, { scope, decisionId }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'stopped') return goTo(visit, '/console/decisions', 'decisionStopped');
  const { say } = visit;
  const content = html`${alert(say('decisions.tooLate'))}<p><a class="button first" href="/console/decisions/${decisionId}">${say('decisions.back')}</a></p>`;
  show(visit, { title: say('problem.title'), content, status: 409 });
}

export async function correctDecisionRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const lineIds = [visit.form.line ?? []].flat().filter(isId);
  const asked = {
    decisionId,
    lineIds,
    signed: signedIn(visit),
    reason: textIn(visit, 'reason').slice(0, MAX_REASON),
    typed: textIn(visit, 'typed'),
  };
  const done = await act(visit, (deps, scope) => correctDecision(deps, { scope, ...asked }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'refused') return showDecision(visit, refusal(visit, done.why));
  goTo(visit, `/console/decisions/${done.decisionId}`, 'decisionConfirmed');
}

export async function decisionPaperRoute(visit: Visit): Promise<void> {
  const decisionId = idIn(visit);
  const paper = decisionPapers.find((one) => one === textIn(visit, 'what'));
  if (paper === undefined) throw new Problem('badRequest');
  const ready = await act(visit, (deps, scope) => paperForDecision(deps, { scope, decisionId, paper }));
  if (ready.outcome === 'notFound') throw new Problem('notFound');
  if (ready.outcome === 'nobody') return showDecision(visit, refusal(visit, 'nobody'));
  giveFile(visit, await makeAside(ready.job));
}
