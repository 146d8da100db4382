/** A sender on a channel whose platform takes messages for a while only, and of people who may not want them. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SendFailure } from '../../../src/channel/channel.ts';
import type { Prisma } from '../../../src/db/client.ts';
import { sequentialIds, testDeps } from '../../support/deps.ts';
import { newFamily, UNIT } from '../../support/family.ts';
import { eventually } from '../../support/service.ts';
import { atNoon, type Desk, openDesk } from './desk.ts';
import { fails, slowly } from './fake-sender.ts';

const HOUR = 60 * 60 * 1000;
const LONG = `${'a'.repeat(1_990)} ${'b'.repeat(1_990)} ${'c'.repeat(100)}`;

let hall: Desk;
let desk: Desk;
beforeAll(async () => {
  hall = await openDesk();
});
beforeEach(async () => {
  // A test before it may have gone on into the night.
  hall.clock.set(atNoon());
  desk = await hall.another('zalo');
});
// A sender that is done with would go on asking the database.
afterEach(() => desk.close());
afterAll(() => hall.close());

const ago = (ms: number) => new Date(desk.clock.now().getTime() - ms);
/** Somebody who last wrote so many hours ago. */
const silent = (hours: number, more: Parameters<Desk['person']>[1] = {}) =>
  desk.person(undefined, { lastInboundAt: ago(hours * HOUR), ...more });
const change = (id: string, data: Prisma.AccountUncheckedUpdateInput) => desk.prisma.account.update({ where: { id }, data });
const windowOver = () => fails(new SendFailure('window', 'noInteraction'));
const standing = async (id: string) => {
  const { state, reason, terms } = await desk.row(id);
  return { state, reason, terms };
};

