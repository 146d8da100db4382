/** Keeps announcements going: begins those that are due, writes the next messages of those that are being sent, and ends what is over. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { quietFor } from '../season/quiet-hours.ts';
import { endAnnouncements } from './end-announcements.ts';
import { type AnnouncementGround, groundOfAnnouncement } from './ground-of-announcement.ts';
import { nightOf } from './sending-settings.ts';
import { startDueAnnouncements } from './start-due-announcements.ts';
import type { Telling } from './tell-writer.ts';
import { type InLine, type PageParts, writePage } from './write-page.ts';

export interface PumpParts extends PageParts, Telling, Omit<Deps, 'db'> {
  prisma: PrismaClient;
  /** Milliseconds between two looks; while something is written it looks four times as often. */
  every?: number;
}

export interface Pump {
  start(): void;
  /** Waits for what is in hand. */
  stop(): Promise<void>;
  /** One look: everything that is due now. Returns how many messages were written. */
  turn(): Promise<number>;
}

const EVERY_MS = 1_000;
const LINE_MS = 1_000;

export function createPump(parts: PumpParts): Pump {
  const { prisma, log, every = EVERY_MS } = parts;
  const deps = { ...parts, db: prisma };
  /** What their words are made of does not change while they are sent. */
  const grounds = new Map<string, AnnouncementGround>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | undefined;
  let stopping = false;
  let away = false;

  async function turn(): Promise<number> {
    if ((await underWay()) === 0) return 0;
    let written = 0;
    let writing = Promise.resolve();
    // What is fixed goes on its way while the next is: the one waits for the database while the other computes.
    await startDueAnnouncements(deps, async () => {
      await writing;
      writing = writeAll().then((more) => {
        written += more;
      });
      writing.catch(() => {});
    });
    await writing;
    written += await writeAll();
    await endAnnouncements(deps);
    return written;
  }

  /** Most of the time there is none, and that is all that is asked. */
  async function underWay(): Promise<number> {
    return prisma.announcement.count({
      where: { OR: [{ state: 'planned', startsAt: { lte: parts.clock.now() } }, { state: { in: ['sending', 'paused'] } }] },
    });
  }

  /** What stands in line is looked at again once a second: what ends meanwhile each page sees, and the night whoever hands over. */
  async function writeAll(): Promise<number> {
    let written = 0;
    let line: InLine[] = [];
    let looked = Number.NEGATIVE_INFINITY;
    for (;;) {
      if (performance.now() - looked > LINE_MS) {
        looked = performance.now();
        line = await inLine();
      }
      const page = await writePage(parts, line);
      written += page.written;
      if (!page.more || stopping) return written;
    }
  }

  /** Those that may be sent now, as far as it is fixed who gets them: it is not night where their readers live, and they have not expired. */
  async function inLine(): Promise<InLine[]> {
    const now = parts.clock.now();
    const sending = await prisma.announcement.findMany({
      where: { state: 'sending', expiresAt: { gt: now } },
      orderBy: { id: 'asc' },
    });
    const known = new Set(sending.map(({ id }) => id));
    for (const id of grounds.keys()) if (!known.has(id)) grounds.delete(id);
    const settings = new Map<string, boolean>();
    const line: InLine[] = [];
    for (const announcement of sending) {
      const { id, unitCode } = announcement;
      if (!settings.has(unitCode)) settings.set(unitCode, await isAwake(unitCode, now));
      if (!settings.get(unitCode)) continue;
      const ground = grounds.get(id) ?? (await groundOfAnnouncement(deps, announcement));
      grounds.set(id, ground);
      line.push({ id, ground });
    }
    return line;
  }

  async function isAwake(unitCode: string, now: Date): Promise<boolean> {
    return quietFor(await nightOf(deps, unitCode), now) === null;
  }

  async function look(): Promise<void> {
    let written = 0;
    try {
      written = await turn();
      away = false;
      if (written > 0) log.info({ count: written }, 'messages of announcements were written');
    } catch (error) {
      // The next look goes on where this one was.
      if (!away) log.error({ err: error }, 'announcements could not be sent for the moment');
      away = true;
    }
    if (!stopping) later(written > 0 ? every / 4 : every);
  }

  function later(ms = every): void {
    timer = setTimeout(() => {
      running = look();
    }, ms);
    timer.unref();
  }

  return {
    start: () => later(),
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
    turn,
  };
}
