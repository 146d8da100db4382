/** A rubric as a table, and back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLocale } from '../../../src/locale/locale.ts';
import { type Rubric, rubric as schema } from '../../../src/rubric/definition.ts';
import {
  cellName,
  conditionForOfficers,
  conditionFromOfficers,
  TABLE,
  type TableColumn,
  tableColumns,
} from '../../../src/rubric/table/format.ts';
import { baseOf, type Cell, readTable, type Sheet, tableOf } from '../../../src/rubric/table/table.ts';
import { withWords } from '../../../src/rubric/words.ts';
import { anyRubric, indicatorsOf, shipped, shippedRubrics } from '../rubrics.ts';

const locale = createLocale();
const worded = (rubric: Rubric) => withWords(rubric, (key, language) => locale.keys(language).get(key)?.text);

/** What people write in cells: anything that shows, formulas among it. */
const written = fc
  .oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), fc.constantFrom('=1+1', '-5', '@a', '+84', '10', 'Đúng, rõ', "'='"))
  .map((text) =>
    text
      .normalize('NFC')
      .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|\s+/gu, ' ')
      .trim(),
  )
  .filter((text) => text !== '');
const said = fc.record({ vi: written, en: written }, { requiredKeys: ['vi'] });
const word = fc.stringMatching(/^[a-zđ]{1,8}( [a-zđ]{1,8})?$/);

const leastOf = (rubric: Rubric) => Math.min(...indicatorsOf(rubric).map(({ points }) => points));

function without<T extends object>(whole: T, key: keyof T): Partial<T> {
  const { [key]: _left, ...rest } = whole;
  return rest as Partial<T>;
}

/** Any rubric that adds up, with words, sources, evidence and doubts of every kind. */
const anyTable: fc.Arbitrary<Rubric> = fc
  .tuple(anyRubric, fc.infiniteStream(said), fc.infiniteStream(fc.nat()), fc.infiniteStream(word))
  .map(([rubric, sayings, numbers, words]) => {
    const next = () => sayings.next().value as { vi: string; en?: string };
    const pick = <T>(...all: T[]): T => all[(numbers.next().value as number) % all.length] as T;
    const sure = () =>
      pick({ status: 'memory', source: [] }, { status: 'source', source: [next().vi, next().vi] }, { status: 'derived', source: [] });
    const also = () => ({ vi: [words.next().value as string], ...pick({}, { en: [words.next().value as string] }) });
    return schema.parse({
      ...rubric,
      name: next().vi,
      basis: { document: next().vi, issued: pick(null, '2027-10-01'), period: pick(null, next().vi), ...pick({}, { note: next().vi }) },
      passMark: { ...rubric.passMark, ...sure() },
      floor: rubric.floor && { points: Math.min(rubric.floor.points, leastOf(rubric)), ...sure() },
      criteria: rubric.criteria.map((criterion, c) => ({
        ...(c === 0 ? without(criterion, 'appliesWhen') : criterion),
        ...sure(),
        name: next().vi,
        indicators: criterion.indicators.map((indicator, i) => ({
          // Somebody has to be asked something.
          ...(c + i === 0 ? { ...without(indicator, 'appliesWhen'), answeredBy: 'household' } : indicator),
          ...sure(),
          wording: next().vi,
          levelsStatus: pick('source', 'sample'),
          ...pick({}, { evidence: { accepts: pick(['story'], ['story', 'photo'], ['photo', 'story', 'pdf']) } }),
          ...pick({}, { words: { name: next(), ask: next() } }, { words: { explain: next(), evidence: next() } }),
          levels: indicator.levels.map((level) => ({
            ...level,
            asksEvidence: pick(true, false),
            ...pick({}, { label: next() }),
            ...pick({}, { also: also() }),
          })),
        })),
      })),
      disqualifiers: pick([], [{ id: 'L1', wording: next().vi, ...sure() }]),
    });
  });

