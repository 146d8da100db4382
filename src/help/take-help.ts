/** An officer answers a call for help, so that no other one does at the same time. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Notice, TellPerson } from '../household/tell-household.ts';
import { dutySentence, findDuty } from '../officer/duty.ts';
import type { Scope } from '../officer/scope.ts';
import { helpIn } from './help-in.ts';
import { lockCaller } from './lock-caller.ts';

export type HelpTaken =
  | { outcome: 'taken' }
  /** Somebody was quicker, or it is over. */
  | { outcome: 'changed'; state: 'taken' | 'closed'; at: Date | null; name: string | null }
  | { outcome: 'notFound' };

/** Whoever called is told who answers them. Needs a transaction. */
export async function takeHelp(deps: Deps, { scope, id, tell }: { scope: Scope; id: string; tell: TellPerson }): Promise<HelpTaken> {
  const { db, clock } = deps;
  const { officerId } = scope;
  await lockCaller(deps, { scope, id });
  const { count } = await db.helpRequest.updateMany({
    where: { AND: [{ id, state: 'open' }, helpIn(scope)] },
    data: { state: 'taken', takenAt: clock.now(), takenBy: officerId },
  });
  if (count === 1) {
    await audit(deps, { actor: `officer:${officerId}`, action: 'help.take', subject: `help:${id}` });
    await tellCaller(deps, { scope, id, tell });
    return { outcome: 'taken' };
  }
  const found = await db.helpRequest.findFirst({ where: { AND: [{ id }, helpIn(scope)] } });
  if (!found) return { outcome: 'notFound' };
  // Pressed twice.
  if (found.state === 'taken' && found.takenBy === officerId) return { outcome: 'taken' };
  const by = found.takenBy && (await db.officer.findUnique({ where: { id: found.takenBy }, select: { name: true } }));
  if (found.state === 'closed') return { outcome: 'changed', state: 'closed', at: found.closedAt, name: by ? by.name : null };
  return { outcome: 'changed', state: 'taken', at: found.takenAt, name: by ? by.name : null };
}

async function tellCaller(deps: Deps, { scope, id, tell }: { scope: Scope; id: string; tell: TellPerson }): Promise<void> {
  const { accountId, unitCode, areaId, account } = await deps.db.helpRequest.findUniqueOrThrow({
    where: { id },
    select: { accountId: true, unitCode: true, areaId: true, account: { select: { phone: true } } },
  });
  const { name } = await deps.db.officer.findUniqueOrThrow({ where: { id: scope.officerId }, select: { name: true } });
  const duty = await dutyFor(deps, scope, { unitCode, areaId });
  await tell(deps, accountId, takenNotice({ name, duty, hasPhone: account.phone !== null }));
}

/** As whom they answer: of the khu phố where they look after that, of the ward, or of the city. */
async function dutyFor(deps: Deps, { areas, wards }: Scope, { unitCode, areaId }: { unitCode: string | null; areaId: string | null }) {
  const ofArea = areaId !== null && areas.includes(areaId) ? await findDuty(deps, { role: 'hamlet', areaId }) : null;
  const ofWard = unitCode !== null && wards.includes(unitCode) ? await findDuty(deps, { role: 'ward', unitCode }) : null;
  return dutySentence(ofArea ?? ofWard ?? { role: 'city', unit: null, area: null });
}

function takenNotice({ name, duty, hasPhone }: { name: string; duty: Sentence; hasPhone: boolean }): Notice {
  const text = { key: hasPhone ? 'human.takenCalls' : 'human.takenAnswers', params: { name, duty } };
  return { text, away: { key: 'human.takenAway' }, buttons: [] };
}
