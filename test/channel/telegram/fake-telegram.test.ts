/** The fake refuses what the real one refuses: else the tests against it would prove little. */
import { Telegram } from 'telegraf';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { spawnFakeTelegram } from '../../support/fake-telegram/remote.ts';
import { type FakeTelegram, type FakeUser, startFakeTelegram } from '../../support/fake-telegram.ts';

let fake: FakeTelegram;
let bot: Telegram;
let lan: FakeUser;
beforeEach(async () => {
  fake = await startFakeTelegram({ perSecond: 5, pressSeconds: 0.2 });
  bot = new Telegram(fake.token, { apiRoot: fake.apiRoot });
  lan = fake.user();
  lan.starts();
});
afterEach(() => fake.close());

const markup = (...buttons: object[]) => ({ reply_markup: { inline_keyboard: [buttons] } }) as never;

describe('a message', () => {
  test.each([
    ['', {}, 'message text is empty'],
    ['x'.repeat(4097), {}, 'message is too long'],
    ['x', markup({ text: 'Có', callback_data: 'ữ'.repeat(22) }), 'BUTTON_DATA_INVALID'],
    ['x', markup({ text: 'Có' }), 'Text buttons are unallowed'],
    ['x', markup({ text: 'Có', url: 'http://localhost/x' }), 'Wrong HTTP URL'],
    ['x', markup({ text: ' ', callback_data: 'x' }), 'must be non-empty'],
  ])('%.5s… with %j is refused', async (text, more, words) => {
    await expect(bot.sendMessage(lan.id, text, more)).rejects.toThrow(words);
  });

  it('comes with a picture as a form', async () => {
    await bot.sendPhoto(lan.id, { source: Buffer.alloc(5000, 1), filename: 'so-do.png' }, { caption: 'Sơ đồ' });
    expect(lan.received()).toMatchObject([{ method: 'sendPhoto', text: 'Sơ đồ', photo: 5000 }]);
  });

  it('is changed, but not into itself', async () => {
    const { message_id } = await bot.sendMessage(lan.id, 'một');
    await bot.editMessageText(lan.id, message_id, undefined, 'hai');
    expect(lan.received()).toMatchObject([{ text: 'hai' }]);
    await expect(bot.editMessageText(lan.id, message_id, undefined, 'hai')).rejects.toThrow('message is not modified');
    await expect(bot.editMessageText(lan.id, 999, undefined, 'hai')).rejects.toThrow('message to edit not found');
    const markup = { keyboard: [[{ text: 'Có' }]] };
    const keyboard = bot.callApi('editMessageText', { chat_id: lan.id, message_id, text: 'ba', reply_markup: markup as never });
    await expect(keyboard).rejects.toThrow('inline keyboard expected');
  });

  it('is one too many in a second, and for as long as was said', async () => {
    const sent = await Promise.allSettled(Array.from({ length: 8 }, () => bot.sendMessage(lan.id, 'x')));
    const refused = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({ code: 429, parameters: { retry_after: 1 } });
    expect(fake.busiestSecond()).toBe(5);
  });
});

it('fetching is one process’s, and none’s while there is a webhook', async () => {
  await bot.getUpdates(0, 100, 0, undefined);
  await bot.getUpdates(0, 100, 600_000, undefined);
  const first = bot.getUpdates(10, 100, 600_000, undefined);
  const refused = expect(first).rejects.toThrow('409: Conflict: terminated by other getUpdates request');
  await new Promise((resolve) => setTimeout(resolve, 50));
  await bot.getUpdates(0, 100, 600_000, undefined);
  await refused;
  await bot.setWebhook('http://127.0.0.1:9/x');
  await expect(bot.getUpdates(0, 100, 0, undefined)).rejects.toThrow("409: Conflict: can't use getUpdates method while webhook is active");
});

it('updates wait until they are confirmed', async () => {
  lan.says('xin chào');
  const ids = async (offset: number) => (await bot.getUpdates(0, 100, offset, undefined)).map((update) => update.update_id);
  const [first = 0, second] = await ids(0);
  expect(await ids(0)).toEqual([first, second]);
  expect(await ids(first + 1)).toEqual([second]);
  expect(await ids(first)).toEqual([second]);
});

it('a press is answered in time or not at all', async () => {
  await bot.sendMessage(lan.id, 'Có không?', markup({ text: 'Có', callback_data: 'yes' }));
  lan.presses('co');
  const updates = await bot.getUpdates(0, 100, 0, undefined);
  const { id } = (updates.at(-1) as { callback_query: { id: string } }).callback_query;
  expect(await bot.answerCbQuery(id)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 250));
  await expect(bot.answerCbQuery(id)).rejects.toThrow('query is too old');
});

it('a wrong token opens nothing', async () => {
  await expect(new Telegram('1:wrong', { apiRoot: fake.apiRoot }).getMe()).rejects.toThrow('401: Unauthorized');
  expect((await fetch(`${fake.apiRoot}/file/bot1:wrong/photos/file_1.jpg`)).status).toBe(401);
});

it('runs as a process of its own', async () => {
  const remote = await spawnFakeTelegram({ perSecond: null });
  try {
    const user = await remote.control<number>('user');
    await remote.control('starts', { user });
    await new Telegram(remote.token, { apiRoot: remote.apiRoot }).sendMessage(user, 'Chào gia đình!');
    expect(await remote.control('hears', { user, args: [0] })).toMatchObject([{ text: 'Chào gia đình!' }]);
    expect(await remote.control('pending')).toBe(1);
    await expect(remote.control('presses', { user, args: ['Có'] })).rejects.toThrow('No button');
  } finally {
    await remote.close();
  }
});
