/** Finding a ward or commune by typing: new names, old names and districts, with or without accents. */
import type { Deps } from '../deps.ts';
import type { Json, Sentence } from '../flow/session.ts';
import { localDate } from '../season/calendar.ts';
import { matchUnits, type OldUnit, type UnitMatch, type UnitNames } from './match-unit.ts';

/** What a `search` step offers: `value` is saved when the person picks it. */
export interface PlaceOption {
  id: string;
  label: Sentence;
  value: Json;
}

export type FoundPlaces = { outcome: 'found'; value: { options: PlaceOption[] } } | { outcome: 'none'; value: Record<string, never> };

/** Longer words cannot be a place. */
const MAX_QUERY = 200;
/** Neighbours named beside a split unit, so that people recognise their half; more would not fit on a button. */
const NEIGHBOURS = 2;

/** Units that `query` may mean, best first, each with a label that tells it from the others; today's units only. */
export async function findUnits(deps: Deps, { query }: { query: string }): Promise<FoundPlaces> {
  const matches = matchUnits(query.slice(0, MAX_QUERY), await unitsOfToday(deps));
  if (matches.length === 0) return { outcome: 'none', value: {} };
  return { outcome: 'found', value: { options: matches.map(optionOf) } };
}

async function unitsOfToday({ db, clock }: Deps): Promise<UnitNames[]> {
  const today = new Date(localDate(clock.now()));
  return db.unit.findMany({
    where: { validFrom: { lte: today }, OR: [{ validTo: null }, { validTo: { gte: today } }] },
    select: { code: true, name: true, predecessors: { select: { name: true, district: true, partial: true } } },
    orderBy: { code: 'asc' },
  });
}

function optionOf(match: UnitMatch): PlaceOption {
  const { code, name } = match.unit;
  return { id: code, label: labelOf(match), value: { code, name } };
}

function labelOf({ unit, via }: UnitMatch): Sentence {
  if (via.by === 'old' && !sameName(via.old.name, unit.name)) return oldLabel(unit, via.old);
  if (via.by === 'district') return { key: 'act.unit.formerly', params: { unit: unit.name, district: via.district } };
  const districts = [...new Set(unit.predecessors.map(({ district }) => district))];
  if (districts.length === 0) return { text: unit.name };
  return { key: 'act.unit.formerly', params: { unit: unit.name, district: districts.join(', ') } };
}

function oldLabel(unit: UnitNames, old: OldUnit): Sentence {
  const params = { unit: unit.name, old: old.name, district: old.district };
  if (!old.partial) return { key: 'act.unit.old', params };
  const neighbours = unit.predecessors.filter((other) => other !== old);
  if (neighbours.length === 0) return { key: 'act.unit.part', params };
  const others = neighbours
    .toSorted(byHelp)
    .slice(0, NEIGHBOURS)
    .map(({ name }) => bare(name))
    .join(', ');
  return { key: 'act.unit.partWith', params: { unit: unit.name, old: bare(old.name), others } };
}

/** A whole neighbour tells more than one that was split too, and a short name leaves room on the button. */
function byHelp(a: OldUnit, b: OldUnit): number {
  return Number(a.partial) - Number(b.partial) || a.name.length - b.name.length || a.name.localeCompare(b.name, 'vi');
}

/** "Phường Phú An" grew out of "Xã Phú An": saying so would only confuse. */
function sameName(old: string, name: string): boolean {
  return bare(old) === bare(name);
}

function bare(name: string): string {
  return name.replace(/^(?:Phường|Xã|Thị trấn)\s+/u, '');
}
