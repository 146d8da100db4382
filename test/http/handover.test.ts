import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

const MINUTE = 60_000;

let web: TestWeb;
beforeAll(async () => {
  web = await startWeb({ limits: { claims: 1000 } });
});
afterAll(() => web.stop());

async function codeOf(visitor: Visitor): Promise<string> {
  const response = await visitor.post('/chat/handover');
  expect(response.status).toBe(200);
  return ((await response.json()) as { code: string }).code;
}

function claim(visitor: Visitor, code: string, more: { leave?: boolean } = {}): Promise<Response> {
  return visitor.post('/chat/handover/claim', { code, ...more });
}

describe('continuing on another phone', () => {
  it('shows the same conversation there, and keeps it here', async () => {
    const first = await Visitor.join(web.url);
    await first.send({ type: 'text', text: 'trên máy cũ' });
    const second = new Visitor(web.url);
    expect((await claim(second, await codeOf(first))).status).toBe(200);
    for (const visitor of [first, second]) expect(JSON.stringify(await (await visitor.get('/chat/lines')).json())).toContain('trên máy cũ');
    expect(second.cookie).not.toBe(first.cookie);
  });

  it('takes the code however it is typed', async () => {
    const first = await Visitor.join(web.url);
    const typed = ` ${(await codeOf(first)).toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect((await claim(new Visitor(web.url), typed)).status).toBe(200);
  });

  it('draws the code as a picture whose link keeps it away from servers', async () => {
    const first = await Visitor.join(web.url);
    const { qr } = (await (await first.post('/chat/handover')).json()) as { qr: { size: number; path: string } };
    expect(qr.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    expect(qr.size).toBeGreaterThan(20);
  });

  it('works once, even when two try at the same moment', async () => {
    const code = await codeOf(await Visitor.join(web.url));
    const tries = await Promise.all(Array.from({ length: 5 }, () => claim(new Visitor(web.url), code)));
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410]);
  });

  it('ends after ten minutes, or when a newer code is made', async () => {
    const first = await Visitor.join(web.url);
    const old = await codeOf(first);
    const newer = await codeOf(first);
    expect((await claim(new Visitor(web.url), old)).status).toBe(410);
    web.clock.advance(10 * MINUTE);
    const late = await claim(new Visitor(web.url), newer);
    expect(late.status).toBe(410);
    expect(await late.text()).toContain('lấy mã mới');
  });

  it('keeps no code that could be read from the database', async () => {
    const code = await codeOf(await Visitor.join(web.url));
    expect(JSON.stringify(await web.prisma.code.findMany())).not.toContain(code.replace('-', ''));
  });

  it('never takes a browser away from what was said there unless its person says so', async () => {
    const mine = await Visitor.join(web.url);
    await mine.send({ type: 'start' });
    await mine.send({ type: 'text', text: 'chuyện nhà tôi' });
    const { cookie } = mine;
    const code = await codeOf(await Visitor.join(web.url));
    const refused = await claim(mine, code);
    expect([refused.status, await refused.json()]).toMatchObject([409, { problem: 'leaving' }]);
    expect(mine.cookie).toBe(cookie);
    expect(JSON.stringify(await (await mine.get('/chat/lines')).json())).toContain('chuyện nhà tôi');
    expect((await claim(mine, code, { leave: true })).status).toBe(200);
    expect(mine.cookie).not.toBe(cookie);
  });

  it('lets a browser go that was only greeted', async () => {
    const greeted = await Visitor.join(web.url);
    await greeted.send({ type: 'start' });
    expect((await claim(greeted, await codeOf(await Visitor.join(web.url)))).status).toBe(200);
  });

  it('keeps a member of a household by their household, however little was said here', async () => {
    const member = await Visitor.join(web.url);
    const { id: accountId } = await web.prisma.account.findFirstOrThrow({ orderBy: { id: 'desc' } });
    const area = await web.prisma.area.findFirstOrThrow();
    const now = web.clock.now();
    const household = { id: v7(), code: 'HANDOVER', areaId: area.id, residence: 'permanent', headName: 'A', headNameKey: 'a' } as const;
    await web.prisma.household.create({ data: { ...household, createdAt: now, updatedAt: now } });
    await web.prisma.membership.create({ data: { id: v7(), accountId, householdId: household.id, from: now } });
    expect((await claim(member, await codeOf(await Visitor.join(web.url)))).status).toBe(409);
  });

  it('needs a conversation to continue', async () => {
    expect((await new Visitor(web.url).post('/chat/handover')).status).toBe(401);
  });

  it('slows down whoever guesses', async () => {
    const strict = await startWeb({ limits: { claims: 5 } });
    const guesser = new Visitor(strict.url);
    const statuses = [];
    for (let guess = 0; guess < 7; guess++) statuses.push((await claim(guesser, `AAAA-AAA${guess}`)).status);
    await strict.stop();
    expect(statuses).toEqual([410, 410, 410, 410, 410, 429, 429]);
  });
});
