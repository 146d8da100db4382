/** What people are told of a training that they said yes to. Nobody is named: the same words everywhere. */
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';

export interface Told {
  title: string;
  startsAt: Date;
  place: string;
  mapUrl: string | null;
}

/** It has to be told before then, or not at all. */
function notice(text: Sentence, buttons: readonly string[], expiresAt: Date): Notice {
  return { text, away: text, buttons: buttons.map((key) => ({ key })), expiresAt };
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
  return notice(text, news === 'cancelled' ? [] : ['training.no'], training.startsAt);
}

export function reminderNotice(reminder: 'day' | 'soon', training: Told): Notice {
  return notice({ key: `training.notice.${reminder}`, params: paramsOf(training) }, ['training.no'], training.startsAt);
}

const FEEDBACK_MS = 3 * 24 * 60 * 60 * 1000;

export function feedbackNotice({ title, endsAt }: { title: string; endsAt: Date }): Notice {
  const text = { key: 'training.notice.feedback', params: { title } };
  const buttons = ['training.mark.good', 'training.mark.fine', 'training.mark.poor'];
  return notice(text, buttons, new Date(endsAt.getTime() + FEEDBACK_MS));
}
