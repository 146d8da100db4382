/** A dialog and the words that work anywhere, as data. The union of steps is built from the registered kinds. */
import { z } from 'zod';
import { dialogId, stepName, variable } from './fields.ts';
import { registered } from './registry.ts';

type StepSchema = (typeof registered)[number]['schema'];
const [first, ...rest] = registered.map((kind) => kind.schema) as [StepSchema, ...StepSchema[]];

const stepSchema = z.discriminatedUnion('kind', [first, ...rest], {
  error: (issue) =>
    issue.code === 'invalid_union' ? `unknown kind; the kinds are ${registered.map(({ name }) => name).join(', ')}` : undefined,
});

export const dialogSchema = z.strictObject({
  id: dialogId,
  version: z.number().int().positive().describe('Raise it with every change'),
  about: z.string().optional().describe('What it is for, to whoever reads the file'),
  start: stepName.describe('The first step'),
  steps: z.record(stepName, stepSchema),
});

export type Step = z.infer<typeof stepSchema>;
export type Dialog = z.infer<typeof dialogSchema>;

const language = z.string().regex(/^[a-z]{2}$/, 'a language such as vi');
const spoken = z.record(language, z.array(z.string().trim().min(1)).min(1)).describe('Words per language');
const inside = z.boolean().optional().describe('Those of two syllables or more are also understood within a short sentence');
const listed = (about: string) =>
  z
    .record(language, z.array(z.string().trim().min(1)))
    .default({})
    .describe(`${about}, per language`);

export const wordsSchema = z.strictObject({
  entry: dialogId.describe('Begins when nothing is going on'),
  voice: dialogId.describe('Answers a voice message'),
  afterOfficer: dialogId
    .optional()
    .describe('Begins when somebody writes for the first time since an officer who wrote to them by hand has been silent for long'),
  lost: dialogId.optional().describe('Begins instead of the entry where what was going on is of another release; what was told stays'),
  words: z.array(
    z.union([
      z.strictObject({ do: z.literal('back'), say: spoken, inside }),
      z.strictObject({
        dialog: dialogId,
        say: spoken,
        inside,
        within: z.boolean().optional().describe('Only while something is going on: else the entry begins, whatever was said'),
        yields: z.boolean().optional().describe('Not where the question in hand understands it itself'),
        replaces: z.boolean().optional().describe('Leaves what is going on instead of coming back to it'),
        anew: z
          .boolean()
          .optional()
          .describe('Where nothing but its dialog is going on, that begins anew in its place, not on top of itself'),
        set: z.record(variable, z.string()).optional().describe('Variables of that dialog, literally'),
        officer: z
          .enum(['ends', 'hears'])
          .optional()
          .describe('Heard even while an officer writes in the chat; `ends`: from then on everything is heard again'),
      }),
    ]),
  ),
  code: z
    .strictObject({ dialog: dialogId, save: variable.describe('Variable of that dialog that gets the code') })
    .optional()
    .describe('What a code that is typed anywhere opens'),
  numbers: z
    .record(language, z.record(z.string(), z.number().int().min(0)))
    .default({})
    .describe('Words for numbers, per language'),
  counted: listed('Words after which a number in words is known to count: "hai đứa"'),
  measured: listed('Words beside which a number counts something else: "lớp 3"'),
  polite: listed('Words left aside when a choice is typed'),
  and: listed('Words between numbers of which several are meant: "2 và 4"'),
  none: listed('Words with which a short message says that there is nothing to tell'),
  names: z
    .strictObject({
      before: listed('What people write before a name'),
      titles: listed('How people are called, before a name; with these very accents'),
      after: listed('Words of courtesy behind a name; with these very accents'),
      never: listed('What stands in a sentence but in no name'),
    })
    .default({ before: {}, titles: {}, after: {}, never: {} })
    .describe('How a name is told from a sentence'),
});

export type Words = z.infer<typeof wordsSchema>;

/** Key of a dialog in `World.dialogs`. */
export function dialogKey(id: string, version: number): `${string}@${number}` {
  return `${id}@${version}`;
}
