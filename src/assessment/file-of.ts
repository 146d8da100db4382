/** A household's file in hand: its season, its rubric, its assessment and the answers that hold. */
import { inOrder } from '../db/raw.ts';
import type { Deps, RawDeps } from '../deps.ts';
import { controllerSql, membersSql } from '../household/member-sql.ts';
import type { Answers, Facts, Indicator, Rubric } from '../rubric/definition.ts';
import { asked } from '../rubric/walk.ts';
import { lastSent, offered } from './last-year.ts';
import { type LateRow, lateSeason, lateSql, withLate } from './late.ts';
import { type AskedBack, askedBackSql, type Returned, returnedOf } from './returned.ts';
import { type RubricOf, rubricFor, TITLE } from './rubric-in-force.ts';
import { type CurrentSeason, currentOf, type StoredSeason, seasonsOf } from './season-of.ts';

export interface AssessmentRow {
  id: string;
  state: 'draft' | 'submitted';
  stage: ReviewStage;
}

/** How far its officers are: see src/review/state.ts. */
export type ReviewStage = 'waiting' | 'returned' | 'confirmed' | 'proposed' | 'notProposed' | 'recognised' | 'notRecognised';

/** Who fills in for households: src/assist. */
export type AssistingRole = 'ward' | 'hamlet' | 'helper';

export interface HouseholdFile extends RubricOf {
  household: { id: string; code: string; areaId: string };
  /** The household's counts; while items are asked back, those that it sent with. */
  facts: Facts;
  /** Of whoever may send late, as it is for them. */
  season: CurrentSeason;
  /** Null: not begun in this season. */
  assessment: AssessmentRow | null;
  /** What officers ask back; null: nothing. */
  returned: Returned | null;
  /** Code of what it sent and has opened again since: that counts until the next is sent. Null: nothing. */
  earlier: string | null;
  answers: Answers;
  /** What it answered in the last season in which it sent, where the same is asked still: it is offered that. Null: it never sent before. */
  last: { year: number; answers: Answers } | null;
  /** Answers that somebody filled in for the household: indicator → in which duty. */
  assisted: Readonly<Record<string, AssistingRole>>;
  /** Pieces of evidence by indicator. */
  evidence: Readonly<Record<string, number>>;
}

export interface FileOptions {
  /**
   * Locks the households until the end of the transaction, in one order: two of a family come one after the other, and
   * each sees what the other did. Conversations are locked before, always.
   */
  lock?: boolean;
  /** False: also of accounts that have not agreed to purpose 1; only for telling people how far they are. */
  agreed?: boolean;
}

/**
 * Everything about the assessments of these accounts' households that matters now, read at once. An account is absent
 * that is not a member, or has not agreed to purpose 1 with the Hội that answers for its household. Two of one
 * household share one file.
 */
export async function filesOf(
  deps: RawDeps,
  accountIds: readonly string[],
  { lock = false, agreed = true }: FileOptions = {},
): Promise<Map<string, HouseholdFile>> {
  // Two statements: what one reads is as old as its beginning, and it may begin by waiting for a lock.
  const read = { sql: fileSql, values: [accountIds, TITLE] };
  const all = lock
    ? (await inOrder<unknown, FileRow[]>(deps.db, { sql: lockSql, values: [accountIds] }, read))[1]
    : await deps.db.$queryRawUnsafe<FileRow[]>(read.sql, ...read.values);
  const rows = all.filter((row) => row.agreed || !agreed);
  if (rows.length === 0) return new Map();
  const stored = await seasonsOf(deps, [...new Set(rows.map(({ unitCode }) => unitCode))]);
  const files = new Map<string, HouseholdFile>();
  for (const row of rows) if (!files.has(row.id)) files.set(row.id, await fileFrom(deps, row, stored));
  return new Map(rows.map(({ accountId, id }) => [accountId, files.get(id) as HouseholdFile]));
}

/** The file of an account's household, or null. */
export async function fileOf(deps: Deps, accountId: string, options: FileOptions = {}): Promise<HouseholdFile | null> {
  return (await filesOf(deps, [accountId], options)).get(accountId) ?? null;
}

/** The file of a household, whoever is a member of it and whatever they agree to: that is the caller's to know. Null: it is gone. */
export async function householdFile(deps: Deps, householdId: string): Promise<HouseholdFile | null> {
  const [row] = await deps.db.$queryRawUnsafe<FileRow[]>(ownFileSql, [householdId], TITLE);
  return row ? fileFrom(deps, row, await seasonsOf(deps, [row.unitCode])) : null;
}

