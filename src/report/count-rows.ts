/** One row a khu phố: what its households have done in a season, counted now or as it was written down. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { RawDeps } from '../deps.ts';
import { heldSql, sentSql } from '../review/hand-of.ts';
import { type AreaNumbers, type Numbers, stations } from './numbers.ts';
import { type CountScope, placeSql, placeValues, type SeasonAt } from './place-sql.ts';
import { stationSql } from './station-sql.ts';

interface Row extends Numbers {
  areaId: string;
  unitCode: string;
  name: string;
  kind: string;
  permanent: number | null;
  temporary: number | null;
}

interface Wanted {
  scope: CountScope;
  /** One a ward. */
  seasons: readonly SeasonAt[];
}

/** Also khu phố of which nobody has registered. */
export async function countRows(deps: Pick<RawDeps, 'db'>, { scope, seasons }: Wanted): Promise<AreaNumbers[]> {
  const rows = await deps.db.$queryRawUnsafe<Row[]>(countRowsSql, ...placeValues(scope, seasons), TITLE);
  return rows.map(areaNumbers);
}

/** What freeze-counts.ts wrote down; only khu phố of which it did. */
export async function frozenRows(deps: Pick<RawDeps, 'db'>, { scope, seasons }: Wanted): Promise<AreaNumbers[]> {
  const rows = await deps.db.$queryRawUnsafe<Row[]>(frozenRowsSql, ...placeValues(scope, seasons), TITLE);
  return rows.map(areaNumbers);
}

function areaNumbers({ areaId, unitCode, name, kind, permanent, temporary, ...row }: Row): AreaNumbers {
  const numbers = Object.fromEntries(stations.map((station) => [station, row[station]])) as Numbers;
  return { areaId, unitCode, name, placed: kind !== 'unplaced', permanent, temporary, numbers };
}

const past = Object.entries(stationSql('a.held', 'a.sent'));

const hereSql = `place JOIN "Assessment" a ON a."areaId" = place.id AND a."seasonId" = place.season AND a.title = $7::text`;

/**
 * `$7`: the title. An assessment stays in the khu phố that it was begun in; who has none this season is counted where they live, once
 * somebody of the family is with us. A household that was found to be another's double is not counted beside it.
 */
export const countRowsSql = `
WITH place AS (${placeSql}), assessed AS (
  SELECT a."areaId", sum(a.households) AS registered, ${past.map(([name, sql]) => `sum(a.households) FILTER (WHERE ${sql}) AS ${name}`).join(', ')}
  FROM (
    SELECT a."areaId", a.source, a.stage, ${heldSql('place.closed')} AS held, ${sentSql} AS sent, count(*) AS households
    FROM ${hereSql}
    WHERE NOT EXISTS (SELECT FROM "Household" h WHERE h.id = a."householdId" AND h."mergedIntoId" IS NOT NULL)
    GROUP BY 1, 2, 3, 4, 5
  ) AS a
  GROUP BY 1
), joined AS (
  -- Most are known by what is at hand; only the others are asked for one by one: they may have begun where they lived before.
  SELECT h."areaId", count(*) AS registered
  FROM place JOIN "Household" h ON h."areaId" = place.id
  WHERE h."mergedIntoId" IS NULL AND h.id NOT IN (SELECT a."householdId" FROM ${hereSql})
    AND EXISTS (SELECT FROM "Membership" m WHERE m."householdId" = h.id AND m."to" IS NULL)
    AND NOT EXISTS (SELECT FROM "Assessment" a WHERE a."householdId" = h.id AND a.title = $7::text AND a."seasonId" = place.season)
  GROUP BY 1
)
SELECT place.id AS "areaId", place."unitCode", place.name, place.kind::text, place.season AS "seasonId",
  place."householdsPermanent" AS permanent, place."householdsTemporary" AS temporary,
  (COALESCE(assessed.registered, 0) + COALESCE(joined.registered, 0))::int AS registered,
  ${past.map(([name]) => `COALESCE(assessed.${name}, 0)::int AS ${name}`).join(', ')}
FROM place LEFT JOIN assessed ON assessed."areaId" = place.id LEFT JOIN joined ON joined."areaId" = place.id`;

const frozenRowsSql = `
WITH place AS (${placeSql})
SELECT place.id AS "areaId", place."unitCode", place.name, place.kind::text, c."householdsPermanent" AS permanent,
  c."householdsTemporary" AS temporary, ${stations.map((name) => `c.${name}`).join(', ')}
FROM place JOIN "AreaCount" c ON c."areaId" = place.id AND c."seasonId" = place.season AND c.title = $7::text`;
