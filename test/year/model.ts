/**
 * Who must hear what in the year: rules, dates and acts put side by side, with nothing of the service in it. A moment is when the service looks;
 * whatever fell due since then is looked at in it.
 */
import { DAY, HOUR, localDay, localMinutes, momentOf, type Occasion, occasionsOf, type PlainDates, type PlainRule } from './calendar.ts';
import { type Act, type Home, isItself, type Town, type Ward } from './script.ts';

/** Further back nobody looks. */
const LOOKBACK = 14 * DAY;
const OFFICERS_LOOKBACK = 72 * HOUR;
const SNOOZE_DAYS = 3;
/** Zalo takes a word for nothing for so long after one of theirs. */
const FREE = 48 * HOUR;
const NOON = 12 * 60;
/** Officers are told by day wherever they are. */
const OFFICERS_NIGHT = { from: 21 * 60, to: 7 * 60 };

export interface Happened {
  /** When the service looked, in order; acts come before, at the latest. */
  moments: readonly number[];
  /** `nudgeKey`s of what was cut off between handing it over and hearing of it: it is taken to have come. */
  uncertain: ReadonlySet<string>;
  /** Of these, what was cut off once it was written down that its reader has blocked us, and before what became of it was. */
  knownBy: ReadonlySet<string>;
  /** Of these, what a moment had written waited, and they did something before it was handed over: moment → households. */
  overtaken: ReadonlyMap<number, ReadonlySet<number>>;
}

export interface Nudge {
  home: number;
  rule: string;
  date: string;
  at: number;
  /** `arrives`: on its platform. `page`: on our own. */
  fate: 'arrives' | 'page' | 'refused' | 'overtaken';
}

/** What is not said to a household that the rule is about, and why. */
export interface Omission extends Omit<Nudge, 'fate'> {
  why: 'today' | 'cap' | 'blocked' | 'closed';
}

export interface OfficerNudge {
  officer: number;
  rule: string;
  date: string;
  at: number;
  /** A message of it, or with it in it, is written. */
  told: boolean;
}

export interface Expected {
  nudges: Nudge[];
  omissions: Omission[];
  officers: OfficerNudge[];
  /** `unitCode rule date`: what nobody needs to hear any more, and what came late and is of use. */
  stale: Set<string>;
  late: Set<string>;
}

export const nudgeKey = ({ home, rule, date }: Pick<Nudge, 'home' | 'rule' | 'date'>): string => `${home} ${rule} ${date}`;

export interface Life {
  member: boolean;
  wants: boolean;
  stopped: boolean;
  /** It blocked us, and we know. */
  blocked: boolean;
  known: boolean;
  heardAt: number;
  form: 'none' | 'draft' | 'sent' | 'returned' | 'confirmed';
  peaceUntil: number;
  /** What reached it, or may. */
  got: { at: number; rule: string }[];
}

export function mustHear({ rules, wards, homes, officers, acts }: Town, { moments, uncertain, knownBy, overtaken }: Happened): Expected {
  const lives = homes.map(({ wantsReminders }) => newLife(wantsReminders));
  const calendars = wards.map(({ dates }) => rules.flatMap((rule) => occasionsOf(rule, dates)));
  const found: Expected = { nudges: [], omissions: [], officers: [], stale: new Set(), late: new Set() };
  const done = new Set<string>();
  let next = 0;

  function live(until: number): void {
    for (; next < acts.length && (acts[next] as Act).at < until; next += 1) {
      const act = acts[next] as Act;
      change(lives[act.home] as Life, act);
    }
  }

  function lookAt(ward: number, at: number): void {
    const { unitCode, quiet, dates, weeklyCap } = wards[ward] as Ward;
    const due = (calendars[ward] as Occasion[]).filter((one) => one.at <= at && one.at > at - LOOKBACK && one.rule.who === 'household');
    const open = due.filter(({ rule, date }) => !done.has(`${unitCode} ${rule.id} ${date}`));
    for (const one of open.toSorted((a, b) => b.at - a.at)) {
      const key = `${unitCode} ${one.rule.id} ${one.date}`;
      const isNewest = !due.some(({ rule, date }) => rule.id === one.rule.id && date > one.date);
      if (one.over <= at || !isNewest) {
        done.add(key);
        found.stale.add(key);
        continue;
      }
      if (isNight(quiet, at)) continue;
      done.add(key);
      if (at > one.at) found.late.add(key);
      homes.forEach((home, index) => {
        if (home.ward === ward) remind(index, one, { at, dates, weeklyCap });
      });
    }
  }

  function remind(
    index: number,
    { rule, date }: Occasion,
    { at, dates, weeklyCap }: { at: number; dates: PlainDates; weeklyCap: number },
  ): void {
    const [life, home] = [lives[index] as Life, homes[index] as Home];
    if (!isAbout(rule, { life, home, dates, at })) return;
    if (life.got.filter((one) => one.rule === rule.id).length >= rule.atMost) return;
    const nudge = { home: index, rule: rule.id, date, at };
    const why = objection(life, home, { at, room: weeklyCap - keptFor(rule, { date, at, dates }) });
    if (why) {
      found.omissions.push({ ...nudge, why });
      return;
    }
    const cutOff = uncertain.has(nudgeKey(nudge));
    const fate = overtaken.get(at)?.has(index)
      ? 'overtaken'
      : life.blocked && !cutOff
        ? 'refused'
        : home.channel === 'web'
          ? 'page'
          : 'arrives';
    found.nudges.push({ ...nudge, fate });
    if (fate === 'refused' || (life.blocked && knownBy.has(nudgeKey(nudge)))) life.known = true;
    if (fate === 'arrives' || fate === 'page') life.got.push({ at, rule: rule.id });
  }

  /** What falls due on one half of a day, up to noon or after it, is said in one, when the first of it does; never two of them. */
  function tellOfficers(at: number): void {
    if (isNight(OFFICERS_NIGHT, at)) return;
    officers.forEach(({ who, ward, area }, officer) => {
      const ends = momentOf(localDay(at), localMinutes(at) < NOON ? 12 : 24);
      const due = (calendars[ward] as Occasion[]).filter((one) => one.at < ends && one.at > at - OFFICERS_LOOKBACK && one.rule.who === who);
      const before = found.officers.filter((one) => one.officer === officer);
      const open = due.filter(({ rule, date, over }) => {
        const isNewest = !due.some((one) => one.rule.id === rule.id && one.date > date);
        const theirs = before.filter((one) => one.rule === rule.id);
        return over > at && isNewest && theirs.length < rule.atMost && !theirs.some((one) => one.date === date);
      });
      if (!open.some((one) => one.at <= at)) return;
      const theirs = lives.filter((_, index) => homes[index]?.ward === ward && (area === null || homes[index]?.area === area));
      const says = ({ rule }: Occasion) => (rule.state === 'week' ? theirs.some(({ member }) => member) : theirs.some(waits));
      const heard = before.some((one) => one.told && one.at >= ends - DAY / 2);
      const first = heard ? undefined : open.find(says);
      for (const one of open) found.officers.push({ officer, rule: one.rule.id, date: one.date, at, told: one === first });
    });
  }

  for (const at of moments) {
    live(at);
    wards.forEach((_, ward) => {
      lookAt(ward, at);
    });
    tellOfficers(at);
  }
  return found;
}

