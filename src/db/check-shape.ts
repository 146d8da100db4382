/** Whether a migrated database is as the migrations left it: a table or a trigger that somebody removed is missed at the first need, or never. */
import { CannotStart } from '../cannot-start.ts';
import { Prisma, type PrismaClient } from './client.ts';

/** Records that only ever grow, held by triggers (`prisma/migrations/0003_append_only`, `0013_officers`). */
export const appendOnly = [
  ...(['Answer', 'Submission', 'Evidence', 'Consent', 'RubricVersion', 'DialogVersion', 'Audit'] as const),
  ...(['Grant', 'PaperTemplate', 'Review', 'Meeting', 'FileNotice', 'Decision', 'DecisionLine'] as const),
  ...(['Assist', 'HouseholdMerge', 'HouseholdsApart', 'HouseholdPlacing', 'Occurrence', 'Announcement', 'AnnouncementTold'] as const),
  ...(['Reminder', 'ReminderTold', 'Snooze', 'SeasonMove', 'LatePermit'] as const),
];
const guards = ['append_only_update', 'append_only_delete', 'append_only_truncate'] as const;

/** @throws CannotStart naming the tables that are missing, and the records that could be changed unseen */
export async function checkShape(prisma: PrismaClient): Promise<void> {
  const missing = await prisma.$queryRaw<{ name: string }[]>`
    SELECT name FROM (
      SELECT wanted AS name, to_regclass(quote_ident(wanted)) IS NOT NULL AS there
      FROM unnest(${Object.keys(Prisma.ModelName)}::text[]) AS wanted
      UNION ALL
      SELECT wanted || '.' || guard, EXISTS (
        SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(quote_ident(wanted)) AND tgname = guard AND tgenabled IN ('O', 'A'))
      FROM unnest(${appendOnly}::text[]) AS wanted CROSS JOIN unnest(${guards}::text[]) AS guard
    ) AS expected WHERE NOT there ORDER BY name`;
  if (missing.length === 0) return;
  throw new CannotStart(
    `The database is not in the shape that its migrations gave it; it lacks ${missing.map(({ name }) => name).join(', ')}. ` +
      'Somebody removed that by hand: restore a backup into a new database.',
  );
}
