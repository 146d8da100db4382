/** Households hear what was written to them when it is sent: from then on they have their time to answer. */
import type { Deps, RawDeps } from '../deps.ts';
import { answerByOf } from './answer-by.ts';

/** Of one run; the others come with the next. */
const AT_ONCE = 500;

interface Arrived {
  id: string;
  days: number;
  at: Date;
}

/** Fills in which notices have arrived, and until when their households may answer. Run by a job, often. Returns how many. */
export async function hearNotices({ db }: Pick<Deps, 'db'>): Promise<number> {
  const arrived = await db.$queryRawUnsafe<Arrived[]>(`${arrivedSql(`n."toldAt" IS NULL`)} LIMIT ${AT_ONCE}`);
  if (arrived.length === 0) return 0;
  const rows: object[] = [];
  for (const { id, days, at } of arrived) rows.push({ id, at, answerBy: await answerByOf(at, days) });
  return db.$executeRawUnsafe(hearSql, JSON.stringify(rows));
}

/**
 * Until when those may answer to whom the notice of their last outcome has been sent, noted or not; by assessment. What did not arrive
 * is not there.
 */
export async function arrivalsOf({ db }: Pick<RawDeps, 'db'>, assessmentIds: readonly string[]): Promise<Map<string, string>> {
  const arrived = await db.$queryRawUnsafe<(Arrived & { assessmentId: string })[]>(arrivedSql(newestSql), assessmentIds);
  const answerBy = new Map<string, string>();
  for (const { assessmentId, at, days } of arrived) answerBy.set(assessmentId, await answerByOf(new Date(at), days));
  return answerBy;
}

/** $1 assessments. */
const newestSql = `n."assessmentId" = ANY($1::uuid[]) AND n.id = (
  SELECT id FROM "OutcomeNotice" WHERE "assessmentId" = n."assessmentId" AND at >= COALESCE(
    (SELECT max(at) FROM "Review" WHERE "assessmentId" = n."assessmentId" AND act = 'notPropose'), at)
  ORDER BY at DESC, id DESC LIMIT 1)`;

/**
 * The messages of a notice, and those that their words went with, as `went`.
 * @param messages SQL that selects their ids
 */
export function wentSql(messages: string): string {
  return `RECURSIVE went AS (
    SELECT m.id, m.state, m."sentAt", m."mergedIntoId" FROM "Message" m WHERE m.id IN (${messages})
    UNION SELECT m.id, m.state, m."sentAt", m."mergedIntoId" FROM went JOIN "Message" m ON m.id = went."mergedIntoId")`;
}

/** @param which of the notices `n` */
function arrivedSql(which: string): string {
  return `
SELECT n.id, n."assessmentId", n.days, sent.at FROM "OutcomeNotice" n
CROSS JOIN LATERAL (
  WITH ${wentSql('SELECT unnest(n."messageIds")')} SELECT min("sentAt") AS at FROM went WHERE state = 'sent') sent
WHERE ${which} AND sent.at IS NOT NULL ORDER BY n.id`;
}

/** $1 notices: id, when one of its messages was sent, until when its household may answer. */
const hearSql = `
UPDATE "OutcomeNotice" n SET "toldAt" = heard.at, "answerBy" = heard."answerBy"
FROM jsonb_to_recordset($1::jsonb) AS heard(id uuid, at timestamptz, "answerBy" date)
WHERE n.id = heard.id AND n."toldAt" IS NULL`;
