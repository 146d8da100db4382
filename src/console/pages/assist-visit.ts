/** One visit: the household is asked, and then filled in for. */
import { agreeBySlip, takeBackSlip } from '../../assist/agree-by-slip.ts';
import { fillHousehold } from '../../assist/fill-household.ts';
import { factsSeen, openVisit, type VisitFacts, type VisitView } from '../../assist/open-visit.ts';
import { reopenForm } from '../../assist/reopen-form.ts';
import { type FilledItem, type NotSaved, saveAnswers } from '../../assist/save-answers.ts';
import { sendForm } from '../../assist/send-form.ts';
import { createTell } from '../../conversation/tell.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { addressFor } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { fillIn } from '../fill-in.ts';
import { alert, folded, form, goTo, LANGUAGE, show, speaker } from '../frame.ts';
import { goToWith, only } from '../keep-rest.ts';
import { act, type Form, idIn, textIn, type Visit } from '../route.ts';
import { ASSIST } from './assist.ts';
import { type EnteredItem, formPart, reopenPart } from './assist-form.ts';
import { slipLink } from './assist-slip.ts';
import { qr } from './qr.ts';

const MAX_NAME = 80;
const MAX_SLIP = 30;
const MOST_PEOPLE = 30;

const COUNTS = ['preschool', 'primary', 'lowerSecondary', 'upperSecondary', 'adults', 'elders'] as const;
const FACTS: readonly string[] = ['head', 'residence', ...COUNTS];

/** A page that could not be taken as it was. */
interface Again {
  problem: string;
  items?: ReadonlyMap<string, EnteredItem>;
  /** The household is another than was seen: it is shown as it is now, and beside it what was filled in. */
  mine?: VisitFacts;
  /** Another household of that name is there: the page asks whether it is another one. */
  similar?: boolean;
}

export async function visitPage(visit: Visit): Promise<void> {
  await showVisit(visit);
}

async function showVisit(visit: Visit, again?: Again): Promise<void> {
  const { say, parts } = visit;
  const options = { assistId: idIn(visit), secret: parts.secret, speak: speaker(visit) };
  const view = await act(visit, (deps, scope) => openVisit(deps, { scope, ...options }));
  if (!view) throw new Problem('notFound');
  const { household, area } = view;
  const place = `${area.placed ? area.name : say('unplaced')}, ${area.unit}`;
  const title = household ? titleOf(visit, household) : say('assist.new');
  const content = html`${again ? alert(again.problem) : null}
<p class="faint">${place}</p>
${stateOf(visit, view, again)}
<p><a class="button" href="${ASSIST}">${say('assist.another')}</a></p>`;
  show(visit, { title, content, status: again ? 409 : 200 });
}

function titleOf({ say }: Visit, { head, code }: NonNullable<VisitView['household']>): string {
  const named = head || say('help.noHead');
  return code === null ? named : say('queue.household', { head: named, code: spacedCode(code) });
}

function stateOf(visit: Visit, view: VisitView, again: Again | undefined): Html {
  const { say } = visit;
  if (view.state === 'asking') return asking(visit, view);
  if (view.state === 'filling') return filling(visit, view, again);
  if (view.state === 'sent') return sent(visit, view.sentCode);
  return html`<p><strong>${say(`assist.state.${view.state}`)}</strong></p>`;
}

