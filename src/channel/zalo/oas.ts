/**
 * The OAs that this process speaks for: those that were connected before it began, and each that is connected later, without a
 * restart. Somebody else connects them (`nhahoc zalo connect`), so the database is looked at every few seconds, and at once
 * when an event names an OA that is not here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ListeningOa } from './hook.ts';
import type { KnownOa, KnownOas } from './known-oas.ts';

/** What one OA is opened as. */
export interface Opened<Speaking> {
  speaking: Speaking;
  listening: ListeningOa;
}

interface Closable {
  /** What opens it, its tokens too, has been replaced. */
  doubt(): void;
  close(): void;
}

export interface OasParts<Speaking> {
  look: () => Promise<KnownOas>;
  open: (oa: KnownOa, sharers: number) => Opened<Speaking>;
  log: Logger;
  /** Milliseconds. */
  timing?: Partial<OasTiming>;
}

export interface OasTiming {
  /** Between two looks that nobody asked for. */
  lookEvery: number;
  /** Between any two looks: whoever makes up ids must not keep the database busy. */
  restFor: number;
}

export interface Oas<Speaking> {
  /** Those that are open, that of the environment first. */
  opened(): readonly Opened<Speaking>[];
  /** How many the database had when it was last looked at. */
  sharers(): number;
  /** Looks from now on. */
  look(): Promise<void>;
  /** Looks from now on. @returns whether the database has one of these */
  seek(oaIds: readonly string[]): Promise<boolean>;
  /** Looks every few seconds from now on. An OA that is found is listened to once `begin` has resolved. */
  grow(begin: (speaking: Speaking) => Promise<void>): void;
  /** What is being opened is opened first. */
  stop(): Promise<void>;
}

const defaultTiming: OasTiming = { lookEvery: 5_000, restFor: 100 };

export function createOas<Speaking extends Closable>(parts: OasParts<Speaking>): Oas<Speaking> {
  const { log } = parts;
  const timing = { ...defaultTiming, ...parts.timing };
  /** By ChannelAccount.id. */
  const all = new Map<string, Opened<Speaking>>();
  /** By ChannelAccount.id: KnownOa.mark. */
  const marks = new Map<string, string | null>();
  let known: KnownOas = { oas: [], ids: new Set(), sharers: 1 };
  let begin: ((speaking: Speaking) => Promise<void>) | undefined;
  /** The last look that has begun, and the one that has not. */
  let begun: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  let lastLook = Number.NEGATIVE_INFINITY;
  let looking: NodeJS.Timeout | undefined;
  let away = false;
  let stopped = false;

  /** Whoever asks before it has begun shares it; what was committed before they asked is found. */
  function look(): Promise<void> {
    waiting ??= rested(begun).then(() => {
      begun = lookOnce();
      waiting = undefined;
      return begun;
    });
    return waiting;
  }

  async function rested(before: Promise<void>): Promise<void> {
    await before.catch(() => {});
    const rest = lastLook + timing.restFor - performance.now();
    if (rest > 0) await sleep(rest);
  }

  async function lookOnce(): Promise<void> {
    if (stopped) return;
    try {
      known = await parts.look();
      for (const oa of known.oas) await take(oa);
    } finally {
      lastLook = performance.now();
    }
  }

  async function take(oa: KnownOa): Promise<void> {
    const before = all.get(oa.channelAccountId);
    if (before) {
      before.listening.keys = oa.keys;
      if (marks.get(oa.channelAccountId) !== oa.mark) before.speaking.doubt();
      marks.set(oa.channelAccountId, oa.mark);
      return;
    }
    const opened = parts.open(oa, known.sharers);
    try {
      await begin?.(opened.speaking);
    } catch (error) {
      // The others must not wait for it.
      opened.speaking.close();
      log.error({ err: error, oa: oa.oaId }, 'Zalo: an OA that was connected could not be opened yet');
      return;
    }
    all.set(oa.channelAccountId, opened);
    marks.set(oa.channelAccountId, oa.mark);
    if (begin) log.info({ oa: oa.oaId }, 'Zalo: an OA was connected, and is spoken for now');
  }

  async function lookByItself(): Promise<void> {
    try {
      await look();
      away = false;
    } catch (error) {
      if (!away) log.warn({ err: error }, 'Zalo: nobody could look for OAs that were connected');
      away = true;
    }
  }

  return {
    opened: () => [...all.values()],
    sharers: () => known.sharers,
    look,
    async seek(oaIds) {
      await look();
      return oaIds.some((id) => known.ids.has(id));
    },
    grow(callback) {
      begin = callback;
      looking = setInterval(() => void lookByItself(), timing.lookEvery);
      looking.unref();
    },
    async stop() {
      clearInterval(looking);
      stopped = true;
      await begun.catch(() => {});
    },
  };
}
