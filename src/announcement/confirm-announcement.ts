import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { findAnnouncement, holdAnnouncement, type OneAnnouncement, type StoredAnnouncement } from './announcement-in-hand.ts';
import { asksFor } from './content.ts';
import { askedOf, reachOf, seenOf } from './preview-announcement.ts';
import { needsSecondToSend, nightIn, sendingSettings } from './sending-settings.ts';
import { isOverBefore, startOf, usualEnd } from './start-of.ts';
import { lockOthersOfWard, tellOthers } from './tell-ward.ts';
import { typedSending } from './typed.ts';

export interface ConfirmOptions extends OneAnnouncement {
  /** `Preview.seen` of what the officer looked at. */
  seen: string;
  typed: string;
  /** The other officers of the ward. */
  tell: TellOfficer;
}

/**
 * - `empty`: it says nothing · `nobody`: nobody would get it · `dates`: it would be over before it begins
 * - `changed`: it is not what was looked at, or others would get it · `typedOtherwise`: not the sentence of this number
 * - `tooLate`: it was confirmed already, by somebody else or with something else
 */
export type NotConfirmed =
  | { outcome: 'notFound' }
  | { outcome: 'refused'; why: 'empty' | 'nobody' | 'dates' | 'changed' | 'typedOtherwise' | 'tooLate' };

export type AnnouncementConfirmed = { outcome: 'confirmed'; state: 'planned' | 'awaitingSecond'; startsAt: Date | null };

/** It begins in ten minutes, or when it is to be sent, or once a second officer has confirmed it. Needs a transaction. */
export async function confirmAnnouncement(deps: Deps, options: ConfirmOptions): Promise<AnnouncementConfirmed | NotConfirmed> {
  const { scope, seen, typed, tell } = options;
  const found = await findAnnouncement(deps, options);
  if (!found) return { outcome: 'notFound' };
  const { officerId } = scope;
  const others = await lockOthersOfWard(deps, { unitCode: found.unitCode, officerId });
  const announcement = await holdAnnouncement(deps, options);
  if (!announcement) return { outcome: 'notFound' };
  if (announcement.state !== 'draft') return confirmedBefore(announcement, officerId, typed);
  const refused = (why: 'empty' | 'nobody' | 'dates' | 'changed' | 'typedOtherwise') => ({ outcome: 'refused' as const, why });
  if (announcement.text === '' || (asksFor(announcement.text, 'hanChot') && announcement.deadline === null)) return refused('empty');
  const reach = await reachOf(deps, askedOf(announcement, scope));
  if (seenOf(announcement, reach) !== seen) return refused('changed');
  if (reach.households === 0) return refused('nobody');
  if (!typedSending(typed, reach.households)) return refused('typedOtherwise');
  const now = deps.clock.now();
  const settings = await sendingSettings(deps, announcement.unitCode);
  const second = needsSecondToSend(settings, officerId);
  const begins = startOf(announcement, now, nightIn(settings));
  const startsAt = second ? null : begins;
  if (isOverBefore(announcement, begins)) return refused('dates');
  const expiresAt = announcement.expiresAt ?? usualEnd(announcement, begins);
  const state = second ? ('awaitingSecond' as const) : ('planned' as const);
  await deps.db.announcement.update({
    where: { id: announcement.id },
    data: {
      ...{ state, startsAt, expiresAt, seq: announcement.seq + 1 },
      ...{ confirmedBy: officerId, confirmedAt: now, households: reach.households },
    },
  });
  const detail = { households: reach.households, audience: reach.audience, second };
  await audit(deps, { actor: `officer:${officerId}`, action: 'announcement.confirm', subject: `announcement:${announcement.id}`, detail });
  await tellOthers(deps, { what: second ? 'awaitsSecond' : 'planned', households: reach.households, startsAt, officerId, others, tell });
  return { outcome: 'confirmed', state, startsAt };
}

/** A button that is pressed twice confirms once. */
function confirmedBefore(announcement: StoredAnnouncement, officerId: string, typed: string): AnnouncementConfirmed | NotConfirmed {
  const { state, confirmedBy, households, startsAt } = announcement;
  const isSame = confirmedBy === officerId && households !== null && typedSending(typed, households);
  if (isSame && (state === 'planned' || state === 'awaitingSecond')) return { outcome: 'confirmed', state, startsAt };
  return { outcome: 'refused', why: 'tooLate' };
}
