import { expect, it } from 'vitest';
import { fromRanges, inRanges } from '../../src/console/pages/line-numbers.ts';

it('carries many numbers in few signs', () => {
  const ticked = [...Array.from({ length: 2000 }, (_, index) => index + 101), 7, 3, 4];
  expect(inRanges(ticked)).toBe('3-4,7,101-2100');
  expect([...fromRanges(inRanges(ticked), 5000)].sort((a, b) => a - b)).toEqual([...ticked].sort((a, b) => a - b));
  expect([inRanges([]), fromRanges('', 10).size]).toEqual(['', 0]);
});

it('passes over whatever a browser may send', () => {
  expect([...fromRanges('0,-1,5-3,x,1e9,2-999999,7;DROP,4', 4)]).toEqual([2, 3, 4]);
});
