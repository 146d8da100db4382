/** One-time links: how somebody who talks with us in another app looks at pages of their own. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { tellStory } from '../../src/evidence/tell.ts';
import { removeExpired } from '../../src/jobs/remove-expired.ts';
import { erase } from '../../src/privacy/erase.ts';
import { makePageCode } from '../../src/privacy/page-link.ts';
import { jpeg } from '../evidence/samples.ts';
import { silentLog } from '../support/deps.ts';
import { type Family, newFamily, SECRET_KEY } from '../support/family.ts';
import { temporaryFolder } from '../support/service.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

const MINUTE = 60_000;
const HEAD = 'Nguyễn Thị Kín';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let web: TestWeb;
let deps: Deps;
let family: Family;

beforeAll(async () => {
  folder = await temporaryFolder();
  web = await startWeb({ blobs: folderBlobStore(folder.path), secret: Buffer.from(SECRET_KEY), limits: { opens: 1000 } });
  deps = { db: web.prisma, clock: web.clock, ids: { next: () => v7() }, log: silentLog };
});
afterAll(async () => {
  await web.stop();
  await folder.remove();
});
beforeEach(async () => {
  family = await newFamily(deps, { head: HEAD, phone: '0912000111' });
});

const codeFor = (target: string, accountId = family.accountId) => makePageCode(deps, { accountId, target, secret: SECRET_KEY });

/** What a browser does that shows the page and presses its button. */
function press(code: string, headers: Record<string, string> = { origin: web.url, 'sec-fetch-site': 'same-origin' }): Promise<Response> {
  const form = new URLSearchParams();
  return fetch(`${web.url}/o/${code}`, { method: 'POST', body: form, headers, redirect: 'manual' });
}

const look = (code: string) => fetch(`${web.url}/o/${code}`, { headers: { accept: 'text/html' } });

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** The cookie of a browser that opened a link. */
async function opened(target = '/me/data', accountId = family.accountId): Promise<string> {
  const response = await press(await codeFor(target, accountId));
  expect(response.status).toBe(303);
  return cookieOf(response);
}

const get = (path: string, cookie: string) => fetch(web.url + path, { headers: { cookie, accept: 'text/html' } });

async function handIn(): Promise<string> {
  const blobs = folderBlobStore(folder.path);
  const media = [await receiveFile({ blobs, ids: deps.ids }, { bytes: await jpeg(64, 48) })];
  const asked = { accountId: family.accountId, item: 'B2', inboxId: null };
  await web.prisma.$transaction((db) => attachFiles({ ...deps, db }, { ...asked, media }));
  await web.prisma.$transaction((db) => tellStory({ ...deps, db }, { ...asked, text: 'Nhà có <kệ> sách nhỏ.' }));
  return (await web.prisma.evidence.findFirstOrThrow({ where: { kind: 'photo' }, orderBy: { id: 'desc' } })).id;
}

describe('a one-time link', () => {
  it('shows a button, then opens its page with a cookie of its own', async () => {
    const code = await codeFor('/me/data');
    const page = await look(code);
    expect([page.status, page.headers.get('cache-control'), page.headers.get('x-robots-tag')]).toEqual([200, 'no-store', 'noindex']);
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect(await page.text()).toMatch(/<form method="post"><button class="button first">Mở<\/button><\/form>/);
    const response = await press(code);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/me/data']);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^nhahoc_pages=[\w-]{43}; Max-Age=900; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await (await get('/me/data', cookieOf(response))).text()).toContain(HEAD);
  });

  it('speaks the language of whom it was made for', async () => {
    await web.prisma.account.update({ where: { id: family.accountId }, data: { language: 'en' } });
    expect(await (await look(await codeFor('/me/data'))).text()).toContain('>Open</button>');
  });

  it('is not used up by apps that look at links', async () => {
    const code = await codeFor('/me/data');
    for (let time = 0; time < 3; time++) expect((await look(code)).status).toBe(200);
    expect((await press(code)).status).toBe(303);
  });

  it('opens once, even when two press at the same moment', async () => {
    const code = await codeFor('/me/data');
    const tries = await Promise.all(Array.from({ length: 5 }, () => press(code)));
    expect(tries.map(({ status }) => status).sort()).toEqual([303, 410, 410, 410, 410]);
    expect(tries.flatMap(({ headers }) => headers.getSetCookie())).toHaveLength(1);
  });

  it('says kindly that it is over, and how to get another', async () => {
    const code = await codeFor('/me/data');
    await press(code);
    const late = await codeFor('/me/data');
    web.clock.advance(10 * MINUTE);
    for (const response of [await look(code), await press(code), await look(late), await press(late), await look('x')]) {
      expect(response.status).toBe(410);
      expect(await response.text()).toContain('nhắn “dữ liệu của tôi”');
    }
  });

  it('leaves earlier ones as they are', async () => {
    const [first, second] = [await codeFor('/me/data'), await codeFor('/me/data')];
    expect([(await press(first)).status, (await press(second)).status]).toEqual([303, 303]);
  });

  it('is kept as a hash, and audited', async () => {
    const code = await codeFor('/evidence');
    await press(code);
    const row = await web.prisma.code.findFirstOrThrow({ where: { kind: 'page', accountId: family.accountId } });
    expect(JSON.stringify(row)).not.toContain(code);
    expect(row).toMatchObject({ target: '/evidence', usedAt: web.clock.now(), usedBy: family.accountId });
    const audit = await web.prisma.audit.findMany({ where: { subject: `code:${row.id}` }, orderBy: { seq: 'asc' } });
    expect(audit.map(({ actor, action }) => [actor, action])).toEqual([
      [`account:${family.accountId}`, 'page.link.make'],
      [`account:${family.accountId}`, 'page.link.claim'],
    ]);
  });

  it('leads to pages of one’s own and nowhere else', async () => {
    for (const target of [
      '/',
      '//example.org',
      'https://example.org/me/data',
      '/me/data/../chat',
      '/chat/lines',
      '/evidence/',
      '/me/data#/x',
    ]) {
      await expect(codeFor(target)).rejects.toThrow('No one-time link leads to');
    }
  });

  it('is counted for each address', async () => {
    const strict = await startWeb({ limits: { opens: 2 } });
    const statuses = [];
    for (let time = 0; time < 3; time++) {
      statuses.push((await fetch(`${strict.url}/o/x`, { method: 'POST', headers: { origin: strict.url } })).status);
    }
    await strict.stop();
    expect(statuses).toEqual([410, 410, 429]);
  });
});

