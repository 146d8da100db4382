/**
 * Talks with the real service as a household would: `const house = await openHouse()`, then
 * `const lan = await house.visitor(); await lan.say('thuan an'); await lan.press('Đồng ý');`.
 * Each call returns what was answered, once every turn is done.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelKind, Inbound, Outbound, RenderedMessage } from '../../src/channel/channel.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { render } from '../../src/channel/render.ts';
import { type Conversation, type ConversationParts, createConversation } from '../../src/conversation/conversation.ts';
import { loadDialogs } from '../../src/conversation/load-dialogs.ts';
import type { RawPool } from '../../src/db/raw.ts';
import type { Deps } from '../../src/deps.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import type { World } from '../../src/flow/engine.ts';
import { fold } from '../../src/flow/fold.ts';
import { createLocale, type Locale } from '../../src/locale/locale.ts';
import { freshDatabase, type TestDatabase, unusedDatabase } from './db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from './deps.ts';
import { FLOWS } from './sample.ts';

/** Key of the installation. */
export const SERVICE_SECRET = Buffer.alloc(32, 7);

export interface House {
  database: TestDatabase;
  deps: Deps;
  clock: FixedClock;
  locale: Locale;
  world: World;
  blobs: BlobStore;
  conversation: Conversation;
  /** Another service on the same database, as a second process would be. */
  twin(parts?: Partial<ConversationParts>): Conversation;
  /** Somebody who has not written yet. */
  visitor(options?: { channel?: ChannelKind; chatKey?: string; conversation?: Conversation }): Promise<Visitor>;
  close(): Promise<void>;
}

export interface Visitor {
  channelAccountId: string;
  chatKey: string;
  /** Known after the first message. */
  accountId(): Promise<string>;
  start(code?: string): Promise<Outbound[]>;
  say(text: string): Promise<Outbound[]>;
  /** Presses the button of the newest question whose label begins like this, accents aside. Throws when there is none. */
  press(label: string): Promise<Outbound[]>;
  /** @param at when the platform says that it happened */
  send(inbound: Inbound, at?: Date): Promise<Outbound[]>;
  /** Everything that was answered so far, oldest first. */
  answers(): Promise<Outbound[]>;
  /** As the visitor's channel shows it. */
  rendered(outbound: Outbound): RenderedMessage[];
}

/** Read once for all houses of a worker; versions of dialogs are in the database of the first. */
let world: Promise<World> | undefined;

async function shippedWorld(deps: Deps, locale: Locale): Promise<World> {
  world ??= loadDialogs(deps, { folder: FLOWS, locale });
  return { ...(await world), text: locale.speak };
}

/** @param unused for what looks at plans */
export async function openHouse({
  unused = false,
  ...parts
}: Partial<ConversationParts> & { clock?: FixedClock; unused?: boolean } = {}): Promise<House> {
  const database = await (unused ? unusedDatabase() : freshDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-talk-'));
  const { prisma, raw } = database;
  const clock = parts.clock ?? fixedClock();
  const deps = testDeps(prisma, { clock, ids: parts.ids ?? sequentialIds('1') });
  const locale = parts.locale ?? createLocale();
  const blobs = folderBlobStore(folder);
  const world = parts.world ?? (await shippedWorld(deps, locale));
  const services = { publicUrl: 'https://nhahoc.example', secret: SERVICE_SECRET };
  const twins: Conversation[] = [];

  function twin(more: Partial<ConversationParts> = {}): Conversation {
    const { ids, log } = deps;
    const conversation = createConversation({
      prisma,
      raw,
      clock,
      ids,
      log,
      locale,
      world,
      services,
      sweepEvery: 60_000,
      ...parts,
      ...more,
    });
    twins.push(conversation);
    return conversation;
  }

  const conversation = twin();
  return {
    database,
    deps,
    clock,
    locale,
    world,
    blobs,
    conversation,
    twin,
    async visitor({ channel = 'web', chatKey = randomUUID(), conversation: through = conversation } = {}) {
      return visit({ deps, raw }, through, { channel, chatKey, channelAccountId: await channelAccount(deps, channel) });
    },
    async close() {
      await Promise.all(twins.map((one) => one.stop()));
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ofVisitor = `FROM "Message" m JOIN "Account" a ON a.id = m."accountId" WHERE a."channelAccountId" = $1::uuid AND a."externalId" = $2`;
const answersSql = `SELECT m.body ${ofVisitor} ORDER BY m.seq OFFSET $3`;
const countSql = `SELECT count(*)::int AS count ${ofVisitor}`;

interface Who {
  channel: ChannelKind;
  channelAccountId: string;
  chatKey: string;
}

function visit({ deps, raw }: { deps: Deps; raw: RawPool }, conversation: Conversation, who: Who): Visitor {
  const { channel, channelAccountId, chatKey } = who;

  async function accountId(): Promise<string> {
    const account = await deps.db.account.findUniqueOrThrow({
      where: { channelAccountId_externalId: { channelAccountId, externalId: chatKey } },
    });
    return account.id;
  }

  async function answers(after = 0): Promise<Outbound[]> {
    const rows = await raw.$queryRawUnsafe<{ body: Outbound }[]>(answersSql, channelAccountId, chatKey, after);
    return rows.map(({ body }) => body);
  }

  async function countAnswers(): Promise<number> {
    const [row] = await raw.$queryRawUnsafe<{ count: number }[]>(countSql, channelAccountId, chatKey);
    return row?.count ?? 0;
  }

  async function send(inbound: Inbound, at?: Date): Promise<Outbound[]> {
    const before = await countAnswers();
    await conversation.receive({ channelAccountId, chatKey, updateKey: randomUUID(), inbound, ...(at && { at }) });
    await conversation.idle();
    return answers(before);
  }

  async function press(label: string): Promise<Outbound[]> {
    const question = (await answers()).findLast((one) => one.choices.length > 0);
    const choice = question?.choices.find((one) => fold(one.label).startsWith(fold(label)));
    if (!choice?.data) throw new Error(`No button "${label}" among: ${question?.choices.map((one) => one.label).join(' | ')}`);
    return send({ type: 'press', data: choice.data, label: choice.label });
  }

  return {
    channelAccountId,
    chatKey,
    accountId,
    start: (code) => send({ type: 'start', ...(code !== undefined && { code }) }),
    say: (text) => send({ type: 'text', text }),
    press,
    send,
    answers: () => answers(),
    rendered: (outbound) => render(outbound, profiles[channel]),
  };
}

async function channelAccount({ db, ids }: Deps, channel: ChannelKind): Promise<string> {
  const known = await db.channelAccount.findFirst({ where: { channel } });
  if (known) return known.id;
  const city = await db.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
  const id = ids.next();
  await db.channelAccount.create({ data: { id, channel, externalId: `test-${channel}`, organisationId: city.id } });
  return id;
}
