import type { Deps, RawDeps } from '../deps.ts';
import type { FormView } from '../flow/session.ts';
import { answersShown, askedIn, filesOf, isOpen, type OpenFile } from './file-of.ts';
import { formView, validAnswer } from './form-view.ts';
import type { FormResult } from './load-form.ts';

export interface AnswerOptions {
  accountId: string;
  /** Indicator id. */
  item: string;
  /** A level of it, or "na". */
  choice: string;
  /** The answer that stood beside the question, null for none; absent where nobody was asked. */
  seen?: string | null;
  /** The update that brought it: the same one is taken once. */
  inboxId: string | null;
}

/**
 * `changed`: another member has answered the question since it was asked; the form says what. `gone`: the question, or
 * that answer to it, is not in the form any more.
 */
type AnswerResult = FormResult | { outcome: 'changed' | 'gone'; value: FormView };

/**
 * Adds an answer; the newest one holds, but nobody overwrites an answer that they have not seen. What does not fit (a
 * question that no longer applies because the household's counts have changed, an unknown choice) changes nothing, and
 * says so with the form as it is.
 */
export async function answerIndicator(deps: Deps, options: AnswerOptions): Promise<AnswerResult> {
  const [result] = await answerIndicators(deps, [options]);
  return result as AnswerResult;
}

/** As `answerIndicator`, of many accounts at once, in the order given: one round to read, one to write. */
export async function answerIndicators(deps: RawDeps, all: readonly AnswerOptions[]): Promise<AnswerResult[]> {
  const accounts = all.map(({ accountId }) => accountId);
  const files = await filesOf(deps, accounts, { lock: true });
  /** By household: two of a family may be among them, and the second finds what the first answered. */
  const held = new Map<string, OpenFile>();
  const decisions = all.map((options) => {
    const file = files.get(options.accountId);
    if (!isOpen(file)) return { outcome: 'closed' } as const;
    const before = held.get(file.household.id) ?? file;
    const decision = decide(before, options);
    if (decision.outcome === 'add') held.set(file.household.id, answered(before, options));
    return decision;
  });
  const added = await add(deps, decisions);
  return decisions.map((decision, index) => {
    if (decision.outcome === 'closed') return { outcome: 'closed', value: {} };
    const { outcome, file, options } = decision;
    if (outcome !== 'add') return { outcome, value: formView(file) };
    return { outcome: 'ok', value: formView(added.has(index) ? answered(file, options) : file) };
  });
}

/** The file as it is with one more answer. */
function answered(file: OpenFile, { item, choice }: AnswerOptions): OpenFile {
  const returned = file.returned && {
    ...file.returned,
    items: file.returned.items.map((one) => (one.indicator === item ? { ...one, answered: true } : one)),
  };
  const { [item]: _, ...assisted } = file.assisted;
  return { ...file, answers: { ...file.answers, [item]: choice }, assisted, returned };
}

interface Decided {
  outcome: 'add' | 'changed' | 'gone';
  file: OpenFile;
  options: AnswerOptions;
}

function decide(file: OpenFile, options: AnswerOptions): Decided {
  const { item, choice, seen } = options;
  const indicator = askedIn(file).find((one) => one.id === item);
  if (!indicator || validAnswer(indicator, choice) === null) return { outcome: 'gone', file, options };
  const inForce = validAnswer(indicator, answersShown(file)[item]);
  if (seen !== undefined && inForce !== seen && inForce !== choice) return { outcome: 'changed', file, options };
  return { outcome: 'add', file, options };
}

/** Returns the places of those that were added; an update that was taken before adds nothing. */
async function add(deps: RawDeps, decisions: readonly (Decided | { outcome: 'closed' })[]): Promise<Set<number>> {
  const rows = decisions.flatMap((decision, index) => {
    if (decision.outcome !== 'add') return [];
    const { file, options } = decision;
    const { accountId, item, choice, inboxId } = options;
    return [{ index, assessmentId: file.assessment.id, accountId, item, choice, inboxId }];
  });
  if (rows.length === 0) return new Set();
  const added = await deps.db.$queryRawUnsafe<{ index: number }[]>(addSql, JSON.stringify(rows), deps.clock.now(), rows.length);
  return new Set(added.map(({ index }) => index));
}

/** The answers, with the audit's line of each, in the order given. */
const addSql = `
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS g(index int, "assessmentId" uuid, "accountId" uuid, item text, choice text, "inboxId" uuid) LIMIT $3::int
), fresh AS (
  INSERT INTO "Answer" ("assessmentId", indicator, value, "enteredBy", method, "inboxId", at)
  SELECT "assessmentId", item, choice, "accountId", 'self', "inboxId", $2::timestamptz FROM given ORDER BY index
  ON CONFLICT DO NOTHING
  RETURNING "assessmentId", indicator, "enteredBy", "inboxId"
), touched AS (
  UPDATE "Assessment" SET "updatedAt" = $2::timestamptz WHERE id IN (SELECT "assessmentId" FROM fresh)
), noted AS (
  INSERT INTO "Audit" (at, actor, action, subject, detail)
  SELECT $2::timestamptz, 'account:' || "enteredBy", 'assessment.answer', 'assessment:' || "assessmentId",
    jsonb_build_object('indicator', indicator)
  FROM fresh
)
SELECT g.index FROM given g JOIN fresh f
  ON f."assessmentId" = g."assessmentId" AND f.indicator = g.item AND f."inboxId" IS NOT DISTINCT FROM g."inboxId"`;
