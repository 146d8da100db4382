/** `nhahoc backup <file>`: everything in one file, beside a running service or alone; `--check` reads one to its end. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkBackup } from '../backup/check-backup.ts';
import { makeBackup } from '../backup/make-backup.ts';
import type { Manifest } from '../backup/manifest.ts';
import { CannotStart } from '../cannot-start.ts';
import { assertWhole } from '../data-folder.ts';
import { folderBlobStore } from '../evidence/folder-blob-store.ts';
import type { Shell } from './shell.ts';
import { withDatabaseUrl } from './with-database.ts';

const USAGE = `nhahoc backup <file>           writes database and files into a new file
nhahoc backup --check <file>   reads a backup to its end and says what is in it
`;

export async function run(args: string[], shell: Shell): Promise<number> {
  const [first, second] = args;
  if (first === '--check' && second && args.length === 2) return check(resolve(second), shell);
  if (first && !first.startsWith('-') && args.length === 1) return make(resolve(first), shell);
  shell.complain(USAGE);
  return 2;
}

async function make(path: string, shell: Shell): Promise<number> {
  const { print } = shell;
  const config = shell.config();
  assertWhole(config.dataDir);
  const manifest = await interruptible((signal) =>
    withDatabaseUrl(config, (databaseUrl) => {
      const blobs = folderBlobStore(join(config.dataDir, 'files'));
      return makeBackup({ path, databaseUrl, folder: config.dataDir, blobs, secretKey: config.secretKey, signal });
    }),
  );
  print(`written: ${path} (${size((await stat(path)).size)})`);
  describe(manifest, shell);
  print('It holds all that families entrusted to you. Keep it like the data itself: locked away, and on another machine.');
  return complainOfLost(manifest, shell);
}

async function check(path: string, shell: Shell): Promise<number> {
  const manifest = await checkBackup(path);
  shell.print(`whole: ${path}`);
  describe(manifest, shell);
  return complainOfLost(manifest, shell);
}

function describe({ at, release, migrations, tables, files, secret }: Manifest, { print }: Shell): void {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  print(`  as of ${at}, release ${release}, ${migrations.at(-1)?.name}`);
  print(`  ${tables.length} tables with ${rows} rows; ${files.count} files (${size(files.bytes)})`);
  print(secret.kept ? `  and the key of the installation` : '  without the key of the installation: keep SECRET_KEY elsewhere');
}

/** What a nightly run must not pass over in silence. */
function complainOfLost({ files }: Manifest, { complain }: Shell): number {
  if (files.lost.length === 0) return 0;
  complain(`${files.lost.length} files are lost: the database names them, but the folder of files has none of them:\n`);
  for (const key of files.lost.slice(0, 20)) complain(`  ${key}\n`);
  return 1;
}

/** Ends by itself when it is told to stop, so that no half backup stays behind. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = () => abort.abort(new CannotStart('The backup was stopped; nothing was written.'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  try {
    return await work(abort.signal);
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
  }
}

function size(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
