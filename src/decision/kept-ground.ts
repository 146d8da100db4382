/** What the papers of a decision say of its ground, taken when it is confirmed and kept: a paper made a month later says the same. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import { controllerOf } from '../household/controller-of.ts';
import type { DecisionKind } from './typed.ts';

/** By what households were judged. */
export interface Judged {
  rubricVersionId: string | null;
  /** The document by which it was adopted; null: it was not. */
  basis: string | null;
}

export interface KeptGround extends Judged {
  /** `Phường Bến Cát`. */
  unit: string;
  /** `Hội Khuyến học Phường Bến Cát`. */
  organisation: string;
  /** Households of the ward; null: it has not said of every khu phố. */
  total: number | null;
  /** The form that the ward uses for the decision now; null: the one that comes with the house. */
  templateId: string | null;
}

export interface GroundAsked {
  kind: DecisionKind;
  unitCode: string;
  judged: Judged;
}

export async function groundToKeep(deps: Deps, { kind, unitCode, judged }: GroundAsked): Promise<KeptGround> {
  const { name: unit } = await deps.db.unit.findUniqueOrThrow({ where: { code: unitCode }, select: { name: true } });
  const { name: organisation } = await controllerOf(deps, unitCode);
  const [counted] = await deps.db.$queryRawUnsafe<{ total: number | null }[]>(totalSql, unitCode);
  const form = { unitCode, kind: kind === 'recognition' ? 'decision' : 'correction' };
  const template = await deps.db.paperTemplate.findFirst({ where: form, orderBy: [{ at: 'desc' }, { id: 'desc' }], select: { id: true } });
  return { ...judged, unit, organisation, total: counted?.total ?? null, templateId: template?.id ?? null };
}

/** What is in force in a season. */
export async function judgedNow({ db }: Deps, seasonId: string): Promise<Judged> {
  const { organisationId } = await db.season.findUniqueOrThrow({ where: { id: seasonId }, select: { organisationId: true } });
  const key = { organisationId, title: TITLE, seasonId };
  const inForce = await db.rubricInForce.findUnique({ where: { organisationId_title_seasonId: key } });
  return { rubricVersionId: inForce?.rubricVersionId ?? null, basis: inForce?.adoptedAt ? inForce.document : null };
}

/** $1 ward. Its list says of every khu phố how many live there; whoever is in none yet is among them already. */
const totalSql = `
SELECT CASE WHEN bool_and(place."householdsPermanent" IS NOT NULL OR place."householdsTemporary" IS NOT NULL)
  THEN sum(COALESCE(place."householdsPermanent", 0) + COALESCE(place."householdsTemporary", 0))::int END AS total
FROM "Area" place
WHERE place."unitCode" = $1 AND place.kind <> 'unplaced'`;
