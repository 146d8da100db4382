/** What stood in a line of a sheet when it was looked at: goes out with the line, and comes back with what somebody made of it. */

import { contentHash } from '../canonical.ts';

export type Proposal = 'propose' | 'notPropose';

export interface Shown {
  /** `<reviewSeq>.<number of what was sent last, or 0>`: whoever acts says which they saw. */
  seen: string;
  proposal: Proposal | null;
  /** By hand. */
  points: number | null;
  /** `signOf` why it was not proposed; null: no reason stood there. */
  why: string | null;
}

const FORM = /^(\d{1,9}\.\d{1,9})\/([pn-])\/(\d{1,4}|-)(?:\/([0-9a-f]{8}))?$/;
const PROPOSALS = { p: 'propose', n: 'notPropose', '-': null } as const;

export function shownOf({ seen, proposal, points, reason }: Omit<Shown, 'why'> & { reason: string | null }): Shown {
  return { seen, proposal, points, why: signOf(reason ?? '') };
}

/** Of a reason, whatever became of its blanks in a spreadsheet program; null: it says nothing. */
export function signOf(reason: string): string | null {
  const words = reason.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  return words === '' ? null : contentHash(words).slice(0, 8);
}

/** "3.1/p/85"; "3.1/n/-/1f0c2b9a" with a reason. */
export function writeShown({ seen, proposal, points, why }: Shown): string {
  const sign = proposal === null ? '-' : proposal === 'propose' ? 'p' : 'n';
  return `${seen}/${sign}/${points ?? '-'}${why === null ? '' : `/${why}`}`;
}

/** Null: it is none of ours. */
export function readShown(text: string): Shown | null {
  const [, seen, sign, points, why = null] = FORM.exec(text) ?? [];
  if (seen === undefined || sign === undefined || points === undefined) return null;
  return { seen, proposal: PROPOSALS[sign as keyof typeof PROPOSALS], points: points === '-' ? null : Number(points), why };
}
