import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AreaNumbers, addCounts, countsOf, type Numbers, shareOf, stations } from '../../src/report/numbers.ts';

const none = Object.fromEntries(stations.map((station) => [station, 0])) as Numbers;

function area(numbers: Partial<Numbers>, more: Partial<AreaNumbers> = {}): AreaNumbers {
  const place = { areaId: 'a', unitCode: '25813', name: 'Khu phố 1', placed: true, permanent: null, temporary: null };
  return { ...place, ...more, numbers: { ...none, ...numbers } };
}

const anyArea = fc.record({
  areaId: fc.uuid(),
  unitCode: fc.constant('25813'),
  name: fc.string(),
  placed: fc.boolean(),
  permanent: fc.option(fc.nat(1000)),
  temporary: fc.option(fc.nat(1000)),
  numbers: fc.record(Object.fromEntries(stations.map((station) => [station, fc.nat(1000)])) as Record<keyof Numbers, fc.Arbitrary<number>>),
});

describe('a share', () => {
  it('of all households says of how many', () => {
    const counts = countsOf([area({ recognised: 310, registered: 400 }, { permanent: 400, temporary: 35 })]);
    expect(shareOf(counts, 'recognised', 'households')).toEqual({ part: 310, whole: 435, of: 'households', percent: 71.3, left: 0 });
    expect(shareOf(counts, 'recognised', 'registered')).toEqual({ part: 310, whole: 400, of: 'registered', percent: 77.5, left: 0 });
  });

  it('is not made up where the number of households is not known, or nobody has registered', () => {
    const counts = countsOf([area({ recognised: 3 })]);
    expect(shareOf(counts, 'recognised', 'households')).toBeNull();
    expect(shareOf(counts, 'recognised', 'registered')).toBeNull();
  });

  it('leaves out the khu phố whose number is not known, on both sides, and says how many those are', () => {
    const known = area({ recognised: 50 }, { permanent: 100 });
    const unknown = area({ recognised: 90 });
    const unplaced = area({ recognised: 7 }, { placed: false });
    const counts = countsOf([known, unknown, unplaced]);
    expect(counts.numbers.recognised).toBe(147);
    expect(shareOf(counts, 'recognised', 'households')).toMatchObject({ part: 50, whole: 100, percent: 50, left: 1 });
  });

  it('counts those in no khu phố yet once every khu phố has its number', () => {
    const counts = countsOf([area({ recognised: 50 }, { permanent: 100 }), area({ recognised: 7 }, { placed: false })]);
    expect(shareOf(counts, 'recognised', 'households')).toMatchObject({ part: 57, whole: 100, left: 0 });
  });

  it('of those who are in no khu phố has no number of households to be a share of', () => {
    const counts = countsOf([area({ registered: 5 }, { placed: false })]);
    expect(counts).toMatchObject({ households: null, areas: 0, known: 0 });
    expect(shareOf(counts, 'registered', 'households')).toBeNull();
  });
});

describe('adding up', () => {
  it('wards gives what their khu phố give', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyArea, { maxLength: 5 }), { maxLength: 5 }), (wards) => {
        const sum = addCounts(wards.map(countsOf));
        for (const station of stations) {
          expect(sum.numbers[station]).toBe(wards.flat().reduce((total, { numbers }) => total + numbers[station], 0));
          expect(sum.ofKnown[station]).toBeLessThanOrEqual(sum.numbers[station]);
        }
        const placed = wards.flat().filter((one) => one.placed);
        expect(sum.households?.total ?? 0).toBe(placed.reduce((total, one) => total + (one.permanent ?? 0) + (one.temporary ?? 0), 0));
        expect(sum.known).toBeLessThanOrEqual(sum.areas);
        expect(sum.areas).toBe(placed.length);
      }),
    );
  });
});
