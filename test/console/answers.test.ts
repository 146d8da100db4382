/** A page that answers a form has an address of its own, so that browsers can come back to it; it is its browser's alone, and not for long. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from '../../src/db/audit.ts';
import type { Deps } from '../../src/deps.ts';
import { certificateSample } from '../../src/paper/templates.ts';
import { SECRET_KEY } from '../support/family.ts';
import { newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(SECRET_KEY), limits: { officers: 10_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
});
afterAll(() => web.stop());

const GONE = '/console?done=answerGone';
const ours = () => ({ origin: web.url, 'sec-fetch-site': 'same-origin' });

/** A search, whose words stand in no address. */
async function searched(browser: OfficerBrowser): Promise<string> {
  const response = await browser.sendOnly('/console/queue', { csrf: browser.csrf, search: 'Lê Văn Cam' }, ours());
  const location = response.headers.get('location') ?? '';
  expect([response.status, location]).toEqual([303, expect.stringMatching(/^\/console\/answers\/[0-9a-f-]{36}$/)]);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return location;
}

const leadsTo = ({ status, headers }: Response) => [status, headers.get('location')];

it('is shown as often as it is asked for, with what was filled in', async () => {
  const browser = await OfficerBrowser.open(web, deps, house.officers.ward);
  const at = await searched(browser);
  for (const _ of [1, 2]) {
    const page = await browser.get(at);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('value="Lê Văn Cam"')]);
  }
});

it('says by its status that a form was refused', async () => {
  const browser = await OfficerBrowser.open(web, deps, house.officers.ward);
  const refused = await browser.sendOnly('/console/officers/invite', { csrf: browser.csrf, role: 'helper', name: '' }, ours());
  expect(refused.status).toBe(303);
  expect((await browser.get(refused.headers.get('location') ?? '')).status).toBe(422);
});

it('is nobody else’s, nor another browser’s of the same officer', async () => {
  const at = await searched(await OfficerBrowser.open(web, deps, house.officers.ward));
  for (const officer of [house.officers.city, house.officers.ward])
    expect(leadsTo(await (await OfficerBrowser.open(web, deps, officer)).get(at))).toEqual([303, GONE]);
});

it('is let go after some hours, once its officer holds other duties, and once somebody has anything erased', async () => {
  const { unitCode, areaId } = house.home;
  const officer = await newOfficer(deps, { role: 'hamlet', name: 'Vừa Thôi', unitCode, areaId });
  const browser = await OfficerBrowser.open(web, deps, officer);
  const late = await searched(browser);
  web.clock.advance(3 * 60 * 60_000 + 1);
  expect(leadsTo(await browser.get(late))).toEqual([303, GONE]);

  const other = await searched(browser);
  await web.prisma.grant.create({
    data: { id: v7(), officerId: officer.officerId, role: 'helper', unitCode, areaId, from: web.clock.now(), grantedBy: 'system' },
  });
  expect(leadsTo(await browser.get(other))).toEqual([303, GONE]);

  const named = await searched(browser);
  expect((await browser.get(named)).status).toBe(200);
  await audit(deps, { actor: 'system', action: 'privacy.erase', subject: 'household:x' });
  expect(leadsTo(await browser.get(named))).toEqual([303, GONE]);
});

it('keeps only the newest of a browser', async () => {
  const browser = await OfficerBrowser.open(web, deps, house.officers.ward);
  const first = await searched(browser);
  for (let more = 0; more < 12; more += 1) await searched(browser);
  expect(leadsTo(await browser.get(first))).toEqual([303, GONE]);
});

it('says to who is out why they may be, once', async () => {
  const { unitCode, areaId } = house.home;
  const officer = await newOfficer(deps, { role: 'hamlet', name: 'Vừa Thôi', unitCode, areaId });
  const browser = await OfficerBrowser.open(web, deps, officer);
  await web.prisma.grant.updateMany({ where: { officerId: officer.officerId }, data: { to: web.clock.now() } });
  const out = await browser.get('/console');
  expect(leadsTo(out)).toEqual([303, '/console/enter']);
  const cookie = out.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const enter = (cookies: string) => fetch(`${web.url}/console/enter`, { headers: { cookie: cookies, accept: 'text/html' } });
  const page = await enter(cookie);
  expect(await page.text()).toContain('việc cán bộ đã được thu lại');
  expect(page.headers.getSetCookie().some((one) => one.startsWith('nhahoc_console_left=;'))).toBe(true);
  expect(await (await enter('')).text()).not.toContain('việc cán bộ đã được thu lại');
});

it('takes no example for the paper of a ward', async () => {
  const browser = await OfficerBrowser.open(web, deps, house.officers.ward);
  // After what was erased a moment ago.
  web.clock.advance(1000);
  const fields = { unit: house.home.unitCode, kind: 'certificate', file: new Blob([Buffer.from(await certificateSample())]) };
  const refused = await browser.post('/console/papers/templates', fields);
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Đây vẫn là tệp ví dụ')]);
});
