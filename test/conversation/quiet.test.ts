import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/channel/channel.ts';
import { hearingOf, isQuiet, quietUntil } from '../../src/conversation/quiet.ts';
import type { Words } from '../../src/flow/definition.ts';
import { parseWords } from '../../src/flow/parse.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { FLOWS } from '../support/sample.ts';

const now = new Date('2026-11-01T08:00:00+07:00');
const humanUntil = quietUntil(now);
let words: Words;
beforeAll(async () => {
  const reading = parseWords(await readFile(`${FLOWS}words.yaml`, 'utf8'), 'words.yaml');
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings));
  words = reading.source.data;
});

const hearing = (inbound: Inbound, lang = 'vi') => hearingOf(inbound, { humanUntil, words, lang, now });
const said = (text: string, lang?: string) => hearing({ type: 'text', text }, lang);

describe('while an officer writes', () => {
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

  it('DỪNG is heard all the same, and ends nothing', () => {
    for (const text of ['DỪNG', 'dừng lại', 'stop']) expect([text, said(text)]).toEqual([text, 'hears']);
  });

  it('nothing else is heard', () => {
    for (const text of ['', 'xin chào', '1', 'menu', 'xóa hết', 'chị cho hỏi tiếp tục ở đâu', 'gọi giúp', 'quay lại', 'không dừng'])
      expect([text, said(text)]).toEqual([text, 'keeps']);
    const others: Inbound[] = [
      { type: 'start' },
      { type: 'voice' },
      { type: 'other' },
      { type: 'mediaProblem', problem: 'fileTooBig' },
      { type: 'contact', phone: '0912345678', own: true },
    ];
    for (const inbound of others) expect(hearing(inbound)).toBe('keeps');
  });

  it('afterwards everything is', () => {
    expect(hearingOf({ type: 'text', text: 'xin chào' }, { humanUntil, words, lang: 'vi', now: humanUntil })).toBe('hears');
    expect(hearingOf({ type: 'start' }, { humanUntil: null, words, lang: 'vi', now })).toBe('hears');
  });
});
