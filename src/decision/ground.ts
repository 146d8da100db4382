/** The ward and season of a decision, and what of its rubric stands in the way. */
import { countToMove } from '../adoption/to-move.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

export interface DecisionGround {
  unitCode: string;
  unit: string;
  seasonId: string;
  season: string;
  year: number;
  /** The season is one for trying. */
  trial: boolean;
  /** Its households send nothing any more. */
  closed: boolean;
  /** Somebody adopted what judges households. */
  adopted: boolean;
  versionId: string | null;
  /** Files of the season that do not follow it yet. */
  moving: number;
}

/** Null: no ward whose every household they look after. */
export async function groundOfWard(deps: Deps, { scope, unitCode }: { scope: Scope; unitCode: string }): Promise<DecisionGround | null> {
  if (!scope.wards.includes(unitCode)) return null;
  const unit = await deps.db.unit.findUnique({ where: { code: unitCode }, select: { name: true } });
  if (!unit) return null;
  const { id: seasonId, name: season, year, trial, phase, inForce } = await seasonOf(deps, unitCode);
  const { adopted = false, versionId = null } = inForce.find(({ title }) => title === TITLE) ?? {};
  const moving = (await countToMove(deps, { seasonIds: [seasonId], unitCode })).get(seasonId) ?? 0;
  return { unitCode, unit: unit.name, seasonId, season, year, trial, closed: phase === 'after', adopted, versionId, moving };
}

/** Who decides in a ward comes one after the other, to the end of the transaction. */
export async function lockWard(deps: Deps, unitCode: string): Promise<void> {
  await deps.db.$queryRaw`SELECT 1 FROM "Unit" WHERE code = ${unitCode} FOR NO KEY UPDATE`;
}
