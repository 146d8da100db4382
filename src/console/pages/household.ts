/** A household's own page: who it is, who speaks for it, and what is done about that. */
import { lateOf } from '../../assessment/late.ts';
import { lateCallOf } from '../../assessment/late-calls.ts';
import { createTell } from '../../conversation/tell.ts';
import type { Deps } from '../../deps.ts';
import { spacedCode } from '../../household/household-code.ts';
import { makeDigits } from '../../household/make-digits.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { addressFor } from '../../http/parts.ts';
import { type ConfirmedHousehold, confirmHousehold, unconfirmHousehold } from '../../identity/confirm-household.ts';
import type { ListedApart } from '../../identity/list-apart.ts';
import { makeHouseholdCode } from '../../identity/make-household-code.ts';
import { nextHousehold, type WaitsFor } from '../../identity/next-household.ts';
import {
  type FileLine,
  type HouseholdView,
  type MemberView,
  type MergeLine,
  openHousehold,
  type PlacingLine,
} from '../../identity/open-household.ts';
import { placeHousehold } from '../../identity/place-household.ts';
import { undoApart } from '../../identity/set-apart.ts';
import { undoMerge } from '../../identity/undo-merge.ts';
import { unlinkMember } from '../../identity/unlink-member.ts';
import type { Scope } from '../../officer/scope.ts';
import { type RecognisedYears, recognisedYears } from '../../outcome/recognised-years.ts';
import { eraseByOfficer, eraseReasons, eraseSentence } from '../../privacy/erase-by-officer.ts';
import { Problem } from '../../problems.ts';
import { alert, choice, folded, form, goTo, radios, show } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { doublesList } from './doubles.ts';
import { facts, HOUSEHOLD, householdTitle } from './household-facts.ts';
import { declineLateRoute, type LateToShow, latePart, permitLateRoute } from './late.ts';
import { qr } from './qr.ts';
import { FILES } from './queue.ts';

export async function householdPage(visit: Visit): Promise<void> {
  await showHousehold(visit, idIn(visit));
}

async function showHousehold(
  visit: Visit,
  householdId: string,
  { problem = null, status = 200 }: { problem?: Part; status?: number } = {},
) {
  const waitsFor = doneNow.get(visit.request.query.done);
  const { household, late, recognised, next } = await act(visit, async (deps, scope) => {
    const opened = await openHousehold(deps, { scope, householdId });
    if (opened.outcome === 'notFound') throw new Problem('notFound');
    const { household } = opened;
    const late = await lateOf(deps, { householdId, unitCode: household.area.unitCode });
    return {
      household,
      late: late && { ...late, asked: await lateCallOf(deps, householdId) },
      recognised: await recognisedYears(deps, householdId),
      next: waitsFor ? await nextHousehold(deps, { scope, waitsFor }) : null,
    };
  });
  const onward = waitsFor && next?.id ? nextLink(visit, waitsFor, { id: next.id, count: next.count }) : null;
  show(visit, {
    title: householdTitle(visit, household),
    content: html`${problem}${onward}${recognisedPart(visit, recognised)}${content(visit, household, late)}`,
    status,
  });
}

function recognisedPart({ say }: Visit, { years, inARow }: RecognisedYears): Part {
  if (years.length === 0) return null;
  const row = inARow > 1 ? html` <strong>${say('household.inARow', { count: inARow })}</strong>` : null;
  return html`<p>${say('household.recognised', { years: years.join(', ') })}${row}</p>`;
}

/** What was done for one is mostly to be done for the next. */
const doneNow: ReadonlyMap<unknown, WaitsFor> = new Map([
  ['householdConfirmed', 'toConfirm'],
  ['householdPlaced', 'unplaced'],
  ['householdPlacedNoCode', 'unplaced'],
]);

function nextLink({ say }: Visit, waitsFor: WaitsFor, { id, count }: { id: string; count: number }): Html {
  const words = say(waitsFor === 'toConfirm' ? 'household.nextToConfirm' : 'household.nextUnplaced', { count });
  return html`<p><a class="button first" href="${HOUSEHOLD}/${id}">${words}</a></p>`;
}

