/** What the meeting of a khu phố wrote down. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { type WrongDay, wrongDay } from './signed-day.ts';

export interface MeetingSaid {
  /** Local date. */
  heldOn: string;
  time: string | null;
  place: string | null;
  chair: string | null;
  secretary: string | null;
  attended: number | null;
  opinions: string | null;
}

export interface MeetingOf {
  scope: Scope;
  areaId: string;
}

export type MeetingRecorded =
  | { outcome: 'recorded'; meeting: MeetingSaid }
  | { outcome: 'notFound' }
  | { outcome: 'refused'; why: WrongDay };

/** The newest of a season holds; saying the same again, or twice at once, writes it once. Needs a transaction. */
export async function recordMeeting(deps: Deps, { scope, areaId, said }: MeetingOf & { said: MeetingSaid }): Promise<MeetingRecorded> {
  const area = await areaOf(deps, { scope, areaId });
  if (!area) return { outcome: 'notFound' };
  await deps.db.$queryRaw`SELECT id FROM "Area" WHERE id = ${areaId}::uuid FOR NO KEY UPDATE`;
  const newest = await newestMeeting(deps, { scope, areaId });
  const same = newest !== null && (Object.keys(said) as (keyof MeetingSaid)[]).every((name) => newest[name] === said[name]);
  if (same) return { outcome: 'recorded', meeting: newest };
  const { id: seasonId } = await seasonOf(deps, area.unitCode);
  const wrong = await wrongDay(deps, { date: said.heldOn, seasonId });
  if (wrong) return { outcome: 'refused', why: wrong };
  const id = deps.ids.next();
  const heldOn = new Date(`${said.heldOn}T00:00:00Z`);
  const { officerId } = scope;
  await deps.db.meeting.create({ data: { id, areaId, seasonId, title: TITLE, ...said, heldOn, officerId, at: deps.clock.now() } });
  await audit(deps, { actor: `officer:${officerId}`, action: 'meeting.record', subject: `area:${areaId}`, detail: { meeting: id } });
  return { outcome: 'recorded', meeting: said };
}

/** The same for an officer who reads it, which the audit keeps. Needs a transaction. */
export async function readMeeting(deps: Deps, asked: MeetingOf): Promise<MeetingSaid | null> {
  const meeting = await newestMeeting(deps, asked);
  const { scope, areaId } = asked;
  if (meeting) await audit(deps, { actor: `officer:${scope.officerId}`, action: 'meeting.read', subject: `area:${areaId}` });
  return meeting;
}

/** Of the season that matters now; null: none is written down, or the place is not theirs. */
export async function newestMeeting(deps: Deps, { scope, areaId }: MeetingOf): Promise<MeetingSaid | null> {
  const area = await areaOf(deps, { scope, areaId });
  if (!area) return null;
  const { id: seasonId } = await seasonOf(deps, area.unitCode);
  const where = { areaId, seasonId, title: TITLE };
  const found = await deps.db.meeting.findFirst({ where, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
  if (!found) return null;
  const { time, place, chair, secretary, attended, opinions } = found;
  return { heldOn: found.heldOn.toISOString().slice(0, 10), time, place, chair, secretary, attended, opinions };
}

function areaOf({ db }: Deps, { scope, areaId }: MeetingOf) {
  return db.area.findFirst({ where: { AND: [{ id: areaId }, areasIn(scope)] }, select: { unitCode: true } });
}
