/** A dialog and the words that work anywhere, as data. The union of steps is built from the registered kinds. */
import { z } from 'zod';
import { dialogId, stepName } from './fields.ts';
import { registered } from './registry.ts';

type StepSchema = (typeof registered)[number]['schema'];
const [first, ...rest] = registered.map((kind) => kind.schema) as [StepSchema, ...StepSchema[]];

export const stepSchema = z.discriminatedUnion('kind', [first, ...rest], {
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

const spoken = z
  .record(z.string().regex(/^[a-z]{2}$/, 'a language such as vi'), z.array(z.string().trim().min(1)).min(1))
  .describe('Words per language');

export const wordsSchema = z.strictObject({
  entry: dialogId.describe('Begins when nothing is going on'),
  voice: dialogId.describe('Answers a voice message'),
  words: z.array(
    z.union([
      z.strictObject({ do: z.literal('back'), say: spoken }),
      z.strictObject({
        dialog: dialogId,
        say: spoken,
        replaces: z.boolean().optional().describe('Leaves what is going on instead of coming back to it'),
      }),
    ]),
  ),
  numbers: z
    .record(z.string().regex(/^[a-z]{2}$/), z.record(z.string(), z.number().int().min(0)))
    .default({})
    .describe('Words for numbers, per language'),
  polite: z
    .record(z.string().regex(/^[a-z]{2}$/), z.array(z.string().trim().min(1)))
    .default({})
    .describe('Words left aside when a choice is typed, per language'),
});

export type Words = z.infer<typeof wordsSchema>;

/** Key of a dialog in `World.dialogs`. */
export function dialogKey(id: string, version: number): `${string}@${number}` {
  return `${id}@${version}`;
}
