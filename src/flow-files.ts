/** The YAML files of `flows/`: what is asked, and where, as data. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotStart } from './cannot-start.ts';
import { type Finding, inOneLine } from './yaml/read-yaml.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface FlowFile {
  /** As findings show it, relative to the project where it lies within. */
  name: string;
  text: string;
}

export const flowsFolder = join(root, 'flows');
export const rubricsFolder = join(flowsFolder, 'rubrics');
export const seasonsFolder = join(flowsFolder, 'seasons');

/** In alphabetical order. */
export async function readFlowFiles(folder: string): Promise<FlowFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(names.map((name) => readFlowFile(join(folder, name))));
}

export async function readFlowFile(path: string): Promise<FlowFile> {
  const shown = relative(root, path);
  return { name: shown.startsWith('..') ? path : shown, text: await readFile(path, 'utf8') };
}

/** Why a start has to stop: a line for each finding. */
export function refused(findings: readonly Finding[]): CannotStart {
  return new CannotStart(findings.map(inOneLine).join('\n'));
}
