/** The shipped sentences themselves: what a reader would trip over fails here. */
import { describe, expect, it } from 'vitest';
import { sourceOnly } from '../../src/locale/load.ts';
import { createLocale } from '../../src/locale/locale.ts';

const locale = createLocale();
const all = locale.languages.flatMap((lang) => [...locale.keys(lang)].map(([key, entry]) => ({ ...entry, lang, key })));
const vietnamese = all.filter(({ lang }) => lang === 'vi');
/** What is there in every language. */
const shared = vietnamese.filter(({ namespace }) => !sourceOnly.includes(namespace));

const named = (wrong: typeof all) => wrong.map(({ file, key, text }) => `${file} ${key}: ${text}`);

describe('every language', () => {
  it('is there: Vietnamese and English', () => {
    expect([...locale.languages].sort()).toEqual(['en', 'vi']);
    expect(vietnamese.length).toBeGreaterThan(150);
  });

  it('has the same sentences', () => {
    expect([...locale.keys('en').keys()].sort()).toEqual(shared.map(({ key }) => key).sort());
  });

  it('fills the same placeholders', () => {
    const differ = shared.filter(({ key, placeholders }) => {
      return JSON.stringify(locale.keys('en').get(key)?.placeholders) !== JSON.stringify(placeholders);
    });
    expect(named(differ)).toEqual([]);
  });

  it('is NFC, trimmed, without doubled spaces or leftovers', () => {
    const untidy = all.filter(({ text }) => {
      return (
        text !== text.normalize('NFC') || text.trim() !== text || text === '' || / {2}|\t|TODO|\?\?\?|\$t\(|undefined|\[object/.test(text)
      );
    });
    expect(named(untidy)).toEqual([]);
  });

  it('closes every placeholder', () => {
    // Where officers are told of them: what an announcement has filled in for each household.
    const filledIn = (key: string, text: string) =>
      /^(send|console:announcements|console:trainings\.invite)\./.test(key)
        ? text.replaceAll(/(?<!\{)\{(khuPho|phuong|hanChot)\}(?!\})/g, '')
        : text;
    const open = all.filter(({ key, text }) => /[{}]/.test(filledIn(key, text).replaceAll(/\{\{\w+\}\}/g, '')));
    expect(named(open)).toEqual([]);
  });
});

describe('Vietnamese', () => {
  it('calls the household "gia đình", never by an age or a rank', () => {
    const word = /(^|[^\p{L}])(bác|cô|chú|anh|chị|ông bà|quý vị|quý khách|công dân vui lòng)(?=[^\p{L}]|$)/iu;
    // "tiếng Anh" is a language, "chú ý" means attention and "ghi chú" a note.
    const wrong = vietnamese.filter(({ text }) => word.test(text.replaceAll(/tiếng Anh|chú ý|ghi chú/giu, '')));
    expect(named(wrong)).toEqual([]);
  });

  it('avoids the words of offices', () => {
    const officialese = /vui lòng|tiến hành|thực hiện việc|đề nghị quý|kính (đề nghị|gửi)|căn cứ|nêu trên|theo quy định/iu;
    expect(named(vietnamese.filter(({ text }) => officialese.test(text)))).toEqual([]);
  });

  it('keeps "Đồng ý" for consent and says "Xác nhận" elsewhere', () => {
    const agreeing = vietnamese.filter(({ text }) => /^đồng ý$/iu.test(text.trim())).map(({ key }) => key);
    expect(agreeing).toEqual(['consent.agree']);
    expect(locale.t('common.confirm', 'vi')).toBe('Xác nhận');
  });

  it('names evidence in words that need no explanation', () => {
    expect(locale.t('evidence.nothing', 'vi')).toContain('minh chứng (ảnh hoặc lời kể)');
    expect(locale.t('form.notApply', 'vi')).toBe('Không áp dụng');
    expect(locale.t('form.later', 'vi')).toBe('Để sau');
  });
});

describe('the consent to purpose 1', () => {
  const params = { controller: 'Hội Khuyến học phường Thử', contact: '0274 000 000', dataProtection: 'Nguyễn Văn Thử' };

  it.each(['vi', 'en'])('names the controller, its contact, its person for data protection, and fits one Zalo message (%s)', (lang) => {
    const text = locale.t('consent.selfAssessment', lang, params);
    for (const value of Object.values(params)) expect(text).toContain(value);
    expect(text.length).toBeLessThan(1_700);
  });

  it('says who else receives it, how long it is kept, what is never asked, and that it is voluntary', () => {
    const text = locale.t('consent.selfAssessment', 'vi', params);
    for (const said of [
      'họp khu phố',
      'UBND phường',
      'Hội Khuyến học Thành phố',
      '30 ngày',
      '12 tháng',
      'căn cước',
      'tự nguyện',
      'rút lại',
      'xóa',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('has one version for all languages', () => {
    expect(locale.t('consent.version', 'vi')).toBe(locale.t('consent.version', 'en'));
  });
});
