/** What would be sent, as the console's calendar shows it: counted once for some minutes, and for nobody else's places. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KEPT_MS } from '../../src/kept-counts.ts';
import { type KeptCounts, previewReminders } from '../../src/reminder/preview-reminders.ts';
import { NINE, openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;
beforeEach(async () => {
  house = await openReminderHouse();
});
afterEach(() => house.close());

async function counted(kept?: KeptCounts, areas: string[] = [], wards: string[] = [house.house.home.unitCode]): Promise<number[]> {
  const asked = { from: '2026-11-23', to: '2026-11-30', scope: { wards, areas }, ...(kept && { kept }) };
  return (await previewReminders(house.deps, asked)).map(({ households }) => households);
}

it('is counted anew when what was counted is some minutes old, or of other places', async () => {
  const kept: KeptCounts = new Map();
  await house.live();
  expect(await counted(kept)).toEqual([1, 1, 1]);
  await house.live();
  expect(await counted(kept)).toEqual([1, 1, 1]);
  expect(await counted()).toEqual([2, 2, 2]);
  expect(await counted(kept, [house.street.areaId], [])).toEqual([2, 2, 2]);
  expect(await counted(kept, [house.house.home.areaId], [])).toEqual([0, 0, 0]);
  house.wait(KEPT_MS / (60 * 60 * 1000));
  expect(await counted(kept)).toEqual([2, 2, 2]);
  expect(kept.size).toBe(1);
});

it('shows other days at once when the dates are others', async () => {
  const kept: KeptCounts = new Map();
  await house.live();
  expect(await counted(kept)).toHaveLength(3);
  await house.dates({ selfAssessment: { opens: '2026-10-15', closes: '2026-12-03' } });
  expect(await counted(kept)).toHaveLength(2);
});

it('what is shown is what is sent, also to whoever has never written', async () => {
  const home = await house.live([{ channel: 'telegram' }]);
  await house.deps.db.conversation.delete({ where: { accountId: home.accountId } });
  expect(await counted()).toEqual([1, 1, 1]);
  house.clock.set(NINE);
  expect(await house.look()).toBe(1);
  expect(await house.told(home)).toHaveLength(1);
  expect(await house.noted(home)).toEqual(['han 2026-11-23 written']);
});
