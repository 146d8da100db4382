/**
 * What a restored service must not take for the present. The one that the backup was made of went on: it sent, let people
 * in, and let go of files, and nothing of that is in the backup.
 */
import { audit } from '../db/audit.ts';
import { Prisma, type PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { emptyEvidence } from '../evidence/remove.ts';
import { leaveOfficersDue } from '../reminder/due-for-officers.ts';
import { leaveDue } from '../reminder/due-runs.ts';
import type { Manifest } from './manifest.ts';

export interface Settled {
  /** Messages of which nobody knows whether they were sent. */
  uncertain: number;
  /** Codes that can let nobody in any more. */
  codes: number;
}

const AT_ONCE = 500;
const TRANSACTION = { maxWait: 10_000, timeout: 10 * 60 * 1000 };

/**
 * In one transaction, on the newest shape of the database and before any service runs on it.
 * - Nobody speaks for a channel.
 * - A message that waited to be sent through another app may have been sent since: it becomes `uncertain`, and is not
 *   sent again. A message of the web chat stays, because there the page fetches each line once, by its number.
 * - An announcement that was on its way may have reached anybody since: it is cancelled, and whom it had not reached counts as unknown.
 * - Reminders that are due by now may have been sent since, and what officers are told: none of them is; the next ones are.
 * - An update that waited for its turn keeps it: here it has not been taken yet.
 * - Codes that let somebody in were good for once, and may have been used: they go, with the looks they gave. Officers come into the
 *   console anew, and what was kept for them meanwhile is theirs no more: they went on there.
 * - Evidence whose file was let go of while the backup was made is empty, as it was there.
 */
export async function settle(deps: Deps & { db: PrismaClient }, manifest: Manifest): Promise<Settled> {
  return deps.db.$transaction(async (db) => {
    await db.channelAccount.updateMany({ data: { senderId: null, senderUntil: null } });
    const uncertain = await db.message.updateMany({
      where: { state: { in: ['queued', 'leased', 'held'] }, channelAccount: { channel: { not: 'web' } } },
      data: { state: 'uncertain', reason: 'restored', until: null, leasedBy: null },
    });
    const restored = Prisma.sql`SELECT id FROM "Announcement" WHERE state IN ('planned', 'sending', 'paused')`;
    await db.$executeRaw`
      UPDATE "Recipient" SET "left" = 'restored' WHERE "left" IS NULL AND "messageId" IS NULL AND "announcementId" IN (${restored})`;
    await db.$executeRaw`
      UPDATE "Announcement" SET state = 'cancelled', seq = seq + 1, "cancelledAt" = ${deps.clock.now()} WHERE id IN (${restored})`;
    await leaveDue({ ...deps, db });
    await leaveOfficersDue({ ...deps, db });
    const codes = await db.code.deleteMany({
      where: { kind: { in: ['join', 'handover', 'page', 'digits', 'officer', 'console', 'assist'] } },
    });
    await db.officerSession.deleteMany();
    await db.signIn.deleteMany();
    await db.keptForm.deleteMany();
    await db.webSession.deleteMany({ where: { pagesOnly: true } });
    const { letGo } = manifest.files;
    for (let from = 0; from < letGo.length; from += AT_ONCE) await letGoOf({ ...deps, db }, letGo.slice(from, from + AT_ONCE));
    const detail = { at: manifest.at, uncertain: uncertain.count, codes: codes.count, files: letGo.length };
    await audit({ ...deps, db }, { actor: 'system', action: 'backup.restore', subject: 'database', detail });
    return { uncertain: uncertain.count, codes: codes.count };
  }, TRANSACTION);
}

async function letGoOf(deps: Deps, keys: string[]): Promise<void> {
  const pieces = await deps.db.evidence.findMany({ where: { OR: [{ blobKey: { in: keys } }, { thumbKey: { in: keys } }] } });
  for (const piece of pieces) await emptyEvidence(deps, piece, null);
  // Its turn was taken there, and the file was not.
  await deps.db.$executeRaw`
    UPDATE "Inbox" SET state = 'done', body = NULL, "doneAt" = ${deps.clock.now()}
    WHERE state = 'new' AND body ->> 'type' = 'media' AND EXISTS (
      SELECT 1 FROM jsonb_array_elements(body -> 'items') AS item WHERE item ->> 'blobKey' = ANY(${keys}) OR item ->> 'thumbKey' = ANY(${keys}))`;
}
