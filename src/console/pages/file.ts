/** One household's file: what it says, what it shows, what others made of it, and what to do with it. */
import { createTell } from '../../conversation/tell.ts';
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import type { Scope } from '../../officer/scope.ts';
import { Problem } from '../../problems.ts';
import type { NotDone } from '../../review/act-on.ts';
import { askBack } from '../../review/ask-back.ts';
import { changeAnswer } from '../../review/change-answer.ts';
import { confirmFile } from '../../review/confirm-file.ts';
import { keepAnswers } from '../../review/keep-answers.ts';
import { type CityReason, cityReasons } from '../../review/looks-from-above.ts';
import { flagSentence, nextRow } from '../../review/next-file.ts';
import { type AnswerView, type FileView, type HistoryLine, type ItemView, openFile, type PieceView } from '../../review/open-file.ts';
import { unconfirmFile } from '../../review/unconfirm-file.ts';
import { withdrawAsk } from '../../review/withdraw-ask.ts';
import { unshown } from '../fill-in.ts';
import { alert, choice, folded, form, goTo, radios, sentence, show, speaker } from '../frame.ts';
import { goToWith, isTyped, only } from '../keep-rest.ts';
import { act, idIn, lineIn, textIn, type Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES } from './queue.ts';
import { filterOf, placeFields, QUEUE, queuePlaceIn, wayToAnswer, withPlace } from './queue-place.ts';

/** Characters of a reason. */
const MAX_REASON = 300;

export async function filePage(visit: Visit): Promise<void> {
  await showFile(visit);
}

/** The city says why it looks. */
export async function lookIntoFile(visit: Visit): Promise<void> {
  const why = cityReasons.find((one) => one === textIn(visit, 'why'));
  if (!why) throw new Problem('badRequest');
  await showFile(visit, { why });
}

async function showFile(
  visit: Visit,
  { why, problem = null, status = 200 }: { why?: CityReason; problem?: Part; status?: number } = {},
): Promise<void> {
  const assessmentId = idIn(visit);
  const opened = await act(visit, (deps, scope) => openFile(deps, { scope, assessmentId, why }));
  if (opened.outcome === 'notFound') throw new Problem('notFound');
  if (opened.outcome === 'needsReason') return askWhy(visit, assessmentId);
  const { file } = opened;
  const { say } = visit;
  const title = say('queue.household', { head: file.household.headName || say('help.noHead'), code: spacedCode(file.household.code) });
  const body = content(visit, file);
  show(visit, { title, content: html`${problem}${notWritten(visit, body)}${body}`, status });
}

/** What this officer had written, where the file has no place for it any more. */
function notWritten({ say, entered }: Visit, body: Html): Part {
  const words = entered ? unshown(body, entered.fields, isWords) : [];
  return words.length > 0 ? html`<p>${say('file.notWritten')}</p>${words.map((one) => html`<p class="said">“${one}”</p>`)}` : null;
}

function askWhy(visit: Visit, assessmentId: string): void {
  const { say } = visit;
  const fields = html`${whyChoice(visit)}<button class="first">${say('file.look')}</button>`;
  const content = html`<p>${say('file.whyTold')}</p><div class="fields">${form(visit, `${FILES}/${assessmentId}/look`, fields)}</div>`;
  show(visit, { title: say('file.whyTitle'), content });
}

/** Nothing is chosen beforehand: whoever looks says why. */
export function whyChoice({ say }: Visit): Html {
  const reasons = cityReasons.map((value) => ({ value, label: say(`file.why.${value}`) }));
  return choice('why', say('file.whyLook'), [{ value: '', label: say('file.whyChoose') }, ...reasons]);
}

