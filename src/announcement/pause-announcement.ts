import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { holdAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';

export type Paused =
  | { outcome: 'paused' }
  | { outcome: 'notFound' }
  /** It is not being sent: there is nothing to pause. */
  | { outcome: 'notSending' };

/**
 * From the next message on nothing goes. What was written a few seconds ahead is taken back out of the ledger's line, and written anew
 * when it goes on; what the platform has in hand, or stands on our own page, arrives, and what has gone in part is finished. Needs a transaction.
 */
export async function pauseAnnouncement(deps: Deps, one: OneAnnouncement): Promise<Paused> {
  const announcement = await holdAnnouncement(deps, one);
  if (!announcement) return { outcome: 'notFound' };
  const { id, seq, state } = announcement;
  if (state === 'paused') return { outcome: 'paused' };
  if (state !== 'sending') return { outcome: 'notSending' };
  const { officerId } = one.scope;
  await deps.db.announcement.update({
    where: { id },
    data: { state: 'paused', seq: seq + 1, pausedBy: officerId, pausedAt: deps.clock.now() },
  });
  const back = await takeBack(deps, id, 'paused');
  await audit(deps, { actor: `officer:${officerId}`, action: 'announcement.pause', subject: `announcement:${id}`, detail: { back } });
  return { outcome: 'paused' };
}

/**
 * Cancels what of an announcement has not begun to go; returns how many messages. The caller holds the announcement.
 * @param reason what becomes of them; `paused`: they are written anew when it goes on. On our own page a line stands where it stands
 */
export async function takeBack({ db }: Pick<Deps, 'db'>, announcementId: string, reason: 'paused' | 'cancelled'): Promise<number> {
  return db.$executeRaw`
    UPDATE "Message" m SET state = 'cancelled', reason = ${reason}, until = NULL FROM "ChannelAccount" ca
    WHERE m."announcementId" = ${announcementId}::uuid AND m.state IN ('queued', 'held') AND m."partsSent" = 0
      AND ca.id = m."channelAccountId" AND (${reason} = 'cancelled' OR ca.channel <> 'web')`;
}
