/** What the fake OA tells a webhook, how it signs, and how often it tries. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { macOf } from '../../support/fake-zalo/signature.ts';
import { type FakeUser, type FakeZalo, startFakeZalo } from '../../support/fake-zalo.ts';
import { type Asking, askingOf, hide, JPEG, PDF, under } from './asking.ts';

let fake: FakeZalo;
let asking: Asking;
let lan: FakeUser;
beforeEach(async () => {
  fake = await startFakeZalo({ retryScale: 0.0001 });
  asking = askingOf(fake);
  lan = fake.user();
  lan.follows();
});
afterEach(() => fake.close());

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

  it('is tried when its address is saved', async () => {
    expect(await fake.subscribe(url)).toEqual({ get: 200, post: 200 });
    expect(told[0]?.headers['x-zevent-signature']).toBeUndefined();
    statuses = [404, 500];
    await expect(fake.subscribe(url)).rejects.toThrow('answered a sample with 500');
  });

  it('is told nothing before, and signed words after', async () => {
    fake.setWebhook(url);
    const id = lan.says('Xin chào');
    await fake.settled();
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
    await fake.settled();
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
    const impatient = await startFakeZalo({ retryScale: 0.0001, patienceMs: 100 });
    impatient.setWebhook(url);
    slowMs = 60_000;
    impatient.user().says('1');
    await vi.waitFor(() => expect(impatient.webhook()).toBeNull(), { timeout: 60_000 });
    expect(impatient.events()).toMatchObject({ delivered: 0, failed: 6, lost: 1 });
    await impatient.close();
  });

  it('hears of what the OA sent: that it was sent, that it came, that it was read', async () => {
    fake.setWebhook(url);
    const { data } = await asking.send(lan.id, { text: 'x' });
    await fake.settled();
    expect(names()).toEqual(['oa_send_text', 'user_received_message', 'user_seen_message']);
    expect(told[0]?.event).toMatchObject({ sender: { id: fake.oaId }, message: { text: 'x', msg_id: data?.message_id } });
    expect(told[0]?.raw).not.toContain('admin_id');
    fake.shape({ echo: false, seen: false });
    await asking.send(lan.id, { text: 'y' });
    await fake.settled();
    expect(names().slice(3)).toEqual(['user_received_message']);
    fake.officer.writes(lan, 'Để tôi xem');
    await fake.settled();
    expect(told.at(-2)?.event).toMatchObject({ event_name: 'oa_send_text', sender: { admin_id: fake.officer.adminId } });
    expect(lan.received().at(-1)).toMatchObject({ from: 'officer', text: 'Để tôi xem' });
  });

  it('hears presses as words, of old buttons too', async () => {
    await asking.send(lan.id, under(hide('Có', '#nh.1.yes'), hide('Không', '#nh.1.no')));
    await asking.send(lan.id, under(hide('Tiếp tục', '#nh.2.on')));
    fake.setWebhook(url);
    lan.presses('tiep tuc');
    lan.pressesOld('Không');
    await fake.settled();
    expect(told.map(({ event }) => event.message?.text)).toEqual(['#nh.2.on', '#nh.1.no']);
    expect(() => lan.presses('Có')).toThrow('No button "Có" among: Tiếp tục');
  });

  it('gets pictures as addresses, on a host that has their bytes', async () => {
    fake.setWebhook(url);
    lan.sendsPhotos([JPEG, JPEG], { caption: 'góc học tập', together: true });
    lan.sendsPhotos([JPEG, JPEG]);
    await fake.settled();
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
    lan.sendsFile(PDF);
    lan.sendsVoice();
    lan.sendsSticker();
    lan.sendsLocation();
    lan.submitsInfo();
    lan.submitsInfo({ phone: 84912345678 }, { old: true });
    lan.withdraws();
    lan.unfollows();
    await fake.settled();
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
    await fake.settled();
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
    await fake.settled();
    const heard = told.map(({ event }) => event.message?.text);
    expect(heard).toHaveLength(40);
    expect(new Set(heard)).toEqual(new Set(said));
    expect([...new Set(heard)]).not.toEqual(said);
  });
});
