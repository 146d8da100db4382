import type { RawDeps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { recognisedYears } from '../outcome/recognised-years.ts';
import { localDate } from '../season/calendar.ts';
import { arrivalsOf } from '../telling/hear-notices.ts';
import { closedSentence } from './after-closing.ts';
import { askedLateOf, mayAskLate } from './ask-late.ts';
import { declinedLateOf, MOST_DECLINED } from './declined-late.ts';
import { answersShown, askedIn, filesOf, type HouseholdFile } from './file-of.ts';
import { validAnswer } from './form-view.ts';
import { type SeasonView, seasonView } from './views.ts';

export interface AssessmentStatus {
  assessment: 'none' | 'draft' | 'submitted';
  /** The khu phố proposed it, at its meeting or on paper, and it sent nothing itself: nothing has to be done. */
  spokenFor: boolean;
  /** Code of what was sent and is opened again: it counts until the next is sent. Null: nothing. */
  earlier: string | null;
  /** Items that officers ask back and that can be answered now, and how many of them still have to be; null: none. */
  returned: { items: number; left: number; until: { date: string } } | null;
  /** How it was judged, as far as it was told; `proposed`: after it objected to not being so; `until`: it may answer until then. Null: not yet. */
  outcome: { is: 'recognised' | 'notProposed' | 'proposed' | 'notRecognised'; until: { date: string } | null; over: boolean } | null;
  /** For how many years one after another decisions recognise it, that of this season among them; 0: in this one none does. */
  inARow: number;
  /** Questions of this household, and how many of them are answered. */
  answered: number;
  total: number;
  /** Its khu phố can let it send though the window has closed, and has not been asked to yet, or may be once more. */
  mayAskLate: boolean;
  /** What became of the form, once the window has closed; null before. */
  closed: Sentence | null;
  season: SeasonView;
}

/** How far members' households are in the season that matters now, whatever was agreed to; by account. */
export async function statusesOf(deps: RawDeps, accountIds: readonly string[]): Promise<Map<string, AssessmentStatus>> {
  const files = await filesOf(deps, accountIds, { agreed: false });
  const all = [...files.values()];
  const told = await toldIn(deps, all);
  const heard = await heardIn(deps, all);
  const askedLate = await askedLateOf(deps, all);
  const declinedLate = await declinedLateOf(
    deps,
    all.filter((file) => mayAskLate(file, deps.clock.now())),
  );
  const rows = await rowsOf(deps, all);
  return new Map([...files].map(([accountId, file]) => [accountId, statusIn(deps, file, { told, heard, rows, askedLate, declinedLate })]));
}

function isSpokenFor({ assessment, earlier }: HouseholdFile): boolean {
  return assessment?.stage === 'proposed' && assessment.state === 'draft' && earlier === null;
}

interface Judged {
  told: ReadonlyMap<string, string>;
  heard: ReadonlySet<string>;
  /** Households that have asked to send late and wait for an answer. */
  askedLate: ReadonlySet<string>;
  /** How often they were not let. */
  declinedLate: ReadonlyMap<string, number>;
  /** Years in a row, by household. */
  rows: ReadonlyMap<string, number>;
}

/** Of those that are recognised in this season; few are looked at at once. */
async function rowsOf({ db }: RawDeps, files: readonly HouseholdFile[]): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  for (const { assessment, household, season } of files) {
    if (assessment?.stage !== 'recognised' || rows.has(household.id)) continue;
    const { years, inARow } = await recognisedYears({ db }, household.id);
    rows.set(household.id, years[0] === season.year ? inARow : 0);
  }
  return rows;
}

