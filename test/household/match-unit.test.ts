import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readUnits } from '../../src/db/units.ts';
import { MAX_MATCHES, matchUnits, type UnitNames } from '../../src/household/match-unit.ts';
import { FLOWS } from '../support/sample.ts';

let units: UnitNames[];

beforeAll(async () => {
  const files = await readUnits(`${FLOWS}units`);
  units = files.map(({ code, name, formedFrom }) => ({ code, name, predecessors: formedFrom }));
});

const names = (query: string) => matchUnits(query, units).map(({ unit }) => unit.name);
const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
const bare = (name: string) => name.replace(/^(?:Phường|Xã|Thị trấn|TP|H\.|Huyện) /u, '');
const oldUnits = () => units.flatMap((unit) => unit.predecessors.map((old) => ({ unit, old })));

describe('what people type', () => {
  it.each([
    ['Thủ Dầu Một', 'Phường Thủ Dầu Một'],
    ['thu dau mot', 'Phường Thủ Dầu Một'],
    ['tdm', 'Phường Thủ Dầu Một'],
    ['P. Lái Thiêu', 'Phường Lái Thiêu'],
    ['p.lai thieu', 'Phường Lái Thiêu'],
    ['phường Bến Cát', 'Phường Bến Cát'],
    ['LONG HOÀ', 'Xã Long Hòa'],
    ['long hòa', 'Xã Long Hòa'],
    ['xã Long Hoà', 'Xã Long Hòa'],
    ['Long Ho\u0300a', 'Xã Long Hòa'],
    ['thuangiao', 'Phường Thuận Giao'],
    ['thuận gia', 'Phường Thuận Giao'],
    ['giao', 'Xã Phú Giáo'],
    ['lái', 'Phường Lái Thiêu'],
    ['mĩ phước tân', 'Phường Bến Cát'],
    ['Búng, phường An Thạnh', 'Phường Thuận An'],
    ['nhà tôi ở khu phố 3 phường Phú Cường', 'Phường Thủ Dầu Một'],
    ['Phường Thới Hòa, TP Bến Cát, tỉnh Bình Dương', 'Phường Thới Hòa'],
    ['Uyen Hung, Tan Uyen', 'Phường Tân Uyên'],
    ['thị trấn Phước Vĩnh', 'Xã Phú Giáo'],
    ['cây trường 2', 'Xã Trừ Văn Thố'],
    ['cay truong ii', 'Xã Trừ Văn Thố'],
    ['dong hao', 'Phường Đông Hòa'],
    ['Bình Dương', 'Phường Bình Dương'],
  ])('%s → %s first', (query, first) => {
    expect(names(query)[0]).toBe(first);
  });

  it.each([
    ['Hiệp Thành', ['Phường Thủ Dầu Một', 'Phường Phú Lợi']],
    ['hiep thanh', ['Phường Thủ Dầu Một', 'Phường Phú Lợi']],
    ['phường hiệp thành cũ', ['Phường Thủ Dầu Một', 'Phường Phú Lợi']],
    ['lai uyên', ['Xã Trừ Văn Thố', 'Xã Bàu Bàng']],
    ['Tân Định', ['Phường Hòa Lợi', 'Xã Bắc Tân Uyên']],
    ['tân định bến cát', ['Phường Hòa Lợi']],
    ['xã Tân Định, huyện Bắc Tân Uyên', ['Xã Bắc Tân Uyên']],
    ['an bình', ['Xã Phú Giáo', 'Phường Dĩ An']],
    ['phường an bình', ['Phường Dĩ An', 'Xã Phú Giáo']],
    ['an bình dĩ an', ['Phường Dĩ An']],
    ['Tân Hiệp', ['Phường Tân Hiệp', 'Xã Phước Thành']],
    ['tan hiep phu giao', ['Xã Phước Thành']],
    ['Minh Thạnh', ['Xã Minh Thạnh', 'Xã Long Hòa']],
    ['di an', ['Phường Dĩ An', 'Phường Tân Đông Hiệp', 'Phường Đông Hòa']],
    ['phường Dĩ An', ['Phường Dĩ An']],
    ['thuan an', ['Phường Thuận An', 'Phường Lái Thiêu', 'Phường Thuận Giao', 'Phường An Phú', 'Phường Bình Hòa']],
    ['TX. Dĩ An', ['Phường Dĩ An', 'Phường Tân Đông Hiệp', 'Phường Đông Hòa']],
    ['huyện dầu tiếng', ['Xã Dầu Tiếng', 'Xã Minh Thạnh', 'Xã Long Hòa', 'Xã Thanh An', 'Phường Tây Nam']],
  ])('%s may be %j', (query, expected) => {
    expect(names(query)).toEqual(expected);
  });

  it('"Bến Cát" is the ward of today first, then every ward that the city became', () => {
    const found = matchUnits('Bến Cát', units);
    expect(found[0]).toMatchObject({ unit: { name: 'Phường Bến Cát' }, via: { by: 'name' } });
    expect(found.slice(1).every(({ via }) => via.by === 'district' && via.district === 'TP Bến Cát')).toBe(true);
    expect(found).toHaveLength(7);
  });

  it.each(['Bến Cát cũ', 'TP Bến Cát', 'thị xã bến cát'])('"%s" is the city that was', (query) => {
    expect(matchUnits(query, units).every(({ via }) => via.by === 'district')).toBe(true);
    expect(names(query)).toHaveLength(7);
  });

  it.each(['', '   ', '???', '😀', 'phường', 'p.', 'x', 'Hà Nội', 'Nguyễn Văn A', '12345'])('%j means no place here', (query) => {
    expect(names(query)).toEqual([]);
  });
});

