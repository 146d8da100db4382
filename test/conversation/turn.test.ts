import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/channel/channel.ts';
import type { Act } from '../../src/conversation/acts/act.ts';
import { acts as real } from '../../src/conversation/acts/registry.ts';
import { receive } from '../../src/conversation/receive.ts';
import { audit } from '../../src/db/audit.ts';
import { dialogSchema, wordsSchema } from '../../src/flow/definition.ts';
import { createLogger } from '../../src/log.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

/** The first thing that the entry dialog has done: where these tests put their spanners. */
const FIRST_ACT = 'me.load';
let before: Act<typeof FIRST_ACT> | undefined;

let house: House;
beforeAll(async () => {
  const tampered: Act<typeof FIRST_ACT> = (deps, context, args) => (before ?? real[FIRST_ACT])(deps, context, args);
  house = await openHouse({ acts: { [FIRST_ACT]: tampered } });
});
afterEach(() => {
  before = undefined;
});
afterAll(() => house.close());

const text = (words: string): Inbound => ({ type: 'text', text: words });

/** Stores without waking anybody, as another process would. */
async function store({ channelAccountId, chatKey }: Visitor, ...inbounds: Inbound[]): Promise<void> {
  for (const inbound of inbounds) await receive(house.deps, { channelAccountId, chatKey, updateKey: randomUUID(), inbound });
}

const inboxOf = ({ chatKey }: Visitor) => house.database.prisma.inbox.findMany({ where: { chatKey }, orderBy: { order: 'asc' } });
const messagesOf = async (visitor: Visitor) =>
  house.database.prisma.message.findMany({ where: { accountId: await visitor.accountId() }, orderBy: { seq: 'asc' } });

/** Every update done, numbered in the order it came, and every number taken once by a line of either side. */
async function expectWholeConversation(visitor: Visitor): Promise<void> {
  const inbox = await inboxOf(visitor);
  const messages = await messagesOf(visitor);
  const conversation = await house.database.prisma.conversation.findUniqueOrThrow({ where: { accountId: await visitor.accountId() } });
  const mine = inbox.map((row) => row.seq ?? Number.NaN);
  expect(mine).toEqual(mine.toSorted((a, b) => a - b));
  const all = [...mine, ...messages.map((row) => row.seq)].toSorted((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: conversation.lastSeq }, (_, index) => index + 1));
  for (const row of inbox) expect(messages.some((message) => message.inboxId === row.id)).toBe(true);
}

describe('a message', () => {
  it('is answered, numbered and remembered', async () => {
    const visitor = await house.visitor();
    const answers = await visitor.say('xin chào');
    expect(answers.at(-1)?.choices.length).toBeGreaterThan(0);
    const [row] = await inboxOf(visitor);
    expect(row).toMatchObject({ state: 'done', seq: 1, attempts: 0, error: null });
    const [reply] = await messagesOf(visitor);
    expect(reply).toMatchObject({ seq: 2, class: 'reply', state: 'queued', inboxId: row?.id });
    const account = await house.database.prisma.account.findUniqueOrThrow({ where: { id: await visitor.accountId() } });
    expect(account).toMatchObject({ language: 'vi', lastInboundAt: row?.receivedAt, phone: null });
    await expectWholeConversation(visitor);
  });

  it('that comes twice is taken once', async () => {
    const visitor = await house.visitor();
    const { channelAccountId, chatKey } = visitor;
    const update = { channelAccountId, chatKey, updateKey: 'same', inbound: text('xin chào') };
    const taken = await Promise.all([house.conversation.receive(update), house.conversation.receive(update)]);
    await house.conversation.idle();
    expect(taken.toSorted()).toEqual(['duplicate', 'stored']);
    expect(new Set((await messagesOf(visitor)).map((message) => message.inboxId)).size).toBe(1);
  });

  it('waits for those before it', async () => {
    const visitor = await house.visitor();
    await store(visitor, ...Array.from({ length: 15 }, (_, index) => text(`${index}`)));
    await house.conversation.idle();
    await expectWholeConversation(visitor);
  });

  it('of one chat never overtakes another of it, however many arrive at once', async () => {
    const visitor = await house.visitor();
    await Promise.all(Array.from({ length: 12 }, (_, index) => visitor.send(text(`${index}`))));
    await expectWholeConversation(visitor);
  });

  it('whose content was blanked meanwhile is laid aside without a word', async () => {
    const visitor = await house.visitor();
    await store(visitor, text('xin chào'));
    await house.database.prisma.$executeRaw`UPDATE "Inbox" SET body = NULL WHERE "chatKey" = ${visitor.chatKey}`;
    await house.conversation.idle();
    expect(await inboxOf(visitor)).toMatchObject([{ state: 'done', seq: null }]);
    expect(await visitor.answers()).toEqual([]);
  });

  it('changes the language of what follows, and the account remembers it', async () => {
    const visitor = await house.visitor();
    await visitor.say('xin chào');
    await visitor.say('English');
    const account = await house.database.prisma.account.findUniqueOrThrow({ where: { id: await visitor.accountId() } });
    expect(account.language).toBe('en');
  });
});

