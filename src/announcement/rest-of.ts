/** "Gửi cho nhà chưa nhận": the same once more, for those who have not got it and cannot have got it. */
import type { Deps } from '../deps.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { announcementButtons, announcementMedia, audience } from './content.ts';
import { type Drafted, draftAnnouncement } from './draft-announcement.ts';

export type DraftedRest = Drafted | { outcome: 'notOver' };

/** A draft, to be changed, looked at and confirmed as any other. Needs a transaction. */
export async function restOf(deps: Deps, one: OneAnnouncement): Promise<DraftedRest> {
  const before = await findAnnouncement(deps, one);
  if (!before) return { outcome: 'notFound' };
  if (before.state !== 'done' && before.state !== 'cancelled') return { outcome: 'notOver' };
  const { receivedBy: _, ...whom } = audience.parse(before.audience);
  const now = deps.clock.now();
  return draftAnnouncement(deps, {
    ...{ scope: one.scope, unitCode: before.unitCode, followsId: before.id },
    content: {
      ...{ text: before.text, mayCost: before.mayCost, sendAt: null },
      deadline: before.deadline?.toISOString().slice(0, 10) ?? null,
      expiresAt: before.expiresAt && before.expiresAt > now ? before.expiresAt : null,
      audience: { ...whom, notReachedBy: before.id },
      buttons: announcementButtons.parse(before.buttons),
      media: announcementMedia.nullable().parse(before.media),
    },
  });
}
