/** The whole service as its operator starts it, with Telegram on: what a household does there comes back as an answer. */
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FakeTelegram, type FakeUser, type Received, startFakeTelegram } from '../support/fake-telegram.ts';
import { type Running, startService, temporaryFolder } from '../support/service.ts';

/** A busy machine takes its time. */
const PATIENCE_MS = 60_000;
const SECRET = 'a-secret-that-only-telegram-knows';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let fake: FakeTelegram;
let service: Running | undefined;

beforeEach(async () => {
  [database, folder, fake] = await Promise.all([freshDatabase(), temporaryFolder(), startFakeTelegram()]);
});
afterEach(async () => {
  await service?.end('SIGTERM');
  service = undefined;
  await fake.close();
  await database.drop();
  await folder.remove();
});

async function open(mode: 'polling' | 'webhook'): Promise<Running> {
  service = await startService(folder.path, {
    DATABASE_URL: database.url,
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.apiRoot,
    TELEGRAM_MODE: mode,
    ...(mode === 'webhook' && { TELEGRAM_WEBHOOK_SECRET: SECRET }),
  });
  return service;
}

/** What the bot says to the last thing somebody did, until `enough`. */
async function answers(user: FakeUser, act: () => unknown, enough: (said: Received[]) => boolean = isQuestion): Promise<Received[]> {
  const before = user.received().length;
  act();
  for (let said: Received[] = []; ; ) {
    said = await user.hears(before + said.length, PATIENCE_MS).then(() => user.received().slice(before));
    if (enough(said)) return said;
  }
}

/** Buttons come last. */
const isQuestion = (said: Received[]) => said.at(-1)?.markup?.inline_keyboard !== undefined;
const text = (said: Received[]) => said.map((one) => one.text).join('\n');

describe.each(['polling', 'webhook'] as const)('by %s', (mode) => {
  it('a household begins, is answered, sends an album as one answer, blocks and comes back', { timeout: 180_000 }, async () => {
    const { output } = await open(mode);
    expect(output()).toContain(`Telegram: on, because TELEGRAM_BOT_TOKEN is set (${mode})`);
    const lan = fake.user();
    expect(text(await answers(lan, () => lan.starts()))).toContain('Chào gia đình!');
    const asked = await answers(
      lan,
      () => lan.presses('Bắt đầu'),
      () => true,
    );
    expect(text(asked)).toContain('Gia đình ở phường hay xã nào?');
    await expect.poll(() => fake.presses(), { timeout: PATIENCE_MS }).toEqual({ all: 1, answered: 1 });

    const photos = await Promise.all(
      [80, 160].map((red) =>
        sharp({ create: { width: 64, height: 48, channels: 3, background: { r: red, g: 9, b: 9 } } })
          .jpeg()
          .toBuffer(),
      ),
    );
    await answers(
      lan,
      () => lan.sendsAlbum(photos),
      () => true,
    );
    const media = await database.prisma.inbox.findMany({ where: { body: { path: ['type'], equals: 'media' } } });
    expect(media.map(({ body }) => (body as { items: unknown[] }).items.length)).toEqual([2]);

    const { id } = await database.prisma.account.findFirstOrThrow({ where: { externalId: String(lan.id) } });
    const rows = () => database.prisma.message.findMany({ where: { accountId: id } });
    const notSent = async () =>
      (await rows()).filter(({ state, doubtAt }) => state !== 'sent' || doubtAt !== null).map(({ state }) => state);
    // What is received is noted a moment later; what is still on its way to someone who blocks us fails, as it should.
    await expect.poll(notSent, { timeout: PATIENCE_MS }).toEqual([]);
    lan.blocks();
    const blockedAt = async () => (await database.prisma.account.findUniqueOrThrow({ where: { id } })).blockedAt;
    await expect.poll(blockedAt, { timeout: PATIENCE_MS }).not.toBeNull();
    lan.unblocks();
    await expect.poll(blockedAt, { timeout: PATIENCE_MS }).toBeNull();
    expect(
      text(
        await answers(
          lan,
          () => lan.says('menu'),
          () => true,
        ),
      ),
    ).not.toBe('');

    await expect.poll(notSent, { timeout: PATIENCE_MS }).toEqual([]);
    const ledger = await rows();
    expect(new Set(ledger.map(({ providerId }) => providerId)).size).toBe(ledger.length);
    expect(output()).not.toContain(fake.token);
  });
});

it('two processes share one bot: each update is taken once, and one of them goes on when the other is killed', {
  timeout: 240_000,
}, async () => {
  const first = await open('polling');
  const other = await temporaryFolder();
  const second = await startService(other.path, {
    DATABASE_URL: database.url,
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.apiRoot,
  });
  try {
    const lan = fake.user();
    await answers(lan, () => lan.starts());
    await first.end('SIGKILL');
    const asks = (said: Received[]) => text(said).includes('Gia đình ở phường hay xã nào?');
    const said = await answers(lan, () => lan.presses('Bắt đầu'), asks);
    // What was in flight at the kill may come twice; then the ledger says so.
    const doubtful = await database.prisma.message.count({ where: { doubtAt: { not: null } } });
    expect(said.length).toBeLessThanOrEqual(1 + doubtful);
    expect(await database.prisma.inbox.count({ where: { state: { not: 'done' } } })).toBe(0);
    expect(fake.busiestSecond()).toBeLessThanOrEqual(30);
  } finally {
    service = second;
    await second.end('SIGTERM');
    service = undefined;
    await other.remove();
  }
});
