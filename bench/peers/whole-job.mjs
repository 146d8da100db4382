/**
 * Everything that our service does for an announcement, with a queue in place of its own: who gets it and why not, the same records, the same look at each
 * before it goes. A message that is written becomes a job; whoever works on that looks at it once more, hands it over, and writes down what became of it. That
 * it is in hand stands in the job alone, which is not tried again, and what of our indices serves our own queue alone is left out.
 */
import pg from 'pg';
import pino from 'pino';
import { createPump } from '../../src/announcement/pump.ts';
import { profiles } from '../../src/channel/profiles.ts';
import { render } from '../../src/channel/render.ts';
import { createSender } from '../../src/channel/telegram/sender.ts';
import { objectionTo } from '../../src/conversation/outbox/gate.ts';
import { peopleSql } from '../../src/conversation/outbox/ledger.ts';
import { connect } from '../../src/db/client.ts';
import { connectRaw } from '../../src/db/raw.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { systemClock, systemIds } from '../../src/system.ts';

const NONE = '00000000-0000-0000-0000-000000000000';

const lookSql = `
SELECT m.id, m."accountId", m.class::text, m.body, m."createdAt", m."partsSent", m."announcementId", a."externalId" AS "to", a."blockedAt",
  a."stoppedAt", a."lastInboundAt", a."humanUntil"
FROM unnest($1::uuid[]) AS g(id) JOIN "Message" m ON m.id = g.id JOIN "Account" a ON a.id = m."accountId" WHERE m.state = 'queued'`;
const sentSql = `
UPDATE "Message" m SET state = 'sent', "partsSent" = 1, "providerId" = g.message, "sentAt" = now()
FROM unnest($1::uuid[], $2::text[]) AS g(id, message) WHERE m.id = g.id`;
const writtenSql = `
SELECT m.id FROM "Announcement" n JOIN "Message" m ON m."announcementId" = n.id
WHERE n.state = 'sending' AND m.state IN ('queued', 'leased', 'held') AND m.id > $1 ORDER BY m.id LIMIT $2`;

export async function openWholeJob({ url, connections, api, recipients, atATime, gathered }) {
  const log = pino({ level: 'silent' });
  const [prisma, raw] = [connect(url, connections / 4), connectRaw(url, connections)];
  await raw.$executeRawUnsafe('DROP INDEX "Message_queued_of_account", "Message_leased"');
  const pump = createPump({
    ...{ prisma, raw, log, clock: systemClock, ids: systemIds, locale: createLocale(), publicUrl: 'http://localhost' },
    paceOf: () => Number.POSITIVE_INFINITY,
  });
  pump.start();
  const sender = createSender({ api });
  const written = await listen(url);
  let last = NONE;

  /** Who says stop, or pauses, before that is heard. */
  const look = gathered(async (ids) => {
    const rows = await raw.$queryRawUnsafe(lookSql, ids);
    const columns = ['id', 'accountId', 'announcementId'].map((key) => rows.map((row) => row[key]));
    const people = new Map((await raw.$queryRawUnsafe(peopleSql, ...columns)).map(({ id, ...person }) => [id, person]));
    const found = new Map(rows.map((row) => [row.id, { ...row, ...people.get(row.id), reminder: null }]));
    return ids.map((id) => found.get(id));
  });
  const markSent = gathered(async (all) => {
    await raw.$executeRawUnsafe(
      sentSql,
      all.map(({ id }) => id),
      all.map(({ message }) => message),
    );
    return all;
  });

  return {
    /** A job for each message, page by page as they are written. */
    async *jobs() {
      let left = recipients;
      while (left > 0) {
        const news = written.next();
        const rows = await raw.$queryRawUnsafe(writtenSql, last, atATime);
        if (rows.length === 0) await news;
        else {
          last = rows.at(-1).id;
          left -= rows.length;
          yield rows;
        }
      }
    },
    /** One job. */
    async handOver({ id }) {
      const message = await look(id);
      if (!message || objectionTo(message, new Date())) throw new Error('a message was not to be sent');
      const [first] = render(message.body, profiles.telegram);
      await markSent({ id, message: await sender.send(message.to, first) });
    },
  };
}

/** Hears of each page, as our senders do. */
async function listen(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('LISTEN nhahoc_outbox');
  let heard = Promise.withResolvers();
  client.on('notification', () => {
    heard.resolve();
    heard = Promise.withResolvers();
  });
  return { next: () => heard.promise };
}
