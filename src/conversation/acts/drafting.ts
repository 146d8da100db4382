/** What the acts on a draft of an announcement have in common. */
import { changeDraft } from '../../announcement/change-draft.ts';
import type { DraftContent, WrongField } from '../../announcement/check-content.ts';
import { MAX_TEXT } from '../../announcement/content.ts';
import { type AnnouncementView, openAnnouncement } from '../../announcement/list-announcements.ts';
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import { officerAt } from '../../officer/officer-of.ts';
import type { Scope } from '../../officer/scope.ts';
import { looksAfter } from '../../officer/what-waits.ts';

/** More of them than this are counted, not named: it is read on a phone. */
const MOST_NAMED = 20;

export const GONE = { outcome: 'gone' as const, value: {} };

/** Who looks after households, and so may write to them; null: nobody who does. */
export async function keeper(deps: Deps, accountId: string): Promise<Scope | null> {
  const officer = await officerAt(deps, accountId);
  return officer && looksAfter(officer.scope) ? officer.scope : null;
}

/** One that they may act on, and as whom; null: there is none for them. */
export async function theirAnnouncement(deps: Deps, accountId: string, announcementId: string) {
  const scope = await keeper(deps, accountId);
  const found = scope && (await openAnnouncement(deps, { scope, announcementId }));
  return scope && found && { scope, found };
}

/** What somebody has filled in of it. */
export function contentOf({ text, audience, deadline, buttons, media, sendAt, expiresAt, mayCost }: AnnouncementView): DraftContent {
  return { text, audience, deadline, buttons, media, sendAt, expiresAt, mayCost };
}

/** A draft with something else in it. */
export function changeOf(deps: Deps, scope: Scope, draftNow: AnnouncementView, more: Partial<DraftContent>) {
  const { id: announcementId, seq } = draftNow;
  return changeDraft(deps, { scope, announcementId, seq, content: { ...contentOf(draftNow), ...more } });
}

/** It is still there, and somebody changed or confirmed it at that very moment: it is looked at again. */
export function unchanged({ outcome }: { outcome: string }) {
  return outcome === 'otherwise' || outcome === 'tooLate' ? { outcome: 'otherwise' as const, value: {} } : GONE;
}

export function wrongWords(what: WrongField): Sentence {
  return { key: `send.wrongIn.${what}`, params: { most: MAX_TEXT } };
}

/** Household codes, as people read them. */
export function namedCodes(missing: readonly string[]): Sentence {
  const codes = missing.slice(0, MOST_NAMED).join(', ');
  const others = missing.length - MOST_NAMED;
  return others > 0 ? { key: 'send.codesAndMore', params: { codes, others } } : { text: codes };
}
