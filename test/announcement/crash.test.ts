/** Whatever process is killed, and whenever: promise 15 of docs/sending.md. The long form is test/crash/sending.ts. */
import { expect, it } from 'vitest';
import { sendUnderKills } from './kills.ts';

/** What one process has in hand at most, in sending-process.ts. */
const IN_HAND = 8;

it('15 · nobody gets it twice and nobody is missed, but for the few that were in hand, which are marked', {
  timeout: 120_000,
}, async () => {
  const recipients = 160;
  const kills = 3;
  const { handed, missed, killed, columns } = await sendUnderKills({ seed: 324, recipients, kills, processes: 1 });
  const uncertain = Object.entries(columns).reduce((all, [name, count]) => all + (name.startsWith('uncertain') ? count : 0), 0);
  expect({ missed, killed }).toEqual({ missed: 0, killed: kills });
  expect(Object.keys(handed).filter((times) => Number(times) > 1)).toEqual([]);
  expect(uncertain).toBeLessThanOrEqual(kills * IN_HAND);
  expect((columns.sent ?? 0) + uncertain).toBe(recipients);
});
