/** Evidence goes 90 days after the decision that it was for. On a real database. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { correctDecision } from '../../src/decision/correct-decision.ts';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import { forgetJudgedEvidence } from '../../src/privacy/forget-judged-evidence.ts';
import { confirmed, type DecisionWorld, linesOf, openDecisionWorld, type Put, put, signed, told } from '../decision/world.ts';
import { transaction } from '../review/world.ts';
import { telling } from '../support/officers.ts';

const MINUTE = 60_000;
let world: DecisionWorld;
beforeAll(async () => {
  world = await openDecisionWorld();
});
afterAll(() => world.database.drop());

const run = () => forgetJudgedEvidence({ ...world.deps, db: world.database.prisma });
const issue = () => issueDueDecisions({ ...world.deps, db: world.database.prisma });

/** A story and a photo. */
async function handIn({ assessmentId }: Put, name: string): Promise<void> {
  const about = { assessmentId, indicator: 'B2', sha256: 'ab', at: world.deps.clock.now() };
  await world.deps.db.evidence.createMany({
    data: [
      { ...about, id: v7(), kind: 'story', text: `${name} đọc sách` },
      { ...about, id: v7(), kind: 'photo', blobKey: `${name}.jpg`, thumbKey: `${name}-nho.jpg`, mediaType: 'image/jpeg', bytes: 9 },
    ],
  });
}

/** Who still has something: one name a household. */
async function kept(): Promise<string[]> {
  const rows = await world.deps.db.evidence.findMany({
    where: { OR: [{ removedAt: null }, { text: { not: null } }, { blobKey: { not: null } }, { thumbKey: { not: null } }] },
    select: { assessment: { select: { household: { select: { headName: true } } } } },
  });
  return [...new Set(rows.map(({ assessment }) => assessment.household.headName))].sort();
}

it('of who was decided, 90 days later; of who was corrected, after that; of the others, after the last recognition', async () => {
  const { clock, deps } = world;
  const [one, corrected, not] = [await put(world, 'Một'), await put(world, 'Hai'), await put(world, 'Ba', 'notProposed')];
  const later = await put(world, 'Bốn', 'confirmed');
  for (const [file, name] of [
    [one, 'Một'],
    [corrected, 'Hai'],
    [not, 'Ba'],
    [later, 'Bốn'],
  ] as const)
    await handIn(file, name);
  await told(world, not.assessmentId, '2026-11-20');
  expect(await run(), 'nothing is decided').toBe(0);

  clock.set('2026-11-23T08:00:00+07:00');
  const decisionId = await confirmed(world);
  clock.advance(10 * MINUTE);
  await issue();
  clock.set('2026-12-20T08:00:00+07:00');
  const line = (await linesOf(world, decisionId)).find(({ head }) => head === 'Hai');
  const correction = {
    scope: world.ward,
    decisionId,
    lineIds: [line?.id ?? ''],
    signed,
    reason: 'Nhầm hộ',
    typed: 'điều chỉnh 1 hộ',
    tell: telling.officer,
  };
  expect(await transaction(deps, (within) => correctDecision(within, correction))).toMatchObject({ outcome: 'confirmed' });
  clock.advance(10 * MINUTE);
  await issue();
  // One more recognition in the same ward: who is in it, and who is in none, count from here.
  clock.set('2026-12-28T08:00:00+07:00');
  await deps.db.assessment.update({ where: { id: later.assessmentId }, data: { stage: 'proposed' } });
  await confirmed(world);
  clock.advance(10 * MINUTE);
  await issue();

  clock.set('2027-02-21T23:59:59+07:00');
  expect(await run(), 'the 90th day is its last').toBe(0);
  clock.set('2027-02-22T00:00:00+07:00');
  expect(await run()).toBe(2);
  expect(await run()).toBe(0);
  expect(await kept()).toEqual(['Ba', 'Bốn', 'Hai']);
  const gone = await deps.db.evidence.findMany({ where: { assessmentId: one.assessmentId } });
  expect(gone.map(({ text, blobKey, thumbKey, removedAt, sha256 }) => [text, blobKey, thumbKey, removedAt, sha256])).toEqual(
    Array(2).fill([null, null, null, clock.now(), 'ab']),
  );
  expect((await deps.db.blobDeletion.findMany()).map(({ blobKey }) => blobKey).sort()).toEqual(['Một-nho.jpg', 'Một.jpg']);
  expect(await deps.db.audit.findMany({ where: { action: 'evidence.forget' } })).toMatchObject([
    { actor: 'system', subject: `assessment:${one.assessmentId}`, detail: { pieces: 2 } },
  ]);

  clock.set('2027-03-21T00:00:00+07:00');
  expect(await run()).toBe(2);
  expect(await kept()).toEqual(['Ba', 'Bốn']);
  clock.set('2027-03-29T00:00:00+07:00');
  expect(await run()).toBe(4);
  expect(await kept()).toEqual([]);
});