function asking(visit: Visit, view: VisitView): Html {
  const { say, parts, request } = visit;
  const { ask, id } = view;
  if (!ask) return html`<p><strong>${say('assist.state.over')}</strong></p>`;
  const link = `${addressFor(parts, request)}/k/${ask.code}`;
  // The third takes a tick back.
  const publicList = (['given', 'refused', 'notAsked'] as const).map(
    (answer) =>
      html`<label><input type="radio" name="publicList" value="${answer === 'notAsked' ? '' : answer}"> ${say(`assist.publicList.${answer}`)}</label>`,
  );
  const slip = html`<ul class="cards"><li>${readOut(ask.words)}</li></ul>
<h3>${say('assist.publicList.title')}</h3>
<p class="faint">${say('assist.publicList.how')}</p>
<ul class="cards"><li>${readOut(ask.publicWords)}</li></ul>
<fieldset><legend>${say('assist.publicList.answer')}</legend>${publicList}</fieldset>
<label>${say('assist.slip')}<input name="slip" required maxlength="${MAX_SLIP}" autocomplete="off"></label>
<label><input type="checkbox" name="read" value="yes" required> ${say('assist.read')}</label>
<button class="first">${say('assist.agreed')}</button>`;
  return html`<p>${say('assist.askFirst')}</p>
<h2>${say('assist.onPhone')}</h2>
<p>${say('assist.onPhoneHow')}</p>
${qr(link, say('invite.qr'))}
<p class="digits">${spacedCode(ask.code)}</p>
<p class="faint">${say('assist.until', { until: { date: ask.until.toISOString() } })}</p>
<p><a class="button first" href="${ASSIST}/${id}">${say('assist.reload')}</a></p>
<h2>${say('assist.onPaper')}</h2>
<p>${say('assist.onPaperHow')}</p>
<p>${slipLink(visit, { unitCode: view.area.unitCode, unit: null })}. ${say('assist.slipPaperHow')}</p>
<div class="fields">${form(visit, `${ASSIST}/${id}/slip`, slip, { ownWords: true })}</div>
${takeBack(visit, view)}`;
}

function readOut(words: readonly string[]): Html[] {
  const lines = words.flatMap((one) => one.split('\n').filter(Boolean));
  return lines.map((line) => html`<p>${line}</p>`);
}

function filling(visit: Visit, view: VisitView, again: Again | undefined): Html {
  const { say } = visit;
  if (!view.filling) return html`<p><strong>${say('assist.state.over')}</strong></p>`;
  const { facts, form: answers } = view.filling;
  const named = facts.head !== '';
  const path = `${ASSIST}/${view.id}`;
  const household = factsPart(visit, view, again);
  const open = again?.mine !== undefined || again?.similar === true || otherFacts(visit);
  // One form: whoever mends the household's facts keeps what they had ticked, and the other way round.
  const both = html`<h2>${say('assist.household')}</h2>
${named ? folded(say('assist.editHousehold'), household, open) : household}
${named ? formPart(visit, path, answers, { entered: again?.items ?? enteredIn(visit, view.id), lookedAfter: view.lookedAfter }) : html`<p class="faint">${say('assist.householdFirst')}</p>`}`;
  return html`${form(visit, `${path}/answers`, both, { filled: true, ownWords: true })}
${named ? reopenPart(visit, path, answers) : null}
${takeBack(visit, view)}`;
}

function factsPart(visit: Visit, { id, filling }: VisitView, again: Again | undefined): Html {
  const { say } = visit;
  if (!filling) return html``;
  const { facts } = filling;
  // Of a new household nobody has said yet.
  const said = facts.head === '' ? null : facts.residence;
  const residence = (['permanent', 'temporary'] as const).map(
    (value) =>
      html`<label><input type="radio" name="residence" value="${value}"${said === value ? html` checked` : null} required> ${say(`assist.residence.${value}`)}</label>`,
  );
  const counts = COUNTS.map(
    (name) =>
      html`<label>${say(`assist.count.${name}`)}<input type="number" name="${name}" value="${facts[name]}" min="0" max="${MOST_PEOPLE}" required inputmode="numeric"></label>`,
  );
  const similar = again?.similar ? html`<label><input type="checkbox" name="force" value="yes"> ${say('assist.notTheSame')}</label>` : null;
  const fields = html`<input type="hidden" name="seen" value="${filling.factsSeen}">
<label>${say('assist.head')}<input name="head" value="${facts.head}" required maxlength="${MAX_NAME}" autocomplete="off"></label>
<fieldset><legend>${say('assist.residenceKind')}</legend>${residence}</fieldset>
${counts}${similar}<button class="first" formaction="${ASSIST}/${id}/household">${say('assist.saveHousehold')}</button>`;
  const mine = again?.mine && html`<p>${say('assist.mine', { said: differences(visit, again.mine, facts) })}</p>`;
  const entered = again?.mine || visit.entered?.action !== `${ASSIST}/${id}/answers` ? null : fillIn(fields, visit.entered.fields);
  return html`${mine ?? null}<div class="fields">${entered ?? fields}</div>`;
}

/** Does what was filled in say something else of the household than the page did? */
function otherFacts({ entered }: Visit): boolean {
  const sent = { form: entered?.fields ?? {} };
  return FACTS.every((name) => typeof sent.form[name] === 'string') && factsSeen(factsIn(sent)) !== textIn(sent, 'seen');
}

