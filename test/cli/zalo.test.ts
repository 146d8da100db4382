/** The operator lets OAs in: by an admin's consent or with tokens from the console, beside a service, and never another OA than the one meant. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { challengeOf, consentLink, readPastedCode, verifierOf } from '../../src/channel/zalo/connect.ts';
import { adoptEnvironment, type Credentials, readCredentials } from '../../src/channel/zalo/credentials.ts';
import { createOauth } from '../../src/channel/zalo/oauth.ts';
import { createTokenStore } from '../../src/channel/zalo/tokens.ts';
import { readConfig } from '../../src/config.ts';
import { keepSecret, lockDataFolder } from '../../src/data-folder.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { connectRaw } from '../../src/db/raw.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { silentLog } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { type FakeZalo, startFakeZalo } from '../support/fake-zalo.ts';
import { nhahoc, nhahocProcess } from '../support/nhahoc.ts';
import { asAfterFirstStart } from '../support/prepared-folder.ts';
import { query, temporaryFolder } from '../support/service.ts';

const SECRET_KEY = 'a secret of thirty-two characters';
const secret = Buffer.from(SECRET_KEY);
const WARD = '25813';
const OWN_HOI = 'Hội Khuyến học Phường Bến Cát';

let db: TestDatabase;
let fake: FakeZalo;

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  fake = await startFakeZalo({ oas: 3 });
  await db.prisma.channelAccount.deleteMany({ where: { channel: 'zalo' } });
});
afterEach(() => fake.close());

function environment(): Record<string, string> {
  return {
    DATABASE_URL: db.url,
    SECRET_KEY,
    PUBLIC_URL: 'https://nhahoc.example.vn',
    ZALO_APP_ID: fake.appId,
    ZALO_APP_SECRET: fake.appSecret,
    ZALO_OA_ID: fake.oaId,
    ZALO_OA_SECRET_KEY: fake.oaSecretKey,
    ZALO_API_ROOT: fake.apiRoot,
    ZALO_OAUTH_ROOT: fake.oauthRoot,
  };
}

function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(environment()).filter(([name]) => !names.includes(name)));
}

/** The console of the fake keeps a challenge of its own. */
const connecting = (args: string[]) => ['zalo', 'connect', '--verifier', fake.codeVerifier, ...args];
const connect = (args: string[] = [], typed: string[] = [], env = environment()) => nhahoc(connecting(args), env, typed);

const accountOf = (externalId: string) =>
  db.prisma.channelAccount.findUnique({ where: { channel_externalId: { channel: 'zalo', externalId } }, include: { organisation: true } });

async function keptOf(oaId: string): Promise<Credentials | null> {
  const account = await accountOf(oaId);
  return account && readCredentials(db.raw, secret, account.id);
}

async function ownHoi(): Promise<string> {
  const city = await db.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
  const own = { name: OWN_HOI, contact: '-', dataProtection: '-', level: 'ward' as const, parentId: city.id, unitCode: WARD };
  const { id } = await db.prisma.organisation.upsert({
    where: { unitCode: WARD },
    create: { id: crypto.randomUUID(), ...own },
    update: {},
  });
  return id;
}

