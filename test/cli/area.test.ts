/** The operator's way to khu phố, as processes beside a service, beside nothing, and before the first start. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lockDataFolder } from '../../src/data-folder.ts';
import { findEmbedded, startEmbedded } from '../../src/db/embedded.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/db.ts';
import { silentLog } from '../support/deps.ts';
import { nhahoc, nhahocProcess } from '../support/nhahoc.ts';
import { asAfterFirstStart } from '../support/prepared-folder.ts';
import { temporaryFolder } from '../support/service.ts';

const unit = '25813';
let db: TestDatabase;
let folder: { path: string; remove(): Promise<void> };
beforeAll(async () => {
  db = await freshDatabase();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await db.drop();
  await folder.remove();
});

const env = () => ({ DATABASE_URL: db.url, PUBLIC_URL: 'https://nhahoc.example.vn/' });
const area = (...args: string[]) => nhahoc(['area', ...args], env());

describe('on a server of one’s own', () => {
  afterEach(() => db.prisma.area.deleteMany({ where: { kind: { not: 'unplaced' } } }));

  test('the wards are listed with the codes that the other commands want', async () => {
    expect(await nhahocProcess(['area', 'list'], env())).toMatchObject({
      code: 0,
      output: expect.stringContaining(`${unit}  Phường Bến Cát\n`),
    });
  });

  test('khu phố are added, listed, and refused a second time', async () => {
    expect(await area('list', unit)).toMatchObject({ code: 0, output: expect.stringContaining('has no khu phố yet') });
    expect(await area('add', unit, 'Khu phố 2', 'khu phố 1')).toEqual({ code: 0, output: 'Phường Bến Cát: added Khu phố 2, Khu phố 1\n' });
    expect(await area('list', unit)).toEqual({ code: 0, output: 'Khu phố 1  (households: 0)\nKhu phố 2  (households: 0)\n' });
    expect(await area('add', unit, 'Khu phố 01')).toMatchObject({ code: 1, output: expect.stringContaining('Nothing was added') });
  });

  test('a code is a link that leads to the khu phố, drawn in the terminal or into a file', async () => {
    await area('add', unit, 'Khu phố 1');
    const shown = await area('code', unit, 'kHU PHỐ 1');
    expect(shown).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Phường Bến Cát, Khu phố 1: https:\/\/nhahoc\.example\.vn\/k\/[1-9A-Z]{8}\n/),
    });
    expect(shown.output).toContain('▄');
    const codes = await db.prisma.code.findMany({ where: { kind: 'area' } });
    expect(codes).toHaveLength(1);

    for (const [name, beginning] of [
      ['a.svg', '<svg'],
      ['a.png', '\u0089PNG'],
    ] as const) {
      const file = join(folder.path, name);
      expect(await area('code', unit, 'Khu phố 1', file)).toMatchObject({ code: 0, output: expect.stringContaining(`written: ${file}`) });
      expect((await readFile(file, 'latin1')).startsWith(beginning), name).toBe(true);
    }
  });

  test('what cannot be is said in one line', async () => {
    expect(await area('add', '00000', 'Khu phố 1')).toEqual({
      code: 1,
      output: 'There is no ward with the code 00000. See the codes with: nhahoc area list\n',
    });
    expect(await area('add', unit, 'Tổ 1')).toMatchObject({ code: 1, output: expect.stringContaining('Tổ 1: begin each name with') });
    expect(await area('code', unit, 'Khu phố 9')).toMatchObject({ code: 1, output: expect.stringContaining('has no Khu phố 9') });
    expect(await area('code', unit, 'Khu phố 9', 'a.gif')).toMatchObject({ code: 1, output: expect.stringContaining('.svg or .png') });
    expect(await area('dance')).toMatchObject({ code: 2, output: expect.stringContaining('area add') });
  });

  test('a database that no start has prepared is named as such', async () => {
    const empty = await emptyDatabase();
    expect(await nhahoc(['area', 'list'], { DATABASE_URL: empty.url })).toMatchObject({
      code: 1,
      output: expect.stringContaining('Start the service once'),
    });
    await empty.drop();
  });
});

describe('on the embedded server', () => {
  const embedded = (...args: string[]) => nhahocProcess(['area', ...args], { DATA_DIR: folder.path });

  test('before the first start says so, and makes nothing', async () => {
    expect(await nhahoc(['area', 'list'], { DATA_DIR: join(folder.path, 'none') })).toMatchObject({
      code: 1,
      output: expect.stringContaining(`There is no database in ${join(folder.path, 'none')} yet`),
    });
  });

  test('it works beside a running service, and alone', async () => {
    await asAfterFirstStart(folder.path);
    const lock = await lockDataFolder(folder.path);
    const server = await startEmbedded(folder.path, silentLog, { disposable: true });

    expect(await embedded('add', unit, 'Khu phố 1')).toMatchObject({ code: 0 });
    await server.stop();
    expect(await embedded('list', unit)).toMatchObject({ code: 1, output: expect.stringContaining('just starting or stopping') });
    await lock.close();

    expect(await embedded('list', unit)).toEqual({ code: 0, output: 'Khu phố 1  (households: 0)\n' });
    expect(await findEmbedded(folder.path), 'nothing is left running').toBeNull();
    expect((await embedded('code', unit, 'Khu phố 1')).output).toContain('PUBLIC_URL is not set');
  });
});
