import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { findAnnouncement, holdAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { nightOf } from './sending-settings.ts';
import { isOverBefore, startOf } from './start-of.ts';
import { lockOthersOfWard, tellOthers } from './tell-ward.ts';
import { typedSending } from './typed.ts';

export interface SecondOptions extends OneAnnouncement {
  typed: string;
  /** The other officers of the ward. */
  tell: TellOfficer;
}

export type ConfirmedAsSecond =
  | { outcome: 'confirmed'; startsAt: Date }
  | { outcome: 'notFound' }
  /** `samePerson`: it takes another officer · `notWaiting`: it is not waited for any more · `expired`: it would be over before it begins */
  | { outcome: 'refused'; why: 'samePerson' | 'notWaiting' | 'typedOtherwise' | 'expired' };

/** A second officer who looks after the ward confirms, by typing the same; the ten minutes begin. Needs a transaction. */
export async function confirmAnnouncementAsSecond(deps: Deps, options: SecondOptions): Promise<ConfirmedAsSecond> {
  const { scope, typed, tell } = options;
  const { officerId } = scope;
  const found = await findAnnouncement(deps, options);
  if (!found || !scope.wards.includes(found.unitCode)) return { outcome: 'notFound' };
  const others = await lockOthersOfWard(deps, { unitCode: found.unitCode, officerId });
  const announcement = await holdAnnouncement(deps, options);
  if (!announcement) return { outcome: 'notFound' };
  const { id, seq, state, confirmedBy, secondBy, startsAt } = announcement;
  const households = announcement.households ?? 0;
  // Pressed twice.
  if (state === 'planned' && secondBy === officerId && startsAt) return { outcome: 'confirmed', startsAt };
  if (state !== 'awaitingSecond') return { outcome: 'refused', why: 'notWaiting' };
  if (confirmedBy === officerId) return { outcome: 'refused', why: 'samePerson' };
  if (!typedSending(typed, households)) return { outcome: 'refused', why: 'typedOtherwise' };
  const secondAt = deps.clock.now();
  const begins = startOf(announcement, secondAt, await nightOf(deps, announcement.unitCode));
  if (isOverBefore(announcement, begins)) return { outcome: 'refused', why: 'expired' };
  await deps.db.announcement.update({
    where: { id },
    data: { state: 'planned', seq: seq + 1, secondBy: officerId, secondAt, startsAt: begins },
  });
  await audit(deps, {
    actor: `officer:${officerId}`,
    action: 'announcement.second',
    subject: `announcement:${id}`,
    detail: { households },
  });
  await tellOthers(deps, { what: 'planned', households, startsAt: begins, officerId, others, tell });
  return { outcome: 'confirmed', startsAt: begins };
}
