/** Plain statements on the real server: all or nothing, in order, and nothing lost on a connection that breaks. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inOrder } from '../../src/db/raw.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.prisma.$executeRawUnsafe('CREATE TABLE kept (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)');
});
beforeEach(async () => {
  await database.prisma.$executeRawUnsafe('TRUNCATE kept');
});
afterAll(() => database.drop());

const insert = 'INSERT INTO kept VALUES ($1)';
const numbers = async () => {
  const rows = await database.raw.$queryRawUnsafe<{ n: number }[]>('SELECT n FROM kept ORDER BY n');
  return rows.map(({ n }) => n);
};

test('no statement is compiled, whichever way it goes', async () => {
  for (const db of [database.raw, database.prisma]) expect(await db.$queryRawUnsafe('SHOW jit')).toEqual([{ jit: 'off' }]);
});

test('a transaction keeps what was written, also what nobody waited for', async () => {
  const result = await database.raw.transaction(async (db) => {
    expect(await db.$executeRawUnsafe(insert, 1)).toBe(1);
    void db.$executeRawUnsafe(insert, 2);
    return 'done';
  });
  expect(result).toBe('done');
  expect(await numbers()).toEqual([1, 2]);
});

test('a transaction keeps nothing when one of its statements fails, waited for or not', async () => {
  const broken = [
    database.raw.transaction(async (db) => {
      await db.$executeRawUnsafe(insert, 1);
      await db.$executeRawUnsafe('INSERT INTO kept VALUES (1 / $1::int)', 0);
    }),
    database.raw.transaction(async (db) => {
      await db.$executeRawUnsafe(insert, 2);
      void db.$executeRawUnsafe('INSERT INTO kept VALUES (1 / $1::int)', 0);
    }),
    database.raw.transaction(async (db) => {
      await db.$executeRawUnsafe(insert, 3);
      throw new Error('changed our mind');
    }),
    // Found out at the commit.
    database.raw.transaction(async (db) => {
      await db.$executeRawUnsafe(insert, 4);
      await db.$executeRawUnsafe(insert, 4);
    }),
  ];
  const ends = await Promise.allSettled(broken);
  expect(ends.map((end) => end.status === 'rejected' && end.reason.message)).toEqual([
    'division by zero',
    'division by zero',
    'changed our mind',
    expect.stringContaining('duplicate key'),
  ]);
  expect(await numbers()).toEqual([]);
});

test('two statements run in their order, in a transaction and outside', async () => {
  const first = { sql: 'INSERT INTO kept VALUES ($1) RETURNING n', values: [1] };
  const second = { sql: 'SELECT count(*)::int AS found FROM kept', values: [] };
  const expected = [[{ n: 1 }], [{ found: 1 }]];
  expect(await database.raw.transaction((db) => inOrder(db, first, second))).toEqual(expected);
  await database.prisma.$executeRawUnsafe('TRUNCATE kept');
  expect(await database.prisma.$transaction((db) => inOrder(db, first, second))).toEqual(expected);
});

test('a connection that broke is replaced', async () => {
  const broken = database.raw.transaction(async (db) => {
    await db.$executeRawUnsafe(insert, 1);
    await db.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())');
  });
  await expect(broken).rejects.toThrow();
  await database.raw.$executeRawUnsafe(insert, 2);
  expect(await numbers()).toEqual([2]);
});