describe('every name there is', () => {
  it('finds a unit of today first by its own name, with and without accents', () => {
    for (const unit of units) {
      for (const query of [unit.name, bare(unit.name), withoutAccents(bare(unit.name)), withoutAccents(unit.name).toUpperCase()]) {
        expect(names(query)[0], query).toBe(unit.name);
      }
    }
  });

  it('finds all units that an old unit became, with and without accents, alone or with its district', () => {
    for (const { old } of oldUnits()) {
      const became = oldUnits().filter((other) => other.old.name === old.name && other.old.district === old.district);
      const asked = [
        old.name,
        bare(old.name),
        withoutAccents(bare(old.name)),
        `${old.name}, ${old.district}`,
        withoutAccents(`${bare(old.name)} ${bare(old.district)}`),
      ];
      for (const query of asked) expect(names(query), query).toEqual(expect.arrayContaining(became.map(({ unit }) => unit.name)));
    }
  });

  it('finds every unit that lay in an old city or district', () => {
    for (const district of new Set(oldUnits().map(({ old }) => old.district))) {
      const within = new Set(
        oldUnits()
          .filter(({ old }) => old.district === district)
          .map(({ unit }) => unit.name),
      );
      for (const query of [district, bare(district), withoutAccents(district)])
        expect(names(query), query).toEqual(expect.arrayContaining([...within]));
    }
  });

  it('asks about each of the sixteen that were split', () => {
    const split = new Set(
      oldUnits()
        .filter(({ old }) => old.partial)
        .map(({ old }) => `${old.name}, ${old.district}`),
    );
    expect(split.size).toBe(16);
    for (const query of split) expect(names(query).length, query).toBeGreaterThanOrEqual(2);
  });
});

describe('whatever is typed', () => {
  const anyName = () => fc.constantFrom(...units.map(({ name }) => name), ...oldUnits().map(({ old }) => old.name)).map(bare);

  it('answers with few units, each once, the same each time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), anyName()), (query) => {
        const found = names(query);
        expect(found.length).toBeLessThanOrEqual(MAX_MATCHES);
        expect(new Set(found).size).toBe(found.length);
        expect(matchUnits(query, units.toReversed()).map(({ unit }) => unit.name)).toEqual(found);
      }),
    );
  });

  it('forgives one slip in a long name, unless that makes it another name', () => {
    fc.assert(
      fc.property(anyName(), fc.nat(), (name, at) => {
        const letters = withoutAccents(name).toLowerCase();
        fc.pre(letters.length >= 9);
        const slipped = letters.slice(0, at % letters.length) + letters.slice((at % letters.length) + 1);
        const meant = names(letters);
        const found = names(slipped);
        const exact = units.some((unit) =>
          [unit.name, ...unit.predecessors.flatMap((old) => [old.name, old.district])].some(
            (other) => withoutAccents(bare(other)).toLowerCase() === slipped,
          ),
        );
        expect(exact || found.length === 0 || meant.some((unit) => found.includes(unit)), `${letters} → ${slipped}: ${found}`).toBe(true);
        expect(found.length).toBeGreaterThan(0);
      }),
    );
  });

  it('is quick with long nonsense', () => {
    const started = performance.now();
    matchUnits('an '.repeat(3000), units);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