/** As `fileOf`, to be changed: the household is locked until the end of the transaction. */
export function lockedFileOf(deps: Deps, accountId: string): Promise<HouseholdFile | null> {
  return fileOf(deps, accountId, { lock: true });
}

/** A file whose answers may be changed now: begun, not sent, and the window open; or asked back, and the time for that not over. */
export type OpenFile = HouseholdFile & { assessment: AssessmentRow };

export function isOpen(file: HouseholdFile | null | undefined): file is OpenFile {
  if (file?.assessment?.state !== 'draft' || isDecided(file.assessment)) return false;
  return file.returned ? !file.returned.over : file.season.phase === 'open';
}

/** A decision was made: only another one changes anything. */
export function isDecided(assessment: AssessmentRow | null): boolean {
  return assessment?.stage === 'recognised' || assessment?.stage === 'notRecognised';
}

/** What the household is asked now, in order: only what is asked back, where something is. */
export function askedIn({ rubric, facts, returned }: Pick<HouseholdFile, 'rubric' | 'facts' | 'returned'>): Indicator[] {
  const all = asked(rubric, facts);
  return returned ? all.filter(({ id }) => returned.items.some(({ indicator }) => indicator === id)) : all;
}

/** The answers as the household is shown them: what is asked back has none until it is answered again. */
export function answersShown({ answers, returned }: Pick<HouseholdFile, 'answers' | 'returned'>): Answers {
  if (!returned) return answers;
  const open = new Set(returned.items.filter(({ answered }) => !answered).map(({ indicator }) => indicator));
  return Object.fromEntries(Object.entries(answers).filter(([indicator]) => !open.has(indicator)));
}

/** The newest answer per indicator. */
export async function answersOf(deps: Deps, assessmentId: string): Promise<Answers> {
  return Object.fromEntries((await heldIn(deps, assessmentId)).map(({ indicator, value }) => [indicator, value]));
}

/** Of these the ones that somebody filled in for the household, and in which duty. */
export async function assistedIn(deps: Deps, assessmentId: string): Promise<HouseholdFile['assisted']> {
  const held = await heldIn(deps, assessmentId);
  const officers = held.flatMap(({ indicator, officerId }): [string, string][] => (officerId === null ? [] : [[indicator, officerId]]));
  return rolesOf(deps, Object.fromEntries(officers));
}

function heldIn({ db }: Pick<Deps, 'db'>, assessmentId: string): Promise<{ indicator: string; value: string; officerId: string | null }[]> {
  return db.$queryRaw`
    SELECT DISTINCT ON (indicator) indicator, value, "officerId" FROM "Answer"
    WHERE "assessmentId" = ${assessmentId}::uuid
    ORDER BY indicator, seq DESC`;
}

export function factsOf({ preschool, primary, lowerSecondary, upperSecondary, adults, elders }: Facts): Facts {
  return { preschool, primary, lowerSecondary, upperSecondary, adults, elders };
}

interface FileRow {
  accountId: string;
  /** Of the household. */
  id: string;
  code: string;
  areaId: string;
  unitCode: string;
  /** To purpose 1, with the Hội that answers for the household now. */
  agreed: boolean;
  facts: Facts;
  late: LateRow | null;
  /** One a season. */
  assessments: (AssessmentRow & {
    seasonId: string;
    versionId: string;
    sha256: string;
    held: { answers: Answers | null; officers: Record<string, string> | null };
    evidence: Record<string, number> | null;
    earlier: string | null;
    /** Of what was sent last, while it is asked back. */
    returned: { facts: Facts; asked: AskedBack | null } | null;
  })[];
}

const lockSql = `
SELECT 1 FROM "Household"
WHERE id IN (SELECT "householdId" FROM "Membership" WHERE "accountId" = ANY($1::uuid[]) AND "to" IS NULL)
ORDER BY id FOR UPDATE`;

