import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CannotStart } from '../../src/cannot-start.ts';
import { readConfig, variableNames } from '../../src/config.ts';

test('without any variable it serves on this machine, on the web, with its own database', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: null,
    dataDir: resolve('data'),
    databaseUrl: null,
    logLevel: null,
    secretKey: null,
    city: null,
    telegram: null,
    zalo: null,
    channels: {
      telegram: { on: false, why: 'TELEGRAM_BOT_TOKEN is not set' },
      zalo: { on: false, why: 'ZALO_OA_ID is not set' },
    },
  });
});

test('an empty value counts as none', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', CITY_ORG_NAME: '' })).toEqual(readConfig({}));
});

test('the address people use is taken without the slash at its end', () => {
  expect(readConfig({ PUBLIC_URL: 'https://nhahoc.example.vn/' }).publicUrl).toBe('https://nhahoc.example.vn');
  expect(readConfig({ PUBLIC_URL: 'http://127.0.0.1:8080' }).publicUrl).toBe('http://127.0.0.1:8080');
});

describe('bad values', () => {
  test('are named all at once, each with what was expected', () => {
    const lines = linesOf({
      PORT: 'eighty',
      PUBLIC_URL: 'nhahoc.example.vn',
      DATABASE_URL: 'mysql://localhost',
      LOG_LEVEL: 'loud',
      SECRET_KEY: 'short',
      TELEGRAM_BOT_TOKEN: 'hello',
      ZALO_MESSAGES_PER_MINUTE: 'many',
    });
    expect(lines).toEqual([
      'PORT: expected a number from 0 to 65535',
      'PUBLIC_URL: expected an address such as https://nhahoc.example.vn, without a path or anything after it',
      'DATABASE_URL: expected an address such as postgres://user:password@host:5432/nhahoc',
      'LOG_LEVEL: expected fatal, error, warn, info, debug or silent',
      'SECRET_KEY: expected at least 32 characters',
      'TELEGRAM_BOT_TOKEN: expected a token such as 123456789:AA…, from @BotFather',
      'ZALO_MESSAGES_PER_MINUTE: expected a whole number from 1 to 100000, or unlimited',
    ]);
  });

  test('are never repeated: they may be secrets', () => {
    expect(linesOf({ TELEGRAM_BOT_TOKEN: 'very-private' }).join()).not.toContain('very-private');
  });

  test.each(['70000', '-1', '80.5', 'NaN', '1e3', '0x50'])('PORT=%s is refused', (PORT) => {
    expect(linesOf({ PORT })).toEqual(['PORT: expected a number from 0 to 65535']);
  });

  test.each([
    'https://a.vn/chat',
    'https://a.vn/chat/',
    'https://a.vn//',
    'https://a.vn?x=1',
    'https://a.vn/#top',
    'https://a.vn?',
    'https://me:word@a.vn',
    'https:a.vn',
    'ftp://a.vn',
    'a.vn',
  ])('PUBLIC_URL=%s is refused: links are built on it', (PUBLIC_URL) => {
    expect(linesOf({ PUBLIC_URL })[0]).toMatch(/^PUBLIC_URL: expected/);
  });
});

describe("the city's Hội", () => {
  test('is named by three variables together', () => {
    const config = readConfig({ CITY_ORG_NAME: 'Hội', CITY_ORG_CONTACT: 'số 1', CITY_ORG_DATA_PROTECTION: 'bà phụ trách' });
    expect(config.city).toEqual({ name: 'Hội', contact: 'số 1', dataProtection: 'bà phụ trách', sample: false });
  });

  test('half named is refused, whatever else is wrong', () => {
    const names = linesOf({ CITY_ORG_NAME: 'Hội', PORT: 'x' }).map((line) => line.split(':')[0]);
    expect(names).toEqual(['PORT', 'CITY_ORG_CONTACT', 'CITY_ORG_DATA_PROTECTION']);
  });
});

