/** What somebody wrote when they called for help is kept for a year after the call was answered; that they called, longer. */
import type { Deps } from '../deps.ts';

const NOTE_DAYS = 365;

/** Run by a job; returns how many notes went. */
export async function blankOldNotes({ db, clock }: Deps): Promise<number> {
  const before = new Date(clock.now().getTime() - NOTE_DAYS * 24 * 60 * 60 * 1000);
  const { count } = await db.helpRequest.updateMany({
    where: { state: 'closed', closedAt: { lt: before }, note: { not: null } },
    data: { note: null },
  });
  return count;
}
