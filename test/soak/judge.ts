/** What an hour of samples says. Pure. */
import type { Sample } from './sampler.ts';
import { tables } from './tables.ts';

export interface Verdict {
  what: string;
  ok: boolean;
  figures: string;
}

/** A leak of this size would take a month to fill a gigabyte at most; what a garbage collector does from minute to minute is more. */
const MB_PER_TEN_MINUTES = 5;
/** The two pools of the service, its listener, and what Prisma opens beside. */
const MOST_CONNECTIONS = 24;
/** Rows for each update, late against early: what grows with what people do stays at 1. */
const FASTER = 1.3;
/** Of the updates that were due. */
const MISSED = 0.02;
/** Rows that a queue may hold at a look. */
const QUEUE_ROWS = 2_000;

export interface Heard {
  answers: number[];
  failures: string[];
  /** Lines of the log above `warn`. */
  errors: string[];
  /** Samples after the load had ended and everybody had left. */
  calm: Sample;
  /** Updates that were due while everybody still waited for an answer. */
  missed: number;
  parked: number;
  doubtful: number;
}

export function judge(samples: readonly Sample[], heard: Heard): Verdict[] {
  const warm = lastTwoThirds(samples);
  const first = warm[0] ?? heard.calm;
  const last = warm.at(-1) ?? heard.calm;
  const { calm } = heard;
  const rss = slope(warm.map(({ seconds, rssMb }) => [seconds, rssMb]));
  const heap = slope(warm.map(({ seconds, heapMb }) => [seconds, heapMb]));
  const held = warm.map(({ connections }) => connections);
  const halves = [held.slice(0, held.length / 2), held.slice(held.length / 2)].map(median);
  const wanted = calm.updates + heard.missed;
  return [
    {
      what: 'the load was what it should be',
      ok: heard.missed <= wanted * MISSED,
      figures: `${calm.updates} of ${wanted} updates, ${(last.updates / last.seconds).toFixed(1)} a second`,
    },
    flat('memory (RSS) is flat', rss, warm, ({ rssMb }) => rssMb),
    flat('memory (heap) is flat', heap, warm, ({ heapMb }) => heapMb),
    {
      what: 'connections are constant',
      ok: Math.max(...held) <= MOST_CONNECTIONS && (halves[1] ?? 0) <= (halves[0] ?? 0) + 2,
      figures: `median ${halves.join(' then ')}, at most ${Math.max(...held)} of ${MOST_CONNECTIONS}`,
    },
    {
      what: 'file handles are constant',
      ok: slope(warm.map(({ seconds, fileHandles, streams }) => [seconds, fileHandles - streams])) * 600 < 5,
      figures: `${first.fileHandles - first.streams} then ${last.fileHandles - last.streams}, streams of pages aside`,
    },
    {
      what: 'queues are empty in the end',
      ok: calm.inboxWaiting === 0 && calm.outboxWaiting === 0 && calm.streams === 0,
      figures: `${calm.inboxWaiting} updates, ${calm.outboxWaiting} messages, ${calm.streams} streams; oldest ever ${max(samples, 'inboxOldest')} s and ${max(samples, 'outboxOldest')} s`,
    },
    ...Object.keys(calm.rows).map((name) => judgeTable(name, first, last, calm)),
    { what: 'no update was set aside', ok: heard.parked === 0, figures: `${heard.parked} parked` },
    { what: 'no message is in doubt', ok: heard.doubtful === 0, figures: `${heard.doubtful} in doubt` },
    {
      what: 'no error in the log',
      ok: heard.errors.length === 0,
      figures: [`${heard.errors.length} lines`, ...heard.errors.slice(0, 3)].join('\n    '),
    },
    {
      what: 'everybody was answered',
      ok: heard.failures.length === 0 && heard.answers.length > 0,
      figures: [
        `${heard.answers.length} answers, p50 ${percentile(heard.answers, 0.5)} ms, p99 ${percentile(heard.answers, 0.99)} ms; ${heard.failures.length} failures`,
        ...heard.failures.slice(0, 3),
      ].join('\n    '),
    },
  ];
}

function flat(what: string, perSecond: number, samples: readonly Sample[], of: (sample: Sample) => number): Verdict {
  const tenMinutes = perSecond * 600;
  const values = samples.map(of);
  return {
    what,
    ok: tenMinutes < MB_PER_TEN_MINUTES,
    figures: `${tenMinutes.toFixed(1)} MB in ten minutes (below ${MB_PER_TEN_MINUTES}), median ${median(values).toFixed(0)}, at most ${Math.max(...values).toFixed(0)} MB`,
  };
}

function judgeTable(name: string, first: Sample, last: Sample, calm: Sample): Verdict {
  const keeping = tables[name];
  const [before = 0, after = 0] = [first.rows[name], last.rows[name]];
  const size = `${after} rows, ${((last.bytes[name] ?? 0) / 1024 / 1024).toFixed(1)} MB`;
  const what = `table ${name}`;
  if (!keeping) return { what, ok: false, figures: `${size}; nobody says what keeps it small` };
  const by = keeping.by.join(', ');
  if (keeping.grows === 'fixed') return { what, ok: after <= before + 1, figures: `${size}; ${by}` };
  if (keeping.grows === 'queue') return { what, ok: (calm.rows[name] ?? 0) === 0 && after <= QUEUE_ROWS, figures: `${size}; ${by}` };
  const ratio = before === 0 ? 1 : after / last.updates / (before / first.updates);
  return {
    what,
    ok: ratio <= FASTER,
    figures: `${size}, ${(after / last.updates).toFixed(3)} an update (×${ratio.toFixed(2)} of before); ${by}`,
  };
}

export function lastTwoThirds<T>(items: readonly T[]): T[] {
  return items.slice(Math.floor(items.length / 3));
}

/** Of the line that fits best: units a second. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const count = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function max(samples: readonly Sample[], key: 'inboxOldest' | 'outboxOldest'): string {
  return Math.max(0, ...samples.map((sample) => sample[key])).toFixed(1);
}
