/**
 * Two households live through everything, on Telegram and on the web, while what can fail does; afterwards nothing they
 * are, said or own stands in what the service printed, however talkative it was.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type PrismaClient } from '../../src/db/client.ts';
import { createRandom } from '../crash/random.ts';
import { createHabits, type Deed, type Question, type Voice } from '../soak/habits.ts';
import type { Line } from '../soak/person.ts';
import { telegramLine } from '../soak/telegram-line.ts';
import { webLine } from '../soak/web-line.ts';
import { type FakeTelegram, type FakeUser, startFakeTelegram } from '../support/fake-telegram.ts';
import { asAfterFirstStart } from '../support/prepared-folder.ts';
import { embeddedServer, eventually, type Running, startService, temporaryFolder } from '../support/service.ts';

const SECRET = 'a-secret-that-only-telegram-knows';
const CHAT = 7_311_223_344;
const LOST_CHAT = 7_355_667_788;
const ACTS = 34;
const PATIENCE_MS = 300_000;

const lan: Voice = { name: 'Trần Thị Kín', phone: '+84901234567', story: 'Cháu Kín đọc sách ở nhà bà Bảy mỗi tối' };
const bay: Voice = { name: 'Lê Văn Giấu', phone: '0907654321', story: 'Ông Giấu học lớp trồng nấm ở xã bên' };
/** Somebody else's words, in the mouth of a platform or of a stranger. */
const rumour = 'Bà Kín ở số 12 hẻm Giấu';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let fake: FakeTelegram;
let service: Running;
let prisma: PrismaClient;
const secrets = new Set<string>([SECRET]);
/** That open a page once. */
const links = new Set<string>();

beforeAll(async () => {
  [folder, fake] = await Promise.all([temporaryFolder(), startFakeTelegram({ perSecond: null })]);
  await asAfterFirstStart(folder.path);
  service = await startService(
    folder.path,
    {
      LOG_LEVEL: 'debug',
      TELEGRAM_BOT_TOKEN: fake.token,
      TELEGRAM_API_ROOT: fake.apiRoot,
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    },
    { life: 2 * PATIENCE_MS },
  );
  prisma = connect((await embeddedServer(folder.path)).url, 2);
  await live();
}, PATIENCE_MS);

afterAll(async () => {
  await prisma?.$disconnect();
  await service?.end('SIGTERM');
  await fake?.close();
  await folder?.remove();
});

async function live(): Promise<void> {
  const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#987' } })
    .jpeg()
    .toBuffer();
  const photos = [photo];
  const user = fake.user(CHAT);
  const telegram = telegramLine({ fake, user, photos, random: createRandom(1) });
  const web = webLine({ url: service.url, address: '11.22.33.44', photos, random: createRandom(2) });
  await Promise.all([
    goThrough(telegram, lan, { 12: platformTroubles, 30: () => filesThatDoNotCome(user, photo) }),
    goThrough(web, bay, { 8: () => strangers(), 20: () => pagesOf() }),
    refusals(),
  ]);
  await openLinks();
  await databaseGoes(user, web);
  web.leave();
}

/** Some forty acts, with trouble before some of them, and then everything is erased. */
async function goThrough(line: Line, voice: Voice, troubles: Record<number, () => unknown>): Promise<void> {
  const habits = createHabits(createRandom(7), voice);
  let question: Question = await line.do({ do: 'start' });
  await allSaid();
  const told = new Set<string>();
  const next = (): Deed => {
    const asksEvidence = /[Kk]ể/.test(question.text) && question.choices.length > 0 && question.choices.every(({ id }) => id === 'later');
    // What a person may leave out is said here, once.
    if (/để lại số điện thoại/.test(question.text) && !told.has('phone')) {
      told.add('phone');
      return { do: 'say', text: voice.phone };
    }
    if (asksEvidence && !told.has('story')) {
      told.add('story');
      return { do: 'say', text: voice.story };
    }
    return habits.next(question);
  };
  for (let act = 0; act < ACTS; act++) {
    await troubles[act]?.();
    question = await line.do(next());
    await allSaid();
    for (const link of question.text.match(/http\S+\/o\/[\w-]+/g) ?? []) links.add(link);
  }
}

