/** What tests of the rubric in force have in common: a city officer, a season, tables that were changed. */
import { moveAssessments } from '../../src/adoption/move-assessments.ts';
import { putRubricInForce, seenOf } from '../../src/adoption/put-rubric-in-force.ts';
import { inWords, storedRubrics } from '../../src/adoption/stored-rubrics.ts';
import { type TakenTable, takeRubricTable } from '../../src/adoption/take-rubric-table.ts';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { createTell } from '../../src/conversation/tell.ts';
import type { Prisma, PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import type { Scope } from '../../src/officer/scope.ts';
import type { Indicator, Rubric } from '../../src/rubric/definition.ts';
import { unverifiedLines } from '../../src/rubric/provenance.ts';
import { tableOf } from '../../src/rubric/table/table.ts';
import { shipped } from '../rubric/rubrics.ts';

export const locale = createLocale();

const nobody: Scope = { officerId: '', operator: false, city: false, wards: [], areas: [], helps: { wards: [], areas: [] } };

export async function officer(deps: Deps, duties: Partial<Scope>): Promise<Scope> {
  const officerId = deps.ids.next();
  await deps.db.officer.create({ data: { id: officerId, name: 'Trần Thị Cán Bộ', createdAt: deps.clock.now() } });
  return { ...nobody, ...duties, officerId };
}

/** Machines that run tests may be busy. */
const PATIENT = { maxWait: 30_000, timeout: 30_000 };

export function within<T>(deps: Deps, work: (deps: Deps) => Promise<T>): Promise<T> {
  return (deps.db as PrismaClient).$transaction((db: Prisma.TransactionClient) => work({ ...deps, db }), PATIENT);
}

export function changed(rubric: Rubric, by: (indicator: Indicator) => Indicator | null): Rubric {
  return {
    ...rubric,
    criteria: rubric.criteria.map((one) => ({ ...one, indicators: one.indicators.flatMap((indicator) => by(indicator) ?? []) })),
  };
}

/** The shipped sample with its words, under an id of the Hội's own. */
export function ownTable(): Rubric {
  return { ...inWords(shipped('gdht-324-mau'), locale), id: 'gdht-324-hoi' };
}

/** The same, as it is stored. */
export async function sample(deps: Deps): Promise<Rubric> {
  const stored = (await storedRubrics(deps)).find(({ rubric }) => rubric.id === 'gdht-324-mau');
  if (!stored) throw new Error('The sample is not stored');
  return { ...inWords(stored.rubric, locale), id: 'gdht-324-hoi' };
}

/** Hands in a table of this rubric, made from the sample. */
export function handIn(deps: Deps, scope: Scope, rubric: Rubric, base = { id: 'gdht-324-mau', version: 3 }): Promise<TakenTable> {
  return within(deps, (inside) => takeRubricTable(inside, { scope, sheets: tableOf(rubric, base), locale }));
}

export async function stored(deps: Deps, scope: Scope, rubric: Rubric): Promise<{ versionId: string; rubric: Rubric }> {
  const taken = await handIn(deps, scope, rubric);
  if (taken.outcome !== 'stored') throw new Error(JSON.stringify(taken));
  return taken;
}

export function inForce(deps: Deps) {
  return deps.db.rubricInForce.findFirstOrThrow({ where: { title: TITLE }, include: { rubricVersion: true } });
}

export async function adopt(
  deps: Deps,
  scope: Scope,
  { versionId, rubric }: { versionId: string; rubric: Rubric },
  looked: Awaited<ReturnType<typeof inForce>> | null = null,
) {
  const before = looked ?? (await inForce(deps));
  const document = { number: '12/QĐ-HKH', date: '2026-11-05' };
  const unverified = unverifiedLines(rubric).length;
  const { seasonId } = before;
  return within(deps, (inside) => putRubricInForce(inside, { scope, seasonId, versionId, document, seen: seenOf(before), unverified }));
}

/** Fails where one of them could not follow. */
export async function moveAll(deps: Deps): Promise<number> {
  const failures: unknown[] = [];
  const log = { error: (details: unknown) => void failures.push(details) } as unknown as Deps['log'];
  const moved = await moveAssessments({ ...deps, log, db: deps.db as PrismaClient }, { locale, tell: createTell({ locale }).household });
  if (failures.length > 0) throw (failures[0] as { err: unknown }).err;
  return moved;
}