describe('the time in which messages are taken', () => {
  it('is free for two days, for every class', async () => {
    const ids = [];
    for (const kind of ['reply', 'fileNotice', 'reminder', 'announcement', 'duty'] as const)
      ids.push(await desk.write(await silent(47), kind, { class: kind }));
    await desk.outbox().start();
    await desk.quiet();
    for (const id of ids) expect(await standing(id)).toEqual({ state: 'sent', reason: null, terms: 'free' });
  });

  it('then costs: only what may cost is sent, the rest waits and asks nobody', async () => {
    const waits = await desk.write(await silent(49), 'waits');
    const costs = await desk.write(await silent(49), 'costs', { mayCost: true });
    await desk.outbox().start();
    await desk.quiet();
    expect(await standing(waits)).toEqual({ state: 'held', reason: 'window', terms: null });
    expect(await standing(costs)).toEqual({ state: 'sent', reason: null, terms: 'paid' });
    expect(desk.sender.texts()).toEqual(['costs']);
  });

  it('ends after a week, and for who has never written: then a template goes, or nothing', async () => {
    const held = [await desk.write(await silent(169), 'week', { mayCost: true }), await desk.write(await desk.person(), 'never')];
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    for (const id of held) expect(await standing(id)).toEqual({ state: 'held', reason: 'window', terms: null });
    desk.sender.offerTemplates();
    const id = await desk.write(await silent(169), 'template', { class: 'reminder' });
    outbox.wake();
    await desk.quiet();
    expect(await standing(id)).toEqual({ state: 'sent', reason: null, terms: 'template' });
    expect(desk.sender.templates).toMatchObject([{ text: 'template', class: 'reminder' }]);
    expect(desk.sender.handed).toEqual([]);
  });

  it('is waited for by what costs too much, where a template can go then', async () => {
    desk.sender.offerTemplates();
    const person = await silent(49);
    const id = await desk.write(person, 'reminder', { class: 'reminder' });
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    expect(await standing(id)).toEqual({ state: 'held', reason: 'window', terms: null });
    const { until } = await desk.row(id);
    expect(Math.abs((until?.getTime() ?? 0) - Date.now() - (168 - 49) * HOUR)).toBeLessThan(HOUR);
    expect(desk.sender.templates).toEqual([]);

    desk.clock.advance((168 - 49) * HOUR);
    await desk.prisma.message.update({ where: { id }, data: { until: new Date(Date.now() - 1_000) } });
    await eventually(async () => expect(await standing(id)).toEqual({ state: 'sent', reason: null, terms: 'template' }));
  });

  it('a class for which there is no template waits', async () => {
    desk.sender.offerTemplates(() => {
      throw new SendFailure('window', 'noTemplate');
    });
    const id = await desk.write(await silent(169), 'reminder', { class: 'reminder' });
    await desk.outbox().start();
    await desk.quiet();
    expect(await standing(id)).toEqual({ state: 'held', reason: 'window', terms: null });
    expect(desk.sender.templates).toHaveLength(1);
  });

  it('is over when the platform says so, whatever we think', async () => {
    const id = await desk.write(await silent(1), 'one');
    desk.sender.next(windowOver());
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    expect(await standing(id)).toEqual({ state: 'held', reason: 'window', terms: null });
    const other = await desk.write(await silent(1), 'two');
    desk.sender.next(fails(new SendFailure('window', 'quota')));
    outbox.wake();
    await desk.quiet();
    expect(await standing(other)).toEqual({ state: 'held', reason: 'quota', terms: null });
  });

  it('is over when the platform says so: a template is tried, once', async () => {
    desk.sender.offerTemplates();
    desk.sender.next(windowOver());
    const id = await desk.write(await silent(1), 'one');
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    expect(await standing(id)).toEqual({ state: 'sent', reason: null, terms: 'template' });
    expect([desk.sender.texts(), desk.sender.templates.map(({ text }) => text)]).toEqual([['one'], ['one']]);

    desk.sender.offerTemplates(() => {
      throw new SendFailure('window', 'noTemplate');
    });
    desk.sender.next(windowOver());
    const other = await desk.write(await silent(1), 'two');
    outbox.wake();
    await desk.quiet();
    expect(await standing(other)).toEqual({ state: 'held', reason: 'window', terms: null });
    expect([desk.sender.texts(), desk.sender.templates.map(({ text }) => text)]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
  });

  it('is that of the first part for the whole of a long message', async () => {
    const id = await desk.write(await silent(47), LONG);
    desk.sender.next(
      () => {
        desk.clock.advance(2 * HOUR);
        return 'first';
      },
      () => {
        desk.clock.advance(200 * HOUR);
        return 'second';
      },
    );
    await desk.outbox().start();
    await desk.quiet();
    expect(desk.sender.texts().map((text) => text[0])).toEqual(['a', 'b', 'c']);
    expect(await standing(id)).toEqual({ state: 'sent', reason: null, terms: 'free' });
  });

  it('half a message waits for its person, and keeps its place: no template ends it', async () => {
    desk.sender.offerTemplates();
    const person = await silent(1);
    const id = await desk.write(person, LONG);
    desk.sender.next(() => 'first', windowOver());
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    expect(await desk.row(id)).toMatchObject({ state: 'held', reason: 'window', terms: 'free', partsSent: 1, providerId: 'first' });
    await desk.prisma.message.update({ where: { id }, data: { state: 'queued', reason: null } });
    outbox.wake();
    await desk.quiet();
    expect(desk.sender.texts().map((text) => text[0])).toEqual(['a', 'b', 'b', 'c']);
    expect(desk.sender.templates).toEqual([]);
  });

  it('takes no place of the pace from others while it is over', async () => {
    for (let index = 0; index < 40; index++) await desk.write(await silent(49), `${index}`, { class: 'announcement' });
    const last = await desk.write(await silent(1), 'last', { class: 'duty' });
    await desk.outbox({ pace: { perSecond: 1, burstPerChat: 1 } }).start();
    await desk.quiet();
    expect(await desk.prisma.message.count({ where: { channelAccountId: desk.channelAccountId, state: 'held' } })).toBe(40);
    expect(await standing(last)).toMatchObject({ state: 'sent' });
    expect(desk.sender.handed).toHaveLength(1);
  });

  it('does not matter to a channel without one', async () => {
    const other = await hall.another();
    const id = await other.write(await other.person(), 'one');
    await other.outbox().start();
    await other.quiet();
    expect(await other.row(id)).toMatchObject({ state: 'sent', terms: null });
  });
});

describe('who writes in the moment in which something is held for them', () => {
  it('gets it all the same, when their turn was over before', async () => {
    const person = await silent(1);
    const id = await desk.write(person, 'one');
    const answer = slowly();
    desk.sender.next(answer.answer);
    await desk.outbox().start();
    await eventually(async () => expect(desk.sender.handed).toHaveLength(1));
    desk.clock.advance(1_000);
    await change(person, { lastInboundAt: desk.clock.now() });
    answer.fail(new SendFailure('window', 'noInteraction'));
    await eventually(async () => expect((await desk.row(id)).state).toBe('sent'));
    expect(desk.sender.texts()).toEqual(['one', 'one']);
  });

  it('gets it all the same, when their turn is just being taken', async () => {
    const person = await silent(49);
    const id = await desk.write(person, 'one');
    const outbox = desk.outbox();
    await desk.prisma.$transaction(
      async (turn) => {
        await turn.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ${person}::uuid FOR UPDATE`;
        await outbox.start();
        await eventually(async () => expect((await desk.row(id)).state).toBe('held'));
        await turn.account.update({ where: { id: person }, data: { lastInboundAt: desk.clock.now() } });
      },
      { timeout: 60_000 },
    );
    await eventually(async () => expect((await desk.row(id)).state).toBe('sent'));
    expect(await standing(id)).toEqual({ state: 'sent', reason: null, terms: 'free' });
  });
});

describe('what people want', () => {
  it('is looked up when a message is sent: their newest word on announcements counts', async () => {
    const changed = async (...acts: ('given' | 'refused' | 'withdrawn')[]) => {
      const person = await silent(1, { agreed: false });
      for (const act of acts) {
        desk.clock.advance(1_000);
        await desk.decide(person, act);
      }
      return person;
    };
    const people = [await changed(), await changed('refused'), await changed('given', 'withdrawn'), await changed('withdrawn', 'given')];
    const ids = [];
    for (const person of people)
      for (const kind of ['reminder', 'announcement', 'reply', 'fileNotice', 'duty'] as const)
        ids.push(await desk.write(person, kind, { class: kind }));
    await desk.outbox().start();
    await desk.quiet();
    const states = await Promise.all(ids.map(standing));
    const unwanted = { state: 'cancelled', reason: 'noConsent', terms: null };
    const sent = { state: 'sent', reason: null, terms: 'free' };
    for (const from of [0, 5, 10]) expect(states.slice(from, from + 5)).toEqual([unwanted, unwanted, sent, sent, sent]);
    expect(states.slice(15)).toEqual([sent, sent, sent, sent, sent]);
  });

  it('a yes counts for the Hội it was given to, as long as that one answers for their household', async () => {
    const { householdId } = await newFamily(testDeps(desk.prisma, { clock: desk.clock, ids: sequentialIds('d') }));
    const person = await silent(1);
    const membership = { id: randomUUID(), accountId: person, householdId, from: desk.clock.now() };
    await desk.prisma.membership.create({ data: membership });
    const outbox = desk.outbox();
    await outbox.start();
    const sent = await desk.write(person, 'of the city', { class: 'announcement' });
    outbox.wake();
    await desk.quiet();
    const ward = { name: 'Hội Khuyến học phường', contact: '0274', dataProtection: '0274' };
    await desk.prisma.organisation.create({ data: { id: randomUUID(), level: 'ward', unitCode: UNIT, ...ward } });
    const unwanted = await desk.write(person, 'of the ward', { class: 'announcement' });
    outbox.wake();
    await desk.quiet();
    expect(await standing(sent)).toMatchObject({ state: 'sent' });
    expect(await standing(unwanted)).toEqual({ state: 'cancelled', reason: 'noConsent', terms: null });
  });

  it('DỪNG stops what is queued already; a notice waits until they write again', async () => {
    const person = await silent(1, { stoppedAt: ago(HOUR / 2) });
    const write = (kind: 'reply' | 'fileNotice' | 'reminder' | 'announcement') => desk.write(person, kind, { class: kind });
    const [reply, notice, reminder, news] = [
      await write('reply'),
      await write('fileNotice'),
      await write('reminder'),
      await write('announcement'),
    ];
    const outbox = desk.outbox();
    await outbox.start();
    await desk.quiet();
    expect(await standing(reply)).toMatchObject({ state: 'sent' });
    for (const id of [reminder, news]) expect(await standing(id)).toEqual({ state: 'cancelled', reason: 'stopped', terms: null });
    expect(await standing(notice)).toEqual({ state: 'held', reason: 'stopped', terms: null });

    desk.clock.advance(1_000);
    await change(person, { lastInboundAt: desk.clock.now() });
    await desk.prisma.message.update({ where: { id: notice }, data: { state: 'queued', reason: null } });
    outbox.wake();
    await desk.quiet();
    expect(await standing(notice)).toMatchObject({ state: 'sent' });
  });

  it('DỪNG in the middle of a long announcement stops the rest of it', async () => {
    const person = await silent(1);
    const id = await desk.write(person, LONG, { class: 'announcement' });
    desk.sender.next(async () => {
      await change(person, { stoppedAt: desk.clock.now() });
      return 'first';
    });
    await desk.outbox().start();
    await desk.quiet();
    expect(await desk.row(id)).toMatchObject({ state: 'cancelled', reason: 'stopped', partsSent: 1 });
    expect(desk.sender.handed).toHaveLength(1);
  });

  it('DỪNG between two tries stops the second', async () => {
    const person = await silent(1);
    const id = await desk.write(person, 'news', { class: 'announcement' });
    desk.sender.next(async () => {
      await change(person, { stoppedAt: desk.clock.now() });
      throw new SendFailure('later', 'busy', { retryAfterMs: 10 });
    });
    await desk.outbox().start();
    await desk.quiet();
    expect(await standing(id)).toMatchObject({ state: 'cancelled', reason: 'stopped' });
    expect(desk.sender.handed).toHaveLength(1);
  });

  it('DỪNG stops a template that is left to try', async () => {
    desk.sender.offerTemplates();
    const person = await silent(1);
    const id = await desk.write(person, 'news', { class: 'announcement' });
    desk.sender.next(async () => {
      await change(person, { stoppedAt: desk.clock.now() });
      throw new SendFailure('window', 'noInteraction');
    });
    await desk.outbox().start();
    await desk.quiet();
    expect(await standing(id)).toMatchObject({ state: 'cancelled', reason: 'stopped' });
    expect(desk.sender.templates).toEqual([]);
  });

  it('nothing but answers for who has blocked us; what concerns their file waits', async () => {
    const notice = await desk.write(await silent(1, { blockedAt: ago(1_000) }), 'notice', { class: 'fileNotice' });
    const reply = await desk.write(await silent(1, { blockedAt: ago(1_000) }), 'reply');
    await desk.outbox().start();
    await desk.quiet();
    expect(await standing(notice)).toEqual({ state: 'held', reason: 'gone', terms: null });
    expect(await standing(reply)).toMatchObject({ state: 'sent' });
  });
});

describe('while an officer writes to somebody', () => {
  it('nothing but answers goes to them; the rest waits for the end of that', async () => {
    const person = await silent(1, { humanUntil: new Date(desk.clock.now().getTime() + HOUR) });
    const reply = await desk.write(person, 'reply');
    const rest: string[] = [];
    for (const kind of ['fileNotice', 'reminder', 'announcement', 'duty'] as const)
      rest.push(await desk.write(person, kind, { class: kind }));
    const outbox = desk.outbox();
    await outbox.start();
    await eventually(async () => {
      expect(await standing(reply)).toMatchObject({ state: 'sent' });
      for (const id of rest) expect(await desk.row(id)).toMatchObject({ state: 'queued', reason: 'officer', until: expect.any(Date) });
    });
    expect(desk.sender.texts()).toEqual(['reply']);

    desk.clock.advance(HOUR);
    await desk.prisma.message.updateMany({ where: { accountId: person, state: 'queued' }, data: { until: null } });
    outbox.wake();
    await desk.quiet();
    expect(desk.sender.texts()).toEqual(['reply', 'fileNotice', 'reminder', 'announcement', 'duty']);
  });
});
