/** The part of the export that is of trainings: what was answered, whether they came, and how it was. */
import type { Deps } from '../deps.ts';

export interface ExportedTraining {
  title: string;
  startsAt: string;
  place: string;
  /** The household's seat, or that of the officer whom this chat speaks for. */
  whose: 'household' | 'officer';
  /** As an officer. */
  invitedAt: string | null;
  answer: 'yes' | 'no' | 'later' | null;
  state: 'going' | 'waiting' | 'none';
  answeredAt: string | null;
  checkedInAt: string | null;
  checkedIn: 'link' | 'digits' | 'tick' | null;
  feedback: string | null;
}

/** Those of the household and of what went into it, and the officer's own. */
export async function exportTrainings(
  { db }: Deps,
  { householdIds, officerId }: { householdIds: readonly string[]; officerId: string | null },
): Promise<ExportedTraining[]> {
  const seats = await db.trainingSeat.findMany({
    where: { OR: [{ householdId: { in: [...householdIds] } }, ...(officerId === null ? [] : [{ officerId }])] },
    include: { training: { select: { title: true, startsAt: true, place: true } } },
    orderBy: [{ training: { startsAt: 'asc' } }, { id: 'asc' }],
  });
  return seats.map(({ training, householdId, invitedAt, answer, state, answeredAt, checkedInAt, checkedIn, feedback }) => ({
    title: training.title,
    startsAt: training.startsAt.toISOString(),
    place: training.place,
    whose: householdId === null ? 'officer' : 'household',
    invitedAt: invitedAt?.toISOString() ?? null,
    answer,
    state,
    answeredAt: answeredAt?.toISOString() ?? null,
    checkedInAt: checkedInAt?.toISOString() ?? null,
    checkedIn,
    feedback,
  }));
}
