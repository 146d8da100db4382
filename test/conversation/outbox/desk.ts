/** A ledger with people in it, for tests of its senders. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { expect } from 'vitest';
import type { ChannelKind, Outbound } from '../../../src/channel/channel.ts';
import { createOutbox, type Outbox, type OutboxParts } from '../../../src/conversation/outbox/outbox.ts';
import type { MessageClass } from '../../../src/conversation/outbox/verdict.ts';
import type { Prisma, PrismaClient } from '../../../src/db/client.ts';
import type { RawDb } from '../../../src/db/raw.ts';
import { createLogger } from '../../../src/log.ts';
import { localDate } from '../../../src/season/calendar.ts';
import { freshDatabase } from '../../support/db.ts';
import { type FixedClock, fixedClock } from '../../support/deps.ts';
import { eventually } from '../../support/service.ts';
import { type FakeSender, fakeSender } from './fake-sender.ts';

export interface Desk {
  prisma: PrismaClient;
  raw: RawDb;
  clock: FixedClock;
  sender: FakeSender;
  channelAccountId: string;
  /** Lines of the log as written. */
  logged(): string;
  /** A channel account of its own, with its own sender; on Telegram unless another is named. */
  another(channel?: ChannelKind): Promise<Desk>;
  /** Somebody who has agreed to announcements, unless it is said that they have not. */
  person(chat?: string, account?: Partial<Prisma.AccountUncheckedCreateInput> & { agreed?: boolean }): Promise<string>;
  /** Their newest word on announcements. */
  decide(accountId: string, act: 'given' | 'refused' | 'withdrawn'): Promise<void>;
  /** Writes a message; returns its id. */
  write(accountId: string, text: string, more?: Partial<Prisma.MessageUncheckedCreateInput>): Promise<string>;
  row(id: string): ReturnType<PrismaClient['message']['findUniqueOrThrow']>;
  /** A sender, as one process has it. Stopped when the desk closes. */
  outbox(parts?: Partial<OutboxParts>): Outbox;
  /** A sender whose process is killed by `kill`: nothing it does reaches the database any more. */
  mortal(parts?: Partial<OutboxParts>): { outbox: Outbox; kill(): void };
  /** Resolves once nothing of the channel waits or is in hand. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export const unpaced = { perSecond: Number.POSITIVE_INFINITY, burstPerChat: Number.POSITIVE_INFINITY };
/** Short enough for a test to wait for, long enough for a machine that is busy with others. */
export const quick = { leaseFor: 4_000, renewEvery: 200, margin: 800, lookEvery: 50, quietFor: 0, sweepEvery: 100, stopPatience: 500 };

/** A database that fails, whatever is asked of it, while it is away. */
export function unlessAway({ prisma, raw }: Pick<Desk, 'prisma' | 'raw'>, away: () => boolean): Pick<Desk, 'prisma' | 'raw'> {
  const unless = <T extends object>(one: T) =>
    new Proxy(one, {
      get(target, key) {
        if (away()) throw new Error('away');
        return Reflect.get(target, key, target);
      },
    });
  return { prisma: unless(prisma), raw: unless(raw) };
}

/** Of today in Vietnam: at night nothing is sent to many. */
export function atNoon(now = new Date()): string {
  return `${localDate(now)}T12:00:00+07:00`;
}

export async function openDesk(): Promise<Desk> {
  const database = await freshDatabase();
  const clock = fixedClock(atNoon());
  let lines = '';
  const stream = {
    write(line: string) {
      lines += line;
    },
  };
  const log = createLogger({ level: 'trace', stream });
  const parts = { prisma: database.prisma, raw: database.raw, clock, log, logged: () => lines };
  const desk = await deskAt(parts);
  return {
    ...desk,
    async close() {
      await desk.close();
      await database.drop();
    },
  };
}

interface DeskParts {
  prisma: PrismaClient;
  raw: RawDb;
  clock: FixedClock;
  log: Logger;
  logged(): string;
}

async function deskAt(parts: DeskParts, channel: ChannelKind = 'telegram'): Promise<Desk> {
  const { prisma, raw, clock, log, logged } = parts;
  const { organisationId } = await prisma.channelAccount.findFirstOrThrow();
  const channelAccountId = randomUUID();
  await prisma.channelAccount.create({ data: { id: channelAccountId, channel, externalId: channelAccountId, organisationId } });
  const sender = fakeSender();
  const outboxes: Outbox[] = [];

  async function decide(accountId: string, act: 'given' | 'refused' | 'withdrawn'): Promise<void> {
    await prisma.consent.create({
      data: {
        ...{ id: randomUUID(), accountId, accountHash: '', organisationId, purpose: 'announcements', act, textVersion: '1', textHash: '' },
        ...{ language: 'vi', method: 'chat', at: clock.now() },
      },
    });
  }

  function outbox(more: Partial<OutboxParts> = {}): Outbox {
    const one = createOutbox({
      ...{ prisma, raw, clock, log, channelAccountId, channel, sender, pace: unpaced, processId: randomUUID() },
      ...more,
      timing: { ...quick, ...more.timing },
    });
    outboxes.push(one);
    return one;
  }

  return {
    prisma,
    raw,
    clock,
    sender,
    channelAccountId,
    logged,
    outbox,
    another: (kind) => deskAt(parts, kind),
    decide,
    async person(chat = randomUUID(), { agreed = true, ...account } = {}) {
      const id = randomUUID();
      await prisma.account.create({ data: { id, channelAccountId, externalId: chat, createdAt: clock.now(), ...account } });
      if (agreed) await decide(id, 'given');
      await prisma.conversation.create({ data: { accountId: id, session: {}, updatedAt: clock.now() } });
      return id;
    },
    async write(accountId, text, more = {}) {
      const id = randomUUID();
      const { lastSeq } = await prisma.conversation.update({ where: { accountId }, data: { lastSeq: { increment: 1 } } });
      const outbound: Outbound = { text, choices: [], expect: 'none' };
      const body = outbound as unknown as Prisma.InputJsonObject;
      const given = { id, accountId, channelAccountId, seq: lastSeq, class: 'reply' as MessageClass, body, createdAt: clock.now() };
      await prisma.message.create({ data: { ...given, ...more } });
      return id;
    },
    row: (id) => prisma.message.findUniqueOrThrow({ where: { id } }),
    mortal(more = {}) {
      let dead = false;
      const timing = { ...more.timing, stopPatience: 0 };
      const kill = () => {
        dead = true;
      };
      return { outbox: outbox({ ...more, ...unlessAway({ prisma, raw }, () => dead), timing }), kill };
    },
    async quiet() {
      const where = { channelAccountId, state: { in: ['queued' as const, 'leased' as const] } };
      await eventually(async () => expect(await prisma.message.count({ where })).toBe(0), 25_000);
    },
    close: async () => {
      await Promise.all(outboxes.map((one) => one.stop()));
    },
  };
}
