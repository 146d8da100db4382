import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { findAnnouncement, holdAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { takeBack } from './pause-announcement.ts';
import { lockOthersOfWard, tellOthers } from './tell-ward.ts';

export type Cancelled =
  | { outcome: 'cancelled' }
  | { outcome: 'notFound' }
  /** Everything of it has become what it became. */
  | { outcome: 'tooLate' }
  /** Nobody confirmed it: a draft is discarded. */
  | { outcome: 'draft' };

/** Before it begins nobody gets it; in the middle, from the next message on nobody more does. Needs a transaction. */
export async function cancelAnnouncement(deps: Deps, { tell, ...one }: OneAnnouncement & { tell: TellOfficer }): Promise<Cancelled> {
  const found = await findAnnouncement(deps, one);
  if (!found) return { outcome: 'notFound' };
  const { officerId } = one.scope;
  const others = await lockOthersOfWard(deps, { unitCode: found.unitCode, officerId });
  const announcement = await holdAnnouncement(deps, one);
  if (!announcement) return { outcome: 'notFound' };
  const { id, seq, state } = announcement;
  if (state === 'draft') return { outcome: 'draft' };
  if (state === 'cancelled') return { outcome: 'cancelled' };
  if (state === 'done') return { outcome: 'tooLate' };
  const cancelledAt = deps.clock.now();
  const data = { state: 'cancelled' as const, seq: seq + 1, cancelledBy: officerId, cancelledAt };
  await deps.db.announcement.update({ where: { id }, data });
  const back = await takeBack(deps, id, 'cancelled');
  await leaveRest(deps, id, 'cancelled');
  await audit(deps, { actor: `officer:${officerId}`, action: 'announcement.cancel', subject: `announcement:${id}`, detail: { back } });
  const households = announcement.households ?? 0;
  await tellOthers(deps, { what: 'cancelled', households, startsAt: null, officerId, others, tell });
  return { outcome: 'cancelled' };
}

/** Whoever was not written to, or whose message a pause took back, gets nothing any more. The caller holds the announcement. */
export async function leaveRest({ db }: Pick<Deps, 'db'>, announcementId: string, left: 'cancelled' | 'expired'): Promise<number> {
  const unwritten = await db.$executeRaw`
    UPDATE "Recipient" SET "left" = ${left}
    WHERE "announcementId" = ${announcementId}::uuid AND "messageId" IS NULL AND "left" IS NULL`;
  const takenBack = await db.$executeRaw`
    UPDATE "Recipient" r SET "left" = ${left} FROM "Message" m
    WHERE r."announcementId" = ${announcementId}::uuid AND r."left" IS NULL
      AND m.id = r."messageId" AND m.state = 'cancelled' AND m.reason = 'paused'`;
  return unwritten + takenBack;
}
