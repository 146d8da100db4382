/** What becomes of messages that were held for somebody, now that they can be written to. Pure. */
import type { MessageClass, Outbound, OutboundChoice } from '../channel/channel.ts';

export interface Held {
  id: string;
  accountId: string;
  class: MessageClass;
  /** null: blanked by retention. */
  body: Outbound | null;
  partsSent: number;
  expiresAt: Date | null;
  /** The announcement that it is of. */
  announcementId: string | null;
}

export interface Released {
  id: string;
  state: 'queued' | 'expired' | 'cancelled';
  reason: 'merged' | null;
  /** null: as it is. */
  body: Outbound | null;
  mergedIntoId: string | null;
}

/**
 * Several messages of one class to one person become one, in the place of the first. What is worth nothing any more
 * expires. What has gone in part, what has a picture, and what is of an announcement (whose buttons are answered one by one) goes by itself.
 *
 * @param held those of each person and class together, oldest first
 */
export function mergeHeld(held: readonly Held[], now: Date): Released[] {
  const isLate = ({ expiresAt, partsSent }: Held) => expiresAt !== null && expiresAt < now && partsSent === 0;
  const expired = held.filter(isLate).map(({ id }) => released(id, { state: 'expired' }));
  const runs = runsOf(held.filter((message) => !isLate(message)));
  return [...expired, ...runs.flatMap(mergeRun)];
}

/** Messages that may be one. */
function runsOf(held: readonly Held[]): Held[][] {
  const runs: Held[][] = [];
  for (const message of held) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && mayJoin(last) && mayJoin(message) && last.accountId === message.accountId && last.class === message.class)
      run.push(message);
    else runs.push([message]);
  }
  return runs;
}

function mayJoin({ body, partsSent, announcementId }: Held): boolean {
  return body !== null && body.media === undefined && partsSent === 0 && announcementId === null;
}

function mergeRun(run: readonly Held[]): Released[] {
  const [first, ...others] = run;
  if (!first) return [];
  const bodies = run.flatMap(({ body }) => body ?? []);
  return [
    released(first.id, { body: others.length > 0 ? mergeBodies(bodies) : null }),
    ...others.map(({ id }) => released(id, { state: 'cancelled', reason: 'merged', mergedIntoId: first.id })),
  ];
}

function released(id: string, more: Partial<Released>): Released {
  return { id, state: 'queued', reason: null, body: null, mergedIntoId: null, ...more };
}

/**
 * All the words, and all the choices that still do something: of questions the newest has its answers, first and in their
 * order, so that a typed number means what stands under it; the buttons of older ones are old. Links work always.
 */
function mergeBodies(bodies: readonly Outbound[]): Outbound {
  const question = bodies.findLast(({ choices, expect }) => expect !== 'none' || choices.some(({ data }) => data !== undefined));
  const links = bodies.filter((body) => body !== question).flatMap(({ choices }) => choices.filter(({ url }) => url !== undefined));
  return {
    expect: 'none',
    ...question,
    text: bodies.map(({ text }) => text).join('\n\n'),
    choices: withoutDoubles([...(question?.choices ?? []), ...links]),
  };
}

function withoutDoubles(choices: readonly OutboundChoice[]): OutboundChoice[] {
  const isSame = (a: OutboundChoice, b: OutboundChoice) => a.data === b.data && a.url === b.url && a.label === b.label;
  return choices.filter((choice, index) => choices.findIndex((other) => isSame(other, choice)) === index);
}
