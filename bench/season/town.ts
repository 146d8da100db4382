/** Households for a season, as many as are asked for, in SQL: in every ward of the city, a third of them in the middle of their form. Nobody in it exists. */
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { connect, type PrismaClient } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import type { Deps } from '../../src/deps.ts';
import { createLogger } from '../../src/log.ts';
import { prepare } from '../../src/prepare.ts';
import { toBeKept } from '../../src/reminder/rules-in-force.ts';
import { reminderRule } from '../../src/season/rules.ts';
import { systemClock, systemIds } from '../../src/system.ts';

/** Khu phố in each ward. */
const AREAS = 46;

export interface SeasonTown {
  prisma: PrismaClient;
  wards: number;
  /** Adds households until there are so many, or a few more. */
  growTo(households: number): Promise<number>;
}

export async function openSeasonTown(url: string): Promise<SeasonTown> {
  const log = createLogger({ level: 'silent', stream: process.stderr });
  await migrate(url, log);
  const prisma = connect(url, 4);
  const deps: Deps = { db: prisma, clock: systemClock, ids: systemIds, log };
  await prisma.$transaction((db) => prepare({ ...deps, db }, { city: null }), { timeout: 60_000 });
  const run = (sql: string, ...values: unknown[]) => prisma.$executeRawUnsafe(sql, ...values);
  await run(`INSERT INTO "Area" (id, "unitCode", name, kind, "householdsPermanent")
    SELECT gen_random_uuid(), u.code, 'Khu phố ' || n, 'quarter', 430 FROM "Unit" u, generate_series(1, ${AREAS}) n`);
  const city = await prisma.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
  await prisma.channelAccount.create({ data: { id: deps.ids.next(), channel: 'telegram', externalId: 'bench', organisationId: city.id } });
  await prisma.season.updateMany({ data: { rules: toBeKept(RULES) } });
  const wards = await prisma.unit.count();
  let each = 0;
  return {
    ...{ prisma, wards },
    async growTo(households) {
      const wanted = Math.ceil(households / (wards * AREAS));
      for (const sql of growSql) await run(sql, each + 1, wanted);
      await prisma.$executeRawUnsafe('VACUUM ANALYZE');
      each = wanted;
      return wanted * wards * AREAS;
    },
  };
}

/** Every Monday, to whoever has not sent; and on another day as many more as a calendar shows. */
const RULES = [
  ruleOf({ id: 'do', state: 'notSent', every: 'monday' }),
  ...['draft', 'returned', 'lastYear'].map((state) => ruleOf({ id: `lich-${state.toLowerCase()}`, state, every: 'friday' })),
];

function ruleOf(of: { id: string; state: string; every: string }) {
  const dates = { from: { anchor: 'selfAssessment.opens' }, until: { anchor: 'selfAssessment.closes' } };
  return reminderRule.parse({ who: 'household', ...of, ...dates, hour: 9, sentence: 'reminder.closing', atMost: 20, grace: 10 });
}

/** From 0 to 99, the same for a household whenever it is asked. */
const chance = (id: string) => `(abs(hashtext(${id}::text)) % 100)`;
const consent = (
  purpose: string,
) => `INSERT INTO "Consent" (id, "accountId", "accountHash", "organisationId", purpose, act, "textVersion", "textHash", language, method, at)
  SELECT gen_random_uuid(), new.account, new.code, o.id, '${purpose}', 'given', '1', '', 'vi', 'chat', now()
  FROM new, (SELECT id FROM "Organisation" WHERE level = 'city' AND until IS NULL LIMIT 1) o`;

/** Household `n` of each khu phố, $1 … $2; known by its place. */
const newSql = `WITH new AS (
  SELECT md5('household ' || a.id || n)::uuid AS household, md5('account ' || a.id || n)::uuid AS account, a.id AS area,
    'X' || right(md5(a.id::text || n), 13) AS code FROM "Area" a, generate_series($1::int, $2::int) n WHERE a.kind = 'quarter')`;

const growSql = [
  `INSERT INTO "Household" (id, code, "areaId", residence, adults, "primary", "headName", "headNameKey", "createdAt", "updatedAt")
     SELECT household, code, area, 'permanent', 2, 1, 'Nguyễn Văn Đo', 'nguyen van do', now(), now() FROM new`,
  `INSERT INTO "Account" (id, "channelAccountId", "externalId", language, "lastInboundAt", "createdAt")
     SELECT account, c.id, code, 'vi', now(), now() FROM new JOIN "ChannelAccount" c ON c.channel = (CASE WHEN ${chance('account')} < 60 THEN 'telegram' ELSE 'web' END)::"ChannelKind"`,
  `INSERT INTO "Conversation" ("accountId", session, "updatedAt") SELECT account, '{}', now() FROM new`,
  `INSERT INTO "Membership" (id, "accountId", "householdId", "approvedBy", "from") SELECT gen_random_uuid(), account, household, account, now() FROM new`,
  consent('selfAssessment'),
  consent('announcements'),
  `INSERT INTO "Assessment" (id, "householdId", title, "seasonId", "rubricVersionId", "areaId", source, state, "openedAt", "updatedAt")
     SELECT gen_random_uuid(), household, '${TITLE}', s.id, r.id, area, 'self', (CASE WHEN ${chance('household')} < 33 THEN 'draft' ELSE 'submitted' END)::"AssessmentState", now(), now()
     FROM new, (SELECT id FROM "Season" ORDER BY year LIMIT 1) s, (SELECT id FROM "RubricVersion" WHERE title = '${TITLE}' ORDER BY version DESC LIMIT 1) r`,
].map((sql) => `${newSql} ${sql}`);
