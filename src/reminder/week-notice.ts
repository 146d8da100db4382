/** How far places are, once a week: from live numbers, with a picture of them. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import { areasIn } from '../officer/scope.ts';
import type { CountedWards } from '../report/count-wards.ts';
import { shareOf } from '../report/numbers.ts';
import { addressOfPicture, type PictureSecret } from '../report/picture-address.ts';
import type { CountScope } from '../report/place-sql.ts';
import { type LastAndTarget, progressOf } from '../report/progress.ts';
import { readTargets } from '../report/targets.ts';
import { localDate } from '../season/calendar.ts';
import type { OfficersDue } from './due-for-officers.ts';
import { countToRemind } from './list-to-remind.ts';
import { weekOf } from './week-of.ts';

export const WEEK_DAYS = 7;

/** What an officer is to be told, of whatever places. */
export interface NoticeAsked {
  /** In the order in which they fall due. */
  dues: readonly OfficersDue[];
  pictures: PictureSecret | undefined;
}

type WardsCounted = Extract<CountedWards, { outcome: 'counted' }>;

export interface Counted extends Pick<LastAndTarget, 'target'> {
  places: CountScope;
  /** Of one khu phố with its ward; null: the whole city. */
  name: string | null;
  counted: WardsCounted;
}

export async function countedAt(deps: Deps, places: CountScope, counted: WardsCounted): Promise<Counted> {
  return { places, counted, name: await nameOf(deps, places, counted), target: await targetNow(deps) };
}

export async function weekNotice(
  deps: Deps,
  { rule }: OfficersDue,
  about: Counted,
  pictures: PictureSecret | undefined,
): Promise<Notice | null> {
  const { places, name, target, counted } = about;
  const { total, last, wards } = counted;
  const open = wards.find(({ season }) => season.phase === 'open');
  const today = localDate(deps.clock.now());
  const notice = weekOf({
    ...{ sentence: rule.sentence, place: placeWords(name), today, open: open !== undefined },
    ...{ closes: (open ?? wards[0])?.season.dates.selfAssessment.closes ?? today },
    ...{ counts: total, fresh: await freshIn(deps, places), last, target },
    inPerson: places.city ? null : await countToRemind(deps, places),
    between: places.city ? betweenOf(counted) : null,
  });
  return notice && withPicture(deps, notice, about, pictures);
}

/** What is wanted next. */
async function targetNow({ clock }: Deps): Promise<LastAndTarget['target']> {
  const year = localDate(clock.now()).slice(0, 4);
  return (await readTargets())?.giaDinh.find((target) => String(target.year) >= year) ?? null;
}

/** They sent for the first time in the last seven days. */
function freshIn({ db, clock }: Deps, { city, ...places }: CountScope): Promise<number> {
  const since = new Date(clock.now().getTime() - WEEK_DAYS * 24 * 60 * 60 * 1000);
  return db.submission.count({ where: { number: 1, at: { gte: since }, assessment: city ? {} : { area: areasIn(places) } } });
}

/** Null: there are not two to compare. */
function betweenOf({ wards }: WardsCounted) {
  const all = wards
    .flatMap(({ name, counts }) => {
      const share = shareOf(counts, 'sent', 'registered');
      return share ? [{ name, percent: share.percent }] : [];
    })
    .sort((a, b) => b.percent - a.percent);
  const [first, last] = [all[0], all.at(-1)];
  return first && last && first !== last ? { first, last } : null;
}

async function nameOf({ db }: Deps, places: CountScope, { wards }: WardsCounted): Promise<string | null> {
  if (places.city) return null;
  const units = wards.map(({ name }) => name).join(', ');
  const [areaId, ...others] = places.areas;
  const area = areaId === undefined || others.length > 0 ? null : await db.area.findUnique({ where: { id: areaId } });
  return area && area.kind !== 'unplaced' ? `${area.name}, ${units}` : units;
}

function placeWords(name: string | null): Sentence {
  return name === null ? { key: 'nudge.city' } : { text: name };
}

/** With where they stand in one look; without where nothing is there to be drawn. */
export function withPicture({ clock }: Deps, notice: Notice, about: Counted, pictures: PictureSecret | undefined): Notice {
  if (!pictures) return notice;
  const { name, target, counted } = about;
  const { total, last } = counted;
  const shown = progressOf({ place: name, date: localDate(clock.now()), counts: total, last, target });
  if (!shown) return notice;
  const alt: Sentence = { key: 'nudge.picture', params: { place: placeWords(name) } };
  return { ...notice, picture: { path: addressOfPicture(shown, pictures), publicUrl: pictures.publicUrl, alt } };
}
