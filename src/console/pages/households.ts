/** A ward's households, a page at a time. What is looked for is a name: it travels in forms, never in an address. */

import { isId } from '../../db/is-id.ts';
import type { Deps } from '../../deps.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { confirmMany, notConfirmed } from '../../identity/confirm-many.ts';
import { seenOfMany } from '../../identity/find-household.ts';
import { listDoubles } from '../../identity/list-doubles.ts';
import { type ListedHousehold, listHouseholds, standings } from '../../identity/list-households.ts';
import type { Scope } from '../../officer/scope.ts';
import { Problem } from '../../problems.ts';
import { wardsIn } from '../../report/wards-in.ts';
import { choice, form, goTo, show, table } from '../frame.ts';
import { act, type Say, unitIn, type Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES } from './queue.ts';

const MAX_TYPED = 100;
const ANY = 'any';
/** Before the id of one that is ticked; its value is what was shown of it. */
const PICK = 'pick.';

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
  const { found, unit, picks } = await act(visit, async (deps, scope) => {
    const found = await listHouseholds(deps, { scope, ...wanted });
    const ids = standing === 'toConfirm' && found.outcome === 'listed' ? found.households.map(({ id }) => id) : [];
    return { found, unit: (await wardsIn(deps, { ...scope, city: false }, unitCode))[0], picks: await picksOf(deps, scope, ids) };
  });
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
  const content = html`${pickedLines(visit)}<p><a href="${doubles}">${say('doubles.title')}</a></p>
${form(visit, action, html`<div class="finding">${search}</div>`)}
${found.households.length === 0 ? html`<p role="status">${say('households.none')}</p>` : picks === null ? list(say, found.households) : pickList(visit, unitCode, found.households, picks)}
${next === null ? null : form(visit, action, next)}`;
  show(visit, { title: say('households.of', { place: unit.name }), content });
}

/** @throws Problem `notFound` where nothing like an id stands */
function idOf(value: unknown): string {
  if (!isId(value)) throw new Problem('notFound');
  return value;
}

/** What may be picked, with what was shown of it; `doubles`: what has to be looked at by itself. */
interface Picks {
  seen: ReadonlyMap<string, string>;
  doubles: ReadonlySet<string>;
}

async function picksOf(deps: Deps, scope: Scope, ids: readonly string[]): Promise<Picks | null> {
  if (ids.length === 0) return null;
  const pairs = await listDoubles(deps, { scope });
  return { seen: await seenOfMany(deps, scope, ids), doubles: new Set(pairs.flatMap(({ one, other }) => [one.id, other.id])) };
}

function pickList(visit: Visit, unitCode: string, households: readonly ListedHousehold[], { seen, doubles }: Picks): Html {
  const { say } = visit;
  const heads = ['pick', 'head.name', 'head.house', 'head.code', 'head.area'].map((key) => say(`households.${key}`));
  const rows = households.map(({ id, headName, houseCode, code, areaName }): Part[] => {
    const name = headName || say('households.unnamed');
    const box = html`<input type="checkbox" name="${PICK}${id}" value="${seen.get(id) ?? ''}" aria-label="${name}">`;
    return [
      doubles.has(id) ? html`<span class="faint">${say('households.mayBeDouble')}</span>` : box,
      html`<a href="${HOUSEHOLD}/${id}">${name}</a>`,
      houseCode,
      spacedCode(code),
      areaName || say('unplaced'),
    ];
  });
  const fields = html`<p>${say('households.confirmHow')}</p>${table({ caption: say('households.title'), heads, rows })}
<button class="button first">${say('households.confirmPicked')}</button>`;
  return form(visit, `/console/households/${unitCode}/confirm`, fields);
}

/** Several in one step: each as it was shown, and what is left is said by number. */
export async function confirmManyRoute(visit: Visit): Promise<void> {
  const unitCode = unitIn(visit);
  const picked = Object.entries(visit.form).flatMap(([name, seen]) =>
    name.startsWith(PICK) && typeof seen === 'string' ? [{ householdId: name.slice(PICK.length), seen }] : [],
  );
  const done = await act(visit, async (deps, scope) => {
    const [unit] = await wardsIn(deps, { ...scope, city: false }, unitCode);
    return unit ? confirmMany(deps, { scope, picked }) : null;
  });
  if (!done) throw new Problem('notFound');
  const counts = pickedKinds.map((kind) => `${kind}=${done[kind]}`).join('&');
  goTo(visit, `/console/households/${unitCode}?standing=toConfirm&${counts}`);
}

const pickedKinds = ['confirmed', ...notConfirmed] as const;

function pickedLines({ say, request }: Visit): Part {
  const counts = pickedKinds.map((kind) => ({ kind, count: Number(request.query[kind]) })).filter(({ count }) => count > 0 && count < 1000);
  if (counts.length === 0) return null;
  return html`<div class="done" role="status">${counts.map(({ kind, count }) => html`<p>${say(`households.picked.${kind}`, { count })}</p>`)}</div>`;
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
  return standing === 'notSent' || standing === 'toConfirm' || standing === 'unplaced'
    ? say(`households.${standing}`)
    : say(`counts.station.${standing}`);
}
