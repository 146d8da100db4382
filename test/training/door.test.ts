/** The door: its code, who is there, what that proves, and how it was. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { piecesOf } from '../../src/evidence/list.ts';
import { removeEvidence } from '../../src/evidence/remove.ts';
import { spacedDigits } from '../../src/household/digit-code.ts';
import { mergeHouseholds } from '../../src/identity/merge-households.ts';
import { openHousehold } from '../../src/identity/open-household.ts';
import { undoMerge } from '../../src/identity/undo-merge.ts';
import { dataPage } from '../../src/privacy/data-page.ts';
import { exportData } from '../../src/privacy/export-data.ts';
import { answerInvitation } from '../../src/training/answer-invitation.ts';
import { askFeedback } from '../../src/training/ask-feedback.ts';
import { cancelTraining } from '../../src/training/cancel-training.ts';
import { changeTraining } from '../../src/training/change-training.ts';
import { checkIn } from '../../src/training/check-in.ts';
import { countAttendance } from '../../src/training/count-attendance.ts';
import { countTrained } from '../../src/training/count-trained.ts';
import { doorCode } from '../../src/training/door-code.ts';
import { fillSeats } from '../../src/training/fill-seats.ts';
import { forgetOldSeats } from '../../src/training/forget-old-seats.ts';
import { giveFeedback } from '../../src/training/give-feedback.ts';
import { listAttendance } from '../../src/training/list-attendance.ts';
import { tickAttendance } from '../../src/training/tick-attendance.ts';
import { untickAttendance } from '../../src/training/untick-attendance.ts';
import { officersToTick } from '../../src/training/who-to-tick.ts';
import { householdIn } from '../report/ward.ts';
import { locale, scope, send, transaction } from '../review/world.ts';
import { atOnce } from '../support/at-once.ts';
import { decide, newAccount, newMember, SECRET_KEY } from '../support/family.ts';
import { newOfficer, type TestOfficer, telling } from '../support/officers.ts';
import { family, heard, MORNING, openTrainingWorld, plan, STARTS, type TrainingWorld, tell } from './world.ts';

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

const secret = SECRET_KEY;

async function doorOf(trainingId: string) {
  const door = await transaction(world.deps, (within) => doorCode(within, { scope: world.ward, trainingId, secret }));
  if (door.outcome !== 'door') throw new Error(door.outcome);
  return door;
}

const come = (accountId: string, code: string) => transaction(world.deps, (within) => checkIn(within, { accountId, code, secret }));

const tick = (trainingId: string, whose: Parameters<typeof tickAttendance>[1]['whose'], by = world.ward) =>
  transaction(world.deps, (within) => tickAttendance(within, { scope: by, trainingId, whose }));

/** As an officer does it who looked at both just now. */
async function merge(keep: string, drop: string): Promise<string> {
  const { deps, ward: by } = world;
  const seenOf = async (householdId: string) => {
    const opened = await transaction(deps, (within) => openHousehold(within, { scope: by, householdId }));
    return opened.outcome === 'open' ? opened.household.seen : '';
  };
  const seen = { keep: await seenOf(keep), drop: await seenOf(drop) };
  const merged = await transaction(deps, (within) => mergeHouseholds(within, { scope: by, keep, drop, seen, tell: telling.household }));
  if (merged.outcome !== 'merged') throw new Error(merged.outcome);
  return merged.mergeId;
}

async function part(mergeId: string): Promise<void> {
  const parted = await transaction(world.deps, (within) => undoMerge(within, { scope: world.ward, mergeId, tell: telling.household }));
  if (parted.outcome !== 'undone') throw new Error(JSON.stringify(parted));
}

const HALF_PAST_FIVE = '2026-11-12T17:30:00+07:00';

