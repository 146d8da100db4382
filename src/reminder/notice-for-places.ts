/** What a rule says to an officer of khu phố or wards, from live numbers of theirs. */
import type { Deps } from '../deps.ts';
import type { Notice } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { countWards } from '../report/count-wards.ts';
import type { PictureSecret } from '../report/picture-address.ts';
import type { CountScope } from '../report/place-sql.ts';
import { localDate } from '../season/calendar.ts';
import { aboutDate, type OfficersDue } from './due-for-officers.ts';
import { countToRemind } from './list-to-remind.ts';
import { type AlsoSaid, nudgeOf } from './nudge-of.ts';
import { type Counted, countedAt, type NoticeAsked, weekNotice, withPicture } from './week-notice.ts';

export interface PlacesNotice {
  notice: Notice;
  /** It is about whatever they look after. */
  whole: boolean;
}

/** What comes every week is not on top of what is said before a date. Null: nothing is to be said. */
export async function placesNotice(deps: Deps, scope: Scope, { dues, pictures }: NoticeAsked): Promise<PlacesNotice | null> {
  const work = dues.filter(({ rule }) => rule.state === 'work');
  const week = dues.filter(({ rule }) => rule.state === 'week');
  return (await noticeOf(deps, scope, work, pictures)) ?? (await noticeOf(deps, scope, week, pictures));
}

/** Those that say the same, of all places in which one of them is due. */
async function noticeOf(
  deps: Deps,
  scope: Scope,
  dues: readonly OfficersDue[],
  pictures: PictureSecret | undefined,
): Promise<PlacesNotice | null> {
  const places = await placesOf(deps, scope, dues);
  const [first, ...others] = ownOf(places, dues).toSorted((a, b) =>
    aboutDate(a) < aboutDate(b) ? -1 : Number(aboutDate(a) > aboutDate(b)),
  );
  if (!first) return null;
  const named = new Map([...others, first].flatMap(({ wards }) => wards.map(({ unitCode, seasonId }) => [unitCode, seasonId] as const)));
  const counted = await countWards(deps, { scope: places, named });
  if (counted.outcome !== 'counted') return null;
  const about = await countedAt(deps, places, counted);
  const notice =
    first.rule.state === 'week'
      ? await weekNotice(deps, first, about, pictures)
      : await workNotice(deps, { first, others, about, pictures });
  const whole = [...scope.wards].every((code) => places.wards.includes(code)) && places.whole;
  return notice && { notice, whole };
}

interface Places extends CountScope {
  /** All of their khu phố are in it. */
  whole: boolean;
  /** Codes of the wards that are theirs by each duty. */
  units: Readonly<Record<'ward' | 'khuPho', ReadonlySet<string>>>;
}

/** As far as they are of their wards: another that moved its dates has another last day on the same morning. */
function ownOf({ units }: Places, dues: readonly OfficersDue[]): OfficersDue[] {
  const isTheirs = (who: OfficersDue['rule']['who'], code: string) => who !== 'city' && units[who].has(code);
  return dues
    .map((due) => ({ ...due, wards: due.wards.filter(({ unitCode }) => isTheirs(due.rule.who, unitCode)) }))
    .filter(({ wards }) => wards.length > 0);
}

/** Theirs in the wards in which a rule for them is due; a khu phố of a ward that is theirs counts once. */
async function placesOf({ db }: Deps, { wards, areas }: Scope, dues: readonly OfficersDue[]): Promise<Places> {
  const dueTo = (who: OfficersDue['rule']['who']) =>
    new Set(dues.filter(({ rule }) => rule.who === who).flatMap((due) => due.wards.map(({ unitCode }) => unitCode)));
  const theirs = wards.filter((code) => dueTo('ward').has(code));
  const found = await db.area.findMany({ where: { id: { in: [...areas] } }, select: { id: true, unitCode: true } });
  const besides = found.filter(({ unitCode }) => !theirs.includes(unitCode));
  const due = besides.filter(({ unitCode }) => dueTo('khuPho').has(unitCode));
  const units = { ward: new Set(wards), khuPho: new Set(found.map(({ unitCode }) => unitCode)) };
  return { city: false, wards: theirs, areas: due.map(({ id }) => id), whole: due.length === besides.length, units };
}

interface Work {
  first: OfficersDue;
  others: readonly OfficersDue[];
  about: Counted;
  pictures: PictureSecret | undefined;
}

async function workNotice(deps: Deps, { first, others, about, pictures }: Work): Promise<Notice | null> {
  const { places, target, counted } = about;
  const { total, last, wards } = counted;
  const today = localDate(deps.clock.now());
  const notice = nudgeOf({
    ...{ sentence: first.rule.sentence, date: aboutDate(first), today, counts: total, last, target },
    ...{ also: alsoSaid(first, others), inPerson: await countToRemind(deps, places) },
    open: wards.some(({ season }) => season.phase === 'open'),
  });
  return notice && withPicture(deps, notice, about, pictures);
}

/** Other dates that are said on the same morning. */
function alsoSaid(first: OfficersDue, others: readonly OfficersDue[]): AlsoSaid[] {
  const all = others.map((due) => ({ anchor: due.rule.anchor ?? due.rule.until.anchor, date: aboutDate(due) }));
  const isOther = ({ anchor, date }: AlsoSaid) => date !== aboutDate(first) || anchor !== (first.rule.anchor ?? first.rule.until.anchor);
  const once = new Map(all.filter(isOther).map((one) => [`${one.anchor} ${one.date}`, one]));
  return [...once.values()];
}
