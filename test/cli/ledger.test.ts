/** The operator's look at one recipient's messages: what became of them, and not a word of theirs. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { nhahoc, nhahocProcess } from '../support/nhahoc.ts';

let db: TestDatabase;
const accountId = randomUUID();
beforeAll(async () => {
  db = await freshDatabase();
  const { id: channelAccountId } = await db.prisma.channelAccount.findFirstOrThrow();
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 1, minute));
  await db.prisma.account.create({ data: { id: accountId, channelAccountId, externalId: 'chat-of-lan', createdAt: at(0) } });
  const body = { text: 'Chào bà Kín', choices: [], expect: 'none' };
  const common = { accountId, channelAccountId, body, createdAt: at(1) };
  await db.prisma.message.createMany({
    data: [
      { ...common, id: randomUUID(), seq: 2, class: 'reply', state: 'sent', sentAt: at(2), doubtAt: at(3), attempts: 1 },
      { ...common, id: randomUUID(), seq: 3, class: 'announcement', state: 'uncertain', reason: 'cutOff', doubtAt: at(3) },
      { ...common, id: randomUUID(), seq: 4, class: 'reminder', state: 'held', reason: 'quietHours', until: at(9), expiresAt: at(30) },
      { ...common, id: randomUUID(), seq: 5, class: 'reply', state: 'sent', sentAt: at(2), terms: 'free', arrivedAt: at(4) },
      { ...common, id: randomUUID(), seq: 6, class: 'fileNotice', state: 'sent', sentAt: at(5), terms: 'paid' },
      { ...common, id: randomUUID(), seq: 7, class: 'reminder', state: 'sent', sentAt: at(6), terms: 'template' },
    ],
  });
});
afterAll(() => db.drop());

const ledger = (...args: string[]) => nhahoc(['ledger', ...args], { DATABASE_URL: db.url });

test('the history of one recipient is a table without words', async () => {
  const shown = await nhahocProcess(['ledger', accountId], { DATABASE_URL: db.url });
  expect(shown).toEqual({
    code: 0,
    output: [
      'line  class         state      written              sent                 tries  remarks',
      '2     reply         sent       2026-11-01 01:01:00  2026-11-01 01:02:00  1      may have arrived twice (2026-11-01 01:03:00)',
      '3     announcement  uncertain  2026-11-01 01:01:00  -                    0      cutOff; may not have arrived (2026-11-01 01:03:00)',
      '4     reminder      held       2026-11-01 01:01:00  -                    0      quietHours; until 2026-11-01 01:09:00; worth sending until 2026-11-01 01:30:00',
      '5     reply         sent       2026-11-01 01:01:00  2026-11-01 01:02:00  0      taken for nothing; arrived 2026-11-01 01:04:00',
      '6     fileNotice    sent       2026-11-01 01:01:00  2026-11-01 01:05:00  0      taken at a price',
      '7     reminder      sent       2026-11-01 01:01:00  2026-11-01 01:06:00  0      taken as a template',
      '',
    ].join('\n'),
  });
});

test('an account that is not there, and what is no account', async () => {
  expect(await ledger(randomUUID())).toMatchObject({ code: 1, output: expect.stringContaining('may have been erased') });
  expect((await ledger('chat-of-lan')).code).toBe(2);
  expect((await ledger()).code).toBe(2);
});
