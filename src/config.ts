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
  /** null: off. */
  zalo: ZaloConfig | null;
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

export interface ZaloConfig {
  appId: string;
  appSecret: string;
  /** ChannelAccount.externalId of the first OA; others bring themselves (`nhahoc zalo connect`). */
  oaId: string;
  /** What deliveries of this OA are signed with: another key than the app's. */
  oaSecretKey: string;
  /** null: stored by `nhahoc zalo connect`, or by an earlier start. */
  accessToken: string | null;
  refreshToken: string | null;
  /** Without a slash at the end, as the next. */
  apiRoot: string;
  oauthRoot: string;
  /** Files are fetched from these, and from names below them; a port only where it is not that of https. */
  mediaHosts: string[];
  /** Approved ZBS templates, for when the time for plain messages is over. */
  templates: Partial<Record<TemplateClass, { id: string }>>;
  /** To all people of all OAs together; Infinity: no limit. */
  messagesPerMinute: number;
}

export type TemplateClass = (typeof TEMPLATE_CLASSES)[number];

/** Whether a channel is on, and if not, why: shown at every start. */
export interface ChannelConfig {
  on: boolean;
  why: string;
}

const text = z.string();
/** Whatever a platform hands out: it goes into headers and hashes as it is. */
const secret = text.regex(/^[\x21-\x7e]{4,4096}$/, 'letters, digits and signs without a space, as the console shows it');
const webAddress = z.url({ protocol: /^https?$/, error: 'an address such as https://nhahoc.example.vn' });
/** Links and the cookie's scope are built on it, so nothing may follow the host. */
const ownAddress = text.refine(isOrigin, 'an address such as https://nhahoc.example.vn, without a path or anything after it');
const PORT_EXPECTED = 'a number from 0 to 65535';
const digits = text.regex(/^\d+$/, 'digits only');

const TEMPLATE_CLASSES = ['fileNotice', 'reminder', 'announcement', 'duty'] as const;
const TEMPLATES = 'class=template id, separated by commas; the classes are fileNotice, reminder, announcement, duty';
const MEDIA_HOSTS = 'zadn.vn,zdn.vn,zaloapp.com';

const A_MINUTE = 'a whole number from 1 to 100000, or unlimited';
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
  ZALO_MEDIA_HOSTS: text
    .regex(/^[\w.-]+(:\d{1,5})?(\s*,\s*[\w.-]+(:\d{1,5})?)*$/, 'host names, separated by commas; each may have a port')
    .default(MEDIA_HOSTS)
    .transform((value) => listOf(value.toLowerCase())),
  ZALO_TEMPLATES: text.refine(areTemplates, TEMPLATES).transform(templatesOf).default({}),
  ZALO_MESSAGES_PER_MINUTE: text
    .regex(/^(unlimited|100000|[1-9]\d{0,4})$/, A_MINUTE)
    .default('4000')
    .transform((value) => (value === 'unlimited' ? Number.POSITIVE_INFINITY : Number(value))),
});

const CITY = ['CITY_ORG_NAME', 'CITY_ORG_CONTACT', 'CITY_ORG_DATA_PROTECTION'] as const;
const TOGETHER = "a value, because the city's Hội is named by CITY_ORG_NAME, CITY_ORG_CONTACT and CITY_ORG_DATA_PROTECTION together";

const ZALO = ['ZALO_APP_ID', 'ZALO_APP_SECRET', 'ZALO_OA_ID', 'ZALO_OA_SECRET_KEY'] as const;
const ZALO_TOGETHER = `a value, because Zalo is set up by ${ZALO.join(', ')} together`;

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
    ...missingZaloLines(given),
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

/** Half a set-up would look like one; Zalo itself delivers to https only. */
function missingZaloLines(given: Record<string, string>): string[] {
  const missing = ZALO.filter((name) => !given[name]);
  if (missing.length === ZALO.length) return [];
  const reachable = given.ZALO_API_ROOT !== undefined || given.PUBLIC_URL?.startsWith('https://');
  const address = reachable ? [] : [lineFor('PUBLIC_URL', 'an address with https, because Zalo delivers to nothing else')];
  return [...missing.map((name) => lineFor(name, ZALO_TOGETHER)), ...address];
}

function listOf(value: string): string[] {
  return value.split(',').map((item) => item.trim());
}

/** Each class once. */
function areTemplates(value: string): boolean {
  const classes = listOf(value).map((pair) => /^(\w+)=[\w-]+$/.exec(pair)?.[1]);
  return classes.every((name, at) => (TEMPLATE_CLASSES as readonly unknown[]).includes(name) && classes.indexOf(name) === at);
}

function templatesOf(value: string): ZaloConfig['templates'] {
  return Object.fromEntries(
    listOf(value).map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), { id: pair.slice(at + 1) }];
    }),
  );
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
    zalo: zaloOf(env),
    channels: { telegram: telegramState(env), zalo: zaloState(env) },
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

function zaloOf(env: Environment): ZaloConfig | null {
  const { ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret, ZALO_OA_ID: oaId, ZALO_OA_SECRET_KEY: oaSecretKey } = env;
  if (!appId || !appSecret || !oaId || !oaSecretKey) return null;
  return {
    appId,
    appSecret,
    oaId,
    oaSecretKey,
    accessToken: env.ZALO_ACCESS_TOKEN ?? null,
    refreshToken: env.ZALO_REFRESH_TOKEN ?? null,
    apiRoot: (env.ZALO_API_ROOT ?? 'https://openapi.zalo.me').replace(/\/+$/, ''),
    oauthRoot: (env.ZALO_OAUTH_ROOT ?? 'https://oauth.zaloapp.com').replace(/\/+$/, ''),
    mediaHosts: env.ZALO_MEDIA_HOSTS,
    templates: env.ZALO_TEMPLATES,
    messagesPerMinute: env.ZALO_MESSAGES_PER_MINUTE,
  };
}

function zaloState(env: Environment): ChannelConfig {
  const zalo = zaloOf(env);
  if (!zalo) return { on: false, why: 'ZALO_OA_ID is not set' };
  const classes = Object.keys(zalo.templates);
  const templates = classes.length > 0 ? `; templates for ${classes.join(', ')}` : '';
  return { on: true, why: `the keys of OA ${zalo.oaId} are set (${tokensIn(zalo)}${templates})` };
}

function tokensIn({ accessToken, refreshToken }: ZaloConfig): string {
  if (refreshToken) return 'tokens from the environment';
  return accessToken ? 'an access token from the environment, for 25 hours at most' : 'tokens from nhahoc zalo connect';
}
