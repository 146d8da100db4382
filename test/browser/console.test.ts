/// <reference lib="dom" />
/**
 * Officers at their desk: on a phone and on a PC. `SCREENSHOTS=<folder>` keeps a picture of every page, `SCREENSHOTS_OF=<names>` only
 * those with these names; then nothing is waited for in vain, however slow the machine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/console/routes.ts';
import type { Deps } from '../../src/deps.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { approveSignIn } from '../../src/officer/approve-sign-in.ts';
import { makeConsoleLink } from '../../src/officer/console-link.ts';
import { refuseSignIn } from '../../src/officer/refuse-sign-in.ts';
import { openSession } from '../../src/officer/sessions.ts';
import { livelyAnnouncement } from '../announcement/lively.ts';
import { chromiumMissing, chromiumPath, desktop, launchBrowser, openPage, phone } from '../support/browser.ts';
import { decision } from '../support/decided.ts';
import { fixedClock, silentLog } from '../support/deps.ts';
import { SECRET_KEY } from '../support/family.ts';
import { fillLivelyWard, type LivelyWard } from '../support/lively-ward.ts';
import { formsKept, type TestOfficer } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

if (!chromiumPath) it.skip(`the console in a browser: ${chromiumMissing}`);

/** Where pictures of the pages are kept, for whoever wants to look; nowhere unless asked. */
const album = process.env.SCREENSHOTS;
const wanted = process.env.SCREENSHOTS_OF?.split(' ');

const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };

