/** Finding an announcement for an officer, and holding it while they act on it. */
import type { Prisma } from '../db/client.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

export type StoredAnnouncement = Prisma.AnnouncementGetPayload<object>;

export interface OneAnnouncement {
  scope: Scope;
  announcementId: string;
}

/** Those of their wards; and those that they wrote themselves, as long as they look after a khu phố there. */
export async function theirAnnouncements({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<Prisma.AnnouncementWhereInput> {
  const units = await unitsOf({ db }, scope);
  return { OR: [{ unitCode: { in: [...scope.wards] } }, { createdBy: scope.officerId, unitCode: { in: units } }] };
}

/** Wards in which they may write to somebody. */
export async function unitsOf({ db }: Pick<Deps, 'db'>, { wards, areas }: Pick<Scope, 'wards' | 'areas'>): Promise<string[]> {
  const own = areas.length === 0 ? [] : await db.area.findMany({ where: { id: { in: [...areas] } }, select: { unitCode: true } });
  return [...new Set([...wards, ...own.map(({ unitCode }) => unitCode)])].sort();
}

/** Null: not there, or not theirs. */
export async function findAnnouncement(deps: Deps, { scope, announcementId }: OneAnnouncement): Promise<StoredAnnouncement | null> {
  if (!isId(announcementId)) return null;
  return deps.db.announcement.findFirst({ where: { id: announcementId, ...(await theirAnnouncements(deps, scope)) } });
}

/** The same, locked to the end of the transaction: against others who act on it, and against its being sent. */
export async function holdAnnouncement(deps: Deps, { scope, announcementId }: OneAnnouncement): Promise<StoredAnnouncement | null> {
  if (!(await findAnnouncement(deps, { scope, announcementId }))) return null;
  await deps.db.$queryRaw`SELECT 1 FROM "Announcement" WHERE id = ${announcementId}::uuid FOR NO KEY UPDATE`;
  return findAnnouncement(deps, { scope, announcementId });
}
