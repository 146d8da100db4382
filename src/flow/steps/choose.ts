import { z } from 'zod';
import { describeChoices, describeExpression, describeSentence, describeTarget, describeWords, merge } from '../describe.ts';
import { asking, choices, expression, target, variable } from '../fields.ts';
import { defineKind, type Move, type Turn } from '../kind.ts';
import { choicesLead, misfit, takeChoice } from './choosing.ts';
import { optionOf, readOptions } from './options.ts';

const schema = z
  .strictObject({
    kind: z.literal('choose'),
    ...asking,
    choices: choices.optional(),
    from: z
      .strictObject({ list: expression, next: target })
      .optional()
      .describe('More choices, from a list {id, label, url?, value?} in a variable'),
    positions: z.boolean().optional().describe('False: a typed number is not the position of a choice'),
    save: variable.optional(),
    next: target.optional(),
  })
  .refine((step) => step.choices !== undefined || step.from !== undefined, 'choose needs choices or from')
  .refine(choicesLead, 'every choice needs next, or the step does')
  .describe('Waits for one of its choices');

/** Values of the options that were offered; what the list held then, whatever it holds now. */
const remembered = z.object({ values: z.array(z.json()) });

export const choose = defineKind(schema, {
  waits: 'person',
  describe: (step) =>
    merge(
      describeWords(step),
      describeSentence(step.fallback, undefined, ['fallback']),
      describeChoices(step.choices),
      describeExpression(step.from?.list, ['from', 'list']),
      describeTarget(step.from?.next, ['from', 'next']),
      describeTarget(step.next, ['next']),
      step.save === undefined ? {} : { save: step.save, writes: [step.save] },
    ),
  enter: ask,
  again: ask,
  receive(turn, answer) {
    if (answer.type !== 'choice') return misfit(answer, { key: turn.step.fallback ?? 'engine.choose' });
    const state = remembered.safeParse(turn.state);
    const option = state.success ? optionOf(state.data.values, answer.id) : null;
    if (option && turn.step.from) {
      if (turn.step.save !== undefined) turn.save(turn.step.save, option.value);
      return { to: turn.step.from.next };
    }
    return takeChoice(turn, answer.id) ?? { unfit: { key: 'engine.choose' } };
  },
});

function ask(turn: Turn<z.infer<typeof schema>>): Move {
  const listed = turn.step.from ? turn.value(turn.step.from.list) : [];
  const options = readOptions(listed ?? []);
  if (options === null) return { trouble: 'options' };
  const choices = [...options.map(({ choice }) => choice), ...turn.choices(turn.step.choices)];
  if (choices.every(({ url }) => url !== undefined)) return { trouble: 'noChoices' };
  turn.state = { values: options.map(({ value }) => value) };
  const { positions } = turn.step;
  const listing = { ...(options.length > 0 ? { listed: true } : {}), ...(positions === undefined ? {} : { positions }) };
  return { ask: { text: turn.words(turn.step), choices, expect: 'none', ...listing } };
}
