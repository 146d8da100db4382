/** Whether this release can read a backup, and the shape that it was made in. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import { migrationsFolder } from '../db/migrate.ts';
import type { Manifest } from './manifest.ts';

/** @throws CannotStart when the backup has a migration that this release does not have */
export async function assertKnown({ migrations }: Pick<Manifest, 'migrations'>): Promise<void> {
  for (const { name, sha256 } of migrations) {
    const script = await readFile(join(migrationsFolder, name, 'migration.sql')).catch(() => null);
    if (!script || createHash('sha256').update(script).digest('hex') !== sha256)
      throw new CannotStart(`The backup is of another, newer release (it has the migration ${name}). Restore it with that release.`);
  }
}

/** Lends `work` a folder with the migrations of the backup and no later ones. */
export async function withMigrationsOf<T>({ migrations }: Pick<Manifest, 'migrations'>, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-restore-'));
  try {
    for (const name of ['migration_lock.toml', ...migrations.map((one) => one.name)])
      await cp(join(migrationsFolder, name), join(folder, name), { recursive: true });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
