/** What became of a household's form once the window has closed, and what it can still do: in one sentence of its menu. Pure. */
import type { Sentence } from '../flow/session.ts';
import { MOST_DECLINED } from './declined-late.ts';
import type { HouseholdFile } from './file-of.ts';

interface Closing {
  answered: number;
  total: number;
  mayAsk: boolean;
  /** It has asked to send late, and waits. */
  asked: boolean;
  /** How often it was not let. */
  declined: number;
  today: string;
}

/** Null: it has not closed. */
export function closedSentence(
  { season, assessment, earlier }: Pick<HouseholdFile, 'season' | 'assessment' | 'earlier'>,
  { answered, total, mayAsk, asked, declined, today }: Closing,
): Sentence | null {
  if (season.phase !== 'after') return null;
  if (assessment?.state === 'submitted') return { key: 'menu.closed.sent' };
  if (earlier !== null) return { key: 'menu.closed.earlier', params: { earlier } };
  const late = { key: `menu.closed.${wayOut({ mayAsk, asked, declined, isOver: season.dates.wardList < today })}` };
  if (!assessment) return { key: 'menu.closed.none', params: { late } };
  if (answered === total) return { key: 'menu.closed.complete', params: { late } };
  return { key: 'menu.closed.draft', params: { answered, total, late } };
}

type WayOut = 'asked' | 'declined' | 'again' | 'mayAsk' | 'over' | 'ask';

function wayOut({ mayAsk, asked, declined, isOver }: Pick<Closing, 'mayAsk' | 'asked' | 'declined'> & { isOver: boolean }): WayOut {
  if (!mayAsk) return isOver ? 'over' : 'ask';
  if (asked) return 'asked';
  if (declined >= MOST_DECLINED) return 'declined';
  return declined > 0 ? 'again' : 'mayAsk';
}
