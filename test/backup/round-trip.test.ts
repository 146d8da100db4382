import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkBackup } from '../../src/backup/check-backup.ts';
import { makeBackup } from '../../src/backup/make-backup.ts';
import type { Manifest } from '../../src/backup/manifest.ts';
import { type Restore, restore } from '../../src/backup/restore.ts';
import { connect, type PrismaClient } from '../../src/db/client.ts';
import { migrate, migrationsFolder } from '../../src/db/migrate.ts';
import type { Deps } from '../../src/deps.ts';
import { deleteQueuedBlobs } from '../../src/evidence/blob-deletion.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { removeEvidence } from '../../src/evidence/remove.ts';
import { erase } from '../../src/privacy/erase.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, silentLog, testDeps } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { newAccount } from '../support/family.ts';
import { addPhoto, keysIn, newFamilyWithEvidence, STORY } from '../support/handed-in.ts';
import { temporaryFolder } from '../support/service.ts';

const KEY = 'a key of an installation, long enough';
const clock = fixedClock();
let database: TestDatabase;
let deps: Deps & { db: PrismaClient };
let outer: Awaited<ReturnType<typeof temporaryFolder>>;
let blobs: BlobStore;
let folder: string;
/** Databases and folders of one test. */
let targets: TestDatabase[];
let scratch: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  database = await freshDatabase();
  deps = { ...testDeps(database.prisma, { clock, ids: sequentialIds('c') }), db: database.prisma };
  outer = await temporaryFolder();
  folder = outer.path;
  await writeFile(join(folder, 'secret.key'), `${KEY}\n`);
  blobs = folderBlobStore(join(folder, 'files'));
});
afterAll(async () => {
  await database.drop();
  await outer.remove();
});
beforeEach(async () => {
  targets = [];
  scratch = await temporaryFolder();
});
afterEach(async () => {
  await Promise.all(targets.map((target) => target.drop()));
  await scratch.remove();
});

const inScratch = (name: string) => join(scratch.path, name);

async function backUp(parts: Partial<Parameters<typeof makeBackup>[0]> = {}): Promise<{ path: string; manifest: Manifest }> {
  const path = inScratch(`${deps.ids.next()}.tar.gz`);
  const manifest = await makeBackup({ path, databaseUrl: database.url, folder, blobs, secretKey: null, ...parts });
  return { path, manifest };
}

interface Target {
  database: TestDatabase;
  folder: string;
  blobs: BlobStore;
  restore(path: string, parts?: Partial<Restore>): ReturnType<typeof restore>;
}

async function newTarget(): Promise<Target> {
  const target = await emptyDatabase();
  targets.push(target);
  const into = inScratch(deps.ids.next());
  await mkdir(into);
  const openDatabase = async () => ({ url: target.url, stop: async () => {} });
  return {
    database: target,
    folder: into,
    blobs: folderBlobStore(join(into, 'files')),
    restore: (path, parts = {}) =>
      restore({ path, folder: into, openDatabase, secretKey: null, journals: [], clock, ids: deps.ids, log: silentLog, ...parts }),
  };
}

const tablesOf = async ({ prisma }: TestDatabase) => {
  const tables = await everything(prisma);
  tables.delete('_prisma_migrations');
  return new Map([...tables].map(([name, rows]) => [name, rows.split('\n').toSorted().join('\n')]));
};

/** Nothing was made, not even a table. */
async function untouched(target: Target): Promise<void> {
  expect(await everything(target.database.prisma)).toEqual(new Map());
  expect(await readdir(target.folder)).toEqual([]);
}

