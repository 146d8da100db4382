/** Who holds which duty, and who was invited, as far as somebody has to do with it. */
import { audit } from '../db/audit.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { mayGive, type NamedDuty } from './duty.ts';
import { actorOf, type Scope } from './scope.ts';

export interface ListedOfficer {
  officerId: string;
  name: string;
  /** Only those that the asking one has to do with. */
  grants: (NamedDuty & { grantId: string; from: Date; mayRevoke: boolean })[];
  /** Chats that speak for them. None: they have to be invited to one more. */
  accounts: { officerAccountId: string; channel: string; from: Date }[];
  /** Their chats may be dropped by the asking one. */
  mayDrop: boolean;
}

export interface ListedInvitation extends NamedDuty {
  invitationId: string;
  name: string;
  until: Date;
}

const place = { unit: { select: { name: true } }, area: { select: { name: true } } } as const;

/** Both, which the audit keeps: they are people. Needs a transaction. */
export async function readOfficers(
  deps: Pick<Deps, 'db' | 'clock'>,
  { scope }: { scope: Scope },
): Promise<{ officers: ListedOfficer[]; invitations: ListedInvitation[] }> {
  const officers = await listOfficers(deps, { scope });
  const invitations = await listInvitations(deps, { scope });
  const me = actorOf(scope);
  await audit(deps, {
    actor: me,
    action: 'officer.list',
    subject: me,
    detail: { officers: officers.length, invitations: invitations.length },
  });
  return { officers, invitations };
}

/** Ordered by name. The operator sees all; the city itself and wards; a ward its own and its khu phố; a khu phố its own and its helpers. */
export async function listOfficers(deps: Pick<Deps, 'db' | 'clock'>, { scope }: { scope: Scope }): Promise<ListedOfficer[]> {
  const { db, clock } = deps;
  const now = clock.now();
  const holds = { from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] };
  const officers = await db.officer.findMany({
    where: { grants: { some: { AND: [holds, grantsIn(scope)] } } },
    include: {
      grants: { where: holds, include: place, orderBy: [{ from: 'asc' }, { id: 'asc' }] },
      accounts: {
        where: { to: null },
        include: { account: { select: { channelAccount: { select: { channel: true } } } } },
        orderBy: { from: 'asc' },
      },
    },
  });
  const listed = officers.map(({ id, name, grants, accounts }) => {
    const own = id === scope.officerId;
    const named = grants.map(({ id: grantId, from, role, unitCode, areaId, unit, area }) => {
      const duty = { role, unitCode, areaId, unit: unit?.name ?? null, area: area?.name ?? null };
      return { ...duty, grantId, from, mayRevoke: own || mayGive(scope, duty).may };
    });
    return {
      officerId: id,
      name,
      grants: named.filter((grant) => grant.mayRevoke || isIn(scope, grant)),
      accounts: accounts.map(({ id: officerAccountId, from, account }) => {
        return { officerAccountId, channel: account.channelAccount.channel, from };
      }),
      mayDrop: own || named.every(({ mayRevoke }) => mayRevoke),
    };
  });
  return listed.toSorted((a, b) => a.name.localeCompare(b.name, 'vi') || a.officerId.localeCompare(b.officerId));
}

/** Invitations to duties that nobody has taken yet, and that the asking one may take back. The soonest to end first. */
export async function listInvitations({ db, clock }: Pick<Deps, 'db' | 'clock'>, { scope }: { scope: Scope }): Promise<ListedInvitation[]> {
  const open = await db.code.findMany({
    where: { kind: 'officer', officerId: null, usedAt: null, expiresAt: { gt: clock.now() }, role: { not: null } },
    orderBy: [{ expiresAt: 'asc' }, { id: 'asc' }],
  });
  const mine = open.flatMap(({ id, role, unitCode, areaId, name, expiresAt, madeBy }) => {
    if (!role || name === null || !expiresAt) return [];
    const duty = { role, unitCode, areaId };
    return mayGive(scope, duty).may || madeBy === actorOf(scope) ? [{ ...duty, invitationId: id, name, until: expiresAt }] : [];
  });
  const units = await db.unit.findMany({ where: { code: { in: mine.flatMap(({ unitCode }) => unitCode ?? []) } } });
  const areas = await db.area.findMany({ where: { id: { in: mine.flatMap(({ areaId }) => areaId ?? []) } } });
  const unitNames = new Map(units.map(({ code, name }) => [code, name]));
  const areaNames = new Map(areas.map(({ id, name }) => [id, name]));
  return mine.map((one) => ({
    ...one,
    unit: unitNames.get(one.unitCode ?? '') ?? null,
    area: areaNames.get(one.areaId ?? '') ?? null,
  }));
}

function grantsIn(scope: Scope): Prisma.GrantWhereInput {
  if (scope.operator) return {};
  return {
    OR: [
      { officerId: scope.officerId },
      ...(scope.city ? [{ role: { in: ['city' as const, 'ward' as const] } }] : []),
      { unitCode: { in: [...scope.wards] } },
      { areaId: { in: [...scope.areas] } },
    ],
  };
}

/** The same as grantsIn, for one that was read already. */
function isIn(scope: Scope, { role, unitCode, areaId }: { role: string; unitCode: string | null; areaId: string | null }): boolean {
  return (
    scope.operator ||
    (scope.city && (role === 'city' || role === 'ward')) ||
    (unitCode !== null && scope.wards.includes(unitCode)) ||
    (areaId !== null && scope.areas.includes(areaId))
  );
}