describe('two processes', () => {
  it('share the work of many chats, each update done by one of them', async () => {
    const other = house.twin({ concurrency: 3 });
    const visitors = await Promise.all(Array.from({ length: 8 }, () => house.visitor()));
    for (const visitor of visitors) await store(visitor, ...['xin chào', '1', 'thuan an', 'menu', '2'].map(text));
    await Promise.all([house.conversation.idle(), other.idle()]);
    for (const visitor of visitors) await expectWholeConversation(visitor);
  });

  it('of two releases take turns in a dialog that only the later one has', async () => {
    const begin = (version: number) => ({
      id: 'roll',
      version,
      start: 'ask',
      steps: { ask: { kind: 'choose', text: 'common.confirm', choices: [{ id: `v${version}`, label: 'common.later', next: 'ask' }] } },
    });
    const words = wordsSchema.parse({ entry: 'roll', voice: 'roll', words: [] });
    const release = (version: number) => {
      const dialog = dialogSchema.parse(begin(version));
      return {
        dialogs: new Map([[`roll@${version}`, dialog]]),
        current: new Map([['roll', version]]),
        words,
        text: house.locale.speak,
        code: () => null,
      };
    };
    const row = { dialogId: 'roll', version: 2, sha256: '-', body: begin(2), createdAt: house.clock.now() };
    await house.database.prisma.dialogVersion.create({ data: row });
    const [older, later] = [house.twin({ world: release(1) }), house.twin({ world: release(2) })];
    const chatKey = randomUUID();
    await (await house.visitor({ chatKey, conversation: later })).say('xin chào');
    const [answer] = await (await house.visitor({ chatKey, conversation: older })).press('Để sau');
    expect(answer?.choices[0]?.data).toMatch(/\.v2$/);
  });

  it('find what a dead one left behind when they start', async () => {
    const visitor = await house.visitor();
    await store(visitor, text('xin chào'));
    const late = house.twin();
    await late.start();
    await late.stop();
    expect(await visitor.answers()).not.toHaveLength(0);
  });
});

