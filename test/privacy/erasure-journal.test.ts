import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeBackup } from '../../src/backup/make-backup.ts';
import { restore } from '../../src/backup/restore.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { removeEvidence } from '../../src/evidence/remove.ts';
import { setQuiet } from '../../src/household/set-quiet.ts';
import { withdrawConsent } from '../../src/privacy/consent-withdraw.ts';
import { dropEverything } from '../../src/privacy/drop.ts';
import { erase } from '../../src/privacy/erase.ts';
import { appendErasures, type Erasure, readErasures } from '../../src/privacy/erasure-journal.ts';
import { createErasureNotes } from '../../src/privacy/note-erasures.ts';
import { reapplyErasures } from '../../src/privacy/reapply-erasures.ts';
import { removeErasedAccounts } from '../../src/privacy/remove-erased-accounts.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { decide, newAccount, newFamily, newMember } from '../support/family.ts';
import { newFamilyWithEvidence } from '../support/handed-in.ts';
import { temporaryFolder } from '../support/service.ts';

const clock = fixedClock();
let database: TestDatabase;
let deps: Deps & { db: PrismaClient };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;

beforeAll(async () => {
  database = await freshDatabase();
  deps = { ...testDeps(database.prisma, { clock, ids: sequentialIds('e') }), db: database.prisma };
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'erasures.log');
});
afterEach(() => folder.remove());

const inTurn = <T>(work: (deps: Deps) => Promise<T>) => database.prisma.$transaction((db) => work({ ...deps, db }));

async function read(): Promise<Erasure[]> {
  const all: Erasure[] = [];
  for await (const one of readErasures(file)) all.push(one);
  return all;
}

async function* these(...erasures: Erasure[]): AsyncIterable<Erasure> {
  yield* erasures;
}

const some = (number: number): Erasure => ({
  at: new Date(Date.UTC(2026, 10, 1, 0, 0, number)).toISOString(),
  actor: `account:${deps.ids.next()}`,
  action: 'privacy.erase',
  detail: { households: [] },
});

describe('the journal', () => {
  it('keeps lines in their order, and is nothing before the first', async () => {
    expect(await read()).toEqual([]);
    const lines = [some(1), some(2), some(3)];
    await appendErasures(file, lines.slice(0, 1));
    await appendErasures(file, lines.slice(1));
    expect(await read()).toEqual(lines);
  });

  it('passes over a last line that was cut off, and goes on after it', async () => {
    const [first, second] = [some(1), some(2)];
    await appendErasures(file, [first]);
    await appendFile(file, '{"at":"2026-11-');
    expect(await read()).toEqual([first]);
    await appendErasures(file, [second]);
    expect(await read()).toEqual([first, second]);
  });

  it('is refused where a line within cannot be read, by its number', async () => {
    await appendErasures(file, [some(1)]);
    await appendFile(file, 'half a line\n');
    await appendErasures(file, [some(2)]);
    await expect(read()).rejects.toThrow(`${file}:2 is no line of a journal of erasures`);
    await writeFile(file, `${JSON.stringify({ ...some(1), action: 'household.update' })}\n`);
    await expect(read()).rejects.toThrow(`${file}:1 is no line`);
  });
});

