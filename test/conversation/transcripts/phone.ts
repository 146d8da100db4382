/** A phone in a play: what somebody does on it, and what stands on its screen afterwards. */
import { randomUUID } from 'node:crypto';
import type { ChannelKind, Inbound, Outbound, RenderedMessage } from '../../../src/channel/channel.ts';
import { markHanded } from '../../../src/conversation/mark-handed.ts';
import { receiveFile } from '../../../src/evidence/receive-file.ts';
import type { House } from '../../support/talk.ts';

export type Doing =
  | { does: 'starts'; code?: string }
  | { does: 'says'; text: string }
  /** Presses what is offered at this place. */
  | { does: 'presses'; choice: number }
  /** A button of an earlier message. */
  | { does: 'pressesOld'; label: string }
  | { does: 'sendsPhoto'; bytes: Buffer }
  | { does: 'sendsHeic' | 'sendsVoice' | 'sendsSticker' }
  /** Nothing: looks at what has come by itself. */
  | { does: 'waits' };

/** As the ledger has it, before a channel fits it to its limits; or as it came through. */
export type Said = { message: Outbound } | { came: RenderedMessage };

export interface Phone {
  /** Resolves once every answer is there. */
  does(doing: Doing): Promise<Said[]>;
  /** What can be chosen under the newest message. */
  offered(): readonly { label: string; isLink: boolean }[];
  /** The words of every message so far, oldest first. */
  texts(): Promise<string[]>;
}

export interface PortParts {
  house: House;
  channel: ChannelKind;
  chatKey: string;
  /** Told of everything that the ledger holds, shown or not. */
  onSaid?: (said: Outbound[]) => Promise<void>;
}

interface Heard {
  seq: number;
  /** Null: it was taken back before it came. */
  body: Outbound | null;
  accountId: string;
}

/** $1 channel account, $2 chat, $3 after which line. */
const heardSql = `
SELECT m.seq, m.body, m."accountId" FROM "Message" m JOIN "Account" a ON a.id = m."accountId"
WHERE a."channelAccountId" = $1::uuid AND a."externalId" = $2 AND m.seq > $3::int ORDER BY m.seq`;

/** What is done on it arrives as an adapter would hand it over; what is said is read in the ledger. */
export async function openPortPhone({ house, channel, chatKey, onSaid = async () => {} }: PortParts): Promise<Phone> {
  const visitor = await house.visitor({ channel, chatKey });
  const { channelAccountId } = visitor;
  const { raw } = house.database;
  let heard = 0;
  let newest: Outbound | null = null;

  /** What was said since the last time. Numbers go on even where everything before them was erased. */
  async function hear(): Promise<Outbound[]> {
    const rows = await raw.$queryRawUnsafe<Heard[]>(heardSql, channelAccountId, chatKey, heard);
    const said = rows.flatMap(({ body }) => body ?? []);
    const last = rows.at(-1);
    heard = last?.seq ?? heard;
    // What is heard has been sent.
    if (last) await markHanded({ db: raw, clock: house.clock }, last.accountId, heard);
    newest = said.at(-1) ?? newest;
    return said;
  }

  async function inboundOf(doing: Exclude<Doing, { does: 'waits' }>): Promise<Inbound> {
    switch (doing.does) {
      case 'starts':
        return { type: 'start', ...(doing.code !== undefined && { code: doing.code }) };
      case 'says':
        return { type: 'text', text: doing.text };
      case 'presses': {
        const { data = '', label = '' } = newest?.choices[doing.choice] ?? {};
        return { type: 'press', data, label };
      }
      case 'pressesOld': {
        const past = (await visitor.answers()).slice(0, -1).flatMap(({ choices }) => choices);
        const choice = past.findLast(({ label }) => label === doing.label);
        if (!choice?.data) throw new Error(`No earlier button [${doing.label}]`);
        return { type: 'press', data: choice.data, label: choice.label };
      }
      case 'sendsPhoto':
        return { type: 'media', items: [await receiveFile({ blobs: house.blobs, ids: house.deps.ids }, { bytes: doing.bytes })] };
      case 'sendsHeic':
        return { type: 'mediaProblem', problem: 'fileHeic' };
      case 'sendsVoice':
        return { type: 'voice' };
      case 'sendsSticker':
        return { type: 'other' };
    }
  }

  return {
    async does(doing) {
      if (doing.does !== 'waits') {
        const inbound = await inboundOf(doing);
        await house.conversation.receive({ channelAccountId, chatKey, updateKey: randomUUID(), inbound });
        await house.conversation.idle();
      }
      const said = await hear();
      await onSaid(said);
      return said.map((message) => ({ message }));
    },
    offered: () => (newest?.choices ?? []).map(({ label, data }) => ({ label, isLink: data === undefined })),
    texts: async () => (await visitor.answers()).map(({ text }) => text),
  };
}
