/** The file that waits longest, for an officer who goes through them one by one. */

import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Scope } from '../officer/scope.ts';
import { nameOf } from '../rubric/sentences.ts';
import { asked } from '../rubric/walk.ts';
import type { Flag } from './flags.ts';
import { countWaiting, type Queue, type QueueFilter, type QueueRow, readQueue } from './list-waiting.ts';
import { isOwnAssist, type ReviewFile, readFile } from './read-files.ts';
import { changeWords, whatChanged } from './what-changed.ts';

export interface NextFile {
  row: QueueRow;
  /** Of all that wait for them. */
  count: number;
  /** They sent it for the household themselves: another confirms it. */
  ownAssist: boolean;
  flags: Sentence[];
  /** What is new since it sent before, before and after. */
  news: Sentence[];
  /** What can be asked back; what is worth a look comes first. */
  items: { indicator: string; name: Sentence }[];
}

export interface NextOptions {
  scope: Scope;
  /** `QueueRow.place` of the one that is left for later; null: from the first. */
  after: string | null;
  filter?: QueueFilter;
}

/** Pages that are looked through for what fits, where few of very many do. */
const PAGES = 10;

/** The next of the queue; null: there is none, or none so near. What is shown of it is for the caller to keep in the audit. */
export async function nextRow(deps: Deps, { scope, filter, after }: NextOptions): Promise<QueueRow | null> {
  let from = after;
  for (let page = 0; page < PAGES; page += 1) {
    const { rows, next }: Queue = await readQueue(deps, { scope, after: from, limit: 1, ...(filter && { filter }) });
    const [row] = rows;
    if (row || next === null) return row ?? null;
    from = next;
  }
  return null;
}

/** @param options.stories false: not what stories say that are new */
export async function nextFile(deps: Deps, options: NextOptions & { stories?: boolean }): Promise<NextFile | null> {
  const { scope, stories = true } = options;
  const row = await nextRow(deps, options);
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
    ownAssist: isOwnAssist(file, officerId),
    flags: flagSentences(row.flags, name),
    news: await newsOf(deps, file, stories),
    items: ordered.map((indicator) => ({ indicator, name: name(indicator) })),
  };
}

/** So many fit into a message beside the rest. */
const NEWS = 6;

async function newsOf({ db }: Deps, file: ReviewFile, stories: boolean): Promise<Sentence[]> {
  const changes = whatChanged(file);
  const ids = changes.flatMap(({ added }) => added);
  const select = { id: true, kind: true, text: true } as const;
  const pieces =
    ids.length === 0 ? [] : await db.evidence.findMany({ where: { id: { in: ids }, removedAt: null }, orderBy: { at: 'asc' }, select });
  const lines = changes.flatMap((change) =>
    changeWords(file, change, { pieces, stories }).map((what): Sentence => {
      return { key: 'review.new.line', params: { name: nameOf(file.rubric, change.indicator), what } };
    }),
  );
  const more: Sentence[] = lines.length > NEWS ? [{ key: 'review.new.more', params: { count: lines.length - NEWS } }] : [];
  return [...lines.slice(0, NEWS), ...more];
}

/** @param name what an item is called */
/** So many questions are named; the rest is counted. */
const NAMED = 3;

/** One line a kind: a file without any evidence is one thing to know, not six. */
export function flagSentences(flags: readonly Flag[], name: (indicator: string) => Sentence): Sentence[] {
  return [...Map.groupBy(flags, ({ kind }) => kind).values()].map((alike) => {
    const [first, ...others] = alike.flatMap((flag) => ('indicator' in flag ? [flag] : []));
    if (!first || others.length === 0) return flagSentence(alike[0] as Flag, name);
    const names = [first, ...others].slice(0, NAMED).map(({ indicator }) => name(indicator));
    const left = alike.length - names.length;
    const listed = names.reduce((before, next): Sentence => ({ key: 'review.flag.and', params: { before, next } }));
    const named: Sentence = left > 0 ? { key: 'review.flag.andMore', params: { names: listed, count: left } } : listed;
    return { key: `review.flag.several.${first.kind}`, params: { count: alike.length, names: named } };
  });
}

export function flagSentence(flag: Flag, name: (indicator: string) => Sentence): Sentence {
  if ('indicator' in flag) return { key: `review.flag.${flag.kind}`, params: { name: name(flag.indicator) } };
  if (flag.kind === 'farFromLastYear') return { key: 'review.flag.farFromLastYear', params: { points: flag.points, before: flag.before } };
  return { key: `review.flag.${flag.kind}` };
}
