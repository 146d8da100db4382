/** Which training somebody answers by a button of its invitation or of a notice of it: that one, whatever else is planned, and whatever became of it. */
import { pressOf } from '../announcement/record-press.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { belongingOf, comerOf } from './comer.ts';
import type { MyTraining } from './my-trainings.ts';
import { pressedIn } from './pressed.ts';
import { pressAbout } from './training-press.ts';

/** @param inboxId the update that is being answered. Null: it was no such button, or is for somebody else by now. */
export async function invitedTo(deps: Deps, { accountId, inboxId }: { accountId: string; inboxId: string }): Promise<MyTraining | null> {
  const data = await pressedIn(deps, inboxId);
  if (!data) return null;
  const trainingId = pressAbout(data)?.trainingId ?? (await byAnnouncement(deps, accountId, data));
  const training = isId(trainingId) ? await deps.db.training.findUnique({ where: { id: trainingId } }) : null;
  const comer = training && (await comerOf(deps, await belongingOf(deps, accountId), training));
  if (!training || !comer) return null;
  const seat = await deps.db.trainingSeat.findFirst({ where: { trainingId: training.id, ...comer } });
  const { id, title, startsAt, place, mapUrl } = training;
  return { id, title, startsAt, place, mapUrl, answer: seat?.answer ?? null, state: seat?.state ?? 'none' };
}

async function byAnnouncement(deps: Deps, accountId: string, data: string): Promise<string | undefined> {
  const pressed = await pressOf(deps, { accountId, data });
  return pressed?.button.kind === 'open' ? pressed.button.trainingId : undefined;
}
