/** Who is proposed in some places, also after the decision, in the order in which lists are read out: by place, then by given name. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import { spacedCode } from '../household/household-code.ts';
import { stationSql } from '../report/station-sql.ts';
import type { ListedHousehold } from './lists.ts';

export interface ProposedAsked {
  seasonId: string;
  areaIds: readonly string[];
  /** Whose consents count: with the Hội that answers for the ward. */
  organisationId: string;
  /** Also whom a correction took out of the decision: the meeting proposed them all the same. */
  withTakenOut: boolean;
}

interface Row {
  headName: string;
  code: string;
  area: string;
  mayBePosted: boolean;
}

/** A name may be posted where an account of the household agrees to that, and no other of its accounts that was asked does not. */
export async function proposedIn(
  deps: Deps,
  { seasonId, areaIds, organisationId, withTakenOut }: ProposedAsked,
): Promise<ListedHousehold[]> {
  const rows = await deps.db.$queryRawUnsafe<Row[]>(proposedSql, organisationId, seasonId, TITLE, areaIds, withTakenOut);
  return rows
    .map(({ headName, code, area, mayBePosted }) => ({ head: headName, code: spacedCode(code), area, mayBePosted }))
    .sort(inListOrder);
}

/**
 * Whether the name of a household may be posted.
 * @param household SQL of its id
 * @param organisation SQL of the id of the Hội with which it agrees
 */
export function postingSql(household: string, organisation: string): string {
  return `COALESCE((
    SELECT bool_and(c.act = 'given' AND c."organisationId" = ${organisation})
    FROM "Membership" m
    CROSS JOIN LATERAL (
      SELECT act, "organisationId" FROM "Consent" WHERE "accountId" = m."accountId" AND purpose = 'publicList' ORDER BY at DESC, id DESC LIMIT 1
    ) c
    WHERE m."householdId" = ${household} AND m."to" IS NULL), false)`;
}

const proposedSql = `
SELECT h."headName", h.code, p.name AS area, ${postingSql('h.id', '$1::uuid')} AS "mayBePosted"
FROM "Assessment" a
JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
JOIN "Area" p ON p.id = a."areaId"
WHERE a."seasonId" = $2::uuid AND a.title = $3 AND ${stationSql.proposed} AND a."areaId" = ANY($4::uuid[])
  AND ($5 OR a.stage <> 'notRecognised')`;

type Placed = Pick<ListedHousehold, 'area' | 'head'>;

const collator = new Intl.Collator('vi', { numeric: true });

/** As people count places and call names. */
export function inListOrder(a: Placed, b: Placed): number {
  return collator.compare(a.area, b.area) || collator.compare(givenName(a), givenName(b)) || collator.compare(a.head, b.head);
}

/** Vietnamese names end with it. */
function givenName({ head }: Placed): string {
  return head.split(' ').at(-1) ?? '';
}
