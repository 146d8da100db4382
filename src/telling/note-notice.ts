/** Writes down that a household is told that it is not proposed, and from when it has its time to answer. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { InHand } from '../review/act-on.ts';
import { answerByOf } from './answer-by.ts';

/** Where a ward has not said otherwise. */
export const DAYS_TO_ANSWER = 3;

/** Working days. Where the ward has answered an objection, nothing opens again: none. */
export async function daysToAnswer(deps: Deps, { file }: InHand, { answered }: { answered: boolean }): Promise<number> {
  if (answered) return 0;
  const { unitCode } = file.area;
  return (await daysIn(deps, [unitCode]))(unitCode);
}

/** The same of wards where nothing was answered yet. */
export async function daysIn({ db }: Deps, unitCodes: readonly string[]): Promise<(unitCode: string) => number> {
  const where = { unitCode: { in: [...new Set(unitCodes)] } };
  const settings = await db.wardSettings.findMany({ where, select: { unitCode: true, daysToAnswer: true } });
  const days = new Map(settings.map(({ unitCode, daysToAnswer }) => [unitCode, daysToAnswer]));
  return (unitCode) => days.get(unitCode) ?? DAYS_TO_ANSWER;
}

export type NoteOfNotice = { officerId: string; days: number } & (
  | { how: 'person' }
  /** They are on their way; hear-notices.ts notes when one of them arrives. */
  | { how: 'chat'; messageIds: readonly string[] }
);

/** Returns until when it may answer; null: it has still to be told. */
export async function noteNotice(deps: Deps, { file, level }: InHand, notice: NoteOfNotice): Promise<string | null> {
  const { how, officerId, days } = notice;
  const at = deps.clock.now();
  const answerBy = how === 'person' ? await answerByOf(at, days) : null;
  await deps.db.outcomeNotice.create({
    data: {
      ...{ id: deps.ids.next(), assessmentId: file.id, how, officerId, at, days },
      messageIds: how === 'chat' ? [...notice.messageIds] : [],
      ...(answerBy === null ? {} : { toldAt: at, answerBy: new Date(`${answerBy}T00:00:00Z`) }),
    },
  });
  const detail = { level, how, days, answerBy };
  await audit(deps, { actor: `officer:${officerId}`, action: 'outcome.tell', subject: `assessment:${file.id}`, detail });
  return answerBy;
}
