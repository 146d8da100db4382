/** Households that a khu phố proposed, or did not, as a review leaves them. */
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import type { Deps } from '../../src/deps.ts';
import { nameKey } from '../../src/household/head-name.ts';
import { codeFrom } from '../../src/household/household-code.ts';

export interface Proposed {
  areaId: string;
  unitCode: string;
  head: string;
  stage?: 'waiting' | 'confirmed' | 'proposed' | 'notProposed';
}

/** @returns its id */
export async function newProposed(deps: Deps, { areaId, unitCode, head, stage = 'proposed' }: Proposed): Promise<string> {
  const now = deps.clock.now();
  const season = await seasonOf(deps, unitCode);
  const inForce = season.inForce.find(({ title }) => title === TITLE);
  if (!inForce) throw new Error('no rubric');
  const id = deps.ids.next();
  const household = { id, code: codeFrom(id), areaId, residence: 'permanent', headName: head, headNameKey: nameKey(head) } as const;
  await deps.db.household.create({ data: { ...household, createdAt: now, updatedAt: now } });
  await deps.db.assessment.create({
    data: {
      id: deps.ids.next(),
      ...{ householdId: id, title: TITLE, seasonId: season.id, rubricVersionId: inForce.versionId, areaId },
      ...{ source: 'meeting', state: 'draft', stage, openedAt: now, updatedAt: now },
    },
  });
  return id;
}

/** A city officer adopts what is in force in the season of a ward. */
export async function adoptRubric(deps: Deps, unitCode: string): Promise<void> {
  const { id, organisationId, dates } = await seasonOf(deps, unitCode);
  const key = { organisationId, title: TITLE, seasonId: id };
  const adopted = { adoptedBy: deps.ids.next(), document: 'Quyết định số 324/QĐ-KHVN ngày 12/9/2022', adoptedAt: deps.clock.now() };
  await deps.db.rubricInForce.update({ where: { organisationId_title_seasonId: key }, data: adopted });
  // A season that began before today, as real ones have.
  await deps.db.season.update({ where: { id }, data: { trial: false, dates: { ...dates, launch: '2026-01-15' } } });
}
