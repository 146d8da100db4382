/** What an officer may see: the places of the grants that hold now. Every query of theirs is narrowed by it, where data is read. */
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';

export interface Scope {
  officerId: string;
  /** Runs the service: invites, reads the audit, sees no households. */
  operator: boolean;
  /** Sees counts of every ward, and a household only for a reason that the ward is shown. */
  city: boolean;
  /** Codes of the wards whose every household they look after. */
  wards: readonly string[];
  /** Ids of the khu phố and ấp whose households they look after. */
  areas: readonly string[];
  /** Where they fill in for households that are with them; they look after none. */
  helps: { wards: readonly string[]; areas: readonly string[] };
}

/** Null: nobody, or nobody any more: no grant of theirs holds. */
export async function scopeOf({ db, clock }: Pick<Deps, 'db' | 'clock'>, officerId: string): Promise<Scope | null> {
  const now = clock.now();
  const grants = await db.grant.findMany({
    where: { officerId, from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] },
    select: { role: true, unitCode: true, areaId: true },
  });
  if (grants.length === 0) return null;
  const wardsOf = (role: string) =>
    unique(grants.filter((one) => one.role === role && one.areaId === null).map(({ unitCode }) => unitCode));
  const areasOf = (role: string) => unique(grants.filter((one) => one.role === role).map(({ areaId }) => areaId));
  return {
    officerId,
    operator: grants.some(({ role }) => role === 'operator'),
    city: grants.some(({ role }) => role === 'city'),
    wards: wardsOf('ward'),
    areas: areasOf('hamlet'),
    helps: { wards: wardsOf('helper'), areas: areasOf('helper') },
  };
}

/** The khu phố and ấp whose households they look after; matches none where they look after none. */
export function areasIn({ wards, areas }: Pick<Scope, 'wards' | 'areas'>): Prisma.AreaWhereInput {
  return { OR: [{ unitCode: { in: [...wards] } }, { id: { in: [...areas] } }] };
}

/** The households they look after. */
export function householdsIn(scope: Pick<Scope, 'wards' | 'areas'>): Prisma.HouseholdWhereInput {
  return { area: areasIn(scope) };
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}

/** As the audit names who acts. */
export function actorOf(scope: Scope | null): string {
  return scope === null ? 'system' : `officer:${scope.officerId}`;
}

/** The officer of an actor, or null for any other. */
export function officerIn(actor: string | null): string | null {
  return /^officer:([0-9a-f-]{36})$/.exec(actor ?? '')?.[1] ?? null;
}
