/** A member corrects what the records say about the household: a right that needs no consent. */
import { formInHand } from '../assessment/form-in-hand.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { nameKey, tidyName } from './head-name.ts';
import { lockHousehold, membershipOf } from './household-of.ts';
import type { Counts } from './register-household.ts';

/** Null leaves a value as it is; an empty telephone number removes it. */
export interface Correction extends Record<keyof Counts, number | null> {
  accountId: string;
  head: string | null;
  residence: 'permanent' | 'temporary' | null;
  phone: string | null;
}

export type Updated =
  | { outcome: 'updated' | 'notMember'; value: Record<string, never> }
  /** Other questions are asked of the household now; `sent` is the code of what was sent with those of before, or null. */
  | { outcome: 'formChanged'; value: { total: number; missing: number; sent: string | null } };

export async function updateHousehold(deps: Deps, correction: Correction): Promise<Updated> {
  const { accountId, phone, head, ...rest } = correction;
  const household = await membershipOf(deps, accountId);
  if (!household) return { outcome: 'notMember', value: {} };
  await lockHousehold(deps, household.id);
  const before = await formInHand(deps, accountId);
  const headName = head === null ? null : tidyName(head);
  const changes = withoutNulls({ ...rest, headName, headNameKey: headName === null ? null : nameKey(headName) });
  await deps.db.household.update({ where: { id: household.id }, data: { ...changes, updatedAt: deps.clock.now() } });
  if (phone !== null) await deps.db.account.update({ where: { id: accountId }, data: { phone: phone || null } });
  const fields = Object.keys({ ...changes, ...(phone !== null && { phone }) });
  await audit(deps, {
    actor: `account:${accountId}`,
    action: 'household.update',
    subject: `household:${household.id}`,
    detail: { fields },
  });
  const after = before && (await formInHand(deps, accountId));
  if (!after || after.asked.join() === before.asked.join()) return { outcome: 'updated', value: {} };
  const { asked, missing, sent } = after;
  return { outcome: 'formChanged', value: { total: asked.length, missing, sent } };
}

function withoutNulls<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as { [K in keyof T]?: NonNullable<T[K]> };
}
