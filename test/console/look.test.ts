/** The city opens one household's file by its code: with a reason that the ward reads when it begins its day, and for a while. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import type { Role } from '../../src/officer/duty.ts';
import { LOOK_MINUTES } from '../../src/review/looks-from-above.ts';
import { SECRET_KEY } from '../support/family.ts';
import { newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse, type Place } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';
import { blobs, newPhoto } from './rows.ts';

let web: TestWeb;
let house: OfficersHouse;
let deps: Deps;
beforeAll(async () => {
  web = await startWeb({ blobs, secret: Buffer.from(SECRET_KEY) });
  deps = web.deps;
  house = await openOfficersHouse(deps);
});
afterAll(() => web.stop());

const browserOf = (role: Role) => OfficerBrowser.open(web, deps, house.officers[role]);
const spaced = (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`;
async function photoIn(place: Place) {
  const photo = await newPhoto(house, place);
  const include = { assessment: { include: { household: true } } };
  return { photo, ...(await web.prisma.evidence.findUniqueOrThrow({ where: { id: photo }, include })) };
}
const looks = () => web.prisma.audit.findMany({ where: { action: 'review.openFromAbove' } });

it('finds nothing without a reason, nor by a code that nobody has', async () => {
  const { photo, assessment } = await photoIn(house.home);
  const city = await browserOf('city');
  const noReason = await city.post('/console/look', { code: assessment.household.code, why: '' });
  expect(noReason.status).toBe(422);
  expect((await city.post('/console/look', { code: '2222 2222', why: 'complaint' })).status).toBe(404);
  expect((await city.get(`/console/evidence/${photo}/file`)).status).toBe(404);
  expect(await looks()).toEqual([]);
});

it('opens the file and its photos for a while, and the ward reads why on its first page', async () => {
  const { photo, assessment } = await photoIn(house.home);
  const { code } = assessment.household;
  const file = `/console/files/${assessment.id}`;
  const [city, other] = [await browserOf('city'), await browserOf('city')];
  expect(await (await city.get(file)).text()).toContain('chọn lý do');

  const found = await city.post('/console/look', { code: spaced(code).toLowerCase(), why: 'complaint' });
  expect([found.status, found.headers.get('location')]).toEqual([303, file]);
  expect(await (await city.get(file)).text()).toContain(spaced(code));
  const opened = await Promise.all(['', '/file', '/thumb'].map((what) => city.get(`/console/evidence/${photo}${what}`)));
  expect(opened.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await opened[0]?.text()).not.toContain('take-out');
  expect((await city.post(`/console/evidence/${photo}/take-out`, { seen: '0.2', why: 'papers' })).status).toBe(404);
  expect(await looks()).toMatchObject([{ subject: `assessment:${assessment.id}`, detail: { why: 'complaint' } }]);

  for (const role of ['ward', 'hamlet'] as const)
    expect(await (await (await browserOf(role)).get('/console')).text()).toContain(`Phiếu của hộ ${spaced(code)}`);
  for (const role of ['city', 'operator', 'helper'] as const)
    expect(await (await (await browserOf(role)).get('/console')).text()).not.toContain(spaced(code));

  web.clock.advance(LOOK_MINUTES * 60_000);
  expect(await (await other.get(file)).text()).toContain('chọn lý do');
  expect((await other.get(`/console/evidence/${photo}/file`)).status).toBe(404);
});

it('does not open to one officer of the city what another one said why of', async () => {
  const { photo, assessment } = await photoIn(house.next);
  const city = await browserOf('city');
  expect((await city.post('/console/look', { code: assessment.household.code, why: 'inspection' })).status).toBe(303);
  const another = await OfficerBrowser.open(web, deps, await newOfficer(deps, { role: 'city', name: 'Người Khác' }));
  expect((await another.get(`/console/evidence/${photo}/file`)).status).toBe(404);
  expect((await city.get(`/console/evidence/${photo}/file`)).status).toBe(200);
});
