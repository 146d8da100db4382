/** Households' files as officers have them in hand: what was sent, and what officers did with it. */

import { type Returned, type ReturnedItem, returnedOf } from '../assessment/returned.ts';
import { rubricFor } from '../assessment/rubric-in-force.ts';
import { type CurrentSeason, currentSeason, type StoredSeason, seasonsOf } from '../assessment/season-of.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Answers, Facts, Rubric } from '../rubric/definition.ts';
import type { Score } from '../rubric/score.ts';
import { handOf } from './hand-of.ts';
import { inUse } from './in-use.ts';
import { type Change, standingChanges } from './overlay.ts';
import type { Level, Standing } from './state.ts';

export interface Sent {
  id: string;
  number: number;
  code: string;
  at: Date;
  /** When its household sent it: before `at` where it is `renewed`. */
  sentAt: Date;
  /** The same, counted anew by another rubric: its household did nothing. */
  renewed: boolean;
  facts: Facts;
  answers: Answers;
  /** Indicator → ids of pieces. */
  evidence: Readonly<Record<string, readonly string[]>>;
  score: Score;
  /** Who sent it, with the household's yes; null: it sent it itself. */
  officerId: string | null;
}

export interface ReviewRow {
  seq: bigint;
  submissionId: string | null;
  level: Level;
  act: 'confirm' | 'unconfirm' | 'change' | 'askBack' | 'withdraw' | 'propose' | 'notPropose' | 'object' | 'keep';
  indicator: string | null;
  value: string | null;
  reason: string | null;
  /** Null: the household. */
  officerId: string | null;
  at: Date;
}

export interface StandingChange extends Change {
  reason: string | null;
  officerId: string | null;
  at: Date;
}

export interface ReviewFile {
  id: string;
  household: { id: string; code: string; headName: string; verified: boolean };
  area: { id: string; name: string; placed: boolean; unitCode: string; unit: string };
  source: 'self' | 'assisted' | 'paper' | 'meeting';
  season: CurrentSeason;
  rubric: Rubric;
  versionId: string;
  /** Nobody has adopted the rubric. */
  trial: boolean;
  /** What was sent, oldest first; the last holds. */
  submissions: Sent[];
  sent: Sent | null;
  reviews: ReviewRow[];
  /** Those that hold for what was sent last. */
  changes: StandingChange[];
  /** Items that stand as asked back. */
  asked: Returned | null;
  standing: Standing;
  hamletPoints: number | null;
  reviewSeq: number;
  /** Whoever acts says which they saw. */
  seen: string;
}

const include = {
  household: { select: { id: true, code: true, headName: true, verifiedAt: true } },
  area: { include: { unit: { select: { name: true } } } },
  rubricVersion: { select: { id: true, sha256: true } },
  submissions: { orderBy: { number: 'asc' } },
  reviews: { orderBy: { seq: 'asc' } },
} satisfies Prisma.AssessmentInclude;

type Row = Prisma.AssessmentGetPayload<{ include: typeof include }>;

/** In the order of their ids; without those that nobody may use: see in-use.ts. */
export async function readFiles(deps: Deps, where: Prisma.AssessmentWhereInput): Promise<ReviewFile[]> {
  const found = await deps.db.assessment.findMany({ where, include, orderBy: { id: 'asc' } });
  const used = await inUse(deps, [...new Set(found.map(({ householdId }) => householdId))]);
  const rows = found.filter(({ householdId }) => used.has(householdId));
  if (rows.length === 0) return [];
  const seasonIds = [...new Set(rows.map(({ seasonId }) => seasonId))];
  const now = deps.clock.now();
  const stored = await seasonsOf(deps, [...new Set(rows.map(({ area }) => area.unitCode))], seasonIds);
  const seasons = new Map(stored.map((one) => [one.id, one]));
  const told = await toldOfAsks(
    deps,
    rows.filter(({ stage }) => stage === 'returned').map(({ id }) => id),
  );
  const files: ReviewFile[] = [];
  // One after the other: the first of a rubric reads it, and it is at hand for the others.
  for (const row of rows) {
    const season = currentSeason(seasons.get(row.seasonId) as StoredSeason, row.area.unitCode, now);
    files.push(await fileFrom(deps, row, season, told));
  }
  return files;
}

/** Null: there is none such. */
export async function readFile(deps: Deps, where: Prisma.AssessmentWhereInput): Promise<ReviewFile | null> {
  return (await readFiles(deps, where))[0] ?? null;
}

