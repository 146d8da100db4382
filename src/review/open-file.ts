/** A household's file for an officer: answers, reasons, three scores side by side, what was handed in, what is worth a look. */
import { AREA_STANDING } from '../assessment/area-standing.ts';
import { askedBack } from '../assessment/returned.ts';
import { answerSentence, ruleSentences, type SeasonView, seasonView } from '../assessment/views.ts';
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import type { Answers, Facts, Indicator } from '../rubric/definition.ts';
import type { Score } from '../rubric/score.ts';
import { askOf, choiceOf, nameOf } from '../rubric/sentences.ts';
import { walk } from '../rubric/walk.ts';
import { untoldIn } from '../telling/untold-in.ts';
import { levelOf } from './act-on.ts';
import type { Flag } from './flags.ts';
import { isToAnswer } from './keep-answers.ts';
import { placeOf } from './list-waiting.ts';
import { answersBack, flagsFor } from './look-at.ts';
import { type CityReason, isLookingInto, LOOKED_INTO, lookedInto } from './looks-from-above.ts';
import { overlay, threeScores } from './overlay.ts';
import {
  isOfSent,
  isOwnAssist,
  isSent,
  lastSending,
  type ReviewFile,
  type ReviewRow,
  readFile,
  type StandingChange,
} from './read-files.ts';
import { allows, type Level, type Stage, type Standing } from './state.ts';
import { changeWords, whatChanged } from './what-changed.ts';

export interface PieceView {
  id: string;
  kind: 'story' | 'photo' | 'pdf';
  /** A story's; null: a file, or taken out since. */
  text: string | null;
  at: Date;
  removed: boolean;
  /** It was not in what was sent before. */
  isNew: boolean;
}

/** The answer at an item as one level sees it. */
export interface AnswerView {
  value: string;
  words: Sentence;
  points: number;
}

export interface ItemView {
  indicator: string;
  name: Sentence;
  ask: Sentence;
  answeredBy: Indicator['answeredBy'];
  /** It counts for a household like this one. */
  applies: boolean;
  max: number;
  /** Null: not answered. */
  household: AnswerView | null;
  /** Who filled the answer in for the household; null: it answered itself. */
  filledBy: string | null;
  hamlet: AnswerView | null;
  ward: AnswerView | null;
  /** What officers say instead, oldest first. */
  changes: { level: Level; words: Sentence; reason: string | null; officer: string | null; at: Date }[];
  evidence: PieceView[];
  flags: Flag['kind'][];
  /** It stands as asked back. */
  asked: { reason: string | null; answered: boolean } | null;
  /** Another answer, or other evidence, than in what was sent before. */
  isNew: boolean;
  /** What is new about it, before and after; what stories say stands with them. */
  news: Sentence[];
  /** What an officer may choose. */
  choices: { value: string; words: Sentence; points: number | null }[];
  mayAskBack: boolean;
}

export interface ScoreView {
  points: number;
  max: number;
  passMark: number;
  enough: boolean;
  /** Why items do not add up to it, as the household reads it; empty: they do. */
  rules: Sentence[];
}

