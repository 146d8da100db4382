import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkOwnDatabase } from '../../src/cli/demo/own-database.ts';
import { ward } from '../../src/cli/demo/ward.ts';
import { readConfig } from '../../src/config.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/db.ts';
import { silentLog } from '../support/deps.ts';
import { nhahocProcess } from '../support/nhahoc.ts';
import { asAfterFirstStart } from '../support/prepared-folder.ts';
import { query, temporaryFolder } from '../support/service.ts';

let db: TestDatabase;
let folder: { path: string; remove(): Promise<void> };
beforeEach(async () => {
  db = await freshDatabase();
  folder = await temporaryFolder();
});
afterEach(async () => {
  await db.drop();
  await folder.remove();
});

const ACCOUNT = `INSERT INTO "Account" ("id", "channelAccountId", "externalId", "createdAt")
  SELECT '00000000-0000-7000-8000-000000000001', id, 'somebody', now() FROM "ChannelAccount" WHERE channel = 'web'`;
const WARD = `INSERT INTO "Unit" VALUES ('${ward.code}', '${ward.name}', 'ward', '79', '2025-07-01')`;

function check(env: Record<string, string>, yes: boolean): Promise<void> {
  return checkOwnDatabase(readConfig(env), { yes });
}

it('DATABASE_URL is not written to, unless that is said to be meant', async () => {
  const refused = await nhahocProcess(['demo'], { DATABASE_URL: db.url, DATA_DIR: folder.path, PORT: '0' });
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('DATABASE_URL is set') });
  await check({ DATABASE_URL: db.url }, true);
});

it('a database with accounts of others is refused, whatever was said', async () => {
  await query(db.url, ACCOUNT);
  await expect(check({ DATABASE_URL: db.url }, true)).rejects.toThrow("holds accounts that are not the demonstration's");
  await query(db.url, WARD);
  await check({ DATABASE_URL: db.url }, true);
});

it('a database without tables is free to take, and stays without them until then', async () => {
  const empty = await emptyDatabase();
  await check({ DATABASE_URL: empty.url }, true);
  expect(await query(empty.url, `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
  await empty.drop();
});

it('a data folder of a service is refused, a new one is not', async () => {
  const env = { DATA_DIR: folder.path };
  await check(env, false);
  await asAfterFirstStart(folder.path);
  const server = await startEmbedded(folder.path, silentLog, { disposable: true });
  await query(server.url, ACCOUNT);
  await server.stop();
  await expect(check(env, false)).rejects.toThrow(`The database in ${folder.path} holds accounts`);
});
