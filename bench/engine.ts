/** How often the engine resumes for each second of one core, beside @floip/flow-runner on the same questions. */
import { join } from 'node:path';
import { walkForm } from './engine/walk.ts';
import { median } from './load.ts';
import { run } from './processes.ts';
import { round, say, table, target } from './report.ts';

const ROUNDS = 5;
const SECONDS = 2;
const TIMES_FASTER = 20;

export async function benchEngine(): Promise<void> {
  const { questions, resumes } = await walkForm();
  const input = JSON.stringify(questions);
  const ways = {
    ours: () => measured('ours.ts'),
    whole: () => measured('flow-runner.mjs', 'whole'),
    lean: () => measured('flow-runner.mjs', 'lean'),
  };
  const found = { ours: [] as number[], whole: [] as number[], lean: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ['ours', 'whole', 'lean'] as const) found[way].push(await ways[way]());
  }

  async function measured(file: string, ...more: string[]): Promise<number> {
    const out = await run(process.execPath, [join(import.meta.dirname, 'engine', file), String(SECONDS), ...more], input);
    return (JSON.parse(out) as { perSecond: number }).perSecond;
  }

  const [ours, whole, lean] = [median(found.ours), median(found.whole), median(found.lean)];
  say(`Engine: ${resumes.length} answers of one form, JSON in, JSON out, for each second of one core (median of ${ROUNDS})`);
  table([
    ['', 'resumes/s', 'ours is'],
    ['ours', round(ours), ''],
    ['flow-runner, whole context', round(whole), `${round(ours / whole, 1)}x`],
    ['flow-runner, flow kept apart', round(lean), `${round(ours / lean, 1)}x`],
  ]);
  const kilobytes = round((resumes[resumes.length >> 1]?.session.length ?? 0) / 1_000, 1);
  target(
    `at least ${TIMES_FASTER} times @floip/flow-runner`,
    ours >= TIMES_FASTER * whole,
    `reading and writing ${kilobytes} kB of JSON is most of it`,
  );
}