describe('a backup', () => {
  it('brings every row, file and number back, and the key', async () => {
    const family = await newFamilyWithEvidence(deps, blobs, { photos: 2 });
    const { path, manifest } = await backUp();
    const target = await newTarget();
    await target.restore(path);

    const [was, is] = [await tablesOf(database), await tablesOf(target.database)];
    const added = (await target.database.prisma.audit.findMany({ where: { action: 'backup.restore' } })).length;
    expect(added).toBe(1);
    is.set(
      'Audit',
      (is.get('Audit') ?? '')
        .split('\n')
        .filter((row) => !row.includes('backup.restore'))
        .join('\n'),
    );
    expect(is).toEqual(was);
    expect((await target.database.prisma.evidence.findFirstOrThrow({ where: { kind: 'story' } })).text).toBe(STORY.normalize('NFC'));
    expect(await keysIn(target.blobs)).toEqual(await keysIn(blobs));
    for (const key of await keysIn(blobs)) expect(await target.blobs.get(key)).toEqual(await blobs.get(key));
    expect(await readFile(join(target.folder, 'secret.key'), 'utf8')).toBe(`${KEY}\n`);
    expect((await stat(join(target.folder, 'secret.key'))).mode & 0o077).toBe(0);
    expect(await readdir(target.folder)).toEqual(['files', 'secret.key']);
    expect(manifest.files).toMatchObject({ count: 4, letGo: [], lost: [] });

    // The next number of each sequence is free.
    const there = testDeps(target.database.prisma, { clock, ids: sequentialIds('d') });
    await addPhoto(there, target.blobs, family.accountId, 99);
    expect(await target.database.prisma.audit.count()).toBe((await database.prisma.audit.count()) + 2);
  });

  it('is read only by its owner, and appears whole or not at all', async () => {
    const { path } = await backUp();
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await readdir(scratch.path)).toEqual([path.split('/').at(-1)]);
    await expect(backUp({ path })).rejects.toThrow('is there already');
    const failing: BlobStore = { ...blobs, get: () => Promise.reject(new Error('the disk is gone')) };
    await expect(backUp({ path: inScratch('second'), blobs: failing })).rejects.toThrow('the disk is gone');
    expect(await readdir(scratch.path)).toEqual([path.split('/').at(-1)]);
  });

  it('that is told to stop leaves nothing', async () => {
    const abort = new AbortController();
    const stopping: BlobStore = {
      ...blobs,
      get: (key) => {
        abort.abort(new Error('stopped'));
        return blobs.get(key);
      },
    };
    await expect(backUp({ blobs: stopping, signal: abort.signal })).rejects.toThrow();
    expect(await readdir(scratch.path)).toEqual([]);
  });

  it('of an older release is brought to the shape of this one', async () => {
    const old = await emptyDatabase();
    targets.push(old);
    const upTo = inScratch('migrations');
    await mkdir(upTo);
    const names = (await readdir(migrationsFolder)).filter((name) => !/^000[7-9]|^00[1-9]\d/.test(name));
    for (const name of names) await cp(join(migrationsFolder, name), join(upTo, name), { recursive: true });
    await migrate(old.url, silentLog, upTo);
    await old.prisma.$executeRaw`
      INSERT INTO "Unit" (code, name, kind, "provinceCode", "validFrom") VALUES ('1', 'Phường Một', 'ward', '74', '2025-07-01')`;
    const { path, manifest } = await backUp({ databaseUrl: old.url });
    expect(manifest.migrations.at(-1)?.name).toBe('0006_states');
    const target = await newTarget();
    expect((await target.restore(path)).migrated).toContain('0007_senders');
    expect(await target.database.prisma.unit.findMany()).toMatchObject([{ name: 'Phường Một' }]);
    expect(await target.database.prisma.channelAccount.count({ where: { senderId: null } })).toBe(0);
  });

  it('of a newer release is refused', async () => {
    const { prisma, url } = await emptyDatabase().then((one) => {
      targets.push(one);
      return one;
    });
    await migrate(url, silentLog);
    await prisma.$executeRaw`UPDATE _prisma_migrations SET migration_name = '9999_later' WHERE migration_name = '0007_senders'`;
    const { path } = await backUp({ databaseUrl: url });
    const target = await newTarget();
    await expect(target.restore(path)).rejects.toThrow('another, newer release (it has the migration 9999_later)');
    await untouched(target);
  });
});

