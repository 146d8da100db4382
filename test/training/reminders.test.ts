/** When somebody is reminded, and that it is once. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { askFeedback } from '../../src/training/ask-feedback.ts';
import { cancelTraining } from '../../src/training/cancel-training.ts';
import { changeTraining } from '../../src/training/change-training.ts';
import { remindDue } from '../../src/training/remind-due.ts';
import { tellNews } from '../../src/training/tell-news.ts';
import { dueAt, isNight, reminderDue } from '../../src/training/when-to-remind.ts';
import { transaction } from '../review/world.ts';
import { newOfficer } from '../support/officers.ts';
import { family, heard, MORNING, openTrainingWorld, plan, type TrainingWorld, tell } from './world.ts';

const at = (local: string) => new Date(`2026-11-${local}:00+07:00`);

describe('a reminder', () => {
  it('comes a day and two hours before; what falls into the night comes in the morning, or in the evening before', () => {
    expect(dueAt('day', at('12T18:00'))).toEqual(at('11T18:00'));
    expect(dueAt('soon', at('12T18:00'))).toEqual(at('12T16:00'));
    expect(dueAt('day', at('12T06:30'))).toEqual(at('11T07:00'));
    expect(dueAt('soon', at('12T08:00'))).toEqual(at('12T07:00'));
    expect(dueAt('soon', at('12T07:30'))).toEqual(at('11T20:00'));
    expect(dueAt('soon', at('12T23:30'))).toEqual(at('12T20:00'));
    expect(dueAt('day', at('12T22:00'))).toEqual(at('12T07:00'));
  });

  it('is never due at night, nor after it has begun, and each before the beginning', () => {
    const minute = fc.integer({ min: 0, max: 60 * 24 * 14 });
    fc.assert(
      fc.property(minute, (minutes) => {
        const startsAt = new Date(at('12T00:00').getTime() + minutes * 60_000);
        for (const reminder of ['day', 'soon'] as const) {
          const due = dueAt(reminder, startsAt);
          expect(isNight(due)).toBe(false);
          expect(due < startsAt).toBe(true);
        }
        expect(dueAt('day', startsAt) <= dueAt('soon', startsAt)).toBe(true);
      }),
    );
  });

  it('keeps the hours of the ward, whatever they are', () => {
    const night = { from: '19:30', to: '08:15' };
    expect(dueAt('soon', at('12T08:30'), night)).toEqual(at('11T18:30'));
    expect(dueAt('soon', at('12T09:30'), night)).toEqual(at('12T08:15'));
    expect(dueAt('soon', at('12T23:30'), { from: '07:00', to: '07:00' })).toEqual(at('12T21:30'));
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const time = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16);
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 20 * 60 }), fc.integer({ min: 0, max: 14 * 24 * 60 }), (from, length, begins) => {
        const hours = { from: time(from), to: time((from + length) % (24 * 60)) };
        const startsAt = new Date(at('12T00:00').getTime() + begins * 60_000);
        for (const reminder of ['day', 'soon'] as const) {
          const due = dueAt(reminder, startsAt, hours);
          expect([isNight(due, hours), due < startsAt]).toEqual([false, true]);
        }
      }),
    );
  });

  it('is for who had said yes by then', () => {
    const startsAt = at('12T18:00');
    const seat = { startsAt, goingAt: at('10T08:00'), dayToldAt: null, soonToldAt: null };
    expect(reminderDue(seat, at('11T17:59'))).toBe(null);
    expect(reminderDue(seat, at('11T18:00'))).toBe('day');
    expect(reminderDue({ ...seat, goingAt: at('11T18:30') }, at('11T19:00'))).toBe(null);
    expect(reminderDue(seat, at('11T22:00'))).toBe(null);
    // Nobody was there to say it: the later one says it all.
    expect(reminderDue(seat, at('12T16:30'))).toBe('soon');
    expect(reminderDue({ ...seat, soonToldAt: at('12T16:30') }, at('12T16:40'))).toBe(null);
    expect(reminderDue(seat, startsAt)).toBe(null);
  });
});

describe('reminding', () => {
  let world: TrainingWorld;
  beforeAll(async () => {
    world = await openTrainingWorld();
  });
  beforeEach(() => world.clock.set(MORNING));
  afterAll(() => world.database.drop());

  it('is told in the hours of its ward, and so is what is new and how it was', async () => {
    const { deps, house, clock } = world;
    const { unitCode } = house.home;
    await deps.db.wardSettings.create({ data: { unitCode, quietFrom: '16:00', quietTo: '10:00' } });
    const trainingId = await plan(world, { startsAt: at('13T19:00'), endsAt: at('13T20:00') });
    const elsewhere = await plan(world, { startsAt: at('13T19:00'), endsAt: at('13T20:00') });
    await deps.db.training.update({ where: { id: elsewhere }, data: { unitCode: house.abroad.unitCode } });
    const [here, there] = [await family(world), await family(world, 'Xa', 'abroad')];
    const say = (accountId: string, id: string) =>
      transaction(deps, (within) => answerInvitation(within, { accountId, trainingId: id, answer: 'yes' }));
    await say(here.accountId, trainingId);
    await say(there.accountId, elsewhere);
    const hear = async () => [(await heard(world, here.accountId)).length, (await heard(world, there.accountId)).length];
    // 19:00 the day before is night here: it is said the next morning, and nowhere else.
    clock.set('2026-11-12T19:00:00+07:00');
    await remindDue(deps, { tell });
    expect(await hear()).toEqual([0, 1]);
    clock.set('2026-11-13T09:59:00+07:00');
    await remindDue(deps, { tell });
    expect(await hear()).toEqual([0, 1]);
    clock.set('2026-11-13T10:00:00+07:00');
    await remindDue(deps, { tell });
    expect(await hear()).toEqual([1, 1]);
    await deps.db.trainingSeat.updateMany({
      where: { trainingId: { in: [trainingId, elsewhere] } },
      data: { checkedInAt: clock.now(), news: null },
    });
    clock.set('2026-11-13T20:30:00+07:00');
    await askFeedback(deps, { tell });
    expect(await hear()).toEqual([1, 2]);
    clock.set('2026-11-14T10:00:00+07:00');
    await askFeedback(deps, { tell });
    expect(await hear()).toEqual([2, 2]);
    await deps.db.trainingSeat.updateMany({ where: { trainingId: { in: [trainingId, elsewhere] } }, data: { news: 'changed' } });
    await deps.db.training.updateMany({
      where: { id: { in: [trainingId, elsewhere] } },
      data: { startsAt: at('17T18:00'), endsAt: at('17T20:00') },
    });
    clock.set('2026-11-14T17:00:00+07:00');
    await tellNews(deps, { tell });
    expect(await hear()).toEqual([2, 3]);
    clock.set('2026-11-15T10:00:00+07:00');
    await tellNews(deps, { tell });
    expect(await hear()).toEqual([3, 3]);
    await deps.db.wardSettings.delete({ where: { unitCode } });
  });

  it('asks again who wanted to be asked later: a day before, and two hours before only who wants it once more', async () => {
    const { deps, house, clock } = world;
    const trainingId = await plan(world, { audience: 'both' });
    const [sen, quiet, no] = [await family(world), await family(world, 'Im'), await family(world, 'Bận')];
    const hamlet = await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Hai', ...house.home });
    const say = (accountId: string, answer: 'yes' | 'no' | 'later') =>
      transaction(deps, (within) => answerInvitation(within, { accountId, trainingId, answer }));
    for (const { accountId } of [sen, quiet, no, hamlet]) await say(accountId, 'later');
    await say(no.accountId, 'no');
    const remind = () => remindDue(deps, { tell });
    clock.set('2026-11-11T17:59:00+07:00');
    expect(await remind()).toBe(0);
    clock.set('2026-11-11T18:00:00+07:00');
    expect([await remind(), await remind()]).toEqual([3, 0]);
    const last = async (accountId: string) => {
      const { body } = await deps.db.message.findFirstOrThrow({ where: { accountId }, orderBy: { seq: 'desc' } });
      const { text, choices } = body as { text: string; choices: { label: string }[] };
      return [text.slice(0, 18), ...choices.map(({ label }) => label)];
    };
    for (const { accountId } of [sen, quiet, hamlet])
      expect(await last(accountId)).toEqual(['Hỏi lại như đã hẹn', 'Tham gia', 'Bận', 'Hỏi lại sau']);
    clock.set('2026-11-11T19:00:00+07:00');
    await say(sen.accountId, 'later');
    await say(hamlet.accountId, 'yes');
    clock.set('2026-11-12T16:00:00+07:00');
    expect([await remind(), await remind()]).toEqual([2, 0]);
    expect(await last(sen.accountId)).toEqual(['Hỏi lại như đã hẹn', 'Tham gia', 'Bận']);
    expect((await last(hamlet.accountId))[0]).toContain('Sắp đến giờ');
    expect((await heard(world, quiet.accountId)).length).toBe(1);
    expect(await heard(world, no.accountId)).toEqual([]);
  });

  it('tells who wanted to be asked later that there is nothing to ask any more, and asks anew when it is moved', async () => {
    const { deps, clock, ward } = world;
    const [moved, off] = [await plan(world), await plan(world)];
    const sen = await family(world);
    for (const trainingId of [moved, off])
      await transaction(deps, (within) => answerInvitation(within, { accountId: sen.accountId, trainingId, answer: 'later' }));
    const cancelled = await transaction(deps, (within) => cancelTraining(within, { scope: ward, trainingId: off }));
    expect(cancelled).toEqual({ outcome: 'cancelled', toTell: 1 });
    expect([await tellNews(deps, { tell }), await tellNews(deps, { tell })]).toEqual([1, 0]);
    expect((await heard(world, sen.accountId)).map(({ text }) => text)).toEqual([expect.stringContaining('không tổ chức nữa')]);
    clock.set('2026-11-11T18:00:00+07:00');
    expect(await remindDue(deps, { tell })).toBe(1);
    const row = await deps.db.training.findUniqueOrThrow({ where: { id: moved } });
    const when = { startsAt: at('19T18:00'), endsAt: at('19T20:00') };
    await transaction(deps, (within) => changeTraining(within, { ...row, ...when, scope: ward, trainingId: moved }));
    expect(await tellNews(deps, { tell })).toBe(0);
    clock.set('2026-11-18T18:00:00+07:00');
    expect([await remindDue(deps, { tell }), await remindDue(deps, { tell })]).toEqual([1, 0]);
  });

  it('asks nobody again who has moved or does that work no more, and no officer in a chat in which they asked for silence', async () => {
    const { deps, house, clock } = world;
    const trainingId = await plan(world, { audience: 'both', areaIds: [house.home.areaId] });
    const [moves, stays] = [await family(world, 'Đi Xa'), await family(world, 'Ở Lại')];
    const officers = { gone: 'Thôi Việc', silent: 'Lặng', silentComes: 'Lặng Mà Đến', works: 'Còn Làm' };
    const [gone, silent, silentComes, works] = await Promise.all(
      Object.values(officers).map((name) => newOfficer(deps, { role: 'hamlet', name, ...house.home })),
    );
    const say = (accountId: string, answer: 'yes' | 'later') =>
      transaction(deps, (within) => answerInvitation(within, { accountId, trainingId, answer }));
    const later = [moves, stays, gone, silent, works].map((one) => one?.accountId ?? '');
    for (const accountId of later) await say(accountId, 'later');
    await say(silentComes?.accountId ?? '', 'yes');
    await deps.db.household.update({ where: { id: moves.householdId }, data: { areaId: house.next.areaId } });
    await deps.db.grant.updateMany({ where: { officerId: gone?.officerId ?? '' }, data: { to: clock.now() } });
    const stopped = [silent, silentComes].map((one) => one?.accountId ?? '');
    await deps.db.account.updateMany({ where: { id: { in: stopped } }, data: { stoppedAt: clock.now() } });
    clock.set('2026-11-11T18:00:00+07:00');
    const remind = () => remindDue(deps, { tell });
    await remind();
    expect(await remind(), 'it is noted of all of them').toBe(0);
    const said = async (one?: { accountId: string }) => (await heard(world, one?.accountId ?? '')).length;
    expect(await Promise.all([moves, stays, gone, silent, works].map(said))).toEqual([0, 1, 0, 0, 1]);
    expect(await said(silentComes), 'who said yes is reminded of it').toBe(1);
    const noted = await deps.db.trainingSeat.count({ where: { trainingId, dayToldAt: clock.now() } });
    expect(noted).toBe(6);
    await deps.db.trainingSeat.deleteMany({ where: { trainingId } });
  });

  it('wakes nobody up who never said yes', async () => {
    const { deps, clock, ward } = world;
    const trainingId = await plan(world, { startsAt: at('12T09:00'), endsAt: at('12T10:00') });
    const [comes, asks] = [await family(world, 'Đến'), await family(world, 'Hỏi Lại')];
    for (const [{ accountId }, answer] of [
      [comes, 'yes'],
      [asks, 'later'],
    ] as const)
      await transaction(deps, (within) => answerInvitation(within, { accountId, trainingId, answer }));
    clock.set('2026-11-11T23:00:00+07:00');
    await transaction(deps, (within) => cancelTraining(within, { scope: ward, trainingId }));
    const hear = async () => [(await heard(world, comes.accountId)).length, (await heard(world, asks.accountId)).length];
    await tellNews(deps, { tell });
    expect(await hear()).toEqual([1, 0]);
    clock.set('2026-11-12T07:00:00+07:00');
    await tellNews(deps, { tell });
    expect(await hear()).toEqual([1, 1]);
  });

  it('tells each once, also from two processes, and nobody who declined, came already or waits', async () => {
    const { deps, house, clock } = world;
    const trainingId = await plan(world, { capacity: 2, audience: 'both' });
    const [sen, waits, busy] = [await family(world), await family(world, 'Chờ'), await family(world, 'Bận')];
    const say = (accountId: string, answer: 'yes' | 'no') =>
      transaction(deps, (within) => answerInvitation(within, { accountId, trainingId, answer }));
    await say(sen.accountId, 'yes');
    await say(house.officers.hamlet.accountId, 'yes');
    await say(waits.accountId, 'yes');
    await say(busy.accountId, 'no');
    const remind = () => remindDue(deps, { tell });
    expect(await remind()).toBe(0);
    clock.set('2026-11-11T18:00:00+07:00');
    const both = await Promise.all([remind(), remind()]);
    expect(both.reduce((sum, one) => sum + one)).toBe(2);
    clock.set('2026-11-12T16:00:00+07:00');
    expect(await remind()).toBe(2);
    expect(await remind()).toBe(0);
    const said = await heard(world, sen.accountId);
    expect(said).toMatchObject([
      { text: expect.stringContaining('Nhắc nhẹ'), kind: 'fileNotice', expiresAt: at('12T18:00') },
      { text: expect.stringContaining('Sắp đến giờ'), kind: 'fileNotice' },
    ]);
    expect((await heard(world, house.officers.hamlet.accountId)).map(({ kind }) => kind)).toEqual(['duty', 'duty']);
    for (const { accountId } of [waits, busy]) expect(await heard(world, accountId)).toEqual([]);
  });
});
