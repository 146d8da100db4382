/** A duty is taken away, or laid down: from that moment nothing of it may be seen any more. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { dutySentence, findDuty, mayGive } from './duty.ts';
import { actorOf, type Scope, scopeOf } from './scope.ts';
import { endSessionsOf } from './sessions.ts';

type Revoked =
  /** `last`: they hold no duty any more, and their browsers are out. */
  | { outcome: 'revoked'; officerId: string; last: boolean }
  /** None that holds, or none that the revoking one may take away. */
  | { outcome: 'notFound' };

/**
 * Who may give a duty may take it away, whoever gave it; and one's own may be laid down. Whoever loses one is told in chat. Needs a
 * transaction.
 */
export async function revokeGrant(deps: Deps, { by, grantId, tell }: { by: Scope; grantId: string; tell: TellOfficer }): Promise<Revoked> {
  const { db } = deps;
  const grant = await db.grant.findFirst({ where: { id: grantId, to: null } });
  if (!grant) return { outcome: 'notFound' };
  const { officerId, role, unitCode, areaId } = grant;
  if (officerId !== by.officerId && !mayGive(by, { role, unitCode, areaId }).may) return { outcome: 'notFound' };
  await lockChatsOf(deps, officerId);
  const ended = await endGrant(deps, { grant, actor: actorOf(by) });
  if (!ended) return { outcome: 'notFound' };
  const { last } = ended;
  await audit(deps, { actor: actorOf(by), action: 'officer.revoke', subject: `officer:${officerId}`, detail: { grant: grantId, last } });
  const duty = await findDuty(deps, { role, unitCode, areaId });
  if (officerId !== by.officerId && duty) await tell(deps, officerId, revokedNotice(duty, last));
  return { outcome: 'revoked', officerId, last };
}

/** Conversations before anything else that a turn of theirs may hold. */
async function lockChatsOf({ db }: Deps, officerId: string): Promise<void> {
  await db.$queryRaw`
    SELECT 1 FROM "Conversation"
    WHERE "accountId" IN (SELECT "accountId" FROM "OfficerAccount" WHERE "officerId" = ${officerId}::uuid AND "to" IS NULL)
    ORDER BY "accountId" FOR UPDATE`;
}

function revokedNotice(duty: NonNullable<Awaited<ReturnType<typeof findDuty>>>, last: boolean) {
  const text = { key: last ? 'office.revokedLast' : 'office.revoked', params: { duty: dutySentence(duty) } };
  return { text, away: text, buttons: [] };
}

/** Null: it had ended already. */
export async function endGrant(
  deps: Deps,
  { grant: { id, officerId }, actor }: { grant: { id: string; officerId: string }; actor: string },
): Promise<{ last: boolean } | null> {
  const { db, clock } = deps;
  const { count } = await db.grant.updateMany({ where: { id, to: null }, data: { to: clock.now(), revokedBy: actor } });
  if (count === 0) return null;
  const last = (await scopeOf(deps, officerId)) === null;
  if (last) {
    await endSessionsOf(deps, { officerId });
    await db.code.deleteMany({ where: { kind: { in: ['officer', 'console'] }, officerId, usedAt: null } });
    // What they gave somebody to come into a household with.
    await db.code.deleteMany({ where: { kind: 'join', madeBy: `officer:${officerId}`, usedAt: null } });
  }
  return { last };
}