describe('the OA of the environment', () => {
  test('is connected by the address that its admin pasted, and its tokens are sealed', async () => {
    const address = `https://nhahoc.example.vn/?oa_id=${fake.oaId}&code=${fake.authorises()}`;
    const { code, output } = await nhahocProcess(connecting([]), environment(), [address]);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(`Connected: Hội Khuyến học 1 (OA ${fake.oaId}`) });
    expect(output).toContain(consentLink(fake.oauthRoot, linkParts(fake.codeVerifier)));
    expect(output).toContain(`code challenge  ${challengeOf(fake.codeVerifier)}`);
    expect(output).toContain('https://nhahoc.example.vn/webhooks/zalo');

    const kept = await keptOf(fake.oaId);
    expect(kept).toMatchObject({ appId: fake.appId, oaId: fake.oaId, oaSecretKey: fake.oaSecretKey });
    const { accessToken = '', refreshToken = '' } = kept?.tokens ?? {};
    expect(Date.parse(kept?.tokens?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 24 * 60 * 60 * 1000);
    expect((await accountOf(fake.oaId))?.organisation.level).toBe('city');
    const rows = (await everything(db.prisma)).get('ChannelAccount') ?? '';
    for (const hidden of [accessToken, refreshToken, fake.appSecret, fake.oaSecretKey]) {
      expect(hidden).not.toBe('');
      expect(output).not.toContain(hidden);
      expect(rows).not.toContain(hidden);
      expect(rows).not.toContain(Buffer.from(hidden).toString('hex'));
    }
  });

  test('is connected without a question when the code is given', async () => {
    const { code, output } = await connect(['--code', fake.authorises()]);
    expect(code).toBe(0);
    expect(output).not.toContain('permission');
    expect((await keptOf(fake.oaId))?.tokens).not.toBeNull();
  });

  test('is connected with the tokens of the console, which are not shown', async () => {
    const { accessToken, refreshToken } = fake.grants();
    const { code, output } = await nhahocProcess(['zalo', 'connect', '--tokens'], environment(), [accessToken, refreshToken]);
    expect(code).toBe(0);
    expect(output).not.toContain(accessToken);
    expect((await keptOf(fake.oaId))?.tokens).toMatchObject({ accessToken, refreshToken });
  });

  test('comes to life again beside a running service, which need not be started anew', async () => {
    await connect(['--code', fake.authorises()]);
    const account = await accountOf(fake.oaId);
    const oauth = createOauth(fake.oauthRoot);
    const clock = { now: () => new Date() };
    const store = createTokenStore({ raw: db.raw, secret, channelAccountId: account?.id ?? '', oauth, clock, log: silentLog });
    const before = await store.current();
    fake.revokeAccess();
    fake.revokeRefresh();
    await expect(store.instead(before)).rejects.toMatchObject({ end: 'noToken' });

    const again = await connect(['--code', fake.authorises()]);
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('A running service uses them within a minute') });
    const { token } = await store.instead(before);
    expect(token).toBe((await keptOf(fake.oaId))?.tokens?.accessToken);
    expect((await keptOf(fake.oaId))?.previousRefreshToken).not.toBe((await keptOf(fake.oaId))?.tokens?.refreshToken);
    await store.stop();
    oauth.close();
  });

  test('keeps what was connected when the service starts with old tokens in its environment', async () => {
    const stale = fake.grants();
    const env = { ...environment(), ZALO_ACCESS_TOKEN: stale.accessToken, ZALO_REFRESH_TOKEN: stale.refreshToken };
    await connect(['--code', fake.authorises()], [], env);
    const connected = (await keptOf(fake.oaId))?.tokens;
    const { zalo } = readConfig(env);
    if (!zalo) throw new Error('Zalo is off');
    const account = await accountOf(fake.oaId);
    await adoptEnvironment(db.raw, secret, account?.id ?? '', { config: zalo, now: new Date() });
    expect((await keptOf(fake.oaId))?.tokens).toEqual(connected);
  });
});

describe('another OA than the one meant', () => {
  test('is refused before the code is used up, where the address says so', async () => {
    const code = fake.authorises(1);
    const refused = await connect([], [`https://nhahoc.example.vn/?code=${code}&oa_id=${fake.oas[1]?.oaId}`]);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(`OA ${fake.oas[1]?.oaId} was agreed for`) });
    expect(await accountOf(fake.oaId)).toBeNull();
    expect(fake.requests('oauth')).toHaveLength(0);
  });

  test('is refused by its tokens, and nothing is kept', async () => {
    const refused = await connect(['--code', fake.authorises(1)]);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('These tokens are of another OA, Hội Khuyến học 2') });
    const { accessToken, refreshToken } = fake.grants(1);
    const pasted = await nhahoc(['zalo', 'connect', '--tokens'], environment(), [accessToken, refreshToken]);
    expect(pasted).toMatchObject({ code: 1, output: expect.stringContaining('Nothing was changed') });
    expect(await accountOf(fake.oaId)).toBeNull();
  });
});

describe('what goes wrong is said with its remedy', () => {
  test('a code that is old, used, or no code', async () => {
    const old = fake.authorises();
    fake.advance(11 * 60_000);
    expect((await connect(['--code', old])).output).toContain('it is older than ten minutes');
    const used = fake.authorises();
    await connect(['--code', used]);
    expect((await connect(['--code', used])).output).toContain('it is no code, or was used before');
    expect((await connect([], ['https://nhahoc.example.vn/'])).output).toContain('That is no code');
    expect((await connect([], [])).output).toContain('Nothing was answered');
  });

  test('a challenge in the console that is not ours', async () => {
    const { code, output } = await nhahoc(['zalo', 'connect', '--code', fake.authorises()], environment());
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('the code challenge in the console is not ours') });
  });

  test('an app that is not ours, and an OA whose package is too small', async () => {
    const env = { ...environment(), ZALO_APP_SECRET: 'another-secret-of-an-app' };
    expect((await connect(['--code', fake.authorises()], [], env)).output).toContain('do not belong together');
    fake.fail('getoa', { code: -224 });
    const { code, output } = await connect(['--code', fake.authorises()]);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('package') });
    expect(await accountOf(fake.oaId)).toBeNull();
  });

  test('settings that are missing', async () => {
    const { DATABASE_URL = '' } = environment();
    expect(await nhahoc(['zalo', 'connect'], { DATABASE_URL })).toMatchObject({
      code: 1,
      output: expect.stringContaining('Set ZALO_APP_ID'),
    });
    const { path, remove } = await temporaryFolder();
    expect(await connect([], [], { ...without('SECRET_KEY'), DATA_DIR: path })).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no secret.key'),
    });
    await remove();
    for (const args of [[], ['dance'], ['connect', '--code', 'x', '--tokens'], ['connect', '--nothing']]) {
      expect(await nhahoc(['zalo', ...args], environment()), args.join(' ')).toMatchObject({ code: 2 });
    }
  });
});

