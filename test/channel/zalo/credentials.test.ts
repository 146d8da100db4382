import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  adoptEnvironment,
  changeCredentials,
  grantedTokens,
  isDue,
  isExpired,
  pastedTokens,
  readCredentials,
  withTokens,
} from '../../../src/channel/zalo/credentials.ts';
import { SealBroken } from '../../../src/channel/zalo/seal.ts';
import type { ZaloConfig } from '../../../src/config.ts';
import { ensureChannelAccount } from '../../../src/db/channel-account.ts';
import { freshDatabase, type TestDatabase } from '../../support/db.ts';
import { HOUR } from './oa.ts';

const now = new Date('2026-11-27T12:00:00Z');
const at = (hours: number) => new Date(now.getTime() + hours * HOUR);

let database: TestDatabase;
let id: string;
let secret: Uint8Array;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  secret = randomBytes(32);
  id = await ensureChannelAccount({ db: database.prisma, ids: { next: randomUUID } }, { channel: 'zalo', externalId: randomUUID() });
});

const config = (more: Partial<ZaloConfig> = {}): ZaloConfig => ({
  appId: '11',
  appSecret: 'the-secret-of-the-app',
  oaId: '22',
  oaSecretKey: 'the-key-of-the-oa',
  accessToken: null,
  refreshToken: null,
  apiRoot: '',
  oauthRoot: '',
  mediaHosts: [],
  templates: {},
  messagesPerMinute: 4000,
  ...more,
});
const start = (more?: Partial<ZaloConfig>, key = secret) => adoptEnvironment(database.raw, key, id, { config: config(more), now });
const kept = () => readCredentials(database.raw, secret, id);
const bytes = async () => (await database.prisma.channelAccount.findUniqueOrThrow({ where: { id } })).credentials;

describe('the tokens of the environment', () => {
  it('are taken at the first start, sealed', async () => {
    await start({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    expect(await kept()).toEqual({
      appId: '11',
      appSecret: 'the-secret-of-the-app',
      oaId: '22',
      oaSecretKey: 'the-key-of-the-oa',
      tokens: { accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt: at(25).toISOString() },
      seed: createHash('sha256').update('refresh-1').digest('hex'),
    });
    expect(Buffer.from((await bytes()) ?? []).toString('latin1')).not.toMatch(/access-1|refresh-1|secret/);
  });

  it('do not undo what was renewed since', async () => {
    await start({ refreshToken: 'refresh-1' });
    const renewed = grantedTokens({ accessToken: 'access-2', refreshToken: 'refresh-2', lifetime: 25 * HOUR }, now);
    await changeCredentials(database.raw, secret, id, (before) => withTokens(before as never, renewed));
    await start({ refreshToken: 'refresh-1' });
    expect((await kept())?.tokens).toEqual(renewed);
    expect((await kept())?.previousRefreshToken).toBe('refresh-1');
  });

  it('take the place of what is kept once they change', async () => {
    await start({ refreshToken: 'refresh-1' });
    await start({ accessToken: 'access-5', refreshToken: 'refresh-5' });
    expect((await kept())?.tokens).toMatchObject({ accessToken: 'access-5', refreshToken: 'refresh-5' });
  });

  it('leave the refresh token where only another access token is set', async () => {
    await start({ refreshToken: 'refresh-1' });
    const renewed = grantedTokens({ accessToken: 'access-2', refreshToken: 'refresh-2', lifetime: 25 * HOUR }, now);
    await changeCredentials(database.raw, secret, id, (before) => withTokens(before as never, renewed));
    await start({ accessToken: 'access-9' });
    expect(await kept()).toMatchObject({
      tokens: { accessToken: 'access-9', refreshToken: 'refresh-2' },
      previousRefreshToken: 'refresh-1',
    });
  });

  it('need not be there: what `nhahoc zalo connect` stored stays, under the keys of the environment', async () => {
    await start();
    expect(await kept()).toMatchObject({ tokens: null });
    const tokens = pastedTokens({ accessToken: 'access-7', refreshToken: 'refresh-7' }, now);
    await changeCredentials(database.raw, secret, id, (before) => withTokens(before as never, tokens));
    await start({ appSecret: 'another-secret-of-the-app' });
    expect(await kept()).toMatchObject({ tokens, appSecret: 'another-secret-of-the-app' });
  });

  it('do not touch what another secret has sealed', async () => {
    await start({ refreshToken: 'refresh-1' });
    const before = await bytes();
    expect(await start({ refreshToken: 'refresh-1' }, randomBytes(32))).toBeNull();
    expect(await bytes()).toEqual(before);
    await expect(readCredentials(database.raw, randomBytes(32), id)).rejects.toThrow(SealBroken);
  });
});

it('whoever connects an OA need not be able to read what was there', async () => {
  await start({ refreshToken: 'refresh-1' });
  const other = randomBytes(32);
  await changeCredentials(database.raw, other, id, (before) => {
    expect(before).toBeNull();
    return { appId: '11', appSecret: 's', oaId: '22', oaSecretKey: 'k', tokens: null };
  });
  expect(await readCredentials(database.raw, other, id)).toMatchObject({ appSecret: 's' });
});

it('an account without credentials has none, and one that is not there takes none', async () => {
  expect(await kept()).toBeNull();
  const nobody = randomUUID();
  const change = changeCredentials(database.raw, secret, nobody, () => ({
    appId: '',
    appSecret: '',
    oaId: '',
    oaSecretKey: '',
    tokens: null,
  }));
  await expect(change).rejects.toThrow(nobody);
});

describe('tokens', () => {
  it('are renewed after 20 of 25 hours', () => {
    const tokens = grantedTokens({ accessToken: 'a', refreshToken: 'r', lifetime: 25 * HOUR }, now);
    expect([19.9, 20, 24.9, 25].map((hours) => [isDue(tokens, at(hours)), isExpired(tokens, at(hours))])).toEqual([
      [false, false],
      [true, false],
      [true, false],
      [true, true],
    ]);
  });

  it('that live shorter are renewed sooner', () => {
    const tokens = grantedTokens({ accessToken: 'a', refreshToken: 'r', lifetime: HOUR }, now);
    expect([0, 0.7, 0.9].map((hours) => isDue(tokens, at(hours)))).toEqual([false, false, true]);
  });

  it.each([null, '', 'cut…', 'two lines\nof it'])('without an access token that can be one are renewed at once: %j', (accessToken) => {
    const tokens = pastedTokens({ accessToken, refreshToken: 'r' }, now);
    expect(tokens.accessToken).toBe('');
    expect(isDue(tokens, now) && isExpired(tokens, now)).toBe(true);
  });
});
