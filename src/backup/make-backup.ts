/**
 * `nhahoc backup`: the database, the files and what is needed to open them, of one moment, beside a running service.
 *
 * Why database and files agree: a file is stored before the row that names it, and deleted after the commit that lets go
 * of it; its bytes never change. So when the rows of a moment are read first and the files they name afterwards, each
 * file is there, or was let go of in between. Nobody has to wait for that: what is missing is looked up in the database
 * as it is now. If no row names it any more it is noted as let go of, and a restore empties the rows that still do (it
 * was asked for, and would be asked for again). If a row still names it, a file is lost, and the operator is told.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CannotStart } from '../cannot-start.ts';
import { connect } from '../db/client.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import { stillWanted } from '../evidence/sweep-blobs.ts';
import { JOURNAL_FILE } from '../privacy/erasure-journal.ts';
import { Problem } from '../problems.ts';
import { FORMAT, fileLine, fileName, JOURNAL, MANIFEST, type Manifest, markOf, SECRET, tableGroup } from './manifest.ts';
import { counting, type Snapshot, withSnapshot } from './snapshot.ts';
import { type Archive, type Summary, writeArchive } from './write-archive.ts';

export interface Backup {
  /** Where it is to be. */
  path: string;
  databaseUrl: string;
  /** The data folder. */
  folder: string;
  blobs: BlobStore;
  /** From the environment; null: it is in the data folder. */
  secretKey: string | null;
  /** Cuts it short; nothing is left then. */
  signal?: AbortSignal;
}

/** @throws CannotStart */
export async function makeBackup(backup: Backup): Promise<Manifest> {
  const secret = await readSecret(backup);
  return withSnapshot(backup.databaseUrl, async (snapshot) => {
    if (snapshot.migrations.length === 0) throw new CannotStart('The database is empty: there is nothing to back up.');
    return writeArchive(backup.path, backup.signal, async (archive) => {
      const manifest: Manifest = {
        service: 'nhahoc',
        format: FORMAT,
        release: await release(),
        at: snapshot.at.toISOString(),
        postgres: snapshot.postgres,
        migrations: snapshot.migrations,
        tables: await addTables(archive, snapshot),
        sequences: snapshot.sequences,
        journal: await addJournal(archive, backup.folder),
        secret: await addSecret(archive, secret),
        files: await addFiles(archive, snapshot, backup),
      };
      await archive.add(MANIFEST, Buffer.from(JSON.stringify(manifest, null, 2)));
      return manifest;
    });
  });
}

async function addTables(archive: Archive, snapshot: Snapshot): Promise<Manifest['tables']> {
  const tables: Manifest['tables'] = [];
  for (const table of snapshot.tables) {
    let rows = 0;
    const counted = counting(snapshot.rowsOf(table), (count) => {
      rows = count;
    });
    const summary = await archive.addParts(tableGroup(table.name), counted);
    tables.push({ ...table, rows, ...summary });
  }
  return tables;
}

async function addJournal(archive: Archive, folder: string): Promise<Summary> {
  const file = join(folder, JOURNAL_FILE);
  return archive.addParts(JOURNAL, existsSync(file) ? createReadStream(file) : Readable.from([]));
}

interface Secret {
  text: string;
  kept: boolean;
}

/** The key in the environment is the operator's to keep; that of the data folder goes where the data goes. */
async function readSecret({ folder, secretKey }: Backup): Promise<Secret> {
  if (secretKey !== null) return { text: secretKey, kept: false };
  const file = join(folder, SECRET);
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new CannotStart(`${file} cannot be read. Set DATA_DIR (and SECRET_KEY, if you use it) as for the service.`, { cause: error });
  });
  return { text: text.trim(), kept: true };
}

async function addSecret(archive: Archive, { text, kept }: Secret): Promise<Manifest['secret']> {
  if (kept) await archive.add(SECRET, Buffer.from(`${text}\n`));
  return { kept, mark: markOf(text) };
}

async function addFiles(archive: Archive, snapshot: Snapshot, { blobs, databaseUrl }: Backup): Promise<Manifest['files']> {
  const list = createHash('sha256');
  const missing: string[] = [];
  let count = 0;
  let total = 0;
  for await (const key of snapshot.fileKeys()) {
    const bytes = await find(blobs, key);
    if (!bytes) {
      missing.push(key);
      continue;
    }
    await archive.add(fileName(key), bytes);
    list.update(fileLine(key, bytes));
    count++;
    total += bytes.byteLength;
  }
  const lost = missing.length > 0 ? await wantedNow(databaseUrl, missing) : new Set<string>();
  if (count === 0 && lost.size > 0) throw new CannotStart(`None of the files is there. Set DATA_DIR to the folder that the service uses.`);
  return {
    count,
    bytes: total,
    sha256: list.digest('hex'),
    letGo: missing.filter((key) => !lost.has(key)),
    lost: missing.filter((key) => lost.has(key)),
  };
}

async function find(blobs: BlobStore, key: string): Promise<Uint8Array | null> {
  try {
    return await blobs.get(key);
  } catch (error) {
    if (error instanceof Problem && error.code === 'notFound') return null;
    throw error;
  }
}

async function wantedNow(databaseUrl: string, keys: string[]): Promise<Set<string>> {
  const db = connect(databaseUrl, 1);
  try {
    return await stillWanted({ db }, keys);
  } finally {
    await db.$disconnect();
  }
}

async function release(): Promise<string> {
  const file = fileURLToPath(new URL('../../package.json', import.meta.url));
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}
