import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import { deleteQueuedBlobs } from '../../src/evidence/blob-deletion.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { tellStory } from '../../src/evidence/tell.ts';
import { emptySession } from '../../src/flow/session.ts';
import { blankOldNotes } from '../../src/privacy/blank-old-notes.ts';
import { emptySilentSessions } from '../../src/privacy/empty-silent-sessions.ts';
import { erase } from '../../src/privacy/erase.ts';
import { forgetOldAssessments } from '../../src/privacy/forget-old-assessments.ts';
import { removeIdleAccounts } from '../../src/privacy/remove-idle-accounts.ts';
import { addDays, endOfLocalDay } from '../../src/season/calendar.ts';
import type { SeasonDates } from '../../src/season/definition.ts';
import { jpeg } from '../evidence/samples.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { decide, newAccount, newFamily } from '../support/family.ts';

const DAY = 24 * 60 * 60 * 1000;
const START = '2026-11-01T08:00:00+07:00';
const clock = fixedClock(START);
let database: TestDatabase;
let deps: Deps;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma, { clock, ids: sequentialIds('b') });
});
afterAll(() => database.drop());
beforeEach(() => clock.set(START));

async function tablesWith(text: string): Promise<string[]> {
  const found = [...(await everything(database.prisma))].filter(([, rows]) => rows.includes(text));
  return found.map(([name]) => name).sort();
}

describe('what was answered in a season', () => {
  it('goes with its files when a year has passed since it closed, not a day earlier; the household stays', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'nhahoc-retention-'));
    const blobs = folderBlobStore(folder);
    const family = await newFamily(deps, { head: 'Nguyễn Thị Sen' });
    const asked = { accountId: family.accountId, item: 'B2', inboxId: null };
    await answerIndicator(deps, { ...asked, choice: 'full', seen: null });
    await tellStory(deps, { ...asked, text: 'Tối nào cũng đọc sách' });
    await attachFiles(deps, { ...asked, media: [await receiveFile({ blobs, ids: deps.ids }, { bytes: await jpeg(60) })] });
    const assessment = await database.prisma.assessment.findFirstOrThrow({
      where: { householdId: family.householdId },
      include: { season: true },
    });
    const { closes } = (assessment.season.dates as unknown as SeasonDates).selfAssessment;
    const anniversary = `${Number(closes.slice(0, 4)) + 1}${closes.slice(4)}`;
    const run = () => forgetOldAssessments({ ...deps, db: database.prisma });

    clock.set(endOfLocalDay(anniversary).toISOString());
    expect(await run()).toBe(0);
    expect(await tablesWith('Tối nào cũng đọc sách')).toEqual(['Evidence']);

    clock.set(`${addDays(anniversary, 1)}T00:00:00+07:00`);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect(await tablesWith(assessment.id)).toEqual(['Audit']);
    expect(await tablesWith('Nguyễn Thị Sen')).toEqual(['Household']);
    await deleteQueuedBlobs(deps, blobs);
    const left: string[] = [];
    for await (const { key } of blobs.list()) left.push(key);
    expect(left).toEqual([]);
    await rm(folder, { recursive: true, force: true });
    await database.prisma.$transaction((db) => erase({ ...deps, db }, { accountId: family.accountId }));
  });
});

describe('a conversation that was broken off', () => {
  async function talking(accountId: string): Promise<void> {
    const session = { ...emptySession('en'), vars: { head: 'Trần Văn Kín', phone: '0912000999' }, serial: 7 };
    await database.prisma.conversation.create({ data: { accountId, session: session as object, updatedAt: clock.now() } });
  }
  const sessionOf = async (accountId: string) =>
    (await database.prisma.conversation.findUniqueOrThrow({ where: { accountId } })).session as object;

  it('remembers nothing after 30 days, and its old buttons stay old', async () => {
    const accountId = await newAccount(deps);
    await talking(accountId);
    clock.advance(30 * DAY);
    expect(await emptySilentSessions(deps)).toBe(0);
    clock.advance(1000);
    expect(await emptySilentSessions(deps)).toBe(1);
    expect(await emptySilentSessions(deps)).toBe(0);
    expect(await sessionOf(accountId)).toEqual({ ...emptySession('en'), serial: 7 });
    expect(await tablesWith('Trần Văn Kín')).toEqual([]);
  });

  it('of a member waits for them', async () => {
    const { accountId } = await newFamily(deps);
    await talking(accountId);
    clock.advance(90 * DAY);
    expect(await emptySilentSessions(deps)).toBe(0);
    expect(await sessionOf(accountId)).toMatchObject({ vars: { head: 'Trần Văn Kín' } });
  });
});

