/// <reference lib="dom" />
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumMissing, chromiumPath, desktop, launchBrowser, openPage, phone } from '../support/browser.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

const screens: [string, BrowserContextOptions][] = [
  ['a phone', phone],
  ['a desktop', desktop],
];

if (!chromiumPath) it.skip(`the page in a browser: ${chromiumMissing}`);

describe.runIf(chromiumPath)('the page', () => {
  let web: TestWeb;
  let browser: Browser;
  beforeAll(async () => {
    [web, browser] = await Promise.all([startWeb({ limits: { sessions: 1000, handovers: 1000, claims: 1000 } }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
  });
  beforeEach(() => {
    web.conversation.asleep = false;
  });

  /** Opens the chat and waits for the first question. */
  async function visit(options: BrowserContextOptions, path = '/') {
    const opened = await openPage(browser, options);
    await opened.page.goto(web.url + path);
    await opened.page.getByRole('button', { name: 'Để sau' }).waitFor();
    return opened;
  }

  async function write(page: Page, text: string): Promise<void> {
    await page.getByLabel('Câu trả lời của gia đình').fill(text);
    await page.getByRole('button', { name: 'Gửi', exact: true }).click();
  }

  /** The words of every bubble, in order, without who says them. */
  const said = (page: Page) =>
    page.locator('.words').evaluateAll((nodes) => nodes.map((node) => (node.lastChild?.textContent ?? '').trim()).filter(Boolean));

  describe.each(screens)('on %s', (_, screen) => {
    it('shows what a line says now where it stands', async () => {
      const { page, complaints } = await visit(screen);
      const line = await web.prisma.message.findFirstOrThrow({
        orderBy: { id: 'desc' },
        where: { body: { path: ['text'], equals: 'Nhà Học xin chào gia đình!' } },
      });
      const body = { text: 'Đã gửi: 120 hộ', choices: [], expect: 'none' };
      await web.prisma.message.update({ where: { id: line.id }, data: { body, editedAt: web.clock.now() } });
      await write(page, 'chào');
      await page.getByText('Đã gửi: 120 hộ').waitFor();
      await page.getByText('Đã nghe: chào').waitFor();
      expect(await said(page)).toHaveLength(4);
      expect(await page.locator('.us').first().locator('.words').textContent()).toContain('Đã gửi: 120 hộ');
      expect(complaints).toEqual([]);
    });

    it('greets, takes a press and typed words, and shows each once', async () => {
      const { page, complaints } = await visit(screen);
      await page.getByRole('button', { name: 'Bắt đầu tự đánh giá' }).click();
      await page.getByText('Đã bấm: 1.begin').waitFor();
      await write(page, 'chào nhà học');
      await page.getByText('Đã nghe: chào nhà học').waitFor();
      expect(await said(page)).toEqual([
        'Nhà Học xin chào gia đình!',
        'Gia đình muốn làm gì?',
        'Bắt đầu tự đánh giá',
        'Đã bấm: 1.begin',
        'chào nhà học',
        'Đã nghe: chào nhà học',
      ]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it('keeps its place through a reload', async () => {
      const { page, complaints } = await visit(screen);
      await write(page, 'trước khi tải lại');
      await page.getByText('Đã nghe').waitFor();
      const before = await said(page);
      await page.reload();
      await page.getByText('Đã nghe').waitFor();
      expect(await said(page)).toEqual(before);
      expect(await page.getByRole('button', { name: 'Để sau' }).count()).toBe(1);
      expect(await page.getByText('Đã nghe').isVisible()).toBe(true);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it.each(['light', 'dark'] as const)('has no barrier that axe finds, %s', async (colorScheme) => {
      const { page } = await visit({ ...screen, colorScheme, bypassCSP: true });
      await write(page, 'một câu');
      await page.getByText('Đã nghe').waitFor();
      await check(page);
      await page.getByRole('button', { name: 'Thêm' }).click();
      await check(page);
      await page.getByRole('button', { name: 'Tiếp tục trên máy khác' }).click();
      await page.locator('#handover-qr svg').waitFor();
      await check(page);
      await page.goto(`${web.url}/k/ABCD`);
      await check(page);
      await page.context().close();
    });
  });

  async function check(page: Page): Promise<void> {
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: axe lives in the page
      const { violations } = await (globalThis as any).axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, ...nodes.map(({ html }) => html)]);
    });
    expect(violations).toEqual([]);
  }

  describe('for every eye', () => {
    const sizes: [string, BrowserContextOptions, number][] = [
      ['a small phone', { ...phone, viewport: { width: 320, height: 568 } }, 16],
      ['a phone with letters twice as large', phone, 32],
      ['a desktop zoomed to 200%', { ...desktop, viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, 16],
      ['a phone on its side', { ...phone, viewport: { width: 740, height: 360 } }, 16],
    ];
    it.each(sizes)('fits %s, without scrolling sideways', async (_, options, letters) => {
      const { page } = await openPage(browser, options);
      const session = await page.context().newCDPSession(page);
      await session.send('Page.setFontSizes', { fontSizes: { standard: letters } });
      await page.goto(web.url);
      await page.getByRole('button', { name: 'Để sau' }).waitFor();
      await write(page, `Mộttừrấtdàikhôngcókhoảngtrắng${'ơ'.repeat(60)}`);
      await page.getByText('Đã nghe').waitFor();
      const { scroll, width } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        width: document.documentElement.clientWidth,
      }));
      expect(scroll).toBe(width);
      const edges = await page
        .locator('.words, button:visible, textarea')
        .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect()));
      for (const { left, right } of edges) expect(left >= 0 && right <= width).toBe(true);
      expect((await page.locator('#typed').boundingBox())?.width).toBeGreaterThan(8 * letters);
      await page.getByRole('button', { name: 'Để sau' }).click();
      await page.getByText('Đã bấm').waitFor();
      await page.context().close();
    });

    it('has large letters, and targets that a thumb can hit', async () => {
      const { page } = await visit(phone);
      const words = page.locator('.words').first();
      expect(Number.parseFloat(await words.evaluate((node) => getComputedStyle(node).fontSize))).toBeGreaterThanOrEqual(18);
      for (const button of await page.locator('button:visible, textarea:visible, a.link:visible').all()) {
        const box = await button.boundingBox();
        expect(box?.height, await button.innerText()).toBeGreaterThanOrEqual(48);
        expect(box?.width, await button.innerText()).toBeGreaterThanOrEqual(48);
      }
      await page.context().close();
    });

    it('stands still for whoever asked for less motion', async () => {
      const { page } = await visit({ ...phone, reducedMotion: 'reduce' });
      expect(await page.locator('.dots').evaluate((node) => getComputedStyle(node).animationName)).toBe('none');
      await page.context().close();
    });
  });

  it('can be used with the keyboard alone', async () => {
    const { page, complaints } = await visit(desktop);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await page.locator('body').press('Tab');
    expect(await focused()).toBe('Tới ô trả lời');
    for (let tabs = 0; tabs < 12 && (await focused()) !== 'Bắt đầu tự đánh giá'; tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Đã bấm: 1.begin').waitFor();
    await expect.poll(focused).toContain('Đã bấm: 1.begin');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Bắt đầu tự đánh giá');
    for (let tabs = 0; tabs < 6 && (await page.evaluate(() => document.activeElement?.id)) !== 'typed'; tabs++)
      await page.keyboard.press('Tab');
    await page.keyboard.type('gõ từ bàn phím');
    await page.keyboard.press('Enter');
    await page.getByText('Đã nghe: gõ từ bàn phím').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('typed');
    await page.locator('#more').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#menu').evaluate((node) => (node as HTMLDialogElement).open)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('more');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  describe('on a weak network', () => {
    it('goes on after the service was away, without gap or double', async () => {
      const { page } = await visit(phone);
      const { accountId } = await newest();
      await web.conversation.say(accountId, { text: 'tin trước' });
      await page.getByText('tin trước').waitFor();
      const restart = web.restart(800);
      await page.getByText('Đang nối lại…').waitFor();
      await restart;
      for (const text of ['tin một', 'tin hai', 'tin ba']) await web.conversation.say(accountId, { text });
      await page.getByText('tin ba').waitFor();
      expect((await said(page)).slice(-4)).toEqual(['tin trước', 'tin một', 'tin hai', 'tin ba']);
      await expect.poll(() => page.locator('#offline').isHidden()).toBe(true);
      await page.context().close();
    });

    it('keeps what is written without a network, and sends it once', async () => {
      const { page } = await visit(phone);
      await page.context().setOffline(true);
      await page.getByText('Đang mất mạng').waitFor();
      await write(page, 'viết lúc mất mạng');
      await write(page, 'viết thêm');
      await expect.poll(() => page.getByText('Chờ có mạng để gửi').count()).toBe(2);
      await page.context().setOffline(false);
      await page.getByText('Đã nghe: viết thêm').waitFor();
      expect((await said(page)).slice(-4)).toEqual(['viết lúc mất mạng', 'Đã nghe: viết lúc mất mạng', 'viết thêm', 'Đã nghe: viết thêm']);
      expect(await page.evaluate(() => localStorage.getItem('nhahoc.outbox'))).toBeNull();
      await page.context().close();
    });

    it('sends again under the same key when it cannot know whether a message arrived', async () => {
      const { page } = await visit(phone);
      let lost = 0;
      await page.route('**/chat/messages', async (route) => {
        if (lost++ > 0) return route.continue();
        // It arrives, but the answer is lost, and then the page is closed.
        await route.fetch();
        return route.abort();
      });
      web.conversation.asleep = true;
      await write(page, 'gửi một lần');
      await page.getByText('Chờ có mạng để gửi').waitFor();
      web.conversation.asleep = false;
      await page.reload();
      await expect.poll(() => page.evaluate(() => localStorage.getItem('nhahoc.outbox'))).toBeNull();
      expect(await web.prisma.inbox.count({ where: { body: { path: ['text'], equals: 'gửi một lần' } } })).toBe(1);
      await page.context().close();
    });

    it('says in words what the server will not take', async () => {
      const { page } = await visit(phone);
      await page.getByLabel('Câu trả lời của gia đình').evaluate((node) => node.removeAttribute('maxlength'));
      await write(page, 'dài '.repeat(20_000));
      await page.getByText('Chưa gửi được. Tin vừa gửi dài quá').waitFor();
      await page.getByRole('button', { name: 'Bỏ' }).click();
      expect(await page.locator('.pending').count()).toBe(0);
      await write(page, 'ngắn thôi');
      await page.getByText('Đã nghe: ngắn thôi').waitFor();
      await page.context().close();
    });

    it('begins anew, and says so, when its conversation has expired', async () => {
      const { page } = await visit(phone);
      await page.context().clearCookies();
      await write(page, 'còn ai không?');
      await page.getByText('đã hết hạn').waitFor();
      await page.getByText('Nhà Học xin chào gia đình!').waitFor();
      await page.context().close();
    });
  });

  describe('with photos', () => {
    let noise: Buffer;
    beforeAll(async () => {
      noise = await sharp({
        create: { width: 800, height: 600, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
      })
        .jpeg({ quality: 95 })
        .toBuffer();
      expect(noise.byteLength).toBeLessThan(1_000_000);
    });

    const choose = (page: Page, ...names: string[]) =>
      page.locator('#files').setInputFiles(names.map((name) => ({ name, mimeType: 'image/jpeg', buffer: noise })));

    it('shows how far they are', async () => {
      const { page } = await visit(phone);
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: noise.byteLength / 2,
      });
      await choose(page, 'bé Na.jpg');
      await page.getByRole('progressbar').waitFor();
      await expect
        .poll(() => page.getByRole('progressbar').evaluate((node) => (node as HTMLProgressElement).value), { timeout: 10_000 })
        .toBeGreaterThan(0.2);
      await page.getByText('Đã nhận 1 tệp').waitFor();
      expect(await page.locator('.pending').count()).toBe(0);
      await page.context().close();
    });

    it('tries again when the network is back', async () => {
      const { page, complaints } = await visit(phone);
      await page.context().setOffline(true);
      await choose(page, 'a.jpg', 'b.jpg');
      await page.getByText('Chưa gửi được ảnh').waitFor();
      expect(await page.getByRole('button', { name: 'Gửi lại' }).isVisible()).toBe(true);
      await page.context().setOffline(false);
      await page.getByText('Đã nhận 2 tệp').waitFor();
      expect(await page.locator('.pending').count()).toBe(0);
      expect(complaints.filter((complaint) => !complaint.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
      await page.context().close();
    });

    it('makes a large one smaller before it travels', async () => {
      const large = await sharp({
        create: { width: 4000, height: 3000, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
      })
        .jpeg()
        .toBuffer();
      const { page } = await visit(phone);
      await page.evaluate(() => {
        const { send } = XMLHttpRequest.prototype;
        XMLHttpRequest.prototype.send = function (body) {
          document.title = String(((body as FormData).get('file') as File).size);
          send.call(this, body);
        };
      });
      await page.locator('#files').setInputFiles({ name: 'large.jpg', mimeType: 'image/jpeg', buffer: large });
      await page.getByText('Đã nhận 1 tệp').waitFor();
      const travelled = Number(await page.title());
      expect(travelled).toBeGreaterThan(0);
      expect(travelled).toBeLessThan(large.byteLength / 2);
      await page.context().close();
    });

    it('says before sending that a file is too large', async () => {
      const { page } = await visit(phone);
      await page.locator('#files').setInputFiles({ name: 'sách.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(11 * 1024 * 1024) });
      await page.getByText('Tệp “sách.pdf” lớn quá 10 MB').waitFor();
      await page.context().close();
    });
  });

  async function codeFrom(page: Page): Promise<string> {
    await page.getByRole('button', { name: 'Thêm' }).click();
    await page.getByRole('button', { name: 'Tiếp tục trên máy khác' }).click();
    await page.locator('#handover-qr svg').waitFor();
    return page.locator('#handover-code').innerText();
  }

  describe('on another phone', () => {
    it('goes on from a typed code', async () => {
      const { page } = await visit(phone);
      await write(page, 'trên máy thứ nhất');
      await page.getByText('Đã nghe').waitFor();
      const code = await codeFrom(page);
      const second = await visit(desktop);
      await second.page.getByRole('button', { name: 'Thêm' }).click();
      await second.page.getByRole('button', { name: 'Nhập mã từ máy khác' }).click();
      await second.page.getByLabel('Mã', { exact: true }).fill('SAI1-SAI2');
      await second.page.getByRole('button', { name: 'Tiếp tục' }).click();
      await second.page.getByText('Mã không đúng').waitFor();
      await second.page.getByLabel('Mã', { exact: true }).fill(code.toLowerCase());
      await second.page.getByRole('button', { name: 'Tiếp tục' }).click();
      await second.page.getByText('Đã nghe: trên máy thứ nhất').waitFor();
      await write(second.page, 'từ máy thứ hai');
      await page.getByText('Đã nghe: từ máy thứ hai').waitFor();
      await second.page.getByText('Đã nghe: từ máy thứ hai').waitFor();
      expect(await said(second.page)).toEqual(await said(page));
      await page.context().close();
      await second.page.context().close();
    });

    it('goes on from a scanned link, after a yes', async () => {
      const { page } = await visit(phone);
      await write(page, 'câu chuyện dở dang');
      const code = await codeFrom(page);
      const second = await openPage(browser, phone);
      await second.page.goto(`${web.url}/#tiep=${code}`);
      await second.page.getByRole('button', { name: 'Tiếp tục' }).click();
      await second.page.getByText('Đã nghe: câu chuyện dở dang').waitFor();
      expect(new URL(second.page.url()).hash).toBe('');
      await page.context().close();
      await second.page.context().close();
    });

    it('leaves a conversation for another phone’s only after it was said what is left', async () => {
      const stranger = await visit(phone);
      const code = await codeFrom(stranger.page);
      const { page } = await visit(phone);
      await write(page, 'chuyện nhà tôi');
      await page.getByText('Đã nghe: chuyện nhà tôi').waitFor();
      await page.goto(`${web.url}/#tiep=${code}`);
      await page.getByRole('button', { name: 'Tiếp tục' }).click();
      await page.getByText('không mở lại được nữa').waitFor();
      // Impatience answers nothing: the focus is on the way out.
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await said(page)).toContain('Đã nghe: chuyện nhà tôi');
      await page.goto(`${web.url}/#tiep=${code}`);
      await page.getByRole('button', { name: 'Tiếp tục' }).click();
      await page.getByRole('button', { name: 'Chuyển sang' }).click();
      await page.getByText('Đã nghe: chuyện nhà tôi').waitFor({ state: 'detached' });
      await page.context().close();
      await stranger.page.context().close();
    });
  });

  it('carries the code of a QR page into the conversation', async () => {
    const { page } = await openPage(browser, phone);
    await page.goto(`${web.url}/k/MPA-2026`);
    await page.getByText('Mã: MPA-2026').waitFor();
    expect(await said(page)).toEqual(['Mã: MPA-2026', 'Gia đình muốn làm gì?']);
    await page.context().close();
  });

  it('changes its own words when the conversation changes its language', async () => {
    const { page } = await visit(phone);
    await page.getByRole('button', { name: 'Thêm' }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    await page.getByText('Đã nghe: english').waitFor();
    expect(await page.locator('.day').count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await page.getByRole('button', { name: 'More' }).waitFor();
    await page.context().close();
  });

  it('lets an address of its own be tapped, and leaves every other one as words', async () => {
    const { page, complaints } = await visit(phone);
    const { accountId } = await newest();
    const own = `${web.url}/k/MPA-2026?${'dài'.repeat(40)}`;
    const others = `http://127.0.0.1.example.org/x, ${web.url}@example.org/ và https://example.org`;
    const text = `Mời mở (${own}). Không mở: ${others} <b>đậm</b>`;
    await web.conversation.say(accountId, { text });
    const words = page.locator('.words', { hasText: 'Mời mở' });
    await words.waitFor();
    expect(await words.textContent()).toBe(`Nhà Học: ${text.replace(own, `${own} (mở trang khác)`)}`);
    const links = words.getByRole('link');
    expect(await links.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('href')))).toEqual([own]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await look(page, 'links');
    const [opened] = await Promise.all([page.waitForEvent('popup'), links.click()]);
    await opened.getByText('Mã: MPA-2026').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('without an address of its own leads to where it was opened', async () => {
    const own = await startWeb({ anyAddress: true });
    const { page, complaints } = await openPage(browser, phone);
    const here = own.url.replace('127.0.0.1', 'localhost');
    await page.goto(here);
    await page.getByRole('button', { name: 'Để sau' }).waitFor();
    const { id } = await own.prisma.account.findFirstOrThrow({ orderBy: { id: 'desc' } });
    await own.conversation.say(id, { text: `Mời mở ${own.url}/k/MPA-2026 nhé.` });
    const link = page.locator('.words', { hasText: 'Mời mở' }).getByRole('link');
    expect(await link.getAttribute('href')).toBe(`${here}/k/MPA-2026`);
    expect(await link.textContent()).toContain(`${here}/k/MPA-2026`);
    expect(complaints).toEqual([]);
    await page.context().close();
    await own.stop();
  });

  it('shows a whole dialog on a short phone, its last button too', async () => {
    const { page } = await visit({ ...phone, viewport: { width: 360, height: 720 } });
    await page.getByRole('button', { name: 'Thêm' }).click();
    await page.getByRole('button', { name: 'Tiếp tục trên máy khác' }).click();
    await page.locator('#handover-qr svg').waitFor();
    const close = await page.locator('#handover [data-close]').boundingBox();
    const dialog = await page.locator('#handover').boundingBox();
    if (!close || !dialog) throw new Error('The dialog is not shown');
    expect(close.y + close.height).toBeLessThanOrEqual(dialog.y + dialog.height);
    expect(dialog.y + dialog.height).toBeLessThanOrEqual(720);
    await page.context().close();
  });

  it('moves nothing when the end of a long answer is reached', async () => {
    const { page } = await visit(phone);
    const { accountId } = await newest();
    await web.conversation.say(accountId, { text: 'Một dòng dài.\n'.repeat(60), choices: [{ data: '2.x', label: 'Xong rồi' }] });
    await page.getByRole('button', { name: 'Xem tiếp' }).waitFor();
    const height = () => page.locator('#composer').evaluate((node) => node.getBoundingClientRect().height);
    const before = await height();
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.getByRole('button', { name: 'Xem tiếp' }).waitFor({ state: 'hidden' });
    expect(await height()).toBe(before);
    await page.context().close();
  });

  it('gives a long answer a row of its own on a phone', async () => {
    const { page } = await visit(phone);
    const { accountId } = await newest();
    const labels = ['Có', 'Không có', 'Có, cả nhà cùng đọc sách mỗi tối', 'Chưa, nhưng đang tập cho thành nếp'];
    await web.conversation.say(accountId, { text: 'Nhà có đọc sách không?', choices: labels.map((label) => ({ data: label, label })) });
    await page.getByRole('button', { name: 'Không có' }).waitFor();
    const tops = await page.locator('.choices button').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
    expect(tops[0]).toBe(tops[1]);
    expect(new Set(tops).size).toBe(3);
    await look(page, 'choices');
    await page.context().close();
  });

  it('forgets what was erased', async () => {
    const { page } = await visit(phone);
    const { accountId } = await newest();
    await write(page, 'xin xóa');
    await page.getByText('Đã nghe: xin xóa').waitFor();
    await web.conversation.forget(accountId);
    await web.conversation.say(accountId, { text: 'Đã xóa.' });
    await page.getByText('Đã xóa.').waitFor();
    expect(await said(page)).toEqual(['Đã xóa.']);
    await page.context().close();
  });

  it('brings up the keyboard that fits the question', async () => {
    const { page } = await visit(phone);
    const { accountId } = await newest();
    const typed = page.locator('#typed');
    for (const [expects, mode] of [
      ['number', 'numeric'],
      ['contact', 'tel'],
      ['text', 'text'],
    ] as const) {
      await web.conversation.say(accountId, { text: `hỏi ${expects}`, expect: expects });
      await page.getByText(`hỏi ${expects}`).waitFor();
      expect(await typed.evaluate((node) => (node as HTMLElement).inputMode)).toBe(mode);
    }
    await page.context().close();
  });

  /** Keeps a picture in the folder `SCREENSHOTS`, for whoever wants to look. */
  async function look(page: Page, name: string): Promise<void> {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
  }

  /** The account of the page that was opened last. */
  function newest() {
    return web.prisma.webSession.findFirstOrThrow({ orderBy: { account: { id: 'desc' } } });
  }
});
