/** YAML text to validated data, or to findings that name file, line and remedy. Reading files is for callers. */
import { type Reading, readYaml } from '../yaml/read-yaml.ts';
import { type Dialog, dialogSchema, type Words, wordsSchema } from './definition.ts';

/** @param file its name as findings should show it; its last part must be the dialog's id */
export function parseDialog(text: string, file: string): Reading<Dialog> {
  const reading = readYaml(text, file, dialogSchema);
  if (!reading.ok) return reading;
  const { data, finding } = reading.source;
  const name = file.split('/').at(-1);
  if (name === `${data.id}.yaml`) return reading;
  return { ok: false, findings: [finding(['id'], `the id is "${data.id}", the file ${name}`, 'name the file after the id')] };
}

export function parseWords(text: string, file: string): Reading<Words> {
  return readYaml(text, file, wordsSchema);
}
