/** The eight digits that a PC shows, as officers type them. */
import { expect, it } from 'vitest';
import { readPcCode } from '../../src/officer/pc-code.ts';

it.each([
  '48217036',
  '4821 7036',
  '4821-7036.',
  'mã 4821 7036',
  'vào máy 48217036',
  'Vào máy tính: 4821 7036',
  'vao may 48217036',
  'sign in 4821 7036',
])('are understood: %s', (typed) => {
  expect(readPcCode(typed)).toBe('48217036');
});

it.each(['4821703', '482170361', '08217036', '15/11/2026', '0912 345 678', 'vào máy', 'máy 48217036'])('are not there: %s', (typed) => {
  expect(readPcCode(typed)).toBeNull();
});
