/** The other officers of a ward hear that a decision was confirmed: one of them may stop it, or is the second whom it waits for. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Notice, TellOfficer } from '../household/tell-household.ts';
import { lockOfficers } from '../officer/lock-officers.ts';
import type { DecisionKind } from './typed.ts';

export interface ConfirmedDecision {
  unitCode: string;
  kind: DecisionKind;
  number: string;
  households: number;
  /** Null: it waits for a second officer. */
  startsAt: Date | null;
  /** The officer who confirmed it now. */
  officerId: string;
}

export async function tellWard(deps: Deps, decision: ConfirmedDecision, tell: TellOfficer): Promise<void> {
  const { unitCode, officerId } = decision;
  const now = deps.clock.now();
  const held = await deps.db.grant.findMany({
    where: { role: 'ward', unitCode, officerId: { not: officerId }, from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] },
    distinct: ['officerId'],
    select: { officerId: true },
  });
  const others = held.map((one) => one.officerId).sort();
  await lockOfficers(deps, others);
  const notice = await noticeOf(deps, decision);
  for (const other of others) await tell(deps, other, notice);
}

async function noticeOf({ db }: Deps, { kind, number, households, startsAt, officerId }: ConfirmedDecision): Promise<Notice> {
  const { name: officer } = await db.officer.findUniqueOrThrow({ where: { id: officerId }, select: { name: true } });
  const what: Sentence = { key: `wardDecision.what.${kind}`, params: { count: households } };
  const params = { officer, number, what };
  const text: Sentence =
    startsAt === null
      ? { key: 'wardDecision.awaitsSecond', params }
      : { key: 'wardDecision.planned', params: { ...params, at: { date: startsAt.toISOString() } } };
  return { text, away: { key: 'wardDecision.away' }, buttons: [] };
}
