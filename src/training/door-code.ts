/** The code at the door: a QR, and six digits for whoever types. Only its hash is kept; who has the installation's key can show it again. */
import { createHmac } from 'node:crypto';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { codeFrom, hashSecretCode } from '../household/household-code.ts';
import { makeDigits } from '../household/make-digits.ts';
import type { Scope } from '../officer/scope.ts';
import { doorCloses, doorOpens } from './door-hours.ts';
import { holdTraining } from './training-in-hand.ts';

export type Door =
  | { outcome: 'door'; code: string; digits: string; opens: Date; closes: Date; title: string; startsAt: Date; place: string }
  | { outcome: 'refused'; why: 'cancelled' | 'over' }
  | { outcome: 'notFound' };

/** The same each time it is asked for: what was printed stays good. Needs a transaction. */
export async function doorCode(
  deps: Deps,
  { scope, trainingId, secret }: { scope: Scope; trainingId: string; secret: Uint8Array },
): Promise<Door> {
  const training = await holdTraining(deps, scope, trainingId);
  if (!training) return { outcome: 'notFound' };
  if (training.state === 'cancelled') return { outcome: 'refused', why: 'cancelled' };
  const closes = doorCloses(training);
  if (closes <= deps.clock.now()) return { outcome: 'refused', why: 'over' };
  const made = await deps.db.code.findFirst({ where: { kind: 'training', trainingId }, select: { id: true } });
  const code = codeOf(secret, made?.id ?? (await newDoor(deps, { scope, trainingId, secret, closes })));
  const digits = await makeDigits(deps, { code, secret });
  if (!digits) throw new Error(`the door of training ${trainingId} has a code that cannot be found`);
  const { title, startsAt, place } = training;
  return { outcome: 'door', code, digits: digits.digits, opens: doorOpens(training), closes, title, startsAt, place };
}

interface NewDoor {
  scope: Scope;
  trainingId: string;
  secret: Uint8Array;
  closes: Date;
}

async function newDoor(deps: Deps, { scope, trainingId, secret, closes }: NewDoor): Promise<string> {
  const { db, clock, ids } = deps;
  const id = ids.next();
  const hash = hashSecretCode(secret, codeOf(secret, id));
  const actor = `officer:${scope.officerId}`;
  await db.code.create({
    data: { id, kind: 'training', hash, trainingId, madeBy: actor, createdAt: clock.now(), expiresAt: closes },
  });
  await audit(deps, { actor, action: 'training.door', subject: `training:${trainingId}`, detail: { code: id } });
  return id;
}

/** Nobody works it out without the installation's key. */
function codeOf(secret: Uint8Array, id: string): string {
  return codeFrom(createHmac('sha256', secret).update(`door:${id}`).digest('hex'));
}
