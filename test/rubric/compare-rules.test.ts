import { expect, test } from 'vitest';
import { compareRules } from '../../src/rubric/compare-rules.ts';
import { shipped } from './rubrics.ts';

const base = shipped('gdht-324-mau');

test('of the same rubric nothing is otherwise', () => {
  expect(compareRules(base, structuredClone(base))).toEqual([]);
});

test('tells what judges otherwise though every question is the same', () => {
  const bar = { id: 'X9', wording: 'Có người vi phạm', status: 'sample' as const, source: [] };
  const to = {
    ...base,
    passMark: { ...base.passMark, normal: base.passMark.normal + 5, difficult: base.passMark.difficult - 5 },
    floor: base.floor ? null : { points: 5, status: 'sample' as const, source: [] },
    notApplicable: { ...base.notApplicable, rule: base.notApplicable.rule === 'credit' ? ('rescale' as const) : ('credit' as const) },
    disqualifiers: [...base.disqualifiers, bar],
  };
  expect(compareRules(base, to)).toEqual([
    { rule: 'passMark', was: base.passMark.normal, now: to.passMark.normal },
    { rule: 'difficult', was: base.passMark.difficult, now: to.passMark.difficult },
    { rule: 'floor', was: base.floor?.points ?? null, now: to.floor?.points ?? null },
    { rule: 'notApplicable', was: base.notApplicable.rule, now: to.notApplicable.rule },
    { rule: 'disqualifiers', removed: [], added: [bar.wording] },
  ]);
});
