/** Bảng bình xét of one khu phố: every household a line, saved in one go. */

import { createTell } from '../../conversation/tell.ts';
import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { type ListedPlacing, listPlacings } from '../../identity/list-placings.ts';
import { daysIn } from '../../outcome/days-to-answer.ts';
import { Problem } from '../../problems.ts';
import { confirmUnflagged } from '../../review/confirm-unflagged.ts';
import { waitingShown } from '../../review/waiting-shown.ts';
import { isOpen, isTouched, type RefusedLine, type SheetLine, type SimilarHousehold } from '../../roster/plan-sheet.ts';
import { shownOf, writeShown } from '../../roster/row-seen.ts';
import { newcomer as newcomerName, type SavedSheet, saveSheet } from '../../roster/save-sheet.ts';
import { type Sheet, sheetOf } from '../../roster/sheet-of.ts';
import { type SheetRow, waits } from '../../roster/sheet-rows.ts';
import { nameOfSimilar } from '../../roster/take-sheet-file.ts';
import { warnings, warningsOf } from '../../roster/warnings.ts';
import type { ChangedLine } from '../../roster/who-changed.ts';
import { choice, folded, form, goTo, show } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES, useAsSent } from './queue.ts';
import { addedBy, linesIn, mistakeOf, type Newcomer, newcomerIn, sourceIn } from './sheet-fields.ts';
import { anchorOf, chips, type Entered, isIn, isProposed, lines, maySweep, type View, viewIn, whoIs } from './sheet-lines.ts';
import { takenNote } from './sheet-taken.ts';
import { nameOf, SHEETS } from './sheets.ts';
import { goToTogether, togetherNote } from './together.ts';

const SOURCES = ['meeting', 'paper'] as const;
/** Where on the page a household is added. */
const ADD = 'add';
/** The form of all that is filled in on the page. */
const WHOLE = 'whole';

interface Again {
  problem?: Part;
  entered?: ReadonlyMap<string, Entered>;
  /** What was filled in on a sheet that may be another one since. */
  kept?: readonly SheetLine[];
  /** Of the lines. */
  source?: SheetLine['source'];
  /** A household that could not be added as it was, or is not yet. */
  newcomer?: Newcomer | null;
  /** It is part of what could not be taken. */
  wrongNewcomer?: boolean;
  /** One of the same head's name is there: it has to be said that this is another one. */
  similar?: SimilarHousehold;
  status?: number;
}

/** Where something was kept, with what was filled in. */
export async function sheetPage(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const { entered } = visit;
  const sent = { form: entered?.fields ?? {} };
  const kept = entered?.action === `${SHEETS}/${areaId}`;
  await showSheet(visit, areaId, kept ? { kept: linesIn(sent), source: sourceIn(sent), newcomer: newcomerIn(sent) } : {});
}

export async function showSheet(visit: Visit, areaId: string, again: Again = {}): Promise<void> {
  const { say } = visit;
  const { status = 200 } = again;
  const { sheet, shown, newId, placings, days } = await act(visit, async (deps, scope) => {
    const shown = await waitingShown(deps, { scope, areaId });
    const placings = await listPlacings(deps, { scope, areaId });
    const found = await sheetOf(deps, { scope, areaId });
    if (found.outcome === 'notFound') throw new Problem('notFound');
    const { sheet } = found;
    const { unitCode } = sheet.area;
    return { sheet, shown, newId: deps.ids.next(), placings, days: (await daysIn(deps, [unitCode]))(unitCode) };
  });
  const { area, season, trial, rows, max, passMark, flags, own } = sheet;
  const entered = again.entered ?? broughtBack(visit, rows, again.kept ?? []);
  const view = viewIn(textIn(visit, 'show') || visit.request.query.show);
  const here = rows.filter((row) => entered.has(row.householdId) || isIn(sheet, view)(row));
  const waiting = rows.filter(waits);
  const flagged = waiting.filter(({ assessmentId }) => flags.has(assessmentId ?? '')).length;
  const path = `${SHEETS}/${area.id}`;
  const proposed = rows.filter(isProposed).length;
  const notProposed = rows.filter(({ proposal }) => proposal === 'notPropose').length;
  const recognised = rows.filter(({ standing }) => standing.stage === 'recognised').length;
  const content = html`${problemNote(visit, rows, entered, again)}${togetherNote(visit)}${takenNote(visit)}${backToRow(visit, path, rows, here)}
<p>${say('sheet.standing', { households: rows.length, proposed, notProposed, max, passMark })}${recognised > 0 ? html` ${say('sheet.recognised', { count: recognised })}` : null}</p>
${notProposed > 0 ? html`<p>${say('sheet.notProposedNext', { days })}</p>` : null}
${trial || season.trial ? html`<p class="faint">${say(trial ? 'sheet.trial' : 'sheet.trialSeason')}</p>` : null}
${season.phase === 'before' ? html`<p class="problem-note">${say('sheet.notYet')}</p>` : null}
${waiting.length > 0 ? together(visit, path, { waiting: waiting.length, flagged, shown }) : null}
<div class="acts"><a class="button" href="${path}/file">${say('sheet.takeAway')}</a> <a class="button" href="#${ADD}">${say('sheet.add')}</a></div>
${overdue(visit, rows, own)}
${placingsPart(visit, placings)}
${warningsPart(visit, sheet, path)}
${bringBack(visit, path)}
${rows.length > 0 ? chips(visit, path, sheet, view) : html`<p>${say('sheet.empty')}</p>`}
${wholeForm(visit, path, { sheet, here, entered, view, newId, again })}`;
  show(visit, { title: say('sheet.title', { area: nameOf(visit, area.name), unit: area.unit }), content, status, script: 'sheet.js' });
}

