/** A ward whose households can all be written to, in SQL, because there may be a million; and its officer, who writes to them. Nobody in it exists. */
import { EMPTY } from '../../src/announcement/check-content.ts';
import { confirmAnnouncement } from '../../src/announcement/confirm-announcement.ts';
import { draftAnnouncement } from '../../src/announcement/draft-announcement.ts';
import { previewAnnouncement } from '../../src/announcement/preview-announcement.ts';
import { sendingSentence } from '../../src/announcement/typed.ts';
import { ensureChannelAccount } from '../../src/db/channel-account.ts';
import { connect, type PrismaClient } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { createLogger } from '../../src/log.ts';
import { type Scope, scopeOf } from '../../src/officer/scope.ts';
import { prepare } from '../../src/prepare.ts';
import { systemClock, systemIds } from '../../src/system.ts';

const UNIT = '25813';
const WEB_CHANNEL = { channel: 'web', externalId: 'web' } as const;
/** The first chat; the others follow. */
const FIRST_CHAT = 2_000_000_001;
const TEXT = `Kính mời gia đình ở {khuPho} dự buổi học “Dùng điện thoại an toàn”, tối thứ Bảy tại nhà văn hóa.

{phuong} mong gặp bà con!`;
const PATIENT = { maxWait: 60_000, timeout: 30 * 60_000 };

export interface Ward {
  prisma: PrismaClient;
  channelAccountId: string;
  /** Writes an announcement to everybody, looks, and confirms it; its ten minutes are not over. */
  confirm(): Promise<string>;
  /** The same without a look at everybody. */
  plan(): Promise<string>;
  /** They are over now. */
  begin(announcementId: string): Promise<void>;
  /** Whoever stands in this column of it. */
  count(announcementId: string, state: 'sent' | 'queued'): Promise<number>;
  startedAt(announcementId: string): Promise<Date>;
  close(): Promise<void>;
}

export interface Size {
  households: number;
  areas: number;
}

/** @param botId of the channel account in which everybody has written; null: on our own page */
export async function openWard(url: string, botId: string | null, { households, areas }: Size): Promise<Ward> {
  const log = createLogger({ level: 'silent', stream: process.stderr });
  await migrate(url, log);
  const prisma = connect(url, 2);
  const deps: Deps = { db: prisma, clock: systemClock, ids: systemIds, log };
  const within = <T>(work: (deps: Deps) => Promise<T>) => prisma.$transaction((db) => work({ ...deps, db }), PATIENT);
  await within((inside) => prepare(inside, { city: null }));
  const { id: organisationId } = await prisma.organisation.findFirstOrThrow({ where: { parentId: null }, select: { id: true } });
  const key = botId === null ? WEB_CHANNEL : { channel: 'telegram' as const, externalId: botId };
  const channelAccountId = await ensureChannelAccount(deps, key);
  // At any hour, and as often as is measured.
  await prisma.wardSettings.create({ data: { unitCode: UNIT, quietFrom: '00:00', quietTo: '00:00', weeklyCap: 1_000 } });
  await fill(prisma, { households, areas, channelAccountId, organisationId });
  const scope = await officerOf(deps);
  const render = { locale: createLocale(), publicUrl: 'http://localhost' };

  async function draft(): Promise<string> {
    const buttons = [{ kind: 'open' as const, label: 'Tham gia', words: 'tham gia' }];
    const content = { ...EMPTY, text: TEXT, buttons };
    const drafted = await within((inside) => draftAnnouncement(inside, { scope, unitCode: UNIT, content }));
    if (drafted.outcome !== 'drafted') throw new Error(drafted.outcome);
    return drafted.announcementId;
  }

  return {
    prisma,
    channelAccountId,
    async confirm() {
      const announcementId = await draft();
      const seen = await within((inside) => previewAnnouncement(inside, render, { scope, announcementId }));
      if (seen?.reach.households !== households) throw new Error(`${seen?.reach.households} households of ${households} would get it`);
      const typed = sendingSentence(households);
      const asked = { scope, announcementId, seen: seen.seen, typed, tell: async () => 0 };
      const done = await within((inside) => confirmAnnouncement(inside, asked));
      if (done.outcome !== 'confirmed') throw new Error(JSON.stringify(done));
      return announcementId;
    },
    async plan() {
      const id = await draft();
      const now = Date.now();
      const dates = { confirmedAt: new Date(now), startsAt: new Date(now + 600_000), expiresAt: new Date(now + 7 * 24 * 3_600_000) };
      await prisma.announcement.update({ where: { id }, data: { state: 'planned', confirmedBy: scope.officerId, households, ...dates } });
      return id;
    },
    async begin(id) {
      await prisma.announcement.update({ where: { id }, data: { startsAt: new Date() } });
    },
    count: (announcementId, state) => prisma.message.count({ where: { announcementId, state } }),
    startedAt: async (id) => (await prisma.announcement.findUniqueOrThrow({ where: { id } })).startedAt as Date,
    close: () => prisma.$disconnect(),
  };
}

async function officerOf(deps: Deps): Promise<Scope> {
  const { db, ids, clock } = deps;
  const officerId = ids.next();
  const from = clock.now();
  await db.officer.create({ data: { id: officerId, name: 'Cán bộ phường', createdAt: from } });
  await db.grant.create({ data: { id: ids.next(), officerId, role: 'ward', unitCode: UNIT, from, grantedBy: 'system' } });
  return (await scopeOf(deps, officerId)) as Scope;
}

interface Filling extends Size {
  channelAccountId: string;
  organisationId: string;
}

/** Ids are made of a number, so that no statement has to find what another made. */
async function fill(prisma: PrismaClient, { households, areas, channelAccountId, organisationId }: Filling): Promise<void> {
  const id = (kind: string, n = 'n') => `md5('${kind}' || ${n})::uuid`;
  const all = `generate_series(0, ${households - 1}) AS n`;
  const statements = [
    `INSERT INTO "Area" (id, "unitCode", name, kind) SELECT ${id('area')}, '${UNIT}', 'Khu phố ' || (n + 101), 'quarter' FROM generate_series(0, ${areas - 1}) AS n`,
    `INSERT INTO "Household" (id, code, "areaId", residence, "headName", "headNameKey", "createdAt", "updatedAt")
       SELECT ${id('household')}, 'X' || lpad(n::text, 7, '0'), ${id('area', `n % ${areas}`)}, 'permanent', 'Nguyễn Thị Sen', 'nguyen thi sen', now(), now() FROM ${all}`,
    `INSERT INTO "Account" (id, "channelAccountId", "externalId", "lastInboundAt", "createdAt")
       SELECT ${id('account')}, '${channelAccountId}', (${FIRST_CHAT} + n)::text, now(), now() FROM ${all}`,
    `INSERT INTO "Conversation" ("accountId", session, "updatedAt") SELECT ${id('account')}, '{}', now() FROM ${all}`,
    `INSERT INTO "Membership" (id, "accountId", "householdId", "from") SELECT ${id('membership')}, ${id('account')}, ${id('household')}, now() FROM ${all}`,
    `INSERT INTO "Consent" (id, "accountId", "accountHash", "organisationId", purpose, act, "textVersion", "textHash", language, method, at)
       SELECT ${id('consent')}, ${id('account')}, 'bench-' || n, '${organisationId}', 'announcements', 'given', '1', '', 'vi', 'chat', now() FROM ${all}`,
  ];
  for (const statement of statements) await prisma.$executeRawUnsafe(statement);
  await prisma.$executeRawUnsafe('VACUUM ANALYZE');
}
