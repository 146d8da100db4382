/** A household that wants announcements and can be written to, for tests of the pages and dialogs around them. */
import type { ChannelKind } from '../../src/channel/channel.ts';
import type { Deps } from '../../src/deps.ts';
import { controllerOf } from '../../src/household/controller-of.ts';
import { householdIn } from '../report/ward.ts';

export interface ReachedHousehold {
  householdId: string;
  accountId: string;
  code: string;
}

/** @param more.consent null: nobody has asked it */
export async function reachedHousehold(
  deps: Deps,
  { unitCode, areaId }: { unitCode: string; areaId: string },
  more: { channel?: ChannelKind; head?: string; consent?: 'given' | null; stopped?: boolean; wroteHoursAgo?: number } = {},
): Promise<ReachedHousehold> {
  const { channel = 'web', head = 'Nguyễn Thị Sen', consent = 'given', stopped = false, wroteHoursAgo = 1 } = more;
  const { db, ids, clock } = deps;
  const now = clock.now();
  const { id: organisationId } = await controllerOf(deps, unitCode);
  const known = await db.channelAccount.findFirst({ where: { channel } });
  const { id: channelAccountId } =
    known ?? (await db.channelAccount.create({ data: { id: ids.next(), channel, externalId: `${channel}-1`, organisationId } }));
  const householdId = await householdIn(deps, areaId, { headName: head });
  const accountId = ids.next();
  const lastInboundAt = new Date(now.getTime() - wroteHoursAgo * 3_600_000);
  const stoppedAt = stopped ? now : null;
  await db.account.create({ data: { id: accountId, channelAccountId, externalId: accountId, createdAt: now, lastInboundAt, stoppedAt } });
  await db.membership.create({ data: { id: ids.next(), accountId, householdId, from: now } });
  if (consent) {
    const text = { textVersion: '1', textHash: 'x', language: 'vi', method: 'chat', accountHash: accountId };
    const about = { accountId, organisationId, purpose: 'announcements', act: consent } as const;
    await db.consent.create({ data: { id: ids.next(), ...about, ...text, at: now } });
  }
  const { code } = await db.household.findUniqueOrThrow({ where: { id: householdId } });
  return { householdId, accountId, code };
}
