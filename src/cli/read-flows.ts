/** The dialogs and words of this project, for commands that only look at them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFlowFiles } from '../assessment/flow-files.ts';
import { CannotStart } from '../cannot-start.ts';
import type { Dialog, Words } from '../flow/definition.ts';
import { parseDialog, parseWords } from '../flow/parse.ts';
import type { Finding, Reading } from '../yaml/read-yaml.ts';
import { projectFolder } from './project-folder.ts';

/** @throws CannotStart naming what is broken */
export async function readFlows(): Promise<{ dialogs: Dialog[]; words: Words }> {
  const files = await readFlowFiles(join(projectFolder, 'flows', 'dialogs'));
  const words = await readFile(join(projectFolder, 'flows', 'words.yaml'), 'utf8');
  return {
    dialogs: files.map(({ name, text }) => dataOf(parseDialog(text, name))),
    words: dataOf(parseWords(words, 'flows/words.yaml')),
  };
}

function dataOf<T>(reading: Reading<T>): T {
  if (reading.ok) return reading.source.data;
  throw new CannotStart(reading.findings.map(inOneLine).join('\n'));
}

function inOneLine({ file, line, problem, remedy }: Finding): string {
  return `${file}:${line}: ${problem} (${remedy})`;
}
