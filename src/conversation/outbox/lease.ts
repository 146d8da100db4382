/**
 * Who speaks for a channel account: one process at a time, by the database's clock. It says so again every few seconds;
 * whoever finds that it no longer does takes over.
 */
import type { Logger } from 'pino';
import type { PrismaClient } from '../../db/client.ts';

/** Milliseconds. */
export interface LeaseTiming {
  /** How long a lease holds unless it is renewed. */
  leaseFor: number;
  renewEvery: number;
  /** How much earlier its holder lets go by its own clock, so that two never speak at once. */
  margin: number;
  /** How often somebody else's lease is looked at; one that was given back is noticed by then. */
  lookEvery: number;
}

export const leaseTiming: LeaseTiming = { leaseFor: 8_000, renewEvery: 2_500, margin: 1_000, lookEvery: 1_000 };

export interface LeaseParts {
  prisma: PrismaClient;
  log: Logger;
  channelAccountId: string;
  processId: string;
  timing: LeaseTiming;
  /** Milliseconds of a clock that never goes back. */
  monotonic: () => number;
  onChange(tenure: string | null): void;
}

export interface Lease {
  /** Names this stretch of holding it, unlike any other of any process; null while somebody else may hold it. */
  tenure(): string | null;
  start(): Promise<void>;
  /** Gives it back. */
  stop(): Promise<void>;
}

export function createLease({ prisma, log, channelAccountId, processId, timing, monotonic, onChange }: LeaseParts): Lease {
  let count = 0;
  let held: { tenure: string; until: number } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;
  let stopped = false;
  let away = false;

  function tenure(): string | null {
    return held && monotonic() < held.until ? held.tenure : null;
  }

  async function round(): Promise<void> {
    const asked = monotonic();
    let next: number;
    try {
      next = await ask(asked);
      away = false;
    } catch (error) {
      if (!away) log.error({ err: error, channelAccount: channelAccountId }, 'The sender of a channel could not be agreed upon');
      away = true;
      next = timing.lookEvery;
    }
    if (held && tenure() === null) letGo();
    if (!stopped) later(next);
  }

  /** Returns when to ask again. */
  async function ask(asked: number): Promise<number> {
    if (held && tenure() === null) letGo();
    const wanted = held?.tenure ?? `${processId}.${count + 1}`;
    if (await take(wanted)) {
      const until = asked + timing.leaseFor - timing.margin;
      if (held) held.until = until;
      else {
        count++;
        held = { tenure: wanted, until };
        onChange(wanted);
      }
      return timing.renewEvery;
    }
    if (held) letGo();
    return Math.min(await remaining(), timing.lookEvery);
  }

  async function take(wanted: string): Promise<boolean> {
    const taken = await prisma.$executeRaw`
      UPDATE "ChannelAccount" SET "senderId" = ${wanted}, "senderUntil" = clock_timestamp() + ${timing.leaseFor}::int * interval '1 millisecond'
      WHERE id = ${channelAccountId}::uuid
        AND ("senderId" = ${wanted} OR "senderUntil" IS NULL OR "senderUntil" <= clock_timestamp())`;
    return taken > 0;
  }

  async function remaining(): Promise<number> {
    const [row] = await prisma.$queryRaw<{ ms: number }[]>`
      SELECT (extract(epoch FROM "senderUntil" - clock_timestamp()) * 1000)::float8 AS ms
      FROM "ChannelAccount" WHERE id = ${channelAccountId}::uuid AND "senderUntil" IS NOT NULL`;
    return Math.max(row?.ms ?? timing.lookEvery, 0) + 10;
  }

  /** The next one has another name: what was leased under the old one is in doubt. */
  function letGo(): void {
    held = null;
    onChange(null);
  }

  function later(ms: number): void {
    // Not beyond the moment at which the lease runs out unrenewed.
    const wait = held ? Math.min(ms, Math.max(held.until - monotonic(), 0) + 1) : ms;
    timer = setTimeout(askNow, wait);
    timer.unref();
  }

  function askNow(): void {
    asking = round();
  }

  return {
    tenure,
    async start() {
      askNow();
      await asking;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await asking;
      if (!held) return;
      const { tenure: own } = held;
      letGo();
      await prisma.$executeRaw`
        UPDATE "ChannelAccount" SET "senderUntil" = NULL, "senderId" = NULL WHERE id = ${channelAccountId}::uuid AND "senderId" = ${own}`;
    },
  };
}
