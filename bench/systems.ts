/** What is measured: each system as a process of its own, on a database of its own, given nothing but environment variables. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCommand } from '../test/support/start-command.ts';
import type { BotApi } from './bot-api.ts';
import type { Server } from './database.ts';
import type { Question } from './engine/walk.ts';
import { FIRST_CHAT, fillStreet } from './fill.ts';
import { createStreet, type Street } from './household.ts';
import { startNode } from './processes.ts';
import { openWebhook, type Webhook } from './webhook.ts';

export const names = ['ours', 'grammy', 'telegraf'] as const;
export type Name = (typeof names)[number];

export interface System {
  name: Name;
  pid: number;
  /** Makes its street the one that the Bot API listens to. */
  street(): Street;
  stop(): Promise<void>;
}

export interface Surroundings {
  server: Server;
  api: BotApi;
  questions: Question[];
  /** Households that may take part in a run. */
  households: number;
}

export const BOT_ID = '7000000001';
export const TOKEN = `${BOT_ID}:AAbenchAAbenchAAbenchAAbenchAAbenchA`;
const SECRET = 'bench-secret-0123456789';
const PATH = '/webhooks/telegram';

export async function startSystem(name: Name, around: Surroundings): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const databaseUrl = await around.server.database(name);
  if (name === 'ours') await fillStreet(databaseUrl, BOT_ID, around.households);
  const bot = name === 'ours' ? await startOurs(folder, databaseUrl, around) : await startPeer(name, folder, databaseUrl, around);
  const webhook = openHook(bot.address);
  // Peers know nobody beforehand: any chat is new to them.
  let chat = FIRST_CHAT;
  const last = chat + around.households;
  const nextChat = () => {
    if (chat === last) throw new Error(`More than ${around.households} households were needed: raise the number`);
    return chat++;
  };
  return {
    name,
    pid: bot.pid,
    street: () => createStreet(around.api, webhook, nextChat, around.questions.length - 1),
    async stop() {
      webhook.close();
      await bot.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param address of a bot, which is told the secret with each update */
export function openHook(address: string): Webhook {
  return openWebhook(`${address}${PATH}`, () => `X-Telegram-Bot-Api-Secret-Token: ${SECRET}`);
}

/** @param perSecond messages that the platform is taken to accept */
export async function startOurs(folder: string, databaseUrl: string, { api }: Pick<Surroundings, 'api'>, perSecond = 'unlimited') {
  const env = {
    ...{ DATA_DIR: folder, DATABASE_URL: databaseUrl, PORT: '0', LOG_LEVEL: 'error' },
    ...{ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: SECRET, TELEGRAM_API_ROOT: api.root },
    TELEGRAM_MESSAGES_PER_SECOND: perSecond,
    ...startCommand.env,
  };
  const service = await startNode(
    join(import.meta.dirname, '../src/main.ts'),
    env,
    /Web chat: on, at http:\/\/[^:]+:(\d+)\//,
    startCommand.flags,
  );
  return { ...service, address: `http://127.0.0.1:${service.said}` };
}

async function startPeer(name: Name, folder: string, databaseUrl: string, { api, questions }: Surroundings) {
  const file = join(folder, 'questions.json');
  await writeFile(file, JSON.stringify(questions));
  const env = {
    BOT_TOKEN: TOKEN,
    API_ROOT: api.root,
    WEBHOOK_SECRET: SECRET,
    DATABASE_URL: databaseUrl,
    QUESTIONS: file,
    NODE_ENV: 'production',
  };
  const peer = await startNode(join(import.meta.dirname, `peers/${name}.mjs`), env, /listening on (\d+)/);
  return { ...peer, address: `http://127.0.0.1:${peer.said}` };
}
