import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Db } from '../../src/db/client.ts';
import { connectRaw } from '../../src/db/raw.ts';
import { isStoreTrouble } from '../../src/db/store-trouble.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('trouble of the database', () => {
  it('is a deadlock', async () => {
    const lock = (db: Db, key: number) => db.$queryRaw`SELECT pg_advisory_xact_lock(${key}::bigint)::text`;
    const { promise: bothHoldOne, resolve } = Promise.withResolvers<void>();
    let holding = 0;
    const inOrder = (first: number, second: number) =>
      database.prisma.$transaction(async (db) => {
        await lock(db, first);
        holding += 1;
        if (holding === 2) resolve();
        await bothHoldOne;
        await lock(db, second);
      });
    const failures = await Promise.all([failureOf(inOrder(1, 2)), failureOf(inOrder(2, 1))]);
    expect(failures.filter((failure) => failure !== null)).toHaveLength(1);
    for (const failure of failures) expect(isStoreTrouble(failure)).toBe(failure !== null);
  });

  it.each([0, 20])('is a connection that is cut in the middle, noticed after %i ms', async (pause) => {
    const failure = await failureOf(
      database.prisma.$transaction(async (db) => {
        const [row] = await db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await database.prisma.$queryRaw`SELECT pg_terminate_backend(${row?.pid}::int)`;
        await new Promise((resolve) => setTimeout(resolve, pause));
        await db.organisation.count();
      }),
    );
    expect(isStoreTrouble(failure)).toBe(true);
  });

  it('is a transaction that took too long, or that could not be had', async () => {
    const rest = () => new Promise((resolve) => setTimeout(resolve, 200));
    const slow = database.prisma.$transaction((db) => rest().then(() => db.organisation.count()), { timeout: 50 });
    expect(isStoreTrouble(await failureOf(slow))).toBe(true);
    const narrow = connect(database.url, 1);
    const busy = narrow.$transaction(rest);
    const crowded = narrow.$transaction((db) => db.organisation.count(), { maxWait: 20 });
    expect(isStoreTrouble(await failureOf(crowded))).toBe(true);
    await busy;
    await narrow.$disconnect();
  });

  it('is a server that is not there', async () => {
    const away = connect('postgresql://nobody@127.0.0.1:1/nothing');
    expect(isStoreTrouble(await failureOf(away.organisation.count()))).toBe(true);
    await away.$disconnect();
    for (const address of ['127.0.0.1:1', 'nobody.invalid']) {
      const raw = connectRaw(`postgresql://nobody@${address}/nothing`, 1);
      expect(isStoreTrouble(await failureOf(raw.$queryRawUnsafe('SELECT 1')))).toBe(true);
      await raw.close();
    }
  });

  it('is not what an update itself did wrong', async () => {
    const { prisma } = database;
    const wrong = [
      () => prisma.organisation.create({ data: { id: 'x', level: 'city', name: '', contact: '', dataProtection: '' } }),
      () => prisma.$executeRaw`SELECT 1 / 0`,
      () => prisma.unit.create({ data: { code: '25966', name: '', kind: 'ward', provinceCode: '79', validFrom: new Date() } }),
      async () => {
        throw new TypeError('undefined is not a function');
      },
    ];
    for (const work of wrong) expect(isStoreTrouble(await failureOf(work()))).toBe(false);
    for (const odd of [null, undefined, 'P1001', 7]) expect(isStoreTrouble(odd)).toBe(false);
  });
});
