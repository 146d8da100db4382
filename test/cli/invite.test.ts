/** The operator's invitations, beside a service. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeOffice } from '../../src/officer/take-office.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';
import { newAccount } from '../support/family.ts';
import { nhahoc, nhahocProcess } from '../support/nhahoc.ts';
import { telling } from '../support/officers.ts';
import { temporaryFolder } from '../support/service.ts';

const WARD = '25813';
const KEY = 'k'.repeat(43);
let db: TestDatabase;
let folder: { path: string; remove(): Promise<void> };
beforeAll(async () => {
  db = await freshDatabase();
  folder = await temporaryFolder();
  await db.prisma.area.create({ data: { id: crypto.randomUUID(), unitCode: WARD, name: 'Khu phố 1', kind: 'quarter' } });
});
afterAll(async () => {
  await db.drop();
  await folder.remove();
});

const env = () => ({ DATABASE_URL: db.url, DATA_DIR: folder.path, PUBLIC_URL: 'https://nhahoc.example.vn/' });
const invite = (...args: string[]) => nhahoc(['invite', ...args], env());

test('before the first start there is no key to make a code with', async () => {
  expect(await invite('--role', 'city', '--name', 'An')).toMatchObject({
    code: 1,
    output: expect.stringContaining('There is no secret.key in'),
  });
  expect(await db.prisma.code.count()).toBe(0);
});

test('a link takes whoever opens it to the duty', async () => {
  await writeFile(join(folder.path, 'secret.key'), `${KEY}\n`);
  const hamlet = ['--role', 'hamlet', '--unit', WARD, '--area', 'khu phố 01', '--name', ' Nguyễn Văn An '];
  const invited = await nhahocProcess(['invite', ...hamlet], env());
  expect(invited).toMatchObject({ code: 0, output: expect.stringMatching(/^https:\/\/nhahoc\.example\.vn\/k\/[1-9A-Z]{8}\n/) });
  const code = /\/k\/(\w{8})/.exec(invited.output)?.[1] ?? '';
  const deps = testDeps(db.prisma, { clock: { now: () => new Date() }, ids: { next: () => crypto.randomUUID() } });
  const taken = await takeOffice(deps, { accountId: await newAccount(deps), code, secret: Buffer.from(KEY), tell: telling.officer });
  expect(taken).toMatchObject({ outcome: 'taken', duty: { role: 'hamlet', area: 'Khu phố 1' } });
  expect((await db.prisma.officer.findMany()).map(({ name }) => name)).toEqual(['Nguyễn Văn An']);
});

test('what cannot be is said in one line, and how it is asked for', async () => {
  const refused = (...args: string[]) => invite(...args, '--name', 'An');
  expect(await refused('--role', 'ward')).toMatchObject({ code: 1, output: expect.stringContaining('needs the --unit of a ward') });
  expect(await refused('--role', 'ward', '--unit', '00000')).toMatchObject({ code: 1 });
  expect(await refused('--role', 'city', '--unit', WARD)).toMatchObject({ code: 1, output: expect.stringContaining('takes no --unit') });
  expect(await refused('--role', 'hamlet', '--unit', WARD, '--area', 'Khu phố 9')).toMatchObject({
    code: 1,
    output: 'Phường Bến Cát has no Khu phố 9. It has: Khu phố 1\n',
  });
  for (const args of [[], ['--role', 'king', '--name', 'An'], ['--role', 'city', '--name', ' '], ['--rank', 'city']])
    expect(await invite(...args)).toMatchObject({ code: 2, output: expect.stringContaining('nhahoc invite --role city') });
});
