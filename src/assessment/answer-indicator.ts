import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { FormView } from '../flow/session.ts';
import { asked } from '../rubric/walk.ts';
import { isOpen, lockedFileOf, type OpenFile } from './file-of.ts';
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

/** `changed`: another member has answered the question since it was asked; the form says what. */
export type AnswerResult = FormResult | { outcome: 'changed'; value: FormView };

/**
 * Adds an answer; the newest one holds, but nobody overwrites an answer that they have not seen. What does not fit (a
 * question that no longer applies because the household's counts have changed, an unknown choice) changes nothing: the
 * form that comes back shows how things stand.
 */
export async function answerIndicator(deps: Deps, options: AnswerOptions): Promise<AnswerResult> {
  const { accountId, item, choice, seen } = options;
  const file = await lockedFileOf(deps, accountId);
  if (!isOpen(file)) return { outcome: 'closed', value: {} };
  const indicator = asked(file.rubric, file.facts).find((one) => one.id === item);
  if (!indicator || validAnswer(indicator, choice) === null) return { outcome: 'ok', value: await formView(deps, file) };
  const inForce = validAnswer(indicator, file.answers[item]);
  if (seen !== undefined && inForce !== seen && inForce !== choice) return { outcome: 'changed', value: await formView(deps, file) };
  const added = await add(deps, file, options);
  const answers = added ? { ...file.answers, [item]: choice } : file.answers;
  return { outcome: 'ok', value: await formView(deps, { ...file, answers }) };
}

/** False when this update was taken before. */
async function add(deps: Deps, { assessment }: OpenFile, { accountId, item, choice, inboxId }: AnswerOptions): Promise<boolean> {
  const at = deps.clock.now();
  const { count } = await deps.db.answer.createMany({
    data: [{ assessmentId: assessment.id, indicator: item, value: choice, enteredBy: accountId, method: 'self', inboxId, at }],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await deps.db.assessment.update({ where: { id: assessment.id }, data: { updatedAt: at } });
  await audit(deps, {
    actor: `account:${accountId}`,
    action: 'assessment.answer',
    subject: `assessment:${assessment.id}`,
    detail: { indicator: item },
  });
  return true;
}
