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
export interface AttendanceCounts extends OfficerCounts {
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

/** Of the same, those who were or come as officers: their share is a number of its own. */
export interface OfficerCounts {
  officersInvited: number;
  officersGoing: number;
  officersWaiting: number;
  officersNo: number;
  officersLater: number;
  officersHere: number;
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

/** A seat whose tick was taken back, or that went with another one, says nothing any more; nor does an officer’s who was only invited yet. */
const saysSql = `(s.state <> 'none' OR s.answer IS NOT NULL OR s."checkedInAt" IS NOT NULL)`;

/** What seats say of who comes. @param whose SQL, with AND before it */
function standingSql(name: (kind: string) => string, whose: string): string {
  const count = (kind: string, what: string) => `(count(*) FILTER (WHERE ${what}${whose}))::int AS "${name(kind)}"`;
  return [
    ...[count('going', "state = 'going'"), count('waiting', "state = 'waiting'")],
    ...[count('no', "state = 'none' AND answer = 'no'"), count('later', "state = 'none' AND answer = 'later'")],
    count('here', '"checkedInAt" IS NOT NULL'),
  ].join(', ');
}

const countsSql = `
SELECT (count(*) FILTER (WHERE ${saysSql}))::int AS "all", ${standingSql((kind) => kind, '')},
  (count(*) FILTER (WHERE feedback = 'good'))::int AS good, (count(*) FILTER (WHERE feedback = 'fine'))::int AS fine,
  (count(*) FILTER (WHERE feedback = 'poor'))::int AS poor, count("invitedAt")::int AS "officersInvited",
  ${standingSql((kind) => `officers${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, ' AND "officerId" IS NOT NULL')}
FROM "TrainingSeat" s WHERE "trainingId" = $1::uuid`;

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
