/** The file that waits longest, for an officer who goes through them one by one. */

import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Scope } from '../officer/scope.ts';
import { nameOf } from '../rubric/sentences.ts';
import { asked } from '../rubric/walk.ts';
import type { Flag } from './flags.ts';
import { countWaiting, type QueueRow, readQueue } from './list-waiting.ts';
import { readFile } from './read-files.ts';

export interface NextFile {
  row: QueueRow;
  /** Of all that wait. */
  count: number;
  flags: Sentence[];
  /** What can be asked back; what is worth a look comes first. */
  items: { indicator: string; name: Sentence }[];
}

/** @param after `QueueRow.place` of the one that is left for later; null: from the first */
export async function nextFile(deps: Deps, { scope, after }: { scope: Scope; after: string | null }): Promise<NextFile | null> {
  const [row] = (await readQueue(deps, { scope, after, limit: 1 })).rows;
  const file = row && (await readFile(deps, { id: row.assessmentId }));
  if (!file?.sent || !row) return null;
  const { officerId } = scope;
  await audit(deps, { actor: `officer:${officerId}`, action: 'review.open', subject: `assessment:${file.id}` });
  const { rubric, sent } = file;
  const flagged = new Set(row.flags.flatMap((flag) => ('indicator' in flag ? [flag.indicator] : [])));
  const ids = asked(rubric, sent.facts).map(({ id }) => id);
  const ordered = [...ids.filter((id) => flagged.has(id)), ...ids.filter((id) => !flagged.has(id))];
  const name = (indicator: string): Sentence => nameOf(rubric, indicator);
  return {
    row,
    count: await countWaiting(deps, { scope }),
    flags: row.flags.map((flag) => flagSentence(flag, name)),
    items: ordered.map((indicator) => ({ indicator, name: name(indicator) })),
  };
}

/** @param name what an item is called */
export function flagSentence(flag: Flag, name: (indicator: string) => Sentence): Sentence {
  if ('indicator' in flag) return { key: `review.flag.${flag.kind}`, params: { name: name(flag.indicator) } };
  if (flag.kind === 'farFromLastYear') return { key: 'review.flag.farFromLastYear', params: { points: flag.points, before: flag.before } };
  return { key: `review.flag.${flag.kind}` };
}
