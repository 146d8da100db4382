/** Tells the officers of a ward in chat that a decision took effect without some of those whom its signed list names, and what puts it right. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Notice, TellOfficer } from '../household/tell-household.ts';
import { presentHolders } from '../officer/present-holders.ts';
import { notYetTold, tellOnce } from '../officer/tell-once.ts';
import { localDate } from '../season/calendar.ts';

/** A decision of longer ago is no news; the start page says it as long as it is so. */
const NEWS_MS = 3 * 24 * 60 * 60_000;

interface Behind {
  id: string;
  unitCode: string;
  number: string;
  issuedAt: Date;
  count: number;
}

/** Each once a decision, also who confirmed it. Run by a job; returns how many were told. */
export async function tellLeftBehind(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellOfficer }): Promise<number> {
  let told = 0;
  for (const decision of await decisionsWithout(deps)) {
    const telling = { rule: `leftBehind:${decision.id}`, date: localDate(decision.issuedAt), tell };
    const officers = await presentHolders(deps, { role: 'ward', unitCode: decision.unitCode });
    for (const officerId of await notYetTold(deps, officers, telling)) {
      try {
        if (await tellOnce(deps, { officerId, ...telling }, async () => noticeOf(decision))) told += 1;
      } catch (error) {
        deps.log.error({ err: error, officer: officerId, decision: decision.id }, 'an officer could not be told whom a decision left out');
      }
    }
  }
  return told;
}

function noticeOf({ number, count }: Behind): Notice {
  return { text: { key: 'wardDecision.leftBehind', params: { number, count } }, away: { key: 'wardDecision.leftBehindAway' }, buttons: [] };
}

async function decisionsWithout({ db, clock }: Deps): Promise<Behind[]> {
  const since = new Date(clock.now().getTime() - NEWS_MS);
  return db.$queryRaw<Behind[]>`
    SELECT d.id, d."unitCode", d.number, d."issuedAt", count(*)::int AS count
    FROM "Decision" d JOIN "DecisionLine" l ON l."decisionId" = d.id AND l."left" IS NOT NULL
    WHERE d.state = 'issued' AND d."issuedAt" > ${since} GROUP BY d.id ORDER BY d."issuedAt", d.id`;
}
