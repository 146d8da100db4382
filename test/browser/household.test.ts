/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumMissing, chromiumPath, desktop, launchBrowser, openPage, phone } from '../support/browser.ts';
import { silentLog } from '../support/deps.ts';
import { type House, openHouse } from '../support/talk.ts';
import { serve } from '../support/web.ts';

if (!chromiumPath) it.skip(`a household in a browser: ${chromiumMissing}`);

/** Where pictures of the way are kept, for whoever wants to look; nowhere unless asked. */
const album = process.env.SCREENSHOTS;
/** Milliseconds for one answer. It ends what hangs; how fast a busy machine answers is not judged here. */
const PATIENCE = 120_000;

describe.runIf(chromiumPath)('a household in a browser', () => {
  let house: House;
  let web: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;
  beforeAll(async () => {
    const ids = { next: () => v7() };
    house = await openHouse({ ids });
    await house.conversation.start();
    const { prisma } = house.database;
    const unit = await prisma.unit.findFirstOrThrow({ where: { name: 'Phường Lái Thiêu' } });
    await prisma.area.create({ data: { id: v7(), unitCode: unit.code, name: 'Khu phố 2', kind: 'quarter' } });
    const { id: webChannelId } = await prisma.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
    const { clock, locale, conversation, blobs } = house;
    web = await serve({ prisma, clock, ids, log: silentLog, locale, secret: Buffer.alloc(32, 7), webChannelId, conversation, blobs });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    await house?.close();
  });

  const HEAD = '(chủ hộ)';
  const wayToTheSummary = [
    ...['[Bắt đầu]', 'lai thieu', '[1]', '[Khu phố 2]', '[Đồng ý]', HEAD, '[Thường trú]', '[Có]', '[Không có]', '[1]', 'hai', 'không'],
    ...['0', '[2]', '[Không để số]', '[Xác nhận]', '[Làm luôn]', '[Bắt đầu]'],
  ];

  it.each([
    ['a phone', phone, 'Trần Thị Hoa'],
    ['a desktop', { ...desktop, colorScheme: 'dark' as const }, 'Lê Văn Bình'],
  ])('goes the whole way on %s, with a photo and a reload in the middle', { timeout: 900_000 }, async (name, screen, head) => {
    const { page, complaints } = await openPage(browser, screen);
    const picture = (moment: string, of = page) => album && of.screenshot({ path: `${album}/${name.replace('a ', '')}-${moment}.png` });
    await page.goto(web.url);
    await page.getByRole('button', { name: 'Bắt đầu' }).waitFor();
    await picture('1-welcome');
    for (const step of wayToTheSummary) {
      await answer(page, step === HEAD ? head : step);
      if (step === '[Khu phố 2]') await picture('2-consent');
    }
    await picture('3-question');
    await answerQuestions(
      page,
      async (question) => {
        if (question === 3) {
          const before = await page.locator('.words').allInnerTexts();
          await page.reload();
          await choices(page).first().waitFor();
          expect(await page.locator('.words').allInnerTexts()).toEqual(before);
        }
      },
      () => picture('4-photo'),
    );
    await answer(page, '[Xem điểm]');
    await picture('5-summary');
    await answer(page, '[Gửi phiếu]');
    await picture('6-sent');
    const { code } = await house.database.prisma.submission.findFirstOrThrow({ orderBy: { at: 'desc' } });
    expect(await page.locator('#log').innerText()).toContain(code);
    expect(complaints).toEqual([]);

    const photo = page.getByAltText('Ảnh gia đình đã gửi');
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await lookAtPhoto(page, picture);
    await page.goto(`${web.url}/me/data`);
    expect(await page.locator('main').innerText()).toContain(head);
    await picture('7-data');
    await page.context().close();
    house.clock.advance(60_000);
  });

  /** Opens the photo beside the chat, then again after it was deleted. */
  async function lookAtPhoto(page: Page, picture: (moment: string, of?: Page) => unknown): Promise<void> {
    const view = async () => {
      const [opened] = await Promise.all([page.waitForEvent('popup'), page.locator('a.file').click()]);
      await opened.getByRole('link', { name: 'Về trang trò chuyện' }).waitFor();
      return opened;
    };
    const shown = await view();
    const image = shown.getByAltText('Ảnh gia đình đã gửi');
    await expect.poll(() => image.evaluate((node) => (node as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await picture('6-view', shown);
    const [saved] = await Promise.all([shown.waitForEvent('download'), shown.getByRole('link', { name: 'Tải về' }).click()]);
    expect(saved.suggestedFilename()).toMatch(/^minh-chung-.*\.jpg$/);
    await shown.close();

    const { prisma } = house.database;
    const { id } = await prisma.evidence.findFirstOrThrow({ where: { kind: 'photo' }, orderBy: { id: 'desc' } });
    await prisma.evidence.update({ where: { id }, data: { removedAt: house.clock.now() } });
    const gone = await view();
    await gone.getByText('đã được xóa nên không xem lại được').waitFor();
    await picture('6-view-gone', gone);
    await gone.close();
    await page.locator('p.file', { hasText: 'Một ảnh' }).waitFor();
    expect(await page.locator('a.file').count()).toBe(0);
    await picture('6-photo-gone');
  }

  const choices = (page: Page) => page.locator('.choices button');

  /** Answers every indicator with its first choice, tells nothing more, and sends a photo of the study corner. */
  async function answerQuestions(page: Page, at: (question: number) => Promise<void>, photoSent: () => unknown): Promise<void> {
    for (let question = 0; question < 40; question++) {
      await at(question);
      const labels = await choices(page).allInnerTexts();
      if (labels.includes('Xem điểm')) return;
      if ((await page.locator('.us').last().innerText()).includes('chụp góc học tập')) {
        await answer(page, '(gửi ảnh)');
        await photoSent();
        await answer(page, '[Xong]');
      } else await answer(page, '[1]');
    }
    throw new Error('the questions do not end');
  }

  /** `[label]` or `[number]` presses, `(gửi ảnh)` sends a photo, anything else is typed. Waits until the page shows all of the answer. */
  async function answer(page: Page, step: string): Promise<void> {
    const before = await answered();
    const [, label] = step.match(/^\[(.*)\]$/) ?? [];
    if (label !== undefined && /^\d$/.test(label) && (await choices(page).filter({ hasText: /^\d$/ }).count()) === 0)
      await choices(page)
        .nth(Number(label) - 1)
        .click();
    else if (label !== undefined) await page.getByRole('button', { name: label, exact: true }).click();
    else if (step === '(gửi ảnh)')
      await page.locator('#files').setInputFiles({ name: 'anh.jpg', mimeType: 'image/jpeg', buffer: await photoOf(before) });
    else {
      await page.locator('#typed').fill(step);
      await page.keyboard.press('Enter');
    }
    await expect.poll(answered, { timeout: PATIENCE, message: `an answer to ${step}` }).toBeGreaterThan(before);
    // A turn says everything at once, the page hears it line by line.
    const said = await answered();
    await expect.poll(() => page.locator('.us').count(), { timeout: PATIENCE, message: `all of the answer to ${step}` }).toBe(said);
  }

  /** Messages that the newest conversation was given so far. */
  async function answered(): Promise<number> {
    const { prisma } = house.database;
    const { id } = await prisma.account.findFirstOrThrow({ orderBy: { id: 'desc' } });
    return prisma.message.count({ where: { accountId: id } });
  }

  function photoOf(seed: number): Promise<Buffer> {
    const background = { r: (seed * 37) % 256, g: 130, b: 90 };
    return sharp({ create: { width: 900, height: 700, channels: 3, background } })
      .jpeg()
      .toBuffer();
  }
});
