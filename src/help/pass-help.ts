/** The city's Hội hands a call of which nobody knew the place to the ward that can answer it. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellPerson } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { helpIn } from './help-in.ts';
import { lockCaller } from './lock-caller.ts';

export interface PassOptions {
  scope: Scope;
  id: string;
  /** Code of a ward of today. */
  unitCode: string;
  tell: TellPerson;
}

export type HelpPassed = { outcome: 'passed'; unit: string } | { outcome: 'notFound' };

/** It waits there like one that came there: also of whoever has taken it in the city. Whoever called is told. Needs a transaction. */
export async function passHelp(deps: Deps, { scope, id, unitCode, tell }: PassOptions): Promise<HelpPassed> {
  const { db, clock } = deps;
  const unit = await db.unit.findFirst({
    where: { code: unitCode, OR: [{ validTo: null }, { validTo: { gt: clock.now() } }] },
    select: { name: true },
  });
  if (!scope.city || !unit) return { outcome: 'notFound' };
  const accountId = await lockCaller(deps, { scope, id });
  const { count } = await db.helpRequest.updateMany({
    where: { AND: [{ id, unitCode: null, areaId: null, state: { not: 'closed' } }, helpIn(scope)] },
    data: { unitCode, state: 'open', takenAt: null, takenBy: null },
  });
  if (count === 0 || accountId === null) return { outcome: 'notFound' };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'help.pass', subject: `help:${id}`, detail: { unit: unitCode } });
  const text = { key: 'human.passed', params: { unit: unit.name } };
  await tell(deps, accountId, { text, away: { key: 'human.passedAway' }, buttons: [] });
  return { outcome: 'passed', unit: unit.name };
}
