/** Deciding in a ward: what stands in the way, confirming, the ten minutes before it begins, and what was decided before. */
import { createTell } from '../../conversation/tell.ts';
import { confirmDecision, type NotConfirmed } from '../../decision/confirm-decision.ts';
import type { Confirmed } from '../../decision/enter-decision.ts';
import { type DecisionView, listDecisions } from '../../decision/list-decisions.ts';
import {
  type OpenHousehold,
  type OpenOutcomes,
  type Recognisable,
  type Some,
  standingOfWard,
  type Unjudged,
  type WardStanding,
} from '../../decision/standing-of-ward.ts';
import { sentenceOf } from '../../decision/typed.ts';
import { MOST_DAYS, needsSecond, saveWardSettings } from '../../decision/ward-settings.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { wardsOf } from '../../officer/wards-of.ts';
import { answerObjection, wardOfFile } from '../../outcome/answer-objection.ts';
import { Problem } from '../../problems.ts';
import { unshown } from '../fill-in.ts';
import { alert, folded, form, goOn, goTo, sentence, show, table } from '../frame.ts';
import { act, actLong, idIn, lineIn, textIn, unitIn, type Visit } from '../route.ts';
import { kindWords, onItsWay, refusal, signedFields, signedIn, typedField } from './decision-parts.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES } from './queue.ts';

const DECISIONS = '/console/decisions';
const MAX_REASON = 300;
/** More than that are folded. */
const FEW = 10;

/**
 * Every ward of theirs, and what is about to begin there: quickly found, because it can be stopped here. Where nothing is, whoever decides
 * for one ward goes on with that.
 */
export async function decisionsPage(visit: Visit): Promise<void> {
  const { say, parts, officer } = visit;
  const { scope } = officer;
  const units = await wardsOf(depsOf(parts), scope);
  const waiting = await listDecisions(depsOf(parts), { scope, onTheirWay: true });
  const [first, ...others] = units;
  if (first && others.length === 0 && waiting.length === 0) return goOn(visit, wardPath(first.code));
  const wards = units.map(
    ({ code, name }) => html`<li><a class="work" href="${wardPath(code)}">${say('decisions.toWard', { unit: name })}</a></li>`,
  );
  const content = html`${waiting.map((decision) => onItsWay(visit, decision))}
<ul class="works">${wards}</ul>`;
  show(visit, { title: say('decisions.title'), content });
}

function wardPath(unitCode: string): string {
  return `${DECISIONS}/wards/${unitCode}`;
}

export async function wardDecisionsPage(visit: Visit): Promise<void> {
  await showWard(visit, unitIn(visit));
}

async function showWard(
  visit: Visit,
  unitCode: string,
  { problem = null, status = problem ? 422 : 200 }: { problem?: Html | null; status?: number } = {},
): Promise<void> {
  const { say, entered } = visit;
  const { standing, decisions } = await actLong(visit, async (deps, scope) => ({
    standing: await standingOfWard(deps, { scope, unitCode }),
    decisions: await listDecisions(deps, { scope, unitCode }),
  }));
  if (!standing) throw new Problem('notFound');
  const pending = decisions.filter(({ state }) => state === 'awaitingSecond' || state === 'planned');
  const here = pending.some(({ seasonId }) => seasonId === standing.seasonId);
  const section = standingSection(visit, standing);
  const lost = entered ? unshown(section, entered.fields, (name) => name === 'reason') : [];
  const content = html`${problem}
${lost.length > 0 ? html`<p>${say('file.notWritten')}</p>${lost.map((words) => html`<p class="said">“${words}”</p>`)}` : null}
${pending.map((decision) => onItsWay(visit, decision))}
${section}
${standing.blocks.length === 0 && standing.households > 0 && !here ? confirmForm(visit, standing) : null}
${decisionTable(visit, decisions)}
${settingsForm(visit, standing)}`;
  show(visit, { title: say('decisions.of', { unit: standing.unit, season: standing.season }), content, status });
}

function standingSection(visit: Visit, standing: WardStanding): Html {
  const { say } = visit;
  const { blocks, open, households, listed, below, bare, nameless, unconfirmed, unjudged, moving } = standing;
  const ground = {
    trial: html`<li>${say('decisions.block.trial')}</li>`,
    notAdopted: html`<li>${say('decisions.block.notAdopted')} <a href="/console/rubrics">${say('decisions.toRubrics')}</a></li>`,
    moving: html`<li>${say('decisions.block.moving', { count: moving })}</li>`,
    nameless: html`<li>${say('decisions.block.nameless', { count: nameless.count })}</li>`,
  };
  const grounds = blocks.map((block) => (block in ground ? ground[block as keyof typeof ground] : null));
  return html`<h2>${say('decisions.now')}</h2>
<p>${say(listed > 0 ? 'decisions.proposedListed' : 'decisions.proposed', { count: households, listed })}</p>
${someSection(visit, 'nameless', nameless)}${someSection(visit, 'below', below)}${someSection(visit, 'bare', bare)}${someSection(visit, 'unconfirmed', unconfirmed)}
${unjudgedPart(visit, unjudged)}
${blocks.length === 0 ? html`<p>${say(households === 0 ? 'decisions.nobodyYet' : below.count + bare.count + unconfirmed.count > 0 ? 'decisions.readyBut' : 'decisions.ready')}</p>` : html`<p>${say('decisions.blocked')}</p><ul>${grounds}</ul>`}
${open.map((outcomes) => openSection(visit, outcomes))}`;
}

