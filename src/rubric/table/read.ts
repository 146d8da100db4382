/** From the cells of a table to a rubric that adds up, or to every mistake at once, each with its cell. */
import type { Path } from '../../yaml/read-yaml.ts';
import { checkRubric, eachIndicator, type Problem } from '../check.ts';
import { type Criterion, type Indicator, type Level, type Rubric, rubric as rubricSchema, type Words } from '../definition.ts';
import {
  ASKS_NOTHING,
  answerers,
  conditionFromOfficers,
  DISQUALIFIERS,
  disqualifierColumns,
  evidenceKinds,
  folded,
  GENERAL,
  generalColumns,
  generalRows,
  kinds,
  NO,
  type Place,
  rules,
  type Sheet,
  statuses,
  TABLE,
  type TableColumn,
  tableColumns,
  titles,
  YES,
} from './format.ts';
import type { TableProblem } from './problem.ts';
import { noRow, type RowReader, readSheet } from './sheet-reader.ts';

export type ReadTable = { ok: true; rubric: Rubric; placeOf(path: Path): Place } | { ok: false; problems: TableProblem[] };

/** The rubric that a table says it was made from; null: none, or it cannot be read. */
export function baseOf(sheets: readonly Sheet[]): { id: string; version: number } | null {
  const general = readSheet(sheets, GENERAL, generalColumns, []);
  const row = general?.rows.find((one) => folded(one.text('label')) === folded(generalRows.base));
  const [, id, version] = /^([a-z0-9-]+) v(\d{1,6})$/.exec(row?.text('value') ?? '') ?? [];
  return id === undefined ? null : { id, version: Number(version) };
}

export interface TableOptions {
  /** Ids of indicators (`A1`) and of levels (`A1.full`) that lines without one are not given. */
  taken?: ReadonlySet<string>;
  /** Whatever a household reads has to be there: no file of `locales/` words it. */
  needsWords?: boolean;
}

export function readTable(sheets: readonly Sheet[], { taken = new Set<string>(), needsWords = false }: TableOptions = {}): ReadTable {
  const problems: TableProblem[] = [];
  const places = new Map<string, Place>();
  const mark = (path: Path, place: Place) => void places.set(path.join('.'), place);
  const placeOf = (path: Path): Place => {
    for (let length = path.length; length > 0; length -= 1) {
      const place = places.get(path.slice(0, length).join('.'));
      if (place) return place;
    }
    return { sheet: TABLE, cell: 'A1' };
  };

  const general = readGeneral(sheets, problems, mark);
  const table = readCriteria(sheets, problems, mark, taken);
  const disqualifiers = readDisqualifiers(sheets, problems, mark);
  if (!general || !table || !disqualifiers) return { ok: false, problems };

  const { criteria, groups, unsure } = table;
  const made = { ...general.rubric, criteria, disqualifiers: disqualifiers.lines } as Rubric;
  const lacking = { [GENERAL]: general.lacks, [TABLE]: table.lacks, [DISQUALIFIERS]: disqualifiers.lacks };
  if (groups === 0 && !table.lacks.has('kind')) problems.push({ sheet: TABLE, cell: 'A2', code: 'noCriteria' });
  const checked = checkRubric(made).filter((problem) => isKnown(problem, unsure));
  const follow = checked.map(({ path, ...rest }) => ({ ...placeOf(path), ...rest }) as TableProblem);
  if (needsWords) follow.push(...missingWords(made, placeOf));
  problems.push(...follow.filter((problem) => !isOfLacking(problem, lacking)));
  if (problems.length > 0) return { ok: false, problems: inOrder(problems) };
  const parsed = rubricSchema.safeParse(made);
  if (parsed.success) return { ok: true, rubric: parsed.data, placeOf };
  // What cells can hold was checked one by one: whatever the schema refuses besides is named at its place all the same.
  const refused = parsed.error.issues.map(
    ({ path, message }): TableProblem => ({ ...placeOf(path), code: 'notOneOf', value: path.map(String).join('.'), words: message }),
  );
  return { ok: false, problems: inOrder(refused) };
}

