/** What a thousand households do in a year, by chance that can be had again. */
import { createRandom, type Random } from '../crash/random.ts';
import { DAY, dayAt, HOUR, MINUTE, momentOf, type PlainDates, type PlainRule } from './calendar.ts';

export type Channel = 'telegram' | 'zalo' | 'web';

/** What happens to a household. What it does itself is heard: its window opens. */
export const doings = [
  ...(['register', 'begin', 'send', 'sendAgain', 'hello', 'snooze', 'stop', 'resume', 'withdraw', 'unblock'] as const),
  ...(['askBack', 'confirm', 'block', 'blockUnnoticed'] as const),
] as const;
export type Doing = (typeof doings)[number];
const notItself: readonly Doing[] = ['askBack', 'confirm', 'block', 'blockUnnoticed'];

export interface Act {
  at: number;
  /** Of `Town.homes`. */
  home: number;
  doing: Doing;
}

export interface Ward {
  unitCode: string;
  dates: PlainDates;
  /** It has a Hội of its own, with dates of its own. */
  own: boolean;
  /** Minutes of the day. */
  quiet: { from: number; to: number };
  weeklyCap: number;
}

export interface Home {
  ward: number;
  /** Which of the two khu phố of its ward. */
  area: 0 | 1;
  channel: Channel;
  /** As the platform knows it. */
  chat: string;
  agrees: boolean;
  wantsReminders: boolean;
  recognisedBefore: boolean;
}

export interface Officer {
  who: 'ward' | 'khuPho';
  ward: number;
  /** Of a khu phố. */
  area: 0 | 1 | null;
  chat: string;
}

export interface Town {
  /** Of all wards; each has its own dates. */
  rules: PlainRule[];
  wards: Ward[];
  homes: Home[];
  officers: Officer[];
  /** In the order of time. */
  acts: Act[];
}

export const YEAR = 2027;
/** By `npm run test:crash`: more goes wrong, more officers hear of it, and people come at more hours. */
export const LONG = process.env.YEAR_OF_TESTS === 'long';
export const CITY: PlainDates = {
  launch: '2027-01-15',
  registration: { opens: '2027-01-15', closes: '2027-04-30' },
  halfYear: '2027-06-30',
  learningWeek: { opens: '2027-10-01', closes: '2027-10-07' },
  selfAssessment: { opens: '2027-10-04', closes: '2027-11-15' },
  ...{ khuPhoMeetings: '2027-11-25', wardList: '2027-12-05', decision: '2027-12-10', report: '2027-12-15' },
  ...{ cutOff: '2027-12-31', dossier: '2028-02-28' },
};
/** Of wards with dates of their own. */
const OWN: PlainDates[] = [
  { ...CITY, selfAssessment: { opens: '2027-10-06', closes: '2027-11-12' }, khuPhoMeetings: '2027-11-24' },
  { ...CITY, selfAssessment: { opens: '2027-10-05', closes: '2027-11-10' }, khuPhoMeetings: '2027-11-20', wardList: '2027-12-02' },
].slice(LONG ? 0 : 1);

/** Beside whatever the file says: what the season has of its own, so that the day in which nobody is there always makes something late. */
export const ownRules: PlainRule[] = [
  { id: 'thu-qua-han', who: 'household', state: 'notSent', anchor: 'learningWeek.opens', days: [4], hour: 17, grace: 5 },
  { id: 'thu-con-kip', who: 'household', state: 'notSent', anchor: 'learningWeek.opens', days: [5], hour: 8, grace: 12 },
  { id: 'thu-khu-pho', who: 'khuPho', state: 'work', anchor: 'learningWeek.opens', days: [4], hour: 16, grace: 4 },
  { id: 'thu-phuong', who: 'ward', state: 'work', anchor: 'learningWeek.opens', days: [5], hour: 9, grace: 8 },
].map((rule) => {
  const sentence = rule.who === 'household' ? 'reminder.closing' : 'nudge.closing';
  return { ...rule, sentence, until: { anchor: 'selfAssessment.closes' }, atMost: 1 };
});
/** Nobody is there in the day between, around which those of `ownRules` fall due. */
export const AWAY = { from: momentOf('2027-10-05', 12), to: momentOf('2027-10-06', 12) };

const WARDS = 36;
/** Somebody is in office in one of so many wards. */
const STAFFED = LONG ? 1 : 3;
/** In these nobody registers. */
const EMPTY = 2;
export const HOMES = 1_000;
const AREAS = [0, 1] as const;
/** People act twenty minutes after these, when no rule speaks and no night ends. */
const HOURS = LONG ? [8, 14, 19] : [14];
const FIRST_CHAT = 1_000_001;

export function writeScript(seed: number, unitCodes: readonly string[], rules: PlainRule[]): Town {
  const random = createRandom(seed);
  const wards = unitCodes.slice(0, WARDS).map((unitCode, index) => wardOf(unitCode, index));
  const homes = Array.from({ length: HOMES }, (_, index) => homeOf(random, index));
  const officers = wards.flatMap((_, ward) => officersOf(ward));
  const acts = homes.flatMap((home, index) => lifeOf(random, home, wards[home.ward] as Ward).map((act) => ({ ...act, home: index })));
  return { rules, wards, homes, officers, acts: acts.sort((a, b) => a.at - b.at || a.home - b.home) };
}

