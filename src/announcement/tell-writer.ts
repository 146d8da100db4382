/** Whoever confirmed an announcement hears that it has begun, and how it ended: they may have put their phone away meanwhile. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { lockOfficers } from '../officer/lock-officers.ts';
import { scopeOf } from '../officer/scope.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import { progressOf } from './announcement-progress.ts';
import { LOOK } from './progress-words.ts';
import { followLines } from './show-progress.ts';

/** @property tell absent: nobody is told */
export interface Telling {
  tell?: TellOfficer;
}

/** Their chats are locked, which comes before the lock of an announcement. */
export async function lockWriter(deps: Deps & Telling, announcementId: string): Promise<void> {
  if (!deps.tell) return;
  const found = await deps.db.announcement.findUnique({ where: { id: announcementId }, select: { confirmedBy: true } });
  if (found?.confirmedBy) await lockOfficers(deps, [found.confirmedBy]);
}

/** Who holds no duty any more is not told. */
export async function tellWriter(deps: Deps & Telling, announcement: StoredAnnouncement): Promise<void> {
  const { tell } = deps;
  const { confirmedBy } = announcement;
  if (!tell || confirmedBy === null || !(await scopeOf(deps, confirmedBy))) return;
  const text = announcement.state === 'done' ? await ended(deps, announcement) : began(announcement);
  // It names nobody.
  const lines: string[] = [];
  await tell(deps, confirmedBy, { text, away: text, buttons: [LOOK] }, (messageId) => lines.push(messageId));
  if (announcement.state === 'sending') await followLines(deps, announcement, lines);
}

function began({ households }: StoredAnnouncement): Sentence {
  return { key: 'wardAnnouncement.began', params: { count: households ?? 0 } };
}

async function ended(deps: Deps, announcement: StoredAnnouncement): Promise<Sentence> {
  const { sent, audience, uncertain } = await progressOf(deps, announcement);
  const key = uncertain > 0 ? 'wardAnnouncement.endedUncertain' : 'wardAnnouncement.ended';
  return { key, params: { sent, audience, uncertain } };
}
