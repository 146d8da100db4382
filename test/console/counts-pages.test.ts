/** Counts and lists as officers see them: the city without a single household, names in no address, words that say of what a share is one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { PAGE } from '../../src/identity/list-households.ts';
import type { Role } from '../../src/officer/duty.ts';
import { readTable } from '../../src/table/read-table.ts';
import { areaOf, assessed, householdIn, seasonOfYear } from '../report/ward.ts';
import { SECRET_KEY } from '../support/family.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let householdId: string;
beforeAll(async () => {
  web = await startWeb({ secret: Buffer.from(SECRET_KEY) });
  deps = web.deps;
  house = await openOfficersHouse(deps);
  const { home, next, abroad } = house;
  await web.prisma.area.update({ where: { id: home.areaId }, data: { householdsPermanent: 8, householdsTemporary: 2 } });
  householdId = await householdIn(deps, home.areaId, { headName: 'Nguyễn Thị Sen', member: true });
  await assessed(deps, householdId, { state: 'submitted', stage: 'recognised' });
  await assessed(deps, await householdIn(deps, next.areaId, { headName: 'Trần Thị Thắm' }), { source: 'meeting', stage: 'proposed' });
  await householdIn(deps, abroad.areaId, { headName: 'Lê Văn Xa', member: true });
  await areaOf(deps, `Khu phố "<b>lạ</b>"`, { unitCode: home.unitCode });
});
afterAll(() => web.stop());

const browserOf = (role: Role) => OfficerBrowser.open(web, deps, house.officers[role]);

async function page(role: Role, path: string): Promise<string> {
  const response = await (await browserOf(role)).get(`/console${path}`);
  expect(response.status).toBe(200);
  return response.text();
}

async function found(role: Role, fields: Record<string, string>): Promise<string> {
  const response = await (await browserOf(role)).post(`/console/households/${house.home.unitCode}`, fields);
  expect(response.status).toBe(200);
  return response.text();
}

/** What was written down of the year before. */
async function lastYear(): Promise<void> {
  const { year } = await web.prisma.season.findFirstOrThrow({ where: { organisation: { level: 'city' } } });
  await seasonOfYear(deps, year);
  const seasonId = await seasonOfYear(deps, year - 1);
  const none = { sent: 0, waiting: 0, returned: 0, confirmed: 0, proposed: 0 };
  const { home, abroad } = house;
  for (const [areaId, recognised, householdsPermanent] of [[home.areaId, 3, 9] as const, [abroad.areaId, 1, 11] as const])
    await web.prisma.areaCount.create({
      data: {
        ...none,
        areaId,
        seasonId,
        title: 'giaDinh',
        householdsPermanent,
        registered: 4,
        recognised,
        at: deps.clock.now(),
      },
    });
}

