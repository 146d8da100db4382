/** A household's page over HTTP: who it is, confirming, a code in person, a lost phone, merging and parting. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { householdIn } from '../report/ward.ts';
import { type SentFamily, sentFamily } from '../review/world.ts';
import { newMember, SECRET_KEY } from '../support/family.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let chief: OfficerBrowser;
let family: SentFamily;

beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(SECRET_KEY), limits: { officers: 100_000, entries: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  chief = await OfficerBrowser.open(web, deps, house.officers.hamlet);
  family = await sentFamily(deps, { head: 'Đặng Thị Trang', areaId: house.home.areaId });
  await deps.db.account.update({ where: { id: family.accountId }, data: { phone: '0912345678' } });
});
afterAll(() => web.stop());

const page = async (path: string) => (await chief.get(`/console${path}`)).text();
const fieldOf = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

it('says who it is and who speaks for it, without telephone numbers and chats, and that it was read', async () => {
  const html = await page(`/household/${family.householdId}`);
  expect(html).toContain('Đặng Thị Trang');
  expect(html).toContain('người đăng ký đầu tiên');
  expect(html).toContain('Khu phố Bưởi');
  expect(html).not.toContain('0912345678');
  expect(html).not.toContain('chat-');
  const read = await deps.db.audit.findFirst({ where: { action: 'household.open', subject: `household:${family.householdId}` } });
  expect(read?.actor).toBe(`officer:${house.officers.hamlet.officerId}`);
});

it('stands among what waits today until somebody has confirmed it', async () => {
  const start = await page('');
  expect(start).toContain('href="/console/households?standing=toConfirm">1 gia đình mới đăng ký, cần xác nhận có ở khu phố (ấp)');
  const led = await chief.get('/console/households?standing=toConfirm');
  expect(led.headers.get('location')).toBe(`/console/households/${house.home.unitCode}?standing=toConfirm`);
  expect(await page(`/households/${house.home.unitCode}?standing=toConfirm`)).toContain(`/console/household/${family.householdId}`);
});

it('is confirmed from its page, once it is what the officer saw', async () => {
  const path = `/household/${family.householdId}`;
  const late = await chief.post(`/console${path}/confirm`, { seen: 'khác' });
  expect([late.status, (await late.text()).includes('vừa thay đổi')]).toEqual([409, true]);
  const done = await chief.post(`/console${path}/confirm`, { seen: fieldOf(await page(path), 'seen') });
  expect([done.status, done.headers.get('location')]).toEqual([303, `/console${path}?done=householdConfirmed`]);
  expect(await page(path)).toContain('Khu Phố Nhà đã xác nhận');
  expect(await page('')).not.toContain('standing=toConfirm');
});

it('gives a code once, as a QR, a link, eight signs and six digits', async () => {
  const made = await chief.post(`/console/household/${family.householdId}/code`);
  const html = await made.text();
  expect(made.status).toBe(200);
  expect(html).toContain('<svg class="qr"');
  const codes = [...html.matchAll(/class="digits">([^<]+)</g)].map(([, code]) => code?.replaceAll(' ', ''));
  expect(codes).toEqual([expect.stringMatching(/^[1-9A-Z]{8}$/), expect.stringMatching(/^\d{6}$/)]);
  expect(await page(`/household/${family.householdId}`)).not.toContain(codes[0]);
});

it('offers to take the old phone out where the code for the new one is shown', async () => {
  const accountId = await newMember(deps, family);
  const { id } = await deps.db.membership.findFirstOrThrow({ where: { accountId } });
  const html = await (await chief.post(`/console/household/${family.householdId}/code`)).text();
  expect(html).toContain('Máy cũ đã mất hay đổi?');
  expect(html).toContain(`/console/members/${id}/unlink`);
  await chief.post(`/console/members/${id}/unlink`);
});

it('takes a lost phone out', async () => {
  const accountId = await newMember(deps, family);
  const { id } = await deps.db.membership.findFirstOrThrow({ where: { accountId } });
  const done = await chief.post(`/console/members/${id}/unlink`);
  expect(done.headers.get('location')).toBe(`/console/household/${family.householdId}?done=memberUnlinked`);
  expect(await deps.db.membership.count({ where: { householdId: family.householdId, to: null } })).toBe(1);
});

it('is shown beside its double, merged into it, and parted again', async () => {
  const { areaId } = house.home;
  const listed = await householdIn(deps, areaId, { headName: 'Đặng Thị Trang', houseCode: 'T-01' });
  expect(await page('/doubles')).toContain(`/console/household/${listed}`);
  expect(await page(`/sheets/${areaId}`)).toContain('Có thể trùng');
  const path = `/household/${listed}/with/${family.householdId}`;
  const html = await page(path);
  const fields = { seen: fieldOf(html, 'seen'), seenOther: fieldOf(html, 'seenOther'), keep: listed };
  const done = await chief.post(`/console${path}`, fields);
  expect(done.headers.get('location')).toBe(`/console/household/${listed}?done=householdsMerged`);
  expect(await page(`/household/${family.householdId}`)).toContain('đã gộp vào');
  const again = await chief.post(`/console${path}`, fields);
  expect(again.headers.get('location'), 'the same form once more').toBe(`/console/household/${listed}?done=householdsMerged`);
  expect(await deps.db.householdMerge.count({ where: { keepId: listed } })).toBe(1);
  const { id } = await deps.db.householdMerge.findFirstOrThrow({ where: { keepId: listed } });
  const undone = await chief.post(`/console/merges/${id}/undo`);
  expect(undone.headers.get('location')).toBe(`/console/household/${listed}?done=mergeUndone`);
  expect((await chief.post(`/console${path}/apart`)).status).toBe(303);
  expect(await page('/doubles')).not.toContain(listed);
});

it('is put into another khu phố by the ward from its page, and both khu phố see that on their sheets', async () => {
  const ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  const { householdId } = await sentFamily(deps, { head: 'Hồ Thị Chuyển', areaId: house.home.areaId });
  const path = `/console/household/${householdId}`;
  const see = async (browser: OfficerBrowser, address: string) => (await browser.get(address)).text();
  expect(await see(chief, path), 'a khu phố gives nobody away').not.toContain('Xếp vào đây');
  const html = await see(ward, path);
  expect(html).toContain(`<option value="${house.next.areaId}">Khu phố Cam</option>`);
  const asked = { seen: fieldOf(html, 'seen'), area: house.next.areaId };
  const done = await ward.post(`${path}/place`, asked);
  expect([done.status, done.headers.get('location')]).toEqual([303, `${path}?done=householdPlaced`]);
  expect(await see(ward, path)).toContain('Khu phố Bưởi → Khu phố Cam. Phường Nhà xếp lúc');
  const late = await ward.post(`${path}/place`, { ...asked, area: house.home.areaId });
  expect([late.status, (await late.text()).includes('vừa thay đổi')]).toEqual([409, true]);
  expect((await chief.get(path)).status).toBe(404);
  const left = await see(chief, `/console/sheets/${house.home.areaId}`);
  expect([left.includes('Đã chuyển đi'), left.includes('Hồ Thị Chuyển')]).toEqual([true, false]);
  const came = await see(ward, `/console/sheets/${house.next.areaId}`);
  expect(came).toContain('Mới chuyển tới: Hồ Thị Chuyển, từ Khu phố Bưởi');
  const stale = await chief.post(`/console/sheets/${house.home.areaId}`, {
    season: fieldOf(left, 'season'),
    line: `${householdId} 0.1/-/-`,
    [`proposal.${householdId}`]: 'propose',
  });
  const told = await stale.text();
  expect([stale.status, told.includes('không còn ở bảng này'), told.includes('Mình định ghi: Đề nghị')]).toEqual([409, true, true]);
});

it('is suggested as a double again, once somebody takes back that it is none', async () => {
  const { areaId } = house.home;
  const [one, other] = [
    await householdIn(deps, areaId, { headName: 'Ngô Thị Lại' }),
    await householdIn(deps, areaId, { headName: 'Ngô Thị Lại' }),
  ];
  const apart = await chief.post(`/console/household/${one}/with/${other}/apart`);
  expect(apart.status).toBe(303);
  expect(await page('/doubles')).not.toContain(one);
  expect(await page(`/household/${one}`)).toContain('Đã ghi là nhà khác với');
  const undone = await chief.post(`/console/household/${one}/with/${other}/undo-apart`);
  expect(undone.headers.get('location')).toBe(`/console/household/${one}?done=apartUndone`);
  expect(await page('/doubles')).toContain(`/console/household/${one}`);
});

it('confirms several of the list in one step, leaves what changed or may be a double, and touches nothing of another khu phố', async () => {
  const { areaId, unitCode } = house.home;
  const named = (head: string, where = areaId) => sentFamily(deps, { head, areaId: where });
  const [sen, dat, changed] = [await named('Lý Thị Sen Hồng'), await named('Mạc Văn Đạt Thành'), await named('Quách Thị Đổi Khác')];
  const [one, other] = [await named('Tạ Văn Song Sinh'), await named('Tạ Văn Song Sinh')];
  const foreign = await named('Vi Thị Nơi Khác', house.next.areaId);
  const list = await page(`/households/${unitCode}?standing=toConfirm`);
  const seen = (id: string) => fieldOf(list, `pick.${id}`);
  expect([sen, dat, changed].map(({ householdId }) => seen(householdId) !== '')).toEqual([true, true, true]);
  expect([one, other, foreign].map(({ householdId }) => seen(householdId))).toEqual(['', '', '']);
  expect(list).toContain('có thể trùng, xem riêng');
  expect(list).toContain(`<a href="/console/household/${sen.householdId}">Lý Thị Sen Hồng</a>`);
  const before = Object.fromEntries([sen, dat, changed].map(({ householdId }) => [`pick.${householdId}`, seen(householdId)]));
  await deps.db.household.update({
    where: { id: changed.householdId },
    data: { adults: 7, updatedAt: new Date(web.clock.now().getTime() + 1) },
  });
  const done = await chief.post(`/console/households/${unitCode}/confirm`, {
    ...before,
    [`pick.${one.householdId}`]: 'x',
    [`pick.${foreign.householdId}`]: 'x',
  });
  const there = done.headers.get('location') ?? '';
  expect(there).toBe(`/console/households/${unitCode}?standing=toConfirm&confirmed=2&changed=2&double=1&own=0`);
  const verified = await deps.db.household.findMany({ where: { verifiedBy: house.officers.hamlet.officerId }, select: { id: true } });
  const ids = verified.map(({ id }) => id);
  expect([sen, dat, changed, one, foreign].map(({ householdId }) => ids.includes(householdId))).toEqual([true, true, false, false, false]);
  const lines = { action: 'household.confirm', subject: { in: [`household:${sen.householdId}`, `household:${dat.householdId}`] } };
  expect(await deps.db.audit.count({ where: lines })).toBe(2);
  const said = await (await chief.get(there)).text();
  for (const words of ['Đã xác nhận 2 gia đình', 'Để lại 2 gia đình vì hồ sơ vừa thay đổi', 'Để lại 1 gia đình vì có thể trùng'])
    expect(said).toContain(words);
});

it('leads to the next one after one is confirmed or placed, and says what is true of one without a khu phố', async () => {
  const ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  const at = async (path: string) => (await ward.get(`/console${path}`)).text();
  const { unitCode } = house.home;
  const unplaced = await deps.db.area.findFirstOrThrow({ where: { unitCode, kind: 'unplaced' } });
  const [first, second] = [
    await householdIn(deps, unplaced.id, { headName: 'Ông Chưa Xếp' }),
    await householdIn(deps, unplaced.id, { headName: 'Bà Chưa Xếp' }),
  ];
  expect(await at('')).toContain('href="/console/households?standing=unplaced">2 gia đình chưa xếp khu phố (ấp)');
  expect(await page(''), 'for the ward alone').not.toContain('standing=unplaced');
  const list = await at(`/households/${unitCode}?standing=unplaced`);
  expect([list.includes('Ông Chưa Xếp'), list.includes('Bà Chưa Xếp'), list.includes('Lý Thị Sen Hồng')]).toEqual([true, true, false]);
  const shown = await at(`/household/${first}`);
  expect(shown).not.toMatch(/hai khu phố|ở khu phố, ấp này/);
  const placed = await ward.post(`/console/household/${first}/place`, { seen: fieldOf(shown, 'seen'), area: house.home.areaId });
  const after = await (await ward.get(placed.headers.get('location') ?? '')).text();
  expect(after).toContain('Còn 1 gia đình chưa xếp khu phố (ấp)');
  expect(after).toContain(`href="/console/household/${second}"`);
  expect(await at(`/household/${second}?done=householdConfirmed`)).toMatch(/Còn \d+ gia đình cần xác nhận/);
});
