/** What the storms of every test run have in common. */
import type { StormOptions } from './storm.ts';

const seed = Number(process.env.CRASH_SEED ?? 324);

export const short: Omit<StormOptions, 'processes' | 'mode'> = {
  seed,
  kills: 5,
  lateKills: 2,
  databaseKills: 1,
  web: 3,
  telegram: 3,
  zalo: 3,
  officers: 1,
  photos: false,
};
