import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsNames, type Roster, readRoster } from '../../src/roster/read-roster.ts';
import { readTable } from '../../src/table/read-table.ts';
import { type Cell, columnName } from '../../src/table/table.ts';

function read(...rows: Cell[][]) {
  return readRoster({ ok: [{ name: 'Tờ 1', rows }] });
}

function rosterOf(...rows: Cell[][]): Roster {
  const result = read(...rows);
  if ('mistakes' in result) throw new Error(JSON.stringify(result.mistakes));
  return result.ok;
}

function mistakesOf(...rows: Cell[][]) {
  const result = read(...rows);
  return 'mistakes' in result ? result.mistakes.map(({ code, row, column, params }) => ({ code, row, column, ...params })) : [];
}

const named = ({ areas }: Roster) => areas.map(({ name, permanent, temporary }) => [name, permanent, temporary]);

describe('the khu phố of a ward', () => {
  test('with their numbers of households', () => {
    const roster = rosterOf(['Khu phố', 'Thường trú', 'Tạm trú'], ['Khu phố 1', 435, '1.020'], ['Ấp Bến Tượng', '12', null]);
    expect(named(roster)).toEqual([
      ['Khu phố 1', 435, 1020],
      ['Ấp Bến Tượng', 12, null],
    ]);
  });

  test('below a letterhead, under merged headings, with numbers of columns, sums and blank rows', () => {
    const roster = rosterOf(
      ['UBND PHƯỜNG BẾN CÁT', null, null, null],
      ['DANH SÁCH KHU PHỐ NĂM 2026', null, null, null],
      [],
      ['STT', 'Khu phố/Ấp', 'Số hộ', null, 'Ghi chú'],
      [null, null, 'Thường trú', 'Tạm trú', null],
      ['(1)', '(2)', '(3)', '(4)', '(5)'],
      [1, 'Khu phố 1', 400, 35, null],
      [],
      [2, 'KP 2', 300, 15, 'mới tách'],
      [null, 'Tổng cộng', 700, 50, null],
    );
    expect(named(roster)).toEqual([
      ['Khu phố 1', 400, 35],
      ['Khu phố 2', 300, 15],
    ]);
    expect(roster.unused).toEqual([]);
  });

  test('with columns in any order, and accents decomposed', () => {
    const roster = rosterOf(
      ['Số hộ tạm trú', 'TÊN KHU PHỐ', 'Số hộ thường trú'].map((text) => text.normalize('NFD')),
      [5, 'khu phố 3'.normalize('NFD'), 6],
    );
    expect(named(roster)).toEqual([['Khu phố 3', 6, 5]]);
    expect(roster.areas[0]?.name).toBe('Khu phố 3'.normalize('NFC'));
  });

  test('named by their number under a heading that says what they are', () => {
    expect(named(rosterOf(['Khu phố'], [1], ['02'], ['Bến Cát']))).toEqual([
      ['Khu phố 1', null, null],
      ['Khu phố 02', null, null],
      ['Khu phố Bến Cát', null, null],
    ]);
    expect(mistakesOf(['Khu phố/Ấp', 'Thường trú'], [1, 2])).toMatchObject([{ code: 'areaUnreadable', row: 2, column: 'A', value: '1' }]);
  });
});

test('a file that another program has written, with a letterhead, merged headings, counts as text and a sum as a formula', async () => {
  const table = await readTable(readFileSync(join(import.meta.dirname, 'files', 'openpyxl.xlsx')));
  const read = readRoster(table);
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  expect(named(read.ok)).toEqual([0, 1, 2, 3, 4].map((at) => [`Khu phố ${at + 1}`, 1200 + at, 30 + at]));
});