/** @param members SQL of accounts with their households: `"accountId"`, `"householdId"` */
const fileSqlOf = (members: string) => `
SELECT m."accountId", h.id, h.code, h."areaId", area."unitCode",
  COALESCE(consent.act = 'given' AND consent."organisationId" = controller.id, false) AS agreed,
  json_build_object('preschool', h.preschool, 'primary', h."primary", 'lowerSecondary', h."lowerSecondary",
    'upperSecondary', h."upperSecondary", 'adults', h.adults, 'elders', h.elders) AS facts,
  ${lateSql} AS late,
  COALESCE(assessments.list, '[]') AS assessments
FROM (${members}) m
JOIN "Household" h ON h.id = m."householdId"
JOIN "Area" area ON area.id = h."areaId"
LEFT JOIN LATERAL (
  SELECT act, "organisationId" FROM "Consent"
  WHERE "accountId" = m."accountId" AND purpose = 'selfAssessment' ORDER BY at DESC, id DESC LIMIT 1
) consent ON true
LEFT JOIN LATERAL (${controllerSql}) controller ON true
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_object('id', a.id, 'state', a.state, 'stage', a.stage, 'seasonId', a."seasonId", 'versionId', a."rubricVersionId",
    'sha256', v.sha256,
    'held', (SELECT json_build_object('answers', json_object_agg(held.indicator, held.value),
      'officers', json_object_agg(held.indicator, held."officerId") FILTER (WHERE held."officerId" IS NOT NULL)) FROM (
      SELECT DISTINCT ON (indicator) indicator, value, "officerId" FROM "Answer" WHERE "assessmentId" = a.id ORDER BY indicator, seq DESC) held),
    'evidence', (SELECT json_object_agg(kept.indicator, kept.count) FROM (
      SELECT indicator, count(*) FROM "Evidence" WHERE "assessmentId" = a.id AND "removedAt" IS NULL GROUP BY indicator) kept),
    'earlier', CASE WHEN a.state = 'draft' THEN (
      SELECT s.code FROM "Submission" s WHERE s."assessmentId" = a.id ORDER BY s.number DESC LIMIT 1) END,
    'returned', CASE WHEN a.stage = 'returned' AND a.state = 'draft' THEN (
      SELECT json_build_object('facts', s.facts, 'asked', ${askedBackSql})
      FROM "Submission" s WHERE s."assessmentId" = a.id ORDER BY s.number DESC LIMIT 1) END
  )) AS list
  FROM "Assessment" a JOIN "RubricVersion" v ON v.id = a."rubricVersionId"
  WHERE a."householdId" = h.id AND a.title = $2
) assessments ON true`;

const fileSql = fileSqlOf(membersSql);
const ownFileSql = fileSqlOf('SELECT id AS "accountId", id AS "householdId" FROM "Household" WHERE id = ANY($1::uuid[])');

async function fileFrom(deps: RawDeps, row: FileRow, stored: readonly StoredSeason[]): Promise<HouseholdFile> {
  const { id, code, areaId, unitCode, facts, late, assessments } = row;
  const now = deps.clock.now();
  const season = lateSeason(late, stored, { unitCode, now }) ?? withLate(currentOf(stored, unitCode, now), late, now);
  const begun = assessments.find(({ seasonId }) => seasonId === season.id);
  const inForce = await rubricFor(deps, season, begun ? { id: begun.versionId, sha256: begun.sha256 } : null);
  return {
    household: { id, code, areaId },
    facts: begun?.returned?.facts ?? facts,
    season,
    assessment: begun ? { id: begun.id, state: begun.state, stage: begun.stage } : null,
    returned: begun?.returned?.asked ? returnedOf(begun.returned.asked, season.dates, now) : null,
    earlier: begun?.earlier ?? null,
    answers: begun?.held.answers ?? {},
    last: await lastOf(deps, { row, season, stored, rubric: inForce.rubric }),
    assisted: await rolesOf(deps, begun?.held.officers ?? {}),
    evidence: begun?.evidence ?? {},
    ...inForce,
  };
}

interface Last {
  row: FileRow;
  season: CurrentSeason;
  stored: readonly StoredSeason[];
  rubric: Rubric;
}

/** Its answers, while they can still be asked. */
async function lastOf(deps: RawDeps, { row: { assessments }, season, stored, rubric }: Last): Promise<HouseholdFile['last']> {
  const last = lastSent(assessments, { season, stored });
  if (last === null) return null;
  const { year, versionId, sha256, held } = last;
  if (season.phase !== 'open') return { year, answers: {} };
  const from = await rubricFor(deps, season, { id: versionId, sha256 });
  return { year, answers: offered({ answers: held.answers ?? {}, from: from.rubric, to: rubric }) };
}

/** In which duty the officers of these answers fill in. */
async function rolesOf({ db }: Pick<RawDeps, 'db'>, officers: Record<string, string>): Promise<Record<string, AssistingRole>> {
  const ids = [...new Set(Object.values(officers))];
  if (ids.length === 0) return {};
  const rows = await db.$queryRawUnsafe<{ officerId: string; role: AssistingRole }[]>(roleSql, ids);
  const roles = new Map(rows.map(({ officerId, role }) => [officerId, role]));
  return Object.fromEntries(Object.entries(officers).map(([indicator, id]) => [indicator, roles.get(id) ?? 'helper']));
}

const roleSql = `
SELECT DISTINCT ON ("officerId") "officerId", role::text FROM "Assist" WHERE "officerId" = ANY($1::uuid[]) ORDER BY "officerId", at DESC`;
