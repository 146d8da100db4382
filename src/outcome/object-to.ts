import { TITLE } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { householdOf, lockHousehold } from '../household/household-of.ts';
import { readFile } from '../review/read-files.ts';
import { allows } from '../review/state.ts';
import { type Outcome, outcomeOf } from './outcome-of.ts';

export interface ObjectOptions {
  accountId: string;
  /** In their own words. */
  words: string;
}

export type Objected =
  | { outcome: 'kept' }
  /** There is nothing to disagree with, or nothing that words could still change. */
  | { outcome: 'nothing' }
  /** The last day for an answer was `until`, a local date; null: the ward has answered already. */
  | { outcome: 'late'; until: string | null }
  | { outcome: 'empty' };

/** Longer than anybody types; what a dialog takes at most. */
const MAX_WORDS = 1_000;

/** The household disagrees with what officers changed or did not propose: whoever acts next sees it. */
export async function objectTo(deps: Deps, { accountId, words }: ObjectOptions): Promise<Objected> {
  const reason = words.normalize('NFC').trim().slice(0, MAX_WORDS);
  if (reason === '') return { outcome: 'empty' };
  const household = await householdOf(deps, accountId);
  if (!household) return { outcome: 'nothing' };
  await lockHousehold(deps, household.id);
  const season = await seasonOf(deps, household.area.unitCode);
  const file = await readFile(deps, { householdId: household.id, title: TITLE, seasonId: season.id });
  if (!file || !allows(file.standing, { act: 'object', reason })) return { outcome: 'nothing' };
  const outcome = await outcomeOf(deps, file);
  if (outcome?.state === 'final') return { outcome: 'late', until: outcome.answered ? null : outcome.answerBy };
  if (!isDisputable({ changes: file.changes, outcome })) return { outcome: 'nothing' };
  const at = deps.clock.now();
  const level = file.changes.some((change) => change.level === 'ward') ? 'ward' : 'hamlet';
  const about = { id: deps.ids.next(), assessmentId: file.id, submissionId: file.sent?.id ?? null };
  await deps.db.review.create({ data: { ...about, level, act: 'object', reason, accountId, at } });
  await deps.db.assessment.update({ where: { id: file.id }, data: { reviewSeq: { increment: 1 }, updatedAt: at } });
  await audit(deps, { actor: `account:${accountId}`, action: 'review.object', subject: `assessment:${file.id}` });
  return { outcome: 'kept' };
}

/** An officer sees an answer otherwise, or the household was told that it is not proposed and may still answer. */
export function isDisputable({ changes, outcome }: { changes: readonly unknown[]; outcome: Pick<Outcome, 'state'> | null }): boolean {
  if (outcome?.state === 'final') return false;
  return changes.length > 0 || outcome?.state === 'waiting' || outcome?.state === 'objected';
}
