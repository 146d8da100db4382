/** The words of an indicator: its own, or a key of `locales/<language>/rubric.json`. */
import type { Indicator, Rubric, Words } from './definition.ts';

/** Something that a household reads, as the rest of the house says it. */
export type Wording = { key: string } | { text: string; in?: { [language: string]: string } };

export const titleKey = (title: string) => `rubric:titles.${title}`;
export const nameKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.name`;
export const askKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.ask`;
export const explainKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.explain`;
export const evidenceKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.evidence`;
export const levelKey = (rubricId: string, indicator: string, level: string) => `rubric:${rubricId}.${indicator}.levels.${level}`;

/** Of an indicator that is not in the rubric any more, because another version took its place. */
export const FORMER_NAME = 'rubric:result.former.name';
export const FORMER_LEVEL = 'rubric:result.former.level';

export function nameOf(rubric: Rubric, indicatorId: string): Wording {
  const indicator = indicatorOf(rubric, indicatorId);
  return indicator ? (own(indicator.words?.name) ?? { key: nameKey(rubric.id, indicatorId) }) : { key: FORMER_NAME };
}

export function askOf(rubric: Rubric, { id, words }: Indicator): Wording {
  return own(words?.ask) ?? { key: askKey(rubric.id, id) };
}

export function explainOf(rubric: Rubric, { id, words }: Indicator): Wording {
  return own(words?.explain) ?? { key: explainKey(rubric.id, id) };
}

export function evidenceOf(rubric: Rubric, { id, words }: Indicator): Wording {
  return own(words?.evidence) ?? { key: evidenceKey(rubric.id, id) };
}

export function choiceOf(rubric: Rubric, indicatorId: string, levelId: string): Wording {
  const level = indicatorOf(rubric, indicatorId)?.levels.find((one) => one.id === levelId);
  return level ? (own(level.label) ?? { key: levelKey(rubric.id, indicatorId, levelId) }) : { key: FORMER_LEVEL };
}

/** Every key that is read out for an indicator. What others answer is only named. */
export function sentenceKeys(rubricId: string, { id, answeredBy, words, evidence, levels }: Indicator): string[] {
  const name = words?.name ? [] : [nameKey(rubricId, id)];
  if (answeredBy !== 'household') return name;
  return [
    ...name,
    ...(words?.ask ? [] : [askKey(rubricId, id)]),
    ...(words?.explain ? [] : [explainKey(rubricId, id)]),
    ...(evidence && !words?.evidence ? [evidenceKey(rubricId, id)] : []),
    ...levels.filter((level) => !level.label).map((level) => levelKey(rubricId, id, level.id)),
  ];
}

function own(words: Words | undefined): Wording | null {
  if (!words) return null;
  return words.en === undefined ? { text: words.vi } : { text: words.vi, in: { en: words.en } };
}

function indicatorOf(rubric: Rubric, id: string): Indicator | undefined {
  return rubric.criteria.flatMap((criterion) => criterion.indicators).find((one) => one.id === id);
}
