/** The whole service as its operator starts it, with Zalo on: what a household does there comes back as an answer. */
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FakeUser, type FakeZalo, type Received, startFakeZalo } from '../support/fake-zalo.ts';
import { nhahocProcess } from '../support/nhahoc.ts';
import { type Running, startService, temporaryFolder } from '../support/service.ts';

/** A busy machine takes its time. */
const PATIENCE_MS = 60_000;
const QUIET_MS = 1_500;
const WARD = '25813';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let fake: FakeZalo;
let services: Running[] = [];

beforeEach(async () => {
  [database, folder, fake] = await Promise.all([freshDatabase(), temporaryFolder(), startFakeZalo({ oas: 2, retryScale: 0.02 })]);
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.end('SIGTERM')));
  services = [];
  await fake.close();
  await database.drop();
  await folder.remove();
});

async function open(dataDir = folder.path): Promise<Running> {
  const service = await startService(dataDir, environment());
  services.push(service);
  return service;
}

function environment(): Record<string, string> {
  return {
    DATABASE_URL: database.url,
    SECRET_KEY: 'one-secret-for-all-processes-of-this-test',
    ZALO_APP_ID: fake.appId,
    ZALO_APP_SECRET: fake.appSecret,
    ZALO_OA_ID: fake.oaId,
    ZALO_OA_SECRET_KEY: fake.oaSecretKey,
    ZALO_ACCESS_TOKEN: fake.accessToken,
    ZALO_REFRESH_TOKEN: fake.refreshToken,
    ZALO_API_ROOT: fake.apiRoot,
    ZALO_OAUTH_ROOT: fake.oauthRoot,
    ZALO_MEDIA_HOSTS: fake.mediaHost,
  };
}

const hookOf = ({ url }: Running) => `${url}/webhooks/zalo`;

/** What the OA says to the last thing somebody did, until `enough`. */
async function answers(user: FakeUser, act: () => unknown, enough: (said: Received[]) => boolean = () => true): Promise<Received[]> {
  const before = user.received().length;
  act();
  for (let said: Received[] = []; ; ) {
    said = await user.hears(before + said.length, PATIENCE_MS).then(() => user.received().slice(before));
    if (enough(said)) return said;
  }
}

const isQuestion = (said: Received[]) => (said.at(-1)?.buttons.length ?? 0) > 0;
const text = (said: Received[]) => said.map((one) => one.text).join('\n');
const accountOf = (user: FakeUser) => database.prisma.account.findFirst({ where: { externalId: user.id } });

describe('a household', () => {
  it('begins, presses, sends photos, meets an officer, leaves, and is forgotten', { timeout: 240_000 }, async () => {
    const service = await open();
    expect(service.output()).toContain(`Zalo: on, because the keys of OA ${fake.oaId} are set (tokens from the environment)`);
    await fake.subscribe(hookOf(service));
    const lan = fake.user();
    expect(text(await answers(lan, () => lan.follows(), isQuestion))).toContain('Chào gia đình! Đây là Nhà Học');
    expect(text(await answers(lan, () => lan.presses('Bắt đầu')))).toContain('Gia đình ở phường hay xã nào?');

    const photos = await Promise.all(
      [80, 160].map((red) =>
        sharp({ create: { width: 64, height: 48, channels: 3, background: { r: red, g: 9, b: 9 } } })
          .jpeg()
          .toBuffer(),
      ),
    );
    await answers(lan, () => lan.sendsPhotos(photos));
    const media = await database.prisma.inbox.findMany({ where: { body: { path: ['type'], equals: 'media' } } });
    expect(media.map(({ body }) => (body as { items: unknown[] }).items.length)).toEqual([2]);

    const ledger = () => database.prisma.message.findMany({ where: { account: { externalId: lan.id } } });
    const notArrived = async () =>
      (await ledger()).filter(({ state, terms, arrivedAt }) => state !== 'sent' || terms !== 'free' || arrivedAt === null).length;
    // Photos are answered in more than one message: what is on its way could come after the officer's.
    await expect.poll(notArrived, { timeout: PATIENCE_MS }).toBe(0);
    const taken = await answers(
      lan,
      () => fake.officer.writes(lan, 'Chào cô, cháu ở Hội Khuyến học phường.'),
      (said) => said.length === 2,
    );
    expect(taken.map(({ from }) => from)).toEqual(['officer', 'oa']);
    expect(taken[1]?.text).toBe('Cán bộ đang trả lời. Nhắn TIẾP TỤC để làm tiếp.');
    lan.says('dạ cháu hỏi cô trả lời');
    fake.officer.writes(lan, 'Cô cứ hỏi.');
    await fake.settled();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    expect(lan.received().at(-1)?.text).toBe('Cô cứ hỏi.');
    const goesOn = await answers(
      lan,
      () => lan.says('TIẾP TỤC'),
      (said) => said.length === 2,
    );
    expect(text(goesOn)).toContain('Gia đình ở phường hay xã nào?');

    lan.unfollows();
    await expect.poll(async () => (await accountOf(lan))?.blockedAt, { timeout: PATIENCE_MS }).not.toBeNull();
    lan.follows();
    await expect.poll(async () => (await accountOf(lan))?.blockedAt, { timeout: PATIENCE_MS }).toBeNull();

    await expect.poll(notArrived, { timeout: PATIENCE_MS }).toBe(0);

    const said = lan.received().length;
    lan.withdraws();
    await expect.poll(async () => (await accountOf(lan))?.erasedAt ?? null, { timeout: PATIENCE_MS }).not.toBeNull();
    expect((await ledger()).filter(({ body }) => body !== null)).toEqual([]);
    expect(lan.received()).toHaveLength(said);

    for (const secret of [fake.accessToken, fake.refreshToken, fake.appSecret, fake.oaSecretKey, lan.id])
      expect(service.output()).not.toContain(secret);
  });
});

