import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Answers, Facts } from '../rubric/definition.ts';
import { type Score, score } from '../rubric/score.ts';
import { AREA_STANDING } from './area-standing.ts';
import { type HouseholdFile, isOpen, lockedFileOf, type OpenFile } from './file-of.ts';
import { type Basis, fingerprint } from './fingerprint.ts';
import { latestSubmission } from './latest-submission.ts';
import { isListed } from './listed.ts';
import { seasonOf } from './season-of.ts';
import { type SeasonView, seasonView } from './views.ts';

type Submitted =
  | { outcome: 'submitted'; value: { code: string; number: number; points: number; max: number; season: SeasonView } }
  | { outcome: 'incomplete'; value: { missing: number } }
  | { outcome: 'changed'; value: Record<string, never> }
  | { outcome: 'closed'; value: { season: SeasonView } };

export interface SubmitOptions {
  accountId: string;
  /** Fingerprint of what the person saw before wishing to send it; absent where nobody was shown anything. */
  shown?: string;
}

/**
 * Sends the assessment: an immutable, numbered copy of what it says now. `changed`: it no longer says what was shown, so
 * nothing is sent. Sent already: what was sent, if it is what was shown, else `closed`. So is a household that a decision on its way lists.
 */
export async function submitAssessment(deps: Deps, { accountId, shown }: SubmitOptions): Promise<Submitted> {
  return submitFile(deps, await lockedFileOf(deps, accountId), { shown, by: { accountId } });
}

/** Whoever sends: a member, or an officer who fills in for a household that is present. */
export type Sender = { accountId: string } | { officerId: string };

/** As `submitAssessment`, of a file whose household is locked. */
export async function submitFile(
  deps: Deps,
  file: HouseholdFile | null,
  { shown, by }: { shown: string | undefined; by: Sender },
): Promise<Submitted> {
  if (!isOpen(file)) return alreadySent(deps, file, shown);
  if (await isListed(deps, file)) return { outcome: 'closed', value: { season: seasonView(file.season) } };
  if (differs(file, shown)) return { outcome: 'changed', value: {} };
  const scored = score(file.rubric, file.answers, file.facts, AREA_STANDING);
  const missing = missingIn(file, scored);
  if (missing > 0) return { outcome: 'incomplete', value: { missing } };
  const sent = await send(deps, file, scored, by);
  return { outcome: 'submitted', value: { ...sent, points: scored.points, max: scored.max, season: seasonView(file.season) } };
}

/** Questions without an answer; what is asked back wants one again. */
function missingIn({ returned }: OpenFile, { missing }: Score): number {
  const open = (returned?.items ?? []).filter(({ answered, indicator }) => !answered && !missing.includes(indicator));
  return missing.length + open.length;
}

function differs(basis: Basis, shown: string | undefined): boolean {
  return shown !== undefined && shown !== fingerprint(basis);
}

async function alreadySent(deps: Deps, file: HouseholdFile | null, shown: string | undefined): Promise<Submitted> {
  const season = seasonView(file?.season ?? (await seasonOf(deps, null)));
  const sent = file?.assessment?.state === 'submitted' ? await latestSubmission(deps, file.assessment.id) : null;
  if (!sent || differs(basisOf(sent), shown)) return { outcome: 'closed', value: { season } };
  const { points, max } = sent.score as unknown as Score;
  return { outcome: 'submitted', value: { code: sent.code, number: sent.number, points, max, season } };
}

function basisOf({ rubricVersionId, facts, answers }: { rubricVersionId: string; facts: unknown; answers: unknown }): Basis {
  return { versionId: rubricVersionId, facts: facts as Facts, answers: answers as Answers };
}

async function send(deps: Deps, file: OpenFile, scored: Score, by: Sender): Promise<{ code: string; number: number }> {
  const { assessment, facts, answers, versionId } = file;
  const at = deps.clock.now();
  const number = ((await latestSubmission(deps, assessment.id))?.number ?? 0) + 1;
  const code = await nextCode(deps, file);
  const id = deps.ids.next();
  await deps.db.submission.create({
    data: {
      id,
      assessmentId: assessment.id,
      number,
      code,
      rubricVersionId: versionId,
      facts,
      answers,
      evidence: await evidenceOf(deps, assessment.id),
      score: { ...scored } as object,
      submittedBy: 'accountId' in by ? by.accountId : null,
      officerId: 'officerId' in by ? by.officerId : null,
      at,
    },
  });
  const source = sourceOf(file, by);
  await deps.db.assessment.update({ where: { id: assessment.id }, data: { source, state: 'submitted', stage: 'waiting', updatedAt: at } });
  await audit(deps, {
    actor: 'accountId' in by ? `account:${by.accountId}` : `officer:${by.officerId}`,
    action: 'assessment.submit',
    subject: `assessment:${assessment.id}`,
    detail: { submission: id, number },
  });
  return { code, number };
}

/**
 * With help is what an officer sent, and what a household sent without an answer of its own; whoever began it, and also where the khu phố
 * spoke for it before.
 */
function sourceOf({ answers, assisted }: OpenFile, by: Sender): 'self' | 'assisted' {
  if ('officerId' in by) return 'assisted';
  return Object.keys(answers).every((indicator) => indicator in assisted) ? 'assisted' : 'self';
}

/**
 * Counts what the household sent in that year: a ward and the city may both have a season of it. A trial marks its codes,
 * so that they never meet those of the real season. The household is locked.
 */
async function nextCode(deps: Deps, { household, season }: OpenFile): Promise<string> {
  const start = `${household.code}-${season.trial ? 'T' : ''}${season.year}-`;
  const sent = await deps.db.submission.findMany({ where: { code: { startsWith: start } }, select: { code: true } });
  return start + (Math.max(0, ...sent.map(({ code }) => Number(code.slice(start.length)))) + 1);
}

/** Indicator → ids of its evidence. */
async function evidenceOf(deps: Deps, assessmentId: string): Promise<Record<string, string[]>> {
  const rows = await deps.db.evidence.findMany({
    where: { assessmentId, removedAt: null },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { id: true, indicator: true },
  });
  const byIndicator: Record<string, string[]> = {};
  for (const { id, indicator } of rows) byIndicator[indicator] = [...(byIndicator[indicator] ?? []), id];
  return byIndicator;
}
