/** A draft says something else now; or nobody wants it any more. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { queueBlobDeletion } from '../evidence/blob-deletion.ts';
import { holdAnnouncement, type OneAnnouncement, type StoredAnnouncement } from './announcement-in-hand.ts';
import { checkContent, type DraftContent, type WrongContent } from './check-content.ts';
import { announcementMedia } from './content.ts';

export type DraftChanged =
  /** @property seq of what it says now */
  | { outcome: 'changed'; seq: number }
  | { outcome: 'notFound' }
  /** It was confirmed: no word of it changes any more. */
  | { outcome: 'tooLate' }
  /** It is not as it was looked at. */
  | { outcome: 'otherwise' }
  | WrongContent;

/** @param options.seq of what the officer looked at. Needs a transaction. */
export async function changeDraft(
  deps: Deps,
  { content, seq, ...one }: OneAnnouncement & { content: DraftContent; seq: number },
): Promise<DraftChanged> {
  const draft = await holdAnnouncement(deps, one);
  if (!draft) return { outcome: 'notFound' };
  if (draft.state !== 'draft') return { outcome: 'tooLate' };
  if (draft.seq !== seq) return { outcome: 'otherwise' };
  const checked = await checkContent(deps, { scope: one.scope, unitCode: draft.unitCode, content });
  if (checked.outcome !== 'right') return checked;
  await letGoOfMedia(deps, draft, content.media?.blobKey ?? null);
  await deps.db.announcement.update({ where: { id: draft.id }, data: { ...checked.stored, seq: seq + 1 } });
  await audit(deps, { ...by(one), action: 'announcement.change' });
  return { outcome: 'changed', seq: seq + 1 };
}

export type DraftDiscarded = { outcome: 'discarded' } | { outcome: 'notFound' } | { outcome: 'tooLate' };

/** Needs a transaction. */
export async function discardDraft(deps: Deps, one: OneAnnouncement): Promise<DraftDiscarded> {
  const draft = await holdAnnouncement(deps, one);
  if (!draft) return { outcome: 'notFound' };
  if (draft.state !== 'draft') return { outcome: 'tooLate' };
  await letGoOfMedia(deps, draft, null);
  await deps.db.announcement.delete({ where: { id: draft.id } });
  await audit(deps, { ...by(one), action: 'announcement.discard' });
  return { outcome: 'discarded' };
}

/** A file that another announcement has too (a draft for the rest of it) stays. */
async function letGoOfMedia(deps: Deps, { id, media }: StoredAnnouncement, keeps: string | null): Promise<void> {
  const had = announcementMedia.nullable().parse(media);
  if (!had || had.blobKey === keeps) return;
  const others = await deps.db.announcement.count({ where: { id: { not: id }, media: { path: ['blobKey'], equals: had.blobKey } } });
  if (others === 0) await queueBlobDeletion(deps, [had.blobKey, had.thumbKey]);
}

function by({ scope, announcementId }: OneAnnouncement): { actor: string; subject: string } {
  return { actor: `officer:${scope.officerId}`, subject: `announcement:${announcementId}` };
}
