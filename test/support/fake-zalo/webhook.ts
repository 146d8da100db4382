/**
 * Tells the app's webhook what happened, once at least: whatever is not answered with 200 in time is told again five times,
 * later and later; then the app is told nothing any more, until somebody saves its address again.
 */
import { Agent, request } from 'node:http';
import { pause } from './clock.ts';

export interface Happening {
  /** Events of one person are told in their order, unless `disturb` says otherwise. */
  userId: string;
  raw: string;
  /** null: none is sent. */
  signature: string | null;
}

export interface WebhookOptions {
  /** Multiplies the pauses between tries: 0.001 makes 30 ms of 30 s. */
  retryScale: number;
  /** Instead of the ladder, for ever. */
  retryEveryMs?: number | undefined;
  /** An answer that takes longer is none. */
  patienceMs: number;
}

export interface Disturbance {
  /** So much of what was delivered is delivered again: 0 to 1. */
  twice?: number;
  /** Each event waits up to so long, and none for another. */
  shuffledWithinMs?: number;
}

const SECOND = 1000;
const LADDER_MS = [30 * SECOND, 300 * SECOND, 900 * SECOND, 1800 * SECOND, 3600 * SECOND];

export function createWebhook({ retryScale, retryEveryMs, patienceMs }: WebhookOptions) {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const waiting = new Set<Happening>();
  const queues = new Map<string, Promise<void>>();
  const resting = new Set<() => void>();
  const counts = { added: 0, delivered: 0, failed: 0, repeated: 0, lost: 0 };
  let disturbance: Disturbance = {};
  let url: string | null = null;
  let closed = false;

  function add(happening: Happening): void {
    counts.added += 1;
    if (url === null) {
      counts.lost += 1;
      return;
    }
    waiting.add(happening);
    const { shuffledWithinMs } = disturbance;
    if (shuffledWithinMs !== undefined) void pause(Math.random() * shuffledWithinMs).then(() => tell(happening));
    else queue(happening);
  }

  function queue(happening: Happening): void {
    const { userId } = happening;
    const mine = (queues.get(userId) ?? Promise.resolve()).then(() => tell(happening));
    queues.set(userId, mine);
    void mine.then(() => queues.get(userId) === mine && queues.delete(userId));
  }

  /** Resolves after the first try; the others go on by themselves, and hold nothing up. */
  async function tell(happening: Happening, tries = 0): Promise<void> {
    if (closed || url === null || !waiting.has(happening)) return;
    const status = await post(url, happening, tries);
    if (closed || !waiting.has(happening)) return;
    if (status === 200) return settle(happening);
    counts.failed += 1;
    const wait = pauseAfter(tries);
    if (wait === undefined) unsubscribe();
    else void pause(wait).then(() => tell(happening, tries + 1));
  }

  /** undefined: that was the last try. */
  function pauseAfter(tries: number): number | undefined {
    const step = LADDER_MS[tries];
    return retryEveryMs ?? (step === undefined ? undefined : step * retryScale);
  }

  async function settle(happening: Happening): Promise<void> {
    if (url !== null && Math.random() < (disturbance.twice ?? 0)) {
      counts.repeated += 1;
      await post(url, happening, 0);
    }
    waiting.delete(happening);
    counts.delivered += 1;
    rest();
  }

  function rest(): void {
    if (waiting.size > 0) return;
    for (const resolve of resting) resolve();
    resting.clear();
  }

  function unsubscribe(): void {
    url = null;
    counts.lost += waiting.size;
    waiting.clear();
    rest();
  }

  /** HTTP status; 0: none came in time. */
  function post(to: string, { raw, signature }: Pick<Happening, 'raw' | 'signature'>, tries: number): Promise<number> {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(raw),
      ...(signature !== null && { 'x-zevent-signature': signature }),
      ...(tries > 0 && { num_retry: String(tries) }),
    };
    return call(to, { method: 'POST', headers }, raw);
  }

  function call(to: string, options: { method: string; headers?: Record<string, string | number> }, body?: string): Promise<number> {
    return new Promise((resolve) => {
      const calling = request(to, { agent, ...options });
      const patience = setTimeout(() => calling.destroy(new Error('too late')), patienceMs);
      const end = (status: number) => {
        clearTimeout(patience);
        resolve(status);
      };
      calling.on('error', () => end(0));
      calling.on('response', (response) => {
        response.resume();
        response.on('error', () => end(0));
        response.on('end', () => end(response.statusCode ?? 0));
      });
      calling.end(body);
    });
  }

  return {
    add,
    /**
     * Saves an address, as in the console: it is tried with a GET and a sample, and refused unless it takes the sample.
     *
     * @returns the statuses of both
     */
    async subscribe(to: string, sample: string): Promise<{ get: number; post: number }> {
      const statuses = { get: await call(to, { method: 'GET' }), post: await post(to, { raw: sample, signature: null }, 0) };
      if (statuses.post !== 200) throw new Error(`${to} answered a sample with ${statuses.post}`);
      url = to;
      return statuses;
    },
    /** The same without trying it. */
    setUrl(to: string | null): void {
      if (to === null) unsubscribe();
      else url = to;
    },
    url: () => url,
    disturb(next: Disturbance): void {
      disturbance = next;
    },
    pending: () => waiting.size,
    /** Resolves once everything was taken, or given up. */
    async settled(): Promise<void> {
      if (waiting.size > 0) await new Promise<void>((resolve) => void resting.add(resolve));
    },
    counts: () => ({ ...counts }),
    close(): void {
      closed = true;
      unsubscribe();
      agent.destroy();
    },
  };
}
