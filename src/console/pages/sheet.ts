/** Bảng bình xét of one khu phố: every household a line, saved in one go. */

import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { confirmUnflagged } from '../../review/confirm-unflagged.ts';
import { waitingShown } from '../../review/waiting-shown.ts';
import { isHeadName, isIdNumber, readHouseCode } from '../../roster/house-code.ts';
import { isOpen, type SheetLine } from '../../roster/plan-sheet.ts';
import { type Proposal, readShown, shownOf, writeShown } from '../../roster/row-seen.ts';
import { type SavedSheet, saveSheet } from '../../roster/save-sheet.ts';
import { type Sheet, sheetOf } from '../../roster/sheet-of.ts';
import type { SheetRow } from '../../roster/sheet-rows.ts';
import { stationOf } from '../../roster/sheet-table.ts';
import { choice, form, goTo, show, table } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES, useAsSent } from './queue.ts';
import { SHEETS } from './sheets.ts';

const MAX_REASON = 500;
const SOURCES = ['meeting', 'paper'] as const;

/** What an officer had filled in on a page that could not be taken as it was. */
interface Entered {
  /** Absent: what holds now is shown. */
  line?: Pick<SheetLine, 'proposal' | 'points' | 'reason'>;
  /** Said beside the line. */
  note?: string;
}

interface Again {
  problem?: string;
  entered?: ReadonlyMap<string, Entered>;
  status?: number;
}

export async function sheetPage(visit: Visit): Promise<void> {
  await showSheet(visit, idIn(visit));
}

export async function showSheet(visit: Visit, areaId: string, { problem, entered = new Map(), status = 200 }: Again = {}): Promise<void> {
  const { say } = visit;
  const { found, shown } = await act(visit, async (deps, scope) => {
    const shown = await waitingShown(deps, { scope, areaId });
    return { found: await sheetOf(deps, { scope, areaId }), shown };
  });
  if (found.outcome === 'notFound') throw new Problem('notFound');
  const { sheet } = found;
  const { area, season, trial, rows, max, passMark, flags, own } = sheet;
  const waiting = rows.filter(({ standing }) => standing.stage === 'waiting' && standing.sent && standing.hand === 'officers').length;
  const path = `${SHEETS}/${area.id}`;
  const count = (proposal: Proposal) => rows.filter((row) => row.proposal === proposal).length;
  const content = html`${problem === undefined ? null : html`<p class="problem-note" role="alert">${problem}</p>`}
<p>${say('sheet.standing', { households: rows.length, proposed: count('propose'), notProposed: count('notPropose'), max, passMark })}</p>
${trial || season.trial ? html`<p class="faint">${say('sheet.trial')}</p>` : null}
${season.phase === 'before' ? html`<p class="problem-note">${say('sheet.notYet')}</p>` : null}
${waiting > 0 ? together(visit, path, { waiting, flagged: flags.size, shown }) : null}
<div class="acts"><a class="button" href="${path}/file">${say('sheet.takeAway')}</a></div>
${overdue(visit, rows, own)}
${bringBack(visit, path)}
${newcomer(visit, path, sheet)}
${rows.length > 0 ? lines(visit, path, sheet, entered) : html`<p>${say('sheet.empty')}</p>`}`;
  show(visit, { title: say('sheet.title', { area: area.name, unit: area.unit }), content, status });
}

/** They answer no more: without this step their lines stay closed. */
function overdue(visit: Visit, rows: readonly SheetRow[], own: ReadonlySet<string>): Part {
  const { say } = visit;
  const late = rows.filter((row) => row.overdue && !own.has(row.householdId));
  if (late.length === 0) return null;
  const items = late.flatMap((row) =>
    row.assessmentId === null
      ? []
      : [
          html`<li><a href="${FILES}/${row.assessmentId}">${whoIs(visit, row)}</a>${useAsSent(visit, { assessmentId: row.assessmentId, seen: row.seen })}</li>`,
        ],
  );
  return html`<section><h2>${say('sheet.overdue', { count: late.length })}</h2>
<p>${say('sheet.overdueWhat')}</p>
<ul class="cards">${items}</ul></section>`;
}

