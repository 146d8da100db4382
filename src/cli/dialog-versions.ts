/** `flows/dialogs/versions.lock`: what each version of a dialog says. No version changes its words under the families in it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from '../canonical.ts';
import { type Dialog, dialogKey } from '../flow/definition.ts';
import { parseDialog } from '../flow/parse.ts';
import { readFlowFiles, refused } from '../flow-files.ts';
import type { Finding, Source } from '../yaml/read-yaml.ts';

const FILE = 'versions.lock';
const SHOWN = `flows/dialogs/${FILE}`;
/** `welcome@3 <SHA-256 of its content>` */
const ENTRY = /^([\w-]+)@(\d+) ([0-9a-f]{64})$/;

interface Entry {
  id: string;
  version: number;
  sha256: string;
}

/** Finds dialogs that changed under a version that is known, and versions that nobody noted yet. */
export async function lintVersions(folder: string, dialogs: readonly Source<Dialog>[]): Promise<Finding[]> {
  const lines = await readLines(folder);
  const strange = lines.flatMap((text, index) =>
    ENTRY.test(text) && lines.indexOf(text) === index
      ? []
      : [{ file: SHOWN, line: index + 1, problem: `no entry, or one that is there already: ${text}`, remedy: 'run npm run graph' }],
  );
  const entries = entriesOf(lines);
  return [...strange, ...contradictions(entries), ...dialogs.flatMap((source) => lintVersion(source, entries))];
}

/**
 * Notes the versions that are not there yet, and puts the file in order, whatever a merge left in it. Of two entries for one
 * version, the one that the dialog's file bears out stays.
 *
 * @returns the keys added, and the dialogs that changed under a version that is known: those stay as they were noted
 * @throws CannotStart naming a dialog that cannot be read
 */
export async function noteVersions(folder: string): Promise<{ added: string[]; findings: Finding[] }> {
  const dialogs = (await readFlowFiles(folder)).map(({ name, text }) => sourceOf(text, name));
  const before = entriesOf(await readLines(folder));
  const current = dialogs.map(entryOf);
  const kept = new Map<string, Entry>();
  for (const entry of before) {
    const borneOut = current.some((one) => one.sha256 === entry.sha256 && keyOf(one) === keyOf(entry));
    if (borneOut || !kept.has(keyOf(entry))) kept.set(keyOf(entry), entry);
  }
  const added = current.filter((entry) => !kept.has(keyOf(entry)));
  const after = [...kept.values(), ...added].sort((a, b) => a.id.localeCompare(b.id) || a.version - b.version);
  await writeFile(join(folder, FILE), after.map((entry) => `${keyOf(entry)} ${entry.sha256}\n`).join(''));
  return { added: added.map(keyOf), findings: dialogs.flatMap((source) => lintVersion(source, after)) };
}

function lintVersion(source: Source<Dialog>, entries: readonly Entry[]): Finding[] {
  const entry = entryOf(source);
  const known = entries.filter((one) => keyOf(one) === keyOf(entry));
  if (known.some(({ sha256 }) => sha256 === entry.sha256)) return [];
  if (known.length === 0) return [source.finding(['version'], `${keyOf(entry)} is not in ${SHOWN}`, 'run npm run graph, which notes it')];
  const next = Math.max(...entries.filter(({ id }) => id === entry.id).map(({ version }) => version)) + 1;
  const remedy = `write version: ${next} and run npm run graph; did nobody ever run version ${entry.version}, remove its line from ${SHOWN} instead`;
  return [source.finding(['version'], `${entry.id} was changed and is still version ${entry.version}`, remedy)];
}

/** Two branches may have made the same version of different words. */
function contradictions(entries: readonly Entry[]): Finding[] {
  const twice = entries.filter((entry, index) =>
    entries.slice(0, index).some((one) => keyOf(one) === keyOf(entry) && one.sha256 !== entry.sha256),
  );
  return twice.map((entry) => ({
    file: SHOWN,
    line: 1,
    problem: `${keyOf(entry)} is there twice, and not the same`,
    remedy: 'run npm run graph, which keeps the one that the dialog bears out',
  }));
}

function sourceOf(text: string, name: string): Source<Dialog> {
  const reading = parseDialog(text, name);
  if (!reading.ok) throw refused(reading.findings);
  return reading.source;
}

function entryOf({ data: { id, version }, raw }: Source<Dialog>): Entry {
  return { id, version, sha256: contentHash(raw) };
}

function keyOf({ id, version }: Entry): string {
  return dialogKey(id, version);
}

function entriesOf(lines: readonly string[]): Entry[] {
  return lines.flatMap((line) => {
    const [, id, version, sha256] = ENTRY.exec(line) ?? [];
    return id && version && sha256 ? [{ id, version: Number(version), sha256 }] : [];
  });
}

async function readLines(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split(/\r?\n/).filter((line) => line !== '');
}
