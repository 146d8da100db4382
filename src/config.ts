/** The environment, read once: names and meanings are in `.env.example`. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import type { CityOrganisation } from './db/city.ts';

export interface Config {
  host: string;
  port: number;
  /** Where people reach the service, without a slash at the end; null: on this machine, at its port. */
  publicUrl: string | null;
  /** Absolute. */
  dataDir: string;
  /** null: the embedded server. */
  databaseUrl: string | null;
  /** null: not chosen. */
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent' | null;
  /** Key of the hashes that prove a consent after an erasure; null: kept in the data folder. */
  secretKey: string | null;
  /** null: the shipped sample. */
  city: CityOrganisation | null;
  /** null: off. */
  telegram: TelegramConfig | null;
  channels: Record<'telegram' | 'zalo', ChannelConfig>;
}

export interface TelegramConfig {
  token: string;
  /** The first part of the token: ChannelAccount.externalId. */
  botId: string;
  mode: 'polling' | 'webhook';
  /** What Telegram repeats with every delivery; null when polling. */
  secret: string | null;
  /** Without a slash at the end. */
  apiRoot: string;
  /** To all chats together; Infinity: no limit. */
  messagesPerSecond: number;
}

/** Whether a channel is on, and if not, why: shown at every start. */
export interface ChannelConfig {
  on: boolean;
  why: string;
}

const text = z.string();
const secret = text.min(16, 'at least 16 characters');
const webAddress = z.url({ protocol: /^https?$/, error: 'an address such as https://nhahoc.example.vn' });
/** Links and the cookie's scope are built on it, so nothing may follow the host. */
const ownAddress = text.refine(isOrigin, 'an address such as https://nhahoc.example.vn, without a path or anything after it');
const PORT_EXPECTED = 'a number from 0 to 65535';
const digits = text.regex(/^\d+$/, 'digits only');

const A_SECOND = 'a whole number from 1 to 1000; raise it only with paid broadcasts or a local Bot API server';

/** What every variable must be; the words follow "expected". */
const environment = z.object({
  HOST: text.default('127.0.0.1'),
  PORT: text
    .regex(/^\d{1,5}$/, PORT_EXPECTED)
    .transform(Number)
    .refine((port) => port <= 65_535, PORT_EXPECTED)
    .default(3000),
  PUBLIC_URL: ownAddress.optional(),
  DATA_DIR: text.default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'an address such as postgres://user:password@host:5432/nhahoc' }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'fatal, error, warn, info, debug or silent').optional(),
  SECRET_KEY: text.min(32, 'at least 32 characters').optional(),

  CITY_ORG_NAME: text.optional(),
  CITY_ORG_CONTACT: text.optional(),
  CITY_ORG_DATA_PROTECTION: text.optional(),

  TELEGRAM_BOT_TOKEN: text.regex(/^\d+:[\w-]{30,}$/, 'a token such as 123456789:AA…, from @BotFather').optional(),
  TELEGRAM_MODE: z.enum(['polling', 'webhook'], 'polling or webhook').default('polling'),
  TELEGRAM_WEBHOOK_SECRET: text.regex(/^[\w-]{16,256}$/, '16 to 256 of A-Z a-z 0-9 _ -').optional(),
  TELEGRAM_API_ROOT: webAddress.optional(),
  TELEGRAM_MESSAGES_PER_SECOND: text
    .regex(/^(unlimited|1000|[1-9]\d{0,2})$/, A_SECOND)
    .default('30')
    .transform((value) => (value === 'unlimited' ? Number.POSITIVE_INFINITY : Number(value))),

  ZALO_APP_ID: digits.optional(),
  ZALO_APP_SECRET: secret.optional(),
  ZALO_OA_ID: digits.optional(),
  ZALO_OA_SECRET_KEY: secret.optional(),
  ZALO_ACCESS_TOKEN: secret.optional(),
  ZALO_REFRESH_TOKEN: secret.optional(),
  ZALO_API_ROOT: webAddress.optional(),
  ZALO_OAUTH_ROOT: webAddress.optional(),
  ZALO_MEDIA_HOSTS: text.regex(/^[\w.-]+(,[\w.-]+)*$/, 'host names, separated by commas').optional(),
});

