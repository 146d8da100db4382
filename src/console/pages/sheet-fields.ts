/** What comes back of a sheet: its lines, and a household that is to be added. */
import { isId } from '../../db/is-id.ts';
import { tidyName } from '../../household/head-name.ts';
import { Problem } from '../../problems.ts';
import { basisOf } from '../../roster/basis.ts';
import { isHeadName, isIdNumber, readHouseCode } from '../../roster/house-code.ts';
import type { SheetLine } from '../../roster/plan-sheet.ts';
import { type Proposal, readShown } from '../../roster/row-seen.ts';
import type { AddedLine } from '../../roster/save-sheet.ts';
import { textIn, type Visit } from '../route.ts';

export const MAX_REASON = 500;

type Sent = Pick<Visit, 'form'>;

/** Radio buttons of one line have a name of their own: of those that nobody ticks, nothing comes. */
export const proposalName = (householdId: string) => `proposal.${householdId}`;

/** As it was filled in. */
export interface Newcomer {
  /** Of the household to be: a form that is sent twice adds one. */
  id: string;
  houseCode: string;
  headName: string;
  basis: string;
  residence: 'permanent' | 'temporary';
  source: SheetLine['source'];
  proposal: Proposal | null;
  points: string;
  /** One of the same head's name is there: it was said that this is another one. */
  isOther: boolean;
}

export function linesIn(visit: Sent): SheetLine[] {
  const [shown, points, reasons] = ['line', 'points', 'reason'].map((name) => listIn(visit, name));
  const source = sourceIn(visit);
  const rest = textIn(visit, 'rest') === 'propose';
  return (shown ?? []).map((text, at) => {
    const [householdId = '', token = '', mayRest] = text.split(' ');
    const seen = readShown(token);
    if (!isId(householdId) || !seen) throw new Problem('badRequest');
    const proposal = proposalIn(textIn(visit, proposalName(householdId))) ?? (rest && mayRest === 'y' ? 'propose' : null);
    return {
      householdId,
      shown: seen,
      proposal,
      ...pointsTyped(points?.[at] ?? ''),
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

/** As it was typed, where that is no number. */
function pointsTyped(text: string): Pick<SheetLine, 'points' | 'typed'> {
  const points = pointsIn(text);
  return Number.isNaN(points) ? { points, typed: text.trim().slice(0, 4) } : { points };
}

/** What is no number is too much: the line is shown again, and says so. */
function pointsIn(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^\d{1,4}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

export function sourceIn(visit: Sent, name = 'source'): SheetLine['source'] {
  return textIn(visit, name) === 'paper' ? 'paper' : 'meeting';
}

/** Null: nobody wants to add one. */
export function newcomerIn(visit: Sent): Newcomer | null {
  const text = (name: string) => textIn(visit, `new.${name}`);
  if (textIn(visit, 'add') !== 'yes' && text('houseCode') === '' && text('headName') === '') return null;
  return {
    id: text('household'),
    houseCode: text('houseCode'),
    headName: text('headName'),
    basis: text('basis'),
    residence: text('residence') === 'temporary' ? 'temporary' : 'permanent',
    source: sourceIn(visit, 'new.source'),
    proposal: proposalIn(text('proposal')),
    points: text('points').slice(0, 4),
    isOther: text('other') === 'yes',
  };
}

export function addedBy({ id, houseCode, points, headName, residence, source, proposal, isOther }: Newcomer): AddedLine {
  const said = { proposal, points: pointsIn(points), reason: '', isOther };
  const named = { houseCode: houseCode === '' ? null : readHouseCode(houseCode), headName: tidyName(headName) };
  return { ...(isId(id) && { id }), ...named, residence, source, ...said };
}

/** What is wrong with it before anybody else is asked; null: nothing. `unread`: of such a household nothing else can be said. */
export function mistakeOf({ houseCode, headName, basis }: Newcomer): { key: string; value: string; unread: boolean } | null {
  const unread = (why: string, value = '') => ({ key: `mistake.${why}`, value, unread: true });
  if (houseCode === '' && headName === '') return unread('whoMissing');
  if (isIdNumber(houseCode)) return unread('codeIsIdNumber', houseCode);
  if (houseCode !== '' && readHouseCode(houseCode) === null) return unread('codeUnreadable', houseCode);
  if (headName !== '' && !isHeadName(headName)) return unread('name', headName);
  return headName !== '' && basisOf(basis) === null ? { key: 'sheet.problem.basisWanted', value: '', unread: false } : null;
}
