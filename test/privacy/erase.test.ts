import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import { deleteQueuedBlobs } from '../../src/evidence/blob-deletion.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { tellStory } from '../../src/evidence/tell.ts';
import { spacedCode } from '../../src/household/household-code.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { dropEverything } from '../../src/privacy/drop.ts';
import { erase } from '../../src/privacy/erase.ts';
import { previewErase } from '../../src/privacy/preview-erase.ts';
import { removeErasedAccounts } from '../../src/privacy/remove-erased-accounts.ts';
import { jpeg } from '../evidence/samples.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { decide, type Family, newAccount, newFamily, newMember } from '../support/family.ts';

const DAY = 24 * 60 * 60 * 1000;
const locale = createLocale();
const clock = fixedClock();
const ids = sequentialIds('c');
let database: TestDatabase;
let deps: Deps;
let folder: string;
let blobs: BlobStore;
let family: Family;
/** Words of this test's family alone. */
let secret: string;
let phone: string;
let tests = 0;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma, { clock, ids });
});

afterAll(() => database.drop());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nhahoc-erase-'));
  blobs = folderBlobStore(folder);
  tests++;
  secret = `Bí Mật Nhà Sen ${tests}x`;
  phone = `09120001${10 + tests}`;
  family = await newFamily(deps, { head: `Nguyễn ${secret}`, phone });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const inTurn = <T>(work: (turn: Deps) => Promise<T>): Promise<T> => database.prisma.$transaction((db) => work({ ...deps, db }));
const eraseBy = (accountId: string) => inTurn((turn) => erase(turn, { accountId }));
const media = async () => receiveFile({ blobs, ids }, { bytes: await jpeg(50 + Math.floor(Math.random() * 500), 60) });

/** A conversation with the family's name all over it; its last line, still in hand, asks to be forgotten. */
async function talk(accountId: string): Promise<void> {
  const { channelAccountId, externalId } = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const chat = { channelAccountId, chatKey: externalId, receivedAt: clock.now() };
  const update = (body: object, state: 'new' | 'done') => ({
    id: ids.next(),
    updateKey: ids.next(),
    ...chat,
    body,
    state,
    seq: state === 'done' ? 1 : null,
  });
  await database.prisma.inbox.createMany({
    data: [
      update({ type: 'text', text: `Tôi là ${secret}` }, 'done'),
      update({ type: 'contact', phone, own: true }, 'done'),
      update({ type: 'media', items: [{ ...(await media()) }] }, 'done'),
      update({ type: 'press', data: '9.erase', label: 'Xác nhận xóa' }, 'new'),
    ],
  });
  const message = { accountId, channelAccountId, class: 'reply' as const, createdAt: clock.now() };
  await database.prisma.message.create({
    data: { id: ids.next(), seq: 2, ...message, body: { text: `Chào ${secret}`, choices: [], expect: 'none' } },
  });
  const session = { lang: 'vi', vars: { head: secret, phone }, stack: [], serial: 3, offered: null, pending: null, requests: 2 };
  await database.prisma.conversation.create({ data: { accountId, session, lastSeq: 2, updatedAt: clock.now() } });
  await database.prisma.helpRequest.create({
    data: { id: ids.next(), accountId, note: `${secret} cần giúp`, state: 'open', at: clock.now() },
  });
  const code = { kind: 'join' as const, accountId, createdAt: clock.now() };
  await database.prisma.code.create({ data: { id: ids.next(), hash: ids.next(), householdId: family.householdId, ...code } });
  const session14 = { accountId, createdAt: clock.now(), lastSeenAt: clock.now(), expiresAt: new Date(clock.now().getTime() + 14 * DAY) };
  await database.prisma.webSession.create({ data: { tokenHash: ids.next(), ...session14 } });
}

/** Answers, a story and a photo, all sent. */
async function assess(accountId: string): Promise<void> {
  const asked = { accountId, item: 'B2', inboxId: null };
  await inTurn((turn) => answerIndicator(turn, { ...asked, choice: 'full' }));
  await inTurn((turn) => tellStory(turn, { ...asked, text: `Cả nhà ${secret} đọc sách` }));
  const photo = await media();
  await inTurn((turn) => attachFiles(turn, { ...asked, media: [photo] }));
}

