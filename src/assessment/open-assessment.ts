import { audit } from '../db/audit.ts';
import type { Deps, RawDeps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { nameOf } from '../rubric/sentences.ts';
import { askedIn, filesOf, type HouseholdFile, isOpen, lockedFileOf } from './file-of.ts';
import { latestSubmission, standingSubmission } from './latest-submission.ts';
import { isListed } from './listed.ts';
import { mayReopen } from './reopen-assessment.ts';
import type { Returned } from './returned.ts';
import { TITLE } from './rubric-in-force.ts';
import { answeredIn } from './status-of.ts';
import { type SeasonView, seasonView } from './views.ts';

type Opened =
  | {
      outcome: 'open';
      value: { season: SeasonView; trial: boolean; answered: number; total: number; lastYear: boolean; sentBefore: boolean };
    }
  /** Items are asked back: `lines` say which and why, `names` only which. */
  | { outcome: 'returned'; value: { until: { date: string }; items: number; left: number; lines: Sentence[]; names: Sentence[] } }
  | { outcome: 'submitted'; value: { season: SeasonView; code: string; mayReopen: boolean } }
  | { outcome: 'notYet'; value: { season: SeasonView } }
  /** `why`, and what is true instead. */
  | { outcome: 'closed'; value: { season: SeasonView; why: Sentence } }
  | { outcome: 'notMember'; value: Record<string, never> };

/** Begins the household's assessment of this season, or goes on with it. */
export async function openAssessment(deps: Deps, { accountId }: { accountId: string }): Promise<Opened> {
  const file = await lockedFileOf(deps, accountId);
  if (!file) return { outcome: 'notMember', value: {} };
  const season = seasonView(file.season);
  if (file.returned && isOpen(file)) return asksBack(file, file.returned);
  if (file.season.phase === 'before') return { outcome: 'notYet', value: { season } };

  const submission = await sentIn(deps, file);
  if (submission) return { outcome: 'submitted', value: { season, code: submission.code, mayReopen: mayReopen(file) } };
  const why = await whyClosed(deps, file);
  if (why !== null) return { outcome: 'closed', value: { season, why: { key: `assess.why.${why}` } } };

  if (!file.assessment) await createAssessment(deps, file, { source: 'self', actor: `account:${accountId}` });
  return opened(file);
}

/** Null: it is not. A decision that lists the household is on its way: what it would send now waits (listed.ts). */
async function whyClosed(deps: Deps, file: HouseholdFile): Promise<'recognised' | 'notRecognised' | 'over' | 'listed' | null> {
  const { assessment, season } = file;
  if (assessment?.stage === 'recognised' || assessment?.stage === 'notRecognised') return assessment.stage;
  if (season.phase === 'after') return 'over';
  return (await isListed(deps, file)) ? 'listed' : null;
}

/** The same of many accounts, in the order given, where it was begun and can be gone on with; null for the others. */
export async function goOnWithAssessments(deps: RawDeps, accountIds: readonly string[]): Promise<(Opened | null)[]> {
  const files = await filesOf(deps, accountIds);
  return accountIds.map((accountId) => {
    const file = files.get(accountId);
    if (!isOpen(file)) return null;
    return file.returned ? asksBack(file, file.returned) : opened(file);
  });
}

/** What holds as sent; also where the time is over in which what is asked back could be answered. */
function sentIn(deps: Deps, { assessment, season, returned }: HouseholdFile) {
  return assessment && returned?.over ? latestSubmission(deps, assessment.id) : standingSubmission(deps, assessment, season.phase);
}

function asksBack({ rubric }: HouseholdFile, { until, items }: Returned): Opened {
  const open = items.filter(({ answered }) => !answered);
  const names = open.map(({ indicator }): Sentence => nameOf(rubric, indicator));
  const lines = open.map(({ reason }, at): Sentence => {
    const name = names[at] as Sentence;
    return reason === null ? name : { key: 'assess.returnedLine', params: { name, reason } };
  });
  return { outcome: 'returned', value: { until: { date: until }, items: items.length, left: open.length, lines, names } };
}

function opened(file: HouseholdFile): Opened {
  const total = askedIn(file).length;
  const { trial, last } = file;
  const before = { lastYear: last !== null && Object.keys(last.answers).length > 0, sentBefore: last !== null };
  return { outcome: 'open', value: { season: seasonView(file.season), trial, answered: answeredIn(file), total, ...before } };
}

/** Of a household that is locked and has none in this season. Returns its id. */
export async function createAssessment(
  deps: Deps,
  { household, season, versionId }: HouseholdFile,
  { source, actor }: { source: 'self' | 'assisted'; actor: string },
): Promise<string> {
  const id = deps.ids.next();
  const now = deps.clock.now();
  await deps.db.assessment.create({
    data: {
      id,
      householdId: household.id,
      title: TITLE,
      seasonId: season.id,
      rubricVersionId: versionId,
      areaId: household.areaId,
      source,
      state: 'draft',
      openedAt: now,
      updatedAt: now,
    },
  });
  await audit(deps, {
    actor,
    action: 'assessment.open',
    subject: `assessment:${id}`,
    detail: { household: household.id, rubric: versionId },
  });
  return id;
}
