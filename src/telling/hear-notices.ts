/** Households hear what was written to them when it is sent: from then on they have their time to answer. */
import type { Deps, RawDeps } from '../deps.ts';
import { type About, answerByOf } from './answer-by.ts';
import { wentSql } from './told-sql.ts';

/** Of one run; the others come with the next. */
const AT_ONCE = 500;

interface Arrived {
  id: string;
  about: About;
  days: number;
  at: Date;
}

/** Fills in which notices have arrived, and until when their households may answer. Run by a job, often. Returns how many. */
export async function hearNotices({ db }: Pick<Deps, 'db'>): Promise<number> {
  const arrived = await db.$queryRawUnsafe<Arrived[]>(`${arrivedSql(`n."toldAt" IS NULL AND n."messageIds" <> '{}'`)} LIMIT ${AT_ONCE}`);
  if (arrived.length === 0) return 0;
  const rows: object[] = [];
  for (const { id, about, days, at } of arrived) rows.push({ id, at, answerBy: await answerByOf(about, at, days) });
  return db.$executeRawUnsafe(hearSql, JSON.stringify(rows));
}

/**
 * Until when those may answer to whom the notice of their last outcome has been sent, noted or not; by assessment. What did not arrive
 * is not there.
 */
export async function arrivalsOf({ db }: Pick<RawDeps, 'db'>, assessmentIds: readonly string[]): Promise<Map<string, string>> {
  const arrived = await db.$queryRawUnsafe<(Arrived & { assessmentId: string })[]>(arrivedSql(newestSql), assessmentIds);
  const answerBy = new Map<string, string>();
  for (const { assessmentId, about, at, days } of arrived) {
    const until = await answerByOf(about, new Date(at), days);
    if (until !== null) answerBy.set(assessmentId, until);
  }
  return answerBy;
}

/** $1 assessments. */
const newestSql = `n."assessmentId" = ANY($1::uuid[]) AND n.id = (
  SELECT id FROM "FileNotice" WHERE "assessmentId" = n."assessmentId" AND about = 'outcome' AND at >= COALESCE(
    (SELECT max(at) FROM "Review" WHERE "assessmentId" = n."assessmentId" AND act = 'notPropose'), at)
  ORDER BY at DESC, id DESC LIMIT 1)`;

/** @param which of the notices `n` */
function arrivedSql(which: string): string {
  return `
SELECT n.id, n."assessmentId", n.about::text, n.days, sent.at FROM "FileNotice" n
CROSS JOIN LATERAL (
  WITH ${wentSql('SELECT unnest(n."messageIds")')} SELECT min("sentAt") AS at FROM went WHERE state = 'sent') sent
WHERE ${which} AND sent.at IS NOT NULL ORDER BY n.id`;
}

/** $1 notices: id, when one of its messages was sent, until when its household may answer. */
const hearSql = `
UPDATE "FileNotice" n SET "toldAt" = heard.at, "answerBy" = heard."answerBy"
FROM jsonb_to_recordset($1::jsonb) AS heard(id uuid, at timestamptz, "answerBy" date)
WHERE n.id = heard.id AND n."toldAt" IS NULL`;
