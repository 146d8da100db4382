/** From a QR code or a link to Zalo: a button, six digits, and the way into the app. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { digitsOf, spacedDigits } from '../../src/household/digit-code.ts';
import { spacedCode } from '../../src/household/household-code.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { makeAreaCode } from '../../src/household/make-area-code.ts';
import { silentLog } from '../support/deps.ts';
import { newFamily, SECRET_KEY, UNIT } from '../support/family.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

const MINUTE = 60_000;
const OA = '388613280878808645';
const secret = Buffer.from(SECRET_KEY);

let web: TestWeb;
let deps: Deps;
let code: string;

beforeAll(async () => {
  web = await startWeb({ apps: { zaloOa: OA }, secret, limits: { digits: 1000, guesses: 1000 } });
  deps = { db: web.prisma, clock: web.clock, ids: { next: () => v7() }, log: silentLog };
});
afterAll(() => web.stop());
beforeEach(async () => {
  const { id } = await web.prisma.area.findFirstOrThrow({ where: { unitCode: UNIT } });
  code = await makeAreaCode(deps, { areaId: id, actor: 'system' });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(web.url + path, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });
const press = (one = code, url = web.url) => fetch(`${url}/k/${one}/zalo`, { method: 'POST', redirect: 'manual' });
const made = () =>
  web.prisma.code.findMany({ where: { kind: 'digits', standsFor: { is: { kind: 'area' } } }, orderBy: { createdAt: 'asc' } });

/** What the page shows after the button. */
async function shown(one = code, headers: Record<string, string> = {}): Promise<string> {
  const pressed = await press(one);
  expect([pressed.status, pressed.headers.get('location'), pressed.headers.get('cache-control')]).toEqual([
    303,
    `/k/${one}/zalo`,
    'no-store',
  ]);
  const page = await get(`/k/${one}/zalo`, headers);
  expect(page.status).toBe(200);
  return page.text();
}

describe('the page of a code', () => {
  it('offers Zalo with a button that needs no script', async () => {
    const page = await get(`/k/${code}`);
    expect([page.status, page.headers.get('x-robots-tag')]).toEqual([200, 'noindex, nofollow']);
    const text = await page.text();
    expect(text).toContain('Nhà Học nói rõ mã này để làm gì rồi mới hỏi');
    expect(text).toContain(`<form method="post" action="/k/${code}/zalo"><button class="button">Trên Zalo</button></form>`);
  });

  it('makes nothing when apps look at it, nor does the page behind the button', async () => {
    const before = await web.prisma.code.count();
    for (let time = 0; time < 3; time++) {
      expect((await get(`/k/${code}`)).status).toBe(200);
      const early = await get(`/k/${code}/zalo`);
      expect([early.status, early.headers.get('location')]).toEqual([303, `/k/${code}`]);
    }
    expect(await web.prisma.code.count()).toBe(before);
  });
});

