/** What households are told about their file. */
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import { nameOf } from '../rubric/sentences.ts';
import type { ReviewFile } from './read-files.ts';

/** Names of items, said one after another. */
export function itemNames({ rubric }: Pick<ReviewFile, 'rubric'>, indicators: readonly string[]): Sentence[] {
  return indicators.map((indicator) => nameOf(rubric, indicator));
}

/** Which items, and why, is asked in the conversation itself: the reasons do not travel. */
export function askedBackNotice(items: number, until: string): Notice {
  const text: Sentence = { key: 'review.notice.askedBack', params: { items, until: { date: until } } };
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

/** A picture was taken out because it shows what nobody should see. */
export function takenOutNotice(file: Pick<ReviewFile, 'rubric'>, indicator: string, why: 'papers' | 'children'): Notice {
  const text: Sentence = { key: `review.notice.takenOut.${why}`, params: { name: nameOf(file.rubric, indicator) } };
  return { text, away: text, buttons: [] };
}

/**
 * The khu phố did not propose the household: why, one next step, and for how many working days it may answer; they begin when this
 * arrives, so it can name no day. The reason and the step do not travel.
 */
export function notProposedNotice({ reason, step, days }: { reason: string; step: Sentence; days: number }): Notice {
  return {
    text: { key: 'review.notice.notProposed', params: { reason, step, days } },
    away: { key: 'review.notice.notProposedAway', params: { days } },
    buttons: [{ key: 'review.outcome.open' }],
  };
}

/** The ward looked at what the household said to that, and it stays so: there is no more answering. */
export function staysNotProposedNotice(reason: string): Notice {
  return {
    text: { key: 'review.notice.staysNotProposed', params: { reason } },
    away: { key: 'review.notice.staysNotProposedAway' },
    buttons: [{ key: 'review.outcome.read' }],
  };
}

/** A decision; `date` is a local date. */
export interface Decided {
  number: string;
  date: string;
  year: number;
  unit: string;
}

export function recognisedNotice({ number, date, year, unit }: Decided): Notice {
  return {
    text: { key: 'review.notice.recognised', params: { number, date: { date }, year: String(year), unit } },
    away: { key: 'review.notice.decidedAway', params: { year: String(year) } },
    buttons: [{ key: 'review.outcome.card' }],
  };
}

/** A later decision says otherwise. */
export function correctedNotice({ number, date, year, unit }: Decided, reason: string | null): Notice {
  const params = { number, date: { date }, year: String(year), unit };
  return {
    text:
      reason === null
        ? { key: 'review.notice.corrected', params }
        : { key: 'review.notice.correctedBecause', params: { ...params, reason } },
    away: { key: 'review.notice.decidedAway', params: { year: String(year) } },
    buttons: [{ key: 'review.outcome.read' }],
  };
}
