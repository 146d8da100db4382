/** How many of those who do the work of the Hội in a ward have learnt to use computers and phones for it: a share that plans ask for. */
import type { Deps } from '../deps.ts';
import type { CountScope } from '../report/place-sql.ts';
import { wardsIn } from '../report/wards-in.ts';

export interface TrainedOfficers {
  /** Who holds a duty of the ward or of one of its khu phố now. */
  officers: number;
  /** Of these: who was at a training marked "tập huấn công nghệ thông tin". */
  trained: number;
}

/** @param unitCode only this ward. Nobody is named; wards that somebody may not look at count as none. */
export async function countTrained(deps: Deps, { scope, unitCode }: { scope: CountScope; unitCode?: string }): Promise<TrainedOfficers> {
  const units = await wardsIn(deps, scope, unitCode);
  const [counted] = await deps.db.$queryRawUnsafe<TrainedOfficers[]>(
    trainedSql,
    units.map(({ code }) => code),
    deps.clock.now(),
  );
  return counted ?? { officers: 0, trained: 0 };
}

/** $1 wards, $2 now. */
const trainedSql = `
SELECT count(*)::int AS officers, (count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM "TrainingSeat" s JOIN "Training" t ON t.id = s."trainingId" AND t.technology
    WHERE s."officerId" = o.id AND s."checkedInAt" IS NOT NULL)))::int AS trained
FROM "Officer" o
WHERE EXISTS (
  SELECT 1 FROM "Grant" g LEFT JOIN "Area" area ON area.id = g."areaId"
  WHERE g."officerId" = o.id AND g.role IN ('ward', 'hamlet') AND COALESCE(area."unitCode", g."unitCode") = ANY($1::text[])
    AND g."from" <= $2::timestamptz AND (g."to" IS NULL OR g."to" > $2::timestamptz))`;
