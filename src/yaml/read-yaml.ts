/** Reads a YAML file that people write by hand: what is wrong is said with file, line and remedy. Pure: text in, data out. */
import { type Document, isMap, isNode, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';

/** Something that a person has to put right in a file. */
export interface Finding {
  file: string;
  /** From 1. */
  line: number;
  problem: string;
  remedy: string;
}

export type Path = readonly PropertyKey[];

export interface Source<T> {
  data: T;
  /** As it stands in the file, without the defaults of the schema. */
  raw: unknown;
  /** A finding at the line of a path, or of the nearest thing above it that is there. */
  finding(path: Path, problem: string, remedy: string): Finding;
}

export type Reading<T> = { ok: true; source: Source<T> } | { ok: false; findings: Finding[] };

/** For messages: file, line, what is wrong, what to do. */
export function inOneLine({ file, line, problem, remedy }: Finding): string {
  return `${file}:${line}: ${problem} (${remedy})`;
}

/** JSON too, which is YAML. @param file its name as findings should show it */
export function readYaml<S extends z.ZodType>(text: string, file: string, schema: S): Reading<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = file.endsWith('.json') ? JSON_REMEDY : YAML_REMEDY;
  const at = (line: number, problem: string, remedy: string): Finding => ({ file, line, problem, remedy });

  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { ok: false, findings: broken.map((error) => at(lines.linePos(error.pos[0]).line, firstLine(error.message), syntax)) };
  }
  const decomposed = text.split('\n').findIndex((line) => line !== line.normalize('NFC'));
  if (decomposed >= 0) return { ok: false, findings: [at(decomposed + 1, 'accents are written as separate marks', NFC_REMEDY)] };

  const finding = (path: Path, problem: string, remedy: string) =>
    at(lines.linePos(offsetOf(document.contents, path)).line, problem, remedy);
  const unfolded = unfold(document);
  if ('problem' in unfolded) return { ok: false, findings: [at(lines.linePos(unfolded.offset).line, unfolded.problem, syntax)] };
  const { raw } = unfolded;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return { ok: false, findings: parsed.error.issues.map((issue) => issueFinding(issue, finding)) };
  return { ok: true, source: { data: parsed.data, raw, finding } };
}

/** Plain data; fails over an alias without an anchor, and over aliases of aliases that would grow without end. */
function unfold(document: Document): { raw: unknown } | { problem: string; offset: number } {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  try {
    return { raw: document.toJS() };
  } catch (error) {
    return { problem: firstLine(error instanceof Error ? error.message : String(error)), offset };
  }
}

const YAML_REMEDY = 'correct the YAML at this line; the lines above may lack a quote or a space';
const JSON_REMEDY = 'correct the JSON at this line; the lines above may lack a quote or a comma';
const NFC_REMEDY = 'save the file in Unicode NFC (composed letters)';

function issueFinding(issue: z.core.$ZodIssue, finding: Source<unknown>['finding']): Finding {
  const path = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return finding([...path, key], `${where(path)}: unknown ${issue.keys.join(', ')}`, 'check the spelling, or remove it');
  }
  const remedy =
    issue.code === 'invalid_type' && issue.expected === 'string'
      ? 'write it, in quotes if it looks like a number or a date'
      : 'see the schema of this kind of file in flows/schema/';
  return finding(path, `${where(path)}: ${issue.message}`, remedy);
}

function where(path: Path): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}

/** Where a path stands in the text: at its key, if it has one. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const name of path) {
    const next = child(node, name);
    if (!next) break;
    ({ node, offset } = next);
  }
  return offset;
}

function child(node: unknown, name: PropertyKey): { node: unknown; offset: number } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isNode(item.key) && String(item.key) === String(name));
    if (!pair || !isNode(pair.key)) return null;
    return { node: pair.value, offset: pair.key.range?.[0] ?? 0 };
  }
  const items = (node as { items?: unknown } | null)?.items;
  const item = Array.isArray(items) && typeof name === 'number' ? items[name] : undefined;
  return isNode(item) ? { node: item, offset: item.range?.[0] ?? 0 } : null;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
