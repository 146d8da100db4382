/** The words that are prepared for those who have not sent end with their season, where nobody has looked after them: nobody could send any more. */
import { seasonOf } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locale/locale.ts';
import { startOfLocalDay } from '../season/calendar.ts';
import { preparedWords } from './draft-for-unsent.ts';

/** Of each ward by the season that holds there. What somebody has written into is theirs. Run by a job; returns how many ended. */
export async function endPreparedDrafts(deps: Deps & { db: PrismaClient }, { locale }: { locale: Locale }): Promise<number> {
  const drafts = await deps.db.announcement.findMany({
    where: { ...preparedWords(locale), state: 'draft' },
    select: { id: true, unitCode: true, createdAt: true, media: true },
    orderBy: { id: 'asc' },
  });
  let ended = 0;
  for (const { id, unitCode, createdAt } of drafts.filter(({ media }) => media === null)) {
    const { phase, dates } = await seasonOf(deps, unitCode);
    const holds = phase === 'open' && createdAt >= startOfLocalDay(dates.selfAssessment.opens);
    if (!holds && (await deps.db.$transaction((db) => endDraft({ ...deps, db }, id)))) ended += 1;
  }
  return ended;
}

async function endDraft(deps: Deps, id: string): Promise<boolean> {
  const { count } = await deps.db.announcement.deleteMany({ where: { id, state: 'draft' } });
  if (count > 0) await audit(deps, { actor: 'system', action: 'announcement.discard', subject: `announcement:${id}` });
  return count > 0;
}
