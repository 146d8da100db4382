import { AREA_STANDING } from '../assessment/area-standing.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';
import { type Comparison, compareRubrics, mapAnswers } from '../rubric/compare.ts';
import { type Answers, type Facts, type Rubric, rubric as rubricSchema } from '../rubric/definition.ts';
import { type Score, score } from '../rubric/score.ts';
import { storedRubric } from './stored-rubrics.ts';

/** What would become of a household's passing: it keeps it, loses it, gains it, or stays without; or is asked something first. */
export type Turn = 'keeps' | 'loses' | 'gains' | 'without' | 'asked';

export type TrialCounts = Record<Turn, number> & {
  /** Begun and not sent: nobody can say yet. */
  drafts: number;
  /** Recognised or not, by a decision: they stay with the rubric of their time. */
  decided: number;
};

export interface TrialArea extends TrialCounts {
  areaId: string;
  area: string;
  unit: string;
}

export interface TriedHousehold {
  assessmentId: string;
  areaId: string;
  code: string;
  headName: string;
  turn: Turn;
  before: Pick<Score, 'points' | 'enough'>;
  /** Of what is answered; with `asked`, what is missing counts as nothing. */
  after: Pick<Score, 'points' | 'enough'>;
  /** Indicators that would be asked. */
  open: string[];
}

export interface Trial {
  from: Rubric;
  to: Rubric;
  comparison: Comparison;
  total: TrialCounts;
  areas: TrialArea[];
  /** Those for whom something changes, of the places that the officer looks after; never of others. */
  households: TriedHousehold[];
  /** There are more of them than are listed. */
  more: boolean;
}

export type TriedRubric = { outcome: 'tried'; trial: Trial } | { outcome: 'notFound' };

export interface TryOptions {
  scope: Scope;
  seasonId: string;
  versionId: string;
}

const MOST_LISTED = 300;
const AT_ONCE = 1000;

/**
 * Tries a version on what households have sent in a season: who would pass and who would not, before and after. Nothing is changed
 * by it. The city sees counts of every khu phố; wards and khu phố of their own, with the households. Not to be run in a
 * transaction: it may take a while.
 */
export async function tryRubric(deps: Deps, { scope, seasonId, versionId }: TryOptions): Promise<TriedRubric> {
  const candidate = await storedRubric(deps, versionId);
  const inForce = await deps.db.rubricInForce.findFirst({ where: { seasonId, title: TITLE }, include: { rubricVersion: true } });
  const sees = scope.city || scope.wards.length + scope.areas.length > 0;
  if (!candidate || !inForce || !sees) return { outcome: 'notFound' };
  const from = rubricSchema.parse(inForce.rubricVersion.body);
  const to = candidate.rubric;
  const versions = new Map([[inForce.rubricVersionId, from]]);
  const areas = new Map<string, TrialArea>();
  const households: TriedHousehold[] = [];
  let found = 0;
  for await (const row of rowsOf(deps, scope, seasonId)) {
    const area = areas.get(row.areaId) ?? { areaId: row.areaId, area: row.area, unit: row.unit, ...noCounts() };
    areas.set(row.areaId, area);
    const tried = await tryOne(deps, row, to, versions);
    area[tried.as] += 1;
    if (!tried.household || !row.theirs || tried.as === 'keeps' || tried.as === 'without') continue;
    found += 1;
    if (households.length < MOST_LISTED) households.push(tried.household);
  }
  const listed = [...areas.values()].sort(
    (a, b) => a.unit.localeCompare(b.unit, 'vi') || a.area.localeCompare(b.area, 'vi', { numeric: true }),
  );
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'rubric.try',
    subject: `rubricVersion:${versionId}`,
    detail: { season: seasonId, households: households.length },
  });
  const trial = {
    from,
    to,
    comparison: compareRubrics(from, to),
    total: sum(listed),
    areas: listed,
    households,
    more: found > households.length,
  };
  return { outcome: 'tried', trial };
}

