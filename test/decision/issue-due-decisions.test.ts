import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { confirmDecision } from '../../src/decision/confirm-decision.ts';
import { correctDecision } from '../../src/decision/correct-decision.ts';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import { openDecision } from '../../src/decision/open-decision.ts';
import { stopDecision } from '../../src/decision/stop-decision.ts';
import { lockHousehold } from '../../src/household/household-of.ts';
import { decidedAt } from '../../src/outcome/decided-line.ts';
import { forgetHousehold } from '../../src/privacy/forget-household.ts';
import { after, type Stage, type Standing } from '../../src/review/state.ts';
import { transaction } from '../review/world.ts';
import { telling } from '../support/officers.ts';
import {
  confirmed,
  type DecisionWorld,
  emptied,
  linesOf,
  openDecisionWorld,
  type Put,
  put,
  said,
  signed,
  stageOf,
  standing,
} from './world.ts';

let world: DecisionWorld;
beforeAll(async () => {
  world = await openDecisionWorld();
});
beforeEach(async () => {
  world.clock.set('2026-11-20T08:00:00+07:00');
  await emptied(world);
});
afterAll(() => world.database.drop());

const MINUTE = 60_000;
const issue = () => issueDueDecisions({ ...world.deps, db: world.database.prisma });
const stop = (decisionId: string, scope = world.second) =>
  transaction(world.deps, (deps) => stopDecision(deps, { scope, decisionId, reason: '', tell: telling.officer }));
const leftOf = async (decisionId: string) => (await linesOf(world, decisionId)).map(({ head, left }) => [head, left]);
const erase = ({ householdId }: Put) =>
  transaction(world.deps, async (deps) => {
    await lockHousehold(deps, householdId);
    await forgetHousehold(deps, householdId);
  });
const stateOf = async (id: string) => (await world.deps.db.decision.findUniqueOrThrow({ where: { id } })).state;

describe('a decision', () => {
  it('takes effect after its ten minutes, and not before', async () => {
    const one = await put(world, 'Vũ Văn An');
    const decisionId = await confirmed(world);
    world.clock.advance(10 * MINUTE - 1);
    expect(await issue()).toBe(0);
    expect(await stageOf(world, one)).toBe('proposed');
    world.clock.advance(1);
    expect(await issue()).toBe(1);
    expect(await stageOf(world, one)).toBe('recognised');
    expect(await world.deps.db.decision.findUnique({ where: { id: decisionId } })).toMatchObject({
      state: 'issued',
      issuedAt: world.clock.now(),
    });
    const line = await world.deps.db.audit.findFirstOrThrow({ where: { action: 'decision.issue' }, orderBy: { seq: 'desc' } });
    expect(line).toMatchObject({ actor: 'system', subject: `decision:${decisionId}`, detail: { households: 1, changed: 0, gone: 0 } });
    expect(await issue(), 'once').toBe(0);
  });

  it('can be followed by another one of the same season', async () => {
    await put(world, 'Vũ Văn An');
    await confirmed(world);
    world.clock.advance(10 * MINUTE);
    await issue();
    const late = await put(world, 'Nguyễn Thị Út');
    const decisionId = await confirmed(world);
    expect(await leftOf(decisionId)).toEqual([['Nguyễn Thị Út', null]]);
    world.clock.advance(10 * MINUTE);
    await issue();
    expect(await stageOf(world, late)).toBe('recognised');
  });

  it('that is stopped recognises nobody', async () => {
    const one = await put(world, 'Vũ Văn An');
    const decisionId = await confirmed(world);
    expect(await stop(decisionId, world.hamlet)).toEqual({ outcome: 'notFound' });
    expect(await stop(decisionId)).toEqual({ outcome: 'stopped' });
    world.clock.advance(11 * MINUTE);
    expect(await issue()).toBe(0);
    expect(await stageOf(world, one)).toBe('proposed');
    expect(await confirmed(world), 'and another may be made').not.toBe(decisionId);
  });
});