describe('Telegram', () => {
  const TOKEN = '123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIii';
  const SECRET = 'only-telegram-knows';
  const webhook = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_MODE: 'webhook' };

  test('is on when it has a token, and polls unless told otherwise', () => {
    const { telegram, channels } = readConfig({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_WEBHOOK_SECRET: SECRET });
    expect(channels.telegram).toEqual({ on: true, why: 'TELEGRAM_BOT_TOKEN is set (polling)' });
    expect(telegram).toEqual({
      token: TOKEN,
      botId: '123456789',
      mode: 'polling',
      secret: null,
      apiRoot: 'https://api.telegram.org',
      messagesPerSecond: 30,
    });
  });

  test('has messages delivered to a public address, with a secret', () => {
    const config = readConfig({ ...webhook, TELEGRAM_WEBHOOK_SECRET: SECRET, PUBLIC_URL: 'https://nhahoc.example.vn' });
    expect(config.telegram).toMatchObject({ mode: 'webhook', secret: SECRET });
    expect(config.channels.telegram.why).toBe('TELEGRAM_BOT_TOKEN is set (webhook)');
  });

  test('names everything that a webhook is missing', () => {
    const [secret, address] = [
      'TELEGRAM_WEBHOOK_SECRET: expected a value, because TELEGRAM_MODE is webhook',
      'PUBLIC_URL: expected an address with https, because TELEGRAM_MODE is webhook',
    ];
    expect(linesOf(webhook)).toEqual([secret, address]);
    expect(linesOf({ ...webhook, PUBLIC_URL: 'https://nhahoc.example.vn' })).toEqual([secret]);
    expect(linesOf({ ...webhook, TELEGRAM_WEBHOOK_SECRET: SECRET, PUBLIC_URL: 'http://nhahoc.example.vn' })).toEqual([address]);
  });

  test('delivers to any address from a server of one’s own', () => {
    const config = readConfig({ ...webhook, TELEGRAM_WEBHOOK_SECRET: SECRET, TELEGRAM_API_ROOT: 'http://127.0.0.1:8081/' });
    expect(config.telegram?.apiRoot).toBe('http://127.0.0.1:8081');
  });

  test('asks for nothing while it is off', () => {
    expect(readConfig({ TELEGRAM_MODE: 'webhook' }).telegram).toBeNull();
  });

  test.each([
    ['1', 1],
    ['1000', 1000],
    ['unlimited', Number.POSITIVE_INFINITY],
  ])('takes %s messages a second', (TELEGRAM_MESSAGES_PER_SECOND, expected) => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_MESSAGES_PER_SECOND }).telegram?.messagesPerSecond).toBe(expected);
  });

  test.each(['0', '-1', '1001', '2.5', 'many', 'Infinity', '0x10'])('refuses %s messages a second', (TELEGRAM_MESSAGES_PER_SECOND) => {
    expect(linesOf({ TELEGRAM_MESSAGES_PER_SECOND })).toEqual([
      'TELEGRAM_MESSAGES_PER_SECOND: expected a whole number from 1 to 1000; raise it only with paid broadcasts or a local Bot API server',
    ]);
  });
});