function content(visit: Visit, household: HouseholdView, late: LateToShow | null): Html {
  const { say } = visit;
  const { mergedInto, ofOwnFamily, doubles, apart, files, members, merges, placings } = household;
  const into =
    mergedInto &&
    html`<p class="problem-note">${say('household.mergedInto')}
<a href="${HOUSEHOLD}/${mergedInto.id}">${householdTitle(visit, mergedInto)}</a></p>`;
  return html`${into}
${ofOwnFamily ? html`<p class="problem-note">${say('household.ownFamily')}</p>` : null}
${facts(visit, household)}
${mergedInto || ofOwnFamily ? null : confirming(visit, household)}
${ofOwnFamily ? null : placeForm(visit, household)}
${placings.length > 0 ? html`<h2>${say('household.placings')}</h2><ul>${placings.map((one) => html`<li>${placingLine(visit, one)}</li>`)}</ul>` : null}
${doubles.length > 0 ? html`<h2>${say('household.doubles')}</h2>${doublesList(visit, doubles)}` : null}
${apart.length > 0 ? html`<h2>${say('household.apart')}</h2><ul class="cards">${apart.map((other) => html`<li>${apartCard(visit, household, other)}</li>`)}</ul>` : null}
<h2>${say('household.members')}</h2>
${members.length > 0 ? html`<ul class="cards">${members.map((member) => html`<li>${memberCard(visit, household, member)}</li>`)}</ul>` : html`<p>${say('household.noMembers')}</p>`}
${mergedInto || ofOwnFamily ? null : codeForm(visit, household)}
<h2>${say('household.files')}</h2>
${late && !mergedInto && !ofOwnFamily ? latePart(visit, household, late) : null}
${files.length > 0 ? html`<ul>${files.map((file) => html`<li>${fileLine(visit, file, mergedInto === null && mayOpen(visit, household, file))}</li>`)}</ul>` : html`<p>${say('households.notBegun')}</p>`}
${merges.length > 0 ? html`<h2>${say('household.merges')}</h2><ul class="cards">${merges.map((merge) => html`<li>${mergeCard(visit, household, merge)}</li>`)}</ul>` : null}
${mergedInto || ofOwnFamily || members.length > 0 ? null : eraseForm(visit, household)}`;
}

/** A file of a season that was judged elsewhere is there for whoever looks after that khu phố. */
function mayOpen({ officer }: Visit, { area }: HouseholdView, { areaId }: FileLine): boolean {
  return areaId === area.id || officer.scope.wards.includes(area.unitCode) || officer.scope.areas.includes(areaId);
}

/** Only a ward has any to choose from. */
function placeForm(visit: Visit, { id, seen, area, places }: HouseholdView): Part {
  const { say } = visit;
  if (places.length === 0) return null;
  const options = [{ value: '', label: '' }, ...places.map((place) => ({ value: place.id, label: place.name }))];
  const fields = html`<input type="hidden" name="seen" value="${seen}">${choice('area', say('household.placeInto'), options)}
<button>${say('household.placeSure')}</button>`;
  const place = form(visit, `${HOUSEHOLD}/${id}/place`, fields);
  const summary = say(area.placed ? 'household.placeAgain' : 'household.place');
  return folded(
    summary,
    html`<p>${say(area.placed ? 'household.placeWhat' : 'household.placeWhatUnplaced')}</p><div class="fields">${place}</div>`,
    !area.placed,
  );
}

function placingLine({ say }: Visit, { at, officer, from, to }: PlacingLine): string {
  return say('household.placedBy', { from: from || say('unplaced'), to, officer, at: { date: at.toISOString() } });
}

function apartCard(visit: Visit, { id, ofOwnFamily }: HouseholdView, other: ListedApart): Html {
  const undo = form(visit, `${HOUSEHOLD}/${id}/with/${other.id}/undo-apart`, html`<button>${visit.say('household.undoApart')}</button>`);
  return html`<p><a href="${HOUSEHOLD}/${other.id}">${householdTitle(visit, other)}</a></p>${ofOwnFamily ? null : undo}`;
}

/** Of one that nobody speaks for in chat; who chats erases it there. */
function eraseForm(visit: Visit, { id, seen, code, area }: HouseholdView): Part {
  const { say, officer } = visit;
  if (!officer.scope.wards.includes(area.unitCode)) return null;
  const reasons = eraseReasons.map((value) => ({ value, label: say(`household.eraseReason.${value}`) }));
  const fields = html`<input type="hidden" name="seen" value="${seen}">
${radios('reason', say('household.eraseWhy'), reasons)}
<label>${say('decisions.type', { sentence: eraseSentence(code) })}<input name="typed" maxlength="60" autocomplete="off" autocapitalize="none" spellcheck="false" required></label>
<button>${say('household.eraseSure')}</button>`;
  const erase = form(visit, `${HOUSEHOLD}/${id}/erase`, fields);
  return folded(say('household.erase'), html`<p>${say('household.eraseWhat')}</p><div class="fields">${erase}</div>`);
}

function confirming(visit: Visit, { id, seen, verified, area }: HouseholdView): Html {
  const { say } = visit;
  const field = html`<input type="hidden" name="seen" value="${seen}">`;
  if (verified === null)
    return html`<p class="faint">${say(area.placed ? 'household.confirmWhat' : 'household.confirmWhatUnplaced')}</p>
<div class="acts">${form(visit, `${HOUSEHOLD}/${id}/confirm`, html`${field}<button class="first">${say('household.confirm')}</button>`)}</div>`;
  return html`<details><summary>${say('household.unconfirm')}</summary>
${form(visit, `${HOUSEHOLD}/${id}/unconfirm`, html`${field}<button>${say('household.unconfirm')}</button>`)}</details>`;
}

