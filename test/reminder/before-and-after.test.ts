/** What waits for officers is one number, before the window closes and after it: in what they are told, on their pages, and in the list behind it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { datesOfWard } from '../../src/assessment/dates-of-ward.ts';
import { moveDates } from '../../src/assessment/move-dates.ts';
import { whatWaits } from '../../src/officer/what-waits.ts';
import { nudgeOfficers } from '../../src/reminder/nudge-officers.ts';
import { countWards } from '../../src/report/count-wards.ts';
import { listWaiting } from '../../src/review/list-waiting.ts';
import { within } from '../announcement/world.ts';
import { telling } from '../support/officers.ts';
import { type Living, openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;
beforeEach(async () => {
  house = await openReminderHouse();
  const every = { who: 'ward', state: 'work', hour: 8, sentence: 'nudge.meetings', anchor: 'khuPhoMeetings' } as const;
  await house.rule({ id: 'hop', ...every, days: [-13, -10, -9, -6, -5], until: { anchor: 'khuPhoMeetings', days: 0 } });
});
afterEach(() => house.close());

/** Which it sent, and opened again. */
async function reopened(): Promise<Living> {
  const home = await house.live(undefined, 'draft');
  const { db, ids, clock } = house.deps;
  const { rubricVersionId } = await db.assessment.findUniqueOrThrow({ where: { id: home.assessmentId ?? '' } });
  const facts = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 };
  const sent = { id: ids.next(), assessmentId: home.assessmentId ?? '', code: `${home.code}-1`, number: 1, rubricVersionId };
  await db.submission.create({ data: { ...sent, facts, answers: {}, evidence: {}, score: { points: 1, max: 2 }, at: clock.now() } });
  return home;
}

/** In what the officer is told (null: nothing), in the counts, on the start page, and how long the list is. */
async function waiting(date: string) {
  house.clock.set(`${date}T08:00:00+07:00`);
  await nudgeOfficers(house.deps, { tell: telling.officerAtLeisure });
  const { accountId } = house.house.officers.ward;
  const [last] = await house.deps.db.message.findMany({ where: { accountId, createdAt: house.clock.now() } });
  const told = last ? Number(/(\d+) phiếu chờ xem/.exec((last.body as { text: string }).text)?.[1] ?? 0) : null;
  const counted = await countWards(house.deps, { scope: house.ward });
  const { rows } = await within(house, (deps) => listWaiting(deps, { scope: house.ward }));
  const numbers = counted.outcome === 'counted' ? counted.total.numbers : null;
  return {
    told,
    counted: numbers?.waiting,
    sent: numbers?.sent,
    start: (await whatWaits(house.deps, house.ward)).queue,
    list: rows.length,
  };
}

it('a form that is open again waits for nobody until the window closes, then as it was sent; it counts as sent all the time', async () => {
  await reopened();
  const { assessmentId } = await house.live(undefined, 'draft');
  expect(await waiting('2026-11-27')).toEqual({ told: 0, counted: 0, sent: 1, start: 0, list: 0 });
  expect(await waiting('2026-11-30')).toEqual({ told: 0, counted: 0, sent: 1, start: 0, list: 0 });
  expect(await waiting('2026-12-01')).toEqual({ told: 1, counted: 1, sent: 1, start: 1, list: 1 });
  expect(assessmentId).not.toBeNull();
});

it('in a ward that has moved its last day, by that day', async () => {
  await reopened();
  await house.live(undefined, 'draft');
  const limits = { 'selfAssessment.closes': { earliest: '2026-11-28', latest: '2026-12-03' } };
  await house.deps.db.season.update({ where: { id: house.seasonId }, data: { limits } });
  const { unitCode } = house.house.home;
  await within(house, async (deps) => {
    const seen = (await datesOfWard(deps, { scope: house.ward, unitCode }))?.seen ?? '';
    const wanted = { 'selfAssessment.closes': '2026-12-03' };
    expect(await moveDates(deps, { scope: house.ward, unitCode, wanted, seen, reason: 'Mưa' })).toEqual({ outcome: 'moved' });
  });
  expect(await waiting('2026-12-01')).toEqual({ told: 0, counted: 0, sent: 1, start: 0, list: 0 });
  expect(await waiting('2026-12-04')).toEqual({ told: 1, counted: 1, sent: 1, start: 1, list: 1 });
});

it('of two wards with the same season, of which one goes on, each by its own day', async () => {
  await reopened();
  const other = await reopened();
  const { areaId, unitCode } = house.house.abroad;
  await house.deps.db.household.update({ where: { id: other.householdId }, data: { areaId } });
  await house.deps.db.assessment.update({ where: { id: other.assessmentId ?? '' }, data: { areaId } });
  const at = { id: house.deps.ids.next(), seasonId: house.seasonId, unitCode, at: house.clock.now() };
  const dates = { 'selfAssessment.closes': '2026-12-03' };
  await house.deps.db.seasonMove.create({ data: { ...at, dates, changed: Object.keys(dates), reason: 'Mưa' } });
  house.clock.set('2026-12-01T08:00:00+07:00');
  const counted = await countWards(house.deps, { scope: { city: true, wards: [], areas: [] } });
  const by = counted.outcome === 'counted' ? counted.wards : [];
  const waits = [house.house.home.unitCode, unitCode].map((code) => by.find((one) => one.code === code)?.counts.numbers.waiting);
  expect(waits).toEqual([1, 0]);
});
