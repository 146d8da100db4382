/** Bảng bình xét of one khu phố: every household a line, saved in one go. */

import { createTell } from '../../conversation/tell.ts';
import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { type ListedPlacing, listPlacings } from '../../identity/list-placings.ts';
import { Problem } from '../../problems.ts';
import { confirmUnflagged } from '../../review/confirm-unflagged.ts';
import { waitingShown } from '../../review/waiting-shown.ts';
import { isOpen, isTouched, type SheetLine, type SimilarHousehold } from '../../roster/plan-sheet.ts';
import { type Proposal, shownOf, writeShown } from '../../roster/row-seen.ts';
import { newcomer as newcomerName, type SavedSheet, saveSheet } from '../../roster/save-sheet.ts';
import { type Sheet, sheetOf } from '../../roster/sheet-of.ts';
import { type SheetRow, waits } from '../../roster/sheet-rows.ts';
import { nameOfSimilar } from '../../roster/take-sheet-file.ts';
import { choice, folded, form, goTo, show } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES, useAsSent } from './queue.ts';
import { addedBy, linesIn, mistakeOf, type Newcomer, newcomerIn, sourceIn } from './sheet-fields.ts';
import { anchorOf, chips, type Entered, isIn, lines, maySweep, type View, viewIn, whoIs } from './sheet-lines.ts';
import { nameOf, SHEETS } from './sheets.ts';
import { goToTogether, togetherNote } from './together.ts';

const SOURCES = ['meeting', 'paper'] as const;
/** Where on the page a household is added. */
const ADD = 'add';

interface Again {
  problem?: Part;
  entered?: ReadonlyMap<string, Entered>;
  /** What was filled in on a sheet that may be another one since. */
  kept?: readonly SheetLine[];
  /** Of the lines. */
  source?: SheetLine['source'];
  /** A household that could not be added as it was, or is not yet. */
  newcomer?: Newcomer | null;
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
  const { found, shown, newId, placings } = await act(visit, async (deps, scope) => {
    const shown = await waitingShown(deps, { scope, areaId });
    const placings = await listPlacings(deps, { scope, areaId });
    return { found: await sheetOf(deps, { scope, areaId }), shown, newId: deps.ids.next(), placings };
  });
  if (found.outcome === 'notFound') throw new Problem('notFound');
  const { sheet } = found;
  const { area, season, trial, rows, max, passMark, flags, own } = sheet;
  const entered = again.entered ?? broughtBack(visit, rows, again.kept ?? []);
  const view = viewIn(textIn(visit, 'show') || visit.request.query.show);
  const here = rows.filter((row) => entered.has(row.householdId) || isIn(sheet, view)(row));
  const waiting = rows.filter(waits);
  const flagged = waiting.filter(({ assessmentId }) => flags.has(assessmentId ?? '')).length;
  const path = `${SHEETS}/${area.id}`;
  const count = (proposal: Proposal) => rows.filter((row) => row.proposal === proposal).length;
  const content = html`${problemNote(visit, rows, entered, again)}${togetherNote(visit)}${backToRow(visit, path, rows, here)}
<p>${say('sheet.standing', { households: rows.length, proposed: count('propose'), notProposed: count('notPropose'), max, passMark })}</p>
${trial || season.trial ? html`<p class="faint">${say('sheet.trial')}</p>` : null}
${season.phase === 'before' ? html`<p class="problem-note">${say('sheet.notYet')}</p>` : null}
${waiting.length > 0 ? together(visit, path, { waiting: waiting.length, flagged, shown }) : null}
<div class="acts"><a class="button" href="${path}/file">${say('sheet.takeAway')}</a> <a class="button" href="#${ADD}">${say('sheet.add')}</a></div>
${overdue(visit, rows, own)}
${placingsPart(visit, placings)}
${bringBack(visit, path)}
${rows.length > 0 ? chips(visit, path, sheet, view) : html`<p>${say('sheet.empty')}</p>`}
${wholeForm(visit, path, { sheet, here, entered, view, newId, again })}`;
  show(visit, { title: say('sheet.title', { area: nameOf(visit, area.name), unit: area.unit }), content, status, script: 'sheet.js' });
}