/** An answer may be of several messages. */
function allSaid(): Promise<void> {
  const ofTelegram = { channelAccount: { channel: 'telegram' as const } };
  return eventually(async () => {
    expect(await prisma.inbox.count({ where: { state: { in: ['new', 'fetching'] } } })).toBe(0);
    expect(await prisma.message.count({ where: { ...ofTelegram, state: { in: ['queued', 'leased'] } } })).toBe(0);
  });
}

/** What Telegram says in its errors may quote what we sent. */
function platformTroubles(): void {
  fake.fail('sendMessage', { status: 429, retryAfter: 1, description: `Too Many Requests: "${rumour}" to ${CHAT}` });
  fake.fail('sendMessage', { status: 500, description: `Internal: "${rumour}" ${CHAT}` });
  fake.fail('sendMessage', { status: 502, body: `<html>${rumour} ${CHAT}</html>` });
  fake.fail('sendMessage', 'reset');
}

/** getFile fails for a while, then for good; a download breaks off. */
async function filesThatDoNotCome(user: FakeUser, photo: Uint8Array): Promise<void> {
  fake.fail('getFile', { status: 500, description: `"${rumour}" ${CHAT}` }, 3);
  for (let times = 0; times < 2; times++) {
    const before = user.received().length;
    user.sendsPhoto(photo, { caption: rumour });
    await user.hears(before, PATIENCE_MS);
    fake.fail('download', 'reset');
  }
}

/** Somebody to whom nothing can be sent: refused for good, then gone. */
async function refusals(): Promise<void> {
  const lost = fake.user(LOST_CHAT);
  await eventually(async () => expect(await prisma.account.count()).toBeGreaterThan(0));
  fake.moves(LOST_CHAT, LOST_CHAT + 1);
  lost.says(rumour);
  await eventually(async () => expect(await prisma.account.count({ where: { externalId: String(LOST_CHAT + 1) } })).toBe(1));
  const other = fake.user(LOST_CHAT + 5);
  other.deletesAccount();
  other.says(rumour);
  const gone = await eventually(() =>
    prisma.message.findFirstOrThrow({ where: { account: { externalId: String(LOST_CHAT + 5) }, state: 'failed' } }),
  );
  expect(gone.reason).toBe('gone');
}

