/** The organiser ticks the name of somebody who came without a phone, at the door or from a list on paper afterwards. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { noteHere } from './check-in.ts';
import { type Comer, dutyThere } from './comer.ts';
import { doorOpens } from './door-hours.ts';
import { findTraining, type TrainingRow } from './training-in-hand.ts';

/** A list on paper is entered within a month. */
const DAYS_AFTER = 30;

export type Ticked =
  | { outcome: 'ticked' }
  | { outcome: 'already' }
  | { outcome: 'refused'; why: 'early' | 'late' | 'cancelled' | 'ownHousehold' | 'merged' }
  | { outcome: 'notFound' };

export interface TickOptions {
  scope: Scope;
  trainingId: string;
  /** Either of the two. */
  whose: { householdId: string } | { officerId: string };
}

/** Whoever organises does not tick their own family, as with everything that points hang on. Needs a transaction. */
export async function tickAttendance(deps: Deps, { scope, trainingId, whose }: TickOptions): Promise<Ticked> {
  const training = await findTraining(deps, scope, trainingId);
  const comer = training && (await comerOf(deps, training, whose));
  if (!training || !comer) return { outcome: 'notFound' };
  const why = whyNot(training, deps.clock.now()) ?? (await whyNotTheirs(deps, scope, comer));
  if (why) return { outcome: 'refused', why };
  const noted = await noteHere(deps, { trainingId, comer, how: 'tick', by: { officerId: scope.officerId } });
  if (!noted) return { outcome: 'already' };
  await audit(deps, {
    ...{ actor: `officer:${scope.officerId}`, action: 'training.tick', subject: `training:${trainingId}` },
    detail: { ...comer },
  });
  return { outcome: 'ticked' };
}

/** Until when names may be ticked. */
export function tickedUntil({ endsAt }: Pick<TrainingRow, 'endsAt'>): Date {
  return new Date(endsAt.getTime() + DAYS_AFTER * 24 * 60 * 60 * 1000);
}

function whyNot(training: TrainingRow, now: Date): 'early' | 'late' | 'cancelled' | null {
  if (training.state === 'cancelled') return 'cancelled';
  if (now < doorOpens(training)) return 'early';
  return now > tickedUntil(training) ? 'late' : null;
}

async function whyNotTheirs(deps: Deps, scope: Scope, { householdId }: Comer): Promise<'ownHousehold' | 'merged' | null> {
  if (householdId === null) return null;
  if (await isOwnHousehold(deps, scope.officerId, householdId)) return 'ownHousehold';
  const { mergedIntoId } = await deps.db.household.findUniqueOrThrow({ where: { id: householdId }, select: { mergedIntoId: true } });
  return mergedIntoId === null ? null : 'merged';
}

/** Of whom the training is for, and of its place; null: nobody such. */
async function comerOf({ db, clock }: Deps, training: TrainingRow, whose: TickOptions['whose']): Promise<Comer | null> {
  const { unitCode, areaIds, audience } = training;
  const within = areaIds.length > 0 ? { in: areaIds } : undefined;
  if ('householdId' in whose) {
    if (audience === 'officers' || !isId(whose.householdId)) return null;
    const area = { unitCode, ...(within && { id: within }) };
    const found = await db.household.findFirst({ where: { id: whose.householdId, area }, select: { id: true } });
    return found && { householdId: found.id, officerId: null };
  }
  if (audience === 'households' || !isId(whose.officerId)) return null;
  const found = await db.grant.findFirst({
    where: { officerId: whose.officerId, ...dutyThere(training, clock.now()) },
    select: { officerId: true },
  });
  return found && { householdId: null, officerId: found.officerId };
}
