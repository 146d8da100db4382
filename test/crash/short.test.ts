/**
 * Two processes on one database are killed while households answer on the web, on Telegram and on Zalo, and officers decide;
 * afterwards nothing may be lost, doubled or unanswered. A short storm; `npm run test:crash` makes the long ones, also over a
 * single process. `CRASH_SEED=7` for others.
 */
import { describeStorm } from './after-the-storm.ts';

describeStorm('two processes, by polling', {
  seed: Number(process.env.CRASH_SEED ?? 324),
  kills: 5,
  lateKills: 2,
  databaseKills: 1,
  web: 3,
  telegram: 3,
  zalo: 3,
  quiet: 12,
  officers: 1,
  photos: false,
  processes: 2,
  mode: 'polling',
});
