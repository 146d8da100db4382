/** Files that were received and never attached to anything, or whose transaction was rolled back. */
import type { Deps } from '../deps.ts';
import type { BlobStore } from './blob-store.ts';

/** A turn takes seconds; a day leaves room for a service that was down. */
export const ORPHAN_AGE_MS = 24 * 60 * 60 * 1000;
const AT_ONCE = 500;

/** Run by a job, daily. Returns how many files went. */
export async function sweepBlobs(deps: Deps, blobs: BlobStore): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - ORPHAN_AGE_MS);
  await blobs.tidy(before);
  let count = 0;
  for await (const keys of oldKeys(blobs, before)) {
    const wanted = await stillWanted(deps, keys);
    for (const key of keys.filter((one) => !wanted.has(one))) {
      await blobs.delete(key);
      count++;
    }
  }
  return count;
}

async function* oldKeys(blobs: BlobStore, before: Date): AsyncIterable<string[]> {
  let keys: string[] = [];
  for await (const { key, storedAt } of blobs.list()) {
    if (storedAt < before) keys.push(key);
    if (keys.length < AT_ONCE) continue;
    yield keys;
    keys = [];
  }
  if (keys.length > 0) yield keys;
}

/** Which of these keys some evidence or announcement has, or an update that still waits for its turn brings. */
export async function stillWanted({ db }: Pick<Deps, 'db'>, keys: string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT "blobKey" AS key FROM "Evidence" WHERE "blobKey" = ANY(${keys})
    UNION SELECT "thumbKey" FROM "Evidence" WHERE "thumbKey" = ANY(${keys})
    UNION SELECT key FROM "Announcement", unnest(ARRAY[media ->> 'blobKey', media ->> 'thumbKey']) AS key WHERE key = ANY(${keys})
    UNION SELECT unnest(ARRAY[item ->> 'blobKey', item ->> 'thumbKey'])
      FROM "Inbox", jsonb_array_elements(body -> 'items') AS item
      WHERE state = 'new' AND body ->> 'type' = 'media'`;
  return new Set(rows.map(({ key }) => key));
}
