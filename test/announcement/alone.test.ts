/** Being left alone, and what costs money: promises 18 to 20 of docs/sending.md; and presses, promise 24. */
import { afterAll, describe, expect, it } from 'vitest';
import { erase } from '../../src/privacy/erase.ts';
import { fixedClock } from '../support/deps.ts';
import { type House, openHouse } from '../support/talk.ts';
import {
  columns,
  draft,
  due,
  HOUR,
  inAStreet,
  MORNING,
  openSendingWorld,
  openStreet,
  preview,
  progress,
  render,
  stateOf,
  street,
  within,
  world,
  writesAgain,
} from './world.ts';

let house: House;
inAStreet(async () => {
  house = await openHouse({ clock: fixedClock(MORNING) });
  return openSendingWorld(house);
});
afterAll(() => house.close());

const messagesOf = (accountId: string) =>
  world.deps.db.message.findMany({ where: { accountId, class: 'announcement' }, select: { state: true, reason: true } });

describe('being left alone', () => {
  it('18 · every announcement says how to stop them, and “DỪNG” holds at once, in the middle of a send', async () => {
    const talker = await house.visitor();
    await talker.start();
    const accountId = await talker.accountId();
    await street.putWith(accountId);
    const [silent, other] = await street.putMany(2);
    const first = await due(world, street);
    await world.pump.turn();
    const bodies = await world.deps.db.message.findMany({ where: { announcementId: first }, select: { body: true } });
    expect(bodies).toHaveLength(3);
    for (const { body } of bodies) expect((body as { text: string }).text).toContain('Nhắn DỪNG để thôi nhận.');
    // Written already, and not handed over.
    await within(world, (deps) => deps.db.account.update({ where: { id: silent.accountId }, data: { stoppedAt: world.clock.now() } }));
    await street.deliver();
    expect(await messagesOf(silent.accountId)).toEqual([{ state: 'cancelled', reason: 'stopped' }]);
    expect(street.senders.telegram.handed.map(({ to }) => to)).toEqual([`chat-${other.accountId}`]);
    // Said to us, before it is written.
    const second = await due(world, street);
    await talker.say('dừng');
    await world.pump.turn();
    expect(await world.deps.db.message.count({ where: { announcementId: second, accountId } })).toBe(0);
    expect(await columns(world, second)).toMatchObject({ 'left stopped': 2 });
  });

  it('19 · so do taking back purpose 2, blocking us and being erased, before it is written and after', async () => {
    const all = await street.putMany(7);
    const [before, blocked, erased, after, late, gone] = all.map(({ accountId }) => accountId) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const id = await due(world, street);
    const { startDueAnnouncements } = await import('../../src/announcement/start-due-announcements.ts');
    await startDueAnnouncements(world.deps);
    world.clock.advance(1_000);
    await street.decide(before, 'withdrawn');
    await world.deps.db.account.update({ where: { id: blocked }, data: { blockedAt: world.clock.now() } });
    await within(world, (deps) => erase(deps, { accountId: erased }));
    await world.pump.turn();
    expect(await world.deps.db.message.count({ where: { announcementId: id } })).toBe(4);
    world.clock.advance(1_000);
    await street.decide(after, 'withdrawn');
    await world.deps.db.account.update({ where: { id: late }, data: { blockedAt: world.clock.now() } });
    await within(world, (deps) => erase(deps, { accountId: gone }));
    await street.deliver();
    await world.pump.turn();
    expect(street.senders.telegram.handed).toHaveLength(1);
    // Whoever was alone in a household took it along.
    expect(await columns(world, id)).toEqual({ sent: 1, 'failed gone': 1, 'left noConsent': 2, 'left blocked': 1, 'left erased': 2 });
    expect((await progress(world, id)).audience).toBe(7);
    expect(await stateOf(world, id)).toBe('done');
  });

  it('19 · whoever is erased before their turn does not keep the others from theirs', async () => {
    const pace = 4;
    const all = await street.putMany(7);
    await due(world, street);
    const { startDueAnnouncements } = await import('../../src/announcement/start-due-announcements.ts');
    await startDueAnnouncements(world.deps);
    for (const { accountId } of all.slice(0, pace)) await within(world, (deps) => erase(deps, { accountId }));
    // As few at a time as were erased: they stand at the head of the line.
    const { prisma, raw } = world.database;
    const { createPump } = await import('../../src/announcement/pump.ts');
    await createPump({ ...world.deps, prisma, raw, ...render, paceOf: () => pace / 5 }).turn();
    await street.deliver();
    const left = all.slice(pace).map(({ accountId }) => `chat-${accountId}`);
    expect(street.senders.telegram.handed.map(({ to }) => to).toSorted()).toEqual(left.toSorted());
  });

  it('20 · where a channel takes it only after somebody wrote, it waits for them, unless it has expired', async () => {
    const long = new Date(Date.parse(MORNING) - 200 * HOUR);
    const [writes, silent] = [
      await street.put([{ channel: 'zalo', account: { lastInboundAt: long } }]),
      await street.put([{ channel: 'zalo', account: { lastInboundAt: long } }]),
    ];
    const id = await due(world, street);
    const other = await due(world, street);
    await world.pump.turn();
    await street.deliver();
    expect(await columns(world, id)).toEqual({ 'held window': 2 });
    world.clock.advance(24 * HOUR);
    await writesAgain(world, writes.accountId);
    await street.deliver();
    // Each as a message of its own: their buttons are answered one by one.
    expect(street.senders.zalo.handed.map(({ to }) => to)).toEqual([`chat-${writes.accountId}`, `chat-${writes.accountId}`]);
    expect(await columns(world, id)).toEqual({ sent: 1, 'held window': 1 });
    expect(await columns(world, other)).toEqual({ sent: 1, 'held window': 1 });
    world.clock.advance(10 * 24 * HOUR);
    await world.pump.turn();
    await writesAgain(world, silent.accountId);
    await street.deliver();
    expect(street.senders.zalo.handed).toHaveLength(2);
    expect([await stateOf(world, id), await columns(world, id)]).toEqual(['done', { sent: 1, 'left expired': 1 }]);
  });

  it('20 · it costs money only where the officer has allowed that', async () => {
    const days = new Date(Date.parse(MORNING) - 72 * HOUR);
    await street.put([{ channel: 'zalo', account: { lastInboundAt: days } }]);
    expect((await preview(world, await draft(world, street, { mayCost: true }))).reach.channels).toMatchObject([{ paid: 1 }]);
    const free = await due(world, street);
    const paid = await due(world, street, { mayCost: true });
    await world.pump.turn();
    await street.deliver();
    expect(await columns(world, free)).toEqual({ 'held window': 1 });
    expect(await columns(world, paid)).toEqual({ sent: 1 });
    const terms = await world.deps.db.message.findMany({ where: { announcementId: paid }, select: { terms: true } });
    expect(terms).toEqual([{ terms: 'paid' }]);
    // An approved template has its price, too.
    const stays = await openStreet(world);
    stays.senders.zalo.offerTemplates();
    await stays.put([{ channel: 'zalo', account: { lastInboundAt: new Date(Date.parse(MORNING) - 200 * HOUR) } }]);
    const held = await due(world, stays);
    await world.pump.turn();
    await stays.deliver();
    expect([await columns(world, held), stays.senders.zalo.templates.length]).toEqual([{ 'held window': 1 }, 0]);
    const goes = await due(world, stays, { mayCost: true });
    await world.pump.turn();
    await stays.deliver();
    expect([await columns(world, goes), stays.senders.zalo.templates.length]).toEqual([{ sent: 1 }, 1]);
    await stays.close();
  });
});

