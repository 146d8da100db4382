import { z } from 'zod';
import { describeTarget, describeValues, merge } from '../describe.ts';
import { target, values } from '../fields.ts';
import { defineKind } from '../kind.ts';

export const set = defineKind(z.strictObject({ kind: z.literal('set'), set: values, next: target }).describe('Sets variables'), {
  waits: 'nobody',
  describe: (step) => merge(describeValues(step.set, ['set']), { writes: Object.keys(step.set) }, describeTarget(step.next, ['next'])),
  enter(turn) {
    for (const [name, source] of Object.entries(turn.step.set)) turn.save(name, turn.value(source));
    return { to: turn.step.next };
  },
});