describe('who came by a link', () => {
  it('sees what was handed in, and nothing of another family', async () => {
    const photo = await handIn();
    const cookie = await opened('/evidence');
    const list = await (await get('/evidence', cookie)).text();
    expect(list).toContain(`href="/evidence/${photo}"`);
    expect(list).toContain('Nhà có &#60;kệ&#62; sách nhỏ.');
    const mine = [`/evidence/${photo}`, `/files/${photo}`, `/files/${photo}/thumb`];
    for (const path of mine) expect((await get(path, cookie)).status).toBe(200);
    const stranger = await newFamily(deps, { head: 'Trần Văn Lạ' });
    const theirs = await opened('/evidence', stranger.accountId);
    for (const path of mine) expect((await get(path, theirs)).status).toBe(404);
    expect(await (await get('/evidence', theirs)).text()).toContain('Chưa có ảnh hay lời kể nào.');
    expect(await (await get('/me/data', theirs)).text()).not.toContain(HEAD);
  });

  it('is led back to the app, not to a chat that is not theirs', async () => {
    const photo = await handIn();
    const cookie = await opened();
    for (const path of ['/me/data', '/evidence', `/evidence/${photo}`]) {
      expect(await (await get(path, cookie)).text()).not.toContain('href="/"');
    }
  });

  it('may read the pages for a quarter of an hour', async () => {
    const cookie = await opened();
    web.clock.advance(15 * MINUTE - 1);
    expect((await get('/me/data.json', cookie)).status).toBe(200);
    web.clock.advance(1);
    const closed = await get('/me/data', cookie);
    expect(closed.status).toBe(401);
    expect(await closed.text()).toContain('nhắn “dữ liệu của tôi” để mở lại');
  });

  it('cannot chat, whatever the cookie is called', async () => {
    const token = (await opened()).split('=')[1];
    for (const cookie of [`nhahoc_pages=${token}`, `nhahoc=${token}`]) {
      const visitor = new Visitor(web.url);
      visitor.cookie = cookie;
      expect((await visitor.get('/chat/lines')).status).toBe(401);
      expect((await visitor.get('/chat/events')).status).toBe(401);
      expect((await visitor.send({ type: 'text', text: 'a' })).status).toBe(401);
      expect((await visitor.post('/chat/files')).status).toBe(401);
      expect((await visitor.post('/chat/handover')).status).toBe(401);
    }
    expect((await get('/me/data', `nhahoc=${token}`)).status).toBe(401);
  });

  it('sees those pages before the conversation that this browser also holds, which stays', async () => {
    const visitor = await Visitor.join(web.url);
    const both = `${visitor.cookie}; ${await opened()}`;
    expect(await (await get('/me/data', both)).text()).toContain(HEAD);
    expect(await (await get('/me/data', visitor.cookie)).text()).not.toContain(HEAD);
    expect((await fetch(`${web.url}/chat/lines`, { headers: { cookie: both } })).status).toBe(200);
    web.clock.advance(15 * MINUTE);
    expect(await (await get('/me/data', both)).text()).not.toContain(HEAD);
  });

  it('loses link and page when the account is erased', async () => {
    const code = await codeFor('/me/data');
    const cookie = await opened();
    await web.prisma.$transaction((db) => erase({ ...deps, db }, { accountId: family.accountId }));
    expect((await press(code)).status).toBe(410);
    expect((await get('/me/data', cookie)).status).toBe(401);
  });

  it('leaves nothing behind once the time is over', async () => {
    await opened();
    web.clock.advance(48 * 60 * MINUTE);
    await removeExpired(deps);
    const { accountId } = family;
    expect(await web.prisma.code.count({ where: { kind: 'page', accountId } })).toBe(0);
    expect(await web.prisma.webSession.count({ where: { accountId } })).toBe(0);
  });
});
