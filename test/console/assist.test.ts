/** Filling in on the console's pages, as a browser sends it. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { slipWords } from '../../src/assist/agree-by-slip.ts';
import { agreeToVisit } from '../../src/assist/ask-in-chat.ts';
import type { Deps } from '../../src/deps.ts';
import { evidenceLimits } from '../../src/evidence/limits.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import type { SeasonDates } from '../../src/season/definition.ts';
import { speak } from '../assist/world.ts';
import { partsOf, wordsOf } from '../paper/word.ts';
import { householdIn } from '../report/ward.ts';
import { transaction } from '../review/world.ts';
import { newAccount, SECRET_KEY } from '../support/family.ts';
import { formsKept, OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let helper: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(SECRET_KEY), limits: { officers: 100_000 } });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  helper = await OfficerBrowser.open(web, deps, house.officers.helper);
});
afterAll(() => web.stop());

const FACTS = { residence: 'permanent', preschool: '0', primary: '1', lowerSecondary: '0', upperSecondary: '0', adults: '2', elders: '0' };
const input = (page: string, name: string) => new RegExp(`name="${name.replace('.', '\\.')}" value="([^"]*)"`).exec(page)?.[1] ?? '';

async function begin(fields: Record<string, string> = { area: house.home.areaId }): Promise<string> {
  const response = await helper.post('/console/assist/begin', fields);
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}
const page = async (path: string) => (await helper.get(path)).text();

/** The first choice of every question. */
function answersOn(shown: string): Record<string, string> {
  const items = [...shown.matchAll(/name="seen\.([^"]+)" value="([^"]*)"/g)].map(([, item, seen]) => [item ?? '', seen ?? ''] as const);
  return Object.fromEntries(
    items.flatMap(([item, seen]) => [
      [`seen.${item}`, seen],
      [`answer.${item}`, input(shown, `answer.${item}`)],
    ]),
  );
}

describe('the start of a visit', () => {
  test('finds a household by its form, and puts nothing of it in an address', async () => {
    await householdIn(deps, house.home.areaId, { headName: 'Đỗ Thị Xuyến', houseCode: 'X-9' });
    await householdIn(deps, house.next.areaId, { headName: 'Đỗ Thị Xuyến Hai' });
    const found = await helper.post('/console/assist', { unit: house.home.unitCode, query: 'do xuyen' });
    const text = await found.text();
    expect([found.status, text.includes('Đỗ Thị Xuyến'), text.includes('Xuyến Hai')]).toEqual([200, true, false]);
    const path = await begin({ household: input(text, 'household') });
    expect(path).toMatch(/^\/console\/assist\/[0-9a-f-]{36}$/);
    expect(await page(path)).toContain('Đỗ Thị Xuyến');
    expect(await (await helper.post('/console/assist', { unit: house.home.unitCode, query: '' })).text()).toContain('ít nhất hai chữ');
  });

  test('tells the helper, who finds nobody by part of a name, to type all of it', async () => {
    await householdIn(deps, house.home.areaId, { headName: 'Ngô Thị Hạnh' });
    const asked = async (query: string) => (await helper.post('/console/assist', { unit: house.home.unitCode, query })).text();
    for (const text of [await asked('hanh'), await asked('Lý Thị Không Ai')])
      expect([text.includes('Ngô Thị Hạnh'), /đủ họ tên chủ hộ/.test(text), text.includes('một phần tên')]).toEqual([false, true, false]);
    expect(await asked('Lý Thị Không Ai')).toContain('Không tìm thấy. Gõ đủ họ tên chủ hộ, hoặc mã gia đình');
  });

  test('offers the helper their khu phố only', async () => {
    const text = await page('/console/assist');
    expect([text.includes('Khu phố Bưởi'), text.includes('Khu phố Cam')]).toEqual([true, false]);
  });
});

