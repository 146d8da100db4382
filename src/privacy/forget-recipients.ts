/** Whom an announcement was for is kept for a year; what became of it, in numbers, for good. */
import { countsOf } from '../announcement/announcement-progress.ts';
import { audit } from '../db/audit.ts';
import { Prisma, type PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { addDays, lastDayOfYearFrom, localDate } from '../season/calendar.ts';
import { erasing } from './erasing.ts';

/**
 * Deletes the recipients of announcements that ended twelve months ago, with who was told in person. Run by a job; each goes in a
 * transaction of its own. Returns how many announcements it dealt with.
 */
export async function forgetRecipients(deps: Deps & { db: PrismaClient }): Promise<number> {
  const today = localDate(deps.clock.now());
  const ended = await deps.db.announcement.findMany({
    where: { state: { in: ['done', 'cancelled'] }, counts: { equals: Prisma.DbNull } },
    select: { id: true, endedAt: true, cancelledAt: true },
    orderBy: { id: 'asc' },
  });
  let count = 0;
  for (const { id, endedAt, cancelledAt } of ended) {
    const over = endedAt ?? cancelledAt;
    if (over === null || today <= lastDayOfYearFrom(addDays(localDate(over), 1))) continue;
    await deps.db.$transaction((db) => forget({ ...deps, db }, id));
    count++;
  }
  return count;
}

async function forget(deps: Deps, id: string): Promise<void> {
  const announcement = await deps.db.announcement.findUniqueOrThrow({ where: { id } });
  const counts: Prisma.InputJsonObject = { ...(await countsOf(deps, announcement)) };
  await deps.db.announcement.update({ where: { id }, data: { counts } });
  await deps.db.recipient.deleteMany({ where: { announcementId: id } });
  await erasing(deps, () => deps.db.announcementTold.deleteMany({ where: { announcementId: id } }));
  await audit(deps, { actor: 'system', action: 'announcement.forget', subject: `announcement:${id}` });
}
