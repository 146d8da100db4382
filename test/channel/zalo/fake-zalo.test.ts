/** The fake refuses what the real one refuses: else the tests against it would prove little. */
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { spawnFakeZalo } from '../../support/fake-zalo/remote.ts';
import { type FakeUser, type FakeZalo, startFakeZalo } from '../../support/fake-zalo.ts';
import { type Asking, askingOf, DAY, element, HOUR, hide, under } from './asking.ts';

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

describe('a message', () => {
  it('is on the phone, with its buttons', async () => {
    const url = { title: 'Trang', type: 'oa.open.url', payload: { url: 'https://nhahoc.example/k/1' } };
    const { error, data } = await asking.send(lan.id, under(hide('Có'), url));
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
    expect((await asking.send(lan.id, message)).error).toBe(code);
    expect(lan.received()).toHaveLength(code === 0 ? 1 : 0);
  });

  it('goes to people of this OA, by their whole id', async () => {
    expect((await asking.send('99', { text: 'x' })).error).toBe(-201);
    expect((await asking.post('/v3.0/oa/message/cs', { recipient: { user_id: Number(lan.id) }, message: { text: 'x' } })).error).toBe(-201);
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
    expect((await asking.post('/v2.0/oa/message', { recipient: { user_id: lan.id }, message: { text: 'x' } })).error).toBe(-240);
  });

  it('says what is left, where that is wanted', async () => {
    const older = await startFakeZalo({ quota: true });
    const hoa = older.user();
    hoa.says('alo');
    const { data } = await askingOf(older).send(hoa.id, { text: 'x' });
    expect(data?.quota).toEqual({ quota_type: 'reply', remain: '8', total: '8' });
    await older.close();
  });
});

describe('how long after somebody wrote', () => {
  it('is free, then paid, then over', async () => {
    fake.advance(47 * HOUR);
    expect((await asking.send(lan.id, { text: '1' })).error).toBe(0);
    fake.advance(HOUR);
    expect((await asking.send(lan.id, { text: '2' })).error).toBe(0);
    fake.advance(5 * DAY);
    expect((await asking.send(lan.id, { text: '3' })).error).toBe(-230);
    lan.says('alo');
    expect((await asking.send(lan.id, { text: '4' })).error).toBe(0);
    expect(lan.received().map(({ text, terms }) => [text, terms])).toEqual([
      ['1', 'free'],
      ['2', 'paid'],
      ['4', 'free'],
    ]);
    expect(fake.terms()).toEqual({ free: 2, paid: 1, template: 0 });
  });

  it('is never for who never did', async () => {
    const hoa = fake.user();
    expect((await asking.send(hoa.id, { text: 'x' })).error).toBe(-232);
    expect(hoa.opensChat()).toBe(true);
    expect(hoa.opensChat()).toBe(false);
    expect((await asking.send(hoa.id, { text: 'x' })).error).toBe(0);
  });

  test.each([
    ['blocked', -217],
    ['restricted', -244],
    ['inactive', -227],
  ] as const)('does not help where they are %s', async (standing, code) => {
    lan.becomes(standing);
    expect((await asking.send(lan.id, { text: 'x' })).error).toBe(code);
    lan.becomes('open');
    expect((await asking.send(lan.id, { text: 'x' })).error).toBe(0);
  });

  it('does not help who has left, until they write', async () => {
    lan.unfollows();
    expect((await asking.send(lan.id, { text: 'x' })).error).toBe(-213);
    lan.says('alo');
    expect((await asking.send(lan.id, { text: 'x' })).error).toBe(0);
    lan.unfollows({ open: true });
    expect((await asking.send(lan.id, { text: 'x' })).error).toBe(0);
  });

  it('does not matter to a template', async () => {
    const strict = await startFakeZalo({ templates: { t1: { ten: 10 } } });
    const hoa = strict.user();
    const results: number[] = [];
    for (const [template_id, template_data] of [
      ['t1', { ten: 'Hoa' }],
      ['t1', {}],
      ['t1', { ten: 'x'.repeat(11) }],
      ['t2', { ten: 'Hoa' }],
    ]) {
      results.push((await askingOf(strict).post('/v3.0/oa/message/template', { user_id: hoa.id, template_id, template_data })).error);
    }
    expect(results).toEqual([0, -201, -201, -201]);
    expect(hoa.received()).toMatchObject([{ terms: 'template', template: { id: 't1', data: { ten: 'Hoa' } } }]);
    await strict.close();
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