function content(visit: Visit, file: FileView): Html {
  const { say } = visit;
  const speak = speaker(visit);
  const { area, household, sent, stage, hand, askedUntil, flags, items, lookedIntoFromAbove, trial, hamletPoints } = file;
  const place = area.placed ? `${area.name}, ${area.unit}` : `${say('unplaced')}, ${area.unit}`;
  // Who looks from above sees this file, and no more.
  const mayOpen = file.level !== null || file.ofOwnFamily;
  const name = (indicator: string): Sentence => items.find((item) => item.indicator === indicator)?.name ?? { text: indicator };
  return html`${file.ofOwnFamily ? html`<p class="problem-note">${say('household.ownFamily')}</p>` : null}
${file.ownAssist ? html`<p class="problem-note">${say('file.ownAssist')}</p>` : null}
<p>${mayOpen ? html`<a href="${HOUSEHOLD}/${household.id}">${say('household.page')}</a>` : null}${household.verified ? null : html` <span class="faint">${mayOpen ? '· ' : ''}${say('households.unverified')}</span>`}</p>
<p class="faint">${place}${sent ? html` · ${say('file.sent', { code: sent.code, at: day(sent.at) })}${sent.by === null ? null : html` · ${say('file.sentBy', { who: sent.by })}`}` : html` · ${say('file.notSent')}`}</p>
<p><strong>${say(`file.stage.${stage}`)}</strong>${hand === 'household' && stage !== 'returned' && sent ? html` · ${say('file.reopened')}` : null}
${askedUntil ? html` · ${askedWords(visit, file, askedUntil)}` : null}</p>
${trial ? html`<p class="faint">${say('file.trial')}</p>` : null}
${lookedIntoFromAbove.map(({ at, why }) => html`<p class="faint">${say('file.lookedInto', { at: day(at), why: say(`file.why.${why}`) })}</p>`)}
${flags.length > 0 ? html`<ul class="flags">${flags.map((flag) => html`<li>${speak(flagSentence(flag, name))}</li>`)}</ul>` : null}
${objectionPart(visit, file)}
${sent ? scores(visit, file) : null}
${hamletPoints === null ? null : html`<p>${say('file.byHand', { points: hamletPoints })}</p>`}
${whatIsDone(visit, file)}
<h2>${say('file.history')}</h2>
<ul>${file.history.map((line) => html`<li>${historyLine(visit, line)}</li>`)}</ul>`;
}

/** It disagrees with not being proposed: what it said, and where whoever may answers that. */
function objectionPart(visit: Visit, { assessmentId, area, stage, flags, history, level }: FileView): Part {
  if (stage !== 'notProposed' || !flags.some(({ kind }) => kind === 'objects')) return null;
  const way = level === null ? null : html`<p>${wayToAnswer(visit, { unitCode: area.unitCode, areaId: area.id, assessmentId })}</p>`;
  return html`<p class="said">“${objectionIn(history)}”</p>${way}`;
}

function objectionIn(history: readonly HistoryLine[]): string {
  return history.findLast(({ act: what }) => what === 'object')?.reason ?? '';
}

/** Nobody's days begin before they were told; whom the message does not reach, an officer tells. */
function askedWords({ say }: Visit, { level }: FileView, { date, told, over, toTellInPerson }: NonNullable<FileView['askedUntil']>): Part {
  const key = over ? 'file.askedOver' : told ? 'file.askedUntil' : 'file.askedUntold';
  const words = say(key, { until: { date } });
  if (told || over || level === null) return words;
  return html`${words} · ${toTellInPerson ? html`<a href="/console/outcomes">${say('file.askedInPerson')}</a>` : say('file.askedOnItsWay')}`;
}

function scores(visit: Visit, { scores }: FileView): Html {
  const { say } = visit;
  const speak = speaker(visit);
  const cells = (['household', 'hamlet', 'ward'] as const).map((level) => {
    const score = scores[level];
    const words = score
      ? html`<strong>${say('file.points', { points: score.points, max: score.max })}</strong><br>${say(score.enough ? 'file.enough' : 'file.notEnough')}`
      : '—';
    return html`<div><dt>${say(`level.${level}`)}</dt><dd>${words}</dd></div>`;
  });
  const rules = (['household', 'hamlet', 'ward'] as const).flatMap((level) => {
    const words = scores[level]?.rules.map(speak).join(' ') ?? '';
    return words === '' ? [] : [html`<p class="faint">${say('file.rules', { who: say(`level.${level}`), words })}</p>`];
  });
  return html`<h2 class="unseen">${say('file.scores')}</h2><dl class="scores">${cells}</dl>${rules}`;
}

