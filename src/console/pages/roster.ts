/** A ward's list of khu phố and households: what is written down, and taking a file in, looked at before anything is written. */
import { createHash } from 'node:crypto';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { applyRoster } from '../../roster/apply-roster.ts';
import { listRoster, type RosterOfWard } from '../../roster/list-roster.ts';
import { isIdle } from '../../roster/plan-roster.ts';
import { alikeKey, allMistakes, FIRST_SHOWN, type PlannedRoster, previewRoster } from '../../roster/preview-roster.ts';
import { type ReadRoster, readRoster } from '../../roster/read-roster.ts';
import { rosterTemplate } from '../../roster/roster-template.ts';
import { readTable, tableLimits } from '../../table/read-table.ts';
import { alert, folded, form, goTo, show, table } from '../frame.ts';
import { giveTable } from '../give-file.ts';
import { act, actLong, textIn, type Visit } from '../route.ts';
import { type CountOrNone, counted } from './counted.ts';
import { mistakeList } from './mistakes.ts';

export const ROSTER = '/console/roster';

/** The file goes to the browser and back between looking and taking in, so that nothing of it lies about here meanwhile. */
const limits = { ...tableLimits, bytes: 1_400_000 };

export async function rosterPage(visit: Visit): Promise<void> {
  const wards = await listRoster(depsOf(visit.parts), { scope: visit.officer.scope });
  show(visit, { title: visit.say('roster.title'), content: html`${wards.map((ward) => wardPart(visit, ward, wards.length > 1))}` });
}

function wardPart(visit: Visit, ward: RosterOfWard, several: boolean): Html {
  const { say } = visit;
  const { unitCode, unit, areas, last } = ward;
  const none: CountOrNone = say('roster.notSaid');
  const lines = areas.map(({ name, permanent, temporary, registered, listed }) => [
    name,
    ...[permanent ?? none, temporary ?? none, registered, listed].map(counted),
  ]);
  const heads = ['area', 'permanent', 'temporary', 'registered', 'listed'].map((key) => say(`roster.${key}`));
  return html`${several ? html`<h2>${unit}</h2>` : null}
${areas.length > 0 ? table({ caption: say('roster.caption', { unit }), heads, rows: lines }) : html`<p>${say('roster.empty')}</p>`}
${last ? html`<p class="faint">${say('roster.last', { at: { date: last.at.toISOString() }, officer: last.officer ?? '' })}</p>` : null}
<h2>${say('roster.bring')}</h2>
<p>${say('roster.how')}</p>
<div class="fields">${form(
    visit,
    `${ROSTER}/template`,
    html`<input type="hidden" name="unit" value="${unitCode}"><button>${say('roster.template')}</button>`,
  )}
${form(
  visit,
  `${ROSTER}/preview`,
  html`<input type="hidden" name="unit" value="${unitCode}">
<label>${say('roster.file')}<input type="file" name="file" required accept=".xlsx,.csv"></label>
<button class="first">${say('roster.look')}</button>`,
  { file: true },
)}</div>`;
}

export async function rosterTemplateRoute(visit: Visit): Promise<void> {
  const { say, parts, officer } = visit;
  const wards = await listRoster(depsOf(parts), { scope: officer.scope });
  const ward = wards.find(({ unitCode }) => unitCode === textIn(visit, 'unit'));
  if (!ward) throw new Problem('notFound');
  const sheets = rosterTemplate(ward, (key, params) => say(`roster.sheet.${key}`, params));
  await giveTable(visit, say('roster.fileName', { unit: ward.unit }), sheets);
}

export async function previewRosterRoute(visit: Visit): Promise<void> {
  const unitCode = unitIn(visit);
  const bytes = visit.file?.bytes ?? Buffer.alloc(0);
  await preview(visit, { bytes, unitCode, read: readRoster(await readTable(bytes, limits)) });
}

/** Before anything is read of a file: of a ward that is not theirs nothing is said. */
function unitIn(visit: Visit): string {
  const unitCode = textIn(visit, 'unit');
  if (!visit.officer.scope.wards.includes(unitCode)) throw new Problem('notFound');
  return unitCode;
}

interface Brought {
  bytes: Buffer;
  unitCode: string;
  read: ReadRoster;
}

async function preview(visit: Visit, { bytes, unitCode, read }: Brought): Promise<void> {
  if ('mistakes' in read) {
    const all = await act(visit, (deps, scope) => allMistakes(deps, { scope, unitCode, ...read }));
    return showMistakes(visit, mistakeList(visit, all));
  }
  const { ok: roster } = read;
  const planned = await act(visit, (deps, scope) => previewRoster(deps, { scope, unitCode, roster }));
  if (planned.outcome === 'notFound') throw new Problem('notFound');
  if (planned.outcome === 'mistakes') return showMistakes(visit, mistakeList(visit, planned.mistakes));
  showPlan(visit, { planned, bytes, unitCode, unused: roster.unused });
}

