/** What a khu phố should know of a household that it proposes: it may mean it so, and the ward reads the same. */
import { type SheetRow, scoreOf } from './sheet-rows.ts';

/** `nameless`: nobody can be named in the decision · `tooFew` points · `bare`: nothing was sent, and no points were given */
export const warnings = ['nameless', 'tooFew', 'bare'] as const;
export type Warning = (typeof warnings)[number];

export function warningsOf(row: SheetRow, passMark: number): Warning[] {
  if (row.standing.stage !== 'proposed') return [];
  const found: Warning[] = row.headName === '' ? ['nameless'] : [];
  const score = scoreOf(row);
  if (score === null && row.points === null) return [...found, 'bare'];
  const enough = score ? score.enough : (row.points ?? 0) >= passMark;
  return enough ? found : [...found, 'tooFew'];
}
