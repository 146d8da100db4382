/** When it goes, and when not: promises 8 to 13 of docs/sending.md. */
import { describe, expect, it } from 'vitest';
import { cancelAnnouncement } from '../../src/announcement/cancel-announcement.ts';
import { changeDraft } from '../../src/announcement/change-draft.ts';
import { EMPTY } from '../../src/announcement/check-content.ts';
import { confirmAnnouncementAsSecond } from '../../src/announcement/confirm-announcement-as-second.ts';
import { pauseAnnouncement } from '../../src/announcement/pause-announcement.ts';
import { resumeAnnouncement } from '../../src/announcement/resume-announcement.ts';
import { type SendingSettings, saveSendingSettings } from '../../src/announcement/sending-settings.ts';
import { linesOf } from '../../src/conversation/lines.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { telling } from '../support/officers.ts';
import {
  columns,
  confirm,
  draft,
  due,
  HOUR,
  inAStreet,
  MINUTE,
  MORNING,
  preview,
  progress,
  stateOf,
  street,
  within,
  world,
} from './world.ts';

inAStreet();

const usual: SendingSettings = { quietFrom: '21:00', quietTo: '07:00', weeklyCap: 7, wantsSecondToSend: false, messagePrice: null };
const settle = (settings: Partial<SendingSettings>, scope: Scope = world.ward) =>
  within(world, (deps) => saveSendingSettings(deps, { scope, unitCode: world.house.home.unitCode, ...usual, ...settings }));
const of = (announcementId: string, scope = world.ward) => ({ scope, announcementId });
const pause = (id: string) => within(world, (deps) => pauseAnnouncement(deps, of(id)));
const resume = (id: string) => within(world, (deps) => resumeAnnouncement(deps, of(id)));
const cancel = (id: string) => within(world, (deps) => cancelAnnouncement(deps, { ...of(id), tell: telling.officer }));
const asSecond = (id: string, scope: Scope, typed: string) =>
  within(world, (deps) => confirmAnnouncementAsSecond(deps, { ...of(id, scope), typed, tell: telling.officer }));
const messages = (announcementId: string) => world.deps.db.message.count({ where: { announcementId } });

