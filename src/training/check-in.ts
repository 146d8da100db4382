/** Somebody is at the door, and has the code that hangs there. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { readDigits } from '../household/digit-code.ts';
import { lockHousehold } from '../household/household-of.ts';
import { type Asked, lookUpCode } from '../household/look-up-code.ts';
import { belongingOf, type Comer, comerOf, seatOf } from './comer.ts';
import { doorCloses, doorOpens } from './door-hours.ts';
import { familyOf } from './home-of-officer.ts';

export type CheckedIn =
  /** `again`: they were noted before; once a seat · `forFamily`: it is written into the file of a family, an officer's own included. */
  | { outcome: 'here'; title: string; again: boolean; asOfficer: boolean; forFamily: boolean }
  | { outcome: 'early'; title: string; opens: Date }
  /** It is for others: for officers, or for another place. */
  | { outcome: 'notInvited'; title: string }
  /** Nobody knows which household this is. */
  | { outcome: 'stranger'; title: string }
  /** No code, or none any more. */
  | { outcome: 'unknown' }
  | { outcome: 'unknownDigits'; closed: boolean };

/** Wrong ones are counted, as of every code. The conversation is locked; needs a transaction. */
export async function checkIn(deps: Deps, asked: Asked): Promise<CheckedIn> {
  const { accountId } = asked;
  const found = await lookUpCode(deps, asked, ['training']);
  if (found.outcome === 'unknownDigits') return found;
  if (found.outcome !== 'found' || found.code.trainingId === null) return { outcome: 'unknown' };
  const training = await deps.db.training.findUniqueOrThrow({ where: { id: found.code.trainingId } });
  const { id, title } = training;
  const now = deps.clock.now();
  if (now < doorOpens(training)) return { outcome: 'early', title, opens: doorOpens(training) };
  if (now >= doorCloses(training)) return { outcome: 'unknown' };
  const belonging = await belongingOf(deps, accountId);
  const comer = await comerOf(deps, belonging, training);
  if (!comer) return { outcome: belonging.household || belonging.officer ? 'notInvited' : 'stranger', title };
  const how = readDigits(found.typed) === null ? 'link' : 'digits';
  const again = !(await noteHere(deps, { trainingId: id, comer, how, by: { accountId } }));
  if (!again) await audit(deps, { actor: `account:${accountId}`, action: 'training.checkIn', subject: `training:${id}`, detail: { how } });
  const seat = await deps.db.trainingSeat.findUniqueOrThrow({ where: seatOf(id, comer), select: { id: true, householdId: true } });
  const forFamily = (await familyOf(deps, seat)) !== null;
  return { outcome: 'here', title, again, asOfficer: comer.officerId !== null, forFamily };
}

export interface Here {
  trainingId: string;
  comer: Comer;
  how: 'link' | 'digits' | 'tick';
  /** Themselves, or the officer who ticks their name. */
  by: { accountId: string } | { officerId: string };
}

/**
 * Once a seat, whoever of the household says it first. Who came has a place in the room, whatever they answered: seats that were given
 * away stay as they are. False: it was noted before.
 */
export async function noteHere(deps: Deps, { trainingId, comer, how, by }: Here): Promise<boolean> {
  if (comer.householdId !== null) await lockHousehold(deps, comer.householdId);
  const { db, clock, ids } = deps;
  const who = 'officerId' in by ? { tickedBy: by.officerId } : { accountId: by.accountId };
  // Two may say so at once: of both the one that finds it not noted does it.
  await db.trainingSeat.createMany({ data: [{ id: ids.next(), trainingId, ...comer }], skipDuplicates: true });
  const data = { checkedInAt: clock.now(), checkedIn: how, news: null, ...who };
  const { count } = await db.trainingSeat.updateMany({ where: { trainingId, ...comer, checkedInAt: null }, data });
  return count > 0;
}
