/**
 * What was told to officers before a date that their ward has moved since, and waits to be handed over still, does not go any more. What
 * still holds of it, and of their other wards, is said anew by the next look (officer/tell-once.ts), as long as it is of use.
 */
import type { Deps } from '../deps.ts';
import type { Anchor } from '../season/rules.ts';

export interface Recalled {
  seasonId: string;
  unitCode: string;
  /** Dates that were moved. */
  changed: readonly Anchor[];
}

/** Of the city nothing is taken back: one ward's date is not what it is told. In the transaction of the move; returns how many messages. */
export function recallNudges({ db, clock }: Deps, { seasonId, unitCode, changed }: Recalled): Promise<number> {
  return db.$executeRawUnsafe(recallSql, seasonId, unitCode, [...changed], clock.now());
}

/** The date that it says: every week the last day for forms, else the one that it counts down to. */
const SAYS = `CASE kept.rule->>'state' WHEN 'week' THEN 'selfAssessment.closes' ELSE COALESCE(kept.rule->>'anchor', kept.rule->'until'->>'anchor') END`;

/** $1 season, $2 ward, $3 dates, $4 now. Occurrence and message are of one moment (officer/tell-once.ts); none waits for longer than three days. */
const recallSql = `
UPDATE "Message" m SET state = 'cancelled', reason = 'changed', until = NULL
FROM "Season" s CROSS JOIN LATERAL jsonb_array_elements(s.rules) AS kept(rule)
JOIN "Occurrence" o ON o.rule = kept.rule->>'id' AND o.at > $4::timestamptz - interval '3 days'
JOIN "OfficerAccount" held ON held."to" IS NULL AND split_part(o.target, ' ', 1) = 'officer:' || held."officerId"::text
WHERE s.id = $1::uuid AND kept.rule->>'who' IN ('ward', 'khuPho') AND ${SAYS} = ANY($3::text[])
  AND EXISTS (SELECT 1 FROM "Grant" g WHERE g."officerId" = held."officerId" AND g."unitCode" = $2
    AND g."from" <= $4::timestamptz AND (g."to" IS NULL OR g."to" > $4::timestamptz))
  AND m."accountId" = held."accountId" AND m.class = 'duty' AND m."createdAt" = o.at AND m.state IN ('queued', 'held') AND m."partsSent" = 0`;