/** What could not be taken, and the way to each line of it. */
function problemNote(
  visit: Visit,
  rows: readonly SheetRow[],
  entered: ReadonlyMap<string, Entered>,
  { problem, wrongNewcomer }: Again,
): Part {
  if (problem === undefined) return null;
  const { say } = visit;
  const noted = rows.filter(({ householdId }) => isNoted(entered.get(householdId)));
  const there = new Set(rows.map(({ householdId }) => householdId));
  const gone = [...entered].filter(([householdId, { note }]) => note !== undefined && !there.has(householdId));
  const items = [
    ...noted.map((row) => html`<li><a href="#${anchorOf(row.householdId)}">${whoIs(visit, row)}</a></li>`),
    ...gone.map(([, { note }]) => html`<li>${say('sheet.notHere')} ${note ?? null}</li>`),
    ...(wrongNewcomer ? [html`<li><a href="#${ADD}">${say('sheet.add')}</a></li>`] : []),
  ];
  return html`<div class="problem-note" role="alert"><p>${problem}</p>${items.length > 0 ? html`<ul>${items}</ul>` : null}</div>`;
}

function isNoted(one: Entered | undefined): boolean {
  return one?.note !== undefined || one?.pointsNote !== undefined;
}

/** After saving, where one was. */
function backToRow(visit: Visit, path: string, rows: readonly SheetRow[], here: readonly SheetRow[]): Part {
  const row = rows.find(({ householdId }) => householdId === visit.request.query.row);
  if (!row) return null;
  const address = `${here.includes(row) ? '' : path}#${anchorOf(row.householdId)}`;
  return html`<p><a href="${address}">${visit.say('sheet.backToRow', { who: whoIs(visit, row) })}</a></p>`;
}

/** A line that says something other than it did goes where it came from; where somebody was in between, it is told beside what holds. */
function broughtBack(visit: Visit, rows: readonly SheetRow[], lines: readonly SheetLine[]): Map<string, Entered> {
  const byHousehold = new Map(rows.map((row) => [row.householdId, row]));
  return new Map(
    lines.filter(isTouched).map((line): [string, Entered] => {
      const row = byHousehold.get(line.householdId);
      const isSame = row !== undefined && isOpen(row) && writeShown(shownOf(row)) === writeShown(line.shown);
      return [line.householdId, isSame ? { line } : { note: `${visit.say('sheet.changedSince')} ${mineWords(visit, line)}` }];
    }),
  );
}

