/** Counts of the whole city: kept for a minute, counted once for all who look at once, and anew for another season. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countsOfCity, KEPT_MS } from '../../src/report/counts-of-city.ts';
import { sharedDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, testDeps } from '../support/deps.ts';
import { areaOf, BEN_CAT, householdIn, seasonOfYear } from './ward.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await sharedDatabase();
});
afterAll(() => database.drop());

function world() {
  const clock = fixedClock('2026-11-10T09:41:00+07:00');
  let counting = 0;
  // A client of its own, as a service has; what it counts is counted here.
  const db = new Proxy(database.prisma, {
    get(target, name) {
      if (name === '$queryRawUnsafe')
        return (sql: string, ...values: unknown[]) => {
          if (sql.includes('GROUP BY')) counting += 1;
          return target.$queryRawUnsafe(sql, ...values);
        };
      return Reflect.get(target, name);
    },
  });
  return { deps: { ...testDeps(database.prisma, { clock }), db }, clock, counted: () => counting };
}

const registered = ({ counted }: Awaited<ReturnType<typeof countsOfCity>>) =>
  counted.outcome === 'counted' ? counted.total.numbers.registered : Number.NaN;

it('are counted once for a minute, however many look', async () => {
  const { deps, clock, counted } = world();
  const areaId = await areaOf(deps, 'Khu phố Đếm', { unitCode: BEN_CAT });
  const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => countsOfCity(deps)));
  const once = counted();
  expect(once).toBeGreaterThan(0);
  for (const other of others) expect(other).toBe(first);

  await householdIn(deps, areaId, { headName: 'Nguyễn Thị Sen', member: true });
  clock.advance(KEPT_MS - 1);
  expect(await countsOfCity(deps)).toBe(first);
  expect(counted()).toBe(once);

  clock.advance(1);
  const next = await countsOfCity(deps);
  expect(next.at).toEqual(clock.now());
  expect(registered(next)).toBe(registered(first as typeof next) + 1);
});

it('are counted anew when another season holds', async () => {
  const { deps } = world();
  const first = await countsOfCity(deps);
  await seasonOfYear(deps, 2026);
  expect(await countsOfCity(deps)).not.toBe(first);
});

it('are tried again where counting failed', async () => {
  const { deps } = world();
  let broken = true;
  const db = new Proxy(deps.db, {
    get(target, name) {
      if (name === '$queryRawUnsafe' && broken) return () => Promise.reject(new Error('no database'));
      return Reflect.get(target, name);
    },
  });
  const all = await Promise.allSettled([countsOfCity({ ...deps, db }), countsOfCity({ ...deps, db })]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  broken = false;
  expect((await countsOfCity({ ...deps, db })).counted.outcome).toBe('counted');
});
