import type { Prisma } from '../db/client.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

export type StoredDecision = Prisma.DecisionGetPayload<object>;

/** A decision of a ward of theirs, locked to the end of the transaction: against others who act on it, and against its beginning. */
export async function decisionInHand(
  deps: Deps,
  { scope, decisionId }: { scope: Scope; decisionId: string },
): Promise<StoredDecision | null> {
  if (!isId(decisionId)) return null;
  await deps.db
    .$queryRaw`SELECT 1 FROM "Decision" WHERE id = ${decisionId}::uuid AND "unitCode" = ANY(${[...scope.wards]}::text[]) FOR NO KEY UPDATE`;
  return deps.db.decision.findFirst({ where: { id: decisionId, unitCode: { in: [...scope.wards] } } });
}
