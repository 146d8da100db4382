/** Something more for exactly those who have got an announcement, in the very chats in which they got it. */
import type { Deps } from '../deps.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { EMPTY } from './check-content.ts';
import { type Drafted, draftAnnouncement } from './draft-announcement.ts';

export type DraftedFollowUp = Drafted | { outcome: 'notStarted' };

/** An empty draft, to be written, looked at and confirmed as any other. Needs a transaction. */
export async function followUp(deps: Deps, one: OneAnnouncement): Promise<DraftedFollowUp> {
  const before = await findAnnouncement(deps, one);
  if (!before) return { outcome: 'notFound' };
  if (before.startedAt === null) return { outcome: 'notStarted' };
  return draftAnnouncement(deps, {
    ...{ scope: one.scope, unitCode: before.unitCode, followsId: before.id },
    content: { ...EMPTY, audience: { receivedBy: before.id } },
  });
}
