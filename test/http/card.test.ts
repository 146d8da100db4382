/** The card of a recognised household, and the page that the code on it leads to. */
import { pino } from 'pino';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { cardSize } from '../../src/paper/card-size.ts';
import { decideConsent } from '../../src/privacy/consent-decide.ts';
import { erase } from '../../src/privacy/erase.ts';
import { makePageCode } from '../../src/privacy/page-link.ts';
import { decision } from '../support/decided.ts';
import { type Family, newFamily, newMember, SECRET_KEY, UNIT } from '../support/family.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

const HEAD = 'Nguyễn Thị Kín';
const locale = createLocale();
const lines: string[] = [];
let web: TestWeb;
let deps: Deps;
let family: Family;
beforeAll(async () => {
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  web = await startWeb({ secret: Buffer.from(SECRET_KEY), limits: { opens: 1000, lookups: 1000, guesses: 1000 }, log });
  deps = { db: web.prisma, clock: web.clock, ids: { next: () => v7() }, log };
});
afterAll(() => web.stop());
beforeEach(async () => {
  web.clock.advance(60_000);
  family = await newFamily(deps, { head: HEAD });
});

async function decide(outcome: 'recognised' | 'notRecognised' = 'recognised', number = '123/QĐ-UBND'): Promise<string> {
  web.clock.advance(60_000);
  const [line] = await decision(deps, { unitCode: UNIT, householdIds: [family.householdId], outcome, number });
  return line?.lookup ?? '';
}

async function publish(accountId: string, act: 'given' | 'refused'): Promise<void> {
  web.clock.advance(60_000);
  const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, 'vi');
  await decideConsent(deps, { accountId, unit: UNIT, purpose: 'publicList', act, lang: 'vi', speak, secret: SECRET_KEY });
}

const look = (code: string) => fetch(`${web.url}/v/${code}`, { headers: { accept: 'text/html' } });
const words = async (code: string) => (await look(code)).text();

/** A browser that came by a one-time link. */
async function cookie(accountId = family.accountId): Promise<string> {
  const code = await makePageCode(deps, { accountId, target: '/me/card', secret: SECRET_KEY });
  const headers = { origin: web.url, 'sec-fetch-site': 'same-origin' };
  const opened = await fetch(`${web.url}/o/${code}`, { method: 'POST', body: new URLSearchParams(), headers, redirect: 'manual' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, '/me/card']);
  return opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
const get = (path: string, cookies: string) => fetch(web.url + path, { headers: { cookie: cookies, accept: 'text/html' } });

describe('the page behind the code of a card', () => {
  it('says that it stands, by which decision and where, and names nobody who has not agreed', async () => {
    const code = await decide();
    const page = await look(code);
    expect([page.status, page.headers.get('cache-control'), page.headers.get('x-robots-tag')]).toEqual([
      200,
      'no-store',
      'noindex, nofollow',
    ]);
    const text = await page.text();
    for (const said of ['năm 2026, hiện còn giá trị', '123/QĐ-UBND', '10/12/2026', 'Phường Bến Cát', 'tên chỉ ghi khi gia đình đã đồng ý'])
      expect(text).toContain(said);
    expect(text, 'nobody was asked').not.toContain('đã chọn không nêu tên');
    expect(text).not.toContain(HEAD);
    expect(text).not.toContain(family.code);
    expect(text).not.toContain('<script');
  });

  it('names the head while the family agrees to it, and no longer', async () => {
    const code = await decide();
    const other = await newMember(deps, family);
    await publish(family.accountId, 'given');
    expect(await words(code)).toContain(`Chủ hộ: ${HEAD}`);
    await publish(other, 'refused');
    expect(await words(code)).not.toContain(HEAD);
    expect(await words(code)).toContain('Gia đình đã chọn không nêu tên');
    await publish(other, 'given');
    expect(await words(code)).toContain(HEAD);
    await web.prisma.$transaction((db) => erase({ ...deps, db }, { accountId: other }));
    await web.prisma.$transaction((db) => erase({ ...deps, db }, { accountId: family.accountId }));
    const text = await words(code);
    expect(text).toContain('hiện còn giá trị');
    expect(text).not.toContain(HEAD);
  });

  it('of a family whose name nobody wrote down does not speak of agreeing', async () => {
    await web.prisma.household.update({ where: { id: family.householdId }, data: { headName: '', headNameKey: '' } });
    const text = await words(await decide());
    expect(text).toContain('không kèm tên chủ hộ');
    expect(text).not.toContain('khi gia đình đã đồng ý');
  });

  it('reads the code as people type it', async () => {
    const code = await decide();
    for (const typed of [code.toLowerCase(), `${code.slice(0, 4)}%20${code.slice(4)}`, `${code.slice(0, 4)}-${code.slice(4)}`])
      expect((await look(typed)).status).toBe(200);
  });

  it('says that a later decision says otherwise', async () => {
    const code = await decide();
    await decide('notRecognised', '150/QĐ-UBND');
    await publish(family.accountId, 'given');
    const text = await words(code);
    expect(text).toMatch(/150\/QĐ-UBND[\s\S]*không còn trong danh sách/);
    expect(text).not.toContain('hiện còn giá trị');
    expect(text).not.toContain(HEAD);
  });

  it('is kind to whoever mistypes, and counts them', async () => {
    for (const code of ['K7M29QXC', 'x', '%3Cscript%3E', family.code]) {
      const page = await look(code);
      expect(page.status).toBe(404);
      expect(await page.text()).toContain('Không tìm thấy mã này');
    }
    const strict = await startWeb({ limits: { guesses: 2 } });
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await fetch(`${strict.url}/v/K7M29QXC`)).status);
    await strict.stop();
    expect(statuses).toEqual([404, 404, 429]);
  });

  it('leaves no code and no name in the log', async () => {
    const code = await decide();
    await publish(family.accountId, 'given');
    lines.length = 0;
    await words(code);
    expect(lines.join('\n')).toContain('/v/:code');
    expect(lines.join('\n')).not.toContain(code);
    expect(lines.join('\n')).not.toContain(HEAD);
  });
});

describe('the card', () => {
  it('is shown, and given as a picture to keep, to whom it belongs', async () => {
    const code = await decide();
    const mine = await cookie();
    const page = await (await get('/me/card', mine)).text();
    expect(page).toContain('src="/me/card.png"');
    expect(page).toContain(`href="/v/${code}"`);
    const shown = await get('/me/card.png', mine);
    expect([shown.headers.get('content-type'), shown.headers.get('cache-control')]).toEqual(['image/png', 'no-store']);
    const { width, height } = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
    expect({ width, height }).toEqual(cardSize);
    const kept = await get('/me/card.png?keep', mine);
    expect(kept.headers.get('content-disposition')).toBe('attachment; filename="thiep-gia-dinh-hoc-tap-2026.png"');
    const stranger = await newFamily(deps, { head: 'Trần Văn Lạ' });
    expect((await get('/me/card.png', await cookie(stranger.accountId))).status).toBe(404);
    expect((await get('/me/card.png', '')).status).toBe(401);
  });

  it('is not there before the decision, nor after one that says otherwise', async () => {
    const mine = await cookie();
    const none = async () => {
      expect(await (await get('/me/card', mine)).text()).toContain('Chưa có thiệp nào');
      expect((await get('/me/card.png', mine)).status).toBe(404);
    };
    await none();
    await decide();
    await decide('notRecognised', '150/QĐ-UBND');
    await none();
  });
});
