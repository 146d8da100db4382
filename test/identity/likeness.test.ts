import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compared, houseKey, LIKELY, likeness } from '../../src/identity/likeness.ts';

const DAY = 24 * 60 * 60 * 1000;
const began = Date.parse('2026-11-01T01:00:00Z');
const household = (more: Partial<Compared> = {}): Compared => ({
  ...{ areaId: 'one', placed: true, headNameKey: 'nguyen thi sen', houseCode: null, createdAt: new Date(began), chats: true },
  ...{ preschool: 0, primary: 1, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 },
  ...more,
});
const otherFacts = { primary: 0, adults: 4, createdAt: new Date(began + 90 * DAY) };

describe('two households are likely one', () => {
  const cases: [string, Partial<Compared>, Partial<Compared>][] = [
    ['of the same head’s name in a khu phố', {}, otherFacts],
    ['of nearly the same name and the same people', {}, { headNameKey: 'nguyen sen', createdAt: otherFacts.createdAt }],
    [
      'of the same house, written otherwise',
      { houseCode: 'A-012', headNameKey: '' },
      { houseCode: 'a 12', ...otherFacts, headNameKey: 'le van ba' },
    ],
    [
      'where one is an unnamed house of the list, with the same people, begun within days',
      { houseCode: 'A-12', headNameKey: '' },
      { createdAt: new Date(began + 5 * DAY) },
    ],
    [
      'of one name, begun within days, one in no khu phố yet',
      { areaId: 'unplaced', placed: false },
      { ...otherFacts, createdAt: new Date(began) },
    ],
  ];
  it.each(cases)('%s', (_, one, other) => {
    expect(likeness(household(one), household(other)).score).toBeGreaterThanOrEqual(LIKELY);
  });

  it('where one and the same account, or telephone, is in both', () => {
    const [one, other] = [household(), household({ ...otherFacts, headNameKey: 'le van ba' })];
    expect(likeness(one, other, { account: true, phone: false })).toEqual({ score: 100, why: ['sameAccount'] });
    expect(likeness(one, other, { account: false, phone: true })).toEqual({ score: 60, why: ['samePhone'] });
  });
});

describe('two households are not taken for one', () => {
  const cases: [string, Partial<Compared>, Partial<Compared>][] = [
    ['for having as many people, begun on one day', {}, { headNameKey: 'le van ba' }],
    ['for the same name in two khu phố', {}, { areaId: 'two' }],
    ['for nobody being named in either', { headNameKey: '', houseCode: 'A-1' }, { headNameKey: '', houseCode: 'A-2' }],
    ['for one name in the whole ward, months apart and other people', { areaId: 'unplaced', placed: false }, otherFacts],
    ['for an unnamed house that nobody speaks for', { houseCode: 'A-12', headNameKey: '', chats: false }, {}],
  ];
  it.each(cases)('%s', (_, one, other) => {
    expect(likeness(household(one), household(other)).score).toBeLessThan(LIKELY);
  });
});

it('says the same whichever is named first, and never less for more in common', () => {
  const count = fc.integer({ min: 0, max: 3 });
  const side = fc.record({
    areaId: fc.constantFrom('one', 'two', 'unplaced'),
    headNameKey: fc.constantFrom('', 'nguyen thi sen', 'nguyen sen', 'le ba'),
    houseCode: fc.constantFrom(null, 'A-1', 'a 01', 'B2'),
    createdAt: fc.integer({ min: 0, max: 30 }).map((days) => new Date(began + days * DAY)),
    chats: fc.boolean(),
    ...{ preschool: count, primary: count, lowerSecondary: count, upperSecondary: count, adults: count, elders: count },
  });
  const shared = fc.record({ account: fc.boolean(), phone: fc.boolean() });
  fc.assert(
    fc.property(side, side, shared, (a, b, both) => {
      const [one, other] = [a, b].map((half) => ({ ...half, placed: half.areaId !== 'unplaced' })) as [Compared, Compared];
      const found = likeness(one, other, both);
      expect(likeness(other, one, both)).toEqual(found);
      expect(likeness(one, other).score).toBeLessThanOrEqual(found.score);
      expect(found.score > 0).toBe(found.why.length > 0);
    }),
  );
});

it('reads house codes as people mean them', () => {
  expect(['A-012', 'a 12', 'A12', 'a.12'].map(houseKey)).toEqual(['a 12', 'a 12', 'a 12', 'a 12']);
  expect(houseKey('A-102')).not.toBe(houseKey('A-12'));
  expect(houseKey('12-3')).not.toBe(houseKey('123'));
  expect(houseKey('A-0')).toBe('a 0');
});
