/**
 * Files go after the commit that lets go of them, and go for certain: the transaction writes down which, a job deletes
 * them, and a crash between the two only means that the job does it later.
 */
import type { Deps } from '../deps.ts';
import type { BlobStore } from './blob-store.ts';

const AT_ONCE = 100;

/** Within the transaction: these files are to go once it is committed. */
export async function queueBlobDeletion({ db, clock }: Deps, keys: readonly (string | null)[]): Promise<void> {
  const at = clock.now();
  const data = keys.filter((blobKey) => blobKey !== null).map((blobKey) => ({ blobKey, at }));
  if (data.length > 0) await db.blobDeletion.createMany({ data, skipDuplicates: true });
}

/** Deletes what is written down, outside of any transaction; run by a job, often. Returns how many files went. */
export async function deleteQueuedBlobs({ db }: Deps, blobs: BlobStore): Promise<number> {
  let count = 0;
  for (;;) {
    const queued = await db.blobDeletion.findMany({ orderBy: [{ at: 'asc' }, { blobKey: 'asc' }], take: AT_ONCE });
    for (const { blobKey } of queued) {
      await blobs.delete(blobKey);
      await db.blobDeletion.deleteMany({ where: { blobKey } });
      count++;
    }
    if (queued.length < AT_ONCE) return count;
  }
}
