/** The data folder: one service at a time, and none that could not store anything. */
import { execFileSync, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDataFolder, openDataFolder, tryLockDataFolder } from '../../src/data-folder.ts';
import { eventually, follow, temporaryFolder } from '../support/service.ts';

const ROOM = fileURLToPath(new URL('../../src/data-folder.ts', import.meta.url));
const linux = process.platform === 'linux';

let folder: { path: string; remove(): Promise<void> };
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

test('looking whether it can be written leaves nothing behind', async () => {
  const path = join(folder.path, 'new');
  expect(await openDataFolder(path)).toBe(path);
  expect(await readdir(path)).toEqual([]);
});

test('a folder is made with those above it', async () => {
  const path = join(folder.path, 'some', 'where', 'new');
  expect(await openDataFolder(path)).toBe(path);
});

test.runIf(linux)('a folder where none can be made is named at once', async () => {
  await expect(openDataFolder('/proc/nhahoc')).rejects.toThrow('/proc/nhahoc is not a folder and cannot be made one');
});

test.runIf(linux)('a folder that nobody can write is named', async () => {
  await expect(openDataFolder('/proc/self')).rejects.toThrow(/^\/proc\/\S+ /);
});

test.runIf(canMount())('a folder on a read-only disk is named, though its secret is there', async () => {
  const script = `mount -t tmpfs tmpfs "$1" && echo secret > "$1/secret.key" && mount -o remount,ro "$1" && "$2" -e '
    const { openDataFolder } = await import(process.argv[1]);
    await openDataFolder(process.argv[2]).then(() => console.log("taken"), (error) => console.log(error.message));' "$3" "$1"`;
  const args = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', folder.path, process.execPath, ROOM];
  const { ended, output } = follow(spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  await ended;
  expect(output()).toContain(`${folder.path} is on a read-only disk`);
});

describe('its lock', () => {
  test('is for one at a time', async () => {
    const first = await lockDataFolder(folder.path);
    await expect(lockDataFolder(folder.path)).rejects.toThrow(`Nhà Học is already running on the data folder ${folder.path}.`);
    await first.close();
    await (await lockDataFolder(folder.path)).close();
  });

  test('is gone with a process that was killed', async () => {
    const script = `const { lockDataFolder } = await import(process.argv[1]);
      await lockDataFolder(process.argv[2]); console.log('locked'); setInterval(() => {}, 1000);`;
    const other = follow(spawn(process.execPath, ['-e', script, ROOM, folder.path], { stdio: ['ignore', 'pipe', 'pipe'] }));
    await other.printed(/(locked)/);
    expect(tryLockDataFolder(folder.path)).toBeNull();
    await other.end('SIGKILL');
    const lock = await eventually(() => lockDataFolder(folder.path));
    await lock.close();
  });
});

/** Whether this machine lets us mount a small disk of our own. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