describe('counts', () => {
  it('of the city show every ward and no household', async () => {
    const source = await page('city', '/counts');
    expect(source.match(/href="\/console\/counts\/\d{5}"/g)).toHaveLength(36);
    expect(source).toContain('Theo phường, xã');
    expect(source).toContain('Mới có số của 1/36 phường, xã.');
    for (const name of ['Sen', 'Thắm', 'Xa', 'Bưởi']) expect(source).not.toContain(`${name}<`);
    expect(source).toContain('bảng điểm thử');
  });

  it('name the wards of which the number of households is not known, and stand in whatever order is asked for', async () => {
    const source = await page('city', '/counts');
    expect(source).toMatch(/<summary>35 nơi chưa có số để vẽ<\/summary><p>Phường An Phú, /);
    const wardsIn = (html: string) => [...html.matchAll(/href="\/console\/counts\/(\d{5})"/g)].map(([, code]) => code);
    const { home, abroad } = house;
    // Those of which nothing is to be said stand below, behind one line.
    expect(source).toContain('<summary>34 nơi chưa có số hộ và chưa gia đình nào đăng ký</summary>');
    const first = async (sort: string) => wardsIn(await page('city', `/counts?sort=${sort}`)).slice(0, 2);
    const [here, there] = [home.unitCode, abroad.unitCode];
    expect(source).toContain('href="?by=recognised&#38;sort=registered#places"');
    expect(wardsIn(source).slice(0, 2)).toEqual([here, there]);
    expect(await first('-name')).toEqual([there, here]);
    expect(await first('registered')).toEqual([there, here]);
    expect(await first('-registered')).toEqual([here, there]);
    expect(await first('households'), 'what is not known stands last').toEqual([here, there]);
    expect(new Set(wardsIn(await page('city', '/counts?sort=-households')))).toEqual(new Set(wardsIn(source)));
    expect(wardsIn(await page('city', '/counts?sort=%27x'))).toEqual(wardsIn(source));
  });

  it('lead from the city to a ward and to a khu phố, and no further', async () => {
    const { unitCode, areaId } = house.home;
    const ward = await page('city', `/counts/${unitCode}`);
    expect(ward).toContain(`href="/console/counts/${unitCode}/${areaId}"`);
    const area = await page('city', `/counts/${unitCode}/${areaId}`);
    for (const source of [ward, area]) {
      expect(source).not.toContain('/console/households');
      expect(source).not.toContain('Nguyễn Thị Sen');
    }
  });

  it('say of what a share is one, and where the number of households is missing', async () => {
    const source = await page('ward', `/counts/${house.home.unitCode}`);
    expect(source).toContain('Tổng số hộ: 10 (thường trú 8, tạm trú 2)');
    expect(source).toContain('Còn 2 khu phố, ấp chưa có số hộ');
    expect(source).toContain('10% (1/10)');
    expect(source).toContain('50% (1/2)');
    expect(source).toContain('Năm 2030: 80% tổng số hộ được công nhận. Còn thiếu 7 hộ.');
    expect(source).toContain('3853/KH-UBND');
  });

  it('are drawn, each drawing named and with a table beside it; a name is nothing but words', async () => {
    const source = await page('ward', `/counts/${house.home.unitCode}?by=sent`);
    expect(source.match(/<svg class="plot"[^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(2);
    expect(source).toContain('Đã gửi phiếu, so với tổng số hộ, từ thấp đến cao');
    expect(source).toContain('aria-current="true">Đã gửi phiếu');
    expect(source).not.toMatch(/<b>lạ|style=/);
  });

  it('take whoever looks after one ward to it', async () => {
    for (const role of ['ward', 'hamlet'] as const) {
      const response = await (await browserOf(role)).get('/console/counts');
      expect([response.status, response.headers.get('location')]).toEqual([303, `/console/counts/${house.home.unitCode}`]);
    }
  });

  it('of the hamlet are those of its khu phố', async () => {
    const source = await page('hamlet', `/counts/${house.home.unitCode}`);
    expect(source).toContain('Khu phố Bưởi');
    expect(source).not.toContain('Khu phố Cam');
  });

  it('are a file that another program reads, with a mark while nobody has adopted the rubric', async () => {
    const response = await (await browserOf('ward')).get(`/console/counts-file/${house.home.unitCode}`);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="so-lieu-${house.home.unitCode}.xlsx"`);
    const read = await readTable(new Uint8Array(await response.arrayBuffer()));
    const rows = 'ok' in read ? (read.ok[0]?.rows ?? []) : [];
    expect(rows[0]?.[0]).toBe('BẢN THỬ');
    const heads = rows.find((row) => row[0] === 'STT') ?? [];
    const line = rows.find((row) => row[1] === 'Khu phố Bưởi') ?? [];
    const cell = (head: string) => line[heads.indexOf(head)];
    expect([cell('Tổng số hộ'), cell('Hộ đăng ký'), cell('Hộ được công nhận')]).toEqual([10, 1, 1]);
    expect([cell('% công nhận so với tổng số hộ'), cell('% công nhận so với số hộ đăng ký')]).toEqual([10, 100]);
    expect(rows.at(-1)?.[1]).toBe('Cộng');
  });
});

describe('households', () => {
  it('are listed for whoever looks after them', async () => {
    const ward = await page('ward', `/households/${house.home.unitCode}`);
    for (const name of ['Nguyễn Thị Sen', 'Trần Thị Thắm']) expect(ward).toContain(name);
    expect(ward).not.toContain('Lê Văn Xa');
    const hamlet = await page('hamlet', `/households/${house.home.unitCode}`);
    expect(hamlet).toContain('Nguyễn Thị Sen');
    expect(hamlet).not.toContain('Trần Thị Thắm');
  });

  it('are found by a form, without accents, by how far they are, and in one khu phố', async () => {
    expect(await found('ward', { query: 'tham' })).toMatch(/Trần Thị Thắm/);
    expect(await found('ward', { query: 'tham', standing: 'recognised' })).toContain('Không có hộ nào như vậy.');
    expect(await found('ward', { standing: 'recognised' })).not.toContain('Thắm');
    expect(await found('ward', { area: house.next.areaId })).not.toContain('Nguyễn Thị Sen');
    expect(await found('hamlet', { query: 'tham' })).toContain('Không có hộ nào như vậy.');
  });

  it('go on with the next page by a form: no name stands in an address', async () => {
    for (let count = 0; count < PAGE; count++) await householdIn(deps, house.home.areaId, { headName: 'Phạm Văn Đông' });
    const first = await found('ward', { query: 'Đông Phạm' });
    expect(first).not.toContain('Trang sau');
    const all = await found('ward', {});
    expect(all).toContain('Trang sau');
    const after = /name="after" value="([0-9a-f-]{36})"/.exec(all)?.[1] ?? '';
    const second = await found('ward', { after });
    expect(second).toContain('Trần Thị Thắm');
    expect(second).not.toContain('Nguyễn Thị Sen');
    for (const source of [first, all, second]) {
      for (const [, address] of source.matchAll(/(?:href|action)="([^"]*)"/g)) expect(address).toMatch(/^[\w/?=#.&;-]*$/);
    }
  });

  it('of another ward, of made-up places and after made-up ones are not there', async () => {
    const browser = await browserOf('ward');
    const at = `/console/households/${house.home.unitCode}`;
    const paths = [
      `/console/households/${house.abroad.unitCode}`,
      '/console/households/x',
      `${at}?area=${house.abroad.areaId}`,
      `${at}?area=1`,
    ];
    for (const path of paths) expect((await browser.get(path)).status).toBe(404);
    for (const fields of [{ after: 'x' }, { area: "' OR 1=1" }]) expect((await browser.post(at, fields)).status).toBe(404);
    expect((await browser.post(at, { query: 'a\0b%_\\', standing: 'nonsense' })).status).toBe(200);
    expect((await browser.get('/console/counts/25813%00')).status).toBe(404);
  });
});

describe('counts of a season', () => {
  it('stand beside what was written down of the year before: of the city, and of every ward', async () => {
    expect(await page('city', '/counts')).not.toContain('mùa trước');
    await lastYear();
    web.clock.advance(60_000);
    const source = await page('city', '/counts');
    const season = /Mùa trước \((năm \d+)\)/.exec(source)?.[1];
    expect(source).toContain(`Công nhận mùa trước (${season})`);
    expect(source, 'the city').toContain('20% (4/20)');
    expect(source, 'the wards').toContain('33,3% (3/9)');
    expect(source).toContain('9,1% (1/11)');
    expect(source).toContain(`Mùa trước (${season}) mới có số của 2/36 phường, xã.`);
    expect(source).toContain(`vạch nhỏ bên dưới: ${season}`);
    expect(await page('ward', `/counts/${house.home.unitCode}`)).toContain('33,3% (3/9)');
  });
});
