/** What the officers of a storm have in common. They never give up, whatever happens to the service meanwhile. */
import { v7 } from 'uuid';
import type { PrismaClient } from '../../src/db/client.ts';
import { pause } from './household.ts';
import type { WebChatParts } from './web-chat.ts';

export interface Officer {
  name: string;
  officerId: string;
  /** Works until `over()`, and to the end of what is begun. */
  live(over: () => boolean): Promise<void>;
  /** Acts on files that were acknowledged. */
  done(): number;
}

export interface OfficerParts extends WebChatParts {
  prisma: PrismaClient;
}

/** Where they work. */
export interface Beat {
  unitCode: string;
  /** Where those live who never chat, and where households register. */
  areaIds: readonly string[];
}

const RETRY_MS = 150;
export const clock = { now: () => new Date() };

/** Until the database answers. */
export async function persist<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch {
      await pause(RETRY_MS);
    }
  }
}

interface Appointment {
  officerId: string;
  accountId: string | null;
  grants: readonly { role: 'ward' | 'hamlet'; unitCode: string; areaId?: string }[];
}

export async function appoint({ prisma, signal, name }: OfficerParts, { officerId, accountId, grants }: Appointment): Promise<void> {
  const from = clock.now();
  const rows = grants.map((grant) => ({ id: v7(), officerId, ...grant, from }));
  const id = v7();
  await persist(signal, async () => {
    await prisma.officer.createMany({ data: [{ id: officerId, name, createdAt: from }], skipDuplicates: true });
    await prisma.grant.createMany({ data: rows, skipDuplicates: true });
    if (accountId) await prisma.officerAccount.createMany({ data: [{ id, officerId, accountId, from }], skipDuplicates: true });
  });
}