/** Those whom an officer should look at once more before anything is typed, each with the way to it. */
function someSection(visit: Visit, which: 'nameless' | 'below' | 'bare' | 'unconfirmed', { count, households }: Some): Html | null {
  const { say } = visit;
  if (count === 0) return null;
  const names = households.map((one) => html`<li><a href="${HOUSEHOLD}/${one.householdId}">${whoIs(visit, one)}</a></li>`);
  const more = count - households.length;
  const list = html`<ul>${names}</ul>${more > 0 ? html`<p>${say('decisions.more', { count: more })}</p>` : null}`;
  const [path, key] =
    which === 'unconfirmed' ? ['/console/households?standing=toConfirm', 'toHouseholds'] : ['/console/sheets', 'toSheets'];
  return html`<section class="problem-note"><p>${say(`decisions.${which}`, { count })} <a href="${path}">${say(`decisions.${key}`)}</a></p>
${count > FEW ? folded(say('decisions.which', { count }), list) : list}</section>`;
}

function unjudgedPart({ say }: Visit, { waiting, confirmed, withHousehold }: Unjudged): Html | null {
  if (waiting + confirmed + withHousehold === 0) return null;
  return html`<div class="faint"><ul>
${waiting > 0 ? html`<li>${say('decisions.unjudged.waiting', { count: waiting })} <a href="/console/queue">${say('decisions.toQueue')}</a></li>` : null}
${confirmed > 0 ? html`<li>${say('decisions.unjudged.confirmed', { count: confirmed })} <a href="/console/sheets">${say('decisions.toSheets')}</a></li>` : null}
${withHousehold > 0 ? html`<li>${say('decisions.unjudged.withHousehold', { count: withHousehold })}</li>` : null}
</ul><p>${say('decisions.unjudged.what')}</p></div>`;
}

function whoIs({ say }: Visit, { head, code, area }: Pick<Recognisable, 'head' | 'code' | 'area'>): string {
  return say('decisions.household', { head: head || say('help.noHead'), code: spacedCode(code), area });
}

function openSection(visit: Visit, { state, count, until, households }: OpenOutcomes): Html {
  const { say } = visit;
  const more = count - households.length;
  // Whoever comes to answer one finds it at once.
  const { answer } = visit.request.query;
  const listed = households.toSorted((a, b) => Number(b.assessmentId === answer) - Number(a.assessmentId === answer));
  return html`<section><h3>${say(`decisions.open.${state}`, { count })}</h3>
<p class="faint">${say(`decisions.openHow.${state}`)}${until === null ? null : html` ${say('decisions.until', { until: { date: until } })}`}</p>
${state === 'untold' ? html`<p><a class="button" href="/console/outcomes">${say('outcomes.title')}</a></p>` : null}
<ul class="cards">${listed.map((one) => html`<li>${openHousehold(visit, state, one)}</li>`)}</ul>
${more > 0 ? html`<p class="faint">${say('decisions.more', { count: more })}</p>` : null}</section>`;
}

function openHousehold(visit: Visit, state: OpenOutcomes['state'], household: OpenHousehold): Html {
  const { say } = visit;
  const { assessmentId, answerBy, words, reason } = household;
  const name = whoIs(visit, household);
  return html`<a href="${FILES}/${assessmentId}">${name}</a>
${state === 'waiting' && answerBy !== null ? html`<p class="faint">${say('decisions.until', { until: { date: answerBy } })}</p>` : null}
${state === 'objected' && reason ? html`<p>${say('decisions.hamletReason', { reason })}</p>` : null}
${state === 'objected' ? html`<p class="said">“${words ?? ''}”</p>${answerForm(visit, household)}` : null}`;
}

function answerForm(visit: Visit, { assessmentId, seen }: OpenHousehold): Html {
  const { say } = visit;
  const fields = html`<input type="hidden" name="seen" value="${seen}">
<label>${say('decisions.answerReason')}${sentence('reason', MAX_REASON)}</label>
<button name="answer" value="propose">${say('decisions.answerPropose')}</button>
<button name="answer" value="notPropose">${say('decisions.answerNot')}</button>`;
  const answer = form(visit, `${DECISIONS}/answers/${assessmentId}`, fields);
  return folded(
    say('decisions.answer'),
    html`<p class="faint">${say('decisions.answerHow')}</p><div class="fields">${answer}</div>`,
    visit.request.query.answer === assessmentId,
  );
}

