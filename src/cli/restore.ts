/** `nhahoc restore <file>`: a new installation out of a backup, in DATA_DIR (and DATABASE_URL). */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type Restored, restore } from '../backup/restore.ts';
import type { Config } from '../config.ts';
import { lockDataFolder, openDataFolder } from '../data-folder.ts';
import { startEmbedded } from '../db/embedded.ts';
import { reach } from '../db/reach.ts';
import { JOURNAL_FILE } from '../privacy/erasure-journal.ts';
import { systemClock, systemIds } from '../system.ts';
import type { Shell } from './shell.ts';

const USAGE = `nhahoc restore <file> [--erasures <journal>]
  into DATA_DIR, which is to be new, and DATABASE_URL (if set), an empty database
  --erasures   the ${JOURNAL_FILE} of the lost installation: who erased themselves since the backup is erased again
`;
const log = pino({ level: 'silent' });

export async function run(args: string[], shell: Shell): Promise<number> {
  const asked = parse(args);
  if (!asked) {
    shell.complain(USAGE);
    return 2;
  }
  const config = shell.config();
  const folder = await openDataFolder(config.dataDir);
  const lock = await lockDataFolder(folder);
  try {
    const told = asked.journals.length > 0 || existsSync(join(folder, JOURNAL_FILE));
    const openDatabase = () => open(config, folder);
    const { secretKey } = config;
    const restored = await restore({ ...asked, folder, openDatabase, secretKey, clock: systemClock, ids: systemIds, log });
    report(restored, { folder, told, print: shell.print });
    return 0;
  } finally {
    await lock.close();
  }
}

function parse(args: string[]): { path: string; journals: string[] } | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { erasures: { type: 'string', multiple: true, default: [] } },
    });
    const [path] = positionals;
    return path && positionals.length === 1 ? { path: resolve(path), journals: values.erasures.map((file) => resolve(file)) } : null;
  } catch {
    return null;
  }
}

async function open({ databaseUrl }: Config, folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  if (databaseUrl === null) return startEmbedded(folder, log);
  await reach(databaseUrl);
  return { url: databaseUrl, stop: async () => {} };
}

interface Report extends Pick<Shell, 'print'> {
  folder: string;
  /** Somebody gave us a journal. */
  told: boolean;
}

function report({ manifest, migrated, uncertain, codes, erasures }: Restored, { folder, told, print }: Report): void {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  print(`restored into ${folder}: as of ${manifest.at}, ${rows} rows, ${manifest.files.count} files`);
  if (migrated.length > 0) print(`  brought to this release: ${migrated.join(', ')}`);
  if (uncertain > 0) print(`  messages that may have been sent since, and are not sent again: ${uncertain}`);
  if (codes > 0) print(`  codes that let somebody in once, and do no more: ${codes}`);
  print(`  erased again: ${erasures}`);
  if (!told)
    print(
      `No ${JOURNAL_FILE} newer than the backup was there: whoever erased themselves after ${manifest.at} is back. If you find the journal of the lost installation, restore anew with --erasures.`,
    );
  print('Start the service with the same settings: npm start');
}
