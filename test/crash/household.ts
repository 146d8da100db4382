/** A simulated household: it talks lock-step as a person does, and never gives up. */
import type { Random } from './random.ts';

export interface Sent {
  /** Inbox.updateKey */
  key: string;
  /** The level it chose of an indicator, where the question was one of the rubric: its id, or its place among them from 1 on. */
  level: string | number | null;
}

export interface Household {
  name: string;
  /** Answers until `over()` says so, then waits for what is still on its way. */
  live(over: () => boolean): Promise<void>;
  sent: Sent[];
  /** What it was told so far. */
  heard(): number;
  /** Requests that it repeated because nothing, or no acceptance, came back. */
  retries(): number;
}

/** One on an app of somebody else, who also knows what came to it. */
export interface AppHousehold extends Household {
  channel: 'telegram' | 'zalo';
  /** Account.externalId */
  chatKey: string;
  /** Everything that came into its chat, in the order of arrival. */
  arrivals(): Promise<{ id: string; text: string }[]>;
}

export interface HouseholdParts {
  name: string;
  random: Random;
  number: number;
  /** It was told something. */
  onHeard(): void;
  /** Ends it at once. */
  signal: AbortSignal;
}

/** Who has nothing to do looks again after so long. */
export const REST_MS = 400;
/** Who hears nothing for so long asks for the menu. */
export const SILENCE_MS = 15_000;

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
