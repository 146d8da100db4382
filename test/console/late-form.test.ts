/** What officers filled in is not lost: when their session was over meanwhile, when somebody was faster, when something in it was wrong. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRubrics } from '../../src/adoption/list-rubrics.ts';
import type { Deps } from '../../src/deps.ts';
import { removeExpired } from '../../src/jobs/remove-expired.ts';
import { makeConsoleLink } from '../../src/officer/console-link.ts';
import { dropKeptFormsOf } from '../../src/officer/kept-forms.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { type SentFamily, sentFamily, tell } from '../review/world.ts';
import { households } from '../roster/world.ts';
import { SECRET_KEY } from '../support/family.ts';
import { answerTo, formKept, formsKept, newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let path: string;
let ids: string[];
beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(SECRET_KEY), limits: { entries: 10_000, officers: 10_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  path = `/console/sheets/${house.home.areaId}`;
  ids = await households(deps, house.home.areaId, 4);
});
afterAll(() => web.stop());

const browserOf = (role: 'hamlet' | 'ward' | 'city') => OfficerBrowser.open(web, deps, house.officers[role]);
const inputs = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value as string);

interface Line {
  proposal?: string;
  points?: string;
  reason?: string;
}

const SIGNS: Readonly<Record<string, string>> = { p: 'propose', n: 'notPropose' };

/** Fields that stand in a form several times, as its page had them, but for what is left otherwise. */
async function sheetOf(browser: OfficerBrowser, left: Line[]): Promise<URLSearchParams> {
  const page = await (await browser.get(path)).text();
  const reasons = [...page.matchAll(/<textarea name="reason"[^>]*>([^<]*)</g)].map(([, value]) => value as string);
  const lines = inputs(page, 'line').flatMap((line, at) => {
    const [household = '', token = ''] = line.split(' ');
    const [, sign = '-', points = '-'] = token.split('/');
    const proposal = left[at]?.proposal ?? SIGNS[sign];
    return [
      ['line', line],
      ...(proposal === undefined ? [] : [[`proposal.${household}`, proposal]]),
      ['points', left[at]?.points ?? points.replace('-', '')],
      ['reason', left[at]?.reason ?? reasons[at] ?? ''],
    ];
  });
  const marks = [
    ['csrf', inputs(page, 'csrf')[0] ?? ''],
    ['whose', inputs(page, 'whose')[0] ?? ''],
    ['season', inputs(page, 'season')[0] ?? ''],
    ['source', 'paper'],
  ];
  return new URLSearchParams([...marks, ...lines] as [string, string][]);
}

const send = async (cookie: string, body: URLSearchParams, to = path) => {
  const headers = { origin: web.url, 'sec-fetch-site': 'same-origin', cookie, accept: 'text/html' };
  return answerTo({ url: web.url, cookie }, await fetch(web.url + to, { method: 'POST', headers, body, redirect: 'manual' }));
};

const leadsTo = (response: Response) => [response.status, response.headers.get('location')];

/** By a link from chat, in a browser that nobody knows yet. */
async function signIn(officer: { accountId: string }) {
  const made = await makeConsoleLink(deps, { accountId: officer.accountId, secret: SECRET_KEY });
  if (made.outcome !== 'link') throw new Error(made.outcome);
  const entered = await fetch(web.url + made.path, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: web.url, 'sec-fetch-site': 'same-origin' },
  });
  const cookie = (entered.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  return { cookie, goesTo: entered.headers.get('location') ?? '' };
}

const pageOf = async (cookie: string, to: string) => (await fetch(web.url + to, { headers: { cookie, accept: 'text/html' } })).text();