describe('before anything is sent', () => {
  it('8 · an officer has typed “GỬI” and the number', async () => {
    await street.putMany(3);
    const id = await draft(world, street);
    for (const typed of ['', 'GỬI', 'GỬI 2', 'gui ba', 'GỬI 3 hộ'])
      expect(await confirm(world, id, { typed }), typed).toMatchObject({ why: 'typedOtherwise' });
    const { seen } = await preview(world, id);
    await street.put([{}]);
    expect(await confirm(world, id, { seen, typed: 'GỬI 3' })).toMatchObject({ why: 'changed' });
    expect(await confirm(world, id, { typed: 'gui 4' })).toMatchObject({ outcome: 'confirmed', state: 'planned' });
    // Pressed twice; and by somebody else.
    const again = await preview(world, id);
    expect(await confirm(world, id, { seen: again.seen, typed: 'GỬI 4' })).toMatchObject({ outcome: 'confirmed' });
    expect(await confirm(world, id, { scope: world.second })).toMatchObject({ why: 'tooLate' });
    expect(await confirm(world, await draft(world, { areaId: world.house.next.areaId }))).toMatchObject({ why: 'nobody' });
    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
  });

  it('8 · a second officer types the same where the ward wants it, and nobody switches that off for themselves', async () => {
    await street.putMany(2);
    await settle({ wantsSecondToSend: true });
    const id = await draft(world, street);
    expect(await confirm(world, id)).toMatchObject({ state: 'awaitingSecond', startsAt: null });
    world.clock.advance(HOUR);
    await world.pump.turn();
    expect([await stateOf(world, id), await messages(id)]).toEqual(['awaitingSecond', 0]);
    expect(await asSecond(id, world.ward, 'GỬI 2')).toMatchObject({ why: 'samePerson' });
    expect(await asSecond(id, world.second, 'GỬI 3')).toMatchObject({ why: 'typedOtherwise' });
    expect(await asSecond(id, world.hamlet, 'GỬI 2')).toEqual({ outcome: 'notFound' });
    const startsAt = new Date(world.clock.now().getTime() + 10 * MINUTE);
    expect(await asSecond(id, world.second, 'GỬI 2')).toEqual({ outcome: 'confirmed', startsAt });
    expect(await asSecond(id, world.second, 'GỬI 2')).toEqual({ outcome: 'confirmed', startsAt });
    world.clock.advance(10 * MINUTE);
    await world.pump.turn();
    expect(await messages(id)).toBe(2);
    await cancel(id);

    await settle({});
    expect(await confirm(world, await draft(world, street))).toMatchObject({ state: 'awaitingSecond' });
    await settle({}, world.second);
    expect(await confirm(world, await draft(world, street))).toMatchObject({ state: 'planned' });
  });

  it('9 · ten minutes pass, in which whoever looks after the ward cancels it and nobody has got anything', async () => {
    await street.putMany(2);
    const { accountId } = world.house.officers.ward;
    const toldSoFar = await world.deps.db.message.count({ where: { accountId, class: 'duty' } });
    const id = await draft(world, street);
    await confirm(world, id, { scope: world.second });
    // The others of the ward hear of it.
    expect(await world.deps.db.message.count({ where: { accountId, class: 'duty' } })).toBe(toldSoFar + 1);
    world.clock.advance(10 * MINUTE - 1);
    await world.pump.turn();
    expect([await stateOf(world, id), await messages(id)]).toEqual(['planned', 0]);
    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
    world.clock.advance(HOUR);
    await world.pump.turn();
    expect([await stateOf(world, id), await messages(id)]).toEqual(['cancelled', 0]);
    expect(await world.deps.db.recipient.count({ where: { announcementId: id } })).toBe(0);
  });

  it('9 · not before it is to be sent', async () => {
    await street.putMany(1);
    const sendAt = new Date(Date.parse(MORNING) + 3 * HOUR);
    const id = await due(world, street, { sendAt });
    await world.pump.turn();
    expect(await messages(id)).toBe(0);
    world.clock.set(sendAt.toISOString());
    await world.pump.turn();
    expect(await messages(id)).toBe(1);
  });

  it('10 · after the confirmation no word of it changes', async () => {
    await street.putMany(1);
    const id = await draft(world, street);
    const change = (text: string, seq: number) =>
      within(world, (deps) => changeDraft(deps, { ...of(id), seq, content: { ...EMPTY, text, audience: { areaIds: [street.areaId] } } }));
    expect(await change('Lần hai', 0)).toEqual({ outcome: 'changed', seq: 1 });
    expect(await change('Lần ba', 0)).toEqual({ outcome: 'otherwise' });
    const { seen } = await preview(world, id);
    await change('Lần bốn', 1);
    expect(await confirm(world, id, { seen })).toMatchObject({ why: 'changed' });
    await confirm(world, id);
    expect(await change('Lần năm', 3)).toEqual({ outcome: 'tooLate' });
    const button = [{ kind: 'open', label: 'Khác', words: 'khác' }];
    for (const data of [{ text: 'khác' }, { audience: {} }, { buttons: button }, { expiresAt: null }, { mayCost: true }])
      await expect(world.deps.db.announcement.update({ where: { id }, data })).rejects.toThrow(/append-only/);
    await cancel(id);
  });
});