describe('a rubric that goes into a table', () => {
  test('comes back as it was, whatever is written in it', () => {
    fc.assert(
      fc.property(anyTable, (rubric) => {
        const read = readTable(tableOf(rubric));
        expect(read.ok ? read.rubric : read.problems).toEqual(rubric);
      }),
    );
  });

  test.each(shippedRubrics.map((rubric) => [rubric.id, rubric] as const))('comes back with all its words: %s', (_, rubric) => {
    const full = worded(rubric);
    const read = readTable(tableOf(full, rubric), { needsWords: true });
    expect(read.ok ? read.rubric : read.problems).toEqual(full);
    expect(baseOf(tableOf(full, rubric))).toEqual({ id: rubric.id, version: rubric.version });
  });

  test('names the counts of a household in Vietnamese, and leaves what is quoted', () => {
    expect(conditionForOfficers("primary + adults > 0 && 'adults' != 'x'")).toBe("tiểu_học + người_lớn > 0 && 'adults' != 'x'");
    expect(conditionFromOfficers('Tiểu_học + THCS > 0 || elders > 1')).toBe('primary + lowerSecondary > 0 || elders > 1');
  });
});

const columns = Object.keys(tableColumns) as TableColumn[];

/** The sample as a table whose rows can be changed: rows by kind and id. */
function sheets(change: (edit: Edit) => void): Sheet[] {
  const made = tableOf(worded(shipped('gdht-324-mau'))).map(({ name, rows }) => ({ name, rows: rows.map((row) => [...row]) }));
  const rowsOf = (name: string) => made.find((sheet) => sheet.name === name)?.rows as Cell[][];
  const table = rowsOf(TABLE);
  const at = (column: TableColumn) => columns.indexOf(column);
  const rowOf = (kind: string, id: string) => table.findIndex((row) => row[at('kind')] === kind && row[at('id')] === id);
  change({
    sheets: made,
    rows: rowsOf,
    rowOf,
    set: (row, column, cell) => {
      (table[row] as Cell[])[at(column)] = cell;
      return cellName(at(column), row);
    },
  });
  return made;
}

interface Edit {
  sheets: Sheet[];
  rows(name: string): Cell[][];
  rowOf(kind: string, id: string): number;
  /** Returns the name of the cell. */
  set(row: number, column: TableColumn, cell: Cell): string;
}

/** Every mistake found after a change, as sheet, cell and code. */
function found(change: (edit: Edit) => void): string[] {
  const read = readTable(sheets(change), { needsWords: true });
  return read.ok ? [] : read.problems.map(({ sheet, cell, code }) => `${sheet} ${cell} ${code}`);
}