describe('what is noted', () => {
  it('is all that was let go of, once, and nothing personal', async () => {
    const note = createErasureNotes(deps, file);
    await note();
    const before = (await read()).length;
    const family = await newFamily(deps, { head: 'Lê Thị Kín', phone: '0912000333' });
    const gone = await newAccount(deps);
    await inTurn((turn) => setQuiet(turn, { accountId: family.accountId, quiet: true }));
    await inTurn((turn) => withdrawConsent(turn, { accountId: family.accountId, purpose: 'selfAssessment' }));
    await inTurn((turn) => dropEverything(turn, { accountId: gone }));
    await inTurn((turn) => erase(turn, { accountId: family.accountId }));
    expect(await note()).toBe(4);
    expect(await note()).toBe(0);
    expect((await read()).slice(before)).toMatchObject([
      { action: 'account.stop', actor: `account:${family.accountId}` },
      { action: 'consent.withdrawn', detail: { purpose: 'selfAssessment' } },
      { action: 'privacy.drop', actor: `account:${gone}` },
      { action: 'privacy.erase', detail: { households: [family.householdId] } },
    ]);
    const text = await readFile(file, 'utf8');
    for (const secret of ['Kín', '0912000333', family.code]) expect(text).not.toContain(secret);

    // Another process, a later start, a lost file: each finds what is there and adds what is not.
    expect(await createErasureNotes(deps, file)()).toBe(0);
    await writeFile(file, `${text.split('\n').slice(0, -2).join('\n')}\n`);
    expect(await createErasureNotes(deps, file)()).toBe(1);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('is not what was rolled back', async () => {
    const note = createErasureNotes(deps, file);
    await note();
    const accountId = await newAccount(deps);
    const failing = inTurn(async (turn) => {
      await erase(turn, { accountId });
      await note();
      throw new Error('the turn failed');
    });
    await expect(failing).rejects.toThrow('the turn failed');
    expect(await note()).toBe(0);
  });

  it('is also what got its number early and was committed late', async () => {
    const note = createErasureNotes(deps, file);
    await note();
    const [early, late] = [await newAccount(deps), await newAccount(deps)];
    await inTurn(async (turn) => {
      await erase(turn, { accountId: early });
      await inTurn((other) => erase(other, { accountId: late }));
      expect(await note()).toBe(1);
    });
    expect(await note()).toBe(1);
    clock.advance(60 * 60 * 1000);
    expect(await note()).toBe(0);
    expect((await read()).slice(-2).map(({ actor }) => actor)).toEqual([`account:${late}`, `account:${early}`]);
  });
});

describe('after a restore', () => {
  /** The same rows in a second database: as a backup would bring them. */
  async function copy(): Promise<TestDatabase> {
    const target = await emptyDatabase();
    const path = join(folder.path, `${deps.ids.next()}.tar.gz`);
    const into = await temporaryFolder();
    const secretKey = 'a key of an installation, long enough';
    const blobs = folderBlobStore(join(folder.path, 'files'));
    await makeBackup({ path, databaseUrl: database.url, folder: folder.path, blobs, secretKey });
    const openDatabase = async () => ({ url: target.url, stop: async () => {} });
    await restore({ path, folder: into.path, openDatabase, secretKey, journals: [], clock, ids: deps.ids, log: deps.log });
    await into.remove();
    return target;
  }

  it('everybody who was erased since is erased again; who stayed stays; a second run changes nothing', { timeout: 120_000 }, async () => {
    const blobs = folderBlobStore(join(folder.path, 'files'));
    const gone = await newFamilyWithEvidence(deps, blobs, { head: 'Phạm Thị Đi' });
    const stays = await newFamilyWithEvidence(deps, blobs, { head: 'Phạm Thị Ở' });
    const leaver = await newMember(deps, stays);
    const refuser = await newAccount(deps, 'chat-of-a-refuser');
    const quiet = await newFamily(deps, { head: 'Phạm Thị Im' });
    await decide(deps, refuser, 'given');
    const before = { channelAccountId: (await database.prisma.channelAccount.findFirstOrThrow()).id, receivedAt: clock.now() };
    const { externalId } = await database.prisma.account.findUniqueOrThrow({ where: { id: gone.accountId } });
    const waiting = { id: deps.ids.next(), updateKey: deps.ids.next(), chatKey: externalId, body: { type: 'text', text: 'Chờ lượt' } };
    await database.prisma.inbox.create({ data: { ...waiting, ...before } });
    const photo = await database.prisma.evidence.findFirstOrThrow({ where: { kind: 'photo', enteredBy: stays.accountId } });
    clock.advance(60_000);

    const restored = await copy();
    const there = { ...testDeps(restored.prisma, { clock, ids: sequentialIds('9') }), db: restored.prisma };
    await inTurn((turn) => erase(turn, { accountId: gone.accountId }));
    await inTurn((turn) => erase(turn, { accountId: leaver }));
    await inTurn((turn) => dropEverything(turn, { accountId: refuser }));
    await inTurn((turn) => removeEvidence(turn, { accountId: stays.accountId, evidence: photo.id }));
    await inTurn((turn) => withdrawConsent(turn, { accountId: quiet.accountId, purpose: 'selfAssessment' }));
    await inTurn((turn) => setQuiet(turn, { accountId: quiet.accountId, quiet: true }));
    await createErasureNotes(deps, file)();
    const here = async (text: string) =>
      [...(await everything(restored.prisma))].filter(([, rows]) => rows.includes(text)).map(([name]) => name);
    expect(await here('Phạm Thị Đi')).toEqual(['Household']);

    expect(await reapplyErasures(there, readErasures(file))).toBe(6);
    clock.advance(25 * 60 * 60 * 1000);
    await removeErasedAccounts(there);
    expect(await here('Phạm Thị Đi')).toEqual([]);
    expect(await here('Chờ lượt')).toEqual([]);
    expect(await here(gone.accountId)).toEqual(['Audit']);
    expect(await here(gone.householdId)).toEqual(['Audit']);
    expect(await here(leaver)).toEqual(['Audit']);
    expect(await here('chat-of-a-refuser')).toEqual([]);
    expect(await here('Phạm Thị Ở')).toEqual(['Household']);
    expect(await restored.prisma.evidence.findUniqueOrThrow({ where: { id: photo.id } })).toMatchObject({ blobKey: null, thumbKey: null });
    expect(await restored.prisma.blobDeletion.count({ where: { blobKey: photo.blobKey ?? '' } })).toBe(1);
    expect(await restored.prisma.account.findUniqueOrThrow({ where: { id: quiet.accountId } })).toMatchObject({
      stoppedAt: expect.any(Date),
    });
    const newest = await restored.prisma.consent.findFirstOrThrow({ where: { accountId: quiet.accountId }, orderBy: { at: 'desc' } });
    expect(newest.act).toBe('withdrawn');

    const settled = await everything(restored.prisma);
    expect(await reapplyErasures(there, readErasures(file))).toBe(0);
    expect(await everything(restored.prisma)).toEqual(settled);
    await restored.drop();
  });

  it('who was erased before the backup and came back is left alone', async () => {
    const accountId = await newAccount(deps);
    await inTurn((turn) => erase(turn, { accountId }));
    await createErasureNotes(deps, file)();
    await decide(deps, accountId, 'given');
    expect(await reapplyErasures(deps, readErasures(file))).toBe(0);
    expect(await database.prisma.consent.count({ where: { accountId } })).toBe(1);
  });

  it('whom an earlier restore brought back, and who has stayed since, is left alone', async () => {
    const family = await newFamily(deps);
    const erasure: Erasure = {
      ...some(1),
      at: clock.now().toISOString(),
      actor: `account:${family.accountId}`,
      detail: { households: [family.householdId] },
    };
    const withdrawal: Erasure = { ...erasure, action: 'consent.withdrawn', detail: { purpose: 'selfAssessment' } };
    clock.advance(1000);
    await database.prisma.account.update({ where: { id: family.accountId }, data: { lastInboundAt: clock.now() } });
    await decide(deps, family.accountId, 'given');
    expect(await reapplyErasures(deps, these(erasure, { ...erasure, action: 'privacy.drop' }, withdrawal))).toBe(0);
    expect(await database.prisma.household.count({ where: { id: family.householdId } })).toBe(1);
    expect(await database.prisma.consent.count({ where: { accountId: family.accountId, act: 'withdrawn' } })).toBe(0);
  });

  it('a household that went then goes, whoever is in it again; what nobody knows is passed over', async () => {
    const family = await newFamily(deps);
    await newMember(deps, family);
    const detail = { households: [family.householdId, deps.ids.next()] };
    expect(await reapplyErasures(deps, these({ ...some(1), detail }, some(2)))).toBe(1);
    expect(await database.prisma.household.count({ where: { id: family.householdId } })).toBe(0);
  });
});
