/** Households' photos and files, for officers: to look at, and to take out what shows papers or children. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import { type OpenedFile, readPiece } from '../evidence/open-file.ts';
import { emptyEvidence } from '../evidence/remove.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { Problem } from '../problems.ts';
import { type Acted, type ActOptions, holdFile, lastAct, tellOf } from './act-on.ts';
import { isLookingInto } from './looks-from-above.ts';
import { takenOutNotice } from './notices.ts';
import { isSent, readFile, seenOf } from './read-files.ts';

export interface EvidenceOf {
  assessmentId: string;
  /** Of its file: to be handed in with what is done to it. */
  seen: string;
  kind: 'photo' | 'pdf';
  /** False: the city looks, and no more. */
  mayTakeOut: boolean;
}

/** Where a photo or PDF that was sent belongs. @throws Problem `notFound` */
export async function evidenceOf(deps: Deps, { scope, evidenceId }: { scope: Scope; evidenceId: string }): Promise<EvidenceOf> {
  const { piece, file, own } = await sentPiece(deps, scope, evidenceId);
  return { assessmentId: file.id, seen: file.seen, kind: piece.kind === 'pdf' ? 'pdf' : 'photo', mayTakeOut: own };
}

/**
 * A photo or PDF that was sent, in the officer's scope, or of a file that the city is looking into. Looking at it is kept in the audit; the small picture goes with its page.
 * @throws Problem `notFound`
 */
export async function openEvidence(
  deps: Deps,
  blobs: BlobStore,
  { scope, evidenceId, thumb = false }: { scope: Scope; evidenceId: string; thumb?: boolean },
): Promise<OpenedFile> {
  const { piece } = await sentPiece(deps, scope, evidenceId);
  const opened = await readPiece(blobs, piece, { thumb });
  if (!thumb) await audit(deps, { actor: `officer:${scope.officerId}`, action: 'review.openEvidence', subject: `evidence:${piece.id}` });
  return opened;
}

async function sentPiece(deps: Deps, scope: Scope, id: string) {
  const sent = { id, removedAt: null, kind: { not: 'story' as const } };
  const mine = isId(id) ? await deps.db.evidence.findFirst({ where: { ...sent, assessment: { area: areasIn(scope) } } }) : null;
  const piece = mine ?? (isId(id) && scope.city ? await deps.db.evidence.findFirst({ where: sent }) : null);
  if (!piece || !(mine || (await isLookingInto(deps, scope, piece.assessmentId)))) throw new Problem('notFound');
  const file = await readFile(deps, { id: piece.assessmentId });
  if (!file || !isSent(file, piece)) throw new Problem('notFound');
  return { piece, file, own: mine !== null };
}

export interface TakeOutOptions extends ActOptions {
  evidenceId: string;
  /** What it shows that nobody should see. */
  why: 'papers' | 'children';
  tell: TellHousehold;
  except?: string | null;
}

/** What this officer took out before: a button that is pressed twice does it once. Null: none such. */
export async function takenOutBy({ db }: Pick<Deps, 'db'>, { scope, evidenceId }: { scope: Scope; evidenceId: string }) {
  if (!isId(evidenceId)) return null;
  const where = { id: evidenceId, removedBy: scope.officerId, removedAt: { not: null }, assessment: { area: areasIn(scope) } };
  return db.evidence.findFirst({ where, select: { assessmentId: true, indicator: true } });
}

/** Deletes a file for good, and tells the household why; what it proved may be told in words instead. */
export async function takeOutEvidence(deps: Deps, options: TakeOutOptions): Promise<Acted<{ told: number }>> {
  const { evidenceId, why, scope, seen } = options;
  const inHand = await holdFile(deps, options);
  if (!inHand) return { outcome: 'notFound' };
  const { file } = inHand;
  if (await isOwnHousehold(deps, scope.officerId, file.household.id)) return { outcome: 'refused', why: 'ownHousehold' };
  const before = await takenOutBy(deps, { scope, evidenceId });
  if (before?.assessmentId === file.id) {
    const done = { outcome: 'done' as const, ...inHand, seen: file.seen, again: true };
    return { outcome: 'done', seen: file.seen, told: await tellOf(deps, done, options, takenOutNotice(file, before.indicator, why)) };
  }
  if (file.seen !== seen) return { outcome: 'changed', last: await lastAct(deps, file), seen: file.seen };
  const where = { id: evidenceId, assessmentId: file.id, removedAt: null, kind: { not: 'story' as const } };
  const piece = isId(evidenceId) && (await deps.db.evidence.findFirst({ where }));
  if (!piece || !isSent(file, piece)) return { outcome: 'refused', why: 'noSuchItem' };
  await emptyEvidence(deps, piece, scope.officerId);
  const data = { reviewSeq: { increment: 1 }, updatedAt: deps.clock.now() };
  const { reviewSeq } = await deps.db.assessment.update({ where: { id: file.id }, data });
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'review.takeOut',
    subject: `evidence:${piece.id}`,
    detail: { assessment: file.id, indicator: piece.indicator, why },
  });
  const now = seenOf(reviewSeq, file.sent?.number ?? 0);
  const done = { outcome: 'done' as const, ...inHand, seen: now, again: false };
  return { outcome: 'done', seen: now, told: await tellOf(deps, done, options, takenOutNotice(file, piece.indicator, why)) };
}
