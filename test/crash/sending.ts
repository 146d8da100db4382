/**
 * The long form of test/announcement/crash.test.ts, as `npm run test:crash` runs it: `SENDING_KILLS=300 SENDING_RECIPIENTS=5000 CRASH_SEED=7` are the
 * usual values. Half of the kills fall on one process, half on three that share a database. Prints what became of it.
 */
import { expect, it } from 'vitest';
import { sendUnderKills } from '../announcement/kills.ts';

const seed = Number(process.env.CRASH_SEED ?? 324);
const kills = Math.ceil(Number(process.env.SENDING_KILLS ?? 300) / 2);
const recipients = Number(process.env.SENDING_RECIPIENTS ?? 5_000);
const IN_HAND = 8;

it.each([1, 3])('an announcement under kills, %i at once', { timeout: 2 * 60 * 60 * 1000 }, async (processes) => {
  const found = await sendUnderKills({ seed: seed + processes, recipients, kills, processes });
  process.stdout.write(`${JSON.stringify({ processes, recipients, kills, seed, ...found })}\n`);
  const uncertain = Object.entries(found.columns).reduce((all, [name, count]) => all + (name.startsWith('uncertain') ? count : 0), 0);
  expect({ missed: found.missed, killed: found.killed }).toEqual({ missed: 0, killed: kills });
  expect(Object.keys(found.handed).filter((times) => Number(times) > 1)).toEqual([]);
  expect(uncertain).toBeLessThanOrEqual(kills * IN_HAND);
});
