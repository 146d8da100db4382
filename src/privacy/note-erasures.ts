/** Copies what was let go of from the audit into the journal beside the database. */
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { appendErasures, type Erasure, erasureActions, keyOf, readErasures } from './erasure-journal.ts';

const AT_ONCE = 500;
/** A transaction that got its number in the audit is over by then, one way or the other. */
const SETTLED_MS = 10 * 60 * 1000;

/**
 * The audit is written in the transaction that lets go, the journal after its commit: a line never tells of an erasure
 * that was rolled back, which would erase somebody at a restore. What a crash leaves out the next look finds: the first
 * one of a process reads the whole audit, later ones what was added in the last minutes, because numbers become visible
 * out of their order.
 *
 * @param file the journal
 * @returns a job; it answers how many lines it added
 */
export function createErasureNotes({ db, clock }: Pick<Deps, 'db' | 'clock'>, file: string): () => Promise<number> {
  let known: Map<string, number> | undefined;
  let settled = 0n;

  async function look(): Promise<number> {
    known ??= await read(file);
    const now = clock.now().getTime();
    let added = 0;
    for (let after = settled; ; ) {
      const rows = await audited(db, after);
      const fresh = rows.map(({ erasure }) => erasure).filter((one) => !known?.has(keyOf(one)));
      await appendErasures(file, fresh);
      for (const one of fresh) known.set(keyOf(one), Date.parse(one.at));
      added += fresh.length;
      after = rows.at(-1)?.seq ?? after;
      if (rows.length < AT_ONCE) break;
    }
    settled = await lastBefore(db, settled, new Date(now - SETTLED_MS));
    forget(known, now - 2 * SETTLED_MS);
    return added;
  }

  return look;
}

async function read(file: string): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  for await (const one of readErasures(file)) known.set(keyOf(one), Date.parse(one.at));
  return known;
}

async function audited(db: Deps['db'], after: bigint): Promise<{ seq: bigint; erasure: Erasure }[]> {
  const rows = await db.audit.findMany({
    where: { seq: { gt: after }, action: { in: [...erasureActions] } },
    orderBy: { seq: 'asc' },
    take: AT_ONCE,
  });
  return rows.map(({ seq, at, actor, action, detail }) => ({
    seq,
    erasure: { at: at.toISOString(), actor, action: action as Erasure['action'], detail: detail as Erasure['detail'] },
  }));
}

/** The number up to which nothing can appear any more. */
async function lastBefore(db: Deps['db'], after: bigint, moment: Date): Promise<bigint> {
  const [row] = await db.$queryRaw<{ seq: bigint | null }[]>(
    Prisma.sql`SELECT max(seq) AS seq FROM "Audit" WHERE seq > ${after} AND at < ${moment}`,
  );
  return row?.seq ?? after;
}

/** Rows that are looked at again are never older. */
function forget(known: Map<string, number>, before: number): void {
  for (const [key, at] of known) if (at < before) known.delete(key);
}
