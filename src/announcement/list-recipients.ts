/** What became of an announcement household by household: a page at a time, or all of it as a file. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { type Outcome, outcomeSql, reasonSql, recipientsSql } from './outcome-sql.ts';

export const PAGE = 50;

export interface ListedRecipient {
  householdId: string;
  code: string;
  /** Empty: not named. */
  headName: string;
  areaId: string;
  /** Null: "chưa xếp khu phố". */
  area: string | null;
  /** Null: it was left out. */
  channel: string | null;
  outcome: Outcome;
  reason: string | null;
  sentAt: Date | null;
  /** Of the button that was pressed first, by its place. */
  pressed: number | null;
  /** In person. */
  toldAt: Date | null;
}

export interface RecipientsWanted extends OneAnnouncement {
  areaId?: string;
  outcome?: Outcome;
  /** Of those who pressed it first, by its place. */
  pressed?: number;
  /** `next` of the page before. */
  after?: string;
}

export type ListedRecipients =
  | { outcome: 'listed'; recipients: ListedRecipient[] /** Where the next page begins; null: this is the last. */; next: string | null }
  | { outcome: 'notFound' };

/** By khu phố, in the order of writing. Only of places that the officer looks after now. Names households, which the audit keeps. Needs a transaction. */
export async function listRecipients(deps: Deps, wanted: RecipientsWanted): Promise<ListedRecipients> {
  return listed(deps, wanted, PAGE);
}

/** All of them, for a file. Needs a transaction. */
export async function exportRecipients(deps: Deps, wanted: Omit<RecipientsWanted, 'after'>): Promise<ListedRecipients> {
  return listed(deps, wanted, null);
}

async function listed(deps: Deps, wanted: RecipientsWanted, most: number | null): Promise<ListedRecipients> {
  const { scope, announcementId, areaId, outcome, pressed, after } = wanted;
  if (!(await findAnnouncement(deps, wanted))) return { outcome: 'notFound' };
  const values = [announcementId, ...placesOf(scope), areaId ?? null, outcome ?? null, pressed ?? null, positionIn(after)];
  const rows = await deps.db.$queryRawUnsafe<(ListedRecipient & { position: string })[]>(
    listSql,
    ...values,
    most === null ? null : most + 1,
  );
  const shown = most === null ? rows : rows.slice(0, most);
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: most === null ? 'announcement.export' : 'announcement.recipients',
    subject: `announcement:${announcementId}`,
    detail: { households: shown.length },
  });
  const next = most !== null && rows.length > most ? (shown.at(-1)?.position ?? null) : null;
  return { outcome: 'listed', recipients: shown.map(({ position: _, ...recipient }) => recipient), next };
}

/** Values of `theirSql`. */
export function placesOf({ wards, areas }: Pick<Scope, 'wards' | 'areas'>): [string[], string[]] {
  return [[...wards], [...areas]];
}

/** The khu phố `area` is theirs: $2 wards, $3 khu phố. */
export const theirSql = `(area."unitCode" = ANY($2::text[]) OR area.id = ANY($3::uuid[]))`;

function positionIn(text: string | undefined): string | null {
  return text !== undefined && /^\d{1,18}$/.test(text) ? text : null;
}

/** Where a household lives now says whose it is. $4 khu phố, $5 outcome, $6 button, $7 after which position, $8 how many. */
const listSql = `
SELECT * FROM (
  SELECT r.position::text, h.id AS "householdId", h.code, h."headName", area.id AS "areaId",
    CASE WHEN area.kind <> 'unplaced' THEN area.name END AS area, ca.channel::text AS channel, ${outcomeSql} AS outcome, ${reasonSql} AS reason,
    CASE WHEN m.state = 'sent' THEN m."sentAt" END AS "sentAt", r.pressed, told.at AS "toldAt"
  FROM ${recipientsSql} JOIN "Household" h ON h.id = r."householdId" JOIN "Area" area ON area.id = h."areaId"
  LEFT JOIN "AnnouncementTold" told ON told."announcementId" = r."announcementId" AND told."householdId" = r."householdId"
  WHERE r."announcementId" = $1::uuid AND ${theirSql} AND ($4::uuid IS NULL OR area.id = $4::uuid) AND ($6::int IS NULL OR r.pressed = $6::int)
    AND ($7::bigint IS NULL OR r.position > $7::bigint)
  ORDER BY r.position
) all_of_them WHERE $5::text IS NULL OR outcome = $5 LIMIT $8::int`;
