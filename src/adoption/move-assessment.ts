import { AREA_STANDING } from '../assessment/area-standing.ts';
import { answersOf, factsOf } from '../assessment/file-of.ts';
import { validAnswer } from '../assessment/form-view.ts';
import { datesIn, seasonsOf } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { type Locale, sourceLanguage } from '../locale/locale.ts';
import { mapAnswers } from '../rubric/compare.ts';
import { type Answers, type Facts, type Rubric, rubric as rubricSchema } from '../rubric/definition.ts';
import { type Score, score } from '../rubric/score.ts';
import { asked } from '../rubric/walk.ts';
import { phase } from '../season/calendar.ts';

/**
 * - `kept`: everything that was answered holds; what was sent is counted anew
 * - `asked`: so many questions are new or not the same any more
 * - `silent`: nothing was answered, so there is nothing to tell
 * - `stays`: gone, decided, or there already
 */
export type Moved = { outcome: 'kept' | 'silent' | 'stays' } | { outcome: 'asked'; open: number /** Of what was sent. */; back: boolean };

/** Stands in the place of "Không áp dụng" where that was said of another question; no level is called so. */
export const NO_ANSWER = '?';

const include = {
  household: true,
  area: { select: { unitCode: true } },
  rubricVersion: true,
  submissions: { orderBy: { number: 'desc' }, take: 1 },
  reviews: { where: { act: { in: ['askBack', 'withdraw'] } }, orderBy: { seq: 'asc' } },
} satisfies Prisma.AssessmentInclude;

type File = Prisma.AssessmentGetPayload<{ include: typeof include }>;
type Sent = File['submissions'][number];

/** A file on its way from one version to the other. */
interface Move {
  file: File;
  to: { id: string; rubric: Rubric };
  /** What holds of what was answered last. */
  answers: Answers;
  officerId: string | null;
  /** Whoever asks back or takes back says why, in the words of officers. */
  why(key: 'act.rubric.asks' | 'act.rubric.passes'): string;
}

/**
 * Takes one file along to the rubric that is in force in its season. Answers hold wherever their level is; only what is new or not
 * the same any more is asked, of those who have sent by asking it back. The household is locked, and its members' conversations
 * before it.
 */
export async function moveAssessment(
  deps: Deps,
  { assessmentId, locale }: { assessmentId: string; locale: Pick<Locale, 't'> },
): Promise<Moved> {
  const file = await deps.db.assessment.findUnique({ where: { id: assessmentId }, include });
  if (!file || file.stage === 'recognised' || file.stage === 'notRecognised') return { outcome: 'stays' };
  const inForce = await deps.db.rubricInForce.findFirst({
    where: { seasonId: file.seasonId, title: file.title },
    include: { rubricVersion: true },
  });
  if (!inForce || inForce.rubricVersionId === file.rubricVersionId) return { outcome: 'stays' };
  const from = rubricSchema.parse(file.rubricVersion.body);
  const to = { id: inForce.rubricVersionId, rubric: rubricSchema.parse(inForce.rubricVersion.body) };
  const held = await answersOf(deps, file.id);
  const move: Move = {
    file,
    to,
    answers: mapAnswers(from, to.rubric, held),
    officerId: inForce.adoptedBy,
    why: (key) => locale.t(key, sourceLanguage),
  };
  await voidAnswers(deps, move, held);
  const moved = await (file.submissions[0] ? moveSent(deps, move, file.submissions[0], from) : moveDraft(deps, move, held));
  await audit(deps, {
    actor: 'system',
    action: 'rubric.move',
    subject: `assessment:${file.id}`,
    detail: { was: file.rubricVersionId, rubric: to.id, open: moved.outcome === 'asked' ? moved.open : 0 },
  });
  return moved;
}

/** What holds no more, and yet looks as if it were an answer to the question as it is now. */
async function voidAnswers({ db, clock }: Deps, { file, to, answers }: Move, held: Answers): Promise<void> {
  const gone = to.rubric.criteria
    .flatMap(({ indicators }) => indicators)
    .filter((indicator) => answers[indicator.id] === undefined && validAnswer(indicator, held[indicator.id]) !== null);
  if (gone.length === 0) return;
  const at = clock.now();
  await db.answer.createMany({
    data: gone.map(({ id }) => ({ assessmentId: file.id, indicator: id, value: NO_ANSWER, method: 'rubric', at })),
  });
}

async function moveDraft(deps: Deps, move: Move, held: Answers): Promise<Moved> {
  await update(deps, move, {});
  const had = Object.values(held).filter((value) => value !== NO_ANSWER).length;
  if (had === 0) return { outcome: 'silent' };
  const facts = factsOf(move.file.household);
  const lost = asked(move.to.rubric, facts).filter(({ id }) => held[id] !== undefined && move.answers[id] === undefined).length;
  const added = newIn(move, facts);
  return lost + added > 0 ? { outcome: 'asked', open: lost + added, back: false } : { outcome: 'silent' };
}

/** Questions of this household that the version before did not have. */
function newIn({ file, to }: Move, facts: Facts): number {
  const before = rubricSchema.parse(file.rubricVersion.body);
  const known = new Set(before.criteria.flatMap(({ indicators }) => indicators).map(({ id }) => id));
  return asked(to.rubric, facts).filter(({ id }) => !known.has(id)).length;
}