function memberCard(visit: Visit, { ofOwnFamily, mergedInto }: HouseholdView, { membershipId, channel, since, by }: MemberView): Html {
  const { say } = visit;
  const who = by.kind === 'officer' ? say('household.by.officer', { officer: by.name }) : say(`household.by.${by.kind}`);
  const unlink = html`<details><summary>${say('household.unlink')}</summary><p>${say('household.unlinkWhat')}</p>
${form(visit, `/console/members/${membershipId}/unlink`, html`<button>${say('household.unlinkSure')}</button>`)}</details>`;
  return html`<p>${say(`channel.${channel}`)} · ${say('household.memberSince', { at: { date: since.toISOString() } })}</p>
<p class="faint">${who}</p>${ofOwnFamily || mergedInto ? null : unlink}`;
}

function codeForm(visit: Visit, { id }: HouseholdView): Html {
  const { say } = visit;
  return html`<details><summary>${say('household.giveCode')}</summary><p>${say('household.giveCodeWhat')}</p>
${form(visit, `${HOUSEHOLD}/${id}/code`, html`<button>${say('household.makeCode')}</button>`)}</details>`;
}

function fileLine({ say }: Visit, { assessmentId, season, source, state, stage, sent }: FileLine, linked: boolean): Part {
  const station = say(`households.stage.${stage === 'waiting' && state === 'draft' ? 'draft' : stage}`);
  const words = say('household.file', { season: season.name, station, source: say(`counts.source.${source}`) });
  return sent > 0 && linked ? html`<a href="${FILES}/${assessmentId}">${words}</a>` : words;
}

function mergeCard(
  visit: Visit,
  { ofOwnFamily, mergedInto }: HouseholdView,
  { mergeId, at, officer, drop, undone, aside }: MergeLine,
): Html {
  const { say } = visit;
  const undo = html`<details><summary>${say('household.undo')}</summary><p>${say('household.undoWhat')}</p>
${form(visit, `/console/merges/${mergeId}/undo`, html`<button>${say('household.undoSure')}</button>`)}</details>`;
  const over = undone === null ? null : html`<p class="faint">${say('household.undone', { at: { date: undone.toISOString() } })}</p>`;
  const put =
    aside.length > 0 &&
    html`<p>${say('household.aside')}</p><ul>${aside.map((file) => html`<li>${fileLine(visit, file, false)}</li>`)}</ul>`;
  return html`<p><a href="${HOUSEHOLD}/${drop.id}">${householdTitle(visit, drop)}</a></p>
<p class="faint">${say('household.mergedBy', { officer, at: { date: at.toISOString() } })}</p>${over}${put || null}
${undone !== null || ofOwnFamily || mergedInto ? null : undo}`;
}

export const confirmHouseholdRoute = (visit: Visit) => confirms(visit, 'householdConfirmed', confirmHousehold);
export const unconfirmHouseholdRoute = (visit: Visit) => confirms(visit, 'householdUnconfirmed', unconfirmHousehold);

async function confirms(
  visit: Visit,
  done: string,
  work: (deps: Deps, options: { scope: Scope; householdId: string; seen: string }) => Promise<ConfirmedHousehold>,
): Promise<void> {
  const householdId = idIn(visit);
  const result = await act(visit, (deps, scope) => work(deps, { scope, householdId, seen: textIn(visit, 'seen') }));
  if (result.outcome === 'notFound') throw new Problem('notFound');
  if (result.outcome === 'done') return goTo(visit, `${HOUSEHOLD}/${householdId}`, done);
  await refuse(visit, householdId, result.outcome === 'changed' ? 'changed' : result.why);
}

