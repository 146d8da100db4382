/** Announcements of the house of officers in every state, for tests of who sees and does what. */
import { askedOf, reachOf, seenOf } from '../../src/announcement/preview-announcement.ts';
import type { Deps } from '../../src/deps.ts';
import type { OfficersHouse, Place } from '../support/officers.ts';
import { reachedHousehold } from './reached.ts';

export type AnnouncementState = 'draft' | 'awaitingSecond' | 'planned' | 'sending' | 'paused' | 'done';

/** Its ward sees it, and whoever wrote it and looks after a khu phố there: of `home` that khu phố's officer, elsewhere somebody else. */
export async function newAnnouncement({ deps, home, officers }: OfficersHouse, place: Place, state: AnnouncementState): Promise<string> {
  const id = deps.ids.next();
  const now = deps.clock.now();
  const by = place.areaId === home.areaId ? officers.hamlet.officerId : deps.ids.next();
  const confirmed = { confirmedBy: deps.ids.next(), confirmedAt: now, households: 1, expiresAt: new Date(now.getTime() + 86_400_000) };
  const begun = state === 'sending' || state === 'paused' || state === 'done';
  await deps.db.announcement.create({
    data: {
      ...{ id, unitCode: place.unitCode, state, createdBy: by, createdAt: now, text: `Mời họp ${place.mark}`, audience: {}, buttons: [] },
      ...(state !== 'draft' && confirmed),
      ...(state !== 'draft' && state !== 'awaitingSecond' && { startsAt: now }),
      ...(begun && { startedAt: now, fixedAt: now }),
    },
  });
  return id;
}

/** The draft is for one household, whoever of the place looks at it; what they see. */
export async function seenOfOne(deps: Deps, place: Pick<Place, 'unitCode' | 'areaId'>, announcementId: string): Promise<string> {
  const { code } = await reachedHousehold(deps, place);
  const stored = await deps.db.announcement.update({ where: { id: announcementId }, data: { audience: { codes: [code] } } });
  return seenOf(stored, await reachOf(deps, askedOf(stored, { wards: [place.unitCode], areas: [] })));
}
