import { z } from 'zod';
import { describeChoices, describeOutcomes, describeSentence, describeTarget, describeValues, describeWords, merge } from '../describe.ts';
import { actName, asking, choices, outcomes, sentenceKey, target, values, variable } from '../fields.ts';
import { defineKind, type Move, type Turn } from '../kind.ts';
import type { Choice, Json } from '../session.ts';
import { misfit, takeChoice } from './choosing.ts';
import { optionOf, readOptions } from './options.ts';

/** Characters of typed words that are searched for; names of places are shorter. */
const MAX_QUERY = 200;

const schema = z
  .strictObject({
    kind: z.literal('search'),
    ...asking,
    source: actName.describe('Act that takes `query` and comes out as `found` (with options) or `none`'),
    args: values.optional().describe('Besides query'),
    list: z.boolean().optional().describe('Show everything at once, with an empty query'),
    choices: choices.optional().describe('Other ways out'),
    none: sentenceKey.optional().describe('Said when nothing is found'),
    pick: sentenceKey.optional().describe('Above the options'),
    yes: sentenceKey.optional().describe('Key of ways to say yes where one option is left, separated by commas'),
    save: variable,
    next: target,
    on: outcomes.optional().describe('Other outcomes of the act'),
  })
  .describe('Waits for typed words and lets the person pick from what was found');

type Search = z.infer<typeof schema>;

/** What was found last, as it was shown. Null: nothing yet, words are awaited. */
const found = z.object({ options: z.array(z.any()), values: z.array(z.json()) });
/** While the act is at work: what it looks for, what to look for if it finds nothing, and what was shown before. */
const looking = z.object({ query: z.string(), otherwise: z.string().nullable(), shown: found.nullable() });

export const search = defineKind(schema, {
  waits: 'person',
  describe: (step) =>
    merge(
      describeWords(step),
      describeSentence(step.fallback, undefined, ['fallback']),
      describeSentence(step.none, undefined, ['none']),
      describeSentence(step.pick, undefined, ['pick']),
      describeSentence(step.yes, undefined, ['yes']),
      describeValues(step.args, ['args']),
      describeChoices(step.choices),
      describeTarget(step.next, ['next']),
      describeOutcomes(step.on),
      {
        acts: [
          {
            act: step.source,
            path: ['source'],
            args: [...Object.keys(step.args ?? {}), 'query'],
            handles: ['found', 'none'],
            needs: ['found', 'none'],
            on: Object.keys(step.on ?? {}),
          },
        ],
        save: step.save,
        writes: [step.save],
      },
    ),
  enter: (turn) => (turn.step.list ? request(turn, { query: '', otherwise: null, shown: null }) : prompt(turn)),
  again: prompt,
  receive(turn, answer) {
    if (answer.type === 'text') return look(turn, answer.text.slice(0, MAX_QUERY));
    const fallback = { key: turn.step.fallback ?? 'engine.search' };
    if (answer.type !== 'choice') return misfit(answer, fallback);
    const state = found.safeParse(turn.state);
    const option = state.success ? optionOf(state.data.values, answer.id) : null;
    if (!option) return takeChoice(turn, answer.id) ?? { unfit: fallback };
    turn.save(turn.step.save, option.value);
    return { to: turn.step.next };
  },
  result(turn, { outcome, value }) {
    if (outcome === 'found') return offer(turn, value);
    const to = Object.hasOwn(turn.step.on ?? {}, outcome) ? turn.step.on?.[outcome] : undefined;
    if (to !== undefined) return { to };
    if (outcome !== 'none') return { trouble: 'outcome' };
    const state = looking.safeParse(turn.state);
    const { query, otherwise, shown } = state.success ? state.data : { query: '', otherwise: null, shown: null };
    if (otherwise !== null) return request(turn, { query: otherwise, otherwise: null, shown });
    // What was shown stays: it may well be among it.
    turn.state = shown as Json;
    // Nobody typed anything yet: the question itself says what to do.
    return query === '' ? prompt(turn) : { unfit: { key: turn.step.none ?? 'engine.searchNone' } };
  },
});

/** As it was typed, and if there is nothing of that name without the words of courtesy around it. */
function look(turn: Turn<Search>, typed: string): Move {
  const state = found.safeParse(turn.state);
  const bare = turn.bare(typed);
  return request(turn, {
    query: typed,
    otherwise: turn.says(typed, { text: bare }) ? null : bare,
    shown: state.success ? state.data : null,
  });
}

function request(turn: Turn<Search>, state: z.infer<typeof looking>): Move {
  const args = turn.values(turn.step.args ?? {});
  if (args === null) return { trouble: 'arguments' };
  turn.state = state as Json;
  return { request: { do: turn.step.source, args: { ...args, query: state.query } } };
}

function offer(turn: Turn<Search>, value: Json): Move {
  const options = readOptions((value as { options?: Json } | null)?.options ?? null);
  if (options === null || options.length === 0) return { trouble: 'options' };
  const yes = options.length === 1 && turn.step.yes !== undefined ? { also: { key: turn.step.yes } } : {};
  const shown = options.map(({ choice }) => ({ ...choice, ...yes }) as unknown as Json);
  turn.state = { options: shown, values: options.map((option) => option.value) };
  return prompt(turn);
}

function prompt(turn: Turn<Search>): Move {
  const { step } = turn;
  const state = found.safeParse(turn.state);
  const others = turn.choices(step.choices);
  if (!state.success) return { ask: { text: turn.words(step), choices: others, expect: 'text' } };
  const options = state.data.options as Choice[];
  return { ask: { text: { key: step.pick ?? 'engine.searchPick' }, choices: [...options, ...others], expect: 'text', listed: true } };
}
