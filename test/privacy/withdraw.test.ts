/** Somebody takes back at the platform what they allowed: everything of theirs goes, and nobody says a word. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteQueuedBlobs } from '../../src/evidence/blob-deletion.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { createLogger } from '../../src/log.ts';
import { readErasures } from '../../src/privacy/erasure-journal.ts';
import { createErasureNotes } from '../../src/privacy/note-erasures.ts';
import { removeErasedAccounts } from '../../src/privacy/remove-erased-accounts.ts';
import { photoWithMetadata } from '../evidence/samples.ts';
import { everything } from '../support/everything.ts';
import { temporaryFolder } from '../support/service.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

const DAY = 24 * 60 * 60 * 1000;
const told: string[] = [];
let house: House;
beforeAll(async () => {
  house = await openHouse({ onCommitted: ({ accountId }) => void told.push(accountId) });
});
afterAll(() => house.close());

async function tablesWith(...texts: string[]): Promise<string[]> {
  const found = [...(await everything(house.database.prisma))].filter(([, rows]) => texts.some((text) => rows.includes(text)));
  return found.map(([name]) => name).sort();
}

async function files(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of house.blobs.list()) keys.push(key);
  return keys;
}

async function follow(visitor: Visitor, steps: readonly string[]): Promise<void> {
  for (const step of steps) await (step.startsWith('[') ? visitor.press(step.slice(1, -1)) : visitor.say(step));
}

it('erases as the conversation itself does: account, household, files, words, and what waits in the ledger', async () => {
  const { prisma } = house.database;
  const sen = await house.visitor({ channel: 'zalo', chatKey: 'chat-of-sen' });
  await sen.start();
  await follow(sen, ['[Bắt đầu]', 'phường bến cát', '[Phường Bến Cát]', '[Đồng ý]', 'Nguyễn Bí Mật', '[Thường trú]', '[Không]', '2', '0']);
  await follow(sen, ['0912000111', '[Xác nhận]', '[Làm luôn]', '[Bắt đầu]']);
  const item = await receiveFile({ blobs: house.blobs, ids: house.deps.ids }, { bytes: await photoWithMetadata() });
  await sen.send({ type: 'media', items: [item], caption: 'Ảnh nhà Bí Mật' });
  await follow(sen, ['gọi giúp', 'Bí Mật cần gặp người thật']);
  const accountId = await sen.accountId();
  await prisma.message.updateMany({ where: { accountId }, data: { state: 'held', reason: 'window' } });
  expect(await tablesWith('Bí Mật', '0912000111')).toEqual(expect.arrayContaining(['Account', 'Household', 'Inbox', 'Message']));
  house.clock.advance(DAY);
  told.length = 0;

  expect(await sen.send({ type: 'withdraw' })).toEqual([]);
  expect(told).toEqual([]);
  expect(await tablesWith('Bí Mật', 'bi mat', '0912000111')).toEqual([]);
  expect(await prisma.message.count({ where: { accountId } })).toBe(0);
  expect(await prisma.conversation.findUniqueOrThrow({ where: { accountId } })).toMatchObject({
    session: { lang: 'vi', vars: {}, stack: [], offered: null, pending: null },
  });
  expect(await prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    ...{ phone: null, humanUntil: null, erasedAt: house.clock.now() },
  });
  await deleteQueuedBlobs(house.deps, house.blobs);
  expect(await files()).toEqual([]);

  const folder = await temporaryFolder();
  const journal = join(folder.path, 'erasures.log');
  await createErasureNotes(house.deps, journal)();
  const noted = [];
  for await (const erasure of readErasures(journal)) noted.push(erasure);
  expect(noted).toMatchObject([{ action: 'privacy.erase', actor: `account:${accountId}`, at: house.clock.now().toISOString() }]);
  await folder.remove();

  house.clock.advance(DAY + 1000);
  expect(await removeErasedAccounts(house.deps)).toBe(1);
  expect(await tablesWith('chat-of-sen')).toEqual([]);
  expect(await tablesWith(accountId)).toEqual(['Audit']);
});

it('leaves nothing of somebody whom nobody knew', async () => {
  const stranger = await house.visitor({ channel: 'zalo', chatKey: 'chat-of-nobody' });
  expect(await stranger.send({ type: 'withdraw' })).toEqual([]);
  house.clock.advance(DAY + 1000);
  expect(await removeErasedAccounts(house.deps)).toBe(1);
  expect(await tablesWith('chat-of-nobody')).toEqual([]);
});

it('ends the time of an officer, too, and who writes again begins anew', async () => {
  const lan = await house.visitor({ channel: 'zalo' });
  const [greeting] = await lan.start();
  await lan.send({ type: 'human' });
  await lan.send({ type: 'withdraw' });
  house.clock.advance(60_000);
  expect((await lan.say('xin chào'))[0]).toEqual(greeting);
  house.clock.advance(DAY);
  await removeErasedAccounts(house.deps);
  expect(await lan.answers()).not.toEqual([]);
});

it('is never given up: it is tried again, and the operator is told', async () => {
  const { prisma } = house.database;
  let lines = '';
  const stream = {
    write(line: string) {
      lines += line;
    },
  };
  const conversation = house.twin({ log: createLogger({ level: 'error', stream }) });
  const mai = await house.visitor({ channel: 'zalo', conversation });
  await mai.start();
  const id = await mai.accountId();
  await prisma.$executeRawUnsafe(
    `CREATE FUNCTION refuse_erasing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'out of order'; END $$`,
  );
  await prisma.$executeRawUnsafe(
    `CREATE TRIGGER refuse_erasing BEFORE UPDATE ON "Account" FOR EACH ROW WHEN (NEW."erasedAt" IS NOT NULL) EXECUTE FUNCTION refuse_erasing()`,
  );
  const erasedAt = async () => (await prisma.account.findUniqueOrThrow({ where: { id } })).erasedAt;
  const where = { chatKey: mai.chatKey, state: 'new' as const };
  const tryAgain = async () => {
    await prisma.inbox.updateMany({ where, data: { until: null } });
    await conversation.idle();
  };

  expect(await mai.send({ type: 'withdraw' })).toEqual([]);
  for (let tries = 2; tries <= 5; tries++) {
    expect(await prisma.inbox.findFirstOrThrow({ where })).toMatchObject({ attempts: tries - 1, until: expect.any(Date) });
    await tryAgain();
  }
  const told = lines.split('\n').filter((line) => line.includes('could not be erased'));
  expect(told).toHaveLength(5);
  expect(await erasedAt()).toBeNull();

  await prisma.$executeRawUnsafe('DROP TRIGGER refuse_erasing ON "Account"');
  await tryAgain();
  expect(await erasedAt()).toEqual(house.clock.now());
  expect(await prisma.inbox.count({ where })).toBe(0);
});
