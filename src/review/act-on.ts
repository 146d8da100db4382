/** What every act on a household's file has in common: the lock, what it was based on, the table of states, the record. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { Notice, TellHousehold } from '../household/tell-household.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { isOwnAssist, type ReviewFile, type ReviewRow, readFile, seenOf } from './read-files.ts';
import { type Act, after, type Level, type Refusal } from './state.ts';

export interface ActOptions {
  scope: Scope;
  assessmentId: string;
  /** `ReviewFile.seen` of what the officer looked at. */
  seen: string;
  /** As whom, of an officer who is both; absent: as the khu phố, where they look after that. */
  as?: Level;
}

/** Who did what last. */
export interface LastAct {
  /** Null: the household, or the service. */
  officer: { id: string; name: string } | null;
  act: ReviewRow['act'] | 'send' | 'renew';
  at: Date;
}

export type NotDone =
  /** Not there, or not theirs to see. */
  | { outcome: 'notFound' }
  /** Somebody did something since; nothing was written. */
  | { outcome: 'changed'; last: LastAct | null; seen: string }
  /** `ownHousehold`: the officer is of that family · `ownAssist`: they sent it for them, so another confirms it */
  | { outcome: 'refused'; why: Refusal | 'noSuchItem' | 'sameAnswer' | 'ownHousehold' | 'ownAssist' };

export type Acted<More extends object = object> = ({ outcome: 'done'; seen: string } & More) | NotDone;

/** The file under its lock, and as whom the officer acts. */
export interface InHand {
  file: ReviewFile;
  level: Level;
}

/** What is to be written down of it. */
export interface Deed {
  act: Act;
  rows: readonly Pick<ReviewRow, 'act' | 'indicator' | 'value' | 'reason'>[];
}

/** What an officer says of a file, however it is by now: a form that is sent again says the same. */
export interface Said {
  act: Exclude<ReviewRow['act'], 'object'>;
  /** Null: all that is asked back (withdraw). */
  of: readonly Pick<ReviewRow, 'indicator' | 'value' | 'reason'>[] | null;
}

/** Of the file as a whole. */
export const ofWhole = (reason: string | null = null): Said['of'] => [{ indicator: null, value: null, reason }];

/** @property again it was done before, and nothing since: nothing was written, and `file` is as it stands now */
export type Done = InHand & { outcome: 'done'; seen: string; again: boolean };

/**
 * Does one act: all of it, or nothing and the reason. The members' conversations and the household are locked until the end of
 * the transaction, so two officers, or an officer and the household, come one after the other. A button that is pressed twice does
 * it once, and both are answered as done.
 */
export async function actOn(
  deps: Deps,
  options: ActOptions,
  said: Said,
  decide: (inHand: InHand) => Deed | { why: Extract<NotDone, { outcome: 'refused' }>['why'] },
): Promise<Done | NotDone> {
  const inHand = await holdFile(deps, options);
  if (!inHand) return { outcome: 'notFound' };
  const { file, level } = inHand;
  if (await isOwnHousehold(deps, options.scope.officerId, file.household.id)) return { outcome: 'refused', why: 'ownHousehold' };
  if (said.act === 'confirm' && isOwnAssist(file, options.scope.officerId)) return { outcome: 'refused', why: 'ownAssist' };
  if (isRepeated(inHand, options, said)) return { outcome: 'done', ...inHand, seen: file.seen, again: true };
  if (file.seen !== options.seen) return { outcome: 'changed', last: await lastAct(deps, file), seen: file.seen };
  const deed = decide(inHand);
  if ('why' in deed) return { outcome: 'refused', why: deed.why };
  const next = after(file.standing, deed.act);
  if (!next.ok) return { outcome: 'refused', why: next.why };
  const { stage, hand } = next.standing;
  const at = deps.clock.now();
  await deps.db.review.createMany({
    data: deed.rows.map((row) => ({
      id: deps.ids.next(),
      assessmentId: file.id,
      submissionId: file.sent?.id ?? null,
      level,
      ...row,
      reason: row.reason?.trim() ?? null,
      officerId: options.scope.officerId,
      at,
    })),
  });
  const { reviewSeq } = await deps.db.assessment.update({
    where: { id: file.id },
    data: {
      stage,
      // Nobody's hand changes but by what was done: an expired draft stays one.
      ...(hand !== file.standing.hand || stage !== file.standing.stage ? { state: stateOf(hand, file) } : {}),
      reviewSeq: { increment: 1 },
      updatedAt: at,
    },
  });
  await audit(deps, {
    actor: `officer:${options.scope.officerId}`,
    action: `review.${deed.act.act}`,
    subject: `assessment:${file.id}`,
    detail: { level, submission: file.sent?.number ?? 0, items: deed.rows.flatMap(({ indicator }) => indicator ?? []) },
  });
  return { outcome: 'done', ...inHand, seen: seenOf(reviewSeq, file.sent?.number ?? 0), again: false };
}

