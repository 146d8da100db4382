/** Bảng bình xét of one khu phố: every household a line, saved in one go. */

import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { confirmUnflagged } from '../../review/confirm-unflagged.ts';
import type { Flag } from '../../review/flags.ts';
import { waitingShown } from '../../review/waiting-shown.ts';
import { isHeadName, isIdNumber, readHouseCode } from '../../roster/house-code.ts';
import { isOpen, isTouched, type SheetLine } from '../../roster/plan-sheet.ts';
import { type Proposal, readShown, shownOf, writeShown } from '../../roster/row-seen.ts';
import { type SavedSheet, saveSheet } from '../../roster/save-sheet.ts';
import { type Sheet, sheetOf } from '../../roster/sheet-of.ts';
import { type SheetRow, scoreOf, waits } from '../../roster/sheet-rows.ts';
import { stationOf } from '../../roster/sheet-table.ts';
import { nameOfSimilar } from '../../roster/take-sheet-file.ts';
import { choice, folded, form, goTo, sentence, show, table } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { flagWords } from './flag-words.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES, useAsSent } from './queue.ts';
import { nameOf, SHEETS } from './sheets.ts';
import { goToTogether, togetherNote } from './together.ts';

const MAX_REASON = 500;
const SOURCES = ['meeting', 'paper'] as const;

/** What an officer had filled in on a page that could not be taken as it was. */
interface Entered {
  /** Absent: what holds now is shown. */
  line?: Pick<SheetLine, 'proposal' | 'points' | 'reason'>;
  /** Said beside the line. */
  note?: string;
}

type Sent = Pick<Visit, 'form'>;

interface Again {
  problem?: Part;
  entered?: ReadonlyMap<string, Entered>;
  /** What was filled in on a sheet that may be another one since. */
  kept?: readonly SheetLine[];
  /** Of the lines. */
  source?: SheetLine['source'];
  /** A household that could not be added as it was. */
  newcomer?: Newcomer;
  status?: number;
}

/** As it was filled in. */
interface Newcomer {
  /** Of the household to be: a form that is sent twice adds one. */
  id: string;
  houseCode: string;
  headName: string;
  basis: string;
  residence: 'permanent' | 'temporary';
  source: SheetLine['source'];
  proposal: Proposal | null;
  points: string;
  /** One of the same head's name is there: it has to be said that this is another one. */
  similar: boolean;
}

/** Where something was kept, with what was filled in. */
export async function sheetPage(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const { entered } = visit;
  const path = `${SHEETS}/${areaId}`;
  const sent = { form: entered?.fields ?? {} };
  if (entered?.action === path) return showSheet(visit, areaId, { kept: linesIn(sent), source: sourceIn(sent) });
  await showSheet(visit, areaId, entered?.action === `${path}/households` ? { newcomer: newcomerIn(sent) } : {});
}

export async function showSheet(visit: Visit, areaId: string, again: Again = {}): Promise<void> {
  const { say } = visit;
  const { problem, status = 200 } = again;
  const { found, shown, newId } = await act(visit, async (deps, scope) => {
    const shown = await waitingShown(deps, { scope, areaId });
    return { found: await sheetOf(deps, { scope, areaId }), shown, newId: deps.ids.next() };
  });
  if (found.outcome === 'notFound') throw new Problem('notFound');
  const { sheet } = found;
  const { area, season, trial, rows, max, passMark, flags, own } = sheet;
  const entered = again.entered ?? broughtBack(visit, rows, again.kept ?? []);
  const waiting = rows.filter(waits);
  const flagged = waiting.filter(({ assessmentId }) => flags.has(assessmentId ?? '')).length;
  const path = `${SHEETS}/${area.id}`;
  const count = (proposal: Proposal) => rows.filter((row) => row.proposal === proposal).length;
  const content = html`${problem === undefined ? null : html`<p class="problem-note" role="alert">${problem}</p>`}${togetherNote(visit)}
<p>${say('sheet.standing', { households: rows.length, proposed: count('propose'), notProposed: count('notPropose'), max, passMark })}</p>
${trial || season.trial ? html`<p class="faint">${say('sheet.trial')}</p>` : null}
${season.phase === 'before' ? html`<p class="problem-note">${say('sheet.notYet')}</p>` : null}
${waiting.length > 0 ? together(visit, path, { waiting: waiting.length, flagged, shown }) : null}
<div class="acts"><a class="button" href="${path}/file">${say('sheet.takeAway')}</a></div>
${overdue(visit, rows, own)}
${bringBack(visit, path)}
${newcomer(visit, path, sheet, again.newcomer ?? newId)}
${rows.length > 0 ? lines(visit, path, sheet, entered, again.source) : html`<p>${say('sheet.empty')}</p>`}`;
  show(visit, { title: say('sheet.title', { area: nameOf(visit, area.name), unit: area.unit }), content, status, script: 'unsaved.js' });
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
  source: SheetLine['source'] | undefined,
): Html {
  const { say } = visit;
  const heads = ['household', 'is', 'proposal', 'points', 'reason'].map((key) => say(`sheet.${key}`));
  const list = table({
    caption: nameOf(visit, area.name),
    heads,
    rows: rows.map((row) => {
      const about = {
        max,
        flags: flags.get(row.assessmentId ?? '') ?? [],
        double: doubles.has(row.householdId),
        own: own.has(row.householdId),
      };
      return line(visit, row, about, entered.get(row.householdId));
    }),
    plain: true,
  });
  return form(
    visit,
    path,
    html`<input type="hidden" name="season" value="${season.id}">
<div class="sheet">${list}</div>
<div class="sheet-end"><label><input type="checkbox" name="rest" value="propose"> ${say('sheet.rest')}</label>
${sourceChoice(visit, source)}</div>
<p class="save"><button class="first">${say('sheet.save')}</button></p>`,
    { filled: true },
  );
}

