/** Those whom what was written does not reach, of whatever may be told at their door; that they are not proposed: src/outcome/outcomes-in.ts. */
import { lastAskSql } from '../assessment/returned.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { agreesSql, controllersSql, silentSql } from '../review/in-use.ts';
import { type SeasonsIn, seasonsIn } from '../review/seasons-in.ts';
import type { About } from './answer-by.ts';
import { becameSql, sendingSince, toldSql, type WhatBecame } from './told-sql.ts';

export type UntoldAbout = Exclude<About, 'outcome'>;

export interface Untold {
  assessmentId: string;
  about: UntoldAbout;
  /** Null: nobody of it chats. */
  message: Exclude<WhatBecame, 'sending'>;
}

export interface UntoldOptions {
  scope: Scope;
  /** Absent: they are read. */
  seasons?: SeasonsIn;
  about: readonly UntoldAbout[];
}

/** Those who chat come first: they may be waiting for a word. */
export async function untoldIn(deps: Deps, { scope, seasons, about }: UntoldOptions): Promise<Untold[]> {
  const { ids } = seasons ?? (await seasonsIn(deps, scope));
  const { wards, areas } = scope;
  return deps.db.$queryRawUnsafe<Untold[]>(untoldSql, wards, areas, ids, sendingSince(deps.clock.now()), about);
}

/** How many hear nothing of a decision that there was: what it says of them, or that it left them out. */
export async function countUntold(
  deps: Deps,
  options: Omit<UntoldOptions, 'about'>,
): Promise<Record<Exclude<UntoldAbout, 'askBack'>, number>> {
  const all = await untoldIn(deps, { ...options, about: ['decision', 'leftOut'] });
  const of = (about: UntoldAbout) => all.filter((one) => one.about === about).length;
  return { decision: of('decision'), leftOut: of('leftOut') };
}

/** @param since SQL of rows `said` of the assessment `a`: `at`, from which on it is to be told */
function partSql(about: UntoldAbout, stages: string, since: string): string {
  const written = { about, assessment: 'a.id', since: 'said.at' };
  return `
SELECT a.id AS "assessmentId", '${about}' AS about, became.message, a."areaId", h.silent
FROM "Area" place CROSS JOIN LATERAL (
  SELECT * FROM "Assessment" WHERE "areaId" = place.id AND "seasonId" = ANY($3::uuid[]) AND stage IN (${stages}) AND title = '${TITLE}' OFFSET 0) a
CROSS JOIN LATERAL (${since}) said
LEFT JOIN LATERAL (${toldSql(written)}) told ON true
CROSS JOIN LATERAL (SELECT ${silentSql('a."householdId"')} AS silent) h
LEFT JOIN LATERAL (${becameSql(written, '$4::timestamptz')}) became ON told."toldAt" IS NULL
JOIN "Household" whose ON whose.id = a."householdId" AND whose."mergedIntoId" IS NULL
JOIN controller ON controller."areaId" = whose."areaId"
WHERE (place."unitCode" = ANY($1::text[]) OR place.id = ANY($2::uuid[])) AND '${about}' = ANY($5::text[])
  AND told."toldAt" IS NULL AND (became.message IS DISTINCT FROM 'sending' OR h.silent)
  AND ${agreesSql('whose.id', 'controller."organisationId"')}`;
}

/** When the newest notice about it was written. */
const writtenLastSql = (about: UntoldAbout) =>
  `SELECT at FROM "FileNotice" WHERE "assessmentId" = a.id AND about = '${about}' ORDER BY at DESC, id DESC LIMIT 1`;

const askedLastSql = `SELECT asked.last AS at
  FROM (SELECT id FROM "Submission" WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) s CROSS JOIN LATERAL (${lastAskSql}) asked`;

/** $1 wards, $2 areas, $3 seasons, $4 `sendingSince`, $5 what about. */
const untoldSql = `
WITH ${controllersSql}
SELECT untold."assessmentId", untold.about, CASE WHEN untold.message <> 'sending' THEN untold.message END AS message FROM (
${[
  partSql('askBack', `'returned'`, askedLastSql),
  partSql('leftOut', `'waiting', 'returned', 'confirmed'`, writtenLastSql('leftOut')),
  partSql('decision', `'recognised', 'notRecognised'`, writtenLastSql('decision')),
].join('\nUNION ALL')}) untold
ORDER BY untold.silent, untold."areaId", untold."assessmentId"`;
