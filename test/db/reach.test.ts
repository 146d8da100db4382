import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reach } from '../../src/db/reach.ts';
import { emptyDatabase, type TestDatabase } from '../support/db.ts';
import { query } from '../support/service.ts';

let db: TestDatabase;
beforeEach(async () => {
  db = await emptyDatabase();
});
afterEach(() => db.drop());

test('a server that is new enough, with a database in UTF-8, will do', async () => {
  await reach(db.url);
});

test('what cannot be reached is named without its password', async () => {
  const url = new URL(db.url);
  url.pathname = '/nowhere';
  await expect(reach(url.href)).rejects.toThrow('has no database "nowhere". Create it: CREATE DATABASE "nowhere";');
  url.password = 'hush-hush';
  const refused = await reach(url.href).catch((error: Error) => error.message);
  expect(refused).toContain('refuses the password');
  expect(refused).not.toContain('hush-hush');
});

describe('refused', () => {
  test('an older server, which says so itself', async () => {
    const name = new URL(db.url).pathname.slice(1);
    await query(db.url, 'CREATE SCHEMA old');
    await query(
      db.url,
      `CREATE FUNCTION old.current_setting(text) RETURNS text LANGUAGE sql AS
        $$ SELECT CASE $1 WHEN 'server_version_num' THEN '150013' ELSE pg_catalog.current_setting($1) END $$`,
    );
    await query(db.url, `ALTER DATABASE "${name}" SET search_path = old, pg_catalog, public`);
    await expect(reach(db.url)).rejects.toThrow('the server is PostgreSQL 15; this release needs 16 or newer');
  });

  test('a database in another encoding', async () => {
    const name = `${new URL(db.url).pathname.slice(1)}_ascii`;
    await query(
      db.url,
      `CREATE DATABASE "${name}" ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    const url = new URL(db.url);
    url.pathname = `/${name}`;
    await expect(reach(url.href)).rejects.toThrow(/is encoded in SQL_ASCII, which loses Vietnamese/);
    await query(db.url, `DROP DATABASE "${name}" WITH (FORCE)`);
  });
});
