/** Officers invite, take away and answer on the pages of the console. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { requestHelp } from '../../src/help/request-help.ts';
import { type Role, roles } from '../../src/officer/duty.ts';
import { takeOffice } from '../../src/officer/take-office.ts';
import { newAccount, newFamily, SECRET_KEY } from '../support/family.ts';
import { newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse, telling } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(SECRET_KEY) });
  deps = web.deps;
  house = await openOfficersHouse(deps);
});
afterAll(() => web.stop());

const browserOf = (role: Role) => OfficerBrowser.open(web, deps, house.officers[role]);
const read = async (browser: OfficerBrowser, path: string) => (await browser.get(path)).text();
const optionsIn = (page: string) => [...page.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value);

describe('the menu', () => {
  it('shows the pages that are there for the officer, and says which one this is', async () => {
    const pagesOf = async (role: Role) =>
      [...(await read(await browserOf(role), '/console')).matchAll(/<li><a href="([^"]+)"/g)].map(([, path]) => path);
    const menus = Object.fromEntries(await Promise.all(roles.map(async (role) => [role, await pagesOf(role)])));
    expect(menus.helper).toEqual(['/console', '/console/assist']);
    expect(menus.hamlet).toEqual(expect.arrayContaining(['/console', '/console/help', '/console/officers']));
    expect(menus.hamlet).not.toContain('/console/audit');
    expect(menus.operator).toEqual(expect.arrayContaining(['/console/officers', '/console/audit']));
    expect(menus.operator).not.toContain('/console/help');
    const page = await read(await browserOf('ward'), '/console/officers/invite');
    expect([...page.matchAll(/href="([^"]+)" aria-current="page"/g)].map(([, path]) => path)).toEqual(['/console/officers']);
  });
});

describe('inviting', () => {
  it('offers the duties that an officer may give, in the places that are theirs', async () => {
    const offered = async (role: Role) =>
      [...(await read(await browserOf(role), '/console/officers/invite')).matchAll(/invite\?role=(\w+)"/g)].map(([, role]) => role);
    expect([await offered('operator'), await offered('city'), await offered('ward')]).toEqual([
      ['ward', 'city', 'operator'],
      ['ward', 'city'],
      ['hamlet', 'helper', 'ward'],
    ]);
    const hamlet = await read(await browserOf('hamlet'), '/console/officers/invite');
    expect(optionsIn(hamlet)).toEqual([`area:${house.home.areaId}`]);
    const ward = await browserOf('ward');
    expect(optionsIn(await read(ward, '/console/officers/invite?role=hamlet'))).toEqual([
      `area:${house.home.areaId}`,
      `area:${house.next.areaId}`,
    ]);
    expect(optionsIn(await read(ward, '/console/officers/invite?role=helper'))).toContain(`unit:${house.home.unitCode}`);
    expect(optionsIn(await read(ward, '/console/officers/invite?role=ward'))).toEqual([`unit:${house.home.unitCode}`]);
    expect(optionsIn(await read(await browserOf('city'), '/console/officers/invite?role=ward')).length).toBeGreaterThan(30);
  });

  it('shows a link once, that lets its one in', async () => {
    const browser = await browserOf('ward');
    const fields = { role: 'hamlet', place: `area:${house.next.areaId}`, name: '  Phạm <b>Văn</b> Mời ' };
    const made = await (await browser.post('/console/officers/invite', fields)).text();
    expect(made).toContain('Phạm &#60;b&#62;Văn');
    expect(made, 'the duty, and where').toMatch(/Chi hội trưởng, Khu phố Cam, (?:Phường|Xã) /);
    const [, code = ''] = /href="http:\/\/[^"]+\/k\/([A-Z0-9]{8})"/.exec(made) ?? [];
    expect(await read(browser, '/console/officers')).toContain('Đã mời, chưa nhận');
    expect(await read(browser, '/console/officers')).not.toContain(code);
    const accountId = await newAccount(deps);
    expect(await takeOffice(deps, { accountId, code, secret: SECRET_KEY, tell: telling.officer })).toMatchObject({ outcome: 'taken' });
    expect(await read(browser, '/console/officers')).not.toContain('Đã mời, chưa nhận');
  });

  it('asks for a name, and keeps what was chosen before', async () => {
    const browser = await browserOf('ward');
    const asked = await browser.post('/console/officers/invite', { role: 'ward', place: `unit:${house.home.unitCode}`, name: '  ' });
    expect(asked.status).toBe(422);
    expect(await read(browser, '/console/officers/invite?role=hamlet'), 'no place is chosen beforehand').toContain(
      '<option value="" selected>Chọn nơi</option>',
    );
    const nowhere = await browser.post('/console/officers/invite', { role: 'hamlet', place: '', name: 'Ai Đó' });
    expect([nowhere.status, await nowhere.text()]).toEqual([422, expect.stringContaining('Chọn nơi người được mời sẽ phụ trách.')]);
    expect(await asked.text()).toContain('name="role" value="ward"');
    expect((await browser.post('/console/officers/invite', { role: 'king', place: '', name: 'Ai Đó' })).status).toBe(400);
    expect(
      (await browser.post('/console/officers/invite', { role: 'hamlet', place: `unit:${house.home.unitCode}`, name: 'Ai Đó' })).status,
    ).toBe(404);
  });
});

describe('taking away', () => {
  it('puts the officer out at once, wherever they are', async () => {
    const { unitCode, areaId } = house.next;
    const officer = await newOfficer(deps, { role: 'hamlet', name: 'Sắp Thôi', unitCode, areaId });
    const theirs = await OfficerBrowser.open(web, deps, officer);
    expect((await theirs.get('/console/help')).status).toBe(200);
    const { id } = await web.prisma.grant.findFirstOrThrow({ where: { officerId: officer.officerId } });
    const done = await (await browserOf('ward')).post(`/console/officers/grants/${id}/revoke`);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/console/officers?done=revoked']);
    const out = await theirs.get('/console/help');
    expect([out.status, out.headers.get('location')]).toEqual([303, '/console/enter']);
  });

  it('asks a second time before', async () => {
    const page = await read(await browserOf('ward'), '/console/officers');
    expect(page).toMatch(/<details><summary>Thu lại việc này<\/summary>[\s\S]*?Chắc chắn<\/button>/);
  });
});

describe('calls for help', () => {
  it('are counted on the first page, shown with how to answer, taken and closed', async () => {
    const family = await newFamily(deps, { head: 'Đỗ Thị Nhờ', phone: '0912000444' });
    await requestHelp(deps, { accountId: family.accountId, note: 'Không <mở> được', unit: null, area: null });
    await web.prisma.household.update({
      where: { id: family.householdId },
      data: { verifiedAt: web.clock.now(), areaId: house.home.areaId },
    });
    const browser = await browserOf('ward');
    expect(await read(browser, '/console')).toContain('1 lời gọi giúp chưa ai nhận');
    const list = await read(browser, '/console/help');
    for (const shown of ['Đỗ Thị Nhờ', 'href="tel:0912000444"', 'Không &#60;mở&#62; được']) expect(list).toContain(shown);
    const [, id = ''] = /\/console\/help\/([0-9a-f-]{36})\/take/.exec(list) ?? [];
    const taken = await browser.post(`/console/help/${id}/take`);
    expect(taken.headers.get('location')).toBe('/console/help?done=helpTaken');
    expect(await read(browser, '/console/help?done=helpTaken')).toContain('Mình đã nhận lúc');
    expect(await read(browser, '/console')).toContain('Hôm nay chưa có việc nào chờ');
    const closed = await browser.post(`/console/help/${id}/close`);
    expect(closed.headers.get('location')).toBe('/console/help?done=helpClosed');
    expect(await read(browser, '/console/help')).not.toContain('Đỗ Thị Nhờ');
  });

  it('tell the second officer who was quicker', async () => {
    const { unitCode, areaId } = house.home;
    const accountId = await newAccount(deps);
    await requestHelp(deps, { accountId, note: null, unit: unitCode, area: areaId });
    const { id } = await web.prisma.helpRequest.findFirstOrThrow({ where: { accountId } });
    await (await browserOf('hamlet')).post(`/console/help/${id}/take`);
    const late = await (await browserOf('ward')).post(`/console/help/${id}/take`);
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('Khu Phố Nhà đã nhận lời gọi này');
  });
});

describe('the audit', () => {
  it('tells who did what in words, and nothing of households but ids', async () => {
    const page = await read(await browserOf('city'), '/console/audit');
    expect(page).toContain('nhận lời gọi giúp');
    expect(page).toContain('Phường Nhà');
    const all = await read(await browserOf('operator'), '/console/audit?of=all');
    expect(all).not.toMatch(/Đỗ Thị Nhờ|0912000444|Không .mở/);
  });
});