/** One form with a button for each deed: what was typed for another one comes along, and is not lost. */
function whatIsDone(visit: Visit, file: FileView): Html {
  const { say } = visit;
  const { items, may, assessmentId } = file;
  const body = html`${deeds(visit, file)}
<h2>${say('file.answers')}</h2>
<ul class="cards">${items.filter(({ applies }) => applies).map((item) => html`<li>${itemCard(visit, file, item)}</li>`)}</ul>
${may.askBack ? askPart(visit, file) : null}`;
  if (!Object.values(may).some(Boolean)) return body;
  // The first button is what the Enter key presses: none of these is done by mistake.
  const fields = html`<button disabled hidden></button><input type="hidden" name="seen" value="${file.seen}">
<input type="hidden" name="seen.place" value="${file.place ?? ''}">${placeFields(queuePlaceIn(visit))}${body}`;
  return form(visit, `${FILES}/${assessmentId}/ask`, fields, { ownWords: true });
}

/** A button of the form; what is wrong is said by us. */
function button({ say }: Visit, { assessmentId }: FileView, verb: string, words: string, attributes = html``): Html {
  return html`<button formaction="${FILES}/${assessmentId}/${verb}"${attributes}>${say(words)}</button>`;
}

/** What is done with the file as a whole. */
function deeds(visit: Visit, file: FileView): Part {
  const { say } = visit;
  const { may } = file;
  const confirm = button(visit, file, 'confirm', 'file.confirm', html` class="first"`);
  const withdraw = button(visit, file, 'withdraw', file.askedUntil?.over ? 'file.useAsSent' : 'file.withdraw');
  const again = html`<div class="fields">${reason(visit, 'reason')}${button(visit, file, 'unconfirm', 'file.unconfirm')}</div>`;
  const unconfirm = folded(say('file.unconfirm'), again, isEntered(visit, ['reason']));
  return html`${may.keep ? keepPart(visit, file) : null}<div class="acts">${may.confirm ? confirm : null}${may.withdraw ? withdraw : null}</div>${may.unconfirm ? unconfirm : null}`;
}

/** It disagrees with a change: what it said, and the answer that nothing else on the page is. */
function keepPart(visit: Visit, file: FileView): Html {
  const { say } = visit;
  const words = html`<label>${say('file.keepReason')}${sentence('keep', MAX_REASON)}</label>`;
  return html`<p>${say('file.objects')} <span class="said">“${objectionIn(file.history)}”</span></p>
<div class="fields">${words}${button(visit, file, 'keep', 'file.keep')}</div><p class="faint">${say('file.keepHow')}</p>`;
}

function itemCard(visit: Visit, file: FileView, item: ItemView): Html {
  const { say } = visit;
  const speak = speaker(visit);
  const { name, ask, household, filledBy, hamlet, ward, changes, evidence, flags, asked, isNew, news, max } = item;
  const words = (answer: AnswerView | null): Part =>
    answer ? html`${speak(answer.words)} (${say('file.points', { points: answer.points, max })})` : html`${say('file.noAnswer')}`;
  const differs = (one: AnswerView | null, other: AnswerView | null) => one?.value !== other?.value;
  return html`<h3>${speak(name)}${isNew ? html` <span class="new">${say('file.isNew')}</span>` : null}</h3>
<p class="faint">${speak(ask)}</p>
<p>${say('level.household')}: ${words(household)}${filledBy === null ? null : html` <span class="faint">${say('file.filledBy', { who: filledBy })}</span>`}</p>
${news.length > 0 ? html`<p class="said">${say('file.whatIsNew', { what: news.map((one) => speak(one)).join('; ') })}</p>` : null}
${differs(hamlet, household) ? html`<p>${say('level.hamlet')}: ${words(hamlet)}</p>` : null}
${differs(ward, hamlet) ? html`<p>${say('level.ward')}: ${words(ward)}</p>` : null}
${changes.map((change) => html`<p class="said">${say('file.because', { who: change.officer ?? say(`level.${change.level}`), reason: change.reason ?? '' })}</p>`)}
${flags.map((kind) => html`<p><strong>${say(`file.flag.${kind}`)}</strong></p>`)}
${asked ? html`<p class="said">${say(asked.answered ? 'file.askedAnswered' : 'file.asked', { reason: asked.reason ?? '' })}</p>` : null}
${evidence.length > 0 ? html`<ul class="pieces">${evidence.map((piece) => html`<li>${pieceOf(visit, piece)}${piece.isNew ? html` <span class="new">${say('file.isNew')}</span>` : null}</li>`)}</ul>` : null}
${file.may.change ? changePart(visit, file, item) : null}`;
}

