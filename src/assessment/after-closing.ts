/** What became of a household's form once the window has closed, and what it can still do: in one sentence of its menu. Pure. */
import type { Sentence } from '../flow/session.ts';
import type { HouseholdFile } from './file-of.ts';

interface Closing {
  answered: number;
  total: number;
  mayAsk: boolean;
  /** It has asked to send late, and waits. */
  asked: boolean;
  today: string;
}

/** Null: it has not closed. */
export function closedSentence(
  { season, assessment, earlier }: Pick<HouseholdFile, 'season' | 'assessment' | 'earlier'>,
  { answered, total, mayAsk, asked, today }: Closing,
): Sentence | null {
  if (season.phase !== 'after') return null;
  if (assessment?.state === 'submitted') return { key: 'menu.closed.sent' };
  if (earlier !== null) return { key: 'menu.closed.earlier', params: { earlier } };
  const late = { key: `menu.closed.${wayOut({ mayAsk, asked, isOver: season.dates.wardList < today })}` };
  if (!assessment) return { key: 'menu.closed.none', params: { late } };
  if (answered === total) return { key: 'menu.closed.complete', params: { late } };
  return { key: 'menu.closed.draft', params: { answered, total, late } };
}

function wayOut({ mayAsk, asked, isOver }: { mayAsk: boolean; asked: boolean; isOver: boolean }): 'asked' | 'mayAsk' | 'over' | 'ask' {
  if (mayAsk) return asked ? 'asked' : 'mayAsk';
  return isOver ? 'over' : 'ask';
}
