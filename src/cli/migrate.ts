/** `nhahoc migrate`: applies migrations to a server of one's own; `migrate new <name>` writes the next one from schema.prisma. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { CannotStart } from '../cannot-start.ts';
import { checkShape } from '../db/check-shape.ts';
import { connect } from '../db/client.ts';
import { startEmbedded } from '../db/embedded.ts';
import { migrate, migrationsFolder, missingMigration } from '../db/migrate.ts';
import { reach } from '../db/reach.ts';
import type { Shell } from './shell.ts';

const log = pino({ level: 'silent' });

export async function run([verb, name]: string[], shell: Shell): Promise<number> {
  if (verb === 'new') return writeNext(name, shell);
  const { databaseUrl } = shell.config();
  if (databaseUrl === null) throw new CannotStart('Set DATABASE_URL. The embedded database is migrated by every start.');
  await reach(databaseUrl);
  const applied = await migrate(databaseUrl, log);
  const prisma = connect(databaseUrl, 1);
  await checkShape(prisma).finally(() => prisma.$disconnect());
  shell.print(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to do');
  return 0;
}

async function writeNext(name: string | undefined, { print }: Shell): Promise<number> {
  if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) throw new CannotStart('Name it in small letters: nhahoc migrate new add_decisions');
  const sql = await onScratchServer(missingMigration);
  if (sql === '') {
    print('schema.prisma and the migrations agree; nothing was written');
    return 0;
  }
  const count = (await readdir(migrationsFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).length;
  const folder = join(migrationsFolder, `${String(count + 1).padStart(4, '0')}_${name}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), sql);
  print(`written: ${folder}\nRead it: data that must survive is your concern, not the generator's.`);
  return 0;
}

/** The comparison needs a server, whatever is on it. */
async function onScratchServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-migrate-'));
  try {
    const server = await startEmbedded(folder, log, { disposable: true });
    return await work(server.url).finally(() => server.stop());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
