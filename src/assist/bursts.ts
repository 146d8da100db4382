/** "Điền giúp dồn dập": one officer filled in for more households in an hour than anybody can sit with. Pure. */

/** A form of some twenty questions, read out and talked over, takes ten minutes; with a queue and two phones, seven. */
export const MOST_HOUSEHOLDS = 8;
/** Long enough that a busy quarter of an hour does not count, short enough to see one evening's work. */
export const WINDOW_MINUTES = 60;

const WINDOW_MS = WINDOW_MINUTES * 60_000;

/** A household for which an officer began to fill in. */
export interface FilledIn {
  officerId: string;
  householdId: string;
  areaId: string;
  /** Milliseconds. */
  at: number;
}

export interface Burst {
  officerId: string;
  areaIds: string[];
  /** Of its first and its last household. */
  from: number;
  to: number;
  /** How many different ones. */
  households: number;
}

/** Stretches in which each household lies in an hour with too many; the latest first. In whatever order the entries come. */
export function burstsIn(entries: readonly FilledIn[]): Burst[] {
  const byOfficer = Map.groupBy(entries, ({ officerId }) => officerId);
  return [...byOfficer.values()].flatMap(burstsOf).sort((a, b) => b.to - a.to || (a.officerId < b.officerId ? -1 : 1));
}

function burstsOf(entries: readonly FilledIn[]): Burst[] {
  const inOrder = [...entries].sort((a, b) => a.at - b.at);
  const stretches: FilledIn[][] = [];
  let reached = -1;
  for (const [first, { at }] of inOrder.entries()) {
    const end = inOrder.findLastIndex((entry) => entry.at < at + WINDOW_MS);
    if (different(inOrder.slice(first, end + 1)) <= MOST_HOUSEHOLDS || end <= reached) continue;
    const last = stretches.at(-1);
    if (last && first <= reached) last.push(...inOrder.slice(reached + 1, end + 1));
    else stretches.push(inOrder.slice(first, end + 1));
    reached = end;
  }
  return stretches.map(burstOf);
}

function burstOf(stretch: readonly FilledIn[]): Burst {
  return {
    officerId: stretch[0]?.officerId ?? '',
    areaIds: [...new Set(stretch.map(({ areaId }) => areaId))],
    from: stretch[0]?.at ?? 0,
    to: stretch.at(-1)?.at ?? 0,
    households: different(stretch),
  };
}

function different(entries: readonly FilledIn[]): number {
  return new Set(entries.map(({ householdId }) => householdId)).size;
}
