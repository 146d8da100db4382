/** `nhahoc backup --check`, and the first thing that a restore does: reads a backup from end to end. */
import { createHash, type Hash } from 'node:crypto';
import { CannotStart } from '../cannot-start.ts';
import { FORMAT, fileLine, JOURNAL, MANIFEST, type Manifest, manifest, markOf, partName, SECRET, tableGroup } from './manifest.ts';
import { damaged, readArchive } from './read-archive.ts';

/** What was read under one name, in one part or several. */
interface Read {
  parts: number;
  bytes: number;
  hash: Hash;
}

/**
 * @returns what the backup says about itself, once every byte has proved to be what was written
 * @throws CannotStart when it is damaged, cut off, or of a release that this one does not understand
 */
export async function checkBackup(path: string): Promise<Manifest> {
  const groups = new Map<string, Read>();
  const files = { count: 0, bytes: 0, list: createHash('sha256') };
  let secret: string | null = null;
  let last: Manifest | undefined;
  for await (const { name, bytes } of readArchive(path)) {
    if (last) throw damaged(path);
    if (name === MANIFEST) last = parse(bytes, path);
    else if (name === SECRET) secret = Buffer.from(bytes).toString('utf8').trim();
    else if (name.startsWith('files/')) {
      files.count++;
      files.bytes += bytes.byteLength;
      files.list.update(fileLine(name.slice('files/'.length), bytes));
    } else if (!addPart(groups, name, bytes)) throw damaged(path);
  }
  if (!last || !agrees(last, groups, secret)) throw damaged(path);
  if (files.count !== last.files.count || files.bytes !== last.files.bytes || files.list.digest('hex') !== last.files.sha256)
    throw damaged(path);
  return last;
}

function parse(bytes: Uint8Array, path: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw damaged(path, error);
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > FORMAT)
    throw new CannotStart(`${path} was written by a newer release of Nhà Học. Restore it with that release.`);
  const parsed = manifest.safeParse(json);
  if (!parsed.success) throw damaged(path, parsed.error);
  return parsed.data;
}

/** False when a part is missing before it. */
function addPart(groups: Map<string, Read>, name: string, bytes: Uint8Array): boolean {
  const group = name.slice(0, name.lastIndexOf('/'));
  const read = groups.get(group) ?? { parts: 0, bytes: 0, hash: createHash('sha256') };
  groups.set(group, read);
  read.parts++;
  read.bytes += bytes.byteLength;
  read.hash.update(bytes);
  return name === partName(group, read.parts);
}

function agrees({ tables, journal, secret }: Manifest, groups: Map<string, Read>, key: string | null): boolean {
  const promised = [...tables.map((table) => ({ ...table, group: tableGroup(table.name) })), { ...journal, group: JOURNAL }];
  const known = new Set(promised.map(({ group }) => group));
  if (![...groups.keys()].every((group) => known.has(group))) return false;
  if (secret.kept !== (key !== null) || (key !== null && markOf(key) !== secret.mark)) return false;
  return promised.every(({ group, bytes, sha256 }) => {
    const read = groups.get(group) ?? { bytes: 0, hash: createHash('sha256') };
    return read.bytes === bytes && read.hash.digest('hex') === sha256;
  });
}
