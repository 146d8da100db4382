/** Takes households' files along to the rubric that is in force: what is left is seen in the database, so a crash loses none. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Locale } from '../locale/locale.ts';
import { noteNotice } from '../telling/note-notice.ts';
import { type Moved, moveAssessment } from './move-assessment.ts';
import { movedNotice } from './moved-notice.ts';
import { filesToMove } from './to-move.ts';

const AT_ONCE = 200;
/** A notice is numbered in a conversation that may be in the middle of a turn. */
const MOVE_MS = 20_000;

export interface MoveOptions {
  locale: Pick<Locale, 't'>;
  tell: TellHousehold;
}

/** Returns how many followed. One that fails is left for the next time, and does not keep the others. */
export async function moveAssessments(deps: Deps & { db: PrismaClient }, options: MoveOptions): Promise<number> {
  let moved = 0;
  const failed = new Set<string>();
  for (;;) {
    const files = (await filesToMove(deps, AT_ONCE + failed.size)).filter(({ id }) => !failed.has(id));
    if (files.length === 0) return moved;
    for (const file of files) {
      try {
        const { outcome } = await moveOne(deps, file, options);
        if (outcome !== 'stays') moved += 1;
      } catch (error) {
        failed.add(file.id);
        deps.log.error({ err: error, assessment: file.id }, 'an assessment could not follow the rubric in force');
      }
    }
  }
}

/** In one transaction: the file follows, and its household is told, or neither. */
function moveOne(
  deps: Deps & { db: PrismaClient },
  { id, householdId }: { id: string; householdId: string },
  { locale, tell }: MoveOptions,
): Promise<Moved> {
  return deps.db.$transaction(
    async (db) => {
      const within = { ...deps, db };
      await lockToTell(within, householdId);
      const moved = await moveAssessment(within, { assessmentId: id, locale });
      const notice = movedNotice(moved);
      const messageIds: string[] = [];
      if (notice) await tell(within, { householdId, except: null, written: (messageId) => void messageIds.push(messageId) }, notice);
      const back = moved.outcome === 'asked' && moved.back;
      if (back) await noteNotice(within, { about: 'askBack', how: 'chat', assessmentId: id, officerId: null, messageIds });
      return moved;
    },
    { timeout: MOVE_MS, maxWait: MOVE_MS },
  );
}
