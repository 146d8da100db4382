/** Everything that is there after a storm, read once: what was sent, what the database holds, what came into each chat. */
import type { Outbound } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { render } from '../../src/channel/render.ts';
import { show } from '../../src/channel/telegram/keyboard.ts';
import { wordsFor } from '../../src/channel/zalo/message.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { RemoteFake } from '../support/fake-telegram/remote.ts';
import type { Call } from '../support/fake-telegram.ts';
import type { RemoteFakeZalo } from '../support/fake-zalo/remote.ts';
import type { Asked, FakeZalo } from '../support/fake-zalo.ts';
import { type Comparison, compare } from './arrivals.ts';
import type { ChatOfficer } from './chat-officer.ts';
import type { ConsoleOfficer } from './console-officer.ts';
import type { AppHousehold } from './household.ts';
import type { WebHousehold } from './web-household.ts';

export type Aftermath = Awaited<ReturnType<typeof readAftermath>>;

export interface AftermathParts {
  prisma: PrismaClient;
  fake: RemoteFake;
  zalo: RemoteFakeZalo;
  web: readonly WebHousehold[];
  apps: readonly AppHousehold[];
  chatOfficers: readonly ChatOfficer[];
  consoleOfficers: readonly ConsoleOfficer[];
}

export async function readAftermath({ prisma, fake, zalo, web, apps, chatOfficers, consoleOfficers }: AftermathParts) {
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
    prisma.household.count({ where: { memberships: { some: {} } } }),
    prisma.membership.count(),
    prisma.audit.count({ where: { action: 'household.register' } }),
  ]);
  const erasures = await prisma.audit.findMany({ where: { action: 'privacy.erase' } });
  const [reviews, files, audit, decisions, notices, members] = await Promise.all([
    prisma.review.findMany({ orderBy: { seq: 'asc' } }),
    prisma.assessment.findMany({ include: { submissions: { select: { id: true } } } }),
    prisma.audit.findMany({ orderBy: { seq: 'asc' } }),
    prisma.decision.findMany({ include: { lines: { orderBy: { position: 'asc' } } } }),
    prisma.fileNotice.findMany(),
    prisma.membership.findMany({ select: { accountId: true, householdId: true } }),
  ]);
  const ledger = new Map(Object.entries(Object.groupBy(messages, ({ account }) => account.externalId)));
  const chats: (Comparison & { household: string; channel: AppHousehold['channel'] })[] = [];
  for (const household of apps) {
    const came = await household.arrivals();
    // In the order in which they came, whatever a platform calls them.
    const places = new Map(came.map(({ id }, index) => [id, index + 1]));
    const rows = (ledger.get(household.chatKey) ?? []).map(({ seq, class: of, state, providerId, doubtAt, body }) => ({
      isNotice: of !== 'reply',
      seq,
      state,
      providerId: providerId === null ? null : String(places.get(providerId) ?? 0),
      texts: textsOf(household.channel, body as unknown as Outbound),
      doubtful: doubtAt !== null,
    }));
    const arrivals = came.map(({ text }, index) => ({ messageId: index + 1, text }));
    // Replies go first, whatever else there is to tell: each of the two has its order.
    const noticed = new Set(rows.flatMap(({ isNotice, texts }) => (isNotice ? texts : [])));
    for (const notices of [false, true]) {
      const theirs = rows.filter(({ isNotice }) => isNotice === notices);
      const came = arrivals.filter(({ text }) => noticed.has(text) === notices);
      chats.push({ household: household.name, channel: household.channel, ...compare(theirs, came) });
    }
  }
  const calls = await fake.control<Call[]>('calls', { args: ['sendMessage'] });
  const asked = await zalo.control<Asked[]>('requests', { args: ['cs'] });
  return {
    web,
    apps,
    chatOfficers,
    consoleOfficers,
    /** What officers did, and households said to it; the files; what was decided and told; and what was written of all that. */
    review: {
      ...{ rows: reviews, files, audit, decisions, notices, memberships: members },
      /** Ids of households. */
      erased: erasures.flatMap(({ detail }) => (detail as { households: string[] }).households),
    },
    inbox,
    messages,
    conversations,
    answers,
    submissions,
    evidence,
    counts: { households, memberships, registrations },
    chats,
    zalo: {
      /** Codes of calls that were refused. */
      refusals: asked.flatMap(({ error }) => (error === undefined || error === 0 ? [] : [error])),
      pending: await zalo.control<number>('pending'),
      events: await zalo.control<ReturnType<FakeZalo['events']>>('events'),
    },
    platform: {
      /** Of calls that were refused. */
      refusals: calls.filter(({ status }) => status !== 200).map(({ status }) => status),
      busiestSecond: await fake.control<number>('busiestSecond'),
      pending: await fake.control<number>('pending'),
      ...(await fake.control<{ added: number; delivered: number; failed: number; dropped: number }>('counts')),
    },
  };
}

/** As the app shows them. */
function textsOf(channel: AppHousehold['channel'], body: Outbound): string[] {
  const parts = render(body, profiles[channel]);
  if (channel === 'telegram') return parts.map((message) => show(message).text.trim());
  return parts.flatMap((message) => wordsFor('', message).map((words) => words.message.text ?? ''));
}
