/**
 * Ids say what stays the same: an answer is the id of a level, and holds wherever that level is. So a question that is not the
 * same any more gets levels of other ids, and whoever answered it before is asked again.
 */
import type { Indicator, Rubric } from './definition.ts';
import { folded } from './table/format.ts';

/**
 * @param earlier rubrics that households may have answered, the one that this was made from first; all with their words
 * @param taken ids of levels that were ever used, as `A1.full`
 */
export function renewIds(rubric: Rubric, earlier: readonly Rubric[], taken: ReadonlySet<string>): Rubric {
  return {
    ...rubric,
    criteria: rubric.criteria.map((criterion) => ({
      ...criterion,
      indicators: criterion.indicators.map((indicator) => renewed(indicator, earlier, taken)),
    })),
  };
}

function renewed(indicator: Indicator, earlier: readonly Rubric[], taken: ReadonlySet<string>): Indicator {
  const before = earlier.map((one) => indicatorIn(one, indicator.id)).find((one) => one !== undefined);
  if (!before) return indicator;
  const named = withFormerIds(indicator, before);
  if (sameQuestion(before, named)) return named;
  const used = new Set(taken);
  const levels = named.levels.map((level) => {
    const id = freeId(level.id, (one) => used.has(`${indicator.id}.${one}`) || named.levels.some((other) => other.id === one));
    used.add(`${indicator.id}.${id}`);
    return { ...level, id };
  });
  return { ...named, levels };
}

/** A level that reads as one did before is that one, whatever it is called now. */
function withFormerIds(indicator: Indicator, before: Indicator): Indicator {
  const former = indicator.levels.map(({ label }) => before.levels.find((one) => label && one.label && same(one.label.vi, label.vi)));
  const all = former.every((one) => one !== undefined) && new Set(former.map((one) => one?.id)).size === indicator.levels.length;
  if (!all) return indicator;
  return { ...indicator, levels: indicator.levels.map((level, index) => ({ ...level, id: former[index]?.id ?? level.id })) };
}

/** What the household read and could choose from is the same; points, evidence and the wording of the basis may be others. */
export function sameQuestion(before: Indicator, now: Indicator): boolean {
  if (!same(before.words?.ask?.vi, now.words?.ask?.vi) || before.levels.length !== now.levels.length) return false;
  return now.levels.every((level) => {
    const was = before.levels.find(({ id }) => id === level.id);
    return was !== undefined && same(was.label?.vi, level.label?.vi);
  });
}

function same(one: string | undefined, other: string | undefined): boolean {
  return folded(one ?? '') === folded(other ?? '');
}

const MAX_ID = 12;

/** `full` → `full-2`, `full-3` … */
function freeId(id: string, isUsed: (id: string) => boolean): string {
  const stem = id.replace(/-\d+$/, '');
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`;
    const next = stem.slice(0, MAX_ID - ending.length) + ending;
    if (!isUsed(next)) return next;
  }
}

function indicatorIn({ criteria }: Rubric, id: string): Indicator | undefined {
  return criteria.flatMap(({ indicators }) => indicators).find((one) => one.id === id);
}

/** Every id that a rubric gives to indicators (`A1`) and levels (`A1.full`). */
export function idsOf({ criteria }: Rubric): string[] {
  return criteria.flatMap(({ indicators }) => indicators).flatMap(({ id, levels }) => [id, ...levels.map((level) => `${id}.${level.id}`)]);
}