/** The one thing that happened to the file since the officer looked at it is this act of theirs. */
function isRepeated({ file, level }: InHand, { scope, seen }: ActOptions, { act, of }: Said): boolean {
  if (seenOf(file.reviewSeq - 1, file.sent?.number ?? 0) !== seen) return false;
  const last = file.reviews.at(-1);
  if (last?.act !== act || last.officerId !== scope.officerId || last.level !== level) return false;
  if (of === null) return file.asked === null;
  const rows = file.reviews.filter((row) => row.act === act && row.officerId === last.officerId && row.at.getTime() === last.at.getTime());
  return wordsOf(rows) === wordsOf(of);
}

function wordsOf(rows: NonNullable<Said['of']>): string {
  return rows
    .map(({ indicator, value, reason }) => JSON.stringify([indicator, value, reason?.trim() ?? null]))
    .sort()
    .join();
}

/** Tells the household of what was done, once. Returns how many of its accounts hear of it. @param written gets the ids of its messages */
export async function tellOf(
  deps: Deps,
  { file, again }: Done,
  { tell, except = null, written }: { tell: TellHousehold; except?: string | null; written?: (messageId: string) => void },
  notice: Notice,
): Promise<number> {
  const householdId = file.household.id;
  if (!again) return tell(deps, { householdId, except, ...(written && { written }) }, notice);
  return deps.db.membership.count({ where: { householdId, to: null, ...(except !== null && { accountId: { not: except } }) } });
}

/** What was never sent stays a draft, whoever speaks of it. */
function stateOf(hand: 'household' | 'officers', { sent }: ReviewFile): 'draft' | 'submitted' {
  return sent && hand === 'officers' ? 'submitted' : 'draft';
}

/** Null: not there, or not in the officer's scope. */
export async function holdFile(deps: Deps, { scope, assessmentId, as }: Omit<ActOptions, 'seen'>): Promise<InHand | null> {
  if (!isId(assessmentId)) return null;
  const where = { id: assessmentId, area: areasIn(scope) };
  const found = await deps.db.assessment.findFirst({ where, select: { householdId: true } });
  if (!found) return null;
  await lockToTell(deps, found.householdId);
  // It may have been erased while the lock was waited for.
  const file = await readFile(deps, where);
  const level = file && levelOf(scope, file, as);
  return file && level ? { file, level } : null;
}

/** As whom an officer acts on a file; null: not at all. */
export function levelOf({ wards, areas }: Scope, { area }: Pick<ReviewFile, 'area'>, as?: Level): Level | null {
  const may = { hamlet: areas.includes(area.id), ward: wards.includes(area.unitCode) };
  if (as !== undefined) return may[as] ? as : null;
  if (may.hamlet) return 'hamlet';
  return may.ward ? 'ward' : null;
}

/** What happened last to a file: an officer's act, that the household sent, or that it was counted anew. */
export async function lastAct(deps: Deps, { reviews, sent }: ReviewFile): Promise<LastAct | null> {
  const review = reviews.at(-1);
  if (sent && (!review || review.at < sent.at)) return { officer: null, act: sent.renewed ? 'renew' : 'send', at: sent.at };
  if (!review) return null;
  const { act, at, officerId } = review;
  const officer = officerId && (await deps.db.officer.findUnique({ where: { id: officerId }, select: { id: true, name: true } }));
  return { officer: officer || null, act, at };
}
