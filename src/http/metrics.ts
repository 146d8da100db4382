/** Figures for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ZaloHook } from '../channel/zalo/hook.ts';
import type { LedgerFigures } from '../conversation/outbox/figures.ts';
import type { Parts } from './parts.ts';

export interface Metrics {
  registry: Registry;
  /** Seconds by method, route and status. */
  requests: Histogram<'method' | 'route' | 'status'>;
  /** Pages that are listening now. */
  streams: Gauge;
}

export function createMetrics({
  ledger,
  telegram,
  zalo,
  receipts,
}: Pick<Parts, 'ledger' | 'telegram' | 'zalo' | 'receipts'> = {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'nhahoc_' });
  if (ledger) showLedger(registry, ledger);
  if (telegram) countUpdates(registry, telegram.counts);
  if (zalo) countEvents(registry, zalo.hook.counts);
  if (zalo) countForms(registry, zalo.hook.forms);
  if (zalo?.errors) countErrors(registry, zalo.errors);
  if (receipts) countReceipts(registry, receipts);
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

interface LedgerFigure {
  name: string;
  help: string;
  kind: typeof Gauge | typeof Counter;
  value(figures: LedgerFigures): number;
}

const ledgerFigures: readonly LedgerFigure[] = [
  { name: 'messages_queued', help: 'Messages that wait to be sent', kind: Gauge, value: ({ queued }) => queued },
  { name: 'messages_leased', help: 'Messages in the hands of a platform', kind: Gauge, value: ({ leased }) => leased },
  {
    name: 'messages_oldest_queued_seconds',
    help: 'How long the oldest message that is due has waited',
    kind: Gauge,
    value: ({ oldestSeconds }) => oldestSeconds,
  },
  { name: 'messages_sent_total', help: 'Messages that this process sent', kind: Counter, value: ({ counts }) => counts.sent },
  {
    name: 'messages_doubtful_total',
    help: 'Messages of which this process does not know whether they arrived, or only once',
    kind: Counter,
    value: ({ counts }) => counts.doubts,
  },
  { name: 'channel_sender', help: '1: this process sends for the channel', kind: Gauge, value: ({ holds }) => Number(holds) },
  { name: 'channel_stopped', help: '1: the platform refuses us', kind: Gauge, value: ({ stopped }) => Number(stopped) },
];

/** Looked up when somebody asks, once for all of them; while the database is away they are missing. */
function showLedger(registry: Registry, ledger: () => Promise<LedgerFigures[]>): void {
  let looking: Promise<LedgerFigures[]> | undefined;
  const look = () => {
    looking ??= ledger()
      .catch(() => [])
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  const registers = [registry];
  for (const { name, help, kind: Kind, value } of ledgerFigures) {
    const metric = new Kind({
      name: `nhahoc_${name}`,
      help,
      labelNames: ['channel'],
      registers,
      async collect() {
        const all = await look();
        metric.reset();
        for (const one of all) metric.inc({ channel: one.channel }, value(one));
      },
    });
  }
  const held = new Gauge({
    name: 'nhahoc_messages_held',
    help: 'Messages that wait until their person writes again, by reason',
    labelNames: ['channel', 'reason'],
    registers,
    async collect() {
      const all = await look();
      held.reset();
      for (const { channel, held: byReason } of all)
        for (const [reason, count] of Object.entries(byReason)) held.inc({ channel, reason }, count);
    },
  });
  const failed = new Counter({
    name: 'nhahoc_messages_failed_total',
    help: 'Messages that this process could not send, by reason',
    labelNames: ['channel', 'reason'],
    registers,
    async collect() {
      const all = await look();
      failed.reset();
      for (const { channel, counts } of all) for (const [reason, count] of counts.failed) failed.inc({ channel, reason }, count);
    },
  });
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

function countEvents(registry: Registry, counts: ZaloHook['counts']): void {
  new Counter({
    name: 'nhahoc_zalo_events_total',
    help: 'Events from Zalo, by name and by what became of them',
    labelNames: ['event', 'taking'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { event, taking, count } of counts()) this.inc({ event, taking }, count);
    },
  });
}

function countForms(registry: Registry, forms: ZaloHook['forms']): void {
  new Counter({
    name: 'nhahoc_zalo_forms_total',
    help: 'Events from Zalo, by how it writes what its documents leave open',
    labelNames: ['what', 'form'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { what, form, count } of forms()) this.inc({ what, form }, count);
    },
  });
}

function countErrors(registry: Registry, errors: () => ReadonlyMap<string, number>): void {
  new Counter({
    name: 'nhahoc_zalo_errors_total',
    help: 'Calls that Zalo answered with an error, by its code',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [code, count] of errors()) this.inc({ code }, count);
    },
  });
}

function countReceipts(registry: Registry, counts: NonNullable<Parts['receipts']>): void {
  new Counter({
    name: 'nhahoc_receipts_total',
    help: 'Messages that arrived, as platforms say, by whether the ledger knows them as sent',
    labelNames: ['message'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [message, count] of Object.entries(counts())) this.inc({ message }, count);
    },
  });
}