interface Row {
  id: string;
  areaId: string;
  area: string;
  unit: string;
  /** In the places that the officer looks after. */
  theirs: boolean;
  code: string;
  headName: string;
  decided: boolean;
  versionId: string;
  answers: Answers | null;
  facts: Facts | null;
}

async function* rowsOf({ db }: Deps, { city, wards, areas }: Scope, seasonId: string): AsyncGenerator<Row> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await db.$queryRawUnsafe<Row[]>(rowsSql, seasonId, TITLE, city, [...wards], [...areas], after, AT_ONCE);
    yield* rows;
    if (rows.length < AT_ONCE) return;
    after = (rows.at(-1) as Row).id;
  }
}

/** Of those whose files may be used; of households elsewhere neither code nor name is read. */
const rowsSql = `
WITH ${controllersSql}
SELECT a.id, a."areaId", area.name AS area, u.name AS unit, theirs.yes AS theirs, a."rubricVersionId" AS "versionId",
  CASE WHEN theirs.yes THEN h.code ELSE '' END AS code, CASE WHEN theirs.yes THEN h."headName" ELSE '' END AS "headName",
  a.stage IN ('recognised', 'notRecognised') AS decided, sent.answers, sent.facts
FROM "Assessment" a
JOIN "Area" area ON area.id = a."areaId"
JOIN "Unit" u ON u.code = area."unitCode"
JOIN "Household" h ON h.id = a."householdId"
JOIN controller ON controller."areaId" = h."areaId" AND ${agreesSql('h.id', 'controller."organisationId"')}
CROSS JOIN LATERAL (SELECT area."unitCode" = ANY($4::text[]) OR area.id = ANY($5::uuid[]) AS yes) theirs
LEFT JOIN LATERAL (
  SELECT answers, facts FROM "Submission" WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1
) sent ON true
WHERE a."seasonId" = $1::uuid AND a.title = $2 AND a.id > $6::uuid AND ($3::boolean OR theirs.yes) AND h."mergedIntoId" IS NULL
ORDER BY a.id LIMIT $7::int`;

async function tryOne(
  deps: Deps,
  row: Row,
  to: Rubric,
  versions: Map<string, Rubric>,
): Promise<{ as: keyof TrialCounts; household: TriedHousehold | null }> {
  const { answers, facts } = row;
  if (row.decided) return { as: 'decided', household: null };
  if (!answers || !facts) return { as: 'drafts', household: null };
  const from = versions.get(row.versionId) ?? ((await storedRubric(deps, row.versionId))?.rubric as Rubric);
  versions.set(row.versionId, from);
  const before = score(from, answers, facts, AREA_STANDING);
  const after = score(to, mapAnswers(from, to, answers), facts, AREA_STANDING);
  const turn = turnOf(before, after);
  const { id: assessmentId, areaId, code, headName } = row;
  const points = ({ points, enough }: Score) => ({ points, enough });
  return {
    as: turn,
    household: { assessmentId, areaId, code, headName, turn, before: points(before), after: points(after), open: after.missing },
  };
}

export function turnOf(before: Score, after: Score): Turn {
  if (!after.complete) return 'asked';
  if (before.enough) return after.enough ? 'keeps' : 'loses';
  return after.enough ? 'gains' : 'without';
}

export interface TrialWard {
  unit: string;
  sum: TrialCounts;
  areas: TrialArea[];
}

/** In the order of the areas. */
export function trialByWard(areas: readonly TrialArea[]): TrialWard[] {
  return [...Map.groupBy(areas, ({ unit }) => unit)].map(([unit, own]) => ({ unit, sum: sum(own), areas: own }));
}

/** Households of whom something else would hold, or is not known yet. */
export function changing({ loses, gains, asked }: TrialCounts): number {
  return loses + gains + asked;
}

function noCounts(): TrialCounts {
  return { keeps: 0, loses: 0, gains: 0, without: 0, asked: 0, drafts: 0, decided: 0 };
}

function sum(areas: readonly TrialCounts[]): TrialCounts {
  const total = noCounts();
  for (const area of areas) for (const name of Object.keys(total) as (keyof TrialCounts)[]) total[name] += area[name];
  return total;
}
