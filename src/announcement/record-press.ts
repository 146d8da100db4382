/** Somebody pressed a button of an announcement. */
import type { Deps } from '../deps.ts';
import { type AnnouncementButton, announcementButtons } from './content.ts';
import { PRESS } from './render-announcement.ts';

/** The place of a recipient, and of a button. */
const DATA = /^a\.(\d{1,18})\.(\d)$/;

export interface Pressed {
  position: bigint;
  place: number;
  button: AnnouncementButton;
}

/** Null: none of ours, or of a message that was to somebody else: it was passed on. */
export async function pressOf({ db }: Pick<Deps, 'db'>, { accountId, data }: { accountId: string; data: string }): Promise<Pressed | null> {
  const [, position, place] = data.startsWith(PRESS) ? (DATA.exec(data) ?? []) : [];
  if (position === undefined || place === undefined) return null;
  const recipient = await db.recipient.findUnique({
    where: { position: BigInt(position) },
    select: { accountId: true, announcement: { select: { buttons: true } } },
  });
  if (recipient?.accountId !== accountId) return null;
  const button = announcementButtons.parse(recipient.announcement.buttons)[Number(place)];
  return button ? { position: BigInt(position), place: Number(place), button } : null;
}

/**
 * The words that the press is taken as; null: none of ours. The first button that a household presses counts, once, however often and in
 * whatever order buttons are pressed. In the turn of the account, under the lock of its conversation.
 */
export async function recordPress(deps: Deps, press: { accountId: string; data: string }): Promise<string | null> {
  const pressed = await pressOf(deps, press);
  if (pressed?.button.kind !== 'open') return null;
  const { position, place, button } = pressed;
  const data = { pressed: place, pressedAt: deps.clock.now() };
  await deps.db.recipient.updateMany({ where: { position, pressed: null }, data });
  return button.words;
}