describe.runIf(chromiumPath)('the console', () => {
  let web: TestWeb;
  let deps: Deps;
  let ward: LivelyWard;
  /** An announcement that is being sent. */
  let underWay: string;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nhahoc-blobs-'));
    const blobs = folderBlobStore(folder);
    // The evening when the whole khu phố is gone through.
    web = await startWeb({ secret: Buffer.from(SECRET_KEY), blobs, clock: fixedClock('2026-11-01T19:30:00+07:00') });
    const clock = fixedClock('2026-11-01T19:30:00+07:00');
    deps = { db: web.prisma, clock, ids: { next: () => v7() }, log: silentLog };
    ward = await fillLivelyWard(deps, blobs);
    underWay = await livelyAnnouncement(deps, web, { officer: ward.officers.ward, areaId: ward.areaId });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A browser that an officer's link has opened. */
  async function enter(officer: TestOfficer, options: BrowserContextOptions) {
    const made = await makeConsoleLink(deps, { accountId: officer.accountId, secret: SECRET_KEY });
    if (made.outcome !== 'link') throw new Error(made.outcome);
    const opened = await open(options);
    await opened.page.goto(web.url + made.path);
    await opened.page.getByRole('button', { name: 'Vào' }).click();
    await opened.page.getByRole('heading', { name: 'Việc hôm nay' }).waitFor();
    return opened;
  }

  /** A browser in which an officer is already. */
  async function sit({ officerId, accountId }: TestOfficer, options: BrowserContextOptions) {
    const token = await openSession(deps, { officerId, accountId });
    const opened = await open(options);
    await opened.page.context().addCookies([{ name: 'nhahoc_console', value: token, url: web.url }]);
    return opened;
  }

  /** axe is put into pages, which they refuse to anybody else. */
  const open = async (options: BrowserContextOptions) => {
    const opened = await openPage(browser, { ...options, bypassCSP: true });
    if (album) opened.page.context().setDefaultTimeout(0);
    return opened;
  };

  it('lets a ward’s officer in by a link, answer a call from a phone, and leave', async () => {
    const { page, complaints } = await enter(ward.officers.ward, phone);
    await page.getByRole('link', { name: '3 lời gọi giúp chưa ai nhận' }).click();
    const card = page.getByRole('listitem').filter({ hasText: 'chụp ảnh không rõ' });
    expect(await card.getByRole('link', { name: '0912000111' }).getAttribute('href')).toBe('tel:0912000111');
    await card.getByRole('button', { name: 'Nhận giúp' }).click();
    await page.getByText('Đã nhận. Khi giúp xong').waitFor();
    await card.getByText('Mình đã nhận lúc').waitFor();
    await card.getByRole('button', { name: 'Đã giúp xong' }).click();
    await page.getByText('Đã ghi là giúp xong.').waitFor();
    expect(await page.getByText('chụp ảnh không rõ').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.getByRole('button', { name: 'Thoát' }).click();
    await page.getByText('Đã thoát khỏi máy này.').waitFor();
    await page.goBack();
    await page.reload();
    await page.getByRole('heading', { name: 'Vào bàn làm việc' }).waitFor();
    await page.context().close();
  });

  it('tells a PC that waits that it was refused in chat, and gives it other digits', async () => {
    const { page, complaints } = await open(desktop);
    await page.goto(`${web.url}/console/enter`);
    await page.getByRole('button', { name: 'Lấy số' }).click();
    const code = await page.locator('.digits').innerText();
    const { accountId } = ward.officers.ward;
    expect(await refuseSignIn(deps, { accountId, code, secret: SECRET_KEY })).toEqual({ outcome: 'refused' });
    await page.getByText('vừa có người trả lời “Không phải máy tôi”').waitFor();
    await looksWell(page, 'enter-refused');
    await page.getByRole('button', { name: 'Lấy số' }).click();
    const other = await page.locator('.digits').innerText();
    expect(other).not.toBe(code);
    await approveSignIn(deps, { accountId, code: other, secret: SECRET_KEY });
    await page.getByRole('heading', { name: 'Việc hôm nay' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('lets a khu phố’s officer invite a helper from a phone', async () => {
    const { page, complaints } = await sit(ward.officers.hamlet, phone);
    await page.goto(`${web.url}/console`);
    await page.getByText('Các việc', { exact: true }).click();
    await page.getByRole('link', { name: 'Cán bộ', exact: true }).click();
    await page.getByRole('link', { name: 'Mời người mới' }).click();
    await page.getByLabel('Họ và tên').fill('Phạm Thị Mới');
    await page.getByRole('button', { name: 'Tạo lời mời' }).click();
    await page.getByRole('heading', { name: 'Đã tạo lời mời' }).waitFor();
    await looksWell(page, 'invited');
    await page.setViewportSize(WIDTHS.phone);
    await page.getByRole('link', { name: 'Về danh sách cán bộ' }).click();
    const invited = page.getByRole('listitem').filter({ hasText: 'Phạm Thị Mới' });
    await invited.getByRole('button', { name: 'Hủy lời mời' }).click();
    await page.getByText('Đã hủy lời mời.').waitFor();
    const helper = page.getByRole('listitem').filter({ hasText: 'Nguyễn Hải Yến' });
    await helper.getByText('Thu lại').click();
    await helper.getByRole('button', { name: 'Chắc chắn' }).first().click();
    await page.getByText('Đã thu lại.').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps what was filled in while an approval is given in chat, goes on by itself, and can be gone back from', async () => {
    const { page, complaints } = await sit(ward.officers.hamlet, phone);
    await page.goto(`${web.url}/console/officers/invite`);
    await page.getByLabel('Họ và tên').fill('Phạm Thị Giữ');
    await web.prisma.officerSession.updateMany({ where: { officerId: ward.officers.hamlet.officerId }, data: { freshUntil: null } });
    await page.getByRole('button', { name: 'Tạo lời mời' }).click();
    await page.locator('.digits').waitFor();
    await looksWell(page, 'fresh-kept');
    await page.setViewportSize(WIDTHS.phone);
    await page.reload();
    const code = (await page.locator('.digits').textContent()) ?? '';
    const approved = await approveSignIn(deps, { accountId: ward.officers.hamlet.accountId, code, secret: SECRET_KEY });
    expect(approved).toMatchObject({ outcome: 'approved', fresh: true });
    await page.getByRole('heading', { name: 'Đã tạo lời mời' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Tạo lời mời' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/officers/invite');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('lets a PC in by a code that is approved in chat, and goes on by itself', async () => {
    const { page, complaints } = await open(desktop);
    await page.goto(`${web.url}/console`);
    await looksWell(page, 'enter');
    await page.getByRole('button', { name: 'Lấy số' }).click();
    const code = (await page.locator('.digits').textContent()) ?? '';
    expect(code).toMatch(/^\d{4} \d{4}$/);
    await looksWell(page, 'code');
    expect(await approveSignIn(deps, { accountId: ward.officers.city.accountId, code, secret: SECRET_KEY })).toMatchObject({
      outcome: 'approved',
    });
    await page.getByRole('heading', { name: 'Việc hôm nay' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('lets a khu phố’s officer write down a whole evening at once, from a phone', async () => {
    const { page, complaints } = await sit(ward.officers.hamlet, phone);
    await page.goto(`${web.url}/console/sheets/${ward.areaId}`);
    const before = Number(/(\d+) đề nghị/.exec((await page.locator('main').textContent()) ?? '')?.[1]);
    // What was ticked by mistake is unticked.
    const tick = page.locator('[data-open][value="propose"]').first();
    await tick.check();
    await tick.click();
    expect(await tick.isChecked()).toBe(false);
    await page.getByLabel('Đề nghị hết các phiếu đã xác nhận, đủ điểm, chưa bàn').check();
    let asked = 0;
    page.on('dialog', (dialog) => {
      asked += 1;
      void dialog.dismiss();
    });
    await page.getByText('Các việc', { exact: true }).click();
    await page.getByRole('link', { name: 'Phiếu chờ', exact: true }).click();
    // What is not saved is not left in silence.
    await expect.poll(() => asked).toBe(1);
    await page.getByRole('button', { name: 'Ghi cả bảng' }).click();
    await page.getByText('Đã ghi bảng bình xét.').waitFor();
    expect(asked).toBe(1);
    const after = Number(/(\d+) đề nghị/.exec((await page.locator('main').textContent()) ?? '')?.[1]);
    expect(after).toBeGreaterThan(before);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('lets a ward’s officer write to many from a phone, see whom it reaches, send it, and cancel it in time', async () => {
    const { page, complaints } = await sit(ward.officers.ward, { ...phone, viewport: WIDTHS.phone, deviceScaleFactor: album ? 2 : 1 });
    await page.goto(`${web.url}/console`);
    await page.getByText('Các việc', { exact: true }).click();
    await page.getByRole('link', { name: 'Nhắn tin', exact: true }).click();
    await page.getByRole('button', { name: 'Soạn tin mới' }).click();
    await page.getByLabel('Lời nhắn').fill('Mời bà con {khuPho} đến {nhaVanHoa}, tối thứ Bảy.');
    await page.getByRole('checkbox', { name: 'Khu phố 3' }).check();
    await page.getByText('Nút 1').click();
    await page.getByLabel('Chữ trên nút').first().fill('Gọi cho khu phố');
    await page.getByLabel('Bấm vào thì').first().selectOption('call');
    await page.getByLabel('Đường dẫn, số điện thoại').first().fill('0274 382 2222');
    await page.getByRole('button', { name: 'Lưu và xem trước' }).click();
    await page.getByText('có chỗ để trong ngoặc nhọn').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Khu phố 3' }).isChecked(), 'what was filled in stays').toBe(true);
    await page.getByLabel('Lời nhắn').fill('Mời bà con {khuPho} đến nhà văn hóa, tối thứ Bảy.');
    await looksWell(page, 'announcement-draft');
    await page.setViewportSize(WIDTHS.phone);
    await page.getByRole('button', { name: 'Lưu và xem trước' }).click();
    await page.getByRole('heading', { name: 'Xem trước' }).waitFor();
    await page.getByText('Mời bà con Khu phố 3 đến nhà văn hóa').first().waitFor();
    await looksWell(page, 'announcement-preview');
    await page.setViewportSize(WIDTHS.phone);
    const sentence = /GỬI \d+/.exec((await page.getByLabel('Gõ đúng câu này').locator('..').textContent()) ?? '')?.[0] ?? '';
    await page.getByLabel('Gõ đúng câu này').fill(sentence.toLowerCase());
    await page.getByRole('button', { name: 'Gửi', exact: true }).click();
    await page.getByText('Bắt đầu lúc 19:40').waitFor();
    await looksWell(page, 'announcement-planned');
    await page.setViewportSize(WIDTHS.phone);
    await page.getByRole('button', { name: 'Hủy gửi' }).click();
    await page.getByText('Trần Thị Mai đã hủy lúc').waitFor();

    // One that is under way moves by itself.
    await page.goto(`${web.url}/console/announcements/${underWay}`);
    await looksWell(page, 'announcement-sending');
    await page.setViewportSize(WIDTHS.phone);
    const sent = page.locator('[data-live="sent"]');
    const before = Number(await sent.textContent());
    const width = Number(await page.locator('[data-bar="sent"]').getAttribute('width'));
    await web.prisma.message.updateMany({
      where: { announcementId: underWay, state: 'queued' },
      data: { state: 'sent', sentAt: web.clock.now() },
    });
    await expect.poll(async () => Number(await sent.textContent()), { timeout: 15_000 }).toBeGreaterThan(before);
    expect(Number(await page.locator('[data-bar="sent"]').getAttribute('width'))).toBeGreaterThan(width);
    await page.getByRole('button', { name: 'Tạm dừng' }).click();
    await page.getByText('Trần Thị Mai đã tạm dừng.').waitFor();
    await page.getByRole('button', { name: 'Lấy lời nhắn và mã QR' }).click();
    await page.getByRole('img', { name: 'Mã QR của Khu phố' }).waitFor();
    await looksWell(page, 'announcement-group');
    expect(complaints).toEqual([expect.stringContaining('422')]);
    await page.context().close();
  });

  it('keeps an evening’s ticks where they could not be saved, and where the session was over', async () => {
    const { page, complaints } = await sit(ward.officers.hamlet, phone);
    await page.goto(`${web.url}/console/sheets/${ward.areaId}`);
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('radiogroup') })
      .first();
    const notYet = row.getByRole('radio', { name: 'Chưa' });
    const reason = row.getByLabel(/^Lý do:/);
    await notYet.check();
    await reason.fill('');
    await page.getByRole('button', { name: 'Ghi cả bảng' }).click();
    await page.getByRole('alert').waitFor();
    expect(await notYet.isChecked()).toBe(true);
    await page.getByRole('alert').getByRole('link').first().click();
    expect((await row.isVisible()) && (await row.boundingBox())?.y).toBeLessThan(WIDTHS.phone.height);
    let asked = 0;
    page.on('dialog', (dialog) => {
      asked += 1;
      void dialog.dismiss();
    });
    await page.getByText('Các việc', { exact: true }).click();
    await page.getByRole('link', { name: 'Phiếu chờ', exact: true }).click();
    // Nothing was typed on this page, and what stands there is not saved for that.
    await expect.poll(() => asked).toBe(1);
    await reason.fill('Con còn nghỉ học nhiều buổi, gia đình hẹn sang năm học lại');
    await web.prisma.officerSession.updateMany({
      where: { officerId: ward.officers.hamlet.officerId },
      data: { endedAt: deps.clock.now() },
    });
    await page.getByRole('button', { name: 'Ghi cả bảng' }).click();
    await page.getByText('Những gì vừa điền vẫn được giữ').waitFor();
    await looksWell(page, 'kept-enter');
    await page.context().close();

    const made = await makeConsoleLink(deps, { accountId: ward.officers.hamlet.accountId, secret: SECRET_KEY });
    if (made.outcome !== 'link') throw new Error(made.outcome);
    const other = await open(phone);
    await other.page.goto(web.url + made.path);
    await other.page.getByRole('button', { name: 'Vào' }).click();
    await other.page.getByText('Đây là những gì vừa điền, chưa ghi.').waitFor();
    await looksWell(other.page, 'kept-sheet');
    const kept = other.page
      .getByRole('row')
      .filter({ has: other.page.getByRole('radiogroup') })
      .first();
    expect(await kept.getByLabel(/^Lý do:/).inputValue()).toContain('nghỉ học nhiều buổi');
    await other.page.goto(`${web.url}/console`);
    await looksWell(other.page, 'kept-start');
    await other.page.getByRole('link', { name: 'Mở lại để ghi' }).click();
    await other.page.getByRole('button', { name: 'Ghi cả bảng' }).click();
    await other.page.getByText('Đã ghi bảng bình xét.').waitFor();
    expect(await formsKept(web)).toBe(0);
    expect([...complaints, ...other.complaints].filter((one) => !/422/.test(one))).toEqual([]);
    await other.page.context().close();
  });

  it('says in Vietnamese what is missing in a form, whatever language the browser speaks', async () => {
    const { page } = await sit(ward.officers.hamlet, { ...desktop, locale: 'en-US' });
    await page.goto(`${web.url}/console/officers/invite`);
    const said = () => page.getByLabel('Họ và tên').evaluate((field) => (field as HTMLInputElement).validationMessage);
    await page.getByRole('button', { name: 'Tạo lời mời' }).click();
    expect(await said()).toBe('Ô này chưa ghi.');
    await page.getByLabel('Họ và tên').fill('Phạm Thị Giữ');
    expect(await said()).toBe('');
    await page.context().close();
  });

  it('comes back to a page that answered a form as to any other, with what was filled in', async () => {
    const { page } = await sit(ward.officers.hamlet, { ...phone, javaScriptEnabled: false });
    await page.goto(`${web.url}/console/sheets/${ward.areaId}`);
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('radiogroup') })
      .first();
    await row.locator('input[value="notPropose"]').check({ force: true });
    await row.locator('textarea[name="reason"]').fill('');
    await row.locator('textarea[name="reason"]').fill(' ');
    await page.getByRole('button', { name: 'Ghi cả bảng' }).click();
    await page.getByRole('alert').waitFor();
    await page.goto(`${web.url}/console/queue`);
    const back = await page.goBack();
    expect(back?.status()).toBe(422);
    await page.getByRole('alert').waitFor();
    expect(await row.locator('input[value="notPropose"]').isChecked()).toBe(true);
    expect(page.url()).toMatch(/\/console\/answers\/[0-9a-f-]{36}$/);
    await page.context().close();
  });

  it('is worked by keys alone, and shows where they are', async () => {
    const { page } = await sit(ward.officers.ward, desktop);
    await page.goto(`${web.url}/console`);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatchObject({ words: 'Tới phần chính', outlined: true, onScreen: true });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const first = await focused(page);
    expect(first).toMatchObject({ outlined: true, onScreen: true });
    expect(first.words).toContain('phiếu đang chờ xem');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Phiếu chờ' }).waitFor();
    await page.context().close();
  });

  it('shows well what no link leads to: a visit, a list that is looked at, a fresh approval', async () => {
    const { page, complaints } = await sit(ward.officers.ward, { viewport: WIDTHS.phone, locale: 'vi-VN' });
    await page.goto(`${web.url}/console/assist`);
    await page.locator('form[action="/console/assist/begin"]').last().getByRole('button', { name: 'Điền giúp' }).click();
    await page.getByText('Cách 2: phiếu giấy có chữ ký').waitFor();
    await looksWell(page, 'visit-asking');
    await page.getByLabel('Số phiếu').fill('P 17');
    await page.getByLabel('Đã đọc cho gia đình nghe, gia đình đã ký phiếu').check();
    await page.getByRole('button', { name: 'Ghi phiếu đồng ý' }).click();
    await page.getByLabel('Họ và tên chủ hộ').fill('Đoàn Thị Khế');
    await page.getByLabel('Thường trú').check();
    await page.getByLabel('Người lớn từ 19 đến 60 tuổi').fill('2');
    await looksWell(page, 'visit-household');
    await page.getByRole('button', { name: 'Ghi thông tin gia đình' }).click();
    await page.getByRole('heading', { name: 'Phiếu tự đánh giá' }).waitFor();
    await looksWell(page, 'visit-form');
    const boxOf = async (selector: string) => (await page.locator(selector).first().boundingBox()) ?? { y: Number.NaN, height: 0 };
    const [legend, around] = [await boxOf('.cards legend'), await boxOf('.cards fieldset')];
    expect(legend.y, 'a question stands within its edge').toBeGreaterThan(around.y);
    const [cards, save] = [await boxOf('form[action$="/answers"] > .cards'), await boxOf('form[action$="/answers"] > button')];
    expect(save.y - cards.y - cards.height, 'the button keeps its distance').toBeGreaterThan(8);
    await page.goto(`${web.url}/console/roster`);
    const list = 'Khu phố;Mã nhà;Chủ hộ;Cư trú\nKhu phố 1;Q-1;Nguyễn Thị Hoàng Oanh;Tạm trú\n';
    const choose = (text: string) =>
      page.getByLabel('Tệp danh sách').setInputFiles({ name: 'ds.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await choose(list);
    await page.getByRole('button', { name: 'Xem trước' }).click();
    await page.getByRole('button', { name: 'Ghi vào danh sách' }).waitFor();
    await looksWell(page, 'roster-preview');
    await page.goto(`${web.url}/console/roster`);
    await choose(list.replace('Tạm trú', 'trọ'));
    await page.getByRole('button', { name: 'Xem trước' }).click();
    await page.getByRole('heading', { name: 'Tệp cần sửa' }).waitFor();
    await looksWell(page, 'roster-mistakes');
    await web.prisma.officerSession.updateMany({ data: { freshUntil: null } });
    await page.goto(`${web.url}/console/papers/templates`);
    await looksWell(page, 'fresh');
    await page.getByRole('button', { name: 'Lấy số' }).click();
    await page.locator('.digits').waitFor();
    await looksWell(page, 'fresh-code');
    expect(complaints.filter((one) => !/422/.test(one))).toEqual([]);
    await page.context().close();
  });

  /** Opens every page that links lead to, one of each kind, at both widths. */
  async function walk(officer: TestOfficer, name: string, except: readonly string[] = []): Promise<string[]> {
    const { page, complaints } = await sit(officer, { viewport: WIDTHS.phone, locale: 'vi-VN', deviceScaleFactor: album ? 2 : 1 });
    const waiting = ['/console'];
    const seen = new Set<string>(except);
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const kind = kindOf(path);
      if (kind === undefined || seen.has(kind)) continue;
      seen.add(kind);
      const response = await page.goto(web.url + path);
      expect([path, response?.status()]).toEqual([path, 200]);
      await looksWell(page, `${name}${kind.replaceAll(/[/:]+/g, '-')}`);
      if (kind === '/') {
        await page.setViewportSize(WIDTHS.phone);
        await page.getByText('Các việc', { exact: true }).click();
        await looksWell(page, `${name}-menu`);
      }
      await page.setViewportSize(WIDTHS.phone);
      const links = await page.locator('a[href^="/console"]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      // Of all khu phố the one that is filled, of all files the one with pictures.
      const [ours, others] = [true, false].map((filled) => links.filter((link) => link.includes(ward.areaId) === filled));
      const file = `/console/files/${ward.assessmentId}`;
      waiting.push(...[...(ours ?? []), ...(others ?? [])].map((link) => (kindOf(link) === '/files/:id' ? file : link)));
    }
    expect(complaints).toEqual([]);
    await page.context().close();
    return [...seen];
  }

  const pages = routes.filter((route) => route.method === 'get' && !('givesFile' in route));

  /** The path of the route that an address leads to, of those that are pages. */
  function kindOf(address: string): string | undefined {
    const path = address.replace(/^\/console/, '').replace(/[?#].*$/, '') || '/';
    const fits = (pattern: string) => new RegExp(`^${pattern.replaceAll(/:\w+/g, '[\\w-]+')}$`).test(path);
    const found = pages.filter(({ path: pattern }) => fits(pattern)).map(({ path: pattern }) => pattern);
    return found.find((pattern) => !pattern.includes(':')) ?? found[0];
  }

  it('shows a ward’s officer every page well', async () => {
    const proposed = await deps.db.assessment.findMany({
      where: { areaId: ward.areaId, stage: 'proposed' },
      take: 6,
      orderBy: { id: 'asc' },
    });
    const { unitCode } = await deps.db.area.findUniqueOrThrow({ where: { id: ward.areaId } });
    const householdIds = proposed.map(({ householdId }) => householdId);
    await decision(deps, { unitCode, householdIds, confirmedBy: ward.officers.ward.officerId, date: '2026-10-30' });
    const seen = await walk(ward.officers.ward, 'ward');
    expect(seen).toEqual(
      expect.arrayContaining([
        '/',
        '/queue',
        '/files/:id',
        '/evidence/:id',
        '/sheets/:id',
        '/papers/areas/:id',
        '/decisions/:id',
        '/announcements/:id',
        '/announcements/:id/households',
        '/announcements/:id/to-tell',
        '/announcements/wards/:unitId',
        '/counts/:unitId/:areaId',
      ]),
    );
  });

  it('shows the city’s officer every page well', async () => {
    const asForTheWard = ['/help', '/officers', '/officers/invite', '/counts/:unitId', '/counts/:unitId/:areaId'];
    expect(await walk(ward.officers.city, 'city', asForTheWard)).toEqual(
      expect.arrayContaining(['/', '/counts', '/rubrics/:id', '/audit']),
    );
  });

  const focused = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { top, bottom } = element.getBoundingClientRect();
      const { outlineStyle } = getComputedStyle(element);
      return { words: element.textContent?.trim(), outlined: outlineStyle !== 'none', onScreen: top >= 0 && bottom <= innerHeight };
    });

  /** Of the whole page, with what would be loaded only when somebody scrolls to it. */
  async function takePicture(page: Page, path: string): Promise<void> {
    await page.evaluate(async () => {
      for (const image of document.images) image.loading = 'eager';
      await Promise.allSettled([...document.images].map((image) => image.decode()));
    });
    await page.screenshot({ path, fullPage: true });
  }

  /** Fields, cells, buttons and words of a page that an edge cuts off. */
  const cutOff = (page: Page) =>
    page.evaluate(() => {
      // Also what is folded.
      const folded = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
      for (const details of folded) details.open = true;
      const paint = document.createElement('canvas').getContext('2d');
      const seen =
        'input:not([type="hidden"]), select, textarea, button, td, th, a, img, svg, summary, label, p, li, h1, h2, h3, .who span';
      const name = (element: Element) =>
        `${element.tagName.toLowerCase()} “${(element.textContent || element.getAttribute('placeholder') || element.getAttribute('name') || '').trim().slice(0, 60)}”`;
      // What is there for screen readers only is drawn nowhere.
      const drawn = [...document.querySelectorAll<HTMLElement>(seen)].filter(
        (element) => element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest('.skip, .unseen, .scroll thead, caption'),
      );
      const beyond = drawn.filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        if (width === 0) return false;
        for (let edge: HTMLElement | null = element.parentElement; edge; edge = edge.parentElement) {
          const box = edge.getBoundingClientRect();
          const hides = edge === document.documentElement || getComputedStyle(edge).overflowX !== 'visible';
          if (hides && (left < box.left - 1 || right > box.right + 1)) return true;
        }
        return false;
      });
      const tight = drawn.filter(
        (element) => getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1,
      );
      // Words that stand in a field, and are no elements.
      const cramped = drawn.filter((element) => {
        const words =
          element instanceof HTMLSelectElement
            ? (element.selectedOptions[0]?.text ?? '')
            : element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
              ? element.placeholder
              : '';
        if (words === '' || !paint) return false;
        const { font, paddingLeft, paddingRight } = getComputedStyle(element);
        paint.font = font;
        const arrow = element instanceof HTMLSelectElement ? 16 : 0;
        return paint.measureText(words).width + arrow > element.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) + 1;
      });
      for (const details of folded) details.open = false;
      return [...new Set([...beyond, ...tight, ...cramped])].map(name);
    });

  /** On a phone and on a desk: nothing is wider than the window or cut off, and nobody is kept out. */
  async function looksWell(page: Page, moment: string): Promise<void> {
    await page.evaluate(axe.source);
    for (const [where, size] of Object.entries(WIDTHS)) {
      await page.setViewportSize(size);
      const name = `${moment}-${where}`;
      if (album && (wanted?.includes(name) ?? true)) await takePicture(page, join(album, `${name}.png`));
      // Colours are the same on a desk, and take longest to look at.
      const rules = { 'color-contrast': { enabled: where === 'phone' } };
      const found = await page.evaluate(async (rules) => {
        // biome-ignore lint/suspicious/noExplicitAny: axe lives in the page
        const { violations } = await (globalThis as any).axe.run({ resultTypes: ['violations'], iframes: false, rules });
        const wide = document.documentElement.scrollWidth - innerWidth;
        const html = ({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, ...nodes.map(({ html }) => html)];
        return { wide: Math.max(wide, 0), violations: violations.map(html) };
      }, rules);
      // A desk may scroll a table; a phone has everything in sight.
      const cut = where === 'phone' ? await cutOff(page) : [];
      // Soft: one walk tells of every page.
      expect.soft({ moment, where, ...found, cut }).toEqual({ moment, where, wide: 0, violations: [], cut: [] });
    }
  }
});
