/** The page of the audit: in words, by person, kind of act and day; what it shows names no household. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from '../../src/db/audit.ts';
import type { Deps } from '../../src/deps.ts';
import { localDate } from '../../src/season/calendar.ts';
import { sentFamily } from '../review/world.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let city: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb({ limits: { officers: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  city = await OfficerBrowser.open(web, deps, house.officers.city);
  const { householdId, assessmentId } = await sentFamily(deps, { head: 'Đặng Thị Trang', areaId: house.home.areaId });
  const actor = `officer:${house.officers.hamlet.officerId}`;
  await audit(deps, { actor, action: 'review.open', subject: `assessment:${assessmentId}` });
  await audit(deps, { actor, action: 'household.open', subject: `household:${householdId}` });
  await audit(deps, { actor, action: 'review.list', subject: actor, detail: { files: 7 } });
});
afterAll(() => web.stop());

const page = async (query = '') => (await city.get(`/console/audit${query}`)).text();
/** What stands there without being unfolded. */
const shown = (html: string) => html.replaceAll(/<details>.*?<\/details>/gs, '');

it('says which kind of decision was written down, and that its paper is no draft', async () => {
  const actor = `officer:${house.officers.ward.officerId}`;
  const subject = `decision:${v7()}`;
  await audit(deps, { actor, action: 'decision.confirm', subject, detail: { kind: 'correction', households: 1, second: false } });
  await audit(deps, { actor, action: 'paper.make', subject, detail: { paper: 'decision', households: 8 } });
  await audit(deps, { actor, action: 'paper.make', subject: `unit:${house.home.unitCode}`, detail: { paper: 'decision', households: 9 } });
  const html = shown(await page(`?of=${house.officers.ward.officerId}`));
  expect(html).toContain('Quyết định điều chỉnh · 1 hộ');
  expect(html).toContain('Quyết định và danh sách · 8 hộ');
  expect(html, 'of what is only proposed').toContain('Dự thảo quyết định · 9 hộ');
});

it('says each act in words: who, where, when and how much; codes are folded away', async () => {
  const html = await page(`?of=${house.officers.hamlet.officerId}`);
  for (const words of ['Khu Phố Nhà', 'xem phiếu', 'xem hồ sơ gia đình', 'Khu phố Bưởi, Phường', '7 phiếu'])
    expect(shown(html)).toContain(words);
  expect(shown(html)).not.toContain('<code>');
  expect(html).toMatch(/<code>\d+ officer:\S+ review\.open assessment:/);
  expect(html).not.toContain('Đặng Thị Trang');
});

it('is narrowed to a kind of act and a day, also on the pages after', async () => {
  const of = `of=${house.officers.hamlet.officerId}`;
  const narrowed = shown(await page(`?${of}&room=household`));
  expect(narrowed).toContain('xem hồ sơ gia đình');
  expect(narrowed).not.toContain('<td role="cell" data-label="Việc">xem phiếu');
  expect(await page(`?${of}&day=2020-01-01`)).toContain('Chưa có gì.');
  const today = localDate(web.clock.now());
  for (let count = 0; count < 60; count++)
    await audit(deps, { actor: `officer:${house.officers.ward.officerId}`, action: 'counts.export', subject: 'city' });
  const first = await page(`?of=officers&room=counts&day=${today}`);
  expect(first).toContain(`name="day" value="${today}"`);
  const [, older = ''] = /href="([^"]*before=[^"]*)"/.exec(first) ?? [];
  expect(older).toContain('room=counts');
  expect((await (await city.get(older.replaceAll('&#38;', '&'))).text()).match(/tải số liệu/g)).toHaveLength(10);
});

it('says what the city and the operator read, too, and is theirs alone', async () => {
  expect(shown(await page(`?of=${house.officers.city.officerId}&room=audit`))).toContain('xem nhật ký');
  for (const role of ['ward', 'hamlet', 'helper'] as const)
    expect((await (await OfficerBrowser.open(web, deps, house.officers[role])).get('/console/audit')).status).toBe(404);
});
