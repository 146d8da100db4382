/** What saving a sheet means, line by line: nothing, an act, or why not. Pure: data in, data out. */
import { after, type Refusal, type Standing } from '../review/state.ts';
import type { SheetRefusal } from './mistake.ts';
import { type Proposal, type Shown, shownOf, signOf, writeShown } from './row-seen.ts';

/** A line as it is now. */
export interface StandingRow {
  householdId: string;
  assessmentId: string | null;
  standing: Standing;
  /** `<reviewSeq>.<number>`. */
  seen: string;
  proposal: Proposal | null;
  /** By hand. */
  points: number | null;
  /** Why it was not proposed. */
  reason: string | null;
}

/** A line as an officer left it. */
export interface SheetLine {
  householdId: string;
  /** What stood there when they were given it. */
  shown: Shown;
  proposal: Proposal | null;
  points: number | null;
  /** What stands there, where it is no number: it is shown again. */
  typed?: string;
  /** Why not. */
  reason: string;
  /** How a household that sent nothing came onto the sheet. */
  source: 'meeting' | 'paper';
}

/** What is to be written of a line. */
export interface SheetDeed {
  row: StandingRow;
  /** Null: only points. */
  act: Proposal | null;
  reason: string | null;
  points: number | null;
  source: 'meeting' | 'paper';
  /** Afterwards. */
  stage: Standing['stage'];
}

export interface RefusedLine {
  householdId: string;
  why: SheetRefusal;
  /** Of `pointsTooMany`: how many there are. */
  most?: number;
  /** Of `similar`: the household that is there. */
  like?: SimilarHousehold;
  /** Of `similarBefore`: the line before it. */
  before?: string;
}

export interface SimilarHousehold {
  id: string;
  code: string;
  houseCode: string | null;
  headName: string;
}

export interface SheetPlan {
  deeds: SheetDeed[];
  /** Somebody did something with these since they were shown. */
  changed: string[];
  refused: RefusedLine[];
}

/**
 * A line that an officer left as it was shown says nothing, whatever has become of it since.
 * @param max points that can be reached
 * @param own households of the officer's own family: another officer speaks of them
 */
export function planSheet(
  rows: readonly StandingRow[],
  lines: readonly SheetLine[],
  max: number,
  own: ReadonlySet<string> = new Set(),
): SheetPlan {
  const byHousehold = new Map(rows.map((row) => [row.householdId, row]));
  const plan: SheetPlan = { deeds: [], changed: [], refused: [] };
  const once = new Map(lines.map((line) => [line.householdId, line]));
  for (const line of [...once.values()].filter(isTouched)) {
    const row = byHousehold.get(line.householdId);
    const planned = row ? planLine(row, line, max, own.has(line.householdId)) : 'changed';
    if (planned === 'changed') plan.changed.push(line.householdId);
    else if (Array.isArray(planned)) plan.refused.push(...planned.map((why) => refusal(line.householdId, why, max)));
    else if (planned) plan.deeds.push(planned);
  }
  return plan;
}

/** Another reason is another word to the household, which is told anew. */
export function isTouched({ shown, proposal, points, reason }: SheetLine): boolean {
  return proposal !== shown.proposal || points !== shown.points || (proposal === 'notPropose' && signOf(reason) !== shown.why);
}

function refusal(householdId: string, why: SheetRefusal, max: number): RefusedLine {
  return { householdId, why, ...(why === 'pointsTooMany' && { most: max }) };
}

/** All that is wrong with a line: nobody has to send it again for each. */
function planLine(row: StandingRow, line: SheetLine, max: number, own: boolean): SheetDeed | SheetRefusal[] | 'changed' | null {
  const { proposal, points, source, shown } = line;
  // Twice the same is once: the second of two who say the same is not in the way.
  const says = proposal !== row.proposal || (proposal === 'notPropose' && signOf(line.reason) !== signOf(row.reason ?? ''));
  if (!says && points === row.points) return null;
  if (writeShown(shown) !== writeShown(shownOf(row))) return 'changed';
  if (own) return ['ownHousehold'];
  const deed = { row, act: null, reason: null, points, source, stage: row.standing.stage };
  const wrong = wrongPoints(row, points, max);
  if (isDecided(row.standing)) return [...wrong, 'decided'];
  if (!says) return wrong.length > 0 ? wrong : deed;
  if (proposal === null) return [...wrong, 'noWayBack'];
  const reason = proposal === 'notPropose' ? line.reason : null;
  const next = after(row.standing, proposal === 'propose' ? { act: proposal } : { act: proposal, reason: line.reason });
  if (!next.ok) return [...wrong, REFUSALS[next.why]];
  return wrong.length > 0 ? wrong : { ...deed, act: proposal, reason, stage: next.standing.stage };
}

function wrongPoints(row: StandingRow, points: number | null, max: number): SheetRefusal[] {
  if (points !== row.points && row.standing.sent) return ['pointsNotByHand'];
  return points !== null && (!Number.isInteger(points) || points < 0 || points > max) ? ['pointsTooMany'] : [];
}

/** A decision has spoken of it. */
export function isDecided({ stage }: Pick<Standing, 'stage'>): boolean {
  return stage === 'recognised' || stage === 'notRecognised';
}

const REFUSALS: Readonly<Record<Refusal, SheetRefusal>> = {
  nothingSent: 'notConfirmed',
  withHousehold: 'withHousehold',
  askedBack: 'withHousehold',
  notYet: 'notConfirmed',
  already: 'notConfirmed',
  decided: 'decided',
  noReason: 'reasonMissing',
  nothingAsked: 'notConfirmed',
};

/** A household that nobody has said anything of. */
export function freshRow(householdId: string): StandingRow {
  const standing: Standing = { stage: 'waiting', hand: 'household', sent: false, asked: 0 };
  return { householdId, assessmentId: null, standing, seen: '0.0', proposal: null, points: null, reason: null };
}

/** May the khu phố say anything of this line now? */
export function isOpen({ standing }: Pick<StandingRow, 'standing'>): boolean {
  return after(standing, { act: 'propose' }).ok || after(standing, { act: 'notPropose', reason: '.' }).ok;
}
