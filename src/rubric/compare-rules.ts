/** How two versions of a rubric judge otherwise, whatever they ask. */
import type { Rubric } from './definition.ts';

export type ChangedRule =
  | { rule: 'passMark' | 'difficult' | 'total'; was: number; now: number }
  /** Null: none. */
  | { rule: 'floor'; was: number | null; now: number | null }
  | { rule: 'notApplicable'; was: Rubric['notApplicable']['rule']; now: Rubric['notApplicable']['rule'] }
  /** Wordings of what stands in the way of any recognition. */
  | { rule: 'disqualifiers'; removed: string[]; added: string[] };

export function compareRules(from: Rubric, to: Rubric): ChangedRule[] {
  const numbers = [
    { rule: 'total' as const, was: from.total, now: to.total },
    { rule: 'passMark' as const, was: from.passMark.normal, now: to.passMark.normal },
    { rule: 'difficult' as const, was: from.passMark.difficult, now: to.passMark.difficult },
    { rule: 'floor' as const, was: from.floor?.points ?? null, now: to.floor?.points ?? null },
    { rule: 'notApplicable' as const, was: from.notApplicable.rule, now: to.notApplicable.rule },
  ].filter(({ was, now }) => was !== now) as ChangedRule[];
  const [before, after] = [from, to].map(({ disqualifiers }) => disqualifiers.map(({ wording }) => wording)) as [string[], string[]];
  const removed = before.filter((one) => !after.includes(one));
  const added = after.filter((one) => !before.includes(one));
  return removed.length + added.length > 0 ? [...numbers, { rule: 'disqualifiers', removed, added }] : numbers;
}