interface About {
  max: number;
  /** What there is to look at. */
  flags: readonly Flag[];
  /** It looks like another's double. */
  double: boolean;
  /** Of the officer's own family. */
  own: boolean;
}

function line(visit: Visit, row: SheetRow, { max, flags, double, own }: About, entered: Entered | undefined): Part[] {
  const { say } = visit;
  const who = whoIs(visit, row);
  const names = [row.houseCode, spacedCode(row.code), say(`sheet.${row.residence}`)].filter((part) => part !== null).join(' · ');
  const hint = double ? html`<br><a href="${HOUSEHOLD}/${row.householdId}" target="_blank">${say('doubles.hint')}</a>` : null;
  const note = entered?.note ?? (own ? say('mistake.ownHousehold') : null);
  // Beside the sheet, on which much may stand that is not saved yet.
  const head = html`<a href="${HOUSEHOLD}/${row.householdId}" target="_blank">${who}</a>${row.verified ? null : html` <span class="faint">${say('households.unverified')}</span>`}${hint}<br><span class="faint">${names}</span>${note ? html`<br><strong>${note}</strong>` : null}`;
  const points = pointsWords(visit, row);
  const score = scoreOf(row);
  const station = say(`sheet.table.is.${stationOf(row)}`);
  const file = row.sent && row.assessmentId ? html`<a href="${FILES}/${row.assessmentId}" target="_blank">${station}</a>` : station;
  const is = html`${file}${flagWords(visit, flags).map((words) => html`<br><strong>${words}</strong>`)}${score && !score.enough ? html`<br>${say('sheet.tooFew')}` : null}`;
  if (own || !isOpen(row))
    return [head, is, row.proposal ? say(`sheet.${row.proposal}`) : '', points ?? row.points ?? '', row.reason ?? ''];
  const value = entered?.line ?? { proposal: row.proposal, points: row.points, reason: row.reason ?? '' };
  const options = [...(row.proposal === null ? [null] : []), 'propose' as const, 'notPropose' as const].map(
    (one) => html`<option value="${one ?? ''}"${one === value.proposal ? html` selected` : null}>${say(`sheet.${one ?? 'open'}`)}</option>`,
  );
  const mayRest = row.standing.stage === 'confirmed' && score?.enough ? ' y' : '';
  return [
    head,
    is,
    html`<input type="hidden" name="line" value="${row.householdId} ${writeShown(shownOf(row))}${mayRest}">
<select name="proposal" aria-label="${say('sheet.proposalOf', { who })}">${options}</select>`,
    points === null
      ? html`<input name="points" inputmode="numeric" maxlength="4" placeholder="${say('sheet.points')}" value="${Number.isNaN(value.points) ? '' : value.points}" aria-label="${say('sheet.pointsOf', { who, max })}">`
      : html`${points}<input type="hidden" name="points" value="">`,
    sentence('reason', MAX_REASON, {
      value: value.reason,
      attributes: html` placeholder="${say('sheet.reason')}" aria-label="${say('sheet.reasonOf', { who })}"`,
    }),
  ];
}

/** Of what was sent: its household's points, and beside them what khu phố and ward made of them. */
function pointsWords({ say }: Visit, { sent, judged: { hamlet, ward } }: SheetRow): string | null {
  if (!sent) return null;
  const { points, max } = ward ?? hamlet ?? sent;
  const before = { household: sent.points, hamlet: hamlet?.points ?? 0 };
  const key = ward ? (hamlet ? 'judged.both' : 'judged.ward') : hamlet ? 'judged.hamlet' : 'sentPoints';
  return say(`sheet.${key}`, { points, max, ...before });
}

function whoIs({ say }: Visit, { headName, houseCode, code }: Pick<SheetRow, 'headName' | 'houseCode' | 'code'>): string {
  return headName || say('sheet.unnamed', { code: houseCode ?? spacedCode(code) });
}

