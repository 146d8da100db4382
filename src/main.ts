/** The composition root: reads the configuration, builds every room, starts and stops them. The only place that knows them all. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createPump } from './announcement/pump.ts';
import { CannotStart } from './cannot-start.ts';
import type { ChannelKind, Pace, Sender } from './channel/channel.ts';
import type { FetchFile } from './channel/fetch-file.ts';
import type { Telegram } from './channel/telegram/telegram.ts';
import type { Oa, Zalo } from './channel/zalo/zalo.ts';
import { type ChannelConfig, type Config, loadConfig, type TelegramConfig, type ZaloConfig } from './config.ts';
import { createConsole } from './console/console.ts';
import { createConversation } from './conversation/conversation.ts';
import { createFetcher } from './conversation/fetcher.ts';
import { loadDialogs } from './conversation/load-dialogs.ts';
import { createNotices } from './conversation/notices.ts';
import { ledgerFigures } from './conversation/outbox/figures.ts';
import { createOutbox, type Outbox } from './conversation/outbox/outbox.ts';
import { createTell } from './conversation/tell.ts';
import { assertWhole, keepSecret, lockDataFolder, openDataFolder } from './data-folder.ts';
import { ensureChannelAccount } from './db/channel-account.ts';
import { checkShape } from './db/check-shape.ts';
import { connect, type PrismaClient } from './db/client.ts';
import { startEmbedded } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import { connectRaw, type RawPool } from './db/raw.ts';
import { reach } from './db/reach.ts';
import type { Deps } from './deps.ts';
import { folderBlobStore } from './evidence/folder-blob-store.ts';
import { flowsFolder } from './flow-files.ts';
import { createApp } from './http/app.ts';
import { assetUrl } from './http/assets.ts';
import { answerStarting } from './http/starting.ts';
import { createJobs, serviceJobs } from './jobs/jobs.ts';
import { type Door, takePort } from './listen.ts';
import { createLocale, type Locale } from './locale/locale.ts';
import { createLogger } from './log.ts';
import { firstInvitation } from './officer/first-invitation.ts';
import { prepare } from './prepare.ts';
import { JOURNAL_FILE } from './privacy/erasure-journal.ts';
import { systemClock, systemIds } from './system.ts';

/** Connections to the database: of the client, for pages and turns taken alone; and of plain statements, for updates, lines, rounds of turns and the ledger. */
const POOL_SIZE = 12;
const RAW_POOL_SIZE = 8;
/** Further ones, mostly closed: they wait with Zalo when it gives new tokens, and nothing waits for them but the OA. */
const PATIENT_POOL_SIZE = 4;
/** A stop that hangs must not outlast what supervisors allow (usually ten seconds). */
const STOP_PATIENCE_MS = 8_000;

/** A machine that starts much at once is slow. */
const PATIENT = { maxWait: 60_000, timeout: 60_000 };

interface Service {
  /** Settles when the service cannot go on. */
  lost: Promise<CannotStart>;
  stop(): Promise<void>;
}

interface Room {
  close(): Promise<unknown>;
}

/** What a prepared service is handed before it takes visitors. */
export interface Prepared extends Deps {
  prisma: PrismaClient;
  locale: Locale;
  secret: Uint8Array;
  /** Where visitors come in. */
  publicUrl: string;
  webChannelId: string;
  stopping: AbortSignal;
}

export interface RunOptions {
  /** Taken for variables that the environment does not set. */
  defaults?: Record<string, string>;
  /** Puts something into the database before the first visitor. */
  fill?: (prepared: Prepared) => Promise<void>;
}

if (import.meta.main) await run();

/** Starts, and stays until somebody stops it or it cannot go on. */
export async function run({ defaults = {}, fill }: RunOptions = {}): Promise<void> {
  const stopping = new AbortController();
  try {
    const config = loadConfig(defaults);
    const log = createLogger({ level: config.logLevel ?? (process.stdout.isTTY ? 'warn' : 'info'), stream: process.stderr });
    const starting = start({ config, log, fill, stopping: stopping.signal });
    attend({ starting, stopping, log });
    await starting;
    // Node does so at its end, which a service may not live to see.
    flushCompileCache();
  } catch (error) {
    // Who is told to stop in the middle of a start breaks off, and there is nothing to complain about.
    if (stopping.signal.aborted) return;
    complain(error);
    process.exitCode = 1;
  }
}

