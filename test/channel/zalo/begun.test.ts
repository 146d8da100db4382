import { expect, it } from 'vitest';
import { createBegun } from '../../../src/channel/zalo/begun.ts';
import { HOUR, plain } from './oa.ts';

const message = plain('Đến không?');

it('steps are kept for one message to one person, and for a day', () => {
  const begun = createBegun();
  begun.stepsOf('lan', message, 0).push('m1');
  expect(begun.stepsOf('lan', { ...message }, HOUR)).toEqual(['m1']);
  expect(begun.stepsOf('minh', message, HOUR)).toEqual([]);
  expect(begun.stepsOf('lan', plain('Đến nhé?'), HOUR)).toEqual([]);
  expect(begun.stepsOf('lan', message, 24 * HOUR)).toEqual([]);
});

it('what has gone as a whole begins anew', () => {
  const begun = createBegun();
  begun.stepsOf('lan', message, 0).push('m1');
  begun.forget('lan', message);
  expect(begun.stepsOf('lan', message, 0)).toEqual([]);
});

it('the oldest goes where there are very many', () => {
  const begun = createBegun();
  for (let person = 0; person < 10_001; person++) begun.stepsOf(`${person}`, message, 0).push('m1');
  expect(begun.stepsOf('9999', message, 0)).toEqual(['m1']);
  expect(begun.stepsOf('0', message, 0)).toEqual([]);
});
