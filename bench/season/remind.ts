/** What the service does when a rule of the season falls due, to its end: looks who it is about, as its preview does, and then reminds them. */
import { connect } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { createLogger } from '../../src/log.ts';
import { previewReminders } from '../../src/reminder/preview-reminders.ts';
import { remind } from '../../src/reminder/remind.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { systemIds } from '../../src/system.ts';
import type { Said } from '../season.ts';

const { DATABASE_URL = '', NOW = '' } = process.env;
const db = connect(DATABASE_URL, 4);
const clock = { now: () => new Date(NOW) };
const deps: Deps & { db: typeof db } = { db, clock, ids: systemIds, log: createLogger({ level: 'error', stream: process.stderr }) };
const locale = createLocale();
const today = localDate(clock.now());

process.on('disconnect', () => process.exit());

const began = performance.now();
const due = await previewReminders(deps, { from: today, to: today });
const looked = performance.now();
const calendar = await calendarOfAWard();
const begun = performance.now();
let count = 0;
// One look ends after some seconds, as in service; the next goes on.
do count += await remind({ ...deps, locale });
while ((await db.reminderRun.count({ where: { doneAt: null } })) > 0);
const said: Said = {
  looked: { seconds: (looked - began) / 1_000, count: due.reduce((all, { households }) => all + households, 0) },
  written: { seconds: (performance.now() - begun) / 1_000, count },
  calendar,
};
await db.$disconnect();
process.send?.(said, () => process.exit());

/** As the console shows it: the next month of one ward. The middle of five, in milliseconds. */
async function calendarOfAWard(): Promise<number> {
  const { code } = await db.unit.findFirstOrThrow({ orderBy: { code: 'asc' }, select: { code: true } });
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const from = performance.now();
    await previewReminders(deps, { from: today, to: addDays(today, 30), scope: { wards: [code], areas: [] } });
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[2] ?? Number.NaN;
}