it('two processes share one OA: what one was about to send the other sends, and tokens are renewed once', {
  timeout: 240_000,
}, async () => {
  const other = await temporaryFolder();
  try {
    const first = await open();
    const second = await open(other.path);
    await fake.subscribe(hookOf(second));
    const lan = fake.user();
    await answers(lan, () => lan.follows(), isQuestion);
    fake.revokeAccess();
    await answers(lan, () => lan.presses('Bắt đầu'));
    expect(fake.refreshes()).toBe(1);
    await first.end('SIGKILL');
    await answers(lan, () => lan.says('menu'), isQuestion);
    await fake.settled();
    expect(await database.prisma.inbox.count({ where: { state: { not: 'done' } } })).toBe(0);
    expect(fake.refreshes()).toBe(1);
    expect(fake.events()).toMatchObject({ lost: 0 });
  } finally {
    await Promise.all(services.map((service) => service.end('SIGTERM')));
    await other.remove();
  }
});

it('an OA of a ward that is connected beside running processes is answered for at once', { timeout: 240_000 }, async () => {
  const other = await temporaryFolder();
  try {
    await open();
    const second = await open(other.path);
    await fake.subscribe(hookOf(second));
    const lan = fake.user({ oa: 1 });
    const city = await database.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    const hoi = { name: 'Hội Khuyến học Phường Bến Cát', contact: '-', dataProtection: '-', level: 'ward' as const, parentId: city.id };
    const create = { id: randomUUID(), ...hoi, unitCode: WARD };
    await database.prisma.organisation.upsert({ where: { unitCode: WARD }, create, update: {} });
    const { oaId = '', oaSecretKey = '' } = fake.oas[1] ?? {};
    const args = ['zalo', 'connect', '--organisation', WARD, '--verifier', fake.codeVerifier, '--code', fake.authorises(1)];
    const connected = await nhahocProcess(args, environment(), [oaId, oaSecretKey]);
    expect(connected).toMatchObject({ code: 0, output: expect.stringContaining('need not be started anew') });
    expect(text(await answers(lan, () => lan.follows(), isQuestion))).toContain('Chào gia đình! Đây là Nhà Học');
    expect(fake.events()).toMatchObject({ failed: 0, lost: 0 });
    const key = { channel: 'zalo' as const, externalId: oaId };
    const { id } = await database.prisma.channelAccount.findUniqueOrThrow({ where: { channel_externalId: key } });
    await expect.poll(() => database.prisma.message.count({ where: { channelAccountId: id, state: 'sent' } })).toBeGreaterThan(0);
  } finally {
    await Promise.all(services.map((service) => service.end('SIGTERM')));
    await other.remove();
  }
});