function pieceOf({ say }: Visit, { id, kind, text, removed }: PieceView): Html {
  if (removed) return html`<span class="faint">${say('file.removed')}</span>`;
  if (kind === 'story') return html`<span class="said">“${text ?? ''}”</span>`;
  const address = `/console/evidence/${id}`;
  if (kind === 'pdf') return html`<a href="${address}">${say('file.pdf')}</a>`;
  return html`<a href="${address}"><img src="${address}/thumb" alt="${say('file.photo')}" width="120" height="120" loading="lazy"></a>`;
}

function changePart(visit: Visit, file: FileView, { indicator, choices }: ItemView): Html {
  const { say } = visit;
  const speak = speaker(visit);
  const options = choices.map(({ value, words, points }) => ({
    value,
    label: points === null ? speak(words) : say('file.choice', { words: speak(words), points }),
  }));
  const [value, why] = [`value.${indicator}`, `reason.${indicator}`];
  const change = button(visit, file, 'change', 'file.change', html` name="indicator" value="${indicator}"`);
  const fields = html`<div class="fields">${radios(value, say('file.instead'), options)}${reason(visit, why)}${change}</div>`;
  return folded(say('file.change'), fields, isEntered(visit, [value, why]));
}

/** Whatever has a reason is asked, in one message. */
function askPart(visit: Visit, file: FileView): Html {
  const { say } = visit;
  const speak = speaker(visit);
  const asked = file.items.filter(({ mayAskBack }) => mayAskBack).map(({ indicator, name }) => ({ field: `ask.${indicator}`, name }));
  const fields = asked.map(({ field, name }) => html`<label>${speak(name)}${sentence(field, MAX_REASON)}</label>`);
  const ask = html`<div class="fields">${fields}${button(visit, file, 'ask', 'file.ask', html` class="first"`)}</div>`;
  const names = asked.map(({ field }) => field);
  return folded(say('file.ask'), html`<p>${say('file.askHow')}</p>${ask}`, isEntered(visit, names));
}

function historyLine(visit: Visit, { act: what, level, officer, item, words, reason: why, at }: HistoryLine): Part {
  const { say } = visit;
  const speak = speaker(visit);
  const who = officer ?? say(what === 'send' || what === 'object' || level === null ? 'level.household' : `level.${level}`);
  const about = [item && speak(item), words && speak(words)].filter((part) => part !== null).join(': ');
  const line = say(`file.did.${what}`, { who, at: day(at) });
  return html`${line}${about ? html` · ${about}` : null}${why ? html` · <span class="said">“${why}”</span>` : null}`;
}

function reason({ say }: Visit, name: string): Html {
  return html`<label>${say('file.reason')}${sentence(name, MAX_REASON)}</label>`;
}

/** Was something of it filled in, and not taken yet? */
function isEntered({ entered }: Visit, names: readonly string[]): boolean {
  return entered !== null && isTyped(only(entered.fields, (name) => names.includes(name)));
}

/** Of the fields of the page, those that a person writes in; `value.` is what they choose. */
function isWords(name: string): boolean {
  return name === 'reason' || name === 'keep' || name.startsWith('reason.') || name.startsWith('ask.');
}

function isFilledIn(name: string): boolean {
  return isWords(name) || name.startsWith('value.');
}

function day(at: Date): { date: string } {
  return { date: at.toISOString() };
}

interface Asked {
  scope: Scope;
  assessmentId: string;
  seen: string;
}

/** Does it, and shows the file as it is then; where somebody was faster, or it cannot be, with what happened. */
export async function does(
  visit: Visit,
  done: string | ((told: number) => string),
  work: (deps: Deps, asked: Asked) => Promise<{ outcome: 'done'; told?: number } | NotDone>,
  { uses = isFilledIn, next }: { uses?: (name: string) => boolean; next?: (said: string) => Promise<void> } = {},
): Promise<void> {
  const assessmentId = idIn(visit);
  const result = await act(visit, (deps, scope) => work(deps, { scope, assessmentId, seen: textIn(visit, 'seen') }));
  if (result.outcome === 'notFound') throw new Problem('notFound');
  if (result.outcome === 'done') {
    const said = typeof done === 'string' ? done : done(result.told ?? 0);
    if (next) return next(said);
    const page = `${FILES}/${assessmentId}`;
    const rest = only(visit.form, (name) => isFilledIn(name) && !uses(name));
    return goToWith(visit, { path: withPlace(page, queuePlaceIn(visit)), page, rest }, said);
  }
  await showFile(visit, { problem: alert(notDone(visit, result)), status: 409 });
}