/** What others answer is only named. */
function missingWords(rubric: Rubric, placeOf: (path: Path) => Place): TableProblem[] {
  return eachIndicator(rubric).flatMap(({ indicator, path }) => {
    const { words, evidence, levels, answeredBy } = indicator;
    const lacking = (has: unknown, of: Path, what: string): TableProblem[] =>
      has ? [] : [{ ...placeOf([...path, ...of]), code: 'missing', what }];
    const name = lacking(words?.name, ['words', 'name'], tableColumns.name);
    if (answeredBy !== 'household') return name;
    return [
      ...name,
      ...lacking(words?.ask, ['words', 'ask'], tableColumns.ask),
      ...lacking(words?.explain, ['words', 'explain'], tableColumns.explain),
      ...lacking(!evidence || words?.evidence, ['words', 'hint'], tableColumns.hint),
      ...levels.flatMap(({ label }, index) => lacking(label, ['levels', index, 'label'], tableColumns.wording)),
    ];
  });
}

/** What may be otherwise once a row is put right: everything that is counted over it, and nothing else. */
interface Unsure {
  /** A row could not be placed: it may be of any kind. */
  some: boolean;
  /** Paths of the criteria and indicators that it may belong to. */
  paths: ReadonlySet<string>;
}

/** So much of a path leads to an indicator: `criteria.0.indicators.1`. */
const OF_INDICATOR = 4;

/** Of what could not be read nothing follows: no sum of it is wrong. */
function isKnown(problem: Problem, unsure: Unsure): boolean {
  if (Object.values(problem).some((value) => typeof value === 'number' && !Number.isFinite(value))) return false;
  switch (problem.code) {
    case 'totalSum':
    case 'nobodyAsked':
      return !unsure.some;
    case 'criterionSum':
      return !unsure.paths.has(problem.path.slice(0, -1).join('.'));
    case 'bestLevel':
      return !unsure.paths.has(problem.path.slice(0, OF_INDICATOR).join('.'));
    default:
      return true;
  }
}

/** What only follows from a heading or a row that is not there, and is noted. */
function isOfLacking(problem: TableProblem, lacking: Readonly<Record<string, ReadonlySet<string>>>): boolean {
  const lacks = lacking[problem.sheet];
  if (!lacks || lacks.size === 0) return false;
  return problem.cell === 'A1' || (problem.code === 'noSource' && lacks.has('source'));
}

type Mark = (path: Path, place: Place) => void;
type TableRow = RowReader<TableColumn>;

interface General {
  rubric: Omit<Rubric, 'criteria' | 'disqualifiers'>;
  lacks: ReadonlySet<string>;
}

