/** Households that look like one and the same: a list of them, and two of them beside each other. */
import { createTell } from '../../conversation/tell.ts';
import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html } from '../../http/html.ts';
import type { Double, DoubleSide } from '../../identity/list-doubles.ts';
import { openDoubles } from '../../identity/list-doubles.ts';
import { type BothHave, mergeHouseholds, type Side } from '../../identity/merge-households.ts';
import { compareHouseholds, type HouseholdView } from '../../identity/open-household.ts';
import { setApart } from '../../identity/set-apart.ts';
import { areasOf } from '../../officer/wards-of.ts';
import { Problem } from '../../problems.ts';
import { alert, form, goTo, radios, show } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { facts, HOUSEHOLD, householdTitle } from './household-facts.ts';

const PAGE = '/console/doubles';

export async function doublesPage(visit: Visit): Promise<void> {
  const { say } = visit;
  const { area } = visit.request.query;
  const { doubles, left, areas } = await act(visit, async (deps, scope) => ({
    ...(await openDoubles(deps, { scope, ...(isId(area) && { areaId: area }) })),
    areas: await areasOf(deps, scope),
  }));
  const places = areas.length > 1 && !isId(area) ? areas : [];
  const more = html`<p><strong>${say('doubles.left', { count: left })}</strong> ${say('doubles.leftHow')}</p>
<ul>${places.map(({ id, name, kind }) => html`<li><a href="${PAGE}?area=${id}">${kind === 'unplaced' ? say('unplaced') : name}</a></li>`)}</ul>`;
  const content = html`${doubles.length > 0 ? doublesList(visit, doubles) : html`<p>${say('doubles.none')}</p>`}${left > 0 ? more : null}`;
  show(visit, { title: say('doubles.title'), content });
}

export function doublesList(visit: Visit, doubles: readonly Double[]): Html {
  return html`<ul class="cards">${doubles.map((one) => html`<li>${pair(visit, one)}</li>`)}</ul>`;
}

function pair({ say }: Visit, { one, other, why }: Double): Html {
  const side = ({ id, headName, code, houseCode, areaName }: DoubleSide) => {
    const words = say('queue.household', { head: headName || houseCode || say('help.noHead'), code: spacedCode(code) });
    return html`<p><a href="${HOUSEHOLD}/${id}">${words}</a> · ${areaName || say('unplaced')}</p>`;
  };
  return html`${side(one)}${side(other)}
<p class="faint">${why.map((reason) => say(`doubles.why.${reason}`)).join(' · ')}</p>
<p><a class="button" href="${HOUSEHOLD}/${one.id}/with/${other.id}">${say('doubles.compare')}</a></p>`;
}

export async function comparePage(visit: Visit): Promise<void> {
  await showCompared(visit, null, 200);
}

async function showCompared(visit: Visit, problem: string | null, status: number): Promise<void> {
  const { say } = visit;
  const [householdId, otherId] = [idIn(visit), idIn(visit, 'otherId')];
  const compared = await act(visit, (deps, scope) => compareHouseholds(deps, { scope, householdId, otherId }));
  if (compared.outcome === 'notFound') throw new Problem('notFound');
  const { one, other, bothHave } = compared;
  const mayMerge = !one.mergedInto && !other.mergedInto && !one.ofOwnFamily && !other.ofOwnFamily;
  const content = html`${problem === null ? null : alert(say(`household.why.${problem}`))}
<ul class="cards">${[one, other].map((household) => html`<li>${card(visit, household)}</li>`)}</ul>
${one.ofOwnFamily || other.ofOwnFamily ? html`<p class="problem-note">${say('household.ownFamily')}</p>` : null}
${mayMerge ? merging(visit, one, other, bothHave) : null}`;
  show(visit, { title: say('doubles.compareTitle'), content, status });
}

function card(visit: Visit, household: HouseholdView): Html {
  const { say } = visit;
  const { members, files } = household;
  return html`<h2><a href="${HOUSEHOLD}/${household.id}">${householdTitle(visit, household)}</a></h2>
${facts(visit, household)}
<p>${say('doubles.has', { members: members.length, files: files.length })}</p>`;
}

function merging(visit: Visit, one: HouseholdView, other: HouseholdView, bothHave: readonly BothHave[]): Html {
  const { say } = visit;
  const path = `${HOUSEHOLD}/${one.id}/with/${other.id}`;
  const options = [one, other].map((household) => ({ value: household.id, label: householdTitle(visit, household) }));
  const stays = bothHave.map(({ seasonId, name, files }) => {
    const label = say('doubles.stays', { season: name });
    const more = { keep: files.keep, drop: files.drop };
    const of = [
      { value: one.id, label: fileWords(visit, one, more.keep) },
      { value: other.id, label: fileWords(visit, other, more.drop) },
    ];
    return radios(`stays.${seasonId}`, label, of, files.keep.sent === 0 && files.drop.sent > 0 ? other.id : one.id);
  });
  const fields = html`<input type="hidden" name="seen" value="${one.seen}"><input type="hidden" name="seenOther" value="${other.seen}">
<p>${say('doubles.mergeWhat')}</p>
${radios('keep', say('doubles.keep'), options, one.id)}${stays}
<button class="first">${say('doubles.merge')}</button>`;
  return html`<h2>${say('doubles.isOne')}</h2><div class="fields">${form(visit, path, fields)}</div>
<h2>${say('doubles.isNot')}</h2><p>${say('doubles.apartWhat')}</p>
${form(visit, `${path}/apart`, html`<button>${say('doubles.apart')}</button>`)}`;
}

function fileWords(visit: Visit, household: HouseholdView, { stage, state, sent }: BothHave['files'][Side]): string {
  const { say } = visit;
  const station = say(`households.stage.${stage === 'waiting' && state === 'draft' ? 'draft' : stage}`);
  return say('doubles.file', { who: householdTitle(visit, household), station, sent });
}

export async function mergeRoute(visit: Visit): Promise<void> {
  const [one, other] = [idIn(visit), idIn(visit, 'otherId')];
  const keep = textIn(visit, 'keep') === other ? other : one;
  const drop = keep === one ? other : one;
  const shown = { [one]: textIn(visit, 'seen'), [other]: textIn(visit, 'seenOther') };
  const seen = { keep: shown[keep] ?? '', drop: shown[drop] ?? '' };
  const tell = createTell(visit.parts).household;
  const options = { keep, drop, seen, stays: staysIn(visit, keep), tell };
  const merged = await act(visit, (deps, scope) => mergeHouseholds(deps, { scope, ...options }));
  if (merged.outcome === 'notFound') throw new Problem('notFound');
  if (merged.outcome === 'merged') return goTo(visit, `${HOUSEHOLD}/${keep}`, 'householdsMerged');
  await showCompared(visit, merged.outcome === 'refused' ? merged.why : merged.outcome, 409);
}

/** The form names households; what stays is said by side. */
function staysIn({ form: fields }: Visit, keep: string): Record<string, Side> {
  const chosen = Object.entries(fields).flatMap(([name, value]): [string, Side][] => {
    const seasonId = name.startsWith('stays.') ? name.slice('stays.'.length) : '';
    return isId(seasonId) && isId(value) ? [[seasonId, value === keep ? 'keep' : 'drop']] : [];
  });
  return Object.fromEntries(chosen);
}

export async function apartRoute(visit: Visit): Promise<void> {
  const [householdId, otherId] = [idIn(visit), idIn(visit, 'otherId')];
  const done = await act(visit, (deps, scope) => setApart(deps, { scope, householdId, otherId }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, PAGE, 'householdsApart');
}
