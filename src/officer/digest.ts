/** What an officer of a ward is told unasked. Pure. */
import { MOST_HOUSEHOLDS, WINDOW_MINUTES } from '../assist/bursts.ts';
import type { ListedBurst } from '../assist/list-bursts.ts';
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import { addDays, endOfLocalDay } from '../season/calendar.ts';
import type { Waits } from './what-waits.ts';

/** In the order in which they press. */
const KINDS = ['objected', 'second', 'leftBehind', 'sendSecond', 'queue', 'overdue', 'toAsk', 'inPerson', 'news', 'help'] as const;
/** More than so many are only counted: a message is read on a phone. */
const NAMED = 5;
/** Whoever reads it later finds other numbers at the desk. */
const DAYS = 2;

export interface DigestSaid {
  /** Null: not the day for it. */
  waits: Waits | null;
  /** Of yesterday. */
  bursts: readonly ListedBurst[];
  /** Local date. */
  today: string;
}

/** Null: there is nothing to say. */
export function digestOf({ waits, bursts, today }: DigestSaid): Notice | null {
  const kinds = waits === null ? [] : KINDS.filter((kind) => waits[kind] > 0);
  if (kinds.length === 0 && bursts.length === 0) return null;
  const lines = kinds.map((kind): Sentence => ({ key: `digest.waits.${kind}`, params: { count: waits?.[kind] ?? 0 } }));
  const counted: Sentence[] = bursts.length > 0 ? [{ key: 'digest.bursts', params: { count: bursts.length } }] : [];
  const named = bursts.length > NAMED ? counted : bursts.map(burstSentence);
  const why: Sentence =
    bursts.length > 0 ? { key: 'digest.burstsWhy', params: { most: MOST_HOUSEHOLDS, minutes: WINDOW_MINUTES } } : { text: '' };
  const told = (said: Sentence[]): Sentence => ({
    key: kinds.length > 0 ? 'digest.week' : 'digest.yesterday',
    params: { list: [...lines, ...said], why },
  });
  return { text: told(named), away: told(counted), buttons: [{ key: 'digest.open' }], expiresAt: endOfLocalDay(addDays(today, DAYS)) };
}

export function burstSentence({ officer, areas, households }: ListedBurst): Sentence {
  const where = areas.map(({ name, unit }) => name || unit).join('; ');
  return { key: 'digest.burst', params: { officer, where, count: households } };
}
