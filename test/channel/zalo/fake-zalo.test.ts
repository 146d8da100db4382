/** The fake refuses what the real one refuses: else the tests against it would prove little. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { busiestMinute } from '../../support/fake-zalo/rate.ts';
import { spawnFakeZalo } from '../../support/fake-zalo/remote.ts';
import { macOf } from '../../support/fake-zalo/signature.ts';
import { type FakeUser, type FakeZalo, startFakeZalo } from '../../support/fake-zalo.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const JPEG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(2000, 1)]);

let fake: FakeZalo;
let lan: FakeUser;
beforeEach(async () => {
  fake = await startFakeZalo({ retryScale: 0.001, patienceMs: 200 });
  lan = fake.user();
  lan.follows();
});
afterEach(() => fake.close());

interface Reply {
  error: number;
  message: string;
  data?: { message_id?: string; attachment_id?: string; token?: string; quota?: unknown };
}

async function ask(path: string, { token = fake.accessToken, ...init }: RequestInit & { token?: string } = {}): Promise<Reply> {
  const response = await fetch(fake.apiRoot + path, { ...init, headers: { access_token: token, ...init.headers } });
  expect(response.status).toBe(200);
  return (await response.json()) as Reply;
}

const post = (path: string, body: unknown, token?: string) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(token !== undefined && { token }),
  });
const send = (message: unknown, to = lan.id) => post('/v3.0/oa/message/cs', { recipient: { user_id: to }, message });
const under = (...buttons: unknown[]) => ({ text: 'x', attachment: { type: 'template', payload: { buttons } } });
const element = (template_type: string, ...elements: unknown[]) => ({
  attachment: { type: 'template', payload: { template_type, elements } },
});
const hide = (title: string, payload: unknown = '#nh.1.a') => ({ title, type: 'oa.query.hide', payload });

function upload(kind: string, bytes: Uint8Array, name: string): Promise<Reply> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(bytes)]), name);
  return ask(`/v2.0/oa/upload/${kind}`, { method: 'POST', body });
}

async function token(form: Record<string, string>, secret = fake.appSecret) {
  const headers = { secret_key: secret };
  const body = new URLSearchParams({ app_id: fake.appId, ...form });
  const response = await fetch(`${fake.oauthRoot}/v4/oa/access_token`, { method: 'POST', headers, body });
  return (await response.json()) as { error?: number; access_token: string; refresh_token: string; expires_in: string };
}
const refresh = (refresh_token: string) => token({ grant_type: 'refresh_token', refresh_token });

describe('a message', () => {
  it('is on the phone, with its buttons', async () => {
    const url = { title: 'Trang', type: 'oa.open.url', payload: { url: 'https://nhahoc.example/k/1' } };
    const { error, data } = await send(under(hide('Có'), url));
    expect({ error, quota: data?.quota }).toEqual({ error: 0, quota: undefined });
    expect(lan.received()).toMatchObject([{ messageId: data?.message_id, terms: 'free', text: 'x', buttons: [hide('Có'), url] }]);
    expect(lan.opens('trang')).toBe('https://nhahoc.example/k/1');
  });

  test.each<[string, unknown, number]>([
    ['empty', {}, -201],
    ['only spaces', { text: ' \n' }, -201],
    ['longest', { text: 'ữ'.repeat(2000) }, 0],
    ['too long', { text: 'ữ'.repeat(2001) }, -210],
    ['too long in decomposed letters', { text: 'ữ'.repeat(2000).normalize('NFD') }, -210],
    ['half a letter', { text: 'x\ud83d' }, -201],
    ['no text over buttons', { ...under(hide('Có')), text: undefined }, -201],
    ['no button at all', under(), -201],
    ['five buttons', under(...'12345'.split('').map((one) => hide(one))), 0],
    ['six buttons', under(...'123456'.split('').map((one) => hide(one))), -210],
    ['longest title', under(hide('x'.repeat(100))), 0],
    ['too long a title', under(hide('x'.repeat(101))), -210],
    ['no title', under(hide('')), -201],
    ['longest payload', under(hide('x', 'x'.repeat(1000))), 0],
    ['too long a payload', under(hide('x', 'x'.repeat(1001))), -210],
    ['an object to send back', under(hide('x', { data: 'x' })), -201],
    ['an unknown button', under({ title: 'x', type: 'oa.open.app', payload: 'x' }), -201],
    ['an address beside its button', under({ title: 'x', type: 'oa.open.url', url: 'https://nhahoc.example' }), -201],
    ['an address as text', under({ title: 'x', type: 'oa.open.url', payload: 'https://nhahoc.example' }), -201],
    ['no address', under({ title: 'x', type: 'oa.open.url', payload: { url: 'tel:1022' } }), -201],
    ['a number to call', under({ title: 'x', type: 'oa.open.phone', payload: { phone_code: '84981022' } }), 0],
    ['no number to call', under({ title: 'x', type: 'oa.open.phone', payload: { phone_code: '+84 98' } }), -201],
    ['a short message', under({ title: 'x', type: 'oa.open.sms', payload: { phone_code: '84981022', content: 'alo' } }), 0],
    ['the button template', element('button'), -201],
    ['a list', element('list', {}), -201],
    ['the simple picture', { attachment: { type: 'image', payload: { attachment_id: 'x' } } }, -201],
    ['a picture that nobody uploaded', element('media', { media_type: 'image', attachment_id: 'x' }), -201],
    ['two pictures', element('media', ...Array(2).fill({ media_type: 'image', url: 'https://nhahoc.example/1.jpg' })), -201],
    ['a picture elsewhere', element('media', { media_type: 'image', url: 'https://nhahoc.example/1.jpg' }), 0],
    ['a picture in two places', element('media', { media_type: 'image', url: 'https://x.example', attachment_id: 'x' }), -201],
    ['a gif without its size', element('media', { media_type: 'gif', url: 'https://nhahoc.example/1.gif' }), -201],
    ['a file that nobody uploaded', { attachment: { type: 'file', payload: { token: 'x' } } }, -201],
    ['asks for a number', element('request_user_info', { title: 'x', subtitle: 'y', image_url: 'https://nhahoc.example/logo.png' }), 0],
    [
      'asks with a picture that Zalo cannot fetch',
      element('request_user_info', { title: 'x', subtitle: 'y', image_url: 'http://nhahoc.example/logo.png' }),
      -201,
    ],
  ])('%s: %j gets %i', async (_, message, code) => {
    expect((await send(message)).error).toBe(code);
    expect(lan.received()).toHaveLength(code === 0 ? 1 : 0);
  });

  it('goes to people of this OA, by their whole id', async () => {
    expect((await send({ text: 'x' }, '99')).error).toBe(-201);
    expect((await send({ text: 'x' }, Number(lan.id) as never)).error).toBe(-201);
  });

  it('needs the token in its own header', async () => {
    const body = JSON.stringify({ recipient: { user_id: lan.id }, message: { text: 'x' } });
    const url = `${fake.apiRoot}/v3.0/oa/message/cs`;
    const headers = { 'content-type': 'application/json' };
    for (const [address, more] of [
      [url, { authorization: `Bearer ${fake.accessToken}` }],
      [`${url}?access_token=${fake.accessToken}`, {}],
      [url, { access_token: 'x' }],
    ] as const) {
      const response = await fetch(address, { method: 'POST', headers: { ...headers, ...more }, body });
      expect(await response.json()).toMatchObject({ error: -216 });
    }
  });

  it('is not taken any more at the old address', async () => {
    expect((await post('/v2.0/oa/message', { recipient: { user_id: lan.id }, message: { text: 'x' } })).error).toBe(-240);
  });

  it('says what is left, where that is wanted', async () => {
    const older = await startFakeZalo({ quota: true });
    const hoa = older.user();
    hoa.says('alo');
    const headers = { access_token: older.accessToken, 'content-type': 'application/json' };
    const body = JSON.stringify({ recipient: { user_id: hoa.id }, message: { text: 'x' } });
    const response = await fetch(`${older.apiRoot}/v3.0/oa/message/cs`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ data: { quota: { quota_type: 'reply', remain: '8', total: '8' } } });
    await older.close();
  });
});

describe('how long after somebody wrote', () => {
  it('is free, then paid, then over', async () => {
    fake.advance(48 * HOUR);
    expect((await send({ text: '1' })).error).toBe(0);
    fake.advance(1000);
    expect((await send({ text: '2' })).error).toBe(0);
    fake.advance(5 * DAY);
    expect((await send({ text: '3' })).error).toBe(-230);
    lan.says('alo');
    expect((await send({ text: '4' })).error).toBe(0);
    expect(lan.received().map(({ text, terms }) => [text, terms])).toEqual([
      ['1', 'free'],
      ['2', 'paid'],
      ['4', 'free'],
    ]);
    expect(fake.terms()).toEqual({ free: 2, paid: 1, template: 0 });
  });

  it('is never for who never did', async () => {
    const hoa = fake.user();
    expect((await send({ text: 'x' }, hoa.id)).error).toBe(-232);
    expect(hoa.opensChat()).toBe(true);
    expect(hoa.opensChat()).toBe(false);
    expect((await send({ text: 'x' }, hoa.id)).error).toBe(0);
  });

  test.each([
    ['blocked', -217],
    ['restricted', -244],
    ['inactive', -227],
  ] as const)('does not help where they are %s', async (standing, code) => {
    lan.becomes(standing);
    expect((await send({ text: 'x' })).error).toBe(code);
    lan.becomes('open');
    expect((await send({ text: 'x' })).error).toBe(0);
  });

  it('does not help who has left, until they write', async () => {
    lan.unfollows();
    expect((await send({ text: 'x' })).error).toBe(-213);
    lan.says('alo');
    expect((await send({ text: 'x' })).error).toBe(0);
  });

  it('does not matter to a template', async () => {
    const strict = await startFakeZalo({ templates: { t1: { ten: 10 } } });
    const hoa = strict.user();
    const headers = { access_token: strict.accessToken, 'content-type': 'application/json' };
    const results: number[] = [];
    for (const [template_id, template_data] of [
      ['t1', { ten: 'Hoa' }],
      ['t1', {}],
      ['t1', { ten: 'x'.repeat(11) }],
      ['t2', { ten: 'Hoa' }],
    ]) {
      const body = JSON.stringify({ user_id: hoa.id, template_id, template_data });
      const response = await fetch(`${strict.apiRoot}/v3.0/oa/message/template`, { method: 'POST', headers, body });
      results.push(((await response.json()) as Reply).error);
    }
    expect(results).toEqual([0, -201, -201, -201]);
    expect(hoa.received()).toMatchObject([{ terms: 'template', template: { id: 't1', data: { ten: 'Hoa' } } }]);
    await strict.close();
  });
});

describe('calls', () => {
  it('are so many a minute', async () => {
    fake.setLimit(3);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send({ text: 'x' })));
    expect(answers.map(({ error }) => error).toSorted()).toEqual([-32, -32, 0, 0, 0]);
    expect(fake.busiestMinute()).toEqual({ calls: 3, messages: 3 });
    expect(fake.minutes()).toEqual([3]);
    const response = await fetch(`${fake.apiRoot}/v2.0/oa/getoa`, { headers: { access_token: fake.accessToken } });
    expect([response.headers.get('X-RateLimit-Limit'), response.headers.get('X-RateLimit-Remain')]).toEqual(['3', '0']);
  });

  it('are counted in any sixty seconds', () => {
    expect(busiestMinute([0, 30_000, 59_999, 60_000, 60_001, 119_998])).toBe(4);
    expect(busiestMinute([])).toBe(0);
  });

  it('fail as asked, so often as asked', async () => {
    fake.fail('cs', { code: -224 }, 2);
    fake.fail('cs', { status: 502, body: '<html>' });
    fake.fail('cs', 'reset');
    fake.fail('cs', 'deaf');
    expect([(await send({ text: '1' })).error, (await send({ text: '2' })).error]).toEqual([-224, -224]);
    await expect(send({ text: '3' })).rejects.toThrow('502');
    await expect(send({ text: '4' })).rejects.toThrow('fetch failed');
    await expect(send({ text: '5' })).rejects.toThrow('fetch failed');
    expect((await send({ text: '6' })).error).toBe(0);
    expect(lan.received().map(({ text }) => text)).toEqual(['5', '6']);
    expect(fake.requests('cs').map(({ status, error }) => [status, error])).toEqual([
      [200, -224],
      [200, -224],
      [502, undefined],
      [0, undefined],
      [0, undefined],
      [200, 0],
    ]);
  });

  it('are answered late, or never', async () => {
    fake.fail('cs', { lateMs: 300 });
    const sending = send({ text: '1' });
    await lan.hears(0, 250);
    expect((await sending).error).toBe(0);
    fake.fail('cs', 'hang');
    const body = JSON.stringify({ recipient: { user_id: lan.id }, message: { text: '2' } });
    const calling = fetch(`${fake.apiRoot}/v3.0/oa/message/cs`, { method: 'POST', body, signal: AbortSignal.timeout(100) });
    await expect(calling).rejects.toThrow('timeout');
    expect(lan.received()).toHaveLength(1);
  });

  it('tell about the OA and about people', async () => {
    expect(await ask('/v2.0/oa/getoa')).toMatchObject({ data: { oaid: fake.oaId, num_follower: 1, is_verified: true } });
    const data = encodeURIComponent(JSON.stringify({ user_id: lan.id }));
    expect(await ask(`/v3.0/oa/user/detail?data=${data}`)).toMatchObject({ data: { user_id: lan.id, user_is_follower: true } });
    expect((await ask('/v3.0/oa/user/detail?data=x')).error).toBe(-201);
  });
});

describe('an upload', () => {
  it('is sent as a picture or a file, for seven days', async () => {
    const { data: picture } = await upload('image', JPEG, 'qr.jpg');
    const { data: file } = await upload('file', Buffer.from('%PDF-1.7'), 'phieu.pdf');
    const asPicture = { text: 'mã', ...element('media', { media_type: 'image', attachment_id: picture?.attachment_id }) };
    const asFile = { attachment: { type: 'file', payload: { token: file?.token } } };
    expect([(await send(asPicture)).error, (await send(asFile)).error]).toEqual([0, 0]);
    expect(lan.received()).toMatchObject([{ text: 'mã' }, { file: { name: 'phieu.pdf' } }]);
    expect((lan.received()[0]?.picture as Buffer).equals(JPEG)).toBe(true);
    fake.advance(7 * DAY + 1000);
    const { accessToken } = fake.grants();
    lan.says('alo');
    const codes = [asPicture, asFile].map((message) =>
      post('/v3.0/oa/message/cs', { recipient: { user_id: lan.id }, message }, accessToken),
    );
    expect((await Promise.all(codes)).map(({ error }) => error)).toEqual([-100, -100]);
  });

  test.each([
    ['image', JPEG, 'qr.pdf', { error: 0, data: {} }],
    ['image', JPEG, 'qr', { error: 0, data: {} }],
    ['file', Buffer.from('%PDF-1.7'), 'phieu.jpg', { error: 0, data: {} }],
    ['image', Buffer.from('%PDF-1.7'), 'qr.jpg', { error: -201 }],
    ['image', Buffer.concat([JPEG, Buffer.alloc(1024 * 1024)]), 'qr.jpg', { error: -210 }],
    ['file', Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(5 * 1024 * 1024)]), 'phieu.pdf', { error: -210 }],
  ])('of %s named otherwise, or too large, is none', async (kind, bytes, name, reply) => {
    expect(await upload(kind, bytes, name)).toMatchObject(reply);
  });

  it('comes as a form', async () => {
    expect((await post('/v2.0/oa/upload/image', { file: 'x' })).error).toBe(-201);
  });
});

describe('tokens', () => {
  it('are refreshed once, and the old refresh token is dead', async () => {
    const pair = await refresh(fake.refreshToken);
    expect(pair.expires_in).toBe('90000');
    expect((await ask('/v2.0/oa/getoa', { token: pair.access_token })).error).toBe(0);
    expect((await refresh(fake.refreshToken)).error).toBe(-14014);
    expect((await refresh(pair.refresh_token)).error).toBeUndefined();
    expect(fake.refreshes()).toBe(2);
  });

  it('are rotated also where the answer is lost', async () => {
    fake.fail('oauth', 'deaf');
    await expect(refresh(fake.refreshToken)).rejects.toThrow('fetch failed');
    expect((await refresh(fake.refreshToken)).error).toBe(-14014);
    fake.fail('oauth', { code: -118 });
    const { refreshToken } = fake.grants();
    expect((await refresh(refreshToken)).error).toBe(-118);
    expect((await refresh(refreshToken)).error).toBeUndefined();
  });

  it('expire: 25 hours, three months', async () => {
    fake.advance(25 * HOUR + 1000);
    expect((await ask('/v2.0/oa/getoa')).error).toBe(-220);
    fake.advance(90 * DAY);
    expect((await refresh(fake.refreshToken)).error).toBe(-14020);
  });

  it('are revoked', async () => {
    fake.revokeAccess();
    fake.revokeRefresh();
    expect((await ask('/v2.0/oa/getoa')).error).toBe(-216);
    expect((await refresh(fake.refreshToken)).error).toBe(-14014);
  });

  it('come for a code, once, with its verifier, for ten minutes', async () => {
    const exchange = (code: string, code_verifier = fake.codeVerifier) => token({ grant_type: 'authorization_code', code, code_verifier });
    const code = fake.authorises();
    expect((await exchange(code, 'x')).error).toBe(-118);
    const { access_token } = await exchange(code);
    expect((await ask('/v2.0/oa/getoa', { token: access_token })).error).toBe(0);
    expect((await exchange(code)).error).toBe(-14005);
    const late = fake.authorises();
    fake.advance(10 * 60 * 1000 + 1000);
    expect((await exchange(late)).error).toBe(-14019);
  });

  it('are for who knows the app’s secret, and for one OA', async () => {
    expect((await token({ grant_type: 'refresh_token', refresh_token: fake.refreshToken }, 'x')).error).toBe(-14002);
    const two = await startFakeZalo({ oas: 2 });
    const hoa = two.user({ oa: 1 });
    hoa.says('alo');
    const errors = two.oas.map(async ({ accessToken }) => {
      const headers = { access_token: accessToken, 'content-type': 'application/json' };
      const body = JSON.stringify({ recipient: { user_id: hoa.id }, message: { text: 'x' } });
      const response = await fetch(`${two.apiRoot}/v3.0/oa/message/cs`, { method: 'POST', headers, body });
      return ((await response.json()) as Reply).error;
    });
    expect(await Promise.all(errors)).toEqual([-201, 0]);
    await two.close();
  });
});

describe('the webhook', () => {
  interface Told {
    headers: IncomingMessage['headers'];
    raw: string;
    event: Record<string, never> & { event_name: string; timestamp: string; message?: { text?: string; msg_id?: string } };
  }
  let told: Told[];
  let statuses: number[];
  let slowMs: number;
  let server: Server;
  let url: string;

  beforeEach(async () => {
    told = [];
    statuses = [];
    slowMs = 0;
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const raw = Buffer.concat(chunks).toString();
      if (request.method === 'POST') told.push({ headers: request.headers, raw, event: JSON.parse(raw) });
      await new Promise((resolve) => setTimeout(resolve, slowMs));
      response.writeHead(statuses.shift() ?? 200).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/zalo`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const names = () => told.map(({ event }) => event.event_name);
  const settled = () => vi.waitFor(() => expect(fake.pending()).toBe(0), { timeout: 10_000, interval: 5 });

  it('is tried when its address is saved', async () => {
    expect(await fake.subscribe(url)).toEqual({ get: 200, post: 200 });
    expect(told[0]?.headers['x-zevent-signature']).toBeUndefined();
    statuses = [404, 500];
    await expect(fake.subscribe(url)).rejects.toThrow('answered a sample with 500');
  });

  it('is told nothing before, and signed words after', async () => {
    fake.setWebhook(url);
    const id = lan.says('Xin chào');
    await settled();
    const { headers, raw, event } = told[0] as Told;
    expect(event).toMatchObject({ event_name: 'user_send_text', sender: { id: lan.id }, message: { text: 'Xin chào', msg_id: id } });
    const signed = { appId: fake.appId, raw, timestamp: event.timestamp, oaSecretKey: fake.oaSecretKey };
    expect(headers['x-zevent-signature']).toBe(`mac=${macOf(signed)}`);
    expect(fake.events()).toEqual({ added: 2, delivered: 1, failed: 0, repeated: 0, lost: 1 });
  });

  it('signs as the vector says', () => {
    const vector = { appId: 'X', raw: 'BODY', timestamp: '1234567890', oaSecretKey: 'Y' };
    expect(macOf(vector)).toBe('2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9');
  });

  it('is told again, five times, and then nothing more', async () => {
    fake.setWebhook(url);
    statuses = [503, 500, 204, 404, 401];
    lan.says('1');
    await settled();
    expect(told.map(({ headers }) => headers.num_retry)).toEqual([undefined, '1', '2', '3', '4', '5']);
    expect(new Set(told.map(({ raw }) => raw)).size).toBe(1);
    expect(fake.webhook()).toBe(url);
    statuses = [503, 503, 503, 503, 503, 503];
    lan.says('2');
    await vi.waitFor(() => expect(fake.webhook()).toBeNull(), { timeout: 10_000 });
    lan.says('3');
    expect(fake.events()).toMatchObject({ delivered: 1, failed: 11, lost: 3 });
    expect(fake.pending()).toBe(0);
  });

  it('is not waited for', async () => {
    fake.setWebhook(url);
    slowMs = 400;
    lan.says('1');
    await vi.waitFor(() => expect(told).toHaveLength(2));
    slowMs = 0;
    await settled();
    expect(fake.events()).toMatchObject({ delivered: 1, failed: 2 });
  });

  it('hears of what the OA sent: that it was sent, that it came, that it was read', async () => {
    fake.setWebhook(url);
    const { data } = await send({ text: 'x' });
    await settled();
    expect(names()).toEqual(['oa_send_text', 'user_received_message', 'user_seen_message']);
    expect(told[0]?.event).toMatchObject({ sender: { id: fake.oaId }, message: { text: 'x', msg_id: data?.message_id } });
    expect(told[0]?.raw).not.toContain('admin_id');
    fake.shape({ echo: false, seen: false });
    await send({ text: 'y' });
    await settled();
    expect(names().slice(3)).toEqual(['user_received_message']);
    fake.officer.writes(lan, 'Để tôi xem');
    await settled();
    expect(told.at(-2)?.event).toMatchObject({ event_name: 'oa_send_text', sender: { admin_id: fake.officer.adminId } });
    expect(lan.received().at(-1)).toMatchObject({ from: 'officer', text: 'Để tôi xem' });
  });

  it('hears presses as words, of old buttons too', async () => {
    await send(under(hide('Có', '#nh.1.yes'), hide('Không', '#nh.1.no')));
    await send(under(hide('Tiếp tục', '#nh.2.on')));
    fake.setWebhook(url);
    lan.presses('tiep tuc');
    lan.pressesOld('Không');
    await settled();
    expect(told.map(({ event }) => event.message?.text)).toEqual(['#nh.2.on', '#nh.1.no']);
    expect(() => lan.presses('Có')).toThrow('No button "Có" among: Tiếp tục');
  });

  it('gets pictures as addresses, on a host that has their bytes', async () => {
    fake.setWebhook(url);
    lan.sendsPhotos([JPEG, JPEG], { caption: 'góc học tập', together: true });
    lan.sendsPhotos([JPEG, JPEG]);
    await settled();
    const attached = told.map(({ event }) => (event.message as unknown as { attachments: { payload: { url: string } }[] }).attachments);
    expect(attached.map(({ length }) => length)).toEqual([2, 1, 1]);
    const address = attached[0]?.[1]?.payload.url ?? '';
    expect(new URL(address).host).toBe(fake.mediaHost);
    expect(Buffer.from(await (await fetch(address)).arrayBuffer()).equals(JPEG)).toBe(true);
    fake.fail('media', { status: 302, headers: { location: 'http://127.0.0.1:1/' } });
    expect((await fetch(address, { redirect: 'manual' })).headers.get('location')).toBe('http://127.0.0.1:1/');
    fake.forgetMedia();
    expect((await fetch(address)).status).toBe(404);
  });

  it('hears the other things people do', async () => {
    fake.setWebhook(url);
    lan.sendsFile(Buffer.from('%PDF-1.7'));
    lan.sendsVoice();
    lan.sendsSticker();
    lan.sendsLocation();
    lan.submitsInfo();
    lan.submitsInfo({ phone: 84912345678 }, { old: true });
    lan.withdraws();
    lan.unfollows();
    await settled();
    expect(names()).toEqual([
      'user_send_file',
      'user_send_audio',
      'user_send_sticker',
      'user_send_location',
      'user_submit_info',
      'user_submit_info',
      'user_withdraw',
      'unfollow',
    ]);
    expect(told[0]?.raw).toContain('"size":"8","name":"giay-khen.pdf"');
    expect(told[4]?.raw).toContain('"phone":"84912345678","user_dob"');
    expect(told[5]?.raw).toContain('"phone":84912345678,"city"');
    expect(new Set(told.map(({ event }) => event.timestamp)).size).toBe(8);
  });

  it('may look as it was seen elsewhere', async () => {
    fake.setWebhook(url);
    fake.shape({ numericTimestamps: true, messageId: true, signature: 'bare' });
    lan.says('x');
    await settled();
    const { headers, raw } = told[0] as Told;
    expect(raw).toMatch(/"message_id":"\w+"/);
    const timestamp = /"timestamp":(\d+)/.exec(raw)?.[1] ?? '';
    expect(headers['x-zevent-signature']).toBe(fake.sign(raw, timestamp));
    expect(headers['x-zevent-signature']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('may hear things twice, and in any order', async () => {
    fake.setWebhook(url);
    fake.disturb({ twice: 1, shuffledWithinMs: 100 });
    const said = Array.from({ length: 20 }, (_, index) => String(index));
    for (const one of said) lan.says(one);
    await settled();
    const heard = told.map(({ event }) => event.message?.text);
    expect(heard).toHaveLength(40);
    expect(new Set(heard)).toEqual(new Set(said));
    expect([...new Set(heard)]).not.toEqual(said);
  });
});

it('runs as a process of its own', async () => {
  const remote = await spawnFakeZalo({ perMinute: null });
  try {
    const user = await remote.control<string>('user');
    await remote.control('says', { user, args: ['alo'] });
    const body = JSON.stringify({ recipient: { user_id: user }, message: { text: 'Chào gia đình!' } });
    const headers = { access_token: remote.oas[0]?.accessToken ?? '', 'content-type': 'application/json' };
    await fetch(`${remote.apiRoot}/v3.0/oa/message/cs`, { method: 'POST', headers, body });
    await remote.control('officer.writes', { args: [user, 'Cán bộ đây'] });
    expect(await remote.control('hears', { user, args: [0] })).toMatchObject([{ text: 'Chào gia đình!' }, { from: 'officer' }]);
    expect(await remote.control('terms')).toEqual({ free: 1, paid: 0, template: 0 });
    await expect(remote.control('presses', { user, args: ['Có'] })).rejects.toThrow('No button');
  } finally {
    await remote.close();
  }
});
