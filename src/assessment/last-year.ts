/** What a household answered in its last season, as far as the same is asked again: offered to it, and never taken without its word. Pure. */
import { canonical } from '../canonical.ts';
import type { Answers, Indicator, Rubric } from '../rubric/definition.ts';
import type { CurrentSeason, StoredSeason } from './season-of.ts';

interface Begun {
  seasonId: string;
  state: string;
}

/** The newest that was sent in an earlier year; null: nothing was. */
export function lastSent<One extends Begun>(
  begun: readonly One[],
  { season, stored }: { season: Pick<CurrentSeason, 'year' | 'trial'>; stored: readonly StoredSeason[] },
): (One & { year: number }) | null {
  if (season.trial) return null;
  const years = new Map(stored.filter(({ trial, year }) => !trial && year < season.year).map(({ id, year }) => [id, year]));
  const earlier = begun.flatMap((one) => {
    const year = years.get(one.seasonId);
    return one.state === 'submitted' && year !== undefined ? [{ ...one, year }] : [];
  });
  return earlier.toSorted((a, b) => b.year - a.year)[0] ?? null;
}

/** Only of questions that are asked with the same choices still. */
export function offered({ answers, from, to }: { answers: Answers; from: Rubric; to: Rubric }): Answers {
  const before = new Map(indicatorsOf(from).map((one) => [one.id, one]));
  const same = indicatorsOf(to).filter((one) => isSame(before.get(one.id), one));
  return Object.fromEntries(same.flatMap(({ id }) => (answers[id] === undefined ? [] : [[id, answers[id]]])));
}

/** What points they give may be other by now. */
function isSame(was: Indicator | undefined, now: Indicator): boolean {
  const asked = ({ wording, levels, mayNotApply }: Indicator) =>
    canonical({ wording, mayNotApply, levels: levels.map(({ id, label = null }) => ({ id, label })) });
  return was !== undefined && asked(was) === asked(now);
}

function indicatorsOf({ criteria }: Rubric): Indicator[] {
  return criteria.flatMap(({ indicators }) => indicators);
}
