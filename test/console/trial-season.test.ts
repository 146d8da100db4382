/** A season for trying, with a rubric that somebody adopted: every page says the same of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adoptRubric } from '../paper/proposals.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let house: OfficersHouse;
let ward: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb();
  const { deps } = web;
  house = await openOfficersHouse(deps);
  await adoptRubric(deps, house.home.unitCode);
  await web.prisma.season.updateMany({ data: { trial: true } });
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
});
afterAll(() => web.stop());

it.each([
  ['the sheet', () => `/console/sheets/${house.home.areaId}`],
  ['the counts', () => `/console/counts/${house.home.unitCode}`],
  ['the rubrics', () => '/console/rubrics'],
])('%s says that the rubric is official, and that papers are BẢN THỬ all the same', async (_, path) => {
  const page = await (await ward.get(path())).text();
  expect(page).toMatch(/chính thức|Chính thức/);
  expect(page).toContain('vẫn là BẢN THỬ');
  expect(page).not.toContain('Bảng điểm thử');
});
