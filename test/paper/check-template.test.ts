import { randomBytes } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../src/paper/check-template.ts';
import { makePaper } from '../../src/paper/make-paper.ts';
import { paperKinds, type Slots, slotsOf } from '../../src/paper/slots.ts';
import { shippedTemplate } from '../../src/paper/templates.ts';
import { papers } from './samples.ts';
import { relations, wordFile, wordsOf } from './word.ts';

const good = ['{don_vi} năm {nam}: {so_de_nghi} hộ', '{#ho}', '{stt}. {chu_ho}', '{/ho}'];
const check = (body: readonly string[], parts = {}) => checkTemplate('proposalList', wordFile({ body, parts }));

describe('a form that a ward hands in', () => {
  it.each(paperKinds)('may be our own (%s)', async (kind) => {
    expect(checkTemplate(kind, await shippedTemplate(kind))).toEqual([]);
  });

  it.each(paperKinds)('may use every name that there is for %s, and each is written', async (kind) => {
    const template = wordFile({ body: everySlot(slotsOf[kind]) });
    expect(checkTemplate(kind, template)).toEqual([]);
    const words = await wordsOf((await makePaper(papers[kind], { template, trial: false })).bytes);
    expect(words).not.toMatch(/[{}]|undefined/);
  });

  it('hears of every name that is unknown or missing at once', () => {
    expect(check(['{don_vi} {ten_phuong} {constructor} {ten_phuong}', '{#ho}{diem}{don_vi}{/ho}'])).toEqual([
      { problem: 'unknown', slot: 'ten_phuong' },
      { problem: 'unknown', slot: 'constructor' },
      { problem: 'unknown', slot: 'ho.diem' },
      { problem: 'missing', slot: 'nam' },
      { problem: 'missing', slot: 'so_de_nghi' },
      { problem: 'missing', slot: 'ho.chu_ho' },
    ]);
  });

  it('of a decision may not say that it is a draft whatever it is filled with', () => {
    const body = ['{don_vi} {nam} {so_de_nghi}', '{#ho}{chu_ho}{/ho}'];
    const checked = (words: string) => checkTemplate('decision', wordFile({ body: [words, ...body] }));
    expect(checked('Dự thảo')).toEqual([{ problem: 'draftMark' }]);
    expect(checked('{du_thao}')).toEqual([]);
    expect(checked('Góp ý cho dự thảo này')).toEqual([]);
  });

  it('may name a household only where households are repeated', () => {
    expect(check([...good, '{chu_ho}'])).toEqual([{ problem: 'unknown', slot: 'chu_ho' }]);
    expect(check([...good, '{ho}'])).toEqual([{ problem: 'unknown', slot: 'ho' }]);
    expect(check([...good, '{#nam}{/nam}'])).toEqual([{ problem: 'unknown', slot: 'nam' }]);
  });

  it('hears where a brace or a repetition is not closed', () => {
    expect(check(['{#ho}{chu_ho}', '{don_vi} {nam} {so_de_nghi}'])).toEqual([{ problem: 'broken', near: 'ho' }]);
    expect(check([...good, 'Năm {nam'])).toEqual([{ problem: 'broken', near: 'nam' }]);
    expect(check([...good, '{/khu}'])).toEqual([{ problem: 'broken', near: 'khu' }]);
  });

  it('is read as Word splits it: a name in several runs is one name', () => {
    const split = '<w:p><w:r><w:t>{don</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>_vi}</w:t></w:r></w:p>';
    expect(check([split, '{nam}{so_de_nghi}{#ho}{chu_ho}{/ho}'])).toEqual([]);
  });
});

describe('what is no form', () => {
  it.each([
    ['a picture', randomBytes(2000)],
    ['nothing', new Uint8Array()],
    ['another zip', zipSync({ 'a.txt': strToU8('a') })],
    ['an old Word file', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(600)])],
  ])('%s', (_, bytes) => {
    expect(checkTemplate('proposalList', bytes)).toEqual([{ problem: 'notWord' }]);
  });

  it('a file with macros, controls or other files in it', () => {
    expect(check(good, { 'word/vbaProject.bin': 'x' })).toEqual([{ problem: 'active', part: 'word/vbaProject.bin' }]);
    expect(check(good, { 'word/embeddings/oleObject1.bin': 'x' })).toEqual([{ problem: 'active', part: 'word/embeddings/oleObject1.bin' }]);
  });

  it('a file that says it has macros', () => {
    const types =
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>';
    expect(check(good, { '[Content_Types].xml': types })).toEqual([{ problem: 'notWord' }]);
  });

  it('a file that fetches something from elsewhere, but for links to press', () => {
    const part = 'word/_rels/settings.xml.rels';
    const attached = { [part]: relations([['rId1', 'attachedTemplate', 'http://192.0.2.1/x.dotm', 'External']]) };
    expect(check(good, attached)).toEqual([{ problem: 'remote', part }]);
    const hidden = { [part]: relations([['rId1', 'image', 'http://192.0.2.1/x.png', '&#69;xternal']]) };
    expect(check(good, hidden)).toEqual([{ problem: 'remote', part }]);
    const link = { [part]: relations([['rId1', 'hyperlink', 'https://hoikhuyenhoc.example', 'External']]) };
    expect(check(good, link)).toEqual([]);
  });

  it('XML with entities of its own, or in an encoding that hides them', () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>';
    expect(check(good, { 'word/settings.xml': bomb })).toEqual([{ problem: 'active', part: 'word/settings.xml' }]);
    const wide = Buffer.from(`\ufeff${bomb}`, 'utf16le');
    expect(check(good, { 'word/settings.xml': wide })).toEqual([{ problem: 'active', part: 'word/settings.xml' }]);
    expect(check(good, { 'word/_rels/settings.xml.rels': '<Relationships' })).toEqual([{ problem: 'notWord' }]);
  });

  it('a document that is not well formed, which could not be stamped', () => {
    const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
    expect(check(good, { 'word/document.xml': `<w:document xmlns:w="${W}"><w:body><w:p></w:body></w:document>` })).toEqual([
      { problem: 'notWord' },
    ]);
    expect(check(good, { 'word/document.xml': `<w:document xmlns:w="${W}"/>` })).toEqual([{ problem: 'notWord' }]);
  });

  it('what is too large, packed or unpacked', () => {
    expect(checkTemplate('proposalList', randomBytes(2 * 1024 * 1024 + 1))).toEqual([{ problem: 'tooLarge' }]);
    expect(check(good, { 'word/media/a.bmp': new Uint8Array(31 * 1024 * 1024) })).toEqual([{ problem: 'tooLarge' }]);
  });
});

function everySlot(slots: Slots): string[] {
  return Object.entries(slots).flatMap(([name, slot]) =>
    typeof slot === 'object' ? [`{#${name}}`, ...everySlot(slot.each), `{/${name}}`] : [`{${name}}`],
  );
}
