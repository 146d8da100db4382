import { expect, test } from 'vitest';
import { createRepeats } from '../../../src/channel/zalo/repeats.ts';

test('the same under another key is a repeat for a while, whichever came first', () => {
  const repeats = createRepeats({ within: 10_000 });
  expect(repeats.isRepeat('lan yes', 'm1', 50_000)).toBe(false);
  expect(repeats.isRepeat('lan yes', 'm2', 59_999)).toBe(true);
  expect(repeats.isRepeat('lan yes', 'm0', 40_001)).toBe(true);
  expect(repeats.isRepeat('lan no', 'm3', 50_000)).toBe(false);
  expect(repeats.isRepeat('lan yes', 'm4', 60_000)).toBe(false);
});

test('under its own key it comes as often as it likes', () => {
  const repeats = createRepeats({ within: 10_000 });
  for (let times = 0; times < 3; times++) expect(repeats.isRepeat('lan yes', 'm1', 50_000)).toBe(false);
});

test('what was not stored is no reason to leave out the next', () => {
  const repeats = createRepeats({ within: 10_000 });
  repeats.isRepeat('lan yes', 'm1', 50_000);
  repeats.forget('lan yes', 'm9');
  expect(repeats.isRepeat('lan yes', 'm2', 51_000)).toBe(true);
  repeats.forget('lan yes', 'm1');
  expect(repeats.isRepeat('lan yes', 'm2', 51_000)).toBe(false);
});

test('memory is limited; the oldest goes first', () => {
  const repeats = createRepeats({ within: 10_000, memory: 2 });
  for (const what of ['a', 'b', 'a', 'c']) repeats.isRepeat(what, what, 0);
  expect(repeats.isRepeat('b', 'other', 1)).toBe(false);
  expect(repeats.isRepeat('c', 'other', 1)).toBe(true);
});
