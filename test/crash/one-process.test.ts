/**
 * The service is killed while households answer on the web and on Telegram; afterwards nothing may be lost, doubled or
 * unanswered. A short storm; `npm run test:crash` makes the long ones. `CRASH_SEED=7` for others.
 */
import { describeStorm } from './after-the-storm.ts';
import { short } from './short.ts';

describeStorm('one process, by webhook', { ...short, processes: 1, mode: 'webhook' });