/** Only what was there when this page was made. */
function together(visit: Visit, path: string, { waiting, flagged, shown }: { waiting: number; flagged: number; shown: string }): Html {
  const { say } = visit;
  return html`<p>${say('sheet.waiting', { waiting, flagged })}</p>
${form(visit, `${path}/together`, html`<input type="hidden" name="shown" value="${shown}"><button>${say('queue.together')}</button>`)}`;
}

function lines(
  visit: Visit,
  path: string,
  { area, season, rows, max, flags, doubles, own }: Sheet,
  entered: ReadonlyMap<string, Entered>,
): Html {
  const { say } = visit;
  const heads = ['household', 'is', 'proposal', 'points', 'reason'].map((key) => say(`sheet.${key}`));
  const list = table({
    caption: area.name,
    heads,
    rows: rows.map((row) => {
      const about = {
        max,
        flags: flags.get(row.assessmentId ?? '') ?? 0,
        double: doubles.has(row.householdId),
        own: own.has(row.householdId),
      };
      return line(visit, row, about, entered.get(row.householdId));
    }),
  });
  return form(
    visit,
    path,
    html`<input type="hidden" name="season" value="${season.id}">
<div class="sheet">${list}</div>
<div class="sheet-end"><label><input type="checkbox" name="rest" value="propose"> ${say('sheet.rest')}</label>
${sourceChoice(visit)}</div>
<p class="save"><button class="first">${say('sheet.save')}</button></p>`,
  );
}

interface About {
  max: number;
  /** How much there is to look at. */
  flags: number;
  /** It looks like another's double. */
  double: boolean;
  /** Of the officer's own family. */
  own: boolean;
}

function line(visit: Visit, row: SheetRow, { max, flags, double, own }: About, entered: Entered | undefined): Part[] {
  const { say } = visit;
  const who = whoIs(visit, row);
  const names = [row.houseCode, spacedCode(row.code), say(`sheet.${row.residence}`)].filter((part) => part !== null).join(' · ');
  const hint = double ? html`<br><a href="${HOUSEHOLD}/${row.householdId}">${say('doubles.hint')}</a>` : null;
  const note = entered?.note ?? (own ? say('mistake.ownHousehold') : null);
  const head = html`<a href="${HOUSEHOLD}/${row.householdId}">${who}</a>${row.verified ? null : html` <span class="faint">${say('households.unverified')}</span>`}${hint}<br><span class="faint">${names}</span>${note ? html`<br><strong>${note}</strong>` : null}`;
  const points = row.sent ? say('sheet.sentPoints', { points: row.sent.points, max: row.sent.max }) : null;
  const station = say(`sheet.table.is.${stationOf(row)}`);
  const file = row.sent && row.assessmentId ? html`<a href="${FILES}/${row.assessmentId}">${station}</a>` : station;
  const is = html`${file}${flags > 0 ? html`<br>${say('sheet.flags', { count: flags })}` : null}${row.sent && !row.sent.enough ? html`<br>${say('sheet.tooFew')}` : null}`;
  if (own || !isOpen(row))
    return [head, is, row.proposal ? say(`sheet.${row.proposal}`) : '', points ?? row.points ?? '', row.reason ?? ''];
  const value = entered?.line ?? { proposal: row.proposal, points: row.points, reason: row.reason ?? '' };
  const options = [...(row.proposal === null ? [null] : []), 'propose' as const, 'notPropose' as const].map(
    (one) => html`<option value="${one ?? ''}"${one === value.proposal ? html` selected` : null}>${say(`sheet.${one ?? 'open'}`)}</option>`,
  );
  const mayRest = row.standing.stage === 'confirmed' && row.sent?.enough ? ' y' : '';
  return [
    head,
    is,
    html`<input type="hidden" name="line" value="${row.householdId} ${writeShown(shownOf(row))}${mayRest}">
<select name="proposal" aria-label="${say('sheet.proposalOf', { who })}">${options}</select>`,
    points === null
      ? html`<input name="points" inputmode="numeric" maxlength="4" placeholder="${say('sheet.points')}" value="${Number.isNaN(value.points) ? '' : value.points}" aria-label="${say('sheet.pointsOf', { who, max })}">`
      : html`${points}<input type="hidden" name="points" value="">`,
    html`<input name="reason" maxlength="${MAX_REASON}" placeholder="${say('sheet.reason')}" value="${value.reason}" aria-label="${say('sheet.reasonOf', { who })}">`,
  ];
}

