/** Tells officers what the rules of the season say of their own places: each once for a rule and day, and one message a morning. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { tellTogether } from '../officer/tell-once.ts';
import type { PictureSecret } from '../report/picture-address.ts';
import { quietFor, USUAL_QUIET } from '../season/quiet-hours.ts';
import type { OfficersDue } from './due-for-officers.ts';
import { type Morning, morningNotice } from './morning-notice.ts';
import { cityNow } from './notice-for-city.ts';
import { officersToTell } from './officers-to-tell.ts';

export interface Nudging {
  tell: TellOfficer;
  /** Absent: no picture goes along. */
  pictures?: PictureSecret;
}

/** Run by a job, whoever is restarted and however many look at once; returns how many were told. */
export async function nudgeOfficers(deps: Deps & { db: PrismaClient }, { tell, pictures }: Nudging): Promise<number> {
  const now = deps.clock.now();
  if (quietFor(USUAL_QUIET, now) !== null) return 0;
  const { officers, rules } = await officersToTell(deps);
  // What falls due later this morning is said with what does now.
  const ready = [...officers].filter(([, dues]) => dues.some(({ at }) => at <= now));
  const about = new Set(ready.flatMap(([, dues]) => dues.filter(({ rule }) => rule.who === 'city')));
  // Counting a whole city takes seconds, in which nobody's chat is to be held.
  const city = about.size > 0 ? await cityNow(deps, [...about]) : null;
  let told = 0;
  for (const [officerId, dues] of ready) {
    if (await tellOne(deps, { officerId, tell }, { dues, rules, city, pictures })) told += 1;
  }
  return told;
}

async function tellOne(
  deps: Deps & { db: PrismaClient },
  { officerId, tell }: { officerId: string; tell: TellOfficer },
  about: Morning,
): Promise<boolean> {
  const occasions = about.dues.map(occasionOf);
  try {
    return await tellTogether(deps, { officerId, occasions, tell }, (within, scope, taken) => {
      const isTaken = (due: OfficersDue) => taken.some(({ rule, date }) => rule === due.rule.id && date === due.date);
      return morningNotice(within, scope, { ...about, dues: about.dues.filter(isTaken) });
    });
  } catch (error) {
    deps.log.error(
      { err: error, officer: officerId, rules: occasions.map(({ rule }) => rule) },
      'an officer could not be told how far theirs are',
    );
    return false;
  }
}

function occasionOf({ rule, date }: OfficersDue) {
  return { rule: rule.id, date };
}
