/** Word's file as a template: what stands in braces, and what is written in their place. */
import Docxtemplater, { type DXT } from 'docxtemplater';
import type PizZip from 'pizzip';

/** Where something is to be written by hand. */
export const BLANK = '…………';

/** A name in braces; `inner`: it is repeated, and these stand within. */
export interface Tag {
  name: string;
  inner: Tag[] | null;
}

/** Mistakes of a template, each with the words it is near. */
export class BrokenTemplate extends Error {
  readonly near: readonly string[];

  constructor(near: readonly string[], options?: ErrorOptions) {
    super('broken template', options);
    this.name = 'BrokenTemplate';
    this.near = near;
  }
}

export interface Compiled {
  tags: Tag[];
  /** Once only. */
  render(values: object): PizZip;
}

/** @throws BrokenTemplate */
export function compile(zip: PizZip): Compiled {
  const tags: Tag[] = [];
  const watcher: DXT.Module = {
    name: 'tags',
    // Told once of each part of the file: the document, and the tops and feet of its pages.
    set: ({ inspect }: { inspect?: { postparsed?: DXT.Part[] } }) => {
      if (inspect?.postparsed) tags.push(...tagsIn(inspect.postparsed));
    },
  };
  const template = whole(() => new Docxtemplater(zip, { ...settings, modules: [watcher] }));
  return { tags, render: (values) => whole(() => template.render(values).getZip()) };
}

const settings: DXT.Options = {
  paragraphLoop: true,
  linebreaks: true,
  stripInvalidXMLChars: true,
  errorLogging: false,
  // Only what was put in is found: no property that every object has.
  parser: (tag) => ({ get: (scope) => (Object.hasOwn(Object(scope), tag) ? scope[tag] : undefined) }),
  nullGetter: (part) => (part.module ? [] : BLANK),
};

function tagsIn(parts: readonly DXT.Part[]): Tag[] {
  return parts
    .filter(({ type }) => type === 'placeholder')
    .map((part) => ({ name: part.value, inner: part.subparsed ? tagsIn(part.subparsed) : null }));
}

function whole<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Error && 'properties' in cause)) throw cause;
    throw new BrokenTemplate(nearOf(cause), { cause });
  }
}

/** The library's own shape: one error, or many in one. */
function nearOf(error: unknown): string[] {
  const { properties = {} } = error as { properties?: { errors?: unknown[]; xtag?: unknown; context?: unknown } };
  if (Array.isArray(properties.errors)) return [...new Set(properties.errors.flatMap(nearOf))];
  return [properties.xtag, properties.context].filter((one) => typeof one === 'string' && one !== '').slice(0, 1) as string[];
}
