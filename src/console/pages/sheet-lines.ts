/** The lines of a sheet: on a phone a household takes two lines of text, and more only where there is more to say. */
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import type { Flag } from '../../review/flags.ts';
import { isDecided, isOpen, type SheetLine } from '../../roster/plan-sheet.ts';
import { shownOf, writeShown } from '../../roster/row-seen.ts';
import type { Sheet } from '../../roster/sheet-of.ts';
import { type SheetRow, scoreOf } from '../../roster/sheet-rows.ts';
import { stationOf } from '../../roster/sheet-table.ts';
import { type Warning, warningsOf } from '../../roster/warnings.ts';
import { sentence, table } from '../frame.ts';
import type { Visit } from '../route.ts';
import { flagWords } from './flag-words.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { FILES } from './queue.ts';
import { lineOfFile } from './queue-place.ts';
import { MAX_REASON, proposalName } from './sheet-fields.ts';
import { nameOf } from './sheets.ts';

/** What an officer had filled in on a page that could not be taken as it was. */
export interface Entered {
  /** Absent: what holds now is shown. */
  line?: Pick<SheetLine, 'proposal' | 'points' | 'typed' | 'reason'>;
  /** Said beside the line. */
  note?: string;
  /** Said at its points. */
  pointsNote?: string;
}

/** Where on the page a line is. */
export const anchorOf = (householdId: string) => `h-${householdId}`;

/** Which lines: of the whole sheet only those are on the page. */
export const views = ['all', 'open', 'flagged', 'propose', 'notPropose'] as const;
export type View = (typeof views)[number];

export function viewIn(value: unknown): View {
  return views.find((one) => one === value) ?? 'all';
}

/** Also whom a decision has spoken of since. */
export function isProposed({ proposal, standing }: SheetRow): boolean {
  return proposal === 'propose' || isDecided(standing);
}

/** "Có cảnh báo": whatever stands beside a line in bold. */
export function isIn({ flags, doubles, passMark }: Sheet, view: View): (row: SheetRow) => boolean {
  switch (view) {
    case 'all':
      return () => true;
    case 'open':
      return ({ proposal, standing }) => proposal === null && !isDecided(standing);
    case 'flagged':
      return (row) => flags.has(row.assessmentId ?? '') || doubles.has(row.householdId) || warningsOf(row, passMark).length > 0;
    case 'propose':
      return isProposed;
    default:
      return ({ proposal }) => proposal === view;
  }
}

export function chips({ say }: Visit, path: string, sheet: Sheet, chosen: View): Html {
  const items = views.map((view) => {
    const words = say(`sheet.view.${view}`, { count: sheet.rows.filter(isIn(sheet, view)).length });
    const address = view === 'all' ? path : `${path}?show=${view}`;
    return html`<li><a href="${address}"${view === chosen ? html` aria-current="true"` : null}>${words}</a></li>`;
  });
  return html`<nav class="tabs" aria-label="${say('sheet.views')}"><ul>${items}</ul></nav>`;
}

export function lines(visit: Visit, sheet: Sheet, rows: readonly SheetRow[], entered: ReadonlyMap<string, Entered>): Html {
  const { say } = visit;
  const { area, max, passMark, flags, doubles, own } = sheet;
  const heads = ['household', 'is', 'proposal', 'points', 'reason'].map((key) => say(`sheet.${key}`));
  const list = table({
    caption: nameOf(visit, area.name),
    heads,
    rows: rows.map((row) => {
      const about = {
        max,
        flags: flags.get(row.assessmentId ?? '') ?? [],
        warnings: warningsOf(row, passMark),
        double: doubles.has(row.householdId),
        own: own.has(row.householdId),
      };
      return line(visit, row, about, entered.get(row.householdId));
    }),
    plain: true,
  });
  return html`<div class="sheet">${list}</div>`;
}

interface About {
  max: number;
  /** What there is to look at. */
  flags: readonly Flag[];
  warnings: readonly Warning[];
  /** It looks like another's double. */
  double: boolean;
  /** Of the officer's own family. */
  own: boolean;
}

function line(visit: Visit, row: SheetRow, about: About, entered: Entered | undefined): Part[] {
  const { say } = visit;
  const head = whose(visit, row, about, entered);
  const points = pointsWords(visit, row);
  if (about.own || !isOpen(row))
    return [head, standing(visit, row), row.proposal ? say(`sheet.${row.proposal}`) : '', points ?? row.points ?? '', row.reason ?? ''];
  const value: NonNullable<Entered['line']> = entered?.line ?? { proposal: row.proposal, points: row.points, reason: row.reason ?? '' };
  const who = whoIs(visit, row);
  const reason = sentence('reason', MAX_REASON, {
    value: value.reason,
    attributes: html` placeholder="${say('sheet.reason')}" aria-label="${say('sheet.reasonOf', { who })}"`,
  });
  return [
    head,
    standing(visit, row),
    proposals(visit, row, value.proposal),
    points === null
      ? byHand(visit, row, { ...value, max: about.max, note: entered?.pointsNote, open: value.points !== row.points })
      : html`${points}<input type="hidden" name="points" value="">`,
    html`<div class="why">${reason}</div>`,
  ];
}

