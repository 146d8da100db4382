/** Reads the dialogs that conversations walk: today's from files, older ones that may still be in use from the database. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { contentHash } from '../canonical.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { type Dialog, dialogKey, dialogSchema, type Words, wordsSchema } from '../flow/definition.ts';
import type { World } from '../flow/engine.ts';
import { lintWays } from '../flow/lint.ts';
import type { Session } from '../flow/session.ts';
import { type FlowFile, readFlowFiles, refused } from '../flow-files.ts';
import { typedCode } from '../household/typed-code.ts';
import type { Locale } from '../locale/locale.ts';
import { readPcCode } from '../officer/pc-code.ts';
import { type Finding, readYaml, type Source } from '../yaml/read-yaml.ts';
import { contractsAsData } from './contracts-as-data.ts';

interface DialogFile {
  dialog: Dialog;
  /** As it stands in the file: what is kept, so that a later schema reads it anew. */
  raw: unknown;
  sha256: string;
  source: Source<Dialog>;
}

/**
 * @param folder holds `words.yaml` and `dialogs/`
 * @throws CannotStart naming file, line and remedy: a broken file, a way that leads nowhere, or a dialog that changed under a
 *   version that conversations may be in the middle of
 */
export async function loadDialogs(deps: Deps, { folder, locale }: { folder: string; locale: Locale }): Promise<World> {
  const files = await readDialogs(join(folder, 'dialogs'));
  const words = await readWords(join(folder, 'words.yaml'));
  const lost = lintWays({ dialogs: files.map(({ source }) => source), words, acts: contractsAsData() });
  if (lost.length > 0) throw refused(lost);
  await keepVersions(deps, files);
  return {
    dialogs: new Map([...(await keptDialogs(deps)), ...files.map(({ dialog }) => [dialogKey(dialog.id, dialog.version), dialog] as const)]),
    current: new Map(files.map(({ dialog }) => [dialog.id, dialog.version])),
    words: words.data,
    text: locale.speak,
    code: codeIn,
  };
}

/** A code that a whole message is, or the eight digits that a PC shows: those alone may be the number or the date that is awaited. */
function codeIn(text: string, number: boolean): string | null {
  return typedCode(text, number) ?? (number && !/\p{L}/u.test(text) ? null : readPcCode(text));
}

async function readDialogs(folder: string): Promise<DialogFile[]> {
  const readings = (await readFlowFiles(folder)).map(readDialog);
  const findings = readings.flatMap((reading) => ('findings' in reading ? reading.findings : []));
  if (findings.length > 0) throw refused(findings);
  return readings.filter((reading) => 'dialog' in reading);
}

function readDialog({ name, text }: FlowFile): DialogFile | { findings: Finding[] } {
  const reading = readYaml(text, name, dialogSchema);
  if (!reading.ok) return { findings: reading.findings };
  const { data: dialog, raw, finding } = reading.source;
  const expected = basename(name, '.yaml');
  if (dialog.id !== expected) return { findings: [finding(['id'], `the id is "${dialog.id}"`, `call it "${expected}", as the file is`)] };
  return { dialog, raw, sha256: contentHash(raw), source: reading.source };
}

async function readWords(path: string): Promise<Source<Words>> {
  const reading = readYaml(await readFile(path, 'utf8'), basename(path), wordsSchema);
  if (!reading.ok) throw refused(reading.findings);
  return reading.source;
}

/** Versions are immutable: a conversation in the middle of one must find what it began. */
async function keepVersions(deps: Deps, files: DialogFile[]): Promise<void> {
  await deps.db.dialogVersion.createMany({
    data: files.map(({ dialog, raw, sha256 }) => ({
      dialogId: dialog.id,
      version: dialog.version,
      sha256,
      body: raw as Prisma.InputJsonObject,
      createdAt: deps.clock.now(),
    })),
    skipDuplicates: true,
  });
  const rows = await deps.db.dialogVersion.findMany({ select: { dialogId: true, version: true, sha256: true } });
  const kept = new Map(rows.map((row) => [dialogKey(row.dialogId, row.version), row.sha256]));
  const changed = files.filter(({ dialog, sha256 }) => kept.get(dialogKey(dialog.id, dialog.version)) !== sha256);
  if (changed.length > 0) throw refused(changed.map((file) => changedFinding(file, rows)));
}

function changedFinding({ dialog, source }: DialogFile, rows: { dialogId: string; version: number }[]): Finding {
  const newest = Math.max(...rows.filter((row) => row.dialogId === dialog.id).map((row) => row.version));
  return source.finding(
    ['version'],
    `version ${dialog.version} of "${dialog.id}" was changed after conversations could begin it`,
    `give the changed dialog version ${newest + 1}`,
  );
}

async function keptDialogs(deps: Deps): Promise<KeptDialog[]> {
  return readKept(deps, await deps.db.dialogVersion.findMany());
}

/**
 * The world with every dialog that a session is in the middle of. A process of a later release may have begun one that
 * this process has never seen.
 */
export async function worldFor(deps: Deps, world: World, { stack }: Pick<Session, 'stack'>): Promise<World> {
  const unknown = unknownTo(world, stack);
  if (unknown.length === 0) return world;
  const rows = await deps.db.dialogVersion.findMany({
    where: { OR: unknown.map(({ dialog, version }) => ({ dialogId: dialog, version })) },
  });
  return { ...world, dialogs: new Map([...world.dialogs, ...readKept(deps, rows)]) };
}

/** This process has every dialog that the session is in the middle of. */
export function knows(world: World, { stack }: Pick<Session, 'stack'>): boolean {
  return unknownTo(world, stack).length === 0;
}

function unknownTo(world: World, stack: Session['stack']): Session['stack'] {
  return stack.filter(({ dialog, version }) => !world.dialogs.has(dialogKey(dialog, version)));
}

type KeptDialog = readonly [ReturnType<typeof dialogKey>, Dialog];

function readKept(deps: Deps, rows: { dialogId: string; version: number; body: unknown }[]): KeptDialog[] {
  return rows.flatMap((row) => {
    const parsed = dialogSchema.safeParse(row.body);
    if (parsed.success) return [[dialogKey(row.dialogId, row.version), parsed.data] as const];
    deps.log.warn({ dialog: row.dialogId, version: row.version }, 'A dialog of another release cannot be read; who is in it begins anew');
    return [];
  });
}
