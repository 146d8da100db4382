import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';

/** Who holds such a duty now: each once, in one order. */
export async function presentHolders(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  duty: Pick<Prisma.GrantWhereInput, 'role' | 'unitCode' | 'officerId'>,
): Promise<string[]> {
  const now = clock.now();
  const grants = await db.grant.findMany({
    where: { ...duty, from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] },
    distinct: ['officerId'],
    select: { officerId: true },
    orderBy: { officerId: 'asc' },
  });
  return grants.map(({ officerId }) => officerId);
}
