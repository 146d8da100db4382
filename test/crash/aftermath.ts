/** Everything that is there after a storm, read once: what was sent, what the database holds, what came into each chat. */
import type { Outbound } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { render } from '../../src/channel/render.ts';
import { show } from '../../src/channel/telegram/keyboard.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { RemoteFake } from '../support/fake-telegram/remote.ts';
import type { Call } from '../support/fake-telegram.ts';
import { type Arrival, type Comparison, compare } from './arrivals.ts';
import type { TelegramHousehold } from './telegram-household.ts';
import type { WebHousehold } from './web-household.ts';

export type Aftermath = Awaited<ReturnType<typeof readAftermath>>;

export interface AftermathParts {
  prisma: PrismaClient;
  fake: RemoteFake;
  web: readonly WebHousehold[];
  telegram: readonly TelegramHousehold[];
}

export async function readAftermath({ prisma, fake, web, telegram }: AftermathParts) {
  const [inbox, messages, conversations, answers, submissions] = await Promise.all([
    prisma.inbox.findMany({ orderBy: { order: 'asc' } }),
    prisma.message.findMany({ orderBy: { seq: 'asc' }, include: { account: { select: { externalId: true } } } }),
    prisma.conversation.findMany({ include: { account: { include: { channelAccount: { select: { channel: true } } } } } }),
    prisma.answer.findMany(),
    prisma.submission.findMany({
      include: { rubricVersion: true, assessment: { include: { answers: true } } },
      orderBy: { number: 'asc' },
    }),
  ]);
  const evidence = await prisma.evidence.findMany({ select: { inboxId: true, kind: true } });
  const [households, memberships, registrations] = await Promise.all([
    prisma.household.count(),
    prisma.membership.count(),
    prisma.audit.count({ where: { action: 'household.register' } }),
  ]);
  const ledger = new Map(Object.entries(Object.groupBy(messages, ({ account }) => account.externalId)));
  const chats: (Comparison & { household: string })[] = [];
  for (const household of telegram) {
    const rows = (ledger.get(household.chatKey) ?? []).map(({ seq, state, providerId, doubtAt, body }) => ({
      seq,
      state,
      providerId,
      texts: textsOf(body as unknown as Outbound),
      doubtful: doubtAt !== null,
    }));
    chats.push({ household: household.name, ...compare(rows, (await household.arrivals()) as Arrival[]) });
  }
  const calls = await fake.control<Call[]>('calls', { args: ['sendMessage'] });
  return {
    web,
    telegram,
    inbox,
    messages,
    conversations,
    answers,
    submissions,
    evidence,
    counts: { households, memberships, registrations },
    chats,
    platform: {
      /** Of calls that were refused. */
      refusals: calls.filter(({ status }) => status !== 200).map(({ status }) => status),
      busiestSecond: await fake.control<number>('busiestSecond'),
      pending: await fake.control<number>('pending'),
      ...(await fake.control<{ added: number; delivered: number; failed: number; dropped: number }>('counts')),
    },
  };
}

/** As Telegram shows them. */
function textsOf(body: Outbound): string[] {
  return render(body, profiles.telegram).map((message) => show(message).text.trim());
}
