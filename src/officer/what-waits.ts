/** How much waits for an officer, by what it is: what the start page and the chat say. */
import { countLeftBehind } from '../decision/left-behind.ts';
import type { Deps } from '../deps.ts';
import { countHelp } from '../help/help-in.ts';
import { countDoubles, type KeptDoubles } from '../identity/list-doubles.ts';
import { countToConfirm, nextHousehold } from '../identity/next-household.ts';
import { outcomesIn, toTellInPerson } from '../outcome/outcomes-in.ts';
import { countByOthers, countReturned, countWaiting } from '../review/list-waiting.ts';
import { objecting } from '../review/objecting.ts';
import { seasonsIn } from '../review/seasons-in.ts';
import { countUntold } from '../telling/untold-in.ts';
import type { Scope } from './scope.ts';

export interface Waits {
  /** Sent, and nobody has dealt with it. */
  queue: number;
  /** They sent these for households themselves: somebody else confirms them. */
  byOthers: number;
  /** They do not agree, and nobody has answered: with not being proposed, which blocks the decision, or with a changed answer. */
  objected: number;
  /** What was asked back was not answered in time. */
  overdue: number;
  /** Something was asked back of them that does not reach them: somebody has to go there and ask. */
  toAsk: number;
  /** Somebody has to go there and tell them that they are not proposed, or that nothing was said of what they sent. */
  inPerson: number;
  /** Somebody has to go there and tell them what was decided of them. */
  news: number;
  /** Decisions that another officer confirmed, and that take a second person. */
  second: number;
  /** Signed lines of this season that were left out when their decision began, and that nothing has put right since. */
  leftBehind: number;
  /** Announcements of the same kind. */
  sendSecond: number;
  /** They registered in chat, and nobody has said yet that they live there. */
  toConfirm: number;
  /** They live in the ward, and nobody has said in which khu phố: for the ward. */
  unplaced: number;
  /** Pairs that may be one household, as far as they are weighed. */
  doubles: number;
  /** Calls for help that nobody has taken yet. */
  help: number;
}

/** @param doubles counts of some minutes ago, where those will do */
export async function whatWaits(deps: Deps, scope: Scope, doubles?: KeptDoubles): Promise<Waits> {
  const help = scope.city || looksAfter(scope) ? await countHelp(deps, scope) : 0;
  if (!looksAfter(scope))
    return {
      queue: 0,
      byOthers: 0,
      objected: 0,
      overdue: 0,
      toAsk: 0,
      inPerson: 0,
      news: 0,
      second: 0,
      leftBehind: 0,
      sendSecond: 0,
      toConfirm: 0,
      unplaced: 0,
      doubles: 0,
      help,
    };
  const seasons = await seasonsIn(deps, scope);
  const outcomes = (await outcomesIn(deps, { scope, seasons })).flatMap(({ rows }) => rows);
  const untold = await countUntold(deps, { scope, seasons });
  return {
    queue: await countWaiting(deps, { scope, seasons }),
    byOthers: await countByOthers(deps, { scope, seasons }),
    objected: outcomes.filter(({ state }) => state === 'objected').length + (await objecting(deps, { scope, seasons })).length,
    ...(await countReturned(deps, { scope, seasons })),
    inPerson: toTellInPerson(outcomes).length + untold.leftOut,
    news: untold.decision,
    second: await deps.db.decision.count({
      where: { unitCode: { in: [...scope.wards] }, state: 'awaitingSecond', confirmedBy: { not: scope.officerId } },
    }),
    leftBehind: await countLeftBehind(deps, { scope, seasonIds: seasons.ids }),
    sendSecond: await deps.db.announcement.count({
      where: { unitCode: { in: [...scope.wards] }, state: 'awaitingSecond', confirmedBy: { not: scope.officerId } },
    }),
    toConfirm: await countToConfirm(deps, scope),
    unplaced: (await nextHousehold(deps, { scope, waitsFor: 'unplaced' })).count,
    doubles: await countDoubles(deps, scope, doubles),
    help,
  };
}

export function looksAfter({ wards, areas }: Scope): boolean {
  return wards.length + areas.length > 0;
}
