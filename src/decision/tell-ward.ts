/**
 * The other officers of a ward hear that a decision was confirmed: one of them may stop it, or is the second whom it waits for. And
 * that it was stopped: who confirmed it would wait for it in vain.
 */
import type { Deps } from '../deps.ts';
import type { Param, Sentence } from '../flow/session.ts';
import type { Notice, TellOfficer } from '../household/tell-household.ts';
import { lockOfficers } from '../officer/lock-officers.ts';
import { presentHolders } from '../officer/present-holders.ts';
import type { DecisionKind } from './typed.ts';

interface AboutDecision {
  unitCode: string;
  kind: DecisionKind;
  number: string;
  households: number;
  /** Who did it, and so need not be told. */
  officerId: string;
}

/** `startsAt`: null: it waits for a second officer. */
export type NewsOfDecision = AboutDecision & ({ news: 'confirmed'; startsAt: Date | null } | { news: 'stopped'; reason: string | null });

export async function tellWard(deps: Deps, decision: NewsOfDecision, tell: TellOfficer): Promise<void> {
  const { unitCode, officerId } = decision;
  const others = await presentHolders(deps, { role: 'ward', unitCode, officerId: { not: officerId } });
  await lockOfficers(deps, others);
  const notice = await noticeOf(deps, decision);
  for (const other of others) await tell(deps, other, notice);
}

async function noticeOf({ db }: Deps, decision: NewsOfDecision): Promise<Notice> {
  const { kind, number, households, officerId } = decision;
  const { name: officer } = await db.officer.findUniqueOrThrow({ where: { id: officerId }, select: { name: true } });
  const what: Sentence = { key: `wardDecision.what.${kind}`, params: { count: households } };
  const params = { officer, number, what };
  return decision.news === 'stopped' ? stoppedNotice(params, decision.reason) : confirmedNotice(params, decision.startsAt);
}

type Params = Record<string, Param>;

function confirmedNotice(params: Params, startsAt: Date | null): Notice {
  const text: Sentence =
    startsAt === null
      ? { key: 'wardDecision.awaitsSecond', params }
      : { key: 'wardDecision.planned', params: { ...params, at: { date: startsAt.toISOString() } } };
  return { text, away: { key: 'wardDecision.away' }, buttons: [] };
}

function stoppedNotice(params: Params, reason: string | null): Notice {
  const text: Sentence =
    reason === null ? { key: 'wardDecision.stopped', params } : { key: 'wardDecision.stoppedFor', params: { ...params, reason } };
  return { text, away: { key: 'wardDecision.stoppedAway' }, buttons: [] };
}
