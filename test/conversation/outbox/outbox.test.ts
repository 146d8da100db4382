import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SendFailure } from '../../../src/channel/channel.ts';
import type { Notices } from '../../../src/conversation/notices.ts';
import type { MessageClass } from '../../../src/conversation/outbox/verdict.ts';
import type { RawDb } from '../../../src/db/raw.ts';
import { eventually } from '../../support/service.ts';
import { type Desk, openDesk, unlessAway } from './desk.ts';
import { fails, slowly } from './fake-sender.ts';

let hall: Desk;
let desk: Desk;
beforeAll(async () => {
  hall = await openDesk();
});
beforeEach(async () => {
  desk = await hall.another();
});
// A sender that is done with would go on asking the database.
afterEach(() => desk.close());
afterAll(() => hall.close());

const state = async (id: string) => (await desk.row(id)).state;
const minutes = (count: number) => count * 60_000;

describe('a sender', () => {
  it('hands over what is written, and notes the platform’s id of it', async () => {
    const person = await desk.person('chat-1');
    const id = await desk.write(person, 'Chào gia đình');
    desk.sender.next(() => 'message-77');
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.handed).toMatchObject([{ to: 'chat-1', text: 'Chào gia đình' }]);
    expect(await desk.row(id)).toMatchObject({
      state: 'sent',
      providerId: 'message-77',
      sentAt: desk.clock.now(),
      doubtAt: null,
      leasedBy: null,
    });
  });

  it('is woken by what comes later', async () => {
    const outbox = desk.outbox({ timing: { sweepEvery: 3_600_000 } });
    await outbox.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await desk.write(await desk.person(), 'một');
    outbox.wake();
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['một']);
    expect(outbox.counts()).toMatchObject({ sent: 1, doubts: 0 });
  });

  it('finds by itself what nobody told it of', async () => {
    await desk.outbox().start();
    await desk.write(await desk.person(), 'một');
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['một']);
  });

  it('keeps the order of each account, one at a time, while many are served at once', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, (_, index) => desk.person(`p${index}`)));
    for (let line = 1; line <= 5; line++) await Promise.all(people.map((person) => desk.write(person, `${line}`)));
    desk.sender.always(async () => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      return 'ok';
    });
    await desk.outbox().start();
    await desk.quiet();
    for (let index = 0; index < people.length; index++) expect(desk.sender.texts(`p${index}`)).toEqual(['1', '2', '3', '4', '5']);
    expect(desk.sender.most).toEqual({ all: 12, ofChat: 1 });
  });

  it('sends replies before everything else, and the rest of a class by age', async () => {
    const write = async (text: string, kind: MessageClass) => {
      await desk.write(await desk.person(), text, { class: kind });
      desk.clock.advance(1_000);
    };
    await write('announcement', 'announcement');
    await write('reminder', 'reminder');
    // Somebody of a khu phố asks for an officer: that does not wait until thousands have been written to.
    await write('duty', 'duty');
    await write('reply 1', 'reply');
    await write('notice', 'fileNotice');
    await write('reply 2', 'reply');
    await desk.outbox({ atOnce: 1 }).start();
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['reply 1', 'reply 2', 'notice', 'duty', 'reminder', 'announcement']);
  });

  it('has the platform change what it was handed, before what goes to many, as often as it takes', async () => {
    const person = await desk.person('chat-1');
    const sentAt = new Date(desk.clock.now().getTime() - 60_000);
    const there = { providerId: 'message-7', editedAt: desk.clock.now(), sentAt, partsSent: 1 };
    await desk.write(person, 'tin', { class: 'announcement' });
    const id = await desk.write(person, 'mới', there);
    let refusals = 2;
    desk.sender.onEdit = async () => {
      if (refusals-- > 0) throw new SendFailure('later', 'tooFast', { retryAfterMs: 5, wholeChannel: true });
    };
    const outbox = desk.outbox({ atOnce: 1 });
    await outbox.start();
    await desk.quiet();
    expect(desk.sender.edited.map(({ to, providerId, message }) => [to, providerId, message.text])).toEqual(
      Array(3).fill(['chat-1', 'message-7', 'mới']),
    );
    expect(desk.sender.texts()).toEqual(['tin']);
    expect(await desk.row(id)).toMatchObject({ state: 'sent', providerId: 'message-7', sentAt, attempts: 0, reason: null });
    expect(outbox.counts().sent).toBe(1);
  });

  it('sends the replies of an account before its announcement, though that is older', async () => {
    const person = await desk.person();
    await desk.write(person, 'announcement', { class: 'announcement' });
    await desk.write(person, 'reply 1');
    await desk.write(person, 'reply 2');
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['reply 1', 'reply 2', 'announcement']);
  });

  it('splits what is long, and notes each part before the next one', async () => {
    const person = await desk.person();
    const id = await desk.write(person, `${'a'.repeat(4_000)} ${'b'.repeat(4_000)} ${'c'.repeat(100)}`);
    const second = slowly();
    desk.sender.next(() => 'first', second.answer);
    await desk.outbox().start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(2));
    expect(await desk.row(id)).toMatchObject({ state: 'leased', partsSent: 1, providerId: 'first' });
    second.finish('second');
    await desk.quiet();
    expect(desk.sender.texts().map((text) => text[0])).toEqual(['a', 'b', 'c']);
    expect(await desk.row(id)).toMatchObject({ state: 'sent', partsSent: 3, attempts: 0 });
  });

  it('leaves alone what is not due, what is held, and what is for another channel', async () => {
    const person = await desk.person();
    const later = await desk.write(person, 'later', { until: new Date(Date.now() + minutes(1)) });
    const held = await desk.write(await desk.person(), 'held', { state: 'held', reason: 'quietHours' });
    const other = await hall.another();
    const elsewhere = await other.write(await other.person(), 'elsewhere');
    await desk.outbox().start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(desk.sender.handed).toEqual([]);
    expect([await state(later), await state(held), await state(elsewhere)]).toEqual(['queued', 'held', 'queued']);
  });

  it('does not send what has expired', async () => {
    const person = await desk.person();
    const stale = await desk.write(person, 'stale', { class: 'reminder', expiresAt: new Date(desk.clock.now().getTime() - 1) });
    const fresh = await desk.write(person, 'fresh', { class: 'reminder', expiresAt: new Date(desk.clock.now().getTime() + 1_000) });
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['fresh']);
    expect([await state(stale), await state(fresh)]).toEqual(['expired', 'sent']);
  });

  it('does not send what retention has blanked', async () => {
    const id = await desk.write(await desk.person(), '', { body: undefined as never });
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.handed).toEqual([]);
    expect(await desk.row(id)).toMatchObject({ state: 'failed', reason: 'blanked' });
  });

  it('waits with its end for what is in flight, and takes nothing new', async () => {
    const first = await desk.write(await desk.person(), 'một');
    const answer = slowly();
    desk.sender.next(answer.answer);
    // No look at the ledger may be under way when it is told to end.
    const outbox = desk.outbox({ timing: { stopPatience: 20_000, sweepEvery: 3_600_000 } });
    await outbox.start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
    const person = await desk.person();
    const stopped = outbox.stop();
    const second = await desk.write(person, 'hai');
    answer.finish();
    await stopped;
    expect([await state(first), await state(second), outbox.holds()]).toEqual(['sent', 'queued', false]);
    expect(await desk.prisma.channelAccount.findUnique({ where: { id: desk.channelAccountId } })).toMatchObject({ senderId: null });
  });

  it('works off a long backlog', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => desk.person()));
    await desk.prisma.message.createMany({
      data: Array.from({ length: 600 }, (_, index) => ({
        ...{ id: randomUUID(), accountId: people[index % 20] as string, channelAccountId: desk.channelAccountId, seq: index + 1 },
        ...{ class: 'announcement' as const, body: { text: `${index}`, choices: [], expect: 'none' }, createdAt: desk.clock.now() },
      })),
    });
    await desk.outbox().start();
    await desk.quiet();
    expect(new Set(desk.sender.texts()).size).toBe(600);
    expect(desk.sender.handed).toHaveLength(600);
  });
});

