/**
 * What people had us let go of, and who may look no longer, written down outside of the database too, so that a restored one can let go of it again.
 * One line of JSON each, copied from the audit: random ids and moments, nothing that leads to a person.
 */
import { createReadStream } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CannotStart } from '../cannot-start.ts';

/** In the data folder. */
export const JOURNAL_FILE = 'erasures.log';

/** Acts of the audit after which something must not come back; `account.resume` because it takes back a stop. */
export const erasureActions = [
  'privacy.erase',
  'privacy.drop',
  'evidence.remove',
  'consent.withdrawn',
  'account.stop',
  'account.resume',
  'officer.revoke',
  'officer.dropAccount',
  'household.unlink',
] as const;

const erasure = z.strictObject({
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.enum(erasureActions),
  detail: z.record(z.string(), z.unknown()),
});

export type Erasure = z.infer<typeof erasure>;

/** The same act has the same key, in whatever database or journal it stands. */
export function keyOf({ at, actor, action, detail }: Erasure): string {
  const what = detail.evidence ?? detail.grant ?? detail.officerAccount ?? detail.membership;
  return `${at} ${actor} ${action} ${typeof what === 'string' ? what : ''}`;
}

/**
 * Oldest first as they were written; nothing when there is no such file. A last line without its end was cut off while
 * it was written: it stands in the database that was alive then, or is written anew.
 *
 * @throws CannotStart naming the line that cannot be read: passing over it would bring somebody back
 */
export async function* readErasures(file: string): AsyncIterable<Erasure> {
  const whole = await wholeLength(file);
  if (whole === 0) return;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file, { end: whole - 1 }), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() !== '') yield parseLine(line, `${file}:${number}`);
  }
}

function parseLine(line: string, place: string): Erasure {
  try {
    return erasure.parse(JSON.parse(line));
  } catch (error) {
    throw new CannotStart(`${place} is no line of a journal of erasures`, { cause: error });
  }
}

/** Adds lines, on the disk for good before it returns. */
export async function appendErasures(file: string, erasures: readonly Erasure[]): Promise<void> {
  if (erasures.length === 0) return;
  await dropTornLine(file);
  const journal = await open(file, 'a', 0o600);
  try {
    await journal.appendFile(erasures.map((one) => `${JSON.stringify(one)}\n`).join(''));
    await journal.sync();
  } finally {
    await journal.close();
  }
}

/** So that the next line does not become one with it. */
async function dropTornLine(file: string): Promise<void> {
  const { whole, size } = await lengths(file);
  if (whole < size) await truncate(file, whole);
}

async function wholeLength(file: string): Promise<number> {
  return (await lengths(file)).whole;
}

/** Bytes up to the end of the last whole line, and of all. */
async function lengths(file: string): Promise<{ whole: number; size: number }> {
  const journal = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!journal) return { whole: 0, size: 0 };
  try {
    const { size } = await journal.stat();
    const step = 64 * 1024;
    for (let end = size; end > 0; end -= step) {
      const from = Math.max(0, end - step);
      const { buffer, bytesRead } = await journal.read(Buffer.alloc(end - from), 0, end - from, from);
      const last = buffer.subarray(0, bytesRead).lastIndexOf('\n');
      if (last >= 0) return { whole: from + last + 1, size };
    }
    return { whole: 0, size };
  } finally {
    await journal.close();
  }
}
