/** Tells officers of khu phố and wards before a date of the season how far their own households are: each once for a rule and day. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { lockOfficers } from '../officer/lock-officers.ts';
import { scopeOf } from '../officer/scope.ts';
import { countWards } from '../report/count-wards.ts';
import type { CountScope } from '../report/place-sql.ts';
import { readTargets } from '../report/targets.ts';
import { localDate } from '../season/calendar.ts';
import { type Due, dateOf } from '../season/due.ts';
import { quietFor, USUAL_QUIET } from '../season/quiet-hours.ts';
import { dueInWards, type WardDue } from './due-runs.ts';
import { countToRemind } from './list-to-remind.ts';
import { nudgeOf } from './nudge-of.ts';
import type { OfficerRuleInForce } from './rules-in-force.ts';

/** No grace is longer. */
const LOOKBACK_MS = 72 * 60 * 60 * 1000;
/** As in send-digests.ts. */
const TELL_MS = 20_000;

interface Nudge extends Pick<WardDue, 'unitCode' | 'dates'>, Due<OfficerRuleInForce> {}

/** Run by a job, whoever is restarted and however many look at once; returns how many were told. */
export async function nudgeOfficers(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellOfficer }): Promise<number> {
  if (quietFor(USUAL_QUIET, deps.clock.now()) !== null) return 0;
  let told = 0;
  for (const nudge of await dueNow(deps)) {
    for (const officerId of await notYetTold(deps, nudge)) {
      try {
        if (await tellOne(deps, { officerId, nudge }, tell)) told += 1;
      } catch (error) {
        deps.log.error({ err: error, officer: officerId, rule: nudge.rule.id }, 'an officer could not be told how far theirs are');
      }
    }
  }
  return told;
}

/** Of each rule the newest, as long as it is of use. */
async function dueNow(deps: Deps): Promise<Nudge[]> {
  const now = deps.clock.now();
  const wards = await dueInWards(deps, { from: new Date(now.getTime() - LOOKBACK_MS), to: now });
  return wards.flatMap(({ unitCode, dates, due }) =>
    due.flatMap(({ rule, ...when }): Nudge[] => {
      const isLast = due.findLast((other) => other.rule.id === rule.id)?.date === when.date;
      return rule.who === 'household' || when.until <= now || !isLast ? [] : [{ unitCode, dates, rule, ...when }];
    }),
  );
}

async function notYetTold({ db, clock }: Deps, { unitCode, rule, date, dates }: Nudge): Promise<string[]> {
  const now = clock.now();
  const role = rule.who === 'ward' ? 'ward' : 'hamlet';
  const grants = await db.grant.findMany({
    where: { role, unitCode, from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] },
    distinct: ['officerId'],
    select: { officerId: true },
    orderBy: { officerId: 'asc' },
  });
  const targets = grants.map(({ officerId }) => targetOf(officerId));
  const since = new Date(dates.launch);
  const done = await db.occurrence.findMany({
    where: { rule: rule.id, target: { in: targets }, date: { gte: since } },
    select: { target: true, date: true },
  });
  return grants.flatMap(({ officerId }) => {
    const theirs = done.filter(({ target }) => target === targetOf(officerId));
    const isDone = theirs.some((one) => one.date.toISOString().startsWith(date));
    return isDone || theirs.length >= rule.atMost ? [] : [officerId];
  });
}

/** False: another process was faster, nothing waits, or there is no chat to say it in. That it was looked at is noted all the same. */
function tellOne(
  deps: Deps & { db: PrismaClient },
  { officerId, nudge }: { officerId: string; nudge: Nudge },
  tell: TellOfficer,
): Promise<boolean> {
  return deps.db.$transaction(
    async (db) => {
      const within = { ...deps, db };
      await lockOfficers(within, [officerId]);
      const occurrence = { rule: nudge.rule.id, target: targetOf(officerId), date: new Date(nudge.date), at: deps.clock.now() };
      const { count } = await db.occurrence.createMany({ data: [occurrence], skipDuplicates: true });
      const scope = count === 1 ? await scopeOf(within, officerId) : null;
      if (!scope) return false;
      const own = nudge.rule.who === 'ward' ? { wards: [nudge.unitCode], areas: [] } : { wards: [], areas: scope.areas };
      const notice = await noticeOf(within, nudge, { city: false, ...own });
      return notice !== null && (await tell(within, officerId, notice)) > 0;
    },
    { timeout: TELL_MS, maxWait: TELL_MS },
  );
}

async function noticeOf(deps: Deps, { rule, dates }: Nudge, scope: CountScope) {
  const counted = await countWards(deps, { scope });
  if (counted.outcome !== 'counted') return null;
  const { total, last } = counted;
  const targets = (await readTargets())?.giaDinh ?? [];
  const today = localDate(deps.clock.now());
  return nudgeOf({
    ...{ sentence: rule.sentence, date: dateOf(rule, dates), today, counts: total, last },
    target: targets.find(({ year }) => String(year) >= today.slice(0, 4)) ?? null,
    inPerson: await countToRemind(deps, scope),
  });
}

function targetOf(officerId: string): string {
  return `officer:${officerId}`;
}
