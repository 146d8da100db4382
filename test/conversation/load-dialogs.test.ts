import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadDialogs } from '../../src/conversation/load-dialogs.ts';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';
import { FLOWS } from '../support/sample.ts';

const locale = createLocale();
let database: TestDatabase;
let deps: Deps;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma);
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhahoc-flows-'));
  await cp(FLOWS, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = () => loadDialogs(deps, { folder, locale });

async function edit(change: (text: string) => string): Promise<void> {
  const path = join(folder, 'dialogs', 'stop.yaml');
  await writeFile(path, change(await readFile(path, 'utf8')));
}

describe('loading dialogs', () => {
  it('keeps each version once, whatever the comments and the layout', async () => {
    const world = await load();
    const count = await database.prisma.dialogVersion.count();
    expect(count).toBe(world.current.size);
    await edit((text) => `# A remark\n${text}\n`);
    await load();
    expect(await database.prisma.dialogVersion.count()).toBe(count);
  });

  it('refuses a dialog that changed under a version that conversations may be in', async () => {
    await load();
    await edit((text) => text.replace(/^start: .*$/m, (line) => `about: another\n${line}`));
    await expect(load()).rejects.toThrow(/stop\.yaml:\d+: version 1 of "stop" was changed .*version 2/);
    await edit((text) => text.replace('version: 1', 'version: 2'));
    const world = await load();
    expect(world.current.get('stop')).toBe(2);
    expect([...world.dialogs.keys()]).toEqual(expect.arrayContaining(['stop@1', 'stop@2']));
  });

  it('names file, line and remedy of a mistake', async () => {
    await edit((text) => text.replace(/kind: \w+/, 'kind: shout'));
    await expect(load()).rejects.toThrow(/stop\.yaml:\d+: .*kind/);
    await edit(() => 'id: somethingelse\nversion: 1\nstart: a\nsteps: { a: { kind: say, text: stop.done, next: end } }\n');
    await expect(load()).rejects.toThrow(/stop\.yaml:1: .*call it "stop"/);
  });

  it('refuses a way that leads nowhere, before anybody is led there', async () => {
    await edit((text) => text.replace(/next: \w+/, 'next: nowhere').replace(/version: \d+/, 'version: 77'));
    await expect(load()).rejects.toThrow(/stop\.yaml:\d+: .*no step nowhere/);
    expect(await database.prisma.dialogVersion.count({ where: { version: 77 } })).toBe(0);
    await edit((text) => text.replace('next: nowhere', 'next: end').replace(/do: [\w.]+/, 'do: account.vanish'));
    await expect(load()).rejects.toThrow(/stop\.yaml:\d+: .*no act account\.vanish/);
  });

  it('goes on without an older version that can no longer be read', async () => {
    const body = { id: 'stop', version: 99, start: 'a', steps: { a: { kind: 'dance' } } };
    await database.prisma.dialogVersion.create({ data: { dialogId: 'stop', version: 99, sha256: '-', body, createdAt: deps.clock.now() } });
    const world = await load().catch((error: Error) => error);
    expect(world).not.toBeInstanceOf(Error);
    expect((world as Awaited<ReturnType<typeof load>>).dialogs.has('stop@99')).toBe(false);
  });
});