export function newLife(wants: boolean): Life {
  return {
    ...{ member: false, wants, stopped: false, blocked: false, known: false, form: 'none', got: [] },
    ...{ heardAt: Number.NEGATIVE_INFINITY, peaceUntil: Number.NEGATIVE_INFINITY },
  };
}

export function change(life: Life, { doing, at }: Act): void {
  if (isItself(doing)) life.heardAt = at;
  if (doing === 'register') life.member = true;
  if (doing === 'begin') life.form = 'draft';
  if (doing === 'send' || doing === 'sendAgain') life.form = 'sent';
  if (doing === 'askBack') life.form = 'returned';
  if (doing === 'confirm') life.form = 'confirmed';
  if (doing === 'snooze') life.peaceUntil = momentOf(localDay(at)) + (SNOOZE_DAYS + 1) * DAY;
  if (doing === 'stop') life.stopped = true;
  if (doing === 'resume') life.stopped = false;
  if (doing === 'withdraw') life.wants = false;
  if (doing === 'block' || doing === 'blockUnnoticed') life.blocked = true;
  if (doing === 'block') life.known = true;
  // Whoever writes can be written to.
  if (doing === 'unblock') life.blocked = false;
  if (isItself(doing)) life.known = false;
}

function isAbout(rule: PlainRule, { life, home, dates, at }: { life: Life; home: Home; dates: PlainDates; at: number }): boolean {
  const { member, wants, stopped, form, peaceUntil } = life;
  if (!member || !home.agrees || !wants || stopped || at < peaceUntil) return false;
  if (rule.state === 'returned') return form === 'returned';
  const { opens = '', closes = '' } = dates.selfAssessment as Record<string, string>;
  const today = localDay(at);
  if (today < opens || today > closes) return false;
  if (rule.state === 'registered') return form === 'none';
  if (rule.state === 'draft') return form === 'draft';
  if (rule.state === 'lastYear' && !home.recognisedBefore) return false;
  return form === 'none' || form === 'draft';
}

/** A place of the week is the last call's, where that comes within it. */
function keptFor(rule: PlainRule, { date, at, dates }: { date: string; at: number; dates: PlainDates }): number {
  const last = rule.anchor === undefined ? undefined : occasionsOf(rule, dates).at(-1)?.date;
  return last !== undefined && date < last && momentOf(last) - momentOf(localDay(at)) < 7 * DAY ? 1 : 0;
}

function objection(life: Life, { channel }: Home, { at, room }: { at: number; room: number }): Omission['why'] | null {
  if (life.got.some((one) => localDay(one.at) === localDay(at))) return 'today';
  if (life.got.filter((one) => one.at > at - 7 * DAY).length >= room) return 'cap';
  if (life.known) return 'blocked';
  return channel === 'zalo' && life.heardAt <= at - FREE ? 'closed' : null;
}

/** For its officers: it has not sent, or what it has sent was not looked at. */
function waits({ member, form }: Life): boolean {
  return member && form !== 'confirmed' && form !== 'returned';
}

export function isNight({ from, to }: Ward['quiet'], at: number): boolean {
  const now = localMinutes(at);
  return from <= to ? from <= now && now < to : from <= now || now < to;
}
