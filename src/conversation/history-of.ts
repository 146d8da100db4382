/** What became of every message to one recipient, for operators: no words of it. */
import type { Deps } from '../deps.ts';

export interface HistoryEntry {
  seq: number;
  class: string;
  state: string;
  reason: string | null;
  attempts: number;
  createdAt: Date;
  sentAt: Date | null;
  /** queued: not before; held: until then; leased: in hand until then. */
  until: Date | null;
  expiresAt: Date | null;
  /** It may have arrived twice, or, if it is uncertain, not at all. */
  doubtAt: Date | null;
  /** On what terms a channel with a price took it; null: it has none. */
  terms: 'free' | 'paid' | 'template' | null;
  /** The platform says that it is on the person's phone. */
  arrivedAt: Date | null;
}

/** Oldest first; null: there is no such account. */
export async function historyOf({ db }: Pick<Deps, 'db'>, accountId: string): Promise<HistoryEntry[] | null> {
  const account = await db.account.findUnique({ where: { id: accountId }, select: { id: true } });
  if (!account) return null;
  return db.message.findMany({
    where: { accountId },
    orderBy: { seq: 'asc' },
    select: {
      ...{ seq: true, class: true, state: true, reason: true, attempts: true },
      ...{ createdAt: true, sentAt: true, until: true, expiresAt: true, doubtAt: true },
      ...{ terms: true, arrivedAt: true },
    },
  });
}
