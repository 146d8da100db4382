/** What a test can ask of the fake OA. */
import type { Json } from './answer.ts';
import type { Asked, Failure, What } from './desk.ts';
import type { Shape } from './events.ts';
import type { Oa, Pair } from './oauth.ts';
import type { FakeUser } from './people.ts';
import type { Terms } from './phone.ts';
import type { Templates } from './sending.ts';
import type { Disturbance } from './webhook.ts';

export interface FakeZaloOptions {
  /** Official Accounts of the app. */
  oas?: number;
  /** Calls of the app in any minute; more are refused with -32. null: any number. */
  perMinute?: number | null;
  /** Multiplies the pauses between deliveries to the webhook. */
  retryScale?: number;
  /** Instead of the ladder: again after so many milliseconds, for ever. For outages that would be longer than the whole ladder. */
  retryEveryMs?: number;
  /** An answer of the webhook that takes longer is none. */
  patienceMs?: number;
  /** How long an access token is good. */
  accessSeconds?: number;
  /** What a dead refresh token is refused with. */
  deadRefreshCode?: -14014 | -118;
  /** The app is set to ask for `appsecret_proof` with every call; else only a wrong one is refused. */
  requireProof?: boolean;
  templates?: Templates;
  /** Answers say what is left, as they did until March 2026. */
  quota?: boolean;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** With the first pair of tokens, as the console shows it. */
export type FakeOa = Oa & Pair;

export interface FakeZalo extends FakeOa {
  apiRoot: string;
  oauthRoot: string;
  /** `127.0.0.1:<port>`, where people's pictures lie. */
  mediaHost: string;
  appId: string;
  appSecret: string;
  /** What goes with a code. */
  codeVerifier: string;
  /** All of the app; the first one's fields are here too. */
  oas: FakeOa[];
  /** A person; a new one unless the id is known. `oa` is a number of `oas`. */
  user(which?: { id?: string; oa?: number }): FakeUser;
  officer: { adminId: string; writes(user: FakeUser | string, text: string): string };
  /** A code for a new pair, as an OA's admin gets it. Good once, for ten minutes. */
  authorises(oa?: number): string;
  /** A pair as an admin copies it out of the console. */
  grants(oa?: number): Pair;
  revokeAccess(oa?: number): void;
  revokeRefresh(oa?: number): void;
  /** How often a refresh token was used up. */
  refreshes(): number;
  /** Saves the webhook's address as in the console: it is tried first. Throws when it does not take the sample. */
  subscribe(url: string): Promise<{ get: number; post: number }>;
  /** The same without trying it. */
  setWebhook(url: string | null): void;
  /** null: nothing is told any more; so also once the last try failed. */
  webhook(): string | null;
  disturb(disturbance: Disturbance): void;
  /** How events look, and which of them there are. */
  shape(changes: Partial<Shape>): void;
  /** The signature header of these bytes. */
  sign(raw: string, timestamp: string, oa?: number): string | null;
  /** Any event, as it is, to be delivered like others; signed by an OA. */
  push(event: Json | string, oa?: number): void;
  /** Events that were not taken yet. */
  pending(): number;
  /** Resolves once none waits any more. */
  settled(): Promise<void>;
  events(): { added: number; delivered: number; failed: number; repeated: number; lost: number };
  /** The next `times` requests of a kind end so; `*` all. */
  fail(what: What | '*', failure: Failure, times?: number): void;
  /** Ends what `fail` began. */
  heal(): void;
  setLimit(perMinute: number | null): void;
  requests(what?: What): Asked[];
  /** Messages on phones, by what they cost. */
  terms(): Record<Terms, number>;
  /** Most in any sixty seconds: calls that were let through, and messages that came. */
  busiestMinute(): { calls: number; messages: number };
  /** Messages in each minute since the first one. */
  minutes(): number[];
  /** Moves Zalo's time on: windows close, tokens and uploads expire. */
  advance(ms: number): void;
  /** Pictures and files of people are not there any more. */
  forgetMedia(): void;
  close(): Promise<void>;
}