function readGeneral(sheets: readonly Sheet[], problems: TableProblem[], mark: Mark): General | null {
  const sheet = readSheet(sheets, GENERAL, generalColumns, problems);
  if (!sheet) return null;
  const found = new Map(sheet.rows.map((row) => [folded(row.text('label')), row]));
  type Rows = Record<keyof typeof generalRows, RowReader<keyof typeof generalColumns>>;
  const columns = Object.keys(generalColumns) as (keyof typeof generalColumns)[];
  const rows = Object.fromEntries(
    Object.entries(generalRows).map(([name, label]) => [name, found.get(folded(label)) ?? noRow(GENERAL, columns)]),
  ) as Rows;
  const lacking = sheet.lacks.has('label') ? [] : Object.values(generalRows).filter((label) => !found.has(folded(label)));
  for (const label of lacking) problems.push({ sheet: GENERAL, cell: 'A1', code: 'noRow', label });
  const { base, id, title, version, name, document, issued, period, note, status, total, normal, difficult, floor, rule } = rows;
  for (const [path, row] of Object.entries({ id, title, version, name, total, passMark: normal, floor, notApplicable: rule })) {
    mark([path], row.place('value'));
    mark([path, 'status'], row.place('status'));
  }
  const basedOn = base.text('value');
  if (basedOn !== '' && baseOf(sheets) === null) base.note('value', { code: 'badBase', value: basedOn });
  const rubricId = id.required('value', 60);
  if (rubricId !== '' && !/^[a-z0-9-]+$/.test(rubricId)) id.note('value', { code: 'badRubricId', value: rubricId });
  const number = version.requiredNumber('value', 'more');
  if (!Number.isNaN(number) && !Number.isInteger(number)) version.note('value', { code: 'notANumber', value: String(number) });
  const least = floor.number('value');
  const provenance = (row: typeof normal) => ({
    status: row.requiredOneOf('status', statuses, 'sample'),
    source: row.lines('source'),
  });
  const remark = note.text('value');
  const rubric: General['rubric'] = {
    id: rubricId,
    title: title.requiredOneOf('value', titles, 'giaDinh'),
    version: number,
    name: name.required('value', 120),
    basis: {
      document: document.required('value'),
      issued: dateIn(issued),
      period: period.text('value') || null,
      ...(remark !== '' && { note: remark }),
    },
    status: status.requiredOneOf('value', statuses, 'sample'),
    total: total.requiredNumber('value', 'more'),
    passMark: {
      normal: normal.requiredNumber('value', 'zero'),
      difficult: difficult.requiredNumber('value', 'zero'),
      ...provenance(normal),
    },
    floor: floor.text('value') === '' ? null : { points: least ?? Number.NaN, ...provenance(floor) },
    notApplicable: { rule: rule.requiredOneOf('value', rules, 'rescale'), ...provenance(rule) },
  };
  return { rubric, lacks: new Set<string>([...sheet.lacks, ...lacking]) };
}

