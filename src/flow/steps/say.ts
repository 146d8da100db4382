import { z } from 'zod';
import { describeSentence, describeTarget, merge } from '../describe.ts';
import { asking, target } from '../fields.ts';
import { defineKind } from '../kind.ts';

export const say = defineKind(
  z.strictObject({ kind: z.literal('say'), text: asking.text, with: asking.with, next: target }).describe('Says something and goes on'),
  {
    waits: 'nobody',
    describe: (step) => merge(describeSentence(step.text, step.with, ['text']), describeTarget(step.next, ['next'])),
    enter(turn) {
      turn.say(turn.sentence(turn.step.text, turn.step.with));
      return { to: turn.step.next };
    },
  },
);
