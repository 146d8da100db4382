/** What the words of an announcement are made of besides its own. */
import type { Deps } from '../deps.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import { type Written, writtenOf } from './render-announcement.ts';

export interface AnnouncementGround {
  written: Written;
  /** By khu phố; null: "chưa xếp khu phố". */
  areas: ReadonlyMap<string, string | null>;
}

export async function groundOfAnnouncement({ db }: Pick<Deps, 'db'>, announcement: StoredAnnouncement): Promise<AnnouncementGround> {
  const { unitCode } = announcement;
  const { name } = await db.unit.findUniqueOrThrow({ where: { code: unitCode }, select: { name: true } });
  const areas = await db.area.findMany({ where: { unitCode }, select: { id: true, name: true, kind: true } });
  return {
    written: writtenOf(announcement, name),
    areas: new Map(areas.map((area) => [area.id, area.kind === 'unplaced' ? null : area.name])),
  };
}
