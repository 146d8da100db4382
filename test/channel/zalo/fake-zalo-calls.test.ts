/** How many calls the fake OA lets through, how they fail on demand, and what it takes of uploads. */
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { busiestMinute } from '../../support/fake-zalo/rate.ts';
import { type FakeUser, type FakeZalo, startFakeZalo } from '../../support/fake-zalo.ts';
import { type Asking, askingOf, DAY, element, JPEG, PDF } from './asking.ts';

let fake: FakeZalo;
let asking: Asking;
let lan: FakeUser;
beforeEach(async () => {
  fake = await startFakeZalo({ accessSeconds: (90 * DAY) / 1000 });
  asking = askingOf(fake);
  lan = fake.user();
  lan.follows();
});
afterEach(() => fake.close());

describe('calls', () => {
  it('are so many a minute', async () => {
    fake.setLimit(3);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => asking.send(lan.id, { text: 'x' })));
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
    expect([(await asking.send(lan.id, { text: '1' })).error, (await asking.send(lan.id, { text: '2' })).error]).toEqual([-224, -224]);
    await expect(asking.send(lan.id, { text: '3' })).rejects.toThrow('502');
    await expect(asking.send(lan.id, { text: '4' })).rejects.toThrow('fetch failed');
    await expect(asking.send(lan.id, { text: '5' })).rejects.toThrow('fetch failed');
    expect((await asking.send(lan.id, { text: '6' })).error).toBe(0);
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
    let answered = false;
    const sending = asking.send(lan.id, { text: '1' }).finally(() => {
      answered = true;
    });
    await lan.hears(0);
    expect(answered).toBe(false);
    expect((await sending).error).toBe(0);
    fake.fail('cs', 'hang');
    const body = JSON.stringify({ recipient: { user_id: lan.id }, message: { text: '2' } });
    const calling = fetch(`${fake.apiRoot}/v3.0/oa/message/cs`, { method: 'POST', body, signal: AbortSignal.timeout(100) });
    await expect(calling).rejects.toThrow('timeout');
    expect(lan.received()).toHaveLength(1);
  });

  it('tell about the OA and about people', async () => {
    expect(await asking.ask('/v2.0/oa/getoa')).toMatchObject({ data: { oaid: fake.oaId, num_follower: 1, is_verified: true } });
    const data = encodeURIComponent(JSON.stringify({ user_id: lan.id }));
    expect(await asking.ask(`/v3.0/oa/user/detail?data=${data}`)).toMatchObject({ data: { user_id: lan.id, user_is_follower: true } });
    expect((await asking.ask('/v3.0/oa/user/detail?data=x')).error).toBe(-201);
  });
});

describe('an upload', () => {
  it('is sent as a picture or a file, for seven days', async () => {
    const { data: picture } = await asking.upload('image', JPEG, 'qr.jpg');
    const { data: file } = await asking.upload('file', PDF, 'phieu.pdf');
    const asPicture = { text: 'mã', ...element('media', { media_type: 'image', attachment_id: picture?.attachment_id }) };
    const asFile = { attachment: { type: 'file', payload: { token: file?.token } } };
    expect([(await asking.send(lan.id, asPicture)).error, (await asking.send(lan.id, asFile)).error]).toEqual([0, 0]);
    expect(lan.received()).toMatchObject([
      { text: 'mã', picture: JPEG },
      { text: '', file: { name: 'phieu.pdf', bytes: PDF } },
    ]);
    fake.advance(7 * DAY + 1000);
    lan.says('alo');
    expect([(await asking.send(lan.id, asPicture)).error, (await asking.send(lan.id, asFile)).error]).toEqual([-100, -100]);
  });

  test.each([
    ['image', JPEG, 'qr.pdf', { error: 0, data: {} }],
    ['image', JPEG, 'qr', { error: 0, data: {} }],
    ['file', PDF, 'phieu.jpg', { error: 0, data: {} }],
    ['image', PDF, 'qr.jpg', { error: -201 }],
    ['image', Buffer.concat([JPEG, Buffer.alloc(1024 * 1024)]), 'qr.jpg', { error: -210 }],
    ['file', Buffer.concat([PDF, Buffer.alloc(5 * 1024 * 1024)]), 'phieu.pdf', { error: -210 }],
  ])('of %s named otherwise, or too large, is none', async (kind, bytes, name, reply) => {
    expect(await asking.upload(kind, bytes, name)).toMatchObject(reply);
  });

  it('comes as a form', async () => {
    expect((await asking.post('/v2.0/oa/upload/image', { file: 'x' })).error).toBe(-201);
  });
});
