import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataOf, payloadOf } from '../../../src/channel/zalo/press.ts';

test('what a button sends is known again, whatever its data', () => {
  expect(payloadOf('12.yes')).toBe('#nh.12.yes');
  const data = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
  fc.assert(fc.property(data, (one) => dataOf(payloadOf(one)) === one));
});

test.each(['', 'xin chào', '12.yes', '#nh', '#nh.', '# nh.12.yes', ' #nh.12.yes', '#NH.12.yes', `#nh.${'x'.repeat(257)}`])(
  '%j was typed',
  (text) => {
    expect(dataOf(text)).toBeNull();
  },
);