function wardOf(unitCode: string, index: number): Ward {
  const dates = OWN[index - 4];
  const quiet = [
    { from: 21 * 60, to: 7 * 60 },
    { from: 17 * 60 + 30, to: 10 * 60 + 30 },
    { from: 20 * 60, to: 8 * 60 + 30 },
  ][index % 7 === 3 ? 1 : index % 7 === 5 ? 2 : 0] as Ward['quiet'];
  return { unitCode, dates: dates ?? CITY, own: dates !== undefined, quiet, weeklyCap: index % 5 === 1 ? 1 : index % 5 === 2 ? 4 : 2 };
}

function homeOf(random: Random, index: number): Home {
  const ward = index % (WARDS - EMPTY);
  const kind = random.below(100);
  return {
    ward,
    // In every third ward nobody of the second khu phố registers.
    area: ward % 3 === 0 ? 0 : random.pick(AREAS),
    channel: kind < 62 ? 'telegram' : kind < 85 ? 'zalo' : 'web',
    chat: String(FIRST_CHAT + index),
    agrees: !random.chance(0.04),
    wantsReminders: !random.chance(0.06),
    recognisedBefore: random.chance(0.3),
  };
}

function officersOf(ward: number): Officer[] {
  const chat = (place: number) => String(FIRST_CHAT + 1_000_000 + ward * 10 + place);
  const all: Officer[] = [
    { who: 'ward', ward, area: null, chat: chat(9) },
    { who: 'khuPho', ward, area: 0, chat: chat(0) },
    { who: 'khuPho', ward, area: 1, chat: chat(1) },
  ];
  if (ward % STAFFED > 0) return [];
  // Every other one has nobody in its khu phố yet.
  return (ward / STAFFED) % 2 === 0 ? all : all.slice(0, 1);
}

/** One act a day of a household at most, in the order in which they make sense. */
function lifeOf(random: Random, { channel, recognisedBefore }: Home, { dates }: Ward): Omit<Act, 'home'>[] {
  const start = momentOf(dayAt(dates, { anchor: 'launch' }));
  const opens = momentOf(dayAt(dates, { anchor: 'selfAssessment.opens' }));
  const closes = momentOf(dayAt(dates, { anchor: 'selfAssessment.closes' }));
  const acts: Omit<Act, 'home'>[] = [];
  const taken = new Set<number>();
  /** On a free day from `from` to `to`. */
  const add = (doing: Doing, from: number, to: number): number => {
    let day = Math.floor(from / DAY) + random.below(Math.max(1, Math.floor((to - from) / DAY)));
    // Before the season many come on the same days.
    if (doing === 'register' && day * DAY < opens - 7 * DAY) day -= day % 7;
    while (taken.has(day)) day += 1;
    taken.add(day);
    const at = momentOf(new Date(day * DAY).toISOString().slice(0, 10), random.pick(HOURS)) + 20 * MINUTE;
    acts.push({ at, doing });
    return at + 12 * HOUR;
  };
  const usual = recognisedBefore ? start + 20 * DAY : random.chance(0.7) ? opens : closes - 5 * DAY;
  const registered = add('register', start, usual);
  /** Much of a life is lived in the season. */
  const later = () => Math.max(registered, random.chance(0.2) ? registered : opens - 5 * DAY);
  if (random.chance(0.7)) formOf(random, add, Math.max(registered, opens + DAY), closes);
  if (random.chance(0.14)) add('snooze', later(), closes);
  if (channel === 'zalo') for (let times = random.below(4); times > 0; times -= 1) add('hello', later(), closes + 5 * DAY);
  const fate = random.below(100);
  if (fate < 9) {
    const stopped = add('stop', later(), closes);
    if (random.chance(0.5)) add('resume', stopped, stopped + 14 * DAY);
  } else if (fate < 18 && channel !== 'web') {
    const gone = add(random.chance(0.5) ? 'block' : 'blockUnnoticed', later(), closes);
    if (random.chance(0.5)) add('unblock', gone, gone + 14 * DAY);
  } else if (fate >= 96) add('withdraw', later(), closes);
  return acts;
}

function formOf(random: Random, add: (doing: Doing, from: number, to: number) => number, from: number, closes: number): void {
  const begun = add('begin', from, Math.min(from + 30 * DAY, closes - 2 * DAY));
  if (begun > closes || !random.chance(0.65)) return;
  const sent = add('send', begun, Math.max(begun + DAY, closes));
  if (sent > closes + DAY) return;
  if (!random.chance(0.4)) {
    if (random.chance(0.7)) add('confirm', sent, sent + 6 * DAY);
    return;
  }
  const asked = add('askBack', sent, sent + 6 * DAY);
  if (random.chance(0.5)) add('sendAgain', asked, asked + 12 * DAY);
}

export function isItself(doing: Doing): boolean {
  return !notItself.includes(doing);
}
