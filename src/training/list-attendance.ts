/** One training with everybody who answered or came, by name. Noted in the audit. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { findTraining, type TrainingRow } from './training-in-hand.ts';

export interface Attendance {
  id: string;
  householdId: string | null;
  officerId: string | null;
  /** Of the head, or of the officer; '' where a household names nobody. */
  name: string;
  /** Of the household. */
  code: string | null;
  /** Khu phố; '': "chưa xếp khu phố"; null: an officer. */
  area: string | null;
  answer: 'yes' | 'no' | 'later' | null;
  state: 'going' | 'waiting' | 'none';
  checkedInAt: Date | null;
  checkedIn: 'link' | 'digits' | 'tick' | null;
  feedback: string | null;
}

/** Of all of them, also of those that a page does not show. */
export interface AttendanceCounts {
  all: number;
  going: number;
  waiting: number;
  no: number;
  later: number;
  here: number;
  good: number;
  fine: number;
  poor: number;
}

export type ListedAttendance =
  /** Those who come first, then who waits in their order, then the others. */
  { outcome: 'listed'; training: TrainingRow; people: Attendance[]; counts: AttendanceCounts } | { outcome: 'notFound' };

export interface AttendanceWanted {
  scope: Scope;
  trainingId: string;
  /** To look at, or to take away as a file, which is all of it. */
  purpose: 'look' | 'export';
}

/** A page that shows names stays a page. */
export const SHOWN = 300;

/** Needs a transaction. */
export async function listAttendance(deps: Deps, { scope, trainingId, purpose }: AttendanceWanted): Promise<ListedAttendance> {
  const training = await findTraining(deps, scope, trainingId);
  if (!training) return { outcome: 'notFound' };
  const people = await deps.db.$queryRawUnsafe<Attendance[]>(peopleSql, trainingId, purpose === 'look' ? SHOWN : null);
  const [counts] = await deps.db.$queryRawUnsafe<[AttendanceCounts]>(countsSql, trainingId);
  await audit(deps, {
    ...{ actor: `officer:${scope.officerId}`, action: `training.${purpose}`, subject: `training:${trainingId}` },
    detail: { seats: people.length },
  });
  return { outcome: 'listed', training, people, counts };
}

/** A seat whose tick was taken back, or that went with another one, says nothing any more. */
const saysSql = `(s.state <> 'none' OR s.answer IS NOT NULL OR s."checkedInAt" IS NOT NULL)`;

const countsSql = `
SELECT count(*)::int AS "all", (count(*) FILTER (WHERE state = 'going'))::int AS going,
  (count(*) FILTER (WHERE state = 'waiting'))::int AS waiting,
  (count(*) FILTER (WHERE state = 'none' AND answer = 'no'))::int AS no,
  (count(*) FILTER (WHERE state = 'none' AND answer = 'later'))::int AS later,
  count("checkedInAt")::int AS here, (count(*) FILTER (WHERE feedback = 'good'))::int AS good,
  (count(*) FILTER (WHERE feedback = 'fine'))::int AS fine, (count(*) FILTER (WHERE feedback = 'poor'))::int AS poor
FROM "TrainingSeat" s WHERE "trainingId" = $1::uuid AND ${saysSql}`;

/** $1 training, $2 how many; null: all. */
const peopleSql = `
SELECT s.id, s."householdId", s."officerId", COALESCE(h."headName", o.name) AS name, h.code, area.name AS area,
  s.answer::text, s.state::text, s."checkedInAt", s."checkedIn"::text, s.feedback
FROM "TrainingSeat" s
LEFT JOIN "Household" h ON h.id = s."householdId" LEFT JOIN "Area" area ON area.id = h."areaId"
LEFT JOIN "Officer" o ON o.id = s."officerId"
WHERE s."trainingId" = $1::uuid AND ${saysSql}
ORDER BY s.state = 'none' AND s."checkedInAt" IS NULL, s.state = 'waiting' AND s."checkedInAt" IS NULL, s."order",
  s.answer, h."headNameKey", o.name, s.id
LIMIT $2::int`;
