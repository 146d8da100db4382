/** Lets decisions take effect whose ten minutes are over. */
import { audit } from '../db/audit.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { controllersSql } from '../review/in-use.ts';
import { standingSql } from './line-fits.ts';

/** A large ward's lines take their time. */
const TIMEOUT_MS = 60_000;

/** Each in a transaction of its own: all of it, or nothing, and one that fails does not keep the others. Returns how many. */
export async function issueDueDecisions(deps: Deps & { db: PrismaClient }): Promise<number> {
  const where = { state: 'planned', startsAt: { lte: deps.clock.now() } } as const;
  const due = await deps.db.decision.findMany({ where, orderBy: [{ startsAt: 'asc' }, { id: 'asc' }], select: { id: true } });
  let issued = 0;
  for (const { id } of due) {
    try {
      if (await deps.db.$transaction((db) => issue({ ...deps, db }, id), { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS })) issued += 1;
    } catch (error) {
      deps.log.error({ err: error, decision: id }, 'a decision did not take effect; it is tried again');
    }
  }
  return issued;
}

/**
 * Where another process has it in hand, or somebody who stops it, it is left to them. An erasure that holds a household looks at the
 * decision of its line: the lock here leaves room for that.
 */
async function issue(deps: Deps, id: string): Promise<boolean> {
  const { db, clock } = deps;
  const now = clock.now();
  const [due] = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Decision" WHERE id = ${id}::uuid AND state = 'planned' AND "startsAt" <= ${now} FOR NO KEY UPDATE SKIP LOCKED`;
  if (!due) return false;
  await db.$queryRaw`
    SELECT 1 FROM "Household" WHERE id IN (SELECT "householdId" FROM "DecisionLine" WHERE "decisionId" = ${id}::uuid) ORDER BY id FOR UPDATE`;
  await db.$executeRawUnsafe(issueSql, id, now);
  await db.decision.update({ where: { id }, data: { state: 'issued', issuedAt: now } });
  const lines = await db.decisionLine.groupBy({ by: ['left'], where: { decisionId: id }, _count: true });
  const count = (left: string | null) => lines.find((line) => line.left === left)?._count ?? 0;
  const detail = { households: count(null), changed: count('changed'), gone: count('gone') };
  await audit(deps, { actor: 'system', action: 'decision.issue', subject: `decision:${id}`, detail });
  return true;
}

/** $1 decision, $2 now. */
const issueSql = `
WITH ${controllersSql}, standing AS (${standingSql('$1::uuid')}), taken AS (
  UPDATE "Assessment" a SET stage = standing.outcome::text::"ReviewStage", "reviewSeq" = a."reviewSeq" + 1, "updatedAt" = $2::timestamptz
  FROM standing WHERE a.id = standing."assessmentId" AND standing.leaves IS NULL RETURNING standing.id
)
UPDATE "DecisionLine" l SET "left" = standing.leaves
FROM standing WHERE l.id = standing.id AND l.id NOT IN (SELECT id FROM taken) AND standing.leaves IS NOT NULL`;
