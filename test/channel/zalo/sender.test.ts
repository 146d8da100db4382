import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundChoice } from '../../../src/channel/channel.ts';
import { profiles } from '../../../src/channel/profiles.ts';
import { render } from '../../../src/channel/render.ts';
import type { SenderParts } from '../../../src/channel/zalo/sender.ts';
import type { TokenStore } from '../../../src/channel/zalo/tokens.ts';
import type { FakeUser } from '../../support/fake-zalo.ts';
import { failure, HOUR, openOa, plain, type TestOa } from './oa.ts';

let oa: TestOa;
let store: TokenStore;
let lan: FakeUser;
beforeAll(async () => {
  oa = await openOa({ templates: { 't-nhac': { noi_dung: 400 } } });
  store = oa.store();
});
afterAll(() => oa.close());
beforeEach(() => {
  oa.fake.heal();
  lan = oa.fake.user();
  lan.follows();
});

const sender = (parts: Partial<SenderParts> = {}) => oa.sender({ api: oa.api(store), ...parts });
const shown = () => lan.received().at(-1);
const choices = (...labels: string[]): OutboundChoice[] => labels.map((label, index) => ({ data: `7.${index}`, label }));
const calls = (what: 'cs' | 'image' | 'file') => oa.fake.requests(what).length;
const media = (name: string) => ({ url: `https://nhahoc.example.vn/${name}`, alt: 'Giấy mời / lớp 1' });

describe('a message', () => {
  it('arrives with its id', async () => {
    const id = await sender().send(lan.id, plain('Chào gia đình! <b>&amp; "_*'));
    expect(shown()).toMatchObject({ messageId: id, text: 'Chào gia đình! <b>&amp; "_*' });
  });

  it('has five buttons, and a press sends what is ours', async () => {
    await sender().send(lan.id, plain('Mức nào?', { buttons: choices('Một', 'Hai', 'Ba', 'Bốn', 'Năm') }));
    expect(shown()?.buttons.map(({ title, payload }) => [title, payload])).toEqual([
      ['Một', '#nh.7.0'],
      ['Hai', '#nh.7.1'],
      ['Ba', '#nh.7.2'],
      ['Bốn', '#nh.7.3'],
      ['Năm', '#nh.7.4'],
    ]);
  });

  it('opens pages by buttons, and by words where Zalo takes no button', async () => {
    await sender().send(lan.id, plain('Xem:', { buttons: [{ label: 'Mở trang', url: 'https://nhahoc.example.vn/o/AB' }] }));
    expect(lan.opens('Mở trang')).toBe('https://nhahoc.example.vn/o/AB');
    await sender().send(lan.id, plain('Xem:', { buttons: [{ label: 'Mở trang', url: 'http://localhost:3000/o/AB' }] }));
    expect(shown()).toMatchObject({ text: 'Xem:\n\nMở trang: http://localhost:3000/o/AB', buttons: [] });
  });

  it('is as long as Zalo takes, in whatever letters it was written', async () => {
    const sentence = 'Những người yêu việc học ở khu phố. ';
    const text = sentence.repeat(150).normalize('NFD');
    for (const message of render({ text, choices: choices('Có'), expect: 'none' }, profiles.zalo)) await sender().send(lan.id, message);
    const received = lan.received();
    expect(received.map(({ text: { length } }) => length <= 2000 && length > 1000)).toEqual([true, true, true]);
    expect(received.map((one) => one.text).join(' ')).toBe(text.normalize('NFC').trim());
    await sender().send(lan.id, plain('ữ'.normalize('NFD').repeat(2000)));
    expect(shown()?.text).toBe('ữ'.repeat(2000));
  });

  it('whose id Zalo does not say has arrived all the same', async () => {
    oa.fake.fail('cs', { status: 200, body: '{"error":0,"message":"Success"}' });
    expect(await sender().send(lan.id, plain('x'))).toBe('');
  });
});

