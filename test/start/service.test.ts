/** Starting, as an operator sees it: real processes, real folders, the lines they print. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyDatabase, freshDatabase } from '../support/db.ts';
import { asAfterFirstStart } from '../support/prepared-folder.ts';
import {
  embeddedServer,
  eventually,
  launch,
  query,
  type Running,
  startAndFail,
  startService,
  temporaryFolder,
} from '../support/service.ts';

let folder: { path: string; remove(): Promise<void> };
let running: Running[];
beforeEach(async () => {
  folder = await temporaryFolder();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((service) => service.end('SIGTERM')));
  await folder.remove();
});

async function start(env: Record<string, string> = {}): Promise<Running> {
  const service = await startService(folder.path, env);
  running.push(service);
  return service;
}

describe('a first start on an empty folder', () => {
  test('ends with the address of the web chat and what is on or off, and why; a later one takes up what was stored', async () => {
    const first = await start();
    expect(first.output()).toContain(`Web chat: on, at ${first.url}/`);
    expect(first.output()).toContain('Telegram: off, because TELEGRAM_BOT_TOKEN is not set');
    expect(first.output()).toContain('Zalo: off, because ZALO_OA_ID is not set');
    expect((await fetch(`${first.url}/`)).status).toBe(200);
    const { url } = await embeddedServer(folder.path);
    const stored = await query(
      url,
      `SELECT (SELECT count(*)::int FROM "Unit") AS units, (SELECT array_agg(id ORDER BY id) FROM "Organisation") AS organisations`,
    );
    expect(stored).toMatchObject([{ units: 36 }]);

    const invitation = /Nobody holds the city's duty yet. Open this once to take it: (\S+\/k\/[1-9A-Z]{8})\n/;
    const link = invitation.exec(first.output())?.[1];
    expect(link?.startsWith(`${first.url}/k/`)).toBe(true);

    expect(await first.end('SIGTERM')).toBe(0);
    const second = await start();
    expect(new URL(invitation.exec(second.output())?.[1] ?? '').pathname, 'the same invitation').toBe(new URL(link ?? '').pathname);
    const again = await embeddedServer(folder.path);
    expect(
      await query(
        again.url,
        `SELECT (SELECT count(*)::int FROM "Unit") AS units, (SELECT array_agg(id ORDER BY id) FROM "Organisation") AS organisations`,
      ),
    ).toEqual(stored);
  });

  test('keeps its secrets to itself, however talkative it is', async () => {
    const service = await start({ LOG_LEVEL: 'debug' });
    for (const name of ['secret.key', 'database.password']) expect((await stat(join(folder.path, name))).mode & 0o077, name).toBe(0);
    const { url } = await embeddedServer(folder.path);
    expect(service.output()).not.toContain(new URL(url).password);
    expect(service.output()).not.toContain((await readFile(join(folder.path, 'secret.key'), 'utf8')).trim());
  });
});

test('told to stop in the middle of a first start, it leaves nothing half made', async () => {
  const service = launch(folder.path);
  await eventually(async () => expect((await readdir(folder.path)).filter((name) => name.startsWith('database.new-'))).toHaveLength(1));
  expect(await service.end('SIGTERM')).toBe(0);
  expect(service.output()).not.toContain('cannot go on');
  expect((await readdir(folder.path)).filter((name) => name.startsWith('database.new-'))).toEqual([]);
  expect((await fetch(`${(await start()).url}/readyz`)).status).toBe(200);
});

describe('after a violent end', () => {
  test('in the middle of a first start, the next one removes what was half made', async () => {
    const first = launch(folder.path);
    const drafts = async () => (await readdir(folder.path)).filter((name) => name.startsWith('database.new-'));
    await eventually(async () => expect(await drafts()).toHaveLength(1));
    await first.end('SIGKILL');
    const left = await drafts();
    expect(left).toHaveLength(1);
    await start();
    expect(await drafts()).toEqual([]);
  });

  test('of the service, the next start takes up what was committed', async () => {
    await asAfterFirstStart(folder.path);
    const first = await start();
    await fetch(`${first.url}/chat/session`, {
      method: 'POST',
      headers: { 'x-nhahoc': '1', 'content-type': 'application/json' },
      body: '{}',
    });
    await first.end('SIGKILL');
    await start();
    const { url } = await embeddedServer(folder.path);
    expect(await query(url, `SELECT count(*)::int AS accounts FROM "Account"`)).toEqual([{ accounts: 1 }]);
  });

  test('of both the service and its PostgreSQL, too', async () => {
    await asAfterFirstStart(folder.path);
    const first = await start();
    const { pid } = await embeddedServer(folder.path);
    process.kill(first.pid, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    await first.ended;
    const second = await start();
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  });

  test('of its PostgreSQL, the service brings it back and goes on', async () => {
    await asAfterFirstStart(folder.path);
    const service = await start();
    const { pid } = await embeddedServer(folder.path);
    process.kill(pid, 'SIGKILL');
    await eventually(async () => expect((await embeddedServer(folder.path)).pid).not.toBe(pid));
    await eventually(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(200));
  });
});

describe('a start that cannot be', () => {
  test('on a folder in use is refused, and the first goes on', async () => {
    await asAfterFirstStart(folder.path);
    const first = await start();
    const second = await startAndFail(folder.path);
    expect(second.code).toBe(1);
    expect(second.output).toContain(`Nhà Học is already running on the data folder ${folder.path}.`);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  test('on a port in use is refused before anything is made', async () => {
    await asAfterFirstStart(folder.path);
    const first = await start();
    const other = join(folder.path, 'other');
    const port = new URL(first.url).port;
    const second = await startAndFail(other, { PORT: port });
    expect(second).toMatchObject({ code: 1, output: expect.stringContaining(`Port ${port} is in use`) });
    await expect(readdir(other)).rejects.toThrow('ENOENT');
  });

  test('with a folder that is a file says so', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    expect(await startAndFail(file)).toMatchObject({ code: 1, output: expect.stringContaining(`${file} is not a folder`) });
  });

  test('with bad variables names each of them', async () => {
    const { code, output } = await startAndFail(folder.path, { PORT: 'x', LOG_LEVEL: 'loud', PUBLIC_URL: 'here' });
    expect(code).toBe(1);
    expect(output.match(/^[A-Z_]+: expected/gm)).toEqual(['PORT: expected', 'PUBLIC_URL: expected', 'LOG_LEVEL: expected']);
  });

  test('with a server that does not answer says which, without the password', async () => {
    const { code, output } = await startAndFail(folder.path, { DATABASE_URL: 'postgres://me:hush-hush@127.0.0.1:1/nhahoc' });
    expect(code).toBe(1);
    expect(output).toContain('DATABASE_URL: the server 127.0.0.1:1 does not answer (ECONNREFUSED)');
    expect(output).not.toContain('hush-hush');
  });
});

describe('with DATABASE_URL', () => {
  test('that server is used and nothing embedded; a newer database is refused', async () => {
    const db = await emptyDatabase();
    const first = await start({ DATABASE_URL: db.url });
    expect(await db.prisma.unit.count()).toBe(36);
    expect(await readdir(folder.path)).not.toContain('database');
    await first.end('SIGTERM');

    await db.prisma.$executeRaw`UPDATE _prisma_migrations SET migration_name = '9999_later' WHERE migration_name = '0003_append_only'`;
    const second = await startAndFail(folder.path, { DATABASE_URL: db.url });
    expect(second).toMatchObject({
      code: 1,
      output: expect.stringContaining('The database is newer than this release (it has 9999_later)'),
    });
    await db.drop();
  });

  test('the folder of files still belongs to one service', async () => {
    const db = await freshDatabase();
    const first = await start({ DATABASE_URL: db.url });
    const second = await startAndFail(folder.path, { DATABASE_URL: db.url });
    expect(second).toMatchObject({ code: 1, output: expect.stringContaining(`already running on the data folder ${folder.path}.`) });
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.end('SIGTERM');
    await db.drop();
  });
});
