/** Who came into a khu phố, and who left it, because a ward placed them: for those who look for them in their lists. */
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';

export interface ListedPlacing {
  householdId: string;
  code: string;
  /** Empty: nobody is named; also of one that is not theirs any more. */
  headName: string;
  /** On the list of the khu phố that it left. */
  houseCode: string | null;
  /** `left`: it is in another one now. */
  way: 'came' | 'left';
  /** The other khu phố; empty: "chưa xếp khu phố". */
  area: string;
  officer: string;
  at: Date;
}

const SHOWN_DAYS = 30;
const MOST_SHOWN = 20;

/** The newest first; of one that went on from here only that. */
export async function listPlacings(deps: Deps, { scope, areaId }: { scope: Scope; areaId: string }): Promise<ListedPlacing[]> {
  const { db, clock } = deps;
  const area = await db.area.findFirst({ where: { AND: [{ id: areaId }, areasIn(scope)] }, select: { id: true } });
  if (!area) return [];
  const placings = await db.householdPlacing.findMany({
    where: {
      at: { gt: new Date(clock.now().getTime() - SHOWN_DAYS * 24 * 60 * 60_000) },
      OR: [{ fromId: areaId }, { toId: areaId }],
      household: { mergedIntoId: null },
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    include: { from: true, to: true, household: { select: { code: true, headName: true, areaId: true } } },
    take: MOST_SHOWN,
  });
  const officers = await db.officer.findMany({ where: { id: { in: placings.map(({ officerId }) => officerId) } } });
  const seen = new Set<string>();
  return placings.flatMap(({ householdId, toId, from, to, household, houseCode, officerId, at }): ListedPlacing[] => {
    if (seen.has(householdId)) return [];
    seen.add(householdId);
    const came = toId === areaId;
    const other = came ? from : to;
    return [
      {
        ...{ householdId, code: household.code, headName: came ? household.headName : '', houseCode, way: came ? 'came' : 'left' },
        ...{ area: other.kind === 'unplaced' ? '' : other.name, officer: officers.find(({ id }) => id === officerId)?.name ?? '', at },
      },
    ];
  });
}