describe('a picture', () => {
  const small = sharp({ create: { width: 40, height: 30, channels: 3, background: '#116633' } });

  it('goes up once for many people, with the words under it', async () => {
    const bytes = await small.jpeg().toBuffer();
    const asked: string[] = [];
    const one = sender({
      picture: async (url) => {
        asked.push(url);
        return bytes;
      },
    });
    const before = calls('image');
    const others = [lan, oa.fake.user(), oa.fake.user()];
    for (const user of others) user.follows();
    const ids = await Promise.all(others.map((user) => one.send(user.id, plain('Sơ đồ', { media: media('a.jpg') }))));
    for (const [index, user] of others.entries()) {
      expect(user.received()).toMatchObject([{ messageId: ids[index], text: 'Sơ đồ', picture: bytes }]);
    }
    expect(calls('image')).toBe(before + 1);
    expect(asked).toEqual(['https://nhahoc.example.vn/a.jpg']);
  });

  it('that is too big is shrunk to what Zalo takes', async () => {
    const big = await sharp(randomBytes(2000 * 1500 * 3), { raw: { width: 2000, height: 1500, channels: 3 } })
      .png()
      .toBuffer();
    await sender({ picture: async () => big }).send(lan.id, plain('Ảnh', { media: media('b.png') }));
    const { picture } = shown() as { picture: Buffer };
    expect(picture.byteLength).toBeLessThanOrEqual(1024 * 1024);
  });

  it('stands above words that have buttons', async () => {
    const bytes = await small.png().toBuffer();
    const id = await sender({ picture: async () => bytes }).send(
      lan.id,
      plain('Đến không?', { media: media('c.png'), buttons: choices('Đến') }),
    );
    expect(lan.received()).toMatchObject([
      { text: '', picture: bytes },
      { text: 'Đến không?', messageId: id },
    ]);
  });

  it('is not shown again when only the words under it have to go once more', async () => {
    const bytes = await small.png().toBuffer();
    const one = sender({ picture: async () => bytes });
    const message = plain('Đến không?', { media: media('i.png'), buttons: choices('Đến') });
    for (const end of [{ code: -200 }, { code: -32 }] as const) {
      // Answered by what stands in front, so that only the second call fails.
      if (lan.received().length === 0) oa.fake.fail('cs', { lateMs: 0 });
      oa.fake.fail('cs', end);
      expect(await failure(one.send(lan.id, message))).toMatchObject({ kind: 'later' });
      expect(lan.received()).toMatchObject([{ text: '', picture: bytes }]);
    }
    oa.amidAMinute();
    const id = await one.send(lan.id, message);
    expect(lan.received()).toMatchObject([
      { text: '', picture: bytes },
      { text: 'Đến không?', messageId: id },
    ]);
    // Once it has gone, the same is another one.
    await one.send(lan.id, message);
    expect(lan.received().map(({ text }) => text)).toEqual(['', 'Đến không?', '', 'Đến không?']);
  });

  it('is brought again after seven days, also where Zalo forgot it sooner', async () => {
    const bytes = await small.jpeg().toBuffer();
    const one = sender({ picture: async () => bytes });
    const message = plain('Sơ đồ', { media: media('d.jpg') });
    await one.send(lan.id, message);
    const before = calls('image');
    oa.advance(6.5 * 24 * HOUR);
    await one.send(lan.id, message);
    expect(calls('image')).toBe(before + 1);
    oa.fake.fail('cs', { code: -100 });
    await one.send(lan.id, message);
    expect(calls('image')).toBe(before + 2);
    expect(lan.received()).toHaveLength(3);
    oa.fake.fail('cs', { code: -100 }, 2);
    expect(await failure(one.send(lan.id, message))).toMatchObject({ kind: 'later', reason: 'zalo:-100' });
  });

  it('is left to Zalo to fetch where nobody here has it', async () => {
    await sender().send(lan.id, plain('Sơ đồ', { media: media('e.jpg') }));
    expect(shown()).toMatchObject({ text: 'Sơ đồ', picture: 'https://nhahoc.example.vn/e.jpg' });
  });

  it('that cannot be had, or is none, keeps its message back', async () => {
    const message = plain('Sơ đồ', { media: media('f.jpg') });
    const away = sender({ picture: () => Promise.reject(new Error('away')) });
    expect(await failure(away.send(lan.id, message))).toMatchObject({ kind: 'later', reason: 'attachment' });
    const none = sender({ picture: async () => Buffer.from('hello') });
    expect(await failure(none.send(lan.id, message))).toMatchObject({ kind: 'refused', reason: 'attachment' });
    const bytes = await small.jpeg().toBuffer();
    oa.fake.fail('image', { status: 200, body: '{"error":0,"data":{}}' });
    expect(await failure(sender({ picture: async () => bytes }).send(lan.id, message))).toMatchObject({
      kind: 'refused',
      reason: 'attachment',
    });
    // Whether the upload arrived is nothing to the person.
    oa.fake.fail('image', 'deaf');
    expect(await failure(sender({ picture: async () => bytes }).send(lan.id, message))).toMatchObject({
      kind: 'later',
      reason: 'network:ECONNRESET',
    });
    expect(lan.received()).toEqual([]);
  });
});

