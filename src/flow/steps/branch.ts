import { z } from 'zod';
import { describeExpression, describeTarget, merge } from '../describe.ts';
import { expression, target } from '../fields.ts';
import { defineKind } from '../kind.ts';

export const branch = defineKind(
  z
    .strictObject({
      kind: z.literal('branch'),
      cases: z.array(z.strictObject({ when: z.union([expression, z.boolean()]), next: target })).min(1),
      else: target,
    })
    .describe('Goes on by the first condition that holds'),
  {
    waits: 'nobody',
    describe: (step) =>
      merge(
        ...step.cases.flatMap(({ when, next }, index) => [
          describeExpression(when, ['cases', index, 'when']),
          describeTarget(next, ['cases', index, 'next'], String(when)),
        ]),
        describeTarget(step.else, ['else'], 'else'),
      ),
    enter: (turn) => ({ to: turn.step.cases.find(({ when }) => turn.truth(when))?.next ?? turn.step.else }),
  },
);
