/** Removes a household with all that was answered, told, sent and handed in for it. */
import type { Deps } from '../deps.ts';
import { queueBlobDeletion } from '../evidence/blob-deletion.ts';
import { erasing } from './erasing.ts';

/** The household's row must be locked, and nobody else be in it. */
export async function forgetHousehold(deps: Deps, householdId: string): Promise<void> {
  const { db } = deps;
  const files = await db.evidence.findMany({
    where: { assessment: { householdId }, removedAt: null },
    select: { blobKey: true, thumbKey: true },
  });
  await queueBlobDeletion(
    deps,
    files.flatMap(({ blobKey, thumbKey }) => [blobKey, thumbKey]),
  );
  await db.code.deleteMany({ where: { householdId } });
  await erasing(deps, () => db.household.delete({ where: { id: householdId } }));
}
