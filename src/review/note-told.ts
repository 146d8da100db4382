/** Writes down that a household was told that it is not proposed, and until when it may answer. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { localDate } from '../season/calendar.ts';
import { workingDaysAfter } from '../season/working-days.ts';
import type { InHand } from './act-on.ts';
import { readHolidays } from './holidays.ts';
import type { Outcome } from './outcome-of.ts';

/** Where a ward has not said otherwise. */
const DAYS_TO_ANSWER = 3;

/** Local date, until whose end it may answer. Where the ward has answered an objection, nothing opens again. */
export async function answerByOf(deps: Deps, { file }: InHand, { answered }: Outcome): Promise<string> {
  const today = localDate(deps.clock.now());
  if (answered) return today;
  const { unitCode } = file.area;
  const settings = await deps.db.wardSettings.findUnique({ where: { unitCode }, select: { daysToAnswer: true } });
  return workingDaysAfter(today, settings?.daysToAnswer ?? DAYS_TO_ANSWER, await readHolidays());
}

export async function noteTold(
  deps: Deps,
  { file, level }: InHand,
  { how, officerId, answerBy }: { how: 'chat' | 'person'; officerId: string; answerBy: string },
): Promise<void> {
  const at = deps.clock.now();
  const data = { id: deps.ids.next(), assessmentId: file.id, how, officerId, at, answerBy: new Date(`${answerBy}T00:00:00Z`) };
  await deps.db.outcomeNotice.create({ data });
  const detail = { level, how, answerBy };
  await audit(deps, { actor: `officer:${officerId}`, action: 'outcome.tell', subject: `assessment:${file.id}`, detail });
}
