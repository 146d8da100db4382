/** The composition root: reads the configuration, builds every room, starts and stops them. The only place that knows them all. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvFile } from 'node:process';
import type { Logger } from 'pino';
import { CannotStart } from './cannot-start.ts';
import { type Config, readConfig } from './config.ts';
import { createConversation } from './conversation/conversation.ts';
import { loadDialogs } from './conversation/load-dialogs.ts';
import { keepSecret, openDataFolder } from './data-folder.ts';
import { connect } from './db/client.ts';
import { startEmbedded } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import type { Deps } from './deps.ts';
import { folderBlobStore } from './evidence/folder-blob-store.ts';
import { createApp } from './http/app.ts';
import { takePort } from './listen.ts';
import { createLocale } from './locale/locale.ts';
import { createLogger } from './log.ts';
import { flowsFolder, prepare } from './prepare.ts';
import { systemClock, systemIds } from './system.ts';

/** Turns take this many connections besides those of pages. */
const POOL_SIZE = 16;
/** A stop that hangs must not outlast what supervisors allow (usually ten seconds). */
const STOP_PATIENCE_MS = 8_000;

interface Service {
  /** Settles when the service cannot go on. */
  lost: Promise<CannotStart>;
  stop(): Promise<void>;
}

await run();

/** Starts, and stays until somebody stops it or it cannot go on. */
async function run(): Promise<void> {
  try {
    if (existsSync('.env')) loadEnvFile('.env');
    const config = readConfig(process.env);
    const log = createLogger({ level: config.logLevel ?? (process.stdout.isTTY ? 'warn' : 'info'), stream: process.stderr });
    const service = await start(config, log);
    process.once('SIGINT', () => end(service, log, 0));
    process.once('SIGTERM', () => end(service, log, 0));
    void service.lost.then((why) => {
      complain(why);
      return end(service, log, 1);
    });
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}

async function start(config: Config, log: Logger): Promise<Service> {
  const rooms: { close(): Promise<unknown> }[] = [];
  const closeAll = async () => {
    for (const room of rooms.splice(0).reverse())
      await room.close().catch((error) => log.warn({ err: error }, 'a part did not stop cleanly'));
  };
  try {
    say('Nhà Học is starting …');
    const door = await takePort(config.host, config.port);
    rooms.push(door);
    const folder = await openDataFolder(config.dataDir);
    const secret = config.secretKey ?? (await keepSecret(folder, 'secret.key'));

    const database = await openDatabase(config, folder, log);
    rooms.push({ close: database.stop });
    const prisma = connect(database.url, POOL_SIZE);
    rooms.push({ close: () => prisma.$disconnect() });

    const deps: Deps = { db: prisma, clock: systemClock, ids: systemIds, log };
    const migrations = await migrate(database.url, log);
    if (migrations.length > 0) say(`  database: ${migrations.length} migrations applied`);
    const { webChannelId } = await prisma.$transaction((db) => prepare({ ...deps, db }, { city: config.city }), { timeout: 60_000 });
    say('  wards, rubrics and season: ready');

    const locale = createLocale({ onMissing: (key, lang) => log.error({ key, lang }, 'a sentence is missing') });
    const publicUrl = config.publicUrl ?? `http://localhost:${door.port}`;
    const blobs = folderBlobStore(join(folder, 'files'));
    const world = await loadDialogs(deps, { folder: flowsFolder, locale });
    const services = { publicUrl, blobs, secret: Buffer.from(secret) };
    const conversation = createConversation({ ...deps, prisma, locale, world, services });
    await conversation.start();
    rooms.push({ close: conversation.stop });

    const stopping = new AbortController();
    door.open(createApp({ ...deps, prisma, publicUrl, locale, webChannelId, conversation, blobs, stopping: stopping.signal }));
    introduce(config, publicUrl);
    return {
      lost: database.lost,
      stop: async () => {
        stopping.abort();
        await door.close();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

interface Database {
  url: string;
  lost: Promise<CannotStart>;
  stop(): Promise<void>;
}

async function openDatabase(config: Config, folder: string, log: Logger): Promise<Database> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, lost: new Promise(() => {}), stop: async () => {} };
  say(existsSync(join(folder, 'database')) ? '  database: embedded PostgreSQL' : '  database: embedded PostgreSQL, made now');
  return startEmbedded(folder, log);
}

/** The last lines of a start: where to go, and what is on or off. */
function introduce(config: Config, publicUrl: string): void {
  if (config.city === null) say("  the city's Hội is a sample (CITY_ORG_NAME is not set)");
  say('');
  say(`Web chat: on, at ${publicUrl}/`);
  for (const [name, { on, why }] of Object.entries(config.channels))
    say(`${name === 'zalo' ? 'Zalo' : 'Telegram'}: ${on ? 'on' : 'off'}, because ${why}`);
}

/** Stops what runs, within bounds, and leaves. */
async function end(service: Service, log: Logger, code: number): Promise<void> {
  say('Nhà Học is stopping …');
  const patience = setTimeout(() => {
    log.error('stopping took too long; leaving all the same');
    process.exit(1);
  }, STOP_PATIENCE_MS);
  patience.unref();
  await service.stop();
  process.exit(code);
}

function complain(error: unknown): void {
  const text = error instanceof CannotStart ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Nhà Học cannot go on:\n${text}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
