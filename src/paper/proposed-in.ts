/** Who is proposed in some places, in the order in which lists are read out: by place, then by given name. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import { spacedCode } from '../household/household-code.ts';
import type { ListedHousehold } from './lists.ts';

export interface ProposedAsked {
  seasonId: string;
  areaIds: readonly string[];
  /** Whose consents count: with the Hội that answers for the ward. */
  organisationId: string;
}

interface Row {
  headName: string;
  code: string;
  area: string;
  mayBePosted: boolean;
}

/** A name may be posted where an account of the household agrees to that, and no other of its accounts that was asked does not. */
export async function proposedIn(deps: Deps, { seasonId, areaIds, organisationId }: ProposedAsked): Promise<ListedHousehold[]> {
  const rows = await deps.db.$queryRaw<Row[]>`
    SELECT h."headName", h.code, p.name AS area, COALESCE(w.agreed, false) AS "mayBePosted"
    FROM "Assessment" a
    JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
    JOIN "Area" p ON p.id = a."areaId"
    LEFT JOIN LATERAL (
      SELECT bool_and(c.act = 'given' AND c."organisationId" = ${organisationId}::uuid) AS agreed
      FROM "Membership" m
      CROSS JOIN LATERAL (
        SELECT act, "organisationId" FROM "Consent" WHERE "accountId" = m."accountId" AND purpose = 'publicList' ORDER BY at DESC, id DESC LIMIT 1
      ) c
      WHERE m."householdId" = h.id AND m."to" IS NULL
    ) w ON true
    WHERE a."seasonId" = ${seasonId}::uuid AND a.title = ${TITLE} AND a.stage = 'proposed' AND a."areaId" = ANY(${[...areaIds]}::uuid[])`;
  return rows.map(({ headName, code, area, mayBePosted }) => ({ head: headName, code: spacedCode(code), area, mayBePosted })).sort(inOrder);
}

const collator = new Intl.Collator('vi', { numeric: true });

function inOrder(a: ListedHousehold, b: ListedHousehold): number {
  return collator.compare(a.area, b.area) || collator.compare(givenName(a), givenName(b)) || collator.compare(a.head, b.head);
}

/** Vietnamese names end with it. */
function givenName({ head }: ListedHousehold): string {
  return head.split(' ').at(-1) ?? '';
}
