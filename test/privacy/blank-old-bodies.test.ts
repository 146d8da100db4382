import { afterAll, beforeAll, expect, it } from 'vitest';
import { receive } from '../../src/conversation/receive.ts';
import type { Deps } from '../../src/deps.ts';
import { blankOldBodies } from '../../src/privacy/blank-old-bodies.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { newAccount } from '../support/family.ts';

const DAY = 24 * 60 * 60 * 1000;
const clock = fixedClock();
const ids = sequentialIds('7');
let database: TestDatabase;
let deps: Deps;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma, { clock, ids });
});

afterAll(() => database.drop());

it('after 30 days words are gone; keys, states and times stay, and an old update is still no new one', async () => {
  const accountId = await newAccount(deps);
  const { channelAccountId, externalId: chatKey } = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const update = (updateKey: string) => ({
    channelAccountId,
    chatKey,
    updateKey,
    inbound: { type: 'text' as const, text: `lời của ${updateKey}` },
  });
  const message = (seq: number, state: 'sent' | 'queued' | 'held') => {
    const body = { text: `trả lời ${seq}`, choices: [], expect: 'none' };
    return { id: ids.next(), accountId, channelAccountId, seq, class: 'reply' as const, state, body, createdAt: clock.now() };
  };
  await receive(deps, update('old'));
  await database.prisma.inbox.updateMany({ data: { state: 'done' } });
  await receive(deps, update('waiting'));
  await database.prisma.message.createMany({ data: [message(1, 'sent'), message(2, 'queued'), message(4, 'held')] });
  clock.advance(29 * DAY);
  await receive(deps, update('recent'));
  await database.prisma.inbox.updateMany({ where: { updateKey: 'recent' }, data: { state: 'done' } });
  await database.prisma.message.create({ data: message(3, 'queued') });
  expect(await blankOldBodies(deps)).toBe(0);

  clock.advance(DAY + 1000);
  expect(await blankOldBodies(deps)).toBe(4);
  expect(await blankOldBodies(deps)).toBe(0);
  const inbox = await database.prisma.inbox.findMany({ orderBy: { order: 'asc' } });
  expect(inbox).toMatchObject([
    { updateKey: 'old', body: null, state: 'done', chatKey },
    { updateKey: 'waiting', body: { text: 'lời của waiting' }, state: 'new' },
    { updateKey: 'recent', body: { text: 'lời của recent' } },
  ]);
  const messages = await database.prisma.message.findMany({ orderBy: { seq: 'asc' } });
  expect(messages).toMatchObject([
    { body: null, state: 'sent' },
    { body: null, state: 'expired' },
    { body: { text: 'trả lời 3' }, state: 'queued' },
    { body: null, state: 'expired' },
  ]);
  expect(await receive(deps, update('old'))).toBe('duplicate');
});