function sourceChoice({ say }: Visit, chosen: SheetLine['source'] = 'meeting'): Html {
  const sources = SOURCES.map((value) => ({ value, label: say(`sheet.${value}`) }));
  return choice('source', say('sheet.source'), sources, chosen);
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

function newcomer(visit: Visit, path: string, { season, max }: Sheet, entered: Newcomer | string): Html {
  const { say } = visit;
  const again = typeof entered === 'string' ? null : entered;
  const residences = ['permanent', 'temporary'].map((value) => ({ value, label: say(`sheet.${value}`) }));
  const proposals = [
    { value: '', label: say('sheet.open') },
    { value: 'propose', label: say('sheet.propose') },
  ].map(
    ({ value, label }) => html`<option value="${value}"${value === (again?.proposal ?? '') ? html` selected` : null}>${label}</option>`,
  );
  const other = again?.similar ? html`<label><input type="checkbox" name="other" value="yes"> ${say('sheet.other')}</label>` : null;
  const fields = form(
    visit,
    `${path}/households`,
    html`<input type="hidden" name="season" value="${season.id}"><input type="hidden" name="household" value="${again?.id ?? entered}">
<p>${say('sheet.addHow')}</p>
<label>${say('sheet.houseCode')}<input name="houseCode" maxlength="20" autocomplete="off" value="${again?.houseCode ?? ''}"></label>
<label>${say('sheet.headName')}<input name="headName" maxlength="80" autocomplete="off" value="${again?.headName ?? ''}"></label>
<label>${say('sheet.basis')}<input name="basis" maxlength="300" autocomplete="off" value="${again?.basis ?? ''}"></label>
${choice('residence', say('sheet.residence'), residences, again?.residence)}
${sourceChoice(visit, again?.source)}
<label>${say('sheet.proposal')}<select name="proposal">${proposals}</select></label>
<label>${say('sheet.pointsByHand', { max })}<input name="points" inputmode="numeric" maxlength="4" value="${again?.points ?? ''}"></label>
${other}<button>${say('sheet.addOne')}</button>`,
    { filled: true },
  );
  return folded(say('sheet.add'), html`<div class="fields">${fields}</div>`);
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
  goToTogether(visit, `${SHEETS}/${areaId}`, done);
}

export async function addHouseholdRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const areaId = idIn(visit);
  const entered = newcomerIn(visit);
  const { houseCode: typed, headName, residence, source, proposal } = entered;
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
    return showSheet(visit, areaId, { problem: words, newcomer: entered, status: 422 });
  }
  const said = { proposal, points: pointsIn(entered.points), reason: '', isOther: textIn(visit, 'other') === 'yes' };
  const added = [{ ...(isId(entered.id) && { id: entered.id }), houseCode, headName, residence, source, ...said }];
  const options = { areaId, season: textIn(visit, 'season'), lines: [], added, basis: entered.basis };
  const saved = await act(visit, (deps, scope) => saveSheet(deps, { scope, ...options }));
  if (saved.outcome === 'saved') return goTo(visit, `${SHEETS}/${areaId}`, 'householdAdded');
  const like = saved.outcome === 'refused' ? saved.lines.find(({ why }) => why === 'similar')?.like : undefined;
  const newcomer = { ...entered, similar: like !== undefined };
  if (!like || (saved.outcome === 'refused' && saved.houseCodes.length > 0)) return showAgain(visit, areaId, saved, [], newcomer);
  const is = html`<a href="${HOUSEHOLD}/${like.id}">${nameOfSimilar(like)}</a>`;
  await showSheet(visit, areaId, { problem: html`${say('sheet.similar')} ${is}. ${say('sheet.similarHow')}`, newcomer, status: 409 });
}

function newcomerIn(visit: Sent): Newcomer {
  return {
    id: textIn(visit, 'household'),
    houseCode: textIn(visit, 'houseCode'),
    headName: textIn(visit, 'headName'),
    basis: textIn(visit, 'basis'),
    residence: textIn(visit, 'residence') === 'temporary' ? 'temporary' : 'permanent',
    source: sourceIn(visit),
    proposal: proposalIn(textIn(visit, 'proposal')),
    points: textIn(visit, 'points').slice(0, 4),
    similar: false,
  };
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

/** The sheet as it is now, with what the officer had filled in where nobody else was in between. */
async function showAgain(
  visit: Visit,
  areaId: string,
  saved: Exclude<SavedSheet, { outcome: 'saved' }>,
  lines: readonly SheetLine[],
  newcomer?: Newcomer,
): Promise<void> {
  const { say } = visit;
  const kept = { ...(newcomer && { newcomer }), ...(lines.length > 0 && { source: sourceIn(visit) }) };
  if (saved.outcome === 'notFound') throw new Problem('notFound');
  const entered = new Map<string, Entered>(lines.map((line) => [line.householdId, { line }]));
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
    return showSheet(visit, areaId, { problem, entered, ...kept, status: 422 });
  }
  await showSheet(visit, areaId, { problem: say(`sheet.problem.${saved.outcome}`), entered, ...kept, status: 409 });
}

function linesIn(visit: Sent): SheetLine[] {
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
      reason: (reasons?.[at] ?? '').normalize('NFC').replaceAll(/\s+/g, ' ').trim().slice(0, MAX_REASON),
      source,
    };
  });
}

function listIn({ form: fields }: Sent, name: string): readonly string[] {
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

function sourceIn(visit: Sent): SheetLine['source'] {
  return textIn(visit, 'source') === 'paper' ? 'paper' : 'meeting';
}
