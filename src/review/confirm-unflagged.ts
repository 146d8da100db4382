import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { ownAmong } from '../officer/own-household.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { levelOf } from './act-on.ts';
import { flagsFor } from './look-at.ts';
import { isOwnAssist, type ReviewFile, readFiles, seenOf } from './read-files.ts';
import { after } from './state.ts';
import { wasShown } from './waiting-shown.ts';

export interface ConfirmUnflaggedOptions {
  scope: Scope;
  areaId: string;
  /** `waitingShown` of the page that the officer had before them: what came after it is for the next look. */
  shown: string;
}

/**
 * Why a file that waits is left:
 * - `later`: it came, or something was done with it, after the officer was shown what waits · `own`: it is of their own family
 * - `ownAssist`: they sent it for a household, so another confirms it
 * - `changed`: an officer sees an answer otherwise · `flagged`: there is something to look at
 */
export const leftFor = ['flagged', 'changed', 'ownAssist', 'own', 'later'] as const;
type LeftFor = (typeof leftFor)[number];

export type ConfirmedUnflagged =
  /** `confirmed`: also where it was this officer who did so before, by the same button. `left`: files that wait still; `why`: so many of each. */
  { outcome: 'done'; confirmed: number; left: number; why: Record<LeftFor, number> } | { outcome: 'notFound' };

/**
 * Confirms every file of a khu phố that waited when the officer was shown it, with nothing to look at, and that no officer has
 * changed anything of: in one step, all or none; that of the officer's own family, and what they sent for a household, is left to another. Households are locked in one order.
 */
export async function confirmUnflagged(deps: Deps, { scope, areaId, shown }: ConfirmUnflaggedOptions): Promise<ConfirmedUnflagged> {
  const area = isId(areaId) && (await deps.db.area.findFirst({ where: { AND: [{ id: areaId }, areasIn(scope)] } }));
  const level = area && levelOf(scope, { area: { ...area, placed: true, unit: '' } });
  if (!level) return { outcome: 'notFound' };
  await deps.db.$queryRaw`
    SELECT 1 FROM "Household" WHERE id IN (
      SELECT "householdId" FROM "Assessment" WHERE "areaId" = ${areaId}::uuid AND stage = 'waiting')
    ORDER BY id FOR UPDATE`;
  const files = await readFiles(deps, { areaId, stage: 'waiting', submissions: { some: {} } });
  const waiting = files.filter(({ standing }) => after(standing, { act: 'confirm', level }).ok);
  const flags = await flagsFor(deps, waiting);
  const { officerId } = scope;
  const own = await ownAmong(
    deps,
    officerId,
    waiting.map(({ household }) => household.id),
  );
  const theySaw = wasShown(shown);
  const whyLeft = (file: ReviewFile): LeftFor | null => {
    if (!theySaw(file)) return 'later';
    if (own.has(file.household.id)) return 'own';
    if (isOwnAssist(file, officerId)) return 'ownAssist';
    if (file.changes.length > 0) return 'changed';
    return flags.get(file.id)?.length === 0 ? null : 'flagged';
  };
  const left = waiting.map(whyLeft);
  const clear = waiting.filter((_, index) => left[index] === null);
  const at = deps.clock.now();
  await deps.db.review.createMany({
    data: clear.map(({ id: assessmentId, sent }) => {
      const about = { id: deps.ids.next(), assessmentId, submissionId: sent?.id ?? null };
      return { ...about, level, act: 'confirm' as const, officerId, at };
    }),
  });
  await deps.db.assessment.updateMany({
    where: { id: { in: clear.map(({ id }) => id) } },
    data: { stage: 'confirmed', state: 'submitted', reviewSeq: { increment: 1 }, updatedAt: at },
  });
  for (const { id, sent } of clear) {
    const detail = { level, submission: sent?.number ?? 0, together: clear.length };
    await audit(deps, { actor: `officer:${officerId}`, action: 'review.confirm', subject: `assessment:${id}`, detail });
  }
  const confirmed = clear.length > 0 ? clear.length : await confirmedBefore(deps, { areaId, officerId, theySaw });
  const why = Object.fromEntries(leftFor.map((one) => [one, left.filter((reason) => reason === one).length])) as Record<LeftFor, number>;
  return { outcome: 'done', confirmed, left: waiting.length - clear.length, why };
}

/** Files that this officer has confirmed as they were shown: a button that is pressed twice is answered the same twice. */
async function confirmedBefore(
  { db }: Deps,
  { areaId, officerId, theySaw }: { areaId: string; officerId: string; theySaw: ReturnType<typeof wasShown> },
): Promise<number> {
  const files = await db.assessment.findMany({
    where: { areaId, stage: 'confirmed', reviews: { some: { officerId, act: 'confirm' } } },
    select: { id: true, reviewSeq: true, submissions: { orderBy: { number: 'desc' }, take: 1, select: { number: true } } },
  });
  return files.filter(({ id, reviewSeq, submissions: [sent] }) => theySaw({ id, seen: seenOf(reviewSeq - 1, sent?.number ?? 0) })).length;
}
