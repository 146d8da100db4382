/** How the households of a place came to be assessed: by themselves, with a helper, on paper, or by the khu phố meeting. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import { heldSql } from '../review/hand-of.ts';
import { type CountScope, placeSql, placeValues } from './place-sql.ts';
import { seasonsOfWards } from './seasons-of-wards.ts';
import { stationSql } from './station-sql.ts';
import { wardsIn } from './wards-in.ts';

export const sources = ['self', 'assisted', 'paper', 'meeting'] as const;
export type Source = (typeof sources)[number];

export interface SourceCount {
  source: Source;
  /** Begun or further. */
  assessed: number;
  confirmed: number;
  proposed: number;
  recognised: number;
}

export type CountedSources = { outcome: 'counted'; sources: SourceCount[] } | { outcome: 'notFound' };

interface SourcesCounted {
  scope: CountScope;
  /** Only in this ward. */
  unitCode?: string;
  /** Only in this khu phố. */
  areaId?: string;
  /** Ids of seasons by ward, where another than the one that holds now is meant. */
  named?: ReadonlyMap<string, string>;
}

/** Every source, also one that nobody came by. */
export async function countBySource(deps: Deps, { scope, unitCode, areaId, named }: SourcesCounted): Promise<CountedSources> {
  const units = await wardsIn(deps, scope, unitCode);
  if (units.length === 0) return { outcome: 'notFound' };
  const seasons = await seasonsOfWards(
    deps,
    units.map(({ code }) => code),
    named,
  );
  const values = [...placeValues(scope, seasons), TITLE, areaId ?? null];
  const rows = await deps.db.$queryRawUnsafe<SourceCount[]>(countBySourceSql, ...values);
  const none = { assessed: 0, confirmed: 0, proposed: 0, recognised: 0 };
  return { outcome: 'counted', sources: sources.map((source) => rows.find((row) => row.source === source) ?? { source, ...none }) };
}

const further = (['confirmed', 'proposed', 'recognised'] as const).map((name) => [name, stationSql(heldSql('place.closed'))[name]]);

export const countBySourceSql = `
WITH place AS (${placeSql})
SELECT a.source::text, count(*)::int AS assessed,
  ${further.map(([name, sql]) => `(count(*) FILTER (WHERE ${sql}))::int AS ${name}`).join(', ')}
FROM place
JOIN "Assessment" a ON a."areaId" = place.id AND a."seasonId" = place.season AND a.title = $7::text
WHERE NOT EXISTS (SELECT FROM "Household" h WHERE h.id = a."householdId" AND h."mergedIntoId" IS NOT NULL)
  AND ($8::uuid IS NULL OR place.id = $8::uuid)
GROUP BY 1`;