describe('a sheet that comes when the session is over', () => {
  const evening = [{ proposal: 'propose', points: '77' }, { proposal: 'notPropose', reason: 'Con còn nghỉ học' }, {}];

  it('is kept for its officer, and comes back filled in once they are in again, wherever that is', async () => {
    const { hamlet } = house.officers;
    const browser = await browserOf('hamlet');
    const body = await sheetOf(browser, evening);
    web.clock.advance(13 * HOUR);
    const late = await send(browser.cookie, body);
    expect(leadsTo(late)).toEqual([303, '/console/enter?done=kept']);
    expect(await pageOf('', '/console/enter?done=kept')).toContain('chưa mất gì');
    const kept = await formKept(web);
    expect(kept).toMatchObject({ officerId: hamlet.officerId, page: path, action: path });
    expect(Object.keys(kept.fields as object)).not.toEqual(expect.arrayContaining(['csrf']));
    expect(Object.keys(kept.fields as object)).not.toEqual(expect.arrayContaining(['whose']));

    const { cookie, goesTo } = await signIn(hamlet);
    expect(goesTo).toBe(`${path}?kept=${kept.id}&done=broughtBack`);
    const page = await pageOf(cookie, goesTo);
    expect(page).toContain('Đây là những gì vừa điền, chưa ghi.');
    expect(page).toContain(`action="${path}" data-unsaved`);
    expect(inputs(page, 'csrf')[0]).not.toBe(browser.csrf);
    expect(page).toContain('>Con còn nghỉ học</textarea>');
    expect(page).toMatch(/name="points"[^>]*value="77"/);
    expect(page).toMatch(/<option value="paper" selected>/);
    expect(page.match(/value="(propose|notPropose)" checked/g)).toHaveLength(2);
    expect(await pageOf(cookie, '/console')).toContain(`href="${path}?kept=${kept.id}&#38;done=broughtBack"`);

    const again = new URLSearchParams(body);
    again.set('csrf', inputs(page, 'csrf')[0] ?? '');
    expect(leadsTo(await send(cookie, again))).toEqual([303, expect.stringMatching(/[?&]done=sheetSaved/)]);
    const stages = await web.prisma.assessment.findMany({ where: { householdId: { in: ids } }, select: { stage: true } });
    expect(stages.map(({ stage }) => stage).sort()).toEqual(['notProposed', 'proposed']);
    expect(await formsKept(web), 'gone with its use').toBe(0);
    expect(await pageOf(cookie, '/console')).not.toContain('?kept=');
  });

  it('is shown to nobody else, not even where somebody else signs in on the same machine', async () => {
    const [hamlet, ward] = [await browserOf('hamlet'), await browserOf('ward')];
    const body = await sheetOf(hamlet, [{}, {}, { points: '66' }]);
    const sent = await send(ward.cookie, body);
    expect(sent.status, 'the ward’s officer sends what the khu phố’s had filled in').toBe(403);
    const { id, officerId } = await formKept(web);
    expect(officerId).toBe(house.officers.hamlet.officerId);
    const asked = await (await ward.get(`${path}?kept=${id}&done=broughtBack`)).text();
    expect(asked).not.toContain('value="66"');
    expect(await (await ward.get('/console')).text()).not.toContain(id);
    await ward.post(`/console/kept/${id}/put-away`);
    expect(await formsKept(web)).toBe(1);
    expect(await (await hamlet.get(`${path}?kept=${id}`)).text()).toContain('value="66"');
    await hamlet.post(`/console/kept/${id}/put-away`);
    expect(await formsKept(web)).toBe(0);
  });

  it('of a browser that was let in anew is shown again at once', async () => {
    const [before, after] = [await browserOf('hamlet'), await browserOf('hamlet')];
    const response = await send(after.cookie, await sheetOf(before, [{}, {}, { points: '65' }]));
    const [status, to] = leadsTo(response);
    expect([status, to]).toEqual([303, expect.stringMatching(new RegExp(`^${path}\\?kept=[0-9a-f-]{36}&done=broughtBack$`))]);
    expect(await (await after.get(String(to))).text()).toContain('value="65"');
  });

  it('says beside a line that somebody else changed meanwhile what was meant, and writes nothing over it', async () => {
    const [hamlet, ward] = [await browserOf('hamlet'), await browserOf('ward')];
    const body = await sheetOf(hamlet, [{}, {}, { points: '65' }, { points: '64' }]);
    expect((await send(ward.cookie, await sheetOf(ward, [{}, {}, { points: '80' }]))).status).toBe(303);
    const again = await browserOf('hamlet');
    const to = (await send(again.cookie, body)).headers.get('location') ?? '';
    const page = await (await again.get(to)).text();
    expect(page).toContain('Mình định ghi: chưa bàn, 65 điểm.');
    expect(page).toMatch(/name="points"[^>]*value="80"/);
    expect(page).toMatch(/name="points"[^>]*value="64"/);
    await web.prisma.keptForm.deleteMany();
  });

  it('is not kept of anybody who cannot have had the page, of yesterday’s page, or of who is no officer any more', async () => {
    const browser = await browserOf('hamlet');
    const body = await sheetOf(browser, evening);
    const forged = new URLSearchParams(body);
    forged.set('whose', (body.get('whose') ?? '').replace(house.officers.hamlet.officerId, house.officers.ward.officerId));
    const without = new URLSearchParams(body);
    without.delete('whose');
    for (const wrong of [forged, without]) expect(leadsTo(await send('', wrong))).toEqual([303, '/console/enter']);
    const foreign = await fetch(web.url + path, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' }, body, redirect: 'manual' });
    expect(foreign.status).toBe(403);
    web.clock.advance(37 * HOUR);
    expect(leadsTo(await send('', body))).toEqual([303, '/console/enter']);
    const { unitCode, areaId } = house.home;
    const former = await newOfficer(deps, { role: 'hamlet', name: 'Từng Làm', unitCode, areaId });
    const fresh = await sheetOf(await OfficerBrowser.open(web, deps, former), evening);
    await web.prisma.grant.updateMany({ where: { officerId: former.officerId }, data: { to: web.clock.now() } });
    expect(leadsTo(await send('', fresh))).toEqual([303, '/console/enter']);
    expect(await formsKept(web)).toBe(0);
  });

  it('lives for hours, and goes with a household that it names', async () => {
    const keep = async () => {
      const browser = await browserOf('hamlet');
      const body = await sheetOf(browser, [{}, {}, {}, { points: '63' }]);
      expect(leadsTo(await send('', body))).toEqual([303, '/console/enter?done=kept']);
      return formKept(web);
    };
    const { id } = await keep();
    await dropKeptFormsOf(deps, v7());
    expect(await formsKept(web)).toBe(1);
    await dropKeptFormsOf(deps, ids[3] ?? '');
    expect(await formsKept(web)).toBe(0);
    const later = await keep();
    expect(later.id).not.toBe(id);
    web.clock.advance(12 * HOUR + MINUTE);
    expect((await signIn(house.officers.hamlet)).goesTo).toBe('/console');
    await removeExpired(deps);
    expect(await formsKept(web)).toBe(0);
  });
});

describe('a reason that was written', () => {
  let family: SentFamily;
  beforeAll(async () => {
    family = await sentFamily(deps, { areaId: house.home.areaId, unit: house.home.unitCode });
  });
  const at = () => `/console/files/${family.assessmentId}`;

  it('stands in its form again where another officer was faster, beside what they did', async () => {
    const hamlet = await browserOf('hamlet');
    const page = await (await hamlet.get(at())).text();
    const [seen = ''] = inputs(page, 'seen');
    const ward = await browserOf('ward');
    expect((await ward.post(`${at()}/change`, { seen, indicator: 'C1', 'value.C1': 'part', 'reason.C1': 'Sửa nhanh' })).status).toBe(303);
    const told = await hamlet.post(`${at()}/change`, { seen, indicator: 'C2', 'value.C2': 'none', 'reason.C2': 'Chưa thấy “giấy khen”' });
    const shown = await told.text();
    expect(told.status).toBe(409);
    expect(shown).toContain('Phiếu vừa thay đổi nên chưa ghi gì');
    expect(shown).toContain('Sửa nhanh');
    expect(shown).toContain('>Chưa thấy “giấy khen”</textarea>');
    expect(shown).toContain('name="value.C2" value="none" required checked>');
    expect(shown.match(/data-unsaved/g), 'of its own question only').toHaveLength(1);
    expect(shown).toMatch(/<details open><summary>Sửa câu này/);
    const asked = await hamlet.post(`${at()}/ask`, { seen, 'ask.C2': 'Xin thêm ảnh' });
    const askedPage = await asked.text();
    expect([asked.status, askedPage.includes('>Xin thêm ảnh</textarea>')]).toEqual([409, true]);
  });

  it('stays where another button of the page is pressed, and stops a confirmation', async () => {
    const hamlet = await browserOf('hamlet');
    const page = await (await hamlet.get(at())).text();
    expect(page.match(/<form [^>]*\/ask"[\s\S]*?<\/form>/)?.[0], 'one form').toContain(`formaction="${at()}/change"`);
    const [seen = ''] = inputs(page, 'seen');
    const typed = { seen, 'ask.B2': 'Ảnh mờ quá', 'ask.C2': 'Xin thêm ảnh', 'reason.D1': 'Đã gặp cô giáo' };
    const stopped = await hamlet.post(`${at()}/confirm`, typed);
    const shown = await stopped.text();
    expect([stopped.status, shown.includes('Chưa xác nhận: còn điều vừa viết')]).toEqual([409, true]);
    expect(shown).toContain('>Ảnh mờ quá</textarea>');
    const change = { indicator: 'C2', 'value.C2': 'none', 'reason.C2': 'Chưa thấy' };
    const done = await hamlet.post(`${at()}/change`, { ...typed, ...change });
    const to = done.headers.get('location') ?? '';
    expect(to).toMatch(new RegExp(`^${at()}\\?kept=[0-9a-f-]{36}&done=changed$`));
    const back = await (await hamlet.get(to)).text();
    for (const words of ['Ảnh mờ quá', 'Xin thêm ảnh', 'Đã gặp cô giáo']) expect(back).toContain(`>${words}</textarea>`);
    expect(back, 'that is done').not.toContain('>Chưa thấy</textarea>');
    expect(back.match(/<details open>/g), 'where something stands').toHaveLength(2);
    await hamlet.post(`${at()}/change`, { seen: '0.0', indicator: 'C2' });
    expect(await formsKept(web), 'in the officer’s hands again').toBe(0);
  });

  it('is told where the file has no place for it any more', async () => {
    const hamlet = await browserOf('hamlet');
    const [seen = ''] = inputs(await (await hamlet.get(at())).text(), 'seen');
    const ward = await scopeOf(deps, house.officers.ward.officerId);
    if (!ward) throw new Error('no ward');
    expect(await confirmFile(deps, { scope: ward, assessmentId: family.assessmentId, seen, tell })).toMatchObject({ outcome: 'done' });
    const told = await hamlet.post(`${at()}/unconfirm`, { seen, reason: 'Nhầm nhà' });
    const page = await told.text();
    expect(told.status).toBe(409);
    expect(page.includes('>Nhầm nhà</textarea>') || page.includes('“Nhầm nhà”')).toBe(true);
  });

  it('comes back when the session was over', async () => {
    const hamlet = await browserOf('hamlet');
    const page = await (await hamlet.get(at())).text();
    const [whose = '', seen = ''] = [inputs(page, 'whose')[0], inputs(page, 'seen')[0]];
    const body = new URLSearchParams({ csrf: hamlet.csrf, whose, seen, reason: 'Nhầm nhà bên' });
    expect(leadsTo(await send('', body, `${at()}/unconfirm`))).toEqual([303, '/console/enter?done=kept']);
    const { cookie, goesTo } = await signIn(house.officers.hamlet);
    expect(goesTo).toMatch(new RegExp(`^${at()}\\?kept=`));
    expect(await pageOf(cookie, goesTo)).toMatch(/“Nhầm nhà bên”|>Nhầm nhà bên</);
    await web.prisma.keptForm.deleteMany();
  });
});

describe('what was typed of a document', () => {
  it('stays where putting a points table in force is refused', async () => {
    const city = await browserOf('city');
    const scope = await scopeOf(deps, house.officers.city.officerId);
    if (!scope) throw new Error('no city');
    const { versions } = await listRubrics(deps, { scope });
    const rubric = `/console/rubrics/${versions[0]?.versionId}`;
    const page = await (await city.get(rubric)).text();
    const [season = '', seen = ''] = [inputs(page, 'season')[0], inputs(page, 'seen')[0]];
    const refused = await city.post(`${rubric}/force`, { season, seen, number: '12/QĐ-HKH', date: '2999-01-01' });
    const shown = await refused.text();
    expect(refused.status).toBe(422);
    expect(shown).toContain('role="alert"');
    expect(shown).toContain('value="12/QĐ-HKH"');
    expect(shown).toContain('value="2999-01-01"');
  });
});
