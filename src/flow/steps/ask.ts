import { z } from 'zod';
import { describeChoices, describeSentence, describeTarget, describeWords, merge } from '../describe.ts';
import { asking, choices, target, variable } from '../fields.ts';
import { defineKind, type Move, type Turn } from '../kind.ts';
import { MAX_ANSWER, MAX_TEXT } from '../limits.ts';
import { readDate } from '../read-date.ts';
import type { Sentence } from '../session.ts';
import { choicesLead, misfit, takeChoice } from './choosing.ts';

const schema = z
  .strictObject({
    kind: z.literal('ask'),
    ...asking,
    expect: z.enum(['text', 'number', 'date']),
    min: z.union([z.number().int(), z.iso.date()]).optional().describe('Least number, or earliest date'),
    max: z.union([z.number().int(), z.iso.date()]).optional().describe('Greatest number, or latest date'),
    maxLength: z.number().int().positive().max(MAX_TEXT).optional().describe(`Characters of an answer in words; ${MAX_ANSWER} if absent`),
    name: z.boolean().optional().describe("The words are a person's name: a sentence, a question or a telephone number does not fit"),
    code: z.boolean().optional().describe('A code that is typed is the answer, and opens nothing'),
    choices: choices.optional().describe('Quick answers'),
    save: variable,
    next: target,
  })
  .refine(choicesLead)
  .refine(boundsFit, 'min and max: numbers for a number, dates for a date, none for text')
  .refine(nameFits, 'name: only where words are expected')
  .describe('Waits for words, a whole number or a date');

type Ask = z.infer<typeof schema>;

export const ask = defineKind(schema, {
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
    const { step } = turn;
    const fallback: Sentence = { key: step.fallback ?? `engine.${step.expect}` };
    if (answer.type === 'choice') return takeChoice(turn, answer.id) ?? { unfit: fallback };
    if (answer.type !== 'text') return misfit(answer, fallback);
    const read = readers[step.expect](turn, answer.text);
    if (read === null) return { unfit: fallback };
    if (typeof read === 'object') return { unfit: read };
    turn.save(step.save, read);
    return { to: step.next };
  },
});

function prompt(turn: Turn<Ask>): Move {
  const { step } = turn;
  const { expect, code } = step;
  const text = turn.words(step);
  return { ask: { text, choices: turn.choices(step.choices), expect, ...(code ? { code } : {}) } };
}

type Read = string | number | Sentence | null;

/** The answer, a sentence that says why it is none, or null for the fallback. */
const readers: Record<Ask['expect'], (turn: Turn<Ask>, text: string) => Read> = {
  text(turn, text) {
    const max = turn.step.maxLength ?? MAX_ANSWER;
    const words = turn.step.name ? turn.name(text) : text.replace(/\s+/gu, ' ').trim();
    if (words === null || !/[\p{L}\p{N}]/u.test(words)) return null;
    return [...words].length > max ? { key: 'engine.tooLong', params: { max } } : words;
  },
  number: (turn, text) => within(turn.step, turn.number(text), 'engine.number'),
  date: (turn, text) => within(turn.step, readDate(text, turn.now), 'engine.date'),
};

function within(step: Ask, read: string | number | null, key: string): Read {
  if (read === null) return null;
  const { min, max } = step;
  const fits = (min === undefined || read >= min) && (max === undefined || read <= max);
  if (fits) return read;
  const shown = (bound: string | number) => (typeof bound === 'string' ? { date: bound } : bound);
  if (min === undefined) return { key: `${key}Max`, params: { max: shown(max as string | number) } };
  if (max === undefined) return { key: `${key}Min`, params: { min: shown(min) } };
  return { key: `${key}Range`, params: { min: shown(min), max: shown(max) } };
}

function boundsFit(step: { expect: string; min?: number | string | undefined; max?: number | string | undefined }): boolean {
  const type = { text: 'undefined', number: 'number', date: 'string' }[step.expect];
  return [step.min, step.max].every((bound) => bound === undefined || typeof bound === type);
}

function nameFits(step: { expect: string; name?: boolean | undefined }): boolean {
  return step.name === undefined || step.expect === 'text';
}
