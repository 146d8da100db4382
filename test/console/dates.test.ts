/** "Lịch năm" on the console's pages, as a browser sends it. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seasonOf } from '../../src/assessment/season-of.ts';
import type { Deps } from '../../src/deps.ts';
import { addDays } from '../../src/season/calendar.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let ward: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb();
  deps = web.deps;
  house = await openOfficersHouse(deps);
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
});
afterAll(() => web.stop());

const said = (date: string) => date.split('-').reverse().join('/');

it('shows the dates, lets the ward move those that the city lets move, after a look at what becomes of them', async () => {
  const { unitCode } = house.home;
  const path = `/console/dates/wards/${unitCode}`;
  expect(await (await ward.get(path)).text()).toContain('Hiện không có mốc nào dời được');
  const { id, dates } = await seasonOf(deps, unitCode);
  const was = dates.selfAssessment.closes;
  const [earlier, later, beyond] = [addDays(was, -3), addDays(was, 3), addDays(was, 4)];
  await web.prisma.season.update({ where: { id }, data: { limits: { 'selfAssessment.closes': { earliest: earlier, latest: later } } } });

  const page = await (await ward.get(path)).text();
  expect(page).toContain(`name="selfAssessment.closes" value="${was}" min="${earlier}" max="${later}"`);
  expect(page).not.toContain('name="report"');
  const refused = await ward.post(path, { 'selfAssessment.closes': beyond });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain(`Hết hạn gửi phiếu tự đánh giá: thành phố cho phép từ ${said(earlier)} đến ${said(later)}.`);

  const look = await (await ward.post(path, { 'selfAssessment.closes': later })).text();
  expect(look).toContain(`${said(was)} → ${said(later)}`);
  expect((await seasonOf(deps, unitCode)).dates.selfAssessment.closes, 'nothing is moved by looking').toBe(was);
  expect(look).not.toContain('còn nói ngày cũ');
  const draft = { unitCode, text: 'Mời nộp phiếu trước {hanChot}', audience: {}, buttons: [], createdAt: web.clock.now() };
  const confirmed = (state: 'planned' | 'done', more: object) =>
    web.prisma.announcement.create({ data: { ...draft, id: v7(), createdBy: house.officers.ward.officerId, state, ...more } });
  const { id: onItsWay } = await confirmed('planned', { deadline: new Date(was) });
  const { id: over } = await confirmed('done', { deadline: new Date(was) });
  const { id: other } = await confirmed('planned', { deadline: new Date(later) });
  const told = await (await ward.post(path, { 'selfAssessment.closes': later })).text();
  expect(told).toContain('1 tin đã xác nhận còn nói ngày cũ');
  expect([onItsWay, over, other].map((one) => told.includes(`/console/announcements/${one}`))).toEqual([true, false, false]);
  const [, seen = ''] = /name="seen" value="([0-9a-f]+)"/.exec(look) ?? [];
  const fields = { 'selfAssessment.closes': later, seen };
  const unsaid = await ward.post(`${path}/move`, fields);
  expect([unsaid.status, await unsaid.text()]).toEqual([422, expect.stringContaining('Cần ghi lý do.')]);
  const moved = await ward.post(`${path}/move`, { ...fields, reason: 'Mưa <lũ>' });
  expect([moved.status, moved.headers.get('location')]).toEqual([303, `${path}?done=datesMoved`]);
  const after = await (await ward.get(`${path}?done=datesMoved`)).text();
  expect(after).toContain('Đã dời.');
  expect(after).toContain(`đã dời, trước là ${said(was)}`);
  expect(after).toContain('Phường Nhà');
  expect(after).toContain(`Hết hạn gửi phiếu tự đánh giá: ${said(was)} → ${said(later)}`);
  expect(after).toContain('Mưa &#60;lũ&#62;');
  const stale = await ward.post(`${path}/move`, { 'selfAssessment.closes': earlier, seen, reason: 'x' });
  expect([stale.status, await stale.text()]).toEqual([409, expect.stringContaining('Có người vừa dời ngày')]);

  const hamlet = await OfficerBrowser.open(web, deps, house.officers.hamlet);
  const theirs = await (await hamlet.get('/console/dates')).text();
  expect(theirs, 'a khu phố reads its ward’s dates').toContain(said(later));
  expect(theirs).not.toContain(path);
  expect((await hamlet.get(path)).status).toBe(404);
});
