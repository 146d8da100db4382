/** What households are told about their file. */
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import { nameOf } from '../rubric/sentences.ts';
import type { ReviewFile } from './read-files.ts';
import type { Level } from './state.ts';

/** Names of items, said one after another. */
export function itemNames({ rubric }: Pick<ReviewFile, 'rubric'>, indicators: readonly string[]): Sentence[] {
  return indicators.map((indicator) => nameOf(rubric, indicator));
}

/**
 * Which items, and why, is asked in the conversation itself: the reasons do not travel. Its days begin when this arrives, so it can
 * name none of the calendar.
 */
export function askedBackNotice(items: number, days: number): Notice {
  const text: Sentence = { key: 'review.notice.askedBack', params: { items, days } };
  return { text, away: text, buttons: [{ key: 'menu.continue' }] };
}

export function withdrawnNotice(left: number): Notice {
  const text: Sentence = left > 0 ? { key: 'review.notice.fewer', params: { items: left } } : { key: 'review.notice.withdrawn' };
  return { text, away: text, buttons: left > 0 ? [{ key: 'menu.continue' }] : [] };
}

/** An officer sees an answer otherwise: what, why and what to say to it is in the result. */
export function changedNotice(items: number): Notice {
  const text: Sentence = { key: 'review.notice.changed', params: { items } };
  return { text, away: text, buttons: [{ key: 'menu.result' }] };
}

/** It disagrees with a change, which stays: the reason goes with it, so that it need not look for it. */
export function keptNotice(level: Level, reason: string): Notice {
  const text: Sentence = { key: `review.notice.kept.${level}`, params: { reason } };
  return { text, away: { key: `review.notice.keptAway.${level}` }, buttons: [{ key: 'menu.result' }] };
}

/** A picture was taken out because it shows what nobody should see. */
export function takenOutNotice(file: Pick<ReviewFile, 'rubric'>, indicator: string, why: 'papers' | 'children'): Notice {
  const text: Sentence = { key: `review.notice.takenOut.${why}`, params: { name: nameOf(file.rubric, indicator) } };
  return { text, away: text, buttons: [] };
}