describe('a turn that fails', () => {
  it('leaves nothing behind, and is tried again', async () => {
    let tries = 0;
    before = async (deps, context, args) => {
      await audit(deps, { actor: 'system', action: 'test.spanner', subject: `account:${context.accountId}` });
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return real[FIRST_ACT](deps, context, args);
    };
    const visitor = await house.visitor();
    expect(await visitor.say('xin chào')).not.toHaveLength(0);
    expect(tries).toBe(3);
    expect(await house.database.prisma.audit.count({ where: { action: 'test.spanner' } })).toBe(1);
    await expectWholeConversation(visitor);
  });

  it('for good is set aside with its code, the person hears of it, and the next message works', async () => {
    before = async () => {
      throw new Error('never');
    };
    const visitor = await house.visitor();
    const [apology] = await visitor.say('xin chào');
    expect(apology?.text).toBe(house.locale.t('act.apology', 'vi'));
    expect(await inboxOf(visitor)).toMatchObject([{ state: 'parked', error: 'act:me.load', attempts: 3, seq: 1 }]);
    before = undefined;
    expect((await visitor.say('xin chào')).at(-1)?.choices.length).toBeGreaterThan(0);
    await expectWholeConversation(visitor);
  });

  it('does not stop the other chats', async () => {
    const [one, two] = [await house.visitor(), await house.visitor()];
    before = async (deps, context, args) => {
      if (context.accountId === (await one.accountId())) throw new Error('never');
      return real[FIRST_ACT](deps, context, args);
    };
    await one.start();
    await Promise.all([one.say('xin chào'), two.say('xin chào')]);
    expect((await inboxOf(two))[0]).toMatchObject({ state: 'done' });
  });

  it('because the database is away is no fault of the message', async () => {
    let tries = 0;
    before = async (deps, context, args) => {
      tries += 1;
      if (tries <= 5) throw Object.assign(new Error('away'), { code: 'P1001' });
      return real[FIRST_ACT](deps, context, args);
    };
    const visitor = await house.visitor();
    await visitor.say('xin chào');
    expect(await inboxOf(visitor)).toMatchObject([{ state: 'done', attempts: 0 }]);
  });

  it('because the conversation itself is broken begins it anew', async () => {
    const visitor = await house.visitor();
    await visitor.say('xin chào');
    await house.database.prisma.conversation.update({ where: { accountId: await visitor.accountId() }, data: { session: { stack: 7 } } });
    const [apology] = await visitor.say('1');
    expect(apology?.text).toBe(house.locale.t('act.apology', 'vi'));
    expect((await inboxOf(visitor)).at(-1)).toMatchObject({ state: 'parked', error: expect.stringMatching(/^(engine|silent)$/) });
    expect((await visitor.say('xin chào')).at(-1)?.choices.length).toBeGreaterThan(0);
  });

  it('because a dialog never stops asking for acts ends with the engine’s own apology', async () => {
    const loop = dialogSchema.parse({
      id: 'loop',
      version: 1,
      start: 'again',
      steps: { again: { kind: 'act', do: 'account.stop', on: { stopped: 'again' } } },
    });
    const words = wordsSchema.parse({ entry: 'loop', voice: 'loop', words: [] });
    const world = {
      dialogs: new Map([['loop@1', loop]]),
      current: new Map([['loop', 1]]),
      words,
      text: house.locale.speak,
      code: () => null,
    };
    const conversation = house.twin({ world });
    const visitor = await house.visitor({ conversation });
    const answers = await visitor.say('xin chào');
    expect(answers.map(({ text: words }) => words)).toEqual([house.locale.t('engine.apology', 'vi')]);
    expect(await inboxOf(visitor)).toMatchObject([{ state: 'done', attempts: 0 }]);
  });

  it('with an outcome that the contract does not know is set aside', async () => {
    before = async () => ({ outcome: 'surprise', value: {} }) as never;
    const visitor = await house.visitor();
    await visitor.say('xin chào');
    expect(await inboxOf(visitor)).toMatchObject([{ state: 'parked', error: 'result:me.load' }]);
  });
});

describe('the log', () => {
  it('says what failed, and nothing that anybody wrote', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'trace', stream: { write: (line: string) => lines.push(line) } });
    before = async ({ db }, { accountId }) => {
      // Prisma's message quotes what it was given.
      await db.account.update({ where: { id: accountId }, data: { phone: '0912345678', language: 7 as never } });
      throw new Error('unreachable');
    };
    const visitor = await house.visitor({ conversation: house.twin({ log }) });
    await visitor.say('Tôi tên Nguyễn Thị Bí Mật, số 0912345678');
    expect(lines.join()).toContain('act:me.load');
    expect(lines.join()).not.toMatch(/Bí Mật|0912345678/);
    expect(lines.join()).not.toContain(visitor.chatKey);
  });
});

describe('the worker', () => {
  it('works on no more conversations at once than it may', async () => {
    let [now, most] = [0, 0];
    before = async (deps, context, args) => {
      now += 1;
      most = Math.max(most, now);
      // On a busy machine the second takes its time to come.
      const patience = Date.now() + 5_000;
      do await new Promise((resolve) => setTimeout(resolve, 30));
      while (most < 2 && Date.now() < patience);
      now -= 1;
      return real[FIRST_ACT](deps, context, args);
    };
    const narrow = house.twin({ concurrency: 2 });
    const visitors = await Promise.all(Array.from({ length: 6 }, () => house.visitor({ conversation: narrow })));
    await Promise.all(visitors.map((visitor) => visitor.say('xin chào')));
    expect(most).toBe(2);
  });

  it('finishes the turn in hand before it stops', async () => {
    let entered: () => void = () => {};
    const reached = new Promise<void>((resolve) => {
      entered = resolve;
    });
    before = async (deps, context, args) => {
      entered();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return real[FIRST_ACT](deps, context, args);
    };
    const mortal = house.twin();
    const { channelAccountId, chatKey, ...visitor } = await house.visitor();
    await mortal.receive({ channelAccountId, chatKey, updateKey: 'last', inbound: text('xin chào') });
    await reached;
    await mortal.stop();
    expect(await visitor.answers()).not.toHaveLength(0);
  });
});
