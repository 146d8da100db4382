/** A khu phố lets one of its households send late; the household is told, and so nobody waits for whoever asked for it. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { Notice, TellHousehold } from '../household/tell-household.ts';
import { householdInHand } from '../identity/household-in-hand.ts';
import type { Scope } from '../officer/scope.ts';
import { endOfLocalDay, localDate } from '../season/calendar.ts';
import { lateOf } from './late.ts';
import { answerCalls } from './late-calls.ts';

export interface PermitOptions {
  scope: Scope;
  householdId: string;
  /** A local date. */
  until: string;
  reason: string;
  tell: TellHousehold;
}

export type LatePermitted =
  | { outcome: 'permitted'; told: number }
  | { outcome: 'notFound' }
  /** `notNow`: the window is open still, the ward's list is made, or it has sent. */
  | { outcome: 'refused'; why: 'ownHousehold' | 'merged' | 'notNow' | 'noReason' }
  | { outcome: 'refused'; why: 'wrongDay'; latest: string };

/** Ends by itself; a later one takes its place. Needs a transaction. */
export async function permitLate(deps: Deps, { scope, householdId, until, reason, tell }: PermitOptions): Promise<LatePermitted> {
  const found = await householdInHand(deps, { scope, householdId }, lockToTell);
  if (found.outcome !== 'inHand') return found;
  const { household } = found;
  if (household.mergedIntoId !== null) return { outcome: 'refused', why: 'merged' };
  const late = await lateOf(deps, { householdId, unitCode: household.area.unitCode });
  if (!late) return { outcome: 'refused', why: 'notNow' };
  const { latest, season, permit } = late;
  const now = deps.clock.now();
  if (until < localDate(now) || latest < until) return { outcome: 'refused', why: 'wrongDay', latest };
  if (reason === '') return { outcome: 'refused', why: 'noReason' };
  // Pressed twice.
  if (permit?.until === until) return { outcome: 'permitted', told: 0 };
  const id = deps.ids.next();
  const about = { id, householdId, seasonId: season.id, officerId: scope.officerId };
  await deps.db.latePermit.create({ data: { ...about, until: new Date(until), reason, at: now } });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'assessment.permitLate', subject: `household:${householdId}`, detail: { permit: id, until } });
  // What was asked for has been given.
  await answerCalls(deps, { actor, householdId });
  return { outcome: 'permitted', told: await tell(deps, { householdId, except: null }, lateNotice(until)) };
}

function lateNotice(until: string): Notice {
  const text = { key: 'assess.mayLate', params: { until: { date: until } } };
  return { text, away: text, buttons: [{ key: 'menu.assess' }], expiresAt: endOfLocalDay(until) };
}