describe('a file that goes while the backup is made', () => {
  /** Lets `meanwhile` happen when the rows are in the backup and the files are not. */
  function interrupted(meanwhile: () => Promise<void>): BlobStore {
    let happening: Promise<void> | undefined;
    return {
      ...blobs,
      get: async (key) => {
        happening ??= meanwhile();
        await happening;
        return blobs.get(key);
      },
    };
  }

  it('because it was taken back is empty in what is restored, its thumbnail with it', async () => {
    const family = await newFamilyWithEvidence(deps, blobs, { photos: 2 });
    const pieces = await database.prisma.evidence.findMany({
      where: { kind: 'photo', assessment: { householdId: family.householdId } },
      orderBy: { id: 'asc' },
    });
    const [taken, kept] = pieces;
    const { path, manifest } = await backUp({
      blobs: interrupted(async () => {
        await removeEvidence(deps, { accountId: family.accountId, evidence: taken?.id ?? '' });
        await deleteQueuedBlobs(deps, blobs);
        await addPhoto(deps, blobs, family.accountId, 300);
      }),
    });
    expect(manifest.files).toMatchObject({ letGo: [taken?.blobKey, taken?.thumbKey].toSorted(), lost: [] });
    const target = await newTarget();
    await target.restore(path);
    const restored = await target.database.prisma.evidence.findMany({
      where: { kind: 'photo', assessment: { householdId: family.householdId } },
      orderBy: { id: 'asc' },
    });
    expect(restored).toMatchObject([
      { id: taken?.id, blobKey: null, thumbKey: null },
      { id: kept?.id, blobKey: kept?.blobKey },
    ]);
    expect(restored[0]?.removedAt).not.toBeNull();
  });

  it('is never named by a restored row, whatever happens at the same time', async () => {
    const families = await Promise.all([1, 2, 3, 4].map(() => newFamilyWithEvidence(deps, blobs, { photos: 3 })));
    let over = false;
    let changes = 0;
    async function live(accountId: string, number: number): Promise<void> {
      for (let round = 0; !over; round++) {
        await addPhoto(deps, blobs, accountId, 400 + 10 * number + (round % 10));
        const photo = await database.prisma.evidence.findFirst({
          where: { kind: 'photo', enteredBy: accountId, removedAt: null },
          orderBy: { id: 'asc' },
        });
        if (photo) await database.prisma.$transaction((db) => removeEvidence({ ...deps, db }, { accountId, evidence: photo.id }));
        await deleteQueuedBlobs(deps, blobs);
        changes++;
      }
    }
    const lives = families.slice(1).map(({ accountId }, number) => live(accountId, number));
    // The first files are read so slowly that much goes before its turn to be read comes.
    let slowly = 8;
    const slow: BlobStore = {
      ...blobs,
      get: async (key) => {
        for (const seen = changes; slowly > 0 && changes === seen; ) await new Promise((resolve) => setTimeout(resolve, 5));
        slowly--;
        return blobs.get(key);
      },
    };
    const [gone] = families;
    const making = backUp({ blobs: slow });
    await database.prisma.$transaction((db) => erase({ ...deps, db }, { accountId: gone?.accountId ?? '' }));
    const { path, manifest } = await making;
    over = true;
    await Promise.all(lives);
    expect(manifest.files.lost).toEqual([]);
    expect(manifest.files.letGo.length).toBeGreaterThan(0);
    const target = await newTarget();
    await target.restore(path);
    const rows = await target.database.prisma.evidence.findMany({ where: { blobKey: { not: null } } });
    const there = new Set(await keysIn(target.blobs));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.flatMap(({ blobKey, thumbKey }) => [blobKey, thumbKey]).filter((key) => key !== null && !there.has(key))).toEqual([]);
  });

  it('although a row still names it is reported as lost, and the rest is saved', async () => {
    const family = await newFamilyWithEvidence(deps, blobs);
    const { blobKey } = await database.prisma.evidence.findFirstOrThrow({
      where: { kind: 'photo', assessment: { householdId: family.householdId } },
    });
    const bytes = await blobs.get(blobKey ?? '');
    await blobs.delete(blobKey ?? '');
    const { path, manifest } = await backUp();
    expect(manifest.files).toMatchObject({ lost: [blobKey], letGo: [] });
    const target = await newTarget();
    await target.restore(path);
    expect(await target.database.prisma.evidence.count({ where: { blobKey } })).toBe(1);
    await blobs.put(blobKey ?? '', bytes);
  });

  it('with all the others means that the folder is the wrong one', async () => {
    await expect(backUp({ blobs: folderBlobStore(inScratch('elsewhere')) })).rejects.toThrow('None of the files is there');
    expect(await readdir(scratch.path)).toEqual([]);
  });
});

