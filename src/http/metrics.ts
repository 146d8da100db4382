/** Figures for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Parts } from './parts.ts';

export interface Metrics {
  registry: Registry;
  /** Seconds by method, route and status. */
  requests: Histogram<'method' | 'route' | 'status'>;
  /** Pages that are listening now. */
  streams: Gauge;
}

export function createMetrics({ telegram }: Pick<Parts, 'telegram'> = {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'nhahoc_' });
  if (telegram) countUpdates(registry, telegram.counts);
  return {
    registry,
    requests: new Histogram({
      name: 'nhahoc_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [registry],
    }),
    streams: new Gauge({ name: 'nhahoc_web_streams', help: 'Web chat pages that are listening', registers: [registry] }),
  };
}

/** Kept by the channel, whatever way updates come; read when somebody asks. */
function countUpdates(registry: Registry, counts: () => Readonly<Record<string, number>>): void {
  new Counter({
    name: 'nhahoc_telegram_updates_total',
    help: 'Updates from Telegram, by what became of them',
    labelNames: ['taking'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [taking, count] of Object.entries(counts())) this.inc({ taking }, count);
    },
  });
}
