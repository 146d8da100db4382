/** The places whose papers an officer may make, and how far each is. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { filesInUseSql } from '../decision/candidates.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { proposedSql } from '../report/station-sql.ts';
import { controllersSql } from '../review/in-use.ts';
import { groundOf, type PaperGround } from './ground-of.ts';
import type { PaperArea } from './paper.ts';

export interface PlacedArea extends PaperArea {
  id: string;
  notProposed: number;
}

export interface PaperWard extends PaperGround {
  /** Papers of the whole ward are for whoever looks after all of it. */
  whole: boolean;
  areas: PlacedArea[];
}

export interface PlacesAsked {
  scope: Scope;
  /** Only this one. */
  areaId?: string;
  unitCode?: string;
}

/** Empty where nothing of it is theirs. */
export async function paperPlaces(deps: Deps, { scope, areaId, unitCode }: PlacesAsked): Promise<PaperWard[]> {
  const narrowed = { ...(areaId === undefined ? {} : { id: areaId }), ...(unitCode === undefined ? {} : { unitCode }) };
  const found = await deps.db.area.findMany({ where: { AND: [areasIn(scope), narrowed] }, include: { unit: true } });
  const units = [...new Map(found.map(({ unit }) => [unit.code, unit])).values()].sort((a, b) => a.name.localeCompare(b.name, 'vi'));
  const wards: PaperWard[] = [];
  for (const unit of units) {
    const ground = await groundOf(deps, unit);
    const theirs = found.filter((area) => area.unitCode === unit.code);
    const areas = await withCounts(deps, ground.seasonId, theirs);
    wards.push({ ...ground, whole: scope.wards.includes(unit.code), areas });
  }
  return wards;
}

interface StoredArea {
  id: string;
  name: string;
  kind: string;
  householdsPermanent: number | null;
  householdsTemporary: number | null;
}

/** As papers name it, which are in Vietnamese as their forms are. */
const UNPLACED = 'Chưa xếp khu phố';

type Counts = Pick<PlacedArea, 'judged' | 'proposed' | 'notProposed'>;

/** What nobody is placed in any more is left out where it holds nothing. Read khu phố by khu phố (`OFFSET 0`), as sheets are. */
async function withCounts(deps: Deps, seasonId: string, areas: readonly StoredArea[]): Promise<PlacedArea[]> {
  const areaIds = areas.map(({ id }) => id);
  const counted = await deps.db.$queryRawUnsafe<(Counts & { areaId: string })[]>(countedSql, seasonId, TITLE, areaIds);
  const counts = new Map(counted.map(({ areaId, ...rest }) => [areaId, rest]));
  return areas
    .filter(({ id, kind }) => kind !== 'unplaced' || counts.has(id))
    .map(({ id, name, kind, householdsPermanent, householdsTemporary }) => ({
      ...{ id, name: name || UNPLACED, placed: kind !== 'unplaced', judged: 0, proposed: 0, notProposed: 0 },
      ...counts.get(id),
      households:
        householdsPermanent === null && householdsTemporary === null ? null : (householdsPermanent ?? 0) + (householdsTemporary ?? 0),
    }))
    .sort((a, b) => Number(b.placed) - Number(a.placed) || a.name.localeCompare(b.name, 'vi', { numeric: true }));
}

/** An officer or the meeting has said something of it: merely sent, or asked back, is not judged. */
const judgedSql = `(a.stage NOT IN ('waiting', 'returned'))`;

/** $1 season, $2 title, $3 khu phố. As the lists have it: see candidates.ts. What nobody judged counts only where nobody is placed. */
export const countedSql = `
WITH ${controllersSql}
SELECT a."areaId",
  count(*) FILTER (WHERE ${judgedSql})::int AS judged,
  count(*) FILTER (WHERE ${proposedSql})::int AS proposed,
  count(*) FILTER (WHERE a.stage = 'notProposed')::int AS "notProposed"
FROM ${filesInUseSql(`a."seasonId" = $1::uuid AND a.title = $2 AND (a.stage <> 'waiting' OR a.state = 'submitted' OR area.kind = 'unplaced')`)}
WHERE area.id = ANY($3::uuid[])
GROUP BY a."areaId"`;
