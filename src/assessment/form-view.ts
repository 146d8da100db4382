/** The assessment as a form that a dialog walks. */
import type { FormItem, FormView, Sentence } from '../flow/session.ts';
import type { Indicator, Level } from '../rubric/definition.ts';
import { NOT_APPLICABLE } from '../rubric/score.ts';
import { askOf, evidenceOf, explainOf, levelOf, nameOf, titleKey } from '../rubric/sentences.ts';
import { asked } from '../rubric/walk.ts';
import type { OpenFile } from './file-of.ts';

/** What this household is asked, with what it has answered and handed in. */
export function formView(file: OpenFile): FormView {
  return {
    title: { key: titleKey(file.rubric.title) },
    trial: file.trial,
    items: asked(file.rubric, file.facts).map((indicator) => formItem(file, indicator)),
  };
}

function formItem({ rubric, answers, evidence }: OpenFile, indicator: Indicator): FormItem {
  const { id, mayNotApply } = indicator;
  const answer = validAnswer(indicator, answers[id]);
  return {
    id,
    name: nameOf(rubric, id),
    ask: askOf(rubric, indicator),
    explain: explainOf(rubric, indicator),
    choices: indicator.levels.map((level) => ({ id: level.id, label: levelOf(rubric, id, level.id), ...alsoOf(level) })),
    mayNotApply,
    evidence: wantsEvidence(indicator, answer) ? evidenceOf(rubric, indicator) : null,
    photos: indicator.evidence?.accepts.some((kind) => kind !== 'story') ?? false,
    answer,
    evidenceCount: evidence[id] ?? 0,
  };
}

/** In whatever language they are typed. */
function alsoOf({ also }: Level): { also?: Sentence } {
  return also ? { also: { text: [...also.vi, ...(also.en ?? [])].join(', ') } } : {};
}

/** The answer if this indicator can be answered so, else null. */
export function validAnswer(indicator: Indicator, answer: string | undefined): string | null {
  if (answer === NOT_APPLICABLE) return indicator.mayNotApply ? answer : null;
  return indicator.levels.some((level) => level.id === answer) ? (answer ?? null) : null;
}

/** Nobody is asked to prove that there is nothing. */
function wantsEvidence(indicator: Indicator, answer: string | null): boolean {
  if (!indicator.evidence || answer === NOT_APPLICABLE) return false;
  return indicator.levels.find((level) => level.id === answer)?.asksEvidence ?? true;
}
