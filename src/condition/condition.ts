/**
 * Conditions in dialogs and rubrics: CEL (https://cel.dev), compiled once and evaluated over plain JSON.
 *
 * A root that was never saved is null, so that a dialog may ask about what it does not know yet. Nothing here throws:
 * what goes wrong is part of the result.
 */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Condition {
  source: string;
  /** Variables it looks at, sorted. */
  roots: readonly string[];
  /** Functions and methods it calls, sorted. */
  calls: readonly string[];
  /** Literal words in it, sorted. */
  words: readonly string[];
  run: (vars: Record<string, unknown>) => unknown;
}

export type Compiled = { ok: true; condition: Condition } | { ok: false; error: string };
export type Evaluated = { ok: true; value: Json } | { ok: false; error: string };

/** Calls that a condition may not make, and why: lint says so, and `compile` refuses them. */
const forbiddenCalls: Readonly<Record<string, string>> = {
  matches: 'a regular expression can take for ever; compare with ==, in, startsWith or contains',
};

/** Names of CEL's own types: a variable called like one could not be seen by a condition. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'duration', 'dyn', 'google', 'int', 'list', 'map'],
  ...['null_type', 'optional', 'string', 'timestamp', 'type', 'uint'],
]);

/** Distinct conditions come from files, so there are few; the bound is for a process that reloads files for months. */
const MAX_CACHED = 5_000;
const cache = new Map<string, Compiled>();

/** Compiles a condition. The error is one line of English for whoever wrote the file. */
export function compile(source: string): Compiled {
  const known = cache.get(source);
  if (known) return known;
  if (cache.size >= MAX_CACHED) cache.clear();
  const compiled = compileAnew(source);
  cache.set(source, compiled);
  return compiled;
}

/** Evaluates over variables; a variable that is not there is null. */
export function evaluate(condition: Condition, vars: { readonly [name: string]: unknown }): Evaluated {
  try {
    return { ok: true, value: toJson(condition.run(rootsOnly(condition, vars))) };
  } catch (error) {
    return { ok: false, error: firstLine(error) };
  }
}

function compileAnew(source: string): Compiled {
  try {
    const run = environment.parse(source);
    const found: Found = { roots: new Set(), calls: new Set(), words: new Set() };
    collect(run.ast, new Set(), found);
    const refused = [...found.calls].find((call) => Object.hasOwn(forbiddenCalls, call));
    if (refused) return { ok: false, error: `${refused}() is not allowed: ${forbiddenCalls[refused]}` };
    const checked = run.check();
    if (!checked.valid) return { ok: false, error: firstLine(checked.error) };
    const [roots, calls, words] = [found.roots, found.calls, found.words].map((set) => [...set].sort()) as [string[], string[], string[]];
    return { ok: true, condition: { source, roots, calls, words, run } };
  } catch (error) {
    return { ok: false, error: firstLine(error) };
  }
}

/** CEL does not mix whole and broken numbers, and JSON does not tell them apart; here arithmetic simply works. */
function createEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 500, maxDepth: 50 },
  });
  const arithmetic: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  for (const [sign, apply] of Object.entries(arithmetic)) {
    const handler = (a: number | bigint, b: number | bigint) => apply(Number(a), Number(b));
    environment.registerOperator(`double ${sign} int`, handler);
    environment.registerOperator(`int ${sign} double`, handler);
  }
  return environment;
}

const environment = createEnvironment();

/** Macros such as `list.exists(x, …)` name a variable of their own, which is no root. */
const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

interface Found {
  roots: Set<string>;
  calls: Set<string>;
  words: Set<string>;
}

function collect(node: ASTNode, bound: ReadonlySet<string>, found: Found): void {
  if (node.op === 'id') {
    if (!bound.has(node.args)) found.roots.add(node.args);
    return;
  }
  if (node.op === 'rcall') {
    const [name, receiver, args] = node.args;
    found.calls.add(name);
    collect(receiver, bound, found);
    const [first, ...rest] = args;
    const isMacro = macros.has(name) && first?.op === 'id';
    const within = isMacro ? new Set([...bound, first.args]) : bound;
    for (const arg of isMacro ? rest : args) collect(arg, within, found);
    return;
  }
  if (node.op === 'call') found.calls.add(node.args[0]);
  if (node.op === 'value') {
    if (typeof node.args === 'string') found.words.add(node.args);
    return;
  }
  for (const child of childrenOf(node.args)) collect(child, bound, found);
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return isNode(args) ? [args] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** Own properties only: a variable called like something of JavaScript's own is not there. */
function rootsOnly(condition: Condition, vars: { readonly [name: string]: unknown }): Record<string, unknown> {
  const roots: Record<string, unknown> = Object.create(null);
  for (const root of condition.roots) roots[root] = Object.hasOwn(vars, root) ? (vars[root] ?? null) : null;
  return roots;
}

function toJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, held]) => [String(key), toJson(held)]));
  if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, toJson(held)]));
  }
  throw new TypeError(`A condition must give plain data, not ${value.constructor.name}`);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
