/** Somebody who talks with the service for a while, lock-step as people do: an act, an answer, a moment to think. */
import type { Random } from '../crash/random.ts';
import { createHabits, type Deed, type Question } from './habits.ts';

export interface Person {
  channel: 'telegram' | 'web';
  /** Has been answered and has thought about it. */
  ready(now: number): boolean;
  /** Does one thing; returns how many updates that made. */
  act(now: number): number;
  /** Has done all it came for. */
  spent(): boolean;
  leave(): void;
}

export interface Watch {
  answered(channel: Person['channel'], ms: number, deed: Deed['do'] | 'start'): void;
  /** No answer within the patience, or a request that was refused. */
  failed(channel: Person['channel'], what: string): void;
}

/** What a channel has to give a person. */
export interface Line {
  /** Hands it over; resolves with what came back. Rejects when nothing does. */
  do(deed: Deed | { do: 'start' }): Promise<Question>;
  /** Shuts us out for so many milliseconds; returns how many updates that makes. Absent: nobody can. */
  block?(ms: number): number;
  leave(): void;
}

export interface PersonParts {
  channel: Person['channel'];
  line: Line;
  random: Random;
  watch: Watch;
  /** Milliseconds between an answer and the next act, at least and at most. */
  think: readonly [number, number];
  /** Acts until it leaves, at least and at most. */
  life: readonly [number, number];
}

/** Long, so that a slow machine is seen in the figures and not as a failure. */
export const PATIENCE_MS = 180_000;
const nothing: Question = { text: '', choices: [], asksContact: false };

function name(deed: Deed | { do: 'start' }): string {
  return deed.do === 'press' ? `press ${deed.choice.id}` : deed.do === 'say' ? `say “${deed.text}”` : deed.do;
}

export function createPerson({ channel, line, random, watch, think, life }: PersonParts): Person {
  const habits = createHabits(random);
  let question: Question | undefined;
  let readyAt = 0;
  let acts = life[0] + random.below(life[1] - life[0]);
  let waiting = false;
  let gone = false;

  async function go(deed: Deed | { do: 'start' }): Promise<void> {
    const began = performance.now();
    waiting = true;
    try {
      question = await line.do(deed);
      watch.answered(channel, performance.now() - began, deed.do);
    } catch (error) {
      if (!gone) watch.failed(channel, `${name(deed)}: ${(error as Error).message}`);
      question = nothing;
    }
    readyAt = performance.now() + think[0] + random.below(think[1] - think[0]);
    waiting = false;
  }

  return {
    channel,
    ready: (now) => !gone && !waiting && now >= readyAt,
    act(now) {
      acts -= 1;
      if (line.block && random.chance(0.004)) {
        const ms = 10_000 + random.below(20_000);
        readyAt = now + ms + 5_000;
        question = nothing;
        return line.block(ms);
      }
      void go(question ? habits.next(question) : { do: 'start' });
      return 1;
    },
    spent: () => !waiting && acts <= 0,
    leave() {
      gone = true;
      line.leave();
    },
  };
}
