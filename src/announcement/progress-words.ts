/** How an announcement stands, in sentences: asked for in a chat, or told there by ourselves. They name nobody, and may travel abroad. Pure. */
import type { Sentence } from '../flow/session.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import type { Progress } from './announcement-progress.ts';
import { outcomes } from './outcome-sql.ts';

const LABEL = 40;
/** Leads to where it is paused, resumed and cancelled. */
export const LOOK: Sentence = { key: 'wardAnnouncement.look' };

/** By which an officer knows it again; '' where nothing is written yet. */
export function beginningOf(text: string): string {
  const [line = ''] = text.split('\n');
  const characters = [...line];
  return characters.length > LABEL ? `${characters.slice(0, LABEL).join('')}…` : line;
}

export function stateWords({ state, startsAt }: Pick<StoredAnnouncement, 'state' | 'startsAt'>): Sentence {
  return state === 'planned' && startsAt ? startWords(startsAt) : { key: `send.is.${state}` };
}

export function startWords(startsAt: Date): Sentence {
  return { key: 'send.startsAt', params: { at: { date: startsAt.toISOString() } } };
}

export function progressLines(progress: Progress): Sentence[] {
  const lines = outcomes
    .filter((outcome) => outcome === 'sent' || progress[outcome] > 0)
    .map((outcome) => ({ key: `send.outcome.${outcome}`, params: { count: progress[outcome] } }));
  const goes = progress.state === 'sending' && progress.waiting > 0;
  return [...lines, ...(goes ? [restWords(progress)] : [])];
}

function restWords({ restsUntil, secondsLeft }: Progress): Sentence {
  return restsUntil ? { key: 'send.rests', params: { at: { date: restsUntil.toISOString() } } } : timeWords(secondsLeft);
}

export function timeWords(seconds: number): Sentence {
  return seconds < 60 ? { key: 'send.takesLittle' } : { key: 'send.takes', params: { count: Math.ceil(seconds / 60) } };
}
