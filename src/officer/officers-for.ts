/** Who looks after the households of a khu phố: to be told of what waits there. */
import type { Deps } from '../deps.ts';

export interface OfficerFor {
  officerId: string;
  name: string;
  role: 'hamlet' | 'ward';
  /** Chats that speak for them now; none: they cannot be told. */
  accounts: string[];
}

/** Those of the khu phố itself first, then those of its ward; somebody who is both is named once. */
export async function officersFor({ db, clock }: Pick<Deps, 'db' | 'clock'>, { areaId }: { areaId: string }): Promise<OfficerFor[]> {
  const now = clock.now();
  const area = await db.area.findUnique({ where: { id: areaId }, select: { unitCode: true } });
  if (!area) return [];
  const grants = await db.grant.findMany({
    where: {
      from: { lte: now },
      AND: [
        { OR: [{ to: null }, { to: { gt: now } }] },
        {
          OR: [
            { role: 'hamlet', areaId },
            { role: 'ward', unitCode: area.unitCode },
          ],
        },
      ],
    },
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
    include: { officer: { include: { accounts: { where: { to: null }, select: { accountId: true }, orderBy: { from: 'asc' } } } } },
  });
  const found = new Map<string, OfficerFor>();
  for (const role of ['hamlet', 'ward'] as const)
    for (const { officer, role: held } of grants)
      if (held === role && !found.has(officer.id))
        found.set(officer.id, { officerId: officer.id, name: officer.name, role, accounts: officer.accounts.map((one) => one.accountId) });
  return [...found.values()];
}