export interface FileView {
  assessmentId: string;
  /** To be handed in with every act. */
  seen: string;
  /** Where it stands in the queue: see `QueueRow.place`; null: nothing was sent. */
  place: string | null;
  household: { id: string; code: string; headName: string; verified: boolean };
  area: ReviewFile['area'];
  source: ReviewFile['source'];
  season: SeasonView;
  /** Nobody has adopted the rubric. */
  trial: boolean;
  stage: Stage;
  hand: Standing['hand'];
  /** `by`: the officer who sent it with the household's yes; null: it sent it itself. */
  sent: { number: number; code: string; at: Date; by: string | null } | null;
  facts: Facts | null;
  /** Null: nothing was sent, or that level has not said anything. */
  scores: { household: ScoreView | null; hamlet: ScoreView | null; ward: ScoreView | null };
  /** That the khu phố gave by hand, where nothing was sent. */
  hamletPoints: number | null;
  items: ItemView[];
  /** Of the file as a whole. */
  flags: Flag[];
  /** The last day on which what is asked back can be answered, where it was truly told; null: nothing is. */
  askedUntil: {
    date: string;
    told: boolean;
    over: boolean;
    /** It stands among those whom this officer tells at their door (untold-in.ts); until then the message is on its way. */
    toTellInPerson: boolean;
  } | null;
  history: HistoryLine[];
  /** When the city looked into it, and why. */
  lookedIntoFromAbove: { at: Date; why: CityReason }[];
  /** As whom the officer acts; null: they may look, and no more. */
  level: Level | null;
  /** The officer is of that family: another one has to act on it. */
  ofOwnFamily: boolean;
  /** It waits for a confirmation, but this officer sent it for the household: another one confirms it. */
  ownAssist: boolean;
  may: { confirm: boolean; unconfirm: boolean; change: boolean; askBack: boolean; withdraw: boolean; keep: boolean };
}

export interface HistoryLine {
  act: ReviewRow['act'] | 'send' | 'renew';
  level: Level | null;
  /** Null: the household; of what was counted anew, the service. */
  officer: string | null;
  item: Sentence | null;
  words: Sentence | null;
  reason: string | null;
  at: Date;
}

export type OpenedFile =
  | { outcome: 'open'; file: FileView }
  /** It is there, but the city has to say why it looks. */
  | { outcome: 'needsReason' }
  | { outcome: 'notFound' };

export interface OpenOptions {
  scope: Scope;
  assessmentId: string;
  /** Of the city. */
  why?: CityReason | undefined;
  as?: Level;
}

const NOWHERE = { confirm: false, unconfirm: false, change: false, askBack: false, withdraw: false, keep: false };

/** Opens it, which the audit keeps. What is out of scope is not there. */
export async function openFile(deps: Deps, { scope, assessmentId, why, as }: OpenOptions): Promise<OpenedFile> {
  if (!isId(assessmentId)) return { outcome: 'notFound' };
  const own = await readFile(deps, { id: assessmentId, area: areasIn(scope) });
  const file = own ?? (scope.city ? await readFile(deps, { id: assessmentId }) : null);
  if (!file) return { outcome: 'notFound' };
  if (!own && why === undefined && !(await isLookingInto(deps, scope, file.id))) return { outcome: 'needsReason' };
  const actor = `officer:${scope.officerId}`;
  const subject = `assessment:${file.id}`;
  await audit(
    deps,
    own || why === undefined ? { actor, action: 'review.open', subject } : { actor, action: LOOKED_INTO, subject, detail: { why } },
  );
  const ofOwnFamily = await isOwnHousehold(deps, scope.officerId, file.household.id);
  const level = own && !ofOwnFamily ? levelOf(scope, file, as) : null;
  const view = await viewOf(deps, file, { level, scope });
  const ownAssist = view.may.confirm && isOwnAssist(file, scope.officerId);
  const may = { ...view.may, confirm: view.may.confirm && !ownAssist };
  return { outcome: 'open', file: { ...view, ofOwnFamily, ownAssist, may } };
}

