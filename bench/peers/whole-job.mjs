/**
 * Everything that our service does for an announcement, with a queue in place of its own: who gets it and why not, the same records, the same look at each
 * before it goes. A message that is written becomes a job; whoever works on that takes it in hand, hands it over, and writes down what became of it. What of
 * our indices serves our own queue alone is left out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
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

/** Milliseconds between two looks for what was written. */
const LOOK_MS = 20;
const NONE = '00000000-0000-0000-0000-000000000000';
const WORKER = 'queue';

const takeSql = `
UPDATE "Message" m SET state = 'leased', "leasedBy" = $2 FROM unnest($1::uuid[]) AS g(id), "Account" a
WHERE m.id = g.id AND m.state = 'queued' AND a.id = m."accountId"
RETURNING m.id, m."accountId", m.class::text, m.body, m."createdAt", m."partsSent", m."announcementId", a."externalId" AS "to", a."blockedAt",
  a."stoppedAt", a."lastInboundAt", a."humanUntil"`;
const sentSql = `
UPDATE "Message" m SET state = 'sent', "leasedBy" = NULL, "partsSent" = 1, "providerId" = g.message, "sentAt" = now()
FROM unnest($1::uuid[], $2::text[]) AS g(id, message) WHERE m.id = g.id AND m."leasedBy" = $3`;
const writtenSql = `
SELECT m.id FROM "Announcement" n JOIN "Message" m ON m."announcementId" = n.id
WHERE n.state = 'sending' AND m.state IN ('queued', 'leased', 'held') AND m.id > $1 ORDER BY m.id LIMIT $2`;

export async function openWholeJob({ url, connections, api, recipients, atATime, gathered }) {
  const log = pino({ level: 'silent' });
  const [prisma, raw] = [connect(url, connections / 4), connectRaw(url, connections)];
  await raw.$executeRawUnsafe('DROP INDEX "Message_queued_of_account", "Message_leased"');
  const world = {
    prisma,
    raw,
    log,
    clock: systemClock,
    ids: systemIds,
    locale: createLocale(),
    publicUrl: 'http://localhost',
    paceOf: () => Number.POSITIVE_INFINITY,
  };
  const pump = createPump(world);
  const sender = createSender({ api });
  let last = NONE;

  /** As the ledger takes them: who says stop, or pauses, before that is heard. */
  const takeInHand = gathered(async (ids) => {
    const rows = await raw.$queryRawUnsafe(takeSql, ids, WORKER);
    const columns = ['id', 'accountId', 'announcementId'].map((key) => rows.map((row) => row[key]));
    const people = new Map((await raw.$queryRawUnsafe(peopleSql, ...columns)).map(({ id, ...person }) => [id, person]));
    const taken = new Map(rows.map((row) => [row.id, { ...row, ...people.get(row.id), reminder: null }]));
    return ids.map((id) => taken.get(id));
  });
  const markSent = gathered(async (all) => {
    await raw.$executeRawUnsafe(
      sentSql,
      all.map(({ id }) => id),
      all.map(({ message }) => message),
      WORKER,
    );
    return all;
  });

  async function keepWriting(isOver) {
    while (!isOver()) if ((await pump.turn()) === 0) await sleep(LOOK_MS);
  }

  return {
    /** A job for each message, as they are written. */
    async *jobs() {
      let left = recipients;
      const writing = keepWriting(() => left === 0);
      while (left > 0) {
        const rows = await raw.$queryRawUnsafe(writtenSql, last, atATime);
        if (rows.length === 0) await Promise.race([sleep(LOOK_MS), writing]);
        else last = rows.at(-1).id;
        left -= rows.length;
        if (rows.length > 0) yield rows;
      }
      await writing;
    },
    /** One job. */
    async handOver({ id }) {
      const message = await takeInHand(id);
      if (!message || objectionTo(message, new Date())) throw new Error('a message was not to be sent');
      const [first] = render(message.body, profiles.telegram);
      await markSent({ id, message: await sender.send(message.to, first) });
    },
  };
}
