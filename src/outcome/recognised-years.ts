/** In which years decisions recognised a household: counted from what they say, and from nothing else. */
import type { RawDeps } from '../deps.ts';

export interface RecognisedYears {
  /** The newest first. */
  years: number[];
  /** How many of them come one after another, up to the newest. */
  inARow: number;
}

export async function recognisedYears({ db }: Pick<RawDeps, 'db'>, householdId: string): Promise<RecognisedYears> {
  const rows = await db.$queryRawUnsafe<{ year: number }[]>(yearsSql, householdId);
  const years = rows.map(({ year }) => year);
  const [newest = 0] = years;
  const broken = years.findIndex((year, index) => year !== newest - index);
  return { years, inARow: broken === -1 ? years.length : broken };
}

/** What the decisions of each year say of a household, the newest of a year: one that was put right is not counted. @param household SQL */
export function decidedYearsSql(household: string): string {
  return `SELECT DISTINCT ON (season.year) season.year, l.outcome::text FROM "DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId"
  JOIN "Season" season ON season.id = d."seasonId" AND NOT season.trial
  WHERE l."householdId" = ${household} AND d.state = 'issued' AND l."left" IS NULL ORDER BY season.year DESC, d."issuedAt" DESC, l.id DESC`;
}

const yearsSql = `
SELECT held.year FROM (${decidedYearsSql('$1::uuid')}) held
WHERE held.outcome = 'recognised' ORDER BY held.year DESC`;
