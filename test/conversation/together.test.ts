/** Turns of several conversations in one transaction: the same as each by itself. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepSql } from '../../src/conversation/turn-sql.ts';
import { createTurnStore } from '../../src/conversation/turn-store.ts';
import { type Family, newFamily, newMember } from '../support/family.ts';
import { eventually } from '../support/service.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ unused: true });
});
afterAll(() => house.close());

interface Talking {
  family: Family;
  visitor: Visitor;
}

/** A family whose conversation stands at the first question of the form. */
async function atTheForm(): Promise<Talking> {
  const family = await newFamily(house.deps);
  return { family, visitor: await talking(family.accountId) };
}

async function talking(accountId: string): Promise<Visitor> {
  const { externalId } = await house.deps.db.account.findUniqueOrThrow({ where: { id: accountId } });
  const visitor = await house.visitor({ chatKey: externalId });
  await visitor.say('làm tiếp');
  await visitor.press('Bắt đầu');
  return visitor;
}

/** Presses the first answer of everybody's question, all at once. */
async function answerAtOnce(visitors: readonly Visitor[], place = 0): Promise<void> {
  const updates = await Promise.all(visitors.map(async (visitor) => pressOf(visitor, place)));
  await Promise.all(updates.map((update) => house.conversation.receive(update)));
  await house.conversation.idle();
}

async function pressOf({ answers, channelAccountId, chatKey }: Visitor, place: number) {
  const choices = (await answers()).at(-1)?.choices.filter(({ data }) => data?.includes('.a-')) ?? [];
  const { data, label } = choices[place] ?? {};
  if (!data || !label) throw new Error('No answer to press');
  return { channelAccountId, chatKey, updateKey: randomUUID(), inbound: { type: 'press' as const, data, label } };
}

const newest = (visitors: readonly Visitor[]) =>
  house.deps.db.inbox.findMany({
    where: { chatKey: { in: visitors.map(({ chatKey }) => chatKey) }, body: { path: ['type'], equals: 'press' } },
    orderBy: { order: 'desc' },
    take: visitors.length,
  });

/** Rows that one transaction wrote carry its number. */
async function transactionsOf(ids: readonly string[]): Promise<string[]> {
  const rows = await house.deps.db.$queryRaw<{ xmin: string }[]>`SELECT DISTINCT xmin::text FROM "Inbox" WHERE id = ANY(${ids}::uuid[])`;
  return rows.map(({ xmin }) => xmin);
}

describe('many households that answer at once', () => {
  it('are served in one transaction, each as if it were alone', async () => {
    const alone = await atTheForm();
    await answerAtOnce([alone.visitor]);
    const expected = (await alone.visitor.answers()).at(-1);
    const many = await Promise.all(Array.from({ length: 12 }, atTheForm));
    const visitors = many.map(({ visitor }) => visitor);

    await answerAtOnce(visitors);

    const rows = await newest(visitors);
    expect(rows.every(({ state }) => state === 'done')).toBe(true);
    expect((await transactionsOf(rows.map(({ id }) => id))).length).toBeLessThan(rows.length / 2);
    for (const { visitor, family } of many) {
      const [answer, ...more] = await house.deps.db.answer.findMany({ where: { assessment: { householdId: family.householdId } } });
      expect(more).toEqual([]);
      expect(answer).toMatchObject({
        enteredBy: family.accountId,
        method: 'self',
        inboxId: rows.find(({ chatKey }) => chatKey === visitor.chatKey)?.id,
      });
      expect((await visitor.answers()).at(-1)).toEqual(expected);
      const audited = await house.deps.db.audit.findMany({ where: { actor: `account:${family.accountId}`, action: 'assessment.answer' } });
      expect(audited).toMatchObject([{ subject: `assessment:${answer?.assessmentId}`, detail: { indicator: answer?.indicator } }]);
    }
  });

  it('of one family: the second is shown what the first answered, and overwrites nothing unseen', async () => {
    const { family, visitor } = await atTheForm();
    const other = await talking(await newMember(house.deps, family));
    const [mine, theirs] = [await pressOf(visitor, 0), await pressOf(other, 1)];
    await Promise.all([house.conversation.receive(mine), house.conversation.receive(theirs)]);
    await house.conversation.idle();
    const answers = await house.deps.db.answer.findMany({ where: { assessment: { householdId: family.householdId } } });
    expect(answers).toHaveLength(1);
    const last = (await Promise.all([visitor, other].map((one) => one.answers()))).map((said) => said.at(-1)?.text ?? '');
    expect(last.filter((text) => text.includes('Người nhà vừa trả lời'))).toHaveLength(1);
  });

  it('are not held up by one that cannot be served', async () => {
    const many = await Promise.all(Array.from({ length: 4 }, atTheForm));
    const [broken, ...well] = many.map(({ visitor }) => visitor) as [Visitor, ...Visitor[]];
    const updates = await Promise.all([broken, ...well].map((visitor) => pressOf(visitor, 0)));
    await house.deps.db.conversation.update({ where: { accountId: await broken.accountId() }, data: { session: { stack: 7 } } });
    await Promise.all(updates.map((update) => house.conversation.receive(update)));
    await house.conversation.idle();
    const rows = await newest([broken, ...well]);
    const states = Object.fromEntries(rows.map(({ chatKey, state }) => [chatKey, state]));
    expect(states).toEqual({ [broken.chatKey]: 'parked', ...Object.fromEntries(well.map(({ chatKey }) => [chatKey, 'done'])) });
  });
});

