/**
 * YAML text to a validated dialog, or to findings that name file, line and remedy. Reading files is for callers.
 *
 * `yaml` is the one library besides zod that this room takes: only it knows on which line something stands.
 */
import { isMap, isNode, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Dialog, dialogSchema, type Words, wordsSchema } from './definition.ts';
import type { Path } from './kind.ts';
import { kinds } from './registry.ts';

/** Something a reader of the file would trip over. `line` counts from 1. */
export interface Finding {
  file: string;
  line: number;
  problem: string;
  remedy: string;
}

/** Where things stand in a file. */
export interface Source {
  file: string;
  /** The line of what the path leads to, or of the nearest thing above it. */
  lineOf(path: Path): number;
}

export type Parsed<T> = { ok: true; value: T; source: Source } | { ok: false; errors: Finding[] };

export function parseDialog(text: string, file: string): Parsed<Dialog> {
  const parsed = parseYaml(text, file, dialogSchema);
  if (!parsed.ok) return parsed;
  const name = file.split('/').at(-1) ?? file;
  if (name === `${parsed.value.id}.yaml`) return parsed;
  const line = parsed.source.lineOf(['id']);
  return {
    ok: false,
    errors: [{ file, line, problem: `id ${parsed.value.id} in the file ${name}`, remedy: 'name the file after the id' }],
  };
}

export function parseWords(text: string, file: string): Parsed<Words> {
  return parseYaml(text, file, wordsSchema);
}

/** Any YAML file that has a zod schema. */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>): Parsed<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const errors = document.errors.map(({ pos, message }) => ({
      file,
      line: lines.linePos(pos[0]).line,
      problem: message.split('\n', 1)[0] ?? message,
      remedy: 'mend the YAML',
    }));
    return { ok: false, errors };
  }
  const source: Source = { file, lineOf: (path) => lineOf(document.contents, path, lines) };
  const result = schema.safeParse(document.toJS());
  if (result.success) return { ok: true, value: result.data, source };
  return { ok: false, errors: result.error.issues.flatMap((issue) => explain(issue, source)) };
}

function lineOf(contents: Node | null, path: Path, lines: LineCounter): number {
  let node: unknown = contents;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(key) === String(part));
      if (!pair) break;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else {
      const next = (node as { get?: (key: unknown, keep: boolean) => unknown } | null)?.get?.(part, true);
      if (next === undefined) break;
      node = next;
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    }
  }
  return lines.linePos(offset).line;
}

function explain(issue: z.core.$ZodIssue, source: Source): Finding[] {
  const path = issue.path as (string | number)[];
  const at = (where: Path, problem: string, remedy: string): Finding => ({
    file: source.file,
    line: source.lineOf(where),
    problem,
    remedy,
  });
  const place = path.length === 0 ? 'the file' : path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => at([...path, key], `${place}: unknown field ${key}`, 'check its spelling, or remove it'));
    case 'invalid_union':
      return path.at(-1) === 'kind'
        ? [at(path, `${place}: unknown kind`, `one of ${[...kinds.keys()].join(', ')}`)]
        : [at(path, `${place}: ${unionMessage(issue)}`, 'see docs/flow-language.md')];
    case 'invalid_type':
      return [at(path, `${place}: ${issue.message.replace(/^Invalid input: /, '')}`, 'see docs/flow-language.md')];
    default:
      return [at(path, `${place}: ${issue.message.replace(/^Invalid input: /, '')}`, 'write it as described in docs/flow-language.md')];
  }
}

/** What the alternative that came nearest expected. */
function unionMessage(issue: z.core.$ZodIssueInvalidUnion): string {
  const nearest = [...issue.errors].sort((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0]?.[0];
  return nearest?.message ?? issue.message;
}
