/** The tokens and keys open the OA to whoever reads them; what people write is theirs. None of it is ever in a log, nor open in the store. */
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RenderedMessage } from '../../../src/channel/channel.ts';
import { createApi } from '../../../src/channel/zalo/api.ts';
import { pastedTokens } from '../../../src/channel/zalo/credentials.ts';
import { createOauth } from '../../../src/channel/zalo/oauth.ts';
import type { Failure } from '../../support/fake-zalo.ts';
import { deadPort, listeningLog } from '../../support/telegram.ts';
import { HOUR, openOa, type TestOa, writing } from './oa.ts';

let oa: TestOa;
beforeEach(async () => {
  oa = await openOa();
});
afterEach(() => oa.close());

const PERSON = 'Trần Thị Kín';
const message: RenderedMessage = {
  text: `Hộ của ${PERSON}, mã KP-9999`,
  buttons: [{ label: PERSON, url: 'https://nhahoc.example.vn/o/KP-9999' }],
  asksContact: true,
};

/** All that was ever good for anything. */
const secrets = new Set<string>();
function remember(): void {
  const { appSecret, oaSecretKey } = oa.fake;
  secrets.add(appSecret).add(oaSecretKey);
  for (const { headers, body } of oa.fake.requests()) {
    for (const name of ['access_token', 'appsecret_proof', 'secret_key']) if (headers[name]) secrets.add(String(headers[name]));
    const form = new URLSearchParams(body);
    for (const name of ['refresh_token', 'code', 'code_verifier']) if (form.has(name)) secrets.add(String(form.get(name)));
  }
}

function expectNoSecret(text: string): void {
  expect(secrets.size).toBeGreaterThan(3);
  for (const secret of secrets) expect(text.includes(secret), 'a secret').toBe(false);
  expect(text).not.toMatch(/Kín|KP-9999/);
}

/** Everything that can come instead of an answer; the words may quote what was sent. */
const endings = (quoted: string): Failure[] => [
  'reset',
  'deaf',
  { code: -201, message: `${quoted} is invalid` },
  { code: -224, message: quoted },
  { code: -98765, message: quoted },
  { status: 500, body: quoted },
  { status: 200, body: `<a href="?access_token=${quoted}">` },
  { status: 302, headers: { location: `http://x.invalid/?access_token=${encodeURIComponent(quoted)}` } },
];

it('no way of failing says them, or what was said to whom', async () => {
  const { log, lines } = listeningLog();
  const shown: string[] = [];
  const note = (error: unknown) => {
    log.error({ err: error }, 'failed');
    log.error(error);
    // Whoever prints one for a look at it.
    shown.push(inspect(error, { depth: 6, showHidden: true }));
  };
  const lan = oa.fake.user();
  lan.follows();
  const api = oa.api();
  const sender = oa.sender({ api, cardPicture: 'https://nhahoc.example.vn/card.png' });
  const oauth = createOauth(oa.fake.oauthRoot);
  for (const quoted of [oa.fake.accessToken, oa.fake.refreshToken, oa.fake.appSecret, PERSON]) {
    for (const ending of endings(quoted)) {
      for (const what of ['cs', 'template', 'image', 'getoa', 'oauth'] as const) oa.fake.fail(what, ending);
      await sender.send(lan.id, message).catch(note);
      await sender.sendTemplate(lan.id, message, 'reminder').catch(note);
      await oauth.refresh(oa.fake, oa.fake.refreshToken).catch(note);
      await api.get('/v2.0/oa/getoa').catch(note);
      oa.fake.heal();
    }
  }
  oauth.close();
  remember();
  expect(lines()).toContain('SendFailure');
  expect(lines()).toContain('ZaloFailure');
  expectNoSecret(lines() + oa.logged());
  // Errors keep the platform's words, which may say anything but these.
  for (const text of shown) for (const secret of secrets) expect(text.includes(secret), 'a secret').toBe(false);
});

/** As PostgreSQL says no: its words may quote what was to be stored. */
const refusal = (quoted: string) =>
  Object.assign(new Error(`out of space for “${quoted}”: ${quoted}`), { severity: 'ERROR', code: '53100' });

it('nor do tokens that are renewed, lost, or refused', async () => {
  let away = true;
  const raw = writing(oa.database.raw, (write) => (away ? Promise.reject(refusal(oa.fake.refreshToken)) : write()));
  oa.advance(26 * HOUR);
  const store = oa.store({ raw, timing: { lookEvery: 5, storeAgain: 5 } });
  store.start();
  await expect(store.current()).rejects.toThrow();
  away = false;
  await oa.api(store).get('/v2.0/oa/getoa');
  oa.fake.revokeAccess();
  oa.fake.revokeRefresh();
  await expect(oa.api(store).get('/v2.0/oa/getoa')).rejects.toThrow();
  const { tokens } = await oa.kept();
  for (const token of [tokens?.accessToken, tokens?.refreshToken]) if (token) secrets.add(token);
  remember();
  expect(oa.logged()).toContain('could not be stored');
  expectNoSecret(oa.logged());
});

it('nor does a platform that cannot be reached', async () => {
  const { log, lines } = listeningLog();
  for (const root of [`http://127.0.0.1:${await deadPort()}`, 'http://zalo.invalid']) {
    const oauth = createOauth(root);
    const api = createApi({ apiRoot: root, tokens: oa.store(), clock: oa.clock });
    const told = [
      oauth.refresh(oa.fake, oa.fake.refreshToken),
      oauth.exchange(oa.fake, oa.fake.authorises(), oa.fake.codeVerifier),
      oa.sender({ api }).send('5', message),
    ];
    for (const result of await Promise.allSettled(told)) {
      expect(result.status).toBe('rejected');
      if (result.status === 'rejected') log.error({ err: result.reason }, `failed: ${result.reason.message} ${result.reason.stack}`);
    }
    oauth.close();
    api.close();
  }
  expect(lines().match(/failed: /g)).toHaveLength(6);
  const { accessToken, refreshToken } = oa.fake;
  secrets.add(accessToken).add(refreshToken).add(createHmac('sha256', oa.fake.appSecret).update(accessToken).digest('hex'));
  remember();
  expectNoSecret(lines());
});

it('nothing that is stored says them', async () => {
  await oa.api().get('/v2.0/oa/getoa');
  oa.advance(26 * HOUR);
  await oa.api().get('/v2.0/oa/getoa');
  await oa.connects(pastedTokens(oa.fake.grants(), oa.clock.now()));
  const { tokens, previousRefreshToken } = await oa.kept();
  secrets
    .add(tokens?.accessToken ?? '')
    .add(tokens?.refreshToken ?? '')
    .add(previousRefreshToken ?? '');
  remember();
  const tables = await oa.database.prisma.$queryRaw<{ name: string }[]>`SELECT relname AS name FROM pg_stat_user_tables`;
  let stored = '';
  for (const { name } of tables) {
    const rows = await oa.database.prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${name}" t`);
    stored += rows.map(({ row }) => row).join('\n');
  }
  expectNoSecret(stored);
  // Encrypted, so any bytes: three of them may well spell a name, the length of a secret they do not.
  const kept = (await oa.database.prisma.channelAccount.findMany()).map(({ credentials }) => Buffer.from(credentials ?? []));
  for (const secret of secrets)
    expect(
      kept.some((bytes) => bytes.includes(secret)),
      'a secret',
    ).toBe(false);
});
