/** Tells Telegram once a start how the bot wants its updates, and what people see before they write. Never keeps the service waiting. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { BotCommand } from 'telegraf/types';
import { type Locale, sourceLanguage } from '../../locale/locale.ts';
import { type Api, ApiFailure } from './api.ts';
import { ALLOWED_UPDATES } from './polling.ts';

/** Below the public address of the service. */
export const WEBHOOK_PATH = '/webhooks/telegram';

export interface SetUpParts {
  api: Api;
  log: Logger;
  locale: Locale;
  /** null: polling. */
  webhook: { publicUrl: string; secret: string } | null;
  /** The bot's name, as it stands in links. */
  onName: (username: string) => void;
  /** The platform refuses our token. */
  onBroken: (reason: string) => void;
  /** Milliseconds before the next try: doubled each time, up to the most. */
  pause?: { first: number; most: number };
}

export interface SetUp {
  start(): void;
  stop(): Promise<void>;
  /** Resolves once everything is set, or it was stopped. */
  done(): Promise<void>;
}

/** Deliveries at once; the default of Telegram. */
const MAX_CONNECTIONS = 40;
const COMMANDS = ['menu', 'assess', 'result', 'human', 'help', 'language', 'myData', 'stop'] as const;

export function createSetUp(parts: SetUpParts): SetUp {
  const { api, log, webhook } = parts;
  const { first, most } = parts.pause ?? { first: 1_000, most: 60_000 };
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;

  async function learnName(): Promise<void> {
    parts.onName((await api.call('getMe', {}, { signal })).username);
  }

  async function chooseDelivery(): Promise<void> {
    if (webhook) {
      const { publicUrl, secret } = webhook;
      const delivery = { secret_token: secret, allowed_updates: ALLOWED_UPDATES, max_connections: MAX_CONNECTIONS };
      await api.call('setWebhook', { url: publicUrl + WEBHOOK_PATH, drop_pending_updates: false, ...delivery }, { signal });
    } else await api.call('deleteWebhook', { drop_pending_updates: false }, { signal });
  }

  /** Without a language: for every language that has no words of its own. What is right already is not set again: Telegram counts changes. */
  async function introduce(language: string): Promise<void> {
    const own = language === sourceLanguage ? {} : { language_code: language };
    const { description, short, commands } = wordsOf(parts.locale, language);
    if (!sameCommands(await api.call('getMyCommands', own, { signal }), commands))
      await api.call('setMyCommands', { commands, ...own }, { signal });
    if ((await api.call('getMyDescription', own, { signal })).description !== description)
      await api.call('setMyDescription', { description, ...own }, { signal });
    if ((await api.call('getMyShortDescription', own, { signal })).short_description !== short)
      await api.call('setMyShortDescription', { short_description: short, ...own }, { signal });
  }

  async function run(): Promise<void> {
    const languages = parts.locale.languages.map((language) => () => introduce(language));
    for (const task of [learnName, chooseDelivery, ...languages]) await untilDone(task);
    if (!signal.aborted) log.info({ mode: webhook ? 'webhook' : 'polling' }, 'Telegram: set up');
  }

  async function untilDone(task: () => Promise<void>): Promise<void> {
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        return await task();
      } catch (error) {
        if (signal.aborted) return;
        if (tries === 0) log.warn({ err: error }, 'Telegram: setting up failed; trying again');
        if (error instanceof ApiFailure && error.refusesToken) parts.onBroken('token');
        await pause(Math.max(Math.min(most, first * 2 ** Math.min(tries, 16)), retryAfter(error)));
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal, ref: false }).catch(() => {});
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    done: async () => running,
  };
}

function retryAfter(error: unknown): number {
  return error instanceof ApiFailure ? (error.retryAfterMs ?? 0) : 0;
}

/** @returns what people read about the bot in a language, and the commands of its menu */
export function wordsOf(locale: Locale, language: string): { description: string; short: string; commands: BotCommand[] } {
  return {
    description: locale.t('telegram:description', language),
    short: locale.t('telegram:short', language),
    commands: COMMANDS.map((id) => ({
      command: locale.t(`telegram:commands.${id}.name`, language),
      description: locale.t(`telegram:commands.${id}.says`, language),
    })),
  };
}

function sameCommands(set: BotCommand[], wanted: BotCommand[]): boolean {
  const lines = (commands: BotCommand[]) => commands.map(({ command, description }) => `${command} ${description}`).join('\n');
  return lines(set) === lines(wanted);
}
