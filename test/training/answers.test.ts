/** Inviting, answering, waiting and moving up; on the real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetAccount } from '../../src/privacy/forget-account.ts';
import { forgetHousehold } from '../../src/privacy/forget-household.ts';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { cancelTraining } from '../../src/training/cancel-training.ts';
import { changeTraining } from '../../src/training/change-training.ts';
import { fillSeats } from '../../src/training/fill-seats.ts';
import { listTrainings } from '../../src/training/list-trainings.ts';
import { meant, myTrainings } from '../../src/training/my-trainings.ts';
import { type PlanTraining, planTraining } from '../../src/training/plan-training.ts';
import { tellNews } from '../../src/training/tell-news.ts';
import { transaction } from '../review/world.ts';
import { newMember } from '../support/family.ts';
import { newOfficer } from '../support/officers.ts';
import { ENDS, family, heard, MORNING, openTrainingWorld, plan, STARTS, type TrainingWorld, tell } from './world.ts';

let world: TrainingWorld;
beforeAll(async () => {
  world = await openTrainingWorld();
});
beforeEach(async () => {
  world.clock.set(MORNING);
  await world.deps.db.trainingSeat.deleteMany();
  await world.deps.db.training.deleteMany();
});
afterAll(() => world.database.drop());

const say = (accountId: string, trainingId: string, answer: 'yes' | 'no' | 'later' = 'yes') =>
  transaction(world.deps, (within) => answerInvitation(within, { accountId, trainingId, answer }));

const rowOf = (id: string) => world.deps.db.training.findUniqueOrThrow({ where: { id } });

/** With what it was, but for this. */
async function change(trainingId: string, more: Partial<Parameters<typeof changeTraining>[1]>) {
  const { title, startsAt, endsAt, place, mapUrl, capacity, technology, seq } = await rowOf(trainingId);
  const fields = { title, startsAt, endsAt, place, mapUrl, capacity, technology };
  return transaction(world.deps, (within) => changeTraining(within, { scope: world.ward, trainingId, seq, ...fields, ...more }));
}

const counts = async () => (await listTrainings(world.deps, { scope: world.ward })).coming.map(({ going, waiting }) => [going, waiting]);

describe('planning', () => {
  const fields = {
    ...{ title: 'Nhắn tin', place: 'Trường tiểu học', mapUrl: '', capacity: null, technology: false },
    ...{ startsAt: new Date(STARTS), endsAt: new Date(ENDS), audience: 'households' as const },
  };
  const wish = (more: Partial<PlanTraining>) =>
    transaction(world.deps, (within) =>
      planTraining(within, { ...fields, scope: world.ward, unitCode: world.house.home.unitCode, areaIds: [], ...more }),
    );

  it('says what does not fit, all at once', async () => {
    const wrong = { title: ' ', place: '', mapUrl: 'javascript:alert(1)', capacity: 0, endsAt: new Date(STARTS) };
    expect(
      await wish({ ...wrong, startsAt: new Date('2026-11-09T08:00:00+07:00'), endsAt: new Date('2026-11-08T08:00:00+07:00') }),
    ).toEqual({
      outcome: 'mistakes',
      mistakes: ['title', 'past', 'endsAt', 'place', 'mapUrl', 'capacity'],
    });
  });

  it('is for places of whoever plans it: a khu phố’s officer plans for their own, nobody for another ward’s', async () => {
    const { house, hamlet } = world;
    expect((await wish({ scope: hamlet })).outcome).toBe('notFound');
    expect((await wish({ scope: hamlet, areaIds: [house.next.areaId] })).outcome).toBe('notFound');
    expect((await wish({ areaIds: [house.abroad.areaId] })).outcome).toBe('notFound');
    expect((await wish({ unitCode: house.abroad.unitCode })).outcome).toBe('notFound');
    expect((await wish({ scope: hamlet, areaIds: [house.home.areaId] })).outcome).toBe('planned');
    await wish({});
    expect((await listTrainings(world.deps, { scope: hamlet })).coming).toHaveLength(1);
    expect((await listTrainings(world.deps, { scope: world.ward })).coming).toHaveLength(2);
  });
});

