import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { type OutboundChoice, type RenderedMessage, SendFailure } from '../../../src/channel/channel.ts';
import { type Api, createApi } from '../../../src/channel/telegram/api.ts';
import { createSender } from '../../../src/channel/telegram/sender.ts';
import { type FakeTelegram, type FakeUser, startFakeTelegram } from '../../support/fake-telegram.ts';
import { deadPort } from '../../support/telegram.ts';

let fake: FakeTelegram;
let api: Api;
let lan: FakeUser;
beforeAll(async () => {
  fake = await startFakeTelegram({ perSecond: null });
  api = createApi(fake);
});
afterAll(async () => {
  api.close();
  await fake.close();
});
beforeEach(() => {
  fake.heal();
  lan = fake.user();
  lan.starts();
});

const choices = (...labels: string[]): OutboundChoice[] => labels.map((label, index) => ({ data: `7.${index}`, label }));
const plain = (text: string, more: Partial<RenderedMessage> = {}): RenderedMessage => ({ text, buttons: [], asksContact: false, ...more });
const send = (message: RenderedMessage, to = String(lan.id)) => createSender({ api }).send(to, message);
const shown = () => lan.received().at(-1);

async function failure(sending: Promise<unknown>): Promise<SendFailure> {
  const error = await sending.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SendFailure);
  return error as SendFailure;
}

describe('a message', () => {
  it('arrives with its id', async () => {
    const id = await send(plain('Chào gia đình! <b>&amp; "_*'));
    expect(shown()).toMatchObject({ messageId: Number(id), text: 'Chào gia đình! <b>&amp; "_*' });
  });

  it('says something else in its place, with what stands under it', async () => {
    const { edit } = createSender({ api });
    const id = await send(plain('Đang gửi', { buttons: choices('Xem tin') }));
    await edit?.(String(lan.id), id, plain('Đã xong', { buttons: choices('Xem tin') }));
    expect(shown()).toMatchObject({ messageId: Number(id), text: 'Đã xong' });
    expect(shown()?.markup?.inline_keyboard?.flat()).toMatchObject([{ text: 'Xem tin' }]);
    await edit?.(String(lan.id), id, plain('Hết'));
    expect(shown()).toMatchObject({ messageId: Number(id), text: 'Hết' });
    expect(shown()?.markup).toBeUndefined();
    const asItWas = await failure(Promise.resolve(edit?.(String(lan.id), id, plain('Hết'))));
    expect(asItWas).toMatchObject({ kind: 'refused' });
    expect(await failure(Promise.resolve(edit?.(String(lan.id), '999999', plain('Hết'))))).toMatchObject({ kind: 'refused' });
  });

  it('has short choices side by side, long ones one below the other', async () => {
    await send(plain('Có không?', { buttons: choices('Có', 'Không', 'Để sau') }));
    expect(shown()?.markup?.inline_keyboard?.map((row) => row.map(({ text }) => text))).toEqual([['Có', 'Không'], ['Để sau']]);
    await send(plain('Góc học tập?', { buttons: choices('Có góc riêng, đủ ánh sáng', 'Chưa có') }));
    expect(shown()?.markup?.inline_keyboard).toHaveLength(2);
  });

  it('opens pages by buttons, and by words where Telegram takes no button', async () => {
    const link = (url: string) => send(plain('Xem:', { buttons: [{ label: 'Mở trang', url }, ...choices('Xong')] }));
    await link('https://nhahoc.example/k/AB');
    expect(shown()?.markup?.inline_keyboard?.flat()[0]).toEqual({ text: 'Mở trang', url: 'https://nhahoc.example/k/AB' });
    await link('http://localhost:3000/k/AB');
    expect(shown()?.text).toBe('Xem:\n\nMở trang: http://localhost:3000/k/AB');
    expect(shown()?.markup?.inline_keyboard?.flat()).toEqual([{ text: 'Xong', callback_data: '7.0' }]);
  });

  it('asks for the own number on a keyboard that folds away, and the next one takes it away', async () => {
    await send(plain('Số điện thoại?', { buttons: choices('Để sau'), asksContact: true, contactLabel: 'Gửi số của máy này' }));
    expect(shown()?.markup).toEqual({
      keyboard: [[{ text: 'Gửi số của máy này', request_contact: true }], [{ text: 'Để sau' }]],
      one_time_keyboard: true,
      resize_keyboard: true,
    });
    await send(plain('Dạ.'));
    expect(shown()?.markup).toEqual({ remove_keyboard: true });
  });

  it('has its picture above its words', async () => {
    const media = { url: 'https://nhahoc.example/x.jpg', alt: '' };
    const id = await send(plain('Sơ đồ', { media }));
    expect(shown()).toMatchObject({ messageId: Number(id), method: 'sendPhoto', text: 'Sơ đồ', photo: media.url });
    await send(plain('x'.repeat(2000), { media }));
    expect(lan.received().map(({ method }) => method)).toEqual(['sendPhoto', 'sendPhoto', 'sendMessage']);
  });

  it('goes without its picture where Telegram cannot fetch that', async () => {
    fake.fail('sendPhoto', { status: 400, description: 'Bad Request: failed to get HTTP URL content' });
    const media = { url: 'http://localhost:3000/x.png', alt: '' };
    const id = await send(plain('Sơ đồ', { media, buttons: choices('Xem') }));
    expect(shown()).toMatchObject({ messageId: Number(id), method: 'sendMessage', text: 'Sơ đồ' });
    expect(shown()?.markup?.inline_keyboard?.flat()).toMatchObject([{ text: 'Xem' }]);
  });

  it('is as long as Telegram takes', async () => {
    await send(plain('ữ'.repeat(4096)));
    expect(shown()?.text).toHaveLength(4096);
  });
});

