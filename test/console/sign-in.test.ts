/** How officers come into the console, stay for a while, and leave. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { approveSignIn } from '../../src/officer/approve-sign-in.ts';
import { makeConsoleLink } from '../../src/officer/console-link.ts';
import { refuseSignIn } from '../../src/officer/refuse-sign-in.ts';
import { SECRET_KEY } from '../support/family.ts';
import { newOfficer, OfficerBrowser, type TestOfficer } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const secret = SECRET_KEY;

let web: TestWeb;
let deps: Deps;
let officer: TestOfficer;
beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(secret), limits: { entries: 10_000 } });
  deps = web.deps;
});
afterAll(() => web.stop());
beforeEach(async () => {
  officer = await newOfficer(deps, { role: 'city', name: 'Trần Thị Cả' });
});

/** A browser that nobody knows yet: it keeps its cookies. */
class Pc {
  readonly cookies = new Map<string, string>();

  async ask(
    path: string,
    {
      method = 'GET',
      headers = {},
      fields = {},
    }: { method?: string; headers?: Record<string, string>; fields?: Record<string, string> } = {},
  ) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const posts = method === 'POST';
    const response = await fetch(web.url + path, {
      method,
      redirect: 'manual',
      headers: { cookie, accept: 'text/html', ...(posts ? { origin: web.url, 'sec-fetch-site': 'same-origin' } : {}), ...headers },
      ...(posts ? { body: new URLSearchParams(fields) } : {}),
    });
    for (const given of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (given.split(';')[0] ?? '').split('=', 2);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async digits(path = '/console/enter'): Promise<string> {
    return /class="digits">(\d{4} \d{4})</.exec(await (await this.ask(path)).text())?.[1] ?? '';
  }
}

const linkOf = async ({ accountId } = officer) => {
  const made = await makeConsoleLink(deps, { accountId, secret });
  if (made.outcome !== 'link') throw new Error(made.outcome);
  return made.path;
};

const leadsTo = (response: Response) => [response.status, response.headers.get('location')];

describe('a link from the chat', () => {
  it('shows a button, and the button lets the browser in', async () => {
    const [pc, link] = [new Pc(), await linkOf()];
    const page = await pc.ask(link);
    expect([page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([200, 'same-origin', 'no-store']);
    expect(await page.text()).toContain('<form method="post"><button class="button first">Vào</button></form>');
    const entered = await pc.ask(link, { method: 'POST' });
    expect(leadsTo(entered)).toEqual([303, '/console']);
    expect(entered.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^nhahoc_console=[\w-]{43}; Max-Age=604800; Path=\/console; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await (await pc.ask('/console')).text()).toContain('Trần Thị Cả');
  });

  it('is not used up by apps that look at links, opens once, and then says how to get another', async () => {
    const link = await linkOf();
    for (let time = 0; time < 3; time++) expect((await new Pc().ask(link)).status).toBe(200);
    const tries = await Promise.all(Array.from({ length: 4 }, () => new Pc().ask(link, { method: 'POST' })));
    expect(tries.map(({ status }) => status).sort()).toEqual([303, 410, 410, 410]);
    const late = await linkOf();
    web.clock.advance(5 * MINUTE);
    for (const path of [link, late, '/console/in/x', '/console/in/%00'])
      for (const method of ['GET', 'POST']) {
        const over = await new Pc().ask(path, { method });
        expect([path, over.status]).toEqual([path, 410]);
        expect(await over.text()).toContain('Nhắn “bàn làm việc”');
      }
    const pc = new Pc();
    const own = await linkOf();
    await pc.ask(own, { method: 'POST' });
    for (const method of ['GET', 'POST']) expect(leadsTo(await pc.ask(own, { method })), 'whoever is in').toEqual([303, '/console']);
  });

  it('leads to the page that it was asked for, and nowhere else by what stands in it', async () => {
    const to = (place: string) => linkOf().then((link) => `${link}?to=${place}`);
    for (const [place, page] of [
      ['notSent', '/console/households?standing=notSent'],
      ['toRemind', '/console/reminders'],
      ['counts', '/console/counts'],
      ['https://example.org', '/console'],
      ['%2F%2Fexample.org', '/console'],
    ]) {
      const pc = new Pc();
      const link = await to(place ?? '');
      expect(leadsTo(await pc.ask(link, { method: 'POST' }))).toEqual([303, page]);
      expect(leadsTo(await pc.ask(link)), 'used up, by whoever is in').toEqual([303, page]);
    }
  });

  it('is pressed on our own page only', async () => {
    const link = await linkOf();
    const foreign = await new Pc().ask(link, {
      method: 'POST',
      headers: { origin: 'https://example.org', 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.status).toBe(403);
    expect(leadsTo(await new Pc().ask(link, { method: 'POST' }))).toEqual([303, '/console']);
  });
});

describe('a code on a PC', () => {
  it('is shown until an officer says yes in chat, and then lets in the browser that shows it', async () => {
    const [pc, stranger] = [new Pc(), new Pc()];
    expect(leadsTo(await pc.ask('/console'))).toEqual([303, '/console/enter']);
    expect(leadsTo(await pc.ask('/console/enter', { method: 'POST' }))).toEqual([303, '/console/enter']);
    const code = await pc.digits();
    expect(await pc.digits()).toBe(code);
    await stranger.ask('/console/enter', { method: 'POST' });
    const asked = { headers: { accept: 'application/json' } };
    expect(await (await pc.ask('/console/enter', asked)).json()).toEqual({ waiting: true, go: '/console/enter' });
    expect(await approveSignIn(deps, { accountId: officer.accountId, code, secret })).toMatchObject({ outcome: 'approved' });
    expect(await (await stranger.ask('/console/enter', asked)).json()).toEqual({ waiting: true, go: '/console/enter' });
    expect(await (await pc.ask('/console/enter', asked)).json()).toEqual({ waiting: false, go: '/console' });
    expect([...pc.cookies.keys()]).toEqual(['nhahoc_console']);
    expect((await pc.ask('/console')).status).toBe(200);
  });

  it('works without scripts: the page loads itself anew', async () => {
    const pc = new Pc();
    await pc.ask('/console/enter', { method: 'POST' });
    const page = await (await pc.ask('/console/enter')).text();
    expect(page).toContain('<noscript><meta http-equiv="refresh" content="5"></noscript>');
    await approveSignIn(deps, { accountId: officer.accountId, code: await pc.digits(), secret });
    expect(leadsTo(await pc.ask('/console/enter'))).toEqual([303, '/console']);
  });

  it('is over after five minutes, and the page offers another', async () => {
    const pc = new Pc();
    await pc.ask('/console/enter', { method: 'POST' });
    web.clock.advance(5 * MINUTE);
    const page = await pc.ask('/console/enter');
    expect(await page.text()).toContain('Lấy số');
    expect([...pc.cookies.keys()]).toEqual([]);
  });

  it('says kindly that it was refused in chat, once, and begins anew', async () => {
    const [pc, stranger] = [new Pc(), new Pc()];
    const asked = { headers: { accept: 'application/json' } };
    for (const one of [pc, stranger]) await one.ask('/console/enter', { method: 'POST' });
    const code = await pc.digits();
    const refuse = () => refuseSignIn(deps, { accountId: officer.accountId, code, secret });
    expect(await refuse()).toEqual({ outcome: 'refused' });
    expect(await (await stranger.ask('/console/enter', asked)).json(), 'of that page alone').toMatchObject({ waiting: true });
    expect(await (await pc.ask('/console/enter', asked)).json()).toEqual({ waiting: false, go: '/console/enter' });
    const told = await (await pc.ask('/console/enter')).text();
    expect(told).toContain('vừa có người trả lời “Không phải máy tôi”');
    expect(told).not.toContain('class="digits"');
    expect(await (await pc.ask('/console/enter')).text()).not.toContain('Không phải máy tôi');
    expect(await approveSignIn(deps, { accountId: officer.accountId, code, secret })).toEqual({ outcome: 'invalid' });
    expect(await refuse()).toEqual({ outcome: 'invalid' });
    const noted = await deps.db.audit.findFirstOrThrow({ where: { action: 'console.refuse' } });
    expect(noted).toMatchObject({ actor: `officer:${officer.officerId}`, detail: { fresh: false } });
    await pc.ask('/console/enter', { method: 'POST' });
    await approveSignIn(deps, { accountId: officer.accountId, code: await pc.digits(), secret });
    expect(leadsTo(await pc.ask('/console/enter'))).toEqual([303, '/console']);
  });

  it('is counted for each address', async () => {
    const strict = await startWeb({ limits: { entries: 2, looks: 2 } });
    const headers = { origin: strict.url, accept: 'text/html' };
    const statuses: number[] = [];
    for (let time = 0; time < 3; time++)
      statuses.push((await fetch(`${strict.url}/console/enter`, { method: 'POST', headers, redirect: 'manual' })).status);
    for (let time = 0; time < 3; time++) statuses.push((await fetch(`${strict.url}/console/enter`)).status);
    await strict.stop();
    expect(statuses).toEqual([303, 303, 429, 200, 200, 429]);
  });
});

describe('a browser that is in', () => {
  const enter = async () => {
    const pc = new Pc();
    await pc.ask(await linkOf(), { method: 'POST' });
    return pc;
  };

  it('stays for twelve hours after its last visit, and seven days at most', async () => {
    const pc = await enter();
    for (let hours = 0; hours < 7 * 24 - 11; hours += 11) {
      web.clock.advance(11 * HOUR);
      expect([hours, (await pc.ask('/console')).status]).toEqual([hours, 200]);
    }
    web.clock.advance(11 * HOUR);
    expect(leadsTo(await pc.ask('/console'))).toEqual([303, '/console/enter']);
    const idle = await enter();
    web.clock.advance(12 * HOUR);
    expect(leadsTo(await idle.ask('/console'))).toEqual([303, '/console/enter']);
  });

  it('is out for good when the officer leaves, whatever cookie it keeps', async () => {
    const browser = await OfficerBrowser.open(web, deps, officer);
    const left = await browser.post('/console/leave');
    expect(leadsTo(left)).toEqual([303, '/console/enter?done=left']);
    expect(left.headers.getSetCookie()).toEqual([expect.stringMatching(/^nhahoc_console=; /)]);
    expect(leadsTo(await browser.get('/console'))).toEqual([303, '/console/enter']);
    expect(await (await new Pc().ask('/console/enter?done=left')).text()).toContain('Đã thoát khỏi máy này.');
  });

  it('is told only what we have words for', async () => {
    const browser = await OfficerBrowser.open(web, deps, officer);
    for (const done of ['%3Cb%3E', 'nothing', '__proto__'])
      expect(await (await browser.get(`/console?done=${done}`)).text()).not.toContain('class="done"');
  });

  it('asks again in chat before a decision, and goes on where the officer wanted to', async () => {
    const browser = await OfficerBrowser.open(web, deps, officer);
    web.clock.advance(10 * MINUTE);
    const wanted = '/console/officers/invite?role=ward';
    const asked = await browser.get(wanted);
    expect(leadsTo(asked)).toEqual([303, `/console/fresh?to=${encodeURIComponent(wanted)}`]);
    const pc = new Pc();
    pc.cookies.set('nhahoc_console', browser.token);
    const fresh = `/console/fresh?to=${encodeURIComponent(wanted)}`;
    expect(await (await pc.ask(fresh)).text()).toContain('Lấy số');
    const begun = await pc.ask('/console/fresh', { method: 'POST', fields: { csrf: browser.csrf, to: wanted } });
    expect(leadsTo(begun)).toEqual([303, fresh]);
    expect(await (await pc.ask(fresh)).text(), 'the chat may be on this very phone').toContain(
      '<a class="button" href="/" target="_blank"',
    );
    const code = await pc.digits(fresh);
    const another = await newOfficer(deps, { role: 'city', name: 'Người Khác' });
    expect(await approveSignIn(deps, { accountId: another.accountId, code, secret })).toMatchObject({ outcome: 'invalid' });
    expect(await approveSignIn(deps, { accountId: officer.accountId, code, secret })).toMatchObject({ outcome: 'approved', fresh: true });
    expect(leadsTo(await pc.ask(fresh))).toEqual([303, wanted]);
    expect((await pc.ask(wanted)).status).toBe(200);
  });

  describe('with a form that was sent after the approval had run out', () => {
    const at = '/console/officers/invite';
    const filled = { role: 'ward', place: 'unit:25813', name: 'Cô “Lan” <b>' };
    const invited = () => web.prisma.code.count({ where: { kind: 'officer', role: 'ward', unitCode: '25813' } });
    const asked = { headers: { accept: 'application/json' } };

    const sendLate = async () => {
      const browser = await OfficerBrowser.open(web, deps, officer);
      web.clock.advance(10 * MINUTE);
      const pc = new Pc();
      pc.cookies.set('nhahoc_console', browser.token);
      const send = () => pc.ask(at, { method: 'POST', fields: { csrf: browser.csrf, ...filled } });
      const sent = await send();
      return { pc, send, status: sent.status, page: sent.headers.get('location') ?? '' };
    };

    it('keeps it on a page that can be loaded anew, and sends it once the approval is given', async () => {
      const before = await invited();
      const { pc, send, status, page } = await sendLate();
      expect([status, page]).toEqual([
        303,
        expect.stringMatching(/^\/console\/fresh\?kept=[0-9a-f-]{36}&to=%2Fconsole%2Fofficers%2Finvite$/),
      ]);
      const kept = await (await pc.ask(page)).text();
      expect(kept).toContain('type="hidden" name="name" value="Cô “Lan” &#60;b&#62;"');
      expect(kept).toContain(`<form method="post" action="${at}">`);
      // The form's own, and that of the way out.
      expect(kept.match(/name="csrf"/g)).toHaveLength(2);
      const code = await pc.digits(page);
      expect(await pc.digits(page), 'loaded anew').toBe(code);
      const notYet = await send();
      expect([notYet.status, await pc.digits(notYet.headers.get('location') ?? '')]).toEqual([303, code]);
      expect(await invited(), 'not approved yet').toBe(before);
      await approveSignIn(deps, { accountId: officer.accountId, code, secret });
      const made = await send();
      expect([made.status, (await made.text()).includes('Đã tạo lời mời')], 'where it is shown once, and kept nowhere').toEqual([
        200,
        true,
      ]);
      expect(await invited()).toBe(before + 1);
      for (const back of [page, notYet.headers.get('location') ?? ''])
        expect(leadsTo(await pc.ask(back)), 'Back, after it was sent').toEqual([303, at]);
    });

    it('tells the script of the page when to send it, and whoever has none', async () => {
      const { pc, page } = await sendLate();
      expect(await (await pc.ask(page, asked)).json()).toEqual({ waiting: true, sends: false, go: page });
      await approveSignIn(deps, { accountId: officer.accountId, code: await pc.digits(page), secret });
      expect(await (await pc.ask(page, asked)).json()).toEqual({ waiting: false, sends: true, go: page });
      const approved = await (await pc.ask(page)).text();
      expect(approved).toContain('Bấm nút dưới để làm tiếp');
      expect(approved).toContain('value="Cô “Lan” &#60;b&#62;"');
    });

    it('offers other digits when those are over, and loses nothing', async () => {
      const { pc, page } = await sendLate();
      web.clock.advance(5 * MINUTE);
      const over = await (await pc.ask(page)).text();
      expect(over).toContain('Lấy số');
      const [, csrf = ''] = /name="csrf" value="([^"]*)"/.exec(over) ?? [];
      const [, kept = ''] = /name="kept" value="([^"]*)"/.exec(over) ?? [];
      expect(leadsTo(await pc.ask('/console/fresh', { method: 'POST', fields: { csrf, kept, to: at } }))).toEqual([303, page]);
      expect(await pc.digits(page)).toMatch(/^\d{4} \d{4}$/);
      expect(await (await pc.ask(page)).text()).toContain('value="Cô “Lan” &#60;b&#62;"');
    });

    it('says that the approval was refused, and loses nothing', async () => {
      const { pc, page } = await sendLate();
      await refuseSignIn(deps, { accountId: officer.accountId, code: await pc.digits(page), secret });
      expect(await (await pc.ask(page, asked)).json()).toEqual({ waiting: false, sends: false, go: page });
      const told = await (await pc.ask(page)).text();
      expect(told).toContain('Chưa xác nhận được');
      const [, csrf = ''] = /name="csrf" value="([^"]*)"/.exec(told) ?? [];
      const [, kept = ''] = /name="kept" value="([^"]*)"/.exec(told) ?? [];
      expect(leadsTo(await pc.ask('/console/fresh', { method: 'POST', fields: { csrf, kept, to: at } }))).toEqual([303, page]);
      expect(await (await pc.ask(page)).text()).toContain('value="Cô “Lan” &#60;b&#62;"');
    });

