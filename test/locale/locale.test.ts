import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatDate, formatNumber } from '../../src/locale/format.ts';
import { createLocale } from '../../src/locale/locale.ts';

const folder = mkdtempSync(join(tmpdir(), 'locales-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(language: string, namespace: string, sentences: unknown) {
  mkdirSync(join(folder, language), { recursive: true });
  writeFileSync(join(folder, language, `${namespace}.json`), JSON.stringify(sentences));
}

write('vi', 'chat', {
  format: { none: 'chưa có', yes: 'có', no: 'không', moment: '{{time}} ngày {{day}}', missing: 'Câu này đang được viết lại.' },
  hello: 'Chào {{who}}!',
  list: 'Gồm:\n{{lines}}',
  onlyHere: 'Chỉ có tiếng Việt',
});
write('en', 'chat', {
  format: { none: 'none', yes: 'yes', no: 'no', moment: '{{time}} on {{day}}' },
  hello: 'Hello {{who}}!',
  list: '{{lines}}',
});
write('vi', 'rubric', { 'mau-1': { '1.1': { ask: 'Nhà có sách không?' } } });

const locale = createLocale({ folder });

describe('speaking', () => {
  it('fills in words, in the language asked for', () => {
    expect(locale.speak({ key: 'hello', params: { who: 'gia đình' } }, 'vi')).toBe('Chào gia đình!');
    expect(locale.speak({ key: 'hello', params: { who: 'family' } }, 'en')).toBe('Hello family!');
  });

  it('says literal data as it is', () => {
    expect(locale.speak({ text: 'Phường Bến Cát' }, 'en')).toBe('Phường Bến Cát');
  });

  it('falls back to Vietnamese for a sentence or a language that is missing', () => {
    expect(locale.t('onlyHere', 'en')).toBe('Chỉ có tiếng Việt');
    expect(locale.t('hello', 'fr', { who: 'bà con' })).toBe('Chào bà con!');
  });

  it('takes keys of other namespaces, with dots inside their ids', () => {
    expect(locale.t('rubric:mau-1.1.1.ask', 'vi')).toBe('Nhà có sách không?');
    expect(locale.has('rubric:mau-1.1.1.ask')).toBe(true);
    expect(locale.has('rubric:mau-1.1.2.ask')).toBe(false);
  });

  it('turns sentences inside a sentence, lists, numbers, dates and nothing into words', () => {
    const say = (who: Parameters<typeof locale.t>[2]) => locale.t('hello', 'vi', who);
    expect(say({ who: { key: 'hello', params: { who: 'nhau' } } })).toBe('Chào Chào nhau!!');
    expect(locale.t('list', 'vi', { lines: [{ text: 'một' }, { key: 'hello', params: { who: 'hai' } }] })).toBe('Gồm:\n• một\n• Chào hai!');
    expect(locale.t('list', 'vi', { lines: [{ text: '1. một' }, { text: '2 hai' }] })).toBe('Gồm:\n1. một\n• 2 hai');
    expect(say({ who: 1234.5 })).toBe('Chào 1.234,5!');
    expect(locale.t('hello', 'en', { who: 1234.5 })).toBe('Hello 1,234.5!');
    expect(say({ who: { date: '2026-11-15' } })).toBe('Chào 15/11/2026!');
    expect(say({ who: { date: '2026-11-15T08:20:00Z' } })).toBe('Chào 15:20 ngày 15/11/2026!');
    expect(say({ who: null })).toBe('Chào chưa có!');
    expect(say({ who: true })).toBe('Chào có!');
  });

  it('never reads what a person typed as a placeholder or a key', () => {
    for (const typed of ['{{time}}', '$t(hello)', '<b>An & Bình</b>', '{{- who}}']) {
      expect(locale.t('hello', 'vi', { who: typed })).toBe(`Chào ${typed}!`);
    }
  });

  it('throws for a sentence that nobody wrote, or tells who asked to be told', () => {
    expect(() => locale.t('nowhere', 'en')).toThrow('nowhere');
    const missing: string[] = [];
    const service = createLocale({ folder, onMissing: (key, lang) => missing.push(`${lang} ${key}`) });
    expect(service.t('nowhere', 'en')).toBe('Câu này đang được viết lại.');
    expect(missing).toEqual(['en nowhere']);
  });

  it('throws for a sentence spoken without something that it names, or tells who asked to be told', () => {
    for (const speak of [() => locale.t('hello', 'vi'), () => locale.t('hello', 'en', { whom: 'An' })])
      expect(speak).toThrow('without who');
    expect(locale.t('hello', 'vi', { who: 'An', more: 1 })).toBe('Chào An!');
    const unsaid: unknown[] = [];
    const service = createLocale({ folder, onMissing: (...told) => unsaid.push(told) });
    expect(service.t('hello', 'vi')).toBe('Chào …!');
    expect(unsaid).toEqual([['hello', 'vi', ['who']]]);
  });
});

describe('loading', () => {
  it('lists every sentence with its placeholders and file', () => {
    expect(locale.keys('vi').get('hello')).toEqual({
      namespace: 'chat',
      key: 'hello',
      text: 'Chào {{who}}!',
      placeholders: ['who'],
      file: 'vi/chat.json',
    });
    expect(locale.keys('vi').get('rubric:mau-1.1.1.ask')?.file).toBe('vi/rubric.json');
  });

  it('refuses a file that is not made of sentences', () => {
    const broken = mkdtempSync(join(tmpdir(), 'locales-'));
    mkdirSync(join(broken, 'vi'));
    writeFileSync(join(broken, 'vi', 'chat.json'), '{"a": {"b": 3}}');
    expect(() => createLocale({ folder: broken })).toThrow('vi/chat.json: "a.b" must be a sentence');
    writeFileSync(join(broken, 'vi', 'chat.json'), '{"a": ');
    expect(() => createLocale({ folder: broken })).toThrow('not valid JSON');
    rmSync(broken, { recursive: true });
  });
});

describe('formats', () => {
  it('writes days and moments in the time of Vietnam', () => {
    expect(formatDate('2026-02-28', 'vi')).toEqual({ day: '28/02/2026', time: null });
    expect(formatDate('2026-12-31T17:30:00Z', 'vi')).toEqual({ day: '01/01/2027', time: '00:30' });
    expect(formatDate('2026-11-15T08:20:00Z', 'en')).toEqual({ day: '15 November 2026', time: '15:20' });
    expect(() => formatDate('mai', 'vi')).toThrow(RangeError);
  });

  it('writes numbers with at most two decimals', () => {
    expect(formatNumber(85.7142, 'vi')).toBe('85,71');
    expect(formatNumber(85.7142, 'en')).toBe('85.71');
    expect(formatNumber(10, 'vi')).toBe('10');
  });
});
