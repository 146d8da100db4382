import { describe, expect, test } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';
import { freshRow } from '../../src/roster/plan-sheet.ts';
import { readSheet } from '../../src/roster/read-sheet.ts';
import type { Sheet } from '../../src/roster/sheet-of.ts';
import type { SheetRow } from '../../src/roster/sheet-rows.ts';
import { sheetTable } from '../../src/roster/sheet-table.ts';
import { readTable } from '../../src/table/read-table.ts';
import type { Cell } from '../../src/table/table.ts';
import { writeTable } from '../../src/table/write-table.ts';

const SEASON = '00000000-0000-7000-8000-00000000000a';
const locale = createLocale();
const say = (key: string, params = {}) => locale.t(`console:sheet.table.${key}`, 'vi', params);

const row = (parts: Partial<SheetRow>): SheetRow => ({
  ...freshRow('h'),
  code: 'K7M29QXC',
  houseCode: null,
  headName: 'Nguyễn Văn An',
  residence: 'permanent',
  verified: false,
  chats: false,
  source: null,
  sent: null,
  judged: {},
  overdue: false,
  objection: null,
  ...parts,
});

function sheet(...rows: SheetRow[]): Sheet {
  const area = { id: 'a', name: 'Khu phố 1', unitCode: '25813', unit: 'Phường Bến Cát' };
  return {
    area,
    season: { id: SEASON, name: 'mùa thử', year: 2026, trial: true, phase: 'open' },
    trial: true,
    max: 100,
    passMark: 80,
    rows,
    flags: new Map(),
    doubles: new Set(),
    own: new Set(),
  };
}

const HEADS = ['Mã gia đình', 'Mã hộ', 'Chủ hộ', 'Cư trú', 'Đề nghị', 'Lý do', 'Điểm khu phố', 'Nguồn', `Giữ ${SEASON}`];
const read = (...rows: Cell[][]) => readSheet({ ok: [{ name: 'Bảng', rows: [HEADS, ...rows] }] });

function linesOf(...rows: Cell[][]) {
  const result = read(...rows);
  if ('mistakes' in result) throw new Error(JSON.stringify(result.mistakes));
  return result.ok.lines.map(({ spots: _, ...line }) => line);
}

function mistakesOf(...rows: Cell[][]) {
  const result = read(...rows);
  return 'mistakes' in result ? result.mistakes.map(({ code, row: at, column, params }) => ({ code, row: at, column, ...params })) : [];
}

describe('a sheet that went out as a file', () => {
  test('comes back as it was, names that begin like formulas too', async () => {
    const standing = { stage: 'proposed' as const, hand: 'household' as const, sent: false, asked: 0 };
    const rows = [
      row({ headName: '=HYPERLINK("http://x")', houseCode: '012' }),
      row({ code: 'QQQ22222', headName: '', assessmentId: 'x', standing, proposal: 'propose', points: 82, seen: '3.0', source: 'paper' }),
    ];
    const back = readSheet(await readTable(await writeTable([sheetTable(sheet(...rows), say, () => [])])));
    expect(back).toMatchObject({
      ok: {
        season: SEASON,
        lines: [
          { code: 'K7M29QXC', shown: { seen: '0.0', proposal: null, points: null }, proposal: null, points: null, source: 'meeting' },
          { code: 'QQQ22222', shown: { seen: '3.0', proposal: 'propose', points: 82 }, proposal: 'propose', points: 82, source: 'paper' },
        ],
      },
    });
  });
});

describe('what officers write into it', () => {
  test.each([
    ['Đề nghị', 'propose'],
    ['đề nghị'.normalize('NFD'), 'propose'],
    ['x', 'propose'],
    ['✓', 'propose'],
    [1, 'propose'],
    [true, 'propose'],
    ['Chưa', 'notPropose'],
    ['CHƯA', 'notPropose'],
    ['không', 'notPropose'],
    [null, null],
    [' ', null],
  ])('%j is understood', (cell, proposal) => {
    expect(linesOf(['K7M2 9QXC', null, null, null, cell, null, '85', null, '0.0/-/-'])).toMatchObject([
      { code: 'K7M29QXC', proposal, points: 85 },
    ]);
  });

  test('newcomers have no code; a row with nothing but a number is none', () => {
    const lines = linesOf(
      [null, 'a 12', 'Trần Thị Bé', 'Tạm trú', 'Đề nghị', null, 70, 'Phiếu giấy', null],
      [],
      [null, null, null, null, null, null, null, null, null],
    );
    expect(lines).toEqual([
      {
        ...{ code: null, shown: null, houseCode: 'A 12', headName: 'Trần Thị Bé', residence: 'temporary' },
        ...{ proposal: 'propose', reason: '', points: 70, source: 'paper' },
      },
    ]);
  });

  test('mistakes are named all at once, where they are', () => {
    expect(
      mistakesOf(
        ['K7M29QXC', null, null, null, 'có lẽ', null, 'nhiều', 'nghe nói', '0.0/-/-'],
        ['K7M2-9QXC', null, null, null, null, null, null, null, null],
        [null, '012345678901', 'An 2', 'ở trọ', null, null, null, null, null],
        [null, null, null, null, 'Chưa', null, null, null, null],
      ),
    ).toEqual([
      { code: 'proposalUnreadable', row: 2, column: 'E', value: 'có lẽ' },
      { code: 'pointsUnreadable', row: 2, column: 'G', value: 'nhiều' },
      { code: 'sourceUnreadable', row: 2, column: 'H', value: 'nghe nói' },
      { code: 'seenMissing', row: 3, column: 'A' },
      { code: 'householdTwice', row: 3, column: 'A', first: 2 },
      { code: 'codeIsIdNumber', row: 4, column: 'B' },
      { code: 'name', row: 4, column: 'C', value: 'An 2' },
      { code: 'residence', row: 4, column: 'D', value: 'ở trọ' },
      { code: 'whoMissing', row: 5, column: 'A' },
    ]);
  });

  test('a file that is no sheet of ours is told apart', () => {
    expect(readSheet({ ok: [{ name: '', rows: [['Khu phố', 'Thường trú']] }] })).toMatchObject({ mistakes: [{ code: 'noSheet' }] });
    expect(readSheet({ problem: 'broken' })).toMatchObject({ mistakes: [{ code: 'broken' }] });
  });
});
