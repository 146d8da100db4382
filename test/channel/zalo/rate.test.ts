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
