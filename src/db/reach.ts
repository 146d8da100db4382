/** Whether a server of the operator's own can be used at all, in words before anything else is tried on it. */
import pg from 'pg';
import { CannotStart } from '../cannot-start.ts';

const PATIENCE_MS = 10_000;

/** @throws CannotStart without the password that the address may hold */
export async function reach(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    const { hostname, port, pathname, username } = new URL(url);
    throw new CannotStart(explain(error, { server: `${hostname}:${port || 5432}`, database: pathname.slice(1), user: username }), {
      cause: error,
    });
  } finally {
    await client.end().catch(() => {});
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
