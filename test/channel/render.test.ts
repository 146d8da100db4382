import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capabilities, Outbound, RenderedMessage } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { render } from '../../src/channel/render.ts';
import { MAX_BUTTON_DATA, MAX_BUTTONS } from '../../src/flow/limits.ts';

const ask = (text: string, labels: string[] = [], more: Partial<Outbound> = {}): Outbound => ({
  text,
  choices: labels.map((label, index) => ({ data: `7.c${index}`, label })),
  expect: 'none',
  ...more,
});

const bare = (text: string) => text.normalize('NFC').replaceAll(/\s/g, '');
const wordsOf = (messages: RenderedMessage[]) => bare(messages.map((message) => message.text).join(''));

describe('buttons', () => {
  it.each(Object.entries(profiles))('carry on %s what the flow language sends back, and are enough', (_, { maxButtonData, maxButtons }) => {
    expect(maxButtonData).toBeGreaterThanOrEqual(MAX_BUTTON_DATA);
    expect(maxButtons).toBeGreaterThanOrEqual(MAX_BUTTONS);
  });

  it('stay buttons while they fit', () => {
    const [message] = render(ask('Gia đình có trẻ em không?', ['Có', 'Không']), profiles.zalo);
    expect(message).toEqual({
      text: 'Gia đình có trẻ em không?',
      buttons: [
        { data: '7.c0', label: 'Có' },
        { data: '7.c1', label: 'Không' },
      ],
      asksContact: false,
    });
  });

  it('become a numbered list with a hint when there are too many', () => {
    const six = ['một', 'hai', 'ba', 'bốn', 'năm', 'sáu'];
    const messages = render(ask('Chọn một:', six, { listHint: 'Nhắn số ở đầu dòng.' }), profiles.zalo);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toBe('Chọn một:\n\n1. một\n2. hai\n3. ba\n4. bốn\n5. năm\n6. sáu\n\nNhắn số ở đầu dòng.');
    expect(messages[0]?.buttons).toEqual([]);
    expect(render(ask('Chọn một:', six), profiles.telegram)[0]?.buttons).toHaveLength(6);
  });

  it('keep the whole label in the words when it has to be cut', () => {
    const label = 'Có góc học tập riêng, đủ ánh sáng, có bàn ghế và sách vở cho từng cháu đang đi học trong nhà';
    const [message] = render(ask('Góc học tập?', [label, 'Chưa có']), profiles.telegram);
    expect(message?.text).toContain(`1. ${label}`);
    expect(message?.buttons[0]?.label).toMatch(/^1\. Có góc học tập .*…$/);
    expect(message?.buttons[0]?.label.length).toBeLessThanOrEqual(64);
  });

  it('show the address of a link that is no button', () => {
    const outbound = ask('Xem:', ['a', 'b', 'c', 'd', 'e']);
    outbound.choices.push({ label: 'Trang của Hội', url: 'https://example.org/x' });
    expect(render(outbound, profiles.zalo)[0]?.text).toContain('6. Trang của Hội: https://example.org/x');
  });

  it('ask for a contact only where the channel can', () => {
    const outbound = ask('Số điện thoại?', ['Để sau'], { expect: 'contact' });
    const asks = Object.entries(profiles).filter(([, profile]) => render(outbound, profile)[0]?.asksContact);
    expect(asks.map(([channel]) => channel)).toEqual(['telegram', 'zalo']);
  });
});

describe('long text', () => {
  it('is cut at the end of a sentence, with the buttons under the last part', () => {
    const sentence = `${'Đây là một câu dài về việc học của gia đình'.repeat(10)}. `;
    const messages = render(ask(sentence.repeat(8), ['Tiếp']), profiles.zalo);
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(message.text).toMatch(/\.$/);
    expect(messages.map((message) => message.buttons.length)).toEqual([...messages.slice(1).map(() => 0), 1]);
  });

  it('never cuts inside a character', () => {
    const family = '👨‍👩‍👧‍👦'.repeat(400);
    const messages = render(ask(family), profiles.zalo);
    for (const message of messages) expect(message.text.length % '👨‍👩‍👧‍👦'.length).toBe(0);
  });

  it('is composed, so that a channel counts what people see', () => {
    const [message] = render(ask('Học tập'.normalize('NFD')), profiles.zalo);
    expect(message?.text).toBe('Học tập'.normalize('NFC'));
  });

  it('keeps a picture with the first part', () => {
    const media = { url: '/k.png', alt: 'mã' };
    expect(render(ask('a', [], { media }), profiles.telegram)[0]?.media, 'nothing of ours goes abroad').toBeUndefined();
    const messages = render(ask('a '.repeat(1500), [], { media }), profiles.zalo);
    expect(messages.map((message) => message.media)).toEqual([media, undefined]);
  });
});

describe.each(Object.entries(profiles))('for any message on %s', (_name, can: Capabilities) => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc
      .array(fc.constantFrom('gia đình', 'học.', '\n', '\n\n', 'ế', '👨‍👩‍👧', 'x'.repeat(700), 'ạ̀́'), { maxLength: 60 })
      .map((words) => words.join(' ')),
  );
  const choice = fc.record({
    data: fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'grapheme', minLength: 30, maxLength: 90 })),
    label: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
  });
  const outbound: fc.Arbitrary<Outbound> = fc.record({
    text,
    choices: fc.array(choice, { maxLength: 45 }),
    expect: fc.constantFrom('none' as const, 'contact' as const),
  });

  it('no limit is exceeded', () => {
    fc.assert(
      fc.property(outbound, (message) => {
        for (const { text, buttons } of render(message, can)) {
          expect(text.length).toBeLessThanOrEqual(can.maxText);
          expect(text.isWellFormed()).toBe(true);
          expect(buttons.length).toBeLessThanOrEqual(can.maxButtons);
          for (const { label, data } of buttons) {
            expect(label.length).toBeLessThanOrEqual(can.maxButtonLabel);
            expect(Buffer.byteLength(data ?? '')).toBeLessThanOrEqual(can.maxButtonData);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('no word is lost, and every choice can be made by a button or its number', () => {
    fc.assert(
      fc.property(outbound, (message) => {
        const messages = render(message, can);
        const said = wordsOf(messages);
        expect(said.startsWith(bare(message.text))).toBe(true);
        const buttons = messages.at(-1)?.buttons ?? [];
        for (const [index, { data, label }] of message.choices.entries()) {
          const whole = buttons.some((button) => button.data === data && button.label === label.normalize('NFC'));
          expect(whole || said.includes(bare(`${index + 1}. ${label}`))).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
