/** When somebody is reminded, and that it is once. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { remindDue } from '../../src/training/remind-due.ts';
import { dueAt, isNight, reminderDue } from '../../src/training/when-to-remind.ts';
import { transaction } from '../review/world.ts';
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
