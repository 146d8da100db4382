/** Which rubric judges a title in a season, and whether anybody has adopted it. */
import type { RawDeps } from '../deps.ts';
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

interface Version {
  id: string;
  sha256: string;
}

/**
 * The rubric that an assessment began with, which need not be the one in force any more; null: the one in force, for a
 * new assessment. Throws when nothing was set up.
 */
export async function rubricFor(deps: RawDeps, season: CurrentSeason, began: Version | null, title: string = TITLE): Promise<RubricOf> {
  const inForce = season.inForce.find((one) => one.title === title);
  const version = began ?? (inForce && { id: inForce.versionId, sha256: inForce.sha256 });
  if (!version) throw new Error(`No rubric is in force for ${title} in season ${season.id}: ensureSeason() has not run on this database`);
  const adopted = inForce?.versionId === version.id && inForce.adopted;
  return { versionId: version.id, rubric: await rubricVersion(deps, version), trial: !adopted };
}

/** Versions never change, so each body is read and checked once. Keyed by content: ids of two databases may be alike. */
const cache = new Map<string, Rubric>();
const MAX_CACHED = 200;

async function rubricVersion(deps: RawDeps, { id, sha256 }: Version): Promise<Rubric> {
  const known = cache.get(sha256);
  if (known) return known;
  const [version] = await deps.db.$queryRawUnsafe<{ body: unknown }[]>('SELECT body FROM "RubricVersion" WHERE id = $1::uuid', id);
  if (!version) throw new Error(`There is no rubric version ${id}`);
  const rubric = rubricSchema.parse(version.body);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(sha256, rubric);
  return rubric;
}