describe('many who look at the menu, or go on with the form, at once', () => {
  /** Says the same to all of them at once, and returns the transactions that it took. */
  async function sayAtOnce(visitors: readonly Visitor[], text: string): Promise<string[]> {
    const updates = visitors.map(({ channelAccountId, chatKey }) => ({
      ...{ channelAccountId, chatKey, updateKey: randomUUID() },
      inbound: { type: 'text' as const, text },
    }));
    await Promise.all(updates.map((update) => house.conversation.receive(update)));
    await house.conversation.idle();
    const rows = await house.deps.db.inbox.findMany({ where: { updateKey: { in: updates.map(({ updateKey }) => updateKey) } } });
    expect(rows.every(({ state, attempts }) => state === 'done' && attempts === 0)).toBe(true);
    return transactionsOf(rows.map(({ id }) => id));
  }

  it('are told the same as each alone', async () => {
    const many = await Promise.all(Array.from({ length: 8 }, atTheForm));
    const visitors = many.map(({ visitor }) => visitor);
    const alone: string[] = [];
    for (const visitor of visitors) alone.push((await visitor.say('menu')).map(({ text }) => text).join('\n'));
    const before = await Promise.all(visitors.map(async (visitor) => (await visitor.answers()).length));
    expect((await sayAtOnce(visitors, 'menu')).length).toBeLessThan(visitors.length / 2);
    for (const [index, visitor] of visitors.entries()) {
      const said = (await visitor.answers()).slice(before[index]);
      expect(said.map(({ text }) => text).join('\n')).toBe(alone[index]);
    }
  });

  it('begin it where nobody has begun', async () => {
    const begun = await Promise.all(Array.from({ length: 2 }, atTheForm));
    const families = await Promise.all(Array.from({ length: 2 }, () => newFamily(house.deps)));
    const fresh = await Promise.all(
      families.map(async ({ accountId }) => {
        const { externalId } = await house.deps.db.account.findUniqueOrThrow({ where: { id: accountId } });
        return house.visitor({ chatKey: externalId });
      }),
    );
    const visitors = [...begun.map(({ visitor }) => visitor), ...fresh];
    await sayAtOnce(visitors, 'làm tiếp');
    const households = [...begun.map(({ family }) => family), ...families].map(({ householdId }) => householdId);
    const opened = await house.deps.db.assessment.groupBy({
      by: ['householdId'],
      where: { householdId: { in: households } },
      _count: true,
    });
    expect(opened.map(({ _count }) => _count)).toEqual([1, 1, 1, 1]);
    for (const visitor of visitors) expect((await visitor.answers()).at(-1)?.choices.length).toBeGreaterThan(0);
  });
});

