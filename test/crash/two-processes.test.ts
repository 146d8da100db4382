/** The same short storm (one-process.test.ts) over two processes that share a database. */
import { describeStorm } from './after-the-storm.ts';
import { short } from './short.ts';

describeStorm('two processes, by polling', { ...short, processes: 2, mode: 'polling' });
