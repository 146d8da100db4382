/** Lists and sheets on the console's pages, as a browser sends them. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { readFile } from '../../src/review/read-files.ts';
import { readTable } from '../../src/table/read-table.ts';
import { bestAnswer, items, type SentFamily, scope, sentFamily, tell, transaction } from '../review/world.ts';
import { areaNamed, haveSent, households } from '../roster/world.ts';
import { decide } from '../support/family.ts';
import { answerTo, newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let ward: OfficerBrowser;
let hamlet: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb({ limits: { officers: 100_000, officerFiles: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  hamlet = await OfficerBrowser.open(web, deps, house.officers.hamlet);
});
afterAll(() => web.stop());

/** Of a household that is to be added, beside the lines. */
const ofNew = (fields: Record<string, string>) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [`new.${name}`, value]));

const inputs = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value as string);

describe('a ward’s list', () => {
  const names = 'Khu phố;Mã hộ;Chủ hộ;Số CCCD\nKhu phố Bưởi;B-1;=cmd|x;1\n';
  const unit = () => house.home.unitCode;
  const look = (text: string) => ward.post('/console/roster/preview', { unit: unit(), file: new Blob([text]) });

  test('is looked at with what would change, and then taken in', async () => {
    const preview = await look('Khu phố;Thường trú;Tạm trú\nKhu phố Bưởi;435;20\nKhu phố Ổi;300;1\n');
    const page = await preview.text();
    expect(preview.status).toBe(200);
    for (const words of ['Khu phố Ổi', 'mới', 'trước đây: chưa có thường trú']) expect(page).toContain(words);
    const [bytes = '', seen = ''] = [inputs(page, 'bytes')[0], inputs(page, 'seen')[0]];
    const taken = await ward.post('/console/roster/apply', { unit: unit(), bytes, seen });
    expect([taken.status, taken.headers.get('location')]).toEqual([303, '/console/roster?done=rosterTaken']);
    const shown = await (await ward.get('/console/roster')).text();
    for (const words of ['435', 'Khu phố Ổi', 'Phường Nhà']) expect(shown).toContain(words);
    const again = await ward.post('/console/roster/apply', { unit: unit(), bytes, seen });
    expect(again.status, 'sent twice').toBe(303);
    expect(await web.prisma.rosterImport.count()).toBe(1);
    const other = inputs(await (await look('Khu phố;Thường trú;Tạm trú\nKhu phố Bưởi;434;20\n')).text(), 'bytes')[0] ?? '';
    const stale = await ward.post('/console/roster/apply', { unit: unit(), bytes: other, seen });
    expect(stale.status, 'another file would change something else by now').toBe(409);
  });

  test('with mistakes names them by place, and what was written there only as text', async () => {
    const response = await look(names);
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain('dòng 2, cột C');
    expect(page).toContain('=cmd|x');
    const script = await (await look('Khu phố;Thường trú\nTổ <script>alert(1)</script>;1\n')).text();
    expect(script).not.toContain('<script>alert');
  });

  test('names a khu phố that nobody knows together with what else is wrong, by row and column', async () => {
    const page = await (await look('Khu phố;Mã hộ;Chủ hộ\nKhu phố 99;B-1;1\nKhu phố 98;;An\n')).text();
    for (const words of ['dòng 2, cột A', 'Khu phố 99', 'dòng 2, cột C', 'dòng 3, cột A', 'Khu phố 98', 'dòng 3, cột B'])
      expect(page, words).toContain(words);
  });

  test('with names asks for their basis, and tells what it does not keep', async () => {
    const page = await (await look(names.replace('=cmd|x', 'Nguyễn Văn An'))).text();
    expect(page).toContain('name="basis"');
    expect(page).toContain('Số CCCD');
    for (const words of ['Xem thử 1 hộ mới đầu tiên', '>B-1<', 'Nguyễn Văn An', 'Khu phố Bưởi', 'Thường trú'])
      expect(page).toContain(words);
    const [bytes = '', seen = ''] = [inputs(page, 'bytes')[0], inputs(page, 'seen')[0]];
    expect((await ward.post('/console/roster/apply', { unit: unit(), bytes, seen, basis: '' })).status).toBe(409);
    expect((await ward.post('/console/roster/apply', { unit: unit(), bytes, seen, basis: 'QĐ 12/QĐ-UBND' })).status).toBe(303);
    expect(await web.prisma.household.count({ where: { headName: 'Nguyễn Văn An', houseCode: 'B-1' } })).toBe(1);
    const same = await (await look('Khu phố;Mã hộ;Chủ hộ\nKhu phố Bưởi;B-2;NGUYỄN VĂN AN\n')).text();
    expect(same, 'its name as names are written, and who is called so already').toMatch(/<details open>[\s\S]*>Nguyễn Văn An<[\s\S]*>B-1</);
  });

  test('begins with a file to fill in', async () => {
    const response = await ward.post('/console/roster/template', { unit: unit() });
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="danh-sach-[a-z0-9-]+\.xlsx"$/);
    const read = await readTable(Buffer.from(await response.arrayBuffer()));
    expect('ok' in read && read.ok.map(({ name }) => name)).toEqual(['Khu phố', 'Hộ']);
  });
});

