/** What a rule says to an officer of khu phố or wards, from live numbers of theirs. */
import type { Deps } from '../deps.ts';
import type { Notice } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { countWards } from '../report/count-wards.ts';
import type { CountScope } from '../report/place-sql.ts';
import { localDate } from '../season/calendar.ts';
import { aboutDate, type OfficersDue } from './due-for-officers.ts';
import { countToRemind } from './list-to-remind.ts';
import { nudgeOf } from './nudge-of.ts';
import { type Counted, countedAt, type NoticeAsked, weekNotice, withPicture } from './week-notice.ts';

/** Null: nothing is to be said, or it was said on that day already. */
export async function placesNotice(deps: Deps, scope: Scope, { due, besides, pictures }: NoticeAsked): Promise<Notice | null> {
  const places = await placesOf(deps, scope, due);
  const counted = await countWards(deps, {
    scope: places,
    named: new Map(due.wards.map(({ unitCode, seasonId }) => [unitCode, seasonId])),
  });
  if (counted.outcome !== 'counted') return null;
  const about = await countedAt(deps, places, counted);
  if (due.rule.state === 'work') {
    const notice = await workNotice(deps, due, about);
    return notice && withPicture(deps, notice, about, pictures);
  }
  const work = besides.find(({ rule }) => rule.state === 'work');
  if (work && (await workNotice(deps, work, about)) !== null) return null;
  return weekNotice(deps, due, about, pictures);
}

/** Theirs in the wards in which the rule is due. */
async function placesOf({ db }: Deps, { wards, areas }: Scope, { rule, wards: due }: OfficersDue): Promise<CountScope> {
  const unitCodes = due.map(({ unitCode }) => unitCode);
  if (rule.who === 'ward') return { city: false, wards: wards.filter((code) => unitCodes.includes(code)), areas: [] };
  const theirs = await db.area.findMany({ where: { id: { in: [...areas] }, unitCode: { in: unitCodes } }, select: { id: true } });
  return { city: false, wards: [], areas: theirs.map(({ id }) => id) };
}

async function workNotice(deps: Deps, due: OfficersDue, { places, target, counted }: Counted): Promise<Notice | null> {
  const { total, last, wards } = counted;
  return nudgeOf({
    ...{ sentence: due.rule.sentence, date: aboutDate(due), today: localDate(deps.clock.now()), counts: total, last },
    ...{ target, inPerson: await countToRemind(deps, places) },
    open: wards.some(({ season }) => season.phase === 'open'),
  });
}
