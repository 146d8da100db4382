/**
 * A conversation without dialogs, on the real database: it answers each update at once with what it got, so that tests
 * of the HTTP surface and the page depend on no dialog's words.
 */
import type { Inbound, Outbound, Update } from '../../src/channel/channel.ts';
import { linesOf } from '../../src/conversation/lines.ts';
import { markHanded } from '../../src/conversation/mark-handed.ts';
import { receive } from '../../src/conversation/receive.ts';
import { createWake } from '../../src/conversation/wake.ts';
import { Prisma, type PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { emptySession } from '../../src/flow/session.ts';
import type { ChatRoom } from '../../src/http/app.ts';

export interface EchoConversation extends ChatRoom {
  /** Says something that nobody asked for. */
  say(accountId: string, outbound: Partial<Outbound>): Promise<void>;
  /** Forgets the lines, as an erasure does. */
  forget(accountId: string): Promise<void>;
  /** While true, updates are stored and not answered. */
  asleep: boolean;
}

export function createEchoConversation(deps: Deps & { db: PrismaClient }): EchoConversation {
  const { db, clock, ids } = deps;
  const wake = createWake();
  const plain: Outbound = { text: '', choices: [], expect: 'text' };

  async function answer({ channelAccountId, chatKey, updateKey }: Update): Promise<void> {
    const stored = await db.inbox.findUniqueOrThrow({ where: { channelAccountId_updateKey: { channelAccountId, updateKey } } });
    const inbound = stored.body as unknown as Inbound;
    const account = await db.account.findUniqueOrThrow({
      where: { channelAccountId_externalId: { channelAccountId, externalId: chatKey } },
    });
    await db.$transaction(async (tx) => {
      const seq = await next(tx, account.id);
      await tx.inbox.update({
        where: { id: stored.id },
        data: { state: 'done', seq, doneAt: clock.now() },
      });
      if (inbound.type === 'text' && inbound.text === 'english')
        await tx.account.update({ where: { id: account.id }, data: { language: 'en' } });
      for (const outbound of answersTo(inbound)) await write(tx, account, outbound);
    });
    wake.tell(account.id);
  }

  async function next(tx: Deps['db'], accountId: string): Promise<number> {
    const { lastSeq } = await tx.conversation.upsert({
      where: { accountId },
      create: { accountId, session: emptySession('vi') as object, lastSeq: 1, updatedAt: clock.now() },
      update: { lastSeq: { increment: 1 } },
    });
    return lastSeq;
  }

  async function write(tx: Deps['db'], account: { id: string; channelAccountId: string }, outbound: Partial<Outbound>): Promise<void> {
    const { id: accountId, channelAccountId } = account;
    const seq = await next(tx, accountId);
    const body: object = { ...plain, ...outbound };
    await tx.message.create({ data: { id: ids.next(), accountId, channelAccountId, seq, class: 'reply', body, createdAt: clock.now() } });
  }

  function answersTo(inbound: Inbound): Partial<Outbound>[] {
    switch (inbound.type) {
      case 'start':
        return [{ text: inbound.code ? `Mã: ${inbound.code}` : 'Nhà Học xin chào gia đình!' }, question('Gia đình muốn làm gì?')];
      case 'text':
        return [question(`Đã nghe: ${inbound.text.slice(0, 200)}`)];
      case 'press':
        return [question(`Đã bấm: ${inbound.data}`)];
      case 'media':
        return [question(`Đã nhận ${inbound.items.length} tệp`)];
      case 'mediaProblem':
        return [question(`Trục trặc: ${inbound.problem}`)];
      default:
        return [question(inbound.type)];
    }
  }

  function question(text: string): Partial<Outbound> {
    return {
      text,
      choices: [
        { data: '1.begin', label: 'Bắt đầu tự đánh giá' },
        { data: '1.later', label: 'Để sau' },
        { label: 'Xem dữ liệu', url: '/me/data' },
      ],
    };
  }

  const room: EchoConversation = {
    asleep: false,
    async receive(update) {
      const received = await receive(deps, update);
      if (received === 'stored' && !room.asleep) await answer(update);
      return received;
    },
    linesOf: (accountId, after, editedSince) => linesOf(deps, accountId, after, editedSince),
    onLines: wake.on,
    markHanded: (accountId, seq) => markHanded(deps, accountId, seq),
    async say(accountId, outbound) {
      await db.$transaction(async (tx) => {
        const account = await tx.account.findUniqueOrThrow({ where: { id: accountId } });
        await write(tx, account, outbound);
      });
      wake.tell(accountId);
    },
    async forget(accountId) {
      const { channelAccountId, externalId } = await db.account.findUniqueOrThrow({ where: { id: accountId } });
      await db.message.deleteMany({ where: { accountId } });
      await db.inbox.updateMany({ where: { channelAccountId, chatKey: externalId }, data: { body: Prisma.DbNull } });
      wake.tell(accountId);
    },
  };
  return room;
}
