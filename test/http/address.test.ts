/** Where pages and codes lead: to the address that was set, and without one to wherever the visitor came by. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let anywhere: TestWeb;
let settled: TestWeb;
beforeAll(async () => {
  [anywhere, settled] = await Promise.all([startWeb({ anyAddress: true, publicUrl: 'http://localhost:1' }), startWeb()]);
});
afterAll(() => Promise.all([anywhere.stop(), settled.stop()]));

/** What the same service is called on this machine and by a phone beside it. */
const byName = (url: string) => url.replace('127.0.0.1', 'localhost');

async function originIn(url: string): Promise<unknown> {
  const page = await (await fetch(url)).text();
  const island = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? '{}';
  return (JSON.parse(island) as { origin?: unknown }).origin;
}

async function codeAt(url: string): Promise<{ path: string }> {
  const visitor = await Visitor.join(url);
  await visitor.send({ type: 'text', text: 'xin chào' });
  const { qr } = (await (await visitor.post('/chat/handover')).json()) as { qr: { path: string } };
  return qr;
}

describe('without an address of its own', () => {
  it('the page knows the one it was opened at', async () => {
    expect(await originIn(`${anywhere.url}/`)).toBe(anywhere.url);
    expect(await originIn(`${byName(anywhere.url)}/`)).toBe(byName(anywhere.url));
  });

  it('serves whoever comes by any name, and lets them go on', async () => {
    expect((await codeAt(byName(anywhere.url))).path).toMatch(/^M/);
  });
});

it('with an address of its own the page knows that one, however it was opened', async () => {
  expect(await originIn(`${byName(settled.url)}/`)).toBe(settled.url);
});