function statusIn({ clock }: RawDeps, file: HouseholdFile, judged: Judged): AssessmentStatus {
  const mayAsk = mayAskLate(file, clock.now());
  const asked = judged.askedLate.has(file.household.id);
  const declined = judged.declinedLate.get(file.household.id) ?? 0;
  const [answered, total] = [answeredIn(file), askedIn(file).length];
  return {
    assessment: file.assessment?.state ?? 'none',
    spokenFor: isSpokenFor(file),
    earlier: file.earlier,
    returned: returnedIn(file),
    outcome: outcomeIn(file, judged, localDate(clock.now())),
    inARow: judged.rows.get(file.household.id) ?? 0,
    answered,
    total,
    mayAskLate: mayAsk && !asked && declined < MOST_DECLINED,
    closed: closedSentence(file, { answered, total, mayAsk, asked, declined, today: localDate(clock.now()) }),
    season: seasonView(file.season),
  };
}

/** Until when those may answer that were told that they are not proposed; by assessment. Hardly anybody is. */
async function toldIn({ db }: RawDeps, files: readonly HouseholdFile[]): Promise<Map<string, string>> {
  const ids = files.flatMap(({ assessment }) => (assessment?.stage === 'notProposed' ? [assessment.id] : []));
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRawUnsafe<{ assessmentId: string; answerBy: string }[]>(toldSql, [...new Set(ids)]);
  const told = new Map(rows.map(({ assessmentId, answerBy }) => [assessmentId, answerBy]));
  const others = ids.filter((id) => !told.has(id));
  // What has arrived a moment ago is not noted yet.
  return others.length === 0 ? told : new Map([...told, ...(await arrivalsOf({ db }, others))]);
}

/** Told since the meeting last did not propose them; what was told first holds. */
const toldSql = `
SELECT DISTINCT ON (told."assessmentId") told."assessmentId", told."answerBy"::text FROM "FileNotice" told
WHERE told."assessmentId" = ANY($1::uuid[]) AND told.about = 'outcome' AND told."toldAt" IS NOT NULL AND told.at >= COALESCE(
  (SELECT max(at) FROM "Review" WHERE "assessmentId" = told."assessmentId" AND act = 'notPropose'), told.at)
ORDER BY told."assessmentId", told."toldAt", told.at DESC, told.id DESC`;

/** Those that were not proposed, objected, and were proposed since; that a household is, it hears only so, or by the decision. */
async function heardIn({ db }: RawDeps, files: readonly HouseholdFile[]): Promise<Set<string>> {
  const ids = files.flatMap(({ assessment }) => (assessment?.stage === 'proposed' ? [assessment.id] : []));
  if (ids.length === 0) return new Set();
  const rows = await db.$queryRawUnsafe<{ assessmentId: string }[]>(heardSql, [...new Set(ids)]);
  return new Set(rows.map(({ assessmentId }) => assessmentId));
}

/** As `isHeard` in outcome-of.ts says it of one file. */
const heardSql = `
SELECT DISTINCT said."assessmentId" FROM "Review" said
WHERE said."assessmentId" = ANY($1::uuid[]) AND said.act = 'object'
  AND EXISTS (SELECT 1 FROM "Review" first WHERE first."assessmentId" = said."assessmentId" AND first.act = 'notPropose' AND first.seq < said.seq)
  AND EXISTS (SELECT 1 FROM "Review" since WHERE since."assessmentId" = said."assessmentId" AND since.act = 'propose' AND since.seq > said.seq)`;

function outcomeIn({ assessment }: HouseholdFile, { told, heard }: Judged, today: string): AssessmentStatus['outcome'] {
  const stage = assessment?.stage;
  if (assessment && heard.has(assessment.id)) return { is: 'proposed', until: null, over: true };
  if (stage === 'recognised' || stage === 'notRecognised') return { is: stage, until: null, over: true };
  const until = assessment ? told.get(assessment.id) : undefined;
  return until === undefined ? null : { is: 'notProposed', until: { date: until }, over: until < today };
}

function returnedIn({ returned }: HouseholdFile): AssessmentStatus['returned'] {
  if (!returned || returned.over) return null;
  const left = returned.items.filter(({ answered }) => !answered).length;
  return { items: returned.items.length, left, until: { date: returned.until } };
}

/** Questions of this household that have an answer. */
export function answeredIn(file: HouseholdFile): number {
  const answers = answersShown(file);
  return askedIn(file).filter((indicator) => validAnswer(indicator, answers[indicator.id]) !== null).length;
}
