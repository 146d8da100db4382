import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaKey } from '../../src/household/area-name.ts';
import { isIdle, planRoster, type RosterPlan, type Stored } from '../../src/roster/plan-roster.ts';
import type { Roster } from '../../src/roster/read-roster.ts';
import { rosterOf } from './world.ts';

const spot = { sheet: null, row: 2, column: 'A' };
const area = (number: number, permanent: number | null = null, temporary: number | null = null) => ({
  name: `Khu phố ${number}`,
  kind: 'quarter' as const,
  spot,
  permanent,
  temporary,
});
const house = (number: number, houseCode: string, headName = '', residence: 'permanent' | 'temporary' = 'permanent') => ({
  spot,
  area: { name: `Khu phố ${number}`, kind: 'quarter' as const },
  areaSpot: spot,
  houseCode,
  headName,
  residence,
});
const roster = (parts: Partial<Roster>): Roster => ({ areas: [], households: [], unused: [], ...parts });
const nothing: Stored = { areas: [], households: [] };

function planOf(list: Roster, stored: Stored): RosterPlan {
  const planned = planRoster(list, stored);
  if ('mistakes' in planned) throw new Error('mistakes');
  return planned.plan;
}

/** What is stored once a plan was carried out. */
function carriedOut(plan: RosterPlan, { areas, households }: Stored): Stored {
  const all = [
    ...areas.map((one) => ({ ...one, ...plan.changedAreas.find(({ id }) => id === one.id) })),
    ...plan.newAreas.map(({ key, name, kind, permanent, temporary }) => ({ id: `new ${key}`, name, kind, permanent, temporary })),
  ];
  const idOf = (key: string) => all.find((one) => areaKey(one) === key)?.id ?? 'none';
  return {
    areas: all,
    households: [
      ...households.map((one) => ({ ...one, ...plan.changedHouseholds.find(({ id }) => id === one.id) })),
      ...plan.newHouseholds.map(({ areaKey: key, ...rest }, at) => ({ id: `h${at}${key}`, areaId: idOf(key), chats: false, ...rest })),
    ],
  };
}

describe('a list', () => {
  test('adds what is new, changes what is different, and leaves alone what it does not say', () => {
    const stored: Stored = {
      areas: [
        { id: 'a1', name: 'Khu phố 01', kind: 'quarter', permanent: 10, temporary: 4 },
        { id: 'a2', name: 'Khu phố 2', kind: 'quarter', permanent: 5, temporary: 5 },
      ],
      households: [
        { id: 'h1', areaId: 'a1', houseCode: 'A1', headName: 'Lê An', residence: 'permanent', chats: false },
        { id: 'h2', areaId: 'a1', houseCode: 'A2', headName: 'Lê Ba', residence: 'permanent', chats: true },
        { id: 'h3', areaId: 'a1', houseCode: 'A3', headName: '', residence: 'permanent', chats: false },
        { id: 'h4', areaId: 'a2', houseCode: 'A1', headName: '', residence: 'permanent', chats: false },
      ],
    };
    const list = roster({
      areas: [area(1, 12), area(2, 5, 5), area(3, 7)],
      households: [house(1, 'A1', '', 'temporary'), house(1, 'A2', 'Lê Bốn'), house(1, 'A3'), house(3, 'A1', 'Lê Năm')],
    });
    expect(planOf(list, stored)).toEqual({
      newAreas: [{ key: 'quarter:3', name: 'Khu phố 3', kind: 'quarter', permanent: 7, temporary: null }],
      changedAreas: [{ id: 'a1', name: 'Khu phố 01', permanent: 12, temporary: 4, was: { permanent: 10, temporary: 4 } }],
      sameAreas: 1,
      newHouseholds: [{ areaKey: 'quarter:3', houseCode: 'A1', headName: 'Lê Năm', residence: 'permanent' }],
      changedHouseholds: [{ id: 'h1', headName: 'Lê An', residence: 'temporary' }],
      sameHouseholds: 1,
      ownWord: 1,
      absent: 1,
    });
  });

  test('leaves where somebody lives as it is where the list does not say', () => {
    const areas = [{ id: 'a1', name: 'Khu phố 1', kind: 'quarter' as const, permanent: null, temporary: null }];
    const old = { id: 'h1', areaId: 'a1', houseCode: 'A1', headName: '', residence: 'temporary' as const, chats: false };
    const list = rosterOf(['Khu phố', 'Mã nhà', 'Chủ hộ'], ['1', 'A1', 'Lê An'], ['1', 'A2', 'Lê Ba']);
    expect(planOf(list, { areas, households: [old] })).toMatchObject({
      changedHouseholds: [{ id: 'h1', headName: 'Lê An', residence: 'temporary' }],
      newHouseholds: [{ houseCode: 'A2', residence: 'permanent' }],
    });
  });

  test('of khu phố alone misses no household', () => {
    const households = [{ id: 'h', areaId: 'a', houseCode: 'A1', headName: '', residence: 'permanent' as const, chats: false }];
    expect(planOf(roster({ areas: [area(1)] }), { areas: [], households }).absent).toBe(0);
  });

  test('of households in a khu phố that nobody knows is wrong there', () => {
    const planned = planRoster(roster({ areas: [area(1)], households: [house(1, 'A1'), house(33, 'A1')] }), nothing);
    expect(planned).toEqual({ mistakes: [{ code: 'areaUnknown', sheet: null, row: 2, column: 'A', params: { value: 'Khu phố 33' } }] });
  });

  test('taken in twice changes nothing the second time', () => {
    const number = fc.integer({ min: 1, max: 5 });
    const count = fc.option(fc.nat(500));
    const areas = fc.uniqueArray(fc.tuple(number, count, count), { selector: ([one]) => one });
    const residence = fc.constantFrom('permanent' as const, 'temporary' as const);
    const households = fc.uniqueArray(fc.tuple(number, fc.constantFrom('A1', 'A2', 'B'), fc.constantFrom('', 'Lê An'), residence), {
      selector: ([one, code]) => `${one} ${code}`,
    });
    fc.assert(
      fc.property(areas, households, areas, households, (first, firstHouses, second, secondHouses) => {
        const list = (some: typeof first, houses: typeof firstHouses) => {
          const listed = new Map(houses.map(([one]) => [one, area(one)]));
          for (const [one, permanent, temporary] of some) listed.set(one, area(one, permanent, temporary));
          return roster({ areas: [...listed.values()], households: houses.map((one) => house(...one)) });
        };
        const before = carriedOut(planOf(list(first, firstHouses), nothing), nothing);
        const plan = planOf(list(second, secondHouses), before);
        expect(isIdle(planOf(list(second, secondHouses), carriedOut(plan, before)))).toBe(true);
      }),
    );
  });
});
