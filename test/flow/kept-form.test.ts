import { describe, expect, it } from 'vitest';
import type { FormItem, FormView } from '../../src/flow/session.ts';
import { ask } from '../../src/flow/steps/form-view.ts';
import { indexOf, itemOf, itemsOf, keepForm, nextUnanswered, progress, readKept } from '../../src/flow/steps/kept-form.ts';
import { throughJson } from './support/conversation.ts';

function question(id: string, more: Partial<FormItem> = {}): FormItem {
  const key = (name: string) => ({ key: `rubric:mau.${id}.${name}` });
  const sentences = { name: key('name'), ask: key('ask'), explain: key('explain'), evidence: key('evidence') };
  const choices = ['2', '1', 'none'].map((level) => ({ id: level, label: key(`levels.${level}`) }));
  return { id, ...sentences, choices, mayNotApply: false, answer: null, evidenceCount: 0, ...more };
}

const form: FormView = {
  title: { key: 'rubric:titles.giaDinh' },
  trial: true,
  items: [
    question('A1', { answer: 'none', evidence: null }),
    question('A2', { name: { text: 'góc học tập' }, ask: { key: 'rubric:mau.A2.ask', params: { count: 2 } }, evidenceCount: 3 }),
    question('B1', { explain: { key: 'form.explain' }, mayNotApply: true, answer: 'na' }),
    question('B2'),
  ],
};
const kept = keepForm(form);

describe('a form that a conversation remembers', () => {
  it('is the same form again, whatever its sentences are', () => {
    expect(itemsOf(readKept(throughJson(kept)) as typeof kept)).toEqual(form.items);
    expect(readKept(throughJson(kept))).toMatchObject({ title: form.title, trial: form.trial });
    const strange = { ...form, items: [question('C1', { name: { text: 'C1.' } }), ...form.items] };
    expect(itemsOf(keepForm(strange))).toEqual(strange.items);
  });

  it('is understood as earlier releases kept it', () => {
    expect(readKept(throughJson(form))).toEqual(kept);
  });

  it('takes less than half of the words', () => {
    expect(JSON.stringify(kept).length * 2).toBeLessThan(JSON.stringify(form).length);
  });

  it('is refused when anything in it is not of a form', () => {
    const [row = []] = throughJson(kept).rows as unknown[][];
    const broken = row.map((_, at) => row.with(at, { at }));
    const rows = [...broken, row.slice(0, -1), row.slice(0, 8), [], null, 'A1', {}];
    for (const one of rows) expect(readKept({ ...kept, rows: [one] }), JSON.stringify(one)).toBeNull();
    for (const one of [
      null,
      [],
      'form',
      {},
      { ...kept, stem: null },
      { ...kept, title: 'x' },
      { ...kept, rows: {} },
      { ...kept, rows: [] },
      { ...kept, trial: 1 },
    ])
      expect(readKept(one)).toBeNull();
  });

  it('waits for photos only where they are taken: elsewhere for words', () => {
    const two = keepForm({ ...form, items: [question('C1', { answer: '1' }), question('C2', { answer: '1', photos: true })] });
    const expected = itemsOf(two).map((item) => ask.evidence(two, item).expect);
    expect(expected).toEqual(['story', 'media']);
  });

  it('knows its questions', () => {
    expect(itemOf(kept, 'A2')).toEqual(form.items[1]);
    expect(itemOf(kept, 'Z9')).toBeNull();
    expect(indexOf(kept, 'B1')).toBe(2);
    expect(progress(kept)).toEqual({ answered: 2, total: 4 });
    expect([null, 'A1', 'A2', 'B2'].map((after) => nextUnanswered(kept, after))).toEqual(['A2', 'A2', 'B2', 'A2']);
  });
});
