import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profiles } from '../../src/channel/profiles.ts';
import type { Deps } from '../../src/deps.ts';
import { findAreas, findUnplaced } from '../../src/household/find-area.ts';
import { findUnits } from '../../src/household/find-unit.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';

const UNIT = '25813';
const locale = createLocale();
const clock = fixedClock();
let database: TestDatabase;
let deps: Deps;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma, { clock });
});

afterAll(() => database.drop());

async function labels(query: string): Promise<string[]> {
  const found = await findUnits(deps, { query });
  return found.outcome === 'found' ? found.value.options.map(({ label }) => locale.speak(label, 'vi')) : [];
}

describe('finding a ward', () => {
  it('offers what can be told apart by reading it', async () => {
    expect(await labels('tân định')).toEqual([
      'Phường Hòa Lợi (Phường Tân Định cũ, TP Bến Cát)',
      'Xã Bắc Tân Uyên (Xã Tân Định cũ, Huyện Bắc Tân Uyên)',
    ]);
    expect(await labels('hiep thanh')).toEqual([
      'Phường Thủ Dầu Một (Hiệp Thành cũ, phía Phú Thọ, Phú Cường)',
      'Phường Phú Lợi (Hiệp Thành cũ, phía Phú Hòa, Phú Lợi)',
    ]);
    expect((await labels('Bến Cát')).slice(0, 2)).toEqual([
      'Phường Bến Cát (Huyện Bàu Bàng, TP Bến Cát cũ)',
      'Phường Phú An (TP Bến Cát cũ)',
    ]);
    expect(await labels('lai uyen')).toContain('Xã Bàu Bàng (một phần Thị trấn Lai Uyên cũ, Huyện Bàu Bàng)');
  });

  it('fits on a button of every app, whatever is typed', async () => {
    const olds = await database.prisma.unitPredecessor.findMany();
    const shortest = Math.min(...Object.values(profiles).map(({ maxButtonLabel }) => maxButtonLabel));
    for (const { name, district } of olds) {
      for (const label of [...(await labels(name)), ...(await labels(district))]) expect(label.length, label).toBeLessThanOrEqual(shortest);
    }
  });

  it('saves the code and the name of today', async () => {
    const found = await findUnits(deps, { query: 'mỹ phước, bến cát' });
    expect(found).toMatchObject({
      outcome: 'found',
      value: { options: [{ id: '25813', value: { code: '25813', name: 'Phường Bến Cát' } }, { id: '25840' }] },
    });
  });

  it('says so when nothing comes near', async () => {
    expect(await findUnits(deps, { query: 'Quận 1' })).toEqual({ outcome: 'none', value: {} });
  });

  it('counts days as they are here, not in Greenwich', async () => {
    clock.set('2025-07-01T00:30:00+07:00');
    expect(await labels('lái thiêu')).not.toEqual([]);
    clock.set('2026-11-01T08:00:00+07:00');
    const { code } = await database.prisma.unit.findFirstOrThrow({ where: { name: 'Phường Lái Thiêu' } });
    const where = { code };
    await database.prisma.unit.update({ where, data: { validTo: new Date('2026-11-01') } });
    clock.set('2026-11-01T23:30:00+07:00');
    expect(await labels('phường lái thiêu')).toHaveLength(1);
    clock.set('2026-11-02T00:30:00+07:00');
    expect(await labels('phường lái thiêu')).toEqual([]);
    await database.prisma.unit.update({ where, data: { validTo: null } });
    clock.set('2026-11-01T08:00:00+07:00');
  });

  it('leaves out units that are no more', async () => {
    clock.set('2025-06-30T12:00:00+07:00');
    expect(await labels('Bến Cát')).toEqual([]);
    clock.set('2026-11-01T08:00:00+07:00');
  });
});

describe('finding a khu phố', () => {
  it('says that the ward has listed none', async () => {
    expect(await findAreas(deps, { unit: '25750', query: '' })).toEqual({ outcome: 'empty', value: {} });
  });

  it('offers a place to those who do not know theirs', async () => {
    expect(await findUnplaced(deps, { unit: UNIT })).toMatchObject({ outcome: 'found', value: { placed: false } });
  });

  describe('in a ward that has listed them', () => {
    beforeAll(async () => {
      const ids = sequentialIds('a');
      const listed = ['Khu phố 1', 'Khu phố 2', 'Khu phố 10', 'Khu phố Mỹ Phước 1', 'Ấp Cầu Đò'];
      await database.prisma.area.createMany({
        data: listed.map((name) => ({ id: ids.next(), unitCode: UNIT, name, kind: 'quarter' as const })),
      });
    });

    it.each([
      ['', ['Ấp Cầu Đò', 'Khu phố 1', 'Khu phố 2', 'Khu phố 10', 'Khu phố Mỹ Phước 1']],
      ['1', ['Khu phố 1']],
      ['kp1', ['Khu phố 1']],
      ['KP. 10', ['Khu phố 10']],
      ['khu pho 02', ['Khu phố 2']],
      ['my phuoc', ['Khu phố Mỹ Phước 1']],
      ['cầu đ', ['Ấp Cầu Đò']],
      ['ap cau do', ['Ấp Cầu Đò']],
    ])('%j finds %j', async (query, expected) => {
      const found = await findAreas(deps, { unit: UNIT, query });
      const options = found.outcome === 'found' ? found.value.options : [];
      expect(options.map(({ label }) => locale.speak(label, 'vi')).toSorted()).toEqual(expected.toSorted());
      for (const { id, value } of options) {
        expect(id).toMatch(/^[a-z0-9-]{1,12}$/);
        expect(value).toMatchObject({ placed: true });
      }
    });

    it('says so when none fits', async () => {
      expect(await findAreas(deps, { unit: UNIT, query: 'khu phố 77' })).toEqual({ outcome: 'none', value: {} });
    });
  });
});
