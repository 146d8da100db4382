/** Two households were not one after all: what was moved goes back to where it was. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { ownAmong } from '../officer/own-household.ts';
import { householdsIn, type Scope } from '../officer/scope.ts';
import { partSeats } from '../training/join-seats.ts';
import { type CountName, countNames } from './counts.ts';
import { lockHouseholds } from './lock-households.ts';
import { type Moved, moved } from './moved.ts';
import { partedNotice } from './notices.ts';

export type UndoRefusal =
  | 'ownHousehold'
  | 'already'
  /** One of the two was merged again since: that is undone first. */
  | 'laterMerge'
  /** A decision was made since that names it. */
  | 'inDecision';

export type UndoneMerge =
  | { outcome: 'undone'; keepId: string; dropId: string; told: number }
  | { outcome: 'refused'; why: UndoRefusal }
  | { outcome: 'notFound' };

export interface UndoOptions {
  scope: Scope;
  mergeId: string;
  tell: TellHousehold;
}

/** Needs a transaction. What the family did since stays: who left is gone, and who came in by themselves stays where they came in. */
export async function undoMerge(deps: Deps, { scope, mergeId, tell }: UndoOptions): Promise<UndoneMerge> {
  const where = { id: mergeId, keep: householdsIn(scope), drop: householdsIn(scope) };
  const found = isId(mergeId) ? await deps.db.householdMerge.findFirst({ where }) : null;
  if (!found) return { outcome: 'notFound' };
  await lockHouseholds(deps, [found.keepId, found.dropId]);
  const merge = await deps.db.householdMerge.findFirst({ where, include: { keep: true, drop: true } });
  if (!merge) return { outcome: 'notFound' };
  const { keep, drop } = merge;
  if ((await ownAmong(deps, scope.officerId, [keep.id, drop.id])).size > 0) return { outcome: 'refused', why: 'ownHousehold' };
  // Pressed twice.
  if (merge.undoneAt !== null && merge.undoneBy === scope.officerId)
    return { outcome: 'undone', keepId: keep.id, dropId: drop.id, told: 0 };
  if (merge.undoneAt !== null) return { outcome: 'refused', why: 'already' };
  if (await wasMergedSince(deps, merge)) return { outcome: 'refused', why: 'laterMerge' };
  const back = moved.parse(merge.moved);
  if (await wasDecidedSince(deps, merge, back)) return { outcome: 'refused', why: 'inDecision' };
  await putBack(deps, { keep, drop, back });
  await deps.db.householdMerge.update({ where: { id: merge.id }, data: { undoneAt: deps.clock.now(), undoneBy: scope.officerId } });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, {
    ...{ actor, action: 'household.undoMerge', subject: `household:${keep.id}` },
    detail: { drop: drop.id, merge: merge.id },
  });
  let told = 0;
  for (const { id, code } of [keep, drop]) told += await tell(deps, { householdId: id, except: null }, partedNotice(code));
  return { outcome: 'undone', keepId: keep.id, dropId: drop.id, told };
}

interface Merge {
  id: string;
  keepId: string;
  dropId: string;
  at: Date;
}

async function wasMergedSince({ db }: Deps, { id, keepId, dropId }: Merge): Promise<boolean> {
  const both = { in: [keepId, dropId] };
  const where = { id: { gt: id }, undoneAt: null, OR: [{ keepId: both }, { dropId: both }] };
  return (await db.householdMerge.count({ where })) > 0;
}

async function wasDecidedSince({ db }: Deps, { keepId, dropId, at }: Merge, { files, aside }: Moved): Promise<boolean> {
  const ids = [...files.map(({ id }) => id), ...aside];
  const lines = await db.decisionLine.count({
    where: {
      decision: { state: { not: 'stopped' }, confirmedAt: { gte: at } },
      left: null,
      OR: [{ householdId: { in: [keepId, dropId] } }, { assessmentId: { in: ids } }],
    },
  });
  return lines > 0;
}

type Row = Record<CountName, number> & {
  id: string;
  residence: 'permanent' | 'temporary';
  headName: string;
  headNameKey: string;
  houseCode: string | null;
  verifiedAt: Date | null;
  verifiedBy: string | null;
};

async function putBack(deps: Deps, { keep, drop, back }: { keep: Row; drop: Row; back: Moved }): Promise<void> {
  const { db } = deps;
  const atKeep = (ids: readonly string[]) => ({ id: { in: [...ids] }, householdId: keep.id });
  await db.membership.updateMany({ where: atKeep(back.memberships), data: { householdId: drop.id } });
  await db.membership.updateMany({ where: { id: { in: back.ended }, householdId: drop.id }, data: { to: null } });
  await db.code.updateMany({ where: atKeep(back.codes), data: { householdId: drop.id } });
  await db.trainingSeat.updateMany({ where: atKeep(back.seats), data: { householdId: drop.id } });
  await partSeats(deps, back.joined);
  await putFilesBack(db, { keep, drop, back });
  const houseCode = back.houseCode && keep.houseCode !== null ? keep.houseCode : null;
  await db.household.update({ where: { id: keep.id }, data: formerly(keep, drop, back) });
  await db.household.update({ where: { id: drop.id }, data: { mergedIntoId: null, ...(houseCode !== null && { houseCode }) } });
}

/** By way of a title that nobody has, as they came. */
async function putFilesBack(db: Deps['db'], { keep, drop, back }: { keep: Row; drop: Row; back: Moved }): Promise<void> {
  const comes = await db.assessment.findMany({
    where: { id: { in: back.aside }, householdId: drop.id },
    select: { id: true, title: true },
  });
  for (const { id, title } of comes) await db.assessment.update({ where: { id }, data: { householdId: keep.id, title: `${title} ${id}` } });
  for (const { id, areaId } of back.files)
    await db.assessment.updateMany({ where: { id, householdId: keep.id }, data: { householdId: drop.id, areaId } });
  for (const { id, title } of comes) await db.assessment.update({ where: { id }, data: { title } });
}

/** What the family or an officer has changed since is theirs, and stays. */
function formerly(keep: Row, drop: Row, { facts, named, houseCode, verified }: Moved) {
  const untouched = facts && countNames.every((name) => keep[name] === facts.after[name]) && keep.residence === facts.residence.after;
  return {
    ...(facts && untouched && { ...facts.before, residence: facts.residence.before }),
    ...(named && keep.headNameKey === drop.headNameKey && { headName: '', headNameKey: '' }),
    ...(houseCode && { houseCode: null }),
    ...(verified && keep.verifiedAt?.getTime() === drop.verifiedAt?.getTime() && { verifiedAt: null, verifiedBy: null }),
  };
}
