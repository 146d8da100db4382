/** How far it is, in the chat of whoever confirmed it: promise 26 of docs/sending.md. */
import { expect, it } from 'vitest';
import { cancelAnnouncement } from '../../src/announcement/cancel-announcement.ts';
import { pauseAnnouncement } from '../../src/announcement/pause-announcement.ts';
import { createPump } from '../../src/announcement/pump.ts';
import { resumeAnnouncement } from '../../src/announcement/resume-announcement.ts';
import { showProgress } from '../../src/announcement/show-progress.ts';
import { type ChannelKind, type Outbound, SendFailure } from '../../src/channel/channel.ts';
import { telling } from '../support/officers.ts';
import { due, inAStreet, locale, MINUTE, render, type Street, street, within, world } from './world.ts';

inAStreet();

const SECOND = 1_000;

/** Whoever confirms is spoken with there, too. */
async function chatOf(channel: ChannelKind, { channels }: Street): Promise<string> {
  const { db, ids } = world.deps;
  const accountId = ids.next();
  const now = world.clock.now();
  await db.account.create({
    data: { id: accountId, channelAccountId: channels[channel], externalId: `chat-${accountId}`, createdAt: now, lastInboundAt: now },
  });
  await db.officerAccount.create({ data: { id: ids.next(), officerId: world.ward.officerId, accountId, from: now } });
  return accountId;
}

/** As the service has it, which tells whoever confirmed it. */
function turn(): Promise<number> {
  const { deps, database } = world;
  return createPump({ ...deps, ...render, prisma: database.prisma, raw: database.raw, tell: telling.officer }).turn();
}

const show = () => showProgress(world.deps, { say: telling.anew, locale });
const duties = async (accountId: string) => {
  const rows = await world.deps.db.message.findMany({ where: { accountId, announcementId: null }, orderBy: { seq: 'asc' } });
  return rows.map(({ body, ...row }) => ({ ...row, text: (body as unknown as Outbound).text }));
};
/** What the platform was asked to show in place of what it showed. */
const edits = () => street.senders.telegram.edited.map(({ message }) => message.text);
const of = (announcementId: string) => ({ scope: world.ward, announcementId });
const live = (announcementId: string) => world.deps.db.liveLine.count({ where: { announcementId } });

it('26 · one line says that it began, how far it is, and how it ended', async () => {
  const chat = await chatOf('telegram', street);
  const [first] = await street.putMany(3);
  await street.put([{ account: { stoppedAt: world.clock.now() } }]);
  await street.put([{ channel: 'web' }]);
  const id = await due(world, street, { text: 'Mời họp khu phố.' });
  await turn();
  const [line] = await duties(chat);
  expect(line?.text).toBe('Tin gửi 4 hộ đã bắt đầu đi. Bấm “Xem tin” để theo dõi, tạm dừng hay hủy.');
  expect(await show()).toBe(0);

  street.senders.telegram.next(() => 'line-1');
  await street.deliver();
  world.clock.advance(10 * SECOND);
  expect(await show()).toBe(2);
  await street.deliver();
  const lines = '• Đã gửi: 3 hộ\n• Đang giữ lại: 1 hộ\n• Không gửi: 1 hộ';
  expect(edits()).toEqual([`“Mời họp khu phố.”\nĐang gửi.\n${lines}`]);
  expect(street.senders.telegram.edited).toMatchObject([{ providerId: expect.any(String), message: { buttons: [{ label: 'Xem tin' }] } }]);
  // The line is the one that it was, and counts as sent when it was.
  expect(await duties(chat)).toMatchObject([{ id: line?.id, seq: line?.seq, state: 'sent', sentAt: line?.createdAt }]);

  // Nothing is new; and what is new waits for its time.
  world.clock.advance(10 * SECOND);
  expect(await show()).toBe(0);
  await world.deps.db.message.updateMany({ where: { announcementId: id, accountId: first.accountId }, data: { state: 'uncertain' } });
  expect(await show()).toBe(0);
  world.clock.advance(30 * SECOND);
  expect(await show()).toBe(2);

  // A step is said at once.
  await within(world, (deps) => pauseAnnouncement(deps, of(id)));
  expect(await show()).toBe(2);
  await within(world, (deps) => resumeAnnouncement(deps, of(id)));
  expect(await show()).toBe(2);
  await street.deliver();
  expect(edits().at(-1)).toContain('Đang gửi.');
  expect(await live(id)).toBe(2);

  await world.deps.db.message.updateMany({ where: { announcementId: id, state: 'queued' }, data: { state: 'sent' } });
  await turn();
  expect(await show()).toBe(2);
  await street.deliver();
  expect(edits().at(-1)).toBe('“Mời họp khu phố.”\nĐã xong.\n• Đã gửi: 3 hộ\n• Không rõ: 1 hộ\n• Không gửi: 1 hộ');
  expect([await live(id), await show()]).toEqual([0, 0]);
  // It is heard of, too: a line that changes rings no bell.
  expect((await duties(chat)).map(({ text }) => text)).toEqual([
    expect.stringContaining('Đã xong.'),
    expect.stringContaining('Tin đã gửi xong: tới 3 trong 5 hộ'),
  ]);
});

it('26 · where the channel changes no message, one line at the beginning and one at the end', async () => {
  const chat = await chatOf('zalo', street);
  await street.putMany(1);
  const id = await due(world, street);
  await turn();
  await street.deliver();
  world.clock.advance(10 * SECOND);
  await show();
  await turn();
  await show();
  expect(street.senders.zalo.edited).toEqual([]);
  expect((await duties(chat)).map(({ text }) => text.slice(0, 12))).toEqual(['Tin gửi 1 hộ', 'Tin đã gửi x']);
  expect(await live(id)).toBe(0);
});

it('26 · a line that is not there any more, or cannot be changed, harms nothing', async () => {
  const chat = await chatOf('telegram', street);
  await street.putMany(2);
  const id = await due(world, street);
  await turn();
  await street.deliver();
  for (const kind of ['refused', 'unknown', 'gone'] as const) {
    let times = 0;
    street.senders.telegram.onEdit = async () => {
      if (kind !== 'unknown' || times++ === 0) throw new SendFailure(kind, 'http:400');
    };
    await world.deps.db.message.updateMany({
      where: { announcementId: id },
      data: { state: kind === 'refused' ? 'held' : kind === 'unknown' ? 'sent' : 'failed' },
    });
    world.clock.advance(MINUTE);
    await show();
    await street.deliver();
    expect((await duties(chat))[0], kind).toMatchObject({ state: 'sent', doubtAt: null, reason: null });
  }
  expect(edits()).toHaveLength(4);
  await within(world, (deps) => cancelAnnouncement(deps, { ...of(id), tell: telling.officer }));
  await world.deps.db.message.deleteMany({ where: { accountId: chat } });
  await show();
  expect(await live(id)).toBe(0);
});
