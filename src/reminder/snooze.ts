/** "Để sau 3 ngày": for so long the household is not reminded, and what waits to be sent to it is not sent. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { membershipOf } from '../household/household-of.ts';
import { addDays, endOfLocalDay, localDate } from '../season/calendar.ts';

export const SNOOZE_DAYS = 3;

/** @property until the last local date of peace */
export type Snoozed = { outcome: 'snoozed'; until: string } | { outcome: 'notMember' };

/** Whoever of the household asks, it holds for all of it. In the turn of the account. */
export async function snooze(deps: Deps, { accountId }: { accountId: string }): Promise<Snoozed> {
  const household = await membershipOf(deps, accountId);
  if (!household) return { outcome: 'notMember' };
  const at = deps.clock.now();
  const until = addDays(localDate(at), SNOOZE_DAYS);
  await deps.db.snooze.create({ data: { id: deps.ids.next(), householdId: household.id, accountId, at, until: endOfLocalDay(until) } });
  await audit(deps, { actor: `account:${accountId}`, action: 'reminder.snooze', subject: `household:${household.id}`, detail: { until } });
  return { outcome: 'snoozed', until };
}
