/** A sheet that comes back from somebody's spreadsheet program. Text in, text out. */
import { fold } from '../flow/fold.ts';
import { tidyName } from '../household/head-name.ts';
import { type Cell, columnName, countOf, type ReadTable, textOf } from '../table/table.ts';
import { findHeadings, type Headings, isAside, type Wanted } from './headings.ts';
import { isHeadName, isIdNumber, readHouseCode } from './house-code.ts';
import { inOrder, type Mistake, type MistakeCode, mistake, type Spot } from './mistake.ts';
import { type Proposal, readShown, type Shown } from './row-seen.ts';

export type SheetColumn = 'code' | 'houseCode' | 'headName' | 'residence' | 'proposal' | 'reason' | 'points' | 'source' | 'seen';

export interface FileLine {
  /** Where its parts stand, for whoever finds something wrong with them later. */
  spots: Record<SheetColumn, Spot>;
  /** Of the household, as it is stored; null: one that was not on the sheet. */
  code: string | null;
  /** Null: a newcomer. */
  shown: Shown | null;
  houseCode: string | null;
  headName: string;
  residence: 'permanent' | 'temporary';
  proposal: Proposal | null;
  reason: string;
  points: number | null;
  source: 'meeting' | 'paper';
}

export interface SheetFile {
  /** `Sheet.season.id` of what was taken away. */
  season: string;
  lines: FileLine[];
}

/** `rest`: what could be read all the same, so that whatever else is wrong is told at once. */
export type ReadSheet = { ok: SheetFile } | { mistakes: Mistake[]; rest?: SheetFile };

const MAX_REASON = 500;

const exactly = (words: string) => (heading: string) => heading === words;
const wanted: readonly Wanted<SheetColumn>[] = [
  { key: 'code', is: exactly('ma gia dinh') },
  { key: 'houseCode', is: (heading) => /^ma (?:so )?(?:ho|nha)$/.test(heading) },
  { key: 'headName', is: (heading) => /^(?:(?:ho va ten|ho ten|ten) )?chu ho$/.test(heading) },
  { key: 'residence', is: exactly('cu tru') },
  { key: 'proposal', is: exactly('de nghi') },
  { key: 'reason', is: (heading) => /^ly do/.test(heading) },
  { key: 'points', is: exactly('diem khu pho') },
  { key: 'source', is: exactly('nguon') },
  { key: 'seen', is: (heading) => /^giu /.test(heading) },
];
const columns = wanted.map(({ key }) => key);
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const YES = new Set(['de nghi', 'x', 'co', '1', 'true', 'dong y']);
const NO = new Set(['chua', 'khong', 'chua de nghi', 'khong de nghi', '0', 'false']);
const TICKS = new Set(['✓', '✔', '☑', '√', '☒']);

/** Every mistake of the file, or what it says. The first tab that is a sheet counts. */
export function readSheet(table: ReadTable): ReadSheet {
  if ('problem' in table) return { mistakes: [mistake(table.problem)] };
  for (const { name, rows } of table.ok) {
    const headings = findHeadings(rows, wanted, ['code', 'proposal', 'seen']);
    if (!headings) continue;
    const season = UUID.exec(textOf(rows[headings.below - 1]?.[headings.columns.seen ?? 0]))?.[0];
    if (season === undefined) continue;
    return readLines({ sheet: name || null, rows, headings, season });
  }
  return { mistakes: [mistake('noSheet')] };
}

interface Found {
  sheet: string | null;
  rows: readonly (readonly Cell[])[];
  headings: Headings<SheetColumn>;
  season: string;
}

