import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { codeFrom, spacedCode } from '../../src/household/household-code.ts';
import { typedCode } from '../../src/household/typed-code.ts';

const code = fc.uuid().map(codeFrom);

describe('a message that is a code', () => {
  it('is understood however it is written', () => {
    const ways: ((one: string) => string)[] = [
      (one) => one,
      (one) => ` ${spacedCode(one)} `,
      (one) => `${one.slice(0, 4)}-${one.slice(4)}`.toLowerCase(),
      (one) => `Mã mời: ${spacedCode(one)}`,
      (one) => `ma moi ${one.toLowerCase()}`,
      (one) => `mã: ${spacedCode(one)}.`,
      (one) => `Mã là ${one}`,
      (one) => `invitation code: ${one}`,
      (one) => `https://nhahoc.example/k/${one}`,
      (one) => `vào đây nè má https://nhahoc.example/k/${one}?x=1`,
      (one) => `Mã mời: ${spacedCode(one)}\nĐường dẫn: https://nhahoc.example/k/${one}\n\nGia đình đưa mã này cho người nhà.`,
    ];
    fc.assert(
      fc.property(code, (one) => {
        for (const way of ways) expect(typedCode(way(one)), way(one)).toBe(one);
      }),
    );
  });

  it('is no sentence with a code in it, and no code with a slip', () => {
    const one = codeFrom('an invitation');
    expect(typedCode(`tôi nhập ${one} mà không được`)).toBeNull();
    expect(typedCode(`${one}9`)).toBeNull();
    expect(typedCode(one.slice(1))).toBeNull();
    expect(typedCode(`${one.slice(1)}${one[0]}`)).toBeNull();
  });
});

describe('six digits', () => {
  it.each(['482913', '482 913', ' 482-913 ', 'mã 482913', 'ma so 482 913', 'Mã số: 482 913.', 'mã là 482913', 'code 482913', '482913!'])(
    'are a code: %s',
    (typed) => {
      expect(typedCode(typed)).toBe('482913');
    },
  );

  it('are looked up also with a nought in front, which none has: whoever types them hears that they fit nothing', () => {
    for (const typed of ['082913', '082 913', 'mã 082-913']) expect(typedCode(typed), typed).toBe('082913');
  });

  it.each(['482.913', '48291', '4829133', '48 29 13', 'tôi nhập 482913', '482913 đồng', '48291a'])('are none: %s', (typed) => {
    expect(typedCode(typed)).toBeNull();
  });

  it('are a number where one is asked for, unless a word says otherwise', () => {
    for (const typed of ['482913', '482 913', '482-913', '482913.']) expect(typedCode(typed, true), typed).toBeNull();
    expect(typedCode('mã 482913', true)).toBe('482913');
    const one = codeFrom('an invitation');
    expect(typedCode(spacedCode(one), true)).toBe(one);
  });
});

describe('what people write at other questions', () => {
  it('is no code where all of it is letters, or all digits', () => {
    const letters = fc.stringMatching(/^[a-zA-Z]{4} ?[a-zA-Z]{4}$/);
    const digits = fc.stringMatching(/^\d{4}[ .-]?\d{4}$/);
    fc.assert(
      fc.property(fc.oneof(letters, digits), (typed) => {
        expect(typedCode(typed)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('is no code where it names a ward, a commune or a khu phố, old or new, with or without accents', () => {
    const file = join(import.meta.dirname, '../../flows/units/binh-duong-2025.yaml');
    const names = [...new Set(wordsOf(parse(readFileSync(file, 'utf8'))))];
    expect(names.length).toBeGreaterThan(80);
    for (const name of names) {
      const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
      const short = plain.replace(/^(Phuong|Xa|Thi tran) /, '');
      const ways = [name, plain, short, plain.replaceAll(' ', ''), short.replaceAll(' ', ''), `${short} 2`, `ma ${short}`];
      for (const way of ways) expect(typedCode(way), way).toBeNull();
    }
    for (let number = 1; number <= 99; number++) {
      for (const way of [`khu pho ${number}`, `Khu phố ${number}`, `kp ${number}`, `ap ${number}`, `to ${number}`]) {
        expect(typedCode(way), way).toBeNull();
      }
    }
  });
});

/** Every text that stands anywhere in a file. */
function wordsOf(data: unknown): string[] {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null) return [];
  return Object.values(data).flatMap(wordsOf);
}
