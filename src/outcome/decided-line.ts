/** What decisions say of a household: of those of one season and title the newest that was issued holds. */
import type { Deps } from '../deps.ts';

export interface DecidedLine {
  outcome: 'recognised' | 'notRecognised';
  /** As the list names it; empty: it was not named. */
  head: string;
  /** Of the household, then. */
  code: string;
  area: string;
  unitCode: string;
  unit: string;
  year: number;
  /** `date` is a local date. */
  decision: { number: string; date: string };
  /** Of a correction. */
  reason: string | null;
  lookup: string;
  /** Null: it was erased. */
  householdId: string | null;
}

/** Of the newest season in which something was decided. Null: nothing was. */
export async function decidedOf({ db }: Pick<Deps, 'db'>, householdId: string): Promise<DecidedLine | null> {
  const [row] = await db.$queryRawUnsafe<Row[]>(ofHouseholdSql, householdId);
  return row ? lineFrom(row) : null;
}

/** The same of many, by household; of whom nothing was decided is not there. */
export async function decidedAmong({ db }: Pick<Deps, 'db'>, householdIds: readonly string[]): Promise<Map<string, DecidedLine>> {
  if (householdIds.length === 0) return new Map();
  const rows = await db.$queryRawUnsafe<Row[]>(amongSql, householdIds);
  return new Map(rows.flatMap((row) => (row.householdId === null ? [] : [[row.householdId, lineFrom(row)]])));
}

/**
 * What holds now where this line stood: the line itself, or one that came later. Null: there is no such line, or it never took
 * effect.
 * @param lookup normalised (readCode)
 */
export async function decidedAt({ db }: Pick<Deps, 'db'>, lookup: string): Promise<DecidedLine | null> {
  const [row] = await db.$queryRawUnsafe<Row[]>(byLookupSql, lookup);
  return row ? lineFrom(row) : null;
}

type Row = Omit<DecidedLine, 'decision'> & { number: string; date: string };

function lineFrom({ number, date, ...line }: Row): DecidedLine {
  return { ...line, decision: { number, date } };
}

const lineOf = (which: string) => `
SELECT ${which} l.outcome::text, l.head, l.code, l.area, d."unitCode", unit.name AS unit, season.year, d.number, d.date::text, l.reason, l.lookup,
  l."householdId"
FROM "DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId"
JOIN "Season" season ON season.id = d."seasonId" JOIN "Unit" unit ON unit.code = d."unitCode"
WHERE d.state = 'issued' AND l."left" IS NULL`;
const lineSql = lineOf('');

const ofHouseholdSql = `${lineSql} AND l."householdId" = $1::uuid ORDER BY season.year DESC, d."issuedAt" DESC, l.id DESC LIMIT 1`;

const amongSql = `${lineOf('DISTINCT ON (l."householdId")')} AND l."householdId" = ANY($1::uuid[])
ORDER BY l."householdId", season.year DESC, d."issuedAt" DESC, l.id DESC`;

/** By the household's own code, which was never another's: once it is erased, there is no id any more. */
const byLookupSql = `${lineSql}
  AND (l.code, d."seasonId", d.title) IN (
    SELECT asked.code, its."seasonId", its.title FROM "DecisionLine" asked JOIN "Decision" its ON its.id = asked."decisionId"
    WHERE asked.lookup = $1 AND asked."left" IS NULL AND its.state = 'issued')
ORDER BY d."issuedAt" DESC, l.id DESC LIMIT 1`;
