import { z } from 'zod';
import { describeChoices, describeExpression, describeSentence, describeTarget, describeWords, merge } from '../describe.ts';
import { asking, choices, expression, target, variable } from '../fields.ts';
import { type Answer, defineKind, type Move, type Turn } from '../kind.ts';
import type { Json } from '../session.ts';
import { choicesLead, misfit, takeChoice } from './choosing.ts';
import { wordsElsewhere } from './form-view.ts';
import { optionOf, readOptions } from './options.ts';

const schema = z
  .strictObject({
    kind: z.literal('choose'),
    ...asking,
    choices: choices.optional(),
    from: z
      .strictObject({
        list: expression,
        next: target,
        several: z.boolean().optional().describe('True: typed numbers may mean several; a list of what is chosen is saved'),
      })
      .optional()
      .describe('More choices, from a list {id, label, url?, value?} in a variable'),
    positions: z.boolean().optional().describe('False: a typed number is not the position of a choice'),
    binding: z
      .boolean()
      .optional()
      .describe('True: where anything else was said since, typed words choose nothing and it is asked again; a press still counts'),
    save: variable.optional(),
    next: target.optional(),
    anew: z
      .strictObject({ next: target, save: variable })
      .optional()
      .describe('Instead of asking the same again, goes there first; saves what was typed that is none of the choices, else null'),
    other: z
      .strictObject({ next: target, save: variable, maxLength: z.number().int().positive().default(1000) })
      .optional()
      .describe('Words that are none of the choices are saved and lead there'),
    form: z
      .strictObject({ next: target, save: variable })
      .optional()
      .describe('What a form understands that is not in hand ("câu 5", "gửi phiếu") is saved and leads there: see `told` of a form'),
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
      describeTarget(step.anew?.next, ['anew', 'next'], 'anew'),
      describeTarget(step.other?.next, ['other', 'next'], 'other'),
      describeTarget(step.form?.next, ['form', 'next'], 'form'),
      { writes: [step.anew?.save, step.other?.save, step.form?.save].filter((name) => name !== undefined) },
      step.save === undefined ? {} : { save: step.save, writes: [step.save] },
    ),
  enter: ask,
  again,
  hears(turn, typed) {
    const { form, from } = turn.step;
    const several = from?.several ? severalOf(turn, typed) : null;
    if (several && from) return saveChosen(turn, from.next, several);
    if (!form || turn.choiceOf(typed, wordsOfForm) === null) return null;
    turn.save(form.save, typed);
    return { to: form.next };
  },
  receive(turn, answer) {
    if (answer.type !== 'choice') return unheard(turn, answer);
    const state = remembered.safeParse(turn.state);
    const option = state.success ? optionOf(state.data.values, answer.id) : null;
    const { from } = turn.step;
    if (option && from) return saveChosen(turn, from.next, from.several ? [option.value] : option.value);
    return takeChoice(turn, answer.id) ?? { unfit: { key: 'engine.choose' } };
  },
});

/** More questions than a form has. */
const MOST_QUESTIONS = 60;
const wordsOfForm = wordsElsewhere(MOST_QUESTIONS);

type Choose = z.infer<typeof schema>;

function saveChosen(turn: Turn<Choose>, next: string, value: Json): Move {
  if (turn.step.save !== undefined) turn.save(turn.step.save, value);
  return { to: next };
}

/** What stands at several typed numbers; null where one of them is of nothing that was listed. */
function severalOf(turn: Turn<Choose>, typed: string): Json[] | null {
  const state = remembered.safeParse(turn.state);
  const numbers = state.success ? turn.several(typed) : null;
  const values = numbers?.map((number) => (state.success ? state.data.values[number - 1] : undefined));
  return values?.every((value) => value !== undefined) ? values : null;
}

function again(turn: Turn<Choose>): Move {
  const { anew } = turn.step;
  if (!anew) return ask(turn);
  turn.save(anew.save, null);
  return { anew: anew.next };
}

/** None of the choices. A photo says as much as words: that something is meant. */
function unheard(turn: Turn<Choose>, answer: Exclude<Answer, { type: 'choice' }>): Move {
  const { anew, other, fallback = 'engine.choose' } = turn.step;
  const said = answer.type === 'text' ? answer.text : '';
  if (other && said.length > other.maxLength) return { unfit: { key: 'engine.tooLong', params: { max: other.maxLength } } };
  if (other && answer.type === 'text') {
    turn.save(other.save, said);
    return { to: other.next };
  }
  const move = misfit(answer, { key: fallback });
  if (!anew || !('unfit' in move)) return move;
  turn.save(anew.save, answer.type === 'other' ? null : said);
  return { anew: anew.next, unfit: move.unfit };
}

function ask(turn: Turn<Choose>): Move {
  const listed = turn.step.from ? turn.value(turn.step.from.list) : [];
  const options = readOptions(listed ?? []);
  if (options === null) return { trouble: 'options' };
  const choices = [...options.map(({ choice }) => choice), ...turn.choices(turn.step.choices)];
  if (choices.every(({ url }) => url !== undefined)) return { trouble: 'noChoices' };
  turn.state = { values: options.map(({ value }) => value) };
  const { positions, binding } = turn.step;
  const listing = {
    ...(options.length > 0 && { listed: true }),
    ...(positions !== undefined && { positions }),
    ...(binding && { binding }),
  };
  return { ask: { text: turn.words(turn.step), choices, expect: 'none', ...listing } };
}