describe('while it is sent', () => {
  it('11 · nothing goes out in the quiet hours; what is left goes on in the morning', async () => {
    await settle({});
    const [early, late] = await street.putMany(2);
    const id = await due(world, street);
    world.clock.set('2026-11-20T20:59:59+07:00');
    await world.pump.turn();
    expect(await messages(id)).toBe(2);
    // What was written before nine is still here at nine.
    world.clock.set('2026-11-20T21:00:00+07:00');
    await street.deliver();
    expect(street.senders.telegram.handed).toHaveLength(0);
    expect(await world.deps.db.message.findMany({ where: { announcementId: id }, select: { state: true, reason: true } })).toEqual(
      Array.from({ length: 2 }, () => ({ state: 'queued', reason: 'night' })),
    );
    // What still waits says so, instead of how long it takes.
    const { restsUntil } = await progress(world, id);
    expect(restsUntil).toEqual(new Date('2026-11-21T07:00:00+07:00'));
    // What is confirmed now begins in the morning; whoever looks before hears it.
    const other = await draft(world, street);
    expect(await preview(world, other)).toMatchObject({ startsAt: new Date('2026-11-21T07:00:00+07:00') });
    expect(await confirm(world, other)).toMatchObject({ startsAt: new Date('2026-11-21T07:00:00+07:00') });
    world.clock.set('2026-11-21T06:59:59+07:00');
    await world.pump.turn();
    expect([await messages(other), await stateOf(world, other)]).toEqual([0, 'planned']);
    world.clock.set('2026-11-21T07:00:00+07:00');
    await world.pump.turn();
    expect(await messages(other)).toBe(2);
    await world.deps.db.message.updateMany({ where: { announcementId: id }, data: { until: null } });
    await street.deliver();
    expect(street.senders.telegram.handed).toHaveLength(4);
    expect([early, late]).toHaveLength(2);
    await world.pump.turn();
    expect([await stateOf(world, id), await stateOf(world, other)]).toEqual(['done', 'done']);
  });

  it('11 · the hours are the ward’s', async () => {
    await street.putMany(1);
    expect(await settle({ quietFrom: '9 giờ' })).toEqual({ outcome: 'wrongHours' });
    const id = await due(world, street);
    await settle({ quietFrom: '09:05', quietTo: '10:00' });
    await world.pump.turn();
    expect([await stateOf(world, id), await messages(id)]).toEqual(['sending', 0]);
    await settle({ quietFrom: '00:00', quietTo: '00:00' });
    await world.pump.turn();
    expect(await messages(id)).toBe(1);
    await settle({});
    await street.deliver();
    await world.pump.turn();
  });

  it('12 · pausing holds from the next message on, and going on finishes it, once each', async () => {
    await street.putMany(12);
    const id = await due(world, street);
    await world.pump.turn();
    const outbox = street.outbox('telegram', { atOnce: 2 });
    let paused: Promise<unknown> | undefined;
    street.senders.telegram.always(async () => {
      if (street.senders.telegram.handed.length === 4) {
        paused = pause(id);
        await paused;
      }
      return crypto.randomUUID();
    });
    await outbox.start();
    while (!paused) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await paused).toEqual({ outcome: 'paused' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    // Two were in hand, and two more may have been taken with the answer of the first.
    const { length } = street.senders.telegram.handed;
    expect(length).toBeLessThanOrEqual(7);
    expect(await pause(id)).toEqual({ outcome: 'paused' });
    await world.pump.turn();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(street.senders.telegram.handed).toHaveLength(length);
    expect(await columns(world, id)).toEqual({ sent: length, waiting: 12 - length });
    expect(await resume(id)).toEqual({ outcome: 'resumed' });
    expect(await resume(id)).toEqual({ outcome: 'resumed' });
    await world.pump.turn();
    outbox.wake();
    while (street.senders.telegram.handed.length < 12) await new Promise((resolve) => setTimeout(resolve, 10));
    await outbox.stop();
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({ sent: 12 });
    expect(new Set(street.senders.telegram.handed.map(({ to }) => to)).size).toBe(12);
    expect(await stateOf(world, id)).toBe('done');
    expect([await pause(id), await cancel(id)]).toEqual([{ outcome: 'notSending' }, { outcome: 'tooLate' }]);
  });

  it('12 · cancelling in the middle: nobody more gets it, and the unread line on our own page is gone', async () => {
    const [reader] = await street.putMany(3, 'web');
    const [phone] = await street.putMany(2);
    const id = await due(world, street);
    await world.pump.turn();
    const lines = () => linesOf(world.deps, reader.accountId, 0);
    expect(await lines()).toHaveLength(1);
    expect(await pause(id)).toEqual({ outcome: 'paused' });
    expect(await lines()).toHaveLength(1);
    expect(await columns(world, id)).toEqual({ 'held unread': 3, waiting: 2 });
    expect(await cancel(id)).toEqual({ outcome: 'cancelled' });
    expect(await lines()).toEqual([]);
    await street.deliver();
    await world.pump.turn();
    expect(street.senders.telegram.texts(`chat-${phone.accountId}`)).toEqual([]);
    expect(await columns(world, id)).toEqual({ 'left cancelled': 5 });
  });

  it('12 · what was taken at the very moment of a pause is written anew', async () => {
    const [{ accountId }] = await street.putMany(1);
    const id = await due(world, street);
    await world.pump.turn();
    // Its sender has it in hand, and notes only after the pause that it is to be tried again.
    await world.deps.db.message.updateMany({ where: { accountId }, data: { state: 'leased' } });
    await pause(id);
    await world.deps.db.message.updateMany({ where: { accountId }, data: { state: 'queued' } });
    await street.deliver();
    expect(street.senders.telegram.handed).toHaveLength(0);
    expect(await columns(world, id)).toEqual({ waiting: 1 });
    await resume(id);
    await world.pump.turn();
    await street.deliver();
    expect(street.senders.telegram.handed).toHaveLength(1);
    await world.pump.turn();
    expect(await columns(world, id)).toEqual({ sent: 1 });
  });

  it('13 · what has not gone when it expires goes no more', async () => {
    await street.put([{ channel: 'zalo', account: { lastInboundAt: new Date(Date.parse(MORNING) - 200 * HOUR) } }]);
    await street.put([{ channel: 'web' }]);
    await street.put([{}]);
    const expiresAt = new Date(Date.parse(MORNING) + 2 * HOUR);
    const id = await due(world, street, { expiresAt });
    await world.pump.turn();
    await street.deliver();
    expect(await columns(world, id)).toEqual({ sent: 1, 'held window': 1, 'held unread': 1 });
    world.clock.set(expiresAt.toISOString());
    await world.pump.turn();
    expect([await stateOf(world, id), await columns(world, id)]).toEqual(['done', { sent: 1, 'left expired': 2 }]);
    await street.deliver();
    expect([street.senders.zalo.handed.length, street.senders.telegram.handed.length]).toEqual([0, 1]);
    // Over before it begins.
    const sendAt = new Date(world.clock.now().getTime() + HOUR);
    await expect(draft(world, street, { sendAt, expiresAt: sendAt })).rejects.toThrow('dates');
    // A year that was typed by mistake.
    const far = (days: number) => draft(world, street, { sendAt: new Date(world.clock.now().getTime() + days * 24 * HOUR) });
    await expect(far(367)).rejects.toThrow('dates');
    await far(365);
  });

  it('13 · nothing is confirmed that would begin after its own last day, be it for the night', async () => {
    await street.putMany(1);
    const day = MORNING.slice(0, 10);
    const at = (time: string) => new Date(`${day}T${time}:00+07:00`);
    const id = await draft(world, street, { deadline: day });
    const late = await draft(world, street, { deadline: day, sendAt: at('22:00') });
    expect(await confirm(world, late)).toMatchObject({ outcome: 'refused', why: 'dates' });
    world.clock.set(at('20:55').toISOString());
    expect(await confirm(world, id)).toMatchObject({ outcome: 'refused', why: 'dates' });
    // Ten minutes before the night it still goes on that day.
    world.clock.set(at('20:45').toISOString());
    expect(await confirm(world, id)).toMatchObject({ outcome: 'confirmed', startsAt: at('20:55') });
  });

  it('13 · nor by the second officer', async () => {
    await street.putMany(1);
    await settle({ wantsSecondToSend: true });
    const expiresAt = new Date(Date.parse(MORNING) + 100 * HOUR);
    const id = await draft(world, street, { deadline: MORNING.slice(0, 10), expiresAt });
    expect(await confirm(world, id)).toMatchObject({ state: 'awaitingSecond' });
    world.clock.advance(24 * HOUR);
    expect(await asSecond(id, world.second, 'GỬI 1')).toMatchObject({ why: 'expired' });
    await settle({}, world.second);
  });
});
