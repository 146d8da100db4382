import { TITLE } from '../assessment/rubric-in-force.ts';
import type { CurrentSeason } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import type { Level } from '../review/state.ts';
import type { SheetDeed } from './plan-sheet.ts';
import type { SheetArea } from './sheet-of.ts';

interface Where {
  scope: Scope;
  area: SheetArea;
  season: CurrentSeason;
  /** Of the rubric that a new assessment is judged by. */
  versionId: string;
}

interface Written {
  deeds: readonly SheetDeed[];
  /** Households that were not there before, and the RosterImport that says on what they are named. */
  added: readonly { id: string; source: SheetDeed['source']; importId: string | null }[];
}

/** Some statements for all lines, however many there are. */
export async function writeSheet(deps: Deps, { scope, area, season, versionId }: Where, { deeds, added }: Written): Promise<void> {
  const { officerId } = scope;
  const at = deps.clock.now();
  const told = deeds.map((deed) => ({ ...deed, assessmentId: deed.row.assessmentId ?? deps.ids.next() }));
  const begun = told.filter(({ row }) => row.assessmentId === null);
  await deps.db.assessment.createMany({
    data: begun.map(({ assessmentId, row, source, stage, points }) => ({
      id: assessmentId,
      householdId: row.householdId,
      title: TITLE,
      seasonId: season.id,
      rubricVersionId: versionId,
      areaId: area.id,
      source,
      state: 'draft',
      stage,
      hamletPoints: points,
      reviewSeq: 1,
      openedAt: at,
      updatedAt: at,
    })),
  });
  const gone = told
    .filter(({ row }) => row.assessmentId !== null)
    .map(({ assessmentId: id, stage, points, source, row }) => ({ id, stage, points, source: row.standing.sent ? null : source }));
  await deps.db.$executeRaw`
    UPDATE "Assessment" a
    SET stage = x.stage::"ReviewStage", "hamletPoints" = x.points,
      -- Whose paper is here has sent it: a meeting that speaks of them later does not take that away.
      source = CASE WHEN a.source = 'paper' THEN a.source ELSE COALESCE(x.source::"AssessmentSource", a.source) END,
      "reviewSeq" = a."reviewSeq" + 1, "updatedAt" = ${at}
    FROM jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) AS x(id uuid, stage text, points int, source text)
    WHERE a.id = x.id`;
  const level = levelOn(scope, area);
  const submissions = await latestSubmissions(
    deps,
    told.filter(({ row }) => row.standing.sent).map(({ assessmentId }) => assessmentId),
  );
  await deps.db.review.createMany({
    data: told.flatMap(({ assessmentId, act, reason }) =>
      act === null
        ? []
        : [
            {
              id: deps.ids.next(),
              assessmentId,
              submissionId: submissions.get(assessmentId) ?? null,
              level,
              act,
              reason: reason?.trim() ?? null,
              officerId,
              at,
            },
          ],
    ),
  });
  const actor = `officer:${officerId}`;
  await deps.db.audit.createMany({
    data: [
      ...added.map(({ id, source, importId }) => ({
        at,
        actor,
        action: 'sheet.add',
        subject: `household:${id}`,
        detail: { area: area.id, source, import: importId },
      })),
      ...told.map(({ assessmentId, act, points, row }) => ({
        ...{ at, actor, action: 'sheet.save', subject: `assessment:${assessmentId}` },
        detail: { level, act, ...(points !== row.points && { points }) },
      })),
    ],
  });
}

/** As whom an officer speaks on a sheet: as the khu phố, where they look after that. */
export function levelOn(scope: Scope, area: SheetArea): Level {
  return scope.areas.includes(area.id) ? 'hamlet' : 'ward';
}

async function latestSubmissions({ db }: Deps, assessmentIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.submission.findMany({
    where: { assessmentId: { in: [...assessmentIds] } },
    orderBy: { number: 'asc' },
    select: { id: true, assessmentId: true },
  });
  return new Map(rows.map(({ id, assessmentId }) => [assessmentId, id]));
}
