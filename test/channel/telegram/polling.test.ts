import { afterEach, describe, expect, it, test, vi } from 'vitest';
import type { Update } from '../../../src/channel/channel.ts';
import { startTelegram, type TestTelegram, type TestTelegramOptions } from '../../support/telegram.ts';

let service: TestTelegram;
const open = async (options: TestTelegramOptions = {}) => {
  service = await startTelegram({ mode: 'polling', ...options });
  return service;
};
afterEach(() => service.stop());

const words = async () => (await service.inbox()).map(({ body }) => (body as { text?: string }).text);
const eventually = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 10_000 });
const polls = (status: number) => service.fake.calls('getUpdates').filter((call) => call.status === status).length;

describe('polling', () => {
  it('stores what comes, in order, and lets Telegram forget it only then', async () => {
    const { fake } = await open();
    const [lan, minh] = [fake.user(), fake.user()];
    for (const said of ['một', 'hai', 'ba']) {
      lan.says(said);
      minh.says(said);
    }
    await eventually(async () => expect(await words()).toEqual(['một', 'một', 'hai', 'hai', 'ba', 'ba']));
    await eventually(() => expect(fake.pending()).toBe(0));
  });

  it('loses nothing when the store fails in the middle of a batch', async () => {
    let failures = 4;
    const seen: string[] = [];
    const { fake, logged } = await open({
      receive: (real) => async (update: Update) => {
        const said = (update.inbound as { text: string }).text;
        seen.push(said);
        if (said === 'hai' && failures-- > 0) throw Object.assign(new Error('away'), { code: 'P1001' });
        return real(update);
      },
    });
    const lan = fake.user();
    for (const said of ['một', 'hai', 'ba']) lan.says(said);
    await eventually(async () => expect(await words()).toEqual(['một', 'hai', 'ba']));
    expect(seen.filter((said) => said === 'hai')).toHaveLength(5);
    expect(logged().match(/could not be stored/g)).toHaveLength(1);
    // What was stored before the failure was not fetched again.
    expect(seen.filter((said) => said === 'một')).toHaveLength(1);
  });

  it('leaves out an update that the store refuses again and again, so that everybody else’s come', async () => {
    const { fake, logged } = await open({
      receive: (real) => async (update: Update) => {
        if ((update.inbound as { text: string }).text === 'hỏng') throw new Error('cannot be stored');
        return real(update);
      },
    });
    fake.user().says('hỏng');
    fake.user().says('lành');
    await eventually(async () => expect(await words()).toEqual(['lành']));
    expect(logged()).toContain('an update that the store refuses was left out');
  });

  it('takes what came before a restart once', async () => {
    const { fake, restart, inbox } = await open();
    const lan = fake.user();
    lan.says('một');
    await eventually(async () => expect(await words()).toEqual(['một']));
    await restart();
    lan.says('hai');
    await eventually(async () => expect(await words()).toEqual(['một', 'hai']));
    expect(await inbox()).toHaveLength(2);
  });

  it('goes on when numbers begin anew after a long silence', async () => {
    const { fake } = await open({ parts: { pace: { polling: { holdSeconds: 0, lookEveryMs: 20 } } } });
    fake.user().says('một');
    await eventually(async () => expect(await words()).toEqual(['một']));
    await eventually(() => expect(fake.pending()).toBe(0));
    const quiet = fake.calls('getUpdates').length + 2;
    await eventually(() => expect(fake.calls('getUpdates').length).toBeGreaterThan(quiet));
    fake.renumber(1000);
    fake.user().says('hai');
    await eventually(async () => expect(await words()).toEqual(['một', 'hai']));
  });

  it('answers presses, also when that fails', async () => {
    const { fake, telegram } = await open();
    const lan = fake.user();
    lan.starts();
    await eventually(async () => expect(await service.inbox()).toHaveLength(1));
    await telegram.sender.send(String(lan.id), { text: 'Có không?', buttons: [{ data: '1.yes', label: 'Có' }], asksContact: false });
    lan.presses('co');
    await eventually(() => expect(fake.presses()).toEqual({ all: 1, answered: 1 }));
    fake.fail('answerCallbackQuery', { status: 400, description: 'Bad Request: query is too old' });
    lan.presses('co');
    await eventually(async () => expect(await service.inbox()).toHaveLength(3));
  });

  test.each([
    ['400', { status: 400, description: 'Bad Request: whatever' }],
    ['404 of something between', { status: 403, description: 'Forbidden' }],
    ['409 of another process', { status: 409, description: 'Conflict: terminated by other getUpdates request' }],
    ['500', { status: 500, description: 'Internal Server Error: restart' }],
    ['502 in HTML', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['200 in HTML', { status: 200, body: '<html>Please log in</html>' }],
    ['a broken connection', 'reset'],
    ['a lost answer', 'deaf'],
  ] as const)('survives %s', async (_what, failure) => {
    const { fake, logged } = await open();
    await eventually(() => expect(fake.calls('getUpdates').length).toBeGreaterThan(0));
    fake.fail('getUpdates', failure, 3);
    const lan = fake.user();
    lan.says('một');
    await eventually(async () => expect(await words()).toEqual(['một']));
    lan.says('hai');
    await eventually(async () => expect(await words()).toEqual(['một', 'hai']));
    await eventually(() => expect(logged()).toContain('fetching updates works again'));
  });

  it('waits as long as Telegram asks', async () => {
    const { fake } = await open();
    await eventually(() => expect(fake.calls('getUpdates').length).toBeGreaterThan(0));
    fake.fail('getUpdates', { status: 429, retryAfter: 1 });
    const lan = fake.user();
    lan.says('một');
    await eventually(() => expect(polls(429)).toBe(1));
    lan.says('hai');
    await eventually(async () => expect(await words()).toEqual(['một', 'hai']));
    const [refused, next] = fake.calls('getUpdates').slice(fake.calls('getUpdates').findIndex(({ status }) => status === 429));
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it('removes a webhook that is still set', async () => {
    const { fake } = await open();
    fake.setWebhook('http://127.0.0.1:9/elsewhere');
    const lan = fake.user();
    lan.says('một');
    await eventually(async () => expect(await words()).toEqual(['một']));
    expect(fake.bot().webhook).toBeNull();
  });

  it('tells that a revoked token is broken, and goes on when it works again', async () => {
    const onBroken = vi.fn();
    const { fake, logged } = await open({ parts: { onBroken } });
    await eventually(() => expect(fake.calls('getUpdates').length).toBeGreaterThan(0));
    fake.fail('getUpdates', { status: 401, description: 'Unauthorized' }, 2);
    fake.user().says('một');
    await eventually(() => expect(onBroken).toHaveBeenCalledWith('token'));
    expect(logged().match(/refuses the token/g)).toHaveLength(1);
    fake.user().says('hai');
    await eventually(async () => expect(await words()).toEqual(['một', 'hai']));
  });

  it('is done by nobody who may not', async () => {
    let may = false;
    const { fake } = await open({ parts: { mayPoll: () => may } });
    fake.user().says('một');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(fake.calls('getUpdates')).toEqual([]);
    may = true;
    await eventually(async () => expect(await words()).toEqual(['một']));
    may = false;
    // The call in hand is let go at once, so that the next process does not run into it.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const before = fake.calls('getUpdates').length;
    fake.user().says('hai');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(fake.calls('getUpdates')).toHaveLength(before);
    expect(await words()).toEqual(['một']);
  });

  it.each(['while Telegram holds the call', 'while Telegram hangs', 'while it pauses'])('stops at once %s', async (when) => {
    const { fake, telegram } = await open();
    if (when.includes('hangs')) fake.fail('*', 'hang', 100);
    if (when.includes('pauses')) fake.fail('*', { status: 429, retryAfter: 60 }, 100);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    await telegram.stop();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
