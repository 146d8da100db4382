import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { removeEvidence } from '../../src/evidence/remove.ts';
import { tellStory } from '../../src/evidence/tell.ts';
import { emptySession, type Sentence } from '../../src/flow/session.ts';
import { spacedCode } from '../../src/household/household-code.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { type DataPage, dataPage } from '../../src/privacy/data-page.ts';
import { exportData, type PersonalData } from '../../src/privacy/export-data.ts';
import { jpeg } from '../evidence/samples.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { type Family, newAccount, newFamily, newMember } from '../support/family.ts';

const locale = createLocale();
const clock = fixedClock();
const ids = sequentialIds('d');
let database: TestDatabase;
let deps: Deps;
let folder: string;
let family: Family;

const speak = (lang: string) => (sentence: Sentence) => locale.speak(sentence, lang);
const read = (accountId: string, lang = 'vi') => exportData(deps, { accountId, publicUrl: 'https://nhahoc.test', speak: speak(lang) });

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma, { clock, ids });
  folder = await mkdtemp(path.join(tmpdir(), 'nhahoc-export-'));
  family = await newFamily(deps, { head: 'Nguyễn Thị Sen <b>&', phone: '0912000111' });
  const asked = { accountId: family.accountId, item: 'B2', inboxId: null };
  await answerIndicator(deps, { ...asked, choice: 'none' });
  await answerIndicator(deps, { ...asked, choice: 'full' });
  await tellStory(deps, { ...asked, text: 'Tối nào cũng đọc sách' });
  const blobs = folderBlobStore(folder);
  for (const width of [41, 42])
    await attachFiles(deps, { ...asked, media: [await receiveFile({ blobs, ids }, { bytes: await jpeg(width) })] });
  const last = await database.prisma.evidence.findFirstOrThrow({ orderBy: { id: 'desc' } });
  await removeEvidence(deps, { accountId: family.accountId, evidence: last.id });
  await talk();
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function talk(): Promise<void> {
  const { accountId } = family;
  const { channelAccountId, externalId: chatKey } = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const update = { channelAccountId, chatKey, receivedAt: clock.now(), state: 'done' as const };
  await database.prisma.inbox.create({
    data: { id: ids.next(), updateKey: 'u1', seq: 1, ...update, body: { type: 'text', text: 'Chào Nhà Học' } },
  });
  await database.prisma.inbox.create({ data: { id: ids.next(), updateKey: 'u2', seq: 3, ...update, body: { type: 'voice' } } });
  const body = { text: 'Dạ, Nhà Học chào gia đình', choices: [], expect: 'none' };
  await database.prisma.message.create({
    data: { id: ids.next(), accountId, channelAccountId, seq: 2, class: 'reply', body, createdAt: clock.now() },
  });
  await database.prisma.helpRequest.create({ data: { id: ids.next(), accountId, note: 'gọi giúp mình', state: 'open', at: clock.now() } });
}

