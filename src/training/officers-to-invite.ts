/** Which officers of the place a training is for, who of them is invited, and who has no chat in which that can be said. */
import type { Deps } from '../deps.ts';
import { dutyThere } from './comer.ts';
import { invitedAtHome } from './invited-at-home.ts';
import type { TrainingRow } from './training-in-hand.ts';

export interface OfficersToInvite {
  /**
   * Neither invited yet, as an officer or as a family, nor noted as coming, waiting, not coming or there; they can be told in chat. "Hỏi lại sau" is no
   * answer of who was not invited, or could not be told what has changed since.
   */
  open: OfficerOf[];
  /** The same, but nothing is said in any chat of theirs: they have none, or none that takes it. Somebody tells them. */
  unreached: OfficerOf[];
}

interface OfficerOf {
  id: string;
  name: string;
}

type Asked = Pick<TrainingRow, 'id' | 'unitCode' | 'areaIds' | 'audience'>;

/** By name; none where it is for households only. */
export async function officersToInvite(deps: Pick<Deps, 'db' | 'clock'>, training: Asked): Promise<OfficersToInvite> {
  const { db, clock } = deps;
  const { id, audience } = training;
  if (audience === 'households') return { open: [], unreached: [] };
  const atHome = audience === 'both' ? await invitedAtHome(deps, training, null) : new Set<string>();
  const officers = await db.officer.findMany({
    where: {
      id: { notIn: [...atHome] },
      grants: { some: dutyThere(training, clock.now()) },
      seats: {
        none: { trainingId: id, OR: [{ invitedAt: { not: null } }, { answer: { in: ['yes', 'no'] } }, { checkedInAt: { not: null } }] },
      },
    },
    select: { id: true, name: true, accounts: { where: { to: null, account: hears }, select: { id: true }, take: 1 } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const named = (reached: boolean) =>
    officers.filter(({ accounts }) => accounts.length > 0 === reached).map(({ id: officerId, name }) => ({ id: officerId, name }));
  return { open: named(true), unreached: named(false) };
}

/** As conversation/tell.ts tells officers what can wait. */
export const hears = { erasedAt: null, stoppedAt: null, blockedAt: null };
