/** Where the words of an indicator are: keys of `locales/<language>/rubric.json`. */
import type { Indicator } from './definition.ts';

export const titleKey = (title: string) => `rubric:titles.${title}`;
export const nameKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.name`;
export const askKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.ask`;
export const explainKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.explain`;
export const evidenceKey = (rubricId: string, indicator: string) => `rubric:${rubricId}.${indicator}.evidence`;
export const levelKey = (rubricId: string, indicator: string, level: string) => `rubric:${rubricId}.${indicator}.levels.${level}`;

/** Every key that is read out for an indicator. What others answer is only named. */
export function sentenceKeys(rubricId: string, indicator: Indicator): string[] {
  const { id } = indicator;
  if (indicator.answeredBy !== 'household') return [nameKey(rubricId, id)];
  return [
    nameKey(rubricId, id),
    askKey(rubricId, id),
    explainKey(rubricId, id),
    ...(indicator.evidence ? [evidenceKey(rubricId, id)] : []),
    ...indicator.levels.filter((level) => !level.label).map((level) => levelKey(rubricId, id, level.id)),
  ];
}