describe('households', () => {
  const heads = ['Khu phố', 'Mã hộ', 'Chủ hộ', 'Cư trú', 'Số CCCD'];

  test('with codes, names and kind of residence; a khu phố merged beside them is written once', () => {
    const roster = rosterOf(heads, ['Khu phố 1', 'a-01', ' Nguyễn  Văn An ', 'Thường trú', null], [null, 2, null, 'tạm trú', null]);
    expect(roster.households.map(({ area, houseCode, headName, residence }) => [area.name, houseCode, headName, residence])).toEqual([
      ['Khu phố 1', 'A-01', 'Nguyễn Văn An', 'permanent'],
      ['Khu phố 1', '2', '', 'temporary'],
    ]);
    expect(holdsNames(roster)).toBe(true);
    expect(roster.unused).toEqual(['Số CCCD']);
  });

  test('without a name hold none', () => {
    expect(holdsNames(rosterOf(heads, ['Khu phố 1', 'A1', null, null, null]))).toBe(false);
  });

  test('stand on a tab beside the khu phố; other tabs are named, not read', () => {
    const result = readRoster({
      ok: [
        {
          name: 'Khu phố',
          rows: [
            ['Khu phố', 'Thường trú'],
            ['Khu phố 1', 5],
          ],
        },
        {
          name: 'Hộ',
          rows: [
            ['Mã hộ', 'Khu phố'],
            ['A1', 'KP1'],
          ],
        },
        {
          name: 'Quỹ',
          rows: [
            ['Ngày', 'Số tiền'],
            [1, 2],
          ],
        },
        { name: 'Trống', rows: [[]] },
      ],
    });
    expect(result).toMatchObject({ ok: { areas: [{ name: 'Khu phố 1' }], households: [{ houseCode: 'A1' }], unused: ['Quỹ'] } });
  });
});

describe('mistakes', () => {
  test('come as somebody goes through the file: tab by tab, row by row, from the left', () => {
    const households = [
      ['Khu phố', 'Mã hộ', 'Chủ hộ', 'Cư trú'],
      ['Khu phố 1', 'A-1', 'An 2', 'khách'],
      ['Khu phố 1', 'A-1', 'Bình', 'khách'],
    ];
    const areas = [
      ['Khu phố', 'Thường trú', 'Tạm trú'],
      ['Khu phố 1', 10, 'x'],
      ['khu phố 01', 'y', 'x'],
    ];
    const result = readRoster({
      ok: [
        { name: 'Khu phố', rows: areas },
        { name: 'Hộ', rows: households },
      ],
    });
    expect('mistakes' in result && result.mistakes.map(({ sheet, row, column, code }) => [sheet, row, column, code])).toEqual([
      ['Khu phố', 2, 'C', 'count'],
      ['Khu phố', 3, 'A', 'areaTwice'],
      ['Khu phố', 3, 'B', 'count'],
      ['Khu phố', 3, 'C', 'count'],
      ['Hộ', 2, 'C', 'name'],
      ['Hộ', 2, 'D', 'residence'],
      ['Hộ', 3, 'B', 'codeTwice'],
      ['Hộ', 3, 'D', 'residence'],
    ]);
  });

  test('are all named at once, by tab, row and column', () => {
    const rows: Cell[][] = [
      ['Khu phố', 'Mã hộ', 'Chủ hộ', 'Cư trú', 'Mã nhà'],
      [null, 'A1', null, null, null],
      ['Tổ 5/3', 'A1', 'An 2', 'ở trọ', null],
      ['Khu phố 1', null, null, null, null],
      ['Khu phố 1', new Date('2026-02-01T00:00:00Z'), null, null, null],
      ['Khu phố 1', '012345678901', null, null, null],
      ['Khu phố 1', '=x', null, null, null],
      ['Khu phố 1', 'B1', null, null, null],
      ['KP1', 'b1', null, null, null],
    ];
    const found = mistakesOf(...rows);
    expect(found).toEqual([
      { code: 'columnTwice', row: 1, column: 'E', value: 'Mã nhà' },
      { code: 'areaMissing', row: 2, column: 'A' },
      { code: 'areaUnreadable', row: 3, column: 'A', value: 'Tổ 5/3' },
      { code: 'name', row: 3, column: 'C', value: 'An 2' },
      { code: 'residence', row: 3, column: 'D', value: 'ở trọ' },
      { code: 'codeMissing', row: 4, column: 'B' },
      { code: 'codeIsDate', row: 5, column: 'B', value: '2026-02-01' },
      { code: 'codeIsIdNumber', row: 6, column: 'B' },
      { code: 'codeUnreadable', row: 7, column: 'B', value: '=x' },
      { code: 'codeTwice', row: 9, column: 'B', value: 'B1', first: 8 },
    ]);
    expect(
      found.some(({ code }) => code === 'codeIsIdNumber' && 'value' in found),
      'an identity number is not repeated',
    ).toBe(false);
  });

  test('of numbers and of khu phố that stand there twice', () => {
    expect(
      mistakesOf(['Khu phố', 'Thường trú', 'Tạm trú'], ['Khu phố 1', 'nhiều', -1], ['khu phố 01', 1.5, 60_000], ['Khu vực 1', 1, 1]),
    ).toEqual([
      { code: 'count', row: 2, column: 'B', value: 'nhiều', most: 50_000 },
      { code: 'count', row: 2, column: 'C', value: '-1', most: 50_000 },
      { code: 'areaTwice', row: 3, column: 'A', value: 'Khu phố 01', first: 2 },
      { code: 'count', row: 3, column: 'B', value: '1.5', most: 50_000 },
      { code: 'count', row: 3, column: 'C', value: '60000', most: 50_000 },
      { code: 'areaUnreadable', row: 4, column: 'A', value: 'Khu vực 1' },
    ]);
  });

  test('of the file as a whole', () => {
    expect(readRoster({ problem: 'oldExcel' })).toEqual({
      mistakes: [{ code: 'oldExcel', sheet: null, row: null, column: null, params: {} }],
    });
    expect(mistakesOf(['Ngày', 'Tiền'], ['Khu phố khác', 1])).toMatchObject([{ code: 'noHeadings', row: null }]);
  });
});

