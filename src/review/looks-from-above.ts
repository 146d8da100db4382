/** The city looks into a file for a reason: how long it may look, and what the ward is shown of it. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

/** Why the city looks into a household's file; the ward is shown it. */
export const cityReasons = ['complaint', 'inspection', 'wardAsked', 'householdAsked'] as const;
export type CityReason = (typeof cityReasons)[number];

/** Of one look: its file, and the photos in it, open again without another reason. */
export const LOOK_MINUTES = 30;
/** What was looked into longer ago is shown on the file only. */
const SHOWN_DAYS = 30;
const MOST_SHOWN = 20;
const MINUTE = 60_000;

export const LOOKED_INTO = 'review.openFromAbove';
const SUBJECT = 'assessment:';

/** The word stands in the statements because an index is made for it. */
export const lookedIntoSql = `SELECT at, detail FROM "Audit" WHERE action = '${LOOKED_INTO}' AND subject = $1 ORDER BY seq`;

export async function lookedInto({ db }: Pick<Deps, 'db'>, assessmentId: string): Promise<{ at: Date; why: CityReason }[]> {
  const rows = await db.$queryRawUnsafe<{ at: Date; detail: { why: CityReason } }[]>(lookedIntoSql, SUBJECT + assessmentId);
  return rows.map(({ at, detail }) => ({ at, why: detail.why }));
}

/** This officer of the city said why, and the time of that look is not over. */
export async function isLookingInto({ db, clock }: Deps, scope: Scope, assessmentId: string): Promise<boolean> {
  if (!scope.city) return false;
  const [found] = await db.$queryRawUnsafe<{ found: boolean }[]>(
    `SELECT EXISTS (SELECT FROM "Audit" WHERE action = '${LOOKED_INTO}' AND subject = $1 AND actor = $2 AND at > $3) AS found`,
    SUBJECT + assessmentId,
    `officer:${scope.officerId}`,
    new Date(clock.now().getTime() - LOOK_MINUTES * MINUTE),
  );
  return found?.found ?? false;
}

export interface ListedLook {
  assessmentId: string;
  code: string;
  at: Date;
  why: CityReason;
}

/** Files of theirs that the city looked into lately, the newest first: for whoever looks after those households. */
export function listLooks({ db, clock }: Pick<Deps, 'db' | 'clock'>, { scope }: { scope: Scope }): Promise<ListedLook[]> {
  const since = new Date(clock.now().getTime() - SHOWN_DAYS * 24 * 60 * MINUTE);
  return db.$queryRawUnsafe<ListedLook[]>(listLooksSql, since, [...scope.wards], [...scope.areas]);
}

/** There are few: all are read, and then whose they are. $1 since when, $2 wards, $3 khu phố. */
const listLooksSql = `
WITH look AS MATERIALIZED (
  SELECT seq, at, detail, substr(subject, ${SUBJECT.length + 1})::uuid AS "assessmentId" FROM "Audit"
  WHERE action = '${LOOKED_INTO}' AND at > $1::timestamptz
)
SELECT look."assessmentId"::text, h.code, look.at, look.detail->>'why' AS why
FROM look JOIN "Assessment" a ON a.id = look."assessmentId" JOIN "Household" h ON h.id = a."householdId" JOIN "Area" area ON area.id = a."areaId"
WHERE area."unitCode" = ANY($2::text[]) OR area.id = ANY($3::uuid[])
ORDER BY look.seq DESC LIMIT ${MOST_SHOWN}`;
