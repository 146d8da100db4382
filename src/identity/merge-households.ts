/** Two households that are one family become one: visible, and taken back by undo-merge.ts. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { tidyName } from '../household/head-name.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { ownAmong } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { joinSeats } from '../training/join-seats.ts';
import { countNames, countsOf } from './counts.ts';
import { type FoundHousehold, findHousehold, seenOf } from './find-household.ts';
import { lockHouseholds } from './lock-households.ts';
import type { Moved } from './moved.ts';
import { mergedNotice } from './notices.ts';

export type Side = 'keep' | 'drop';

export interface MergeOptions {
  scope: Scope;
  /** Id of the household that stays … */
  keep: string;
  /** … and of the one that goes into it. */
  drop: string;
  /** `HouseholdView.seen` of both, as the officer looked at them. */
  seen: Readonly<Record<Side, string>>;
  /** By season: whose file stays, where both have one. */
  stays?: Readonly<Record<string, Side>>;
  tell: TellHousehold;
}

/** A season in which both have a file. */
export interface BothHave {
  seasonId: string;
  name: string;
  year: number;
  files: Readonly<Record<Side, { stage: string; state: string; sent: number }>>;
}

export type MergeRefusal =
  /** The officer is of one of the two. */
  | 'ownHousehold'
  | 'otherWard'
  /** One of them was merged into another already. */
  | 'merged'
  /** A decision names the one that would go, or a file that would be put aside. */
  | 'inDecision';

export type MergedHouseholds =
  | { outcome: 'merged'; mergeId: string; told: number }
  /** First it must be said whose file stays. */
  | { outcome: 'choose'; seasons: BothHave[] }
  | { outcome: 'changed' }
  | { outcome: 'refused'; why: MergeRefusal }
  | { outcome: 'notFound' };

/** Needs a transaction. Of the one that goes nothing is lost: files that do not stay remain with it, put aside. */
export async function mergeHouseholds(deps: Deps, options: MergeOptions): Promise<MergedHouseholds> {
  const { scope, seen, stays = {} } = options;
  const ids = [options.keep, options.drop];
  if (options.keep === options.drop || !(await findBoth(deps, scope, options))) return { outcome: 'notFound' };
  await lockHouseholds(deps, ids);
  const both = await findBoth(deps, scope, options);
  if (!both) return { outcome: 'notFound' };
  const { keep, drop } = both;
  if ((await ownAmong(deps, scope.officerId, ids)).size > 0) return { outcome: 'refused', why: 'ownHousehold' };
  if (keep.area.unitCode !== drop.area.unitCode) return { outcome: 'refused', why: 'otherWard' };
  const before = await mergedBefore(deps, scope, both);
  if (before) return before;
  if (keep.mergedIntoId !== null || drop.mergedIntoId !== null) return { outcome: 'refused', why: 'merged' };
  if (seenOf(keep) !== seen.keep || seenOf(drop) !== seen.drop) return { outcome: 'changed' };
  const open = bothHave(keep, drop).filter(({ seasonId }) => stays[seasonId] === undefined);
  if (open.length > 0) return { outcome: 'choose', seasons: open };
  const files = planFiles(keep, drop, stays);
  if (await isDecided(deps, drop.id, files.aside)) return { outcome: 'refused', why: 'inDecision' };
  const moved = await move(deps, { keep, drop, files });
  const mergeId = deps.ids.next();
  await deps.db.householdMerge.create({
    data: { id: mergeId, keepId: keep.id, dropId: drop.id, officerId: scope.officerId, at: deps.clock.now(), moved },
  });
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'household.merge',
    subject: `household:${keep.id}`,
    detail: { drop: drop.id, merge: mergeId, files: moved.files.length, members: moved.memberships.length },
  });
  const told = await options.tell(deps, { householdId: keep.id, except: null }, mergedNotice(keep.code));
  return { outcome: 'merged', mergeId, told };
}

/** The same officer did it already: a button that is pressed twice does it once. */
async function mergedBefore({ db }: Deps, { officerId }: Scope, { keep, drop }: Record<Side, FoundHousehold>) {
  if (drop.mergedIntoId !== keep.id) return null;
  const merge = await db.householdMerge.findFirst({ where: { keepId: keep.id, dropId: drop.id, officerId, undoneAt: null } });
  return merge && { outcome: 'merged' as const, mergeId: merge.id, told: 0 };
}

async function findBoth(deps: Deps, scope: Scope, ids: Record<Side, string>): Promise<Record<Side, FoundHousehold> | null> {
  const [keep, drop] = [await findHousehold(deps, scope, ids.keep), await findHousehold(deps, scope, ids.drop)];
  return keep && drop && { keep, drop };
}

type FileRow = FoundHousehold['assessments'][number];

function twins(keep: FoundHousehold, drop: FoundHousehold): Record<Side, FileRow>[] {
  return drop.assessments.flatMap((file) => {
    const own = keep.assessments.find(({ title, seasonId }) => title === file.title && seasonId === file.seasonId);
    return own ? [{ keep: own, drop: file }] : [];
  });
}

/** Seasons of which it has to be said whose file stays. */
export function bothHave(keep: FoundHousehold, drop: FoundHousehold): BothHave[] {
  const shown = ({ stage, state, _count }: FileRow) => ({ stage, state, sent: _count.submissions });
  return twins(keep, drop).map(({ keep: own, drop: other }) => {
    const { seasonId, season } = own;
    return { seasonId, name: season.name, year: season.year, files: { keep: shown(own), drop: shown(other) } };
  });
}

interface Files {
  /** Of the one that goes: they stay in force. */
  comes: FileRow[];
  /** Of the one that is kept, each in the place of one of those. */
  goes: FileRow[];
  /** Ids of those that will not be in force. */
  aside: string[];
}

