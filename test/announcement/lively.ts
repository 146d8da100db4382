/** Announcements of a lively ward, to be looked at: one in the middle, with every outcome. */

import { EMPTY } from '../../src/announcement/check-content.ts';
import { confirmAnnouncement } from '../../src/announcement/confirm-announcement.ts';
import { draftAnnouncement } from '../../src/announcement/draft-announcement.ts';
import { previewAnnouncement } from '../../src/announcement/preview-announcement.ts';
import { createPump } from '../../src/announcement/pump.ts';
import { sendingSentence } from '../../src/announcement/typed.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { RawPool } from '../../src/db/raw.ts';
import type { Deps } from '../../src/deps.ts';
import { controllerOf } from '../../src/household/controller-of.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { scope, transaction } from '../review/world.ts';
import { fixedClock } from '../support/deps.ts';
import { UNIT } from '../support/family.ts';
import { type TestOfficer, telling } from '../support/officers.ts';

const world = { locale: createLocale(), publicUrl: 'http://localhost' };
const TEXT = `Kính mời bà con {khuPho} tham gia lớp “Dùng điện thoại an toàn”, tối thứ Bảy tại nhà văn hóa. Đăng ký trước ngày {hanChot}.

{phuong} mong gặp bà con!`;

/** Of the families of the khu phố some want news and some do not, in chats of every kind. */
export async function wantNews(deps: Deps): Promise<void> {
  const { db, ids, clock } = deps;
  const { id: organisationId } = await controllerOf(deps, UNIT);
  for (const channel of ['telegram', 'zalo'] as const)
    await db.channelAccount.create({ data: { id: ids.next(), channel, externalId: `${channel}-1`, organisationId } });
  await db.$executeRaw`
    WITH numbered AS (
      SELECT a.id, row_number() OVER (ORDER BY h.code)::int AS n FROM "Account" a
      JOIN "Membership" m ON m."accountId" = a.id AND m."to" IS NULL JOIN "Household" h ON h.id = m."householdId"
    ), moved AS (
      UPDATE "Account" a SET "lastInboundAt" = ${clock.now()}::timestamptz - (CASE WHEN n.n % 9 = 4 THEN 90 ELSE n.n % 30 END) * interval '1 hour',
        "stoppedAt" = CASE WHEN n.n % 13 = 6 THEN ${clock.now()}::timestamptz END,
        "channelAccountId" = (SELECT ca.id FROM "ChannelAccount" ca ORDER BY (ca.channel::text =
          CASE n.n % 3 WHEN 0 THEN 'web' WHEN 1 THEN 'zalo' ELSE 'telegram' END) DESC, ca.id LIMIT 1)
      FROM numbered n WHERE a.id = n.id
    )
    INSERT INTO "Consent" (id, "accountId", "accountHash", purpose, act, "organisationId", "textVersion", "textHash", language, method, at)
    SELECT gen_random_uuid(), id, id::text, 'announcements', 'given', ${organisationId}::uuid, '1', 'x', 'vi', 'chat', ${clock.now()}
    FROM numbered WHERE n % 7 <> 3`;
}

/** Confirmed by the ward; returns its id. */
async function confirmed(deps: Deps, { officerId }: TestOfficer, areaId: string): Promise<string> {
  const by = await scope(deps, officerId);
  const buttons = [
    { kind: 'open' as const, label: 'Tham gia', words: 'tham gia' },
    { kind: 'open' as const, label: 'Bận mất rồi', words: 'bận' },
  ];
  const content = { ...EMPTY, text: TEXT, deadline: '2026-11-06', audience: { areaIds: [areaId] }, buttons };
  const drafted = await transaction(deps, (within) => draftAnnouncement(within, { scope: by, unitCode: UNIT, content }));
  if (drafted.outcome !== 'drafted') throw new Error(drafted.outcome);
  const { announcementId } = drafted;
  const preview = await previewAnnouncement(deps, world, { scope: by, announcementId });
  if (!preview) throw new Error('not there');
  const typed = sendingSentence(preview.reach.households);
  const asked = { scope: by, announcementId, seen: preview.seen, typed, tell: telling.officer };
  const done = await transaction(deps, (within) => confirmAnnouncement(within, asked));
  if (done.outcome !== 'confirmed') throw new Error(JSON.stringify(done));
  return announcementId;
}

/** One in the middle of being sent; its platforms are not there, and what became of its messages is written by hand. */
export async function livelyAnnouncement(
  deps: Deps,
  { raw, prisma }: { raw: RawPool; prisma: PrismaClient },
  { officer, areaId }: { officer: TestOfficer; areaId: string },
): Promise<string> {
  await wantNews(deps);
  const id = await confirmed(deps, officer, areaId);
  const clock = fixedClock(deps.clock.now().toISOString());
  clock.advance(11 * 60_000);
  await createPump({ ...deps, ...world, prisma, raw, clock }).turn();
  await prisma.$executeRaw`
    UPDATE "Message" m SET state = (CASE WHEN n % 11 = 5 THEN 'failed' WHEN n % 11 = 8 THEN 'uncertain' WHEN n % 5 = 2 THEN 'held' ELSE 'sent' END)::"MessageState",
      reason = CASE WHEN n % 11 = 5 THEN 'gone' WHEN n % 11 = 8 THEN 'cutOff' WHEN n % 5 = 2 THEN 'window' END,
      "sentAt" = CASE WHEN n % 11 NOT IN (5, 8) AND n % 5 <> 2 THEN ${clock.now()}::timestamptz END
    FROM (SELECT id, row_number() OVER (ORDER BY id)::int AS n, count(*) OVER ()::int AS of FROM "Message" WHERE "announcementId" = ${id}::uuid) numbered
    WHERE m.id = numbered.id AND n <= of * 0.7`;
  await prisma.$executeRaw`
    UPDATE "Recipient" r SET pressed = CASE WHEN r.position % 3 = 0 THEN 1 ELSE 0 END, "pressedAt" = ${clock.now()}
    FROM "Message" m WHERE r."announcementId" = ${id}::uuid AND m.id = r."messageId" AND m.state = 'sent' AND r.position % 4 <> 0`;
  return id;
}
