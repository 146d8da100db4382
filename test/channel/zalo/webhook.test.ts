import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, test } from 'vitest';
import { signatureOf } from '../../../src/channel/zalo/signature.ts';
import { Problem } from '../../../src/problems.ts';
import { APP_ID, eventsOf, sign, startZalo, type TestOa, type TestZalo, type TestZaloOptions } from '../../support/zalo.ts';

let service: TestZalo;
const open = async (options: TestZaloOptions = {}) => {
  service = await startZalo(options);
  return { ...service, lan: eventsOf(service.oa) };
};
afterEach(() => service.stop());
const bodies = (rows: { body: unknown }[]) => rows.map(({ body }) => body);
const types = (rows: { body: unknown }[]) => rows.map(({ body }) => (body as { type: string }).type);
const storeTrouble = () => Object.assign(new Error('x'), { code: 'P1001' });

describe('an event', () => {
  it('is stored once, however often it comes', async () => {
    const { deliver, inbox, counts, lan } = await open();
    const event = lan.text('xin chào');
    for (let times = 0; times < 3; times++) expect((await deliver(event)).status).toBe(200);
    const key = (event.message as { msg_id: string }).msg_id;
    expect(await inbox()).toEqual([{ key, chat: lan.user, state: 'new', body: { type: 'text', text: 'xin chào' } }]);
    expect(counts()).toEqual({ 'user_send_text stored': 1, 'user_send_text duplicate': 2 });
  });

  it('is signed over its bytes, whatever they look like', async () => {
    const { deliver, inbox, lan } = await open();
    const pretty = JSON.stringify({ more: 1, ...lan.text('xin chào') }, null, 3).replace('chào', 'ch\\u00e0o');
    expect((await deliver(pretty)).status).toBe(200);
    expect(bodies(await inbox())).toEqual([{ type: 'text', text: 'xin chào' }]);
  });

  it('may have a time that is a number, and a signature without its prefix', async () => {
    const { deliver, inbox, oa, lan } = await open();
    const body = JSON.stringify({ ...lan.text('xin chào'), timestamp: lan.at });
    const signature = signatureOf(oa.keys, Buffer.from(body), String(lan.at));
    expect((await deliver(body, { signature })).status).toBe(200);
    expect(await inbox()).toHaveLength(1);
  });

  const wrong: [string, (body: Buffer, oa: TestOa, at: string) => string | null][] = [
    ['no signature', () => null],
    ['an empty signature', () => ''],
    ['a signature that is none', () => 'mac=xin-chao'],
    ['the signature of another body', (_body, { keys }, at) => signatureOf(keys, Buffer.from('{}'), at)],
    ['the signature of another time', (body, { keys }) => signatureOf(keys, body, '1')],
    ['the secret of the app for a key', (body, { keys }, at) => signatureOf({ ...keys, oaSecretKey: keys.appSecret }, body, at)],
    ['the id of the OA for that of the app', (body, { keys, oaId }, at) => signatureOf({ ...keys, appId: oaId }, body, at)],
    ['another key', (body, { keys }, at) => signatureOf({ ...keys, oaSecretKey: 'x' }, body, at)],
  ];
  test.each(wrong)('with %s is refused and not stored', async (_what, signatureFor) => {
    const { deliver, inbox, oa, counts, lan } = await open();
    const body = JSON.stringify({ app_id: APP_ID, ...lan.text('xin chào') });
    const at = /"timestamp":"(\d+)"/.exec(body)?.[1] ?? '';
    expect((await deliver(body, { signature: signatureFor(Buffer.from(body), oa, at) })).status).toBe(401);
    expect(await inbox()).toEqual([]);
    expect(counts()).toEqual({ 'user_send_text unsigned': 1 });
  });

  it('that cannot be read is refused, and never with an error of ours', async () => {
    const { deliver, inbox, counts, lan, url } = await open();
    for (const body of ['{"event_name":"user_send_te', 'xin chào', '[]', '"x"', 'null', '5'])
      expect((await deliver(body, { signature: 'x' })).status).toBe(400);
    expect((await deliver({ ...lan.text('x'), more: 'x'.repeat(1_100_000) })).status).toBe(413);
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
    const packed = (body: Uint8Array<ArrayBuffer>) => fetch(`${url}/webhooks/zalo`, { method: 'POST', headers, body });
    expect((await packed(new Uint8Array(gzipSync(Buffer.alloc(3_000_000, ' '))))).status).toBe(413);
    expect((await packed(new TextEncoder().encode('no gzip'))).status).toBe(400);
    expect(await inbox()).toEqual([]);
    expect(counts()).toEqual({ 'none malformed': 6 });
  });

  it('that means nothing to us is taken and counted, by a limited number of names', async () => {
    const { deliver, inbox, counts, lan } = await open();
    const events = ['user_reacted_message', 'user_send_group_text', ...Array.from({ length: 9 }, () => randomUUID())];
    for (const name of events) expect((await deliver(lan.said(name, { text: 'x' }))).status).toBe(200);
    expect((await deliver({ ...lan.echoed('x'), event_name: 'oa_send_group_text' })).status).toBe(200);
    expect((await deliver({ ...lan.follows(), event_name: 'add_user_to_tag', tag: { user_ids: [lan.user] } })).status).toBe(200);
    expect(await inbox()).toEqual([]);
    expect(counts()).toEqual({
      ...{ 'user_reacted_message ignored': 1, 'user_send_group ignored': 1, 'oa_send_group ignored': 1 },
      ...{ 'other ignored': 9, 'add_user_to_tag ignored': 1 },
    });
  });

  it('keeps what PostgreSQL cannot hold from blocking a chat', async () => {
    const { deliver, inbox, lan } = await open();
    const raw = JSON.stringify({ app_id: APP_ID, ...lan.text('@') }).replace('@', 'a\\u0000b \\ud800 c\\udc00');
    expect((await deliver(raw)).status).toBe(200);
    expect(bodies(await inbox())).toEqual([{ type: 'text', text: 'ab \ufffd c\ufffd' }]);
  });

  it('of which nothing can be kept does not come again', async () => {
    const { deliver, counts, lan } = await open({ receive: () => () => Promise.reject(new Problem('badRequest')) });
    expect((await deliver(lan.text('x'))).status).toBe(200);
    expect(counts()).toEqual({ 'user_send_text ignored': 1 });
  });

  it('that claims to be of the OA itself is no person’s', async () => {
    const { deliver, inbox, oa, counts } = await open();
    expect((await deliver(eventsOf(oa, oa.oaId).text('x'))).status).toBe(200);
    expect(await inbox()).toEqual([]);
    expect(counts()).toEqual({ 'user_send_text ignored': 1 });
  });

  it('is not one visitor’s: no limit of an address holds it up', async () => {
    const { deliver, oa } = await open();
    const statuses = await Promise.all(
      Array.from({ length: 60 }, (_, user) => deliver(eventsOf(oa, `1${user}`).text('x')).then(({ status }) => status)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

describe('a store that is down', () => {
  it('has the event come again, and then it is stored', async () => {
    let down = true;
    const { deliver, inbox, counts, lan } = await open({
      receive: (real) => (update) => (down ? Promise.reject(storeTrouble()) : real(update)),
    });
    const event = lan.text('x');
    // As late as can be: the store may be back for the next person's.
    const refused = await deliver(event, { headers: { num_retry: '5' } });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    down = false;
    expect((await deliver(event)).status).toBe(200);
    expect(await inbox()).toHaveLength(1);
    expect(counts()).toEqual({ 'user_send_text failed': 1, 'user_send_text stored': 1 });
  });

  it('between two things that one event says loses neither', async () => {
    let failures = 1;
    const { deliver, inbox, lan } = await open({
      receive: (real) => (update) => (update.inbound.type === 'start' && failures-- > 0 ? Promise.reject(storeTrouble()) : real(update)),
    });
    const event = lan.follows();
    expect((await deliver(event)).status).toBe(503);
    expect(types(await inbox())).toEqual(['reach']);
    expect((await deliver(event)).status).toBe(200);
    expect(types(await inbox())).toEqual(['reach', 'start']);
  });

  it('does not let a press that was not stored keep out the next one, and that one keeps out the first', async () => {
    let failures = 1;
    const { deliver, inbox, lan } = await open({
      receive: (real) => (update) => (failures-- > 0 ? Promise.reject(storeTrouble()) : real(update)),
    });
    const [first, second] = [lan.text('#nh.1.yes'), lan.text('#nh.1.yes')];
    expect((await deliver(first)).status).toBe(503);
    expect((await deliver(second)).status).toBe(200);
    expect(bodies(await inbox())).toEqual([{ type: 'press', data: '1.yes' }]);
    expect((await deliver(first)).status).toBe(200);
    expect(await inbox()).toHaveLength(1);
  });

  it('has a receipt come again too', async () => {
    let failures = 1;
    const { deliver, counts, lan } = await open({
      arrived: (real) => (account, id) => (failures-- > 0 ? Promise.reject(storeTrouble()) : real(account, id)),
    });
    const receipt = lan.received('m1');
    expect([(await deliver(receipt)).status, (await deliver(receipt)).status]).toEqual([503, 200]);
    expect(counts()).toEqual({ 'user_received_message failed': 1, 'user_received_message received': 1 });
  });
});

it('leaves out what the store refuses for ever, before Zalo stops delivering at all', async () => {
  const { deliver, lan, logged } = await open({ receive: () => () => Promise.reject(new Error('never')) });
  const event = lan.text('kín');
  const tries = [];
  for (const num_retry of ['', '1', '3', '4']) tries.push((await deliver(event, { headers: { num_retry } })).status);
  expect(tries).toEqual([503, 503, 503, 200]);
  expect(logged()).toContain('was left out');
  expect(logged()).not.toContain('kín');
});

describe('whoever looks whether we are there', () => {
  it('is told so', async () => {
    const { deliver, url, counts } = await open();
    expect((await fetch(`${url}/webhooks/zalo`)).status).toBe(200);
    expect((await fetch(`${url}/webhooks/zalo`, { method: 'POST' })).status).toBe(200);
    for (const body of ['{}', '[]', JSON.stringify({ event_name: 'test', timestamp: '1' })])
      expect((await deliver(body, { signature: null })).status).toBe(200);
    expect(counts()).toEqual({ 'none probe': 4 });
  });

  it('is not when they name a person', async () => {
    const { deliver, lan } = await open();
    for (const event of [lan.text('x'), lan.follows(), lan.opens(), lan.withdraws(), lan.received('m1')])
      expect((await deliver(event, { signature: null })).status).toBe(401);
  });
});

describe('people', () => {
  it('press buttons, several times if nothing seems to happen: it counts once', async () => {
    const { deliver, inbox, counts, lan } = await open();
    for (let times = 0; times < 3; times++) await deliver(lan.text('#nh.1.yes'));
    await deliver(lan.text('#nh.1.no'));
    await deliver({ ...lan.text('#nh.1.yes'), timestamp: String(lan.at + 11_001) });
    expect(bodies(await inbox())).toEqual(['1.yes', '1.no', '1.yes'].map((data) => ({ type: 'press', data })));
    expect(counts()).toEqual({ 'user_send_text stored': 3, 'user_send_text repeated': 2 });
  });

  it('press the same button as others do', async () => {
    const { deliver, inbox, oa } = await open();
    for (const user of ['11', '12']) await deliver(eventsOf(oa, user).text('#nh.1.yes'));
    expect((await inbox()).map(({ chat }) => chat)).toEqual(['11', '12']);
  });

  it('follow and open the chat: that is one beginning, also across an hour', async () => {
    const { deliver, inbox, oa, counts } = await open();
    const lan = eventsOf(oa, '21');
    await deliver(lan.opens());
    await deliver(lan.follows());
    const hour = Math.ceil((lan.at + 1) / 3_600_000) * 3_600_000;
    const minh = eventsOf(oa, '22');
    await deliver(minh.follows({ timestamp: String(hour - 1_000) }));
    await deliver(minh.opens({ timestamp: String(hour + 1_000) }));
    const rows = await inbox();
    expect(types(rows.filter(({ chat }) => chat === '21'))).toEqual(['start', 'reach']);
    expect(types(rows.filter(({ chat }) => chat === '22'))).toEqual(['reach', 'start']);
    expect(counts()).toEqual({ 'user_click_chatnow stored': 1, 'follow stored': 2, 'user_click_chatnow repeated': 1 });
  });

  it('follow again much later, and begin again', async () => {
    const { deliver, inbox, lan } = await open();
    await deliver(lan.follows());
    await deliver(lan.unfollows());
    await deliver(lan.follows({ timestamp: String(lan.at + 2 * 3_600_000) }));
    expect(types(await inbox())).toEqual(['reach', 'start', 'reach', 'reach', 'start']);
  });

  it('send photos in a row, which become one answer', async () => {
    const { deliver, inbox, lan } = await open();
    await deliver(lan.image(['https://photo.zdn.vn/1'], { text: 'góc học tập' }));
    await deliver(lan.image(['https://photo.zdn.vn/2', 'https://photo.zdn.vn/3']));
    const rows = await inbox();
    expect(rows.map(({ state }) => state)).toEqual(['fetching', 'fetching']);
    expect(bodies(rows)).toEqual([
      { type: 'files', files: [{ ref: 'https://photo.zdn.vn/1' }], caption: 'góc học tập', album: 'burst' },
      { type: 'files', files: [{ ref: 'https://photo.zdn.vn/2' }, { ref: 'https://photo.zdn.vn/3' }], album: 'burst' },
    ]);
  });

  it('are written to by officers, which is told apart from our own words', async () => {
    const { deliver, inbox, counts, lan } = await open();
    await deliver(lan.echoed('Chào gia đình'));
    await deliver(lan.echoed('Tôi là cán bộ đây', '77'));
    expect((await inbox()).map(({ chat, body }) => [chat, body])).toEqual([[lan.user, { type: 'human' }]]);
    expect(counts()).toEqual({ 'oa_send_text ignored': 1, 'oa_send_text stored': 1 });
  });
});

describe('a receipt', () => {
  async function sent(providerId: string): Promise<string> {
    const { deps, oa } = service;
    const account = { id: randomUUID(), channelAccountId: oa.channelAccountId, externalId: randomUUID(), createdAt: new Date() };
    await deps.db.account.create({ data: account });
    const common = { accountId: account.id, channelAccountId: oa.channelAccountId, seq: 1, class: 'reply' as const, createdAt: new Date() };
    const id = randomUUID();
    await deps.db.message.create({ data: { ...common, id, state: 'sent', body: {}, providerId, sentAt: new Date() } });
    return id;
  }
  const arrivedAt = async (id: string) => (await service.deps.db.message.findUniqueOrThrow({ where: { id } })).arrivedAt;

  it('is noted in the ledger', async () => {
    const { deliver, deps, lan } = await open();
    const id = await sent('63ecf43f0df7dba892e6');
    expect((await deliver(lan.received('63ecf43f0df7dba892e6'))).status).toBe(200);
    expect(await arrivedAt(id)).toEqual(deps.clock.now());
  });

  it('for what was looked at is only counted', async () => {
    const { deliver, counts, lan } = await open();
    const id = await sent('m2');
    expect((await deliver(lan.seen('m2', 'm3'))).status).toBe(200);
    expect(await arrivedAt(id)).toBeNull();
    expect(counts()).toEqual({ 'user_seen_message seen': 1 });
  });
});

describe('several OAs of one app', () => {
  it('have each their own people', async () => {
    const { deliver, inbox, oas } = await open({ oas: 2 });
    for (const [index, oa] of oas.entries()) {
      expect((await deliver(eventsOf(oa).text(`của ${index}`), { oa })).status).toBe(200);
      expect(bodies(await inbox(oa))).toEqual([{ type: 'text', text: `của ${index}` }]);
    }
  });

  it('do not vouch for each other', async () => {
    const { deliver, inbox, oas } = await open({ oas: 2 });
    const [first, second] = oas as [TestOa, TestOa];
    expect((await deliver(eventsOf(first).text('x'), { oa: second })).status).toBe(401);
    expect(await inbox(first)).toEqual([]);
  });

  it('are asked whose a withdrawal is that names none of them', async () => {
    const { deliver, inbox, oas, deps, lan, counts, logged } = await open({ oas: 2 });
    const [first, second] = oas as [TestOa, TestOa];
    // As where the key is that of the app.
    Object.assign(second.keys, first.keys);
    const event = lan.withdraws();
    expect((await deliver(event)).status).toBe(200);
    expect(logged()).toContain('nobody whom an OA of ours knows');
    const account = { id: randomUUID(), channelAccountId: second.channelAccountId, externalId: lan.user, createdAt: new Date() };
    await deps.db.account.create({ data: account });
    expect((await deliver(event)).status).toBe(200);
    expect(await inbox(first)).toEqual([]);
    expect(bodies(await inbox(second))).toEqual([{ type: 'withdraw' }]);
    expect(counts()).toEqual({ 'user_withdraw ignored': 1, 'user_withdraw stored': 1 });
  });

  it('leave a withdrawal to the one whose key it is signed with', async () => {
    const { deliver, inbox, oas } = await open({ oas: 2 });
    const [first, second] = oas as [TestOa, TestOa];
    expect((await deliver(eventsOf(second).withdraws(), { oa: second })).status).toBe(200);
    expect([await inbox(first), bodies(await inbox(second))]).toEqual([[], [{ type: 'withdraw' }]]);
  });

  it('take nothing of an OA that is not connected, and do not make Zalo give up the others', async () => {
    const { deliver, inbox, counts, logged } = await open();
    expect((await deliver(eventsOf({ oaId: '999888777' }).text('x'))).status).toBe(200);
    expect(await inbox()).toEqual([]);
    expect(counts()).toEqual({ 'user_send_text unknownOa': 1 });
    expect(logged()).toContain('"oa":"999888777"');
  });

  it('have what is of one that is known and not open come again, while that costs the others nothing', async () => {
    const { deliver, inbox, counts, logged } = await open({ seek: async (oaIds) => oaIds.includes('999888777') });
    const event = eventsOf({ oaId: '999888777' }).text('x');
    const refused = await deliver(event);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect((await deliver(event, { headers: { num_retry: '3' } })).status).toBe(503);
    expect(logged()).toContain('has to come again');
    // Zalo would deliver nothing any more, of no OA.
    expect((await deliver(event, { headers: { num_retry: '4' } })).status).toBe(200);
    expect(logged()).toContain('cannot be opened here was left out');
    expect((await deliver(eventsOf({ oaId: '999888778' }).text('x'))).status).toBe(200);
    expect(await inbox()).toEqual([]);
    expect(counts()).toEqual({ 'user_send_text notOpen': 3, 'user_send_text unknownOa': 1 });
  });

  it('are looked for in a store that is away: the event comes again', async () => {
    const { deliver } = await open({ seek: () => Promise.reject(storeTrouble()) });
    expect((await deliver(eventsOf({ oaId: '999888777' }).text('x'), { headers: { num_retry: '5' } })).status).toBe(503);
  });

  it('are not looked for by what can be no OA', async () => {
    const { deliver } = await open({ seek: () => Promise.reject(new Error('it was looked for')) });
    expect((await deliver(eventsOf({ oaId: 'a-group' }).said('user_send_group_text', { text: 'x' }))).status).toBe(200);
  });

  it('are not looked for where the one is here', async () => {
    const { deliver, lan } = await open({ seek: () => Promise.reject(new Error('it was looked for')) });
    expect((await deliver(lan.text('x'))).status).toBe(200);
    expect((await deliver(lan.withdraws())).status).toBe(200);
  });

  it('are not looked for where an event would mean nothing to us', async () => {
    const { deliver, logged } = await open();
    expect((await deliver(eventsOf({ oaId: 'a-group' }).said('user_send_group_text', { text: 'x' }))).status).toBe(200);
    expect(logged()).not.toContain('not connected');
  });
});

describe('the log', () => {
  it('says what to check, at most once a minute', async () => {
    let now = 0;
    const { deliver, oa, lan, logged } = await open({ monotonic: () => now });
    const lines = () =>
      logged()
        .split('\n')
        .filter((line) => line.includes('was refused')).length;
    const wrongly = (keys: TestOa['keys']) => deliver(lan.text('kín'), { oa: { ...oa, keys } });
    await wrongly({ ...oa.keys, oaSecretKey: 'x' });
    await deliver(lan.text('kín'), { signature: null });
    expect(lines()).toBe(1);
    expect(logged()).toContain('check ZALO_OA_SECRET_KEY');
    const clues: [() => Promise<Response>, string][] = [
      [() => wrongly({ ...oa.keys, oaSecretKey: oa.keys.appSecret }), '"clue":"appSecret"'],
      [() => wrongly({ ...oa.keys, appId: oa.oaId }), '"clue":"oaIdFirst"'],
      [() => deliver(lan.text('kín', { app_id: '5' }), { signature: 'x' }), '"clue":"otherApp"'],
      [() => deliver(lan.text('kín'), { signature: null }), '"clue":"missing"'],
    ];
    for (const [refused, clue] of clues) {
      now += 60_000;
      expect((await refused()).status).toBe(401);
      expect(logged()).toContain(clue);
    }
    expect(lines()).toBe(5);
  });

  it('says nothing of people, nor any secret', async () => {
    const { deliver, lan, oa, logged } = await open({ receive: () => () => Promise.reject(new Error('"kín" failed')) });
    await deliver(lan.text('kín'));
    await deliver(lan.image(['https://photo.zdn.vn/kín']));
    await deliver(lan.text('kín'), { signature: null });
    await deliver('kín');
    expect(logged()).toContain('could not be stored');
    for (const secret of ['kín', lan.user, oa.keys.oaSecretKey, oa.keys.appSecret, 'zdn.vn']) expect(logged()).not.toContain(secret);
  });
});

it('counts what came, for whoever watches the service', async () => {
  const { deliver, url, lan } = await open();
  await deliver(lan.text('x'));
  await deliver(lan.received('of-an-officer'));
  await expect.poll(async () => (await fetch(`${url}/metrics`)).text()).toContain('nhahoc_receipts_total{message="unknown"} 1');
  const figures = await (await fetch(`${url}/metrics`)).text();
  expect(figures).toContain('nhahoc_zalo_events_total{event="user_send_text",taking="stored"} 1');
  expect(figures).toContain('nhahoc_zalo_events_total{event="user_received_message",taking="received"} 1');
});

it('finds out how Zalo writes what its documents leave open, and says so once', async () => {
  const { deliver, hook, oa, lan, logged, url } = await open();
  await deliver(lan.text('x'));
  await deliver(lan.text('y'));
  const body = JSON.stringify({ app_id: APP_ID, ...lan.text('z'), message: { message_id: 'm9', text: 'z' } });
  await deliver(body, { signature: sign(oa.keys, body).replace('mac=', '') });
  await deliver(lan.follows());
  // What does not come from Zalo says nothing of it.
  await deliver(lan.text('x'), { signature: signatureOf(oa.keys, Buffer.from('{}'), '1') });
  expect(hook.forms()).toEqual([
    { what: 'signature', form: 'mac=', count: 3 },
    { what: 'id', form: 'msg_id', count: 2 },
    { what: 'signature', form: 'bare', count: 1 },
    { what: 'id', form: 'message_id', count: 1 },
  ]);
  expect(logged().match(/this is how its events come/g)).toHaveLength(4);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('nhahoc_zalo_forms_total{what="id",form="message_id"} 1');
});
