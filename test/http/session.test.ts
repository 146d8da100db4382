import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../src/channel/web/session.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

const DAY = 86_400_000;

let web: TestWeb;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

describe('a first visit', () => {
  it('gets a conversation of its own, and a cookie that scripts and other sites cannot use', async () => {
    const response = await new Visitor(web.url).post('/chat/session');
    expect(response.status).toBe(201);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^nhahoc=[\w-]{43}; Max-Age=15552000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  });

  it('leaves only a hash of the cookie in the database', async () => {
    const visitor = await Visitor.join(web.url);
    const token = visitor.cookie.split('=')[1] ?? '';
    expect(await web.prisma.webSession.count({ where: { tokenHash: hashOf(token) } })).toBe(1);
    const rows = JSON.stringify([
      await web.prisma.webSession.findMany(),
      await web.prisma.account.findMany(),
      await web.prisma.audit.findMany({ select: { detail: true } }),
    ]);
    expect(rows).not.toContain(token);
  });

  it('is asked for once: the same browser keeps its conversation', async () => {
    const visitor = await Visitor.join(web.url);
    const before = await web.prisma.account.count();
    const again = await visitor.post('/chat/session');
    expect([again.status, await again.json()]).toEqual([200, { fresh: false }]);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(await web.prisma.account.count()).toBe(before);
  });

  it('sends the cookie over HTTPS only where the service has it', async () => {
    const secure = await startWeb({ publicUrl: 'https://nhahoc.example' });
    const response = await new Visitor(secure.url).post('/chat/session');
    await secure.stop();
    expect(response.headers.getSetCookie()[0]).toContain('; Secure');
    expect(response.headers.get('strict-transport-security')).toContain('max-age');
  });
});

describe('a browser that comes back', () => {
  it('is known for 180 days after its last visit', async () => {
    const visitor = await Visitor.join(web.url);
    web.clock.advance(179 * DAY);
    const visit = await visitor.get('/chat/lines');
    expect(visit.status).toBe(200);
    expect(visit.headers.getSetCookie()[0]).toContain('Max-Age=15552000');
    web.clock.advance(179 * DAY);
    expect((await visitor.get('/chat/lines')).status).toBe(200);
  });

  it('begins anew after that', async () => {
    const visitor = await Visitor.join(web.url);
    web.clock.advance(181 * DAY);
    expect((await visitor.get('/chat/lines')).status).toBe(401);
    expect((await visitor.post('/chat/session')).status).toBe(201);
  });

  it('does not write to the database at every visit', async () => {
    const visitor = await Visitor.join(web.url);
    web.clock.advance(1000);
    expect((await visitor.get('/chat/lines')).headers.getSetCookie()).toEqual([]);
  });

  it('cannot make up a cookie', async () => {
    const stranger = new Visitor(web.url);
    stranger.cookie = 'nhahoc=made-up';
    expect((await stranger.get('/chat/lines')).status).toBe(401);
  });
});
