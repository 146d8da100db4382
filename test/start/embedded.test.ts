/** The embedded PostgreSQL on folders in every state that a crash, a full disk or another user may leave behind. */
import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FolderLock, lockDataFolder } from '../../src/data-folder.ts';
import { connect } from '../../src/db/client.ts';
import { type EmbeddedServer, startEmbedded } from '../../src/db/embedded.ts';
import { silentLog } from '../support/deps.ts';
import { asAfterFirstStart } from '../support/prepared-folder.ts';
import { embeddedServer, eventually, follow, query, temporaryFolder } from '../support/service.ts';

const PROCESS = fileURLToPath(new URL('../support/embedded-process.ts', import.meta.url));
const root = process.getuid?.() === 0;
const linux = process.platform === 'linux';

let folder: { path: string; remove(): Promise<void> };
let servers: EmbeddedServer[];
beforeEach(async () => {
  folder = await temporaryFolder();
  servers = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.map((server) => server.stop()));
  await folder.remove();
});

async function start(disposable = true): Promise<EmbeddedServer> {
  const server = await startEmbedded(folder.path, silentLog, { disposable });
  servers.push(server);
  return server;
}

test('what was written is there at the next start, and Vietnamese sorts as people expect', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE names (name text)');
  await query(first.url, `INSERT INTO names VALUES ('Đông'), ('Em'), ('Dũng'), ('Ân'), ('An')`);
  await first.stop();

  const second = await start();
  const names = await query<{ name: string }>(second.url, 'SELECT name FROM names ORDER BY name');
  expect(names.map(({ name }) => name)).toEqual(['An', 'Ân', 'Dũng', 'Đông', 'Em']);
});

describe('a killed server', () => {
  test('comes back at the same address, and a pool of connections with it', async () => {
    await asAfterFirstStart(folder.path);
    const server = await start(false);
    const prisma = connect(server.url);
    await prisma.$executeRaw`CREATE TABLE kept AS SELECT 1 AS one`;
    const { pid } = await embeddedServer(folder.path);
    process.kill(pid, 'SIGKILL');
    await eventually(async () => expect((await embeddedServer(folder.path)).pid).not.toBe(pid));

    const rows = await eventually(() => prisma.$queryRaw`SELECT one FROM kept`);
    expect(rows).toEqual([{ one: 1 }]);
    await prisma.$disconnect();
  });

  test('that keeps dying is given up, with a line that says so', async () => {
    await asAfterFirstStart(folder.path);
    const server = await start();
    let dead = 0;
    for (let death = 0; death < 4; death += 1) {
      const { pid } = await eventually(async () => {
        const running = await embeddedServer(folder.path);
        // The next one answers at the same address, a moment before it stands in the file.
        expect(running.pid).not.toBe(dead);
        await query(running.url, 'SELECT 1');
        return running;
      });
      dead = pid;
      process.kill(pid, 'SIGKILL');
      await eventually(async () => expect(() => process.kill(pid, 0)).toThrow());
    }
    expect((await server.lost).message).toMatch(/^PostgreSQL does not run: something keeps ending it/);
  });
});

