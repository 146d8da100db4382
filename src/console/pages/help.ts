/** "GỌI GIÚP": who asked for a human, taken by one officer and closed. */

import { createTell, isAbroad } from '../../conversation/tell.ts';
import { answerHelp, MOST_WORDS } from '../../help/answer-help.ts';
import { closeHelp } from '../../help/close-help.ts';
import { type CallingHousehold, type ListedHelp, listHelp } from '../../help/list-help.ts';
import { passHelp } from '../../help/pass-help.ts';
import { takeHelp } from '../../help/take-help.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html } from '../../http/html.ts';
import { type PlaceToGive, placesToGive } from '../../officer/places-to-give.ts';
import { Problem } from '../../problems.ts';
import { alert, choice, folded, form, goTo, sentence, show } from '../frame.ts';
import { act, afterIn, idIn, textIn, type Visit } from '../route.ts';
import { ASSIST, newVisit } from './assist.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES } from './queue.ts';

const PAGE = '/console/help';

export async function helpPage(visit: Visit): Promise<void> {
  await showHelp(visit, null, 200);
}

async function showHelp(visit: Visit, problem: Html | null, status: number): Promise<void> {
  const { say } = visit;
  const after = afterIn(visit);
  const { calls, next, wards } = await act(visit, async (deps, scope) => {
    const page = await listHelp(deps, { scope, after });
    const passes = scope.city && page.calls.some(({ nowhere }) => nowhere);
    return { ...page, wards: passes ? await placesToGive(deps, { scope, role: 'ward' }) : null };
  });
  const list = html`<ul class="cards">${calls.map((call) => html`<li>${card(visit, call)}${call.nowhere && wards ? passPart(visit, call, wards) : null}</li>`)}</ul>`;
  const content = html`${problem}
${calls.length > 0 ? list : html`<p>${say('help.none')}</p>`}
<p class="pager">${after === null ? null : html`<a class="button" href="${PAGE}">${say('firstPage')}</a>`}
${next === null ? null : html`<a class="button" href="${PAGE}?after=${next}">${say('nextPage')}</a>`}</p>`;
  show(visit, { title: say('help.title'), content, status });
}

function card(visit: Visit, { id, at, note, about, unit, area, household, phone, channel, left, taken, nowhere }: ListedHelp): Html {
  const { say, officer } = visit;
  const place = [area, unit].filter((name) => name !== null).join(', ') || say('help.nowhere');
  const who = household
    ? say('help.household', { head: household.headName || say('help.noHead'), code: spacedCode(household.code) })
    : say('help.notRegistered');
  const writable = !left && !isAbroad(channel);
  const mine = taken?.by === officer.officerId;
  const linked = household?.id ? html`<a href="${HOUSEHOLD}/${household.id}">${who}</a>` : who;
  return html`<p><strong>${linked}</strong></p>
${household?.id ? farPart(visit, household) : null}
<p>${place} · ${say('help.at', { at: { date: at.toISOString() } })}</p>
<p>${phone === null ? `${say('help.noPhone', { channel: say(`channel.${channel}`) })}. ${say(`help.${reachOf(nowhere, writable)}`)}` : html`<a class="phone" href="tel:${phone}">${phone}</a>`}</p>
${about === null ? null : latePart(visit, household)}
${note === null ? null : html`<p class="said">${note}</p>`}
${taken ? html`<p class="faint">${say(mine ? 'help.takenByMe' : 'help.takenBy', { name: taken.name, at: { date: taken.at.toISOString() } })}</p>` : null}
${household?.sentSince ? html`<p class="problem-note">${say('help.sentSince')}</p>` : null}
${writable ? answerPart(visit, id, taken !== null) : null}
<div class="acts both">${household?.id ? fillIn(visit, household.id) : null}${taken ? null : form(visit, `${PAGE}/${id}/take`, html`<button class="first">${say('help.take')}</button>`)}
${form(visit, `${PAGE}/${id}/close`, html`<button>${say('help.close')}</button>`)}</div>`;
}