async function fileFrom(deps: Deps, row: Row, season: CurrentSeason, told: ToldOfAsks): Promise<ReviewFile> {
  const { household, area, source, state, stage, hamletPoints, reviewSeq } = row;
  const submissions = row.submissions.map(sentFrom);
  const sent = submissions.at(-1) ?? null;
  const reviews: ReviewRow[] = row.reviews;
  const asked = askedIn(reviews, sent, { dates: season.dates, told: told.get(row.id) ?? [], now: deps.clock.now() });
  return {
    id: row.id,
    household: { id: household.id, code: household.code, headName: household.headName, verified: household.verifiedAt !== null },
    area: { id: area.id, name: area.name, placed: area.kind !== 'unplaced', unitCode: area.unitCode, unit: area.unit.name },
    source,
    season,
    ...(await rubricFor(deps, season, row.rubricVersion, row.title)),
    submissions,
    sent,
    reviews,
    changes: changesIn(reviews, submissions),
    asked,
    standing: {
      stage,
      hand: handOf({ state, stage, sent: sent !== null, asked, phase: season.phase }),
      sent: sent !== null,
      asked: asked?.items.length ?? 0,
    },
    hamletPoints,
    reviewSeq,
    seen: seenOf(reviewSeq, sent?.number ?? 0),
  };
}

/** What an act was based on. */
export function seenOf(reviewSeq: number, number: number): string {
  return `${reviewSeq}.${number}`;
}

function sentFrom({ id, number, code, at, sentAt, facts, answers, evidence, score, officerId }: Row['submissions'][number]): Sent {
  const told = { facts: facts as Facts, answers: answers as Answers, evidence: evidence as Sent['evidence'] };
  return { id, number, code, at, sentAt: sentAt ?? at, renewed: sentAt !== null, ...told, score: score as unknown as Score, officerId };
}

/** What the household itself sent last, with what stood when it did. */
export function lastSending({ submissions }: Pick<ReviewFile, 'submissions'>): { before: Sent | null; own: Sent | null } {
  const at = submissions.findLastIndex(({ renewed }) => !renewed);
  return { before: submissions[at - 1] ?? null, own: submissions[at] ?? null };
}

/** Whether an act is of what holds as sent, or of the same before it was counted anew. */
export function isOfSent({ submissions }: Pick<ReviewFile, 'submissions'>, { submissionId }: Pick<ReviewRow, 'submissionId'>): boolean {
  const from = submissions.findLastIndex(({ renewed }) => !renewed);
  return submissions.some(({ id }, at) => at >= from && id === submissionId);
}

/** Whoever filled in and sent it does not look it through too: two of them stand behind what a household did not send itself. */
export function isOwnAssist(file: Pick<ReviewFile, 'submissions'>, officerId: string): boolean {
  return lastSending(file).own?.officerId === officerId;
}

/** Whether a piece belongs to what was sent: what a household has in hand is not looked at. */
export function isSent({ sent }: Pick<ReviewFile, 'sent'>, piece: { id: string; indicator: string }): boolean {
  return sent?.evidence[piece.indicator]?.includes(piece.id) ?? false;
}

/** By assessment: when notices of what was asked back were written that were truly told, the first told first. */
type ToldOfAsks = ReadonlyMap<string, { at: Date; answerBy: Date | null }[]>;

async function toldOfAsks({ db }: Deps, ids: readonly string[]): Promise<ToldOfAsks> {
  if (ids.length === 0) return new Map();
  const notices = await db.fileNotice.findMany({
    where: { assessmentId: { in: [...ids] }, about: 'askBack', toldAt: { not: null } },
    orderBy: [{ toldAt: 'asc' }, { at: 'desc' }, { id: 'desc' }],
    select: { assessmentId: true, at: true, answerBy: true },
  });
  return Map.groupBy(notices, ({ assessmentId }) => assessmentId);
}

/** Of one file what `askedBackSql` is of many; whether the household has answered them since is only there. */
function askedIn(
  reviews: readonly ReviewRow[],
  sent: Sent | null,
  { dates, told, now }: { dates: CurrentSeason['dates']; told: { at: Date; answerBy: Date | null }[]; now: Date },
): Returned | null {
  const newest = new Map<string, ReviewRow>();
  for (const row of reviews) {
    const asks = row.act === 'askBack' || row.act === 'withdraw';
    if (sent && row.submissionId === sent.id && row.indicator !== null && asks) newest.set(row.indicator, row);
  }
  const standing = [...newest.values()].filter(({ act }) => act === 'askBack');
  if (standing.length === 0) return null;
  const last = Math.max(...standing.map(({ at }) => at.getTime()));
  const answerBy =
    told
      .find(({ at }) => at.getTime() >= last)
      ?.answerBy?.toISOString()
      .slice(0, 10) ?? null;
  const items = standing.map(({ indicator, reason }): ReturnedItem => ({ indicator: indicator as string, reason, answered: false }));
  return returnedOf({ items, answerBy }, dates, now);
}

function changesIn(reviews: readonly ReviewRow[], submissions: readonly Sent[]): StandingChange[] {
  const changes = reviews.flatMap(({ act, level, indicator, value, reason, officerId, at, submissionId }): StandingChange[] => {
    const of = submissions.find(({ id }) => id === submissionId);
    if (act !== 'change' || indicator === null || value === null || !of) return [];
    return [{ level, indicator, value, reason, officerId, at, saidOf: of.answers[indicator] }];
  });
  return standingChanges(submissions.at(-1)?.answers ?? {}, changes);
}
