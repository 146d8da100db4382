/** The sentences of `locales/` with their lines, as lint takes them. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { WrittenSentence } from '../flow/lint/subject.ts';
import { placeholdersOf } from '../locale/load.ts';
import { type Finding, type Path, type Reading, readYaml } from '../yaml/read-yaml.ts';

type Sentences = Map<string, Map<string, WrittenSentence>>;

/** Language → key → sentence. Keys of chat.json have no namespace in front. */
export async function readSentences(folder: string): Promise<{ sentences: Sentences; findings: Finding[] }> {
  const sentences: Sentences = new Map();
  const findings: Finding[] = [];
  const languages = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const language of languages.sort()) {
    const written = new Map<string, WrittenSentence>();
    sentences.set(language, written);
    for (const file of (await readdir(join(folder, language))).filter((name) => name.endsWith('.json')).sort()) {
      const shown = `${basename(folder)}/${language}/${file}`;
      const reading = readJson(await readFile(join(folder, language, file), 'utf8'), shown);
      if (!reading.ok) findings.push(...reading.findings);
      else {
        const { data, finding } = reading.source;
        const namespace = file === 'chat.json' ? '' : `${basename(file, '.json')}:`;
        for (const { key, path, text } of leaves(data)) {
          const placeholders = placeholdersOf(text);
          written.set(namespace + key, { text, placeholders, finding: (problem, remedy) => finding(path, problem, remedy) });
        }
      }
    }
  }
  return { sentences, findings };
}

/** JSON is YAML, and the YAML reader knows lines; but not all that it reads is JSON. */
function readJson(text: string, file: string): Reading<Record<string, unknown>> {
  const reading = readYaml(text, file, z.record(z.string(), z.any()));
  if (!reading.ok) return reading;
  try {
    JSON.parse(text);
    return reading;
  } catch (error) {
    const problem = (error as Error).message;
    const line = Number(/\(line (\d+) /.exec(problem)?.[1] ?? text.split('\n').length);
    return {
      ok: false,
      findings: [{ file, line, problem, remedy: 'correct the JSON here: double quotes, no comments, no comma at the end' }],
    };
  }
}

function* leaves(value: unknown, path: Path = []): Generator<{ key: string; path: Path; text: string }> {
  if (typeof value === 'string') yield { key: path.join('.'), path, text: value };
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* leaves(inner, [...path, name]);
  }
}
