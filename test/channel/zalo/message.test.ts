import { describe, expect, it } from 'vitest';
import type { OutboundChoice, RenderedMessage } from '../../../src/channel/channel.ts';
import { profiles } from '../../../src/channel/profiles.ts';
import { render } from '../../../src/channel/render.ts';
import { cardFor, fileFor, pictureFor, templateFor, wordsFor } from '../../../src/channel/zalo/message.ts';

const plain = (text: string, buttons: OutboundChoice[] = []): RenderedMessage => ({ text, buttons, asksContact: false });
const under = (buttons: object[]) => ({ type: 'template', payload: { buttons } });
/** Fails unless there is one. */
const only = <T>(bodies: T[]): T => {
  expect(bodies).toHaveLength(1);
  return bodies[0] as T;
};

describe('words', () => {
  it('go alone where nothing stands under them', () => {
    expect(wordsFor('7', plain('Chào gia đình'))).toEqual([{ recipient: { user_id: '7' }, message: { text: 'Chào gia đình' } }]);
  });

  it('have buttons that send what is ours, hidden', () => {
    const choices = [1, 2, 3, 4, 5].map((n) => ({ data: `12.${n}`, label: `Mức ${n}` }));
    const { message } = only(wordsFor('7', plain('Mức nào?', choices)));
    expect(message).toEqual({
      text: 'Mức nào?',
      attachment: under(choices.map(({ data, label }) => ({ title: label, type: 'oa.query.hide', payload: `#nh.${data}` }))),
    });
  });

  it('open pages and dial numbers', () => {
    const buttons = [
      { label: 'Mở trang', url: 'https://nhahoc.example.vn/o/AB' },
      { label: 'Gọi Hội', url: 'tel:+84 274 382 2825' },
      { label: 'Gọi khu phố', url: 'tel:0912345678' },
    ];
    expect(only(wordsFor('7', plain('Xem:', buttons))).message.attachment).toEqual(
      under([
        { title: 'Mở trang', type: 'oa.open.url', payload: { url: 'https://nhahoc.example.vn/o/AB' } },
        { title: 'Gọi Hội', type: 'oa.open.phone', payload: { phone_code: '842743822825' } },
        { title: 'Gọi khu phố', type: 'oa.open.phone', payload: { phone_code: '84912345678' } },
      ]),
    );
  });

  it('say the addresses that Zalo does not open', () => {
    const buttons = [
      { label: 'Mở trang', url: 'http://localhost:3000/k/AB' },
      { label: 'Tệp', url: 'ftp://nhahoc.example.vn/x' },
      { label: 'Hỏng', url: 'không phải địa chỉ' },
      { label: 'Xong', data: '1.ok' },
    ];
    expect(only(wordsFor('7', plain('Xem:', buttons))).message).toEqual({
      text: 'Xem:\n\nMở trang: http://localhost:3000/k/AB\n\nTệp: ftp://nhahoc.example.vn/x\n\nHỏng: không phải địa chỉ',
      attachment: under([{ title: 'Xong', type: 'oa.query.hide', payload: '#nh.1.ok' }]),
    });
  });

  it('are counted as Zalo counts them, though they came in pieces', () => {
    const line = 'Gia đình học tập, những người yêu việc học ở khu phố. ';
    const long = line.repeat(80).normalize('NFD');
    const bodies = render({ text: long, choices: [{ data: '1.a', label: 'Có' }], expect: 'none' }, profiles.zalo).flatMap((message) =>
      wordsFor('7', message),
    );
    const texts = bodies.map(({ message }) => message.text ?? '');
    expect(texts.length).toBe(3);
    for (const text of texts) {
      expect(text).toBe(text.normalize('NFC'));
      expect(text.length).toBeLessThanOrEqual(2000);
      // At the end of a sentence.
      expect(text.endsWith('.')).toBe(true);
    }
    expect(texts.join(' ')).toBe(long.normalize('NFC').trim());
    expect(bodies.map(({ message }) => message.attachment !== undefined)).toEqual([false, false, true]);
  });

  it('stay within the limit with addresses added; buttons stand under the last', () => {
    const buttons = [
      { label: 'Mở trang', url: 'http://localhost:3000/k/AB' },
      { label: 'Xong', data: '1.ok' },
    ];
    const bodies = wordsFor('7', plain(`${'Câu dài. '.repeat(221)}`, buttons));
    expect(bodies.map(({ message }) => (message.text ?? '').length <= 2000)).toEqual([true, true]);
    expect(bodies[0]?.message.attachment).toBeUndefined();
    expect(bodies[1]?.message.text).toContain('http://localhost:3000/k/AB');
    expect(bodies[1]?.message.attachment).toBeDefined();
  });

  it('have titles of a hundred characters at most', () => {
    const label = 'Có góc học tập '.repeat(10).normalize('NFD');
    const { message } = only(wordsFor('7', plain('?', [{ data: '1.a', label }])));
    const [{ title }] = (message.attachment as ReturnType<typeof under>).payload.buttons as [{ title: string }];
    expect(title.length).toBeLessThanOrEqual(100);
    expect(title).toMatch(/^Có góc học tập .*…$/);
  });
});

describe('what stands beside words', () => {
  it('is a picture with its caption, uploaded or not', () => {
    const element = (more: object) => ({ template_type: 'media', elements: [{ media_type: 'image', ...more }] });
    expect(pictureFor('7', { attachment_id: 'a1' }, 'Sơ đồ').message).toEqual({
      text: 'Sơ đồ',
      attachment: { type: 'template', payload: element({ attachment_id: 'a1' }) },
    });
    expect(pictureFor('7', { url: 'https://x.vn/a.jpg' }).message).toEqual({
      attachment: { type: 'template', payload: element({ url: 'https://x.vn/a.jpg' }) },
    });
  });

  it('is a file without words', () => {
    expect(fileFor('7', 'tok')).toEqual({
      recipient: { user_id: '7' },
      message: { attachment: { type: 'file', payload: { token: 'tok' } } },
    });
  });

  it('is a card that asks for a number', () => {
    const card = { title: 'Gửi số', subtitle: 'Bấm vào đây', picture: 'https://nhahoc.example.vn/card.png' };
    expect(cardFor('7', card).message.attachment).toEqual({
      type: 'template',
      payload: {
        template_type: 'request_user_info',
        elements: [{ title: 'Gửi số', subtitle: 'Bấm vào đây', image_url: 'https://nhahoc.example.vn/card.png' }],
      },
    });
  });
});

describe('a template', () => {
  it('holds the words on one line', () => {
    expect(templateFor('7', 't1', plain('Hội nhắc:\n\n• còn 3 ngày\n• còn 2 câu', [{ data: '1.a', label: 'Có' }]))).toEqual({
      user_id: '7',
      template_id: 't1',
      template_data: { noi_dung: 'Hội nhắc: • còn 3 ngày • còn 2 câu' },
    });
  });

  it('cuts them at the end of a word', () => {
    const { noi_dung } = templateFor('7', 't1', plain('khuyến học '.repeat(60).normalize('NFD'))).template_data;
    expect(noi_dung.length).toBeLessThanOrEqual(400);
    expect(noi_dung.length).toBeGreaterThan(380);
    expect(noi_dung).toMatch(/(khuyến|học)…$/);
  });
});