const CITY = ['CITY_ORG_NAME', 'CITY_ORG_CONTACT', 'CITY_ORG_DATA_PROTECTION'] as const;
const TOGETHER = "a value, because the city's Hội is named by CITY_ORG_NAME, CITY_ORG_CONTACT and CITY_ORG_DATA_PROTECTION together";

type Environment = z.infer<typeof environment>;

/** Every name that means something. */
export const variableNames = Object.keys(environment.shape);

/**
 * Reads the environment and the file `.env` of the working folder.
 *
 * @param defaults taken for variables that neither sets
 * @throws CannotStart like `readConfig`
 */
export function loadConfig(defaults: Record<string, string> = {}): Config {
  if (existsSync('.env')) loadEnvFile('.env');
  return readConfig({ ...defaults, ...process.env });
}

/**
 * @param env an empty value counts as none
 * @throws CannotStart with one line for every bad variable; a line never repeats the value, which may be a secret
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(variableNames.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])));
  const parsed = environment.safeParse(given);
  const lines = [
    ...(parsed.error?.issues ?? []).map((issue) => lineFor(String(issue.path[0]), issue.message)),
    ...missingCityLines(given),
    ...missingTelegramLines(given),
  ];
  if (!parsed.success || lines.length > 0) throw new CannotStart(lines.join('\n'));
  return toConfig(parsed.data);
}

function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  if (!url || !/^https?:\/\//i.test(value)) return false;
  return url.href === `${url.origin}/` && !/[?#]/.test(value);
}

function lineFor(name: string, expected: string): string {
  return `${name}: expected ${expected}`;
}

function missingCityLines(given: Record<string, string>): string[] {
  const missing = CITY.filter((name) => !given[name]);
  return missing.length === CITY.length ? [] : missing.map((name) => lineFor(name, TOGETHER));
}

/** A delivery that anybody could forge is worse than none; Telegram itself delivers to https only. */
function missingTelegramLines(given: Record<string, string>): string[] {
  if (!given.TELEGRAM_BOT_TOKEN || given.TELEGRAM_MODE !== 'webhook') return [];
  const secret = given.TELEGRAM_WEBHOOK_SECRET ? [] : [lineFor('TELEGRAM_WEBHOOK_SECRET', 'a value, because TELEGRAM_MODE is webhook')];
  const reachable = given.TELEGRAM_API_ROOT !== undefined || given.PUBLIC_URL?.startsWith('https://');
  return reachable ? secret : [...secret, lineFor('PUBLIC_URL', 'an address with https, because TELEGRAM_MODE is webhook')];
}

function toConfig(env: Environment): Config {
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL).origin,
    dataDir: resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL ?? null,
    logLevel: env.LOG_LEVEL ?? null,
    secretKey: env.SECRET_KEY ?? null,
    city: cityOf(env),
    telegram: telegramOf(env),
    channels: { telegram: telegramState(env), zalo: channelOf(env.ZALO_OA_ID, 'ZALO_OA_ID') },
  };
}

function cityOf({
  CITY_ORG_NAME: name,
  CITY_ORG_CONTACT: contact,
  CITY_ORG_DATA_PROTECTION: dataProtection,
}: Environment): CityOrganisation | null {
  return name && contact && dataProtection ? { name, contact, dataProtection, sample: false } : null;
}

function telegramOf({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_MODE: mode, ...env }: Environment): TelegramConfig | null {
  if (!token) return null;
  return {
    token,
    botId: token.slice(0, token.indexOf(':')),
    mode,
    secret: (mode === 'webhook' && env.TELEGRAM_WEBHOOK_SECRET) || null,
    apiRoot: (env.TELEGRAM_API_ROOT ?? 'https://api.telegram.org').replace(/\/+$/, ''),
    messagesPerSecond: env.TELEGRAM_MESSAGES_PER_SECOND,
  };
}

function telegramState({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_MODE: mode }: Environment): ChannelConfig {
  return token ? { on: true, why: `TELEGRAM_BOT_TOKEN is set (${mode})` } : { on: false, why: 'TELEGRAM_BOT_TOKEN is not set' };
}

function channelOf(key: string | undefined, name: string): ChannelConfig {
  return { on: false, why: key ? `${name} is set, but this release talks on the web only` : `${name} is not set` };
}