interface Orders {
  config: Config;
  log: Logger;
  fill: RunOptions['fill'];
  /** Aborted in the middle of a start: it ends with the step that it is at. */
  stopping: AbortSignal;
}

/** Takes the port before it touches anything else, so that a second start fails at once. */
async function start({ config, log, fill, stopping }: Orders): Promise<Service> {
  say('Nhà Học is starting …');
  const locale = createLocale({
    onMissing: (key, lang, unsaid) =>
      log.error({ key, lang, unsaid }, unsaid ? 'a sentence is spoken without something it names' : 'a sentence is missing'),
  });
  const door = await takePort(config.host, config.port, answerStarting(locale));
  const rooms: Room[] = [];
  const stop = async () => {
    await door.close();
    await closeAll(rooms, log);
  };
  try {
    const { lost } = await build({ config, log, fill, locale, stopping }, door, rooms);
    return { lost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The last that was added first. */
async function closeAll(rooms: Room[], log: Logger): Promise<void> {
  for (const room of rooms.splice(0).reverse())
    await room.close().catch((error) => log.warn({ err: error }, 'a part did not stop cleanly'));
}

interface Plan extends Orders {
  locale: Locale;
}

/** Builds room after room; each is added to `rooms`, to be closed in reverse. */
async function build({ config, log, fill, locale, stopping }: Plan, door: Door, rooms: Room[]): Promise<Pick<Service, 'lost'>> {
  const folder = await openDataFolder(config.dataDir);
  rooms.push(await lockDataFolder(folder));
  assertWhole(folder);
  const files = await openDataFolder(join(folder, 'files'));
  const secret = config.secretKey ?? (await keepSecret(folder, 'secret.key'));

  const database = await openDatabase({ config, log, stopping }, folder);
  rooms.push({ close: database.stop });
  stopping.throwIfAborted();
  const prisma = connect(database.url, POOL_SIZE);
  rooms.push({ close: () => prisma.$disconnect() });
  const raw = connectRaw(database.url, RAW_POOL_SIZE);
  rooms.push(raw);
  // What this pool asks of a server is found out now, not at the first message.
  await raw.$queryRawUnsafe('SELECT 1');

  const deps: Deps = { db: prisma, clock: systemClock, ids: systemIds, log };
  const migrations = await migrate(database.url, log);
  if (migrations.length > 0) say(`  database: ${migrations.length} migrations applied`);
  await checkShape(prisma);
  const { webChannelId } = await prisma.$transaction((db) => prepare({ ...deps, db }, { city: config.city }), PATIENT);
  say('  wards, rubrics and season: ready');

  const publicUrl = config.publicUrl ?? `http://localhost:${door.port}`;
  const blobs = folderBlobStore(files);
  const world = await loadDialogs(deps, { folder: flowsFolder, locale });
  const services = { publicUrl, secret: Buffer.from(secret) };
  await fill?.({ ...deps, prisma, locale, secret: services.secret, publicUrl, webChannelId, stopping });
  stopping.throwIfAborted();

  const processId = randomUUID();
  const notices = createNotices({ url: database.url, log, processId });
  await notices.start();
  rooms.push({ close: notices.stop });
  const platforms = new Map<string, Platform>();
  const fetcher = createFetcher({
    ...deps,
    prisma,
    blobs,
    fetch: async (channelAccountId, ref, signal) => {
      const platform = platforms.get(channelAccountId);
      if (!platform) throw new Error(`Channel account ${channelAccountId} is off: its files cannot be fetched`);
      return platform.channel.fetchFile(ref, signal);
    },
    onReady: (chat) => conversation.wake(chat),
  });
  const conversation = createConversation({
    ...deps,
    prisma,
    raw,
    locale,
    world,
    services,
    notices,
    onCommitted: ({ channelAccountId }) => platforms.get(channelAccountId)?.outbox.wake(),
    onFiles: fetcher.wake,
  });
  const links = { publicUrl, databaseUrl: database.url, secret: services.secret };
  const ground: Ground = { ...deps, ...links, prisma, raw, locale, processId, notices, conversation };
  const telegram = config.telegram && (await openTelegram(ground, config.telegram, rooms, platforms));
  const zalo = config.zalo && (await openZalo(ground, config.zalo, rooms, platforms));
  rooms.push({ close: conversation.stop });
  await conversation.start();
  rooms.push({ close: fetcher.stop });
  fetcher.start();
  for (const platform of platforms.values()) await startPlatform(platform, rooms);
  if (zalo) growZalo(ground, zalo, rooms, platforms);

  const jobParts = { blobs, journal: join(folder, JOURNAL_FILE), locale, pictures: services };
  const jobs = createJobs({ jobs: serviceJobs({ ...deps, db: prisma }, jobParts), log });
  jobs.start();
  rooms.push({ close: jobs.stop });

  const paceOf = (channelAccountId: string) => platforms.get(channelAccountId)?.channel.pace.perSecond;
  const pump = createPump({ ...deps, prisma, raw, locale, publicUrl, tell: createTell({ locale }).officer, paceOf });
  pump.start();
  rooms.push({ close: pump.stop });

  // There may be more of them by then.
  const outboxes = () => [...platforms.values()].map(({ outbox }) => outbox);
  const parts = {
    ...deps,
    ...services,
    anyAddress: config.publicUrl === null,
    prisma,
    raw,
    locale,
    webChannelId,
    conversation,
    blobs,
    telegram: telegram ?? undefined,
    zalo: zalo ?? undefined,
    ledger: () => ledgerFigures(prisma, outboxes()),
    receipts: conversation.receipts,
    apps: {
      get telegramBot() {
        return telegram?.username();
      },
      zaloOa: config.zalo?.oaId,
    },
  };
  const invitation = await prisma.$transaction((db) => firstInvitation({ ...deps, db }, services), PATIENT);
  door.open((stopping) => createApp({ ...parts, console: createConsole({ ...parts, stopping }), stopping }));
  introduce(config, publicUrl, invitation);
  return { lost: database.lost };
}

/** A channel on somebody else's servers: what hears and speaks there, and what the ledger sends by it. */
interface Platform {
  channel: PlatformChannel;
  outbox: Outbox;
}

interface PlatformChannel {
  sender: Sender;
  pace: Pace;
  remedy?: (reason: string) => string;
  fetchFile: FetchFile;
  start(): void;
  /** What comes in ends. The sender still works until `close`. */
  stop(): Promise<void>;
  close(): void;
}

interface Ground extends Deps {
  prisma: PrismaClient;
  raw: RawPool;
  secret: Uint8Array;
  locale: Locale;
  publicUrl: string;
  databaseUrl: string;
  processId: string;
  notices: ReturnType<typeof createNotices>;
  conversation: ReturnType<typeof createConversation>;
}

/** Builds the channel and its sender; starts nothing. A channel that is off is not even loaded. */
async function openTelegram(ground: Ground, config: TelegramConfig, rooms: Room[], platforms: Map<string, Platform>): Promise<Telegram> {
  const channelAccountId = await ensureChannelAccount(ground, { channel: 'telegram', externalId: config.botId });
  const { createTelegram } = await import('./channel/telegram/telegram.ts');
  const channel = createTelegram({ ...ground, config, channelAccountId, mayPoll: () => outbox.holds() });
  const { outbox } = addPlatform(ground, { kind: 'telegram', channelAccountId, channel }, rooms, platforms);
  return channel;
}

/** As many channels as there are OAs. */
async function openZalo(ground: Ground, config: ZaloConfig, rooms: Room[], platforms: Map<string, Platform>): Promise<Zalo> {
  const { publicUrl, databaseUrl } = ground;
  const patient = connectRaw(databaseUrl, PATIENT_POOL_SIZE);
  rooms.push(patient);
  const { createZalo } = await import('./channel/zalo/zalo.ts');
  const zalo = await createZalo({
    ...ground,
    config,
    patient,
    speaksFor: (channelAccountId) => platforms.get(channelAccountId)?.outbox.holds() ?? false,
    cardPicture: publicUrl.startsWith('https:') ? `${publicUrl}${assetUrl('card.png')}` : null,
  });
  rooms.push({ close: async () => zalo.close() });
  for (const oa of zalo.oas()) addOa(ground, oa, rooms, platforms);
  return zalo;
}

function addOa(ground: Ground, channel: Oa, rooms: Room[], platforms: Map<string, Platform>): Platform {
  const { channelAccountId } = channel;
  return addPlatform(ground, { kind: 'zalo', channelAccountId, channel }, rooms, platforms);
}

/** OAs that are connected while the service runs have rooms of their own: at a stop none is added to those that are being closed. */
function growZalo(ground: Ground, zalo: Zalo, rooms: Room[], platforms: Map<string, Platform>): void {
  const late: Room[] = [];
  rooms.push({
    async close() {
      await zalo.stop();
      await closeAll(late, ground.log);
    },
  });
  zalo.grow((oa) => startPlatform(addOa(ground, oa, late, platforms), late));
}

interface NewPlatform {
  kind: ChannelKind;
  channelAccountId: string;
  channel: PlatformChannel;
}

/** Builds its sender; starts nothing. */
function addPlatform(ground: Ground, added: NewPlatform, rooms: Room[], platforms: Map<string, Platform>): Platform {
  const { kind, channelAccountId, channel } = added;
  const { sender, pace, remedy } = channel;
  const outbox = createOutbox({ ...ground, channelAccountId, channel: kind, sender, pace, ...(remedy && { remedy }) });
  rooms.push({ close: async () => channel.close() }, { close: outbox.stop });
  const platform = { channel, outbox };
  platforms.set(channelAccountId, platform);
  return platform;
}

async function startPlatform({ outbox, channel }: Platform, rooms: Room[]): Promise<void> {
  // What comes in stops first.
  rooms.push({ close: channel.stop });
  await outbox.start();
  channel.start();
}

interface Database {
  url: string;
  lost: Promise<CannotStart>;
  stop(): Promise<void>;
}

async function openDatabase({ config, log, stopping }: Pick<Plan, 'config' | 'log' | 'stopping'>, folder: string): Promise<Database> {
  if (config.databaseUrl !== null) {
    await reach(config.databaseUrl);
    return { url: config.databaseUrl, lost: new Promise(() => {}), stop: async () => {} };
  }
  say(existsSync(join(folder, 'database')) ? '  database: embedded PostgreSQL' : '  database: embedded PostgreSQL, made now');
  return startEmbedded(folder, log, { stopping });
}

/** The last lines of a start: what is on or off, and where to go. */
function introduce(config: Config, publicUrl: string, invitation: Awaited<ReturnType<typeof firstInvitation>>): void {
  if (config.city === null) say("  the city's Hội is a sample (CITY_ORG_NAME is not set)");
  if (invitation) say(`\nNobody holds the city's duty yet. Open this once to take it: ${publicUrl}/k/${invitation.code}`);
  const { telegram, zalo } = config.channels;
  const state = ({ on, why }: ChannelConfig) => `${on ? 'on' : 'off'}, because ${why}`;
  say(`\nTelegram: ${state(telegram)}\nZalo: ${state(zalo)}\nWeb chat: on, at ${publicUrl}/`);
}

interface Attended {
  starting: Promise<Service>;
  stopping: AbortController;
  log: Logger;
}

/** Ends the service when it is told to, when it cannot go on, and when something broke that nobody expected. */
function attend(attended: Attended): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end(attended, 0));
  process.once('uncaughtException', (error) => {
    attended.log.fatal({ err: error }, 'an error that nothing expected');
    return end(attended, 1);
  });
  const watch = async () => {
    complain(await (await attended.starting).lost);
    await end(attended, 1);
  };
  // A start that fails is reported where it is awaited.
  watch().catch(() => {});
}

async function end({ starting, stopping, log }: Attended, code: number): Promise<void> {
  say('Nhà Học is stopping …');
  const patience = setTimeout(() => {
    log.error('stopping took too long; leaving all the same');
    process.exit(1);
  }, STOP_PATIENCE_MS);
  patience.unref();
  stopping.abort();
  const service = await starting.catch(() => null);
  await service?.stop();
  process.exit(code);
}

function complain(error: unknown): void {
  const text = error instanceof CannotStart ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Nhà Học cannot go on:\n${text}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
