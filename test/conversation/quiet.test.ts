import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/channel/channel.ts';
import { hearingOf, isQuiet, quietUntil } from '../../src/conversation/quiet.ts';
import type { Words } from '../../src/flow/definition.ts';
import { parseWords } from '../../src/flow/parse.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { FLOWS } from '../support/sample.ts';

const now = new Date('2026-11-01T08:00:00+07:00');
const humanUntil = quietUntil(now, null);
let words: Words;
beforeAll(async () => {
  const reading = parseWords(await readFile(`${FLOWS}words.yaml`, 'utf8'), 'words.yaml');
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings));
  words = reading.source.data;
});

const hearing = (inbound: Inbound, lang = 'vi') => hearingOf(inbound, { humanUntil, words, lang, asked: true, now });
const said = (text: string, lang?: string) => hearing({ type: 'text', text }, lang);

describe('while an officer writes', () => {
  it('lasts from when they wrote, however late we hear of it, and no news makes it shorter', () => {
    const earlier = new Date(now.getTime() - 60_000);
    expect(quietUntil(earlier, null)).toEqual(new Date(humanUntil.getTime() - 60_000));
    expect(quietUntil(earlier, humanUntil)).toEqual(humanUntil);
    expect(quietUntil(now, earlier)).toEqual(humanUntil);
  });

  it('is four hours from the last word of theirs', () => {
    expect(isQuiet(null, now)).toBe(false);
    const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    expect([0, 239, 240].map((minutes) => isQuiet(humanUntil, at(minutes)))).toEqual([true, true, false]);
  });

  it('ends with the word that goes on, in either language, accents and courtesy aside', () => {
    for (const text of ['TIẾP TỤC', 'tiep tuc', 'Làm tiếp.', 'continue', 'CONTINUE'])
      for (const lang of ['vi', 'en']) expect([text, said(text, lang)]).toEqual([text, 'ends']);
    expect([said('dạ tiếp tục ạ'), said('continue please', 'en')]).toEqual(['ends', 'ends']);
  });

  it('ends with the very word that the notice names', () => {
    const locale = createLocale();
    for (const lang of locale.languages) {
      const [word = ''] = /\p{Lu}{2,}(?: \p{Lu}{2,})*/u.exec(locale.t('act.officer', lang)) ?? [];
      expect([lang, word, said(word, lang)]).toEqual([lang, word, 'ends']);
    }
  });

  it('ends with a button of ours', () => {
    expect(hearing({ type: 'press', data: '4.yes' })).toBe('ends');
  });

  it('ends with it among the forms of address that an officer is called by', () => {
    for (const text of ['dạ tiếp tục nha cô', 'cô ơi làm tiếp', 'da lam tiep chu', 'tiếp tục giúp bác với chị'])
      expect([text, said(text)]).toEqual([text, 'ends']);
  });

  it('ends with what a family may ask for at any time', () => {
    const inVietnamese = ['dữ liệu của tôi', 'du lieu cua toi', 'rút đồng ý', 'rut dong y', 'xóa hết', 'xoa het giup em'];
    const asked = [...inVietnamese, 'my data', 'consents', '/xoa'];
    for (const text of asked) expect([text, said(text)]).toEqual([text, 'ends']);
  });

  it('DỪNG is heard all the same, and ends nothing', () => {
    for (const text of ['DỪNG', 'DUNG', 'dừng', 'dừng lại', 'dạ dừng ạ', 'stop', '/dung', '/stop', 'thôi nhận tin'])
      expect([text, said(text)]).toEqual([text, 'hears']);
  });

  it('a "đúng" to the officer is no DỪNG', () => {
    const texts = ['dung', 'Dung', 'dạ dung', 'dung roi', 'đúng', 'ĐÚNG', 'ngung'];
    for (const text of texts) expect([text, said(text)]).toEqual([text, 'keeps']);
  });

  it('nothing else is heard', () => {
    const texts = [
      '',
      'xin chào',
      '1',
      'menu',
      'tự đánh giá',
      'chấm điểm',
      'gọi giúp',
      'quay lại',
      'không dừng',
      'chị cho hỏi tiếp tục ở đâu',
    ];
    for (const text of texts) expect([text, said(text)]).toEqual([text, 'keeps']);
    const others: Inbound[] = [
      { type: 'start' },
      { type: 'voice' },
      { type: 'other' },
      { type: 'mediaProblem', problem: 'fileTooBig' },
      { type: 'contact', phone: '0912345678', own: true },
    ];
    for (const inbound of others) expect(hearing(inbound)).toBe('keeps');
  });

  it('without one everything is heard', () => {
    for (const inbound of [{ type: 'start' }, { type: 'text', text: '2' }] as const)
      expect(hearingOf(inbound, { humanUntil: null, words, lang: 'vi', asked: true, now })).toBe('hears');
  });
});

describe('when the officer has been silent for long', () => {
  const first = (inbound: Inbound, asked = true) => hearingOf(inbound, { humanUntil, words, lang: 'vi', asked, now: humanUntil });

  it('what may be an answer to them is asked about', () => {
    const answers: Inbound[] = [
      { type: 'text', text: '2' },
      { type: 'text', text: 'dạ nhà tui có hai cháu' },
      { type: 'text', text: 'dung' },
      { type: 'media', items: [] },
      { type: 'contact', phone: '0912345678', own: true },
    ];
    for (const inbound of answers) expect([inbound, first(inbound)]).toEqual([inbound, 'asks']);
  });

  it('what can only be meant for us is heard', () => {
    const texts = ['menu', 'DỪNG', 'tiếp tục', 'gọi giúp', 'quay lại'].map((text): Inbound => ({ type: 'text', text }));
    for (const inbound of [...texts, { type: 'press', data: '4.yes' }, { type: 'start' }, { type: 'voice' }] satisfies Inbound[])
      expect([inbound, first(inbound)]).toEqual([inbound, 'ends']);
  });

  it('nothing is asked about where no question of ours stands', () => {
    expect(first({ type: 'text', text: '2' }, false)).toBe('ends');
  });
});