describe('a button', () => {
  it('24 · counts once a household, and says what it says all the same', async () => {
    const lan = await house.visitor();
    await lan.start();
    const accountId = await lan.accountId();
    const householdId = await street.putWith(accountId);
    const buttons = [
      { kind: 'open' as const, label: 'Gia đình học tập là gì?', words: 'giới thiệu' },
      { kind: 'link' as const, label: 'Đường đi', url: 'https://a.example' },
      { kind: 'open' as const, label: 'Không quan tâm', words: 'trang chính' },
    ];
    const id = await due(world, street, { buttons });
    await world.pump.turn();
    const pressed = () =>
      world.deps.db.recipient.findMany({ where: { announcementId: id }, select: { householdId: true, pressed: true, pressedAt: true } });
    expect((await lan.press('gia dinh hoc tap la gi')).map(({ text }) => text).join('\n')).toContain('Gia đình học tập');
    const at = world.clock.now();
    expect(await pressed()).toEqual([{ householdId, pressed: 0, pressedAt: at }]);
    world.clock.advance(1_000);
    const [recipient] = await world.deps.db.recipient.findMany({ where: { announcementId: id } });
    await lan.send({ type: 'press', data: `a.${recipient?.position}.2` });
    expect(await pressed()).toEqual([{ householdId, pressed: 0, pressedAt: at }]);
    expect((await progress(world, id)).presses).toEqual([1, 0, 0]);
    // Somebody else's button, one that is none, and one that only leads away: none of them says a word for them.
    const minh = await house.visitor();
    await minh.start();
    for (const data of [`a.${recipient?.position}.0`, `a.${recipient?.position}.1`, `a.${recipient?.position}.9`, 'a.999999.0', 'a.x.0']) {
      const answers = await minh.send({ type: 'press', data });
      expect(answers.length, data).toBeGreaterThan(0);
    }
    expect(await pressed()).toEqual([{ householdId, pressed: 0, pressedAt: at }]);
  });
});
