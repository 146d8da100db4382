/** Acts of self-assessment. */
import { answerIndicator, answerIndicators } from '../../assessment/answer-indicator.ts';
import { askLate } from '../../assessment/ask-late.ts';
import { loadForm, loadForms } from '../../assessment/load-form.ts';
import { goOnWithAssessments, openAssessment } from '../../assessment/open-assessment.ts';
import { reopenAssessment } from '../../assessment/reopen-assessment.ts';
import { scoreAssessment, scoreAssessments } from '../../assessment/score-assessment.ts';
import { showResult } from '../../assessment/show-result.ts';
import { submitAssessment } from '../../assessment/submit-assessment.ts';
import type { Acts, GroupActs } from './act.ts';

export const assessmentActs = {
  'assessment.open': (deps, { accountId }) => openAssessment(deps, { accountId }),
  'assessment.askLate': (deps, { accountId }) => askLate(deps, { accountId }),
  'assessment.form': (deps, { accountId }) => loadForm(deps, { accountId }),
  'assessment.answer': (deps, { accountId, inboxId }, args) => answerIndicator(deps, { accountId, inboxId, ...args }),
  'assessment.score': (deps, { accountId }) => scoreAssessment(deps, { accountId }),
  'assessment.submit': (deps, { accountId }, { shown }) => submitAssessment(deps, { accountId, shown }),
  'assessment.reopen': (deps, { accountId }) => reopenAssessment(deps, { accountId }),
  'assessment.result': (deps, { accountId }) => showResult(deps, { accountId }),
} satisfies Partial<Acts>;

export const assessmentGroupActs = {
  'assessment.open': (deps, calls) =>
    goOnWithAssessments(
      deps,
      calls.map(({ accountId }) => accountId),
    ),
  'assessment.score': (deps, calls) =>
    scoreAssessments(
      deps,
      calls.map(({ accountId }) => accountId),
    ),
  'assessment.form': (deps, calls) =>
    loadForms(
      deps,
      calls.map(({ accountId }) => accountId),
    ),
  'assessment.answer': (deps, calls) =>
    answerIndicators(
      deps,
      calls.map(({ accountId, inboxId, args }) => ({ accountId, inboxId, ...args })),
    ),
} satisfies GroupActs;
