/** By which rubric a season's households are judged, and whether anybody has adopted it. */
import { rubricFor, TITLE } from '../assessment/rubric-in-force.ts';
import type { CurrentSeason } from '../assessment/season-of.ts';
import type { RawDeps } from '../deps.ts';

export interface NamedRubric {
  id: string;
  version: number;
  name: string;
  adopted: boolean;
}

export async function rubricNamed(deps: RawDeps, season: CurrentSeason): Promise<NamedRubric> {
  const { rubric, trial } = await rubricFor(deps, season, null, TITLE);
  return { id: rubric.id, version: rubric.version, name: rubric.name, adopted: !trial };
}
