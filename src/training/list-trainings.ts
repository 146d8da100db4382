/** The trainings of an officer's places, with how many come. Counts only. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { theirsSql } from './training-in-hand.ts';

export interface ListedTraining {
  id: string;
  unitCode: string;
  unit: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  place: string;
  state: 'planned' | 'cancelled';
  audience: 'households' | 'officers' | 'both';
  technology: boolean;
  capacity: number | null;
  going: number;
  waiting: number;
  /** Who came. */
  here: number;
}

/** Of each kind so many; earlier ones are in the files that were taken away. */
const MOST = 50;

/** Those to come first, the next one on top; then those that were, the last one on top. */
export async function listTrainings(
  { db, clock }: Deps,
  { scope }: { scope: Pick<Scope, 'wards' | 'areas'> },
): Promise<{ coming: ListedTraining[]; past: ListedTraining[] }> {
  const now = clock.now();
  const ask = (which: string) => db.$queryRawUnsafe<ListedTraining[]>(listSql(which), scope.wards, scope.areas, now, MOST);
  return {
    coming: await ask(`t."endsAt" > $3::timestamptz ORDER BY t."startsAt", t.id`),
    past: await ask(`t."endsAt" <= $3::timestamptz ORDER BY t."startsAt" DESC, t.id`),
  };
}

const listSql = (which: string) => `
SELECT t.id, t."unitCode", unit.name AS unit, t.title, t."startsAt", t."endsAt", t.place, t.state::text, t.audience::text, t.technology, t.capacity,
  seats.going, seats.waiting, seats.here + COALESCE(t.attended, 0) AS here
FROM "Training" t JOIN "Unit" unit ON unit.code = t."unitCode"
CROSS JOIN LATERAL (
  SELECT (count(*) FILTER (WHERE s.state = 'going'))::int AS going, (count(*) FILTER (WHERE s.state = 'waiting'))::int AS waiting,
    count(s."checkedInAt")::int AS here
  FROM "TrainingSeat" s WHERE s."trainingId" = t.id) seats
WHERE ${theirsSql} AND ${which} LIMIT $4::int`;
