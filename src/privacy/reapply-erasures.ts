/** After a restore: what people had us let go of since the backup was made goes again. */
import { audit } from '../db/audit.ts';
import type { PrismaClient } from '../db/client.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { emptyEvidence } from '../evidence/remove.ts';
import { lockWithMerged } from '../household/merged-into.ts';
import { setQuiet } from '../household/set-quiet.ts';
import { endMembership } from '../identity/unlink-member.ts';
import { endAccount } from '../officer/drop-account.ts';
import { endGrant } from '../officer/revoke-grant.ts';
import { newestConsent } from './consent-of.ts';
import { withdrawConsent } from './consent-withdraw.ts';
import { dropEverything } from './drop.ts';
import { erase } from './erase.ts';
import { type Erasure, type erasureActions, keyOf } from './erasure-journal.ts';
import { forgetHousehold } from './forget-household.ts';

const TRANSACTION = { maxWait: 10_000, timeout: 60_000 };

/**
 * Each in a transaction of its own, at the moment at which it was asked for: what follows a day after an erasure then
 * follows at once. What the restored audit knows was let go of before the backup and is passed over, since the same
 * account may have come back in between; so a second run changes nothing. Runs on a database that nobody else uses.
 * Returns how many were applied.
 */
export async function reapplyErasures(deps: Deps & { db: PrismaClient }, erasures: AsyncIterable<Erasure>): Promise<number> {
  let count = 0;
  for await (const one of erasures) {
    if (await isAudited(deps, one)) continue;
    const clock = { now: () => new Date(one.at) };
    const done = await deps.db.$transaction((db) => reapply[one.action]({ ...deps, db, clock }, one), TRANSACTION);
    if (done) count++;
  }
  return count;
}

async function isAudited({ db }: Deps, erasure: Erasure): Promise<boolean> {
  const { at, actor, action } = erasure;
  const rows = await db.audit.findMany({ where: { actor, action, at: new Date(at) }, select: { detail: true } });
  return rows.some(({ detail }) => keyOf({ ...erasure, detail: detail as Erasure['detail'] }) === keyOf(erasure));
}

/** False where there is nothing that it could be applied to. */
type Reapply = (deps: Deps, erasure: Erasure) => Promise<boolean>;

const reapply: Record<(typeof erasureActions)[number], Reapply> = {
  'privacy.erase': async (deps, { actor, at, detail }) => {
    if (await hasWrittenSince(deps, actor, at)) return false;
    const accountId = await accountOf(deps, actor);
    if (accountId) {
      await dropWaiting(deps, accountId);
      await erase(deps, { accountId });
    }
    const households = await erasedOf(deps, detail);
    for (const householdId of households) {
      await lockWithMerged(deps, householdId);
      await forgetHousehold(deps, householdId);
    }
    return accountId !== null || households.length > 0;
  },
  'privacy.drop': async (deps, { actor, at }) => {
    if (await hasWrittenSince(deps, actor, at)) return false;
    const accountId = await accountOf(deps, actor);
    if (!accountId) return false;
    await dropWaiting(deps, accountId);
    await dropEverything(deps, { accountId });
    return true;
  },
  'evidence.remove': async (deps, { actor, action, detail }) => {
    const id = typeof detail.evidence === 'string' && isId(detail.evidence) ? detail.evidence : null;
    const piece = id && (await deps.db.evidence.findFirst({ where: { id, removedAt: null } }));
    if (!piece) return false;
    await emptyEvidence(deps, piece, await accountOf(deps, actor));
    const subject = `assessment:${piece.assessmentId}`;
    await audit(deps, { actor, action, subject, detail: { evidence: piece.id, indicator: piece.indicator } });
    return true;
  },
  'consent.withdrawn': async (deps, { actor, at, detail }) => {
    const accountId = await accountOf(deps, actor);
    const { purpose } = detail;
    if (!accountId || (purpose !== 'selfAssessment' && purpose !== 'announcements' && purpose !== 'publicList')) return false;
    const newest = await newestConsent(deps, accountId, purpose);
    if (newest && newest.at > new Date(at)) return false;
    await withdrawConsent(deps, { accountId, purpose });
    return true;
  },
  // A phone that was lost is not to open the household again.
  'household.unlink': async (deps, { actor, action, detail }) => {
    const id = typeof detail.membership === 'string' && isId(detail.membership) ? detail.membership : null;
    const membership = id && (await deps.db.membership.findFirst({ where: { id, to: null } }));
    if (!membership) return false;
    await endMembership(deps, membership);
    const subject = `household:${membership.householdId}`;
    await audit(deps, { actor, action, subject, detail: { membership: membership.id } });
    return true;
  },
  // An officer whose duty was taken away is not to have it back.
  'officer.revoke': async (deps, { actor, action, detail }) => {
    const id = typeof detail.grant === 'string' && isId(detail.grant) ? detail.grant : null;
    const grant = id && (await deps.db.grant.findFirst({ where: { id, to: null } }));
    if (!grant) return false;
    await endGrant(deps, { grant, actor });
    await audit(deps, { actor, action, subject: `officer:${grant.officerId}`, detail: { grant: grant.id } });
    return true;
  },
  'officer.dropAccount': async (deps, { actor, action, detail }) => {
    const id = typeof detail.officerAccount === 'string' && isId(detail.officerAccount) ? detail.officerAccount : null;
    const held = id && (await deps.db.officerAccount.findFirst({ where: { id, to: null } }));
    if (!held) return false;
    await endAccount(deps, held);
    await audit(deps, { actor, action, subject: `officer:${held.officerId}`, detail: { officerAccount: held.id } });
    return true;
  },
  'account.stop': (deps, { actor }) => quiet(deps, actor, true),
  'account.resume': (deps, { actor }) => quiet(deps, actor, false),
};

async function quiet(deps: Deps, actor: string, value: boolean): Promise<boolean> {
  const accountId = await accountOf(deps, actor);
  if (accountId) await setQuiet(deps, { accountId, quiet: value });
  return accountId !== null;
}

/** null when the restored database does not know it: it came after the backup, or was gone before. */
async function accountOf({ db }: Deps, actor: string): Promise<string | null> {
  const id = /^account:([0-9a-f-]{36})$/.exec(actor)?.[1];
  const account = id && (await db.account.findUnique({ where: { id }, select: { id: true } }));
  return account ? account.id : null;
}

/**
 * An earlier restore had no journal, brought them back, and they stayed: what they entrusted to us since is not to go
 * for what they asked before.
 */
async function hasWrittenSince({ db }: Deps, actor: string, at: string): Promise<boolean> {
  const id = /^account:(.+)$/.exec(actor)?.[1] ?? '';
  return isId(id) && (await db.account.count({ where: { id, lastInboundAt: { gt: new Date(at) } } })) > 0;
}

/** Households that went then and are here again: with members, who must have left before they could go. */
async function erasedOf({ db }: Deps, { households }: Erasure['detail']): Promise<string[]> {
  if (!Array.isArray(households)) return [];
  const ids = households.filter((id): id is string => typeof id === 'string');
  return (await db.household.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id);
}

/** What waited for its turn when the backup was made had it before the erasure. */
async function dropWaiting({ db, clock }: Deps, accountId: string): Promise<void> {
  const { channelAccountId, externalId: chatKey } = await db.account.findUniqueOrThrow({ where: { id: accountId } });
  const waiting = { channelAccountId, chatKey, state: { in: ['new' as const, 'fetching' as const] } };
  await db.inbox.updateMany({ where: waiting, data: { state: 'done', doneAt: clock.now(), until: null } });
}
