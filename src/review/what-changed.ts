/** What a household has made otherwise since it sent before: item by item, before and after. Pure but for the sentences' keys. */
import { answerSentence } from '../assessment/views.ts';
import type { Sentence } from '../flow/session.ts';
import { lastSending, type ReviewFile, type Sent } from './read-files.ts';

export interface Piece {
  id: string;
  kind: 'story' | 'photo' | 'pdf';
  /** A story's; null: a file, or taken out since. */
  text: string | null;
}

export interface ItemChange {
  indicator: string;
  /** Null: it is the same. */
  answer: { before: string | undefined; now: string | undefined } | null;
  /** Ids of pieces of evidence. */
  added: string[];
  taken: string[];
}

/** Against what was sent before, in the order of what is asked now; nothing was: nothing is new. */
export function whatChanged({ submissions, rubric }: Pick<ReviewFile, 'submissions' | 'rubric'>): ItemChange[] {
  const { before, own: now } = lastSending({ submissions });
  if (!before || !now) return [];
  const ids = rubric.criteria.flatMap(({ indicators }) => indicators.map(({ id }) => id));
  return ids
    .map((indicator) => changeOf(before, now, indicator))
    .filter(({ answer, added, taken }) => answer || added.length + taken.length);
}

function changeOf(before: Sent, now: Sent, indicator: string): ItemChange {
  const [had, has] = [before.evidence[indicator] ?? [], now.evidence[indicator] ?? []];
  const [was, is] = [before.answers[indicator], now.answers[indicator]];
  return {
    indicator,
    answer: was === is ? null : { before: was, now: is },
    added: has.filter((id) => !had.includes(id)),
    taken: had.filter((id) => !has.includes(id)),
  };
}

/** The longest part of a story that is said along; all of it is on the file's page. */
const STORY = 160;

/**
 * In words: what was chosen before and now, what was told, how many files came.
 * @param stories false: not what they say
 */
export function changeWords(
  { rubric }: Pick<ReviewFile, 'rubric'>,
  { indicator, answer, added, taken }: ItemChange,
  { pieces, stories }: { pieces: readonly Piece[]; stories: boolean },
): Sentence[] {
  const words: Sentence[] = [];
  if (answer) words.push(answerWords(rubric, indicator, answer));
  const mine = pieces.filter(({ id }) => added.includes(id));
  for (const { kind, text } of mine) if (kind === 'story') words.push(storyWords(stories ? text : null));
  const count = mine.filter(({ kind }) => kind !== 'story').length;
  if (count > 0) words.push({ key: 'review.new.files', params: { count } });
  if (taken.length > 0) words.push({ key: 'review.new.taken', params: { count: taken.length } });
  return words;
}

function answerWords(rubric: ReviewFile['rubric'], indicator: string, { before, now }: NonNullable<ItemChange['answer']>): Sentence {
  const said = (value: string) => answerSentence(rubric, indicator, value);
  if (now === undefined) return { key: 'review.new.noAnswer', params: { before: said(before ?? '') } };
  return before === undefined
    ? { key: 'review.new.first', params: { now: said(now) } }
    : { key: 'review.new.answer', params: { before: said(before), now: said(now) } };
}

function storyWords(text: string | null): Sentence {
  if (text === null) return { key: 'review.new.someStory' };
  return { key: 'review.new.story', params: { text: text.length > STORY ? `${text.slice(0, STORY).trimEnd()}…` : text } };
}