/** As a day of ISO; null: none. */
function dateIn(row: RowReader<keyof typeof generalColumns>): string | null {
  const text = row.text('value');
  if (text === '') return null;
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  const iso = year === undefined ? text : `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  if (isDay(iso)) return iso;
  row.note('value', { code: 'badDate', value: text });
  return null;
}

export function isDay(iso: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return false;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso);
}

interface ReadCriteria {
  criteria: Criterion[];
  groups: number;
  unsure: Unsure;
  lacks: ReadonlySet<TableColumn>;
}

function readCriteria(sheets: readonly Sheet[], problems: TableProblem[], mark: Mark, taken: ReadonlySet<string>): ReadCriteria | null {
  const sheet = readSheet(sheets, TABLE, tableColumns, problems);
  if (!sheet) return null;
  const give = idGiver(sheet.rows, taken);
  const { groups, unsure } = grouped(sheet.rows);
  const criteria = groups.map(({ row, indicators }, c) => {
    const path = ['criteria', c];
    const criterion = criterionIn(row, path, mark, give);
    if (indicators.length === 0) row.note('kind', { code: 'noIndicators' });
    return { ...criterion, indicators: indicators.map((one, i) => indicatorOf(one, [...path, 'indicators', i], mark, give, criterion.id)) };
  });
  return { criteria, groups: groups.length, unsure, lacks: sheet.lacks };
}

interface IndicatorRows {
  row: TableRow;
  levels: TableRow[];
}

/** Which indicator belongs to which criterion, and which level to which indicator: to the one above it. */
function grouped(rows: readonly TableRow[]): { groups: { row: TableRow; indicators: IndicatorRows[] }[]; unsure: Unsure } {
  const groups: { row: TableRow; indicators: IndicatorRows[] }[] = [];
  const paths = new Set<string>();
  let some = false;
  for (const row of rows) {
    row.required('kind');
    const kind = row.oneOf('kind', kinds);
    const group = groups.at(-1);
    const indicator = group?.indicators.at(-1);
    if (kind === 'criterion') groups.push({ row, indicators: [] });
    else if (kind === 'indicator' && group) group.indicators.push({ row, levels: [] });
    else if (kind === 'level' && indicator) indicator.levels.push(row);
    else {
      some = true;
      if (group) paths.add(`criteria.${groups.length - 1}`);
      if (group && indicator) paths.add(`criteria.${groups.length - 1}.indicators.${group.indicators.length - 1}`);
      if (kind !== null) row.note('kind', { code: kind === 'level' ? 'notInIndicator' : 'notInCriterion' });
    }
  }
  return { groups, unsure: { some, paths } };
}

function indicatorOf({ row, levels }: IndicatorRows, path: Path, mark: Mark, give: Give, criterion: string): Indicator {
  const indicator = indicatorIn(row, path, mark, give, criterion);
  if (levels.length < 2) row.note('kind', { code: 'fewLevels' });
  return { ...indicator, levels: levels.map((one, index) => levelIn(one, [...path, 'levels', index], mark, give, indicator.id)) };
}

function criterionIn(row: TableRow, path: Path, mark: Mark, give: Give): Criterion {
  mark(path, row.place('kind'));
  for (const column of ['id', 'points', 'status', 'appliesWhen'] as const) mark([...path, column], row.place(column));
  return {
    id: idIn(row, give.criterion),
    name: row.required('wording'),
    points: row.requiredNumber('points', 'more'),
    status: row.requiredOneOf('status', statuses, 'sample'),
    source: row.lines('source'),
    ...conditionIn(row),
    indicators: [],
  };
}

function indicatorIn(row: TableRow, path: Path, mark: Mark, give: Give, criterion: string): Indicator {
  mark(path, row.place('points'));
  for (const column of ['id', 'points', 'status', 'appliesWhen', 'evidence', 'levelsStatus'] as const)
    mark([...path, column], row.place(column));
  mark([...path, 'levels'], row.place('points'));
  for (const column of ['name', 'ask', 'explain', 'hint'] as const) mark([...path, 'words', column], row.place(column));
  const accepts = evidenceIn(row);
  const words = wordsIn(row);
  return {
    id: idIn(row, () => give.indicator(criterion)),
    points: row.requiredNumber('points', 'more'),
    wording: row.required('wording'),
    status: row.requiredOneOf('status', statuses, 'sample'),
    source: row.lines('source'),
    answeredBy: row.requiredOneOf('answeredBy', answerers, 'household'),
    ...conditionIn(row),
    mayNotApply: row.oneOf('mayNotApply', { yes: YES, no: NO }) === 'yes',
    levels: [],
    levelsStatus: row.requiredOneOf('levelsStatus', statuses, 'sample'),
    ...(accepts.length > 0 && { evidence: { accepts } }),
    ...(row.oneOf('trainings', { yes: YES, no: NO }) === 'yes' && { trainings: true }),
    ...(words && { words }),
  };
}

function levelIn(row: TableRow, path: Path, mark: Mark, give: Give, indicator: string): Level {
  mark(path, row.place('id'));
  mark([...path, 'id'], row.place('id'));
  mark([...path, 'points'], row.place('points'));
  mark([...path, 'label'], row.place('wording'));
  const label = saidIn(row, 'wording', 'nameEn', 80);
  const [vi, en] = [row.list('also'), row.list('alsoEn')];
  if (vi.length === 0 && en.length > 0) row.note('also', { code: 'onlyEnglish', what: tableColumns.also });
  const written = row.text('id');
  const isId = /^[a-z0-9-]{1,12}$/.test(written);
  if (written !== '' && !isId) row.note('id', { code: 'badLevelId', value: written });
  return {
    id: written === '' ? give.level(indicator) : written,
    points: row.requiredNumber('points', 'zero'),
    ...(label && { label }),
    ...(vi.length > 0 && { also: { vi, ...(en.length > 0 && { en }) } }),
    asksEvidence: row.oneOf('evidence', { nothing: ASKS_NOTHING }) !== 'nothing',
  };
}

function idIn(row: TableRow, give: () => string): string {
  const written = row.text('id');
  if (written === '') return give();
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$/.test(written)) row.note('id', { code: 'badId', value: written });
  return written;
}

function conditionIn(row: TableRow): { appliesWhen?: string } {
  const condition = row.text('appliesWhen');
  return condition === '' ? {} : { appliesWhen: conditionFromOfficers(condition) };
}

function evidenceIn(row: TableRow): (keyof typeof evidenceKinds)[] {
  const names = Object.keys(evidenceKinds) as (keyof typeof evidenceKinds)[];
  return row.list('evidence').flatMap((word) => {
    const kind = names.find((name) => folded(evidenceKinds[name]) === folded(word));
    if (kind === undefined) row.note('evidence', { code: 'notOneOf', value: word, words: Object.values(evidenceKinds).join(', ') });
    return kind ?? [];
  });
}

function wordsIn(row: TableRow): Indicator['words'] {
  const name = saidIn(row, 'name', 'nameEn', 60);
  const ask = saidIn(row, 'ask', 'askEn', 300);
  const explain = saidIn(row, 'explain', 'explainEn', 600);
  const evidence = saidIn(row, 'hint', 'hintEn', 400);
  if (!name && !ask && !explain && !evidence) return undefined;
  return { ...(name && { name }), ...(ask && { ask }), ...(explain && { explain }), ...(evidence && { evidence }) };
}

function saidIn(row: TableRow, column: TableColumn, english: TableColumn, most: number): Words | null {
  const vi = row.text(column, most);
  const en = row.text(english, most);
  if (vi === '' && en !== '') row.note(column, { code: 'onlyEnglish', what: tableColumns[column] });
  return vi === '' ? null : { vi, ...(en !== '' && { en }) };
}

interface Give {
  criterion(): string;
  indicator(criterion: string): string;
  level(indicator: string): string;
}

/** Ids for lines that have none: free ones, in the table and among those that are taken. */
function idGiver(rows: readonly TableRow[], taken: ReadonlySet<string>): Give {
  const used = new Set([...taken, ...rows.map((row) => row.text('id'))]);
  const next = (start: string, key = (id: string) => id) => {
    for (let number = 1; ; number += 1) {
      const id = `${start}${number}`;
      if (used.has(key(id)) || used.has(id)) continue;
      used.add(key(id));
      return id;
    }
  };
  return {
    criterion: () => next('T'),
    indicator: (criterion) => next(`${criterion.slice(0, 10)}.`),
    level: (indicator) => next('m', (id) => `${indicator}.${id}`),
  };
}

function readDisqualifiers(
  sheets: readonly Sheet[],
  problems: TableProblem[],
  mark: Mark,
): { lines: Rubric['disqualifiers']; lacks: ReadonlySet<string> } | null {
  const sheet = readSheet(sheets, DISQUALIFIERS, disqualifierColumns, problems);
  if (!sheet) return null;
  const lines = sheet.rows.map((row, index) => {
    const path = ['disqualifiers', index];
    mark(path, row.place('id'));
    mark([...path, 'status'], row.place('status'));
    const id = row.required('id');
    if (id !== '' && !/^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$/.test(id)) row.note('id', { code: 'badId', value: id });
    return {
      id,
      wording: row.required('wording'),
      status: row.requiredOneOf('status', statuses, 'sample'),
      source: row.lines('source'),
    };
  });
  return { lines, lacks: sheet.lacks };
}

/** By sheet and row, as somebody goes through them. */
function inOrder(problems: readonly TableProblem[]): TableProblem[] {
  const sheets = [TABLE, GENERAL, DISQUALIFIERS];
  const key = ({ sheet, cell }: TableProblem): [number, number, string] => {
    const [, letters = '', digits = '0'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    return [sheets.indexOf(sheet), Number(digits), letters.padStart(3)];
  };
  return [...problems].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x[0] - y[0] || x[1] - y[1] || (x[2] < y[2] ? -1 : x[2] > y[2] ? 1 : 0);
  });
}
