import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

describe('my data', () => {
  it('is a page to read and a file to keep, for its owner alone', async () => {
    const owner = await Visitor.join(web.url);
    await owner.send({ type: 'text', text: 'chuyện <b>riêng</b> & "của" nhà' });
    const neighbour = await Visitor.join(web.url);

    const page = await owner.get('/me/data', { accept: 'text/html' });
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const source = await page.text();
    expect(source).toContain('chuyện &#60;b&#62;riêng&#60;/b&#62; &#38; &#34;của&#34; nhà');
    expect(source).not.toContain('<b>');

    const file = await owner.get('/me/data.json');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="nha-hoc.json"');
    expect(JSON.stringify(await file.json())).toContain('riêng');

    for (const path of ['/me/data', '/me/data.json']) {
      expect(await (await neighbour.get(path)).text()).not.toContain('riêng');
      expect((await new Visitor(web.url).get(path)).status).toBe(401);
    }
  });
});
