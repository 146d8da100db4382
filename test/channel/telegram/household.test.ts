/** A household on Telegram, through the real dialogs: what it does reaches its conversation, and what is said fits Telegram. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outbound } from '../../../src/channel/channel.ts';
import { profiles } from '../../../src/channel/profiles.ts';
import { render } from '../../../src/channel/render.ts';
import type { FakeUser } from '../../support/fake-telegram.ts';
import { startTelegram, type TestTelegram } from '../../support/telegram.ts';

let service: TestTelegram;
beforeEach(async () => {
  service = await startTelegram({ turns: true, fake: { perSecond: null } });
  await vi.waitFor(() => expect(service.fake.bot().webhook).not.toBeNull(), { timeout: 10_000 });
});
afterEach(() => service.stop());

/** Lets the person's last doing arrive, takes its turn, and hands the answers to Telegram as the ledger's sender does. */
async function answered(lan: FakeUser): Promise<string> {
  const before = lan.received().length;
  await vi.waitFor(() => expect(service.fake.pending()).toBe(0), { timeout: 10_000 });
  await service.house?.conversation.idle();
  const where = { channelAccountId: service.channelAccountId, account: { externalId: String(lan.id) }, state: 'queued' as const };
  for (const { id, body } of await service.deps.db.message.findMany({ where, orderBy: { seq: 'asc' } })) {
    for (const message of render(body as unknown as Outbound, profiles.telegram))
      await service.telegram.sender.send(String(lan.id), message);
    await service.deps.db.message.update({ where: { id }, data: { state: 'sent' } });
  }
  return lan
    .received()
    .slice(before)
    .map(({ text }) => text)
    .join('\n');
}

describe('a household', () => {
  it('comes in by a link, presses, types, and finds its way by commands', async () => {
    const lan = service.fake.user();
    lan.starts();
    expect(await answered(lan)).toContain('Chào gia đình! Đây là Nhà Học');
    lan.presses('Bắt đầu');
    expect(await answered(lan)).not.toBe('');
    lan.says('thuan an');
    expect(await answered(lan)).not.toBe('');
    lan.says('/goigiup');
    const helped = await answered(lan);
    lan.says('/menu');
    expect(await answered(lan)).not.toBe(helped);
    await vi.waitFor(() => expect(service.fake.presses()).toEqual({ all: 1, answered: 1 }));
  });

  it('presses an old button, and nothing changes but a kind word', async () => {
    const lan = service.fake.user();
    lan.starts();
    await answered(lan);
    const old = lan.received().at(-1);
    lan.presses('English');
    await answered(lan);
    lan.pressesData(old?.markup?.inline_keyboard?.flat()[0]?.callback_data ?? '', old);
    expect(await answered(lan)).not.toBe('');
    await vi.waitFor(() => expect(service.fake.presses().answered).toBe(2));
  });

  it('that has blocked us is marked so, until it lets us in again', async () => {
    const lan = service.fake.user();
    lan.starts();
    await answered(lan);
    const blockedAt = async () =>
      (
        await service.deps.db.account.findFirstOrThrow({
          where: { channelAccountId: service.channelAccountId, externalId: String(lan.id) },
        })
      ).blockedAt;
    lan.blocks();
    expect(await answered(lan)).toBe('');
    expect(await blockedAt()).not.toBeNull();
    lan.unblocks();
    expect(await answered(lan)).toBe('');
    expect(await blockedAt()).toBeNull();
  });
});