describe('answering', () => {
  it('keeps one seat a household, whoever of it answers, and takes it back', async () => {
    const trainingId = await plan(world);
    const sen = await family(world);
    const other = await newMember(world.deps, sen);
    expect(await say(sen.accountId, trainingId)).toEqual({ outcome: 'going' });
    expect(await say(other, trainingId)).toEqual({ outcome: 'going' });
    expect(await counts()).toEqual([[1, 0]]);
    expect(await say(other, trainingId, 'no')).toEqual({ outcome: 'declined' });
    expect(await counts()).toEqual([[0, 0]]);
    expect(await say(other, trainingId, 'later')).toEqual({ outcome: 'later' });
    expect((await myTrainings(world.deps, { accountId: sen.accountId })) as unknown).toMatchObject({
      trainings: [{ id: trainingId, answer: 'later', state: 'none' }],
    });
  });

  it('is for those whom it is for', async () => {
    const { deps, house } = world;
    const [sen, xa, dua] = [await family(world), await family(world, 'Xa', 'next'), await family(world, 'Dừa', 'abroad')];
    const here = await plan(world, { areaIds: [house.home.areaId] });
    expect(await say(sen.accountId, here)).toEqual({ outcome: 'going' });
    for (const { accountId } of [xa, dua]) expect(await say(accountId, here)).toEqual({ outcome: 'notFound' });
    expect(await say(house.officers.ward.accountId, here)).toEqual({ outcome: 'notFound' });
    const forOfficers = await plan(world, { audience: 'officers' });
    expect(await say(sen.accountId, forOfficers)).toEqual({ outcome: 'notFound' });
    for (const role of ['ward', 'hamlet', 'helper'] as const)
      expect(await say(house.officers[role].accountId, forOfficers)).toEqual({ outcome: 'going' });
    expect(await say(house.officers.city.accountId, forOfficers)).toEqual({ outcome: 'notFound' });
    const elsewhere = await newOfficer(deps, {
      role: 'hamlet',
      name: 'Nơi Khác',
      unitCode: house.home.unitCode,
      areaId: house.next.areaId,
    });
    const forHome = await plan(world, { audience: 'both', areaIds: [house.home.areaId] });
    expect(await say(elsewhere.accountId, forHome)).toEqual({ outcome: 'notFound' });
  });

  it('knows which one is meant by a word alone', async () => {
    const [first, second] = [await plan(world), await plan(world, { title: 'Nhắn tin' })];
    const sen = await family(world);
    const listed = async () => {
      const found = await myTrainings(world.deps, { accountId: sen.accountId });
      return found.outcome === 'listed' ? found.trainings : [];
    };
    const ids = async (wish: 'yes' | 'no' | null) => meant(await listed(), wish).map(({ id }) => id);
    expect(await ids('yes')).toEqual([first, second]);
    await say(sen.accountId, first);
    expect(await ids('yes')).toEqual([second]);
    await say(sen.accountId, second, 'no');
    expect(await ids('no')).toEqual([first]);
    expect(await ids(null)).toEqual([first, second]);
  });

  it('is over when it is over, or cancelled', async () => {
    const trainingId = await plan(world);
    const sen = await family(world);
    world.clock.set('2026-11-12T20:00:01+07:00');
    expect(await say(sen.accountId, trainingId)).toEqual({ outcome: 'over' });
  });
});

describe('a full training', () => {
  it('has those wait who come later, and moves them up in their order when somebody declines; they hear of it once', async () => {
    const trainingId = await plan(world, { capacity: 1 });
    const [a, b, c] = [await family(world, 'An'), await family(world, 'Bình'), await family(world, 'Chi')];
    expect(await say(a.accountId, trainingId)).toEqual({ outcome: 'going' });
    expect(await say(b.accountId, trainingId)).toEqual({ outcome: 'waiting', before: 0 });
    expect(await say(c.accountId, trainingId)).toEqual({ outcome: 'waiting', before: 1 });
    expect(await say(b.accountId, trainingId)).toEqual({ outcome: 'waiting', before: 0 });
    await say(a.accountId, trainingId, 'no');
    expect(await counts()).toEqual([[1, 1]]);
    world.clock.set('2026-11-11T23:00:00+07:00');
    expect(await tellNews(world.deps, { tell }), 'the evening before, nobody is woken up for it').toBe(0);
    world.clock.set('2026-11-12T06:30:00+07:00');
    expect(await tellNews(world.deps, { tell }), 'on the day itself it cannot wait').toBe(1);
    expect(await tellNews(world.deps, { tell })).toBe(0);
    world.clock.set(MORNING);
    expect((await heard(world, b.accountId)).at(-1)).toMatchObject({
      text: expect.stringContaining('vừa trống một chỗ'),
      kind: 'fileNotice',
      expiresAt: new Date(STARTS),
    });
    // Who gave a seat away comes last.
    expect(await say(a.accountId, trainingId)).toEqual({ outcome: 'waiting', before: 1 });
  });

  it('gives the last seat to one of two who take it at once', async () => {
    for (let round = 0; round < 4; round++) {
      const trainingId = await plan(world, { capacity: 1 });
      const families = [await family(world, 'An'), await family(world, 'Bình')];
      const said = await Promise.all(families.map(({ accountId }) => say(accountId, trainingId)));
      expect(said.map(({ outcome }) => outcome).sort()).toEqual(['going', 'waiting']);
    }
  });

  it('takes a seat from nobody when there are to be fewer, and the next ones wait; with more the list moves up', async () => {
    const trainingId = await plan(world, { capacity: 2 });
    const [a, b, c, d] = [await family(world, 'An'), await family(world, 'Bình'), await family(world, 'Chi'), await family(world, 'Dũng')];
    for (const { accountId } of [a, b]) await say(accountId, trainingId);
    const [changed, third] = await Promise.all([change(trainingId, { capacity: 1 }), say(c.accountId, trainingId)]);
    expect(changed).toEqual({ outcome: 'changed', movedUp: 0 });
    expect(third).toEqual({ outcome: 'waiting', before: 0 });
    await say(a.accountId, trainingId, 'no');
    expect(await counts()).toEqual([[1, 1]]);
    expect(await say(d.accountId, trainingId)).toEqual({ outcome: 'waiting', before: 1 });
    expect(await change(trainingId, { capacity: 3 })).toEqual({ outcome: 'changed', movedUp: 2 });
    expect(await counts()).toEqual([[3, 0]]);
    // Nobody is told of more seats but who got one.
    expect(await tellNews(world.deps, { tell })).toBe(2);
  });

  it('gives on the seat of a household that is erased', async () => {
    const trainingId = await plan(world, { capacity: 1 });
    const [a, b] = [await family(world, 'An'), await family(world, 'Bình')];
    await say(a.accountId, trainingId);
    await say(b.accountId, trainingId);
    await transaction(world.deps, (within) => forgetHousehold(within, a.householdId));
    expect(await world.deps.db.trainingSeat.count({ where: { householdId: a.householdId } })).toBe(0);
    expect(await fillSeats(world.deps)).toBe(1);
    expect(await fillSeats(world.deps)).toBe(0);
    expect(await counts()).toEqual([[1, 0]]);
  });
});