function differences({ say }: Visit, mine: VisitFacts, now: VisitFacts): string {
  const counts = COUNTS.filter((name) => mine[name] !== now[name]).map((name) => `${say(`assist.count.${name}`)}: ${mine[name]}`);
  const residence = mine.residence === now.residence ? [] : [say(`assist.residence.${mine.residence}`)];
  return [...(mine.head === now.head ? [] : [mine.head]), ...residence, ...counts].join('; ');
}

function takeBack(visit: Visit, { id, slip }: VisitView): Part {
  const { say } = visit;
  if (!slip) return null;
  const fields = html`<p>${say('assist.takeBackWhat')}</p>
<label>${say('assist.takeBackSlip')}<input name="slip" required maxlength="${MAX_SLIP}" autocomplete="off"></label><button>${say('assist.takeBack')}</button>`;
  return folded(say('assist.takeBack'), html`<div class="fields">${form(visit, `${ASSIST}/${id}/take-back`, fields)}</div>`);
}

function sent({ say }: Visit, code: string | null): Html {
  return html`<p><strong>${say('assist.state.sent')}</strong></p>
${code === null ? null : html`<p>${say('assist.writeCode')}</p><p class="digits">${code}</p>`}`;
}

export async function slipRoute(visit: Visit): Promise<void> {
  const { say, parts } = visit;
  const assistId = idIn(visit);
  if (textIn(visit, 'read') !== 'yes') return showVisit(visit, { problem: say('assist.problem.notRead') });
  const said = textIn(visit, 'publicList');
  const publicList = (['given', 'refused'] as const).find((one) => one === said) ?? null;
  const slip = {
    slip: textIn(visit, 'slip'),
    publicList,
    speak: speaker(visit),
    lang: LANGUAGE,
    secret: parts.secret,
    tell: createTell(parts).person,
  };
  const { outcome } = await act(visit, (deps, scope) => agreeBySlip(deps, { scope, assistId, ...slip }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'agreed') return goTo(visit, `${ASSIST}/${assistId}`, 'assistAgreed');
  await showVisit(visit, { problem: say(`assist.problem.${outcome}`) });
}

export async function takeBackRoute(visit: Visit): Promise<void> {
  const assistId = idIn(visit);
  const asked = { assistId, slip: textIn(visit, 'slip'), tell: createTell(visit.parts).officer };
  const { outcome } = await act(visit, (deps, scope) => takeBackSlip(deps, { scope, ...asked }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'withdrawn' || outcome === 'nothing') return goTo(visit, `${ASSIST}/${assistId}`);
  await showVisit(visit, { problem: visit.say(`assist.problem.${outcome}`) });
}

export async function fillHouseholdRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const assistId = idIn(visit);
  const missing = textIn(visit, 'head') === '' ? 'noHead' : textIn(visit, 'residence') === '' ? 'noResidence' : null;
  if (missing) return showVisit(visit, { problem: say(`assist.problem.${missing}`) });
  const facts = factsIn(visit);
  const [seen, force] = [textIn(visit, 'seen'), textIn(visit, 'force') === 'yes'];
  const { outcome } = await act(visit, (deps, scope) => fillHousehold(deps, { scope, assistId, facts, seen, force, tell: telling(visit) }));
  if (outcome === 'notFound') throw new Problem('notFound');
  const page = `${ASSIST}/${assistId}`;
  // Which questions are asked hangs on what was just saved: the answers are shown again beside them, and saved by their own button.
  if (outcome === 'saved') return goToWith(visit, { path: page, page, rest: answersIn(visit) }, 'assistHousehold');
  const mine = outcome === 'changed' ? { mine: facts } : {};
  await showVisit(visit, { problem: say(`assist.problem.${outcome}`), similar: outcome === 'similar', ...mine });
}

function factsIn(visit: Pick<Visit, 'form'>): VisitFacts {
  const count = (name: string) => (/^\d{1,2}$/.test(textIn(visit, name)) ? Number(textIn(visit, name)) : -1);
  const [preschool, primary, lowerSecondary, upperSecondary, adults, elders] = COUNTS.map(count) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const residence = textIn(visit, 'residence') === 'temporary' ? 'temporary' : 'permanent';
  return { head: textIn(visit, 'head'), residence, preschool, primary, lowerSecondary, upperSecondary, adults, elders };
}

export async function answersRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const assistId = idIn(visit);
  const entered = enteredIn(visit, assistId);
  const items = itemsOf(entered);
  const saved = await act(visit, (deps, scope) => saveAnswers(deps, { scope, assistId, items, tell: telling(visit) }));
  if (saved.outcome === 'notFound') throw new Problem('notFound');
  const page = `${ASSIST}/${assistId}`;
  const rest = otherFacts(visit) ? only(visit.form, (name) => FACTS.includes(name) || name === 'seen') : {};
  if (saved.outcome === 'saved') return goToWith(visit, { path: page, page, rest }, 'assistSaved');
  if ('items' in saved) return showNotSaved(visit, entered, saved);
  await showVisit(visit, { problem: say(`assist.problem.${saved.outcome}`), items: entered });
}