function whoIs({ say }: Visit, { headName, houseCode, code }: Pick<SheetRow, 'headName' | 'houseCode' | 'code'>): string {
  return headName || say('sheet.unnamed', { code: houseCode ?? spacedCode(code) });
}

function sourceChoice({ say }: Visit): Html {
  return choice(
    'source',
    say('sheet.source'),
    SOURCES.map((value) => ({ value, label: say(`sheet.${value}`) })),
  );
}

function bringBack(visit: Visit, path: string): Html {
  const { say } = visit;
  return html`<details><summary>${say('sheet.bringBack')}</summary><div class="fields">${form(
    visit,
    `${path}/file`,
    html`<label>${say('sheet.file')}<input type="file" name="file" required accept=".xlsx,.csv"></label>
<label>${say('sheet.basis')}<input name="basis" maxlength="300" autocomplete="off"></label>
<button>${say('sheet.takeIn')}</button>`,
    { file: true },
  )}</div></details>`;
}

function newcomer(visit: Visit, path: string, { season, max }: Sheet): Html {
  const { say } = visit;
  const residences = ['permanent', 'temporary'].map((value) => ({ value, label: say(`sheet.${value}`) }));
  const proposals = [
    { value: '', label: say('sheet.open') },
    { value: 'propose', label: say('sheet.propose') },
  ];
  return html`<details><summary>${say('sheet.add')}</summary><div class="fields">${form(
    visit,
    `${path}/households`,
    html`<input type="hidden" name="season" value="${season.id}">
<p>${say('sheet.addHow')}</p>
<label>${say('sheet.houseCode')}<input name="houseCode" maxlength="20" autocomplete="off"></label>
<label>${say('sheet.headName')}<input name="headName" maxlength="80" autocomplete="off"></label>
<label>${say('sheet.basis')}<input name="basis" maxlength="300" autocomplete="off"></label>
${choice('residence', say('sheet.residence'), residences)}
${sourceChoice(visit)}
<label>${say('sheet.proposal')}<select name="proposal">${proposals.map(({ value, label }) => html`<option value="${value}">${label}</option>`)}</select></label>
<label>${say('sheet.pointsByHand', { max })}<input name="points" inputmode="numeric" maxlength="4"></label>
<button>${say('sheet.addOne')}</button>`,
  )}</div></details>`;
}

export async function saveSheetRoute(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const lines = linesIn(visit);
  const saved = await act(visit, (deps, scope) => saveSheet(deps, { scope, areaId, season: textIn(visit, 'season'), lines }));
  if (saved.outcome === 'saved') return goTo(visit, `${SHEETS}/${areaId}`, 'sheetSaved');
  await showAgain(visit, areaId, saved, lines);
}

/** @throws Problem `notFound` for a khu phố that is not theirs */
export async function confirmOnSheetRoute(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const shown = textIn(visit, 'shown');
  const done = await act(visit, (deps, scope) => confirmUnflagged(deps, { scope, areaId, shown }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, `${SHEETS}/${areaId}`, done.confirmed > 0 ? 'confirmedTogether' : 'nothingUnflagged');
}

export async function addHouseholdRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const areaId = idIn(visit);
  const [typed, headName] = [textIn(visit, 'houseCode'), textIn(visit, 'headName')];
  const houseCode = typed === '' ? null : readHouseCode(typed);
  const problem =
    typed === '' && headName === ''
      ? 'whoMissing'
      : isIdNumber(typed)
        ? 'codeIsIdNumber'
        : typed !== '' && houseCode === null
          ? 'codeUnreadable'
          : headName !== '' && !isHeadName(headName)
            ? 'name'
            : null;
  if (problem) {
    const words = say(`mistake.${problem}`, { value: problem === 'name' ? headName : typed, first: '', most: 0 });
    return showSheet(visit, areaId, { problem: words, status: 422 });
  }
  const residence = textIn(visit, 'residence') === 'temporary' ? ('temporary' as const) : ('permanent' as const);
  const said = { proposal: proposalIn(textIn(visit, 'proposal')), points: pointsIn(textIn(visit, 'points')), reason: '' };
  const added = [{ houseCode, headName, residence, source: sourceIn(visit), ...said }];
  const options = { areaId, season: textIn(visit, 'season'), lines: [], added, basis: textIn(visit, 'basis') };
  const saved = await act(visit, (deps, scope) => saveSheet(deps, { scope, ...options }));
  if (saved.outcome === 'saved') return goTo(visit, `${SHEETS}/${areaId}`, 'householdAdded');
  await showAgain(visit, areaId, saved, []);
}