/** Of those who are proposed now: what the ward will read of them, too. */
function warningsPart(visit: Visit, { rows, passMark }: Sheet, path: string): Part {
  const { say } = visit;
  const found = rows.flatMap((row) => warningsOf(row, passMark));
  const lines = warnings.flatMap((warning) => {
    const count = found.filter((one) => one === warning).length;
    return count > 0 ? [html`<li>${say(`sheet.warned.${warning}`, { count })}</li>`] : [];
  });
  if (lines.length === 0) return null;
  return html`<section class="problem-note"><ul>${lines}</ul><p><a href="${path}?show=flagged">${say('sheet.seeWarned')}</a></p></section>`;
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

/** Whom the ward has just put here, and whom elsewhere. */
function placingsPart(visit: Visit, placings: readonly ListedPlacing[]): Part {
  const { say } = visit;
  if (placings.length === 0) return null;
  const items = placings.map(({ householdId, way, code, headName, houseCode, area, officer, at }) => {
    const params = { area: area || say('unplaced'), officer, at: { date: at.toISOString() } };
    if (way === 'came') {
      const who = whoIs(visit, { headName, houseCode, code });
      return html`<li><a href="${HOUSEHOLD}/${householdId}">${say('sheet.came', { who, ...params })}</a></li>`;
    }
    const who = [houseCode, spacedCode(code)].filter((part) => part !== null).join(' · ');
    return html`<li>${say('sheet.gone', { who, ...params })}</li>`;
  });
  return folded(say('sheet.placings', { count: placings.length }), html`<ul class="flags">${items}</ul>`);
}

/** Only what was there when this page was made. */
function together(visit: Visit, path: string, { waiting, flagged, shown }: { waiting: number; flagged: number; shown: string }): Html {
  const { say } = visit;
  if (waiting === flagged) return html`<p>${say('sheet.waiting', { waiting, flagged })}</p>`;
  // Of the form of the sheet: what is ticked there is saved with the same press. The Enter key presses the first button: that only saves.
  return html`<p>${say('sheet.waiting', { waiting, flagged })}</p>
<button form="${WHOLE}" class="unseen" tabindex="-1" aria-hidden="true"></button>
<input form="${WHOLE}" type="hidden" name="shown" value="${shown}">
<button form="${WHOLE}" formaction="${path}/together">${say('queue.together')}</button>
<p class="faint">${say('sheet.togetherSaves')}</p>`;
}

interface Whole {
  sheet: Sheet;
  /** The lines that are on the page. */
  here: readonly SheetRow[];
  entered: ReadonlyMap<string, Entered>;
  view: View;
  newId: string;
  again: Again;
}

/** One form: whoever adds a household keeps what they had ticked. */
function wholeForm(visit: Visit, path: string, { sheet, here, entered, view, newId, again }: Whole): Html {
  const { say } = visit;
  const { rows, season } = sheet;
  const rest = here.some((row) => row.proposal === null && maySweep(row));
  const nothing = html`<p>${say('sheet.noneInView')} <a href="${path}">${say('sheet.view.all', { count: rows.length })}</a></p>`;
  const part =
    here.length > 0
      ? html`${rest ? html`<label><input type="checkbox" name="rest" value="propose"> ${say(view === 'all' || view === 'open' ? 'sheet.rest' : 'sheet.restHere')}</label>` : null}
${lines(visit, sheet, here, entered)}
<div class="sheet-end">${sourceChoice(visit, 'source', again.source)}</div>
<p class="save"><button class="first">${say('sheet.save')}</button></p>`
      : rows.length > 0
        ? nothing
        : null;
  const fields = html`<input type="hidden" name="season" value="${season.id}"><input type="hidden" name="show" value="${view}">
${part}
${newcomerPart(visit, sheet, newId, again)}`;
  return form(visit, path, fields, { filled: true, id: WHOLE });
}

function sourceChoice({ say }: Visit, name: string, chosen: SheetLine['source'] = 'meeting'): Html {
  const sources = SOURCES.map((value) => ({ value, label: say(`sheet.${value}`) }));
  return choice(name, say('sheet.source'), sources, chosen);
}

function bringBack(visit: Visit, path: string): Html {
  return folded(visit.say('sheet.bringBack'), fileForm(visit, path));
}

/** @param path of the sheet */
export function fileForm(visit: Visit, path: string): Html {
  const { say } = visit;
  const fields = html`<label>${say('sheet.file')}<input type="file" name="file" required accept=".xlsx,.csv"></label>
<label>${say('sheet.basis')}<input name="basis" maxlength="300" autocomplete="off"></label>
<button>${say('sheet.takeIn')}</button>`;
  return html`<div class="fields">${form(visit, `${path}/file`, fields, { file: true })}</div>`;
}

function newcomerPart(visit: Visit, { max, rows }: Sheet, newId: string, { newcomer = null, similar }: Again): Html {
  const { say } = visit;
  const residences = ['permanent', 'temporary'].map((value) => ({ value, label: say(`sheet.${value}`) }));
  const proposals = ['', 'propose'].map((value) => {
    const label = say(value === '' ? 'sheet.open' : 'sheet.propose');
    return html`<option value="${value}"${value === (newcomer?.proposal ?? '') ? html` selected` : null}>${label}</option>`;
  });
  const other = similar ? html`<label><input type="checkbox" name="new.other" value="yes"> ${say('sheet.other')}</label>` : null;
  const fields = html`<input type="hidden" name="new.household" value="${newcomer?.id || newId}">
<p>${say('sheet.addHow')}</p>
<label>${say('sheet.houseCode')}<input name="new.houseCode" maxlength="20" autocomplete="off" value="${newcomer?.houseCode ?? ''}"></label>
<label>${say('sheet.headName')}<input name="new.headName" maxlength="80" autocomplete="off" value="${newcomer?.headName ?? ''}"></label>
<label>${say('sheet.basis')}<input name="new.basis" maxlength="300" autocomplete="off" value="${newcomer?.basis ?? ''}"></label>
${choice('new.residence', say('sheet.residence'), residences, newcomer?.residence)}
${sourceChoice(visit, 'new.source', newcomer?.source)}
<label>${say('sheet.proposal')}<select name="new.proposal">${proposals}</select></label>
<label>${say('sheet.pointsByHand', { max })}<input name="new.points" inputmode="numeric" maxlength="4" value="${newcomer?.points ?? ''}"></label>
${other}<button name="add" value="yes">${say(rows.length > 0 ? 'sheet.addOneToo' : 'sheet.addOne')}</button>`;
  return html`<div id="${ADD}">${folded(say('sheet.add'), html`<div class="sheet-end">${fields}</div>`, newcomer !== null || rows.length === 0)}</div>`;
}

/** What a form of the sheet says, and what of a newcomer in it cannot be, before anybody else is asked. */
function sheetIn(visit: Visit) {
  const sent: SentSheet = { lines: linesIn(visit), newcomer: newcomerIn(visit) };
  const { lines, newcomer } = sent;
  const wrong = newcomer && mistakeOf(newcomer);
  const options = {
    areaId: idIn(visit),
    season: textIn(visit, 'season'),
    lines,
    added: newcomer && !wrong?.unread ? [addedBy(newcomer)] : [],
    basis: newcomer?.basis ?? '',
    tell: createTell(visit.parts).household,
    onlyLook: wrong !== null,
  };
  const inTheWay = wrong && visit.say(wrong.key, { value: wrong.value, first: '', most: 0 });
  return { sent, options, inTheWay };
}

export async function saveSheetRoute(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const { sent, options, inTheWay } = sheetIn(visit);
  const { lines, newcomer } = sent;
  const saved = await act(visit, (deps, scope) => saveSheet(deps, { scope, ...options }));
  if (saved.outcome !== 'saved') return showAgain(visit, areaId, saved, sent, inTheWay);
  const touched = lines.filter(isTouched).map(({ householdId }) => householdId);
  const row = newcomer && isId(newcomer.id) ? newcomer.id : touched.at(-1);
  const view = viewIn(textIn(visit, 'show'));
  const query = new URLSearchParams({ ...(view !== 'all' && { show: view }), ...(row !== undefined && { row }) }).toString();
  const done = newcomer === null ? 'sheetSaved' : touched.length > 0 ? 'sheetSavedAdded' : 'householdAdded';
  goTo(visit, `${SHEETS}/${areaId}${query === '' ? '' : `?${query}`}`, done);
}

/**
 * Saves what was filled in beside them first: where that cannot be taken, nothing is confirmed either.
 * @throws Problem `notFound` for a khu phố that is not theirs
 */
export async function confirmOnSheetRoute(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const shown = textIn(visit, 'shown');
  const { sent, options, inTheWay } = sheetIn(visit);
  const isFilledIn = sent.newcomer !== null || sent.lines.some(isTouched);
  const done = await act(visit, async (deps, scope) => {
    const saved = isFilledIn ? await saveSheet(deps, { scope, ...options }) : null;
    return saved === null || saved.outcome === 'saved'
      ? confirmUnflagged(deps, { scope, areaId, shown })
      : { outcome: 'notSaved' as const, saved };
  });
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'notSaved') return showAgain(visit, areaId, done.saved, sent, inTheWay);
  const view = viewIn(textIn(visit, 'show'));
  const query = new URLSearchParams({ ...(view !== 'all' && { show: view }), ...(isFilledIn && { done: 'sheetSaved' }) }).toString();
  goToTogether(visit, `${SHEETS}/${areaId}${query === '' ? '' : `?${query}`}`, done);
}

