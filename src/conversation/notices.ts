/**
 * News between processes: which conversations have new lines, and which channels have something to send. Carried by the
 * database (LISTEN and NOTIFY), each process on one connection of its own. A notice may get lost with a connection or a
 * process: whoever listens looks again by itself now and then.
 */
import pg from 'pg';
import type { Logger } from 'pino';

export type Topic = 'lines' | 'outbox';

export interface Notices {
  /** Tells the other processes, soon: those of a moment travel together. */
  tell(topic: Topic, id: string): void;
  /** Calls back with what another process told; null: something may have been missed. Returns the way to stop it. */
  on(topic: Topic, callback: (id: string | null) => void): () => void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface NoticesParts {
  /** A PostgreSQL connection string. */
  url: string;
  log: Logger;
  /** Unlike that of any other process. */
  processId: string;
  /** Milliseconds before a lost connection is tried again. */
  retryEvery?: number;
}

/** Milliseconds in which notices gather. */
const GATHER = 10;
/** PostgreSQL takes less than 8000 bytes at once; an id has 36, and its comma. */
const IDS_AT_ONCE = 200;
const channels: Readonly<Record<Topic, string>> = { lines: 'nhahoc_lines', outbox: 'nhahoc_outbox' };

export function createNotices({ url, log, processId, retryEvery = 1_000 }: NoticesParts): Notices {
  const callbacks: Record<Topic, Set<(id: string | null) => void>> = { lines: new Set(), outbox: new Set() };
  const waiting: Record<Topic, Set<string>> = { lines: new Set(), outbox: new Set() };
  let client: pg.Client | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let connecting: Promise<void> | undefined;
  let sending: Promise<void> | undefined;
  let stopped = false;
  let away = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true });
    fresh.on('error', () => lost(fresh));
    fresh.on('end', () => lost(fresh));
    fresh.on('notification', ({ channel, payload = '' }) => hear(channel, payload));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${channels.lines}; LISTEN ${channels.outbox}`);
    } catch (error) {
      if (!away) log.warn({ err: error }, 'News from other processes do not arrive for the moment');
      away = true;
      void fresh.end().catch(() => {});
      tryLater();
      return;
    }
    if (stopped) return fresh.end();
    client = fresh;
    if (away) for (const topic of ['lines', 'outbox'] as const) call(topic, null);
    away = false;
  }

  function lost(one: pg.Client): void {
    if (client !== one) return;
    client = undefined;
    away = true;
    tryLater();
  }

  function tryLater(): void {
    if (stopped) return;
    clearTimeout(retry);
    retry = setTimeout(() => {
      connecting = connect();
    }, retryEvery);
    retry.unref();
  }

  function hear(channel: string, payload: string): void {
    const [from, ...ids] = payload.split(',');
    if (from === processId) return;
    for (const id of ids) call(channel === channels.lines ? 'lines' : 'outbox', id);
  }

  function call(topic: Topic, id: string | null): void {
    for (const callback of [...callbacks[topic]]) callback(id);
  }

  async function send(): Promise<void> {
    for (const topic of ['outbox', 'lines'] as const) {
      const ids = [...waiting[topic]];
      waiting[topic].clear();
      for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
        const payload = [processId, ...ids.slice(from, from + IDS_AT_ONCE)].join(',');
        // Lost with the connection, which is what everybody is prepared for.
        await client?.query({ name: 'notify', text: 'SELECT pg_notify($1, $2)', values: [channels[topic], payload] }).catch(() => {});
      }
    }
  }

  function gather(): void {
    if (gathering || stopped) return;
    gathering = setTimeout(async () => {
      sending = send();
      await sending;
      gathering = undefined;
      if (waiting.lines.size + waiting.outbox.size > 0) gather();
    }, GATHER);
    gathering.unref();
  }

  return {
    tell(topic, id) {
      waiting[topic].add(id);
      gather();
    },
    on(topic, callback) {
      callbacks[topic].add(callback);
      return () => callbacks[topic].delete(callback);
    },
    async start() {
      connecting = connect();
      await connecting;
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      clearTimeout(gathering);
      await connecting;
      await sending;
      await send();
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}
