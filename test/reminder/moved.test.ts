/** Reminders follow the dates that a ward has moved. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { datesOfWard } from '../../src/assessment/dates-of-ward.ts';
import { moveDates } from '../../src/assessment/move-dates.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { listToRemind } from '../../src/reminder/list-to-remind.ts';
import { nudgeOfficers } from '../../src/reminder/nudge-officers.ts';
import { previewReminders } from '../../src/reminder/preview-reminders.ts';
import type { MovedDates } from '../../src/season/limits.ts';
import { within } from '../announcement/world.ts';
import { telling } from '../support/officers.ts';
import { NINE, openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;
let scope: Scope;
beforeEach(async () => {
  house = await openReminderHouse();
  scope = house.ward;
  const span = { earliest: '2026-11-25', latest: '2026-12-10' };
  await house.deps.db.season.update({
    where: { id: house.seasonId },
    data: { limits: { 'selfAssessment.closes': span, khuPhoMeetings: { earliest: '2026-12-10', latest: '2026-12-20' } } },
  });
});
afterEach(() => house.close());

async function move(wanted: MovedDates): Promise<void> {
  const { unitCode } = house.house.home;
  await within(house, async (deps) => {
    const seen = (await datesOfWard(deps, { scope, unitCode }))?.seen ?? '';
    expect(await moveDates(deps, { scope, unitCode, wanted, seen, reason: 'Mưa' })).toEqual({ outcome: 'moved' });
  });
}

it('what was planned for the old day does not go, and the new day has its own', async () => {
  const home = await house.live([{ channel: 'telegram' }], 'draft');
  house.clock.set(NINE);
  expect(await house.look()).toBe(1);
  house.wait(0.1);
  await move({ 'selfAssessment.closes': '2026-12-05' });
  await house.street.deliver();
  expect(await house.told(home)).toMatchObject([{ state: 'cancelled', reason: 'changed' }]);
  expect(await house.look(), 'not on the old one’s other days either').toBe(0);
  house.clock.set('2026-11-27T09:00:00+07:00');
  expect(await house.look()).toBe(0);
  house.clock.set('2026-11-28T09:00:00+07:00');
  expect(await house.look()).toBe(1);
  await house.street.deliver();
  expect((await house.told(home))[1]).toMatchObject({ state: 'sent', text: expect.stringMatching(/hết ngày 05\/12\/2026, còn 7 ngày/) });
});

it('what officers were told of the old day and waits still does not go; what is about another day does', async () => {
  await house.rule(
    { id: 'phuong', who: 'ward', state: 'work', hour: 8, sentence: 'nudge.closing' },
    { id: 'hop', who: 'ward', state: 'work', anchor: 'khuPhoMeetings', days: [-17], hour: 13, sentence: 'nudge.meetings' },
  );
  await house.live(undefined, 'draft');
  for (const hours of [5, 0.1]) {
    expect(await nudgeOfficers(house.deps, { tell: telling.officer })).toBeGreaterThan(0);
    house.wait(hours);
  }
  await move({ 'selfAssessment.closes': '2026-12-05' });
  const messages = await house.deps.db.message.findMany({ where: { class: 'duty', accountId: house.house.officers.ward.accountId } });
  const states = messages.map(({ state, reason, body }) => [
    /Còn 7 ngày là hết hạn/.test(JSON.stringify(body)) ? 'old day' : 'other',
    state,
    reason,
  ]);
  expect(states.toSorted()).toEqual([
    ['old day', 'cancelled', 'changed'],
    ['other', 'queued', null],
  ]);
});

it('a run that is half done goes no further', async () => {
  const homes = [await house.live(), await house.live()];
  house.clock.set(NINE);
  expect(await house.look({ page: 1, work: 0 })).toBe(0);
  let left = 1;
  const ids = {
    next: () => {
      if (left-- <= 0) throw new Error('killed');
      return house.deps.ids.next();
    },
  };
  expect(await house.look({ page: 1, ids })).toBe(1);
  house.wait(0.1);
  await move({ 'selfAssessment.closes': '2026-12-05' });
  expect(await house.look()).toBe(0);
  const noted = (await Promise.all(homes.map((home) => house.noted(home)))).flat();
  expect(noted).toEqual(['han 2026-11-23 written']);
});

it('a move of another day leaves what it has nothing to do with', async () => {
  const home = await house.live([{ channel: 'zalo' }], 'draft');
  house.clock.set(NINE);
  await house.look();
  house.wait(0.1);
  await move({ khuPhoMeetings: '2026-12-12' });
  await house.street.deliver();
  expect(await house.told(home)).toMatchObject([{ state: 'sent' }]);
});

it('a look ahead has the days of each ward', async () => {
  await house.live();
  await move({ 'selfAssessment.closes': '2026-12-05' });
  const ahead = (unitCode: string) => previewReminders(house.deps, { from: '2026-11-24', to: '2026-12-06', unitCode });
  expect((await ahead(house.house.home.unitCode)).map(({ date }) => date)).toEqual(['2026-11-28', '2026-12-02', '2026-12-04']);
  expect((await ahead(house.house.abroad.unitCode)).map(({ date }) => date)).toEqual(['2026-11-27', '2026-11-29']);
});

it('whoever goes from door to door says the day that holds', async () => {
  const lastInboundAt = new Date(house.clock.now().getTime() - 50 * 60 * 60_000);
  const home = await house.live([{ channel: 'zalo', account: { lastInboundAt } }], 'draft');
  house.clock.set(NINE);
  await house.look();
  await move({ 'selfAssessment.closes': '2026-12-05' });
  const { households } = await within(house, (deps) => listToRemind(deps, { scope }));
  expect(households).toMatchObject([{ householdId: home.householdId, closes: '2026-12-05' }]);
});
