/** Reads the files of `locales/` into flat keys. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const localesFolder = fileURLToPath(new URL('../../locales', import.meta.url));

export const namespaces = ['chat', 'rubric', 'web', 'problem', 'telegram', 'zalo', 'paper', 'console'] as const;
export type Namespace = (typeof namespaces)[number];
/** Read by officers, who all read the source language. */
export const sourceOnly: readonly Namespace[] = ['console'];

export interface LocaleEntry {
  namespace: Namespace;
  /** Without its namespace. */
  key: string;
  text: string;
  /** Names inside `{{…}}`, sorted, each once. */
  placeholders: readonly string[];
  /** Relative to the folder: `vi/chat.json`. */
  file: string;
}

/** Language → full key (`menu.ask`, `rubric:levels.full`) → sentence. */
export function loadEntries(folder: string): ReadonlyMap<string, ReadonlyMap<string, LocaleEntry>> {
  const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(languages.map(({ name }) => [name, loadLanguage(folder, name)]));
}

/** The key by which a sentence is asked for. */
function fullKey(namespace: Namespace, key: string): string {
  return namespace === 'chat' ? key : `${namespace}:${key}`;
}

export function placeholdersOf(text: string): string[] {
  const names = [...text.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map((match) => match[1] as string);
  return [...new Set(names)].sort();
}

function loadLanguage(folder: string, language: string): ReadonlyMap<string, LocaleEntry> {
  const sentences = new Map<string, LocaleEntry>();
  const present = new Set(readdirSync(join(folder, language)));
  for (const namespace of namespaces) {
    const file = join(language, `${namespace}.json`);
    if (!present.has(`${namespace}.json`)) continue;
    for (const [key, text] of flatten(readJson(join(folder, file)), file)) {
      const full = fullKey(namespace, key);
      if (sentences.has(full)) throw new Error(`${file}: the key "${key}" is there twice`);
      sentences.set(full, { namespace, key, text, placeholders: placeholdersOf(text), file });
    }
  }
  return sentences;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} is not valid JSON`, { cause });
  }
}

function* flatten(value: unknown, file: string, path = ''): Generator<[string, string]> {
  if (typeof value === 'string') {
    yield [path, value];
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${file}: "${path}" must be a sentence or a group of sentences`);
  }
  for (const [name, inner] of Object.entries(value)) yield* flatten(inner, file, path ? `${path}.${name}` : name);
}
