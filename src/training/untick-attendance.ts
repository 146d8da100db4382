/** The organiser ticked somebody who was not there, and takes it back: with what it proved, as long as nobody has judged by that. */
import { askedIn, householdFile, isOpen } from '../assessment/file-of.ts';
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { emptyEvidence } from '../evidence/remove.ts';
import { lockHousehold } from '../household/household-of.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { isTheirOwnWord, type Ticked } from './count-attendance.ts';
import { familyOf, homeOfOfficerSql } from './home-of-officer.ts';
import { tickedUntil } from './tick-attendance.ts';
import { findTraining } from './training-in-hand.ts';

export type Unticked =
  /**
   * `evidence`: what stood of it in the household's file: nothing that it alone proved, nothing any more, or it stays, because an officer has judged by
   * it.
   */
  | { outcome: 'unticked'; evidence: 'none' | 'takenBack' | 'judged' }
  /** `itself`: whoever came said so themselves, by the code at the door. */
  | { outcome: 'refused'; why: 'late' | 'itself' | 'ownHousehold' }
  /** Pressed twice; or nobody had ticked it. */
  | { outcome: 'already' }
  | { outcome: 'notFound' };

export interface UntickOptions {
  scope: Scope;
  trainingId: string;
  seatId: string;
}

/** What they had answered stays. Needs a transaction. */
export async function untickAttendance(deps: Deps, { scope, trainingId, seatId }: UntickOptions): Promise<Unticked> {
  const training = await findTraining(deps, scope, trainingId);
  const found = training && isId(seatId) ? await deps.db.trainingSeat.findFirst({ where: { id: seatId, trainingId } }) : null;
  if (!training || !found) return { outcome: 'notFound' };
  const { householdId } = found;
  const familyId = await familyOf(deps, found);
  if (deps.clock.now() > tickedUntil(training)) return { outcome: 'refused', why: 'late' };
  if (householdId !== null && (await isOwnHousehold(deps, scope.officerId, householdId)))
    return { outcome: 'refused', why: 'ownHousehold' };
  if (familyId !== null) await lockHousehold(deps, familyId);
  await deps.db.$queryRaw`SELECT 1 FROM "TrainingSeat" WHERE id = ${seatId}::uuid FOR UPDATE`;
  const seat = await deps.db.trainingSeat.findUnique({ where: { id: seatId } });
  if (!seat?.checkedInAt) return { outcome: 'already' };
  if (seat.checkedIn !== 'tick') return { outcome: 'refused', why: 'itself' };
  const data = { checkedInAt: null, checkedIn: null, tickedBy: null, countedAt: null };
  await deps.db.trainingSeat.update({ where: { id: seatId }, data });
  const stands = familyId === null || (await anotherWasThere(deps, seatId, familyId));
  const evidence = stands ? 'none' : await takeBack(deps, { scope, trainingId, householdId: familyId });
  await audit(deps, {
    ...{ actor: `officer:${scope.officerId}`, action: 'training.untick', subject: `training:${trainingId}` },
    detail: { householdId: seat.householdId, officerId: seat.officerId, evidence },
  });
  return { outcome: 'unticked', evidence };
}

/** Somebody else of the family was at the same training, on a seat of their own that proves it: see count-attendance.ts. */
async function anotherWasThere(deps: Deps, seatId: string, householdId: string): Promise<boolean> {
  const others = await deps.db.$queryRawUnsafe<Ticked[]>(othersSql, seatId, householdId);
  for (const other of others) if (!(await isTheirOwnWord(deps, other, householdId))) return true;
  return false;
}

/** $1 seat, $2 household */
const othersSql = `
SELECT s."officerId", s."tickedBy" FROM "TrainingSeat" one
JOIN "TrainingSeat" s ON s."trainingId" = one."trainingId" AND s.id <> one.id AND s."checkedInAt" IS NOT NULL
JOIN "Training" t ON t.id = s."trainingId" LEFT JOIN LATERAL (${homeOfOfficerSql}) home ON true
WHERE one.id = $1::uuid AND COALESCE(s."householdId", home.id) = $2::uuid`;

interface Proof {
  scope: Scope;
  trainingId: string;
  householdId: string;
}

async function takeBack(deps: Deps, { scope, trainingId, householdId }: Proof): Promise<'none' | 'takenBack' | 'judged'> {
  const { db, clock } = deps;
  const piece = await db.evidence.findFirst({ where: { trainingId, removedAt: null, assessment: { householdId } } });
  if (!piece) return 'none';
  const { assessmentId, indicator } = piece;
  const file = await householdFile(deps, householdId);
  const isAsked = isOpen(file) && file.assessment.id === assessmentId && askedIn(file).some(({ id }) => id === indicator);
  if (!isAsked && (await isJudged(deps, piece))) return 'judged';
  await emptyEvidence(deps, piece, scope.officerId);
  // Whoever looks at what was sent looks again.
  await db.assessment.update({ where: { id: assessmentId }, data: { updatedAt: clock.now(), reviewSeq: { increment: isAsked ? 0 : 1 } } });
  await audit(deps, {
    ...{ actor: `officer:${scope.officerId}`, action: 'evidence.notAttended', subject: `assessment:${assessmentId}` },
    detail: { evidence: piece.id, indicator, training: trainingId },
  });
  return 'takenBack';
}

/** An officer has acted on the file since it was there, or what follows from it has been decided. */
async function isJudged({ db }: Deps, { assessmentId, at }: { assessmentId: string; at: Date }): Promise<boolean> {
  const { stage } = await db.assessment.findUniqueOrThrow({ where: { id: assessmentId }, select: { stage: true } });
  return stage !== 'waiting' || (await db.review.count({ where: { assessmentId, officerId: { not: null }, at: { gte: at } } })) > 0;
}
