/** The words that are prepared for those who have not sent end with their season, where nobody has looked after them: nobody could send any more. */
import { seasonOf } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import { Prisma, type PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locale/locale.ts';
import { startOfLocalDay } from '../season/calendar.ts';
import { preparedWords } from './draft-for-unsent.ts';

/** Of each ward by the season that holds there. What somebody has written into is theirs. Run by a job; returns how many ended. */
export async function endPreparedDrafts(deps: Deps & { db: PrismaClient }, { locale }: { locale: Locale }): Promise<number> {
  const { db } = deps;
  const drafts = await db.announcement.findMany({ where: untouched(locale), select: read, orderBy: { id: 'asc' } });
  let ended = 0;
  for (const draft of drafts) {
    const { phase, dates } = await seasonOf(deps, draft.unitCode);
    const { opens, closes } = dates.selfAssessment;
    const holds = phase === 'open' && draft.createdAt >= startOfLocalDay(opens);
    if (holds || !isDayOf(closes, draft)) continue;
    const where = { ...untouched(locale), id: draft.id, seq: draft.seq };
    if (await db.$transaction((within) => endDraft({ ...deps, db: within }, where))) ended += 1;
  }
  return ended;
}

const read = { id: true, unitCode: true, createdAt: true, seq: true, deadline: true } as const;

function untouched(locale: Locale) {
  return {
    ...preparedWords(locale),
    media: { equals: Prisma.DbNull },
    sendAt: null,
    expiresAt: null,
    mayCost: false,
    state: 'draft' as const,
  };
}

/** What was changed since says the last day that holds: else somebody has set a day of their own. */
function isDayOf(closes: string, { seq, deadline }: { seq: number; deadline: Date | null }): boolean {
  return seq === 0 || deadline?.getTime() === new Date(closes).getTime();
}

/** Not what somebody has written into in this very moment. */
async function endDraft(deps: Deps, where: ReturnType<typeof untouched> & { id: string; seq: number }): Promise<boolean> {
  const { id } = where;
  const { count } = await deps.db.announcement.deleteMany({ where });
  if (count > 0) await audit(deps, { actor: 'system', action: 'announcement.discard', subject: `announcement:${id}` });
  return count > 0;
}
