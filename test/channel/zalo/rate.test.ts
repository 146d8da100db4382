import { describe, expect, it } from 'vitest';
import { createRate, untilNextMinute } from '../../../src/channel/zalo/rate.ts';

const MINUTE = 60_000;
const noon = Date.parse('2026-11-27T12:00:00Z');

describe('calls', () => {
  it('go out while nobody says how many are left', () => {
    const rate = createRate();
    for (let n = 0; n < 10_000; n++) rate.begin(noon);
    expect(rate.wait(noon)).toBe(0);
  });

  it('wait for the next minute when none are left', () => {
    const rate = createRate();
    rate.begin(noon)(0, noon + 100);
    expect(rate.wait(noon + 10_000)).toBe(50_500);
    expect(rate.wait(noon + 59_999)).toBe(501);
    expect(rate.wait(noon + MINUTE)).toBe(0);
  });

  it('in flight count as not counted yet', () => {
    const rate = createRate();
    rate.begin(noon)(2, noon);
    const first = rate.begin(noon);
    expect(rate.wait(noon)).toBe(0);
    const second = rate.begin(noon);
    expect(rate.wait(noon)).toBeGreaterThan(0);
    first(1, noon);
    second(0, noon);
    expect(rate.wait(noon)).toBeGreaterThan(0);
  });

  it('are as few as the smallest answer says: answers overtake one another', () => {
    const rate = createRate();
    const [early, late] = [rate.begin(noon), rate.begin(noon)];
    late(0, noon);
    early(1, noon);
    expect(rate.wait(noon)).toBeGreaterThan(0);
  });

  it('of the minute before say nothing of this one', () => {
    const rate = createRate();
    rate.begin(noon - 10)(0, noon + 10);
    expect(rate.wait(noon + 20)).toBe(0);
  });

  it('without an answer say nothing', () => {
    const rate = createRate();
    rate.begin(noon)(null, noon);
    expect(rate.wait(noon)).toBe(0);
  });

  it('wait once Zalo takes no more', () => {
    const rate = createRate();
    rate.spent(noon + 30_000);
    expect(rate.wait(noon + 30_000)).toBe(30_500);
    expect(rate.wait(noon + MINUTE)).toBe(0);
  });
});

it('the next minute has begun on either clock', () => {
  expect(untilNextMinute(noon)).toBe(60_500);
  expect(untilNextMinute(noon + 59_000)).toBe(1_500);
});

describe('the share of this process', () => {
  /** When each of so many calls went out that come as fast as they may and take so long. */
  function run(share: number, calls: number, takes = 0): number[] {
    const rate = createRate(() => share);
    const went: number[] = [];
    for (let now = noon; went.length < calls; ) {
      const wait = rate.wait(now);
      now += wait;
      if (wait > 0) continue;
      const end = rate.begin(now);
      went.push(now - noon);
      now += takes;
      end(null, now);
    }
    return went;
  }

  it('is kept to in any minute, wherever it begins', () => {
    const went = run(7, 40, 1_700);
    // From the question of the first to that of the eighth.
    for (const [index, at] of went.slice(7).entries()) expect(at - (went[index] as number)).toBeGreaterThanOrEqual(MINUTE);
    expect(went.slice(0, 8)).toEqual([0, 1_700, 3_400, 5_100, 6_800, 8_500, 10_200, MINUTE + 1_700]);
  });

  it('of less than one is one in as many minutes as it takes', () => {
    expect(run(1, 3)).toEqual([0, MINUTE, 2 * MINUTE]);
    expect(run(0.25, 3)).toEqual([0, 4 * MINUTE, 8 * MINUTE]);
    expect(run(1.9, 3)).toEqual([0, MINUTE, 2 * MINUTE]);
  });

  it('counts what is under way', () => {
    const rate = createRate(() => 2);
    const [first, second] = [rate.begin(noon), rate.begin(noon)];
    expect(rate.wait(noon)).toBeGreaterThan(0);
    first(null, noon + 5_000);
    expect(rate.wait(noon + 5_000)).toBe(MINUTE);
    second(null, noon + 6_000);
    expect(rate.wait(noon + MINUTE + 4_999)).toBe(1);
    expect(rate.wait(noon + MINUTE + 5_000)).toBe(0);
  });

  it('may grow and shrink', () => {
    let share = 10;
    const rate = createRate(() => share);
    for (let n = 0; n < 10; n++) rate.begin(noon)(null, noon + n);
    expect(rate.wait(noon + 10)).toBe(MINUTE - 10);
    share = 11;
    expect(rate.wait(noon + 10)).toBe(0);
    share = 5;
    // Six of ten have to be over.
    expect(rate.wait(noon + 10)).toBe(MINUTE - 5);
  });

  it('does not outweigh what Zalo says', () => {
    const rate = createRate(() => 1_000);
    rate.begin(noon)(0, noon);
    expect(rate.wait(noon)).toBe(60_500);
    expect(rate.wait(noon + MINUTE)).toBe(0);
  });
});
