/** "Điền giúp": who is with a household finds it, or begins a new one. What is looked for is a name: it travels in forms only. */
import { beginVisit } from '../../assist/begin-visit.ts';
import { findHousehold } from '../../assist/find-household.ts';
import type { FoundHousehold } from '../../assist/find-present.ts';
import { areasToHelp, type HelpedArea } from '../../assist/places.ts';
import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { looksAfter } from '../../officer/what-waits.ts';
import { Problem } from '../../problems.ts';
import { alert, choice, form, goTo, show } from '../frame.ts';
import { act, type Say, textIn, type Visit } from '../route.ts';
import { slipLink } from './assist-slip.ts';

export const ASSIST = '/console/assist';
const MAX_TYPED = 100;

export async function assistPage(visit: Visit): Promise<void> {
  await showStart(visit, null);
}

/** What was found, between the two ways to begin. */
export async function searchToAssist(visit: Visit): Promise<void> {
  const { say } = visit;
  const unitCode = textIn(visit, 'unit');
  const areaId = textIn(visit, 'within');
  const query = textIn(visit, 'query').slice(0, MAX_TYPED);
  const asked = { unitCode, query, areaId: isId(areaId) ? areaId : undefined };
  const found = await act(visit, (deps, scope) => findHousehold(deps, { scope, ...asked }));
  if (found.outcome === 'notFound') throw new Problem('notFound');
  if (found.outcome !== 'found') return showStart(visit, alert(say(`assist.${found.outcome}`)), asked);
  const { households, more } = found;
  const cards = html`<ul class="cards">${households.map((household) => html`<li>${card(visit, household)}</li>`)}</ul>`;
  const none = say(more ? 'assist.sameName' : helpsOnly(visit) ? 'assist.noneWhole' : 'assist.none');
  const content =
    households.length > 0
      ? html`${cards}${more ? html`<p class="faint">${say('assist.more')}</p>` : null}`
      : html`<p role="status">${none}</p>`;
  await showStart(visit, content, asked);
}

async function showStart(
  visit: Visit,
  found: Part,
  { unitCode = '', areaId = '', query = '' }: { unitCode?: string; areaId?: string | undefined; query?: string } = {},
): Promise<void> {
  const { say, parts, officer } = visit;
  const areas = await areasToHelp(depsOf(parts), officer.scope);
  const units = [...new Map(areas.map((area) => [area.unitCode, area.unit]))].map(([value, label]) => ({ value, label }));
  const [only] = units;
  const unit =
    units.length > 1
      ? choice('unit', say('assist.unit'), units, unitCode)
      : html`<input type="hidden" name="unit" value="${only?.value ?? ''}">`;
  // Of a name that many have, the khu phố says which; whoever looks after them sees a list anyway.
  const within =
    helpsOnly(visit) && areas.length > 1
      ? html`<label>${say('assist.area')}<select name="within"><option value="">${say('assist.anyArea')}</option>${options(
          say,
          areas,
          units.length > 1,
        ).map(
          ({ value, label }) => html`<option value="${value}"${value === areaId ? html` selected` : null}>${label}</option>`,
        )}</select></label>`
      : null;
  const search = html`${unit}${within}<label>${say(helpsOnly(visit) ? 'assist.searchWhole' : 'assist.search')}<input name="query" value="${query}" required maxlength="${MAX_TYPED}" autocomplete="off"></label>
<p class="faint">${say('assist.how')}</p><button class="first">${say('assist.find')}</button>`;
  const slips = units.map(
    ({ value, label }) => html`<li>${slipLink(visit, { unitCode: value, unit: units.length > 1 ? label : null })}</li>`,
  );
  const content = html`<p>${say('assist.about')}</p>
<h2>${say('assist.known')}</h2>
${form(visit, ASSIST, html`<div class="finding">${search}</div>`)}
${found}
<h2>${say('assist.new')}</h2>
<p class="faint">${say('assist.newHow')}</p>
<div class="fields">${form(visit, `${ASSIST}/begin`, html`${newVisit(visit)}${choice('area', say('assist.area'), options(say, areas, units.length > 1))}<button>${say('assist.begin')}</button>`)}</div>
<h2>${say('assist.slips')}</h2>
<p class="faint">${say('assist.slipsHow')}</p>
<ul>${slips}</ul>`;
  show(visit, { title: say('assist.title'), content });
}

/** They look after no households: a name is found whole, or not at all. */
function helpsOnly({ officer }: Visit): boolean {
  return !looksAfter(officer.scope);
}

/** Names the visit that is begun with it: a form that is sent twice begins one. */
export function newVisit({ parts }: Visit): Html {
  return html`<input type="hidden" name="visit" value="${depsOf(parts).ids.next()}">`;
}

function options(say: Say, areas: readonly HelpedArea[], several: boolean) {
  return areas.map(({ id, name, placed, unit }) => {
    const label = placed ? name : say('unplaced');
    return { value: id, label: several ? `${label}, ${unit}` : label };
  });
}

function card(visit: Visit, { id, headName, code, houseCode, areaName }: FoundHousehold): Html {
  const { say } = visit;
  const where = [areaName || say('unplaced'), houseCode].filter((part) => part !== null).join(' · ');
  const named = headName || say('help.noHead');
  return html`<p><strong>${code === null ? named : say('queue.household', { head: named, code: spacedCode(code) })}</strong></p>
<p class="faint">${where}</p>
${form(visit, `${ASSIST}/begin`, html`<input type="hidden" name="household" value="${id}"><button class="first">${say('assist.begin')}</button>`)}`;
}

export async function beginAssistRoute(visit: Visit): Promise<void> {
  const { secret } = visit.parts;
  const [householdId, areaId] = [textIn(visit, 'household'), textIn(visit, 'area')];
  const whom = householdId === '' ? { areaId, form: textIn(visit, 'visit') } : { householdId };
  const begun = await act(visit, (deps, scope) => beginVisit(deps, { scope, ...whom, secret }));
  if (begun.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, `${ASSIST}/${begun.assistId}`);
}