async function showNotSaved(visit: Visit, entered: ReadonlyMap<string, EnteredItem>, saved: NotSaved): Promise<void> {
  const noted = new Set(saved.items);
  const items = new Map([...entered].map(([item, one]) => [item, { ...one, noted: noted.has(item) }]));
  const reason = saved.outcome === 'refused' ? saved.why : saved.outcome;
  await showVisit(visit, { problem: visit.say(`assist.problem.${reason}`), items });
}

function itemsOf(entered: ReadonlyMap<string, EnteredItem>): FilledItem[] {
  return [...entered].map(([item, { choice, seen, story }]) => ({ item, choice, seen, story }));
}

/** Answers and stories that were filled in, and are not saved; none where all is as it was shown. */
function answersIn(visit: Visit): Form {
  const items = [...enteredIn(visit, idIn(visit))].filter(([, { choice, seen, story }]) => choice !== seen || story !== '');
  const names = new Set(items.flatMap(([item]) => ['answer', 'seen', 'story'].map((name) => `${name}.${item}`)));
  return only(visit.form, (name) => names.has(name));
}

/** By indicator, whichever of the form's buttons was pressed; nothing where none was filled in. */
function enteredIn({ entered }: Visit, assistId: string): Map<string, EnteredItem> {
  const sent = { form: entered?.action === `${ASSIST}/${assistId}/answers` ? entered.fields : {} };
  const items = Object.keys(sent.form)
    .filter((name) => name.startsWith('seen.'))
    .map((name) => name.slice('seen.'.length));
  return new Map(
    items.map((item) => {
      const orNull = (name: string) => textIn(sent, `${name}.${item}`) || null;
      return [item, { choice: orNull('answer'), seen: orNull('seen'), story: textIn(sent, `story.${item}`), noted: false }];
    }),
  );
}

export async function sendFormRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const assistId = idIn(visit);
  const entered = enteredIn(visit, assistId);
  if (otherFacts(visit)) return showVisit(visit, { problem: say('assist.problem.factsFirst'), items: entered });
  if (textIn(visit, 'yes') !== 'yes') return showVisit(visit, { problem: say('assist.problem.noYes'), items: entered });
  const [shown, items] = [textIn(visit, 'shown'), itemsOf(entered)];
  const result = await act(visit, (deps, scope) => sendForm(deps, { scope, assistId, shown, items, tell: telling(visit) }));
  if (result.outcome === 'notFound') throw new Problem('notFound');
  if (result.outcome === 'sent' || result.outcome === 'sentBefore') return goTo(visit, `${ASSIST}/${assistId}`);
  if (result.outcome === 'notSaved') return showNotSaved(visit, entered, result.saved);
  const count = result.outcome === 'incomplete' ? { count: result.missing } : {};
  await showVisit(visit, { problem: say(`assist.problem.${result.outcome === 'changed' ? 'sendChanged' : result.outcome}`, count) });
}

export async function reopenFormRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const assistId = idIn(visit);
  const reopened = await act(visit, (deps, scope) => reopenForm(deps, { scope, assistId, tell: telling(visit) }));
  if (reopened.outcome === 'notFound') throw new Problem('notFound');
  if (reopened.outcome === 'reopened') return goTo(visit, `${ASSIST}/${assistId}`, 'assistReopened');
  await showVisit(visit, { problem: say(`assist.problem.${reopened.outcome === 'refused' ? reopened.why : reopened.outcome}`) });
}

const telling = ({ parts }: Visit) => createTell(parts).household;
