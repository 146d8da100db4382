import { z } from 'zod';
import { describeOutcomes, describeValues, merge } from '../describe.ts';
import { actName, outcomes, values, variable } from '../fields.ts';
import { defineKind } from '../kind.ts';

export const act = defineKind(
  z
    .strictObject({
      kind: z.literal('act'),
      do: actName,
      args: values.optional(),
      save: variable.optional().describe("Variable for the outcome's value"),
      on: outcomes.describe('Every outcome of the act: where to go'),
    })
    .describe('Has the service do something'),
  {
    waits: 'service',
    describe: (step) =>
      merge(
        {
          acts: [{ act: step.do, path: ['do'], args: Object.keys(step.args ?? {}), handles: [], needs: [], on: Object.keys(step.on) }],
          writes: step.save === undefined ? [] : [step.save],
        },
        describeValues(step.args, ['args']),
        describeOutcomes(step.on),
      ),
    enter(turn) {
      const args = turn.values(turn.step.args ?? {});
      return args === null ? { trouble: 'arguments' } : { request: { do: turn.step.do, args } };
    },
    result(turn, { outcome, value }) {
      const to = Object.hasOwn(turn.step.on, outcome) ? turn.step.on[outcome] : undefined;
      if (to === undefined) return { trouble: 'outcome' };
      if (turn.step.save !== undefined) turn.save(turn.step.save, value);
      return { to };
    },
  },
);
