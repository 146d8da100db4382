import { z } from 'zod';
import { describeTarget, describeValues, merge } from '../describe.ts';
import { target, values } from '../fields.ts';
import { defineKind } from '../kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('set'),
    set: values,
    settled: z.literal(true).optional().describe('What was asked before is settled: "back" does not lead there any more'),
    next: target,
  })
  .describe('Sets variables');

export const set = defineKind(schema, {
  waits: 'nobody',
  describe: (step) => merge(describeValues(step.set, ['set']), { writes: Object.keys(step.set) }, describeTarget(step.next, ['next'])),
  enter(turn) {
    for (const [name, source] of Object.entries(turn.step.set)) turn.save(name, turn.value(source));
    if (turn.step.settled) turn.settle();
    return { to: turn.step.next };
  },
});
