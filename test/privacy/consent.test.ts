import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import type { Sentence } from '../../src/flow/session.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { type ConsentDecision, decideConsent } from '../../src/privacy/consent-decide.ts';
import { listConsents } from '../../src/privacy/consent-list.ts';
import { consentsOf, type Purpose } from '../../src/privacy/consent-of.ts';
import { withdrawConsent } from '../../src/privacy/consent-withdraw.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { openHouse } from '../support/talk.ts';

const WARD = '25966';
const locale = createLocale();
const speak = (sentence: Sentence) => locale.speak(sentence, 'vi');
const secret = Buffer.alloc(32, 3);

let database: TestDatabase;
let deps: Deps;
let clock: FixedClock;

beforeAll(async () => {
  database = await freshDatabase();
  clock = fixedClock();
  deps = testDeps(database.prisma, { clock });
});
afterAll(() => database.drop());

async function account(): Promise<string> {
  const channel = await database.prisma.channelAccount.findFirstOrThrow();
  const id = deps.ids.next();
  await database.prisma.account.create({ data: { id, channelAccountId: channel.id, externalId: id, createdAt: clock.now() } });
  return id;
}

async function decide(accountId: string, purpose: Purpose, act: ConsentDecision['act'] = 'given'): Promise<void> {
  clock.advance(1000);
  await decideConsent(deps, { accountId, unit: WARD, purpose, act, lang: 'vi', speak, secret });
}

async function withdraw(accountId: string, purpose: Purpose): Promise<void> {
  clock.advance(1000);
  await withdrawConsent(deps, { accountId, purpose });
}

describe('agreeing', () => {
  it.each([
    { language: 'vi', start: 'Bắt đầu', agree: 'Đồng ý', contact: 'Liên hệ: chưa có số điện thoại' },
    { language: 'en', start: 'Start', agree: 'I agree', contact: 'Contact: no phone number yet' },
  ])('is to the very words that were read, those of the sample too ($language)', async ({ language, start, agree, contact }) => {
    const house = await openHouse();
    const lan = await house.visitor();
    await lan.start();
    if (language === 'en') await lan.press('English');
    await lan.press(start);
    await lan.say('lai thieu');
    const shown = (await lan.press('Phường Lái Thiêu')).map(({ text }) => text);
    expect(shown.join()).toContain(contact);
    await lan.press(agree);
    const { textHash } = await house.database.prisma.consent.findFirstOrThrow({ where: { accountId: await lan.accountId() } });
    const { name } = await house.database.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    const words = shown.slice(shown.findIndex((text) => text.includes(name)));
    expect(textHash).toBe(createHash('sha256').update(words.join('\n\n')).digest('hex'));
    await house.close();
  });

  it('keeps who, what, which words, when and how', async () => {
    const lan = await account();
    await decide(lan, 'selfAssessment');
    const [row] = await database.prisma.consent.findMany({ where: { accountId: lan } });
    const city = await database.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    expect(row).toMatchObject({
      purpose: 'selfAssessment',
      act: 'given',
      organisationId: city.id,
      language: 'vi',
      method: 'chat',
      at: clock.now(),
    });
    expect(row?.textVersion).toBe(locale.t('consent.version', 'vi'));
    expect(row?.accountHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has another hash for other words', async () => {
    const [lan, ba] = [await account(), await account()];
    await decide(lan, 'announcements');
    await decideConsent(deps, {
      accountId: ba,
      unit: WARD,
      purpose: 'announcements',
      act: 'given',
      lang: 'en',
      speak: (sentence) => locale.speak(sentence, 'en'),
      secret,
    });
    const rows = await database.prisma.consent.findMany({ where: { accountId: { in: [lan, ba] } } });
    expect(new Set(rows.map((row) => row.textHash)).size).toBe(2);
  });

  it('is proved after an erasure only by who has the key', async () => {
    const lan = await account();
    await decide(lan, 'selfAssessment');
    const { accountHash } = await database.prisma.consent.findFirstOrThrow({ where: { accountId: lan } });
    expect(accountHash).not.toBe(createHash('sha256').update(lan).digest('hex'));
  });
});

describe('the newest act holds', () => {
  it('for each purpose alone', async () => {
    const lan = await account();
    expect(await consentsOf(deps, lan, null)).toEqual({ selfAssessment: null, announcements: null, publicList: null });
    await decide(lan, 'selfAssessment');
    await decide(lan, 'announcements');
    await decide(lan, 'publicList', 'refused');
    expect(await consentsOf(deps, lan, null)).toEqual({ selfAssessment: true, announcements: true, publicList: false });
    await withdraw(lan, 'selfAssessment');
    expect(await consentsOf(deps, lan, null)).toEqual({ selfAssessment: false, announcements: true, publicList: false });
    await decide(lan, 'selfAssessment');
    expect(await consentsOf(deps, lan, null)).toMatchObject({ selfAssessment: true });
  });

  it('and nothing is withdrawn that was not given', async () => {
    const lan = await account();
    await withdraw(lan, 'announcements');
    expect(await consentsOf(deps, lan, null)).toMatchObject({ announcements: null });
    await decide(lan, 'announcements', 'refused');
    await withdraw(lan, 'announcements');
    expect(await database.prisma.consent.count({ where: { accountId: lan } })).toBe(1);
  });

  it('is told in sentences, one a purpose that was asked', async () => {
    const lan = await account();
    expect(await listConsents(deps, { accountId: lan })).toEqual([]);
    await decide(lan, 'selfAssessment');
    await decide(lan, 'publicList', 'refused');
    await withdraw(lan, 'selfAssessment');
    const lines = (await listConsents(deps, { accountId: lan })).map(speak);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^Tự đánh giá: đã rút lại với .*2026/);
    expect(lines[1]).toMatch(/danh sách.*: không đồng ý/);
  });
});