describe('Zalo', () => {
  const KEYS = {
    ZALO_APP_ID: '360846524940903967',
    ZALO_APP_SECRET: 'secret-of-the-app-1',
    ZALO_OA_ID: '388613280878808645',
    ZALO_OA_SECRET_KEY: 'secret-of-the-oa-01',
  };
  const ADDRESS = { PUBLIC_URL: 'https://nhahoc.example.vn' };

  test('is on when app and OA are there with their keys', () => {
    const { zalo, channels } = readConfig({ ...KEYS, ...ADDRESS });
    expect(channels.zalo).toEqual({ on: true, why: 'the keys of OA 388613280878808645 are set (tokens from nhahoc zalo connect)' });
    expect(zalo).toEqual({
      appId: '360846524940903967',
      appSecret: 'secret-of-the-app-1',
      oaId: '388613280878808645',
      oaSecretKey: 'secret-of-the-oa-01',
      accessToken: null,
      refreshToken: null,
      apiRoot: 'https://openapi.zalo.me',
      oauthRoot: 'https://oauth.zaloapp.com',
      mediaHosts: ['zadn.vn', 'zdn.vn', 'zaloapp.com'],
      templates: {},
      messagesPerMinute: 4000,
    });
  });

  test('says which tokens and templates it was given, never a token', () => {
    const tokens = { ZALO_ACCESS_TOKEN: 'access-token-0123456789', ZALO_REFRESH_TOKEN: 'refresh-token-0123456789' };
    const { zalo, channels } = readConfig({ ...KEYS, ...ADDRESS, ...tokens, ZALO_TEMPLATES: 'reminder=7895417a7d3f9461cd2e' });
    expect(zalo).toMatchObject({ accessToken: tokens.ZALO_ACCESS_TOKEN, refreshToken: tokens.ZALO_REFRESH_TOKEN });
    expect(channels.zalo.why).toBe('the keys of OA 388613280878808645 are set (tokens from the environment; templates for reminder)');
    const { why } = readConfig({ ...KEYS, ...ADDRESS, ZALO_ACCESS_TOKEN: tokens.ZALO_ACCESS_TOKEN }).channels.zalo;
    expect(why).toBe('the keys of OA 388613280878808645 are set (an access token from the environment, for 25 hours at most)');
  });

  test.each(Object.keys(KEYS))('names %s when only that is missing', (name) => {
    expect(linesOf({ ...KEYS, ...ADDRESS, [name]: '' })).toEqual([
      `${name}: expected a value, because Zalo is set up by ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_ID, ZALO_OA_SECRET_KEY together`,
    ]);
  });

  test('names everything that is missing, and the address', () => {
    const names = linesOf({ ZALO_OA_ID: KEYS.ZALO_OA_ID }).map((line) => line.split(':')[0]);
    expect(names).toEqual(['ZALO_APP_ID', 'ZALO_APP_SECRET', 'ZALO_OA_SECRET_KEY', 'PUBLIC_URL']);
    expect(linesOf({ ...KEYS, PUBLIC_URL: 'http://nhahoc.example.vn' })).toEqual([
      'PUBLIC_URL: expected an address with https, because Zalo delivers to nothing else',
    ]);
  });

  test('reaches servers of one’s own, which may deliver to any address', () => {
    const roots = { ZALO_API_ROOT: 'http://127.0.0.1:8081/', ZALO_OAUTH_ROOT: 'http://127.0.0.1:8081/oauth/' };
    expect(readConfig({ ...KEYS, ...roots }).zalo).toMatchObject({
      apiRoot: 'http://127.0.0.1:8081',
      oauthRoot: 'http://127.0.0.1:8081/oauth',
    });
  });

  test('asks for nothing while it is off', () => {
    expect(readConfig({ ZALO_ACCESS_TOKEN: 'access-token-0123456789', ZALO_MESSAGES_PER_MINUTE: '10' }).zalo).toBeNull();
  });

  test('takes hosts with and without a port', () => {
    const hosts = (ZALO_MEDIA_HOSTS: string) => readConfig({ ...KEYS, ...ADDRESS, ZALO_MEDIA_HOSTS }).zalo?.mediaHosts;
    expect(hosts('ZADN.vn, zdn.vn')).toEqual(['zadn.vn', 'zdn.vn']);
    expect(hosts('127.0.0.1:8081')).toEqual(['127.0.0.1:8081']);
  });

  test.each(['https://zadn.vn', 'zadn.vn/', 'zadn.vn,', 'zadn.vn:', 'a b', '*.zadn.vn'])('refuses the host %s', (ZALO_MEDIA_HOSTS) => {
    expect(linesOf({ ZALO_MEDIA_HOSTS })).toEqual(['ZALO_MEDIA_HOSTS: expected host names, separated by commas; each may have a port']);
  });

  test('takes a template for each class of message', () => {
    const ZALO_TEMPLATES = 'reminder=7895417a7d3f9461cd2e, fileNotice=12, announcement=13,duty=14-x';
    expect(readConfig({ ...KEYS, ...ADDRESS, ZALO_TEMPLATES }).zalo?.templates).toEqual({
      reminder: { id: '7895417a7d3f9461cd2e' },
      fileNotice: { id: '12' },
      announcement: { id: '13' },
      duty: { id: '14-x' },
    });
  });

  test.each(['reply=1', 'reminder', 'reminder=', 'reminder=1,reminder=2', 'reminder=1;duty=2', '=1', 'constructor=1'])(
    'refuses %s as templates',
    (ZALO_TEMPLATES) => {
      expect(linesOf({ ZALO_TEMPLATES })).toEqual([
        'ZALO_TEMPLATES: expected class=template id, separated by commas; the classes are fileNotice, reminder, announcement, duty',
      ]);
    },
  );

  test.each([
    ['1', 1],
    ['100000', 100_000],
    ['unlimited', Number.POSITIVE_INFINITY],
  ])('takes %s messages a minute', (ZALO_MESSAGES_PER_MINUTE, expected) => {
    expect(readConfig({ ...KEYS, ...ADDRESS, ZALO_MESSAGES_PER_MINUTE }).zalo?.messagesPerMinute).toBe(expected);
  });

  test.each(['0', '-1', '100001', '2.5', 'Infinity', '0x10'])('refuses %s messages a minute', (ZALO_MESSAGES_PER_MINUTE) => {
    expect(linesOf({ ZALO_MESSAGES_PER_MINUTE })).toEqual([
      'ZALO_MESSAGES_PER_MINUTE: expected a whole number from 1 to 100000, or unlimited',
    ]);
  });
});

test('an address that two channels need is asked for once by each, with its reason', () => {
  const telegram = { TELEGRAM_BOT_TOKEN: '123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIii', TELEGRAM_MODE: 'webhook' };
  const lines = linesOf({ ...telegram, TELEGRAM_WEBHOOK_SECRET: 'only-telegram-knows', ZALO_APP_ID: '1' });
  expect(lines.filter((line) => line.startsWith('PUBLIC_URL'))).toEqual([
    'PUBLIC_URL: expected an address with https, because TELEGRAM_MODE is webhook',
    'PUBLIC_URL: expected an address with https, because Zalo delivers to nothing else',
  ]);
});

test('.env.example lists exactly the variables that are read', async () => {
  const example = await readFile('.env.example', 'utf8');
  expect([...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name)).toEqual(variableNames);
});

function linesOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(CannotStart);
    return (error as Error).message.split('\n');
  }
  throw new Error('the configuration was accepted');
}