const cell = fc.oneof(
  fc.constantFrom<Cell>(
    null,
    '',
    'Khu phố',
    'Khu phố 1',
    'Ấp 2',
    'Mã hộ',
    'Chủ hộ',
    'Thường trú',
    'Tạm trú',
    'Cư trú',
    'Tổng cộng',
    '(1)',
    'A1',
    '#REF!',
  ),
  fc.string({ unit: 'grapheme', maxLength: 50 }),
  fc.double(),
  fc.boolean(),
  fc.date(),
);

test('whatever a file holds, it is read or its mistakes are named, each where it is', () => {
  const rows = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 12 });
  fc.assert(
    fc.property(rows, (given) => {
      const result = read(...given);
      if ('ok' in result) return;
      expect(result.mistakes.length).toBeGreaterThan(0);
      for (const { row, column } of result.mistakes) {
        if (row !== null) expect(row >= 1 && row <= given.length).toBe(true);
        if (column !== null) expect(Array.from({ length: 6 }, (_, at) => columnName(at))).toContain(column);
      }
    }),
    { numRuns: 500 },
  );
});

test('the order of columns, and blank rows in between, change nothing that is read', () => {
  const heads = ['Khu phố', 'Thường trú', 'Tạm trú'];
  const line = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.nat(50_000), fc.nat(50_000));
  const lines = fc.uniqueArray(line, { selector: ([number]) => number, minLength: 1, maxLength: 20 });
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
  fc.assert(
    fc.property(lines, order, fc.nat(3), (given, columns, blanks) => {
      const shuffled = (row: Cell[]) => columns.map((at) => row[at] ?? null);
      const rows = given.flatMap(([number, permanent, temporary]) => [
        shuffled([`Khu phố ${number}`, permanent, String(temporary)]),
        ...Array.from({ length: blanks }, (): Cell[] => []),
      ]);
      // A row 1, 2, 3 would be taken for the numbers of the columns; it has a name in front, so it is not.
      expect(named(rosterOf(shuffled(heads), ...rows))).toEqual(given.map(([number, ...counts]) => [`Khu phố ${number}`, ...counts]));
    }),
  );
});
