/** What an authenticated event of one OA says goes through here: into the Inbox, or to the ledger. */
import type { Conversation } from '../../conversation/conversation.ts';
import type { PrismaClient } from '../../db/client.ts';
import { Problem } from '../../problems.ts';
import type { Reading } from './read-event.ts';
import { createRepeats, type Repeats } from './repeats.ts';

/**
 * What became of an event.
 *
 * - `stored`, `duplicate`: in the Inbox now, or before
 * - `repeated`: the same button again, or another beginning
 * - `received`, `seen`: a receipt for a message of ours
 * - `ignored`: nothing for us
 */
export type Taking = 'stored' | 'duplicate' | 'repeated' | 'received' | 'seen' | 'ignored';

export interface Door {
  /** Any error means that the event was not stored, or not wholly, and has to come again. */
  take(reading: Reading): Promise<Taking>;
  /** Whether somebody of this id has come to this OA before. */
  knows(userId: string): Promise<boolean>;
}

export interface DoorParts {
  prisma: PrismaClient;
  channelAccountId: string;
  /** ChannelAccount.externalId */
  oaId: string;
  conversation: Pick<Conversation, 'receive' | 'arrived'>;
}

/** Milliseconds in which a button that is pressed again means the same. */
const PRESS = 10_000;
/** Who opens the chat and who follows is one person who begins. */
const BEGINNING = 60 * 60 * 1000;
/** Of several updates of one event, what is told of it. */
const ORDER: readonly Taking[] = ['stored', 'duplicate', 'repeated'];

export function createDoor({ prisma, channelAccountId, oaId, conversation }: DoorParts): Door {
  const presses = createRepeats({ within: PRESS });
  const beginnings = createRepeats({ within: BEGINNING });

  async function store(update: Reading['updates'][number], at: number): Promise<Taking> {
    const { repeats, what } = repeatable(update);
    if (repeats?.isRepeat(what, update.updateKey, at)) return 'repeated';
    try {
      return await conversation.receive({ channelAccountId, ...update, ...(at > 0 && { at: new Date(at) }) });
    } catch (error) {
      // It would be no better the next time.
      if (error instanceof Problem && error.code === 'badRequest') return 'ignored';
      repeats?.forget(what, update.updateKey);
      throw error;
    }
  }

  function repeatable({ chatKey, inbound }: Reading['updates'][number]): { repeats?: Repeats; what: string } {
    if (inbound.type === 'press') return { repeats: presses, what: `${chatKey} ${inbound.data}` };
    return inbound.type === 'start' ? { repeats: beginnings, what: chatKey } : { what: '' };
  }

  return {
    async take({ updates, userId, at, received, seen }) {
      if (received.length > 0) {
        await Promise.all(received.map((providerId) => conversation.arrived(channelAccountId, providerId)));
        return 'received';
      }
      if (seen > 0) return 'seen';
      // Nobody talks with themselves.
      if (userId === oaId) return 'ignored';
      const takings: Taking[] = [];
      for (const update of updates) takings.push(await store(update, at));
      return ORDER.find((taking) => takings.includes(taking)) ?? 'ignored';
    },
    async knows(externalId) {
      return (await prisma.account.count({ where: { channelAccountId, externalId } })) > 0;
    },
  };
}
