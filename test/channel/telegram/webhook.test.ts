import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { startTelegram, type TestTelegram, type TestTelegramOptions } from '../../support/telegram.ts';

let service: TestTelegram;
const open = async (options: TestTelegramOptions = {}) => {
  service = await startTelegram(options);
  await vi.waitFor(() => expect(service.fake.bot().webhook).toBe(`${service.url}/webhooks/telegram`));
  return service;
};
afterEach(() => service.stop());

const text = (id: number, words: string, chat = 5) => ({
  update_id: id,
  message: { message_id: id, date: 1, from: { id: chat }, chat: { id: chat, type: 'private' }, text: words },
});
const taken = (count: number) => vi.waitFor(() => expect(service.fake.counts().delivered).toBe(count), { timeout: 10_000 });

describe('a delivery', () => {
  it('is stored once, however often it comes', async () => {
    const { deliver, inbox, telegram } = await open();
    for (let times = 0; times < 3; times++) expect((await deliver(text(9, 'xin chào'))).status).toBe(200);
    expect(await inbox()).toEqual([{ key: '9', chat: '5', state: 'new', body: { type: 'text', text: 'xin chào' } }]);
    expect(telegram.counts()).toEqual({ stored: 1, duplicate: 2, ignored: 0 });
  });

  test.each([
    ['no secret', null],
    ['an empty secret', ''],
    ['a wrong secret', 'only-telegram-knows-thiz'],
    ['a longer secret', 'only-telegram-knows-this1'],
  ])('with %s is refused and not stored', async (_what, secret) => {
    const { deliver, inbox } = await open();
    expect((await deliver(text(9, 'x'), secret)).status).toBe(401);
    expect((await deliver('{"broken', secret)).status).toBe(401);
    expect(await inbox()).toEqual([]);
  });

  it('that cannot be read is refused', async () => {
    const { deliver, inbox } = await open();
    expect((await deliver('{"update_id": 9, "mess')).status).toBe(400);
    expect((await deliver('xin chào')).status).toBe(400);
    expect((await deliver(`{"update_id":9,"x":"${'x'.repeat(1_100_000)}"}`)).status).toBe(413);
    expect(await inbox()).toEqual([]);
  });

  it('that means nothing is taken and counted, so that it does not come again', async () => {
    const { deliver, inbox, telegram } = await open();
    const group = { update_id: 9, message: { chat: { id: -1, type: 'group' }, text: 'x' } };
    for (const raw of [group, {}, [], [[]], { update_id: 'x' }, { update_id: 10, edited_message: {} }]) {
      expect((await deliver(raw)).status).toBe(200);
    }
    expect(await inbox()).toEqual([]);
    expect(telegram.counts().ignored).toBe(6);
  });

  it('keeps what PostgreSQL cannot hold from blocking a chat', async () => {
    const { deliver, inbox } = await open();
    const raw = `{"update_id":9,"message":{"chat":{"id":5,"type":"private"},"text":"a\\u0000b \\ud800 c\\udc00"}}`;
    expect((await deliver(raw)).status).toBe(200);
    expect((await inbox())[0]?.body).toEqual({ type: 'text', text: 'ab \ufffd c\ufffd' });
  });

  it('says to come again when the store is down, and is then stored', async () => {
    let down = true;
    const { deliver, inbox } = await open({
      receive: (real) => (update) => (down ? Promise.reject(Object.assign(new Error('x'), { code: 'P1001' })) : real(update)),
    });
    const refused = await deliver(text(9, 'x'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    down = false;
    expect((await deliver(text(9, 'x'))).status).toBe(200);
    expect(await inbox()).toHaveLength(1);
  });

  it('comes again from Telegram until it is stored, one after the other', async () => {
    let failures = 3;
    const { fake, inbox } = await open({
      receive: (real) => (update) => (failures-- > 0 ? Promise.reject(new Error('store')) : real(update)),
    });
    const lan = fake.user();
    for (const words of ['một', 'hai', 'ba']) lan.says(words);
    await taken(3);
    expect((await inbox()).map(({ body }) => (body as { text: string }).text)).toEqual(['một', 'hai', 'ba']);
    expect(fake.counts().failed).toBe(3);
  });

  it('is not one visitor’s: no limit of an address holds it up', async () => {
    const { deliver } = await open();
    const statuses = await Promise.all(Array.from({ length: 60 }, (_, id) => deliver(text(id, 'x', id)).then(({ status }) => status)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await deliver(text(99, 'x'))).headers.get('ratelimit')).toBeNull();
  });
});

describe('a press', () => {
  async function asked(service: TestTelegram) {
    const lan = service.fake.user();
    lan.starts();
    await taken(1);
    const buttons = [
      { data: '1.yes', label: 'Có' },
      { data: '1.no', label: 'Không' },
    ];
    await service.telegram.sender.send(String(lan.id), { text: 'Nhà có trẻ em không?', buttons, asksContact: false });
    return lan;
  }

  it('is answered with the delivery, without a call of its own', async () => {
    const { fake, inbox } = await open();
    const lan = await asked(service);
    lan.presses('khong');
    await taken(2);
    expect((await inbox()).at(-1)?.body).toEqual({ type: 'press', data: '1.no', label: 'Không' });
    await vi.waitFor(() => expect(fake.presses()).toEqual({ all: 1, answered: 1 }));
    expect(fake.calls('answerCallbackQuery')).toEqual([]);
  });

  it('is answered again when its delivery is repeated', async () => {
    const { deliver } = await open();
    const raw = {
      update_id: 9,
      callback_query: { id: '77', from: { id: 5 }, data: '1.yes', message: { message_id: 1, chat: { id: 5, type: 'private' } } },
    };
    for (let times = 0; times < 2; times++) {
      expect(await (await deliver(raw)).json()).toEqual({ method: 'answerCallbackQuery', callback_query_id: '77' });
    }
  });

  it('that overtakes the text before it is stored after it', async () => {
    const { fake, inbox } = await open();
    const lan = await asked(service);
    fake.delay('message', 100);
    lan.says('3');
    lan.presses('có');
    await taken(3);
    expect((await inbox()).map(({ body }) => (body as { type: string }).type)).toEqual(['start', 'text', 'press']);
  });

  it('that overtakes is put right among many people’s updates', async () => {
    const { fake, inbox } = await open();
    const lan = await asked(service);
    const others = Array.from({ length: 12 }, () => fake.user());
    fake.delay('message', 60);
    lan.says('3');
    for (const other of others) other.says('xin chào');
    lan.presses('có');
    await taken(2 + others.length + 1);
    const own = (await inbox()).filter(({ chat }) => chat === String(lan.id));
    expect(own.map(({ body }) => (body as { type: string }).type)).toEqual(['start', 'text', 'press']);
  });

  it('before a text stays before it', async () => {
    const { fake, inbox } = await open();
    const lan = await asked(service);
    lan.presses('có');
    await taken(2);
    fake.delay('callback_query', 100);
    lan.says('3');
    await taken(3);
    expect((await inbox()).map(({ body }) => (body as { type: string }).type)).toEqual(['start', 'press', 'text']);
  });

  it('does not wait for what another process has stored', async () => {
    const { deliver, deps, inbox } = await open();
    await deliver(text(8, 'x'));
    await deps.db.inbox.createMany({
      data: ['9', '10'].map((updateKey) => ({
        id: crypto.randomUUID(),
        channelAccountId: service.channelAccountId,
        updateKey,
        chatKey: '6',
        body: { type: 'voice' },
        receivedAt: new Date(),
      })),
    });
    const raw = { update_id: 11, callback_query: { id: '1', from: { id: 5 }, data: 'x', message: { chat: { id: 5, type: 'private' } } } };
    await deliver(raw);
    expect((await inbox()).map(({ key }) => key)).toEqual(['8', '9', '10', '11']);
  });
});

it('counts what came, for whoever watches the service', async () => {
  const { deliver, url } = await open();
  await deliver(text(9, 'x'));
  await deliver(text(9, 'x'));
  const figures = await (await fetch(`${url}/metrics`)).text();
  expect(figures).toContain('nhahoc_telegram_updates_total{taking="stored"} 1');
  expect(figures).toContain('nhahoc_telegram_updates_total{taking="duplicate"} 1');
});

it('has no route while it polls', async () => {
  service = await startTelegram({ mode: 'polling' });
  expect((await service.deliver(text(9, 'x'))).status).toBe(404);
});

describe('people', () => {
  it('who send an album have it kept piece by piece, to become one answer', async () => {
    const { fake, inbox } = await open();
    const lan = fake.user();
    lan.sendsAlbum([Buffer.from('một'), Buffer.from('hai')], 'góc học tập');
    await taken(2);
    const rows = await inbox();
    const [first, second] = rows.map(({ body }) => body as { album: string; caption?: string; files: unknown[] });
    expect(rows.map(({ state }) => state)).toEqual(['fetching', 'fetching']);
    expect(first).toMatchObject({ type: 'files', caption: 'góc học tập', files: [{ bytes: 5 }] });
    expect(second?.album).toBe(first?.album);
    expect(second).not.toHaveProperty('caption');
  });

  it('share their own number, or somebody else’s', async () => {
    const { fake, inbox } = await open();
    const lan = fake.user();
    lan.shares('+84901234567');
    lan.shares('+84907654321', { own: false });
    await taken(2);
    expect((await inbox()).map(({ body }) => (body as { own: boolean }).own)).toEqual([true, false]);
  });

  it('block us and let us in again', async () => {
    const { fake, inbox } = await open();
    const lan = fake.user();
    lan.blocks();
    lan.unblocks();
    await taken(2);
    expect((await inbox()).map(({ body }) => body)).toEqual([
      { type: 'reach', reachable: false },
      { type: 'reach', reachable: true },
    ]);
  });
});
