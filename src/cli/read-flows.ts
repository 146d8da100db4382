/** The dialogs and words of this project, for commands that only look at them. */
import { join } from 'node:path';
import type { Dialog, Words } from '../flow/definition.ts';
import { parseDialog, parseWords } from '../flow/parse.ts';
import { readFlowFile, readFlowFiles, refused } from '../flow-files.ts';
import type { Reading } from '../yaml/read-yaml.ts';
import { projectFolder } from './project-folder.ts';

/** @throws CannotStart naming what is broken */
export async function readFlows(): Promise<{ dialogs: Dialog[]; words: Words }> {
  const files = await readFlowFiles(join(projectFolder, 'flows', 'dialogs'));
  const words = await readFlowFile(join(projectFolder, 'flows', 'words.yaml'));
  return {
    dialogs: files.map(({ name, text }) => dataOf(parseDialog(text, name))),
    words: dataOf(parseWords(words.text, words.name)),
  };
}

function dataOf<T>(reading: Reading<T>): T {
  if (reading.ok) return reading.source.data;
  throw refused(reading.findings);
}
