/** How the ledger of each channel that is sent to stands, for supervisors. */
import type { ChannelKind } from '../../channel/channel.ts';
import { profiles } from '../../channel/profiles.ts';
import type { Db } from '../../db/client.ts';
import type { Outbox, OutboxCounts } from './outbox.ts';

export interface LedgerFigures {
  channel: ChannelKind;
  /** Waiting now, and how many seconds the oldest of those has waited that are due; 0: none is. */
  queued: number;
  oldestSeconds: number;
  /** In the platform's hands now. */
  leased: number;
  /** Waiting until their person writes again, by reason. */
  held: Readonly<Record<string, number>>;
  /** This process is the one that sends. */
  holds: boolean;
  /** The platform refuses us. */
  stopped: boolean;
  /** By this process since it began. */
  counts: OutboxCounts;
}

interface Row {
  id: string;
  channel: ChannelKind;
  stopped: boolean;
  queued: number;
  leased: number;
  held: Record<string, number>;
  oldestSeconds: number;
}

/** @param outboxes the senders of this process */
export async function ledgerFigures(db: Db, outboxes: readonly Outbox[]): Promise<LedgerFigures[]> {
  const channels = Object.keys(profiles).filter((channel) => profiles[channel as ChannelKind].pace !== null);
  const rows = await db.$queryRaw<Row[]>`
    SELECT c.id, c.channel::text, c."stoppedAt" IS NOT NULL AS stopped, q.queued, l.leased, h.held, q."oldestSeconds"
    FROM "ChannelAccount" c,
      LATERAL (
        SELECT count(*)::int AS queued,
          coalesce(greatest(extract(epoch FROM now() - min("createdAt") FILTER (WHERE until IS NULL OR until <= now())), 0), 0)::float8
            AS "oldestSeconds"
        FROM "Message" WHERE "channelAccountId" = c.id AND state = 'queued') q,
      LATERAL (SELECT count(*)::int AS leased FROM "Message" WHERE "channelAccountId" = c.id AND state = 'leased') l,
      LATERAL (
        SELECT coalesce(jsonb_object_agg(reason, count), '{}') AS held FROM (
          SELECT coalesce(reason, '') AS reason, count(*)::int AS count
          FROM "Message" WHERE "channelAccountId" = c.id AND state = 'held' GROUP BY 1) AS by_reason) h
    WHERE c.channel::text = ANY(${channels}) ORDER BY c.channel`;
  return rows.map(({ id, ...row }) => {
    const outbox = outboxes.find((one) => one.channelAccountId === id);
    const counts = outbox?.counts() ?? { sent: 0, failed: new Map(), doubts: 0 };
    return { ...row, holds: outbox?.holds() ?? false, counts };
  });
}
