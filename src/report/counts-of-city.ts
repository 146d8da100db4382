/** Counts of the whole city: they take seconds to count, so they are kept for a minute, for all who look, and counted once at a time. */
import type { Deps } from '../deps.ts';
import { type CountedSources, countBySource } from './count-by-source.ts';
import { type CountedWards, countWards } from './count-wards.ts';
import { EVERYWHERE } from './place-sql.ts';
import { seasonsOfWards } from './seasons-of-wards.ts';
import { wardsIn } from './wards-in.ts';

export const KEPT_MS = 60_000;

export interface CityCounts {
  counted: CountedWards;
  bySource: CountedSources;
  /** When counting began. */
  at: Date;
}

interface Kept {
  /** Ended seasons make way for others at once. */
  seasons: string;
  at: Date;
  pending: boolean;
  counts: Promise<CityCounts>;
}

/** By client: each service has its own database. */
const kept = new WeakMap<Deps['db'], Kept>();

/** For whoever may see all of it. Not within a transaction: it would be held by all who wait. */
export async function countsOfCity(deps: Deps): Promise<CityCounts> {
  const units = await wardsIn(deps, EVERYWHERE);
  const held = await seasonsOfWards(
    deps,
    units.map(({ code }) => code),
  );
  const seasons = held.map(({ unitCode, seasonId }) => `${unitCode} ${seasonId}`).join();
  const at = deps.clock.now();
  const before = kept.get(deps.db);
  if (before && before.seasons === seasons && (before.pending || at.getTime() - before.at.getTime() < KEPT_MS)) return before.counts;
  const counting: Kept = { seasons, at, pending: true, counts: count(deps, at) };
  kept.set(deps.db, counting);
  try {
    return await counting.counts;
  } catch (error) {
    // Whoever comes next tries again.
    if (kept.get(deps.db) === counting) kept.delete(deps.db);
    throw error;
  } finally {
    counting.pending = false;
  }
}

async function count(deps: Deps, at: Date): Promise<CityCounts> {
  const counted = await countWards(deps, { scope: EVERYWHERE });
  return { counted, bySource: await countBySource(deps, { scope: EVERYWHERE }), at };
}
