import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CannotStart } from '../../src/cannot-start.ts';
import { appendOnly, checkShape } from '../../src/db/check-shape.ts';
import { migrate, missingMigration } from '../../src/db/migrate.ts';
import { migrationAdapter } from '../../src/db/migration-adapter.ts';
import { emptyDatabase, type TestDatabase } from '../support/db.ts';
import { silentLog } from '../support/deps.ts';

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));
const names = (await readdir(MIGRATIONS, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

let db: TestDatabase;
let folder: string;
beforeEach(async () => {
  db = await emptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'nhahoc-migrations-'));
});
afterEach(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('from an empty database', () => {
  test('every migration is applied, and a second time none', async () => {
    expect(await migrate(db.url, silentLog)).toEqual(names);
    expect(await migrate(db.url, silentLog)).toEqual([]);
  });

  test('two processes at once do it once', async () => {
    const both = await Promise.all([migrate(db.url, silentLog), migrate(db.url, silentLog)]);
    expect(both.flat().sort()).toEqual(names);
  });

  test('no extension is asked for: a managed PostgreSQL may offer none', async () => {
    await migrate(db.url, silentLog);
    expect(await db.prisma.$queryRaw`SELECT extname::text AS name FROM pg_extension`).toEqual([{ name: 'plpgsql' }]);
  });

  test('the migrations lead exactly to the schema', async () => {
    expect(await missingMigration(db.url)).toBe('');
  });
});

/** From the first, from the one before the newest, and from some between: each way goes through all that follow. */
const earlierOnes = names.slice(0, -1).filter((_, index, all) => index % 5 === 0 || index === all.length - 1);

/** What tables are called now. */
const RENAMED: Readonly<Record<string, string>> = { OutcomeNotice: 'FileNotice' };

describe('from an earlier release, with data', () => {
  test.each(earlierOnes)('what was stored after %s is there after the newest', async (earlier) => {
    await migrate(db.url, silentLog, await migrationsUpTo(earlier));
    await insertOneOfEverything(earlier);
    const before = await everyRow();

    expect(await migrate(db.url, silentLog)).toEqual(names.slice(names.indexOf(earlier) + 1));

    const now = (table: string) => RENAMED[table] ?? table;
    const after = await everyRow(Object.keys(before).map(now));
    for (const [table, rows] of Object.entries(before)) expect(after[now(table)], table).toMatchObject(rows);
    await expect(db.prisma.answer.updateMany({ data: { value: 'a0' } })).rejects.toThrow(/append-only/);
  });

  test('what was asked back before 0030 keeps the days that it had', async () => {
    const [id, other] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
    await migrate(db.url, silentLog, await migrationsUpTo('0029_second_off'));
    await insertOneOfEverything('0029_second_off');
    for (const statement of [
      `UPDATE "Assessment" SET stage = 'returned'`,
      `INSERT INTO "Review" ("id", "assessmentId", "level", "act", "indicator", "reason", "at")
         VALUES ('${other}', '${id}', 'hamlet', 'askBack', 'a1', 'Ảnh mờ', '2026-11-10T20:00:00Z')`,
    ])
      await db.prisma.$executeRawUnsafe(statement);
    await migrate(db.url, silentLog);
    const at = new Date('2026-11-10T20:00:00Z');
    expect(await db.prisma.fileNotice.findMany({ where: { about: 'askBack' } })).toMatchObject([
      { assessmentId: id, how: 'chat', at, toldAt: at, answerBy: new Date('2026-11-25') },
    ]);
  });
});

test('what another rubric counted anew before 0051 was sent when its household sent it', async () => {
  const id = '00000000-0000-7000-8000-000000000001';
  const as = (end: number) => id.slice(0, -1) + end;
  await migrate(db.url, silentLog, await migrationsUpTo('0050_trainings'));
  await insertOneOfEverything('0050_trainings');
  const submission = (end: number, version: number, at: string) =>
    `INSERT INTO "Submission" ("id", "assessmentId", "number", "code", "rubricVersionId", "facts", "answers", "evidence", "score", "at")
       VALUES ('${as(end)}', '${id}', ${end}, 'ABCDEFGH-2026-${end}', '${as(version)}', '{}', '{}', '{}', '{}', '${at}')`;
  const audited = (action: string, detail: object) =>
    `INSERT INTO "Audit" ("at", "actor", "action", "subject", "detail")
       VALUES (now(), 'system', '${action}', 'assessment:${id}', '${JSON.stringify(detail)}')`;
  const moved = (version: number) => audited('rubric.move', { was: id, rubric: as(version), open: 0 });
  for (const statement of [
    ...[2, 3, 4].map((end) => `INSERT INTO "RubricVersion" VALUES ('${as(end)}', 'mau', ${end}, 'Gia đình', 'hash${end}', '{}', now())`),
    // Sent by somebody whose account is gone, counted anew twice, and moved a third time, of which the household sent what was asked.
    ...[submission(2, 1, '2026-11-18'), audited('assessment.submit', { submission: as(2), number: 2 })],
    ...[submission(3, 2, '2026-11-27'), moved(2), submission(4, 3, '2026-11-28'), moved(3), moved(4)],
    ...[submission(5, 4, '2026-11-29'), audited('assessment.submit', { submission: as(5), number: 5 })],
  ])
    await db.prisma.$executeRawUnsafe(statement);
  await migrate(db.url, silentLog);
  const sent = await db.prisma.submission.findMany({ orderBy: { number: 'asc' } });
  expect(sent.map(({ sentAt }) => sentAt?.toISOString().slice(0, 10) ?? null)).toEqual([null, null, '2026-11-18', '2026-11-18', null]);
  await expect(db.prisma.submission.updateMany({ data: { sentAt: null } })).rejects.toThrow(/append-only/);
});

test('what an officer sent for a household before 0067 was sent with help, whoever began it', async () => {
  const id = '00000000-0000-7000-8000-000000000001';
  const earlier = names.findLast((name) => name < '0067') ?? '';
  await migrate(db.url, silentLog, await migrationsUpTo(earlier));
  await insertOneOfEverything(earlier);
  await db.prisma.$executeRawUnsafe(
    `INSERT INTO "Submission" ("id", "assessmentId", "number", "code", "rubricVersionId", "facts", "answers", "evidence", "score", "officerId", "at")
       VALUES ('${id.slice(0, -1)}2', '${id}', 2, 'ABCDEFGH-2026-2', '${id}', '{}', '{}', '{}', '{}', '${id}', now())`,
  );
  await migrate(db.url, silentLog);
  expect(await db.prisma.assessment.findFirst()).toMatchObject({ source: 'assisted' });
});

test('what a household sent by itself before 0067 is its own, though a helper began it', async () => {
  const earlier = names.findLast((name) => name < '0067') ?? '';
  await migrate(db.url, silentLog, await migrationsUpTo(earlier));
  await insertOneOfEverything(earlier);
  await db.prisma.$executeRaw`UPDATE "Assessment" SET source = 'assisted'`;
  await migrate(db.url, silentLog);
  expect(await db.prisma.assessment.findFirst()).toMatchObject({ source: 'self' });
});

test('a decision that was confirmed before its ground was kept has what its papers would have said at the migration', async () => {
  const earlier = names.findLast((name) => name < '0033') ?? '';
  await migrate(db.url, silentLog, await migrationsUpTo(earlier));
  await insertOneOfEverything(earlier);
  await db.prisma.$executeRaw`UPDATE "RubricInForce" SET document = 'Quyết định số 324', "adoptedAt" = now()`;
  await db.prisma.$executeRaw`UPDATE "Area" SET "householdsPermanent" = 400, "householdsTemporary" = 35`;
  await migrate(db.url, silentLog);
  expect(await db.prisma.decision.findFirst()).toMatchObject({
    ...{ unit: 'Phường Bến Cát', organisation: 'Hội', basis: 'Quyết định số 324', total: 435, templateId: null },
    rubricVersionId: expect.any(String),
  });
  await expect(db.prisma.decision.updateMany({ data: { unit: 'khác' } })).rejects.toThrow(/append-only/);
});

describe('what is refused', () => {
  test('a database newer than the code', async () => {
    await migrate(db.url, silentLog);
    await db.prisma.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
      VALUES ('later', 'x', '9999_from_the_future', now(), 1)`;
    await expect(migrate(db.url, silentLog)).rejects.toThrow(/newer than this release \(it has 9999_from_the_future\)/);
  });

  test('a migration that was edited after it was applied', async () => {
    await migrationsUpTo(names.at(-1) as string);
    await migrate(db.url, silentLog, folder);
    await writeFile(join(folder, '0002_queues', 'migration.sql'), 'SELECT 1;');
    await expect(migrate(db.url, silentLog, folder)).rejects.toThrow(/^0002_queues was edited after this database was migrated with it/);
  });

  test('a database that holds something else', async () => {
    await db.prisma.$executeRaw`CREATE TABLE recipes (name text)`;
    await expect(migrate(db.url, silentLog)).rejects.toThrow(/^This database holds something else/);
  });

  test('a full disk, in words', async () => {
    await migrationsUpTo(names.at(-1) as string);
    const full = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;";
    await addMigration('8888_large', full);
    await expect(migrate(db.url, silentLog, folder)).rejects.toThrow(/^The disk of the database is full/);
  });

  test('a script that PostgreSQL refuses: its words are passed on, and the database keeps its shape', async () => {
    await migrate(db.url, silentLog);
    await migrationsUpTo(names.at(-1) as string);
    await addMigration('8888_broken', 'CREATE TABLE half (id int); SELECT no_such_function();');

    await expect(migrate(db.url, silentLog, folder)).rejects.toThrow(/no_such_function/);
    await expect(migrate(db.url, silentLog, folder)).rejects.toBeInstanceOf(CannotStart);
    expect(await db.prisma.$queryRaw`SELECT to_regclass('half')::text AS found`).toEqual([{ found: null }]);
  });
});

test('a script that failed for a passing reason runs again at the next start', async () => {
  await migrationsUpTo(names.at(-1) as string);
  await addMigration('8888_passing', 'SELECT no_such_function();');
  await expect(migrate(db.url, silentLog, folder)).rejects.toThrow();

  await addMigration('8888_passing', 'CREATE TABLE arrived (id int);');
  expect(await migrate(db.url, silentLog, folder)).toEqual(['8888_passing']);
  expect(await migrate(db.url, silentLog, folder)).toEqual([]);
});

test('a process killed right after a script does not run it a second time', async () => {
  await migrate(db.url, silentLog);
  const script = 'CREATE TABLE once (id int);';
  const sha256 = createHash('sha256').update(script).digest('hex');
  await addMigration('9000_once', script);
  await migrationsUpTo(names.at(-1) as string);

  // As the engine does it, up to the moment of the kill: note the start, run the script.
  await db.prisma.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('once', ${sha256}, '9000_once')`;
  const adapter = await migrationAdapter(db.url, () => {}).connect();
  await adapter.executeScript(script);
  await adapter.dispose();

  expect(await migrate(db.url, silentLog, folder)).toEqual([]);
});

describe('the shape of a migrated database', () => {
  beforeEach(() => migrate(db.url, silentLog));

  test('is as the migrations left it', async () => {
    await checkShape(db.prisma);
  });

  test('without one of its tables is refused, with the guards that went with it', async () => {
    await db.prisma.$executeRaw`DROP TABLE "Audit"`;
    const missing = 'Audit, Audit.append_only_delete, Audit.append_only_truncate, Audit.append_only_update';
    await expect(checkShape(db.prisma)).rejects.toThrow(`it lacks ${missing}.`);
  });

  test('is refused with a guard removed or asleep', async () => {
    await db.prisma.$executeRaw`DROP TRIGGER append_only_update ON "Consent"`;
    await db.prisma.$executeRaw`ALTER TABLE "Answer" DISABLE TRIGGER append_only_delete`;
    await expect(checkShape(db.prisma)).rejects.toThrow('it lacks Answer.append_only_delete, Consent.append_only_update.');
  });

  test('counts every guard that the migrations set up', async () => {
    const guarded = await db.prisma.$queryRaw<{ name: string; guards: number }[]>`
      SELECT relname::text AS name, count(*)::int AS guards FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
      WHERE tgname LIKE 'append_only_%' GROUP BY 1 ORDER BY 1`;
    expect(guarded).toEqual([...appendOnly].sort().map((name) => ({ name, guards: 3 })));
  });
});

async function migrationsUpTo(last: string): Promise<string> {
  for (const name of names.filter((one) => one <= last)) await cp(join(MIGRATIONS, name), join(folder, name), { recursive: true });
  await cp(join(MIGRATIONS, 'migration_lock.toml'), join(folder, 'migration_lock.toml'));
  return folder;
}

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

/** Written in SQL: the client knows the newest shape only. */
async function insertOneOfEverything(shape: string): Promise<void> {
  const id = '00000000-0000-7000-8000-000000000001';
  const statements = [
    `INSERT INTO "Unit" VALUES ('25813', 'Phường Bến Cát', 'ward', '79', '2025-07-01')`,
    `INSERT INTO "UnitPredecessor" VALUES ('25813', 'Phường Mỹ Phước', 'TP Bến Cát', true)`,
    `INSERT INTO "Area" VALUES ('${id}', '25813', 'Khu phố 1', 'quarter')`,
    `INSERT INTO "Organisation" VALUES ('${id}', 'ward', '25813', 'Hội', 'số 1', 'người phụ trách')`,
    `INSERT INTO "ChannelAccount" VALUES ('${id}', 'web', 'web', '${id}')`,
    `INSERT INTO "Account" ("id", "channelAccountId", "externalId", "createdAt") VALUES ('${id}', '${id}', 'x', now())`,
    `INSERT INTO "Household" ("id", "code", "areaId", "residence", "headName", "headNameKey", "createdAt", "updatedAt")
       VALUES ('${id}', 'ABCDEFGH', '${id}', 'permanent', 'Nguyễn Văn Mẫu', 'nguyen van mau', now(), now())`,
    `INSERT INTO "Membership" ("id", "accountId", "householdId", "from") VALUES ('${id}', '${id}', '${id}', now())`,
    `INSERT INTO "Consent" VALUES ('${id}', '${id}', 'hash', '${id}', 'selfAssessment', 'given', '1', 'hash', 'vi', 'chat', now())`,
    `INSERT INTO "Season" VALUES ('${id}', '${id}', 2026, 'mùa thử', true, '{}')`,
    `INSERT INTO "RubricVersion" VALUES ('${id}', 'mau', 1, 'Gia đình', 'hash', '{}', now())`,
    `INSERT INTO "RubricInForce" ("organisationId", "title", "seasonId", "rubricVersionId") VALUES ('${id}', 'Gia đình', '${id}', '${id}')`,
    `INSERT INTO "DialogVersion" VALUES ('welcome', 1, 'hash', '{}', now())`,
    `INSERT INTO "Assessment" VALUES ('${id}', '${id}', 'Gia đình', '${id}', '${id}', '${id}', 'self', 'submitted', now(), now())`,
    `INSERT INTO "Answer" ("assessmentId", "indicator", "value", "method", "at") VALUES ('${id}', 'a1', 'a2', 'self', now())`,
    `INSERT INTO "Evidence" ("id", "assessmentId", "indicator", "kind", "text", "sha256", "at") VALUES ('${id}', '${id}', 'a1', 'story', 'lời kể', 'hash', now())`,
    `INSERT INTO "Submission" ("id", "assessmentId", "number", "code", "rubricVersionId", "facts", "answers", "evidence", "score", "at")
       VALUES ('${id}', '${id}', 1, 'ABCDEFGH-2026-1', '${id}', '{}', '{}', '{}', '{}', now())`,
    `INSERT INTO "HelpRequest" ("id", "accountId", "state", "at") VALUES ('${id}', '${id}', 'open', now())`,
    `INSERT INTO "Conversation" ("accountId", "session", "updatedAt") VALUES ('${id}', '{}', now())`,
    `INSERT INTO "Inbox" ("id", "channelAccountId", "updateKey", "chatKey", "receivedAt") VALUES ('${id}', '${id}', 'u1', 'x', now())`,
    shape < '0007'
      ? `INSERT INTO "Message" ("id", "accountId", "seq", "class", "createdAt") VALUES ('${id}', '${id}', 1, 'reply', now())`
      : `INSERT INTO "Message" ("id", "accountId", "channelAccountId", "seq", "class", "createdAt") VALUES ('${id}', '${id}', '${id}', 1, 'reply', now())`,
    `INSERT INTO "Code" ("id", "kind", "hash", "createdAt") VALUES ('${id}', 'join', 'hash', now())`,
    `INSERT INTO "WebSession" VALUES ('hash', '${id}', now(), now(), now())`,
    `INSERT INTO "BlobDeletion" VALUES ('key', now())`,
    ...(shape < '0013'
      ? []
      : [
          `INSERT INTO "Officer" VALUES ('${id}', 'Mẫu', now())`,
          `INSERT INTO "OfficerAccount" ("id", "officerId", "accountId", "from") VALUES ('${id}', '${id}', '${id}', now())`,
          `INSERT INTO "Grant" ("id", "officerId", "role", "from") VALUES ('${id}', '${id}', 'city', now())`,
          `INSERT INTO "OfficerSession" ("tokenHash", "officerId", "createdAt", "lastSeenAt", "expiresAt") VALUES ('hash', '${id}', now(), now(), now())`,
          `INSERT INTO "SignIn" ("id", "codeHash", "browserHash", "createdAt", "expiresAt") VALUES ('${id}', 'hash', 'hash', now(), now())`,
          `INSERT INTO "Review" ("id", "assessmentId", "level", "act", "at") VALUES ('${id}', '${id}', 'hamlet', 'confirm', now())`,
          `INSERT INTO "RosterImport" ("id", "unitCode", "officerId", "at", "sha256", "counts") VALUES ('${id}', '25813', '${id}', now(), 'hash', '{}')`,
        ]),
    `INSERT INTO "Audit" ("at", "actor", "action", "subject", "detail") VALUES (now(), 'system', 'test', 'test', '{}')`,
  ];
  const [kept, keptValues] = shape >= '0033' ? ['"unit", "organisation", ', `'Phường Bến Cát', 'Hội', `] : ['', ''];
  if (shape >= '0032')
    statements.push(`INSERT INTO "KeptForm" VALUES ('${id}', '${id}', '/console/queue', '/console/queue', '{}', now(), now())`);
  if (shape >= '0014')
    statements.push(`INSERT INTO "AreaCount" VALUES ('${id}', '${id}', 'Gia đình', 400, 35, 7, 6, 5, 4, 3, 2, 1, now())`);
  if (shape >= '0016')
    statements.push(
      `INSERT INTO "PaperTemplate" ("id", "unitCode", "kind", "officerId", "at") VALUES ('${id}', '25813', 'letter', '${id}', now())`,
    );
  if (shape >= '0017')
    statements.push(
      `INSERT INTO "Meeting" ("id", "areaId", "seasonId", "title", "heldOn", "officerId", "at") VALUES ('${id}', '${id}', '${id}', 'Gia đình', now(), '${id}', now())`,
      shape < '0030'
        ? `INSERT INTO "OutcomeNotice" VALUES ('${id}', '${id}', 'chat', '${id}', now(), now())`
        : `INSERT INTO "FileNotice" ("id", "assessmentId", "about", "how", "at") VALUES ('${id}', '${id}', 'outcome', 'chat', now())`,
      `INSERT INTO "Decision" (${kept}"id", "unitCode", "seasonId", "title", "kind", "state", "number", "date", "signer", "signerTitle", "confirmedBy", "confirmedAt")
         VALUES (${keptValues}'${id}', '25813', '${id}', 'Gia đình', 'recognition', 'planned', '1', now(), 'Mẫu', 'Chủ tịch', '${id}', now())`,
      `INSERT INTO "DecisionLine" ("id", "decisionId", "position", "head", "code", "areaId", "area", "outcome", "seen", "lookup")
         VALUES ('${id}', '${id}', 1, 'Nguyễn Văn Mẫu', 'ABCDEFGH', '${id}', 'Khu phố 1', 'recognised', '0.0', 'ABCDEFGH')`,
      `INSERT INTO "WardSettings" ("unitCode") VALUES ('25813')`,
    );
  if (shape >= '0020')
    statements.push(
      `INSERT INTO "Assist" ("id", "officerId", "role", "areaId", "at", "askUntil") VALUES ('${id}', '${id}', 'helper', '${id}', now(), now())`,
    );
  if (shape >= '0021') {
    const other = '00000000-0000-7000-8000-000000000002';
    statements.push(
      `INSERT INTO "Household" ("id", "code", "areaId", "residence", "headName", "headNameKey", "createdAt", "updatedAt")
         VALUES ('${other}', 'ABCDEFGJ', '${id}', 'permanent', 'Nguyễn Văn Mẫu', 'nguyen van mau', now(), now())`,
      `INSERT INTO "HouseholdMerge" ("id", "keepId", "dropId", "officerId", "at", "moved") VALUES ('${id}', '${id}', '${other}', '${id}', now(), '{}')`,
      `INSERT INTO "HouseholdsApart" ("householdId", "otherId", "officerId", "at"${shape >= '0052' ? ', "id"' : ''})
         VALUES ('${id}', '${other}', '${id}', now()${shape >= '0052' ? `, '${id}'` : ''})`,
    );
  }
  if (shape >= '0034') statements.push(`INSERT INTO "Occurrence" VALUES ('test', '${id}', now(), now())`);
  if (shape >= '0040')
    statements.push(
      `INSERT INTO "Announcement" ("id", "unitCode", "createdBy", "createdAt", "text", "audience", "buttons")
         VALUES ('${id}', '25813', '${id}', now(), 'Mời bà con', '{}', '[]')`,
      `INSERT INTO "Recipient" ("announcementId", "householdId", "areaId") VALUES ('${id}', '${id}', '${id}')`,
      `INSERT INTO "AnnouncementTold" VALUES ('${id}', '${id}', '${id}', now())`,
    );
  if (shape >= '0050')
    statements.push(
      `INSERT INTO "Training" ("id", "unitCode", "audience", "title", "startsAt", "endsAt", "place", "officerId", "createdAt")
         VALUES ('${id}', '25813', 'households', 'Tập huấn', now(), now() + interval '2 hours', 'Nhà văn hóa', '${id}', now())`,
      `INSERT INTO "TrainingSeat" ("id", "trainingId", "householdId") VALUES ('${id}', '${id}', '${id}')`,
    );
  if (shape >= '0052') statements.push(`INSERT INTO "HouseholdPlacing" VALUES ('${id}', '${id}', '${id}', '${id}', NULL, '${id}', now())`);
  if (shape >= '0058') statements.push(`INSERT INTO "LiveLine" VALUES ('${id}', '${id}', 1, now(), now())`);
  if (shape >= '0061')
    statements.push(
      `INSERT INTO "ReminderRun" ("rule", "unitCode", "date", "seasonId", "sha", "begunAt") VALUES ('thu', '25813', now(), '${id}', '0', now())`,
      `INSERT INTO "Reminder" ("householdId", "rule", "date", "seasonId", "sha", "at") VALUES ('${id}', 'thu', now(), '${id}', '0', now())`,
      `INSERT INTO "Snooze" VALUES ('${id}', '${id}', '${id}', now(), now())`,
    );
  if (shape >= '0062') statements.push(`INSERT INTO "ReminderTold" VALUES ('${id}', 'thu', now(), '${id}', now())`);
  if (shape >= '0070')
    statements.push(`INSERT INTO "SeasonMove" VALUES ('${id}', '${id}', '25813', '{}', '{decision}', NULL, NULL, now())`);
  if (shape >= '0071') statements.push(`INSERT INTO "LatePermit" VALUES ('${id}', '${id}', '${id}', now(), 'bận', '${id}', now())`);
  for (const sql of statements) await db.prisma.$executeRawUnsafe(sql);
}

/** @param only of these tables; else of all that there are */
async function everyRow(only?: readonly string[]): Promise<Record<string, object[]>> {
  const tables = await db.prisma.$queryRaw<{ name: string }[]>`
    SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY 1`;
  const rows: Record<string, object[]> = {};
  for (const { name } of tables) {
    if (only && !only.includes(name)) continue;
    const found = await db.prisma.$queryRawUnsafe<{ row: object }[]>(`SELECT to_jsonb(t) AS row FROM "${name}" t`);
    expect(found.length, `${name} holds a row in this test`).toBeGreaterThan(0);
    rows[name] = found.map(({ row }) => row);
  }
  return rows;
}
