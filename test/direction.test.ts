/**
 * Which room may import which: the picture of the house, held. Every import counts: static, type-only, re-exported,
 * dynamic, and `import('…')` inside a type.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..', 'src');

interface Room {
  /** Rooms, or single files of rooms, that it may import; its own files always. */
  rooms: readonly string[];
  /** Packages and built-ins; absent: any. */
  packages?: readonly string[];
}

/** Text, data and numbers in; the same out. No files, no clock, no database. */
const pure = ['condition', 'yaml', 'flow', 'rubric', 'season'];
const ground = [
  'deps.ts',
  'problems.ts',
  'cannot-start.ts',
  'canonical.ts',
  'kept-counts.ts',
  'flow-files.ts',
  'config.ts',
  'data-folder.ts',
  'log.ts',
  'system.ts',
  'db',
  'locale',
  'table',
];
const useCases = [
  'household',
  'assessment',
  'evidence',
  'privacy',
  'officer',
  'identity',
  'help',
  'review',
  'outcome',
  'telling',
  'roster',
  'report',
  'adoption',
  'paper',
  'decision',
  'assist',
  'training',
  'announcement',
  'reminder',
];
const below = [...pure, ...ground, ...useCases];
/** They stand side by side; who uses which other is named. */
const doors = ['channel', 'console', 'http', 'jobs', 'cli'];
const atTheDoors = [...below, 'conversation'];

const house: Record<string, Room> = {
  condition: { rooms: [], packages: ['@marcbachmann/cel-js'] },
  yaml: { rooms: [], packages: ['yaml', 'zod'] },
  flow: { rooms: ['condition', 'yaml'], packages: ['zod'] },
  rubric: { rooms: ['condition', 'yaml'], packages: ['zod'] },
  season: { rooms: ['condition', 'yaml'], packages: ['zod'] },
  ...Object.fromEntries(ground.map((room) => [room, { rooms: [...pure, ...ground] }])),
  ...Object.fromEntries(useCases.map((room) => [room, { rooms: below }])),
  // Papers are made of decisions, and never the other way round.
  decision: { rooms: below.filter((room) => room !== 'paper') },
  // Messages are kept in the port's shape, and shown to whom they belong.
  privacy: { rooms: [...below, 'channel/channel.ts'] },
  // Its messages are kept in the port's shape too; what channels carry, and how fast, decides whom it reaches when.
  announcement: { rooms: [...below, 'channel/channel.ts', 'channel/profiles.ts'] },
  reminder: { rooms: [...below, 'channel/channel.ts', 'channel/profiles.ts'] },
  // Takes the house as a whole, in the words of its rooms.
  backup: { rooms: below },
  // What channels can carry is the port's business: it decides when a list needs a hint, and how a message is sent.
  conversation: { rooms: [...below, 'channel/channel.ts', 'channel/profiles.ts', 'channel/render.ts'] },
  ...Object.fromEntries(doors.map((room) => [room, { rooms: atTheDoors }])),
  // Its pages stand in the frame of all pages, and pass the same guards.
  console: { rooms: [...atTheDoors, 'http'] },
  // The page's routes serve the web channel.
  http: { rooms: [...atTheDoors, 'channel'] },
  // Its commands speak as channels do, and start the whole service.
  cli: { rooms: [...atTheDoors, 'backup', 'channel', 'main.ts'] },
  // What a start needs besides serving, shared by the service, its commands and tests.
  'prepare.ts': { rooms: [...below, 'conversation'] },
  'listen.ts': { rooms: [...below, 'http'] },
  'main.ts': { rooms: [...below, 'conversation', ...doors, 'prepare.ts', 'listen.ts'] },
};

interface Import {
  from: string;
  line: number;
  /** A file below `src`, or a package. */
  to: string;
  internal: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const { module, program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: { specifier: string; at: number }[] = [
    ...module.staticImports.map(({ moduleRequest }) => ({ specifier: moduleRequest.value, at: moduleRequest.start })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => (moduleRequest ? [{ specifier: moduleRequest.value, at: moduleRequest.start }] : [])),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({ specifier: literal(text.slice(start, end)), at: start })),
  ];
  new Visitor({
    TSImportType: (node) => {
      found.push({ specifier: node.source.value, at: node.start });
    },
  }).visit(program);
  return found.map(({ specifier, at }) => {
    const internal = specifier.startsWith('.');
    const to = internal ? posix.join(posix.dirname(file), specifier) : packageOf(specifier);
    return { from: file, line: text.slice(0, at).split('\n').length, to, internal };
  });
}

/** What stands in quotes; anything else is shown as it is, so that it is noticed. */
function literal(text: string): string {
  return /^(['"`])([^$]*)\1$/.exec(text)?.[2] ?? text;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && !name.startsWith('db/generated/') && !name.startsWith('channel/web/page/'));
const imports = files.flatMap(importsOf);

describe('the rooms of the house', () => {
  it('are all in the picture', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !house[room])).toEqual([]);
  });

  it('import only what lies below them', () => {
    const wrong = imports.filter(({ from, to, internal }) => {
      const room = house[roomOf(from)];
      if (!internal || !room || roomOf(from) === roomOf(to)) return false;
      return !room.rooms.includes(roomOf(to)) && !room.rooms.includes(to);
    });
    expect(wrong.map(({ from, line, to }) => `src/${from}:${line} imports ${to}`)).toEqual([]);
  });

  it('have no files that import one another in a circle, types included', () => {
    const next = new Map(
      files.map((file) => [file, imports.filter(({ from, internal }) => internal && from === file).map(({ to }) => to)]),
    );
    const onTheWay: string[] = [];
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string): void => {
      const at = onTheWay.indexOf(file);
      if (at >= 0) circles.push([...onTheWay.slice(at), file].join(' → '));
      if (at >= 0 || done.has(file)) return;
      onTheWay.push(file);
      for (const to of next.get(file) ?? []) follow(to);
      onTheWay.pop();
      done.add(file);
    };
    for (const file of files) follow(file);
    expect(circles).toEqual([]);
  });

  it('stay pure where they say so', () => {
    const wrong = imports.filter(({ from, to, internal }) => {
      const allowed = house[roomOf(from)]?.packages;
      return !internal && allowed !== undefined && !allowed.includes(to);
    });
    expect(wrong.map(({ from, line, to }) => `src/${from}:${line} imports ${to}`)).toEqual([]);
  });

  it('take time and chance as inputs in the pure rooms', () => {
    const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bprocess\.|\bperformance\./;
    const wrong = files.filter((file) => pure.includes(roomOf(file)) && impure.test(readFileSync(join(source, file), 'utf8')));
    expect(wrong).toEqual([]);
  });
});

it('sees imports of every form', () => {
  expect(imports.length).toBeGreaterThan(200);
  const seen = (from: string, to: string) => imports.some((one) => one.from === from && one.to === to);
  expect(seen('flow/engine.ts', 'flow/session.ts')).toBe(true);
  expect(seen('cli/nhahoc.ts', 'cli/lint.ts')).toBe(true);
  expect(seen('flow/parse.ts', 'yaml/read-yaml.ts')).toBe(true);
  const { module, program } = parseSync(
    'all.ts',
    "import type { A } from './a.ts'; export { b } from './b.ts'; await import('./c.ts'); type D = import('./d.ts').D;",
  );
  const types: string[] = [];
  new Visitor({ TSImportType: (node) => void types.push(node.source.value) }).visit(program);
  expect([module.staticImports.length, module.staticExports.length, module.dynamicImports.length, types]).toEqual([1, 1, 1, ['./d.ts']]);
});
