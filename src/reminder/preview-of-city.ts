/**
 * What the rules would send in every ward: counts only. A large city takes minutes to count, so it is counted once for all who look, while
 * nobody waits for it for longer than they would for a page, and kept for some minutes.
 */
import type { Deps } from '../deps.ts';
import { KEPT_MS } from '../kept-counts.ts';
import { EVERYWHERE } from '../report/place-sql.ts';
import { type CountedUnit, wardsIn } from '../report/wards-in.ts';
import { type Previewed, previewReminders } from './preview-reminders.ts';

export interface WardPreviewed extends CountedUnit {
  days: readonly Previewed[];
}

export interface CityPreviewed {
  /** Of the wards that are counted by now; in the order in which it would be sent. */
  days: Previewed[];
  wards: readonly WardPreviewed[];
  /** Wards that are not counted yet. */
  left: number;
  /** When counting began. */
  at: Date;
}

export interface CityPreviewAsked {
  /** Local dates, both of which belong to it. */
  from: string;
  to: string;
  /** Milliseconds after which what is counted is shown. */
  patience?: number;
}

interface Counting {
  span: string;
  at: Date;
  all: number;
  wards: WardPreviewed[];
  pending: boolean;
  done: Promise<void>;
}

const PATIENCE_MS = 5_000;

/** By client: each service has its own database. */
const kept = new WeakMap<Deps['db'], Counting>();

/** For whoever may see counts of all of it. Not within a transaction: it goes on when whoever asked has gone. */
export async function previewOfCity(deps: Deps, { from, to, patience = PATIENCE_MS }: CityPreviewAsked): Promise<CityPreviewed> {
  const counting = countingOf(deps, { from, to }, await wardsIn(deps, EVERYWHERE));
  await atMost(patience, counting.done);
  const { wards, all, at } = counting;
  return { days: togetherOf(wards), wards: [...wards], left: all - wards.length, at };
}

function countingOf(deps: Deps, span: { from: string; to: string }, units: readonly CountedUnit[]): Counting {
  const at = deps.clock.now();
  const key = `${span.from} ${span.to}`;
  const before = kept.get(deps.db);
  if (before && before.span === key && (before.pending || at.getTime() - before.at.getTime() < KEPT_MS)) return before;
  const counting: Counting = { span: key, at, all: units.length, wards: [], pending: true, done: Promise.resolve() };
  kept.set(deps.db, counting);
  counting.done = countAll(deps, { counting, span, units });
  return counting;
}

interface Work {
  counting: Counting;
  span: { from: string; to: string };
  units: readonly CountedUnit[];
}

/** One ward after the other. Whoever asks for another span takes its place. */
async function countAll(deps: Deps, { counting, span, units }: Work): Promise<void> {
  try {
    for (const { code, name } of units) {
      if (kept.get(deps.db) !== counting) return;
      counting.wards.push({ code, name, days: await previewReminders(deps, { ...span, unitCode: code }) });
    }
  } catch (error) {
    // Whoever comes next tries again.
    if (kept.get(deps.db) === counting) kept.delete(deps.db);
    deps.log.error({ err: error }, 'what would be sent in the city could not be counted');
  } finally {
    counting.pending = false;
  }
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([work, late.promise]);
  clearTimeout(timer);
}

function togetherOf(wards: readonly WardPreviewed[]): Previewed[] {
  const days = new Map<string, Previewed>();
  for (const day of wards.flatMap((ward) => ward.days)) {
    const key = `${day.date} ${String(day.rule.hour).padStart(2, '0')} ${day.rule.id}`;
    const before = days.get(key) ?? { ...day, households: 0, inPerson: 0, wards: 0 };
    const more = { households: before.households + day.households, inPerson: before.inPerson + day.inPerson };
    days.set(key, { ...before, ...more, wards: before.wards + day.wards });
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
}