describe('a table with a mistake', () => {
  test('has none to begin with', () => expect(found(() => {})).toEqual([]));

  test.each<[string, TableColumn, Cell, string]>([
    ['A1', 'points', 'mười', 'notANumber'],
    ['A1', 'points', -1, 'notPositive'],
    ['A1', 'points', null, 'missing'],
    ['A1', 'status', 'chính thức', 'notOneOf'],
    ['A1', 'status', null, 'missing'],
    ['A1', 'status', 'văn bản', 'noSource'],
    ['A1', 'answeredBy', 'hàng xóm', 'notOneOf'],
    ['A1', 'wording', '', 'missing'],
    ['A1', 'id', 'A 1', 'badId'],
    ['A1', 'appliesWhen', 'thu_nhập > 0', 'noCondition'],
    ['A1', 'appliesWhen', 'income > 0', 'strangers'],
    ['A1', 'appliesWhen', 'người_lớn + 1', 'notYesOrNo'],
    ['A1', 'ask', null, 'missing'],
    ['A1', 'name', 'a'.repeat(61), 'tooLong'],
    ['B2', 'evidence', 'ảnh', 'noStory'],
    ['B2', 'evidence', 'phim', 'notOneOf'],
    ['B2', 'hint', null, 'missing'],
  ])('%s %s: %j', (id, column, cell, code) => {
    let place = '';
    const problems = found(({ rowOf, set }) => {
      place = set(rowOf('Chỉ số', id), column, cell);
    });
    expect(problems).toContain(`${TABLE} ${place} ${code}`);
  });

  test('is told of the level that does not give what its indicator has, not of the row above it', () => {
    const [first, last] = [found(({ set }) => void set(3, 'points', 8)), found(({ set }) => void set(3, 'points', 12))];
    for (const problems of [first, last]) expect(problems).toEqual([`${TABLE} D4 bestLevel`]);
    let place = '';
    const second = found(({ set, rowOf }) => {
      place = set(rowOf('Chỉ số', 'A1') + 2, 'points', 11);
    });
    expect([place, second]).toEqual(['D5', [`${TABLE} D5 bestLevel`]]);
  });

  test('is told of all of them at once, and of no sum that follows from another', () => {
    const places: string[] = [];
    const problems = found(({ rowOf, set, rows }) => {
      places.push(`${TABLE} ${set(rowOf('Chỉ số', 'A1'), 'points', 'x')} notANumber`);
      places.push(`${TABLE} ${set(rowOf('Chỉ số', 'C1'), 'points', 9)} bestLevel`);
      const general = rows('Chung');
      const total = general.findIndex(([label]) => label === 'Tổng điểm');
      (general[total] as Cell[])[1] = 90;
      places.push(`Chung B${total + 1} totalSum`);
    });
    const criterion = problems.filter((one) => one.endsWith('criterionSum'));
    expect(criterion).toHaveLength(1);
    expect(problems).toEqual(expect.arrayContaining(places));
    expect(problems).toHaveLength(places.length + 1);
  });

  test('is told of levels without an indicator, and of indicators without levels', () => {
    const problems = found(({ rows }) => rows(TABLE).splice(1, 2));
    expect(problems).toEqual(expect.arrayContaining([`${TABLE} A2 notInIndicator`]));
    expect(
      found(({ rowOf, rows }) => {
        rows(TABLE).splice(rowOf('Chỉ số', 'D2') + 1, 10);
      }).some((one) => one.endsWith('fewLevels')),
    ).toBe(true);
  });

  test('is told of a sheet, a heading and a line that are not there', () => {
    expect(found(({ sheets }) => sheets.splice(1, 1))).toContain('Chung A1 noSheet');
    expect(found(({ rows }) => rows(TABLE)[0]?.splice(2, 1, 'Chữ'))).toContain(`${TABLE} A1 noColumn`);
    expect(found(({ rows }) => rows('Chung').splice(5, 1))).toContain('Chung A1 noRow');
  });

  test('is told of a wrong sum elsewhere, whatever else cannot be read', () => {
    const sum = ({ rowOf, set }: Edit) => `${TABLE} ${set(rowOf('Tiêu chí', 'C'), 'points', 1)} criterionSum`;
    const also: ((edit: Edit) => unknown)[] = [
      ({ rowOf, set }) => set(rowOf('Chỉ số', 'A1'), 'kind', 'Chỉ sô gì đó'),
      ({ rows }) => rows('Chung').splice(5, 1),
      ({ rows }) => rows(TABLE)[0]?.splice(columns.indexOf('status'), 1, 'Chữ'),
      ({ rows }) => rows(TABLE)[0]?.splice(columns.indexOf('name'), 1, 'Chữ'),
    ];
    for (const [index, spoil] of also.entries()) {
      let place = '';
      const problems = found((edit) => {
        place = sum(edit);
        spoil(edit);
      });
      expect(problems, `${index}`).toContain(place);
      expect(problems.length, `${index}: ${problems.join(', ')}`).toBeLessThanOrEqual(5);
    }
  });

  test('is told of no cell below a heading that is not there', () => {
    for (const column of columns) {
      const problems = found(({ rows }) => rows(TABLE)[0]?.splice(columns.indexOf(column), 1, 'Chữ'));
      expect(
        problems.filter((one) => !one.endsWith('noColumn')),
        column,
      ).toEqual(['kind'].includes(column) ? expect.anything() : []);
    }
  });

  test('gives lines without an id free ones', () => {
    const read = readTable(
      sheets(({ rowOf, set }) => void set(rowOf('Chỉ số', 'A2'), 'id', null)),
      { taken: new Set(['A.1']) },
    );
    expect(read.ok && read.rubric.criteria[0]?.indicators.map(({ id }) => id)).toEqual(['A1', 'A.2', 'A3']);
  });
});
