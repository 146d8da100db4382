/** Which rubric judges a title in a season, and whether anybody has adopted it. */
import type { Deps } from '../deps.ts';
import { type Rubric, rubric as rubricSchema } from '../rubric/definition.ts';
import type { CurrentSeason } from './season-of.ts';

/** The title of this service's households. */
export const TITLE = 'giaDinh';

export interface RubricOf {
  versionId: string;
  rubric: Rubric;
  /** Nobody has adopted it: "bảng điểm thử". */
  trial: boolean;
}

/** The rubric in force for new assessments. Throws when nothing was set up. */
export async function rubricInForce(deps: Deps, season: CurrentSeason, title: string = TITLE): Promise<RubricOf> {
  const inForce = await inForceRow(deps, season, title);
  if (!inForce) throw new Error(`No rubric is in force for ${title} in season ${season.id}: ensureSeason() has not run on this database`);
  return { versionId: inForce.rubricVersionId, rubric: await rubricVersion(deps, inForce.rubricVersionId), trial: !inForce.adoptedAt };
}

/** The rubric that an assessment began with, which need not be the one in force any more. */
export async function rubricOf(deps: Deps, season: CurrentSeason, title: string, versionId: string): Promise<RubricOf> {
  const inForce = await inForceRow(deps, season, title);
  const adopted = inForce?.rubricVersionId === versionId && inForce.adoptedAt !== null;
  return { versionId, rubric: await rubricVersion(deps, versionId), trial: !adopted };
}

function inForceRow(deps: Deps, { id, organisationId }: CurrentSeason, title: string) {
  return deps.db.rubricInForce.findUnique({ where: { organisationId_title_seasonId: { organisationId, title, seasonId: id } } });
}

/** Versions never change, so each body is read and checked once. Keyed by content: ids of two databases may be alike. */
const cache = new Map<string, Rubric>();
const MAX_CACHED = 200;

async function rubricVersion(deps: Deps, id: string): Promise<Rubric> {
  const { sha256 } = await deps.db.rubricVersion.findUniqueOrThrow({ where: { id }, select: { sha256: true } });
  const known = cache.get(sha256);
  if (known) return known;
  const { body } = await deps.db.rubricVersion.findUniqueOrThrow({ where: { id }, select: { body: true } });
  const rubric = rubricSchema.parse(body);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(sha256, rubric);
  return rubric;
}
