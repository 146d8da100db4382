/** A form that could not be taken is shown as it was filled in. */
import { describe, expect, it } from 'vitest';
import { fillIn, unshown } from '../../src/console/fill-in.ts';
import { html } from '../../src/http/html.ts';

const filled = (content: ReturnType<typeof html>, fields: Record<string, string | string[]>) => fillIn(content, fields)?.source ?? null;

describe('a form', () => {
  it('has every kind of field as it was left, escaped', () => {
    const form = html`<input name="number" value="1"><input name="date" type="date"><textarea name="words" rows="2">cũ</textarea>
<select name="place"><option value="a" selected>A</option><option value="b">B</option></select>
<input type="checkbox" name="known" value="3"><input type="checkbox" name="rest" value="y" checked>
<input type="radio" name="kind" value="x" checked><input type="radio" name="kind" value="z">`;
    const sent = { number: '12"/<QĐ>', date: '2026-11-01', words: 'mới\n<b>', place: 'b', known: '3', kind: 'z' };
    expect(
      filled(form, sent),
    ).toBe(`<input name="number" value="12&#34;/&#60;QĐ&#62;"><input name="date" type="date" value="2026-11-01"><textarea name="words" rows="2">mới
&#60;b&#62;</textarea>
<select name="place"><option value="a">A</option><option value="b" selected>B</option></select>
<input type="checkbox" name="known" value="3" checked><input type="checkbox" name="rest" value="y">
<input type="radio" name="kind" value="x"><input type="radio" name="kind" value="z" checked>`);
  });

  it('keeps what is seen now, and asks anew for what is said of it', () => {
    const form = html`<input type="hidden" name="seen" value="7"><input type="checkbox" name="yes" value="yes" required><input name="typed">`;
    expect(filled(form, { seen: '5', yes: 'yes', typed: 'cong nhan 3 ho' })).toBe(form.source);
  });

  it('about another thing is left alone', () => {
    const form = html`<input type="hidden" name="indicator" value="A1"><input name="reason">`;
    expect(filled(form, { indicator: 'A2', reason: 'vì' })).toBeNull();
    expect(filled(form, { indicator: 'A1', reason: 'vì' })).toContain('value="vì"');
  });

  it('with many fields of one name is its page’s to fill in, and a choice that is gone is not made', () => {
    const form = html`<input name="points" value="1"><input name="points" value="2"><select name="place"><option value="a">A</option></select>`;
    expect(filled(form, { points: ['8', '9'], place: 'gone' })).toBe(form.source);
  });

  it('that shows some words no more leaves them to be told', () => {
    const fields = { reason: 'vì “thế” & thế', 'ask.A1': 'ảnh', seen: '3' };
    const isWords = (name: string) => name !== 'seen';
    expect(unshown(html`<input name="ask.A1" value="ảnh">`, fields, isWords)).toEqual(['vì “thế” & thế']);
    expect(unshown(html`<input value="${'ảnh'}"><input value="${fields.reason}">`, fields, isWords)).toEqual([]);
  });
});
