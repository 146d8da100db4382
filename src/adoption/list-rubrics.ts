import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { unverifiedLines } from '../rubric/provenance.ts';
import { localDate } from '../season/calendar.ts';
import { seasonDates } from '../season/definition.ts';
import { seenOf } from './put-rubric-in-force.ts';
import { storedRubrics } from './stored-rubrics.ts';
import { countToMove } from './to-move.ts';

export interface ListedSeason {
  seasonId: string;
  name: string;
  trial: boolean;
  /** Whose season it is. */
  organisation: string;
  versionId: string;
  /** Number and date of the paper; null: nobody has adopted it. */
  document: string | null;
  adopted: boolean;
  /** What whoever changes it says that they saw. */
  seen: string;
  /** Files that do not follow the version in force yet. */
  moving: number;
}

export interface ListedVersion {
  versionId: string;
  id: string;
  version: number;
  name: string;
  createdAt: Date;
  /** Lines that no source confirms. */
  unverified: number;
}

export interface ListedRubrics {
  seasons: ListedSeason[];
  /** Newest first. */
  versions: ListedVersion[];
}

/** What judges households, and what could: every season of the city, and those of wards that the officer looks after. */
export async function listRubrics(deps: Deps, { scope }: { scope: Scope }): Promise<ListedRubrics> {
  const rows = await deps.db.rubricInForce.findMany({
    where: {
      title: TITLE,
      ...(!scope.city && { organisation: { OR: [{ level: 'city' }, { unitCode: { in: await wardsOf(deps, scope) } }] } }),
    },
    include: { season: true, organisation: { select: { name: true } } },
    orderBy: [{ season: { year: 'desc' } }, { season: { trial: 'asc' } }, { seasonId: 'asc' }],
  });
  const today = localDate(deps.clock.now());
  const present = rows.filter(({ season }) => seasonDates.parse(season.dates).decision >= today);
  const moving = await countToMove(deps, { seasonIds: present.map(({ seasonId }) => seasonId) });
  const seasons = present.map((row): ListedSeason => {
    const { seasonId, rubricVersionId: versionId, document, adoptedAt, season, organisation } = row;
    const { name, trial } = season;
    return {
      ...{ seasonId, name, trial, organisation: organisation.name, versionId, document },
      ...{ adopted: adoptedAt !== null, seen: seenOf(row), moving: moving.get(seasonId) ?? 0 },
    };
  });
  const versions = (await storedRubrics(deps)).map(({ versionId, createdAt, rubric }) => {
    const { id, version, name } = rubric;
    return { versionId, id, version, name, createdAt, unverified: unverifiedLines(rubric).length };
  });
  return { seasons, versions };
}

/** A khu phố is of a ward. */
async function wardsOf({ db }: Deps, { wards, areas }: Scope): Promise<string[]> {
  const of = await db.area.findMany({ where: { id: { in: [...areas] } }, select: { unitCode: true } });
  return [...wards, ...of.map(({ unitCode }) => unitCode)];
}
