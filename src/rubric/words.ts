/** A rubric with everything that a household reads in it, so that it needs no file of sentences. */
import type { Indicator, Level, Rubric, Words } from './definition.ts';
import { askKey, evidenceKey, explainKey, levelKey, nameKey } from './sentences.ts';

/** The words of a key of `locales/`; undefined: that language has none. */
export type LookUp = (key: string, language: 'vi' | 'en') => string | undefined;

/** Its own words stay; the others are looked up. What is nowhere stays absent. */
export function withWords(rubric: Rubric, lookUp: LookUp): Rubric {
  const found = (own: Words | undefined, key: string): Words | undefined => {
    if (own) return own;
    const [vi, en] = [lookUp(key, 'vi'), lookUp(key, 'en')];
    return vi === undefined ? undefined : { vi, ...(en !== undefined && { en }) };
  };

  const levelWith = (indicator: string, level: Level): Level => {
    const label = found(level.label, levelKey(rubric.id, indicator, level.id));
    return label ? { ...level, label } : level;
  };

  const indicatorWith = (indicator: Indicator): Indicator => {
    const { id, words, answeredBy, evidence } = indicator;
    const asked = answeredBy === 'household';
    const name = found(words?.name, nameKey(rubric.id, id));
    const ask = asked ? found(words?.ask, askKey(rubric.id, id)) : words?.ask;
    const explain = asked ? found(words?.explain, explainKey(rubric.id, id)) : words?.explain;
    const hint = asked && evidence ? found(words?.evidence, evidenceKey(rubric.id, id)) : words?.evidence;
    const said = { ...(name && { name }), ...(ask && { ask }), ...(explain && { explain }), ...(hint && { evidence: hint }) };
    return {
      ...indicator,
      levels: asked ? indicator.levels.map((level) => levelWith(id, level)) : indicator.levels,
      ...(Object.keys(said).length > 0 && { words: said }),
    };
  };

  return {
    ...rubric,
    criteria: rubric.criteria.map((criterion) => ({ ...criterion, indicators: criterion.indicators.map(indicatorWith) })),
  };
}