describe('the code at the door', () => {
  it('is the same each time it is shown, and nowhere in the database', async () => {
    const trainingId = await plan(world);
    const [first, again] = [await doorOf(trainingId), await doorOf(trainingId)];
    expect(again).toEqual(first);
    expect(first.code).toMatch(/^[1-9A-Z]{8}$/);
    expect(first.digits).toMatch(/^\d{6}$/);
    const codes = await world.deps.db.code.findMany({ where: { OR: [{ trainingId }, { standsFor: { trainingId } }] } });
    expect(codes.map(({ kind }) => kind).sort()).toEqual(['digits', 'training']);
    expect(JSON.stringify(codes)).not.toContain(first.code);
    expect(codes.every(({ expiresAt }) => expiresAt?.toISOString() === '2026-11-12T13:30:00.000Z')).toBe(true);
    const { hamlet } = world;
    expect(await transaction(world.deps, (within) => doorCode(within, { scope: hamlet, trainingId, secret }))).toEqual({
      outcome: 'notFound',
    });
  });

  it('opens half an hour before, and closes half an hour after; as digits or as a link', async () => {
    const trainingId = await plan(world);
    const { code, digits } = await doorOf(trainingId);
    const [sen, xa] = [await family(world), await family(world, 'Xa')];
    world.clock.set('2026-11-12T17:29:59+07:00');
    for (const typed of [code, digits])
      expect(await come(sen.accountId, typed)).toMatchObject({ outcome: 'early', opens: new Date(HALF_PAST_FIVE) });
    world.clock.set(HALF_PAST_FIVE);
    expect(await come(sen.accountId, spacedDigits(digits))).toMatchObject({ outcome: 'here', again: false });
    expect(await come(sen.accountId, code)).toMatchObject({ outcome: 'here', again: true });
    world.clock.set('2026-11-12T20:29:59+07:00');
    expect(await come(xa.accountId, code)).toMatchObject({ outcome: 'here', again: false });
    world.clock.set('2026-11-12T20:30:00+07:00');
    const late = await family(world, 'Muộn');
    expect(await come(late.accountId, code)).toEqual({ outcome: 'unknown' });
    expect(await come(late.accountId, digits)).toEqual({ outcome: 'unknownDigits', closed: false });
    const seats = await world.deps.db.trainingSeat.findMany({ orderBy: { checkedInAt: 'asc' } });
    expect(seats.map(({ checkedIn, state }) => [checkedIn, state])).toEqual([
      ['digits', 'none'],
      ['link', 'none'],
    ]);
  });

  it('moves with the training, so that what was printed stays good, and opens nothing that is cancelled', async () => {
    const trainingId = await plan(world);
    const { code, digits } = await doorOf(trainingId);
    const sen = await family(world);
    const { title, place, mapUrl, capacity, technology, seq } = await world.deps.db.training.findUniqueOrThrow({
      where: { id: trainingId },
    });
    const later = { startsAt: new Date('2026-11-13T18:00:00+07:00'), endsAt: new Date('2026-11-13T20:00:00+07:00') };
    const fields = { title, place, mapUrl, capacity, technology, ...later };
    await transaction(world.deps, (within) => changeTraining(within, { scope: world.ward, trainingId, seq, ...fields }));
    world.clock.set('2026-11-12T18:00:00+07:00');
    expect(await come(sen.accountId, code)).toMatchObject({ outcome: 'early' });
    await transaction(world.deps, (within) => cancelTraining(within, { scope: world.ward, trainingId }));
    world.clock.set('2026-11-13T18:00:00+07:00');
    expect(await come(sen.accountId, code)).toEqual({ outcome: 'unknown' });
    expect(await come(sen.accountId, digits)).toEqual({ outcome: 'unknownDigits', closed: false });
  });

  it('is not guessed: after ten wrong ones within an hour this chat is not heard, with the right one either', async () => {
    const trainingId = await plan(world);
    const { code, digits } = await doorOf(trainingId);
    const sen = await family(world);
    world.clock.set(STARTS);
    const wrong = Array.from({ length: 10 }, (_, index) => String(500_000 + index)).filter((one) => one !== digits);
    for (const one of wrong) await come(sen.accountId, one);
    await come(sen.accountId, '499999');
    expect(await come(sen.accountId, digits)).toEqual({ outcome: 'unknown' });
    expect(await come(sen.accountId, code)).toEqual({ outcome: 'unknown' });
    world.clock.advance(61 * 60_000);
    expect(await come(sen.accountId, code)).toMatchObject({ outcome: 'here' });
  });

  it('knows a stranger, and those for whom it is not', async () => {
    const trainingId = await plan(world, { areaIds: [world.house.home.areaId] });
    const { code } = await doorOf(trainingId);
    const xa = await family(world, 'Xa', 'next');
    world.clock.set(STARTS);
    expect(await come(await newAccount(world.deps), code)).toMatchObject({ outcome: 'stranger' });
    expect(await come(xa.accountId, code)).toMatchObject({ outcome: 'notInvited' });
    expect(await come(world.house.officers.ward.accountId, code)).toMatchObject({ outcome: 'notInvited' });
    expect(await world.deps.db.trainingSeat.count()).toBe(0);
  });

  it('notes a household once, also when two of it come at the same moment, or the organiser ticks it', async () => {
    const trainingId = await plan(world);
    const { code } = await doorOf(trainingId);
    const sen = await family(world);
    const other = await newMember(world.deps, sen);
    world.clock.set(STARTS);
    const [a, b, ticked] = await atOnce({ db: world.deps.db, householdId: sen.householdId, seed: 6 }, [
      () => come(sen.accountId, code),
      () => come(other, code),
      () => tick(trainingId, { householdId: sen.householdId }),
    ]);
    const noted = [a, b].filter((one) => one.outcome === 'here' && !one.again).length + (ticked.outcome === 'ticked' ? 1 : 0);
    expect(noted).toBe(1);
    expect(await world.deps.db.trainingSeat.count()).toBe(1);
    const acts = await world.deps.db.audit.count({
      where: { subject: `training:${trainingId}`, action: { in: ['training.checkIn', 'training.tick'] } },
    });
    expect(acts).toBe(1);
  });

  it('lets in who waits for a seat, and does not hand them one afterwards', async () => {
    const trainingId = await plan(world, { capacity: 1 });
    const { code } = await doorOf(trainingId);
    const [a, b] = [await family(world, 'An'), await family(world, 'Bình')];
    for (const { accountId } of [a, b])
      await transaction(world.deps, (within) => answerInvitation(within, { accountId, trainingId, answer: 'yes' }));
    world.clock.set(STARTS);
    expect(await come(b.accountId, code)).toMatchObject({ outcome: 'here', again: false });
    await transaction(world.deps, (within) => answerInvitation(within, { accountId: a.accountId, trainingId, answer: 'no' }));
    expect(await world.deps.db.trainingSeat.findFirst({ where: { householdId: b.householdId } })).toMatchObject({
      state: 'waiting',
      news: null,
    });
  });
});

