/** The khu phố itself proposes a household after all that did not agree: it hears so at once, as from the ward (answer-objection.ts). */
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Level } from '../review/state.ts';
import { proposedNotice } from './notices.ts';

/** Of these files those whose households do not agree with not being proposed, and whom nobody has answered. */
export async function unansweredAmong({ db }: Pick<Deps, 'db'>, assessmentIds: readonly string[]): Promise<Set<string>> {
  if (assessmentIds.length === 0) return new Set();
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(unansweredSql, assessmentIds);
  return new Set(rows.map(({ id }) => id));
}

/** As `isUnanswered` in answer-objection.ts says it of one. */
const unansweredSql = `
SELECT a.id FROM "Assessment" a CROSS JOIN LATERAL (
  SELECT act FROM "Review" WHERE "assessmentId" = a.id AND act IN ('object', 'notPropose', 'propose') ORDER BY seq DESC LIMIT 1) last
WHERE a.id = ANY($1::uuid[]) AND a.stage = 'notProposed' AND last.act = 'object'`;

/** The caller has locked them all: see lock-households.ts. */
export async function tellHeard(
  deps: Deps,
  { householdIds, level, tell }: { householdIds: readonly string[]; level: Level; tell: TellHousehold },
): Promise<void> {
  for (const householdId of householdIds) await tell(deps, { householdId, except: null }, proposedNotice(level));
}
