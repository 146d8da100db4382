/** What the storms of every test run have in common. */
import type { StormOptions } from './storm.ts';

const seed = Number(process.env.CRASH_SEED ?? 324);

export const short: Omit<StormOptions, 'processes' | 'mode'> = {
  seed,
  kills: 7,
  lateKills: 3,
  databaseKills: 1,
  web: 4,
  telegram: 4,
  zalo: 4,
  officers: 1,
  photos: false,
};