describe('a sheet', () => {
  let path: string;
  beforeAll(async () => {
    path = `/console/sheets/${house.next.areaId}`;
    const ids = await households(deps, house.next.areaId, 5);
    await haveSent(deps, ids.slice(0, 2), { stage: 'confirmed' });
    await haveSent(deps, ids.slice(2, 3));
  });

  async function open(browser = ward) {
    const page = await (await browser.get(path)).text();
    return { page, season: inputs(page, 'season')[0] ?? '', lines: inputs(page, 'line') };
  }

  /** Fields that stand in a form several times. */
  async function send(browser: OfficerBrowser, fields: [string, string][]): Promise<Response> {
    const headers = { origin: web.url, 'sec-fetch-site': 'same-origin', cookie: browser.cookie, accept: 'text/html' };
    const body = new URLSearchParams([['csrf', browser.csrf], ...fields]);
    return answerTo(browser, await fetch(web.url + path, { method: 'POST', headers, body, redirect: 'manual' }));
  }

  const idOf = (line = '') => line.split(' ')[0] ?? '';

  const fields = (
    season: string,
    lines: string[],
    left: { proposal?: string; points?: string; reason?: string }[],
    more: [string, string][] = [],
  ) =>
    [
      ['season', season],
      ...lines.flatMap((line, at): [string, string][] => [
        ['line', line],
        ...(left[at]?.proposal === undefined ? [] : [[`proposal.${line.split(' ')[0]}`, left[at].proposal] as [string, string]]),
        ['points', left[at]?.points ?? ''],
        ['reason', left[at]?.reason ?? ''],
      ]),
      ...more,
    ] as [string, string][];

  test('shows every household, and offers to speak of those that can be spoken of', async () => {
    const { page, lines } = await open();
    expect(page.match(/H-00\d/g)).toHaveLength(5);
    expect(lines, 'one waits to be confirmed').toHaveLength(4);
    expect(page).toContain('chờ xác nhận');
  });

  test('says in words what is worth a look, on the page and in the file', async () => {
    const { areaId } = house.next;
    const waiting = await web.prisma.assessment.findFirstOrThrow({ where: { areaId, stage: 'waiting' } });
    await web.prisma.assessment.update({ where: { id: waiting.id }, data: { source: 'assisted' } });
    const { page } = await open();
    expect(page).toContain('<strong>Có câu do người khác điền giúp</strong>');
    const read = await readTable(Buffer.from(await (await ward.get(`${path}/file`)).arrayBuffer()));
    if (!('ok' in read)) throw new Error(read.problem);
    const cells = read.ok.flatMap(({ rows }) => rows.flat());
    expect(cells.filter((cell) => cell === 'Có câu do người khác điền giúp')).toHaveLength(1);
    await web.prisma.assessment.update({ where: { id: waiting.id }, data: { source: 'self' } });
  });

  test('is saved whole; the second of two is told, and finds what they had filled in', async () => {
    const { season, lines } = await open();
    const late = await open();
    const saved = await send(ward, fields(season, lines, [{}, { proposal: 'notPropose', reason: 'Chưa đủ' }, { points: '75' }]));
    expect([saved.status, saved.headers.get('location')]).toEqual([303, `${path}?row=${idOf(lines[2])}&done=sheetSaved`]);

    const told = await send(
      ward,
      fields(late.season, late.lines, [{}, { proposal: 'propose' }, {}, { proposal: 'propose', points: '88' }]),
    );
    const page = await told.text();
    expect(told.status).toBe(409);
    expect(page).toContain('Phường Nhà vừa ghi');
    expect(page).toContain('Mình định ghi: Đề nghị');
    expect(page).toContain('value="88"');
    expect(await web.prisma.review.count()).toBe(1);
  });

  test('refuses what cannot be, beside the line', async () => {
    const { season, lines } = await open();
    const response = await send(
      ward,
      fields(season, lines, [{ proposal: 'notPropose' }, { proposal: 'notPropose' }, { points: '75' }, { points: 'x' }]),
    );
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain('Chưa đề nghị thì ghi lý do.');
    expect(page).toContain('Điểm phải là số nguyên');
    expect(await web.prisma.review.count()).toBe(1);
  });

  test('tells all that is wrong at once, lines and newcomer alike, and shows points as they were typed', async () => {
    const { season, lines } = await open();
    const left = [{ proposal: 'notPropose' }, { proposal: 'notPropose', reason: 'Chưa đủ' }, { points: '75' }, { points: '85,5' }];
    const newcomer = Object.entries(ofNew({ headName: 'An 2' }));
    const response = await send(ward, fields(season, lines, left, newcomer));
    const page = await response.text();
    expect(response.status).toBe(422);
    for (const words of [
      'Chưa đề nghị thì ghi lý do.',
      'Điểm phải là số nguyên, từ 0 đến 100.',
      'ghi họ tên chủ hộ bằng chữ',
      'value="85,5"',
    ])
      expect(page).toContain(words);
    const note = /<div class="problem-note"[\s\S]*?<\/div>/.exec(page)?.[0] ?? '';
    expect([note.includes('2 dòng cần xem lại'), note.match(/href="#h-/g)?.length]).toEqual([true, 2]);
    expect(await web.prisma.review.count()).toBe(1);

    const twice = await (
      await send(
        ward,
        fields(season, lines, [left[0] ?? {}, left[1] ?? {}, { points: '75' }], Object.entries(ofNew({ headName: 'Lê Văn Mới' }))),
      )
    ).text();
    expect(twice.match(/Chưa ghi gì/g), 'said once, whatever is in the way').toHaveLength(1);
    expect(twice, 'no points were given there').not.toMatch(/<details open><summary>Cho điểm/);

    const onlyNew = await (await send(ward, fields(season, lines, [{}, left[1] ?? {}, { points: '75' }, {}], newcomer))).text();
    expect(onlyNew, 'nothing else is in the way').not.toContain('href="#h-');
    const unnamed = Object.entries(ofNew({ headName: 'Lê Văn Mới' }));
    const noBasis = await (await send(ward, fields(season, lines, left, unnamed))).text();
    for (const words of ['ghi thêm số phiếu hoặc biên bản', '2 dòng cần xem lại']) expect(noBasis).toContain(words);
  });

  test('says of a file that comes back as it was how many lines it looked through', async () => {
    const file = new Blob([await (await ward.get(`${path}/file`)).arrayBuffer()]);
    const response = await ward.post(`${path}/file`, { file });
    expect(response.status).toBe(303);
    const page = await (await ward.get(response.headers.get('location') ?? '')).text();
    expect(page).toContain('Không có gì mới: 5 dòng trong tệp giống như bảng này.');
  });

  test('proposes all that are confirmed and have enough points in one step', async () => {
    const { season, lines } = await open();
    const left = [{}, { proposal: 'notPropose', reason: 'Chưa đủ' }, { points: '75' }, {}];
    expect((await send(ward, fields(season, lines, left, [['rest', 'propose']]))).status).toBe(303);
    const stages = await web.prisma.assessment.findMany({ orderBy: { household: { houseCode: 'asc' } }, select: { stage: true } });
    expect(stages.map(({ stage }) => stage)).toEqual(['proposed', 'notProposed', 'waiting', 'waiting']);
    const page = await (await ward.get(path)).text();
    expect(page).toContain('Hộ ghi “Chưa” được báo riêng ở “Báo tin cho hộ”, kèm lý do và một việc nên làm tiếp, rồi có 3 ngày làm việc');
  });

  test('takes a household that never chats, by its code', async () => {
    const { season } = await open();
    const added = ofNew({ houseCode: 'Z-9', residence: 'permanent', source: 'paper', proposal: 'propose', points: '81' });
    expect((await ward.post(path, { season, ...added })).headers.get('location')).toBe(`${path}?done=householdAdded`);
    expect((await ward.post(path, { season, ...added })).status).toBe(422);
    for (const wrong of [{}, { houseCode: '012345678901' }, { headName: 'An 2' }, { headName: 'Trần Thị Bé' }])
      expect((await ward.post(path, { season, add: 'yes', ...ofNew(wrong) })).status).toBeGreaterThanOrEqual(409);
    expect(await web.prisma.household.count({ where: { areaId: house.next.areaId } })).toBe(6);
  });

  test('does not take a household twice by mistake, keeps what was typed, and takes it where it is another one', async () => {
    const before = await web.prisma.household.count({ where: { areaId: house.next.areaId } });
    const { page, season } = await open();
    const [household = ''] = inputs(page, 'new.household');
    const typed = {
      headName: 'Trần Thị Bé',
      basis: 'Phiếu số 17',
      residence: 'temporary',
      source: 'paper',
      proposal: 'propose',
      points: '82',
    };
    const add = (more: Record<string, string>) => ward.post(path, { season, ...ofNew({ ...typed, household, ...more }) });
    const [one, again] = await Promise.all([add({}), add({})]);
    expect([one.headers.get('location'), again.headers.get('location')]).toEqual([
      `${path}?row=${household}&done=householdAdded`,
      `${path}?row=${household}&done=householdAdded`,
    ]);

    const [another = ''] = inputs((await open()).page, 'new.household');
    const told = await add({ household: another, headName: 'tran thi be' });
    const kept = await told.text();
    expect(told.status).toBe(409);
    const { id, code } = await web.prisma.household.findFirstOrThrow({ where: { headName: 'Trần Thị Bé', areaId: house.next.areaId } });
    expect(kept).toContain(`<a href="/console/household/${id}">Trần Thị Bé (${code.slice(0, 4)} ${code.slice(4)})</a>`);
    for (const value of ['tran thi be', 'Phiếu số 17', '82']) expect(kept).toContain(`value="${value}"`);
    expect(kept).toMatch(/<option value="temporary" selected>[\s\S]*<option value="paper" selected>/);
    expect(inputs(kept, 'new.household')).toEqual([another]);
    expect(kept).toContain('name="new.other"');
    expect((await add({ household: another, headName: 'tran thi be', other: 'yes' })).status).toBe(303);
    expect(await web.prisma.household.count({ where: { areaId: house.next.areaId } })).toBe(before + 2);
    const wrong = await (await add({ headName: 'An 2' })).text();
    expect([wrong.includes('value="An 2"'), wrong.includes('name="new.other"')]).toEqual([true, false]);
  });

  test('takes a household and what was ticked beside it in one go, and loses neither where one of them cannot be', async () => {
    const { page, season, ...whole } = await open();
    // What was said before is not asked about here.
    const lines = whole.lines.filter((line) => line.includes('/-/'));
    const at = 0;
    const left = lines.map((_, index) => (index === at ? { proposal: 'notPropose', reason: 'Còn thiếu buổi học' } : {}));
    const [household = ''] = inputs(page, 'new.household');
    const more = (fields: Record<string, string>) => Object.entries(ofNew({ household, ...fields }));
    const told = await send(ward, fields(season, lines, left, more({ houseCode: 'Z-9' })));
    const again = await told.text();
    expect(told.status).toBe(422);
    for (const words of ['Còn thiếu buổi học', 'value="Z-9"', 'đã có trong khu phố này']) expect(again).toContain(words);
    expect(again).toMatch(new RegExp(`name="proposal.${idOf(lines[at])}" value="notPropose" checked`));

    const refused = await send(
      ward,
      fields(
        season,
        lines,
        lines.map((_, i) => (i === at ? { proposal: 'notPropose' } : {})),
        more({ houseCode: 'Z-10' }),
      ),
    );
    const both = await refused.text();
    expect(refused.status).toBe(422);
    for (const words of [`href="#h-${idOf(lines[at])}"`, `id="h-${idOf(lines[at])}"`, 'value="Z-10"']) expect(both).toContain(words);
    expect(await web.prisma.household.count({ where: { houseCode: 'Z-10' } })).toBe(0);

    const saved = await send(ward, fields(season, lines, left, more({ houseCode: 'Z-10' })));
    expect(saved.headers.get('location')).toBe(`${path}?row=${household}&done=sheetSavedAdded`);
    expect(await web.prisma.household.count({ where: { id: household, houseCode: 'Z-10' } })).toBe(1);
    expect(await web.prisma.review.count({ where: { reason: 'Còn thiếu buổi học' } })).toBe(1);
    expect(await (await ward.get(`${path}?row=${household}`)).text()).toContain(`href="#h-${household}"`);
  });

  test('shows only those that somebody looks for, with how many there are, and comes back to them', async () => {
    const { page, lines } = await open();
    const all = (page.match(/<th scope="row"/g) ?? []).length;
    const see = async (view: string) => (await ward.get(`${path}?show=${view}`)).text();
    const shown = async (view: string) => ((await see(view)).match(/<th scope="row"/g) ?? []).length;
    const countOf = (words: string) => Number(new RegExp(`${words} \\((\\d+)\\)`).exec(page)?.[1]);
    expect(countOf('Tất cả')).toBe(all);
    for (const [view, words] of [
      ['open', 'Chưa bàn'],
      ['flagged', 'Có cảnh báo'],
      ['propose', 'Đã đề nghị'],
      ['notPropose', 'Chưa đề nghị'],
    ] as const)
      expect(await shown(view), view).toBe(countOf(words));
    expect(countOf('Đã đề nghị') + countOf('Chưa đề nghị') + countOf('Chưa bàn')).toBe(all);
    expect(await shown('nothing'), 'what is no view is all of it').toBe(all);

    const proposed = inputs(await see('propose'), 'line');
    expect(proposed.every((line) => line.includes('/p/'))).toBe(true);
    const { season } = await open();
    const saved = await send(
      ward,
      fields(season, proposed.slice(0, 1), [{ proposal: 'notPropose', reason: 'Xem lại' }], [['show', 'propose']]),
    );
    const back = saved.headers.get('location') ?? '';
    expect(back).toBe(`${path}?show=propose&row=${idOf(proposed[0])}&done=sheetSaved`);
    expect(await (await ward.get(back.slice(back.indexOf('/console')))).text(), 'it is not among them any more').toContain(
      `href="${path}#h-${idOf(proposed[0])}"`,
    );
    expect(lines.length).toBeGreaterThan(proposed.length);
    while ((await shown('propose')) > 0) {
      const [line = ''] = inputs(await see('propose'), 'line');
      expect((await send(ward, fields(season, [line], [{ proposal: 'notPropose', reason: 'Xem lại' }]))).status).toBe(303);
    }
    expect(await see('propose')).toContain('Không có gia đình nào ở mục này.');
  });

  test('asks of newcomers in a file that are called as somebody there, and takes the same file where they are others', async () => {
    const { season } = await open();
    const file = new Blob([`Mã gia đình;Mã nhà;Chủ hộ;Đề nghị;Giữ ${season}\n;F-1;Tran Thi Be;;\n`]);
    const told = await ward.post(`${path}/file`, { file, basis: 'Biên bản 04/BB' });
    const page = await told.text();
    expect(told.status).toBe(422);
    expect(page).toContain('Khu phố đã có hộ Trần Thị Bé');
    const [bytes = '', basis = ''] = [inputs(page, 'bytes')[0], inputs(page, 'basis')[0]];
    const taken = await ward.post(`${path}/file`, { bytes, basis, others: 'yes', file: new Blob([]) });
    const numbers = 'lines=1&proposed=0&notProposed=0&points=0&added=1';
    expect([taken.status, taken.headers.get('location')]).toEqual([303, `${path}?${numbers}`]);
    expect(await (await ward.get(`${path}?${numbers}`)).text()).toContain('Đã xem 1 dòng trong tệp. Vừa ghi: 0 đề nghị');
    expect(await web.prisma.household.count({ where: { houseCode: 'F-1' } })).toBe(1);
  });

  test('goes out as a file, and comes back', async () => {
    const response = await ward.get(`${path}/file`);
    expect(response.headers.get('content-disposition')).toMatch(/filename="bang-binh-xet-[a-z0-9-]+\.xlsx"/);
    const bytes = Buffer.from(await response.arrayBuffer());
    const back = await ward.post(`${path}/file`, { file: new Blob([new Uint8Array(bytes)]), basis: '' });
    const nothing = /\?lines=\d+&proposed=0&notProposed=0&points=0&added=0$/;
    expect([back.status, back.headers.get('location')]).toEqual([303, expect.stringMatching(nothing)]);
    const wrong = await ward.post(`${path}/file`, { file: new Blob(['a;b\n1;2\n']), basis: '' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('không phải bảng bình xét');
  });

  test('says at the line of the officer’s own family that another officer speaks of it', async () => {
    const { accountId } = house.officers.ward;
    const row = await web.prisma.household.findFirstOrThrow({ where: { areaId: house.next.areaId, houseCode: 'Z-9' } });
    const membership = { id: v7(), accountId, householdId: row.id, from: web.clock.now() };
    await decide(deps, accountId, 'given');
    const { lines } = await open();
    await web.prisma.membership.create({ data: membership });
    const theirs = await open();
    expect(theirs.page).toContain('xin để cán bộ khác của khu phố hoặc phường, xã ghi dòng này');
    expect(theirs.lines.some((line) => line.startsWith(row.id))).toBe(false);
    const stale = lines.filter((line) => line.startsWith(row.id));
    const told = await send(ward, fields(theirs.season, stale, [{ proposal: 'notPropose', reason: 'Chưa' }]));
    expect([told.status, (await told.text()).includes('xin để cán bộ khác')]).toEqual([422, true]);
    await web.prisma.membership.delete({ where: { id: membership.id } });
  });

  test('is not there for the officer of another khu phố', async () => {
    expect((await hamlet.get(path)).status).toBe(404);
    expect((await hamlet.get(`${path}/file`)).status).toBe(404);
    expect((await hamlet.get(`/console/sheets/${house.home.areaId}`)).status).toBe(200);
  });
});

test('whom the khu phố put below the mark is shown with both scores, not swept along, and told of before a decision', async () => {
  const { unitCode } = house.home;
  const areaId = await areaNamed(deps, 'Khu phố Chanh', unitCode);
  const sent = (head: string) => sentFamily(deps, { head, areaId });
  const [low, high] = [await sent('Trần Thị Thấp'), await sent('Trần Thị Vừa')];
  const by = await scope(deps, (await newOfficer(deps, { role: 'hamlet', name: 'Khu Phố Chanh', unitCode, areaId })).officerId);
  const seenOf = async ({ assessmentId }: SentFamily) => (await readFile(deps, { id: assessmentId }))?.seen ?? '';
  const of = async (family: SentFamily) => ({ scope: by, assessmentId: family.assessmentId, seen: await seenOf(family) });
  const lower = async (family: SentFamily, count: number) => {
    const worth = items.map((item) => ({ id: item.id, levels: item.levels.toSorted((a, b) => a.points - b.points) }));
    for (const { id, levels } of worth
      .toSorted((a, b) => (b.levels.at(-1)?.points ?? 0) - (a.levels.at(-1)?.points ?? 0))
      .slice(0, count)) {
      const change = { ...(await of(family)), indicator: id, value: levels[0]?.id ?? '', reason: 'Không đúng', tell };
      expect(await transaction(deps, (inside) => changeAnswer(inside, change))).toMatchObject({ outcome: 'done' });
    }
    const confirm = { ...(await of(family)), tell };
    expect(await transaction(deps, (inside) => confirmFile(inside, confirm))).toMatchObject({ outcome: 'done' });
  };
  await lower(low, 6);
  await lower(high, 1);

  const path = `/console/sheets/${areaId}`;
  const page = await (await ward.get(path)).text();
  expect(page).toMatch(/gia đình 100, khu phố \d\d\/100/);
  expect(page.match(/chưa đủ điểm/g)).toHaveLength(1);
  const read = await readTable(Buffer.from(await (await ward.get(`${path}/file`)).arrayBuffer()));
  if (!('ok' in read)) throw new Error(read.problem);
  const row = read.ok.flatMap(({ rows }) => rows).find((cells) => cells.includes('Trần Thị Thấp'));
  expect(row).toEqual(expect.arrayContaining(['chưa đủ điểm']));

  const rest = async () => {
    const shown = await (await ward.get(path)).text();
    const lines = inputs(shown, 'line');
    const season = inputs(shown, 'season')[0] ?? '';
    return { lines, season };
  };
  const { lines, season } = await rest();
  const empty = lines.map(() => '');
  const save = (season: string, line: string[], proposal: string[], more: Record<string, string>) => {
    const ticked = line.map((text, at): [string, string] => [`proposal.${text.split(' ')[0]}`, proposal[at] ?? '']);
    return ward.post(path, { season, line, ...Object.fromEntries(ticked), points: empty, reason: empty, ...more });
  };
  expect((await save(season, lines, empty, { rest: 'propose' })).status).toBe(303);
  const stageOf = async ({ assessmentId }: SentFamily) =>
    (await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } })).stage;
  expect([await stageOf(low), await stageOf(high)]).toEqual(['confirmed', 'proposed']);

  const decisions = async () => (await ward.get(`/console/decisions/wards/${unitCode}`)).text();
  expect(await decisions()).not.toContain('được đề nghị chưa đủ điểm');
  const again = await rest();
  const all = again.lines.map(() => 'propose');
  expect((await save(again.season, again.lines, all, {})).status).toBe(303);
  expect(await stageOf(low)).toBe('proposed');
  expect(await decisions()).toContain('1 hộ được đề nghị chưa đủ điểm');
  expect(await decisions()).toContain('Trần Thị Thấp');
  const warned = await (await ward.get(path)).text();
  for (const words of ['1 hộ được đề nghị chưa đủ điểm.', '<strong>Được đề nghị mà chưa đủ điểm</strong>', '2 đề nghị'])
    expect(warned).toContain(words);
  expect(await (await ward.get(`${path}?show=flagged`)).text()).toContain('Trần Thị Thấp');
  await deps.db.assessment.updateMany({ where: { areaId }, data: { stage: 'recognised' } });
  const decided = await (await ward.get(path)).text();
  for (const words of ['2 đề nghị', 'Trong số đề nghị có 2 hộ đã công nhận.', 'Đã đề nghị (2)']) expect(decided).toContain(words);
});

test('the sheet of those whom nobody has placed has a name, and counts as waiting and flagged only what is not reopened', async () => {
  const { unitCode } = await deps.db.area.findUniqueOrThrow({ where: { id: house.next.areaId } });
  const { id: areaId } = await deps.db.area.findFirstOrThrow({ where: { unitCode, kind: 'unplaced' } });
  const ids = await households(deps, areaId, 3, false);
  await haveSent(deps, ids);
  await deps.db.assessment.updateMany({ where: { householdId: { in: ids } }, data: { source: 'assisted' } });
  await deps.db.assessment.updateMany({ where: { householdId: ids[0] ?? '' }, data: { state: 'draft' } });
  expect(await (await ward.get('/console/sheets')).text()).toMatch(new RegExp(`sheets/${areaId}">chưa xếp khu phố`, 'i'));
  const page = await (await ward.get(`/console/sheets/${areaId}`)).text();
  expect(page).toMatch(/Bảng bình xét: chưa xếp khu phố/i);
  expect(page).toContain('2 phiếu chờ xác nhận, trong đó 2 phiếu có cảnh báo');
  const file = await ward.get(`/console/sheets/${areaId}/file`);
  const read = await readTable(Buffer.from(await file.arrayBuffer()));
  expect('ok' in read && read.ok[0]?.name).toMatch(/^chưa xếp khu phố/i);
});

test('shows the points of the household, and those that officers give it where they are other ones', async () => {
  const areaId = await areaNamed(deps, 'Khu phố Điểm', house.next.unitCode);
  const { assessmentId } = await sentFamily(deps, { head: 'Hồ Thị Điểm', areaId });
  const see = async () => (await ward.get(`/console/sheets/${areaId}`)).text();
  const { score } = await web.prisma.submission.findFirstOrThrow({ where: { assessmentId } });
  const { points, max } = score as { points: number; max: number };
  expect(await see()).toContain(`${points}/${max}`);
  expect(await see()).not.toContain(', khu phố ');
  const { id: submissionId } = await web.prisma.submission.findFirstOrThrow({ where: { assessmentId } });
  const { id, levels } = items.find((item) => item.levels.length > 1) as (typeof items)[number];
  const lower = levels.find((level) => level.id !== bestAnswer(id)) as (typeof levels)[number];
  const best = levels.find((level) => level.id === bestAnswer(id)) as (typeof levels)[number];
  const row = {
    assessmentId,
    submissionId,
    act: 'change' as const,
    level: 'hamlet' as const,
    indicator: id,
    value: lower.id,
    reason: 'Chưa',
  };
  await web.prisma.review.create({ data: { id: v7(), ...row, officerId: house.officers.ward.officerId, at: web.clock.now() } });
  await web.prisma.assessment.update({ where: { id: assessmentId }, data: { reviewSeq: { increment: 1 } } });
  const text = await see();
  expect(text).toContain(`gia đình ${points}, khu phố ${points - best.points + lower.points}/${max}`);
});

describe('“Xác nhận các phiếu không có cảnh báo” on a sheet', () => {
  test('saves what is ticked with the same press, and confirms nothing where that cannot be', async () => {
    const areaId = await areaNamed(deps, 'Khu phố Một Nút', house.home.unitCode);
    const ids = await households(deps, areaId, 2);
    await haveSent(deps, ids.slice(0, 1));
    const path = `/console/sheets/${areaId}`;
    const page = await (await ward.get(path)).text();
    expect(page).toContain(`<button form="whole" formaction="${path}/together">`);
    const [line = ''] = inputs(page, 'line');
    const [season = '', shown = ''] = [inputs(page, 'season')[0], inputs(page, 'shown')[0]];
    const press = (points: string) => ward.post(`${path}/together`, { season, shown, line, points, reason: '' });
    const standing = async () => {
      const where = { areaId };
      const rows = await web.prisma.assessment.findMany({ where, orderBy: { household: { houseCode: 'asc' } } });
      return rows.map(({ stage, hamletPoints }) => [stage, hamletPoints]);
    };
    const told = await press('75,5');
    expect([told.status, (await told.text()).includes('value="75,5"')]).toEqual([422, true]);
    expect(await standing(), 'nothing is written').toEqual([['waiting', null]]);
    expect((await press('76')).headers.get('location')).toContain(`${path}?done=sheetSaved&confirmed=1`);
    expect(await standing()).toEqual([
      ['confirmed', null],
      ['waiting', 76],
    ]);
  });

  test('is not there where every form that waits has a warning', async () => {
    const areaId = await areaNamed(deps, 'Khu phố Cảnh Báo', house.home.unitCode);
    await haveSent(deps, await households(deps, areaId, 1));
    await web.prisma.assessment.updateMany({ where: { areaId }, data: { source: 'assisted' } });
    const page = await (await ward.get(`/console/sheets/${areaId}`)).text();
    expect([page.includes('1 phiếu chờ xác nhận'), page.includes('/together')]).toEqual([true, false]);
  });
});

describe('a household that disagrees', () => {
  test('says and counts what a household that sent nothing says against “Chưa”, in its words, and is led to from the queue', async () => {
    const areaId = await areaNamed(deps, 'Khu phố Mít', house.home.unitCode);
    const [householdId = ''] = await households(deps, areaId, 1);
    const { title, seasonId, rubricVersionId } = await web.prisma.assessment.findFirstOrThrow({ where: { areaId: house.next.areaId } });
    const [id, at] = [v7(), web.clock.now()];
    const frame = { title, seasonId, rubricVersionId, areaId, openedAt: at, updatedAt: at };
    await web.prisma.assessment.create({
      data: { id, householdId, ...frame, state: 'draft', source: 'meeting', stage: 'notProposed', reviewSeq: 2 },
    });
    const file = { assessmentId: id, submissionId: null, at };
    await web.prisma.review.create({
      data: { id: v7(), ...file, level: 'hamlet', act: 'notPropose', reason: 'Chưa đủ', officerId: house.officers.ward.officerId },
    });
    await web.prisma.review.create({
      data: { id: v7(), ...file, level: 'hamlet', act: 'object', reason: 'Nhà tôi <có> giấy', accountId: house.officers.city.accountId },
    });
    const flagged = await (await ward.get(`/console/sheets/${areaId}?show=flagged`)).text();
    expect(flagged).toContain('Có cảnh báo (1)');
    expect(flagged).toContain('Nhà tôi &#60;có&#62; giấy</q>');
    expect(flagged).toContain(`id="f-${id}"`);
  });
});

test('whoever has one khu phố is led to its sheet, and whoever has several chooses', async () => {
  const one = await OfficerBrowser.open(web, deps, house.officers.hamlet);
  const led = await one.get('/console/sheets?done=nothing');
  expect([led.status, led.headers.get('location')]).toEqual([303, `/console/sheets/${house.home.areaId}?done=nothing`]);
  expect((await ward.get('/console/sheets')).status).toBe(200);
});
