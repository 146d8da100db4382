import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, evaluate } from '../../src/condition/condition.ts';

function outcome(source: string, vars: { [name: string]: unknown } = {}) {
  const compiled = compile(source);
  if (!compiled.ok) throw new Error(compiled.error);
  return evaluate(compiled.condition, vars);
}

describe('a condition', () => {
  it.each([
    ['preschool > 0', { preschool: 2 }, true],
    ['preschool > 0 && adults == 0', { preschool: 2, adults: 0 }, true],
    ["purpose == 'publicList'", { purpose: 'publicList' }, true],
    ['me.unit.code', { me: { unit: { code: '25741' } } }, '25741'],
    ['answered + 1', { answered: 3 }, 4],
    ['points / 2', { points: 7 }, 3.5],
    ['size(items)', { items: [1, 2, 3] }, 3],
    ['items.exists(x, x.id == wanted)', { items: [{ id: 'a' }, { id: 'b' }], wanted: 'b' }, true],
    ["[name, 'x', 1]", { name: 'An' }, ['An', 'x', 1]],
    ["{'a': count}", { count: 1 }, { a: 1 }],
    ['children == true ? 1 : 0', { children: true }, 1],
  ])('%s', (source, vars, expected) => {
    expect(outcome(source, vars)).toEqual({ ok: true, value: expected });
  });

  it('takes a variable that was never saved as null', () => {
    expect(outcome('never == null')).toEqual({ ok: true, value: true });
    expect(outcome('constructor == null')).toEqual({ ok: true, value: true });
  });

  it('says which variables and functions it uses, without those of a macro', () => {
    const compiled = compile('items.exists(x, x.y == wanted) && has(me.code) && size(items) > 0');
    expect(compiled.ok && compiled.condition.roots).toEqual(['items', 'me', 'wanted']);
    expect(compiled.ok && compiled.condition.calls).toEqual(['exists', 'has', 'size']);
  });

  it('says which words stand in it', () => {
    const compiled = compile("{'key': enough ? 'result.enough' : 'result.notEnough'}");
    expect(compiled.ok && compiled.condition.words).toEqual(['key', 'result.enough', 'result.notEnough']);
  });

  it('tells what is wrong instead of throwing', () => {
    expect(outcome('me.code', { me: {} })).toMatchObject({ ok: false, error: expect.stringContaining('code') });
    expect(outcome('count > 0', { count: 'many' }).ok).toBe(false);
    expect(compile('a ==')).toMatchObject({ ok: false });
    expect(compile("1 + 'a'")).toMatchObject({ ok: false });
  });

  it('refuses regular expressions', () => {
    expect(compile("name.matches('(a+)+$')")).toMatchObject({ ok: false, error: expect.stringContaining('matches() is not allowed') });
  });

  it('never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.dictionary(fc.string(), fc.jsonValue()), (source, vars) => {
        const compiled = compile(source);
        if (compiled.ok) JSON.stringify(evaluate(compiled.condition, vars));
      }),
      { numRuns: 300 },
    );
  });
});