describe('a server that somebody left behind', () => {
  test('by a killed service is stopped and its data taken over', async () => {
    await asAfterFirstStart(folder.path);
    const service = await startProcess(await pathWithout('setpriv'));
    const url = await service.printed(/ready at (\S+)/);
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const { pid } = await embeddedServer(folder.path);
    await service.end('SIGKILL');
    expect(() => process.kill(pid, 0), 'the orphan lives').not.toThrow();

    const server = await start();
    expect(await query(server.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await eventually(async () => expect(() => process.kill(pid, 0)).toThrow());
  });

  test.runIf(linux)('does not even happen where the system can tell it that its service died', async () => {
    await asAfterFirstStart(folder.path);
    const service = await startProcess(process.env.PATH ?? '');
    await service.printed(/ready at (\S+)/);
    const { pid } = await embeddedServer(folder.path);
    await service.end('SIGKILL');
    await eventually(async () => expect(() => process.kill(pid, 0)).toThrow());
  });

  test('while its service lives is left alone: the second is refused', async () => {
    await asAfterFirstStart(folder.path);
    const server = await start();
    await expect(startEmbedded(folder.path, silentLog)).rejects.toThrow(`Nhà Học is already running on the data folder ${folder.path}`);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('two first starts at once: one gets the folder, the other a clear line', async () => {
    // Held until the end: a lock that nobody holds any more is let go with the garbage.
    const locks: FolderLock[] = [];
    const startLocked = async () => {
      locks.push(await lockDataFolder(folder.path));
      return start();
    };
    const both = await Promise.allSettled([startLocked(), startLocked()]);
    expect(locks).toHaveLength(1);
    await locks[0]?.close();
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason.message).toMatch(/already running/);
    expect((await readdir(folder.path)).filter((name) => name.startsWith('database.new'))).toEqual([]);
  });

  test('in the middle of making its database: what was half made is gone', async () => {
    const draft = join(folder.path, 'database.new-Ab1234');
    await mkdir(join(draft, 'database'), { recursive: true });
    await writeFile(join(draft, 'password'), 'hush');
    await start();
    expect((await readdir(folder.path)).filter((name) => name.startsWith('database.new'))).toEqual([]);
  });
});

test('a stale pid file that names somebody else is no obstacle, and they are not touched', async () => {
  await asAfterFirstStart(folder.path);
  const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
  const lines = [bystander.pid, join(folder.path, 'database'), 0, 5432, '', '127.0.0.1', ' 1 1', 'ready'];
  await writeFile(join(folder.path, 'database', 'postmaster.pid'), `${lines.join('\n')}\n`);

  await start();
  expect(bystander.exitCode).toBeNull();
  expect(bystander.signalCode).toBeNull();
  bystander.kill();
});

describe('a folder that cannot be used', () => {
  test.runIf(linux)('is named', async () => {
    // Nobody can make a folder there, not even root.
    await expect(startEmbedded('/sys/nhahoc', silentLog)).rejects.toThrow(/^\/sys\/nhahoc cannot be written by this user/);
  });

  test.runIf(canMount())('on a read-only disk is named', async () => {
    const { output, left } = await startOnMount('ro');
    expect(output).toMatch(/is on a read-only disk/);
    expect(left).toEqual([]);
  });

  test.runIf(canMount())('on a full disk is named, and nothing half made is left', async () => {
    const { output, left } = await startOnMount('size=8m');
    expect(output).toMatch(/The disk that holds .* is full/);
    expect(left).toEqual(['database.password']);
  });

  test('with a database of another release of PostgreSQL is named', async () => {
    await mkdir(join(folder.path, 'database'));
    await writeFile(join(folder.path, 'database', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 17; this release has 18/);
  });

  test('whose password was lost is named', async () => {
    await asAfterFirstStart(folder.path);
    await writeFile(join(folder.path, 'database.password'), 'another\n');
    await expect(start()).rejects.toThrow(/does not open the database beside it/);
  });
});

describe.runIf(root)('as root, where users cannot be mapped', () => {
  beforeEach(async () => {
    vi.stubEnv('PATH', await pathWithout('setpriv', 'unshare'));
  });

  test('the server runs as an ordinary user', async () => {
    await chmod(folder.path, 0o755);
    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const { pid } = await embeddedServer(folder.path);
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m);
  });

  test('a folder that this user cannot enter is named, with what to do', async () => {
    await chmod(folder.path, 0o700);
    await expect(start()).rejects.toThrow(/cannot enter .* Start as an ordinary user, move both to a folder that others may enter/);
  });
});

async function startProcess(path: string, prefix: string[] = []) {
  const [file = '', ...args] = [...prefix, process.execPath, PROCESS, folder.path];
  return follow(spawn(file, args, { env: { PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** A search path with the helpers that the embedded server uses, but for some. */
async function pathWithout(...missing: string[]): Promise<string> {
  const path = join(folder.path, 'bin');
  await mkdir(path);
  for (const name of ['setpriv', 'unshare', 'ps'].filter((one) => !missing.includes(one))) {
    const found = which(name);
    if (found) await symlink(found, join(path, name));
  }
  return path;
}

function which(name: string): string | null {
  try {
    return execFileSync('which', [name], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** Whether this machine lets us mount a small disk of our own. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts a server on a small disk of memory that only its process sees; says what it printed and left there. */
async function startOnMount(options: string): Promise<{ output: string; left: string[] }> {
  const script = `mount -t tmpfs -o ${options} tmpfs "$1" && { "$2" "$3" "$1"; echo "left:" $(ls "$1"); }`;
  const args = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', folder.path, process.execPath, PROCESS];
  const small = follow(spawn('unshare', args, { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] }));
  await small.ended;
  const left = /left:(.*)/.exec(small.output())?.[1]?.trim() ?? 'nothing was printed';
  return { output: small.output(), left: left === '' ? [] : left.split(' ') };
}
