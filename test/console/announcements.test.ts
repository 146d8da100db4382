/** Writing to many on the console's pages, as a browser sends them. */
import readSheet from 'read-excel-file/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPump } from '../../src/announcement/pump.ts';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { reachedHousehold } from '../announcement/reached.ts';
import { newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse, type TestOfficer } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

const LIST = '/console/announcements';
const MINUTE = 60_000;

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let ward: OfficerBrowser;
let hamlet: OfficerBrowser;
let second: OfficerBrowser;
let other: TestOfficer;
beforeAll(async () => {
  web = await startWeb({ limits: { officers: 100_000, officerFiles: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  other = await newOfficer(deps, { role: 'ward', name: 'Phường Hai', unitCode: house.home.unitCode });
  await signIn();
});
afterAll(() => web.stop());

/** All have said yes in chat just now. */
async function signIn(): Promise<void> {
  const { officers } = house;
  [ward, hamlet, second] = await Promise.all(
    [officers.ward, officers.hamlet, other].map((one) => OfficerBrowser.open(web, deps, one)) as [
      Promise<OfficerBrowser>,
      Promise<OfficerBrowser>,
      Promise<OfficerBrowser>,
    ],
  );
}

const text = async (browser: OfficerBrowser, path: string) => (await browser.get(path)).text();
const fieldOf = (name: string, page: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
const whereTo = (response: Response) => response.headers.get('location')?.split('?')[0] ?? '';
const doneIn = (response: Response) => [response.status, /done=(\w+)/.exec(response.headers.get('location') ?? '')?.[1]];

/** An empty draft; its page. */
async function begin(browser = ward): Promise<string> {
  const made = await browser.post(LIST, { unit: house.home.unitCode });
  expect(made.status).toBe(303);
  return whereTo(made);
}

async function save(at: string, fields: Record<string, string>, browser = ward): Promise<Response> {
  return browser.post(at, { seq: fieldOf('seq', await text(browser, at)), go: 'preview', ...fields });
}

async function confirm(at: string, count: number, browser = ward): Promise<Response> {
  const seen = fieldOf('seen', await text(browser, `${at}/preview`));
  return browser.post(`${at}/confirm`, { seen, typed: `gui ${count}` });
}

/** Ten minutes later; what is due is written. Browsers were approved in chat again. */
async function tenMinutes(): Promise<void> {
  web.clock.advance(10 * MINUTE);
  await createPump({ ...deps, prisma: web.prisma, raw: web.raw, locale: createLocale(), publicUrl: web.url }).turn();
  await signIn();
}

/** The platform has taken what it was to be handed. */
const arrive = (announcementId: string) =>
  web.prisma.message.updateMany({ where: { announcementId, state: 'queued' }, data: { state: 'sent', sentAt: web.clock.now() } });

const idIn = (at: string) => at.split('/').at(-1) ?? '';

describe('a draft', () => {
  test('keeps what was written, also where something of it is wrong', async () => {
    const at = await begin();
    const typed = { text: 'Mời bà con {khuPho} trước {hanChot}.', codes: 'KHONGCO', label0: 'Xem', does0: 'link', value0: 'khuyenhoc.vn' };
    const wrongCode = await save(at, typed);
    expect(wrongCode.status).toBe(422);
    const kept = await wrongCode.text();
    for (const words of ['Có mã gia đình chưa đúng', 'Mời bà con {khuPho}', 'KHONGCO', 'value="khuyenhoc.vn"'])
      expect(kept).toContain(words);
    const noDay = await save(at, { ...typed, codes: '' });
    expect([noDay.status, (await noDay.text()).includes('chưa chọn ngày hạn chót')]).toEqual([422, true]);
    const saved = await save(at, { ...typed, codes: '', deadline: '2026-12-20', state: 'registered', title: '3' });
    expect([saved.status, whereTo(saved)]).toEqual([303, `${at}/preview`]);
    const page = await text(ward, at);
    for (const words of [
      'Mời bà con {khuPho}',
      'value="2026-12-20"',
      'value="registered" checked',
      'value="3" selected',
      'value="https://khuyenhoc.vn"',
    ])
      expect(page).toContain(words);
    const { audience } = await deps.db.announcement.findUniqueOrThrow({ where: { id: idIn(at) } });
    expect(audience).toEqual({ states: ['registered'], title: { of: 'giaDinh', years: 3 } });
    // In chat any number of years is typed: the form keeps it.
    await save(at, { ...typed, codes: '', deadline: '2026-12-20', title: '4' });
    expect(await text(ward, at)).toMatch(/value="3"[^>]*>[^<]*<\/option>\s*<option value="4" selected/);
    await save(at, { ...typed, codes: '', deadline: '2026-12-20', title: '99' });
    expect(await text(ward, at)).toContain('<option value="0" selected');
  });

  test('that somebody else has changed meanwhile loses nothing of what was written', async () => {
    const at = await begin(hamlet);
    const stale = fieldOf('seq', await text(ward, at));
    await save(at, { text: 'Lời của khu phố' }, hamlet);
    const late = await ward.post(at, { seq: stale, text: 'Lời của phường', go: 'preview' });
    expect(late.status).toBe(422);
    const page = await late.text();
    expect(page).toContain('vừa có thay đổi từ nơi khác');
    expect(page).toContain('Lời của phường');
    const again = await ward.post(at, { seq: fieldOf('seq', page), text: 'Lời của phường', go: 'stay' });
    expect(doneIn(again)).toEqual([303, 'announcementKept']);
    expect(doneIn(await ward.post(`${at}/discard`))).toEqual([303, 'announcementDiscarded']);
    expect((await ward.get(at)).status).toBe(404);
  });

  test('takes a picture, cleaned and described, and lets go of it', async () => {
    const at = await begin();
    await save(at, { text: 'Có lớp mới' });
    const seq = async () => fieldOf('seq', await text(ward, `${at}/preview`));
    const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#2b5a8a' } })
      .withExif({ IFD0: { Artist: 'Mai' } })
      .jpeg()
      .toBuffer();
    const file = new Blob([new Uint8Array(picture)]);
    expect((await ward.post(`${at}/file`, { seq: await seq(), alt: ' ', file })).status, 'says nothing of what it shows').toBe(422);
    const broken = await ward.post(`${at}/file`, { seq: await seq(), alt: 'Lớp', file: new Blob(['chữ']) });
    expect(broken.status).toBe(422);
    const added = await ward.post(`${at}/file`, { seq: await seq(), alt: 'Lớp học vi tính', file });
    expect(doneIn(added)).toEqual([303, 'announcementFile']);
    const page = await text(ward, `${at}/preview`);
    expect(page).toContain('Đang kèm ảnh: Lớp học vi tính');
    const { media } = await web.prisma.announcement.findUniqueOrThrow({ where: { id: idIn(at) } });
    const shown = await fetch(`${web.url}/tin/${(media as { blobKey: string }).blobKey}`);
    expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).exif).toBeUndefined();
    expect(doneIn(await ward.post(`${at}/file/drop`, { seq: await seq() }))).toEqual([303, 'announcementNoFile']);
    expect(await text(ward, `${at}/preview`)).not.toContain('Đang kèm ảnh');
  });
});

describe('sending', () => {
  let at: string;

  test('is looked at first: who gets it, who does not and why, and in which words', async () => {
    const { home, next } = house;
    await reachedHousehold(deps, home, { channel: 'telegram', head: 'Trần Văn Lộc' });
    await reachedHousehold(deps, home, { channel: 'zalo', head: 'Lê Thị Sương' });
    await reachedHousehold(deps, home, { channel: 'zalo', head: 'Phạm Xa Xôi', wroteHoursAgo: 80 });
    await reachedHousehold(deps, next, { channel: 'telegram', head: 'Võ Kế Bên' });
    await reachedHousehold(deps, home, { consent: null, head: 'Chưa Đồng Ý' });
    await reachedHousehold(deps, home, { stopped: true, head: 'Đã Dừng' });
    at = await begin();
    const words = {
      text: 'Mời bà con <b>{khuPho}</b> đến học.',
      area: home.areaId,
      label0: 'Tham gia',
      does0: 'words',
      value0: 'tham gia',
    };
    await save(at, words);
    const page = await text(ward, `${at}/preview`);
    expect(page).toContain('Tới được 3 trong 5 hộ (60%).');
    for (const line of [
      '1 hộ: chưa được hỏi có nhận tin không',
      '1 hộ: đã nhắn DỪNG',
      'khi gia đình nhắn',
      'Không mất phí.',
      'Bắt đầu 10 phút sau',
    ])
      expect(page).toContain(line);
    // Which end holds is said: without a last day a week after it begins.
    const ends = new Date(web.clock.now().getTime() + 10 * MINUTE + 7 * 60 * MINUTE + 7 * 24 * 60 * MINUTE).toISOString().slice(0, 10);
    expect(page).toMatch(new RegExp(`Thôi gửi lúc [^<]*${ends.split('-').reverse().join('/')}`));
    expect(page).toContain('Mời bà con &#60;b&#62;Khu phố Bưởi&#60;/b&#62; đến học.');
    expect(page).toContain('Nhắn DỪNG để thôi nhận.');
    expect(page).toContain('<li>Tham gia</li>');
    expect(page).toContain('Gõ đúng câu này: GỬI 3');
    expect(page, 'names nobody').not.toContain('Trần Văn Lộc');
    await save(at, { ...words, mayCost: 'yes' });
    const { unitCode } = house.home;
    const settings = { quietFrom: '21:00', quietTo: '07:00', weeklyCap: '2' };
    expect(await text(ward, `${at}/preview`)).toContain('Zalo tính phí 1 tin. Phường, xã ghi giá một tin theo hợp đồng');
    expect((await ward.post(`${LIST}/wards/${unitCode}`, { ...settings, price: '0,5' })).status).toBe(422);
    expect((await ward.post(`${LIST}/wards/${unitCode}`, { ...settings, price: '1200' })).status).toBe(303);
    expect(await text(ward, `${LIST}/wards/${unitCode}`)).toContain('name="price" min="1" max="100000" step="1" value="1200"');
    expect(await text(ward, `${at}/preview`)).toContain('Zalo tính phí 1 tin, khoảng 1.200 đ theo giá phường, xã đã ghi.');
    expect((await ward.post(`${LIST}/wards/${unitCode}`, { ...settings, price: '' })).status).toBe(303);
    await save(at, words);
  });

  test('can be tried on oneself', async () => {
    expect(doneIn(await ward.post(`${at}/test`))).toEqual([303, 'announcementTested']);
    const { accountId } = house.officers.ward;
    const [message] = await web.prisma.message.findMany({ where: { accountId }, orderBy: { seq: 'desc' }, take: 1 });
    expect(JSON.stringify(message?.body)).toContain('đến học');
    expect(await web.prisma.recipient.count()).toBe(0);
  });

  test('takes the typed sentence of what was seen, begins ten minutes later, and is cancelled without another approval', async () => {
    const seen = fieldOf('seen', await text(ward, `${at}/preview`));
    const wrong = await ward.post(`${at}/confirm`, { seen, typed: 'gửi 4' });
    expect([wrong.status, (await wrong.text()).includes('Câu gõ chưa đúng. Chưa gửi gì.')]).toEqual([422, true]);
    const otherwise = await ward.post(`${at}/confirm`, { seen: 'x', typed: 'gửi 3' });
    expect([otherwise.status, (await otherwise.text()).includes('vừa thay đổi')]).toEqual([422, true]);
    expect(doneIn(await confirm(at, 3))).toEqual([303, 'announcementPlanned']);
    const time = new Date(web.clock.now().getTime() + 10 * MINUTE + 7 * 60 * MINUTE).toISOString().slice(11, 16);
    const begins = `Bắt đầu lúc ${time}`;
    expect(await text(ward, at)).toContain(begins);
    expect(await text(second, LIST), 'who looks after the ward finds it at once').toContain(begins);
    expect(doneIn(await save(at, { text: 'Lời khác' }))).toEqual([303, 'announcementTooLate']);
    await web.prisma.officerSession.updateMany({ data: { freshUntil: null } });
    expect(doneIn(await second.post(`${at}/cancel`))).toEqual([303, 'announcementCancelled']);
    expect(await text(ward, at)).toContain('Phường Hai đã hủy lúc');
    await signIn();
  });

  test('where the ward wants it, waits for a second officer', async () => {
    const settings = `${LIST}/wards/${house.home.unitCode}`;
    const wanted = { quietFrom: '21:00', quietTo: '07:00', weeklyCap: '3', second: 'yes' };
    const wrong = await ward.post(settings, { ...wanted, quietTo: '26:00', weeklyCap: '5' });
    expect([wrong.status, (await wrong.text()).includes('value="5"')]).toEqual([422, true]);
    expect((await ward.post(settings, { ...wanted, weeklyCap: '9' })).status).toBe(422);
    expect(doneIn(await ward.post(settings, wanted))).toEqual([303, 'decisionSettings']);
    at = await begin();
    await save(at, { text: 'Mời họp', area: house.home.areaId, label0: 'Tham gia', does0: 'words', value0: 'tham gia' });
    expect(await text(ward, `${at}/preview`)).toContain('Một cán bộ khác của phường, xã xác nhận');
    expect(doneIn(await confirm(at, 3))).toEqual([303, 'announcementAwaits']);
    expect(await text(ward, at)).not.toContain(`action="${at}/second"`);
    expect(await text(second, '/console')).toContain('1 tin gửi các hộ chờ người thứ hai xác nhận');
    expect((await ward.post(`${at}/second`, { typed: 'gửi 3' })).status).toBe(422);
    expect((await second.post(`${at}/second`, { typed: 'gửi 2' })).status).toBe(422);
    expect(doneIn(await second.post(`${at}/second`, { typed: 'gửi 3' }))).toEqual([303, 'announcementPlanned']);
  });

  test('is watched: the bar, the numbers and why, as a page and as what its script asks for', async () => {
    await tenMinutes();
    const page = await text(ward, at);
    expect(page).toContain('Đã tới 0 trong 5 hộ.');
    expect(page).toContain('1: chưa được hỏi có nhận tin không');
    const live = async () => {
      const response = await fetch(web.url + at, { headers: { cookie: ward.cookie, accept: 'application/json' } });
      return (await response.json()) as { seq: number; words: Record<string, string>; bar: Record<string, { width: string }> };
    };
    expect((await live()).words).toMatchObject({ sent: '0', waiting: '3', left: '2' });
    expect(JSON.stringify(await live()), 'names nobody').not.toContain('Lộc');
    const { seq } = await live();
    expect(doneIn(await ward.post(`${at}/pause`))).toEqual([303, 'announcementPaused']);
    expect(await text(ward, at)).toContain('Phường Nhà đã tạm dừng.');
    expect((await live()).seq).toBeGreaterThan(seq);
    expect((await ward.post(`${at}/resume`)).status).toBe(303);
    await tenMinutes();
    const { accountId } = await web.prisma.recipient.findFirstOrThrow({
      where: { announcementId: idIn(at), household: { headName: 'Phạm Xa Xôi' } },
    });
    await web.prisma.message.updateMany({
      where: { announcementId: idIn(at), accountId: accountId ?? '' },
      data: { state: 'held', reason: 'window' },
    });
    await arrive(idIn(at));
    expect(await live()).toMatchObject({ words: { sent: '2', held: '1', left: '2' }, bar: { sent: { width: '400.0' } } });
    expect(await text(ward, at)).toContain('1: đợi gia đình nhắn trước');
  });

  test('shows who got it household by household, and as a file', async () => {
    await web.prisma.recipient.updateMany({
      where: { announcementId: idIn(at), household: { headName: 'Trần Văn Lộc' } },
      data: { pressed: 0, pressedAt: web.clock.now() },
    });
    const all = await text(ward, `${at}/households`);
    for (const words of ['Trần Văn Lộc', 'Đã gửi qua Telegram', 'đã nhắn DỪNG', 'đợi gia đình nhắn trước', 'Tham gia'])
      expect(all).toContain(words);
    const left = await text(ward, `${at}/households?outcome=left&area=${house.home.areaId}`);
    expect([left.includes('Đã Dừng'), left.includes('Trần Văn Lộc')]).toEqual([true, false]);
    const pressed = await text(ward, `${at}/households?pressed=0`);
    expect([pressed.includes('Trần Văn Lộc'), pressed.includes('Lê Thị Sương')]).toEqual([true, false]);
    const given = await ward.get(`${at}/households-file?outcome=sent`);
    expect(given.headers.get('content-disposition')).toContain('ai-da-nhan-tin.xlsx');
    const cells = ((await readSheet(Buffer.from(await given.arrayBuffer())))[0]?.data ?? []).flat().map(String);
    expect(cells).toEqual(expect.arrayContaining(['Trần Văn Lộc', 'Lê Thị Sương', 'Tham gia', 'Khu phố Bưởi']));
    expect(cells).not.toContain('Đã Dừng');
  });

  test('has words and a QR for the group of a khu phố', async () => {
    const page = await (await ward.post(`${at}/group`, { area: house.home.areaId })).text();
    const [, code] = /tự đánh giá: http[^<]*\/k\/([0-9A-Z]{8})/.exec(page) ?? [];
    expect(page).toContain('Mời họp');
    expect(page).toContain('class="qr"');
    expect(page, 'nobody there is to be left alone').not.toContain('DỪNG');
    expect((await fetch(`${web.url}/k/${code}`)).status).toBe(200);
    expect((await ward.post(`${at}/group`, { area: house.abroad.areaId })).status).toBe(404);
  });

  test('once it is over, goes on to those who have not got it, and to those who have', async () => {
    expect((await ward.post(`${at}/rest`)).status, 'it is not over').toBe(409);
    expect(doneIn(await ward.post(`${at}/cancel`))).toEqual([303, 'announcementCancelled']);
    const rest = await ward.post(`${at}/rest`);
    expect(doneIn(rest)).toEqual([303, 'announcementDrafted']);
    expect(await text(ward, whereTo(rest))).toContain('Chỉ gửi cho những hộ chưa nhận tin “Mời họp”.');
    expect(await text(ward, `${whereTo(rest)}/preview`)).toContain('Tới được 1 trong 3 hộ');
    const more = await ward.post(`${at}/follow-up`);
    await save(whereTo(more), { text: 'Đổi giờ: 19 giờ.' });
    const page = await text(ward, `${whereTo(more)}/preview`);
    expect(page).toContain('Chỉ gửi cho những hộ đã nhận tin “Mời họp”.');
    expect(page).toContain('Tới được 2 trong 2 hộ (100%).');
  });
});

describe('a khu phố’s officer', () => {
  test('writes to their own khu phố, tells in person whom nothing reaches, and ticks them off', async () => {
    const settings = `${LIST}/wards/${house.home.unitCode}`;
    const wanted = { quietFrom: '21:00', quietTo: '07:00', weeklyCap: '7' };
    for (const browser of [ward, second]) expect((await browser.post(settings, wanted)).status).toBe(303);
    const { householdIn } = await import('../report/ward.ts');
    await householdIn(deps, house.home.areaId, { headName: 'Bà Không Máy' });
    const at = await begin(hamlet);
    await save(at, { text: 'Tối nay họp khu phố.', deadline: '2026-11-02' }, hamlet);
    expect((await hamlet.post(at, { seq: fieldOf('seq', await text(hamlet, at)), text: 'x', area: house.next.areaId })).status).toBe(422);
    expect(await text(hamlet, `${at}/preview`)).toContain('Tới được 3 trong 6 hộ (50%).');
    expect(doneIn(await confirm(at, 3, hamlet))).toEqual([303, 'announcementPlanned']);
    await tenMinutes();
    expect(await text(ward, LIST), 'its places are words, not marks').not.toContain('{khuPho}');
    const page = await text(hamlet, `${at}/to-tell`);
    expect(page).toContain('Bà Không Máy');
    expect(page, 'who wants to be left alone is not visited').not.toContain('Đã Dừng');
    expect(page).not.toContain('Hạn chót của tin này');
    const householdId = /name="told" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const ticked = await hamlet.post(`${at}/told`, { told: householdId, area: house.home.areaId });
    expect(ticked.headers.get('location')).toBe(`${at}/to-tell?area=${house.home.areaId}&done=announcementTold`);
    expect(await text(hamlet, `${at}/to-tell`)).not.toContain('Bà Không Máy');
    expect(await text(hamlet, `${at}/households?outcome=left`)).toContain('Đã báo trực tiếp lúc');
    expect(await text(ward, LIST), 'the ward sees it').toContain('Tối nay họp khu phố.');
    expect((await hamlet.get(`${LIST}/wards/${house.home.unitCode}`)).status).toBe(404);
    web.clock.advance(2 * 24 * 60 * MINUTE);
    await signIn();
    expect(await text(hamlet, `${at}/to-tell`)).toContain('Hạn chót của tin này là 02/11/2026, đã qua.');
  });
});
