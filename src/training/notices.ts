/** What people are told of a training. Nobody is named: the same words everywhere. */
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import { beginningOf } from './training-press.ts';

export interface Told {
  id: string;
  title: string;
  startsAt: Date;
  place: string;
  mapUrl: string | null;
}

/** It has to be told before then, or not at all. */
function notice(text: Sentence, buttons: Notice['buttons'], expiresAt: Date): Notice {
  return { text, away: text, buttons, expiresAt };
}

/** Each answers this training, whichever others are planned. */
function answers({ id }: Told, ...keys: readonly string[]): Notice['buttons'] {
  return keys.map((key) => ({ label: { key }, words: { key }, begins: beginningOf(id) }));
}

function paramsOf({ title, startsAt, place, mapUrl }: Told) {
  return { title, at: { date: startsAt.toISOString() }, where: whereOf({ place, mapUrl }) };
}

/** A whole sentence's end: the place, and the way there if it is known. */
export function whereOf({ place, mapUrl }: Pick<Told, 'place' | 'mapUrl'>): Sentence {
  return mapUrl === null ? { key: 'training.where', params: { place } } : { key: 'training.whereMap', params: { place, url: mapUrl } };
}

export function newsNotice(news: 'movedUp' | 'changed' | 'cancelled', training: Told): Notice {
  const text = { key: `training.notice.${news}`, params: paramsOf(training) };
  return notice(text, news === 'cancelled' ? [] : answers(training, 'training.no'), training.startsAt);
}

/** As what households are invited with; `words`: what the organiser says besides, who was asked to name nobody. */
export function invitedNotice({ words, ...training }: Told & { words: string | null }): Notice {
  const facts: Sentence = { key: 'training.notice.invited', params: paramsOf(training) };
  return asking(words === null ? facts : { key: 'training.notice.invitedWith', params: { facts, words } }, training);
}

/** To who was invited and has not said yes or no. */
export function changedNotice(training: Told): Notice {
  return asking({ key: 'training.notice.changedSince', params: paramsOf(training) }, training);
}

function asking(text: Sentence, training: Told): Notice {
  return notice(text, answers(training, 'training.yes', 'training.no', 'training.later'), training.startsAt);
}

export function reminderNotice(reminder: 'day' | 'soon', training: Told): Notice {
  return notice({ key: `training.notice.${reminder}`, params: paramsOf(training) }, answers(training, 'training.no'), training.startsAt);
}

/** "Hỏi lại sau": now. */
export function againNotice(reminder: 'day' | 'soon', training: Told): Notice {
  const later = reminder === 'day' ? ['training.later'] : [];
  const text = { key: 'training.notice.again', params: paramsOf(training) };
  return notice(text, answers(training, 'training.yes', 'training.no', ...later), training.startsAt);
}

const FEEDBACK_MS = 3 * 24 * 60 * 60 * 1000;

export function feedbackNotice(training: Told & { endsAt: Date }): Notice {
  const text = { key: 'training.notice.feedback', params: { title: training.title } };
  const buttons = answers(training, 'training.mark.good', 'training.mark.fine', 'training.mark.poor');
  return notice(text, buttons, new Date(training.endsAt.getTime() + FEEDBACK_MS));
}
