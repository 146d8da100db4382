import { contentHash } from '../canonical.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locale/locale.ts';
import type { Scope } from '../officer/scope.ts';
import type { Rubric } from '../rubric/definition.ts';
import { idsOf, renewIds } from '../rubric/renew.ts';
import { GENERAL, generalColumns, generalRows } from '../rubric/table/format.ts';
import { readSheet } from '../rubric/table/sheet-reader.ts';
import { baseOf, type Cell, readTable, type Sheet, type TableProblem } from '../rubric/table/table.ts';
import { plainText } from '../table/table.ts';
import { isShipped } from './own-id.ts';
import { inWords, type StoredRubric, storedRubrics } from './stored-rubrics.ts';

export type TakenTable =
  | { outcome: 'stored'; versionId: string; rubric: Rubric }
  /** The newest version of this rubric says the same already. */
  | { outcome: 'same'; versionId: string; rubric: Rubric }
  /** Nothing was stored. */
  | { outcome: 'mistakes'; problems: TableProblem[] }
  | { outcome: 'notFound' };

export interface TakeOptions {
  scope: Pick<Scope, 'officerId' | 'city'>;
  /** As `src/table/read-table.ts` gives them. */
  sheets: readonly Sheet[];
  locale: Locale;
}

/**
 * A table that an officer of the city hands in becomes the next version of its rubric. It judges nobody yet: see
 * `tryRubric` and `putRubricInForce`. Whatever a household would be asked anew has other ids than before.
 */
export async function takeRubricTable(deps: Deps, { scope, sheets: given, locale }: TakeOptions): Promise<TakenTable> {
  if (!scope.city) return { outcome: 'notFound' };
  const sheets = given.map(({ name, rows }) => ({ name, rows: rows.map((row) => row.map(unmarked)) }));
  const stored = (await storedRubrics(deps)).map((one) => ({ ...one, rubric: inWords(one.rubric, locale) }));
  const taken = new Set(stored.flatMap(({ rubric }) => idsOf(rubric)));
  const read = readTable(sheets, { taken, needsWords: true });
  const ofIds = await problemsOfIds(sheets, stored);
  if (!read.ok || ofIds.length > 0) return { outcome: 'mistakes', problems: [...(read.ok ? [] : read.problems), ...ofIds] };

  const rubric = renewIds(read.rubric, earlierOf(sheets, stored), taken);
  await lockRubric(deps, rubric.id);
  const newest = stored.find((one) => one.rubric.id === rubric.id);
  if (newest && contentHash({ ...rubric, version: newest.rubric.version }) === contentHash(newest.rubric)) {
    return { outcome: 'same', versionId: newest.versionId, rubric: newest.rubric };
  }
  return store(deps, scope.officerId, rubric);
}

/** The mark by which a cell was kept from becoming a formula. */
function unmarked(cell: Cell): Cell {
  return typeof cell === 'string' ? plainText(cell) : cell;
}

/** Two that come at once get two numbers. */
async function lockRubric({ db }: Deps, rubricId: string): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`rubric ${rubricId}`}, 0))`;
}

async function store(deps: Deps, officerId: string, read: Rubric): Promise<TakenTable> {
  const last = await deps.db.rubricVersion.aggregate({ where: { rubricId: read.id }, _max: { version: true } });
  const rubric = { ...read, version: (last._max.version ?? 0) + 1 };
  const { id: rubricId, version, title } = rubric;
  const versionId = deps.ids.next();
  const createdAt = deps.clock.now();
  const sha256 = contentHash(rubric);
  await deps.db.rubricVersion.create({ data: { id: versionId, rubricId, version, title, sha256, body: rubric, createdAt } });
  const detail = { rubric: rubricId, version };
  await audit(deps, { actor: `officer:${officerId}`, action: 'rubric.import', subject: `rubricVersion:${versionId}`, detail });
  return { outcome: 'stored', versionId, rubric };
}

/** The one that the table was made from, then the others, newest first. */
function earlierOf(sheets: readonly Sheet[], stored: readonly StoredRubric[]): Rubric[] {
  const base = baseOf(sheets);
  const rubrics = stored.map(({ rubric }) => rubric);
  const made = rubrics.filter(({ id, version }) => base !== null && id === base.id && version === base.version);
  return [...made, ...rubrics.filter((one) => !made.includes(one))];
}

async function problemsOfIds(sheets: readonly Sheet[], stored: readonly StoredRubric[]): Promise<TableProblem[]> {
  const rows = readSheet(sheets, GENERAL, generalColumns, [])?.rows ?? [];
  const row = (label: string) => rows.find((one) => one.text('label') === label);
  const id = row(generalRows.id);
  const base = baseOf(sheets);
  const problems: TableProblem[] = [];
  const value = id?.text('value') ?? '';
  if (id && (await isShipped(value))) problems.push({ ...id.place('value'), code: 'idOfShipped', value });
  const isKnown = base === null || stored.some(({ rubric }) => rubric.id === base.id && rubric.version === base.version);
  const made = row(generalRows.base);
  if (made && !isKnown) problems.push({ ...made.place('value'), code: 'unknownBase', value: made.text('value') });
  return problems;
}
