/** What comes from Telegram, by webhook or by polling, goes through here into the Inbox. */
import type { Conversation } from '../../conversation/conversation.ts';
import type { PrismaClient } from '../../db/client.ts';
import { Problem } from '../../problems.ts';
import { createOrder } from './order.ts';
import { type Reading, readUpdate, updateIdOf } from './read-update.ts';

export type Taking = 'stored' | 'duplicate' | 'ignored';

export interface Taken {
  taking: Taking;
  /** A press that wants to be answered, so that its clock stops. */
  ack?: string;
}

export interface Door {
  /**
   * Any error means that the update was not stored and has to come again.
   *
   * @param raw JSON as Telegram sent it, authenticated
   * @param inOrder nothing earlier can come after it
   */
  take(raw: unknown, options: { inOrder: boolean }): Promise<Taken>;
  /** Updates since the start, by what became of them. */
  counts(): Readonly<Record<Taking, number>>;
}

export interface DoorParts {
  prisma: PrismaClient;
  channelAccountId: string;
  conversation: Pick<Conversation, 'receive'>;
}

export function createDoor({ prisma, channelAccountId, conversation }: DoorParts): Door {
  const counts: Record<Taking, number> = { stored: 0, duplicate: 0, ignored: 0 };
  const order = createOrder({ stored });

  async function stored(updateIds: number[]): Promise<number[]> {
    const where = { channelAccountId, updateKey: { in: updateIds.map(String) } };
    const rows = await prisma.inbox.findMany({ where, select: { updateKey: true } });
    return rows.map(({ updateKey }) => Number(updateKey));
  }

  async function store({ updateId, chatKey, inbound, ack }: Reading, inOrder: boolean): Promise<Taken> {
    if (inbound.type === 'press' && !inOrder) await order.before(updateId, chatKey);
    try {
      const taking = await conversation.receive({ channelAccountId, updateKey: String(updateId), chatKey, inbound });
      return { taking, ...(ack !== undefined && { ack }) };
    } catch (error) {
      // It would be no better the next time.
      if (error instanceof Problem && error.code === 'badRequest') return { taking: 'ignored' };
      throw error;
    }
  }

  return {
    async take(raw, { inOrder }) {
      const read = readUpdate(raw);
      const updateId = updateIdOf(raw);
      const settle = updateId === null ? () => {} : order.arrive(updateId, read?.chatKey ?? null);
      try {
        const taken: Taken = read ? await store(read, inOrder) : { taking: 'ignored' };
        counts[taken.taking] += 1;
        settle(true);
        return taken;
      } catch (error) {
        settle(false);
        throw error;
      }
    },
    counts: () => counts,
  };
}
