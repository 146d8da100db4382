/**
 * "Báo tin cho hộ": those who are not proposed hear so in private, in chat or from an officer at their door; and whatever else a
 * message does not bring to a household.
 */
import { createTell } from '../../conversation/tell.ts';
import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { scopeOf } from '../../officer/scope.ts';
import { listToTellInChat, type ToTellInChat } from '../../outcome/list-to-tell-in-chat.ts';
import { type InPersonList, listToTellInPerson } from '../../outcome/list-to-tell-in-person.ts';
import { listUntold, type UntoldList } from '../../outcome/list-untold.ts';
import type { OutcomeRow } from '../../outcome/outcome-standing.ts';
import { beingTold, type OutcomePlace, outcomesIn, type PlaceOutcomes, toTellInChat, toTellInPerson } from '../../outcome/outcomes-in.ts';
import { signOfTold, TOLD_AT_ONCE, tellOutcomes } from '../../outcome/tell-outcomes.ts';
import { tickOff } from '../../outcome/tick-off.ts';
import { Problem } from '../../problems.ts';
import { tickOffNotice } from '../../telling/tick-off-notice.ts';
import { alert, folded, form, goTo, show, speaker, table } from '../frame.ts';
import { act, textIn, type Visit } from '../route.ts';
import { counted } from './counted.ts';

const PAGE = '/console/outcomes';

export async function outcomesPage(visit: Visit): Promise<void> {
  await showOutcomes(visit, null);
}

async function showOutcomes(visit: Visit, note: Html | null, status = 200): Promise<void> {
  const { say } = visit;
  const { places, wards, named, list, untold } = await act(visit, async (deps, scope) => {
    const all = await outcomesIn(deps, { scope });
    return {
      places: all.filter(({ rows }) => rows.length > 0),
      wards: scope.wards,
      named: await listToTellInChat(deps, { scope, places: all }),
      list: await listToTellInPerson(deps, { scope, places: all }),
      untold: await listUntold(deps, { scope }),
    };
  });
  const content = html`${note}
<p>${say('outcomes.what')}</p>
${places.length > 0 ? html`${numbers(visit, places)}${buttons(visit, { places, wards, named })}${inPerson(visit, list)}` : html`<p>${say('outcomes.none')}</p>`}
${untold.map((one) => untoldPart(visit, one))}`;
  show(visit, { title: say('outcomes.title'), content, status });
}

function numbers({ say }: Visit, places: readonly PlaceOutcomes[]): Html {
  const heads = ['area', 'inChat', 'sending', 'inPerson', 'mayAnswer', 'objected', 'final'].map((key) => say(`outcomes.${key}`));
  const several = new Set(places.map(({ unitCode }) => unitCode)).size > 1;
  const rows = places.map((place) => {
    const { areaId, unit, rows } = place;
    const name = nameOf(say, place);
    const state = (wanted: OutcomeRow['state']) => rows.filter((row) => row.state === wanted).length;
    return [
      html`<a href="/console/sheets/${areaId}">${several ? `${name}, ${unit}` : name}</a>`,
      ...[toTellInChat(rows), beingTold(rows), toTellInPerson(rows)].map(({ length }) => counted(length)),
      ...[state('waiting'), state('objected'), state('final')].map(counted),
    ];
  });
  return table({ caption: say('outcomes.title'), heads, rows });
}

interface ToTell {
  places: readonly PlaceOutcomes[];
  wards: readonly string[];
  named: ReadonlyMap<string, ToTellInChat>;
}

/** A ward's whole, and each khu phố. What is told cannot be taken back: whoever is to hear it stands above the button, with why. */
function buttons(visit: Visit, { places, wards, named }: ToTell): Part {
  const { say } = visit;
  const those = (of: readonly PlaceOutcomes[]) => toTellInChat(of.flatMap(({ rows }) => rows));
  const count = (of: readonly PlaceOutcomes[]) => those(of).length;
  const units = wards.flatMap((unitCode) => {
    const within = places.filter((place) => place.unitCode === unitCode);
    const words = () => say('outcomes.tellUnit', { unit: within[0]?.unit ?? '', count: count(within) });
    return count(within) > 0 ? [button('unit', unitCode, words(), within)] : [];
  });
  const areas = places.flatMap((place) => {
    const words = () => say('outcomes.tellArea', { area: nameOf(say, place), count: count([place]) });
    // Where the ward’s button speaks of the same households, one stands for both.
    const same = wards.includes(place.unitCode) && count(places.filter(({ unitCode }) => unitCode === place.unitCode)) === count([place]);
    return count([place]) > 0 && !same ? [button('area', place.areaId, words(), [place])] : [];
  });
  if (units.length + areas.length === 0) return null;
  return html`<p>${say('outcomes.tellWhat')}</p>
${[...units, ...areas]}`;

  function button(field: 'unit' | 'area', value: string, words: string, of: readonly PlaceOutcomes[]): Html {
    const all = those(of);
    const fields = html`<input type="hidden" name="${field}" value="${value}"><input type="hidden" name="shown" value="${signOfTold(all)}"><button${field === 'unit' ? html` class="first"` : null}>${words}</button>`;
    const first = all.slice(0, TOLD_AT_ONCE).flatMap(({ assessmentId }) => named.get(assessmentId) ?? []);
    return html`${whom(visit, first, all.length)}<div class="acts">${form(visit, `${PAGE}/tell`, fields)}</div>`;
  }
}