async function tablesWith(...texts: string[]): Promise<string[]> {
  const found = [...(await everything(database.prisma))].filter(([, rows]) => texts.some((text) => rows.includes(text)));
  return found.map(([name]) => name).sort();
}

async function filesLeft(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('the last of a family is forgotten', () => {
  it('with the household, and nothing that leads to them is left in any table or file', async () => {
    await talk(family.accountId);
    await assess(family.accountId);
    const { externalId } = await database.prisma.account.findUniqueOrThrow({ where: { id: family.accountId } });
    expect(await tablesWith(secret, phone)).toEqual([
      'Account',
      'Conversation',
      'Evidence',
      'HelpRequest',
      'Household',
      'Inbox',
      'Message',
    ]);
    expect(await filesLeft()).toHaveLength(4);

    expect(await eraseBy(family.accountId)).toEqual({ households: 1 });
    expect(await tablesWith(secret, phone, secret.toLowerCase())).toEqual([]);
    expect(await tablesWith(family.code)).toEqual([]);
    expect(await tablesWith(family.householdId)).toEqual(['Audit']);
    await deleteQueuedBlobs(deps, blobs);
    expect(await filesLeft()).toEqual([]);

    clock.advance(DAY + 1000);
    expect(await removeErasedAccounts(deps)).toBe(0);
    await finishTurn();
    expect(await removeErasedAccounts(deps)).toBe(1);
    expect(await tablesWith(externalId)).toEqual([]);
    expect(await tablesWith(family.accountId)).toEqual(['Audit']);
  });

  /** The update that asked for it is done, its goodbye delivered. */
  async function finishTurn(): Promise<void> {
    await database.prisma.inbox.updateMany({ where: { state: 'new' }, data: { state: 'done' } });
  }

  it('also when something was sent: submissions go too', async () => {
    await database.prisma.$transaction(async (db) => {
      const file = { ...deps, db };
      const items = ['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C1', 'C2', 'D1', 'D2'];
      for (const item of items)
        for (const choice of ['full', 'yes']) await answerIndicator(file, { accountId: family.accountId, item, choice, inboxId: null });
      await submitAssessment(file, { accountId: family.accountId });
    });
    await eraseBy(family.accountId);
    expect(await database.prisma.submission.count({ where: { assessment: { householdId: family.householdId } } })).toBe(0);
    expect(await tablesWith(family.code)).toEqual([]);
  });

  it('but the conversation can say goodbye, and the browser still reads it', async () => {
    await talk(family.accountId);
    await eraseBy(family.accountId);
    const account = await database.prisma.account.findUniqueOrThrow({
      where: { id: family.accountId },
      include: { conversation: true, webSessions: true },
    });
    expect(account).toMatchObject({ phone: null, erasedAt: clock.now(), conversation: { lastSeq: 2, session: { vars: {} } } });
    expect(account.webSessions).toHaveLength(1);
    const waiting = await database.prisma.inbox.findMany({ where: { chatKey: account.externalId } });
    expect(waiting).toMatchObject([{ state: 'new', body: { type: 'press' } }]);
  });

  it('the keys of their updates stay, so that none is taken twice', async () => {
    await talk(family.accountId);
    const keys = async () =>
      (await database.prisma.inbox.findMany({ select: { updateKey: true }, orderBy: { order: 'asc' } })).map((row) => row.updateKey);
    const before = await keys();
    await eraseBy(family.accountId);
    expect(await keys()).toEqual(before);
  });

  it('the proof of consent stays, as a keyed hash that leads nowhere', async () => {
    const [given] = await database.prisma.consent.findMany({ where: { accountId: family.accountId } });
    await eraseBy(family.accountId);
    const proof = await database.prisma.consent.findUniqueOrThrow({ where: { id: given?.id ?? '' } });
    expect(proof).toMatchObject({ accountId: null, accountHash: given?.accountHash, act: 'given' });
    expect(proof.accountHash).not.toContain(family.accountId);
  });

  it('or not at all: a failed turn takes nothing', async () => {
    await talk(family.accountId);
    await assess(family.accountId);
    const before = await everything(database.prisma);
    const failing = inTurn(async (turn) => {
      await erase(turn, { accountId: family.accountId });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await everything(database.prisma)).toEqual(before);
    await deleteQueuedBlobs(deps, blobs);
    expect(await filesLeft()).toHaveLength(4);
  });

  it('a neighbour keeps everything', async () => {
    const neighbour = await newFamily(deps, { head: 'Trần Văn Lúa' });
    await inTurn((turn) => tellStory(turn, { accountId: neighbour.accountId, item: 'B2', text: 'Lời kể của nhà Lúa', inboxId: null }));
    await eraseBy(family.accountId);
    expect(await tablesWith('Trần Văn Lúa')).toEqual(['Household']);
    expect(await tablesWith('Lời kể của nhà Lúa')).toEqual(['Evidence']);
    await eraseBy(neighbour.accountId);
  });

  it('the record is append-only again afterwards, in the same transaction', async () => {
    await inTurn((turn) => tellStory(turn, { accountId: family.accountId, item: 'B2', text: 'Lời kể', inboxId: null }));
    const neighbour = await newFamily(deps);
    const sneaky = inTurn(async (turn) => {
      await erase(turn, { accountId: neighbour.accountId });
      await turn.db.evidence.deleteMany({});
    });
    await expect(sneaky).rejects.toThrow(/append-only/);
  });
});

describe('a member leaves', () => {
  it('and the household stays with the others, with what was entered but not by whom', async () => {
    const leaver = await newMember(deps, family);
    await assess(leaver);
    const invited = await database.prisma.membership.findFirstOrThrow({ where: { accountId: family.accountId } });
    await database.prisma.membership.update({ where: { id: invited.id }, data: { approvedBy: leaver } });
    expect(await eraseBy(leaver)).toEqual({ households: 0 });

    const evidence = await database.prisma.evidence.findMany({ where: { assessment: { householdId: family.householdId } } });
    expect(evidence.map(({ enteredBy }) => enteredBy)).toEqual([null, null]);
    expect(evidence.map(({ text }) => text)).toContain(`Cả nhà ${secret} đọc sách`);
    await deleteQueuedBlobs(deps, blobs);
    expect(await filesLeft()).toHaveLength(2);
    expect(await tablesWith(leaver)).toEqual(['Account', 'Audit']);
    expect(await database.prisma.membership.findUnique({ where: { id: invited.id } })).toMatchObject({
      approvedBy: null,
      accountId: family.accountId,
    });
  });

  it('and who came in after the preview keeps the household', async () => {
    expect(await previewErase(deps, { accountId: family.accountId })).toMatchObject({ household: true });
    const newcomer = await newMember(deps, family);
    await talk(newcomer);
    expect(await eraseBy(family.accountId)).toEqual({ households: 0 });
    expect(await database.prisma.household.count({ where: { id: family.householdId } })).toBe(1);
    expect(await tablesWith(`Tôi là ${secret}`)).toEqual(['Inbox']);
    await eraseBy(newcomer);
  });

  it('the last two at the same moment: neither is stuck, and the household goes', async () => {
    const other = await newMember(deps, family);
    await Promise.all([eraseBy(family.accountId), eraseBy(other)]);
    expect(await database.prisma.household.findUnique({ where: { id: family.householdId } })).toBeNull();
  });
});

describe('what is said before', () => {
  const spoken = async (accountId: string) => {
    const { goes, stays, ...rest } = await previewErase(deps, { accountId });
    return {
      ...rest,
      goes: goes.map((line) => locale.speak(line, 'vi')).join('\n'),
      stays: stays.map((line) => locale.speak(line, 'vi')).join('\n'),
    };
  };

  it('to the last of a family: all of it goes', async () => {
    await assess(family.accountId);
    const preview = await spoken(family.accountId);
    expect(preview).toMatchObject({ household: true, others: 0 });
    for (const words of [/Số điện thoại/, new RegExp(spacedCode(family.code)), /1 câu trả lời/, /1 lời kể/, /1 ảnh và tệp/])
      expect(preview.goes).toMatch(words);
    for (const words of [/đồng ý hay từ chối/, /Mã số của từng tin/, /Nhật ký/]) expect(preview.stays).toMatch(words);
  });

  it('to one of several: the household stays with the others', async () => {
    const leaver = await newMember(deps, family);
    const preview = await spoken(leaver);
    expect(preview).toMatchObject({ household: false, others: 1 });
    expect(preview.goes).toMatch(new RegExp(`không còn trong hồ sơ ${spacedCode(family.code)}`));
    expect(preview.stays).toMatch(/ở lại với các tài khoản khác/);
  });

  it('to somebody who is nobody’s member', async () => {
    const preview = await spoken(await newAccount(deps));
    expect(preview).toMatchObject({ household: false, others: 0 });
    expect(preview.stays).not.toMatch(/đồng ý/);
    expect(preview.stays).not.toMatch(/trong ứng dụng/);
  });

  it('to somebody on an app: what stands on their phone is theirs to delete', async () => {
    const { organisationId } = await database.prisma.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
    const channelAccountId = ids.next();
    await database.prisma.channelAccount.create({ data: { id: channelAccountId, channel: 'zalo', externalId: 'oa', organisationId } });
    const accountId = await newAccount(deps);
    await database.prisma.account.update({ where: { id: accountId }, data: { channelAccountId } });
    const preview = await spoken(accountId);
    expect(preview.goes).toMatch(/Nhà Học đang giữ/);
    expect(preview.stays).toMatch(/trong ứng dụng/);
  });
});

describe('consent is refused', () => {
  it('and everything that was held so far goes; whom to ask is still known', async () => {
    const accountId = await newAccount(deps);
    await talk(accountId);
    await decide(deps, accountId, 'refused');
    const dropped = await inTurn((turn) => dropEverything(turn, { accountId }));
    expect(dropped).toMatchObject({ name: expect.stringContaining('Hội'), contact: expect.any(String) });
    expect(await tablesWith(`Tôi là ${secret}`, `Chào ${secret}`, `${secret} cần giúp`)).toEqual([]);
    expect(await database.prisma.consent.count({ where: { accountId } })).toBe(0);
    expect(await database.prisma.conversation.findUnique({ where: { accountId } })).toMatchObject({ session: { vars: {} } });
  });

  it('without ever being asked: the city’s Hội is named', async () => {
    const accountId = await newAccount(deps);
    const city = await database.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    expect(await inTurn((turn) => dropEverything(turn, { accountId }))).toEqual(city);
  });

  it('by a member: the household is not dropped by the way', async () => {
    await decide(deps, family.accountId, 'refused');
    await inTurn((turn) => dropEverything(turn, { accountId: family.accountId }));
    expect(await database.prisma.household.count({ where: { id: family.householdId } })).toBe(1);
  });
});

describe('an erased account', () => {
  it('that writes again within the day is a new acquaintance and stays', async () => {
    await eraseBy(family.accountId);
    clock.advance(60_000);
    await database.prisma.account.update({ where: { id: family.accountId }, data: { lastInboundAt: clock.now() } });
    clock.advance(DAY);
    await removeErasedAccounts(deps);
    expect(await database.prisma.account.findUnique({ where: { id: family.accountId } })).not.toBeNull();
  });

  it('stays for the day in which its goodbye is delivered', async () => {
    await eraseBy(family.accountId);
    clock.advance(DAY - 60_000);
    await removeErasedAccounts(deps);
    expect(await database.prisma.account.findUnique({ where: { id: family.accountId } })).not.toBeNull();
    clock.advance(120_000);
    await removeErasedAccounts(deps);
    expect(await database.prisma.account.findUnique({ where: { id: family.accountId } })).toBeNull();
  });
});
