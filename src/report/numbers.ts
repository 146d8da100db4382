/** Counting households: how numbers of khu phố add up, and of which whole a share is taken. Pure. */

/** How far a household has come in a season. Each but `waiting` and `returned` holds for those that have come further too. */
export const stations = ['registered', 'sent', 'waiting', 'returned', 'confirmed', 'proposed', 'recognised'] as const;
export type Station = (typeof stations)[number];
export type Numbers = Record<Station, number>;

/** What is known of one khu phố. */
export interface AreaNumbers {
  areaId: string;
  unitCode: string;
  name: string;
  /** False: "chưa xếp khu phố", which has no number of households of its own. */
  placed: boolean;
  /** From the ward's roster; null: not given. */
  permanent: number | null;
  temporary: number | null;
  numbers: Numbers;
}

export interface Counts {
  numbers: Numbers;
  /** Of the khu phố that have been given their number; null: none has. */
  households: { permanent: number; temporary: number; total: number } | null;
  /** Khu phố and ấp of this place. */
  areas: number;
  /** How many of them have been given their number of households. */
  known: number;
  /** The numbers of those: only they can be a part of `households`. */
  ofKnown: Numbers;
}

/** What a share is a share of. Sources mix the two, so it is always said. */
export type Whole = 'households' | 'registered';

export interface Share {
  part: number;
  whole: number;
  of: Whole;
  /** One decimal. More than 100 where the roster is out of date. */
  percent: number;
  /** Khu phố whose number of households is not known: the share is that of the others. */
  left: number;
}

/** The khu phố of one ward, or some of them. Households that are in none yet count once every khu phố has its number. */
export function countsOf(areas: readonly AreaNumbers[]): Counts {
  const placed = areas.filter(({ placed }) => placed);
  const known = placed.filter(({ permanent, temporary }) => permanent !== null || temporary !== null);
  const permanent = total(known.map((area) => area.permanent ?? 0));
  const temporary = total(known.map((area) => area.temporary ?? 0));
  const whole = known.length === placed.length ? areas : known;
  return {
    numbers: addNumbers(areas),
    households: known.length === 0 ? null : { permanent, temporary, total: permanent + temporary },
    areas: placed.length,
    known: known.length,
    ofKnown: addNumbers(known.length === 0 ? [] : whole),
  };
}

/** Of several wards. */
export function addCounts(counts: readonly Counts[]): Counts {
  const known = counts.flatMap(({ households }) => households ?? []);
  const permanent = total(known.map((one) => one.permanent));
  const temporary = total(known.map((one) => one.temporary));
  return {
    numbers: addNumbers(counts),
    households: known.length === 0 ? null : { permanent, temporary, total: permanent + temporary },
    areas: total(counts.map(({ areas }) => areas)),
    known: total(counts.map((one) => one.known)),
    ofKnown: addNumbers(counts.map(({ ofKnown }) => ({ numbers: ofKnown }))),
  };
}

/** Null: the whole is not known, or nobody is in it. */
export function shareOf(counts: Counts, station: Station, of: Whole): Share | null {
  const { numbers, ofKnown, households, areas, known } = counts;
  const [part, whole, left] =
    of === 'registered' ? [numbers[station], numbers.registered, 0] : [ofKnown[station], households?.total ?? 0, areas - known];
  return whole === 0 ? null : { part, whole, of, percent: Math.round((part * 1000) / whole) / 10, left };
}

/** Households that registered and have not sent. */
export function unsentOf({ numbers: { registered, sent } }: Counts): number {
  return Math.max(0, registered - sent);
}

function addNumbers(rows: readonly { numbers: Numbers }[]): Numbers {
  const sums = stations.map((station) => [station, total(rows.map(({ numbers }) => numbers[station]))]);
  return Object.fromEntries(sums) as Numbers;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
