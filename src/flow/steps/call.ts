import { z } from 'zod';
import { describeTarget, describeValues, merge } from '../describe.ts';
import { dialogId, target, values } from '../fields.ts';
import { defineKind } from '../kind.ts';

export const call = defineKind(
  z
    .strictObject({ kind: z.literal('call'), dialog: dialogId, set: values.optional(), next: target })
    .describe('Walks another dialog and comes back'),
  {
    waits: 'nobody',
    describe: (step) =>
      merge(
        { dialogs: [{ id: step.dialog, path: ['dialog'] }], writes: Object.keys(step.set ?? {}) },
        describeValues(step.set, ['set']),
        describeTarget(step.next, ['next']),
      ),
    enter(turn) {
      for (const [name, source] of Object.entries(turn.step.set ?? {})) turn.save(name, turn.value(source));
      return { call: turn.step.dialog };
    },
    returned: (turn) => ({ to: turn.step.next }),
  },
);