describe('the pace', () => {
  it('is kept on the wire', async () => {
    for (let index = 0; index < 25; index++) await desk.write(await desk.person(), `${index}`);
    await desk.outbox({ pace: { perSecond: 10, burstPerChat: 3 } }).start();
    await desk.quiet();
    const times = desk.sender.handed.map(({ at }) => at);
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
    expect(most).toBe(10);
  });

  it('leaves room for who writes while something goes to many', async () => {
    for (let index = 0; index < 12; index++) await desk.write(await desk.person(), `${index}`, { class: 'announcement' });
    let now = 1_000;
    const outbox = desk.outbox({ pace: { perSecond: 10, burstPerChat: 3 }, monotonic: () => now });
    await outbox.start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
    await desk.write(await desk.person(), 'reply');
    outbox.wake();
    await eventually(async () => expect(desk.sender.texts()[1]).toBe('reply'));
    while (desk.sender.handed.length < 13) {
      now += 50;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await desk.quiet();
    expect(desk.sender.texts()).toHaveLength(13);
  });

  it('gives one chat its burst and lets the others pass', async () => {
    const busy = await desk.person('busy');
    for (let line = 1; line <= 4; line++) await desk.write(busy, `${line}`);
    desk.clock.advance(1_000);
    await desk.write(await desk.person('other'), 'other');
    await desk.outbox({ pace: { perSecond: 30, burstPerChat: 3 } }).start();
    await desk.quiet();
    const at = (text: string) => desk.sender.handed.find((one) => one.text === text)?.at ?? Number.NaN;
    expect(at('4') - at('1')).toBeGreaterThanOrEqual(1_000);
    expect(at('other')).toBeLessThan(at('4'));
    expect(desk.sender.texts('busy')).toEqual(['1', '2', '3', '4']);
  });

  it('waits for the whole channel when the platform says so, and counts it against no message', async () => {
    const first = await desk.write(await desk.person(), 'một');
    desk.sender.next(fails(new SendFailure('later', 'tooMany', { retryAfterMs: 700, wholeChannel: true })));
    await sendAnotherAfterIt();
    const [one, two, three] = desk.sender.handed;
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(700);
    expect((three?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(700);
    expect(await desk.row(first)).toMatchObject({ state: 'sent', attempts: 0 });
  });
});

it('leaves nothing in hand through a pause that the platform asks for while more is being taken', async () => {
  const refusal = Promise.withResolvers<never>();
  desk.sender.next(() => refusal.promise);
  const answered = Promise.withResolvers<void>();
  let held = false;
  const slow: RawDb = {
    ...desk.raw,
    async $queryRawUnsafe<Rows>(sql: string, ...values: unknown[]): Promise<Rows> {
      const rows = await desk.raw.$queryRawUnsafe<Rows>(sql, ...values);
      if (held) await answered.promise;
      return rows;
    },
  };
  await desk.write(await desk.person(), 'một');
  const outbox = desk.outbox({ raw: slow, pace: { perSecond: 30, burstPerChat: 3 } });
  await outbox.start();
  await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
  held = true;
  const second = await desk.write(await desk.person(), 'hai');
  outbox.wake();
  await eventually(async () => expect((await desk.row(second)).state).toBe('leased'));
  const before = desk.logged().length;
  refusal.reject(new SendFailure('later', 'tooMany', { retryAfterMs: 60_000, wholeChannel: true }));
  await eventually(async () => expect(desk.logged().slice(before)).toContain('wants us to wait'));
  held = false;
  answered.resolve();
  await eventually(async () => expect((await desk.row(second)).state).toBe('queued'));
  await outbox.stop();
  expect(desk.sender.texts()).toEqual(['một']);
  expect(await desk.row(second)).toMatchObject({ state: 'queued', doubtAt: null, attempts: 0 });
});

/** One at a time: somebody else is written to once the first message was handed over. Ends when both have gone. */
async function sendAnotherAfterIt(): Promise<void> {
  const outbox = desk.outbox({ atOnce: 1 });
  await outbox.start();
  await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
  await desk.write(await desk.person(), 'hai');
  outbox.wake();
  await desk.quiet();
}

describe('a channel in trouble', () => {
  const trouble = (kind: 'later' | 'unknown', more = {}) => fails(new SendFailure(kind, 'http:502', { wholeChannel: true, ...more }));

  it('is one trouble, however many were in flight, and asked by one message until it works again', async () => {
    const answers = [slowly(), slowly(), slowly()];
    for (let index = 0; index < 8; index++) await desk.write(await desk.person(), `${index}`);
    desk.sender.next(...answers.map(({ answer }) => answer));
    const outbox = desk.outbox({ atOnce: 3, random: () => 0 });
    await outbox.start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(3));
    const probe = slowly();
    desk.sender.next(probe.answer);
    for (const { fail } of answers) fail(new SendFailure('later', 'network:ECONNREFUSED', { wholeChannel: true }));
    await eventually(async () => expect(desk.sender.handed).toHaveLength(4));
    const waiting = { channelAccountId: desk.channelAccountId };
    expect(await desk.prisma.message.count({ where: { ...waiting, state: 'leased' } })).toBe(1);
    probe.finish();
    await desk.quiet();
    expect(await desk.prisma.message.count({ where: { ...waiting, state: 'sent', attempts: 0 } })).toBe(8);
    const complaints = desk
      .logged()
      .split('\n')
      .filter((line) => line.includes('wants us to wait') && line.includes(desk.channelAccountId));
    expect(complaints).toHaveLength(1);
  });

  it('later: wears no message out, however old it is', async () => {
    const dayAgo = new Date(desk.clock.now().getTime() - minutes(48 * 60));
    const id = await desk.write(await desk.person(), 'một', { createdAt: dayAgo, attempts: 11 });
    desk.sender.next(trouble('later', { retryAfterMs: 5 }), trouble('later', { retryAfterMs: 5 }));
    await desk.outbox().start();
    await desk.quiet();
    expect(await desk.row(id)).toMatchObject({ state: 'sent', attempts: 11 });
  });

  it('unknown: the message is in doubt, and the others wait', async () => {
    const first = await desk.write(await desk.person(), 'một');
    desk.sender.next(trouble('unknown', { retryAfterMs: 400 }));
    await sendAnotherAfterIt();
    const [one, two] = desk.sender.handed;
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(400);
    expect(await desk.row(first)).toMatchObject({ state: 'sent', doubtAt: desk.clock.now() });
  });
});

describe('when a message does not get there', () => {
  it('later: it is tried again after what the platform asks, and nothing of its class overtakes it', async () => {
    const person = await desk.person();
    const first = await desk.write(person, 'một');
    await desk.write(person, 'hai');
    desk.sender.next(fails(new SendFailure('later', 'busy', { retryAfterMs: 300 })));
    await desk.outbox().start();
    await eventually(async () => expect(await desk.row(first)).toMatchObject({ state: 'queued', reason: 'busy', attempts: 1 }));
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['một', 'một', 'hai']);
    expect((desk.sender.handed[1]?.at ?? 0) - (desk.sender.handed[0]?.at ?? 0)).toBeGreaterThanOrEqual(300);
    expect(await desk.row(first)).toMatchObject({ state: 'sent', reason: null, doubtAt: null });
  });

  it('later: after too many tries, or a day, it has failed', async () => {
    const dayAgo = new Date(desk.clock.now().getTime() - minutes(24 * 60));
    const tired = await desk.write(await desk.person(), 'một', { attempts: 11 });
    const old = await desk.write(await desk.person(), 'hai', { attempts: 7, createdAt: dayAgo });
    desk.sender.always(fails(new SendFailure('later', 'busy')));
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    expect(await desk.row(tired)).toMatchObject({ state: 'failed', reason: 'tries' });
    expect(await desk.row(old)).toMatchObject({ state: 'failed', reason: 'tries' });
    expect(outbox.counts().failed).toEqual(new Map([['tries', 2]]));
  });

  it.each(['reply', 'fileNotice', 'duty'] as const)('unknown: a %s is sent again, and the ledger shows the doubt', async (kind) => {
    const id = await desk.write(await desk.person(), 'một', { class: kind });
    desk.sender.next(fails(new Error('socket hang up')));
    const outbox = desk.outbox({ random: () => 0 });
    await outbox.start();
    await desk.quiet();
    expect(desk.sender.handed).toHaveLength(2);
    expect(await desk.row(id)).toMatchObject({ state: 'sent', doubtAt: desk.clock.now() });
    expect(outbox.counts().doubts).toBe(1);
  });

  it.each(['reminder', 'announcement'] as const)('unknown: a %s is not sent again', async (kind) => {
    const id = await desk.write(await desk.person(), 'một', { class: kind });
    desk.sender.next(fails(new SendFailure('unknown', 'reset')));
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.handed).toHaveLength(1);
    expect(await desk.row(id)).toMatchObject({ state: 'uncertain', reason: 'reset', doubtAt: desk.clock.now() });
  });

  it('unknown: an answer that never comes is given up', async () => {
    const id = await desk.write(await desk.person(), 'một', { class: 'announcement' });
    desk.sender.next(() => new Promise(() => {}));
    await desk.outbox({ timing: { sendPatience: 50 } }).start();
    await desk.quiet();
    expect(await desk.row(id)).toMatchObject({ state: 'uncertain', reason: 'noAnswer' });
  });

  it('gone: the person is marked, and nothing else is tried; what concerns their file waits', async () => {
    const person = await desk.person();
    const first = await desk.write(person, 'một');
    const second = await desk.write(person, 'hai', { class: 'announcement' });
    const held = await desk.write(person, 'ba', { state: 'held' });
    const notice = await desk.write(person, 'hồ sơ', { class: 'fileNotice' });
    desk.sender.next(fails(new SendFailure('gone', 'blocked')));
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    for (const id of [first, second, held]) expect(await desk.row(id)).toMatchObject({ state: 'failed', reason: 'gone' });
    expect(await desk.row(notice)).toMatchObject({ state: 'held', reason: 'gone', until: null });
    const blockedAt = async () => (await desk.prisma.account.findUniqueOrThrow({ where: { id: person } })).blockedAt;
    expect(await blockedAt()).toEqual(desk.clock.now());

    const announcement = await desk.write(person, 'bốn', { class: 'announcement' });
    const later = await desk.write(person, 'hồ sơ nữa', { class: 'fileNotice' });
    await desk.quiet();
    expect(await desk.row(announcement)).toMatchObject({ state: 'failed', reason: 'gone' });
    expect(await desk.row(later)).toMatchObject({ state: 'held', reason: 'gone' });
    expect(desk.sender.texts()).toEqual(['một']);
    // Who asks is answered; but that a platform takes something does not mean that they are back.
    await desk.write(person, 'năm');
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['một', 'năm']);
    expect(await blockedAt()).not.toBeNull();
  });

  it('gone: a notice that was just handed over waits, too', async () => {
    const notice = await desk.write(await desk.person(), 'hồ sơ', { class: 'fileNotice' });
    desk.sender.next(fails(new SendFailure('gone', 'blocked')));
    await desk.outbox().start();
    await desk.quiet();
    expect(await desk.row(notice)).toMatchObject({ state: 'held', reason: 'gone' });
  });

  it('moved: the account and what waits for its turn follow, and it is tried there once', async () => {
    const person = await desk.person('old');
    const id = await desk.write(person, 'một');
    const waiting = {
      id: randomUUID(),
      channelAccountId: desk.channelAccountId,
      updateKey: 'u1',
      chatKey: 'old',
      receivedAt: desk.clock.now(),
    };
    await desk.prisma.inbox.create({ data: { ...waiting, body: { type: 'voice' } } });
    desk.sender.next(fails(new SendFailure('moved', 'migrated', { movedTo: 'new' })));
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.handed.map(({ to }) => to)).toEqual(['old', 'new']);
    expect(await state(id)).toBe('sent');
    expect(await desk.prisma.inbox.findUniqueOrThrow({ where: { id: waiting.id } })).toMatchObject({ chatKey: 'new', state: 'new' });
  });

  it('moved: not to and fro, and not onto somebody else', async () => {
    await desk.person('taken');
    const first = await desk.write(await desk.person('a'), 'một');
    const second = await desk.write(await desk.person('c'), 'hai');
    desk.sender.always((_message, to) => {
      throw new SendFailure('moved', 'migrated', { movedTo: to === 'c' ? 'taken' : to === 'a' ? 'b' : 'a' });
    });
    await desk.outbox().start();
    await desk.quiet();
    expect(await desk.row(first)).toMatchObject({ state: 'failed', reason: 'moved' });
    expect(await desk.row(second)).toMatchObject({ state: 'failed', reason: 'moved' });
    expect(desk.sender.handed).toHaveLength(3);
  });

  it('refused: it has failed, and the operator is told by ids alone', async () => {
    const id = await desk.write(await desk.person('chat-of-lan'), 'Chào bà Kín');
    desk.sender.next(fails(new SendFailure('refused', 'tooLong')));
    await desk.outbox().start();
    await desk.quiet();
    expect(await desk.row(id)).toMatchObject({ state: 'failed', reason: 'tooLong' });
    const line = desk
      .logged()
      .split('\n')
      .find((one) => one.includes(id));
    expect(line).toContain('"reason":"tooLong"');
    expect(desk.logged()).not.toMatch(/Kín|chat-of-lan/);
  });

  it('broken: everything stays, the operator is told once, and the channel is tried again until it works', async () => {
    for (let index = 0; index < 5; index++) await desk.write(await desk.person(), `${index}`);
    desk.sender.always(fails(new SendFailure('broken', 'unauthorised')));
    await desk.outbox({ timing: { probeEvery: 200 } }).start();
    await eventually(async () => expect(desk.sender.handed.length).toBeGreaterThanOrEqual(7));
    const channel = () => desk.prisma.channelAccount.findUniqueOrThrow({ where: { id: desk.channelAccountId } });
    expect(await channel()).toMatchObject({ stoppedAt: desk.clock.now(), stoppedReason: 'unauthorised' });
    const complaints = desk
      .logged()
      .split('\n')
      .filter((line) => line.includes('refuses us') && line.includes(desk.channelAccountId));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain('check TELEGRAM_BOT_TOKEN');

    desk.sender.always(() => 'ok');
    await desk.quiet();
    expect(await channel()).toMatchObject({ stoppedAt: null, stoppedReason: null });
    expect(await desk.prisma.message.count({ where: { channelAccountId: desk.channelAccountId, state: 'sent', attempts: 0 } })).toBe(5);
  });

  it('broken: what ends without the platform says nothing of it', async () => {
    await desk.prisma.channelAccount.update({
      where: { id: desk.channelAccountId },
      data: { stoppedAt: desk.clock.now(), stoppedReason: 'unauthorised' },
    });
    for (let index = 0; index < 2; index++) await desk.write(await desk.person(), `${index}`);
    desk.sender.always(fails(new SendFailure('refused', 'attachmentTooLarge', { unasked: true })));
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.handed).toHaveLength(2);
    expect((await desk.prisma.channelAccount.findUniqueOrThrow({ where: { id: desk.channelAccountId } })).stoppedAt).not.toBeNull();
  });

  it('broken: with nothing to send the platform is asked whether it works again', async () => {
    const channel = () => desk.prisma.channelAccount.findUniqueOrThrow({ where: { id: desk.channelAccountId } });
    await desk.prisma.channelAccount.update({
      where: { id: desk.channelAccountId },
      data: { stoppedAt: desk.clock.now(), stoppedReason: 'unauthorised' },
    });
    let asked = 0;
    desk.sender.check = async (reason) => {
      expect(reason).toBe('unauthorised');
      if (++asked < 3) throw new SendFailure('broken', 'unauthorised');
    };
    await desk.outbox({ timing: { probeEvery: 50 } }).start();
    await eventually(async () => expect(await channel()).toMatchObject({ stoppedAt: null, stoppedReason: null }));
    expect([asked, desk.sender.handed]).toEqual([3, []]);
  });

  it('broken: that it works again is written down even if the database was away just then', async () => {
    const channel = () => desk.prisma.channelAccount.findUniqueOrThrow({ where: { id: desk.channelAccountId } });
    await desk.prisma.channelAccount.update({
      where: { id: desk.channelAccountId },
      data: { stoppedAt: desk.clock.now(), stoppedReason: 'unauthorised' },
    });
    let away = false;
    let asked = 0;
    desk.sender.check = async () => {
      away = ++asked === 1;
    };
    await desk.outbox({ ...unlessAway(desk, () => away), timing: { probeEvery: 50 } }).start();
    await eventually(async () => expect(desk.logged()).toContain('What a platform told us could not be kept'));
    expect((await channel()).stoppedAt).not.toBeNull();
    away = false;
    await eventually(async () => expect(await channel()).toMatchObject({ stoppedAt: null, stoppedReason: null }));
    expect(asked).toBeGreaterThan(1);
  });

  it('broken: a restart tries at once, with one message', async () => {
    await desk.prisma.channelAccount.update({
      where: { id: desk.channelAccountId },
      data: { stoppedAt: desk.clock.now(), stoppedReason: 'unauthorised' },
    });
    for (let index = 0; index < 3; index++) await desk.write(await desk.person(), `${index}`);
    desk.sender.always(fails(new SendFailure('broken', 'unauthorised')));
    await desk.outbox().start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(desk.sender.handed).toHaveLength(1);
  });
});