describe('a visitor who cannot come back', () => {
  const exists = async (id: string) => (await database.prisma.account.count({ where: { id } })) === 1;
  const browser = (accountId: string, days: number) =>
    database.prisma.webSession.create({
      data: {
        tokenHash: deps.ids.next(),
        accountId,
        createdAt: clock.now(),
        lastSeenAt: clock.now(),
        expiresAt: new Date(clock.now().getTime() + days * DAY),
      },
    });
  const helpRequest = (accountId: string, state: 'open' | 'closed') =>
    database.prisma.helpRequest.create({ data: { id: deps.ids.next(), accountId, state, at: clock.now() } });

  beforeEach(() => database.prisma.account.deleteMany({ where: { memberships: { none: {} } } }));

  it('is removed, address and all', async () => {
    const accountId = await newAccount(deps, 'chat-of-nobody');
    await browser(accountId, 29);
    await helpRequest(accountId, 'closed');
    const { channelAccountId } = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    await database.prisma.inbox.create({
      data: { id: deps.ids.next(), channelAccountId, updateKey: 'u', chatKey: 'chat-of-nobody', state: 'done', receivedAt: clock.now() },
    });
    clock.advance(30 * DAY);
    expect(await removeIdleAccounts(deps)).toBe(0);
    clock.advance(1000);
    expect(await removeIdleAccounts(deps)).toBe(1);
    expect(await tablesWith('chat-of-nobody')).toEqual([]);
    expect(await tablesWith(accountId)).toEqual([]);
  });

  it('on another app is removed just the same', async () => {
    const { organisationId } = await database.prisma.channelAccount.findFirstOrThrow();
    const channelAccountId = deps.ids.next();
    await database.prisma.channelAccount.create({ data: { id: channelAccountId, channel: 'telegram', externalId: '42', organisationId } });
    const id = deps.ids.next();
    await database.prisma.account.create({ data: { id, channelAccountId, externalId: '777000111', createdAt: clock.now() } });
    clock.advance(30 * DAY + 1000);
    expect(await removeIdleAccounts(deps)).toBe(1);
    expect(await tablesWith('777000111')).toEqual([]);
  });

  it('who agreed once is kept for a year; the proof stays and leads to nobody', async () => {
    const accountId = await newAccount(deps, 'chat-of-an-agreer');
    await decide(deps, accountId, 'given');
    const { id } = await database.prisma.consent.findFirstOrThrow({ where: { accountId } });
    clock.advance(365 * DAY);
    expect(await removeIdleAccounts(deps)).toBe(0);
    clock.advance(1000);
    expect(await removeIdleAccounts(deps)).toBe(1);
    expect(await tablesWith('chat-of-an-agreer')).toEqual([]);
    expect(await database.prisma.consent.findUniqueOrThrow({ where: { id } })).toMatchObject({ accountId: null });
  });

  it('is somebody without household, consent, browser or an open call for help', async () => {
    const { accountId: member } = await newFamily(deps);
    const [agreed, browsing, calling, recent] = [
      await newAccount(deps),
      await newAccount(deps),
      await newAccount(deps),
      await newAccount(deps),
    ];
    await decide(deps, agreed, 'given');
    await browser(browsing, 180);
    await helpRequest(calling, 'open');
    clock.advance(31 * DAY);
    await database.prisma.account.update({ where: { id: recent }, data: { lastInboundAt: clock.now() } });
    expect(await removeIdleAccounts(deps)).toBe(0);
    for (const id of [member, agreed, browsing, calling, recent]) expect(await exists(id)).toBe(true);
  });
});

describe('the note of a call for help', () => {
  it('goes a year after the call was answered; that there was one stays', async () => {
    const accountId = await newAccount(deps);
    const call = (note: string, closedAt: Date | null) =>
      database.prisma.helpRequest.create({
        data: { id: deps.ids.next(), accountId, note, state: closedAt ? 'closed' : 'open', at: clock.now(), closedAt },
      });
    await call('đã xong', clock.now());
    await call('còn chờ', null);
    clock.advance(365 * DAY);
    expect(await blankOldNotes(deps)).toBe(0);
    clock.advance(1000);
    expect(await blankOldNotes(deps)).toBe(1);
    const notes = await database.prisma.helpRequest.findMany({ where: { accountId }, orderBy: { id: 'asc' } });
    expect(notes.map(({ note }) => note)).toEqual([null, 'còn chờ']);
  });
});
