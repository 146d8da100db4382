/** The assessment as a form that a dialog walks. */
import type { FormItem, FormView, Sentence } from '../flow/session.ts';
import type { Indicator, Level } from '../rubric/definition.ts';
import { NOT_APPLICABLE } from '../rubric/score.ts';
import { askOf, choiceOf, evidenceOf, explainOf, nameOf, titleKey } from '../rubric/sentences.ts';
import { answersShown, askedIn, type OpenFile } from './file-of.ts';
import { answerSentence } from './views.ts';

/** What this household is asked, with what it has answered and handed in. */
export function formView(file: OpenFile): FormView {
  return {
    title: { key: titleKey(file.rubric.title) },
    trial: file.trial,
    items: askedIn(file).map((indicator) => formItem(file, indicator)),
  };
}

function formItem(file: OpenFile, indicator: Indicator): FormItem {
  const { rubric, evidence } = file;
  const { id, mayNotApply } = indicator;
  const answer = validAnswer(indicator, answersShown(file)[id]);
  const before = answer === null ? beforeOf(file, indicator) : null;
  return {
    id,
    name: nameOf(rubric, id),
    ask: questionOf(file, indicator, answer),
    explain: explainOf(rubric, indicator),
    choices: indicator.levels.map((level) => ({
      id: level.id,
      label: choiceOf(rubric, id, level.id),
      ...alsoOf(level, level.id === before),
    })),
    mayNotApply,
    evidence: wantsEvidence(indicator, answer) ? evidenceOf(rubric, indicator) : null,
    photos: indicator.evidence?.accepts.some((kind) => kind !== 'story') ?? false,
    answer,
    evidenceCount: evidence[id] ?? 0,
    ...wishOf(file, id),
    // Last year's is only offered: whatever comes without a word about it takes nothing over.
    ...(before !== null && { before: { answer: before, evidence: file.returned !== null && wantsEvidence(indicator, before) } }),
  };
}

/** What an officer asked for, as they wrote it. */
function wishOf({ returned }: OpenFile, id: string): { wish?: Sentence } {
  const reason = returned?.items.find(({ indicator }) => indicator === id)?.reason;
  return reason ? { wish: { text: reason } } : {};
}

/** What is asked back comes with what was answered before, and what was asked last year with that; what somebody filled in for the household says so. */
function questionOf(file: OpenFile, indicator: Indicator, answer: string | null): Sentence {
  const { rubric, assisted, returned } = file;
  const ask = askOf(rubric, indicator);
  const role = assisted[indicator.id];
  if (answer !== null && role !== undefined) return { key: 'form.assisted', params: { ask, by: { key: `act.assist.by.${role}` } } };
  const given = answer === null ? beforeOf(file, indicator) : null;
  if (given === null) return ask;
  const before = answerSentence(rubric, indicator.id, given);
  if (!returned) return offer(file, { ask, before });
  if (role === undefined) return { key: 'form.askedBack', params: { ask, before } };
  return { key: 'form.askedBackAssisted', params: { ask, before, by: { key: `act.assist.by.${role}` } } };
}

/** What is older than a year is not called last year's. */
function offer({ season, last }: OpenFile, said: { ask: Sentence; before: Sentence }): Sentence {
  const lastYear = season.year - 1;
  const year = last?.year ?? lastYear;
  return year === lastYear ? { key: 'form.lastYear', params: said } : { key: 'form.earlierYear', params: { ...said, year: String(year) } };
}

/** Of a question without an answer: what was answered before it was asked back, or last year. */
function beforeOf({ answers, last, returned }: OpenFile, indicator: Indicator): string | null {
  return validAnswer(indicator, (returned ? answers : last?.answers)?.[indicator.id]);
}

/** In whatever language they are typed. `before`: what was answered before is chosen again by saying that it is so still. */
function alsoOf({ also }: Level, before: boolean): { also?: Sentence } {
  const typed: Sentence | null = also ? { text: [...also.vi, ...(also.en ?? [])].join(', ') } : null;
  if (!before) return typed ? { also: typed } : {};
  return { also: typed ? { key: 'form.sameAlso', params: { also: typed } } : { key: 'form.same' } };
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