describe('a name that the organiser ticks', () => {
  it('is of a household of the place, at the door or within a month', async () => {
    const { deps, house } = world;
    const trainingId = await plan(world);
    const silent = await householdIn(deps, house.next.areaId, { headName: 'Cụ Bảy' });
    const abroad = await householdIn(deps, house.abroad.areaId);
    expect(await tick(trainingId, { householdId: silent })).toEqual({ outcome: 'refused', why: 'early' });
    world.clock.set(STARTS);
    expect(await tick(trainingId, { householdId: silent })).toEqual({ outcome: 'ticked' });
    expect(await tick(trainingId, { householdId: silent })).toEqual({ outcome: 'already' });
    expect(await tick(trainingId, { householdId: abroad })).toEqual({ outcome: 'notFound' });
    expect(await tick(trainingId, { householdId: silent }, world.hamlet)).toEqual({ outcome: 'notFound' });
    expect(await tick(trainingId, { officerId: house.officers.ward.officerId })).toEqual({ outcome: 'notFound' });
    const listed = await transaction(deps, (within) => listAttendance(within, { scope: world.ward, trainingId, purpose: 'look' }));
    expect(listed).toMatchObject({ people: [{ name: 'Cụ Bảy', checkedIn: 'tick' }], counts: { all: 1, here: 1, going: 0 } });
    world.clock.set('2026-12-13T08:00:00+07:00');
    expect(await tick(trainingId, { householdId: await householdIn(deps, house.home.areaId) })).toEqual({
      outcome: 'refused',
      why: 'late',
    });
  });

  it('is of an officer of a place that it is for', async () => {
    const { house, deps } = world;
    const next = { role: 'hamlet' as const, unitCode: house.next.unitCode, areaId: house.next.areaId };
    const other = await newOfficer(deps, { ...next, name: 'Khu Phố Bên' });
    const [forAll, forHome] = [
      await plan(world, { audience: 'officers' }),
      await plan(world, { audience: 'officers', areaIds: [house.home.areaId] }),
    ];
    world.clock.set(STARTS);
    const rowOf = (id: string) => deps.db.training.findUniqueOrThrow({ where: { id } });
    const named = async (id: string) => (await officersToTick(deps, await rowOf(id))).map(({ name }) => name);
    expect([await named(forAll), await named(forHome)]).toEqual([
      ['Khu Phố Bên', 'Khu Phố Nhà', 'Phường Nhà', 'Tổ Số Nhà'],
      ['Khu Phố Nhà', 'Phường Nhà', 'Tổ Số Nhà'],
    ]);
    expect(await tick(forHome, { officerId: other.officerId })).toEqual({ outcome: 'notFound' });
    expect(await tick(forAll, { officerId: other.officerId })).toEqual({ outcome: 'ticked' });
    world.clock.set(MORNING);
    await deps.db.grant.updateMany({ where: { officerId: other.officerId }, data: { to: deps.clock.now() } });
  });

  it('is not of their own family', async () => {
    const trainingId = await plan(world);
    const sen = await family(world);
    const { ward } = world.house.officers;
    const { deps } = world;
    await deps.db.membership.create({
      data: { id: deps.ids.next(), accountId: ward.accountId, householdId: sen.householdId, from: deps.clock.now() },
    });
    world.clock.set(STARTS);
    expect(await tick(trainingId, { householdId: sen.householdId })).toEqual({ outcome: 'refused', why: 'ownHousehold' });
    await deps.db.membership.deleteMany({ where: { accountId: ward.accountId } });
  });
});

