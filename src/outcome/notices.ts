/** What households are told of how they were judged. */
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import type { Level } from '../review/state.ts';

/**
 * The khu phố did not propose the household: why, one next step, and for how many working days it may answer; they begin when this
 * arrives, so it can name no day. The reason and the step do not travel. `again`: it was told before that it is proposed.
 */
export function notProposedNotice({ reason, step, days, again }: { reason: string; step: Sentence; days: number; again: boolean }): Notice {
  return {
    text: { key: again ? 'review.notice.notProposedAgain' : 'review.notice.notProposed', params: { reason, step, days } },
    away: { key: 'review.notice.notProposedAway', params: { days } },
    buttons: [{ key: 'review.outcome.open' }],
  };
}

/** The ward looked at what the household said to that, and it stays so: there is no more answering. */
export function staysNotProposedNotice({ reason, again }: { reason: string; again: boolean }): Notice {
  return {
    text: { key: again ? 'review.notice.staysNotProposedAgain' : 'review.notice.staysNotProposed', params: { reason } },
    away: { key: 'review.notice.staysNotProposedAway' },
    buttons: [{ key: 'review.outcome.read' }],
  };
}

/** An objection was heard: it is proposed after all, by the ward or by the khu phố itself. */
export function proposedNotice(level: Level): Notice {
  const key = level === 'ward' ? 'review.notice.proposed' : 'review.notice.proposedHere';
  return {
    text: { key },
    away: { key: `${key}Away` },
    buttons: [{ key: 'review.outcome.read' }],
  };
}

/** A decision; `date` is a local date. */
export interface Decided {
  number: string;
  date: string;
  year: number;
  unit: string;
}

export function recognisedNotice({ number, date, year, unit }: Decided): Notice {
  return {
    text: { key: 'review.notice.recognised', params: { number, date: { date }, year: String(year), unit } },
    away: { key: 'review.notice.decidedAway', params: { year: String(year) } },
    buttons: [{ key: 'review.outcome.card' }],
  };
}

/** A later decision says otherwise. */
export function correctedNotice({ number, date, year, unit }: Decided, reason: string | null): Notice {
  const params = { number, date: { date }, year: String(year), unit };
  return {
    text:
      reason === null
        ? { key: 'review.notice.corrected', params }
        : { key: 'review.notice.correctedBecause', params: { ...params, reason } },
    away: { key: 'review.notice.decidedAway', params: { year: String(year) } },
    buttons: [{ key: 'review.outcome.read' }],
  };
}
