/** The queue on the console's pages: from one file to the next, what is new in a file, and all that is clear in one step. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import type { Deps } from '../../src/deps.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { localDate } from '../../src/season/calendar.ts';
import { photo, type SentFamily, scope, send, sentFamily, story, tell, transaction } from '../review/world.ts';
import { areaNamed } from '../roster/world.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let ward: OfficerBrowser;
let areaId: string;
beforeAll(async () => {
  web = await startWeb({ limits: { officers: 100_000, officerFiles: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
});
afterAll(() => web.stop());
let areas = 0;
beforeEach(async () => {
  areas += 1;
  areaId = await areaNamed(deps, `Khu phố Hàng ${areas}`, house.home.unitCode);
});

async function sent(head: string, more: Partial<Parameters<typeof sentFamily>[1]> = {}): Promise<SentFamily> {
  web.clock.advance(60_000);
  return sentFamily(deps, { head, areaId, ...more });
}
const inputs = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value as string);
const page = async (path: string) => (await ward.get(path)).text();

it('leads from a confirmed file to the next of the same search, and says when it was the last', async () => {
  const [one, _flagged, two] = [await sent('Một'), await sent('Thiếu', { stories: false }), await sent('Hai')];
  const search = `stage=waiting&area=${areaId}&flag=none`;
  const queue = await page(`/console/queue?${search}`);
  expect(queue.replaceAll('&amp;', '&').replaceAll('&#38;', '&')).toContain(`/console/files/${one.assessmentId}?${search}`);
  const confirm = async ({ assessmentId }: SentFamily) => {
    const shown = await page(`/console/files/${assessmentId}?${search}`);
    const field = (name: string) => inputs(shown, name)[0] ?? '';
    expect([field('stage'), field('area'), field('flag')]).toEqual(['waiting', areaId, 'none']);
    const fields = { seen: field('seen'), 'seen.place': field('seen.place'), stage: 'waiting', area: areaId, flag: 'none' };
    return ward.post(`/console/files/${assessmentId}/confirm`, fields);
  };
  expect((await confirm(one)).headers.get('location')).toBe(`/console/files/${two.assessmentId}?${search}&done=confirmedNext`);
  expect(await page(`/console/files/${two.assessmentId}?${search}&done=confirmedNext`)).toContain('Đây là phiếu tiếp theo');
  const last = (await confirm(two)).headers.get('location') ?? '';
  expect(last).toBe(`/console/queue?${search}&done=confirmedLast`);
  expect(await page(last)).toContain('đó là phiếu cuối');
});

it('stays with a file that was not opened from the queue', async () => {
  const { assessmentId } = await sent('Một');
  await sent('Hai');
  const [seen = ''] = inputs(await page(`/console/files/${assessmentId}`), 'seen');
  const done = await ward.post(`/console/files/${assessmentId}/confirm`, { seen });
  expect(done.headers.get('location')).toBe(`/console/files/${assessmentId}?done=confirmed`);
});

it('says what is new in what comes back: before and now, what was told, and what was added', async () => {
  const family = await sent('Trả Lời', { answers: { B2: 'none' } });
  const items = ['B2', 'C1'].map((indicator) => ({ indicator, reason: 'Kể rõ hơn giúp' }));
  const officer = await scope(deps, house.officers.ward.officerId);
  await transaction(deps, (within) => askBack(within, { scope: officer, assessmentId: family.assessmentId, seen: '0.1', tell, items }));
  web.clock.advance(60_000);
  const { accountId } = family;
  const again = (item: string, choice: string) =>
    transaction(deps, (within) => answerIndicator(within, { accountId, item, choice, inboxId: null, seen: null }));
  await again('B2', 'part');
  const { answers } = await web.prisma.submission.findFirstOrThrow({ where: { assessmentId: family.assessmentId } });
  await again('C1', (answers as Record<string, string>).C1 as string);
  await transaction(deps, (within) => photo(within, accountId, 'B2'));
  await transaction(deps, (within) => story(within, accountId, 'C1', 'Cả nhà học lớp tối <thứ Ba>'));
  web.clock.advance(60_000);
  await transaction(deps, (within) => send(within, accountId));
  const shown = await page(`/console/files/${family.assessmentId}?stage=waiting`);
  expect(shown).toMatch(/Mới: trước chọn “[^”]+”, nay chọn “[^”]+”; thêm 1 ảnh hoặc tệp\./);
  expect(shown).toContain('Mới: kể thêm vài lời.');
  expect(shown).toMatch(/“Cả nhà học lớp tối &#60;thứ Ba&#62;”<\/span> <span class="new">mới/);
});

it('says how many were confirmed together, and how many are left and why', async () => {
  await sent('Rõ Một');
  await sent('Rõ Hai');
  await sent('Thiếu', { stories: false });
  const [shown = ''] = inputs(await page(`/console/queue?stage=waiting&area=${areaId}`), 'shown');
  await sent('Gửi Sau');
  const done = await ward.post('/console/queue/together', { area: areaId, shown });
  const there = done.headers.get('location') ?? '';
  expect(there).toBe(`/console/queue?area=${areaId}&confirmed=2&flagged=1&changed=0&ownAssist=0&own=0&later=1`);
  const said = await page(there);
  for (const words of ['Đã xác nhận 2 phiếu.', 'Để lại 2 phiếu', '1 phiếu có cảnh báo', '1 phiếu vừa gửi hoặc vừa thay đổi'])
    expect(said).toContain(words);
  expect(said).not.toContain('phiếu của nhà mình');
  const forged = await page(`/console/queue?area=${areaId}&confirmed=<b>&flagged=x`);
  expect(forged).toContain('Chưa xác nhận phiếu nào');
  const onSheet = await ward.post(`/console/sheets/${areaId}/together`, { shown: '' });
  expect(onSheet.headers.get('location')).toContain('confirmed=0&flagged=0&changed=0&ownAssist=0&own=0&later=2');
  expect(await page(onSheet.headers.get('location') ?? '')).toContain('Để lại 2 phiếu');
});

it('offers to confirm together only where there is one without anything to look at', async () => {
  const only = await areaNamed(deps, 'Khu phố Cờ', house.home.unitCode);
  const offer = async () => (await page(`/console/queue?stage=waiting&area=${only}`)).includes('/console/queue/together');
  await sentFamily(deps, { areaId: only, unit: house.home.unitCode, head: 'Thiếu', stories: false });
  expect(await offer()).toBe(false);
  await sentFamily(deps, { areaId: only, unit: house.home.unitCode, head: 'Rõ' });
  expect(await offer()).toBe(true);
});

it('lists khu phố to choose from as people count them', async () => {
  for (const name of ['Khu phố 10', 'Khu phố 2']) await areaNamed(deps, name, house.home.unitCode);
  const shown = await page('/console/queue?stage=waiting');
  expect([shown.indexOf('>Khu phố 2<') > 0, shown.indexOf('>Khu phố 2<') < shown.indexOf('>Khu phố 10<')]).toEqual([true, true]);
});

it('takes how many came as people write it, and says in our words what it cannot read', async () => {
  const date = localDate(web.clock.now());
  const record = (attended: string) => ward.post(`/console/papers/areas/${areaId}/meeting`, { date, attended });
  const wrong = await record('đông lắm');
  const shown = await wrong.text();
  expect([wrong.status, shown.includes('chỉ ghi bằng chữ số, như 35'), shown.includes('value="đông lắm"')]).toEqual([422, true, true]);
  expect(shown, 'our words, not the browser’s').toMatch(/action="[^"]*\/meeting" novalidate/);
  expect((await record('35 người')).status).toBe(303);
  expect(await web.prisma.meeting.findFirst({ where: { areaId } })).toMatchObject({ attended: 35 });
});