function mineWords(visit: Visit, line: NonNullable<Entered['line']>): string {
  return visit.say('sheet.mine', { said: inWords(visit, line) });
}

/** What an officer meant to write of a household. */
function inWords({ say }: Visit, { proposal, points, typed, reason }: NonNullable<Entered['line']>): string {
  const said = [
    say(`sheet.${proposal ?? 'open'}`),
    points === null ? null : say('sheet.minePoints', { points: typed ?? points }),
    reason.trim() === '' ? null : say('sheet.mineReason', { reason: reason.trim() }),
  ];
  return said.filter((part) => part !== null).join(', ');
}

interface SentSheet {
  lines: readonly SheetLine[];
  newcomer: Newcomer | null;
}

/** The sheet with everything as it came. */
function filledIn(visit: Visit, { lines, newcomer }: SentSheet) {
  const entered = new Map<string, Entered>(lines.map((line) => [line.householdId, { line }]));
  return { entered, newcomer, ...(lines.length > 0 && { source: sourceIn(visit) }) };
}

/**
 * The sheet as it is now, with what the officer had filled in where nobody else was in between: all that is in the way, at once.
 * @param wrong what cannot be of the newcomer
 */
async function showAgain(
  visit: Visit,
  areaId: string,
  saved: Exclude<SavedSheet, { outcome: 'saved' }>,
  sent: SentSheet,
  wrong: string | null,
): Promise<void> {
  const { say } = visit;
  if (saved.outcome === 'notFound') throw new Problem('notFound');
  const kept = filledIn(visit, sent);
  if (saved.outcome !== 'changed' && saved.outcome !== 'refused')
    return showSheet(visit, areaId, { problem: say(`sheet.problem.${saved.outcome}`), ...kept, status: 409 });
  const changed = saved.outcome === 'changed' ? saved.lines : [];
  const { lines, houseCodes } = saved.outcome === 'refused' ? saved : (saved.also ?? { lines: [], houseCodes: [] });
  noteChanged(visit, kept.entered, changed);
  noteRefused(visit, kept.entered, lines);
  const ofNewcomer = lines.find(({ householdId }) => householdId === newcomerName(0));
  const similar = ofNewcomer?.like;
  const inTheWay = wrong ?? newcomerWords(visit, ofNewcomer, houseCodes[0]);
  const refused = new Set(lines.flatMap(({ householdId }) => (householdId === newcomerName(0) ? [] : householdId)));
  const words = [
    say('sheet.problem.nothing'),
    changed.length > 0 ? say('sheet.problem.changed', { count: changed.length }) : null,
    inTheWay,
    refused.size > 0 ? say('sheet.problem.refused', { count: refused.size }) : null,
  ].filter((one) => one !== null);
  const problem = html`${words.map((one, at) => html`${at > 0 ? ' ' : ''}${one}`)}`;
  const status = changed.length > 0 || (similar && refused.size === 0) ? 409 : 422;
  await showSheet(visit, areaId, { problem, ...kept, wrongNewcomer: inTheWay !== null, ...(similar && { similar }), status });
}