async function isWindowOpen(deps: Deps, { seasonId, area: { unitCode } }: File): Promise<boolean> {
  const season = (await seasonsOf(deps, [unitCode], [seasonId])).find(({ id }) => id === seasonId);
  return season !== undefined && phase(datesIn(season, unitCode), deps.clock.now()) === 'open';
}

async function moveSent(deps: Deps, move: Move, sent: Sent, from: Rubric): Promise<Moved> {
  const { file, to } = move;
  const facts = sent.facts as unknown as Facts;
  const before = sent.answers as Answers;
  const mapped = mapAnswers(from, to.rubric, before);
  const scored = score(to.rubric, mapped, facts, AREA_STANDING);
  // It is changing what it sent: what is new is asked of it on the way. After the deadline what was sent holds.
  const changing = file.state === 'draft' && file.stage !== 'returned';
  if (changing && (await isWindowOpen(deps, file))) {
    if (scored.complete) await sendAgain(deps, move, sent, mapped, scored);
    await update(deps, move, {});
    return scored.complete ? { outcome: 'kept' } : { outcome: 'asked', open: scored.missing.length, back: false };
  }
  const standing = askedBackOf(file, sent);
  const still = [...standing].filter((id) => asked(to.rubric, facts).some((one) => one.id === id));
  const fresh = scored.missing.filter((id) => !standing.has(id));
  const gone = [...standing].filter((id) => !still.includes(id));
  await note(deps, move, sent, [
    ...fresh.map((indicator) => ({ act: 'askBack' as const, indicator, reason: move.why('act.rubric.asks') })),
    ...gone.map((indicator) => ({ act: 'withdraw' as const, indicator, reason: move.why('act.rubric.asks') })),
  ]);
  if (still.length + fresh.length > 0) {
    await update(deps, move, { state: 'draft', stage: 'returned', reviewSeq: { increment: 1 } });
    return fresh.length > 0 ? { outcome: 'asked', open: fresh.length, back: true } : { outcome: 'kept' };
  }
  await sendAgain(deps, move, sent, mapped, scored);
  const passed = (sent.score as unknown as Score).enough;
  const judged = file.stage === 'proposed' || file.stage === 'notProposed';
  const looksAnew = judged && passed !== scored.enough;
  if (looksAnew) await note(deps, move, sent, [{ act: 'unconfirm', indicator: null, reason: move.why('act.rubric.passes') }]);
  const stage = looksAnew || file.stage === 'returned' ? 'waiting' : file.stage;
  await update(deps, move, { state: 'submitted', stage, reviewSeq: { increment: 1 } });
  return { outcome: 'kept' };
}

/** Items that stand as asked back of what was sent last. */
function askedBackOf({ stage, reviews }: File, sent: Sent): Set<string> {
  const open = new Set<string>();
  if (stage !== 'returned') return open;
  for (const { submissionId, act, indicator } of reviews) {
    if (submissionId !== sent.id || indicator === null) continue;
    if (act === 'askBack') open.add(indicator);
    else open.delete(indicator);
  }
  return open;
}

/** The next copy: the same answers, counted by the version that holds now. The household did nothing: it sent what it was made from, and when it did. */
async function sendAgain(deps: Deps, { file, to }: Move, sent: Sent, answers: Answers, scored: Score): Promise<void> {
  const [, start = '', count = '0'] = /^(.*-)(\d+)$/.exec(sent.code) ?? [];
  const codes = await deps.db.submission.findMany({ where: { code: { startsWith: start } }, select: { code: true } });
  const last = Math.max(Number(count), ...codes.map(({ code }) => Number(code.slice(start.length))));
  const kept = new Set(to.rubric.criteria.flatMap(({ indicators }) => indicators).map(({ id }) => id));
  const evidence = Object.fromEntries(Object.entries(sent.evidence as Record<string, string[]>).filter(([id]) => kept.has(id)));
  await deps.db.submission.create({
    data: {
      id: deps.ids.next(),
      assessmentId: file.id,
      number: sent.number + 1,
      code: `${start}${last + 1}`,
      rubricVersionId: to.id,
      facts: sent.facts as Prisma.InputJsonObject,
      answers,
      evidence,
      score: { ...scored } as object,
      submittedBy: null,
      at: deps.clock.now(),
      sentAt: sent.sentAt ?? sent.at,
    },
  });
}

type Note = { act: 'askBack' | 'withdraw' | 'unconfirm'; indicator: string | null; reason: string };

async function note(deps: Deps, { file, officerId }: Move, sent: Sent, notes: readonly Note[]): Promise<void> {
  const at = deps.clock.now();
  const common = { assessmentId: file.id, submissionId: sent.id, level: 'ward' as const, officerId, at };
  if (notes.length > 0) await deps.db.review.createMany({ data: notes.map((one) => ({ id: deps.ids.next(), ...common, ...one })) });
}

async function update({ db, clock }: Deps, { file, to }: Move, data: Prisma.AssessmentUncheckedUpdateInput): Promise<void> {
  await db.assessment.update({ where: { id: file.id }, data: { rubricVersionId: to.id, updatedAt: clock.now(), ...data } });
}
