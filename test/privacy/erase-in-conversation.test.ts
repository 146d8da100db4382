/** Being forgotten as a family lives it: over the real conversation, with their words everywhere it puts them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteQueuedBlobs } from '../../src/evidence/blob-deletion.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { removeErasedAccounts } from '../../src/privacy/remove-erased-accounts.ts';
import { photoWithMetadata } from '../evidence/samples.ts';
import { everything } from '../support/everything.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

const DAY = 24 * 60 * 60 * 1000;
let house: House;

beforeAll(async () => {
  house = await openHouse();
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

/** From the welcome to the first question of the assessment. */
async function register(visitor: Visitor, head: string, phone: string): Promise<void> {
  await follow(visitor, [
    '[Bắt đầu]',
    'phường bến cát',
    '[Phường Bến Cát]',
    '[Đồng ý]',
    head,
    '[Thường trú]',
    '[Không]',
    '2',
    '0',
    phone,
    '[Xác nhận]',
  ]);
  await follow(visitor, ['[Làm luôn]', '[Bắt đầu]']);
}

async function sendPhoto(visitor: Visitor): Promise<void> {
  const item = await receiveFile({ blobs: house.blobs, ids: house.deps.ids }, { bytes: await photoWithMetadata() });
  await visitor.send({ type: 'media', items: [item], caption: 'Ảnh nhà Bí Mật' });
}

it('leaves nothing of a family but a goodbye, and after a day not even that', async () => {
  const sen = await house.visitor({ chatKey: 'chat-of-sen' });
  await sen.start();
  await register(sen, 'Nguyễn Bí Mật', '0912000111');
  await sendPhoto(sen);
  await follow(sen, ['gọi giúp', 'Bí Mật cần gặp người thật']);
  const accountId = await sen.accountId();
  expect(await tablesWith('Bí Mật', '0912000111')).toEqual(expect.arrayContaining(['Account', 'Household', 'Inbox', 'Message']));
  expect((await files()).length).toBeGreaterThan(0);

  await follow(sen, ['xóa hết', '[Xóa hết hồ sơ]']);
  expect((await sen.answers()).map(({ text }) => text).join('\n')).toMatch(/Đã xóa xong/);
  expect(await tablesWith('Bí Mật', 'bi mat', '0912000111')).toEqual([]);
  const { session } = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId } });
  expect(session).toMatchObject({ vars: {} });
  await deleteQueuedBlobs(house.deps, house.blobs);
  expect(await files()).toEqual([]);

  house.clock.advance(DAY + 1000);
  expect(await removeErasedAccounts(house.deps)).toBe(1);
  expect(await tablesWith('chat-of-sen')).toEqual([]);
  expect(await tablesWith(accountId)).toEqual(['Audit']);
});

it('begins anew with somebody who writes again', async () => {
  const sen = await house.visitor();
  await sen.start();
  await register(sen, 'Nguyễn Bí Mật', '0912000111');
  await follow(sen, ['xóa hết', '[Xóa hết hồ sơ]']);
  house.clock.advance(60_000);
  await sen.press('Bắt đầu lại');
  await register(sen, 'Nguyễn Thị Mới', '0912000222');
  house.clock.advance(DAY);
  await removeErasedAccounts(house.deps);
  expect(await tablesWith('Nguyễn Thị Mới')).toContain('Household');
  expect(await tablesWith('Bí Mật')).toEqual([]);
});

it('keeps nothing of what was said before a refusal', async () => {
  const sen = await house.visitor();
  await sen.start();
  await follow(sen, ['[Bắt đầu]', 'nhà Kín Đáo ở phường bến cát', '[Phường Bến Cát]']);
  expect(await tablesWith('Kín Đáo')).toContain('Inbox');
  await follow(sen, ['[Không đồng ý]']);
  expect(await tablesWith('Kín Đáo')).toEqual([]);
  expect((await sen.answers()).map(({ text }) => text).join('\n')).toMatch(/Hội/);
});
