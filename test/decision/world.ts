/** A ward that may decide, with households in every stage before it. */
import { v7 } from 'uuid';
import type { Prisma } from '../../src/db/client.ts';
import { confirmDecision } from '../../src/decision/confirm-decision.ts';
import { standingOfWard } from '../../src/decision/standing-of-ward.ts';
import { sentenceOf } from '../../src/decision/typed.ts';
import type { Deps } from '../../src/deps.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { adoptRubric, newProposed, type Proposed } from '../paper/proposals.ts';
import { scope, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse, type Place, telling } from '../support/officers.ts';
import { seedSample } from '../support/sample.ts';

export const signed = {
  number: '123/QĐ-UBND',
  date: '2026-10-20',
  signer: 'Trần Văn Chủ',
  signerTitle: 'Chủ tịch',
  letterNumber: '7/TTr-HKH',
};

export interface DecisionWorld {
  database: TestDatabase;
  deps: Deps;
  clock: FixedClock;
  house: OfficersHouse;
  ward: Scope;
  /** Another officer of the same ward. */
  second: Scope;
  hamlet: Scope;
}

export async function openDecisionWorld({ adopted = true } = {}): Promise<DecisionWorld> {
  const database = await freshDatabase();
  const clock = fixedClock('2026-11-20T08:00:00+07:00');
  const deps = testDeps(database.prisma, { ids: { next: () => v7() }, clock });
  await seedSample(deps);
  const house = await openOfficersHouse(deps);
  const other = await newOfficer(deps, { role: 'ward', name: 'Phường Hai', unitCode: house.home.unitCode });
  if (adopted) await adoptRubric(deps, house.home.unitCode);
  const of = (officerId: string) => scope(deps, officerId);
  const [ward, second, hamlet] = [
    await of(house.officers.ward.officerId),
    await of(other.officerId),
    await of(house.officers.hamlet.officerId),
  ];
  return { database, deps, clock, house, ward, second, hamlet };
}

/** No household and no decision is left of the test before. */
export async function emptied({ database }: DecisionWorld): Promise<void> {
  const { prisma } = database;
  await prisma.$transaction([
    prisma.$executeRaw`SET LOCAL nhahoc.erasing = 'on'`,
    prisma.decisionLine.deleteMany(),
    prisma.decision.deleteMany(),
    prisma.wardSettings.deleteMany(),
    prisma.membership.deleteMany(),
    prisma.household.deleteMany(),
  ]);
}

export interface Put {
  householdId: string;
  assessmentId: string;
}

/** A household of the khu phố at home, as the meeting left it. */
export async function put(
  { deps, house }: DecisionWorld,
  head: string,
  stage: Proposed['stage'] = 'proposed',
  place: Place = house.home,
): Promise<Put> {
  const { areaId, unitCode } = place;
  const householdId = await newProposed(deps, { areaId, unitCode, head, stage });
  const { id: assessmentId } = await deps.db.assessment.findFirstOrThrow({ where: { householdId } });
  if (stage === 'notProposed') await said(deps, assessmentId, { act: 'notPropose', reason: 'Chưa ai học gì trong năm' });
  return { householdId, assessmentId };
}

/** What stands in the file, as somebody's act leaves it. */
export async function said(
  deps: Deps,
  assessmentId: string,
  row: Pick<Prisma.ReviewUncheckedCreateInput, 'act' | 'reason'> & { level?: 'hamlet' | 'ward' },
): Promise<void> {
  await deps.db.review.create({ data: { id: v7(), assessmentId, level: 'hamlet', ...row, at: deps.clock.now() } });
  await deps.db.assessment.update({ where: { id: assessmentId }, data: { reviewSeq: { increment: 1 } } });
}

/** It was told. @param answerBy local date */
export async function told({ deps, ward }: DecisionWorld, assessmentId: string, answerBy: string): Promise<void> {
  const now = deps.clock.now();
  const about = { assessmentId, about: 'outcome' as const, how: 'person', officerId: ward.officerId, at: now, toldAt: now };
  await deps.db.fileNotice.create({ data: { id: v7(), ...about, answerBy: new Date(`${answerBy}T00:00:00Z`) } });
}

export function standing(world: DecisionWorld, by: Scope = world.ward) {
  return transaction(world.deps, (deps) => standingOfWard(deps, { scope: by, unitCode: world.house.home.unitCode }));
}

/** As an officer does it who looked at the page just now. */
export async function confirm(world: DecisionWorld, more: Partial<Parameters<typeof confirmDecision>[1]> = {}) {
  const now = await standing(world);
  const options = {
    ...{ scope: world.ward, unitCode: world.house.home.unitCode, signed, seen: now?.seen ?? '', tell: telling.officer },
    ...{ typed: sentenceOf('recognition', now?.households ?? 0), ...more },
  };
  return transaction(world.deps, (deps) => confirmDecision(deps, options));
}

/** The same, where it has to succeed. */
export async function confirmed(world: DecisionWorld): Promise<string> {
  const done = await confirm(world);
  if (done.outcome !== 'confirmed') throw new Error(JSON.stringify(done));
  return done.decisionId;
}

export const stageOf = async ({ deps }: DecisionWorld, { assessmentId }: Put) =>
  (await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } })).stage;

export const linesOf = ({ deps }: DecisionWorld, decisionId: string) =>
  deps.db.decisionLine.findMany({ where: { decisionId }, orderBy: { position: 'asc' } });
