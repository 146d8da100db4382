/** What tell and attach have in common: the household's open file under its lock, and the indicator that is proved. */
import { askedIn, fileOf, isOpen, lockedFileOf, type OpenFile } from '../assessment/file-of.ts';
import { formView } from '../assessment/form-view.ts';
import type { FormResult } from '../assessment/load-form.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Indicator } from '../rubric/definition.ts';

/** `refused`: not taken, or not all of it; `why` is said to the household. */
export type AddResult = FormResult | { outcome: 'refused'; value: { why: Sentence } };

export interface AddOptions {
  accountId: string;
  /** Indicator id. */
  item: string;
  /** The update that brought it. */
  inboxId: string | null;
}

export interface InHand {
  file: OpenFile;
  indicator: Indicator;
}

/**
 * Runs `add` on the open file. An indicator that takes no evidence (it no longer applies, for one, or officers took back
 * that they asked) is refused.
 * @param add says why something was refused, or null
 */
export async function withFileInHand(
  deps: Deps,
  { accountId, item }: AddOptions,
  add: (inHand: InHand) => Promise<Sentence | null>,
): Promise<AddResult> {
  const file = await lockedFileOf(deps, accountId);
  if (!isOpen(file)) return { outcome: 'closed', value: {} };
  const indicator = askedIn(file).find(({ id, evidence }) => id === item && evidence);
  const why = indicator ? await add({ file, indicator }) : { key: 'act.evidence.notAsked' };
  if (why) return { outcome: 'refused', value: { why } };
  const now = await fileOf(deps, accountId);
  return { outcome: 'ok', value: formView(isOpen(now) ? now : file) };
}

/** Marks the assessment as changed and tells the audit; within the transaction of the change. */
export async function noteChange(
  deps: Deps,
  change: { accountId: string; assessmentId: string; action: string; detail: Record<string, string | number> },
): Promise<void> {
  const { accountId, assessmentId, action, detail } = change;
  await deps.db.assessment.update({ where: { id: assessmentId }, data: { updatedAt: deps.clock.now() } });
  await audit(deps, { actor: `account:${accountId}`, action, subject: `assessment:${assessmentId}`, detail });
}
