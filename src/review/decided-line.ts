/** What decisions say of a household: the newest that was issued holds, for each season and title. */
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
  title: string;
  /** Of the decision that holds; `date` is a local date. */
  decision: { number: string; date: string };
  /** Of a correction. */
  reason: string | null;
  lookup: string;
  /** Null: it was erased. */
  householdId: string | null;
}

/** The line of the newest season in which something was decided of this household. Null: nothing was. */
export async function decidedOf({ db }: Pick<Deps, 'db'>, householdId: string): Promise<DecidedLine | null> {
  const [row] = await db.$queryRawUnsafe<Row[]>(ofHouseholdSql, householdId);
  return row ? lineFrom(row) : null;
}

/**
 * The line that holds where the line behind `lookup` stood: that one, or one that came later. Null: there is no such code, or its
 * decision never took effect.
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

const columns = `
SELECT l.outcome::text, l.head, l.code, l.area, d."unitCode", unit.name AS unit, season.year, d.title, d.number, d.date::text,
  l.reason, l.lookup, l."householdId"`;

/** Lines that took effect. */
const issuedSql = `
"DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId" AND d.state = 'issued' AND l."left" IS NULL
JOIN "Season" season ON season.id = d."seasonId" JOIN "Unit" unit ON unit.code = d."unitCode"`;

/** $1 household. */
const ofHouseholdSql = `${columns}
FROM ${issuedSql} WHERE l."householdId" = $1::uuid ORDER BY season.year DESC, d."issuedAt" DESC, l.id DESC LIMIT 1`;

/** $1 code. An erased household has no id any more; its own code was never another's. */
const byLookupSql = `${columns}
FROM "DecisionLine" asked JOIN "Decision" said ON said.id = asked."decisionId" AND said.state = 'issued' AND asked."left" IS NULL
CROSS JOIN ${issuedSql} = asked.code AND d."seasonId" = said."seasonId" AND d.title = said.title
WHERE asked.lookup = $1 ORDER BY d."issuedAt" DESC, l.id DESC LIMIT 1`;
