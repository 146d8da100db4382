/** "Nhắc việc" on the console's pages. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seasonOf } from '../../src/assessment/season-of.ts';
import type { Deps } from '../../src/deps.ts';
import { toBeKept } from '../../src/reminder/rules-in-force.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { reminderRule } from '../../src/season/rules.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
beforeAll(async () => {
  web = await startWeb();
  deps = web.deps;
  house = await openOfficersHouse(deps);
});
afterAll(() => web.stop());

it('lists no day on which nobody would hear anything, and says once that there are such days', async () => {
  const { id, dates } = await seasonOf(deps, house.home.unitCode);
  const today = localDate(web.clock.now());
  const usual = { who: 'household', hour: 9, sentence: 'reminder.returned', atMost: 10, grace: 10, anchor: 'selfAssessment.closes' };
  const rule = reminderRule.parse({
    id: 'bosung',
    state: 'returned',
    days: [-3, -1],
    until: { anchor: 'selfAssessment.closes' },
    ...usual,
  });
  const selfAssessment = { opens: addDays(today, -20), closes: addDays(today, 9) };
  await web.prisma.season.update({ where: { id }, data: { dates: { ...dates, selfAssessment }, rules: toBeKept([rule]) } });
  const ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  const page = await (await ward.get('/console/reminders')).text();
  expect(page).toContain('2 lần nhắc khác trong lịch lúc này không có hộ nào.');
  expect(page).not.toContain('Hộ được nhờ bổ sung, chưa trả lời');
});
