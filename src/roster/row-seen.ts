/** What stood in a line of a sheet when it was looked at: goes out with the line, and comes back with what somebody made of it. */

export type Proposal = 'propose' | 'notPropose';

export interface Shown {
  /** `<reviewSeq>.<number of what was sent last, or 0>`: whoever acts says which they saw. */
  seen: string;
  proposal: Proposal | null;
  /** By hand. */
  points: number | null;
}

const FORM = /^(\d{1,9}\.\d{1,9})\/([pn-])\/(\d{1,4}|-)$/;
const PROPOSALS = { p: 'propose', n: 'notPropose', '-': null } as const;

/** "3.1/p/85". */
export function writeShown({ seen, proposal, points }: Shown): string {
  const sign = proposal === null ? '-' : proposal === 'propose' ? 'p' : 'n';
  return `${seen}/${sign}/${points ?? '-'}`;
}

/** Null: it is none of ours. */
export function readShown(text: string): Shown | null {
  const [, seen, sign, points] = FORM.exec(text) ?? [];
  if (seen === undefined || sign === undefined || points === undefined) return null;
  return { seen, proposal: PROPOSALS[sign as keyof typeof PROPOSALS], points: points === '-' ? null : Number(points) };
}
