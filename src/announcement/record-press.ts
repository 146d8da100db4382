/** Somebody pressed a button of an announcement. */
import type { Deps } from '../deps.ts';
import { announcementButtons } from './content.ts';
import { PRESS } from './render-announcement.ts';

/** The place of a recipient, and of a button. */
const DATA = /^a\.(\d{1,18})\.(\d)$/;

/**
 * The words that the press is taken as; null: none of ours. The first button that a household presses counts, once, however often and in
 * whatever order buttons are pressed. In the turn of the account, under the lock of its conversation.
 */
export async function recordPress({ db, clock }: Deps, { accountId, data }: { accountId: string; data: string }): Promise<string | null> {
  const [, position, place] = data.startsWith(PRESS) ? (DATA.exec(data) ?? []) : [];
  if (position === undefined || place === undefined) return null;
  const recipient = await db.recipient.findUnique({
    where: { position: BigInt(position) },
    select: { accountId: true, announcement: { select: { buttons: true } } },
  });
  // A test to oneself is of nobody, and so is a message that was passed on.
  if (recipient?.accountId !== accountId) return null;
  const button = announcementButtons.parse(recipient.announcement.buttons)[Number(place)];
  if (button?.kind !== 'open') return null;
  await db.recipient.updateMany({
    where: { position: BigInt(position), pressed: null },
    data: { pressed: Number(place), pressedAt: clock.now() },
  });
  return button.words;
}
