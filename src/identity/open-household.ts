/** A household's own page: who it is, who speaks for it, and what it may be the double of. No telephone numbers, no chats. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { type Counts, countsOf } from './counts.ts';
import { type FoundHousehold, findHousehold, seenOf } from './find-household.ts';
import { type ListedApart, listApart } from './list-apart.ts';
import { type Double, listDoubles } from './list-doubles.ts';
import { type BothHave, bothHave } from './merge-households.ts';

export interface MemberView {
  membershipId: string;
  channel: string;
  since: Date;
  /** Who let them in; `unknown`: an account that is gone since. */
  by: { kind: 'self' | 'member' | 'unknown' } | { kind: 'officer'; name: string };
}

export interface FileLine {
  assessmentId: string;
  /** Where it is judged: of an earlier season perhaps in another khu phố than its household. */
  areaId: string;
  season: { name: string; year: number; trial: boolean };
  source: string;
  state: string;
  stage: string;
  /** How often it was sent. */
  sent: number;
}

export interface MergeLine {
  mergeId: string;
  at: Date;
  officer: string;
  /** The household that went into this one. */
  drop: { id: string; code: string; headName: string };
  undone: Date | null;
  /** Files that were put aside with it. */
  aside: FileLine[];
}

export interface PlacingLine {
  at: Date;
  officer: string;
  /** Empty: "chưa xếp khu phố". */
  from: string;
  to: string;
}

export interface HouseholdView {
  id: string;
  /** To be handed in with every act. */
  seen: string;
  code: string;
  headName: string;
  houseCode: string | null;
  area: { id: string; name: string; placed: boolean; unitCode: string; unit: string };
  residence: 'permanent' | 'temporary';
  counts: Counts;
  createdAt: Date;
  /** Null: "chưa xác nhận". `officer` null: nobody that is known. */
  verified: { at: Date; officer: string | null } | null;
  /** It went into this one. */
  mergedInto: { id: string; code: string; headName: string } | null;
  members: MemberView[];
  files: FileLine[];
  doubles: Double[];
  /** Somebody said that it is another than these. */
  apart: ListedApart[];
  merges: MergeLine[];
  /** The newest first. */
  placings: PlacingLine[];
  /** Khu phố into which this officer may put it. */
  places: { id: string; name: string }[];
  /** The officer is of this family: another one has to act on it. */
  ofOwnFamily: boolean;
}

export type OpenedHousehold = { outcome: 'open'; household: HouseholdView } | { outcome: 'notFound' };

/** Opens it, which the audit keeps. What is out of scope is not there. Needs a transaction. */
export async function openHousehold(deps: Deps, { scope, householdId }: { scope: Scope; householdId: string }): Promise<OpenedHousehold> {
  const found = await findHousehold(deps, scope, householdId);
  if (!found) return { outcome: 'notFound' };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'household.open', subject: `household:${found.id}` });
  return { outcome: 'open', household: await viewOf(deps, scope, found) };
}

export type ComparedHouseholds =
  | { outcome: 'open'; one: HouseholdView; other: HouseholdView; bothHave: BothHave[] }
  | { outcome: 'notFound' };

/** Two beside each other, to say whether they are one; `one` as the one that is kept. */
export async function compareHouseholds(
  deps: Deps,
  { scope, householdId, otherId }: { scope: Scope; householdId: string; otherId: string },
): Promise<ComparedHouseholds> {
  const [one, other] = [await findHousehold(deps, scope, householdId), await findHousehold(deps, scope, otherId)];
  if (!one || !other || one.id === other.id) return { outcome: 'notFound' };
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'household.compare', subject: `household:${one.id}`, detail: { other: other.id } });
  const views = { one: await viewOf(deps, scope, one), other: await viewOf(deps, scope, other) };
  return { outcome: 'open', ...views, bothHave: bothHave(one, other) };
}

