/** A steady stream of updates, whatever the service does: how long people wait, and what it holds in memory. */
import { openLoop } from './load.ts';
import { memoryMb } from './processes.ts';
import { round, say, table, target } from './report.ts';
import { type Surroundings, startSystem } from './systems.ts';

const PER_SECOND = 100;
const SECONDS = 60;
const MOST_MS = 100;
const MOST_MB = 250;

export async function benchOpen(around: Surroundings): Promise<void> {
  const system = await startSystem('ours', around);
  try {
    const before = await memoryMb(system.pid);
    const { p50, p99, sent } = await openLoop(system, PER_SECOND, SECONDS);
    const after = await memoryMb(system.pid);
    say(`Open loop: ${PER_SECOND} updates a second for ${SECONDS} s, from when each was due to its reply`);
    table([
      ['updates', 'p50 ms', 'p99 ms', 'MB before', 'MB after'],
      [sent, round(p50, 1), round(p99, 1), round(before), round(after)],
    ]);
    target(`p99 under ${MOST_MS} ms`, p99 < MOST_MS, 'a pause of the process or a slow commit of the disk');
    if (after !== null) target(`memory under ${MOST_MB} MB`, after < MOST_MB);
  } finally {
    await system.stop();
  }
}
