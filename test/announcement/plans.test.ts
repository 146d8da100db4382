/** How PostgreSQL goes about looking at a large announcement, and its next page when it is half sent: what it reads, not how long it takes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audienceValues } from '../../src/announcement/audience-sql.ts';
import { endingSql } from '../../src/announcement/end-announcements.ts';
import { groupsSql, previewAnnouncement } from '../../src/announcement/preview-announcement.ts';
import { startDueAnnouncements } from '../../src/announcement/start-due-announcements.ts';
import { linesSql, pickSql } from '../../src/announcement/write-page.ts';
import { exchangeSql } from '../../src/conversation/outbox/ledger.ts';
import { type TestDatabase, unusedDatabase } from '../support/db.ts';
import { fixedClock } from '../support/deps.ts';
import { draft, due, MORNING, openSendingWorld, openStreet, render, type SendingWorld, type Street } from './world.ts';

const HOUSEHOLDS = 6_000;
/** Few, so that looking each of them up is cheaper than reading all. */
const PAGE = 5;

interface Node {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

let database: TestDatabase;
let world: SendingWorld;
let street: Street;
let id: string;
beforeAll(async () => {
  database = await unusedDatabase();
  world = await openSendingWorld({ database, clock: fixedClock(MORNING) });
  street = await openStreet(world);
  for (let count = 0; count < 6; count++) await street.putMany(HOUSEHOLDS / 6);
  // Nobody fills a ward within seconds: by then it was counted.
  await database.raw.$executeRawUnsafe('ANALYZE');
  id = await due(world, street);
  await startDueAnnouncements(world.deps);
});
afterAll(() => database.drop());

/** Rows of each table that were looked at, those that a filter then left out included. */
async function reads(sql: string, ...values: unknown[]): Promise<Map<string, number>> {
  const [row] = await database.raw.$queryRawUnsafe<{ 'QUERY PLAN': { Plan: Node }[] }[]>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
    ...values,
  );
  const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];
  const found = new Map<string, number>();
  for (const node of flat(row?.['QUERY PLAN'][0]?.Plan as Node)) {
    const { 'Relation Name': table } = node;
    if (table === undefined) continue;
    const seen = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    found.set(table, (found.get(table) ?? 0) + seen);
  }
  return found;
}

/** So large a share of it has had its turn. */
async function goOn(share: number): Promise<void> {
  await database.raw.$executeRawUnsafe(
    `UPDATE "Recipient" SET "left" = 'stopped' WHERE "left" IS NULL AND position < (
       SELECT min(position) + (count(*) * $1::float8)::int FROM "Recipient")`,
    share,
  );
  // What is not looked after for a while is no excuse.
  for (const table of ['Recipient', 'Account', 'Conversation', 'Message'])
    await database.raw.$executeRawUnsafe(share === 0 ? `ANALYZE "${table}"` : `VACUUM ANALYZE "${table}"`);
}

describe('the next page', () => {
  it.each([0, 0.5, 0.98])('reads no more than it writes, when %d of it has gone', async (share) => {
    await goOn(share);
    const shares = JSON.stringify([{ announcementId: id, channelAccountId: street.channels.telegram, count: PAGE }]);
    const page = await reads(pickSql, shares, 1, PAGE);
    expect(Object.fromEntries([...page].filter(([, rows]) => rows > PAGE))).toEqual({});
    expect((await reads(linesSql, [id], 2_000)).get('Recipient')).toBeLessThanOrEqual(10);
    expect((await reads(endingSql, world.clock.now())).get('Recipient')).toBeLessThanOrEqual(1);
  });
});

describe('a look before sending', () => {
  it('is one statement, which reads each household once', async () => {
    const asked: string[] = [];
    const db = new Proxy(world.deps.db, {
      get: (of, name) => {
        const found = Reflect.get(of, name);
        if (name !== '$queryRawUnsafe') return found;
        return (sql: string, ...values: unknown[]) => {
          asked.push(sql);
          return of.$queryRawUnsafe(sql, ...values);
        };
      },
    });
    const announcementId = await draft(world, street);
    const found = await previewAnnouncement({ ...world.deps, db }, render, { scope: world.ward, announcementId });
    expect(found?.reach.audience).toBe(HOUSEHOLDS);
    expect(found?.examples).toHaveLength(1);
    expect(asked.filter((sql) => sql.includes('"Household"'))).toEqual([groupsSql]);
    const whom = { scope: world.ward, unitCode: world.house.home.unitCode, audience: { areaIds: [street.areaId] }, mayCost: false };
    const read = await reads(groupsSql, ...(await audienceValues(world.deps, whom)));
    for (const table of ['Household', 'Membership', 'Account', 'Consent'])
      expect(read.get(table), table).toBeLessThanOrEqual((table === 'Membership' ? 3 : 1) * HOUSEHOLDS + 100);
  });
});

describe('the next messages', () => {
  it('are taken without reading all that wait, though none is expected to', async () => {
    const { telegram } = street.channels;
    const tenure = 'sender.1';
    await database.raw.$executeRawUnsafe(
      `UPDATE "ChannelAccount" SET "senderId" = $2, "senderUntil" = now() + interval '1 hour' WHERE id = $1::uuid`,
      ...[telegram, tenure],
    );
    // Some year's worth, of which nothing waits: it was counted then.
    await database.raw.$executeRawUnsafe(
      `INSERT INTO "Message" (id, "accountId", "channelAccountId", seq, class, state, "createdAt")
       SELECT gen_random_uuid(), a.id, a."channelAccountId", 1000000 + n, 'announcement', 'sent', now() FROM "Account" a, generate_series(1, 3) n`,
    );
    await database.raw.$executeRawUnsafe('VACUUM ANALYZE "Message"');
    await world.pump.turn();
    const waiting = await world.deps.db.message.count({ where: { channelAccountId: telegram, state: 'queued', class: 'announcement' } });
    expect(waiting).toBeGreaterThan(10 * PAGE);
    const found = await reads(exchangeSql, '[]', 0, telegram, [], tenure, PAGE, world.clock.now(), 8_000, PAGE);
    // Each of them where it stands in line, where it is found to be taken, and as it is written.
    expect(found.get('Message')).toBeLessThanOrEqual(3 * PAGE);
  });
});