/** Bodies and addresses of people who know no rules. */
async function strangers(): Promise<void> {
  const post = (path: string, body: string, headers: Record<string, string>) =>
    fetch(service.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const hook = { 'x-telegram-bot-api-secret-token': SECRET };
  const update = JSON.stringify({ update_id: 5, message: { chat: { id: CHAT, type: 'private' }, text: rumour } });
  const said = await Promise.all([
    post('/webhooks/telegram', update.slice(0, -9), hook),
    post('/webhooks/telegram', rumour, hook),
    post('/webhooks/telegram', update.replace('private', rumour), hook),
    post('/webhooks/telegram', update, { 'x-telegram-bot-api-secret-token': encodeURIComponent(rumour) }),
    post('/webhooks/telegram', JSON.stringify({ x: rumour.repeat(60_000) }), hook),
    post('/chat/messages', `{"key":"${rumour}"`, { 'x-nhahoc': 'vi' }),
    post('/chat/messages', `{"key":"${rumour}"}`, { 'x-nhahoc': 'vi', cookie: `nhahoc=${encodeURIComponent(rumour)}` }),
    fetch(`${service.url}/k/${encodeURIComponent(rumour)}?name=${encodeURIComponent(rumour)}`),
    fetch(`${service.url}/files/${encodeURIComponent(rumour)}?phone=${lan.phone}`),
    fetch(`${service.url}/%E0%A4%A?${encodeURIComponent(rumour)}`),
    fetch(`${service.url}/${encodeURIComponent(rumour)}`),
  ]);
  expect(said.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
}

/** Somebody reads what is kept about them. */
async function pagesOf(): Promise<void> {
  const opened = await fetch(`${service.url}/chat/session`, {
    method: 'POST',
    headers: { 'x-nhahoc': 'vi', 'content-type': 'application/json' },
    body: '{}',
  });
  const cookie = opened.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .join('; ');
  secrets.add(cookie.split('=')[1] ?? '');
  for (const path of ['/me/data', '/me/data.json', '/chat/lines'])
    await fetch(service.url + path, { headers: { cookie, 'x-nhahoc': 'vi' } });
}

/** The one-time links that came: looked at, then used. */
async function openLinks(): Promise<void> {
  expect(links.size).toBeGreaterThan(0);
  for (const link of links) {
    secrets.add(link.split('/').at(-1) ?? '');
    await fetch(link);
    await fetch(link, { method: 'POST', redirect: 'manual' });
  }
}

/** PostgreSQL is killed while both of them talk. */
async function databaseGoes(user: FakeUser, web: Line): Promise<void> {
  process.kill((await embeddedServer(folder.path)).pid, 'SIGKILL');
  const before = user.received().length;
  user.says(`menu ${rumour}`);
  const heard = user.hears(before, PATIENCE_MS);
  await Promise.all([heard, web.do({ do: 'say', text: `menu ${rumour}` })]);
}

describe('what the service printed', () => {
  it('is talkative, and tells of the troubles there were', () => {
    const output = service.output();
    const told = [
      '"msg":"request"',
      'The platform wants us to wait',
      'Nobody knows whether a message arrived',
      'A file could not be fetched yet',
      'Files could not be taken',
      'PostgreSQL stopped unexpectedly',
    ];
    expect(told.filter((line) => !output.includes(line))).toEqual([]);
  });

  it('was about households that had told what they have to tell', async () => {
    const households = await prisma.household.findMany({ select: { headName: true, code: true } });
    expect(households.map(({ headName }) => headName).toSorted()).toEqual([bay.name, lan.name]);
    for (const { story } of [lan, bay])
      expect(await prisma.inbox.count({ where: { body: { path: ['text'], equals: story } } })).toBeGreaterThan(0);
    expect(await prisma.evidence.count({ where: { kind: 'story' } })).toBeGreaterThan(0);
    expect(await prisma.account.count({ where: { phone: { not: null } } })).toBeGreaterThan(0);
    expect(await prisma.submission.count()).toBeGreaterThan(0);
  });

  it('holds no name, number, word, chat, code or secret of theirs', async () => {
    const output = service.output();
    const households = await prisma.household.findMany({ select: { code: true } });
    const texts = await prisma.inbox.findMany({ where: { body: { path: ['type'], equals: 'text' } }, select: { body: true } });
    const sessions = await prisma.account.findMany({ where: { channelAccount: { channel: 'web' } }, select: { externalId: true } });
    const files = await Promise.all(
      ['secret.key', 'database.password'].map((name) => readFile(join(folder.path, name), 'utf8').catch(() => '')),
    );
    const forbidden = [
      ...['Kín', 'Giấu', 'Bảy', 'trồng nấm', 'kin731', 'kin735', 'Người 73'],
      ...['901234567', '907654321'],
      ...[CHAT, LOST_CHAT, LOST_CHAT + 1, LOST_CHAT + 5].map(String),
      ...[fake.token, fake.token.split(':')[1] ?? ''],
      'AgACAgUAAx0Cfake',
      ...households.map(({ code }) => code),
      ...sessions.map(({ externalId }) => externalId),
      ...texts.map(({ body }) => (body as { text: string }).text).filter((text) => text.length > 12),
      ...files.map((file) => file.trim()),
      ...secrets,
    ].filter((text) => text !== '');
    expect(forbidden.length).toBeGreaterThan(20);
    const lines = output.normalize('NFC').split('\n');
    for (const text of forbidden) expect(lines.filter((line) => line.includes(text.normalize('NFC')))).toEqual([]);
  });
});