    it('shows it to nobody else', async () => {
      const { page } = await sendLate();
      const other = await OfficerBrowser.open(web, deps, await newOfficer(deps, { role: 'city', name: 'Người Khác' }));
      expect(leadsTo(await other.get(page))).toEqual([303, at]);
    });
  });

  it('leads to the apps in which its officer is spoken with', async () => {
    const both = await startWeb({ apps: { telegramBot: 'NhaHocBot', zaloOa: '432' } });
    const its: Deps = { ...deps, db: both.prisma, clock: both.clock };
    const one = await newOfficer(its, { role: 'city', name: 'Một' });
    const { organisationId } = await both.prisma.channelAccount.findFirstOrThrow();
    const channelAccountId = v7();
    await both.prisma.channelAccount.create({ data: { id: channelAccountId, channel: 'telegram', externalId: '99', organisationId } });
    const accountId = v7();
    await both.prisma.account.create({ data: { id: accountId, channelAccountId, externalId: '5', createdAt: its.clock.now() } });
    await both.prisma.officerAccount.create({ data: { id: v7(), officerId: one.officerId, accountId, from: its.clock.now() } });
    const browser = await OfficerBrowser.open(both, its, one);
    both.clock.advance(10 * MINUTE);
    const begun = await browser.post('/console/fresh', { to: '/console' });
    const [cookie = ''] = begun.headers.getSetCookie().map((given) => given.split(';')[0]);
    const page = await fetch(`${both.url}/console/fresh`, { headers: { cookie: `${browser.cookie}; ${cookie}`, accept: 'text/html' } });
    const links = [...(await page.text()).matchAll(/<a class="button" href="([^"]*)" target="_blank"/g)].map(([, href]) => href);
    await both.stop();
    expect(links).toEqual(['/', 'https://t.me/NhaHocBot']);
  });

  it('is never led away from the console', async () => {
    const browser = await OfficerBrowser.open(web, deps, officer);
    for (const to of [
      'https://example.org',
      '//example.org',
      '/console//example.org/\\x',
      '/consolex',
      '/',
      '/console/../me/data',
      'javascript:1',
    ])
      expect(leadsTo(await browser.get(`/console/fresh?to=${encodeURIComponent(to)}`))).toEqual([303, '/console']);
  });

  it('is counted by officer', async () => {
    const strict = await startWeb({ limits: { officers: 2 } });
    const its: Deps = { ...deps, db: strict.prisma, clock: strict.clock };
    const [one, other] = [await newOfficer(its, { role: 'city', name: 'Một' }), await newOfficer(its, { role: 'city', name: 'Hai' })];
    const browsers = [await OfficerBrowser.open(strict, its, one), await OfficerBrowser.open(strict, its, one)];
    const statuses: number[] = [];
    for (const browser of [...browsers, ...browsers]) statuses.push((await browser.get('/console')).status);
    statuses.push((await (await OfficerBrowser.open(strict, its, other)).get('/console')).status);
    await strict.stop();
    expect(statuses).toEqual([200, 200, 429, 429, 200]);
  });
});

describe('pages of the console', () => {
  it('carry the strict rules, hold no script or style, and are kept by no browser', async () => {
    const browser = await OfficerBrowser.open(web, deps, officer);
    for (const path of [
      '/console',
      '/console/help',
      '/console/officers',
      '/console/audit',
      '/console/officers/invite',
      '/console/nowhere',
      '/console/enter',
    ]) {
      const response = await browser.get(path);
      const source = await response.text();
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(source).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
    }
  });

  it('say what is wrong in a page, also after a form', async () => {
    const browser = await OfficerBrowser.open(web, deps, officer);
    const refused = await browser.send('/console/leave', {}, { origin: web.url });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(await refused.text()).toContain('Mở lại trang rồi làm lại giúp.');
  });

  it('bring files that may be kept for ever', async () => {
    const browser = await OfficerBrowser.open(web, deps, officer);
    const [sheet = ''] = (await (await browser.get('/console')).text()).match(/\/console\/assets\/[0-9a-f]{12}\/console\.css/) ?? [];
    const response = await fetch(web.url + sheet);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  });
});
