/** Lists that are only known while talking: wards that were found, pieces of evidence. */
import { z } from 'zod';
import type { Choice, Json, Sentence } from '../session.ts';

export const sentence = z.union([
  z.object({ key: z.string(), params: z.record(z.string(), z.any()).optional() }),
  z.object({ text: z.string(), in: z.record(z.string(), z.string()).optional() }),
]) as unknown as z.ZodType<Sentence>;

const option = z.object({
  id: z.union([z.string(), z.number().transform(String)]),
  label: z.union([sentence, z.string().transform((text): Sentence => ({ text }))]),
  url: z.string().nullish(),
  value: z.json().optional(),
});

export interface Option {
  choice: Choice;
  /** What choosing it saves. */
  value: Json;
}

/** Reads a list of options; null when it is none. Their ids stay short whatever those of the records are: "o0", "o1" … */
export function readOptions(list: Json): Option[] | null {
  const parsed = z.array(option).safeParse(list);
  if (!parsed.success) return null;
  return parsed.data.map(({ id, label, url, value }, index) => ({
    choice: { id: `o${index}`, label, ...(url && isOpenable(url) ? { url } : {}) },
    value: value === undefined ? id : (value as Json),
  }));
}

/** Links go to our own pages or to the web, never to a scheme that runs something. */
export function isOpenable(url: string): boolean {
  return /^(https?:\/\/|\/(?!\/))/.test(url);
}

/** The option that a choice id means, from what the step remembers. */
export function optionOf(remembered: Json[], id: string): { value: Json } | null {
  const index = /^o(\d{1,6})$/.exec(id)?.[1];
  const value = index === undefined ? undefined : remembered[Number(index)];
  return value === undefined ? null : { value };
}
