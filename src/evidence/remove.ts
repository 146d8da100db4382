/** Taking back a piece of evidence. */
import { askedIn, isOpen, lockedFileOf } from '../assessment/file-of.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { queueBlobDeletion } from './blob-deletion.ts';
import { noteChange } from './file-in-hand.ts';

export interface Removed {
  /** `gone`: not there, not theirs, or taken back before. `closed`: it belongs to what was sent. */
  outcome: 'removed' | 'closed' | 'gone';
  value: Record<string, never>;
}

/** Empties the row, which stays as a trace with its hash, and has its files deleted after the commit. */
export async function removeEvidence(deps: Deps, { accountId, evidence }: { accountId: string; evidence: string }): Promise<Removed> {
  const file = await lockedFileOf(deps, accountId);
  if (!isOpen(file)) return { outcome: 'closed', value: {} };
  const assessmentId = file.assessment.id;
  const piece = isId(evidence) && (await deps.db.evidence.findFirst({ where: { id: evidence, assessmentId, removedAt: null } }));
  if (!piece) return { outcome: 'gone', value: {} };
  // Beside what is asked back, everything is as it was sent.
  if (file.returned && !askedIn(file).some(({ id }) => id === piece.indicator)) return { outcome: 'closed', value: {} };
  await emptyEvidence(deps, piece, accountId);
  await noteChange(deps, {
    accountId,
    assessmentId,
    action: 'evidence.remove',
    detail: { evidence: piece.id, indicator: piece.indicator },
  });
  return { outcome: 'removed', value: {} };
}

/** Within the transaction; `by` is null where nobody asked for it. */
export async function emptyEvidence(
  deps: Deps,
  { id, blobKey, thumbKey }: { id: string; blobKey: string | null; thumbKey: string | null },
  by: string | null,
): Promise<void> {
  await queueBlobDeletion(deps, [blobKey, thumbKey]);
  const data = { removedAt: deps.clock.now(), removedBy: by, text: null, blobKey: null, thumbKey: null };
  await deps.db.evidence.update({ where: { id }, data });
}
