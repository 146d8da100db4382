/** Fetches updates by long polling. Telegram is told that it may forget them only once they are stored. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Update } from 'telegraf/types';
import { isStoreTrouble } from '../../db/store-trouble.ts';
import { type Api, ApiFailure } from './api.ts';
import type { Door } from './door.ts';
import { updateIdOf } from './read-update.ts';

/** What we ask for; an explicit list, because blocks are left out of Telegram's own choice of today. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

export interface PollingParts {
  api: Api;
  door: Door;
  log: Logger;
  /** Only the process that speaks for the channel polls: two would break each other's calls. */
  mayPoll: () => boolean;
  /** The platform refuses our token. */
  onBroken: (reason: string) => void;
  pace?: Partial<PollingPace>;
}

export interface PollingPace {
  /** Seconds that Telegram holds a call while there is nothing. */
  holdSeconds: number;
  /** Milliseconds between two looks whether this process may (still) poll. */
  lookEveryMs: number;
  /** Milliseconds before the next try after a failure: doubled each time, up to the most. */
  firstPauseMs: number;
  longestPauseMs: number;
}

export interface Polling {
  start(): void;
  /** Within a second, whatever Telegram does. */
  stop(): Promise<void>;
}

const PACE: PollingPace = { holdSeconds: 25, lookEveryMs: 500, firstPauseMs: 500, longestPauseMs: 30_000 };
/** Above what Telegram holds a call. */
const GRACE_MS = 10_000;
/** An update that the store refuses so often, though it is well, is left out: it would keep everybody's from coming. */
const MAX_REFUSALS = 5;

export function createPolling(parts: PollingParts): Polling {
  const { api, door, log, mayPoll } = parts;
  const pace = { ...PACE, ...parts.pace };
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let offset: number | undefined;
  let failures = 0;
  /** What was complained of last: said once. */
  let trouble = '';
  let refusals = { updateId: 0, count: 0 };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (!mayPoll()) await pause(pace.lookEveryMs);
      else await round();
    }
  }

  async function round(): Promise<void> {
    try {
      const updates = await fetchUpdates();
      if (updates === null) return;
      // Everything before is confirmed. After a week of silence numbers begin anew, perhaps below this one.
      if (updates.length === 0) offset = undefined;
      for (const update of updates) {
        if (stopping.signal.aborted) return;
        await take(update);
        offset = update.update_id + 1;
      }
      recovered();
    } catch (error) {
      if (!stopping.signal.aborted) await pause(await pauseAfter(error));
    }
  }

  /** null: ended early, because another process has taken over or this one stops. */
  async function fetchUpdates(): Promise<Update[] | null> {
    const end = new AbortController();
    const abort = () => end.abort();
    const looking = setInterval(() => !mayPoll() && abort(), pace.lookEveryMs);
    stopping.signal.addEventListener('abort', abort);
    try {
      const asked = { timeout: pace.holdSeconds, allowed_updates: ALLOWED_UPDATES, ...(offset !== undefined && { offset }) };
      return await api.call('getUpdates', asked, { signal: end.signal, timeoutMs: pace.holdSeconds * 1000 + GRACE_MS });
    } catch (error) {
      if (error instanceof ApiFailure && error.end === 'aborted') return null;
      throw error;
    } finally {
      clearInterval(looking);
      stopping.signal.removeEventListener('abort', abort);
    }
  }

  async function take(raw: Update): Promise<void> {
    try {
      const { ack } = await door.take(raw, { inOrder: true });
      if (ack !== undefined) answerPress(ack);
    } catch (error) {
      if (isStoreTrouble(error) || !isRefusedAgain(raw)) throw error;
      log.error({ err: error, updateId: updateIdOf(raw) }, 'Telegram: an update that the store refuses was left out');
    }
  }

  function isRefusedAgain({ update_id: updateId }: Update): boolean {
    refusals = { updateId, count: refusals.updateId === updateId ? refusals.count + 1 : 1 };
    return refusals.count >= MAX_REFUSALS;
  }

  /** Stops the clock on the button. Not worth waiting for: after some seconds Telegram stops it by itself. */
  function answerPress(callback_query_id: string): void {
    api.call('answerCallbackQuery', { callback_query_id }, { signal: stopping.signal }).catch((error: unknown) => {
      log.debug({ err: error }, 'Telegram: a press was not answered');
    });
  }

  async function pauseAfter(error: unknown): Promise<number> {
    failures += 1;
    const longer = Math.min(pace.longestPauseMs, pace.firstPauseMs * 2 ** Math.min(failures - 1, 16));
    if (!(error instanceof ApiFailure)) {
      complain('the store', () =>
        log.error({ err: error }, 'Telegram: updates could not be stored; they stay there and are fetched again'),
      );
      return longer;
    }
    if (error.refusesToken) {
      complain('the token', () => log.error({ err: error }, 'Telegram refuses the token: mend TELEGRAM_BOT_TOKEN'));
      parts.onBroken('token');
      // Only the operator can mend it.
      return 2 * pace.longestPauseMs;
    }
    if (error.status === 409) await giveWay(error);
    else complain(error.message, () => log.warn({ err: error }, 'Telegram: fetching updates failed; trying again'));
    return Math.max(longer, error.retryAfterMs ?? 0);
  }

  /** A webhook that is still set goes, because polling was chosen; another process that polls goes on while it holds the channel. */
  async function giveWay(error: ApiFailure): Promise<void> {
    if (!/webhook/i.test(error.description)) {
      complain('another', () => log.warn({ err: error }, 'Telegram: another process polls with this token; trying again'));
      return;
    }
    complain('a webhook', () => log.warn({ err: error }, 'Telegram: a webhook is set, though TELEGRAM_MODE is polling; removing it'));
    await api.call('deleteWebhook', { drop_pending_updates: false }, { signal: stopping.signal }).catch(() => {});
  }

  function complain(about: string, say: () => void): void {
    if (trouble !== about) say();
    trouble = about;
  }

  function recovered(): void {
    if (trouble) log.info('Telegram: fetching updates works again');
    trouble = '';
    failures = 0;
  }

  function pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