describe('a document', () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

  it('goes as a file with a name, and the words after it', async () => {
    const id = await sender({ picture: async () => pdf }).send(lan.id, plain('Mời gia đình', { media: media('g') }));
    expect(lan.received()).toMatchObject([{ file: { name: 'Giấy mời lớp 1.pdf', bytes: pdf } }, { text: 'Mời gia đình', messageId: id }]);
  });

  it('of more than Zalo takes is refused before it goes up', async () => {
    const before = calls('file');
    const large = Buffer.concat([pdf, Buffer.alloc(5_000_001)]);
    const sending = sender({ picture: async () => large }).send(lan.id, plain('x', { media: media('h') }));
    expect(await failure(sending)).toMatchObject({ kind: 'refused', reason: 'attachmentTooLarge' });
    expect(calls('file')).toBe(before);
  });
});

describe('the card that asks for a number', () => {
  const asking = plain('Số điện thoại?', { asksContact: true, contactLabel: 'Gửi số của máy này', buttons: choices('Để sau') });
  const cardPicture = 'https://nhahoc.example.vn/assets/1/card.png';

  it('stands under the words, in the person’s language', async () => {
    const id = await sender({ cardPicture }).send(lan.id, asking);
    expect(lan.received()).toMatchObject([
      { messageId: id, text: 'Số điện thoại?' },
      { asksInfo: { title: 'Gửi số điện thoại', imageUrl: cardPicture } },
    ]);
    await sender({ cardPicture }).send(lan.id, { ...asking, contactLabel: 'Share my phone number' });
    expect(shown()?.asksInfo?.title).toBe('Share your phone number');
  });

  it('is not there where Zalo could not fetch its picture', async () => {
    await sender().send(lan.id, asking);
    expect(lan.received()).toHaveLength(1);
  });

  it('takes nothing from the message when it fails', async () => {
    // Answered by what stands in front, so that only the second call fails.
    for (const end of [{ code: -201 }, { code: -224 }, 'reset'] as const) {
      const before = lan.received().length;
      oa.fake.fail('cs', { lateMs: 0 });
      oa.fake.fail('cs', end);
      const id = await sender({ cardPicture }).send(lan.id, asking);
      expect(lan.received().slice(before)).toMatchObject([{ messageId: id }]);
    }
    expect(oa.logged()).toContain('card');
  });
});

describe('a template', () => {
  const templates = { reminder: { id: 't-nhac' } };

  it('says the same where the time for plain messages is over', async () => {
    const minh = oa.fake.user();
    const message = plain(`Còn 3 ngày.\n\n${'Gia đình làm nốt phiếu giúp. '.repeat(20)}`.normalize('NFD'), {
      buttons: choices('Làm tiếp'),
    });
    expect(await failure(sender({ templates }).send(minh.id, message))).toMatchObject({ kind: 'window' });
    const id = await sender({ templates }).sendTemplate(minh.id, message, 'reminder');
    const [received] = minh.received();
    expect(received).toMatchObject({ messageId: id, terms: 'template', template: { id: 't-nhac' } });
    expect(received?.template?.data.noi_dung).toMatch(/^Còn 3 ngày\. Gia đình làm nốt phiếu giúp\. .*…$/);
  });

  it('that nobody set up leaves the message waiting', async () => {
    expect(await failure(sender({ templates }).sendTemplate(lan.id, plain('x'), 'announcement'))).toMatchObject({ kind: 'window' });
    expect(sender({ templates: {} })).not.toHaveProperty('sendTemplate');
  });
});

describe('whether Zalo still refuses us', () => {
  it('is asked of the OA itself, and not where only a message tells', async () => {
    const { check } = sender();
    const asked = () => oa.fake.requests('getoa').length;
    const before = asked();
    await check?.('accessToken');
    expect(asked()).toBe(before + 1);
    for (const reason of ['zalo:-224', 'zalo:-212', 'zalo:-321'])
      expect(await failure(check?.(reason) ?? Promise.resolve('')), reason).toMatchObject({ kind: 'broken', reason });
    expect(asked()).toBe(before + 1);
    oa.fake.fail('getoa', { code: -204 });
    expect(await failure(check?.('zalo:-204') ?? Promise.resolve(''))).toMatchObject({ kind: 'broken', reason: 'zalo:-204' });
  });
});
