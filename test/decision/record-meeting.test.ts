import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MeetingSaid, newestMeeting, recordMeeting } from '../../src/decision/record-meeting.ts';
import { transaction } from '../review/world.ts';
import { type DecisionWorld, openDecisionWorld } from './world.ts';

let world: DecisionWorld;
beforeAll(async () => {
  world = await openDecisionWorld();
});
afterAll(() => world.database.drop());

const said: MeetingSaid = {
  ...{ heldOn: '2026-11-18', time: '19 giờ', place: 'Nhà văn hóa', chair: 'Bà Ba', secretary: null },
  ...{ attended: 40, opinions: 'Ý một\nÝ hai' },
};
const record = (areaId: string, scope = world.hamlet, more: Partial<MeetingSaid> = {}) =>
  transaction(world.deps, (deps) => recordMeeting(deps, { scope, areaId, said: { ...said, ...more } }));

it('what a meeting wrote down is kept, the newest holds, and the same again writes nothing', async () => {
  const { areaId } = world.house.home;
  expect(await newestMeeting(world.deps, { scope: world.hamlet, areaId })).toBeNull();
  expect(await record(areaId)).toEqual({ outcome: 'recorded', meeting: said });
  await record(areaId);
  expect(await world.deps.db.meeting.count({ where: { areaId } })).toBe(1);
  world.clock.advance(1000);
  await record(areaId, world.ward, { attended: 41 });
  expect(await newestMeeting(world.deps, { scope: world.hamlet, areaId })).toEqual({ ...said, attended: 41 });
  expect(await world.deps.db.audit.count({ where: { action: 'meeting.record', subject: `area:${areaId}` } })).toBe(2);
});

it('a day that has not come, or before the season began, is refused', async () => {
  const { areaId } = world.house.home;
  const kept = await world.deps.db.meeting.count({ where: { areaId } });
  for (const [heldOn, why] of [
    ['2026-11-21', 'dateAhead'],
    ['2025-11-18', 'dateEarly'],
  ] as const)
    expect(await record(areaId, world.hamlet, { heldOn })).toEqual({ outcome: 'refused', why });
  expect(await world.deps.db.meeting.count({ where: { areaId } })).toBe(kept);
  expect(await record(areaId, world.hamlet, { heldOn: '2026-11-20' }), 'today').toMatchObject({ outcome: 'recorded' });
});

it('sent twice at once is written once', async () => {
  const { areaId } = world.house.home;
  await Promise.all([1, 2].map(() => record(areaId, world.hamlet, { attended: 55 })));
  expect(await world.deps.db.meeting.count({ where: { areaId, attended: 55 } })).toBe(1);
});

it('is for who looks after the place', async () => {
  const { areaId } = world.house.next;
  expect(await record(areaId)).toEqual({ outcome: 'notFound' });
  expect(await record(world.house.abroad.areaId, world.ward)).toEqual({ outcome: 'notFound' });
  expect(await record(areaId, world.ward)).toMatchObject({ outcome: 'recorded' });
  expect(await newestMeeting(world.deps, { scope: world.hamlet, areaId })).toBeNull();
});
