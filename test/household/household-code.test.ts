import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrom, readCode, spacedCode } from '../../src/household/household-code.ts';

const alphabet = '123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = fc.uuid().map(codeFrom);

describe('a code', () => {
  it('has eight characters that cannot be mistaken for one another', () => {
    fc.assert(
      fc.property(code, (one) => {
        expect(one).toMatch(/^[1-9A-HJKMNP-TV-Z]{8}$/);
      }),
    );
  });

  it('has a letter and a digit from 2 to 9, so that no name and no number looks like one', () => {
    fc.assert(
      fc.property(code, (one) => {
        expect(one).toMatch(/[2-9]/);
        expect(one).toMatch(/[A-Z]/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read as it was made, however it is typed', () => {
    fc.assert(
      fc.property(code, (one) => {
        expect(readCode(one)).toBe(one);
        expect(readCode(` ${spacedCode(one).toLowerCase()} `)).toBe(one);
        expect(readCode(`${one.slice(0, 4)}-${one.slice(4)}`.replaceAll('1', 'l'))).toBe(one);
      }),
    );
  });

  it('notices any one wrong character', () => {
    fc.assert(
      fc.property(code, fc.nat(7), fc.constantFrom(...alphabet), (one, at, other) => {
        fc.pre(one[at] !== other);
        expect(readCode(one.slice(0, at) + other + one.slice(at + 1))).toBeNull();
      }),
    );
  });

  it('notices any two neighbours exchanged', () => {
    fc.assert(
      fc.property(code, fc.nat(6), (one, at) => {
        fc.pre(one[at] !== one[at + 1]);
        expect(readCode(one.slice(0, at) + one[at + 1] + one[at] + one.slice(at + 2))).toBeNull();
      }),
    );
  });

  it('is nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = readCode(text);
        if (read !== null) expect(read).toMatch(/^[1-9A-HJKMNP-TV-Z]{8}$/);
      }),
    );
    for (const text of ['', '1234567', '0OOO0000', 'ABCDEFGHJ', 'xin chào']) expect(readCode(text)).toBeNull();
  });
});