function whom({ say }: Visit, first: readonly ToTellInChat[], count: number): Html {
  const items = first.map(({ head, code, reason }) => {
    const who = say('queue.household', { head: head || say('help.noHead'), code: spacedCode(code) });
    return html`<li><strong>${who}</strong>${reason === '' ? null : html` <span class="said">${say('outcomes.reason', { reason })}</span>`}</li>`;
  });
  const more = count > first.length ? html`<p>${say('outcomes.tellMore', { count: count - first.length })}</p>` : null;
  return folded(say('outcomes.tellWhom', { count }), html`<ul>${items}</ul>${more}`);
}

function inPerson(visit: Visit, { households, count }: InPersonList): Part {
  const { say } = visit;
  if (count === 0) return null;
  const speak = speaker(visit);
  const items = households.map(({ assessmentId, head, code, area, reason, why, next }) => {
    const who = say('queue.household', { head: head || say('help.noHead'), code: spacedCode(code) });
    return html`<li><label><input type="checkbox" name="told" value="${assessmentId}"> <strong>${who}</strong></label>
<p class="faint">${area ?? say('unplaced')} · ${say(`outcomes.why.${why}`)}</p>
${reason === '' ? null : html`<p class="said">${say('outcomes.reason', { reason })}</p>`}
${next === null ? null : html`<p>${speak(next.step)} ${say('outcomes.days', { days: next.days })}</p>`}</li>`;
  });
  const more = count > households.length ? html`<p>${say('outcomes.more', { count: count - households.length })}</p>` : null;
  const fields = html`<ul class="cards">${items}</ul>${more}<button class="first">${say('outcomes.ticked')}</button>`;
  return html`<h2>${say('outcomes.personTitle', { count })}</h2>
<p>${say('outcomes.personWhat')}</p>
${form(visit, `${PAGE}/told`, fields)}`;
}

/** What no message brings to them: ticked one by one, or all that are shown. */
function untoldPart(visit: Visit, { about, households, count }: UntoldList): Html {
  const { say } = visit;
  const speak = speaker(visit);
  const items = households.map(({ assessmentId, head, code, area, why, words }) => {
    const who = say('queue.household', { head: head || say('help.noHead'), code: spacedCode(code) });
    return html`<li><label><input type="checkbox" name="told" value="${assessmentId}"> <strong>${who}</strong></label>
<p class="faint">${area ?? say('unplaced')} · ${say(`outcomes.why.${why}`)}</p>
${words.map((sentence) => html`<p>${speak(sentence)}</p>`)}<input type="hidden" name="shown" value="${assessmentId}"></li>`;
  });
  const more = count > households.length ? html`<p>${say('outcomes.more', { count: count - households.length })}</p>` : null;
  const all =
    households.length > 1 ? html`<button name="all" value="1">${say('outcomes.tickedAll', { count: households.length })}</button>` : null;
  const fields = html`<input type="hidden" name="about" value="${about}">
<ul class="cards">${items}</ul>${more}<div class="acts"><button class="first">${say('outcomes.ticked')}</button>${all}</div>`;
  return html`<h2>${say(`outcomes.untold.${about}.title`, { count })}</h2>
<p>${say(`outcomes.untold.${about}.what`)}</p>
${form(visit, `${PAGE}/told`, fields)}`;
}

function nameOf(say: Visit['say'], { name }: PlaceOutcomes): string {
  return name ?? say('unplaced');
}

/** Each household in a transaction of its own: what was told stays told if one fails. */
export async function tellOutcomesRoute(visit: Visit): Promise<void> {
  const { parts, officer, say } = visit;
  const deps = { ...depsOf(parts), db: parts.prisma };
  const { household: tell } = createTell({ locale: parts.locale });
  const done = await tellOutcomes(deps, {
    scope: officer.scope,
    place: placeIn(visit),
    tell,
    shown: textIn(visit, 'shown'),
    scopeNow: (within) => scopeOf(within, officer.officerId),
  });
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'changed') return showOutcomes(visit, alert(say('outcomes.changed')), 409);
  const { told, left } = done;
  if (left > 0) return goTo(visit, PAGE, 'outcomesGoOn');
  goTo(visit, PAGE, told > 0 ? 'outcomesTold' : 'outcomesNone');
}

function placeIn(visit: Visit): OutcomePlace {
  const [areaId, unitCode] = [textIn(visit, 'area'), textIn(visit, 'unit')];
  if (isId(areaId)) return { areaId };
  if (/^\d{5}$/.test(unitCode)) return { unitCode };
  throw new Problem('notFound');
}

export async function tickOffRoute(visit: Visit): Promise<void> {
  const about = (['askBack', 'leftOut', 'decision'] as const).find((one) => one === visit.form.about);
  let ticked = 0;
  for (const assessmentId of idsIn(visit, textIn(visit, 'all') === '1' ? 'shown' : 'told')) {
    const { outcome } = await act(visit, (deps, scope) =>
      about ? tickOffNotice(deps, { scope, assessmentId, about }) : tickOff(deps, { scope, assessmentId }),
    );
    if (outcome === 'notFound') throw new Problem('notFound');
    if (outcome === 'ticked') ticked += 1;
  }
  goTo(visit, PAGE, ticked > 0 ? 'outcomesTicked' : 'outcomesNone');
}

function idsIn({ form }: Visit, name: string): Set<string> {
  const { [name]: ids = [] } = form;
  return new Set(typeof ids === 'string' ? [ids] : ids);
}