describe('my data', () => {
  it('has the account, the household, and all that was answered, told and said', async () => {
    const data = await read(family.accountId);
    expect(data).toMatchObject({
      account: { channel: 'web', language: 'vi', phone: '0912000111' },
      consents: [{ purpose: 'selfAssessment', act: 'given', controller: expect.stringContaining('Hội') }],
      household: {
        code: family.code,
        unit: 'Phường Bến Cát',
        area: null,
        head: 'Nguyễn Thị Sen <b>&',
        counts: { primary: 1, adults: 2 },
        members: 1,
      },
      helpRequests: [{ note: 'gọi giúp mình', state: 'open' }],
      messages: [
        { from: 'me', text: 'Chào Nhà Học' },
        { from: 'us', text: 'Dạ, Nhà Học chào gia đình' },
        { from: 'me', kind: 'voice', text: '' },
      ],
    });
    expect(data.assessments).toMatchObject([
      {
        title: 'Gia đình học tập',
        state: 'draft',
        answers: [
          { indicator: 'B2', value: 'none' },
          { indicator: 'B2', value: 'full' },
        ],
        evidence: [
          { kind: 'story', text: 'Tối nào cũng đọc sách', url: null },
          { kind: 'photo', url: expect.stringMatching(/^https:\/\/nhahoc\.test\/files\//), removedAt: null },
          { kind: 'photo', url: null, removedAt: clock.now().toISOString() },
        ],
      },
    ]);
    expect(data.activity.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['consent.given', 'household.register', 'evidence.tell']),
    );
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });

  it('is the household’s for every member, but the conversation is each one’s own', async () => {
    const member = await newMember(deps, family);
    const data = await read(member);
    expect(data.household?.code).toBe(family.code);
    expect(data.assessments[0]?.evidence).toHaveLength(3);
    expect([data.messages, data.helpRequests, data.account.phone]).toEqual([[], [], null]);
    await database.prisma.membership.deleteMany({ where: { accountId: member } });
  });

  it('has what only the conversation remembers', async () => {
    const accountId = await newAccount(deps);
    const vars = { head: 'Trần Văn Kín', phone: '0912000999', adults: 2, joinCode: null, unit: { code: '25813', name: 'Phường Bến Cát' } };
    const frame = { dialog: 'human', version: 1, step: 'ask', history: [], state: null, interrupts: { vars } };
    const session = { ...emptySession('vi'), vars: { note: 'nhờ tới nhà' }, stack: [frame] };
    await database.prisma.conversation.create({ data: { accountId, session: session as object, updatedAt: clock.now() } });
    const data = await read(accountId);
    const { joinCode, ...known } = vars;
    expect(data.remembered).toEqual({ ...known, note: 'nhờ tới nhà' });
    const page = JSON.stringify(dataPage(data, speak('vi')));
    for (const told of ['Trần Văn Kín', '0912000999', 'Phường Bến Cát', 'nhờ tới nhà', ': 2']) expect(page).toContain(told);
  });

  it('is nobody else’s', async () => {
    const stranger = JSON.stringify(await read(await newAccount(deps)));
    for (const secret of ['Sen', '0912000111', family.code, 'đọc sách', 'Chào Nhà Học']) expect(stranger).not.toContain(secret);
  });
});

describe.each(['vi', 'en'])('the page to read (%s)', (lang) => {
  const linesOf = (page: DataPage) => page.sections.flatMap(({ lines }) => lines.map(({ text }) => text));

  it('says what the file says', async () => {
    const data = await read(family.accountId, lang);
    const page = dataPage(data, speak(lang));
    const text = linesOf(page).join('\n');
    for (const value of valuesOf(data)) expect(text).toContain(value);
    expect(text).not.toMatch(/\{\{|undefined|null|\[object/);
    const links = page.sections.flatMap(({ lines }) => lines.flatMap(({ url }) => url ?? []));
    expect(links).toEqual(data.assessments.flatMap(({ evidence }) => evidence.flatMap(({ url }) => url ?? [])));
  });

  it('is whole for somebody of whom next to nothing is known', async () => {
    const page = dataPage(await read(await newAccount(deps), lang), speak(lang));
    for (const { lines } of page.sections) expect(lines.length).toBeGreaterThan(0);
  });

  it('has words for everything that can be in it', async () => {
    const data = await read(family.accountId, lang);
    const household = {
      ...(data.household as NonNullable<PersonalData['household']>),
      area: 'Khu phố 1',
      residence: 'temporary' as const,
      verifiedAt: data.preparedAt,
    };
    const at = data.preparedAt;
    const assessment = data.assessments[0] as PersonalData['assessments'][number];
    const full: PersonalData = {
      ...data,
      account: { ...data.account, channel: 'zalo', language: 'en', phone: null, lastWroteAt: at, stoppedAt: at },
      consents: ['given', 'refused', 'withdrawn'].flatMap((act) =>
        data.consents.map((consent) => ({ ...consent, act, purpose: 'publicList' })),
      ),
      household,
      remembered: {
        unit: { name: 'Phường Bến Cát' },
        area: { name: 'Khu phố 1' },
        head: 'Sen',
        residence: 'temporary',
        elders: 0,
        note: 'x',
      },
      assessments: [
        {
          ...assessment,
          state: 'submitted',
          evidence: [{ ...(assessment.evidence[0] as (typeof assessment.evidence)[number]), kind: 'pdf', url: '/files/x' }],
          submissions: [{ code: 'ABC-2026-1', number: 1, at, renewedAt: null, points: 82.5, max: 100, facts: {}, answers: {} }],
          reviews: ['confirm', 'unconfirm', 'change', 'askBack', 'withdraw', 'propose', 'notPropose', 'object', 'keep'].map((act) => ({
            ...{ act, level: 'hamlet' as const, by: act === 'object' ? ('household' as const) : ('officer' as const) },
            ...{ indicator: 'B2', name: 'B2', value: 'none', words: 'Chưa có', reason: 'Xem lại giúp', at },
          })),
        },
      ],
      helpRequests: ['open', 'taken', 'closed'].map((state) => ({ at, note: null, state, takenAt: null, closedAt: null })),
      messages: ['start', 'text', 'press', 'media', 'mediaProblem', 'contact', 'voice', 'other'].map((kind) => ({
        at,
        from: 'me' as const,
        kind,
        text: '',
      })),
    };
    const text = linesOf(dataPage(full, speak(lang))).join('\n');
    expect(text).toContain('ABC-2026-1');
    expect(text.match(/Xem lại giúp/g)).toHaveLength(9);
    expect(text).not.toMatch(/\{\{|undefined/);
  });
});

function valuesOf({ account, household, assessments, messages, helpRequests }: PersonalData): string[] {
  return [
    account.phone ?? '',
    spacedCode(household?.code ?? ''),
    household?.head ?? '',
    household?.unit ?? '',
    ...assessments.flatMap(({ answers, evidence }) => [...answers.map(({ words }) => words), ...evidence.map(({ text }) => text ?? '')]),
    ...messages.map(({ text }) => text),
    ...helpRequests.map(({ note }) => note ?? ''),
  ];
}
