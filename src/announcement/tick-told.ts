/** An officer went to a household that no message reached, and told it. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { householdsIn } from '../officer/scope.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';

export type Ticked =
  | { outcome: 'ticked' }
  /** Not there, not theirs, or the announcement was not for it. */
  | { outcome: 'notFound' };

/** Ticked twice is ticked once, and the first who did it stays. Needs a transaction. */
export async function tickTold(deps: Deps, { householdId, ...one }: OneAnnouncement & { householdId: string }): Promise<Ticked> {
  const { scope, announcementId } = one;
  if (!isId(householdId) || !(await findAnnouncement(deps, one))) return { outcome: 'notFound' };
  const recipient = await deps.db.recipient.findFirst({ where: { announcementId, householdId, household: householdsIn(scope) } });
  if (!recipient) return { outcome: 'notFound' };
  const { count } = await deps.db.announcementTold.createMany({
    data: [{ announcementId, householdId, officerId: scope.officerId, at: deps.clock.now() }],
    skipDuplicates: true,
  });
  if (count === 0) return { outcome: 'ticked' };
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'announcement.told', subject: `announcement:${announcementId}`, detail: { household: householdId } });
  return { outcome: 'ticked' };
}
