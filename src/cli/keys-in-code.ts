/** Which sentences code says itself, so that lint does not take them for leftovers. */
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

const KEY = /['"`]([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_-]+)+)['"`]/g;
/** A key that code puts together: `act.consent.${purpose}`. */
const BEGINNING = /`([a-z][A-Za-z0-9]*\.(?:[A-Za-z0-9_-]+\.)*)\$\{/g;

export async function keysInCode(folder: string): Promise<{ keys: ReadonlySet<string>; beginnings: readonly string[] }> {
  const files = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.includes(`${sep}generated${sep}`),
  );
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const all = (pattern: RegExp) => texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] as string));
  return { keys: new Set(all(KEY)), beginnings: [...new Set(all(BEGINNING))] };
}