describe('being there', () => {
  const count = () => countAttendance(world.deps, { locale });
  const stories = async (accountId: string) => {
    const found = await piecesOf(world.deps, { accountId, item: 'B2' });
    return (found?.pieces ?? []).flatMap(({ text, id }) => (text?.includes('dự buổi') ? [{ id, text }] : []));
  };

  it('is written into the household’s open file once, for the indicator that its rubric marks, and stays out when it is taken back', async () => {
    const trainingId = await plan(world);
    const { code } = await doorOf(trainingId);
    const sen = await family(world);
    world.clock.set(STARTS);
    await come(sen.accountId, code);
    expect(await count()).toBe(1);
    expect(await count()).toBe(0);
    const [story] = await stories(sen.accountId);
    expect(story?.text).toBe(
      'Ngày 12/11/2026, một người lớn trong nhà dự buổi “Dùng điện thoại an toàn” tại Nhà văn hóa Khu phố Bưởi. (Hệ thống tự ghi theo điểm danh.)',
    );
    const piece = await world.deps.db.evidence.findUniqueOrThrow({ where: { id: story?.id ?? '' } });
    expect(piece).toMatchObject({ indicator: 'B2', trainingId, enteredBy: null, officerId: null, kind: 'story' });
    await removeEvidence(world.deps, { accountId: sen.accountId, evidence: piece.id });
    expect(await count()).toBe(0);
    expect(await stories(sen.accountId)).toEqual([]);
  });

  it('waits until the file is begun, and stays out of one that is sent until it is open again', async () => {
    const { deps } = world;
    const trainingId = await plan(world);
    const { code } = await doorOf(trainingId);
    const sent = await family(world, 'Đã Gửi');
    await send(deps, sent.accountId);
    const late = await family(world, 'Chưa Mở');
    await deps.db.$transaction([
      deps.db.$executeRaw`SET LOCAL nhahoc.erasing = 'on'`,
      deps.db.assessment.deleteMany({ where: { householdId: late.householdId } }),
    ]);
    world.clock.set(STARTS);
    for (const { accountId } of [sent, late]) await come(accountId, code);
    expect(await count()).toBe(0);
    await openAssessment(deps, { accountId: late.accountId });
    expect(await count()).toBe(1);
    expect(await stories(late.accountId)).toHaveLength(1);
    expect(await stories(sent.accountId)).toEqual([]);
  });

  it('proves nothing for a household that took its consent back, or in another year', async () => {
    const trainingId = await plan(world);
    const { code } = await doorOf(trainingId);
    const [sen, xa] = [await family(world), await family(world, 'Xa')];
    world.clock.set(STARTS);
    for (const { accountId } of [sen, xa]) await come(accountId, code);
    await decide(world.deps, sen.accountId, 'refused');
    await world.deps.db.training.update({
      where: { id: trainingId },
      data: { startsAt: new Date('2025-11-12T18:00:00+07:00'), endsAt: new Date('2025-11-12T20:00:00+07:00') },
    });
    expect(await count()).toBe(0);
    await world.deps.db.training.update({
      where: { id: trainingId },
      data: { startsAt: new Date(STARTS), endsAt: new Date('2026-11-12T20:00:00+07:00') },
    });
    expect(await count()).toBe(1);
    expect(await stories(xa.accountId)).toHaveLength(1);
  });

  /** The officer of the khu phố, in whose chat the family is spoken with, too. */
  async function ofTheFamily({ householdId }: { householdId: string }, work: (officer: TestOfficer) => Promise<void>): Promise<void> {
    const { deps, house } = world;
    const { accountId } = house.officers.hamlet;
    const member = { id: deps.ids.next(), accountId, householdId, from: deps.clock.now() };
    await deps.db.membership.create({ data: member });
    await work(house.officers.hamlet);
    await deps.db.membership.delete({ where: { id: member.id } });
  }

  it('as an officer is counted for the plan, and for their own family where families are invited, too', async () => {
    const sen = await family(world);
    await ofTheFamily(sen, async ({ accountId }) => {
      const [forOfficers, forBoth] = [
        await plan(world, { audience: 'officers' }),
        await plan(world, { audience: 'both', technology: true }),
      ];
      const doors = [await doorOf(forOfficers), await doorOf(forBoth)];
      const trained = async () => (await countTrained(world.deps, { scope: world.ward })).trained;
      const before = await trained();
      world.clock.set(STARTS);
      const came = [await come(accountId, doors[0]?.code ?? ''), await come(accountId, doors[1]?.code ?? '')];
      expect(came).toMatchObject([false, true].map((forFamily) => ({ outcome: 'here', asOfficer: true, forFamily })));
      expect([await count(), await count()]).toEqual([1, 0]);
      const [seat, ...others] = await world.deps.db.trainingSeat.findMany({ where: { trainingId: forBoth } });
      expect([seat?.householdId, seat?.countedAt, others]).toEqual([null, new Date(STARTS), []]);
      expect((await stories(sen.accountId)).map(({ text }) => text)).toEqual([expect.stringContaining('một người lớn trong nhà dự buổi')]);
      expect(await trained()).toBe(before + 1);
      // Another of the family at the same training proves nothing more.
      const { code } = doors[1] as { code: string };
      expect(await come(sen.accountId, code)).toMatchObject({ outcome: 'here', asOfficer: false });
      await count();
      expect(await stories(sen.accountId)).toHaveLength(1);
    });
  });

  it('proves nothing for the family of an officer who ticks themselves, nor of one who ticks them', async () => {
    const sen = await family(world);
    await ofTheFamily(sen, async ({ officerId }) => {
      const trainingId = await plan(world, { audience: 'both', areaIds: [world.house.home.areaId] });
      world.clock.set(STARTS);
      expect(await tick(trainingId, { officerId }, world.hamlet)).toEqual({ outcome: 'ticked' });
      expect(await count()).toBe(0);
      await world.deps.db.trainingSeat.updateMany({ where: { trainingId }, data: { tickedBy: world.house.officers.ward.officerId } });
      expect(await count()).toBe(1);
    });
  });

  it('of an officer, taken back, takes along what it proved for their family, unless another of it was there', async () => {
    const sen = await family(world);
    await ofTheFamily(sen, async ({ officerId }) => {
      const trainingId = await plan(world, { audience: 'both' });
      world.clock.set(STARTS);
      await tick(trainingId, { officerId });
      await count();
      const seat = await world.deps.db.trainingSeat.findFirstOrThrow({ where: { trainingId, officerId } });
      const untick = () =>
        transaction(world.deps, (within) => untickAttendance(within, { scope: world.ward, trainingId, seatId: seat.id }));
      expect(await untick()).toEqual({ outcome: 'unticked', evidence: 'takenBack' });
      expect(await stories(sen.accountId)).toEqual([]);
      await tick(trainingId, { officerId });
      await tick(trainingId, { householdId: sen.householdId });
      await count();
      expect(await untick()).toEqual({ outcome: 'unticked', evidence: 'none' });
      expect(await stories(sen.accountId)).toHaveLength(1);
    });
  });

  it('of an officer, taken back, takes it along also where another of the family is there by an officer’s own tick', async () => {
    const sen = await family(world);
    await ofTheFamily(sen, async ({ officerId }) => {
      const trainingId = await plan(world, { audience: 'both', areaIds: [world.house.home.areaId] });
      world.clock.set(STARTS);
      await tick(trainingId, { householdId: sen.householdId });
      expect(await tick(trainingId, { officerId }, world.hamlet)).toEqual({ outcome: 'ticked' });
      expect(await count()).toBe(1);
      const seat = await world.deps.db.trainingSeat.findFirstOrThrow({ where: { trainingId, householdId: sen.householdId } });
      const unticked = await transaction(world.deps, (within) =>
        untickAttendance(within, { scope: world.ward, trainingId, seatId: seat.id }),
      );
      expect(unticked).toEqual({ outcome: 'unticked', evidence: 'takenBack' });
      expect([await stories(sen.accountId), await count()]).toEqual([[], 0]);
    });
  });

  it('goes with its household when two become one, and back', async () => {
    const { deps } = world;
    const trainingId = await plan(world);
    const [keep, drop] = [await family(world, 'Lê Văn Tám'), await householdIn(deps, world.house.home.areaId, { headName: 'Lê Văn Tám' })];
    world.clock.set(STARTS);
    await tick(trainingId, { householdId: drop });
    const mergeId = await merge(keep.householdId, drop);
    expect(await deps.db.trainingSeat.findFirst({ where: { trainingId } })).toMatchObject({ householdId: keep.householdId });
    expect(await count()).toBe(1);
    await part(mergeId);
    expect(await deps.db.trainingSeat.findFirst({ where: { trainingId } })).toMatchObject({ householdId: drop });
  });
});