describe('a household that somebody else has in hand', () => {
  it('holds up nobody but itself', async () => {
    const [held, ...others] = await Promise.all(Array.from({ length: 4 }, atTheForm));
    const visitors = others.map(({ visitor }) => visitor);
    const all = [held?.visitor, ...visitors].filter((visitor) => visitor !== undefined);
    const updates = await Promise.all(all.map((visitor) => pressOf(visitor, 0)));
    const states = async (of: readonly Visitor[]) => (await newest(of)).map(({ state }) => state);
    await house.deps.db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM "Household" WHERE id = ${held?.family.householdId}::uuid FOR UPDATE`;
        await Promise.all(updates.map((update) => house.conversation.receive(update)));
        await eventually(async () => expect(await states(visitors)).toEqual(visitors.map(() => 'done')));
        expect(await states(all.slice(0, 1))).toEqual(['new']);
      },
      { timeout: 60_000 },
    );
    await house.conversation.idle();
    expect(await states(all.slice(0, 1))).toEqual(['done']);
  });
});

describe('the store', () => {
  it('keeps all of a round or nothing', async () => {
    const many = await Promise.all(Array.from({ length: 3 }, atTheForm));
    const { prisma, raw } = house.database;
    const store = createTurnStore({ prisma, raw, clock: house.clock, ids: house.deps.ids });
    const chats = many.map(({ visitor: { channelAccountId, chatKey } }) => ({ channelAccountId, chatKey }));
    const now = house.clock.now();
    await prisma.inbox.createMany({
      data: chats.map((chat) => ({
        id: house.deps.ids.next(),
        ...chat,
        updateKey: randomUUID(),
        body: { type: 'voice' },
        receivedAt: now,
      })),
    });
    const before = await prisma.message.count();
    const broken = store.takeTogether(chats, async (_db, claimed) =>
      // Two messages under one number: the last statement is refused.
      claimed.map(({ session }, index) => ({
        session: index === 2 ? { ...session, lang: 'vi\u0000' } : session,
        replies: [{ text: 'x', choices: [], expect: 'none' }],
      })),
    );
    await expect(broken).rejects.toThrow();
    expect(await prisma.message.count()).toBe(before);
    expect(await prisma.inbox.count({ where: { state: 'new', chatKey: { in: chats.map(({ chatKey }) => chatKey) } } })).toBe(3);
    const aside = await store.takeTogether(chats, async (_db, claimed) => claimed.map(() => null));
    expect(aside).toMatchObject({ done: [], aside: expect.arrayContaining(chats) });
    await house.conversation.idle();
  });

  it('leaves a chat whose update another has in hand, and whose files are still being fetched', async () => {
    const [one, two] = [(await atTheForm()).visitor, (await atTheForm()).visitor];
    const { prisma, raw } = house.database;
    const store = createTurnStore({ prisma, raw, clock: house.clock, ids: house.deps.ids });
    const chats = [one, two].map(({ channelAccountId, chatKey }) => ({ channelAccountId, chatKey }));
    const [first, second] = chats as [(typeof chats)[0], (typeof chats)[0]];
    const row = (chat: object, more: object) => ({
      id: house.deps.ids.next(),
      ...chat,
      updateKey: randomUUID(),
      body: { type: 'voice' },
      receivedAt: house.clock.now(),
      ...more,
    });
    await prisma.inbox.createMany({ data: [row(first, {}), row(second, { state: 'fetching' }), row(second, {})] as never });
    await prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Inbox" WHERE "chatKey" = ${first.chatKey} AND state = 'new' FOR UPDATE`;
      expect(await store.takeTogether(chats, async () => [])).toEqual({ done: [], aside: [] });
    });
    expect((await store.waiting(100)).map(({ chatKey }) => chatKey)).toEqual([first.chatKey]);
    await prisma.inbox.updateMany({ where: { state: 'fetching' }, data: { state: 'new' } });
    await house.conversation.idle();
    expect(await prisma.inbox.count({ where: { state: { not: 'done' }, chatKey: { in: chats.map(({ chatKey }) => chatKey) } } })).toBe(0);
  });

  it('looks up only those whose turn it is, however many there are', async () => {
    const { prisma, raw } = house.database;
    const { visitor } = await atTheForm();
    const { id, channelAccountId } = await prisma.account.findUniqueOrThrow({ where: { id: await visitor.accountId() } });
    const others = Array.from({ length: 3_000 }, () => ({ id: randomUUID(), externalId: randomUUID() }));
    const createdAt = house.clock.now();
    await prisma.account.createMany({ data: others.map((other) => ({ ...other, channelAccountId, createdAt })) });
    await prisma.conversation.createMany({ data: others.map((other) => ({ accountId: other.id, session: {}, updatedAt: createdAt })) });
    await prisma.$executeRawUnsafe('ANALYZE "Account", "Conversation"');
    const turns = [
      { inboxId: randomUUID(), accountId: id, channelAccountId, receivedAt: createdAt, lang: 'vi', session: {}, messages: [] },
    ];
    const plan = await raw.$queryRawUnsafe<object[]>(`EXPLAIN ${keepSql}`, JSON.stringify(turns), createdAt, turns.length);
    expect(JSON.stringify(plan)).not.toMatch(/Seq Scan on ..(Account|Conversation)/);
  });
});