describe('an OA of a ward’s own', () => {
  const own = () => fake.oas[1] as FakeZalo['oas'][number];

  test('is asked for, kept with its Hội, and not asked for again', async () => {
    await ownHoi();
    const first = await connect(['--organisation', WARD], [own().oaId, own().oaSecretKey, fake.authorises(1)]);
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining(`Connected: Hội Khuyến học 2 (OA ${own().oaId}`) });
    expect(first.output).not.toContain(own().oaSecretKey);
    expect(first.output).toContain('need not be started anew');
    expect((await accountOf(own().oaId))?.organisation.name).toBe(OWN_HOI);
    const kept = await keptOf(own().oaId);
    expect(kept).toMatchObject({ appId: fake.appId, appSecret: fake.appSecret, oaId: own().oaId, oaSecretKey: own().oaSecretKey });

    const second = await connect(['--organisation', OWN_HOI, '--code', fake.authorises(1)]);
    expect(second).toMatchObject({ code: 0, output: expect.stringContaining('A running service uses them') });
    expect((await keptOf(own().oaId))?.tokens?.accessToken).not.toBe(kept?.tokens?.accessToken);
    expect(await db.prisma.channelAccount.count({ where: { channel: 'zalo' } })).toBe(1);
  });

  test('belongs to one Hội', async () => {
    await ownHoi();
    await connect(['--organisation', WARD], [own().oaId, own().oaSecretKey, fake.authorises(1)]);
    const city = await db.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    const taken = await connect(['--organisation', city.name], [own().oaId, own().oaSecretKey]);
    expect(taken).toMatchObject({ code: 1, output: expect.stringContaining(`belongs to ${OWN_HOI}`) });
    const environments = await connect(['--organisation', city.name], [fake.oaId]);
    expect(environments).toMatchObject({ code: 1, output: expect.stringContaining('is that of the environment') });
  });

  test('is one of a Hội that there is, with an id and a key that can be', async () => {
    await ownHoi();
    const unknown = await connect(['--organisation', 'Hội nào đó']);
    expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining(`  ${OWN_HOI} (${WARD})\n`) });
    expect((await connect(['--organisation', WARD], ['hội'])).output).toContain('has digits only');
    expect((await connect(['--organisation', WARD], [own().oaId, 'khóa bí mật'])).output).toContain('and no space');
    expect(await db.prisma.channelAccount.count({ where: { channel: 'zalo' } })).toBe(0);
  });
});

test('beside a service with a database of its own, the command finds database and key', async () => {
  const folder = await temporaryFolder();
  await asAfterFirstStart(folder.path);
  const lock = await lockDataFolder(folder.path);
  const server = await startEmbedded(folder.path, silentLog, { disposable: true });
  const key = await keepSecret(folder.path, 'secret.key');
  const env = { ...without('DATABASE_URL', 'SECRET_KEY'), DATA_DIR: folder.path };
  const { code, output } = await nhahocProcess(connecting(['--code', fake.authorises()]), env);
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('Connected') });
  const [account] = await query<{ id: string }>(server.url, `SELECT id::text AS id FROM "ChannelAccount" WHERE channel = 'zalo'`);
  const raw = connectRaw(server.url, 1);
  expect(await readCredentials(raw, Buffer.from(key), account?.id ?? '')).toMatchObject({ oaId: fake.oaId });
  await raw.close();
  await server.stop();
  await lock.close();
  await folder.remove();
});

describe('what is pasted', () => {
  test.each([
    ['abcdefghijk', { code: 'abcdefghijk', oaId: null }],
    [' https://nhahoc.example.vn/?oa_id=12&code=abcdefghijk ', { code: 'abcdefghijk', oaId: '12' }],
    ['https://nhahoc.example.vn/?code=abc%2Bdefghijk', { code: 'abc+defghijk', oaId: null }],
    ['https://nhahoc.example.vn/', null],
    ['https://nhahoc.example.vn/?code=', null],
    ['', null],
    ['hai từ', null],
    ['abc', null],
  ])('%s', (pasted, expected) => {
    expect(readPastedCode(pasted)).toEqual(expected);
  });
});

test('the verifier is always the same for an app, has 43 signs, and another service has another', () => {
  const verifier = verifierOf(secret, '123');
  expect(verifier).toMatch(/^[\w-]{43}$/);
  expect(verifierOf(secret, '123')).toBe(verifier);
  expect(verifierOf(secret, '124')).not.toBe(verifier);
  expect(verifierOf(Buffer.from('another secret'), '123')).not.toBe(verifier);
});

function linkParts(verifier: string) {
  return { appId: fake.appId, callback: 'https://nhahoc.example.vn/', challenge: challengeOf(verifier) };
}
