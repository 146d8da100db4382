/** "Lịch nhắc" of the city, and what officers are told, on the console's pages. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seasonOf } from '../../src/assessment/season-of.ts';
import type { Deps } from '../../src/deps.ts';
import { KEPT_MS } from '../../src/kept-counts.ts';
import { previewOfCity } from '../../src/reminder/preview-of-city.ts';
import { toBeKept } from '../../src/reminder/rules-in-force.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { reminderRule } from '../../src/season/rules.ts';
import { newFamily } from '../support/family.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let today: string;
beforeAll(async () => {
  web = await startWeb();
  deps = web.deps;
  house = await openOfficersHouse(deps);
  today = localDate(web.clock.now());
  const { id, dates } = await seasonOf(deps, house.home.unitCode);
  const about = { anchor: 'selfAssessment.closes', days: [-3, -1], until: { anchor: 'selfAssessment.closes' }, atMost: 9, grace: 8 };
  const rules = [
    { id: 'han', who: 'household', state: 'notSent', hour: 9, sentence: 'reminder.closing', ...about },
    { id: 'khu', who: 'khuPho', state: 'work', hour: 8, sentence: 'nudge.closing', ...about },
    { id: 'phuong', who: 'ward', state: 'work', hour: 8, sentence: 'nudge.closing', ...about },
    { id: 'tp', who: 'city', state: 'lagging', under: 0.6, hour: 8, sentence: 'nudge.lagging', ...about },
  ].map((rule) => reminderRule.parse(rule));
  const selfAssessment = { opens: addDays(today, -20), closes: addDays(today, 9) };
  await web.prisma.season.update({ where: { id }, data: { dates: { ...dates, selfAssessment }, rules: toBeKept(rules) } });
});
afterAll(() => web.stop());

const read = async (browser: OfficerBrowser, path: string) => (await browser.get(path)).text();
const plain = (page: string) => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

it('shows the city by rule and by ward how many would be reminded, and which officers told', async () => {
  const { householdId, code } = await newFamily(deps);
  await deps.db.household.update({ where: { id: householdId }, data: { areaId: house.home.areaId } });
  const city = await OfficerBrowser.open(web, deps, house.officers.city);
  const path = `/console/calendar?from=${today}&to=${addDays(today, 9)}`;
  const page = await read(city, path);
  const said = plain(page);
  expect(said).toMatch(/9 giờ Hộ chưa gửi phiếu 0 1/);
  expect(said).toMatch(/8 giờ Cán bộ khu phố, ấp: việc còn lại, nhắc trước hạn 1 \d+/);
  expect(said).toMatch(/8 giờ Cán bộ phường, xã: việc còn lại, nhắc trước hạn 1 \d+/);
  const { name } = await deps.db.unit.findUniqueOrThrow({ where: { code: house.home.unitCode } });
  expect(said).toMatch(new RegExp(`${name} 2`));
  expect(page).not.toContain(code);
  expect(await deps.db.reminder.count(), 'nothing is sent by looking').toBe(0);
  const wrong = await city.get(`/console/calendar?from=${addDays(today, 3)}&to=${today}`);
  expect(wrong.status).toBe(422);
});

it('shows officers what they are told of their own, and not what the city is', async () => {
  const ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  const said = plain(await read(ward, '/console/reminders'));
  expect(said).toContain('Cán bộ phường, xã: việc còn lại, nhắc trước hạn 1 1');
  expect(said).toContain('Cán bộ khu phố, ấp: việc còn lại, nhắc trước hạn 1 1');
  expect(said).not.toContain('nơi cần tiếp sức');
  const hamlet = await OfficerBrowser.open(web, deps, house.officers.hamlet);
  const theirs = plain(await read(hamlet, '/console/reminders'));
  expect(theirs).toContain('Cán bộ khu phố, ấp: việc còn lại, nhắc trước hạn 1 1');
  expect(theirs).not.toContain('Cán bộ phường, xã:');
});

it('counts a span once for all who look for some minutes, and says what is not counted yet', async () => {
  const span = { from: today, to: addDays(today, 5) };
  const first = await previewOfCity(deps, { ...span, patience: 0 });
  expect(first.left).toBeGreaterThan(0);
  const whole = await previewOfCity(deps, span);
  expect([whole.left, whole.at]).toEqual([0, first.at]);
  const { unitCode } = house.home;
  expect(whole.wards.map(({ code }) => code)).toContain(unitCode);
  web.clock.advance(KEPT_MS);
  expect((await previewOfCity(deps, span)).at).toEqual(web.clock.now());
});