describe('in the ten minutes', () => {
  it('a file that an officer changes is left out, and everything else is issued', async () => {
    const changed = await put(world, 'Vũ Văn An');
    const taken = await put(world, 'Nguyễn Thị Út');
    const kept = await put(world, 'Trần Văn Yên');
    const decisionId = await confirmed(world);
    await said(world.deps, changed.assessmentId, { act: 'change', reason: 'Sai' });
    await said(world.deps, taken.assessmentId, { act: 'notPropose', reason: 'Xem lại' });
    await world.deps.db.assessment.update({ where: { id: taken.assessmentId }, data: { stage: 'notProposed' } });
    world.clock.advance(10 * MINUTE);
    expect(await issue()).toBe(1);
    expect(await leftOf(decisionId)).toEqual([
      ['Vũ Văn An', 'changed'],
      ['Nguyễn Thị Út', 'changed'],
      ['Trần Văn Yên', null],
    ]);
    expect([await stageOf(world, changed), await stageOf(world, taken), await stageOf(world, kept)]).toEqual([
      'proposed',
      'notProposed',
      'recognised',
    ]);
  });

  it('who is erased or merged leaves a line that was not issued', async () => {
    const gone = await put(world, 'Vũ Văn An');
    const merged = await put(world, 'Nguyễn Thị Út');
    const kept = await put(world, 'Trần Văn Yên');
    const decisionId = await confirmed(world);
    await erase(gone);
    await world.deps.db.household.update({ where: { id: merged.householdId }, data: { mergedIntoId: kept.householdId } });
    world.clock.advance(10 * MINUTE);
    await issue();
    const lines = await linesOf(world, decisionId);
    expect(lines.map(({ left }) => left)).toEqual(['gone', 'gone', null]);
    expect(lines[0]).toMatchObject({ head: 'Vũ Văn An', householdId: null, assessmentId: null });
  });

  it('a new rubric in force leaves out who does not follow it', async () => {
    const one = await put(world, 'Vũ Văn An');
    const decisionId = await confirmed(world);
    const { seasonId, rubricVersionId } = await world.deps.db.assessment.findUniqueOrThrow({ where: { id: one.assessmentId } });
    const other = await world.deps.db.rubricVersion.findFirstOrThrow({ where: { id: { not: rubricVersionId } } });
    await world.deps.db.assessment.update({ where: { id: one.assessmentId }, data: { rubricVersionId: other.id } });
    world.clock.advance(10 * MINUTE);
    await issue();
    expect(await leftOf(decisionId)).toEqual([['Vũ Văn An', 'changed']]);
    expect(seasonId).toBeTruthy();
  });
});

it('after it, a line outlives its household', async () => {
  const one = await put(world, 'Vũ Văn An');
  const decisionId = await confirmed(world);
  world.clock.advance(10 * MINUTE);
  await issue();
  await erase(one);
  expect(await linesOf(world, decisionId)).toMatchObject([
    { head: 'Vũ Văn An', outcome: 'recognised', left: null, householdId: null, assessmentId: null },
  ]);
  expect(await transaction(world.deps, (deps) => openDecision(deps, { scope: world.ward, decisionId }))).toMatchObject({
    lines: [{ head: 'Vũ Văn An', assessmentId: null, correctable: true }],
  });
});

describe('at once', () => {
  it('two processes issue a decision once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, index) => put(world, `Hộ ${index}`)));
    await confirmed(world);
    world.clock.advance(10 * MINUTE);
    const counts = await Promise.all([issue(), issue(), issue()]);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1);
    for (const { assessmentId } of all)
      expect(await world.deps.db.assessment.findUnique({ where: { id: assessmentId } })).toMatchObject({
        stage: 'recognised',
        reviewSeq: 1,
      });
  });

  it('a crash in the middle leaves nothing of one decision, and the others take effect', async () => {
    const abroad = world.house.abroad;
    const one = await put(world, 'Vũ Văn An');
    const decisionId = await confirmed(world);
    const stored = await world.deps.db.decision.findUniqueOrThrow({ where: { id: decisionId } });
    const other = {
      ...stored,
      id: world.deps.ids.next(),
      unitCode: abroad.unitCode,
      startsAt: new Date(world.clock.now().getTime() + 10 * MINUTE),
    };
    await world.deps.db.decision.create({ data: other });
    world.clock.advance(10 * MINUTE);
    // The first of the two ends just before its audit.
    let asked = 0;
    const now = () => {
      asked += 1;
      if (asked === 3) throw new Error('the plug was pulled');
      return world.clock.now();
    };
    expect(await issueDueDecisions({ ...world.deps, db: world.database.prisma, clock: { now } })).toBe(1);
    expect([await stateOf(decisionId), await stageOf(world, one), await stateOf(other.id)]).toEqual(['planned', 'proposed', 'issued']);
    expect(await issue()).toBe(1);
    expect([await stateOf(decisionId), await stageOf(world, one)]).toEqual(['issued', 'recognised']);
  });

  it('stopping and issuing: one of them is first, and the other sees it', async () => {
    for (let round = 0; round < 6; round += 1) {
      await emptied(world);
      world.clock.set('2026-11-20T08:00:00+07:00');
      const one = await put(world, 'Vũ Văn An');
      const decisionId = await confirmed(world);
      world.clock.advance(10 * MINUTE);
      const [stopped] = await Promise.all([stop(decisionId), issue()]);
      // The clock's next time finds what was held by the one who stops.
      await issue();
      const state = await stateOf(decisionId);
      expect([stopped.outcome, state, await stageOf(world, one)]).toEqual(
        state === 'issued' ? ['tooLate', 'issued', 'recognised'] : ['stopped', 'stopped', 'proposed'],
      );
    }
  });

  it('an erasure in the middle leaves a line, and no decision half made', async () => {
    for (let round = 0; round < 6; round += 1) {
      await emptied(world);
      world.clock.set('2026-11-20T08:00:00+07:00');
      const gone = await put(world, 'Vũ Văn An');
      const kept = await put(world, 'Nguyễn Thị Út');
      const decisionId = await confirmed(world);
      world.clock.advance(10 * MINUTE);
      await Promise.all([erase(gone), issue()]);
      const [first, second] = await linesOf(world, decisionId);
      expect(first).toMatchObject({ head: 'Vũ Văn An', householdId: null, assessmentId: null });
      expect([null, 'gone', 'changed']).toContain(first?.left);
      expect([second?.left, await stageOf(world, kept), await stateOf(decisionId)]).toEqual([null, 'recognised', 'issued']);
    }
  });
});

