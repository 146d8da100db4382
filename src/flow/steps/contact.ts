import { z } from 'zod';
import { describeChoices, describeSentence, describeTarget, describeWords, merge } from '../describe.ts';
import { asking, choices, target, variable } from '../fields.ts';
import { defineKind, type Move, type Turn } from '../kind.ts';
import { readPhone } from '../read-phone.ts';
import { misfit, takeChoice } from './choosing.ts';

const schema = z
  .strictObject({
    kind: z.literal('contact'),
    ...asking,
    choices: choices.optional().describe('Ways out, such as not giving it'),
    save: variable,
    next: target,
  })
  .describe('Waits for a telephone number, typed or shared by its owner');

export const contact = defineKind(schema, {
  waits: 'person',
  describe: (step) =>
    merge(
      describeWords(step),
      describeSentence(step.fallback, undefined, ['fallback']),
      describeChoices(step.choices),
      describeTarget(step.next, ['next']),
      { save: step.save, writes: [step.save] },
    ),
  enter: prompt,
  again: prompt,
  receive(turn, answer) {
    const fallback = { key: turn.step.fallback ?? 'engine.contact' };
    if (answer.type === 'choice') return takeChoice(turn, answer.id) ?? { unfit: fallback };
    if (answer.type === 'contact' && !answer.own) return { unfit: { key: 'engine.contactNotOwn' } };
    if (answer.type !== 'contact' && answer.type !== 'text') return misfit(answer, fallback);
    const phone = readPhone(answer.type === 'contact' ? answer.phone : answer.text);
    if (phone === null) return { unfit: fallback };
    turn.save(turn.step.save, phone);
    return { to: turn.step.next };
  },
});

function prompt(turn: Turn<z.infer<typeof schema>>): Move {
  const { step } = turn;
  return { ask: { text: turn.words(step), choices: turn.choices(step.choices), expect: 'contact' } };
}
