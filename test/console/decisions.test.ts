/** Deciding on the console's pages, as a browser sends them. */
import readSheet from 'read-excel-file/node';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import type { Deps } from '../../src/deps.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { keepTemplate } from '../../src/paper/templates-of-ward.ts';
import { adoptRubric, newProposed } from '../paper/proposals.ts';
import { wordsOf } from '../paper/word.ts';
import { newOfficer, OfficerBrowser, type OfficersHouse, openOfficersHouse, type TestOfficer } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let ward: OfficerBrowser;
let second: OfficerBrowser;
let other: TestOfficer;
let page: string;
beforeAll(async () => {
  web = await startWeb({ limits: { officers: 100_000, officerFiles: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  page = `/console/decisions/wards/${house.home.unitCode}`;
  other = await newOfficer(deps, { role: 'ward', name: 'Phường Hai', unitCode: house.home.unitCode });
  [ward, second] = [await OfficerBrowser.open(web, deps, house.officers.ward), await OfficerBrowser.open(web, deps, other)];
});
afterAll(() => web.stop());

const put = (head: string, stage?: 'notProposed') => newProposed(deps, { ...house.home, head, ...(stage ? { stage } : {}) });
const text = async (browser: OfficerBrowser, path: string) => (await browser.get(path)).text();
const seenIn = (of: string) => /name="seen" value="([0-9a-f]{64})"/.exec(of)?.[1] ?? '';
const signed = { number: '123/QĐ-UBND', date: '2026-10-20', signer: 'Trần Văn Chủ', signerTitle: 'Chủ tịch', letterNumber: '7/TTr' };
const MINUTE = 60_000;

/** Ten minutes later; both browsers have said yes in chat again meanwhile. */
async function tenMinutes(): Promise<void> {
  web.clock.advance(10 * MINUTE);
  await issueDueDecisions({ ...deps, db: web.prisma });
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
}

describe('a ward', () => {
  test('is told what stands in the way, and has no form before', async () => {
    await put('Vũ Văn An');
    const trial = await text(ward, page);
    expect(trial).toContain('Bảng điểm chưa chính thức');
    expect(trial).not.toContain('name="typed"');
    await adoptRubric(deps, house.home.unitCode);
    const householdId = await put('Phạm <b>Chưa</b> Được', 'notProposed');
    const { id: assessmentId } = await web.prisma.assessment.findFirstOrThrow({ where: { householdId } });
    const at = web.clock.now();
    await web.prisma.review.create({ data: { id: v7(), assessmentId, level: 'hamlet', act: 'notPropose', reason: 'Chưa học', at } });
    const untold = await text(ward, page);
    expect(untold).toContain('1 hộ chưa được đề nghị và chưa được báo');
    expect(untold).toContain(`/console/files/${assessmentId}`);
    expect(untold).toContain('Phạm &#60;b&#62;Chưa');
    expect(untold).not.toContain('name="typed"');
    await web.prisma.review.create({ data: { id: v7(), assessmentId, level: 'hamlet', act: 'object', reason: 'Có học nghề', at } });
    expect(await text(ward, page)).toContain('“Có học nghề”');
    expect(await text(ward, page), 'what the family answers to').toContain('Lý do chưa đề nghị: Chưa học');
    const queue = await text(ward, '/console/queue');
    expect(queue, 'the way to answer leads to the entry itself').toContain(`href="${page}?answer=${assessmentId}"`);
    expect(await text(ward, `${page}?answer=${assessmentId}`)).toMatch(
      new RegExp(`<details open><summary>[^<]*</summary><p[^>]*>[^<]*</p><div class="fields"><form[^>]*answers/${assessmentId}"`),
    );
    expect(await text(ward, page)).not.toContain('<details open><summary>Trả lời');
    const answer = (fields: Record<string, string>) => ward.post(`/console/decisions/answers/${assessmentId}`, { seen: '0.0', ...fields });
    expect((await answer({ answer: 'notPropose', reason: '' })).status).toBe(422);
    expect((await answer({ answer: 'propose', seen: '5.0' })).status).toBe(409);
    await web.prisma.assessment.updateMany({ data: { hamletPoints: 90 } });
    const answered = await answer({ answer: 'propose' });
    expect([answered.status, answered.headers.get('location')]).toEqual([303, `${page}?done=objectionAnswered`]);
    const free = await text(ward, page);
    expect(free).toContain('Không còn gì vướng.');
    expect(free).toContain('công nhận 2 hộ');
    const [whom = ''] = /<details><summary>Xem 2 hộ sẽ được công nhận.*?<\/details>/s.exec(free) ?? [];
    for (const head of ['Vũ Văn An', 'Phạm &#60;b&#62;Chưa']) expect(whom).toContain(head);
  });

  test('reads by name who has too few points, none, or no name, with the way to each; without a name there is no form', async () => {
    const nobody = await put('');
    const householdId = await put('Tô Văn Thiếu');
    const files = { householdId };
    await web.prisma.assessment.updateMany({ where: files, data: { hamletPoints: 60 } });
    const blocked = await text(ward, page);
    for (const words of ['1 hộ được đề nghị chưa có tên chủ hộ.', `<a href="/console/household/${nobody}">`])
      expect(blocked).toContain(words);
    expect(blocked).not.toContain('name="typed"');
    await web.prisma.household.update({ where: { id: nobody }, data: { headName: 'Lý Thị Trắng', headNameKey: 'ly thi trang' } });
    const shown = await text(ward, page);
    expect(shown).toMatch(new RegExp(`1 hộ được đề nghị chưa đủ điểm.*<a href="/console/household/${householdId}">Tô Văn Thiếu`, 's'));
    expect(shown).toMatch(new RegExp(`1 hộ được đề nghị không có phiếu.*<a href="/console/household/${nobody}">Lý Thị Trắng`, 's'));
    expect(shown).toContain('name="typed"');
    expect(shown, 'there is').not.toContain('Không còn gì vướng');
    await web.prisma.assessment.updateMany({ where: { householdId: { in: [householdId, nobody] } }, data: { stage: 'waiting' } });
  });

  test('confirms by typing, sees when it begins, and can stop it without another approval', async () => {
    const seen = seenIn(await text(ward, page));
    const wrong = await ward.post(page, { ...signed, seen, typed: 'công nhận 3 hộ' });
    expect(wrong.status).toBe(422);
    const again = await wrong.text();
    expect(again).toContain('Câu gõ chưa đúng');
    for (const kept of [signed.number, signed.date, signed.signer]) expect(again).toContain(`value="${kept}"`);
    const ahead = await ward.post(page, { ...signed, date: '2027-10-20', seen, typed: 'công nhận 2 hộ' });
    expect(ahead.status).toBe(422);
    const told = await ahead.text();
    for (const words of ['Ngày ký chưa tới.', 'value="2027-10-20"', `value="${signed.number}"`]) expect(told).toContain(words);
    const confirmed = await ward.post(page, { ...signed, seen, typed: 'cong nhan 2 ho' });
    expect(confirmed.status).toBe(303);
    const at = confirmed.headers.get('location')?.split('?')[0] ?? '';
    const time = new Date(web.clock.now().getTime() + 10 * MINUTE + 7 * 60 * MINUTE).toISOString().slice(11, 16);
    expect(await text(ward, at)).toContain(`Có hiệu lực lúc ${time}.`);
    expect(await text(ward, page)).not.toContain('name="typed"');
    const list = await text(second, '/console/decisions');
    expect(list).toContain(`Có hiệu lực lúc ${time}.`);
    expect(list).toContain(`action="${at}/stop"`);
    expect(await text(ward, at)).toMatch(/Giấy tờ ghi như lúc xác nhận: Hội Khuyến học[^;<]*; bảng điểm theo Quyết định số 324/);
    const stopped = await second.post(`${at}/stop`, { reason: ' Sai ngày ký ' });
    expect([stopped.status, stopped.headers.get('location')]).toEqual([303, '/console/decisions?done=decisionStopped']);
    for (const said of ['Phường Hai đã dừng lại.', 'Lý do: Sai ngày ký<']) expect(await text(ward, at)).toContain(said);
    const after = await second.get(stopped.headers.get('location') ?? '');
    expect([after.status, after.headers.get('location')], 'nothing is on its way in their one ward').toEqual([
      303,
      `${page}?done=decisionStopped`,
    ]);
    const there = await text(second, after.headers.get('location') ?? '');
    expect(there).toContain('class="done"');
    expect(there).not.toContain('Có hiệu lực lúc');
  });

  test('with two officers waits for the second', async () => {
    expect((await ward.post(`${page}/settings`, { second: 'yes', days: '11' })).status).toBe(422);
    expect((await ward.post(`${page}/settings`, { second: 'yes', days: '4' })).status).toBe(303);
    const seen = seenIn(await text(ward, page));
    const at = (await ward.post(page, { ...signed, seen, typed: 'công nhận 2 hộ' })).headers.get('location')?.split('?')[0] ?? '';
    expect(await text(ward, at)).toContain('Đang đợi người thứ hai');
    expect(await text(ward, at), 'not the same one').not.toContain(`${at}/second`);
    expect((await ward.post(`${at}/second`, { typed: 'công nhận 2 hộ' })).status).toBe(422);
    expect(await text(second, at)).toContain(`action="${at}/second"`);
    expect((await second.post(`${at}/second`, { typed: 'công nhận 2 hộ' })).status).toBe(303);
    const [, name] = /Phường Nhà ghi lúc (\d\d:\d\d[^.]*)\./.exec(await text(ward, at)) ?? [];
    expect(await text(ward, at), 'and when').toContain(`Phường Hai xác nhận lúc ${name}.`);
    await tenMinutes();
    expect((await ward.post(`${at}/stop`)).status).toBe(409);
    expect((await ward.post(`${page}/settings`, { days: '3' })).status).toBe(303);
    expect(await text(ward, page), 'not for what they confirm themselves').toContain('đã bỏ chọn ô này');
    second = await OfficerBrowser.open(web, deps, other);
    expect((await second.post(`${page}/settings`, { days: '3' })).status).toBe(303);
    expect(await text(ward, page)).not.toContain('đã bỏ chọn ô này');
  });

  test('has the papers of what was decided from its lines, also after a correction', async () => {
    const { id } = await web.prisma.decision.findFirstOrThrow({ where: { state: 'issued' } });
    const at = `/console/decisions/${id}`;
    const shown = await text(ward, at);
    for (const words of ['1. Vũ Văn An', '2. Phạm &#60;b&#62;Chưa', 'Trần Văn Chủ', 'Có hiệu lực từ']) expect(shown).toContain(words);
    const paper = async (what: string) => Buffer.from(await (await ward.post(`${at}/paper`, { what })).arrayBuffer());
    const rows = async (bytes: Buffer) => ((await readSheet(bytes))[0]?.data ?? []).flat().map(String);
    expect(await rows(await paper('completeList'))).toContain('Theo Quyết định số 123/QĐ-UBND ngày 20/10/2026.');
    const words = await wordsOf(await paper('decision'));
    for (const one of ['123/QĐ-UBND', 'Vũ Văn An', 'Trần Văn Chủ']) expect(words).toContain(one);
    expect(words, 'it was issued').not.toMatch(/dự thảo/i);
    expect(await rows(await paper('postingList')), 'nobody agreed').not.toContain('Vũ Văn An');

    const lines = [...shown.matchAll(/name="line" value="([^"]+)"/g)].map(([, line]) => line ?? '');
    expect(lines).toHaveLength(2);
    expect((await ward.post(`${at}/lines`, { go: 'correct' })).status, 'nobody is ticked').toBe(422);
    const chosen = await (await ward.post(`${at}/lines`, { go: 'correct', line: lines[1] ?? '' })).text();
    expect(chosen).toContain('Đã chọn 1 hộ');
    expect(chosen).not.toContain('Vũ Văn An');
    const fields = { ...signed, number: '130/QĐ-UBND', line: lines[1] ?? '', reason: 'Nhầm hộ' };
    const wrong = await ward.post(`${at}/correct`, { ...fields, typed: 'điều chỉnh 2 hộ' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text(), 'what was filled in is still there').toContain('>Nhầm hộ</textarea>');
    const corrected = await ward.post(`${at}/correct`, { ...fields, typed: 'điều chỉnh 1 hộ' });
    expect(corrected.status).toBe(303);
    await tenMinutes();
    expect(await text(ward, at)).toContain('đã điều chỉnh theo Quyết định số 130/QĐ-UBND');
    expect(await rows(await paper('completeList'))).toContain('Đã điều chỉnh theo Quyết định số 130/QĐ-UBND');
    const correction = await text(ward, corrected.headers.get('location')?.split('?')[0] ?? '');
    for (const one of ['Quyết định điều chỉnh', 'không công nhận', 'Lý do: Nhầm hộ']) expect(correction).toContain(one);
    const made = await ward.post(`${corrected.headers.get('location')?.split('?')[0]}/paper`, { what: 'correction' });
    expect(made.headers.get('content-disposition')).toContain('quyet-dinh-dieu-chinh-130-qd-ubnd.docx');
    const said = await wordsOf(Buffer.from(await made.arrayBuffer()));
    expect(said).toContain('Điều chỉnh Quyết định số 123/QĐ-UBND ngày 20/10/2026 đối với 1 hộ');
    for (const one of ['130/QĐ-UBND', 'Lý do: Nhầm hộ', 'Thôi công nhận', 'Phạm <b>Chưa</b> Được']) expect(said).toContain(one);
    expect((await ward.post(`${at}/paper`, { what: 'correction' })).status, 'it corrects nothing').toBe(404);
  });

  test('is offered giấy công nhận only where it has a form for them, and told how to bring one', async () => {
    const { id, seasonId } = await web.prisma.decision.findFirstOrThrow({ where: { state: 'issued', kind: 'recognition' } });
    await web.prisma.season.update({ where: { id: seasonId }, data: { trial: false } });
    const at = `/console/decisions/${id}`;
    const before = await text(ward, at);
    expect(before).not.toContain('<option value="certificate"');
    expect(before).toContain('Chưa có mẫu: nạp tệp Word');
    expect(before).toContain('<a href="/console/papers/templates">');
    const scope = await scopeOf(deps, house.officers.ward.officerId);
    if (!scope) throw new Error('no ward');
    await keepTemplate(deps, { scope, unitCode: house.home.unitCode, kind: 'certificate', file: new Uint8Array([1]) });
    const after = await text(ward, at);
    expect(after).toContain('<option value="certificate"');
    expect(after).not.toContain('Chưa có mẫu: nạp tệp Word');
  });

  test('pages through the lines of a large decision', async () => {
    const heads = Array.from({ length: 101 }, (_, index) => `Hộ Số ${String(index).padStart(3, '0')}`);
    for (const head of heads) await put(head);
    const seen = seenIn(await text(ward, page));
    const at =
      (await ward.post(page, { ...signed, number: '140/QĐ-UBND', seen, typed: 'công nhận 101 hộ' })).headers
        .get('location')
        ?.split('?')[0] ?? '';
    const first = await text(ward, at);
    expect(first).toContain('100. Hộ Số 099');
    expect(first).not.toContain('Hộ Số 100');
    const last = await (await ward.post(`${at}/lines`, { go: 'next', page: '1' })).text();
    expect(last).toContain('101. Hộ Số 100');
    expect(last).not.toContain('Hộ Số 099');
    await tenMinutes();
  });

  test('finds lines of it by name, khu phố or number, and keeps what was ticked from page to page', async () => {
    const { id } = await web.prisma.decision.findFirstOrThrow({ where: { number: '140/QĐ-UBND' } });
    const at = `/console/decisions/${id}`;
    const send = async (fields: Record<string, string>) => (await ward.post(`${at}/lines`, fields)).text();
    const checkedIn = (html: string) => [...html.matchAll(/name="line" value="(\d+)" checked/g)].map(([, line]) => line);
    const hidden = (html: string) =>
      Object.fromEntries(
        ['kept', 'shown', 'page', 'query'].map((name) => [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '']),
      );
    const first = await text(ward, at);
    const next = await send({ ...hidden(first), line: '7', go: 'next' });
    expect(checkedIn(next)).toEqual([]);
    const found = await send({ ...hidden(next), line: '101', go: 'find', query: 'ho so 04' });
    expect(found).toContain('Tìm thấy 10 hộ.');
    expect(found).toContain('41. Hộ Số 040');
    const byNumber = await send({ ...hidden(found), line: '42', go: 'find', query: '7' });
    expect(checkedIn(byNumber)).toEqual(['7']);
    const correcting = await send({ ...hidden(byNumber), line: '7', go: 'correct' });
    expect(checkedIn(correcting)).toEqual(['7', '42', '101']);
    expect(correcting).toContain('điều chỉnh 3 hộ');
    const fewer = { ...hidden(correcting), ...signed, number: '141/QĐ-UBND', reason: 'Nhầm', line: '101', typed: 'điều chỉnh 3 hộ' };
    const refused = await ward.post(`${at}/correct`, fewer);
    expect([refused.status, checkedIn(await refused.text())]).toEqual([422, ['101']]);
    const made = await ward.post(`${at}/correct`, { ...fewer, typed: 'điều chỉnh 1 hộ' });
    expect(made.status).toBe(303);
    expect(await web.prisma.decisionLine.findMany({ where: { decision: { number: '141/QĐ-UBND' } } })).toMatchObject([
      { head: 'Hộ Số 100', outcome: 'notRecognised' },
    ]);
  });
});

test('a meeting that was written down stands in its form the next time', async () => {
  await put('Đỗ Thị Sau');
  const at = `/console/papers/areas/${house.home.areaId}`;
  await web.prisma.officerSession.updateMany({ data: { freshUntil: null } });
  const ahead = await ward.post(`${at}/meeting`, { date: '2027-10-18', place: 'Nhà văn hóa' });
  expect(ahead.status).toBe(422);
  expect(await ahead.text()).toMatch(/Ngày họp chưa tới.*value="2027-10-18".*value="Nhà văn hóa"/s);
  const said = await ward.post(`${at}/meeting`, { date: '2026-10-18', place: 'Nhà văn hóa', chair: 'Bà “Ba”', opinions: 'Ý một' });
  expect([said.status, said.headers.get('location')], 'however long it took to write').toEqual([303, `${at}?done=meeting`]);
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  const made = await ward.post(`${at}/record`);
  expect(made.headers.get('content-disposition')).toContain('attachment');
  expect(await wordsOf(Buffer.from(await made.arrayBuffer()))).toContain('Nhà văn hóa');
  const form = await text(ward, at);
  for (const value of ['value="2026-10-18"', 'value="Nhà văn hóa"', '>Ý một</textarea>']) expect(form).toContain(value);
  expect(await web.prisma.meeting.count()).toBe(1);
});

test('what was filled in is there on every way back from the page that asks for an approval', async () => {
  // What another test has in hand takes effect: only then there is a form.
  await tenMinutes();
  ward = await OfficerBrowser.open(web, deps, house.officers.ward);
  await web.prisma.officerSession.updateMany({ data: { freshUntil: null } });
  const seen = seenIn(await text(ward, page));
  const asked = await ward.post(page, { ...signed, number: '150/QĐ-UBND', seen, typed: 'công nhận 1 hộ' });
  /** As the browser has it that was led there. */
  const wayBack = async (from: Response) => {
    const approval = from.headers.get('location') ?? '';
    expect(approval).toMatch(/^\/console\/fresh\?kept=/);
    const cookies = from.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const shown = await fetch(web.url + approval, { headers: { cookie: [ward.cookie, ...cookies].join('; '), accept: 'text/html' } });
    return /href="([^"]*)">Về trang trước/.exec(await shown.text())?.[1] ?? '';
  };
  const back = await wayBack(asked);
  expect(back).toMatch(new RegExp(`^${page}\\?kept=`));
  for (const way of [back, page]) {
    const shown = await text(ward, way);
    for (const value of ['150/QĐ-UBND', signed.date, signed.signer, signed.letterNumber]) expect(shown, way).toContain(`value="${value}"`);
    expect(shown, 'typed anew').not.toContain('value="công nhận 1 hộ"');
  }
  expect(await text(second, page), 'nobody else’s').not.toContain('150/QĐ-UBND');

  const { decisionId, position } = await web.prisma.decisionLine.findFirstOrThrow({
    where: { decision: { state: 'issued', number: '140/QĐ-UBND' }, position: 1 },
  });
  const at = `/console/decisions/${decisionId}`;
  const fields = { ...signed, line: String(position), kept: '', shown: String(position), reason: 'Nhầm hộ này' };
  const toForm = await wayBack(await ward.post(`${at}/correct`, { ...fields, typed: 'điều chỉnh 1 hộ' }));
  const form = await text(ward, toForm);
  for (const words of ['>Nhầm hộ này</textarea>', 'Đã chọn 1 hộ', `action="${at}/correct"`]) expect(form).toContain(words);
  expect(await text(ward, at), 'the decision itself').not.toContain(`action="${at}/correct"`);
});