describe('two processes', () => {
  it('send everything once, through one of them, and the other takes over when it stops', async () => {
    const [one, two] = [desk.outbox(), desk.outbox()];
    await one.start();
    await two.start();
    expect([one.holds(), two.holds()]).toEqual([true, false]);
    for (let index = 0; index < 10; index++) await desk.write(await desk.person(), `a${index}`);
    await desk.quiet();
    expect([one.counts().sent, two.counts().sent]).toEqual([10, 0]);
    const heard: boolean[] = [];
    two.onHold((holding) => heard.push(holding));
    await one.stop();
    await desk.write(await desk.person(), 'b');
    await desk.quiet();
    expect([one.holds(), two.holds(), heard]).toEqual([false, true, [true]]);
    expect([one.counts().sent, two.counts().sent]).toEqual([10, 1]);
    expect(desk.sender.handed).toHaveLength(11);
  });

  it('tell each other what was written for the one that sends', async () => {
    const callbacks = new Set<(id: string | null) => void>();
    const told: string[] = [];
    const notices: Pick<Notices, 'tell' | 'on'> = {
      tell(topic, id) {
        told.push(topic);
        for (const callback of callbacks) callback(id);
      },
      on(_topic, callback) {
        callbacks.add(callback);
        return () => callbacks.delete(callback);
      },
    };
    const timing = { sweepEvery: 3_600_000, leaseFor: 20_000 };
    const [one, two] = [desk.outbox({ notices, timing }), desk.outbox({ notices, timing })];
    await one.start();
    await two.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await desk.write(await desk.person(), 'một');
    two.wake();
    await desk.quiet();
    await desk.write(await desk.person(), 'hai');
    one.wake();
    await desk.quiet();
    expect(told).toEqual(['outbox']);
    expect([one.counts().sent, two.counts().sent]).toEqual([2, 0]);
  });

  it('a dead sender is taken over from: what it had in hand is in doubt, as its class wants it', async () => {
    const reply = await desk.write(await desk.person('r'), 'reply');
    const announcement = await desk.write(await desk.person('a'), 'announcement', { class: 'announcement' });
    const waiting = await desk.write(await desk.person('w'), 'waiting', {
      class: 'announcement',
      until: new Date(Date.now() + minutes(1)),
    });
    const hanging = slowly();
    desk.sender.next(hanging.answer, hanging.answer);
    const { outbox: first, kill } = desk.mortal();
    await first.start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(2));
    kill();
    hanging.finish();
    const second = desk.outbox({ timing: { leaseFor: 20_000 } });
    await second.start();
    expect(second.holds()).toBe(false);
    // A look at the ledger that was under way when the first one died may still take what it finds.
    await eventually(async () => expect(second.holds()).toBe(true));
    await desk.prisma.message.update({ where: { id: waiting }, data: { until: null } });
    await desk.quiet();
    expect(await desk.row(reply)).toMatchObject({ state: 'sent', doubtAt: desk.clock.now() });
    expect(await desk.row(announcement)).toMatchObject({ state: 'uncertain', reason: 'cutOff', doubtAt: desk.clock.now() });
    expect(await desk.row(waiting)).toMatchObject({ state: 'sent', reason: null, doubtAt: null });
    expect(desk.sender.texts('r')).toEqual(['reply', 'reply']);
    expect(desk.sender.texts('a')).toEqual(['announcement']);
    expect(second.counts().doubts).toBe(2);
  });

  it('a crash between sending and noting is a doubt, never a loss', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, async (_, index) => desk.write(await desk.person(`c${index}`), `${index}`)));
    const mortal = desk.mortal({ atOnce: 10 });
    let count = 0;
    desk.sender.always(() => {
      if (++count === 15) mortal.kill();
      return 'ok';
    });
    await mortal.outbox.start();
    await eventually(async () => expect(count).toBeGreaterThanOrEqual(15));
    await desk.outbox().start();
    await desk.quiet();
    const rows = await Promise.all(ids.map(desk.row));
    expect(rows.every((row) => row.state === 'sent')).toBe(true);
    for (let index = 0; index < ids.length; index++) {
      const times = desk.sender.texts(`c${index}`).length;
      expect(times === 1 || (times === 2 && rows[index]?.doubtAt !== null)).toBe(true);
    }
    const doubtful = rows.filter((row) => row.doubtAt !== null).length;
    expect(doubtful).toBeGreaterThan(0);
    expect(doubtful).toBeLessThanOrEqual(10);
  });

  it('who only lost the lease sends nothing more, and still tells what arrived', async () => {
    const announcement = await desk.write(await desk.person('a'), 'announcement', { class: 'announcement' });
    const hanging = slowly();
    desk.sender.next(hanging.answer);
    const first = desk.outbox({ processId: 'first' });
    await first.start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
    await desk.prisma.channelAccount.update({
      where: { id: desk.channelAccountId },
      data: { senderId: 'second.1', senderUntil: new Date(Date.now() + minutes(1)) },
    });
    const other = await desk.write(await desk.person(), 'other');
    await eventually(async () => expect(first.holds()).toBe(false));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([await state(other), await state(announcement)]).toEqual(['queued', 'leased']);
    // What a new holder does first.
    await desk.prisma.message.update({ where: { id: announcement }, data: { state: 'uncertain', doubtAt: desk.clock.now() } });
    hanging.finish('late');
    await eventually(async () => expect(await desk.row(announcement)).toMatchObject({ state: 'sent', providerId: 'late', doubtAt: null }));
    expect(desk.sender.texts()).toEqual(['announcement']);
  });

  it('a new holder stays quiet for a second, so that what the one before sent is not exceeded', async () => {
    const began = performance.now();
    await desk.write(await desk.person(), 'một');
    await desk.outbox({ timing: { quietFor: 1_000 } }).start();
    await desk.quiet();
    expect((desk.sender.handed[0]?.at ?? 0) - began).toBeGreaterThanOrEqual(1_000);
  });

  it('outlasts a database that is away for a while', async () => {
    let away = false;
    const first = await desk.write(await desk.person(), 'một');
    const answer = slowly();
    desk.sender.next(answer.answer);
    const outbox = desk.outbox(unlessAway(desk, () => away));
    await outbox.start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
    away = true;
    answer.finish();
    await eventually(async () => expect(outbox.holds()).toBe(false));
    await desk.write(await desk.person(), 'hai');
    away = false;
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['một', 'hai']);
    expect(await desk.row(first)).toMatchObject({ state: 'sent', doubtAt: null });
  });

  it('what it took without hearing of it is sent all the same, once, and without a doubt', async () => {
    let deaf = true;
    const shaky: RawDb = {
      ...desk.raw,
      async $queryRawUnsafe<Rows>(sql: string, ...values: unknown[]) {
        const rows = await desk.raw.$queryRawUnsafe<{ state?: string }[]>(sql, ...values);
        if (deaf && rows.some((row) => row.state === 'leased')) {
          deaf = false;
          throw new Error('the connection broke after the commit');
        }
        return rows as Rows;
      },
    };
    const ids = [await desk.write(await desk.person(), 'một'), await desk.write(await desk.person(), 'hai')];
    // Nobody else is to take over.
    await desk.outbox({ raw: shaky, timing: { leaseFor: 600_000 } }).start();
    await desk.quiet();
    expect(deaf).toBe(false);
    expect(desk.sender.texts().toSorted()).toEqual(['hai', 'một']);
    for (const id of ids) expect(await desk.row(id)).toMatchObject({ state: 'sent', doubtAt: null });
  });
});