function readLines({ sheet, rows, headings, season }: Found): ReadSheet {
  const mistakes: Mistake[] = headings.twice.map(({ index, heading }) =>
    mistake('columnTwice', { sheet, row: headings.below, column: columnName(index) }, { value: heading }),
  );
  const lines: FileLine[] = [];
  const seen = new Map<string, number>();
  rows.slice(headings.below).forEach((cells, at) => {
    const row = headings.below + at + 1;
    const cell = (column: SheetColumn) => cells[headings.columns[column] ?? -1] ?? null;
    const spot = (column: SheetColumn): Spot => {
      const index = headings.columns[column];
      return { sheet, row, column: index === undefined ? null : columnName(index) };
    };
    if (isAside(cells) || columns.every((column) => textOf(cell(column)) === '')) return;
    const line = readLine(cell, (code, column, value) => {
      mistakes.push(mistake(code, spot(column), value === undefined ? {} : { value }));
    });
    const first = line.code === null ? undefined : seen.get(line.code);
    if (first !== undefined) mistakes.push(mistake('householdTwice', spot('code'), { first }));
    if (line.code !== null) seen.set(line.code, row);
    lines.push({ ...line, spots: Object.fromEntries(columns.map((column) => [column, spot(column)])) as FileLine['spots'] });
  });
  return mistakes.length > 0 ? { mistakes: inOrder(mistakes), rest: { season, lines } } : { ok: { season, lines } };
}

type Complain = (code: MistakeCode, column: SheetColumn, value?: string) => void;

function readLine(cell: (column: SheetColumn) => Cell, complain: Complain): Omit<FileLine, 'spots'> {
  const text = (column: SheetColumn) => textOf(cell(column));
  const code =
    text('code')
      .toUpperCase()
      .replaceAll(/[\s.-]/g, '') || null;
  const shown = readShown(text('seen'));
  if (code !== null && shown === null) complain('seenMissing', 'code');
  const newcomer = code === null ? readNewcomer(cell, complain) : { houseCode: null, headName: '', residence: 'permanent' as const };
  return {
    code,
    shown: code === null ? null : shown,
    ...newcomer,
    // What cannot be read is left as it was shown: of the rest of its line more may be wrong.
    proposal: readProposal(text('proposal'), complain, shown?.proposal ?? null),
    reason: text('reason').slice(0, MAX_REASON),
    points: readPoints(cell('points'), complain, shown?.points ?? null),
    source: readSource(text('source'), complain),
  };
}

function readNewcomer(cell: (column: SheetColumn) => Cell, complain: Complain) {
  const text = (column: SheetColumn) => textOf(cell(column));
  const [code, name] = [text('houseCode'), text('headName')];
  const houseCode = code === '' ? null : readHouseCode(code);
  if (code === '' && name === '') complain('whoMissing', 'code');
  if (cell('houseCode') instanceof Date) complain('codeIsDate', 'houseCode', code);
  else if (isIdNumber(code)) complain('codeIsIdNumber', 'houseCode');
  else if (code !== '' && houseCode === null) complain('codeUnreadable', 'houseCode', code);
  if (name !== '' && !isHeadName(name)) complain('name', 'headName', name);
  const residence = fold(text('residence'));
  if (!['', 'thuong tru', 'tam tru'].includes(residence)) complain('residence', 'residence', text('residence'));
  return { houseCode, headName: tidyName(name), residence: residence === 'tam tru' ? ('temporary' as const) : ('permanent' as const) };
}

function readProposal(text: string, complain: Complain, shown: Proposal | null): Proposal | null {
  if (text === '') return null;
  if (TICKS.has(text) || YES.has(fold(text))) return 'propose';
  if (NO.has(fold(text))) return 'notPropose';
  complain('proposalUnreadable', 'proposal', text);
  return shown;
}

function readPoints(cell: Cell, complain: Complain, shown: number | null): number | null {
  const points = countOf(cell);
  if (!Number.isNaN(points)) return points;
  complain('pointsUnreadable', 'points', textOf(cell));
  return shown;
}

function readSource(text: string, complain: Complain): FileLine['source'] {
  const word = fold(text);
  if (word !== '' && word !== 'hop khu pho' && word !== 'phieu giay') complain('sourceUnreadable', 'source', text);
  return word === 'phieu giay' ? 'paper' : 'meeting';
}