async function viewOf(
  deps: Deps,
  file: ReviewFile,
  { level, scope }: { level: Level | null; scope: Scope },
): Promise<Omit<FileView, 'ofOwnFamily' | 'ownAssist'>> {
  const { standing, sent, season, asked } = file;
  const officers = await namesOf(deps, file);
  const flags = (await flagsFor(deps, [file])).get(file.id) ?? [];
  const scores = sent && threeScores({ ...file, ...sent, area: AREA_STANDING }, file.changes);
  const said = (one: Level) => file.changes.some((change) => change.level === one) || confirmedBy(file, one);
  return {
    assessmentId: file.id,
    seen: file.seen,
    place: sent && placeOf({ answersBack: answersBack(file), at: sent.sentAt, id: file.id }),
    household: file.household,
    area: file.area,
    source: file.source,
    season: seasonView(season),
    trial: file.trial,
    stage: standing.stage,
    hand: standing.hand,
    sent: sent && { number: sent.number, code: sent.code, at: sent.sentAt, by: await sender(deps, file) },
    facts: sent?.facts ?? null,
    scores: {
      household: sent && scoreView(sent.score),
      hamlet: scores && said('hamlet') ? scoreView(scores.hamlet) : null,
      ward: scores && said('ward') ? scoreView(scores.ward) : null,
    },
    hamletPoints: file.hamletPoints,
    items: sent ? await itemsOf(deps, file, flags, officers) : [],
    flags: flags.filter((flag) => !('indicator' in flag)),
    askedUntil: asked && { date: asked.until, told: asked.told, over: asked.over, toTellInPerson: await isListed(deps, file, scope) },
    history: historyOf(file, officers),
    lookedIntoFromAbove: await lookedInto(deps, file.id),
    level,
    may: level === null ? NOWHERE : mayIn(file, level),
  };
}

async function isListed(deps: Deps, { id, asked }: ReviewFile, scope: Scope): Promise<boolean> {
  if (!asked || asked.told) return false;
  const untold = await untoldIn(deps, { scope, about: ['askBack'] });
  return untold.some(({ assessmentId }) => assessmentId === id);
}

function mayIn(file: ReviewFile, level: Level): FileView['may'] {
  const { standing } = file;
  const reason = '.';
  return {
    confirm: allows(standing, { act: 'confirm', level }),
    unconfirm: allows(standing, { act: 'unconfirm', reason }),
    change: allows(standing, { act: 'change', reason }),
    askBack: allows(standing, { act: 'askBack', items: 1, reason }),
    withdraw: allows(standing, { act: 'withdraw', items: 1 }),
    keep: isToAnswer(file, level) && allows(standing, { act: 'keep', reason }),
  };
}

/** The newest of its acts on what was sent last says so. */
function confirmedBy(file: ReviewFile, level: Level): boolean {
  const acts = file.reviews.filter((row) => row.level === level && isOfSent(file, row));
  return acts.findLast(({ act }) => act === 'confirm' || act === 'unconfirm')?.act === 'confirm';
}

function scoreView(score: Score): ScoreView {
  const { points, max, passMark, enough } = score;
  return { points, max, passMark, enough, rules: ruleSentences(score) };
}

async function itemsOf(deps: Deps, file: ReviewFile, flags: readonly Flag[], officers: Map<string, string>): Promise<ItemView[]> {
  const { rubric, sent, changes } = file;
  if (!sent) return [];
  const pieces = await deps.db.evidence.findMany({
    where: { assessmentId: file.id },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { id: true, indicator: true, kind: true, text: true, at: true, removedAt: true },
  });
  const filled = await filledBy(deps, file);
  const asked = new Map(((await askedBack(deps, file.id))?.items ?? []).map((one) => [one.indicator, one]));
  const hamlet = overlay(sent.answers, changes, 'hamlet');
  const ward = overlay(sent.answers, changes, 'ward');
  const changed = new Map(whatChanged(file).map((change) => [change.indicator, change]));
  return walk(rubric, sent.facts)
    .filter(({ indicator }) => indicator.answeredBy !== 'computed')
    .map(({ indicator, applies }) => {
      const { id, answeredBy, points: max } = indicator;
      const own = changes.filter((change) => change.indicator === id);
      const back = asked.get(id);
      const news = changed.get(id);
      return {
        indicator: id,
        name: nameOf(rubric, id),
        ask: askOf(rubric, indicator),
        answeredBy,
        applies,
        max,
        household: answerView(file, indicator, sent.answers),
        filledBy: filled.get(id) ?? null,
        hamlet: answerView(file, indicator, hamlet),
        ward: answerView(file, indicator, ward),
        changes: own.map((change) => changeView(file, change, officers)),
        evidence: pieces
          .filter((piece) => piece.indicator === id && isSent(file, piece))
          .map(({ removedAt, ...piece }) => ({ ...piece, removed: removedAt !== null, isNew: news?.added.includes(piece.id) ?? false })),
        flags: flags.filter((flag) => 'indicator' in flag && flag.indicator === id).map(({ kind }) => kind),
        asked: back ? { reason: back.reason, answered: back.answered } : null,
        isNew: news !== undefined,
        news: news ? changeWords(file, news, { pieces, stories: false }) : [],
        choices: choicesOf(file, indicator),
        mayAskBack: applies && answeredBy === 'household' && !back,
      };
    });
}

