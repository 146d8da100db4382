/** The fields that steps of several kinds share. Descriptions end up in the editors' JSON Schema. */
import { z } from 'zod';
import { reservedNames } from '../condition/condition.ts';

export const dialogId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case words joined by hyphens')
  .describe('Name of a dialog: its file without .yaml');

export const stepName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'a name such as askHead: letters and digits, beginning with a small letter')
  .refine((name) => name !== 'end', '"end" is where a dialog ends, not a step');

export const target = z
  .string()
  .regex(/^(@[a-z][a-z0-9-]*|[a-z][A-Za-z0-9]*)$/, 'a step of this dialog, end, or "@dialog"')
  .describe('A step of this dialog, `end`, or "@dialog" to leave everything and begin that one');

/** The root under which expressions find the language of the conversation. */
export const LANGUAGE_ROOT = 'lang';
/** The root that is true where what we say travels over servers abroad. */
export const AWAY_ROOT = 'away';
/** Roots that are there in every conversation, and that nothing saves. */
export const engineRoots: readonly string[] = [LANGUAGE_ROOT, AWAY_ROOT];

export const variable = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'a name such as headName: letters and digits, beginning with a small letter')
  .refine((name) => !reservedNames.has(name), 'this name belongs to CEL: choose another')
  .describe('Name of a variable');

export const sentenceKey = z
  .string()
  .regex(/^([a-z][A-Za-z0-9]*:)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/, 'a key of locales/*/chat.json such as welcome.hello')
  .describe('Key of a sentence in locales/*/chat.json');

export const actName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/, 'an act such as me.load')
  .describe('Name of an act (src/conversation/acts.ts)');

const outcomeName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'an outcome of the act');

export const expression = z.string().trim().min(1).max(1_000).describe('CEL expression; a literal word needs its own quotes');

/** An expression, or a number, true, false or null as it stands. */
export const value = z.union([expression, z.number(), z.boolean(), z.null()], 'an expression, a number, true, false or null');
export type Value = z.infer<typeof value>;

export const values = z.record(variable, value);
export type Values = z.infer<typeof values>;

export const placeholders = z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), value).describe('Placeholder: expression');

const choiceId = z
  .string()
  .regex(/^[a-z0-9-]{1,12}$/, 'at most 12 characters of a-z0-9-: it travels in buttons')
  .refine((id) => !/^o\d+$/.test(id), 'o and a number is how the engine names options of a list: choose another');

export const choice = z.strictObject({
  id: choiceId,
  label: sentenceKey,
  with: placeholders.optional(),
  also: sentenceKey.optional().describe('Key of other ways people say it, separated by commas'),
  inside: z
    .boolean()
    .optional()
    .describe('Also understood within a short sentence ("tôi không đồng ý đâu"), where its words have two syllables or more'),
  number: z
    .strictObject({ min: z.number().int().optional(), max: z.number().int().optional() })
    .optional()
    .describe('A typed number within these bounds means this choice'),
  when: z.union([expression, z.boolean()]).optional().describe('Shown only then'),
  next: target.optional(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional().describe('Saved literally; else the id'),
  url: expression.optional().describe('A link that opens instead of answering'),
});
export type ChoiceField = z.infer<typeof choice>;

export const choices = z
  .array(choice)
  .min(1)
  .refine((list) => new Set(list.map((one) => one.id)).size === list.length, 'every choice needs an id of its own');

export const outcomes = z.record(outcomeName, target).describe('Outcome of the act: where to go');

/** Fields of every step that says something. */
export const saying = {
  text: sentenceKey,
  with: placeholders.optional(),
  away: z
    .strictObject({ text: sentenceKey, with: placeholders.optional() })
    .optional()
    .describe('Said instead where our words travel over servers abroad: nothing personal'),
};
export type Saying = z.infer<z.ZodObject<typeof saying>>;

/** Fields of every step that asks a person something. */
export const asking = {
  ...saying,
  fallback: sentenceKey.optional().describe('Said to an answer that does not fit'),
};