describe('a visit with a slip', () => {
  test('goes from the words that are read out to the code on the slip', async () => {
    const path = await begin();
    const asked = await page(path);
    for (const words of ['Đây là việc tự nguyện', 'Gia đình có đồng ý không?', 'class="qr"', 'Số phiếu']) expect(asked).toContain(words);
    const unread = await helper.post(`${path}/slip`, { slip: 'P 1' });
    expect([unread.status, (await unread.text()).includes('gia đình ký phiếu trước')]).toEqual([409, true]);
    const bad = await helper.post(`${path}/slip`, { slip: '079123456789', read: 'yes' });
    expect([bad.status, (await bad.text()).includes('không ghi số căn cước')]).toEqual([409, true]);
    expect((await helper.post(`${path}/slip`, { slip: 'P 1', read: 'yes' })).headers.get('location')).toBe(`${path}?done=assistAgreed`);

    const first = await page(path);
    expect(first, 'the counts decide what is asked').not.toContain('name="answer.');
    expect(first, 'nobody has said how they live here').not.toMatch(/name="residence"[^>]* checked/);
    expect(first, 'our words, not the browser’s').toMatch(new RegExp(`<form [^>]*action="${path}/answers" novalidate>`));
    expect(first).toContain(`formaction="${path}/household"`);
    const { residence: _, ...unsaid } = FACTS;
    for (const [fields, words] of [
      [{ ...unsaid, head: 'Trần Văn Tám' }, 'Chọn “Thường trú” hoặc “Tạm trú”'],
      [{ ...FACTS, head: ' ' }, 'Ghi họ và tên chủ hộ'],
      [{ ...FACTS, head: 'Trần Văn Tám', adults: '-2' }, 'Số người phải từ 0 đến 30'],
    ] as const) {
      const stopped = await helper.post(`${path}/household`, { ...fields, seen: input(first, 'seen') });
      expect([stopped.status, (await stopped.text()).includes(words)]).toEqual([409, true]);
    }
    const head = '<b>Tám</b>';
    const refused = await helper.post(`${path}/household`, { ...FACTS, head, seen: input(first, 'seen') });
    const refusedPage = await refused.text();
    expect([refused.status, refusedPage.includes('chỉ gồm chữ'), refusedPage.includes('<b>Tám')]).toEqual([409, true, false]);
    const kept = await helper.post(`${path}/household`, { ...FACTS, head: 'Trần Văn Tám', seen: input(first, 'seen') });
    expect(kept.status).toBe(303);

    const form = await page(path);
    expect(form).toContain('Trần Văn Tám');
    expect(form).not.toContain('name="shown"');
    const answers = answersOn(form);
    expect(Object.keys(answers).length).toBeGreaterThan(10);
    expect((await helper.post(`${path}/answers`, { ...answers, 'story.B2': 'Cả nhà học nghề may.' })).headers.get('location')).toBe(
      `${path}?done=assistSaved`,
    );
    const full = await page(path);
    expect(full).toContain('Tổ Số Nhà đã điền giúp');
    expect((await helper.post(`${path}/send`, { shown: input(full, 'shown') })).status).toBe(409);
    expect((await helper.post(`${path}/send`, { shown: input(full, 'shown'), yes: 'yes' })).status).toBe(303);
    const { code } = await web.prisma.submission.findFirstOrThrow({ where: { officerId: house.officers.helper.officerId } });
    expect(await page(path)).toContain(code);
    expect(await page(path), 'that visit is over').not.toContain('Mở lại phiếu để sửa');

    const { id: household } = await web.prisma.household.findFirstOrThrow({ where: { headName: 'Trần Văn Tám' } });
    const again = await begin({ household });
    expect((await helper.post(`${again}/reopen`)).status, 'not before it agrees').toBe(409);
    await helper.post(`${again}/slip`, { slip: 'P 1', read: 'yes' });
    expect(await page(again)).toContain('Mở lại phiếu để sửa');
    expect((await helper.post(`${again}/reopen`)).headers.get('location')).toBe(`${again}?done=assistReopened`);
    const open = await page(`${again}?done=assistReopened`);
    expect(open).toContain('Đã mở lại phiếu');
    expect(open, 'it can be filled in and sent again').toContain('name="shown"');
  });

  test('sends what stands on the page: an answer changed just before is in it, and one that cannot be taken stops it', async () => {
    const path = await begin();
    await helper.post(`${path}/slip`, { slip: 'P 7', read: 'yes' });
    await helper.post(`${path}/household`, { ...FACTS, head: 'Mai Văn Bảy', seen: input(await page(path), 'seen') });
    await helper.post(`${path}/answers`, answersOn(await page(path)));
    const full = await page(path);
    const [form] = /<form [^>]*\/answers"[\s\S]*?<\/form>/.exec(full) ?? [''];
    expect([form.includes(`formaction="${path}/send"`), form.includes('name="shown"')]).toEqual([true, true]);
    const answers = answersOn(full);
    const item = (Object.keys(answers).find((name) => name.startsWith('answer.')) ?? '').slice('answer.'.length);
    const values = [...full.matchAll(new RegExp(`name="answer\\.${item}" value="([^"]*)"`, 'g'))].map(([, value]) => value ?? '');
    const fields = { ...answers, [`answer.${item}`]: values[1] ?? '', shown: input(full, 'shown') };

    const noYes = await helper.post(`${path}/send`, fields);
    expect([noYes.status, await noYes.text()]).toEqual([
      409,
      expect.stringMatching(new RegExp(`name="answer\\.${item}" value="${values[1]}" checked`)),
    ]);
    const tooLong = await helper.post(`${path}/send`, { ...fields, 'story.B2': 'a'.repeat(evidenceLimits.storyLength + 1), yes: 'yes' });
    expect([tooLong.status, (await tooLong.text()).includes('Lời kể quá dài')]).toEqual([409, true]);
    const of = { assessment: { household: { headName: 'Mai Văn Bảy' } } };
    expect(await web.prisma.submission.count({ where: of })).toBe(0);

    expect((await helper.post(`${path}/send`, { ...fields, yes: 'yes' })).status).toBe(303);
    const sent = await web.prisma.submission.findFirstOrThrow({ where: of });
    expect((sent.answers as Record<string, string>)[item]).toBe(values[1]);
  });

  test('keeps what was ticked while the family’s facts are mended, and the facts while answers are saved', async () => {
    const path = await begin();
    await helper.post(`${path}/slip`, { slip: 'P 8', read: 'yes' });
    const facts = { ...FACTS, head: 'Mai Văn Chín' };
    await helper.post(`${path}/household`, { ...facts, seen: input(await page(path), 'seen') });
    const shown = await page(path);
    expect(shown.match(/<form [^>]*answers"[\s\S]*?<\/form>/)?.[0], 'one form').toContain(`formaction="${path}/household"`);
    const answers = answersOn(shown);
    const [name = '', value = ''] = Object.entries(answers).find(([one]) => one.startsWith('answer.')) ?? [];
    const ticked = { [name]: value, [name.replace('answer', 'seen')]: '', 'story.B2': 'Cả nhà học may.', 'seen.B2': '' };
    const mended = await helper.post(`${path}/household`, { ...facts, ...ticked, elders: '2', seen: input(shown, 'seen') });
    const to = mended.headers.get('location') ?? '';
    expect(to).toMatch(new RegExp(`^${path}\\?kept=[0-9a-f-]{36}&done=assistHousehold$`));
    const back = await page(to);
    expect(back).toContain(`name="${name}" value="${value}" checked`);
    expect(back).toContain('>Cả nhà học may.</textarea>');
    expect(back).toMatch(/name="elders" value="2"/);

    const other = { ...facts, adults: '3', elders: '2', seen: input(back, 'seen') };
    const stopped = await helper.post(`${path}/send`, { ...other, ...ticked, yes: 'yes', shown: input(back, 'shown') });
    expect([stopped.status, (await stopped.text()).includes('Thông tin gia đình vừa sửa mà chưa ghi')]).toEqual([409, true]);
    const saved = await helper.post(`${path}/answers`, { ...other, ...ticked });
    const again = await page(saved.headers.get('location') ?? '');
    expect(again).toContain('<details open><summary>Sửa thông tin gia đình');
    expect(again).toMatch(/name="adults"[^>]* value="3"/);
    const { adults } = await web.prisma.household.findFirstOrThrow({ where: { headName: 'Mai Văn Chín' } });
    expect(adults, 'not saved yet').not.toBe(3);
    await helper.post(`${path}/household`, other);
    expect(await formsKept(web)).toBe(0);
  });

  test('asks for the name in public lists apart, and keeps what the household says', async () => {
    const path = await begin();
    const asked = await page(path);
    expect(asked).toContain('Không đồng ý cũng không ảnh hưởng gì đến việc công nhận');
    expect(asked).not.toMatch(/name="publicList"[^>]*(?:checked|required)/);
    expect(asked, 'a tick is taken back').toContain('<input type="radio" name="publicList" value=""> Chưa hỏi');
    await helper.post(`${path}/slip`, { slip: 'P 71', read: 'yes', publicList: 'refused' });
    const said = await web.prisma.consent.findMany({ where: { method: 'slip:P 71' }, orderBy: { purpose: 'asc' } });
    expect(said.map(({ purpose, act }) => [purpose, act])).toEqual([
      ['selfAssessment', 'given'],
      ['publicList', 'refused'],
    ]);
  });

  test('that the household takes back is over', async () => {
    const path = await begin();
    await helper.post(`${path}/slip`, { slip: 'P 2', read: 'yes' });
    expect(await page(path)).toContain('Gia đình rút lại phiếu đồng ý');
    expect((await helper.post(`${path}/take-back`, { slip: 'P 3' })).status).toBe(409);
    expect((await helper.post(`${path}/take-back`, { slip: 'P 2' })).status).toBe(303);
    expect(await page(path)).toContain('Đã ghi: gia đình rút lại');
  });
});

describe('a visit with the household’s own phone', () => {
  test('goes on once it says yes there; what it answers itself meanwhile is shown, not overwritten', async () => {
    const path = await begin();
    const accountId = await newAccount(deps);
    const code = (/\/k\/([A-Z0-9]{8})|class="digits">([^<]+)</.exec(await page(path))?.[2] ?? '').replace(' ', '');
    const agreed = await transaction(deps, (within) => agreeToVisit(within, { accountId, code, secret: SECRET_KEY, lang: 'vi', speak }));
    expect(agreed.outcome).toBe('agreed');
    const first = await page(path);
    await helper.post(`${path}/household`, { ...FACTS, head: 'Lê Văn Chín', seen: input(first, 'seen') });
    const form = await page(path);
    const answers = answersOn(form);
    const item = (Object.keys(answers).find((name) => name.startsWith('answer.')) ?? '').slice('answer.'.length);
    const values = [...form.matchAll(new RegExp(`name="answer\\.${item}" value="([^"]*)"`, 'g'))].map(([, value]) => value ?? '');
    await helper.post(`${path}/answers`, { [`seen.${item}`]: '', [`answer.${item}`]: values[0] ?? '' });
    const again = await helper.post(`${path}/answers`, { ...answers, [`answer.${item}`]: values[1] ?? '' });
    const text = await again.text();
    expect(again.status).toBe(409);
    expect(text).toContain('Xem lại câu này');
    expect(input(text, `seen.${item}`), 'as it is now').toBe(values[0]);
    expect(text, 'what was chosen stays chosen').toMatch(new RegExp(`name="answer\\.${item}" value="${values[1]}" checked`));
    expect(await web.prisma.answer.count({ where: { assessment: { household: { headName: 'Lê Văn Chín' } } } })).toBe(1);
  });
});

test('what was done too fast is on the start page of ward and city, and on nobody else’s', async () => {
  const { areaId } = house.home;
  for (let count = 0; count < 9; count += 1) {
    const now = web.clock.now();
    const visit = {
      id: v7(),
      officerId: house.officers.helper.officerId,
      role: 'helper' as const,
      areaId,
      at: now,
      askUntil: now,
      filledAt: now,
    };
    await web.prisma.assist.create({ data: visit });
  }
  for (const [role, told] of [
    ['ward', true],
    ['city', true],
    ['hamlet', false],
    ['helper', false],
  ] as const) {
    const browser = await OfficerBrowser.open(web, deps, house.officers[role]);
    const text = await (await browser.get('/console')).text();
    expect([role, text.includes('Điền giúp dồn dập')]).toEqual([role, told]);
    if (told) for (const words of ['Tổ Số Nhà', 'Khu phố Bưởi']) expect(text).toContain(words);
    expect(text).not.toContain('Trần Văn Tám');
  }
});

describe('the slip of paper', () => {
  test('is a blank one to print, with the words that are read out, where its number is asked for and where visits begin', async () => {
    const { unitCode, areaId } = house.home;
    const path = `/console/assist/slips/${unitCode}`;
    expect(await page(await begin({ area: areaId }))).toContain(`href="${path}"`);
    expect(await page('/console/assist')).toContain(`href="${path}"`);
    const given = await helper.get(path);
    expect([given.status, given.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="phieu-dong-y.docx"']);
    const bytes = new Uint8Array(await given.arrayBuffer());
    const words = await wordsOf(bytes);
    const read = await slipWords(deps, { unitCode }, speak);
    const name = await slipWords(deps, { unitCode, purpose: 'publicList' }, speak);
    for (const one of [...read, ...name].flatMap((one) => one.split('\n').filter(Boolean))) expect(words).toContain(one);
    for (const blank of ['Số phiếu: …', 'Họ và tên chủ hộ: …', 'Phần gia đình giữ', '☐ Không nêu tên']) expect(words).toContain(blank);
    expect(words).not.toMatch(/[{}]/);
    expect(partsOf(bytes)['word/footer1.xml']).toContain('không phải mẫu chính thức');
  });
});

describe('a household whose season has closed', () => {
  const closed = async (wardList: string) => {
    const season = await deps.db.season.findFirstOrThrow({ where: { trial: true } });
    const dates = season.dates as SeasonDates;
    const today = localDate(deps.clock.now());
    const selfAssessment = { opens: addDays(today, -30), closes: addDays(today, -1) };
    await deps.db.season.update({ where: { id: season.id }, data: { dates: { ...dates, selfAssessment, wardList } } });
    return () => deps.db.season.update({ where: { id: season.id }, data: { dates } });
  };
  const begun = async (browser: OfficerBrowser, household: string, slip: string) => {
    const path = (await browser.post('/console/assist/begin', { household })).headers.get('location') ?? '';
    await browser.post(`${path}/slip`, { slip, read: 'yes' });
    return (await browser.get(path)).text();
  };

  test('can still be let send late or be put on the sheet, which is said, with the way there for whoever looks after it', async () => {
    const { areaId } = house.home;
    const id = await householdIn(deps, areaId, { headName: 'Đinh Thị Muộn' });
    const latest = addDays(localDate(deps.clock.now()), 10);
    const open = await closed(latest);
    const hamlet = await OfficerBrowser.open(web, deps, house.officers.hamlet);
    const shown = await begun(hamlet, id, 'M 1');
    const [year, month, day] = latest.split('-');
    for (const words of [
      'Đã hết hạn tự đánh giá',
      `muộn nhất là hết ngày ${day}/${month}/${year}`,
      `href="/console/household/${id}?late"`,
      `href="/console/sheets/${areaId}"`,
    ])
      expect(shown).toContain(words);
    expect((await hamlet.get(`/console/household/${id}?late`)).status).toBe(200);
    const helped = await begun(helper, id, 'M 2');
    expect(helped).toContain('Nhờ chi hội khuyến học khu phố (ấp) cho hộ này gửi muộn');
    expect(helped).not.toMatch(/console\/(?:household|sheets)\//);
    await open();
  });

  test('is told that the list is made, once it is', async () => {
    const id = await householdIn(deps, house.home.areaId, { headName: 'Đinh Thị Trễ' });
    const open = await closed(addDays(localDate(deps.clock.now()), -1));
    const shown = await begun(helper, id, 'M 3');
    expect(shown).toContain('Danh sách của phường (xã) đã lập xong');
    expect(shown).not.toContain('gửi muộn');
    await open();
  });
});