describe('a tick that is taken back', () => {
  const untick = (trainingId: string, seatId: string, by = world.ward) =>
    transaction(world.deps, (within) => untickAttendance(within, { scope: by, trainingId, seatId }));
  const seatIn = async (trainingId: string, householdId: string) =>
    (await world.deps.db.trainingSeat.findFirstOrThrow({ where: { trainingId, householdId } })).id;
  const stories = async (householdId: string) =>
    world.deps.db.evidence.count({ where: { removedAt: null, trainingId: { not: null }, assessment: { householdId } } });

  it('takes along what it proved, and can be ticked again', async () => {
    const trainingId = await plan(world);
    const sen = await family(world);
    world.clock.set(STARTS);
    await tick(trainingId, { householdId: sen.householdId });
    expect(await countAttendance(world.deps, { locale })).toBe(1);
    expect(await stories(sen.householdId)).toBe(1);
    const seatId = await seatIn(trainingId, sen.householdId);
    expect(await untick(trainingId, seatId)).toEqual({ outcome: 'unticked', evidence: 'takenBack' });
    expect(await stories(sen.householdId)).toBe(0);
    expect(await untick(trainingId, seatId)).toEqual({ outcome: 'already' });
    expect(await countAttendance(world.deps, { locale })).toBe(0);
    const listed = await transaction(world.deps, (within) => listAttendance(within, { scope: world.ward, trainingId, purpose: 'look' }));
    expect(listed).toMatchObject({ people: [], counts: { all: 0, here: 0 } });
    const actions = await world.deps.db.audit.findMany({ where: { subject: `training:${trainingId}` }, orderBy: { seq: 'asc' } });
    expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['training.tick', 'training.untick']));
    await tick(trainingId, { householdId: sen.householdId });
    expect(await countAttendance(world.deps, { locale })).toBe(1);
    expect(await stories(sen.householdId)).toBe(1);
  });

  it('leaves what an officer has judged by, and says so', async () => {
    const trainingId = await plan(world);
    const [sen, xa] = [await family(world), await family(world, 'Xa')];
    world.clock.set(STARTS);
    for (const one of [sen, xa]) await tick(trainingId, { householdId: one.householdId });
    await countAttendance(world.deps, { locale });
    for (const { accountId } of [sen, xa]) await send(world.deps, accountId);
    world.clock.advance(60_000);
    // Sent, and nobody has looked at it: who has it open looks again.
    const before = await world.deps.db.assessment.findFirstOrThrow({ where: { householdId: sen.householdId } });
    expect(await untick(trainingId, await seatIn(trainingId, sen.householdId))).toEqual({ outcome: 'unticked', evidence: 'takenBack' });
    const after = await world.deps.db.assessment.findFirstOrThrow({ where: { householdId: sen.householdId } });
    expect(after.reviewSeq).toBe(before.reviewSeq + 1);
    await world.deps.db.assessment.updateMany({ where: { householdId: xa.householdId }, data: { stage: 'confirmed' } });
    expect(await untick(trainingId, await seatIn(trainingId, xa.householdId))).toEqual({ outcome: 'unticked', evidence: 'judged' });
    expect([await stories(sen.householdId), await stories(xa.householdId)]).toEqual([0, 1]);
  });

  it('only of who was ticked, by whoever looks after the training, and within a month', async () => {
    const { deps, house } = world;
    const trainingId = await plan(world);
    const { code } = await doorOf(trainingId);
    const [sen, xa] = [await family(world), await family(world, 'Xa')];
    world.clock.set(STARTS);
    await come(sen.accountId, code);
    await tick(trainingId, { householdId: xa.householdId });
    const [own, ticked] = [await seatIn(trainingId, sen.householdId), await seatIn(trainingId, xa.householdId)];
    expect(await untick(trainingId, own)).toEqual({ outcome: 'refused', why: 'itself' });
    expect(await untick(trainingId, ticked, world.hamlet)).toEqual({ outcome: 'notFound' });
    expect(
      await untick(
        await plan(world, { startsAt: new Date('2026-11-20T18:00:00+07:00'), endsAt: new Date('2026-11-20T20:00:00+07:00') }),
        ticked,
      ),
    ).toEqual({ outcome: 'notFound' });
    expect(await untick(trainingId, 'x')).toEqual({ outcome: 'notFound' });
    const { accountId } = house.officers.ward;
    const member = { id: deps.ids.next(), accountId, householdId: xa.householdId, from: world.clock.now() };
    await deps.db.membership.create({ data: member });
    expect(await untick(trainingId, ticked)).toEqual({ outcome: 'refused', why: 'ownHousehold' });
    await deps.db.membership.delete({ where: { id: member.id } });
    world.clock.set('2026-12-13T18:00:00+07:00');
    expect(await untick(trainingId, ticked)).toEqual({ outcome: 'refused', why: 'late' });
  });
});

