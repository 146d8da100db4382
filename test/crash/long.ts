/**
 * The long storms: `npm run test:crash`. `CRASH_KILLS=60 CRASH_DATABASE_KILLS=6 CRASH_SEED=7 npm run test:crash` for shorter
 * or other ones; half of the kills fall on a single process, half on two that share a database. They take their time, end
 * by themselves, and print what happened however they end.
 */
import { describeStorm } from './after-the-storm.ts';

const seed = Number(process.env.CRASH_SEED ?? 324);
const kills = Math.ceil(Number(process.env.CRASH_KILLS ?? 200) / 2);
const databaseKills = Math.ceil(Number(process.env.CRASH_DATABASE_KILLS ?? 20) / 2);
const half = {
  seed,
  kills,
  databaseKills,
  web: 20,
  telegram: 15,
  zalo: 15,
  quiet: 40,
  officers: 2,
  lateKills: Math.floor(kills / 2),
  photos: true,
};

describeStorm('one process, by webhook', { ...half, processes: 1, mode: 'webhook' });
describeStorm('two processes, by polling', { ...half, processes: 2, mode: 'polling' });
