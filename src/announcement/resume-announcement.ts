import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { holdAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';

export type Resumed =
  | { outcome: 'resumed' }
  | { outcome: 'notFound' }
  /** It is not paused: it is being sent, or over. */
  | { outcome: 'notPaused' };

/** It goes on where it was. Needs a transaction. */
export async function resumeAnnouncement(deps: Deps, one: OneAnnouncement): Promise<Resumed> {
  const announcement = await holdAnnouncement(deps, one);
  if (!announcement) return { outcome: 'notFound' };
  const { id, seq, state } = announcement;
  // Pressed twice.
  if (state === 'sending' && announcement.pausedAt !== null) return { outcome: 'resumed' };
  if (state !== 'paused') return { outcome: 'notPaused' };
  await deps.db.announcement.update({ where: { id }, data: { state: 'sending', seq: seq + 1 } });
  await putBackInLine(deps, id);
  await audit(deps, { actor: `officer:${one.scope.officerId}`, action: 'announcement.resume', subject: `announcement:${id}` });
  return { outcome: 'resumed' };
}

/** Whose message was taken back by a pause is written to anew; returns how many. The caller holds the announcement. */
export async function putBackInLine({ db }: Pick<Deps, 'db'>, announcementId: string): Promise<number> {
  return db.$executeRaw`
    UPDATE "Recipient" r SET "messageId" = NULL FROM "Message" m
    WHERE r."announcementId" = ${announcementId}::uuid AND r."left" IS NULL
      AND m.id = r."messageId" AND m.state = 'cancelled' AND m.reason = 'paused'`;
}
