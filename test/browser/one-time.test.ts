/// <reference lib="dom" />
/** A link in a message of another app, opened on a phone. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outbound } from '../../src/channel/channel.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { chromiumMissing, chromiumPath, launchBrowser, openPage, phone } from '../support/browser.ts';
import { silentLog } from '../support/deps.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';
import { serve } from '../support/web.ts';

if (!chromiumPath) it.skip(`a one-time link in a browser: ${chromiumMissing}`);

/** Where pictures of the pages are kept, for whoever wants to look; nowhere unless asked. */
const album = process.env.SCREENSHOTS;
/** Milliseconds for one look, on a machine that does much else. */
const PATIENCE = 15_000;

describe.runIf(chromiumPath)('a link from Telegram on a phone', () => {
  let house: House;
  let web: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;
  let lan: Visitor;
  beforeAll(async () => {
    const ids = { next: () => v7() };
    house = await openHouse({ ids });
    await house.conversation.start();
    const { prisma } = house.database;
    const { id: webChannelId } = await prisma.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
    const { clock, locale, conversation, blobs } = house;
    web = await serve({ prisma, clock, ids, log: silentLog, locale, secret: Buffer.alloc(32, 7), webChannelId, conversation, blobs });
    browser = await launchBrowser();
    lan = await house.visitor({ channel: 'telegram' });
    await lan.start();
    for (const press of ['Bắt đầu', '(thuan an)', 'Phường Thuận An', 'Đồng ý', '(Lê Thị Lan)', 'Thường trú', 'Không có']) await act(press);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    await house?.close();
  });

  /** Words in brackets are typed, others are pressed. */
  const act = (what: string) => (what.startsWith('(') ? lan.say(what.slice(1, -1)) : lan.press(what));

  /** The link of the newest message, where the test serves it. */
  function linkOf(answers: Outbound[], label: string): string {
    const url = answers.at(-1)?.choices.find((choice) => choice.label === label)?.url ?? '';
    expect(url).toMatch(/^https:\/\/nhahoc\.example\/o\/[\w-]{24}$/);
    return web.url + new URL(url).pathname;
  }

  const picture = (page: Page, moment: string) => album && page.screenshot({ path: `${album}/one-time-${moment}.png`, fullPage: false });

  it('shows what the message left out, once, and then says how to get another', { timeout: 120_000 }, async () => {
    await act('(2)');
    await act('1');
    const summary = await act('(0912 000 222)');
    expect(JSON.stringify(summary)).not.toMatch(/Lê Thị Lan|0912/);
    const link = linkOf(summary, 'Xem tên và số');

    const { page, complaints } = await openPage(browser, phone);
    await page.goto(link);
    await fits(page);
    await picture(page, '1-button');
    await page.getByRole('button', { name: 'Mở' }).click();
    await page.getByText('Chủ hộ: Lê Thị Lan').waitFor();
    expect(page.url()).toBe(`${web.url}/me/data#remembered`);
    const line = page.getByText('Chủ hộ: Lê Thị Lan');
    await expect.poll(() => line.evaluate((shown) => shown.getBoundingClientRect().top), { timeout: PATIENCE }).toBeLessThan(700);
    expect(await page.getByText('0912000222').count()).toBeGreaterThan(0);
    await fits(page);
    await picture(page, '2-data');
    expect(complaints).toEqual([]);

    await page.goto(link);
    await page.getByText('Đường dẫn này đã hết hạn').first().waitFor();
    await fits(page);
    await picture(page, '3-over');
    await page.context().close();
  });

  it('shows photos and stories on a page of their own', { timeout: 120_000 }, async () => {
    for (const what of ['Xác nhận', 'Làm luôn', 'Bắt đầu', '(câu khác)', 'Câu 4', 'Có cả hai']) await act(what);
    const bytes = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#2a9d8f' } })
      .jpeg()
      .toBuffer();
    await lan.send({ type: 'media', items: [await receiveFile({ blobs: house.blobs, ids: house.deps.ids }, { bytes })] });
    await act('(Bàn học kê cạnh cửa sổ, có một kệ sách nhỏ.)');
    const link = linkOf(await act('Xem minh chứng'), 'Xem ảnh và lời kể');

    const { page, complaints } = await openPage(browser, { ...phone, bypassCSP: true });
    await page.goto(link);
    await hasNoBarrier(page);
    await page.getByRole('button', { name: 'Mở' }).click();
    await page.getByText('kệ sách nhỏ').waitFor();
    const thumb = page.locator('li img');
    await expect.poll(() => thumb.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: PATIENCE }).toBeGreaterThan(0);
    await fits(page);
    await hasNoBarrier(page);
    await picture(page, '4-evidence');
    await page.locator('li a').click();
    const photo = page.getByAltText('Ảnh gia đình đã gửi');
    await expect.poll(() => photo.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: PATIENCE }).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Xem tất cả ảnh và lời kể' }).click();
    await page.getByText('kệ sách nhỏ').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  /** Nothing is wider than the phone. */
  async function fits(page: Page): Promise<void> {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  }

  async function hasNoBarrier(page: Page): Promise<void> {
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: axe lives in the page
      const { violations } = await (globalThis as any).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, ...nodes.map(({ html }) => html)]);
    });
    expect(violations).toEqual([]);
  }
});
