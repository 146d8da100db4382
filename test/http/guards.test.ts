import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerProblems } from '../../src/http/errors.ts';
import type { Parts } from '../../src/http/parts.ts';
import { createLogger } from '../../src/log.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

const posts = ['/chat/session', '/chat/messages', '/chat/files', '/chat/handover', '/chat/handover/claim'];

describe('another site', () => {
  it.each(posts)('cannot post to %s with a visitor’s cookie', async (path) => {
    const visitor = await Visitor.join(web.url);
    const foreign: Record<string, string>[] = [
      { origin: 'https://example.org' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: web.url, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const response = await visitor.post(path, {}, headers);
      expect([response.status, await response.json()]).toMatchObject([403, { problem: 'crossSite' }]);
    }
  });

  it('cannot press the button of a one-time link, and neither can what does not say where it comes from', async () => {
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'https://example.org' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
      { origin: web.url, 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) expect((await fetch(`${web.url}/o/x`, { method: 'POST', headers })).status).toBe(403);
    const ours = [{ origin: web.url }, { 'sec-fetch-site': 'same-origin' }] as Record<string, string>[];
    for (const headers of ours) expect((await fetch(`${web.url}/o/x`, { method: 'POST', headers })).status).toBe(410);
  });

  it.each(posts)('cannot post to %s as a plain form would, without our header', async (path) => {
    const response = await fetch(web.url + path, { method: 'POST', body: new URLSearchParams({ key: 'x' }) });
    expect(response.status).toBe(403);
  });

  it('gets no permission to read or frame anything', async () => {
    const { headers } = await fetch(`${web.url}/`, { headers: { origin: 'https://example.org' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('is not our own page: that one posts, from here or from the public address', async () => {
    const visitor = await Visitor.join(web.url);
    expect((await visitor.post('/chat/session', {}, { origin: web.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['/', '/k/ABC', '/o/x', '/chat/lines', '/files/x', '/nowhere', '/healthz'])('of %s carries the strict rules', async (path) => {
    const { headers } = await fetch(web.url + path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('of a page has no script or style inside it', async () => {
    const source = await (await fetch(`${web.url}/`)).text();
    expect(source).not.toMatch(/<script(?![^>]*(src=|type="application\/json"))/);
    expect(source).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });
});

describe('addresses', () => {
  it.each([
    '/files/..%2f..%2fetc%2fpasswd',
    '/files/%00',
    '/assets/x/../../package.json',
    '/k/%3Cscript%3E',
    '/o/%00',
    '/%',
    '/files/%E0%A4%A',
  ])('that are not ours lead nowhere: %s', async (path) => {
    const visitor = await Visitor.join(web.url);
    const response = await visitor.get(path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  });

  it('that people open by hand answer with a page in words; scripts get JSON', async () => {
    const page = await fetch(`${web.url}/nowhere`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('Gia đình trở về trang trò chuyện');
    const data = await fetch(`${web.url}/nowhere`);
    expect(await data.json()).toMatchObject({ problem: 'notFound' });
  });

  it('of our own files may be kept for ever, because they change with the files', async () => {
    const source = await (await fetch(`${web.url}/`)).text();
    const [script] = source.match(/\/assets\/[0-9a-f]{12}\/chat\.js/) ?? [];
    const response = await fetch(`${web.url}${script}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('of a code offers the apps that are on, and where none is goes on by itself', async () => {
    const apps = await startWeb({ apps: { telegramBot: 'nhahoc_bot', zaloOa: '123' } });
    const page = await (await fetch(`${apps.url}/k/MPA-2026`)).text();
    await apps.stop();
    const ways = ['href="/#ma=MPA-2026"', 'href="https://t.me/nhahoc_bot?start=MPA-2026"', 'method="post" action="/k/MPA-2026/zalo"'];
    for (const way of ways) expect(page).toContain(way);
    const alone = await fetch(`${web.url}/k/MPA-2026`, { redirect: 'manual' });
    expect([alone.status, alone.headers.get('location')]).toEqual([302, '/#ma=MPA-2026']);
  });
});

describe('what costs much', () => {
  it.each([
    ['/evidence', { data: 2 }],
    ['/evidence/x', { files: 2 }],
    ['/files/x', { files: 2 }],
    ['/files/x/thumb', { files: 2 }],
    ['/me/data', { data: 2 }],
    ['/me/data.json', { data: 2 }],
  ])('is counted for each visitor: %s', async (path, limits) => {
    const strict = await startWeb({ limits });
    const [visitor, neighbour] = [await Visitor.join(strict.url), await Visitor.join(strict.url)];
    for (let time = 0; time < 2; time++) expect((await visitor.get(path)).status).not.toBe(429);
    expect((await visitor.get(path)).status).toBe(429);
    expect((await neighbour.get(path)).status).not.toBe(429);
    await strict.stop();
  });

  it('is counted by the account, not by what the cookie says', async () => {
    const strict = await startWeb({ limits: { messages: 2, claims: 10 } });
    const visitor = await Visitor.join(strict.url);
    const { code } = (await (await visitor.post('/chat/handover')).json()) as { code: string };
    const second = new Visitor(strict.url);
    await second.post('/chat/handover/claim', { code });
    const stranger = new Visitor(strict.url);
    stranger.cookie = 'nhahoc=made-up';
    const statuses = [];
    for (const who of [visitor, second, stranger, visitor, second]) statuses.push((await who.send({ type: 'text', text: 'a' })).status);
    await strict.stop();
    expect(statuses).toEqual([202, 202, 401, 429, 429]);
  });

  it.each(['/readyz', '/metrics'])('is counted for each address where nobody need be known: %s', async (path) => {
    const strict = await startWeb({ limits: { address: 2 } });
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await fetch(strict.url + path)).status);
    await strict.stop();
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('an answer that breaks half way', () => {
  it('ends the connection, and its error reaches our log and no other', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'info', stream: { write: (line: string) => void lines.push(line) } });
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    const app = express();
    app.get('/half', (_request, response) => {
      response.write('half');
      throw new Error('the phone "0900000001" is wrong');
    });
    app.use(answerProblems({ log } as Parts));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await expect(fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/half`).then((half) => half.text())).rejects.toThrow();
    server.close();
    expect(lines.join()).toContain('request failed');
    expect(lines.join()).not.toContain('0900000001');
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });
});

describe('for supervisors', () => {
  it('says that it lives, that it can work, and how it does', async () => {
    expect(await (await fetch(`${web.url}/healthz`)).text()).toBe('ok\n');
    expect(await (await fetch(`${web.url}/readyz`)).text()).toBe('ok\n');
    const figures = await (await fetch(`${web.url}/metrics`)).text();
    expect(figures).toContain('nhahoc_http_request_seconds_count{method="GET",route="/healthz",status="200"}');
    expect(figures).not.toContain('MPA-2026');
  });

  it('says so when the database does not answer', async () => {
    const prisma = { $queryRaw: () => Promise.reject(new Error('gone')) };
    const lame = await startWeb({ prisma: prisma as never });
    const [alive, ready] = [await fetch(`${lame.url}/healthz`), await fetch(`${lame.url}/readyz`)];
    await lame.stop();
    expect([alive.status, ready.status]).toEqual([200, 503]);
  });
});