/** The sheet as it is now, with what the officer had filled in where nobody else was in between. */
async function showAgain(
  visit: Visit,
  areaId: string,
  saved: Exclude<SavedSheet, { outcome: 'saved' }>,
  lines: readonly SheetLine[],
): Promise<void> {
  const { say } = visit;
  if (saved.outcome === 'notFound') throw new Problem('notFound');
  const entered = new Map<string, Entered>(lines.map((line) => [line.householdId, { line }]));
  if (saved.outcome === 'changed') {
    for (const { householdId, by } of saved.lines) {
      const note = by ? say('sheet.changedBy', { officer: by.officer, at: { date: by.at.toISOString() } }) : say('sheet.changedSince');
      const mine = entered.get(householdId)?.line?.proposal;
      entered.set(householdId, { note: mine ? `${note} ${say('sheet.mine', { said: say(`sheet.${mine}`) })}` : note });
    }
    return showSheet(visit, areaId, { problem: say('sheet.problem.changed', { count: saved.lines.length }), entered, status: 409 });
  }
  if (saved.outcome === 'refused') {
    for (const { householdId, why } of saved.lines) {
      const held = entered.get(householdId);
      if (held) entered.set(householdId, { ...held, note: say(`mistake.${why}`) });
    }
    const first = saved.lines.find(({ householdId }) => !entered.has(householdId));
    const problem = saved.houseCodes[0]
      ? say('mistake.houseCodeTaken', { value: saved.houseCodes[0] })
      : first
        ? say(`mistake.${first.why}`)
        : say('sheet.problem.refused', { count: saved.lines.length });
    return showSheet(visit, areaId, { problem, entered, status: 422 });
  }
  await showSheet(visit, areaId, { problem: say(`sheet.problem.${saved.outcome}`), entered, status: 409 });
}

function linesIn(visit: Visit): SheetLine[] {
  const [shown, proposals, points, reasons] = ['line', 'proposal', 'points', 'reason'].map((name) => listIn(visit, name));
  const source = sourceIn(visit);
  const rest = textIn(visit, 'rest') === 'propose';
  return (shown ?? []).map((text, at) => {
    const [householdId = '', token = '', mayRest] = text.split(' ');
    const seen = readShown(token);
    if (!isId(householdId) || !seen) throw new Problem('badRequest');
    const proposal = proposalIn(proposals?.[at] ?? '') ?? (rest && mayRest === 'y' ? 'propose' : null);
    return {
      householdId,
      shown: seen,
      proposal,
      points: pointsIn(points?.[at] ?? ''),
      reason: (reasons?.[at] ?? '').normalize('NFC').trim().slice(0, MAX_REASON),
      source,
    };
  });
}

function listIn({ form: fields }: Visit, name: string): readonly string[] {
  const field = fields[name];
  return field === undefined ? [] : typeof field === 'string' ? [field] : field;
}

function proposalIn(text: string): Proposal | null {
  return text === 'propose' || text === 'notPropose' ? text : null;
}

/** What is no number is too much: the line is shown again, and says so. */
function pointsIn(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^\d{1,4}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

function sourceIn(visit: Visit): SheetLine['source'] {
  return textIn(visit, 'source') === 'paper' ? 'paper' : 'meeting';
}
