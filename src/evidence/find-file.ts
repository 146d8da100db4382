/** What a file of the household's evidence is, without reading it. */

import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { Problem } from '../problems.ts';

export interface FoundFile {
  kind: 'photo' | 'pdf';
  /** It was handed in, and deleted since. */
  removed: boolean;
}

/**
 * A photo or PDF, also a deleted one, for a member of the household that handed it in. Others cannot tell whether it exists.
 * @throws Problem `notFound`
 */
export async function findFile({ db }: Deps, { accountId, evidence }: { accountId: string; evidence: string }): Promise<FoundFile> {
  if (!isId(evidence)) throw new Problem('notFound');
  const file = await db.evidence.findFirst({
    where: {
      id: evidence,
      kind: { not: 'story' },
      assessment: { household: { memberships: { some: { accountId, to: null } } } },
    },
    select: { kind: true, removedAt: true },
  });
  if (!file) throw new Problem('notFound');
  return { kind: file.kind === 'pdf' ? 'pdf' : 'photo', removed: file.removedAt !== null };
}
