/** Who was reminded of what, and who asked for some days of peace, is kept for a year. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { addDays, localDate, startOfLocalDay } from '../season/calendar.ts';
import { erasing } from './erasing.ts';

const AT_ONCE = 5000;
/** Days. */
const YEAR = 366;

/** In small transactions. That a rule's day was dealt with in a ward goes too: no rule looks back so far. Returns how many rows went. */
export async function forgetReminders(deps: Deps & { db: PrismaClient }): Promise<number> {
  const before = startOfLocalDay(addDays(localDate(deps.clock.now()), -YEAR));
  let total = 0;
  for (const sql of [remindersSql, toldSql, snoozesSql, permitsSql, runsSql]) {
    for (let count = AT_ONCE; count === AT_ONCE; total += count) {
      count = await deps.db.$transaction((db) => erasing({ ...deps, db }, () => db.$executeRawUnsafe(sql, before, AT_ONCE)));
    }
  }
  return total;
}

const remindersSql = `DELETE FROM "Reminder" WHERE ctid IN (SELECT ctid FROM "Reminder" WHERE at < $1::timestamptz LIMIT $2::int)`;
const toldSql = `DELETE FROM "ReminderTold" WHERE ctid IN (SELECT ctid FROM "ReminderTold" WHERE at < $1::timestamptz LIMIT $2::int)`;
const snoozesSql = `DELETE FROM "Snooze" WHERE ctid IN (SELECT ctid FROM "Snooze" WHERE until < $1::timestamptz LIMIT $2::int)`;
const permitsSql = `DELETE FROM "LatePermit" WHERE ctid IN (SELECT ctid FROM "LatePermit" WHERE at < $1::timestamptz LIMIT $2::int)`;
const runsSql = `DELETE FROM "ReminderRun" WHERE ctid IN (SELECT ctid FROM "ReminderRun" WHERE "begunAt" < $1::timestamptz LIMIT $2::int)`;
