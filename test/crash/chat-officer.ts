/** An officer who works through what waits in chat: confirms, asks for one thing, or leaves it for later. */
import { v7 } from 'uuid';
import { appoint, type Beat, type Officer, type OfficerParts, persist } from './officer.ts';
import { createWebChat, type WebChat } from './web-chat.ts';
import { choicesOf, newestQuestion } from './web-household.ts';

export interface ChatOfficer extends Officer, Pick<WebChat, 'sent' | 'lines' | 'retries' | 'look'> {}

const ASK_AGAIN_MS = 400;

export function createChatOfficer(parts: OfficerParts, beat: () => Promise<Beat>): ChatOfficer {
  const { name, random, prisma, signal } = parts;
  const chat = createWebChat(parts);
  const officerId = v7();

  async function account(): Promise<string> {
    const { channelAccountId, chatKey } = await persist(signal, () =>
      prisma.inbox.findFirstOrThrow({ where: { updateKey: chat.sent[0]?.key ?? '' } }),
    );
    const where = { channelAccountId_externalId: { channelAccountId, externalId: chatKey } };
    return (await persist(signal, () => prisma.account.findUniqueOrThrow({ where }))).id;
  }

  async function next(): Promise<void> {
    const choices = choicesOf(newestQuestion(chat.lines));
    const press = (id: string) => {
      const { data = '', label = '' } = choices.get(id) ?? {};
      return chat.send({ type: 'press', data: data ?? '', label });
    };
    if (choices.has('confirm') && choices.has('ask')) {
      const chance = random.below(10);
      return press(chance < 6 ? 'confirm' : chance < 8 ? 'ask' : 'later');
    }
    if (choices.has('photo')) return press('photo');
    // Which item: the first of them.
    if (choices.has('never')) return chat.send({ type: 'text', text: '1' });
    await chat.rest(ASK_AGAIN_MS);
    await chat.send({ type: 'text', text: 'phiếu chờ' });
  }

  return {
    name,
    officerId,
    sent: chat.sent,
    lines: chat.lines,
    retries: chat.retries,
    done: () => chat.lines.filter(({ from, text }) => from === 'us' && isDone(text)).length,
    async live(over) {
      await chat.open();
      await chat.send({ type: 'start' });
      const { unitCode } = await beat();
      await appoint(parts, { officerId, accountId: await account(), grants: [{ role: 'ward', unitCode }] });
      while (!over()) await next();
    },
    look: chat.look,
  };
}

/** What chat says when an act was done: see `review.confirmed`, `review.asked` and `review.askedUntold`. */
function isDone(text: string): boolean {
  return /^(Đã xác nhận phiếu|Đang nhắn hộ|Đã ghi\. Hộ)/mu.test(text);
}
