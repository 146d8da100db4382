/** An announcement begins, as a draft that nobody gets. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { unitsOf } from './announcement-in-hand.ts';
import { checkContent, type DraftContent, type WrongContent } from './check-content.ts';

export interface DraftOptions {
  scope: Scope;
  unitCode: string;
  content: DraftContent;
  /** The one whose readers, or whose others, it is for: see follow-up.ts and rest-of.ts. */
  followsId?: string;
}

export type Drafted = { outcome: 'drafted'; announcementId: string } | { outcome: 'notFound' } | WrongContent;

/** Needs a transaction. */
export async function draftAnnouncement(deps: Deps, { scope, unitCode, content, followsId }: DraftOptions): Promise<Drafted> {
  if (!(await unitsOf(deps, scope)).includes(unitCode)) return { outcome: 'notFound' };
  const checked = await checkContent(deps, { scope, unitCode, content });
  if (checked.outcome !== 'right') return checked;
  const announcementId = deps.ids.next();
  const about = { id: announcementId, unitCode, createdBy: scope.officerId, createdAt: deps.clock.now(), followsId: followsId ?? null };
  await deps.db.announcement.create({ data: { ...about, ...checked.stored } });
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'announcement.draft', subject: `announcement:${announcementId}` });
  return { outcome: 'drafted', announcementId };
}
