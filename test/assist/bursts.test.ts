import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { burstsIn, type FilledIn, MOST_HOUSEHOLDS, WINDOW_MINUTES } from '../../src/assist/bursts.ts';

const MINUTE = 60_000;
const WINDOW = WINDOW_MINUTES * MINUTE;

/** A household every so many minutes. */
function evening(officerId: string, households: number, minutes: number, from = 0): FilledIn[] {
  return Array.from({ length: households }, (_, at) => {
    return { officerId, householdId: `${officerId}-${from}-${at}`, areaId: at % 2 === 0 ? 'a' : 'b', at: (from + at * minutes) * MINUTE };
  });
}

const entries = fc.array(
  fc.record({
    officerId: fc.constantFrom('an', 'ba'),
    householdId: fc.integer({ min: 1, max: 40 }).map(String),
    areaId: fc.constantFrom('a', 'b'),
    at: fc.integer({ min: 0, max: 300 }).map((minutes) => minutes * MINUTE),
  }),
  { maxLength: 60 },
);

const different = (some: readonly FilledIn[]) => new Set(some.map(({ householdId }) => householdId)).size;

describe('stretches with too many households', () => {
  test('are none where an officer sits with each', () => {
    expect(burstsIn(evening('an', 40, 10))).toEqual([]);
    expect(burstsIn(evening('an', MOST_HOUSEHOLDS, 1))).toEqual([]);
  });

  test('say who, where, from when to when, and how many', () => {
    expect(burstsIn([...evening('an', 9, 5), ...evening('ba', 3, 5)])).toEqual([
      { officerId: 'an', areaIds: ['a', 'b'], from: 0, to: 40 * MINUTE, households: 9 },
    ]);
  });

  test('of one evening are one, and of two evenings two', () => {
    const bursts = burstsIn([...evening('an', 30, 4), ...evening('an', 20, 3, 24 * 60)]);
    expect(bursts.map(({ households }) => households)).toEqual([20, 30]);
  });

  test('do not count a household twice', () => {
    expect(burstsIn(evening('an', 30, 1).map((entry, at) => ({ ...entry, householdId: String(at % 8) })))).toEqual([]);
  });

  test('cover every hour with too many and no others, apart from one another, in whatever order the entries come', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (all, order) => {
        const bursts = burstsIn(all);
        const weights = new Map(all.map((entry) => [entry, order.next().value as number]));
        const shuffled = [...all].sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
        const bare = (some: typeof bursts) => some.map(({ areaIds, ...rest }) => ({ ...rest, areaIds: [...areaIds].sort() }));
        expect(bare(burstsIn(shuffled))).toEqual(bare(bursts));
        for (const burst of bursts) {
          const within = all.filter(({ officerId, at }) => officerId === burst.officerId && at >= burst.from && at <= burst.to);
          expect(burst.households).toBe(different(within));
          expect(burst.households).toBeGreaterThan(MOST_HOUSEHOLDS);
        }
        for (const { officerId, at } of all) {
          const hour = all.filter((other) => other.officerId === officerId && other.at >= at && other.at < at + WINDOW);
          const inOne = bursts.filter(
            (burst) => burst.officerId === officerId && hour.every((one) => one.at >= burst.from && one.at <= burst.to),
          );
          if (different(hour) > MOST_HOUSEHOLDS) expect(inOne).toHaveLength(1);
        }
        for (const officerId of ['an', 'ba']) {
          const own = bursts.filter((burst) => burst.officerId === officerId).sort((a, b) => a.from - b.from);
          for (const [place, burst] of own.entries()) expect(burst.from).toBeGreaterThan(own[place - 1]?.to ?? -1);
        }
      }),
    );
  });
});
