/** The made-up ward goes into a database of its own: among real families nobody could take it out again. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../../cannot-start.ts';
import type { Config } from '../../config.ts';
import type { PrismaClient } from '../../db/client.ts';
import { withDatabase } from '../with-database.ts';
import { ward } from './ward.ts';

/**
 * Looks before anything is migrated or written.
 *
 * @param yes the operator has said that DATABASE_URL is meant for the demonstration
 * @throws CannotStart where a database is somebody's, or may be
 */
export async function checkOwnDatabase(config: Config, { yes }: { yes: boolean }): Promise<void> {
  if (config.databaseUrl !== null && !yes)
    throw new CannotStart(
      'DATABASE_URL is set, and the demonstration would write made-up families there. ' +
        'Unset it, or say that it is meant: npm run demo -- --yes',
    );
  if (config.databaseUrl === null && !existsSync(join(config.dataDir, 'database'))) return;
  if (await withDatabase(config, isSomebodys))
    throw new CannotStart(
      `The database ${config.databaseUrl === null ? `in ${config.dataDir}` : 'of DATABASE_URL'} holds accounts that are not the demonstration's. ` +
        'Set DATA_DIR to a new folder.',
    );
}

/** Holds accounts, and not the ward that the demonstration begins with. */
async function isSomebodys(prisma: PrismaClient): Promise<boolean> {
  const [tables] = await prisma.$queryRaw<{ there: boolean }[]>`SELECT to_regclass('"Account"') IS NOT NULL AS there`;
  if (!tables?.there) return false;
  const found = await prisma.$queryRaw<{ somebodys: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM "Account") AND NOT EXISTS (SELECT 1 FROM "Unit" WHERE code = ${ward.code}) AS somebodys`;
  return found[0]?.somebodys ?? false;
}