function planFiles(keep: FoundHousehold, drop: FoundHousehold, stays: Readonly<Record<string, Side>>): Files {
  const pairs = twins(keep, drop);
  const lost = pairs.filter(({ drop: { seasonId } }) => stays[seasonId] !== 'drop').map((pair) => pair.drop.id);
  const goes = pairs.filter(({ drop: { seasonId } }) => stays[seasonId] === 'drop').map((pair) => pair.keep);
  return { comes: drop.assessments.filter(({ id }) => !lost.includes(id)), goes, aside: [...lost, ...goes.map(({ id }) => id)] };
}

/** A decision that was not stopped names it: what it says stays where it is. */
async function isDecided({ db }: Deps, dropId: string, aside: readonly string[]): Promise<boolean> {
  const lines = await db.decisionLine.count({
    where: { decision: { state: { not: 'stopped' } }, left: null, OR: [{ householdId: dropId }, { assessmentId: { in: [...aside] } }] },
  });
  return lines > 0;
}

interface Move {
  keep: FoundHousehold;
  drop: FoundHousehold;
  files: Files;
}

async function move(deps: Deps, { keep, drop, files }: Move): Promise<Moved> {
  const { db } = deps;
  const members = await moveMembers(deps, keep, drop);
  const codes = await db.code.findMany({ where: { householdId: drop.id, usedAt: null }, select: { id: true } });
  const ofCodes = { id: { in: codes.map(({ id }) => id) } };
  await db.code.updateMany({ where: ofCodes, data: { householdId: keep.id } });
  const joined = await joinSeats(deps, { keepId: keep.id, dropId: drop.id });
  const seats = await moveSeats(deps, keep, drop);
  await moveFiles(deps, { keep, drop, files });
  const facts = takesFacts(keep, drop, files)
    ? { before: countsOf(keep), after: countsOf(drop), residence: { before: keep.residence, after: drop.residence } }
    : null;
  const named = keep.headName === '' && drop.headName !== '';
  // The one that is kept is written as names are, however it was typed once.
  const kept = tidyName(named ? drop.headName : keep.headName);
  const houseCode = keep.houseCode === null && drop.houseCode !== null && keep.areaId === drop.areaId;
  const verified = keep.verifiedAt === null && drop.verifiedAt !== null;
  await db.household.update({ where: { id: drop.id }, data: { mergedIntoId: keep.id, ...(houseCode && { houseCode: null }) } });
  await db.household.update({
    where: { id: keep.id },
    data: {
      ...(facts && { ...facts.after, residence: facts.residence.after }),
      ...(named && { headNameKey: drop.headNameKey }),
      ...((named || kept !== keep.headName) && { headName: kept }),
      ...(houseCode && { houseCode: drop.houseCode }),
      ...(verified && { verifiedAt: drop.verifiedAt, verifiedBy: drop.verifiedBy }),
    },
  });
  return {
    ...members,
    codes: ofCodes.id.in,
    seats,
    joined,
    files: files.comes.map(({ id, areaId }) => ({ id, areaId })),
    aside: files.goes.map(({ id }) => id),
    ...{ facts, named, houseCode, verified },
  };
}

/** Who is in both stays in the one that is kept. */
async function moveMembers({ db, clock }: Deps, keep: FoundHousehold, drop: FoundHousehold): Promise<Pick<Moved, 'memberships' | 'ended'>> {
  const there = new Set(keep.memberships.filter(({ to }) => to === null).map(({ accountId }) => accountId));
  const open = drop.memberships.filter(({ to }) => to === null);
  const memberships = open.filter(({ accountId }) => !there.has(accountId)).map(({ id }) => id);
  const ended = open.filter(({ accountId }) => there.has(accountId)).map(({ id }) => id);
  await db.membership.updateMany({ where: { id: { in: memberships } }, data: { householdId: keep.id } });
  await db.membership.updateMany({ where: { id: { in: ended } }, data: { to: clock.now() } });
  return { memberships, ended };
}

/** One seat a household and training: where both had one, the other is empty. */
async function moveSeats({ db }: Deps, keep: FoundHousehold, drop: FoundHousehold): Promise<string[]> {
  const own = await db.trainingSeat.findMany({ where: { householdId: keep.id }, select: { trainingId: true } });
  const comes = await db.trainingSeat.findMany({
    where: { householdId: drop.id, trainingId: { notIn: own.map(({ trainingId }) => trainingId) } },
    select: { id: true },
  });
  const seats = comes.map(({ id }) => id);
  await db.trainingSeat.updateMany({ where: { id: { in: seats } }, data: { householdId: keep.id } });
  return seats;
}

/** One file a title and season: those that change places do it by way of a title that nobody has. */
async function moveFiles({ db }: Deps, { keep, drop, files: { comes, goes } }: Move): Promise<void> {
  for (const { id, title } of goes) await db.assessment.update({ where: { id }, data: { householdId: drop.id, title: `${title} ${id}` } });
  for (const { id } of comes) await db.assessment.update({ where: { id }, data: { householdId: keep.id, areaId: keep.areaId } });
  for (const { id, title } of goes) await db.assessment.update({ where: { id }, data: { title } });
}

/** Facts go with the newest file that answers by them; a household of a list has none of its own. */
function takesFacts(keep: FoundHousehold, drop: FoundHousehold, { comes }: Files): boolean {
  if (countNames.every((name) => keep[name] === 0)) return countNames.some((name) => drop[name] > 0);
  const newest = [...keep.assessments, ...drop.assessments].reduce<FileRow | null>(
    (found, file) => (found === null || file.season.year > found.season.year ? file : found),
    null,
  );
  return newest !== null && comes.some(({ seasonId }) => seasonId === newest.seasonId);
}
