/** The YAML files of a folder of `flows/`. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface FlowFile {
  /** As findings show it, relative to the project where it lies within. */
  name: string;
  text: string;
}

export const rubricsFolder = join(root, 'flows', 'rubrics');
export const seasonsFolder = join(root, 'flows', 'seasons');

/** In alphabetical order. */
export async function readFlowFiles(folder: string): Promise<FlowFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const shown = relative(root, path);
      return { name: shown.startsWith('..') ? path : shown, text: await readFile(path, 'utf8') };
    }),
  );
}