async function viewOf(deps: Deps, scope: Scope, found: FoundHousehold): Promise<HouseholdView> {
  const { id, code, headName, houseCode, area, residence, createdAt, verifiedAt, verifiedBy, mergedInto, memberships, assessments } = found;
  const merges = await deps.db.householdMerge.findMany({
    where: { keepId: id },
    orderBy: { id: 'desc' },
    include: { drop: { select: { id: true, code: true, headName: true } } },
  });
  const asides = await asidesOf(deps, scope, merges);
  const placings = await deps.db.householdPlacing.findMany({
    where: { householdId: id },
    orderBy: { id: 'desc' },
    include: { from: true, to: true },
  });
  const officers = await namesOf(deps, [
    verifiedBy,
    ...memberships.map(({ officerId }) => officerId),
    ...[...merges, ...placings].map(({ officerId }) => officerId),
  ]);
  return {
    ...{ id, seen: seenOf(found), code, headName, houseCode, residence, createdAt },
    area: { id: area.id, name: area.name, placed: area.kind !== 'unplaced', unitCode: area.unitCode, unit: area.unit.name },
    counts: countsOf(found),
    verified: verifiedAt && { at: verifiedAt, officer: officers.get(verifiedBy ?? '') ?? null },
    mergedInto,
    members: memberships
      .filter(({ to }) => to === null)
      .map((one) => ({
        ...{ membershipId: one.id, channel: one.account.channelAccount.channel, since: one.from },
        by: letInBy(one, officers),
      })),
    files: assessments.map(fileLine),
    doubles: mergedInto ? [] : await listDoubles(deps, { scope, householdId: id }),
    apart: mergedInto ? [] : await listApart(deps, { scope, householdId: id }),
    placings: placings.map(({ at, officerId, from, to }) => ({ at, officer: officers.get(officerId) ?? '', from: from.name, to: to.name })),
    places: mergedInto ? [] : await placesFor(deps, scope, area),
    merges: merges.map((merge) => ({
      ...{ mergeId: merge.id, at: merge.at, officer: officers.get(merge.officerId) ?? '', drop: merge.drop, undone: merge.undoneAt },
      aside: merge.undoneAt === null ? (asides.get(merge.dropId) ?? []) : [],
    })),
    ofOwnFamily: await isOwnHousehold(deps, scope.officerId, id),
  };
}

/** A ward places its households; of a khu phố nobody does. */
async function placesFor({ db }: Deps, { wards }: Scope, { id, unitCode }: FoundHousehold['area']): Promise<HouseholdView['places']> {
  if (!wards.includes(unitCode)) return [];
  const where = { unitCode, kind: { not: 'unplaced' as const }, id: { not: id } };
  const areas = await db.area.findMany({ where, select: { id: true, name: true } });
  return areas.sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
}

function letInBy(
  { accountId, approvedBy, officerId }: { accountId: string; approvedBy: string | null; officerId: string | null },
  officers: ReadonlyMap<string, string>,
): MemberView['by'] {
  if (officerId !== null) return { kind: 'officer', name: officers.get(officerId) ?? '' };
  if (approvedBy === null) return { kind: 'unknown' };
  return { kind: approvedBy === accountId ? 'self' : 'member' };
}

function fileLine({ id, areaId, season, source, state, stage, _count }: FoundHousehold['assessments'][number]): FileLine {
  return { assessmentId: id, areaId, season, source, state, stage, sent: _count.submissions };
}

async function asidesOf(deps: Deps, scope: Scope, merges: readonly { dropId: string; undoneAt: Date | null }[]) {
  const found = new Map<string, FileLine[]>();
  for (const { dropId, undoneAt } of merges) {
    const drop = undoneAt === null ? await findHousehold(deps, scope, dropId) : null;
    if (drop) found.set(dropId, drop.assessments.map(fileLine));
  }
  return found;
}

async function namesOf({ db }: Deps, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const officers =
    wanted.length === 0 ? [] : await db.officer.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } });
  return new Map(officers.map(({ id, name }) => [id, name]));
}
