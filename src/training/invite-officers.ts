import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { officersToInvite } from './officers-to-invite.ts';
import { holdTraining } from './training-in-hand.ts';

export type InvitedOfficers =
  /** `invited`: just now. Those before hear nothing twice. */
  | { outcome: 'invited'; invited: number }
  /** `over`: cancelled, or it has begun · `householdsOnly`: officers are not invited · `tooLong`: more than `MAX_WORDS` characters are said besides */
  | { outcome: 'refused'; why: 'over' | 'householdsOnly' | 'tooLong' }
  | { outcome: 'notFound' };

export const MAX_WORDS = 500;

export interface InviteOfficersOptions {
  scope: Scope;
  trainingId: string;
  /** What is said besides when and where it is; '': nothing. Whoever was told before is not told again; who has still to hear it hears the newest words. */
  words: string;
}

/** Each officer of the place once, in their own chats, by tell-invited.ts: it is a duty, not an announcement. Needs a transaction. */
export async function inviteOfficers(deps: Deps, { scope, trainingId, words }: InviteOfficersOptions): Promise<InvitedOfficers> {
  const training = await holdTraining(deps, scope, trainingId);
  if (!training) return { outcome: 'notFound' };
  const { db, clock, ids } = deps;
  const invitedAt = clock.now();
  if (training.state === 'cancelled' || training.startsAt <= invitedAt) return { outcome: 'refused', why: 'over' };
  if (training.audience === 'households') return { outcome: 'refused', why: 'householdsOnly' };
  const said = words.normalize('NFC').replaceAll('\r\n', '\n').trim();
  if ([...said].length > MAX_WORDS) return { outcome: 'refused', why: 'tooLong' };
  const { open } = await officersToInvite(deps, training);
  if (open.length > 0) await db.training.update({ where: { id: trainingId }, data: { words: said || null } });
  for (const { id: officerId } of open) {
    const invited = { news: 'invited' as const, invitedAt };
    const create = { id: ids.next(), trainingId, officerId, ...invited };
    await db.trainingSeat.upsert({ where: { trainingId_officerId: { trainingId, officerId } }, create, update: invited });
  }
  await audit(deps, {
    ...{ actor: `officer:${scope.officerId}`, action: 'training.inviteOfficers', subject: `training:${trainingId}` },
    detail: { officers: open.length },
  });
  return { outcome: 'invited', invited: open.length };
}