/** What could not be taken, and the way to each line of it. */
function problemNote(visit: Visit, rows: readonly SheetRow[], entered: ReadonlyMap<string, Entered>, { problem, newcomer }: Again): Part {
  if (problem === undefined) return null;
  const { say } = visit;
  const noted = rows.filter(({ householdId }) => entered.get(householdId)?.note !== undefined);
  const there = new Set(rows.map(({ householdId }) => householdId));
  const gone = [...entered].filter(([householdId, { note }]) => note !== undefined && !there.has(householdId));
  const items = [
    ...noted.map((row) => html`<li><a href="#${anchorOf(row.householdId)}">${whoIs(visit, row)}</a></li>`),
    ...gone.map(([, { note }]) => html`<li>${say('sheet.notHere')} ${note ?? null}</li>`),
    ...(newcomer ? [html`<li><a href="#${ADD}">${say('sheet.add')}</a></li>`] : []),
  ];
  return html`<div class="problem-note" role="alert"><p>${problem}</p>${items.length > 0 ? html`<ul>${items}</ul>` : null}</div>`;
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
  return html`<p>${say('sheet.waiting', { waiting, flagged })}</p>
${form(visit, `${path}/together`, html`<input type="hidden" name="shown" value="${shown}"><button>${say('queue.together')}</button>`)}`;
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
  return form(visit, path, fields, { filled: true });
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

export async function saveSheetRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const areaId = idIn(visit);
  const sent = { lines: linesIn(visit), newcomer: newcomerIn(visit) };
  const { lines, newcomer } = sent;
  const wrong = newcomer && mistakeOf(newcomer);
  if (wrong) {
    const problem = say(`mistake.${wrong.why}`, { value: wrong.value, first: '', most: 0 });
    return showSheet(visit, areaId, { problem, ...filledIn(visit, sent), status: 422 });
  }
  const added = newcomer ? [addedBy(newcomer)] : [];
  const options = {
    areaId,
    season: textIn(visit, 'season'),
    lines,
    added,
    basis: newcomer?.basis ?? '',
    tell: createTell(visit.parts).household,
  };
  const saved = await act(visit, (deps, scope) => saveSheet(deps, { scope, ...options }));
  if (saved.outcome !== 'saved') return showAgain(visit, areaId, saved, sent);
  const touched = lines.filter(isTouched).map(({ householdId }) => householdId);
  const row = newcomer && isId(newcomer.id) ? newcomer.id : touched.at(-1);
  const view = viewIn(textIn(visit, 'show'));
  const query = new URLSearchParams({ ...(view !== 'all' && { show: view }), ...(row !== undefined && { row }) }).toString();
  const done = newcomer === null ? 'sheetSaved' : touched.length > 0 ? 'sheetSavedAdded' : 'householdAdded';
  goTo(visit, `${SHEETS}/${areaId}${query === '' ? '' : `?${query}`}`, done);
}

/** @throws Problem `notFound` for a khu phố that is not theirs */
export async function confirmOnSheetRoute(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const shown = textIn(visit, 'shown');
  const done = await act(visit, (deps, scope) => confirmUnflagged(deps, { scope, areaId, shown }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goToTogether(visit, `${SHEETS}/${areaId}`, done);
}

function mineWords(visit: Visit, line: NonNullable<Entered['line']>): string {
  return visit.say('sheet.mine', { said: inWords(visit, line) });
}

/** What an officer meant to write of a household. */
function inWords({ say }: Visit, { proposal, points, reason }: NonNullable<Entered['line']>): string {
  const said = [
    say(`sheet.${proposal ?? 'open'}`),
    points === null || Number.isNaN(points) ? null : say('sheet.minePoints', { points }),
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

/** The sheet as it is now, with what the officer had filled in where nobody else was in between. */
async function showAgain(visit: Visit, areaId: string, saved: Exclude<SavedSheet, { outcome: 'saved' }>, sent: SentSheet): Promise<void> {
  const { say } = visit;
  if (saved.outcome === 'notFound') throw new Problem('notFound');
  const { entered, ...kept } = filledIn(visit, sent);
  if (saved.outcome === 'changed') {
    for (const { householdId, by } of saved.lines) {
      const note = by ? say('sheet.changedBy', { officer: by.officer, at: { date: by.at.toISOString() } }) : say('sheet.changedSince');
      const mine = entered.get(householdId)?.line;
      entered.set(householdId, { note: mine ? `${note} ${mineWords(visit, mine)}` : note });
    }
    return showSheet(visit, areaId, {
      problem: say('sheet.problem.changed', { count: saved.lines.length }),
      entered,
      ...kept,
      status: 409,
    });
  }
  if (saved.outcome === 'refused') return showRefused(visit, areaId, saved, { entered, ...kept });
  await showSheet(visit, areaId, { problem: say(`sheet.problem.${saved.outcome}`), entered, ...kept, status: 409 });
}

type Refused = Extract<SavedSheet, { outcome: 'refused' }>;

/** Each line beside itself, and what is in the way of a newcomer above. */
function showRefused(visit: Visit, areaId: string, { lines, houseCodes }: Refused, kept: ReturnType<typeof filledIn>): Promise<void> {
  const { say } = visit;
  const { entered } = kept;
  for (const { householdId, why } of lines) {
    const held = entered.get(householdId);
    if (held) entered.set(householdId, { ...held, note: say(`mistake.${why}`) });
  }
  const ofNewcomer = lines.find(({ householdId }) => householdId === newcomerName(0));
  const similar = ofNewcomer?.like;
  const inTheWay =
    houseCodes[0] !== undefined
      ? say('mistake.houseCodeTaken', { value: houseCodes[0] })
      : similar
        ? html`${say('sheet.similar')} <a href="${HOUSEHOLD}/${similar.id}">${nameOfSimilar(similar)}</a>. ${say('sheet.similarHow')}`
        : ofNewcomer
          ? say(`mistake.${ofNewcomer.why}`)
          : null;
  const others = lines.filter((one) => one !== ofNewcomer).length;
  const refused = others > 0 ? say('sheet.problem.refused', { count: others }) : null;
  const problem: Part = inTheWay && refused ? html`${inTheWay} ${refused}` : (inTheWay ?? refused);
  return showSheet(visit, areaId, { problem, ...kept, ...(similar && { similar }), status: similar && !refused ? 409 : 422 });
}
