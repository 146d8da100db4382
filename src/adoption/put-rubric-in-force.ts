import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { unverifiedLines } from '../rubric/provenance.ts';
import { isDay } from '../rubric/table/read.ts';
import { localDate } from '../season/calendar.ts';
import { storedRubric } from './stored-rubrics.ts';
import { countToMove } from './to-move.ts';

/** Number and local date of the paper by which the Hội adopts a rubric. */
export interface AdoptingDocument {
  number: string;
  date: string;
}

export interface PutInForceOptions {
  scope: Pick<Scope, 'officerId' | 'city'>;
  seasonId: string;
  versionId: string;
  /** Null: it judges, as a "bảng điểm thử". */
  document: AdoptingDocument | null;
  /** `seenOf` of what was in force when the officer decided. */
  seen: string;
  /** How many lines of it are confirmed by no source: whoever adopts it says that they know. */
  unverified: number;
}

export type PutInForce =
  /** `moves`: files of households that follow; a job takes them along one by one (move-assessments.ts). */
  | { outcome: 'done'; moves: number }
  /** The same version, by the same document. */
  | { outcome: 'already' }
  /** Another rubric was put in force, or this one adopted, since the officer looked. */
  | { outcome: 'changed'; seen: string }
  | { outcome: 'refused'; why: 'noNumber' | 'badDate' | 'dateAhead' | 'needsDocument' }
  | { outcome: 'refused'; why: 'unverified'; lines: number }
  | { outcome: 'notFound' };

const MOST_NUMBER = 60;

/** What an officer has to have seen to change it. */
export function seenOf({ rubricVersionId, adoptedAt }: { rubricVersionId: string; adoptedAt: Date | null }): string {
  return `${rubricVersionId}.${adoptedAt?.getTime() ?? 0}`;
}

/**
 * Puts a version in force in a season, adopted where a document is named, also in the middle of the season and also when it is in
 * force already. From this moment new assessments begin with it; those that were begun follow.
 */
export async function putRubricInForce(deps: Deps, options: PutInForceOptions): Promise<PutInForce> {
  const { scope, seasonId, versionId, document, seen } = options;
  if (!scope.city) return { outcome: 'notFound' };
  await deps.db.$queryRaw`SELECT 1 FROM "RubricInForce" WHERE "seasonId" = ${seasonId}::uuid AND title = ${TITLE} FOR UPDATE`;
  const inForce = await deps.db.rubricInForce.findFirst({ where: { seasonId, title: TITLE } });
  const wanted = await storedRubric(deps, versionId);
  if (!inForce || !wanted) return { outcome: 'notFound' };
  const paper = document && { number: document.number.trim(), date: document.date.trim() };
  const named = paper && `${paper.number} ngày ${paper.date.split('-').reverse().join('/')}`;
  const isSo = inForce.rubricVersionId === versionId && inForce.document === named;
  // Pressed twice, most of the time.
  if (seenOf(inForce) !== seen) return isSo ? { outcome: 'already' } : { outcome: 'changed', seen: seenOf(inForce) };

  const why = paper ? problemOf(paper, localDate(deps.clock.now())) : inForce.adoptedAt && 'needsDocument';
  if (why) return { outcome: 'refused', why };
  const lines = unverifiedLines(wanted.rubric).length;
  if (paper && lines !== options.unverified) return { outcome: 'refused', why: 'unverified', lines };
  if (isSo) return { outcome: 'already' };

  const adoption = paper ? { adoptedBy: scope.officerId, document: named, adoptedAt: deps.clock.now() } : {};
  const { organisationId, title } = inForce;
  await deps.db.rubricInForce.update({
    where: { organisationId_title_seasonId: { organisationId, title, seasonId } },
    data: { rubricVersionId: versionId, ...adoption },
  });
  const moves = (await countToMove(deps, { seasonIds: [seasonId] })).get(seasonId) ?? 0;
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: paper ? 'rubric.adopt' : 'rubric.putInForce',
    subject: `season:${seasonId}`,
    detail: { title, was: inForce.rubricVersionId, rubric: versionId, document: named, unverified: lines, moves },
  });
  return { outcome: 'done', moves };
}

function problemOf({ number, date }: AdoptingDocument, today: string): 'noNumber' | 'badDate' | 'dateAhead' | null {
  if (number === '' || number.length > MOST_NUMBER) return 'noNumber';
  if (!isDay(date)) return 'badDate';
  return date > today ? 'dateAhead' : null;
}
