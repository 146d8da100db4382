/** The trainings that a chat may come to, as it stands with each. */
import type { Deps } from '../deps.ts';
import { belongingOf, comerTo, heldBy } from './comer.ts';

export interface MyTraining {
  id: string;
  title: string;
  startsAt: Date;
  place: string;
  mapUrl: string | null;
  answer: 'yes' | 'no' | 'later' | null;
  state: 'going' | 'waiting' | 'none';
}

export type MyTrainings =
  | { outcome: 'listed'; trainings: MyTraining[] }
  /** A household or officer, for whom there is none now. */
  | { outcome: 'none' }
  /** Nobody whom anything is planned for. */
  | { outcome: 'stranger' };

/** As many as can be chosen from. */
const MOST = 8;

/** Those to come, the next one first. */
export async function myTrainings(deps: Deps, { accountId }: { accountId: string }): Promise<MyTrainings> {
  const belonging = await belongingOf(deps, accountId);
  const { household, officer } = belonging;
  if (!household && !officer) return { outcome: 'stranger' };
  const units = [...(household ? [household.unitCode] : []), ...(officer?.places ?? []).map(({ unitCode }) => unitCode)];
  const planned = await deps.db.training.findMany({
    where: { unitCode: { in: units }, state: 'planned', endsAt: { gt: deps.clock.now() } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
  const held = await heldBy(
    deps,
    belonging,
    planned.map(({ id }) => id),
  );
  const theirs = planned.flatMap((training) => {
    const comer = held.get(training.id) ?? comerTo(belonging, training);
    return comer ? [{ training, comer }] : [];
  });
  if (theirs.length === 0) return { outcome: 'none' };
  const seats = await deps.db.trainingSeat.findMany({
    where: { OR: theirs.map(({ training, comer }) => ({ trainingId: training.id, ...comer })) },
  });
  const trainings = theirs.slice(0, MOST).map(({ training: { id, title, startsAt, place, mapUrl } }) => {
    const seat = seats.find(({ trainingId }) => trainingId === id);
    return { id, title, startsAt, place, mapUrl, answer: seat?.answer ?? null, state: seat?.state ?? 'none' };
  });
  return { outcome: 'listed', trainings };
}

/**
 * Which of them somebody means who only says what they want: no to one that they go to or have not answered, yes to one that they have
 * not said yes to. All of them where it says nothing.
 */
export function meant(trainings: readonly MyTraining[], wish: 'yes' | 'no' | 'later' | null): readonly MyTraining[] {
  const open = trainings.filter(({ answer, state }) => (wish === 'no' ? answer !== 'no' : state === 'none' && answer !== 'no'));
  return wish === null || open.length === 0 ? trainings : open;
}
