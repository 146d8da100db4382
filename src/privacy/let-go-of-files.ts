/** Photos and files of assessments that are about to go. */
import type { Deps } from '../deps.ts';
import { queueBlobDeletion } from '../evidence/blob-deletion.ts';

/** Within the transaction that removes the rows: their files go once it is committed. */
export async function letGoOfFiles(deps: Deps, assessment: { id: string } | { householdId: string }): Promise<void> {
  const files = await deps.db.evidence.findMany({
    where: { assessment, removedAt: null },
    select: { blobKey: true, thumbKey: true },
  });
  await queueBlobDeletion(
    deps,
    files.flatMap(({ blobKey, thumbKey }) => [blobKey, thumbKey]),
  );
}