export async function placeHouseholdRoute(visit: Visit): Promise<void> {
  const householdId = idIn(visit);
  const asked = { householdId, areaId: textIn(visit, 'area'), seen: textIn(visit, 'seen'), tell: createTell(visit.parts).household };
  const done = await act(visit, (deps, scope) => placeHousehold(deps, { scope, ...asked }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'placed')
    return goTo(visit, `${HOUSEHOLD}/${householdId}`, done.houseCode === null ? 'householdPlaced' : 'householdPlacedNoCode');
  await refuse(visit, householdId, done.outcome === 'changed' ? 'changed' : done.why);
}

export async function undoApartRoute(visit: Visit): Promise<void> {
  const [householdId, otherId] = [idIn(visit), idIn(visit, 'otherId')];
  const done = await act(visit, (deps, scope) => undoApart(deps, { scope, householdId, otherId }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, `${HOUSEHOLD}/${householdId}`, 'apartUndone');
}

/** The page as it is now, with why nothing was done. */
function refuse(visit: Visit, householdId: string, why: string): Promise<void> {
  return showRefusal(visit, householdId, visit.say(`household.why.${why}`));
}

function showRefusal(visit: Visit, householdId: string, words: string): Promise<void> {
  return showHousehold(visit, householdId, { problem: alert(words), status: 409 });
}

export const permitLateHouseholdRoute = (visit: Visit) =>
  permitLateRoute(visit, (householdId, words) => showRefusal(visit, householdId, words));

export const declineLateHouseholdRoute = (visit: Visit) =>
  declineLateRoute(visit, (householdId, words) => showRefusal(visit, householdId, words));

export async function eraseHouseholdRoute(visit: Visit): Promise<void> {
  const householdId = idIn(visit);
  const reason = eraseReasons.find((one) => one === textIn(visit, 'reason'));
  if (!reason) throw new Problem('badRequest');
  const asked = { householdId, reason, seen: textIn(visit, 'seen'), typed: textIn(visit, 'typed') };
  const done = await act(visit, (deps, scope) => eraseByOfficer(deps, { scope, ...asked }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'erased')
    return goTo(visit, `/console/households${done.unitCode === null ? '' : `/${done.unitCode}`}`, 'householdErased');
  await refuse(visit, householdId, done.outcome === 'changed' ? 'changed' : done.why);
}

/** Shown once: as a link, a QR, the code and six digits. */
export async function householdCodeRoute(visit: Visit): Promise<void> {
  const { say, parts, request } = visit;
  const householdId = idIn(visit);
  const { secret } = parts;
  const { made, opened, digits } = await act(visit, async (deps, scope) => {
    const made = await makeHouseholdCode(deps, { scope, householdId, secret });
    const opened = made.outcome === 'code' ? await openHousehold(deps, { scope, householdId }) : null;
    return { made, opened, digits: made.outcome === 'code' ? await makeDigits(deps, { code: made.code, secret }) : null };
  });
  if (made.outcome === 'notFound') throw new Problem('notFound');
  if (made.outcome === 'refused') return refuse(visit, householdId, made.why);
  const { code, until } = made;
  const link = `${addressFor(parts, request)}/k/${code}`;
  const byDigits = digits && html`<p>${say('household.orDigits', { minutes: digits.minutes })}</p><p class="digits">${digits.digits}</p>`;
  const household = opened?.outcome === 'open' ? opened.household : null;
  const content = html`<p>${say('household.codeHow')}</p>
${qr(link, say('household.qr'))}
<p><a href="${link}">${link}</a></p>
<p>${say('invite.orCode')}</p>
<p class="digits">${spacedCode(code)}</p>
${byDigits}
<p>${say('invite.until', { until: { date: until.toISOString() } })}</p>
${household && household.members.length > 0 ? oldPhones(visit, household) : null}
<p><a class="button" href="${HOUSEHOLD}/${householdId}">${say('household.back')}</a></p>`;
  show(visit, { title: say('household.codeMade'), content, once: true });
}

/** Who comes with a new phone has mostly lost the old one: both are seen to at once. */
function oldPhones(visit: Visit, household: HouseholdView): Html {
  const { say } = visit;
  const cards = household.members.map((member) => html`<li>${memberCard(visit, household, member)}</li>`);
  return html`<h2>${say('household.oldPhone')}</h2><p>${say('household.oldPhoneHow')}</p><ul class="cards">${cards}</ul>`;
}

export async function unlinkMemberRoute(visit: Visit): Promise<void> {
  const membershipId = idIn(visit);
  const { household, person } = createTell(visit.parts);
  const done = await act(visit, (deps, scope) => unlinkMember(deps, { scope, membershipId, tell: { household, person } }));
  if (done.outcome === 'unlinked') return goTo(visit, `${HOUSEHOLD}/${done.householdId}`, 'memberUnlinked');
  if (done.outcome === 'notFound') throw new Problem('notFound');
  showRefused(visit, done.why);
}

export async function undoMergeRoute(visit: Visit): Promise<void> {
  const mergeId = idIn(visit);
  const done = await act(visit, (deps, scope) => undoMerge(deps, { scope, mergeId, tell: createTell(visit.parts).household }));
  if (done.outcome === 'undone') return goTo(visit, `${HOUSEHOLD}/${done.keepId}`, 'mergeUndone');
  if (done.outcome === 'notFound') throw new Problem('notFound');
  showRefused(visit, done.why);
}

function showRefused(visit: Visit, why: string): void {
  const { say } = visit;
  const content = alert(say(`household.why.${why}`));
  show(visit, { title: say('household.notDone'), content, status: 409 });
}