function showMistakes(visit: Visit, list: Html): void {
  const { say } = visit;
  const content = html`${list}<p><a class="button" href="${ROSTER}">${say('roster.again')}</a></p>`;
  show(visit, { title: say('roster.wrong'), content, status: 422 });
}

interface Planned {
  planned: Pick<PlannedRoster, 'plan' | 'unit' | 'areaNames' | 'alike' | 'names' | 'seen'>;
  bytes: Buffer;
  unitCode: string;
  unused: readonly string[];
  problem?: string;
}

function showPlan(visit: Visit, { planned, bytes, unitCode, unused, problem }: Planned): void {
  const { say } = visit;
  const { plan, unit, names, seen } = planned;
  const none = say('roster.notSaid');
  const areas = [
    ...plan.newAreas.map(({ name, permanent, temporary }) => [name, say('roster.isNew'), permanent ?? none, temporary ?? none]),
    ...plan.changedAreas.map(({ name, permanent, temporary, was }) => [
      name,
      say('roster.isChanged', { permanent: was.permanent ?? none, temporary: was.temporary ?? none }),
      permanent ?? none,
      temporary ?? none,
    ]),
  ];
  const households = [
    ['newHouseholds', plan.newHouseholds.length],
    ['changedHouseholds', plan.changedHouseholds.length],
    ['sameHouseholds', plan.sameHouseholds],
    ['ownWord', plan.ownWord],
    ['absent', plan.absent],
    ['sameAreas', plan.sameAreas],
  ] as const;
  const heads = ['area', 'change', 'permanent', 'temporary'].map((key) => say(`roster.${key}`));
  const basis = html`<label>${say('roster.basis')}<input name="basis" required maxlength="300" autocomplete="off"></label>
<p class="faint">${say('roster.basisHow')}</p>`;
  const take = html`<div class="fields">${form(
    visit,
    `${ROSTER}/apply`,
    html`<input type="hidden" name="unit" value="${unitCode}">
<input type="hidden" name="seen" value="${seen}">
<input type="hidden" name="bytes" value="${bytes.toString('base64url')}">
${names ? basis : null}
<button class="first">${say('roster.take')}</button>`,
  )}</div>`;
  const content = html`${problem === undefined ? null : alert(problem)}
<p>${say(isIdle(plan) ? 'roster.nothingNew' : 'roster.notYetTaken')}</p>
${areas.length > 0 ? table({ caption: say('roster.caption', { unit }), heads, rows: areas }) : null}
${firstNew(visit, planned)}
<ul>${households.filter(([, count]) => count > 0).map(([key, count]) => html`<li>${say(`roster.count.${key}`, { count })}</li>`)}</ul>
${unused.length > 0 ? html`<p>${say('roster.unused', { names: unused.join(', ') })}</p>` : null}
${isIdle(plan) ? null : take}
<p><a class="button" href="${ROSTER}">${say('roster.leave')}</a></p>`;
  show(visit, { title: say('roster.preview', { unit }), content, status: problem === undefined ? 200 : 409 });
}

/** What would be written of the first that are new: a wrong column is seen there. */
function firstNew({ say }: Visit, { plan: { newHouseholds }, areaNames, alike }: Planned['planned']): Part {
  if (newHouseholds.length === 0) return null;
  const shown = newHouseholds.slice(0, FIRST_SHOWN);
  const heads = ['code', 'head', 'area', 'residence', 'alike'].map((key) => say(`roster.first.${key}`));
  const rows = shown.map((one) => [
    one.houseCode,
    one.headName,
    areaNames.get(one.areaKey) ?? '',
    say(`sheet.${one.residence}`),
    (alike.get(alikeKey(one)) ?? []).join(', '),
  ]);
  const summary = say('roster.first.title', { count: shown.length });
  return folded(summary, html`<p>${say('roster.first.how')}</p>${table({ caption: summary, heads, rows })}`, alike.size > 0);
}

export async function applyRosterRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const unitCode = unitIn(visit);
  const bytes = Buffer.from(textIn(visit, 'bytes'), 'base64url');
  const read = readRoster(await readTable(bytes, limits));
  if ('mistakes' in read) return preview(visit, { bytes, unitCode, read });
  const { ok: roster } = read;
  const asked = { unitCode, roster, sha256: createHash('sha256').update(bytes).digest('hex') };
  const said = { legalBasis: textIn(visit, 'basis'), seen: textIn(visit, 'seen') };
  const applied = await actLong(visit, (deps, scope) => applyRoster(deps, { scope, ...asked, ...said }));
  switch (applied.outcome) {
    case 'applied':
      return goTo(visit, ROSTER, 'rosterTaken');
    case 'notFound':
      throw new Problem('notFound');
    case 'mistakes':
      return showMistakes(visit, mistakeList(visit, applied.mistakes));
    default:
      showPlan(visit, { planned: applied, bytes, unitCode, unused: roster.unused, problem: say(`roster.problem.${applied.outcome}`) });
  }
}
