/** Tells those whom a meeting did not propose so, each privately in its chat, with the reason, one next step, and how long it may answer. */
import { contentHash } from '../canonical.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { holdFile } from '../review/act-on.ts';
import { noteNotice } from '../telling/note-notice.ts';
import { daysToAnswer } from './days-to-answer.ts';
import { nextStep } from './next-step.ts';
import { notProposedNotice, staysNotProposedNotice } from './notices.ts';
import { outcomeOf, wasHeard } from './outcome-of.ts';
import { type OutcomePlace, outcomesIn, toTellInChat } from './outcomes-in.ts';

/** Of one request; whoever asked goes on with the rest. */
export const TOLD_AT_ONCE = 200;
/** A notice is numbered in a conversation that may be in the middle of a turn. */
const TELL_MS = 20_000;
const SIGN_LENGTH = 16;

export interface TellOptions {
  scope: Scope;
  place: OutcomePlace;
  tell: TellHousehold;
  /** `signOfTold` of those whom the officer was shown; absent: whoever there is. */
  shown?: string;
  /** What the officer may do by then, asked in the transaction of each household; absent: as at the beginning. */
  scopeNow?: (deps: Deps) => Promise<Scope | null>;
}

export type ToldOutcomes =
  /** @property left they wait for the next request */
  | { outcome: 'told'; told: number; left: number }
  /** Others are to be told than the officer was shown: nobody was told. */
  | { outcome: 'changed' }
  /** Not there, or not theirs. */
  | { outcome: 'notFound' };

/** One household a transaction: what was written is noted with it, so nobody is told twice, whoever else does the same. */
export async function tellOutcomes(deps: Deps & { db: PrismaClient }, options: TellOptions): Promise<ToldOutcomes> {
  const { scope, place, tell, shown, scopeNow = async () => scope } = options;
  const places = await outcomesIn(deps, { scope, place });
  if (places.length === 0) return { outcome: 'notFound' };
  const all = toTellInChat(places.flatMap(({ rows }) => rows));
  if (shown !== undefined && all.length > 0 && signOfTold(all) !== shown) return { outcome: 'changed' };
  let told = 0;
  for (const { assessmentId } of all.slice(0, TOLD_AT_ONCE)) {
    const work = async (within: Deps) => {
      const now = await scopeNow(within);
      return now !== null && tellOne(within, { scope: now, assessmentId, tell });
    };
    const done = await deps.db.$transaction((db) => work({ ...deps, db }), { timeout: TELL_MS, maxWait: TELL_MS });
    if (done) told += 1;
  }
  return { outcome: 'told', told, left: Math.max(0, all.length - TOLD_AT_ONCE) };
}

/** Says of those who are to be told who they are. */
export function signOfTold(rows: readonly { assessmentId: string }[]): string {
  return contentHash(rows.map(({ assessmentId }) => assessmentId).sort()).slice(0, SIGN_LENGTH);
}

/** False: it is otherwise by now, or nobody of it can be told in chat any more. */
async function tellOne(
  deps: Deps,
  { scope, assessmentId, tell }: Pick<TellOptions, 'scope' | 'tell'> & { assessmentId: string },
): Promise<boolean> {
  const inHand = await holdFile(deps, { scope, assessmentId });
  const outcome = inHand && (await outcomeOf(deps, inHand.file));
  if (!inHand || outcome?.state !== 'untold' || outcome.onItsWay) return false;
  const days = await daysToAnswer(deps, inHand, outcome);
  const { reason, answered } = outcome;
  const again = wasHeard(inHand.file);
  const notice = answered
    ? staysNotProposedNotice({ reason, again })
    : notProposedNotice({ reason, step: nextStep(inHand.file), days, again });
  const messageIds: string[] = [];
  const to = { householdId: inHand.file.household.id, except: null, written: (id: string) => void messageIds.push(id) };
  if ((await tell(deps, to, notice)) === 0) return false;
  const { level } = inHand;
  await noteNotice(deps, { about: 'outcome', how: 'chat', assessmentId, officerId: scope.officerId, level, days, messageIds });
  return true;
}
