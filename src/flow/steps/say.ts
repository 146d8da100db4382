import { z } from 'zod';
import { describeTarget, describeWords, merge } from '../describe.ts';
import { saying, target } from '../fields.ts';
import { defineKind } from '../kind.ts';

export const say = defineKind(z.strictObject({ kind: z.literal('say'), ...saying, next: target }).describe('Says something and goes on'), {
  waits: 'nobody',
  describe: (step) => merge(describeWords(step), describeTarget(step.next, ['next'])),
  enter(turn) {
    turn.say(turn.words(turn.step));
    return { to: turn.step.next };
  },
});
