/** What is sent in fewer bytes, and what must not wait for that; and the letters of the console. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleAssetUrl } from '../../src/console/assets.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

const css = readFileSync(join(import.meta.dirname, '../../src/console/page/console.css'), 'utf8');
const fonts = [...css.matchAll(/url\("(fonts\/[^"]+)"\)/g)].map(([, name]) => name ?? '');

const encodingOf = async (path: string, accept = 'gzip') =>
  (await fetch(web.url + path, { headers: { 'accept-encoding': accept } })).headers.get('content-encoding');

describe('bytes on the way', () => {
  it('are fewer for pages of the console and for what pages are made of, where the browser can', async () => {
    expect(await encodingOf('/console/enter')).toBe('gzip');
    expect(await encodingOf(consoleAssetUrl('console.css'))).toBe('gzip');
    expect(await encodingOf('/console/enter', 'identity')).toBeNull();
  });

  it('are not held back in the stream of the chat', async () => {
    const visitor = await Visitor.join(web.url);
    const response = await visitor.get('/chat/events', { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    await response.body?.cancel();
  });
});

describe('the letters of the console', () => {
  it.each(fonts)('come from here, for ever: %s', async (name) => {
    const response = await fetch(web.url + consoleAssetUrl(name));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'font/woff2']);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect((await response.bytes()).length).toBeLessThan(30_000);
  });

  it('are those that the page names, and no other file of their package', async () => {
    expect(fonts.length).toBe(4);
    for (const name of ['fonts/be-vietnam-pro-latin-900-normal.woff2', 'fonts/../package.json', 'fonts/%2e%2e/package.json'])
      expect((await fetch(web.url + consoleAssetUrl(name))).status).toBe(404);
  });
});
