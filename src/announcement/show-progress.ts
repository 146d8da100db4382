/**
 * Whoever confirmed an announcement was told that it began: where the channel can, that very line goes on to say how far it is, and in
 * the end how it ended. Where it cannot, it stays as it was said.
 */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Notice, SayAnew } from '../household/tell-household.ts';
import type { Locale } from '../locale/locale.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import { type Progress, progressOf } from './announcement-progress.ts';
import { beginningOf, LOOK, progressLines, stateWords } from './progress-words.ts';
import { textForAll, writtenOf } from './render-announcement.ts';

/** Milliseconds in which it is not said anew, unless there was a step. */
const PACE = 10_000;
/** While nothing changes it is looked at more and more seldom, at least so often. */
const SELDOM = 10 * 60_000;
/** Counting takes no more than one in so many milliseconds. */
const LITTLE = 20;

/** The line was told just now: it is said anew from the next step on. */
export async function followLines({ db, clock }: Deps, { id, seq }: StoredAnnouncement, messageIds: readonly string[]): Promise<void> {
  const now = clock.now();
  const nextAt = new Date(now.getTime() + PACE);
  await db.liveLine.createMany({ data: messageIds.map((messageId) => ({ messageId, announcementId: id, seq, changedAt: now, nextAt })) });
}

/** Run by a job. Returns how many lines say something else now. */
export async function showProgress(deps: Deps & { db: PrismaClient }, { say, locale }: { say: SayAnew; locale: Locale }): Promise<number> {
  const lines = await deps.db.liveLine.findMany({ include: { announcement: true }, orderBy: { messageId: 'asc' } });
  const due = lines.filter((line) => isDue(line, deps.clock.now()));
  let changed = 0;
  for (const together of Map.groupBy(due, ({ announcementId }) => announcementId).values()) {
    try {
      changed += await showOne(deps, together, { say, locale });
    } catch (error) {
      deps.log.error(
        { err: error, announcement: together[0]?.announcementId },
        'how far an announcement is could not be shown; it is tried again',
      );
    }
  }
  return changed;
}

interface Line {
  messageId: string;
  announcementId: string;
  seq: number;
  changedAt: Date;
  nextAt: Date;
  announcement: StoredAnnouncement;
}

/** At its time, or at a step of the announcement: it begins to be sent, is paused, goes on, is cancelled, ends. */
function isDue({ seq, nextAt, announcement }: Line, now: Date): boolean {
  return nextAt <= now || seq !== announcement.seq;
}

async function showOne(
  deps: Deps & { db: PrismaClient },
  lines: readonly Line[],
  { say, locale }: { say: SayAnew; locale: Locale },
): Promise<number> {
  const [first] = lines;
  if (!first) return 0;
  const { announcement } = first;
  const began = performance.now();
  const progress = await progressOf(deps, announcement);
  const pace = Math.max(PACE, (performance.now() - began) * LITTLE);
  const { name } = await deps.db.unit.findUniqueOrThrow({ where: { code: announcement.unitCode }, select: { name: true } });
  const notice = noticeOf(textForAll(locale, writtenOf(announcement, name)), announcement, progress);
  let changed = 0;
  for (const line of lines) if (await sayOf(deps, line, { say, notice, pace, isLast: isOver(progress) })) changed += 1;
  return changed;
}

interface Said {
  say: SayAnew;
  notice: Notice;
  pace: number;
  /** It says nothing else any more. */
  isLast: boolean;
}

/** Another process that looked at it meanwhile has said it. */
async function sayOf(
  { db, clock, ...deps }: Deps & { db: PrismaClient },
  line: Line,
  { say, notice, pace, isLast }: Said,
): Promise<boolean> {
  const { messageId, announcement } = line;
  const now = clock.now();
  const said = await say({ ...deps, db, clock }, messageId, notice);
  if (said === 'fixed' || (isLast && said !== 'busy')) {
    await db.liveLine.deleteMany({ where: { messageId } });
    return said === 'said';
  }
  const changedAt = said === 'same' ? line.changedAt : now;
  const idle = Math.min(now.getTime() - changedAt.getTime(), SELDOM);
  const data = { seq: said === 'busy' ? line.seq : announcement.seq, changedAt, nextAt: new Date(now.getTime() + Math.max(pace, idle)) };
  await db.liveLine.updateMany({ where: { messageId }, data });
  return said === 'said';
}

/** What the platform has in hand when it is cancelled still comes to its end. */
function isOver({ state, waiting }: Progress): boolean {
  return (state === 'done' || state === 'cancelled') && waiting === 0;
}

function noticeOf(words: string, announcement: StoredAnnouncement, progress: Progress): Notice {
  const params = { words: beginningOf(words), state: stateWords(announcement), lines: progressLines(progress) };
  const text = { key: 'send.watch', params };
  return { text, away: text, buttons: [LOOK] };
}
