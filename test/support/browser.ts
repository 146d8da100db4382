/** Real Chromium, where the machine has one. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const places = [
  // What a page does is the same without the windows around it, which take half of the work.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of the browser, or null. `CHROMIUM` names another place. */
export const chromiumPath = [process.env.CHROMIUM, ...places].find((path) => path && existsSync(path)) ?? null;

/** Says why a test does not run here. */
export const chromiumMissing = `no Chromium at ${places.join(', ')}; install one or name it in CHROMIUM`;

export function launchBrowser(): Promise<Browser> {
  if (!chromiumPath) throw new Error(chromiumMissing);
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'vi-VN' };
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'vi-VN' };

/** A page whose complaints (script errors, refused content) are collected. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ timezoneId: 'Asia/Ho_Chi_Minh', ...options });
  // Less than a test may take, so that a failure names what was waited for.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return { page, complaints };
}