/** What begins with the typed sentence is for whole families: their names can be read before. */
function whom(visit: Visit, { households, candidates }: WardStanding): Html {
  const { say } = visit;
  const names = candidates.map((one) => html`<li>${whoIs(visit, one)}</li>`);
  const left = households - candidates.length;
  const more = left > 0 ? html`<p>${say('decisions.moreWhom', { count: left })}</p>` : null;
  return folded(say('decisions.whom', { count: households }), html`<ol>${names}</ol>${more}`);
}

function confirmForm(visit: Visit, standing: WardStanding): Html {
  const { unitCode, households, seen, settings } = standing;
  const { say } = visit;
  const fields = html`<input type="hidden" name="seen" value="${seen}">
${signedFields(visit, true)}
${typedField(visit, sentenceOf('recognition', households))}
<button class="first">${say('decisions.confirm')}</button>`;
  return html`<h2>${say('decisions.enter')}</h2>
<p>${say(needsSecond(settings, visit.officer.scope.officerId) ? 'decisions.howSecond' : 'decisions.how')}</p>
${whom(visit, standing)}
<div class="fields">${form(visit, wardPath(unitCode), fields)}</div>`;
}

function decisionTable(visit: Visit, decisions: readonly DecisionView[]): Html {
  const { say } = visit;
  if (decisions.length === 0) return html`<p class="faint">${say('decisions.none')}</p>`;
  const heads = ['number', 'date', 'kind', 'households', 'state'].map((key) => say(`decisions.head.${key}`));
  const rows = decisions.map(({ id, number, date, kind, households, leftOut, state }) => [
    html`<a href="${DECISIONS}/${id}">${number}</a>`,
    say('decisions.day', { day: { date } }),
    kindWords(visit, kind),
    String(households - leftOut),
    say(`decisions.state.${state}`),
  ]);
  return html`<h2>${say('decisions.list')}</h2>${table({ caption: say('decisions.list'), heads, rows })}`;
}

function settingsForm(visit: Visit, { unitCode, settings, secondOffBy }: WardStanding): Html {
  const { say } = visit;
  const fields = html`<label><input type="checkbox" name="second" value="yes"${settings.wantsSecond ? html` checked` : null}> ${say('decisions.wantsSecond')}</label>
${secondOffBy === null ? null : html`<p class="note">${say('decisions.secondOff', { name: secondOffBy })}</p>`}
<label>${say('decisions.days')}<input type="number" name="days" min="1" max="${MOST_DAYS}" value="${settings.daysToAnswer}" required></label>
<button>${say('decisions.saveSettings')}</button>`;
  return folded(say('decisions.settings'), html`<div class="fields">${form(visit, `${wardPath(unitCode)}/settings`, fields)}</div>`);
}

export async function confirmDecisionRoute(visit: Visit): Promise<void> {
  const unitCode = unitIn(visit);
  const asked = {
    unitCode,
    signed: signedIn(visit),
    seen: textIn(visit, 'seen'),
    typed: textIn(visit, 'typed'),
    tell: createTell(visit.parts).officer,
  };
  const done: Confirmed | NotConfirmed = await actLong(visit, (deps, scope) => confirmDecision(deps, { scope, ...asked }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'refused') return showWard(visit, unitCode, { problem: refusal(visit, done.why) });
  goTo(visit, `${DECISIONS}/${done.decisionId}`, 'decisionConfirmed');
}

export async function decisionSettingsRoute(visit: Visit): Promise<void> {
  const unitCode = unitIn(visit);
  const settings = { wantsSecond: textIn(visit, 'second') === 'yes', daysToAnswer: Number(textIn(visit, 'days')) };
  const { outcome } = await act(visit, (deps, scope) => saveWardSettings(deps, { scope, unitCode, ...settings }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'wrongDays') return showWard(visit, unitCode, { problem: alert(visit.say('decisions.wrongDays', { most: MOST_DAYS })) });
  goTo(visit, wardPath(unitCode), 'decisionSettings');
}

export async function answerObjectionRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const assessmentId = idIn(visit);
  const answer = (['propose', 'notPropose'] as const).find((one) => one === textIn(visit, 'answer'));
  if (!answer) throw new Problem('badRequest');
  const asked = {
    assessmentId,
    answer,
    seen: textIn(visit, 'seen'),
    reason: lineIn(visit, 'reason', MAX_REASON),
    tell: createTell(visit.parts).household,
  };
  const { done, unitCode } = await act(visit, async (deps, scope) => ({
    done: await answerObjection(deps, { scope, ...asked }),
    unitCode: await wardOfFile(deps, { scope, assessmentId }),
  }));
  if (done.outcome === 'notFound' || unitCode === null) throw new Problem('notFound');
  if (done.outcome === 'done') return goTo(visit, wardPath(unitCode), 'objectionAnswered');
  const isNoReason = done.outcome === 'refused' && done.why === 'noReason';
  const problem = alert(say(isNoReason ? 'decisions.noReason' : 'decisions.answeredMeanwhile'));
  await showWard(visit, unitCode, { problem, status: isNoReason ? 422 : 409 });
}
