/** Planning a training in the console, its door, ticking who came, and the list to take away. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { readTable } from '../../src/table/read-table.ts';
import { householdIn } from '../report/ward.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let ward: OfficerBrowser;
let hamlet: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb();
  deps = web.deps;
  house = await openOfficersHouse(deps);
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  hamlet = await OfficerBrowser.open(web, deps, house.officers.hamlet);
});
afterAll(() => web.stop());

const FIELDS = {
  ...{ title: '=Dùng điện thoại <an toàn>', startsAt: '2026-11-03T18:00', endsAt: '2026-11-03T20:00', place: 'Nhà văn hóa' },
  ...{ mapUrl: 'https://maps.app.goo.gl/abc', capacity: '40', audience: 'both', technology: 'yes' },
};
const planAt = () => `/console/trainings/plan/${house.home.unitCode}`;

async function planned(by: OfficerBrowser, fields: Record<string, string> = {}): Promise<string> {
  const response = await by.post(planAt(), { ...FIELDS, ...fields });
  expect(response.status).toBe(303);
  const to = response.headers.get('location') ?? '';
  expect(to).toMatch(/\?done=trainingPlanned$/);
  return to.replace(/\?.*$/, '');
}

it('plans what was filled in, and keeps it where something does not fit', async () => {
  expect(await (await ward.get(planAt())).text()).toContain('Khu phố Cam');
  const wrong = await ward.post(planAt(), { ...FIELDS, endsAt: '2026-11-03T17:00', mapUrl: 'http://xau', capacity: 'nhiều' });
  expect(wrong.status).toBe(422);
  const kept = await wrong.text();
  for (const words of ['Giờ kết thúc phải sau', 'bắt đầu bằng https://', 'Số chỗ từ 1']) expect(kept).toContain(words);
  expect(kept).toContain('value="=Dùng điện thoại &#60;an toàn&#62;"');
  expect(kept).toContain('value="2026-11-03T18:00"');
  const path = await planned(ward);
  const page = await (await ward.get(path)).text();
  expect(page).toContain('18:00 ngày 03/11/2026, đến 20:00');
  expect(page).toContain('Tập huấn công nghệ thông tin');
  expect(await (await ward.get('/console/trainings')).text()).toContain('0/40 chỗ');
  expect((await hamlet.get(path)).status).toBe(404);
});

it('lets a khu phố’s officer plan for that khu phố, and says so where none is chosen', async () => {
  const form = await (await hamlet.get(planAt())).text();
  expect(form).toContain('Khu phố Bưởi');
  expect(form).not.toContain('Khu phố Cam');
  const none = await hamlet.post(planAt(), { ...FIELDS, audience: 'households' });
  expect([none.status, (await none.text()).includes('Xin chọn ít nhất một khu phố')]).toEqual([422, true]);
  const path = await planned(hamlet, { audience: 'households', areas: house.home.areaId });
  expect((await ward.get(path)).status).toBe(200);
});

it('writes the invitation for the officer, as a draft with its three buttons, for the households that it is for', async () => {
  const path = await planned(hamlet, { title: 'Đọc sách cùng con', audience: 'households', areas: house.home.areaId });
  expect(await (await hamlet.get(path)).text()).toContain('Soạn lời mời');
  const response = await hamlet.post(`${path}/invite`, {});
  expect(response.headers.get('location')).toMatch(/^\/console\/announcements\/[0-9a-f-]{36}\?done=announcementDrafted$/);
  const draft = await deps.db.announcement.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  expect(draft).toMatchObject({ state: 'draft', audience: { areaIds: [house.home.areaId] }, expiresAt: new Date('2026-11-03T11:00:00Z') });
  expect(draft.text).toBe(
    'Kính mời bà con {khuPho} tới buổi “Đọc sách cùng con”, 18:00 ngày 03/11/2026, đến 20:00, tại Nhà văn hóa. Gia đình đi được thì bấm “Tham gia” để giữ chỗ. Đường đi: https://maps.app.goo.gl/abc',
  );
  const trainingId = path.split('/').at(-1);
  expect(draft.buttons).toEqual(['Tham gia', 'Bận', 'Hỏi lại sau'].map((label) => ({ kind: 'open', label, words: label, trainingId })));
});

it('invites no household to what is for officers, nor to what is cancelled', async () => {
  const path = await planned(ward, { audience: 'officers' });
  expect(await (await ward.get(path)).text()).not.toContain('Soạn lời mời');
  expect((await ward.post(`${path}/invite`, {})).status).toBe(409);
  const other = await planned(ward);
  await ward.post(`${other}/cancel`, {});
  expect((await ward.post(`${other}/invite`, {})).status).toBe(409);
});

it('invites officers at once, says how many there are and who has to be told, and counts them apart', async () => {
  const path = await planned(ward, { title: 'Sổ điện tử', audience: 'both' });
  const { officerId } = house.officers.helper;
  await deps.db.officerAccount.updateMany({ where: { officerId }, data: { to: deps.clock.now() } });
  const page = await (await ward.get(path)).text();
  expect(page).toContain('Soạn lời mời');
  expect(page).toContain('Mời 2 người');
  expect(page).toMatch(/1 người không nhận được tin trong cuộc trò chuyện[\s\S]*<li>Tổ Số Nhà<\/li>/);
  const tooMuch = await ward.post(`${path}/invite-officers`, { words: `${'dài '.repeat(200)}quá` });
  expect([tooMuch.status, (await tooMuch.text()).includes('dài quá</textarea>')]).toEqual([422, true]);
  const send = () => ward.post(`${path}/invite-officers`, { words: 'Nhớ mang máy' });
  expect((await send()).headers.get('location')).toBe(`${path}?done=trainingOfficersInvited`);
  const after = await (await ward.get(path)).text();
  expect(after).toContain('Trong đó cán bộ (đã mời 2): 0 nhận lời');
  const { words } = await deps.db.training.findUniqueOrThrow({ where: { id: path.split('/').at(-1) ?? '' } });
  expect(words).toBe('Nhớ mang máy');
  expect(after).not.toContain('Mời 2 người');
  await deps.db.officerAccount.updateMany({ where: { officerId }, data: { to: null } });
  expect((await ward.post(`${await planned(ward, { audience: 'households' })}/invite-officers`, {})).status).toBe(409);
});

it('shows the door, and lets nobody change what somebody else has changed', async () => {
  const path = await planned(ward, { title: 'Nhắn tin' });
  const [door, again] = [await (await ward.get(`${path}/door`)).text(), await (await ward.get(`${path}/door`)).text()];
  const digits = (text: string) => /<p class="digits">(\d{3} \d{3})<\/p>/.exec(text)?.[1];
  expect(digits(door)).toMatch(/^\d{3} \d{3}$/);
  expect(digits(again)).toBe(digits(door));
  expect(door).toContain('<svg class="qr"');
  const change = { ...FIELDS, title: 'Nhắn tin', place: 'Trường học' };
  expect((await ward.post(`${path}/change`, { ...change, seq: '0' })).headers.get('location')).toBe(`${path}?done=trainingChanged`);
  const stale = await ward.post(`${path}/change`, { ...change, seq: '0' });
  expect([stale.status, (await stale.text()).includes('vừa được sửa ở máy khác')]).toEqual([409, true]);
  expect((await ward.post(`${path}/cancel`)).headers.get('location')).toBe(`${path}?done=trainingCancelled`);
  expect((await ward.get(`${path}/door`)).status).toBe(409);
});

it('finds and ticks who came without a phone, officers too, and gives the list as a file in which nothing is a formula', async () => {
  const path = await planned(ward);
  const silent = await householdIn(deps, house.next.areaId, { headName: '=Cụ Bảy' });
  web.clock.set('2026-11-03T18:10:00+07:00');
  const at = await OfficerBrowser.open(web, deps, house.officers.ward);
  await web.prisma.officerSession.updateMany({ data: { freshUntil: new Date('2026-11-03T19:00:00+07:00') } });
  expect((await at.post(`${path}/find`, { query: 'c' })).status).toBe(422);
  expect(await (await at.post(`${path}/find`, { query: 'không ai tên vậy' })).text()).toContain('Không tìm thấy hộ nào');
  expect(await (await at.post(`${path}/find`, { query: 'cu bay' })).text()).toContain(`name="household" value="${silent}"`);
  const tick = (fields: Record<string, string>) => at.post(`${path}/tick`, fields);
  expect((await tick({ household: silent })).headers.get('location')).toBe(`${path}?done=trainingTicked`);
  expect((await tick({ household: silent })).headers.get('location')).toBe(`${path}?done=trainingTickedBefore`);
  expect((await tick({ officer: house.officers.hamlet.officerId })).headers.get('location')).toBe(`${path}?done=trainingTicked`);
  expect(await (await at.get(path)).text()).toContain('2 có mặt');
  // By mistake: it can be taken back, and ticked again.
  const seat = /name="seat" value="([^"]+)"/.exec(await (await at.get(path)).text())?.[1] ?? '';
  const untick = () => at.post(`${path}/untick`, { seat });
  expect((await untick()).headers.get('location')).toBe(`${path}?done=trainingUnticked`);
  expect((await untick()).headers.get('location')).toBe(`${path}?done=trainingUnticked`);
  expect((await at.post(`${path}/untick`, { seat: 'x' })).status).toBe(404);
  expect(await (await at.get(path)).text()).toContain('1 có mặt');
  for (const fields of [{ household: silent }, { officer: house.officers.hamlet.officerId }]) await tick(fields);
  expect(await (await at.get(path)).text()).toContain('2 có mặt');
  const file = await at.get(`${path}/file`);
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="danh-sach-tap-huan-2026-11-03.xlsx"');
  const bytes = Buffer.from(await file.arrayBuffer());
  const read = await readTable(bytes);
  const rows = 'ok' in read ? read.ok.flatMap((sheet) => sheet.rows) : [];
  const texts = rows.map((row) => row.map(String).join('|'));
  expect(texts.some((text) => text.includes('Cụ Bảy') && text.includes('người tổ chức ghi'))).toBe(true);
  expect(texts.some((text) => text.includes('Khu Phố Nhà') && text.includes('Cán bộ'))).toBe(true);
  expect(JSON.stringify(rows)).not.toMatch(/"=/);
  expect(await (await at.get(`/console/counts/${house.home.unitCode}`)).text()).toContain('1 trên 2 cán bộ');
});

it('gives everybody who has its link the calendar of a training, without anybody in it', async () => {
  const { id } = await web.prisma.training.findFirstOrThrow({ where: { state: 'planned' } });
  const response = await fetch(`${web.url}/trainings/${id}.ics`);
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const text = await response.text();
  expect(text).toContain('DTSTART;TZID=Asia/Ho_Chi_Minh:20261103T180000');
  for (const name of ['Phường Nhà', 'Bảy']) expect(text).not.toContain(name);
  for (const wrong of ['xau', v7()]) expect((await fetch(`${web.url}/trainings/${wrong}.ics`)).status).toBe(404);
});