/** Nobody can be met whose place is not known. */
function reachOf(nowhere: boolean, writable: boolean): string {
  if (nowhere) return writable ? 'noPhoneHowNowhere' : 'waitForThem';
  return writable ? 'noPhoneHow' : 'meetThem';
}

/** In the chat in which they called. */
function answerPart(visit: Visit, id: string, open: boolean): Html {
  const { say } = visit;
  const words = sentence('words', MOST_WORDS, { attributes: html` required` });
  const fields = html`<label>${say('help.words')}${words}</label><button>${say('help.send')}</button>`;
  const part = html`<p class="faint">${say('help.answerWhat')}</p><div class="fields">${form(visit, `${PAGE}/${id}/answer`, fields)}</div>`;
  return folded(say('help.answer'), part, open);
}

/** It waits for their khu phố to let it send late: on its own page. */
function latePart({ say }: Visit, household: CallingHousehold | null): Html {
  const words = say('help.late');
  return html`<p><strong>${household?.id ? html`<a href="${HOUSEHOLD}/${household.id}?late">${words}</a>` : words}</strong></p>`;
}

/** Where they may be stuck. */
function farPart({ say }: Visit, { file }: CallingHousehold): Html {
  if (!file) return html`<p>${say('help.far.none')}</p>`;
  const { id, state, stage, answered, sent } = file;
  if (sent) return html`<p><a href="${FILES}/${id}">${say('help.far.sent')}</a> · ${say(`households.stage.${stage}`)}</p>`;
  return html`<p>${say(state === 'draft' && answered > 0 ? 'help.far.answered' : 'help.far.none', { count: answered })}</p>`;
}

/** Who has learnt where the family lives hands it to those who are there. */
function passPart(visit: Visit, { id }: ListedHelp, wards: readonly PlaceToGive[]): Html {
  const { say } = visit;
  const options = [{ value: '', label: say('help.passChoose') }, ...wards.map(({ unitCode, unit }) => ({ value: unitCode, label: unit }))];
  const fields = html`${choice('unit', say('help.passTo'), options)}<button>${say('help.passSure')}</button>`;
  const pass = html`<p>${say('help.passWhat')}</p><div class="fields">${form(visit, `${PAGE}/${id}/pass`, fields)}</div>`;
  return folded(say('help.pass'), pass);
}

/** The family has to be with them, and is asked before anything is written. */
function fillIn(visit: Visit, householdId: string): Html {
  const fields = html`${newVisit(visit)}<input type="hidden" name="household" value="${householdId}">`;
  return form(visit, `${ASSIST}/begin`, html`${fields}<button>${visit.say('help.fillIn')}</button>`);
}

export async function takeHelpRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const done = await act(visit, (deps, scope) => takeHelp(deps, { scope, id: idIn(visit), tell: createTell(visit.parts).person }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'taken') return goTo(visit, PAGE, 'helpTaken');
  const { state, name, at } = done;
  const words = say(`help.changed.${state}`, { name: name ?? say('help.another'), at: at && { date: at.toISOString() } });
  await showHelp(visit, alert(words), 409);
}

export async function answerHelpRoute(visit: Visit): Promise<void> {
  const asked = { id: idIn(visit), words: textIn(visit, 'words'), isAbroad, tell: createTell(visit.parts).person };
  const { outcome } = await act(visit, (deps, scope) => answerHelp(deps, { scope, ...asked }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'sent') return goTo(visit, PAGE, 'helpAnswered');
  await showHelp(visit, alert(visit.say(`help.notSent.${outcome}`)), outcome === 'empty' ? 422 : 409);
}

export async function passHelpRoute(visit: Visit): Promise<void> {
  const asked = { id: idIn(visit), unitCode: textIn(visit, 'unit'), tell: createTell(visit.parts).person };
  const { outcome } = await act(visit, (deps, scope) => passHelp(deps, { scope, ...asked }));
  if (outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, PAGE, 'helpPassed');
}

export async function closeHelpRoute(visit: Visit): Promise<void> {
  const { outcome } = await act(visit, (deps, scope) => closeHelp(deps, { scope, id: idIn(visit) }));
  if (outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, PAGE, 'helpClosed');
}
