import { z } from 'zod';
import { describeChoices, describeOutcomes, describeSentence, describeTarget, describeValues, describeWords, merge } from '../describe.ts';
import { actName, asking, choices, outcomes, sentenceKey, target, values } from '../fields.ts';
import { defineKind, type Move, type Turn } from '../kind.ts';
import type { Json, Sentence } from '../session.ts';
import { choicesLead, takeChoice } from './choosing.ts';
import { refusal } from './refusal.ts';

const schema = z
  .strictObject({
    kind: z.literal('upload'),
    ...asking,
    attach: actName.describe('Act that takes `media`; comes out as `ok` or `refused`'),
    tell: actName.describe('Act that takes `text`; comes out as `ok` or `refused`'),
    args: values.optional().describe('Besides media and text'),
    choices: choices.optional().describe('Ways out, such as doing it later'),
    done: sentenceKey.optional().describe('Label of "that is all"'),
    next: target,
    on: outcomes.optional().describe('Other outcomes of the acts'),
  })
  .refine(choicesLead)
  .refine((step) => !step.choices?.some(({ id }) => id === 'done'), 'the choice "done" is there already: name its label in `done`')
  .describe('Waits for photos, a PDF or a story');

type Upload = z.infer<typeof schema>;

/** `caption`: words that came with a photo, told once the photo is in. `after`: the outcome of the photo that leads on after them. */
const remembered = z.object({ taken: z.number().int(), caption: z.string().nullable(), after: z.string().nullable().default(null) });
type Remembered = z.infer<typeof remembered>;

export const upload = defineKind(schema, {
  waits: 'person',
  describe(step) {
    const use = { handles: ['ok', 'refused'], needs: ['ok'], on: Object.keys(step.on ?? {}) };
    const args = Object.keys(step.args ?? {});
    return merge(
      describeWords(step),
      describeSentence(step.fallback, undefined, ['fallback']),
      describeSentence(step.done, undefined, ['done']),
      describeValues(step.args, ['args']),
      describeChoices(step.choices),
      describeTarget(step.next, ['next']),
      describeOutcomes(step.on),
      {
        acts: [
          { act: step.attach, path: ['attach'], args: [...args, 'media'], ...use },
          { act: step.tell, path: ['tell'], args: [...args, 'text'], ...use },
        ],
      },
    );
  },
  enter: (turn) => prompt(turn, turn.words(turn.step)),
  again: (turn) => prompt(turn, turn.words(turn.step)),
  receive(turn, answer) {
    const fallback = { key: turn.step.fallback ?? 'engine.upload' };
    const state = stateOf(turn);
    if (answer.type === 'choice' && answer.id === 'done') return { to: turn.step.next };
    if (answer.type === 'choice') return takeChoice(turn, answer.id) ?? { unfit: fallback };
    if (answer.type === 'text' && turn.saysNone(answer.text)) return { unfit: fallback };
    if (answer.type === 'text') return request(turn, turn.step.tell, { text: answer.text });
    if (answer.type !== 'media') return { unfit: fallback };
    turn.state = { ...state, caption: answer.caption ?? null };
    return request(turn, turn.step.attach, { media: answer.items as unknown as Json });
  },
  result(turn, { outcome, value }) {
    const leads = leadOf(turn, outcome);
    if (leads === undefined && outcome !== 'ok' && outcome !== 'refused') return { trouble: 'outcome' };
    const { taken, caption, after } = stateOf(turn);
    turn.state = { taken: outcome === 'ok' ? taken + 1 : taken, caption: null, after: null };
    // Words that came with a photo are about that one only: not about an earlier one.
    if (caption !== null && outcome !== 'refused') {
      turn.state = { ...turn.state, after: leads === undefined ? null : outcome };
      return request(turn, turn.step.tell, { text: caption });
    }
    if (leads !== undefined) return { to: leads };
    if (outcome === 'refused') turn.say(refusal(value) ?? { key: turn.step.fallback ?? 'engine.upload' });
    const on = after === null ? undefined : leadOf(turn, after);
    if (on !== undefined) return { to: on };
    return outcome === 'ok' ? prompt(turn, { key: 'engine.uploadReceived' }) : prompt(turn, turn.words(turn.step));
  },
});

function leadOf({ step: { on = {} } }: Turn<Upload>, outcome: string): string | undefined {
  return Object.hasOwn(on, outcome) ? on[outcome] : undefined;
}

function stateOf(turn: Turn<Upload>): Remembered {
  const state = remembered.safeParse(turn.state);
  return state.success ? state.data : { taken: 0, caption: null, after: null };
}

function request(turn: Turn<Upload>, act: string, given: { [name: string]: Json }): Move {
  const args = turn.values(turn.step.args ?? {});
  return args === null ? { trouble: 'arguments' } : { request: { do: act, args: { ...args, ...given } } };
}

function prompt(turn: Turn<Upload>, text: Sentence): Move {
  const { step } = turn;
  const ways = turn.choices(step.choices);
  const done = { id: 'done', label: { key: step.done ?? 'engine.uploadDone' } };
  // Before anything came, "that is all" is offered only where there is no other way out.
  const choices = stateOf(turn).taken > 0 || ways.length === 0 ? [...ways, done] : ways;
  // Where the dialog has words of its own, it may be none of a family's.
  const photos = step.fallback === undefined ? 'engine.photoAway' : 'engine.photoAwayHere';
  return { ask: { text, choices, expect: 'media', photos } };
}
