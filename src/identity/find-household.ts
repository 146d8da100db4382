/** A household as officers handle it: under its scope, with what they saw of it. */
import { contentHash } from '../canonical.ts';
import type { Prisma } from '../db/client.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { householdsIn, type Scope } from '../officer/scope.ts';

const include = {
  area: { include: { unit: true } },
  mergedInto: { select: { id: true, code: true, headName: true } },
  memberships: {
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
    include: { account: { select: { channelAccount: { select: { channel: true } } } } },
  },
  assessments: {
    orderBy: [{ openedAt: 'desc' }, { id: 'asc' }],
    include: { season: { select: { name: true, year: true, trial: true } }, _count: { select: { submissions: true } } },
  },
} satisfies Prisma.HouseholdInclude;

export type FoundHousehold = Prisma.HouseholdGetPayload<{ include: typeof include }>;

/** Null: not there, or not theirs. */
export async function findHousehold({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<FoundHousehold | null> {
  if (!isId(id)) return null;
  return db.household.findFirst({ where: { AND: [{ id }, householdsIn(scope)] }, include });
}

/** `seenOf` of several, by id; what is not theirs is not there. */
export async function seenOfMany({ db }: Pick<Deps, 'db'>, scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await db.household.findMany({ where: { AND: [{ id: { in: [...ids] } }, householdsIn(scope)] }, include });
  return new Map(found.map((household) => [household.id, seenOf(household)]));
}

/** What an officer saw of it: who acts says so, and is told when it is otherwise by then. */
export function seenOf(household: FoundHousehold): string {
  const { id, areaId, updatedAt, verifiedAt, mergedIntoId, memberships, assessments } = household;
  return contentHash({
    ...{ id, areaId, updatedAt, verifiedAt, mergedIntoId },
    members: memberships.map(({ id, to }) => [id, to]),
    files: assessments.map(({ id, reviewSeq, state, stage, _count }) => [id, reviewSeq, state, stage, _count.submissions]),
  }).slice(0, 24);
}
