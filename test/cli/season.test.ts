/** `nhahoc season preview` shows what would be sent, and what it shows is what is sent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { previewOfficers } from '../../src/reminder/preview-officers.ts';
import { previewReminders } from '../../src/reminder/preview-reminders.ts';
import { EIGHT, NINE, openReminderHouse, type ReminderHouse } from '../reminder/house.ts';
import { everything } from '../support/everything.ts';
import { nhahoc } from '../support/nhahoc.ts';

let house: ReminderHouse;
beforeAll(async () => {
  house = await openReminderHouse();
  await house.liveMany(4);
  await house.live(undefined, 'draft');
  await house.live(undefined, 'submitted');
  await house.live([{ consent: 'refused' }]);
  await house.live([{ channel: 'zalo', account: { lastInboundAt: null } }]);
  await house.live([]);
});
afterAll(() => house.close());

const preview = (from: string, to: string, unitCode = house.house.home.unitCode) => previewReminders(house.deps, { from, to, unitCode });
const short = (all: Awaited<ReturnType<typeof preview>>) =>
  all.map(({ date, rule, households, inPerson }) => `${date} ${rule.id} ${households} ${inPerson}`);

test('by day and rule how many would be reminded, and how many told in person; of one ward, or of all', async () => {
  await house.rule({ atMost: 2 }, { id: 'do', state: 'draft', days: [-3], hour: 17 });
  const shown = ['2026-11-23 han 5 1', '2026-11-27 han 5 1', '2026-11-27 do 1 0', '2026-11-29 han 0 0'];
  expect(short(await preview('2026-11-23', '2026-11-30'))).toEqual(shown);
  expect(short(await preview('2026-11-24', '2026-11-27'))).toEqual(shown.slice(1, 3));
  const [first] = await previewReminders(house.deps, { from: '2026-11-23', to: '2026-11-23' });
  expect(first).toMatchObject({ households: 5, inPerson: 1, wards: 36 });
  expect(short(await preview('2026-11-23', '2026-11-30', house.house.abroad.unitCode))[0]).toBe('2026-11-23 han 0 0');
});

test('what officers would be told stands beside it, and of wards that lag how many do', async () => {
  await house.rule(
    { id: 'phuong', who: 'ward', state: 'work', hour: 8, days: [-7], sentence: 'nudge.closing' },
    { id: 'cham', who: 'city', state: 'lagging', under: 0.6, hour: 8, days: [-7], sentence: 'nudge.lagging' },
    { id: 'kha', who: 'city', state: 'lagging', under: 0.01, hour: 9, days: [-7], sentence: 'nudge.lagging' },
  );
  const shown = await previewOfficers(house.deps, { from: '2026-11-23', to: '2026-11-30' });
  expect(shown.map(({ date, rule, officers, wards }) => `${date} ${rule.id} ${officers} ${wards}`)).toEqual([
    ...['2026-11-23 phuong 2 36', '2026-11-23 cham 1 1', '2026-11-23 kha 0 0'],
  ]);
  const { output } = await nhahoc(['season', 'preview', '--from', '2026-11-23', '--to', '2026-11-23'], {
    DATABASE_URL: house.database.url,
  });
  expect(output).toMatch(/2026-11-23\s+08:00\s+cham\s+city, lagging\s+1\s+1/);
});

test('looking changes nothing, in any table', async () => {
  const before = await everything(house.deps.db);
  await preview('2026-10-01', '2027-12-31');
  const { code, output } = await nhahoc(['season', 'preview', '--from', '2026-11-01', '--to', '2026-11-30'], {
    DATABASE_URL: house.database.url,
  });
  expect(code).toBe(0);
  expect(output).toContain('Nothing was sent.');
  expect(await everything(house.deps.db)).toEqual(before);
});

test('what it says is what happens', async () => {
  house.clock.set(EIGHT);
  await house.rule({});
  const [shown] = await preview('2026-11-23', '2026-11-23');
  house.clock.set(NINE);
  expect(await house.look()).toBe(shown?.households);
  expect(await house.deps.db.reminder.count({ where: { left: 'closed' } })).toBe(shown?.inPerson);
});

test('what is no date, no ward, or the wrong way round is said so', async () => {
  const season = (...args: string[]) => nhahoc(['season', ...args], { DATABASE_URL: house.database.url });
  expect((await season()).code).toBe(2);
  expect((await season('preview', '--from', 'mai', '--to', '2026-11-30')).code).toBe(2);
  expect(await season('preview', '--from', '2026-12-01', '--to', '2026-11-30')).toMatchObject({
    code: 1,
    output: expect.stringContaining('exchange them'),
  });
  expect(await season('preview', '--from', '2026-11-01', '--to', '2026-11-30', '--ward', '00000')).toMatchObject({ code: 1 });
});
