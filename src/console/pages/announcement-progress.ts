/** How far an announcement is, as a bar and as numbers; where scripts run, they move by themselves. */
import type { Progress } from '../../announcement/announcement-progress.ts';
import { type Outcome, outcomes } from '../../announcement/outcome-sql.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { formatNumber } from '../../locale/format.ts';
import { LANGUAGE } from '../frame.ts';
import type { Say, Visit } from '../route.ts';
import { moment, reasonWords } from './announcement-parts.ts';

const WIDTH = 1000;
const HEIGHT = 36;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** About how long; nobody waits by the second. */
export function durationWords(say: Say, seconds: number): string {
  if (seconds < MINUTE) return say('announcements.lessThanMinute');
  if (seconds < HOUR) return say('announcements.minutes', { count: Math.ceil(seconds / MINUTE) });
  return say('announcements.hours', { hours: Math.floor(seconds / HOUR), minutes: Math.ceil((seconds % HOUR) / MINUTE) });
}

interface Piece {
  outcome: Outcome;
  households: number;
  x: number;
  width: number;
}

function pieces(progress: Progress): Piece[] {
  const whole = Math.max(1, progress.audience);
  let x = 0;
  return outcomes.map((outcome) => {
    const households = progress[outcome];
    const width = (households * WIDTH) / whole;
    const piece = { outcome, households, x, width };
    x += width;
    return piece;
  });
}

/** What the script of the page puts in the place of what stands there; `seq` other than before: the page is loaded anew. */
export interface Live {
  seq: number;
  words: Record<string, string>;
  bar: Record<string, { x: string; width: string }>;
}

export function liveOf({ say }: Visit, progress: Progress): Live {
  const all = pieces(progress);
  const words = Object.fromEntries(all.map(({ outcome, households }) => [outcome, number(households)]));
  return {
    seq: progress.seq,
    words: { ...words, summary: summaryOf(say, progress), time: timeLeft(say, progress) },
    bar: Object.fromEntries(all.map(({ outcome, x, width }) => [outcome, { x: x.toFixed(1), width: width.toFixed(1) }])),
  };
}

function number(value: number): string {
  return formatNumber(value, LANGUAGE);
}

function summaryOf(say: Say, { sent, audience }: Progress): string {
  return say('announcements.sentOf', { sent, audience });
}

function timeLeft(say: Say, { state, waiting, secondsLeft, restsUntil }: Progress): string {
  if (state !== 'sending' || waiting === 0) return '';
  if (restsUntil) return say('announcements.rests', { at: moment(restsUntil) });
  return say('announcements.timeLeft', { time: durationWords(say, secondsLeft) });
}

/** @param listed where those of an outcome are listed */
export function progressPart(visit: Visit, progress: Progress, listed: (outcome: Outcome) => string): Html {
  const { say } = visit;
  const { seq } = progress;
  const live = liveOf(visit, progress);
  const bar = outcomes.map(
    (outcome) =>
      html`<rect class="${outcome}" data-bar="${outcome}" x="${live.bar[outcome]?.x ?? '0'}" width="${live.bar[outcome]?.width ?? '0'}" y="0" height="${HEIGHT}"/>`,
  );
  const rows = outcomes.map((outcome) => {
    const words = html`<a href="${listed(outcome)}">${say(`announcements.outcome.${outcome}`)}</a>`;
    return html`<div><dt class="${outcome}">${words}</dt><dd data-live="${outcome}">${live.words[outcome] ?? ''}</dd>${reasons(visit, progress, outcome)}</div>`;
  });
  return html`<section class="progress" data-seq="${seq}">
<p class="reach" role="status"><strong data-live="summary">${live.words.summary ?? ''}</strong> <span data-live="time">${live.words.time ?? ''}</span></p>
<svg class="going" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${bar}</svg>
<dl>${rows}</dl></section>`;
}

/** Why they are where they are; as it was when the page was loaded. */
function reasons(visit: Visit, { outcomes: all }: Progress, outcome: Outcome): Part {
  const byReason = new Map<string, number>();
  for (const one of all)
    if (one.outcome === outcome && one.reason !== null) byReason.set(one.reason, (byReason.get(one.reason) ?? 0) + one.households);
  if (byReason.size === 0) return null;
  const lines = [...byReason].map(([reason, households]) => html`<li>${number(households)}: ${reasonWords(visit, reason)}</li>`);
  return html`<dd class="why"><ul>${lines}</ul></dd>`;
}
