/** A ward with officers and households, for tests of lists and sheets: on a real database. */
import { rubricFor, TITLE } from '../../src/assessment/rubric-in-force.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { addAreas } from '../../src/household/add-areas.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { insertHouseholds } from '../../src/roster/insert-households.ts';
import type { Roster } from '../../src/roster/read-roster.ts';
import { readRoster } from '../../src/roster/read-roster.ts';
import type { Cell } from '../../src/table/table.ts';

export const UNIT = '25813';
export const OTHER_UNIT = '25760';

/** As a request does it: one transaction. */
export function within<T>(deps: Deps, work: (deps: Deps) => Promise<T>): Promise<T> {
  return (deps.db as PrismaClient).$transaction((db) => work({ ...deps, db }), { timeout: 120_000, maxWait: 60_000 });
}

export async function officer(deps: Deps, name: string, place: Partial<Pick<Scope, 'wards' | 'areas'>>): Promise<Scope> {
  const officerId = deps.ids.next();
  await deps.db.officer.create({ data: { id: officerId, name, createdAt: deps.clock.now() } });
  return { officerId, operator: false, city: false, wards: [], areas: [], helps: { wards: [], areas: [] }, ...place };
}

/** Id of a khu phố, made if need be. */
export async function areaNamed(deps: Deps, name: string, unitCode = UNIT): Promise<string> {
  await within(deps, (inside) => addAreas(inside, { unitCode, names: [name], actor: 'system' }));
  return (await deps.db.area.findFirstOrThrow({ where: { unitCode, name } })).id;
}

export function households(deps: Deps, areaId: string, count: number, named = true): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, at) => ({
    areaId,
    houseCode: `H-${String(at + 1).padStart(3, '0')}`,
    headName: named ? `Nguyễn Văn ${String.fromCharCode(65 + (at % 26))}` : '',
    residence: 'permanent' as const,
  }));
  return within(deps, (inside) => insertHouseholds(inside, rows));
}

type Stage = 'waiting' | 'returned' | 'confirmed' | 'recognised' | 'notRecognised';

/** Households that have sent, with so many points. */
export async function haveSent(
  deps: Deps,
  householdIds: readonly string[],
  { stage = 'waiting' as Stage, points = 85 } = {},
): Promise<void> {
  const { areaId, area } = await deps.db.household.findFirstOrThrow({ where: { id: householdIds[0] ?? '' }, include: { area: true } });
  const season = await seasonOf(deps, area.unitCode);
  const { versionId } = await rubricFor(deps, season, null);
  const at = deps.clock.now();
  const rows = householdIds.map((householdId) => ({ id: deps.ids.next(), householdId }));
  const frame = { title: TITLE, seasonId: season.id, rubricVersionId: versionId, areaId, openedAt: at, updatedAt: at };
  const state = stage === 'returned' ? ('draft' as const) : ('submitted' as const);
  await deps.db.assessment.createMany({ data: rows.map((row) => ({ ...row, ...frame, source: 'self' as const, state, stage })) });
  await deps.db.submission.createMany({
    data: rows.map(({ id }) => ({
      id: deps.ids.next(),
      assessmentId: id,
      number: 1,
      code: `S-${id}`,
      rubricVersionId: versionId,
      facts: {},
      answers: {},
      evidence: {},
      score: { points, max: 100, enough: points >= 80 },
      at,
    })),
  });
}

export function rosterOf(...rows: Cell[][]): Roster {
  const read = readRoster({ ok: [{ name: '', rows }] });
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  return read.ok;
}

/** Counts what is asked of the database in a piece of work. */
export function counting(deps: Deps): { deps: Deps; statements(): number } {
  let count = 0;
  const counted = (target: object): object =>
    new Proxy(target, {
      get(inner, name) {
        const value = Reflect.get(inner, name);
        if (typeof value === 'function') {
          return (...given: unknown[]) => {
            count += 1;
            return Reflect.apply(value, inner, given);
          };
        }
        return typeof value === 'object' && value !== null ? counted(value) : value;
      },
    });
  return { deps: { ...deps, db: counted(deps.db) as Deps['db'] }, statements: () => count };
}