describe('the statement agrees with the table of states', () => {
  const stages: Stage[] = ['waiting', 'returned', 'confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised'];
  const isDecided = (stage: Stage) => stage === 'recognised' || stage === 'notRecognised';
  const ways = (['recognition', 'correction'] as const).flatMap((kind) =>
    (['recognised', 'notRecognised'] as const).map((outcome) => [kind, outcome] as const),
  );
  // A recognition recognises: it has no lines of the other outcome.
  it.each(ways.filter(([kind, outcome]) => kind === 'correction' || outcome === 'recognised'))('%s to %s', async (kind, outcome) => {
    const { deps, ward, house } = world;
    const files = await Promise.all(stages.map((stage) => put(world, `Hộ ${stage}`)));
    for (const [index, stage] of stages.entries())
      await deps.db.assessment.update({ where: { id: files[index]?.assessmentId ?? '' }, data: { stage } });
    const { seasonId, title } = await deps.db.assessment.findFirstOrThrow();
    const decision = { id: deps.ids.next(), unitCode: house.home.unitCode, seasonId, title, kind, state: 'planned' as const };
    const now = deps.clock.now();
    await deps.db.decision.create({
      data: { ...decision, ...signed, unit: '', organisation: '', date: now, confirmedBy: ward.officerId, confirmedAt: now, startsAt: now },
    });
    await deps.db.decisionLine.createMany({
      data: stages.map((stage, index) => ({
        ...{
          id: deps.ids.next(),
          decisionId: decision.id,
          position: index + 1,
          head: stage,
          code: '',
          areaId: house.home.areaId,
          area: '',
        },
        ...{ assessmentId: files[index]?.assessmentId ?? null, householdId: files[index]?.householdId ?? null },
        ...{ outcome, seen: '0.0', lookup: `${kind}${outcome}${stage}`, reason: 'Sai' },
      })),
    });
    await issue();
    const lines = await linesOf(world, decision.id);
    for (const [index, stage] of stages.entries()) {
      const before: Standing = { stage, hand: 'officers', sent: false, asked: 0 };
      const next = after(before, outcome === 'recognised' ? { act: 'recognise' } : { act: 'notRecognise', reason: 'Sai' });
      const takes = next.ok && isDecided(stage) === (kind === 'correction');
      expect([stage, lines[index]?.left], stage).toEqual([stage, takes ? null : 'changed']);
      expect(await stageOf(world, files[index] as Put), stage).toBe(takes && next.ok ? next.standing.stage : stage);
    }
  });
});

