/** Tells officers what the rules of the season say of their own places: each once for a rule and day. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { targetOf, tellOnce } from '../officer/tell-once.ts';
import type { PictureSecret } from '../report/picture-address.ts';
import { quietFor, USUAL_QUIET } from '../season/quiet-hours.ts';
import { dueForOfficers, holdersOf, type OfficersDue } from './due-for-officers.ts';
import { cityNotice, cityNow } from './notice-for-city.ts';
import { placesNotice } from './notice-for-places.ts';
import type { NoticeAsked } from './week-notice.ts';

export interface Nudging {
  tell: TellOfficer;
  /** Absent: no picture goes along. */
  pictures?: PictureSecret;
}

/** Run by a job, whoever is restarted and however many look at once; returns how many were told. */
export async function nudgeOfficers(deps: Deps & { db: PrismaClient }, { tell, pictures }: Nudging): Promise<number> {
  if (quietFor(USUAL_QUIET, deps.clock.now()) !== null) return 0;
  const all = await dueForOfficers(deps);
  let told = 0;
  for (const due of all) {
    // What else is said to the same officers on that day: what comes every week is not on top of it.
    const besides = all.filter((other) => other !== due && other.rule.who === due.rule.who && other.date === due.date);
    told += await tellAll(deps, { due, besides, pictures }, tell);
  }
  return told;
}

async function tellAll(deps: Deps & { db: PrismaClient }, about: NoticeAsked, tell: TellOfficer): Promise<number> {
  const { rule, date } = about.due;
  const officers = await notYetTold(deps, about.due);
  // Counting a whole city takes seconds, in which nobody's chat is to be held.
  const city = rule.who === 'city' && officers.length > 0 ? await cityNow(deps, [about.due, ...about.besides]) : null;
  let told = 0;
  for (const officerId of officers) {
    try {
      const done = await tellOnce(deps, { officerId, rule: rule.id, date, tell }, (within, scope) =>
        rule.who === 'city' ? cityNotice(within, scope, { ...about, now: city }) : placesNotice(within, scope, about),
      );
      if (done) told += 1;
    } catch (error) {
      deps.log.error({ err: error, officer: officerId, rule: rule.id }, 'an officer could not be told how far theirs are');
    }
  }
  return told;
}

async function notYetTold(deps: Deps, { rule, date, wards }: OfficersDue): Promise<string[]> {
  const unitCodes = wards.map(({ unitCode }) => unitCode);
  const officers = await holdersOf(deps, rule, unitCodes);
  const launch = wards.map(({ dates }) => dates.launch).sort()[0] ?? date;
  const done = await deps.db.occurrence.findMany({
    where: { rule: rule.id, target: { in: officers.map(targetOf) }, date: { gte: new Date(launch) } },
    select: { target: true, date: true },
  });
  return officers.filter((officerId) => {
    const theirs = done.filter(({ target }) => target === targetOf(officerId));
    const isDone = theirs.some((one) => one.date.toISOString().startsWith(date));
    return !isDone && theirs.length < rule.atMost;
  });
}