describe('the digits', () => {
  it('are shown big, with the way into Zalo, how long they last, and the code for when they fail', async () => {
    const source = await shown();
    const [row] = (await made()).slice(-1);
    const digits = digitsOf(secret, row?.id ?? '');
    expect(source).toContain(`<p class="digits">${spacedDigits(digits)}</p>`);
    expect(source).toContain(`<a class="button first" rel="noopener" href="https://zalo.me/${OA}">Mở Zalo</a>`);
    expect(source).toContain('dùng được trong 30 phút');
    expect(source).toContain(spacedCode(code));
    const page = await get(`/k/${code}/zalo`);
    expect([page.headers.get('cache-control'), page.headers.get('x-robots-tag')]).toEqual(['no-store', 'noindex, nofollow']);
  });

  it('stay the same when the page is loaded anew, or asked for again', async () => {
    const digits = (source: string) => /class="digits">([^<]+)</.exec(source)?.[1];
    const before = await web.prisma.code.count({ where: { kind: 'digits' } });
    const first = digits(await shown());
    web.clock.advance(10 * MINUTE);
    expect(digits(await (await get(`/k/${code}/zalo`)).text())).toBe(first);
    const again = await shown();
    expect(digits(again)).toBe(first);
    expect(again).toContain('dùng được trong 20 phút');
    expect(await web.prisma.code.count({ where: { kind: 'digits' } })).toBe(before + 1);
    web.clock.advance(6 * MINUTE);
    expect((await get(`/k/${code}/zalo`)).headers.get('location')).toBe(`/k/${code}`);
    expect(digits(await shown())).not.toBe(first);
  });

  it('are there for an invitation too', async () => {
    const family = await newFamily(deps, { head: 'Nguyễn Thị Kín' });
    const invited = await inviteMember(deps, { accountId: family.accountId, secret: SECRET_KEY });
    const source = await shown('code' in invited ? invited.code : '');
    expect(source).toContain('class="digits"');
    expect(source).not.toContain('Kín');
  });

  it('come in the language that the visitor speaks', async () => {
    web.clock.advance(MINUTE);
    const visitor = await Visitor.join(web.url);
    const account = await web.prisma.account.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    await web.prisma.account.update({ where: { id: account.id }, data: { language: 'en' } });
    expect(await shown(code, { cookie: visitor.cookie })).toContain('>Open Zalo</a>');
  });

  it('lead to the OA of the ward where that has one of its own', async () => {
    const city = await web.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    const own = { name: 'Hội phường', contact: '-', dataProtection: '-', level: 'ward' as const, parentId: city.id, unitCode: UNIT };
    const id = v7();
    await web.prisma.organisation.create({ data: { id, ...own } });
    const channel = { id: v7(), channel: 'zalo' as const, externalId: '579745863508352884', organisationId: id };
    await web.prisma.channelAccount.create({ data: channel });
    expect(await shown()).toContain(`https://zalo.me/${OA}`);
    await web.prisma.channelAccount.update({ where: { id: channel.id }, data: { credentials: Buffer.from('sealed') } });
    expect(await shown()).toContain('https://zalo.me/579745863508352884');
    await web.prisma.channelAccount.update({ where: { id: channel.id }, data: { stoppedAt: web.clock.now() } });
    expect(await shown()).toContain(`https://zalo.me/${OA}`);
  });
});

describe('a code that leads nowhere', () => {
  it('says so kindly, and leads to Zalo all the same', async () => {
    for (const one of ['MPA-2026', 'K7M29QXC']) {
      const response = await press(one);
      expect(response.status).toBe(410);
      const source = await response.text();
      expect(source).toContain('không còn dùng được');
      expect(source).toContain(`https://zalo.me/${OA}`);
    }
  });

  it('cannot be searched for from one address, while good ones are not counted against it', async () => {
    const strict = await startWeb({ apps: { zaloOa: OA }, secret, limits: { guesses: 3 } });
    const { id } = await strict.prisma.area.findFirstOrThrow({ where: { unitCode: UNIT } });
    const good = await makeAreaCode({ ...deps, db: strict.prisma }, { areaId: id, actor: 'system' });
    const statuses: number[] = [];
    for (const one of [good, good, good, good, 'A', 'B', 'C', 'D', good]) statuses.push((await press(one, strict.url)).status);
    await strict.stop();
    expect(statuses).toEqual([303, 303, 303, 303, 410, 410, 410, 429, 429]);
  });

  it('is asked for so many times in all, and no more', async () => {
    const strict = await startWeb({ apps: { zaloOa: OA }, limits: { digits: 2 } });
    const statuses: number[] = [];
    for (let time = 0; time < 3; time++) statuses.push((await press('MPA-2026', strict.url)).status);
    await strict.stop();
    expect(statuses).toEqual([410, 410, 429]);
  });
});

it('there are no digits while Zalo is off', async () => {
  const off = await startWeb({ apps: { telegramBot: 'nhahoc_bot' } });
  const page = await (await fetch(`${off.url}/k/${code}`)).text();
  expect(page).not.toContain('zalo');
  expect((await press(code, off.url)).status).toBe(404);
  expect((await fetch(`${off.url}/k/${code}/zalo`)).status).toBe(404);
  await off.stop();
});
