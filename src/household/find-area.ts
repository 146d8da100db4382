/** Finding a khu phố or ấp within a ward. */
import type { Deps } from '../deps.ts';
import { Problem } from '../problems.ts';
import type { FoundPlaces, PlaceOption } from './find-unit.ts';
import { findWords, readPlace } from './place-words.ts';

/** `empty`: the ward has not listed its khu phố yet. */
type FoundAreas = FoundPlaces | { outcome: 'empty'; value: Record<string, never> };

/**
 * The khu phố of `unit` that `query` may mean; an empty query lists all. "3", "kp3" and "khu pho so 3" mean the same, and
 * an exact name comes alone.
 * @param unit code of the unit
 */
export async function findAreas({ db }: Deps, { unit, query }: { unit: string; query: string }): Promise<FoundAreas> {
  const areas = await db.area.findMany({ where: { unitCode: unit, kind: { not: 'unplaced' } }, select: { id: true, name: true } });
  if (areas.length === 0) return { outcome: 'empty', value: {} };
  const typed = readArea(query);
  const byName = areas.toSorted((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
  const exact = byName.filter(({ name }) => readArea(name).join('') === typed.join(''));
  const found = typed.length === 0 ? byName : exact.length > 0 ? exact : byName.filter(({ name }) => near(readArea(name), typed));
  if (found.length === 0) return { outcome: 'none', value: {} };
  return { outcome: 'found', value: { options: found.map(optionOf) } };
}

/** "Chưa xếp khu phố": the place of those who do not know theirs. */
export async function findUnplaced({ db }: Deps, { unit }: { unit: string }) {
  const area = await db.area.findFirst({ where: { unitCode: unit, kind: 'unplaced' }, select: { id: true, name: true } });
  if (!area) throw new Problem('notFound');
  return { outcome: 'found' as const, value: { ...area, placed: false } };
}

/** Ids of areas are too long for a button, so an option is named by its position. */
function optionOf({ id, name }: { id: string; name: string }, index: number): PlaceOption {
  return { id: `a${index + 1}`, label: { text: name }, value: { id, name, placed: true } };
}

/** Words that only say what kind of place it is, joined to a number or not: "kp3", "khu phố 3", "ấp 3". */
const AREA_KIND = /^(?:kp|k|ap|a|to)(?=\d)/;
const AREA_WORDS = new Set(['khu', 'pho', 'kp', 'ap', 'k', 'so']);

/** What tells a khu phố or ấp from its neighbours: "Khu phố 03" → ["3"]. */
export function readArea(text: string): string[] {
  const { words } = readPlace(text);
  const name = words.map((word) => word.replace(AREA_KIND, '')).filter((word) => !AREA_WORDS.has(word));
  return name.map((word) => word.replace(/^0+(?=\d)/, ''));
}

function near(name: readonly string[], typed: readonly string[]): boolean {
  return findWords(name, typed) >= 0 || name.join('').startsWith(typed.join(''));
}
