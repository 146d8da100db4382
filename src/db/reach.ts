/** Whether a database of the operator's own can be used at all, in words before anything else is tried on it. */
import pg from 'pg';
import { CannotStart } from '../cannot-start.ts';

const PATIENCE_MS = 10_000;
const OLDEST_VERSION = 16;

/** @throws CannotStart without the password that the address may hold */
export async function reach(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => {});
  try {
    await client.connect().catch((error) => {
      const { hostname, port, pathname, username } = new URL(url);
      const line = explain(error, { server: `${hostname}:${port || 5432}`, database: pathname.slice(1), user: username });
      throw new CannotStart(line, { cause: error });
    });
    await checkFit(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** What works on an older server, or in another encoding, works by chance. */
async function checkFit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string; database: string }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding,
      current_database() AS database`,
  );
  for (const { version, encoding, database } of rows) {
    if (version < OLDEST_VERSION)
      throw new CannotStart(
        `DATABASE_URL: the server is PostgreSQL ${version}; this release needs ${OLDEST_VERSION} or newer. Upgrade it, or use another one.`,
      );
    if (encoding !== 'UTF8')
      throw new CannotStart(
        `DATABASE_URL: the database "${database}" is encoded in ${encoding}, which loses Vietnamese. ` +
          `Create another one: CREATE DATABASE "${database}_utf8" ENCODING 'UTF8' TEMPLATE template0;`,
      );
  }
}

function explain(error: unknown, { server, database, user }: { server: string; database: string; user: string }): string {
  const { code, message } = error as { code?: string; message?: string };
  const lines: Record<string, string> = {
    '28P01': `DATABASE_URL: the server ${server} refuses the password of "${user}".`,
    '28000': `DATABASE_URL: the server ${server} refuses "${user}". Check the user, and whether the server wants TLS (?sslmode=require).`,
    '3D000': `DATABASE_URL: the server ${server} has no database "${database}". Create it: CREATE DATABASE "${database}";`,
  };
  return lines[code ?? ''] ?? `DATABASE_URL: the server ${server} does not answer (${code ?? message}). Start it, or correct the address.`;
}