describe('a damaged backup', () => {
  it('is refused, wherever it is cut off', async () => {
    const { path } = await backUp();
    const bytes = await readFile(path);
    const target = await newTarget();
    for (const part of [0, 1, 30, 0.3 * bytes.length, 0.9 * bytes.length, bytes.length - 9, bytes.length - 1].map(Math.floor)) {
      const cut = inScratch(`cut-${part}`);
      await writeFile(cut, bytes.subarray(0, part));
      await expect(checkBackup(cut), `${part} bytes`).rejects.toThrow('is damaged, cut off, or no backup');
      await expect(target.restore(cut), `${part} bytes`).rejects.toThrow('is damaged, cut off, or no backup');
    }
    await untouched(target);
  });

  it('is refused, whichever byte is wrong', async () => {
    const { path } = await backUp();
    const bytes = await readFile(path);
    const content = gunzipSync(bytes);
    for (let at = 10; at < bytes.length; at += Math.ceil(bytes.length / 25)) {
      const wrong = Buffer.from(bytes);
      wrong[at] = (wrong[at] ?? 0) ^ 0x10;
      if (unpacksTo(wrong, content)) continue;
      const file = inScratch(`wrong-${at}`);
      await writeFile(file, wrong);
      await expect(checkBackup(file), `byte ${at}`).rejects.toThrow('is damaged, cut off, or no backup');
    }
  });

  it('and anything else that is none is refused in words', async () => {
    const text = inScratch('text');
    await writeFile(text, 'not a backup at all');
    await expect(checkBackup(text)).rejects.toThrow('is damaged, cut off, or no backup');
    await expect(checkBackup(inScratch('nothing'))).rejects.toThrow('There is no file');
    await expect(checkBackup(scratch.path)).rejects.toThrow('cannot be read');
  });
});

