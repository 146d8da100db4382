/** The form as an officer fills it in: the questions of the household in its words, with who answered what so far. */
import { answersShown, askedIn, type HouseholdFile, isOpen } from '../assessment/file-of.ts';
import { fingerprint } from '../assessment/fingerprint.ts';
import { validAnswer } from '../assessment/form-view.ts';
import { latestSubmission } from '../assessment/latest-submission.ts';
import { answerSentence, type SeasonView, seasonView } from '../assessment/views.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Indicator } from '../rubric/definition.ts';
import { askOf, choiceOf, evidenceOf, explainOf, nameOf } from '../rubric/sentences.ts';
import { localDate } from '../season/calendar.ts';
import { type Reopening, reopeningOf } from './reopen-form.ts';

export interface AssistItem {
  id: string;
  name: Sentence;
  ask: Sentence;
  explain: Sentence;
  choices: { value: string; words: Sentence }[];
  /** What there is to tell, beside the answer; null: nothing. */
  evidence: Sentence | null;
  /** What holds now; null: nothing. */
  answer: string | null;
  /** Who said so; null: nobody has. */
  by: AnsweredBy | null;
  /** Pieces that are there. */
  pieces: number;
}

export interface AnsweredBy {
  /** Null: the household itself. */
  officer: string | null;
  words: Sentence;
  at: Date;
}

export type AssistForm =
  /** It can be filled in. `shown` stands for what it says, to be handed in when it is sent. */
  | { state: 'open'; items: AssistItem[]; missing: number; trial: boolean; asksBack: boolean; shown: string }
  /** `reopening`: whether this officer may open it again. */
  | { state: 'sent'; code: string; reopening: Reopening }
  | { state: 'notYet'; season: SeasonView }
  /** `latest`: until when its khu phố may let it send late; null: that is over, too. */
  | { state: 'closed'; season: SeasonView; latest: string | null };

/** Whether answers can be added: begun and open, or not begun and the window is. */
export function takesAnswers(file: HouseholdFile): boolean {
  return file.assessment === null ? file.season.phase === 'open' : isOpen(file);
}

/** @param officerId who looks */
export async function formOfVisit(deps: Deps, file: HouseholdFile, officerId: string): Promise<AssistForm> {
  const { assessment, season } = file;
  if (!takesAnswers(file)) {
    const sent = assessment && (await latestSubmission(deps, assessment.id));
    if (sent) return { state: 'sent', code: sent.code, reopening: await reopeningOf(deps, file, officerId) };
    if (season.phase === 'before') return { state: 'notYet', season: seasonView(season) };
    const { wardList } = season.dates;
    return { state: 'closed', season: seasonView(season), latest: localDate(deps.clock.now()) <= wardList ? wardList : null };
  }
  const marks = assessment ? await marksOf(deps, assessment.id) : new Map<string, Mark>();
  const items = askedIn(file).map((indicator) => itemOf(file, indicator, marks.get(indicator.id)));
  return {
    state: 'open',
    items,
    missing: items.filter(({ answer }) => answer === null).length,
    trial: file.trial,
    asksBack: file.returned !== null,
    shown: fingerprint(file),
  };
}

interface Mark {
  officer: string | null;
  at: Date;
}

/** Who gave the answers that hold. */
async function marksOf({ db }: Deps, assessmentId: string): Promise<Map<string, Mark>> {
  const rows = await db.$queryRaw<{ indicator: string; officer: string | null; at: Date }[]>`
    SELECT DISTINCT ON (a.indicator) a.indicator, o.name AS officer, a.at FROM "Answer" a LEFT JOIN "Officer" o ON o.id = a."officerId"
    WHERE a."assessmentId" = ${assessmentId}::uuid ORDER BY a.indicator, a.seq DESC`;
  return new Map(rows.map(({ indicator, ...mark }) => [indicator, mark]));
}

function itemOf(file: HouseholdFile, indicator: Indicator, mark: Mark | undefined): AssistItem {
  const { rubric, evidence } = file;
  const { id, levels, mayNotApply } = indicator;
  const answer = validAnswer(indicator, answersShown(file)[id]);
  const values = [...levels.map((level) => level.id), ...(mayNotApply ? ['na'] : [])];
  return {
    id,
    name: nameOf(rubric, id),
    ask: askOf(rubric, indicator),
    explain: explainOf(rubric, indicator),
    choices: values.map((value) => ({ value, words: value === 'na' ? answerSentence(rubric, id, value) : choiceOf(rubric, id, value) })),
    evidence: indicator.evidence ? evidenceOf(rubric, indicator) : null,
    answer,
    by: answer !== null && mark ? { ...mark, words: answerSentence(rubric, id, answer) } : null,
    pieces: evidence[id] ?? 0,
  };
}
