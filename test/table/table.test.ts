import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/table/read-table.ts';
import { columnName, countOf, plainText, safeText, textOf } from '../../src/table/table.ts';
import { headingRow, writeTable } from '../../src/table/write-table.ts';

/** What OWASP names, and its wide forms. */
const dangerous = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;
/** Texts that often begin badly. */
const text = fc
  .tuple(
    fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', "'", "'=", ' =', '\uff1d', '=HYPERLINK("http://x")'),
    fc.string({ unit: 'grapheme' }),
  )
  .map(([start, rest]) => start + rest);

describe('a cell for others', () => {
  test('never begins a formula, and comes back as it was', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(safeText(value)).not.toMatch(dangerous);
        expect(plainText(safeText(value))).toBe(value);
      }),
    );
  });

  test('stays text in the file that is written, and comes back from it', async () => {
    const values = fc.sample(text, { numRuns: 60, seed: 7 });
    const bytes = await writeTable([{ name: 'A', columns: [{ heading: '=1+1', width: 10 }], rows: values.map((value) => [value]) }]);
    const read = await readTable(bytes);
    if ('problem' in read) throw new Error(read.problem);
    const [head, ...cells] = read.ok[0]?.rows.map(([cell]) => cell ?? null) ?? [];
    expect(head).toBe("'=1+1");
    for (const cell of cells) if (typeof cell === 'string') expect(cell).not.toMatch(dangerous);
    const filled = cells.concat(Array(values.length - cells.length).fill(null));
    expect(filled.map(textOf)).toEqual(values.map(textOf));
  });
});

test('a file is written with its titles, lists to choose from and what is hidden', async () => {
  const sheet = {
    name: 'Khu phố 1/2: [thử]',
    title: ['BẢNG BÌNH XÉT'],
    columns: [
      { heading: 'Mã', width: 10 },
      { heading: 'Đề nghị', width: 10, choices: ['Đề nghị', 'Chưa'] },
      { heading: 'Giữ', width: 4, hidden: true },
    ],
    rows: [['K7', 'Chưa', '3.1']],
  };
  expect(headingRow(sheet)).toBe(2);
  const read = await readTable(await writeTable([sheet]));
  expect(read).toEqual({
    ok: [
      {
        name: 'Khu phố 1 2   thử ',
        rows: [
          ['BẢNG BÌNH XÉT', null, null],
          ['Mã', 'Đề nghị', 'Giữ'],
          ['K7', 'Chưa', '3.1'],
        ],
      },
    ],
  });
});

describe('what a cell says', () => {
  test('is composed and tidy, whatever wrote it', () => {
    expect(textOf('  Khu\u00a0pho\u0302\u0301 \u200b 1 \ufeff')).toBe('Khu phố 1');
    expect(textOf(12)).toBe('12');
    expect(textOf(null)).toBe('');
    expect(textOf(new Date('2026-01-02T00:00:00Z'))).toBe('2026-01-02');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (value) => textOf(value.normalize('NFD')) === textOf(value.normalize('NFC'))));
  });

  test.each([
    ['', null],
    [null, null],
    ['  ', null],
    [435, 435],
    ['435', 435],
    ['1.234', 1234],
    ['1 234', 1234],
    ['1.234.567', 1234567],
    [0, 0],
    ['12.0', 12],
  ])('%j as a count', (cell, count) => {
    expect(countOf(cell)).toBe(count);
  });

  test.each(['1,5', 1.5, -1, '-1', 'hai', true, '1e3', 1e12, new Date(0), '12 hộ'])('%j is no count', (cell) => {
    expect(countOf(cell)).toBeNaN();
  });

  test('columns are named as programs name them', () => {
    expect([0, 25, 26, 27, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']);
  });
});
