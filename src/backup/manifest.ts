/** What a backup says about itself: the last entry of its archive. */
import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';

/** Raised when an older release could no longer read what this one writes. */
export const FORMAT = 1;
export const MANIFEST = 'manifest.json';
export const SECRET = 'secret.key';
export const JOURNAL = 'erasures.log';

const sum = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

const table = z.strictObject({
  name: z.string(),
  columns: z.array(z.string()).min(1),
  rows: count,
  bytes: count,
  /** Of the table's rows in PostgreSQL's text format of COPY, all parts in a row. */
  sha256: sum,
});

export const manifest = z.strictObject({
  service: z.literal('nhahoc'),
  format: z.literal(FORMAT),
  /** Version of the release that wrote it. */
  release: z.string(),
  /** What the database looked like at this moment, by its own clock. */
  at: z.iso.datetime(),
  /** "18.4" */
  postgres: z.string(),
  /** In the order in which they were applied. */
  migrations: z.array(z.strictObject({ name: z.string(), sha256: sum })).min(1),
  /** No table refers to a later one. */
  tables: z.array(table),
  sequences: z.array(z.strictObject({ name: z.string(), last: z.string().regex(/^\d+$/), used: z.boolean() })),
  journal: z.strictObject({ bytes: count, sha256: sum }),
  /** Which key the hashes were made with, and whether it is in here; else it is SECRET_KEY in the environment. */
  secret: z.strictObject({ kept: z.boolean(), mark: sum }),
  files: z.strictObject({
    count,
    bytes: count,
    /** Of a line "<sha256> <bytes> <key>" for each, in the archive's order. */
    sha256: sum,
    /** Let go of while the backup was made: rows in here still name them. */
    letGo: z.array(z.string()),
    /** Not in the files folder, although rows name them to this day. */
    lost: z.array(z.string()),
  }),
});

export type Manifest = z.infer<typeof manifest>;

/** Tells two keys apart without giving either away. */
export function markOf(secret: string): string {
  return createHmac('sha256', secret).update('nhahoc backup').digest('hex');
}

/** Names of the archive's entries. Long contents come in numbered parts. */
export function partName(group: string, number: number): string {
  return `${group}/${String(number).padStart(6, '0')}`;
}

export function tableGroup(name: string): string {
  return `tables/${name}`;
}

export function fileName(key: string): string {
  return `files/${key}`;
}

/** Of the list that `files.sha256` sums up. */
export function fileLine(key: string, bytes: Uint8Array): string {
  return `${createHash('sha256').update(bytes).digest('hex')} ${bytes.byteLength} ${key}\n`;
}