describe('a correction', () => {
  const correct = (decisionId: string, lineIds: string[], more: Partial<Parameters<typeof correctDecision>[1]> = {}) =>
    transaction(world.deps, (deps) =>
      correctDecision(deps, {
        ...{ scope: world.ward, decisionId, lineIds, reason: 'Nhầm hộ', typed: 'điều chỉnh 1 hộ', tell: telling.officer },
        ...{ signed: { ...signed, number: '130/QĐ-UBND', date: '2026-10-25' }, ...more },
      }),
    );

  async function issued() {
    const one = await put(world, 'Vũ Văn An');
    await put(world, 'Nguyễn Thị Út');
    const decisionId = await confirmed(world);
    world.clock.advance(10 * MINUTE);
    await issue();
    const [line] = await linesOf(world, decisionId);
    return { one, decisionId, lineId: line?.id ?? '' };
  }

  it('is signed no earlier than what it corrects, and not ahead', async () => {
    const { decisionId, lineId } = await issued();
    for (const [date, why] of [
      ['2026-10-19', 'dateBefore'],
      ['2027-01-01', 'dateAhead'],
    ] as const) {
      const done = await correct(decisionId, [lineId], { signed: { ...signed, number: '130/QĐ-UBND', date } });
      expect(done).toEqual({ outcome: 'refused', why });
    }
    expect(await correct(decisionId, [lineId], { signed })).toMatchObject({ outcome: 'confirmed' });
  });

  it('is a decision of its own, and can be taken back by another', async () => {
    const { one, decisionId, lineId } = await issued();
    const made = await correct(decisionId, [lineId]);
    expect(made).toMatchObject({ outcome: 'confirmed', state: 'planned' });
    expect(await stageOf(world, one)).toBe('recognised');
    world.clock.advance(10 * MINUTE);
    expect(await issue()).toBe(1);
    expect(await stageOf(world, one)).toBe('notRecognised');
    const correctionId = made.outcome === 'confirmed' ? made.decisionId : '';
    expect(await linesOf(world, correctionId)).toMatchObject([
      { outcome: 'notRecognised', reason: 'Nhầm hộ', correctsId: lineId, left: null },
    ]);
    const opened = await transaction(world.deps, (deps) => openDecision(deps, { scope: world.ward, decisionId }));
    expect(opened?.lines.map(({ corrected, correctable }) => [corrected, correctable])).toEqual([
      [{ number: '130/QĐ-UBND', date: '2026-10-25' }, false],
      [null, true],
    ]);
    expect(await correct(decisionId, [lineId]), 'it does not hold any more').toEqual({ outcome: 'refused', why: 'changed' });
    const [line] = await linesOf(world, correctionId);
    expect(await correct(correctionId, [line?.id ?? ''])).toMatchObject({ outcome: 'confirmed' });
    world.clock.advance(10 * MINUTE);
    await issue();
    expect(await stageOf(world, one)).toBe('recognised');
  });

  it('names a line also where nobody is there any more: erased before it, or before it takes effect', async () => {
    for (const early of [true, false]) {
      const { one, decisionId, lineId } = await issued();
      if (early) await erase(one);
      const made = await correct(decisionId, [lineId]);
      if (made.outcome !== 'confirmed') throw new Error(JSON.stringify(made));
      if (!early) await erase(one);
      world.clock.advance(10 * MINUTE);
      expect(await issue()).toBe(1);
      expect(await linesOf(world, made.decisionId)).toMatchObject([
        { head: 'Vũ Văn An', outcome: 'notRecognised', correctsId: lineId, left: null, assessmentId: null, householdId: null },
      ]);
      const [first] = await linesOf(world, decisionId);
      expect(await decidedAt(world.deps, first?.lookup ?? '')).toMatchObject({ outcome: 'notRecognised', reason: 'Nhầm hộ' });
      expect(await correct(decisionId, [lineId]), 'it does not hold any more').toEqual({ outcome: 'refused', why: 'changed' });
      await emptied(world);
    }
  });

  it('needs a reason, lines, its sentence, and a ward of theirs', async () => {
    const { decisionId, lineId } = await issued();
    expect(await correct(decisionId, [lineId], { reason: ' ' })).toEqual({ outcome: 'refused', why: 'noReason' });
    expect(await correct(decisionId, [])).toEqual({ outcome: 'refused', why: 'nobody' });
    expect(await correct(decisionId, [lineId], { typed: 'công nhận 1 hộ' })).toEqual({ outcome: 'refused', why: 'typedOtherwise' });
    expect(await correct(decisionId, [lineId], { scope: world.hamlet })).toEqual({ outcome: 'notFound' });
    expect(await correct(decisionId, [lineId], { signed: { ...signed, date: '' } })).toEqual({ outcome: 'refused', why: 'incomplete' });
  });

  it('and a recognition are not on their way at once', async () => {
    const { decisionId, lineId } = await issued();
    await put(world, 'Lê Thị Mận');
    const now = await standing(world);
    const recognition = {
      scope: world.second,
      unitCode: world.house.home.unitCode,
      signed,
      seen: now?.seen ?? '',
      typed: 'công nhận 1 hộ',
      tell: telling.officer,
    };
    const done = await Promise.all([correct(decisionId, [lineId]), transaction(world.deps, (deps) => confirmDecision(deps, recognition))]);
    expect(done.map(({ outcome }) => outcome).sort()).toEqual(['confirmed', 'refused']);
    expect(done).toContainEqual({ outcome: 'refused', why: 'onItsWay' });
  });
});