describe('a restore', () => {
  it('goes only into what is empty', async () => {
    const { path } = await backUp();
    const full = await newTarget();
    await expect(full.restore(path, { openDatabase: async () => ({ url: database.url, stop: async () => {} }) })).rejects.toThrow(
      'The database is not empty (there are rows in ',
    );
    await mkdir(join(full.folder, 'files'));
    await writeFile(join(full.folder, 'files', 'mine'), '');
    await expect(full.restore(path)).rejects.toThrow('There are files in');
    expect(await everything(full.database.prisma)).toEqual(new Map());
    expect(await readdir(full.folder)).toEqual(['files']);
  });

  it('wants the key that the backup was made with', async () => {
    const { path } = await backUp();
    const target = await newTarget();
    await expect(target.restore(path, { secretKey: 'another key of an installation, long' })).rejects.toThrow('Restore without SECRET_KEY');
    const outside = await backUp({ secretKey: KEY });
    expect(outside.manifest.secret.kept).toBe(false);
    await expect(target.restore(outside.path)).rejects.toThrow('Set the same SECRET_KEY');
    await expect(target.restore(outside.path, { secretKey: `${KEY}!` })).rejects.toThrow('not the one that the backup was made with');
    await untouched(target);
    await target.restore(outside.path, { secretKey: KEY });
    expect(await readdir(target.folder)).not.toContain('secret.key');
  });

  it('that fails in the middle leaves neither rows nor files, and the next one works', async () => {
    const { path } = await backUp();
    const target = await newTarget();
    // Its last table gets a rule that no row keeps.
    await migrate(target.database.url, silentLog);
    await target.database.prisma.$executeRaw`ALTER TABLE "Answer" ADD CONSTRAINT never CHECK (value = 'x') NOT VALID`;
    await expect(target.restore(path)).rejects.toThrow('never');
    expect([...(await tablesOf(target.database)).values()].join('')).toBe('');
    expect(await readdir(target.folder)).toEqual([]);
    await target.database.prisma.$executeRaw`ALTER TABLE "Answer" DROP CONSTRAINT never`;
    await target.restore(path);
    expect(await target.database.prisma.answer.count()).toBe(await database.prisma.answer.count());
  });

  it('takes nothing for the present that was in flight', async () => {
    const account = await newAccount(deps);
    const city = await database.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    const channelAccountId = deps.ids.next();
    const now = clock.now();
    await database.prisma.channelAccount.create({
      data: { id: channelAccountId, channel: 'telegram', externalId: '42', organisationId: city.id, senderId: 'one', senderUntil: now },
    });
    const away = deps.ids.next();
    await database.prisma.account.create({ data: { id: away, channelAccountId, externalId: '4242', createdAt: now } });
    const web = await database.prisma.account.findUniqueOrThrow({ where: { id: account } });
    const message = (accountId: string, channel: string, seq: number, state: 'queued' | 'leased' | 'held' | 'sent') => ({
      ...{ id: deps.ids.next(), accountId, channelAccountId: channel, seq, state, class: 'reply' as const, body: {}, createdAt: now },
    });
    await database.prisma.message.createMany({
      data: [
        ...(['queued', 'leased', 'held', 'sent'] as const).map((state, index) => message(away, channelAccountId, index + 1, state)),
        message(account, web.channelAccountId, 1, 'queued'),
      ],
    });
    const code = (kind: 'join' | 'handover' | 'page' | 'area') => ({ id: deps.ids.next(), kind, hash: deps.ids.next(), createdAt: now });
    await database.prisma.code.createMany({ data: [code('join'), code('handover'), code('page'), code('area')] });
    const session = (pagesOnly: boolean) => ({ tokenHash: deps.ids.next(), accountId: account, pagesOnly, createdAt: now });
    const times = { lastSeenAt: now, expiresAt: new Date(now.getTime() + 60_000) };
    await database.prisma.webSession.createMany({ data: [session(true), session(false)].map((one) => ({ ...one, ...times })) });

    const { path } = await backUp();
    const target = await newTarget();
    expect(await target.restore(path)).toMatchObject({ uncertain: 3, codes: 3, erasures: 0, migrated: [] });
    const { prisma } = target.database;
    const states = await prisma.message.findMany({ where: { accountId: away }, orderBy: { seq: 'asc' } });
    expect(states.map(({ state }) => state)).toEqual(['uncertain', 'uncertain', 'uncertain', 'sent']);
    expect(await prisma.message.findMany({ where: { accountId: account } })).toMatchObject([{ state: 'queued' }]);
    expect(await prisma.channelAccount.count({ where: { OR: [{ senderId: { not: null } }, { senderUntil: { not: null } }] } })).toBe(0);
    expect((await prisma.code.findMany()).map(({ kind }) => kind)).toEqual(['area']);
    expect(await prisma.webSession.findMany({ where: { accountId: account } })).toMatchObject([{ pagesOnly: false }]);
  });
});

it('says of every table how many rows it has and what they sum up to', async () => {
  const { manifest } = await backUp();
  for (const { name, rows } of manifest.tables) {
    const [count] = await database.prisma.$queryRawUnsafe<{ count: number }[]>(`SELECT count(*)::int AS count FROM "${name}"`);
    expect(rows, name).toBe(count?.count);
  }
  const scripts = await Promise.all(manifest.migrations.map(async ({ name }) => readFile(join(migrationsFolder, name, 'migration.sql'))));
  expect(manifest.migrations.map(({ sha256 }) => sha256)).toEqual(scripts.map((one) => createHash('sha256').update(one).digest('hex')));
  const all = await everything(database.prisma);
  expect(manifest.tables.map(({ name }) => name).toSorted()).toEqual(
    [...all.keys()].filter((name) => name !== '_prisma_migrations').toSorted(),
  );
  // Each connection that was lent is back.
  const prisma = connect(database.url, 1);
  const left = await prisma.$queryRaw<object[]>`SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'nhahoc %'`;
  await prisma.$disconnect();
  expect(left).toEqual([]);
});

/** A run of zeros repeats any zeros before it: there are bits of a gzip that say the same either way. */
function unpacksTo(packed: Buffer, content: Buffer): boolean {
  try {
    return gunzipSync(packed).equals(content);
  } catch {
    return false;
  }
}
