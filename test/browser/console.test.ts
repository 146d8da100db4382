/// <reference lib="dom" />
/** Officers at their desk: on a phone and on a PC. */
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { requestHelp } from '../../src/household/request-help.ts';
import { approveSignIn } from '../../src/officer/approve-sign-in.ts';
import { makeConsoleLink } from '../../src/officer/console-link.ts';
import { chromiumMissing, chromiumPath, desktop, launchBrowser, openPage, phone } from '../support/browser.ts';
import { silentLog } from '../support/deps.ts';
import { newAccount, newFamily, SECRET_KEY } from '../support/family.ts';
import { type OfficersHouse, openOfficersHouse, type TestOfficer } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

if (!chromiumPath) it.skip(`the console in a browser: ${chromiumMissing}`);

/** Where pictures of the pages are kept, for whoever wants to look; nowhere unless asked. */
const album = process.env.SCREENSHOTS;

describe.runIf(chromiumPath)('the console', () => {
  let web: TestWeb;
  let deps: Deps;
  let house: OfficersHouse;
  let browser: Browser;
  beforeAll(async () => {
    web = await startWeb({ secret: Buffer.from(SECRET_KEY) });
    deps = { db: web.prisma, clock: web.clock, ids: { next: () => v7() }, log: silentLog };
    house = await openOfficersHouse(deps);
    const family = await newFamily(deps, { head: 'Nguyễn Thị Sen', phone: '0912000111' });
    await requestHelp(deps, { accountId: family.accountId, note: 'Điện thoại của tôi không chụp được ảnh rõ.', unit: null, area: null });
    const { unitCode, areaId } = house.home;
    await requestHelp(deps, { accountId: await newAccount(deps), note: null, unit: unitCode, area: areaId });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
  });

  /** A browser that an officer's link has opened. */
  async function enter(officer: TestOfficer, options: BrowserContextOptions) {
    const made = await makeConsoleLink(deps, { accountId: officer.accountId, secret: SECRET_KEY });
    if (made.outcome !== 'link') throw new Error(made.outcome);
    // axe is put into pages, which they refuse to anybody else.
    const opened = await openPage(browser, { ...options, bypassCSP: true });
    await opened.page.goto(web.url + made.path);
    await looksWell(opened.page);
    await opened.page.getByRole('button', { name: 'Vào' }).click();
    await opened.page.getByRole('heading', { name: 'Việc hôm nay' }).waitFor();
    return opened;
  }

  const picture = (page: Page, moment: string) => album && page.screenshot({ path: `${album}/console-${moment}.png`, fullPage: true });

  it('lets a ward’s officer answer a call from a phone', { timeout: 240_000 }, async () => {
    const { page, complaints } = await enter(house.officers.ward, phone);
    await looksWell(page);
    await picture(page, 'phone-start');
    await page.getByRole('link', { name: '2 lời gọi giúp chưa ai nhận' }).click();
    const card = page.getByRole('listitem').filter({ hasText: 'Nguyễn Thị Sen' });
    await card.waitFor();
    expect(await card.getByRole('link', { name: '0912000111' }).getAttribute('href')).toBe('tel:0912000111');
    await looksWell(page);
    await picture(page, 'phone-help');
    await card.getByRole('button', { name: 'Nhận giúp' }).click();
    await page.getByRole('status').getByText('Đã nhận.').waitFor();
    await card.getByText('Mình đã nhận lúc').waitFor();
    await card.getByRole('button', { name: 'Đã giúp xong' }).click();
    await page.getByText('Đã ghi là giúp xong.').waitFor();
    expect(await page.getByText('Nguyễn Thị Sen').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.getByRole('button', { name: 'Thoát' }).click();
    await page.getByText('Đã thoát khỏi máy này.').waitFor();
    await page.goBack();
    await page.reload();
    await page.getByRole('heading', { name: 'Vào bàn làm việc' }).waitFor();
    await page.context().close();
  });

  it('lets a khu phố’s officer invite a helper from a phone', { timeout: 240_000 }, async () => {
    const { page, complaints } = await enter(house.officers.hamlet, phone);
    await page.getByRole('link', { name: 'Cán bộ' }).click();
    await page.getByRole('heading', { name: 'Cán bộ', exact: true }).waitFor();
    await looksWell(page);
    await picture(page, 'phone-officers');
    await page.getByRole('link', { name: 'Mời người mới' }).click();
    await page.getByLabel('Họ và tên').fill('Phạm Thị Mới');
    await looksWell(page);
    await picture(page, 'phone-invite');
    await page.getByRole('button', { name: 'Tạo lời mời' }).click();
    await page.getByRole('heading', { name: 'Đã tạo lời mời' }).waitFor();
    await looksWell(page);
    await picture(page, 'phone-invited');
    await page.getByRole('link', { name: 'Về danh sách cán bộ' }).click();
    await page.getByText('Phạm Thị Mới').waitFor();
    await page.getByRole('button', { name: 'Hủy lời mời' }).click();
    await page.getByText('Đã hủy lời mời.').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Tổ Số Nhà' }).first().getByText('Thu lại').click();
    await looksWell(page);
    await page.getByRole('button', { name: 'Chắc chắn' }).first().click();
    await page.getByText('Đã thu lại.').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('lets a PC in by a code that is approved in chat, and goes on by itself', { timeout: 240_000 }, async () => {
    const { page, complaints } = await openPage(browser, { ...desktop, bypassCSP: true });
    await page.goto(`${web.url}/console`);
    await looksWell(page);
    await picture(page, 'desk-enter');
    await page.getByRole('button', { name: 'Lấy mã' }).click();
    const code = (await page.locator('.digits').textContent()) ?? '';
    expect(code).toMatch(/^\d{4} \d{4}$/);
    await looksWell(page);
    await picture(page, 'desk-code');
    expect(await approveSignIn(deps, { accountId: house.officers.city.accountId, code, secret: SECRET_KEY })).toMatchObject({ outcome: 'approved' });
    await page.getByRole('heading', { name: 'Việc hôm nay' }).waitFor();
    await page.getByRole('link', { name: 'Nhật ký' }).click();
    await page.getByRole('region', { name: 'Nhật ký' }).waitFor();
    await looksWell(page);
    await picture(page, 'desk-audit');
    await page.getByRole('link', { name: 'Cán bộ' }).click();
    await page.getByRole('link', { name: 'Mời người mới' }).click();
    await page.getByRole('link', { name: 'Cán bộ Hội phường, xã' }).click();
    await page.getByLabel('Ở đâu').selectOption({ label: 'Phường Bến Cát' });
    await looksWell(page);
    await picture(page, 'desk-invite');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is worked by keys alone', { timeout: 240_000 }, async () => {
    const { page } = await enter(house.officers.ward, desktop);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Tới phần chính');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('lời gọi giúp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Gọi giúp' }).waitFor();
    await page.context().close();
  });

  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

  /** Nothing is wider than the window, and nobody is kept out. */
  async function looksWell(page: Page): Promise<void> {
    const width = page.viewportSize()?.width ?? 0;
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: axe lives in the page
      const { violations } = await (globalThis as any).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, ...nodes.map(({ html }) => html)]);
    });
    expect(violations).toEqual([]);
  }
});
