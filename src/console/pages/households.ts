/** A ward's households, a page at a time. What is looked for is a name: it travels in forms, never in an address. */

import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { type ListedHousehold, listHouseholds, standings } from '../../identity/list-households.ts';
import { Problem } from '../../problems.ts';
import { wardsIn } from '../../report/wards-in.ts';
import { choice, form, show, table } from '../frame.ts';
import { act, type Say, unitIn, type Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES } from './queue.ts';

const MAX_TYPED = 100;
const ANY = 'any';

/** Which ward; who looks after one is taken to it. */
export async function householdWardsPage(visit: Visit): Promise<void> {
  const { say, response, request } = visit;
  const standing = standings.find((one) => one === request.query.standing);
  const pageOf = (code: string) => `/console/households/${code}${standing === undefined ? '' : `?standing=${standing}`}`;
  const wards = await act(visit, (deps, scope) => wardsIn(deps, { ...scope, city: false }));
  const [first] = wards;
  if (first && wards.length === 1) return response.redirect(303, pageOf(first.code));
  const lines = wards.map(({ code, name }) => html`<li><a class="work" href="${pageOf(code)}">${name}</a></li>`);
  show(visit, { title: say('households.title'), content: html`<ul class="works">${lines}</ul>` });
}

/** By its address the first page; by its form what was looked for, and the pages after. */
export async function householdsPage(visit: Visit): Promise<void> {
  const { say, request, form: sent } = visit;
  const unitCode = unitIn(visit);
  const asked: Readonly<Record<string, unknown>> = { area: request.query.area, standing: request.query.standing, ...sent };
  const areaId = asked.area ? idOf(asked.area) : undefined;
  const standing = standings.find((one) => one === asked.standing);
  const query = typeof asked.query === 'string' ? asked.query.slice(0, MAX_TYPED) : '';
  const after = asked.after ? idOf(asked.after) : undefined;
  const wanted = {
    ...{ unitCode, query },
    ...(areaId === undefined ? {} : { areaId }),
    ...(standing === undefined ? {} : { standing }),
    ...(after === undefined ? {} : { after }),
  };
  const { found, unit } = await act(visit, async (deps, scope) => ({
    found: await listHouseholds(deps, { scope, ...wanted }),
    unit: (await wardsIn(deps, { ...scope, city: false }, unitCode))[0],
  }));
  if (found.outcome === 'notFound' || !unit) throw new Problem('notFound');
  const action = `/console/households/${unitCode}`;
  const kept = (fields: Readonly<Record<string, string | undefined>>) =>
    Object.entries(fields).map(([name, value]) => (value ? html`<input type="hidden" name="${name}" value="${value}">` : null));
  const options = [
    { value: ANY, label: say('households.any') },
    ...standings.map((value) => ({ value, label: standingWords(say, value) })),
  ];
  const search = html`<label>${say('households.search')}<input name="query" value="${query}" maxlength="${MAX_TYPED}" autocomplete="off"></label>
<p class="faint">${say('households.how')}</p>
${choice('standing', say('households.standing'), options, standing)}
${kept({ area: areaId })}<button class="button first">${say('households.find')}</button>`;
  const next =
    found.next === null
      ? null
      : html`${kept({ area: areaId, standing, query, after: found.next })}<button class="button">${say('households.next')}</button>`;
  const doubles = `/console/doubles${areaId === undefined ? '' : `?area=${areaId}`}`;
  const content = html`<p><a href="${doubles}">${say('doubles.title')}</a></p>
${form(visit, action, html`<div class="finding">${search}</div>`)}
${found.households.length === 0 ? html`<p role="status">${say('households.none')}</p>` : list(say, found.households)}
${next === null ? null : form(visit, action, next)}`;
  show(visit, { title: say('households.of', { place: unit.name }), content });
}

/** @throws Problem `notFound` where nothing like an id stands */
function idOf(value: unknown): string {
  if (!isId(value)) throw new Problem('notFound');
  return value;
}

function list(say: Say, households: readonly ListedHousehold[]): Html {
  const heads = ['name', 'area', 'code', 'house', 'standing', 'source'].map((key) => say(`households.head.${key}`));
  return table({ caption: say('households.title'), heads, rows: households.map((one) => row(say, one)) });
}

function row(say: Say, { id, headName, areaName, code, houseCode, verified, assessment }: ListedHousehold): Part[] {
  const name = headName || say('households.unnamed');
  return [
    html`<a href="${HOUSEHOLD}/${id}">${name}</a>${verified ? null : html` <span class="faint">· ${say('households.unverified')}</span>`}`,
    areaName || say('unplaced'),
    spacedCode(code),
    houseCode,
    assessment ? html`<a href="${FILES}/${assessment.id}">${stageWords(say, assessment)}</a>` : say('households.notBegun'),
    assessment ? say(`counts.source.${assessment.source}`) : null,
  ];
}

function stageWords(say: Say, { state, stage }: { state: string; stage: string }): string {
  return say(`households.stage.${stage === 'waiting' && state === 'draft' ? 'draft' : stage}`);
}

function standingWords(say: Say, standing: (typeof standings)[number]): string {
  return standing === 'notSent' || standing === 'toConfirm' ? say(`households.${standing}`) : say(`counts.station.${standing}`);
}