function notDone(visit: Visit, result: Exclude<NotDone, { outcome: 'notFound' }>): string {
  const { say } = visit;
  if (result.outcome === 'refused') return say('file.refused', { why: speaker(visit)({ key: `review.why.${result.why}` }) });
  const { last } = result;
  if (!last) return say('file.changed');
  const who = last.officer?.name ?? say('level.household');
  return say('file.changedBy', { what: say(`file.did.${last.act}`, { who, at: day(last.at) }) });
}

const telling = ({ parts }: Visit) => createTell(parts).household;

/** Whoever typed something for another deed does that first: nobody is told what was meant for them by mistake, and it is not lost. */
export async function confirmRoute(visit: Visit): Promise<void> {
  if (isTyped(only(visit.form, isFilledIn))) {
    const { say } = visit;
    const drop = html`<a href="${withPlace(`${FILES}/${idIn(visit)}`, queuePlaceIn(visit))}">${say('file.dropTyped')}</a>`;
    const problem = alert(html`${say('file.typedFirst')} ${drop}`);
    return showFile(visit, { problem, status: 409 });
  }
  const work = (deps: Deps, asked: Asked) => confirmFile(deps, { ...asked, tell: telling(visit) });
  await does(visit, 'confirmed', work, { next: (said) => toNext(visit, said) });
}

/** Whoever goes through the queue comes to the next file of what they look for; after the last, to what they left for later. */
async function toNext(visit: Visit, said: string): Promise<void> {
  const place = queuePlaceIn(visit);
  if (!place) return goTo(visit, `${FILES}/${idIn(visit)}`, said);
  const after = textIn(visit, 'seen.place') || null;
  const next = await act(visit, (deps, scope) => nextRow(deps, { scope, after, filter: filterOf(place) }));
  if (next) return goTo(visit, withPlace(`${FILES}/${next.assessmentId}`, place), 'confirmedNext');
  goTo(visit, withPlace(QUEUE, place), 'confirmedLast');
}

export const unconfirmRoute = (visit: Visit) =>
  does(visit, 'unconfirmed', (deps, asked) => unconfirmFile(deps, { ...asked, reason: reasonIn(visit, 'reason') }), {
    uses: (name) => name === 'reason',
  });

export const keepRoute = (visit: Visit) =>
  does(
    visit,
    (told) => (told > 0 ? 'objectionKept' : 'objectionKeptInPerson'),
    (deps, asked) => keepAnswers(deps, { ...asked, reason: reasonIn(visit, 'keep'), tell: telling(visit) }),
    { uses: (name) => name === 'keep' },
  );

export const changeRoute = (visit: Visit) => {
  const indicator = textIn(visit, 'indicator');
  const [value, why] = [`value.${indicator}`, `reason.${indicator}`];
  const change = { indicator, value: textIn(visit, value), reason: reasonIn(visit, why) };
  return does(visit, 'changed', (deps, asked) => changeAnswer(deps, { ...asked, ...change, tell: telling(visit) }), {
    uses: (name) => name === value || name === why,
  });
};

export const askRoute = (visit: Visit) =>
  does(
    visit,
    (told) => (told > 0 ? 'asked' : 'askedInPerson'),
    (deps, asked) => {
      const items = Object.keys(visit.form)
        .filter((name) => name.startsWith('ask.'))
        .map((name) => ({ indicator: name.slice('ask.'.length), reason: reasonIn(visit, name) }))
        .filter(({ reason: words }) => words !== '');
      return askBack(deps, { ...asked, items, tell: telling(visit) });
    },
    { uses: (name) => name.startsWith('ask.') },
  );

export const withdrawRoute = (visit: Visit) =>
  does(visit, 'withdrawnAsk', (deps, asked) => withdrawAsk(deps, { ...asked, tell: telling(visit) }), { uses: () => false });

function reasonIn(visit: Visit, name: string): string {
  return lineIn(visit, name, MAX_REASON);
}
