/** Figures for Prometheus. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** Seconds by method, route and status. */
  requests: Histogram<'method' | 'route' | 'status'>;
  /** Pages that are listening now. */
  streams: Gauge;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'nhahoc_' });
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
