/**
 * Which wards a person may mean by what they typed. Pure, over all units at once: there are a few dozen.
 *
 * People use the names from before 1/7/2025 and of districts that are no more; sixteen old units were split, and some
 * names were used twice. So this never decides: it returns every unit that the words can mean, and the person picks.
 */
import { findWords, type PlaceWords, readPlace, type SaidKind, without } from './place-words.ts';

export interface OldUnit {
  /** With its kind: "Phường Mỹ Phước". */
  name: string;
  /** With its kind: "TP Bến Cát", "H. Bàu Bàng". */
  district: string;
  /** Split over several new units. */
  partial: boolean;
}

export interface UnitNames {
  code: string;
  name: string;
  predecessors: readonly OldUnit[];
}

/** By which of its names a unit was found. */
export type Via = { by: 'name' } | { by: 'old'; old: OldUnit } | { by: 'district'; district: string };

export interface UnitMatch {
  unit: UnitNames;
  via: Via;
}

export const MAX_MATCHES = 10;

/** How well a name fits, best first; a lesser fit is shown only when there is no better one. */
const FIT = ['exact', 'begun', 'inside', 'near'] as const;
type Fit = (typeof FIT)[number];

interface Candidate extends UnitMatch {
  fit: Fit;
  /** Letters that the name does not explain. */
  distance: number;
  kindFits: boolean;
}

/** Best first, each unit once, at most `MAX_MATCHES`; empty when nothing comes near. */
export function matchUnits(query: string, units: readonly UnitNames[]): UnitMatch[] {
  const place = readPlace(query);
  if (place.words.length === 0) return [];
  const candidates = units.flatMap((unit) => namesOf(unit).flatMap((name) => judge(place, unit, name)));
  const best = FIT.find((fit) => candidates.some((candidate) => candidate.fit === fit));
  const fitting = onlyWhatWasMeant(
    candidates.filter(({ fit }) => fit === best),
    place,
  );
  const nearest = Math.min(...fitting.map(({ distance }) => distance));
  const kept = best === 'begun' ? fitting : fitting.filter(({ distance }) => distance === nearest);
  return onePerUnit(kept.sort(byMerit))
    .slice(0, MAX_MATCHES)
    .map(({ unit, via }) => ({ unit, via }));
}

interface Name {
  via: Via;
  words: string[];
  kind: SaidKind | null;
  /** Districts that may stand beside the name to tell it from another of the same name. */
  beside: string[][];
}

function namesOf(unit: UnitNames): Name[] {
  const districts = [...new Set(unit.predecessors.map(({ district }) => district))];
  return [
    nameOf({ by: 'name' }, unit.name, districts),
    ...unit.predecessors.map((old) => nameOf({ by: 'old', old }, old.name, [old.district])),
    ...districts.map((district) => nameOf({ by: 'district', district }, district, [])),
  ];
}

function nameOf(via: Via, text: string, beside: readonly string[]): Name {
  const { words, said } = readPlace(text);
  return { via, words, kind: said, beside: beside.map((district) => readPlace(district).words) };
}

function judge({ words, said }: PlaceWords, unit: UnitNames, name: Name): Candidate[] {
  const fit = fitOf(words, name);
  if (!fit) return [];
  return [{ unit, via: name.via, ...fit, kindFits: said !== null && said === name.kind }];
}

function fitOf(words: readonly string[], name: Name): { fit: Fit; distance: number } | null {
  const typed = words.join('');
  const whole = name.words.join('');
  if (typed === whole || isInitials(words, name.words)) return { fit: 'exact', distance: 0 };
  const left = leftOver(words, name);
  if (left === 0) return { fit: 'exact', distance: 0 };
  if (left !== null) return { fit: 'near', distance: left };
  if (typed.length >= 2 && whole.startsWith(typed)) return { fit: 'begun', distance: 0 };
  if (typed.length >= 2 && findWords(name.words, words) >= 0) return { fit: 'inside', distance: 0 };
  const slips = editDistance(typed, whole);
  return slips <= slipsAllowed(whole.length) ? { fit: 'near', distance: slips } : null;
}

/** How many typed letters neither the name nor its district explains; null when the name is not mentioned at all. */
function leftOver(words: readonly string[], name: Name): number | null {
  const rest = without(words, name.words);
  if (!rest) return null;
  return Math.min(...[rest, ...name.beside.map((district) => without(rest, district) ?? rest)].map((words) => words.join('').length));
}

/** "tdm": only for names of three words or more; shorter ones mean too many places. */
function isInitials(words: readonly string[], name: readonly string[]): boolean {
  return words.length === 1 && name.length >= 3 && words[0] === name.map((word) => word[0]).join('');
}

/** "Phường Bến Cát" is the ward, "TP Bến Cát" or "Bến Cát cũ" what the city was; "Bến Cát" alone may be either. */
function onlyWhatWasMeant(candidates: Candidate[], { said, old }: PlaceWords): Candidate[] {
  const meansDistrict = said === 'district' || (old && said === null);
  const meant = candidates.filter(({ via }) => (via.by === 'district' ? said === null || meansDistrict : !meansDistrict));
  return meant.length > 0 ? meant : candidates;
}

const MERIT: Record<Via['by'], number> = { name: 0, old: 1, district: 2 };

/** The unit of that very name, then its predecessors; a fitting kind before another; then a fixed order. */
function byMerit(a: Candidate, b: Candidate): number {
  return (
    MERIT[a.via.by] - MERIT[b.via.by] ||
    Number(b.kindFits) - Number(a.kindFits) ||
    a.unit.code.localeCompare(b.unit.code, 'en') ||
    keyOf(a.via).localeCompare(keyOf(b.via), 'vi')
  );
}

function keyOf(via: Via): string {
  return via.by === 'old' ? via.old.name : via.by === 'district' ? via.district : '';
}

function onePerUnit(candidates: Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ unit }) => !seen.has(unit.code) && seen.add(unit.code));
}

/** A slip in five letters, two in ten. */
function slipsAllowed(length: number): number {
  return length >= 9 ? 2 : length >= 4 ? 1 : 0;
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change, swap));
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