describe('two households with a seat each, who become one', () => {
  const seatsOf = async (trainingId: string) => {
    const rows = await world.deps.db.trainingSeat.findMany({
      where: { trainingId },
      include: { household: { select: { headName: true } } },
    });
    return Object.fromEntries(rows.map(({ household, state, answer, checkedIn }) => [household?.headName, [state, answer, checkedIn]]));
  };
  const say = (accountId: string, trainingId: string, answer: 'yes' | 'no') =>
    transaction(world.deps, (within) => answerInvitation(within, { accountId, trainingId, answer }));
  /** One of a list, with a chat of its own: it has no file that would have to be chosen. */
  async function listed(headName: string): Promise<{ householdId: string; accountId: string }> {
    const { deps, house } = world;
    const householdId = await householdIn(deps, house.home.areaId, { headName });
    const accountId = await newAccount(deps);
    await deps.db.membership.create({ data: { id: deps.ids.next(), accountId, householdId, from: deps.clock.now() } });
    return { householdId, accountId };
  }

  it('have one, the other is free for who waits, and each has its own again', async () => {
    const { deps } = world;
    const trainingId = await plan(world, { capacity: 2 });
    const [keep, drop, waits] = [await listed('Giữ'), await listed('Bỏ'), await listed('Chờ')];
    for (const { accountId } of [keep, drop, waits]) await say(accountId, trainingId, 'yes');
    const before = await seatsOf(trainingId);
    expect(before).toMatchObject({ Giữ: ['going', 'yes', null], Bỏ: ['going', 'yes', null], Chờ: ['waiting', 'yes', null] });
    const mergeId = await merge(keep.householdId, drop.householdId);
    expect(await fillSeats(deps)).toBe(1);
    expect(await seatsOf(trainingId)).toMatchObject({ Giữ: ['going', 'yes', null], Bỏ: ['none', null, null], Chờ: ['going', 'yes', null] });
    const found = await transaction(deps, (within) => listAttendance(within, { scope: world.ward, trainingId, purpose: 'look' }));
    expect(found).toMatchObject({ counts: { all: 2, going: 2 } });
    expect(found.outcome === 'listed' && found.people.map(({ name }) => name).toSorted()).toEqual(['Chờ', 'Giữ']);
    // Who has a seat does not lose it again.
    await part(mergeId);
    expect(await seatsOf(trainingId)).toMatchObject({
      Giữ: ['going', 'yes', null],
      Bỏ: ['going', 'yes', null],
      Chờ: ['going', 'yes', null],
    });
  });

  it('the better of both stands, and that one of them came', async () => {
    const trainingId = await plan(world, { capacity: 1 });
    const [keep, drop] = [await listed('Giữ'), await listed('Bỏ')];
    await say(drop.accountId, trainingId, 'yes');
    await say(keep.accountId, trainingId, 'yes');
    world.clock.set(STARTS);
    await tick(trainingId, { householdId: drop.householdId });
    const before = await seatsOf(trainingId);
    expect(before).toMatchObject({ Giữ: ['waiting', 'yes', null], Bỏ: ['going', 'yes', 'tick'] });
    const mergeId = await merge(keep.householdId, drop.householdId);
    expect(await seatsOf(trainingId)).toMatchObject({ Giữ: ['going', 'yes', 'tick'], Bỏ: ['none', null, null] });
    await part(mergeId);
    expect(await seatsOf(trainingId)).toEqual(before);
    // What was said since the merge stays said.
    const again = await merge(keep.householdId, drop.householdId);
    await world.deps.db.trainingSeat.updateMany({ where: { householdId: keep.householdId }, data: { state: 'none', answer: 'no' } });
    await part(again);
    expect(await seatsOf(trainingId)).toMatchObject({ Giữ: ['none', 'no', 'tick'], Bỏ: ['going', 'yes', 'tick'] });
  });
});

