/** The points table in the console: taken away, corrected, handed in, tried and put in force. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shapeOf } from '../../src/adoption/table-shape.ts';
import type { Deps } from '../../src/deps.ts';
import { addAreas } from '../../src/household/add-areas.ts';
import type { Rubric } from '../../src/rubric/definition.ts';
import { tableOf } from '../../src/rubric/table/table.ts';
import { writeTable } from '../../src/table/write-table.ts';
import { changed, moveAll, ownTable } from '../adoption/rubric-work.ts';
import { sentFamily } from '../review/world.ts';
import { newFamily, SECRET_KEY } from '../support/family.ts';
import { newOfficer, OfficerBrowser } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let city: OfficerBrowser;
let ward: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(SECRET_KEY) });
  deps = web.deps;
  city = await OfficerBrowser.open(web, deps, await newOfficer(deps, { role: 'city', name: 'Thành Phố' }));
  ward = await OfficerBrowser.open(web, deps, await newOfficer(deps, { role: 'ward', name: 'Phường', unitCode: '25813' }));
});
afterAll(() => web.stop());

const fileOf = async (rubric: Rubric) =>
  new Blob([new Uint8Array(await writeTable(tableOf(rubric, { id: 'gdht-324-mau', version: 3 }).map(shapeOf)))]);
async function areaIn(unitCode: string): Promise<string> {
  await addAreas(deps, { unitCode, names: ['Khu phố Thử'], actor: 'system' });
  return (await web.prisma.area.findFirstOrThrow({ where: { unitCode, name: 'Khu phố Thử' } })).id;
}
const handIn = async (rubric: Rubric) => city.post('/console/rubrics', { file: await fileOf(rubric) });

describe('the points table', () => {
  it('is taken away as a file, and said to be a trial that nobody has adopted', async () => {
    const page = await (await city.get('/console/rubrics')).text();
    expect(page).toContain('Bảng điểm thử, chưa có văn bản');
    const path = /\/console\/rubrics\/[0-9a-f-]{36}\/table/.exec(page)?.[0] ?? '';
    const file = await city.get(path);
    expect(file.headers.get('content-disposition')).toContain('bang-diem-');
    expect(new Uint8Array(await file.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
  });

  it('with mistakes is refused, each with its cell and what to do', async () => {
    const wrong = changed(ownTable(), (one) => (one.id === 'A1' ? { ...one, points: 11, wording: '' } : one));
    const response = await handIn(wrong);
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain('Bảng điểm, ô C3');
    expect(page).toContain('Còn trống: Nội dung. Ghi vào ô này.');
    expect(page).toContain('Mức cao nhất của A1 được 10, chỉ số có 11.');
    const nonsense = await city.post('/console/rubrics', { file: new Blob(['<html>']) });
    expect([nonsense.status, await nonsense.text()]).toEqual([422, expect.stringContaining('không phải bảng tính')]);
  });

  it('is tried and adopted: wards see their households, the city counts, and files follow', async () => {
    const family = await newFamily(deps, { head: 'Lê Văn Sáu' });
    const response = await handIn(changed(ownTable(), (one) => (one.id === 'D2' ? { ...one, wording: 'Chữ của văn bản' } : one)));
    const path = (response.headers.get('location') ?? '').replace(/\?.*/, '');
    expect([response.status, path]).toEqual([303, expect.stringMatching(/^\/console\/rubrics\/[0-9a-f-]{36}$/)]);
    expect((await ward.get(path)).status).toBe(200);
    const page = await (await city.get(path)).text();
    expect(page).toContain('Chữ của văn bản');
    expect(page).not.toContain('Lê Văn Sáu');

    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
    const document = { season: field('season'), seen: field('seen'), number: '12/QĐ', date: '2026-11-01' };
    const doubted = await city.post(`${path}/force`, document);
    expect([doubted.status, await doubted.text()]).toEqual([422, expect.stringContaining('Bảng còn chỗ chưa có nguồn')]);
    const done = await city.post(`${path}/force`, { ...document, known: field('known') });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/console/rubrics?done=rubricInForce']);
    const before = await (await city.get('/console/rubrics')).text();
    expect(before).toContain('Chính thức, theo văn bản 12/QĐ ngày 01/11/2026');
    expect(before).toContain('Còn 1 phiếu đang chuyển sang bảng này');
    expect(await moveAll(deps)).toBe(1);
    expect(await (await city.get('/console/rubrics')).text()).not.toContain('đang chuyển sang bảng này');
    const { rubricVersionId } = await web.prisma.assessment.findFirstOrThrow({ where: { householdId: family.householdId } });
    expect(path).toContain(rubricVersionId);
    const again = await city.post(`${path}/force`, { ...document, known: field('known') });
    expect([again.status, again.headers.get('location')], 'the same form once more').toEqual([303, '/console/rubrics?done=rubricAlready']);
    const late = await city.post(`${path}/force`, { ...document, number: '13/QĐ', known: field('known') });
    expect(late.status, 'another document, on what stood there before').toBe(409);
  });

  it('is tried ward by ward for the city, and only those where something changes stand open', async () => {
    const [here, there] = await Promise.all(['25813', '25760'].map((unitCode) => areaIn(unitCode)));
    await sentFamily(deps, { head: 'Trần Ở Đây', areaId: here ?? '' });
    await sentFamily(deps, { head: 'Trần Ở Kia', areaId: there ?? '', unit: '25760', unsent: true });
    const response = await handIn(
      changed(ownTable(), (one) => (one.id === 'A1' ? { ...one, words: { ...one.words, ask: { vi: 'Câu khác?' } } } : one)),
    );
    const page = await (await city.get((response.headers.get('location') ?? '').replace(/\?.*/, ''))).text();
    const wards = [...page.matchAll(/<details( open)?><summary>([^<]*)<\/summary>/g)].map(([, open, words]) => `${words}${open ?? ''}`);
    expect(wards).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/0 hộ thành chưa đạt, 0 hộ thành đạt, 1 hộ còn phải hỏi open$/),
        expect.stringMatching(/: không đổi gì$/),
      ]),
    );
    expect(page.indexOf('Tất cả')).toBeLessThan(page.indexOf('<summary>Ph'));
  });
});
