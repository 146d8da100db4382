/** What the service looks like from outside, at one moment. */
import pg from 'pg';

export interface Sample {
  /** Since the load began. */
  seconds: number;
  updates: number;
  people: number;
  rssMb: number;
  heapMb: number;
  externalMb: number;
  /** Milliseconds, the slowest hundredth since the last look. */
  lagP99Ms: number;
  cpuSeconds: number;
  fileHandles: number;
  streams: number;
  connections: number;
  connectionsBusy: number;
  /** Updates without their turn, and the age of the oldest in seconds. */
  inboxWaiting: number;
  inboxOldest: number;
  /** Of messages to Telegram. */
  outboxWaiting: number;
  outboxOldest: number;
  rows: Record<string, number>;
  bytes: Record<string, number>;
}

export interface Sampler {
  take(more: Pick<Sample, 'seconds' | 'updates' | 'people'>): Promise<Sample>;
  query<Row extends object>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

const MB = 1024 * 1024;

/** @param url of the service; its figures are read as a supervisor would */
export async function createSampler({ url, databaseUrl }: { url: string; databaseUrl: string }): Promise<Sampler> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'soak' });
  // Whoever asks next is told.
  client.on('error', () => {});
  await client.connect();
  const query = async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows;
  const found = await query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_%' ORDER BY 1`,
  );
  const names = found.map(({ name }) => name);
  const counts = names
    .map(
      (name) => `SELECT '${name}' AS name, count(*)::float8 AS rows, pg_total_relation_size('"${name}"')::float8 AS bytes FROM "${name}"`,
    )
    .join(' UNION ALL ');
  const waiting = `
    SELECT count(*)::float8 AS count, coalesce(extract(epoch FROM now() - min("receivedAt")), 0)::float8 AS oldest
    FROM "Inbox" WHERE state IN ('new', 'fetching')
    UNION ALL
    SELECT count(*)::float8, coalesce(extract(epoch FROM now() - min(m."createdAt")), 0)::float8
    FROM "Message" m JOIN "ChannelAccount" c ON c.id = m."channelAccountId"
    WHERE c.channel = 'telegram' AND m.state IN ('queued', 'leased')`;
  const connections = `
    SELECT count(*)::float8 AS count, count(*) FILTER (WHERE state <> 'idle')::float8 AS busy
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

  return {
    query,
    async take(more) {
      const figures = await (await fetch(`${url}/metrics`)).text();
      const figure = (name: string) => Number(new RegExp(`^nhahoc_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(figures)?.[1] ?? Number.NaN);
      const [held] = await query<{ count: number; busy: number }>(connections);
      const [inbox, outbox] = await query<{ count: number; oldest: number }>(waiting);
      const sizes = await query<{ name: string; rows: number; bytes: number }>(counts);
      return {
        ...more,
        rssMb: figure('process_resident_memory_bytes') / MB,
        heapMb: figure('nodejs_heap_size_used_bytes') / MB,
        externalMb: figure('nodejs_external_memory_bytes') / MB,
        lagP99Ms: figure('nodejs_eventloop_lag_p99_seconds') * 1000,
        cpuSeconds: figure('process_cpu_seconds_total'),
        fileHandles: figure('process_open_fds'),
        streams: figure('web_streams'),
        connections: held?.count ?? 0,
        connectionsBusy: held?.busy ?? 0,
        inboxWaiting: inbox?.count ?? 0,
        inboxOldest: inbox?.oldest ?? 0,
        outboxWaiting: outbox?.count ?? 0,
        outboxOldest: outbox?.oldest ?? 0,
        rows: Object.fromEntries(sizes.map(({ name, rows }) => [name, rows])),
        bytes: Object.fromEntries(sizes.map(({ name, bytes }) => [name, bytes])),
      };
    },
    close: () => client.end(),
  };
}

/** One line; without a sample the heading of such lines. */
export function csvLine(sample: Sample, heading = false): string {
  const { rows, bytes, ...plain } = sample;
  const cells = [
    ...Object.entries(plain),
    ...Object.entries(rows).map(([name, value]) => [`rows ${name}`, value] as const),
    ...Object.entries(bytes).map(([name, value]) => [`bytes ${name}`, value] as const),
  ];
  return `${cells.map(([name, value]) => (heading ? name : String(Math.round(value * 1000) / 1000))).join(',')}\n`;
}
