/** What a household is told of what officers did with its file. */
import { AREA_STANDING } from '../assessment/area-standing.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import { answerSentence } from '../assessment/views.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { householdOf } from '../household/household-of.ts';
import { isDisputable } from '../outcome/object-to.ts';
import { outcomeOf } from '../outcome/outcome-of.ts';
import { nameOf } from '../rubric/sentences.ts';
import { threeScores } from './overlay.ts';
import { type ReviewFile, type ReviewRow, readFile, type StandingChange } from './read-files.ts';
import { allows, type Stage } from './state.ts';

export interface ReviewForHousehold {
  stage: Stage;
  /** As officers see it now. */
  points: number;
  max: number;
  /** What is seen otherwise, and why. */
  lines: Sentence[];
  /** The same without officers' words. */
  bare: Sentence[];
  /** The household may say that it does not agree. */
  mayObject: boolean;
  /** It has, and no officer has answered yet. */
  objected: boolean;
}

/** Null: officers have not said anything yet. */
export async function reviewForHousehold(deps: Deps, { accountId }: { accountId: string }): Promise<ReviewForHousehold | null> {
  const household = await householdOf(deps, accountId);
  if (!household) return null;
  const season = await seasonOf(deps, household.area.unitCode);
  const file = await readFile(deps, { householdId: household.id, title: TITLE, seasonId: season.id });
  if (!file?.sent) return null;
  const { standing, sent, rubric } = file;
  // Until the khu phố confirms, what it notes is its own; the ward's was told at once.
  const isOpen = standing.stage === 'waiting' || standing.stage === 'returned';
  const told = isOpen ? file.changes.filter(({ level }) => level === 'ward') : file.changes;
  if (isOpen && told.length === 0) return null;
  const outcome = await outcomeOf(deps, file);
  const scores = threeScores({ rubric, ...sent, area: AREA_STANDING }, told);
  const words = (change: StandingChange): Sentence => answerSentence(rubric, change.indicator, change.value);
  const line = (change: StandingChange, key: string, more: Record<string, string> = {}): Sentence => ({
    key: `review.line.${change.level}${key}`,
    params: { name: nameOf(rubric, change.indicator), words: words(change), ...more },
  });
  const kept = keptIn(file);
  return {
    // What the meeting made of it is told in private, with the reason, and not found out before.
    stage: outcome?.state === 'untold' ? 'confirmed' : standing.stage,
    points: scores.ward.points,
    max: scores.ward.max,
    lines: [
      ...told.map((change) => (change.reason === null ? line(change, '') : line(change, 'Because', { reason: change.reason }))),
      ...kept.map(({ level, reason }): Sentence => ({ key: `review.line.${level}Kept`, params: { reason: reason ?? '' } })),
    ],
    bare: [...told.map((change) => line(change, '')), ...kept.map(({ level }): Sentence => ({ key: `review.line.${level}KeptBare` }))],
    objected: file.reviews.at(-1)?.act === 'object',
    mayObject: !hasSaid(file) && isDisputable({ changes: told, outcome }) && allows(standing, { act: 'object', reason: '.' }),
  };
}

/** How officers answered what it said last, where they left it all as it was. */
function keptIn({ reviews, sent }: ReviewFile): ReviewRow[] {
  const own = reviews.filter(({ submissionId }) => submissionId === sent?.id);
  const last = own.findLastIndex(({ act }) => act === 'object');
  return last < 0 ? [] : own.slice(last).filter(({ act }) => act === 'keep');
}

/** What it thinks of all that officers said is written down: it is not asked about the same again. */
function hasSaid({ reviews }: Pick<ReviewFile, 'reviews'>): boolean {
  const last = reviews.findLastIndex(({ act }) => act === 'object');
  return last >= 0 && !reviews.slice(last).some(({ act }) => act === 'change' || act === 'notPropose');
}