describe('a change', () => {
  it('is told to those who said yes, in the chat that said it; to their family where that is gone', async () => {
    const trainingId = await plan(world);
    const [a, b, c] = [await family(world, 'An'), await family(world, 'Bình'), await family(world, 'Chi')];
    const other = await newMember(world.deps, b);
    for (const { accountId } of [a, b]) await say(accountId, trainingId);
    await say(c.accountId, trainingId, 'no');
    await transaction(world.deps, (within) => forgetAccount(within, b.accountId));
    expect(await change(trainingId, { place: 'Trường tiểu học Lê Lợi' })).toEqual({ outcome: 'changed', movedUp: 0 });
    expect(await tellNews(world.deps, { tell })).toBe(2);
    for (const accountId of [a.accountId, other])
      expect((await heard(world, accountId)).at(-1)?.text).toContain('tại Trường tiểu học Lê Lợi');
    expect(await heard(world, c.accountId)).toEqual([]);
    expect(await change(trainingId, { title: 'Tên khác' })).toEqual({ outcome: 'changed', movedUp: 0 });
    expect(await tellNews(world.deps, { tell })).toBe(0);
  });

  it('is of what its officer saw, and not of what is cancelled or over', async () => {
    const trainingId = await plan(world);
    expect(await change(trainingId, { seq: 7 })).toEqual({ outcome: 'stale' });
    const { hamlet } = world;
    expect(await change(trainingId, { scope: hamlet })).toEqual({ outcome: 'notFound' });
    world.clock.set('2026-11-12T21:00:00+07:00');
    expect(await change(trainingId, {})).toEqual({ outcome: 'refused', why: 'over' });
  });

  it('that cancels it is told to who goes and who waits, once, and cannot be made when it has begun', async () => {
    const trainingId = await plan(world, { capacity: 1, audience: 'both' });
    const a = await family(world, 'An');
    const { ward } = world.house.officers;
    await say(a.accountId, trainingId);
    await say(ward.accountId, trainingId);
    const cancel = () => transaction(world.deps, (within) => cancelTraining(within, { scope: world.ward, trainingId }));
    expect(await cancel()).toEqual({ outcome: 'cancelled', toTell: 2 });
    expect(await cancel()).toEqual({ outcome: 'cancelled', toTell: 0 });
    expect(await say(a.accountId, trainingId)).toEqual({ outcome: 'cancelled' });
    expect(await tellNews(world.deps, { tell })).toBe(2);
    expect((await heard(world, a.accountId)).at(-1)).toMatchObject({
      kind: 'fileNotice',
      text: expect.stringContaining('không tổ chức nữa'),
    });
    expect((await heard(world, ward.accountId)).at(-1)).toMatchObject({ kind: 'duty' });
    const begun = await plan(world);
    world.clock.set(STARTS);
    expect(await transaction(world.deps, (within) => cancelTraining(within, { scope: world.ward, trainingId: begun }))).toEqual({
      outcome: 'refused',
      why: 'begun',
    });
  });
});
