/** The database of an installation, for commands: beside a running service, or alone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { CannotStart } from '../cannot-start.ts';
import type { Config } from '../config.ts';
import { openDataFolder, tryLockDataFolder } from '../data-folder.ts';
import { connect, type PrismaClient } from '../db/client.ts';
import { findEmbedded, startEmbedded } from '../db/embedded.ts';
import { reach } from '../db/reach.ts';

/** Prisma: a table, a column is not there. */
const OTHER_SHAPE = new Set(['P2021', 'P2022']);

/**
 * Lends `work` the database of DATABASE_URL, or the embedded one: that of the running service, else started for the moment.
 *
 * @throws CannotStart when there is none yet, or it cannot be reached
 */
export async function withDatabase<T>(config: Config, work: (prisma: PrismaClient, url: string) => Promise<T>): Promise<T> {
  return withDatabaseUrl(config, (url) => use(url, work));
}

/** The same, for what speaks to the database by itself. The address holds the password: never print it. */
export async function withDatabaseUrl<T>({ databaseUrl, dataDir }: Config, work: (url: string) => Promise<T>): Promise<T> {
  if (databaseUrl !== null) {
    await reach(databaseUrl);
    return work(databaseUrl);
  }
  if (!existsSync(join(dataDir, 'database')))
    throw new CannotStart(`There is no database in ${dataDir} yet. Start the service once (npm start), or correct DATA_DIR.`);
  return useEmbedded(await openDataFolder(dataDir), work);
}

async function useEmbedded<T>(folder: string, work: (url: string) => Promise<T>): Promise<T> {
  const lock = tryLockDataFolder(folder);
  if (!lock) {
    const url = await findEmbedded(folder);
    if (url === null) throw new CannotStart(`The service on ${folder} is just starting or stopping. Try again in a moment.`);
    return work(url);
  }
  try {
    const server = await startEmbedded(folder, pino({ level: 'silent' }));
    return await work(server.url).finally(() => server.stop());
  } finally {
    await lock.close();
  }
}

async function use<T>(url: string, work: (prisma: PrismaClient, url: string) => Promise<T>): Promise<T> {
  const prisma = connect(url, 1);
  try {
    return await work(prisma, url);
  } catch (error) {
    if (!OTHER_SHAPE.has((error as { code?: string }).code ?? '')) throw error;
    throw new CannotStart('The database is not in the shape of this release. Start the service once, which brings it there.', {
      cause: error,
    });
  } finally {
    await prisma.$disconnect();
  }
}
