import { afterAll, beforeAll, expect, it } from 'vitest';
import { SendFailure } from '../../src/channel/channel.ts';
import { ledgerFigures } from '../../src/conversation/outbox/figures.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { type Desk, openDesk } from '../conversation/outbox/desk.ts';
import { fails, slowly } from '../conversation/outbox/fake-sender.ts';
import { eventually } from '../support/service.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** Lines of the ledger alone. */
async function shown(metrics: ReturnType<typeof createMetrics>): Promise<string[]> {
  const lines = (await metrics.registry.metrics()).split('\n');
  return lines.filter((line) => /^nhahoc_(messages|channel)_/.test(line));
}

it('shows how the ledger of each channel stands, and adds nothing up twice', async () => {
  await desk.write(await desk.person(), 'sent');
  await desk.write(await desk.person(), 'refused');
  await desk.write(await desk.person(), 'doubtful', { class: 'announcement' });
  const hanging = slowly();
  desk.sender.next(() => 'ok', fails(new SendFailure('refused', 'tooLong')), fails(new SendFailure('unknown', 'reset')), hanging.answer);
  const outbox = desk.outbox({ atOnce: 1 });
  const metrics = createMetrics({ ledger: () => ledgerFigures(desk.prisma, [outbox]) });
  await outbox.start();
  await desk.quiet();
  await desk.write(await desk.person(), 'in hand', { class: 'reply' });
  await eventually(async () => expect(desk.sender.handed).toHaveLength(4));
  await desk.write(await desk.person(), 'waits', { createdAt: new Date(Date.now() - 90_000) });
  for (const reason of ['window', 'window', 'stopped']) await desk.write(await desk.person(), 'held', { state: 'held', reason });
  const figures = [
    'nhahoc_messages_queued{channel="telegram"} 1',
    'nhahoc_messages_leased{channel="telegram"} 1',
    expect.stringMatching(/^nhahoc_messages_oldest_queued_seconds\{channel="telegram"\} (9\d|1\d\d)\./),
    'nhahoc_messages_sent_total{channel="telegram"} 1',
    'nhahoc_messages_doubtful_total{channel="telegram"} 1',
    'nhahoc_channel_sender{channel="telegram"} 1',
    'nhahoc_channel_stopped{channel="telegram"} 0',
    'nhahoc_messages_held{channel="telegram",reason="window"} 2',
    'nhahoc_messages_held{channel="telegram",reason="stopped"} 1',
    'nhahoc_messages_failed_total{channel="telegram",reason="tooLong"} 1',
  ];
  expect(await shown(metrics)).toEqual(figures);
  expect(await shown(metrics)).toEqual(figures);
  hanging.finish();
});

it('leaves the ledger out while the database is away, and where nothing is sent', async () => {
  const away = createMetrics({
    ledger: async () => {
      throw new Error('away');
    },
  });
  expect(await shown(away)).toEqual([]);
  expect(await shown(createMetrics())).toEqual([]);
});

it('shows how Zalo writes, and what it answers with', async () => {
  const forms = [{ what: 'signature', form: 'mac=', count: 3 } as const];
  const errors = new Map([['-230', 2]]);
  const hook = { take: async () => 'taken' as const, counts: () => [], forms: () => forms };
  const metrics = createMetrics({ zalo: { hook, errors: () => errors } });
  for (const figure of ['nhahoc_zalo_forms_total{what="signature",form="mac="} 3', 'nhahoc_zalo_errors_total{code="-230"} 2'])
    expect(await metrics.registry.metrics()).toContain(figure);
  errors.set('-230', 5);
  expect(await metrics.registry.metrics()).toContain('nhahoc_zalo_errors_total{code="-230"} 5');
});
