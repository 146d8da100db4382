/**
 * Fetches the files that people sent from their platforms, before the turn that wants them. What is fetched is cleaned
 * and stored; the update then waits for its turn like any other. What cannot be fetched is said to the person, so that
 * they send it again. A process that dies leaves its claims to the next, which begins those anew.
 */
import type { Logger } from 'pino';
import type { RemoteFile } from '../channel/channel.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Clock, Ids } from '../deps.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import { gate } from '../evidence/gate.ts';
import { fileLimits } from '../evidence/limits.ts';
import { receiveFile } from '../evidence/receive-file.ts';
import type { ReceivedMedia } from '../flow/session.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import type { Chat } from './turn-store.ts';
import { createWaitingFiles, type FetchedFiles, type FileGroup } from './waiting-files.ts';

/** Milliseconds. With three tries a file takes a minute at most. */
export interface FetcherTiming {
  tryFor: number;
  /** Before the second try, and before the third. */
  pauses: readonly number[];
  renewEvery: number;
  sweepEvery: number;
}

const defaultTiming: FetcherTiming = { tryFor: 18_000, pauses: [1_000, 4_000], renewEvery: 20_000, sweepEvery: 500 };

export interface FetcherParts {
  prisma: PrismaClient;
  clock: Clock;
  ids: Ids;
  log: Logger;
  blobs: BlobStore;
  /**
   * The bytes of a file, as its platform gives them. Told to break off by the signal.
   *
   * @throws Problem below 500 for a file that the platform will never give (`fileTooLarge`); anything else is tried again
   */
  fetch(channelAccountId: string, ref: string, signal: AbortSignal): Promise<Uint8Array>;
  /** An update of this chat is ready for its turn. */
  onReady(chat: Chat): void;
  /** Updates worked on at once. */
  atOnce?: number;
  timing?: Partial<FetcherTiming>;
}

export interface Fetcher {
  start(): void;
  /** Breaks off what is being fetched; it is begun anew elsewhere, or by the next start. */
  stop(): Promise<void>;
  /** Files have arrived. */
  wake(): void;
  /** Resolves when nothing is being fetched and nothing is due. */
  idle(): Promise<void>;
}

/** Files in memory at once, besides those being cleaned. */
const FILES_AT_ONCE = 3;

export function createFetcher(parts: FetcherParts): Fetcher {
  const { clock, ids, log, blobs } = parts;
  const timing = { ...defaultTiming, ...parts.timing };
  const atOnce = parts.atOnce ?? 6;
  const waiting = createWaitingFiles({ prisma: parts.prisma, clock, ids });
  const inMemory = gate(FILES_AT_ONCE);
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let looking: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    again = true;
    if (stopping.signal.aborted) return;
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }

  async function look(): Promise<void> {
    try {
      while (again && !stopping.signal.aborted) {
        again = false;
        await claimAll();
      }
    } catch (error) {
      log.error({ err: error }, 'Looking for files to fetch failed');
    }
  }

  async function claimAll(): Promise<void> {
    while (running.size < atOnce && !stopping.signal.aborted) {
      const group = await waiting.claim();
      if (group === null) return;
      if (group === 'looked') continue;
      const work = attend(group).finally(() => {
        running.delete(work);
        wake();
      });
      running.add(work);
    }
  }

  /** Never throws. Whatever goes wrong here leaves the claim to run out, and another try to the next who finds it. */
  async function attend(group: FileGroup): Promise<void> {
    const claim = keep(group);
    try {
      const fetched = await fetchAll(group, AbortSignal.any([claim.lost, stopping.signal]));
      await claim.end();
      if (await waiting.finish(group, fetched)) parts.onReady(group.chat);
    } catch (error) {
      await claim.end();
      if (stopping.signal.aborted) await waiting.release(group).catch(() => {});
      else if (!claim.lost.aborted) log.error({ err: error, update: group.ids[0] }, 'Files could not be made ready for their turn');
    }
  }

  /** Renews a claim until it is lost, or `end` is called, which waits for a renewal in hand. */
  function keep(group: FileGroup): { lost: AbortSignal; end(): Promise<void> } {
    const lost = new AbortController();
    let renewal: Promise<void> | undefined;
    const timer = setInterval(() => {
      renewal ??= renew(group, lost).finally(() => {
        renewal = undefined;
      });
    }, timing.renewEvery);
    timer.unref();
    return {
      lost: lost.signal,
      async end() {
        clearInterval(timer);
        await renewal;
      },
    };
  }

  async function renew(group: FileGroup, lost: AbortController): Promise<void> {
    try {
      if (!(await waiting.renew(group))) lost.abort();
    } catch (error) {
      log.warn({ err: error, update: group.ids[0] }, 'A claim on files could not be renewed');
    }
  }

  /** In their order. */
  async function fetchAll(group: FileGroup, signal: AbortSignal): Promise<FetchedFiles> {
    const results = await Promise.all(group.files.map((file) => inMemory(() => fetchOne(group, file, signal))));
    const problems = results.filter((one) => typeof one === 'string');
    if (problems.length > 0) log.warn({ update: group.ids[0], problems }, 'Files could not be taken');
    return { items: results.filter((one) => typeof one !== 'string'), problem: problems[0] ?? null };
  }

  async function fetchOne({ chat, ids: [update] }: FileGroup, file: RemoteFile, signal: AbortSignal): Promise<ReceivedMedia | ProblemCode> {
    if ((file.bytes ?? 0) > fileLimits.bytes) return 'fileTooLarge';
    for (let tries = 0; ; tries++) {
      signal.throwIfAborted();
      try {
        const bytes = await download(chat.channelAccountId, file.ref, signal);
        return await receiveFile({ blobs, ids }, { bytes });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Problem && error.status < 500) return error.code;
        const rest = timing.pauses[tries];
        if (rest === undefined) return error instanceof Problem ? error.code : 'fileNotFetched';
        log.warn({ err: error, update, tries: tries + 1 }, 'A file could not be fetched yet');
        await pause(rest, signal);
      }
    }
  }

  /** Ends with its time, even if the adapter does not listen to the signal. */
  async function download(channelAccountId: string, ref: string, signal: AbortSignal): Promise<Uint8Array> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timing.tryFor)]);
    return Promise.race([parts.fetch(channelAccountId, ref, limit), aborted(limit)]);
  }

  return {
    start() {
      timer = setInterval(wake, timing.sweepEvery);
      timer.unref();
      wake();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await looking;
      await Promise.all(running);
    },
    wake,
    async idle() {
      do {
        wake();
        await looking;
        await Promise.all(running);
      } while (looking || running.size > 0);
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([over, aborted(signal)]).finally(() => clearTimeout(timer));
}
