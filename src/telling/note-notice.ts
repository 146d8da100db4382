/** Writes down that a household is told something about its file, and from when it has its time to answer. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Level } from '../review/state.ts';
import { type About, answerByOf } from './answer-by.ts';

export type NoteOfNotice = {
  assessmentId: string;
  about: About;
  /** Null: the clock. */
  officerId: string | null;
  /** Working days to answer, of an outcome. */
  days?: number;
  /** As whom the officer says so; absent: it comes with an act that the audit keeps. */
  level?: Level;
} & (
  | { how: 'person' }
  /** They are on their way; hear-notices.ts notes when one of them arrives. None: there is nobody to tell. */
  | { how: 'chat'; messageIds: readonly string[] }
);

/** Returns until when it may answer; null: it has still to be told, or there is nothing to answer. */
export async function noteNotice(deps: Deps, notice: NoteOfNotice): Promise<string | null> {
  const { assessmentId, about, how, officerId, level, days = 0 } = notice;
  const at = deps.clock.now();
  const answerBy = how === 'person' ? await answerByOf(about, at, days) : null;
  await deps.db.fileNotice.create({
    data: {
      ...{ id: deps.ids.next(), assessmentId, about, how, officerId, at, days },
      messageIds: how === 'chat' ? [...notice.messageIds] : [],
      ...(how === 'person' ? { toldAt: at } : {}),
      ...(answerBy === null ? {} : { answerBy: new Date(`${answerBy}T00:00:00Z`) }),
    },
  });
  const said = { actor: `officer:${officerId}`, action: 'outcome.tell', subject: `assessment:${assessmentId}` };
  if (level) await audit(deps, { ...said, detail: { about, level, how, days, answerBy } });
  return answerBy;
}
