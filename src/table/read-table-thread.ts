/** The thread of read-table.ts: one file, one answer, and it is over. */
import { parentPort, workerData } from 'node:worker_threads';
import type { TableJob } from './read-table.ts';
import { sheetsOf } from './sheets-of.ts';

const { bytes, limits } = workerData as TableJob;
parentPort?.postMessage(await sheetsOf(bytes, limits));
