/** Tells officers of khu phố and wards before a date of the season how far their own households are: each once for a rule and day. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { targetOf, tellOnce } from '../officer/tell-once.ts';
import { countWards } from '../report/count-wards.ts';
import type { CountScope } from '../report/place-sql.ts';
import { readTargets } from '../report/targets.ts';
import { localDate } from '../season/calendar.ts';
import { type Due, dateOf } from '../season/due.ts';
import { quietFor, USUAL_QUIET } from '../season/quiet-hours.ts';
import { dueInWards, isNewest, type WardDue } from './due-runs.ts';
import { countToRemind } from './list-to-remind.ts';
import { nudgeOf } from './nudge-of.ts';
import type { OfficerRuleInForce } from './rules-in-force.ts';

/** No grace is longer. */
const LOOKBACK_MS = 72 * 60 * 60 * 1000;

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
    due.flatMap(({ rule, ...when }): Nudge[] =>
      rule.who === 'household' || when.until <= now || !isNewest(due, { rule, ...when }) ? [] : [{ unitCode, dates, rule, ...when }],
    ),
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

function tellOne(
  deps: Deps & { db: PrismaClient },
  { officerId, nudge }: { officerId: string; nudge: Nudge },
  tell: TellOfficer,
): Promise<boolean> {
  const { rule, date, unitCode } = nudge;
  return tellOnce(deps, { officerId, rule: rule.id, date, tell }, (within, { areas }) =>
    noticeOf(within, nudge, { city: false, ...(rule.who === 'ward' ? { wards: [unitCode], areas: [] } : { wards: [], areas }) }),
  );
}

async function noticeOf(deps: Deps, { rule, dates }: Nudge, scope: CountScope) {
  const counted = await countWards(deps, { scope });
  if (counted.outcome !== 'counted') return null;
  const { total, last, wards } = counted;
  const targets = (await readTargets())?.giaDinh ?? [];
  const today = localDate(deps.clock.now());
  return nudgeOf({
    ...{ sentence: rule.sentence, date: dateOf(rule, dates), today, counts: total, last },
    target: targets.find(({ year }) => String(year) >= today.slice(0, 4)) ?? null,
    inPerson: await countToRemind(deps, scope),
    open: wards.some(({ season }) => season.phase === 'open'),
  });
}
