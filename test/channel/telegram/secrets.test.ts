/** The token opens the bot to whoever reads it; what people write is theirs. Neither is ever in a log, nor the token in the store. */
import { afterEach, expect, it, vi } from 'vitest';
import type { RenderedMessage } from '../../../src/channel/channel.ts';
import { createApi } from '../../../src/channel/telegram/api.ts';
import { createFileFetcher } from '../../../src/channel/telegram/fetch-file.ts';
import { createSender } from '../../../src/channel/telegram/sender.ts';
import type { Failure } from '../../support/fake-telegram.ts';
import { deadPort, listeningLog, SECRET, startTelegram, type TestTelegram } from '../../support/telegram.ts';

let service: TestTelegram | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

const PERSON = 'Trần Thị Kín';
const message: RenderedMessage = {
  text: `Hộ của ${PERSON}, mã KP-9999`,
  buttons: [{ label: PERSON, url: 'https://nhahoc.example/k/KP-9999' }],
  asksContact: false,
};
/** Everything that can come instead of an answer; the platform's words may quote what they were given. */
const failures = (token: string): Failure[] => [
  'reset',
  'deaf',
  { status: 400, description: `Bad Request: https://api.telegram.org/bot${token}/sendMessage` },
  { status: 401, description: `Unauthorized: ${token}` },
  { status: 403, description: 'Forbidden: bot was blocked by the user' },
  { status: 404, description: `Not Found: /bot${token}/x` },
  { status: 409, description: `Conflict: ${token} terminated by other getUpdates request` },
  { status: 429, retryAfter: 0 },
  { status: 500, description: token },
  { status: 200, body: `<a href="/bot${token}/getUpdates">` },
  { status: 302, body: token },
];

function expectNoSecret(text: string, token: string): void {
  expect(text).not.toContain(token);
  expect(text).not.toContain(token.split(':')[1]);
  expect(text).not.toContain(SECRET);
  expect(text).not.toMatch(/Kín|KP-9999/);
}

it('no way of failing says the token, or what was said to whom', async () => {
  service = await startTelegram({ mode: 'polling' });
  const { fake, telegram } = service;
  const { log, lines } = listeningLog();
  const lan = fake.user();
  lan.says(PERSON);
  await vi.waitFor(async () => expect(await service?.inbox()).toHaveLength(1), { timeout: 10_000 });
  const note = (error: unknown) => {
    log.error({ err: error }, 'failed');
    log.error(error);
  };
  const said = (words: string) => (service?.logged().split(words).length ?? 1) - 1;
  for (const failure of failures(fake.token)) {
    const before = said('setting up failed');
    for (const method of ['sendMessage', 'getFile', 'download', 'getUpdates']) fake.fail(method, failure, 1);
    await telegram.sender.send(String(lan.id), message).catch(note);
    await telegram.fetchFile('AgAC-photo').catch(note);
    fake.heal();
    const quoting = { status: 400, description: `Bad Request: can't parse ${PERSON} in KP-9999` };
    for (const method of ['sendMessage', 'getFile', 'answerCallbackQuery']) fake.fail(method, quoting);
    await telegram.sender.send(String(lan.id), message).catch(note);
    await telegram.fetchFile('AgAC-photo').catch(note);
    const presses = fake.calls('answerCallbackQuery').length;
    lan.pressesData('1.yes');
    await vi.waitFor(() => expect(fake.calls('answerCallbackQuery').length).toBeGreaterThan(presses), { timeout: 10_000 });
    fake.heal();
    for (const method of ['getMe', 'deleteWebhook', 'getMyCommands', 'getUpdates']) fake.fail(method, failure, 2);
    await service.restart();
    await vi.waitFor(() => expect(said('setting up failed')).toBeGreaterThan(before), { timeout: 10_000 });
    fake.heal();
  }
  await vi.waitFor(() => expect(said('fetching updates failed')).toBeGreaterThan(0), { timeout: 10_000 });
  const everything = service.logged() + lines();
  expect(everything).toContain('ApiFailure');
  expect(lines()).toContain('SendFailure');
  expectNoSecret(everything, fake.token);
});

it('nor does a service that cannot be reached', async () => {
  const { log, lines } = listeningLog();
  const token = '7000000009:AAa-token-that-nobody-may-read-in-a-log';
  for (const apiRoot of [`http://127.0.0.1:${await deadPort()}`, 'http://telegram.invalid/']) {
    const api = createApi({ token, apiRoot });
    const told = [
      api.call('getMe', {}),
      createSender({ api }).send('5', message),
      createFileFetcher({ api, token, apiRoot })('AgAC-photo'),
      createFileFetcher({ api: { ...api, call: (async () => ({ file_path: 'photos/1.jpg' })) as never }, token, apiRoot })('AgAC-photo'),
    ];
    for (const result of await Promise.allSettled(told)) {
      expect(result.status).toBe('rejected');
      if (result.status === 'rejected') log.error({ err: result.reason }, `failed: ${result.reason.message} ${result.reason.stack}`);
    }
    api.close();
  }
  expect(lines().match(/failed: /g)).toHaveLength(8);
  expectNoSecret(lines(), token);
});

it('the webhook logs neither its secret nor what was delivered, also when the store fails', async () => {
  service = await startTelegram({ receive: () => () => Promise.reject(Object.assign(new Error(`"${PERSON}"`), { code: 'P1001' })) });
  const update = { update_id: 9, message: { chat: { id: 5, type: 'private' }, text: PERSON } };
  for (const [body, secret] of [
    [update, SECRET],
    [update, 'wrong'],
    [`{"${PERSON}`, SECRET],
  ] as const) {
    await service.deliver(body, secret);
  }
  expect(service.logged()).toContain('could not be stored');
  expectNoSecret(service.logged(), service.fake.token);
});

it('nothing that is stored holds the token', async () => {
  service = await startTelegram();
  const { fake, deps } = service;
  await vi.waitFor(() => expect(fake.bot().webhook).not.toBeNull());
  const lan = fake.user();
  lan.starts();
  lan.sendsPhoto(Buffer.from('x'), { caption: PERSON });
  lan.shares('+84901234567');
  await vi.waitFor(() => expect(fake.counts().delivered).toBe(3), { timeout: 10_000 });
  const tables = await deps.db.$queryRaw<{ name: string }[]>`SELECT relname AS name FROM pg_stat_user_tables`;
  let stored = '';
  for (const { name } of tables) {
    const rows = await deps.db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${name}" t`);
    stored += rows.map(({ row }) => row).join('\n');
  }
  expect(stored).toContain('+84901234567');
  expect(stored).not.toContain(fake.token.split(':')[1]);
  expect(stored).not.toContain(SECRET);
});