/** Beside the sheet, on which much may stand that is not saved yet. */
function whose(visit: Visit, row: SheetRow, { flags, warnings, double, own }: About, entered: Entered | undefined): Html {
  const { say } = visit;
  const { householdId, headName, houseCode, code, residence, verified, chats } = row;
  // A house of the ward's list is in its khu phố; who registered by themselves may be elsewhere.
  const unsure = chats && !verified ? say('sheet.unverified') : null;
  const ours = spacedCode(code).replace(' ', '\u00a0');
  const onDesk = html`<span class="desk-only">${houseCode !== null && headName !== '' ? ' · ' : ''}${ours}</span>`;
  // Who has no name is called by one of the two already.
  const codes =
    headName === ''
      ? houseCode === null
        ? null
        : onDesk
      : houseCode === null
        ? ours
        : html`<span class="code">${houseCode}</span>${onDesk}`;
  const faint = [residence === 'temporary' ? say('sheet.temporary') : null, unsure].filter((part) => part !== null).join(' · ');
  const bold = [...warnings.map((warning) => say(`sheet.warning.${warning}`)), ...flagWords(visit, flags)];
  // Whoever presses anything of this line answers it: they read it first.
  const said = row.objection ? html`<br><q class="said">${row.objection}</q>` : null;
  const note = entered?.note ?? (own ? say('mistake.ownHousehold') : null);
  return html`<a id="${anchorOf(householdId)}" href="${HOUSEHOLD}/${householdId}" target="_blank">${whoIs(visit, row)}</a> <span class="faint">${codes}${faint === '' ? null : ` · ${faint}`}</span>${bold.map((words) => html`<br><strong>${words}</strong>`)}${said}${double ? html`<br><a href="${HOUSEHOLD}/${householdId}" target="_blank">${say('doubles.hint')}</a>` : null}${note ? html`<br><strong>${note}</strong>` : null}`;
}

function standing(visit: Visit, row: SheetRow): Html {
  const { say } = visit;
  const station = say(`sheet.table.is.${stationOf(row)}`);
  const score = scoreOf(row);
  const file =
    row.sent && row.assessmentId ? html`<a href="${FILES}/${row.assessmentId}" target="_blank">${station}</a>` : html`${station}`;
  const whole = score && !score.enough ? html`${file} · ${say('sheet.tooFew')}` : file;
  return row.objection === null ? whole : html`<span id="${lineOfFile(row.assessmentId ?? '')}">${whole}</span>`;
}

/** Nobody has to tick anything: what is not discussed stays so. */
function proposals(visit: Visit, row: SheetRow, chosen: SheetLine['proposal']): Html {
  const { say } = visit;
  const mayRest = maySweep(row) ? ' y' : '';
  const radios = (['propose', 'notPropose'] as const).map(
    (one) =>
      html`<label><input type="radio" name="${proposalName(row.householdId)}" value="${one}"${one === chosen ? html` checked` : null}${row.proposal === null ? html` data-open="y"` : null}><span>${say(`sheet.${one}`)}</span></label>`,
  );
  return html`<input type="hidden" name="line" value="${row.householdId} ${writeShown(shownOf(row))}${mayRest}">
<div class="pick" role="radiogroup" aria-label="${say('sheet.proposalOf', { who: whoIs(visit, row) })}">${radios}</div>`;
}

/** "Đề nghị hết" speaks of it, where nobody has; never of one who disagrees, and is to be read first. */
export function maySweep(row: SheetRow): boolean {
  return row.objection === null && row.standing.stage === 'confirmed' && scoreOf(row)?.enough === true;
}

interface ByHand extends Pick<SheetLine, 'points' | 'typed'> {
  max: number;
  /** What is wrong with them. */
  note: string | undefined;
  open: boolean;
}

/** Of a household that sent nothing: few are given points, and only then there is a field. */
function byHand(visit: Visit, row: SheetRow, { points, typed, max, note, open }: ByHand): Html {
  const { say } = visit;
  const given = points !== null && !Number.isNaN(points) ? points : null;
  const summary = given === null ? say('sheet.givePoints') : say('sheet.minePoints', { points: given });
  return html`<details${open || note !== undefined ? html` open` : null}><summary>${summary}</summary>${note === undefined ? null : html`<strong>${note}</strong>`}<input name="points" inputmode="numeric" maxlength="4" autocomplete="off" placeholder="${say('sheet.points')}" value="${typed ?? given ?? ''}" aria-label="${say('sheet.pointsOf', { who: whoIs(visit, row), max })}"></details>`;
}

/** Of what was sent: its household's points, and beside them what khu phố and ward made of them. */
function pointsWords({ say }: Visit, { sent, judged: { hamlet, ward } }: SheetRow): string | null {
  if (!sent) return null;
  const { points, max } = ward ?? hamlet ?? sent;
  const before = { household: sent.points, hamlet: hamlet?.points ?? 0 };
  const key = ward ? (hamlet ? 'judged.both' : 'judged.ward') : hamlet ? 'judged.hamlet' : 'sentPoints';
  return say(`sheet.${key}`, { points, max, ...before });
}

export function whoIs({ say }: Visit, { headName, houseCode, code }: Pick<SheetRow, 'headName' | 'houseCode' | 'code'>): string {
  return headName || say('sheet.unnamed', { code: houseCode ?? spacedCode(code) });
}