function noteChanged(visit: Visit, entered: Map<string, Entered>, lines: readonly ChangedLine[]): void {
  const { say } = visit;
  for (const { householdId, by } of lines) {
    const note = by ? say('sheet.changedBy', { officer: by.officer, at: { date: by.at.toISOString() } }) : say('sheet.changedSince');
    const mine = entered.get(householdId)?.line;
    entered.set(householdId, { note: mine ? `${note} ${mineWords(visit, mine)}` : note });
  }
}

/** Beside each line what is wrong with it; of its points, where they stand. */
function noteRefused({ say }: Visit, entered: Map<string, Entered>, lines: readonly RefusedLine[]): void {
  for (const { householdId, why, most = 0 } of lines) {
    const held = entered.get(householdId);
    if (!held) continue;
    const words = say(`mistake.${why}`, { most });
    entered.set(householdId, { ...held, ...(why === 'pointsTooMany' ? { pointsNote: words } : { note: words }) });
  }
}

/** What is in the way of a newcomer. */
function newcomerWords({ say }: Visit, refused: RefusedLine | undefined, houseCode: string | undefined): Part {
  if (houseCode !== undefined) return say('mistake.houseCodeTaken', { value: houseCode });
  if (refused?.like)
    return html`${say('sheet.similar')} <a href="${HOUSEHOLD}/${refused.like.id}">${nameOfSimilar(refused.like)}</a>. ${say('sheet.similarHow')}`;
  return refused ? say(`mistake.${refused.why}`, { most: refused.most ?? 0 }) : null;
}
