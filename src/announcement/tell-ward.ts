/** The other officers of a ward hear that an announcement was confirmed, or cancelled: one of them may cancel it, or is the second whom it waits for. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { lockOfficers } from '../officer/lock-officers.ts';

/** Who else looks after the ward; their chats are locked, which comes before the lock of an announcement. */
export async function lockOthersOfWard(
  deps: Deps,
  { unitCode, officerId }: { unitCode: string; officerId: string },
): Promise<readonly string[]> {
  const now = deps.clock.now();
  const held = await deps.db.grant.findMany({
    where: { role: 'ward', unitCode, officerId: { not: officerId }, from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] },
    distinct: ['officerId'],
    select: { officerId: true },
  });
  const others = held.map((one) => one.officerId).sort();
  await lockOfficers(deps, others);
  return others;
}

export interface Happened {
  what: 'awaitsSecond' | 'planned' | 'cancelled';
  households: number;
  /** Of a planned one. */
  startsAt: Date | null;
  officerId: string;
  others: readonly string[];
  tell: TellOfficer;
}

export async function tellOthers(deps: Deps, { what, households, startsAt, officerId, others, tell }: Happened): Promise<void> {
  const { name: officer } = await deps.db.officer.findUniqueOrThrow({ where: { id: officerId }, select: { name: true } });
  const params = { officer, count: households, ...(startsAt && { at: { date: startsAt.toISOString() } }) };
  const text: Sentence = { key: `wardAnnouncement.${what}`, params };
  for (const other of others) await tell(deps, other, { text, away: { key: 'wardAnnouncement.away' }, buttons: [] });
}