describe('officers at a training of computers and phones', () => {
  it('count for what the plan wants, once', async () => {
    const { deps, house } = world;
    const of = async () => countTrained(deps, { scope: { city: true, wards: [], areas: [] }, unitCode: house.home.unitCode });
    const before = await of();
    expect(before).toEqual({ officers: 2, trained: 0 });
    for (const technology of [true, true, false]) {
      const trainingId = await plan(world, { audience: 'officers', technology });
      const { code } = await doorOf(trainingId);
      world.clock.set(STARTS);
      await come(technology ? house.officers.hamlet.accountId : house.officers.ward.accountId, code);
      world.clock.set(MORNING);
    }
    expect(await of()).toEqual({ officers: 2, trained: 1 });
    const { wards, areas } = await scope(deps, house.officers.hamlet.officerId);
    expect(await countTrained(deps, { scope: { city: false, wards, areas }, unitCode: house.abroad.unitCode })).toEqual({
      officers: 0,
      trained: 0,
    });
  });
});

describe('afterwards', () => {
  it('whoever was there in a chat is asked once how it was, not at night, and the last answer holds', async () => {
    const trainingId = await plan(world);
    const { code } = await doorOf(trainingId);
    const [sen, xa] = [await family(world), await family(world, 'Xa')];
    world.clock.set(STARTS);
    await come(sen.accountId, code);
    await tick(trainingId, { householdId: xa.householdId });
    const ask = () => askFeedback(world.deps, { tell });
    expect(await ask()).toBe(0);
    world.clock.set('2026-11-12T21:30:00+07:00');
    expect(await ask()).toBe(0);
    world.clock.set('2026-11-13T07:00:00+07:00');
    expect(await Promise.all([ask(), ask()])).toContain(1);
    expect(await ask()).toBe(0);
    expect((await heard(world, sen.accountId)).map(({ text }) => text)).toEqual([expect.stringContaining('Buổi học thế nào?')]);
    expect(await heard(world, xa.accountId)).toEqual([]);
    const give = (accountId: string, mark: 'good' | 'poor') =>
      transaction(world.deps, (within) => giveFeedback(within, { accountId, mark, inboxId: null }));
    expect(await give(sen.accountId, 'poor')).toMatchObject({ outcome: 'kept' });
    expect(await give(sen.accountId, 'good')).toMatchObject({ outcome: 'kept' });
    expect(await world.deps.db.trainingSeat.findFirst({ where: { householdId: sen.householdId } })).toMatchObject({ feedback: 'good' });
    expect(await give(await newAccount(world.deps), 'good')).toEqual({ outcome: 'nothing' });
  });

  it('an officer is asked who was ticked, too: they are spoken with all the same', async () => {
    const { hamlet } = world.house.officers;
    const trainingId = await plan(world, { audience: 'officers' });
    world.clock.set(STARTS);
    await tick(trainingId, { officerId: hamlet.officerId });
    world.clock.set('2026-11-12T20:00:00+07:00');
    const before = (await heard(world, hamlet.accountId)).length;
    expect([await askFeedback(world.deps, { tell }), await askFeedback(world.deps, { tell })]).toEqual([1, 0]);
    const [asked, ...more] = (await heard(world, hamlet.accountId)).slice(before);
    expect([asked?.text, asked?.kind, more]).toEqual([expect.stringContaining('Buổi học thế nào?'), 'duty', []]);
  });

  it('it stands among what is kept about a household, and about an officer, and nothing of it about others', async () => {
    const { deps, house } = world;
    const trainingId = await plan(world, { audience: 'both' });
    const { code } = await doorOf(trainingId);
    const [sen, xa] = [await family(world), await family(world, 'Xa')];
    world.clock.set(STARTS);
    for (const accountId of [sen.accountId, house.officers.ward.accountId]) await come(accountId, code);
    await countAttendance(deps, { locale });
    await transaction(deps, (within) => giveFeedback(within, { accountId: sen.accountId, mark: 'fine', inboxId: null }));
    const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, 'vi');
    const kept = (accountId: string) => exportData(deps, { accountId, publicUrl: 'https://nhahoc.test', speak });
    const own = await kept(sen.accountId);
    expect(own.trainings).toMatchObject([{ whose: 'household', checkedIn: 'link', feedback: 'fine', title: 'Dùng điện thoại an toàn' }]);
    expect(own.assessments.flatMap(({ evidence }) => evidence.filter(({ attended }) => attended))).toHaveLength(1);
    const lines = dataPage(own, speak).sections.flatMap((section) => section.lines.map(({ text }) => text));
    expect(lines).toContain(
      '“Dùng điện thoại an toàn”, 18:00 ngày 12/11/2026, tại Nhà văn hóa Khu phố Bưởi: chưa trả lời; điểm danh lúc 18:00 ngày 12/11/2026; góp ý: Tạm được',
    );
    expect((await kept(house.officers.ward.accountId)).trainings).toMatchObject([{ whose: 'officer' }]);
    expect((await kept(xa.accountId)).trainings).toEqual([]);
  });

  it('which households were there is forgotten a year later; how many stays, and which officers', async () => {
    const { house, deps } = world;
    const trainingId = await plan(world, { audience: 'both' });
    const { code } = await doorOf(trainingId);
    const [sen, xa] = [await family(world), await family(world, 'Xa')];
    await transaction(deps, (within) => answerInvitation(within, { accountId: xa.accountId, trainingId, answer: 'no' }));
    world.clock.set(STARTS);
    for (const accountId of [sen.accountId, house.officers.ward.accountId]) await come(accountId, code);
    world.clock.set('2027-11-12T23:00:00+07:00');
    expect(await forgetOldSeats(deps)).toBe(0);
    world.clock.set('2027-11-13T00:00:00+07:00');
    expect(await forgetOldSeats(deps)).toBe(2);
    expect(await forgetOldSeats(deps)).toBe(0);
    expect(await deps.db.training.findUniqueOrThrow({ where: { id: trainingId } })).toMatchObject({ attended: 1 });
    expect(await deps.db.trainingSeat.findMany({ where: { trainingId } })).toMatchObject([{ officerId: house.officers.ward.officerId }]);
  });
});
