/** Whether what an officer wrote can be sent at all: each mistake has a name, so that a form shows it at its field. */
import { Prisma } from '../db/client.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { isBlobKey } from '../evidence/blob-store.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import {
  type AnnouncementButton,
  type AnnouncementMedia,
  type Audience,
  announcementButtons,
  announcementMedia,
  asksFor,
  audience,
  MAX_TEXT,
  unknownPlaces,
} from './content.ts';

export interface DraftContent {
  /** With places to fill: {khuPho} {phuong} {hanChot}. */
  text: string;
  /** Local date; null: none. */
  deadline: string | null;
  audience: Audience;
  buttons: readonly AnnouncementButton[];
  media: AnnouncementMedia | null;
  /** Not before; null: as soon as it may. */
  sendAt: Date | null;
  /** Null: as is usual. */
  expiresAt: Date | null;
  /** Where a channel takes it only at a price. */
  mayCost: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** An announcement that nobody has filled in yet. */
export const EMPTY: DraftContent = {
  ...{ text: '', deadline: null, audience: {}, buttons: [], media: null },
  ...{ sendAt: null, expiresAt: null, mayCost: false },
};

/** What keeps its words for so long keeps nothing longer: src/privacy/blank-old-bodies.ts. */
export const MOST_DAYS = 29;
/** From now to the hour at which it is to go: what lies further off was typed by mistake. */
export const MOST_AHEAD = 366;
/** From its start, where the officer says nothing else and names no deadline. */
export const USUAL_DAYS = 7;

/**
 * - `tooLong`: more than `MAX_TEXT` characters · `unknownPlace`: `{…}` that is none · `noDeadline`: the text names one, and there is none
 * - `audience`: not in the shape, or of places that are not theirs, or of an announcement that is not
 * - `buttons`, `media`: not in the shape · `dates`: over before it begins, or later than `MOST_DAYS` after; or it begins too far off
 */
export type WrongField = 'tooLong' | 'unknownPlace' | 'noDeadline' | 'audience' | 'buttons' | 'media' | 'dates';

export type WrongContent = { outcome: 'wrong'; what: WrongField };

/** An empty text is no mistake of a draft. */
export async function checkContent(
  deps: Deps,
  { scope, unitCode, content }: { scope: Scope; unitCode: string; content: DraftContent },
): Promise<{ outcome: 'right'; stored: StoredContent } | WrongContent> {
  const wrong = (what: WrongField): WrongContent => ({ outcome: 'wrong', what });
  const text = content.text.normalize('NFC').replaceAll('\r\n', '\n').trim();
  if ([...text].length > MAX_TEXT) return wrong('tooLong');
  if (unknownPlaces(text).length > 0) return wrong('unknownPlace');
  if (content.deadline !== null && !isDate(content.deadline)) return wrong('dates');
  if (content.deadline === null && asksFor(text, 'hanChot')) return wrong('noDeadline');
  const whom = audience.safeParse(content.audience);
  if (!whom.success || !(await isTheirs(deps, { scope, unitCode, audience: whom.data }))) return wrong('audience');
  const buttons = announcementButtons.safeParse(content.buttons);
  if (!buttons.success) return wrong('buttons');
  const media = announcementMedia.nullable().safeParse(content.media);
  if (!media.success || (media.data && !isBlobKey(media.data.blobKey))) return wrong('media');
  if (isFarOff(content.sendAt, deps.clock.now()) || !isInOrder(content, deps.clock.now())) return wrong('dates');
  const { sendAt, expiresAt, mayCost } = content;
  return {
    outcome: 'right',
    stored: {
      ...{ text, sendAt, expiresAt, mayCost, audience: whom.data, buttons: buttons.data },
      deadline: content.deadline === null ? null : new Date(`${content.deadline}T00:00:00Z`),
      media: media.data ?? Prisma.DbNull,
    },
  };
}

type StoredContent = Pick<
  Prisma.AnnouncementUncheckedCreateInput,
  'text' | 'deadline' | 'audience' | 'buttons' | 'media' | 'sendAt' | 'expiresAt' | 'mayCost'
>;

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export function isFarOff(sendAt: Date | null, now: Date): boolean {
  return sendAt !== null && sendAt.getTime() - now.getTime() > MOST_AHEAD * DAY_MS;
}

function isInOrder({ sendAt, expiresAt }: DraftContent, now: Date): boolean {
  if (expiresAt === null) return true;
  const begins = Math.max(now.getTime(), sendAt?.getTime() ?? 0);
  return expiresAt.getTime() > begins && expiresAt.getTime() <= begins + MOST_DAYS * DAY_MS;
}

async function isTheirs(
  { db }: Deps,
  { scope, unitCode, audience: { areaIds = [], receivedBy, notReachedBy } }: { scope: Scope; unitCode: string; audience: Audience },
): Promise<boolean> {
  const wanted = [...new Set(areaIds)];
  const found = wanted.length === 0 ? 0 : await db.area.count({ where: { id: { in: wanted }, unitCode, ...areasIn(scope) } });
  const before = [receivedBy, notReachedBy].filter(isId);
  const known = before.length === 0 ? 0 : await db.announcement.count({ where: { id: { in: before }, unitCode, state: { not: 'draft' } } });
  return found === wanted.length && known === new Set(before).size;
}
