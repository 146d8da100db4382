/** The announcements of an officer's places, the newest first, a page at a time. */
import type { Prisma } from '../db/client.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { findAnnouncement, type OneAnnouncement, type StoredAnnouncement, theirAnnouncements } from './announcement-in-hand.ts';
import { type Progress, progressOf } from './announcement-progress.ts';
import {
  type AnnouncementButton,
  type AnnouncementMedia,
  type Audience,
  announcementButtons,
  announcementMedia,
  audience,
} from './content.ts';

export const PAGE = 20;

export interface AnnouncementView {
  id: string;
  unitCode: string;
  unit: string;
  state: StoredAnnouncement['state'];
  /** Whoever acts says what they saw. */
  seq: number;
  text: string;
  /** Local date. */
  deadline: string | null;
  audience: Audience;
  buttons: AnnouncementButton[];
  media: AnnouncementMedia | null;
  sendAt: Date | null;
  expiresAt: Date | null;
  mayCost: boolean;
  followsId: string | null;
  createdBy: Officer;
  createdAt: Date;
  confirmedBy: Officer | null;
  confirmedAt: Date | null;
  /** Those who would get it, as typed. */
  households: number | null;
  secondBy: Officer | null;
  startsAt: Date | null;
  startedAt: Date | null;
  pausedBy: Officer | null;
  /** Null of a cancelled one: a backup was restored since. */
  cancelledBy: Officer | null;
  cancelledAt: Date | null;
  endedAt: Date | null;
}

export interface Officer {
  id: string;
  name: string;
}

export interface ListOptions {
  scope: Scope;
  unitCode?: string;
  /** Only those that are on their way: confirmed, and not over. */
  onTheirWay?: boolean;
  /** Id of the last one of the page before. */
  after?: string;
}

/** @property next where the next page begins; null: this is the last */
export interface ListedAnnouncements {
  announcements: AnnouncementView[];
  next: string | null;
}

export async function listAnnouncements(
  deps: Deps,
  { scope, unitCode, onTheirWay = false, after }: ListOptions,
): Promise<ListedAnnouncements> {
  const where: Prisma.AnnouncementWhereInput = {
    AND: [await theirAnnouncements(deps, scope), isId(after) ? { id: { lt: after } } : {}],
    ...(unitCode !== undefined && { unitCode }),
    ...(onTheirWay && { state: { in: ['awaitingSecond', 'planned', 'sending', 'paused'] } }),
  };
  const rows = await deps.db.announcement.findMany({ where, orderBy: { id: 'desc' }, take: PAGE + 1 });
  const announcements = await viewsOf(deps, rows.slice(0, PAGE));
  return { announcements, next: rows.length > PAGE ? (announcements.at(-1)?.id ?? null) : null };
}

export interface OpenedAnnouncement extends AnnouncementView {
  /** Of a draft: nothing yet. */
  progress: Progress;
}

/** Null: not there, or not theirs. */
export async function openAnnouncement(deps: Deps, one: OneAnnouncement): Promise<OpenedAnnouncement | null> {
  const row = await findAnnouncement(deps, one);
  if (!row) return null;
  const [view] = await viewsOf(deps, [row]);
  return view ? { ...view, progress: await progressOf(deps, row) } : null;
}

async function viewsOf({ db }: Deps, rows: readonly StoredAnnouncement[]): Promise<AnnouncementView[]> {
  const ids = rows.flatMap(({ createdBy, confirmedBy, secondBy, pausedBy, cancelledBy }) =>
    [createdBy, confirmedBy, secondBy, pausedBy, cancelledBy].filter((id) => id !== null),
  );
  const officers = await db.officer.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } });
  const units = await db.unit.findMany({
    where: { code: { in: rows.map(({ unitCode }) => unitCode) } },
    select: { code: true, name: true },
  });
  const officer = (id: string) => officers.find((one) => one.id === id) ?? { id, name: '' };
  const maybe = (id: string | null) => (id === null ? null : officer(id));
  return rows.map((row) => {
    const { id, unitCode, state, seq, text, sendAt, expiresAt, mayCost, followsId, createdAt, confirmedAt, households } = row;
    const { startsAt, startedAt, cancelledAt, endedAt } = row;
    return {
      ...{ id, unitCode, state, seq, text, sendAt, expiresAt, mayCost, followsId, createdAt, confirmedAt, households },
      ...{ startsAt, startedAt, cancelledAt, endedAt },
      unit: units.find(({ code }) => code === unitCode)?.name ?? '',
      deadline: row.deadline?.toISOString().slice(0, 10) ?? null,
      audience: audience.parse(row.audience),
      buttons: announcementButtons.parse(row.buttons),
      media: announcementMedia.nullable().parse(row.media),
      createdBy: officer(row.createdBy),
      confirmedBy: maybe(row.confirmedBy),
      secondBy: maybe(row.secondBy),
      pausedBy: maybe(row.pausedBy),
      cancelledBy: maybe(row.cancelledBy),
    };
  });
}
