/**
 * The service is killed while households answer on the web and on Telegram; afterwards nothing may be lost, doubled or
 * unanswered. A short storm of each kind; `npm run test:crash` makes the long ones. `CRASH_SEED=7` for others.
 */
import { describeStorm } from './after-the-storm.ts';

const seed = Number(process.env.CRASH_SEED ?? 324);
const small = { seed, kills: 15, databaseKills: 1, web: 5, telegram: 5, photos: false };

describeStorm('one process, by webhook', { ...small, processes: 1, mode: 'webhook' });
describeStorm('two processes, by polling', { ...small, processes: 2, mode: 'polling' });
