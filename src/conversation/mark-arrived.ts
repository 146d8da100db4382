/** Receipts: a platform says that messages of ours are on the phones of those they were written to. */
import type { RawDb } from '../db/raw.ts';
import type { Clock } from '../deps.ts';
import { gather } from './gather.ts';

export interface Receipt {
  channelAccountId: string;
  /** Message.providerId */
  providerId: string;
  at: Date;
}

/** Returns the places of those whose message the ledger has as sent, and of which it did not know yet that it arrived. */
export async function markArrived(db: RawDb, receipts: readonly Receipt[]): Promise<Set<number>> {
  const rows = receipts.map((receipt, index) => ({ index, ...receipt }));
  const marked = await db.$queryRawUnsafe<{ index: number }[]>(arrivedSql, JSON.stringify(rows), rows.length);
  return new Set(marked.map(({ index }) => index));
}

/**
 * Of a message in several parts only the last one's id counts, and only once it was sent as a whole.
 *
 * $1 the receipts as JSON, $2 how many: see turn-sql.ts for why the planner is told.
 */
const arrivedSql = `
WITH told AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(index int, "channelAccountId" uuid, "providerId" text, at timestamptz) LIMIT $2::int
)
UPDATE "Message" m SET "arrivedAt" = told.at FROM told
WHERE m."channelAccountId" = told."channelAccountId" AND m."providerId" = told."providerId"
  AND m."providerId" IS NOT NULL AND m."arrivedAt" IS NULL AND m.state = 'sent'
RETURNING told.index`;

export interface ReceiptCounts {
  arrived: number;
  /** Of messages that the ledger does not know: officers write too; or known to have arrived already. */
  unknown: number;
}

export interface Receipts {
  /**
   * Resolves once it was looked for. One that comes before the ledger has noted that the message was sent is looked for
   * again, as long as this process lives. Rejects when the database is away.
   */
  arrived(channelAccountId: string, providerId: string): Promise<void>;
  /** Since the start. */
  counts(): ReceiptCounts;
  /** What is still looked for is forgotten. */
  stop(): void;
}

export interface ReceiptParts {
  raw: RawDb;
  clock: Clock;
  /** Milliseconds before each further look. */
  waits?: readonly number[];
  /** Looked for again at once; the rest is forgotten. */
  memory?: number;
}

const MOST_AT_ONCE = 200;
const WAITS = [1_000, 4_000];
const MEMORY = 10_000;

export function createReceipts({ raw, clock, waits = WAITS, memory = MEMORY }: ReceiptParts): Receipts {
  const counts: ReceiptCounts = { arrived: 0, unknown: 0 };
  const waiting = new Set<NodeJS.Timeout>();
  let stopped = false;
  const mark = gather(MOST_AT_ONCE, async (receipts: readonly Receipt[]) => {
    const marked = await markArrived(raw, receipts);
    return receipts.map((_, index) => marked.has(index));
  });

  async function look(receipt: Receipt, pauses: readonly number[]): Promise<void> {
    if (await mark(receipt)) counts.arrived += 1;
    else lookAgain(receipt, pauses);
  }

  function lookAgain(receipt: Receipt, [pause, ...pauses]: readonly number[]): void {
    if (pause === undefined || waiting.size >= memory || stopped) {
      counts.unknown += 1;
      return;
    }
    const timer = setTimeout(() => {
      waiting.delete(timer);
      // Nobody waits for it any more; the database may be back for the next look.
      look(receipt, pauses).catch(() => lookAgain(receipt, pauses));
    }, pause);
    timer.unref();
    waiting.add(timer);
  }

  return {
    arrived: (channelAccountId, providerId) => look({ channelAccountId, providerId, at: clock.now() }, waits),
    counts: () => ({ ...counts }),
    stop() {
      stopped = true;
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
