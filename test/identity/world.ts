/** Households and officers of a khu phố, for tests of who is who. */
import { createTell } from '../../src/conversation/tell.ts';
import type { Deps } from '../../src/deps.ts';
import { openHousehold } from '../../src/identity/open-household.ts';
import { createLocale } from '../../src/locale/locale.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { transaction } from '../review/world.ts';

export const locale = createLocale();
export const telling = createTell({ locale });

export async function viewOf(deps: Deps, scope: Scope, householdId: string) {
  const opened = await transaction(deps, (within) => openHousehold(within, { scope, householdId }));
  if (opened.outcome !== 'open') throw new Error(opened.outcome);
  return opened.household;
}

/** What an account was told outside of its turns, in words. */
export async function toldTo({ db }: Deps, accountId: string): Promise<string[]> {
  const messages = await db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });
  return messages.flatMap(({ body }) => (body === null ? [] : [(body as { text: string }).text]));
}

/** Every row that belongs to these households, as it stands. */
export async function rowsOf({ db }: Deps, householdIds: readonly string[]): Promise<string> {
  const of = { in: [...householdIds] };
  const rows = {
    households: await db.household.findMany({ where: { id: of }, orderBy: { id: 'asc' } }),
    memberships: await db.membership.findMany({ where: { householdId: of }, orderBy: { id: 'asc' } }),
    codes: await db.code.findMany({ where: { householdId: of }, orderBy: { id: 'asc' } }),
    files: await db.assessment.findMany({
      where: { householdId: of },
      orderBy: { id: 'asc' },
      include: { answers: { orderBy: { seq: 'asc' } }, submissions: { orderBy: { number: 'asc' } }, evidence: { orderBy: { id: 'asc' } } },
    }),
  };
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value), 1);
}
