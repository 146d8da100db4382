/** A phone was lost: its account is of the household no more. What it is besides stays as it was. */
import { audit } from '../db/audit.ts';
import type { Prisma } from '../db/client.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { emptySession } from '../flow/session.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { TellHousehold, TellPerson } from '../household/tell-household.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import { householdsIn, type Scope } from '../officer/scope.ts';
import { forgetLines } from './forget-lines.ts';
import { outNotice, unlinkedNotice } from './notices.ts';

export type Unlinked =
  /** `told`: how many others of the household were. */
  | { outcome: 'unlinked'; householdId: string; told: number }
  | { outcome: 'refused'; why: 'ownHousehold' }
  /** Not there, not theirs, or out already. */
  | { outcome: 'notFound' };

export interface UnlinkOptions {
  scope: Scope;
  membershipId: string;
  tell: { household: TellHousehold; person: TellPerson };
}

/** Needs a transaction. */
export async function unlinkMember(deps: Deps, { scope, membershipId, tell }: UnlinkOptions): Promise<Unlinked> {
  const { db } = deps;
  const where = { id: membershipId, to: null, household: householdsIn(scope) };
  const found = isId(membershipId) ? await db.membership.findFirst({ where, select: { householdId: true } }) : null;
  if (!found) return (await unlinkedBefore(deps, scope, membershipId)) ?? { outcome: 'notFound' };
  await lockToTell(deps, found.householdId);
  const membership = await db.membership.findFirst({ where });
  if (!membership) return (await unlinkedBefore(deps, scope, membershipId)) ?? { outcome: 'notFound' };
  if (membership.householdId !== found.householdId) return { outcome: 'notFound' };
  const { householdId, accountId } = membership;
  if (await isOwnHousehold(deps, scope.officerId, householdId)) return { outcome: 'refused', why: 'ownHousehold' };
  await endMembership(deps, membership);
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'household.unlink', subject: `household:${householdId}`, detail: { membership: membershipId } });
  await tell.person(deps, accountId, outNotice);
  const told = await tell.household(deps, { householdId, except: accountId }, unlinkedNotice);
  return { outcome: 'unlinked', householdId, told };
}

/** The same officer did it already: a button that is pressed twice does it once. */
async function unlinkedBefore({ db }: Deps, scope: Scope, membershipId: string): Promise<Unlinked | null> {
  const where = { id: membershipId, to: { not: null }, household: householdsIn(scope) };
  const ended = isId(membershipId) ? await db.membership.findFirst({ where, select: { householdId: true } }) : null;
  if (!ended) return null;
  const { householdId } = ended;
  const theirs = { actor: `officer:${scope.officerId}`, action: 'household.unlink', subject: `household:${householdId}` };
  const done = await db.audit.count({ where: { ...theirs, detail: { path: ['membership'], equals: membershipId } } });
  return done > 0 ? { outcome: 'unlinked', householdId, told: 0 } : null;
}

/** Also after a restore of what was kept before. */
export async function endMembership(
  { db, clock }: Deps,
  { id, accountId, householdId }: { id: string; accountId: string; householdId: string },
): Promise<void> {
  const now = clock.now();
  await db.membership.update({ where: { id }, data: { to: now } });
  await forgetLines({ db }, accountId);
  // Pages of the household that are open on it, links to them, and codes by which it could let somebody in again.
  await db.webSession.deleteMany({ where: { accountId, pagesOnly: true } });
  await db.code.deleteMany({ where: { accountId, usedAt: null, OR: [{ kind: 'page' }, { kind: 'join', householdId }] } });
  const { language } = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { language: true } });
  const session = emptySession(language) as unknown as Prisma.InputJsonObject;
  await db.conversation.updateMany({ where: { accountId }, data: { session, updatedAt: now } });
}
