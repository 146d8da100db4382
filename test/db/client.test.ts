/** The client of the database, when the server goes away at the worst moment. */
import { connect as connectTcp, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { isStoreTrouble } from '../../src/db/store-trouble.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** "ready for the next query" of PostgreSQL's protocol */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

it('outlives a connection that ends just as it goes from one query to a transaction', async () => {
  const server = await dyingServer(database.url);
  const prisma = connect(server.url, 1);
  await prisma.$queryRaw`SELECT 1`;
  const asked = server.die();
  const query = prisma.$queryRaw`SELECT 2 AS two FROM pg_sleep(0.5)`.then((rows) => rows);
  await asked;
  const failure = await prisma.$transaction((db) => db.$queryRaw`SELECT 3`).catch((error: unknown) => error);
  expect(await query).toEqual([{ two: 2 }]);
  expect(isStoreTrouble(failure)).toBe(true);
  expect(await prisma.$queryRaw`SELECT 4 AS four`).toEqual([{ four: 4 }]);
  await prisma.$disconnect();
  server.close();
});

it('waits for each answer in a transaction, also where relations are asked for at once', async () => {
  let [open, most] = [0, 0];
  const query: (...given: unknown[]) => unknown = pg.Client.prototype.query;
  const counted = async function (this: pg.Client, ...given: unknown[]) {
    most = Math.max(most, ++open);
    try {
      return await query.apply(this, given);
    } finally {
      open -= 1;
    }
  };
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(counted as never);
  const prisma = connect(database.url, 1);
  try {
    const include = { organisation: true, assessments: true, rubricsInForce: { include: { rubricVersion: true } }, counts: true };
    const [seasons, units] = await prisma.$transaction((db) => Promise.all([db.season.findMany({ include }), db.unit.count()]));
    expect(seasons[0]?.rubricsInForce[0]?.rubricVersion.id).toBeDefined();
    expect(units).toBeGreaterThan(0);
    expect(most).toBe(1);
  } finally {
    spy.mockRestore();
    await prisma.$disconnect();
  }
});

it('writes nothing more once a transaction ran out of its time, however late a statement of it comes', async () => {
  const [holder, prisma] = [connect(database.url, 1), connect(database.url, 1)];
  const [season, organisation] = [await holder.season.findFirstOrThrow(), await holder.organisation.findFirstOrThrow()];
  try {
    let late: Promise<unknown> = Promise.resolve();
    // The first statement of several waits for a row until the time is over: the others would come behind the ROLLBACK.
    await holder.$transaction(async (held) => {
      await held.$queryRaw`SELECT 1 FROM "Season" FOR UPDATE`;
      late = prisma.$transaction(
        (db) =>
          db.season.update({
            where: { id: season.id },
            data: { name: 'late', counts: { updateMany: { where: {}, data: { sent: 77 } } }, organisation: { update: { name: 'late' } } },
          }),
        { timeout: 100 },
      );
      late.catch(() => {});
      await setTimeout(300);
    });
    const failure = await late.catch((error: unknown) => error);
    expect(await prisma.season.findUniqueOrThrow({ where: { id: season.id } })).toEqual(season);
    expect(await prisma.organisation.findUniqueOrThrow({ where: { id: organisation.id } })).toEqual(organisation);
    expect(isStoreTrouble(failure)).toBe(true);
  } finally {
    await holder.$disconnect();
    await prisma.$disconnect();
  }
});

/** In front of a real server: after `die` the next answer has the server's last words behind it, in the same packet. */
async function dyingServer(realUrl: string) {
  const url = new URL(realUrl);
  const real = { host: url.hostname, port: Number(url.port) };
  let dying = false;
  let onAsked = () => {};
  const proxy = createServer((client) => {
    const upstream = connectTcp(real);
    client
      .on('error', () => {})
      .on('data', (chunk) => {
        upstream.write(chunk);
        onAsked();
      });
    upstream.on('error', () => {}).on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('data', (chunk) => {
      if (!dying || !chunk.subarray(-READY.length).equals(READY)) return client.write(chunk);
      dying = false;
      client.end(Buffer.concat([chunk, lastWords()]));
      return upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url.hostname = '127.0.0.1';
  url.port = String((proxy.address() as { port: number }).port);
  return {
    url: url.href,
    /** Resolves when the query was asked whose answer will be the last. */
    die: () =>
      new Promise<void>((resolve) => {
        dying = true;
        onAsked = resolve;
      }),
    close: () => proxy.close(),
  };
}

/** An error of PostgreSQL's protocol, as every connection gets it when the first process of the server is killed. */
function lastWords(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