/** Names of officers by the item that they filled in, of what was sent. */
async function filledBy({ db }: Deps, { id, sent }: ReviewFile): Promise<Map<string, string>> {
  if (!sent) return new Map();
  const rows = await db.$queryRaw<{ indicator: string; name: string | null }[]>`
    SELECT DISTINCT ON (a.indicator) a.indicator, o.name FROM "Answer" a LEFT JOIN "Officer" o ON o.id = a."officerId"
    WHERE a."assessmentId" = ${id}::uuid AND a.at <= ${sent.sentAt} ORDER BY a.indicator, a.seq DESC`;
  return new Map(rows.flatMap(({ indicator, name }) => (name === null ? [] : [[indicator, name]])));
}

async function sender({ db }: Deps, file: ReviewFile): Promise<string | null> {
  const [row] = await db.$queryRaw<{ name: string }[]>`
    SELECT o.name FROM "Submission" s JOIN "Officer" o ON o.id = s."officerId" WHERE s.id = ${lastSending(file).own?.id}::uuid`;
  return row?.name ?? null;
}

function answerView({ rubric }: ReviewFile, indicator: Indicator, answers: Answers): AnswerView | null {
  const value = answers[indicator.id];
  if (value === undefined) return null;
  const points = indicator.levels.find(({ id }) => id === value)?.points ?? 0;
  return { value, words: answerSentence(rubric, indicator.id, value), points };
}

function changeView({ rubric }: ReviewFile, change: StandingChange, officers: Map<string, string>): ItemView['changes'][number] {
  const { level, indicator, value, reason, officerId, at } = change;
  return { level, words: answerSentence(rubric, indicator, value), reason, officer: nameIn(officers, officerId), at };
}

function choicesOf({ rubric }: ReviewFile, { id, levels, mayNotApply }: Indicator): ItemView['choices'] {
  const choices = levels.map((level) => ({ value: level.id, words: choiceOf(rubric, id, level.id), points: level.points }));
  return mayNotApply ? [...choices, { value: 'na', words: answerSentence(rubric, id, 'na'), points: null }] : choices;
}

function historyOf({ reviews, submissions, rubric }: ReviewFile, officers: Map<string, string>): HistoryLine[] {
  const sent = submissions.map(
    ({ at, renewed }): HistoryLine => ({
      act: renewed ? 'renew' : 'send',
      level: null,
      officer: null,
      item: null,
      words: null,
      reason: null,
      at,
    }),
  );
  const acts = reviews.map(({ act, level, officerId, indicator, value, reason, at }): HistoryLine => {
    const item = indicator === null ? null : nameOf(rubric, indicator);
    const words = indicator === null || value === null ? null : answerSentence(rubric, indicator, value);
    return { act, level, officer: nameIn(officers, officerId), item, words, reason, at };
  });
  return [...sent, ...acts].sort((one, other) => one.at.getTime() - other.at.getTime());
}

async function namesOf({ db }: Deps, { reviews }: ReviewFile): Promise<Map<string, string>> {
  const ids = [...new Set(reviews.map(({ officerId }) => officerId).filter((id) => id !== null))];
  const officers = ids.length === 0 ? [] : await db.officer.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(officers.map(({ id, name }) => [id, name]));
}

function nameIn(officers: Map<string, string>, id: string | null): string | null {
  return id === null ? null : (officers.get(id) ?? null);
}
