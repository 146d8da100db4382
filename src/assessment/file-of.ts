/** A household's file in hand: its season, its rubric, its assessment and the answers that hold. */
import type { Deps } from '../deps.ts';
import { type HouseholdOf, householdOf } from '../household/household-of.ts';
import type { Answers, Facts } from '../rubric/definition.ts';
import { type RubricOf, rubricInForce, rubricOf, TITLE } from './rubric-in-force.ts';
import { type CurrentSeason, seasonOf } from './season-of.ts';

export interface AssessmentRow {
  id: string;
  state: 'draft' | 'submitted';
}

export interface HouseholdFile extends RubricOf {
  household: HouseholdOf;
  facts: Facts;
  season: CurrentSeason;
  /** Null: not begun in this season. */
  assessment: AssessmentRow | null;
  answers: Answers;
}

/** Everything about the household's assessment of the season that matters now. */
export async function fileOf(deps: Deps, household: HouseholdOf): Promise<HouseholdFile> {
  const season = await seasonOf(deps, household.area.unitCode);
  const assessment = await deps.db.assessment.findUnique({
    where: { householdId_title_seasonId: { householdId: household.id, title: TITLE, seasonId: season.id } },
    select: { id: true, state: true, rubricVersionId: true },
  });
  const rubric = assessment ? await rubricOf(deps, season, TITLE, assessment.rubricVersionId) : await rubricInForce(deps, season);
  const answers = assessment ? await answersOf(deps, assessment.id) : {};
  return { household, facts: factsOf(household), season, assessment, answers, ...rubric };
}

/**
 * The file of an account's household, locked until the end of the transaction: two of a family come one after the other,
 * and each sees what the other did. Null: not a member, or no consent to purpose 1.
 */
export async function lockedFileOf(deps: Deps, accountId: string): Promise<HouseholdFile | null> {
  await deps.db.$queryRaw`
    SELECT 1 FROM "Household"
    WHERE id IN (SELECT "householdId" FROM "Membership" WHERE "accountId" = ${accountId}::uuid AND "to" IS NULL)
    ORDER BY id FOR UPDATE`;
  const household = await householdOf(deps, accountId);
  return household && fileOf(deps, household);
}

/** A file whose answers may be changed now: begun, not sent, and the window open. */
export type OpenFile = HouseholdFile & { assessment: AssessmentRow };

export function isOpen(file: HouseholdFile | null): file is OpenFile {
  return file?.assessment?.state === 'draft' && file.season.phase === 'open';
}

/** The newest answer per indicator. */
export async function answersOf(deps: Deps, assessmentId: string): Promise<Answers> {
  const rows = await deps.db.$queryRaw<{ indicator: string; value: string }[]>`
    SELECT DISTINCT ON (indicator) indicator, value FROM "Answer"
    WHERE "assessmentId" = ${assessmentId}::uuid
    ORDER BY indicator, seq DESC`;
  return Object.fromEntries(rows.map(({ indicator, value }) => [indicator, value]));
}

export function factsOf({ preschool, primary, lowerSecondary, upperSecondary, adults, elders }: HouseholdOf): Facts {
  return { preschool, primary, lowerSecondary, upperSecondary, adults, elders };
}
