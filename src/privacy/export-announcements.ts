/** The part of the export that says which announcements were for the household, and what became of them. */
import { announcementButtons } from '../announcement/content.ts';
import { outcomeSql, recipientsSql } from '../announcement/outcome-sql.ts';
import type { Deps } from '../deps.ts';

export interface ExportedAnnouncement {
  /** When it began to be sent. */
  at: string;
  unit: string;
  outcome: 'sent' | 'failed' | 'held' | 'waiting' | 'uncertain' | 'left';
  /** What the button said that was pressed first. */
  pressed: string | null;
  pressedAt: string | null;
  toldInPersonAt: string | null;
}

interface Row extends Pick<ExportedAnnouncement, 'unit' | 'outcome'> {
  at: Date;
  buttons: unknown;
  pressed: number | null;
  pressedAt: Date | null;
  told: Date | null;
}

/** $1 household. */
const announcementsSql = `
SELECT n."startedAt" AS at, u.name AS unit, ${outcomeSql} AS outcome, n.buttons, r.pressed, r."pressedAt", told.at AS told
FROM ${recipientsSql} JOIN "Announcement" n ON n.id = r."announcementId" JOIN "Unit" u ON u.code = n."unitCode"
LEFT JOIN "AnnouncementTold" told ON told."announcementId" = r."announcementId" AND told."householdId" = r."householdId"
WHERE r."householdId" = $1::uuid ORDER BY n."startedAt", n.id`;

/** Oldest first. What was written is among the messages. */
export async function exportAnnouncements({ db }: Deps, householdId: string): Promise<ExportedAnnouncement[]> {
  const rows = await db.$queryRawUnsafe<Row[]>(announcementsSql, householdId);
  return rows.map(({ at, unit, outcome, buttons, pressed, pressedAt, told }) => ({
    ...{ at: at.toISOString(), unit, outcome },
    pressed: pressed === null ? null : (announcementButtons.parse(buttons)[pressed]?.label ?? null),
    pressedAt: pressedAt?.toISOString() ?? null,
    toldInPersonAt: told?.toISOString() ?? null,
  }));
}
