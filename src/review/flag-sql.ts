/**
 * Which files are worth a look, in SQL: so that a list of those of one kind need not read all of them. Of an assessment `a` and the
 * submission `s` that was sent last; flags.ts then says exactly.
 */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { NOT_APPLICABLE } from '../rubric/score.ts';
import { FAR, type FlagKind } from './flags.ts';

/** By rubric version, the levels of its indicators that want something to show: `wanted`, to stand in a WITH. */
export const wantedSql = `wanted AS MATERIALIZED (
  SELECT version, jsonb_object_agg(indicator, levels) AS levels FROM (
    SELECT v.id AS version, i ->> 'id' AS indicator, jsonb_agg(l ->> 'id') AS levels
    FROM "RubricVersion" v CROSS JOIN jsonb_array_elements(v.body -> 'criteria') c CROSS JOIN jsonb_array_elements(c -> 'indicators') i
    CROSS JOIN jsonb_array_elements(i -> 'levels') l
    WHERE v.title = '${TITLE}' AND i ? 'evidence' AND (l ->> 'points')::float8 > 0 AND COALESCE((l ->> 'asksEvidence')::boolean, true)
    GROUP BY 1, 2) one
  GROUP BY 1)`;

/** Whoever moved since, or has other children by now, may have answers that are not asked any more: only the rubric can say. */
type Sure = 'maybe' | 'surely';

/** The household is asked this item, by what it was scored by. */
const asked = (indicator: string, sure: Sure) =>
  sure === 'maybe'
    ? 'true'
    : `(s."rubricVersionId" = a."rubricVersionId" AND EXISTS (
    SELECT FROM jsonb_to_recordset(s.score -> 'lines') AS line(indicator text, rule text)
    WHERE line.indicator = ${indicator} AND line.rule IN ('level', 'na', 'unanswered')))`;

/** A piece `e` was sent, and is still there. */
const isSent = (e: string) =>
  `(${e}."assessmentId" = a.id AND ${e}."removedAt" IS NULL AND (s.evidence -> ${e}.indicator) ? ${e}.id::text)`;

const points = `(s.score ->> 'points')::float8`;
const max = `(s.score ->> 'max')::float8`;

const kinds: Readonly<Record<FlagKind, (sure: Sure) => string>> = {
  noEvidence: (sure) => `EXISTS (
    SELECT FROM jsonb_each_text(s.answers) x JOIN wanted ON wanted.version = a."rubricVersionId"
    WHERE (wanted.levels -> x.key) ? x.value AND NOT EXISTS (SELECT FROM "Evidence" e WHERE ${isSent('e')} AND e.indicator = x.key)
      AND ${asked('x.key', sure)})`,
  notApplicable: (sure) => `EXISTS (
    SELECT FROM jsonb_each_text(s.answers) x WHERE x.value = '${NOT_APPLICABLE}' AND ${asked('x.key', sure)})`,
  sameFile: (sure) => `EXISTS (
    SELECT FROM "Evidence" e
    WHERE ${isSent('e')} AND e.kind <> 'story' AND COALESCE(s.answers ->> e.indicator, '') <> '${NOT_APPLICABLE}' AND ${asked('e.indicator', sure)}
      AND (EXISTS (SELECT FROM "Evidence" twin WHERE ${isSent('twin')} AND twin.sha256 = e.sha256 AND twin.indicator <> e.indicator)
        OR EXISTS (
          SELECT FROM "Evidence" other JOIN "Assessment" elsewhere ON elsewhere.id = other."assessmentId"
          JOIN "Household" h ON h.id = elsewhere."householdId" AND h."mergedIntoId" IS NULL
          WHERE other.sha256 = e.sha256 AND other.kind <> 'story' AND other."removedAt" IS NULL AND h.id <> a."householdId")))`,
  farFromLastYear: (sure) => `EXISTS (
    SELECT FROM (
      SELECT (b.score ->> 'points')::float8 AS points, (b.score ->> 'max')::float8 AS max
      FROM "Season" own JOIN "Season" earlier ON NOT earlier.trial AND earlier.year < own.year
      JOIN "Assessment" last ON last."seasonId" = earlier.id AND last."householdId" = a."householdId" AND last.title = a.title
      JOIN "Submission" b ON b."assessmentId" = last.id
      WHERE own.id = a."seasonId" ORDER BY earlier.year DESC, b.number DESC LIMIT 1) before
    WHERE before.max > 0 AND ${
      sure === 'maybe'
        ? `(s."rubricVersionId" <> a."rubricVersionId" OR abs(${points} - before.points / before.max * ${max}) * 100 >= ${FAR} * ${max})`
        : `s."rubricVersionId" = a."rubricVersionId" AND abs(${points} - before.points / before.max * ${max}) * 100 >= ${FAR} * ${max}`
    })`,
  assisted: () => `(a.source = 'assisted' OR EXISTS (
    SELECT FROM (SELECT DISTINCT ON (indicator) method FROM "Answer" WHERE "assessmentId" = a.id ORDER BY indicator, seq DESC) held
    WHERE held.method <> 'self'))`,
  objects: () => `(
    SELECT COALESCE(max(r.seq) FILTER (WHERE r.act = 'object' AND r."submissionId" = s.id)
      > COALESCE(max(r.seq) FILTER (WHERE r."officerId" IS NOT NULL), 0), false)
    FROM "Review" r WHERE r."assessmentId" = a.id)`,
  answersBack: () => `EXISTS (
    SELECT FROM "Submission" before JOIN "Review" r ON r."submissionId" = before.id AND r.act = 'askBack'
    WHERE before."assessmentId" = a.id AND before.number = s.number - 1)`,
};

/** The cheapest to ask come first: the others are asked of the rest. */
const order: readonly FlagKind[] = ['answersBack', 'notApplicable', 'objects', 'assisted', 'farFromLastYear', 'noEvidence', 'sameFile'];

/** What to look for: a kind, whatever there is, or files with nothing. */
export type FlagFilter = FlagKind | 'any' | 'none';

/** Every file that fits, and few that do not. */
export function flagSql(filter: FlagFilter): string {
  if (filter === 'any') return `(${order.map((kind) => kinds[kind]('maybe')).join(' OR ')})`;
  if (filter === 'none') return `NOT (${order.map((kind) => kinds[kind]('surely')).join(' OR ')})`;
  return kinds[filter]('maybe');
}