describe('what Telegram answers', () => {
  test.each([
    [
      { status: 403, description: 'Forbidden: bot was blocked by the user' },
      { kind: 'gone', reason: 'blocked' },
    ],
    [
      { status: 403, description: 'Forbidden: user is deactivated' },
      { kind: 'gone', reason: 'deactivated' },
    ],
    [
      { status: 403, description: "Forbidden: bot can't initiate conversation with a user" },
      { kind: 'gone', reason: 'neverWrote' },
    ],
    [
      { status: 403, description: 'Forbidden: bot was kicked from the group chat' },
      { kind: 'gone', reason: 'left' },
    ],
    [
      { status: 403, description: 'Forbidden: something new' },
      { kind: 'gone', reason: 'forbidden' },
    ],
    [
      { status: 400, description: 'Bad Request: chat not found' },
      { kind: 'gone', reason: 'chatNotFound' },
    ],
    [
      { status: 400, description: 'Bad Request: group chat was upgraded to a supergroup chat', movedTo: -100123 },
      { kind: 'moved', movedTo: '-100123' },
    ],
    [
      { status: 429, description: 'Too Many Requests: retry after 7', retryAfter: 7 },
      { kind: 'later', retryAfterMs: 7000, wholeChannel: true },
    ],
    [
      { status: 401, description: 'Unauthorized' },
      { kind: 'broken', reason: 'token' },
    ],
    [
      { status: 404, description: 'Not Found' },
      { kind: 'broken', reason: 'token' },
    ],
    [
      { status: 400, description: 'Bad Request: message text is empty' },
      { kind: 'refused', reason: 'emptyText' },
    ],
    [
      { status: 400, description: 'Bad Request: message is too long' },
      { kind: 'refused', reason: 'tooLong' },
    ],
    [
      { status: 400, description: 'Bad Request: BUTTON_DATA_INVALID' },
      { kind: 'refused', reason: 'buttonData' },
    ],
    [
      { status: 400, description: 'Bad Request: can\'t parse "Trần Thị Kín"' },
      { kind: 'refused', reason: 'http:400' },
    ],
    [
      { status: 413, description: 'Request Entity Too Large' },
      { kind: 'refused', reason: 'http:413' },
    ],
    [
      { status: 500, description: 'Internal Server Error: restart' },
      { kind: 'later', reason: 'http:500', wholeChannel: false },
    ],
    [
      { status: 502, body: '<html>' },
      { kind: 'later', reason: 'http:502' },
    ],
    [
      { status: 504, body: '<html>' },
      { kind: 'unknown', reason: 'http:504' },
    ],
    [
      { status: 200, body: '<html>' },
      { kind: 'unknown', reason: 'network:invalid-json' },
    ],
    ['reset', { kind: 'unknown', reason: 'network:ECONNRESET' }],
    ['deaf', { kind: 'unknown', reason: 'network:ECONNRESET' }],
  ] as const)('%j', async (answer, meaning) => {
    fake.fail('sendMessage', answer);
    expect(await failure(send(plain('xin chào')))).toMatchObject(meaning);
  });

  it('really answers so', async () => {
    lan.blocks();
    expect(await failure(send(plain('x')))).toMatchObject({ kind: 'gone', reason: 'blocked' });
    lan.deletesAccount();
    expect(await failure(send(plain('x')))).toMatchObject({ kind: 'gone', reason: 'deactivated' });
    expect(await failure(send(plain('x'), '99999'))).toMatchObject({ kind: 'gone', reason: 'chatNotFound' });
    expect(await failure(send(plain('x'), String(fake.user().id)))).toMatchObject({ kind: 'gone', reason: 'neverWrote' });
    const minh = fake.user();
    fake.moves(minh.id, minh.id + 5000);
    expect(await failure(send(plain('x'), String(minh.id)))).toMatchObject({ kind: 'moved', movedTo: String(minh.id + 5000) });
    lan = fake.user();
    lan.starts();
    expect(await failure(send(plain(' ')))).toMatchObject({ kind: 'refused', reason: 'emptyText' });
    expect(await failure(send(plain('x'.repeat(4097))))).toMatchObject({ kind: 'refused', reason: 'tooLong' });
    const long = { data: `1.${'ữ'.repeat(30)}`, label: 'Có' };
    expect(await failure(send(plain('x', { buttons: [long] })))).toMatchObject({ kind: 'refused', reason: 'buttonData' });
  });
});

describe('no answer', () => {
  it('in time may be a message that arrived', async () => {
    fake.fail('sendMessage', 'hang');
    const hasty: Api = { ...api, call: (method, payload) => api.call(method, payload, { timeoutMs: 50 }) };
    expect(await failure(createSender({ api: hasty }).send(String(lan.id), plain('x')))).toMatchObject({
      kind: 'unknown',
      reason: 'network:timeout',
    });
  });

  it('of a lost one: it did arrive', async () => {
    fake.fail('sendMessage', 'deaf');
    await failure(send(plain('đã đến')));
    expect(shown()?.text).toBe('đã đến');
  });

  test.each([
    ['nobody listens', async () => `http://127.0.0.1:${await deadPort()}`, 'network:ECONNREFUSED'],
    ['there is no such name', async () => 'http://telegram.invalid', /^network:E/],
    ['it is not TLS', async () => fake.apiRoot.replace('http:', 'https:'), /^network:/],
  ])('because %s: nothing was sent', async (_what, root, reason) => {
    const away = createApi({ token: fake.token, apiRoot: await root() });
    const { kind, reason: why, wholeChannel } = await failure(createSender({ api: away }).send('5', plain('x')));
    expect([kind, wholeChannel]).toEqual(['later', true]);
    expect(why).toMatch(reason);
    away.close();
  });
});
