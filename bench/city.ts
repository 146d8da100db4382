/**
 * A city of 36 wards in the middle of its season, in SQL, because there are hundreds of thousands of households: each ward has 20,000; of
 * one the officers are at work, another has decided. Nobody in it exists.
 */
import { TITLE } from '../src/assessment/rubric-in-force.ts';
import type { PrismaClient } from '../src/db/client.ts';
import type { Deps } from '../src/deps.ts';
import { nameKey } from '../src/household/head-name.ts';
import { rubric as rubricSchema } from '../src/rubric/definition.ts';
import { fillWard, seasonOfYear } from '../test/report/ward.ts';

export const AREAS = 46;
export const IN_EACH = 435;
const MOST_ANSWERS = 500_000;

const AT_WORK = '25813';
const DECIDED = '25978';
const DECISION = '00000000-0000-7000-8000-0000000000dd';
const OFFICER = '00000000-0000-7000-8000-0000000000ee';

export interface City {
  atWork: string;
  decided: string;
  /** What the one that has decided decided. */
  decisionId: string;
  wards: number;
  households: number;
}

/**
 * @param deps its clock says when
 * @param of khu phố in each ward, and households in each of them
 */
export async function fillCity(deps: Deps, prisma: PrismaClient, { areas, inEach } = { areas: AREAS, inEach: IN_EACH }): Promise<City> {
  const units = await prisma.unit.findMany({ select: { code: true } });
  for (const { code: unitCode } of units) await fillWard(prisma, { unitCode, areas, count: inEach });
  await prisma.officer.create({ data: { id: OFFICER, name: 'Cán bộ trước', createdAt: deps.clock.now() } });
  const answers = await bestAnswers(prisma);
  const { names, keys } = headNames();
  const run = (statement: string, ...values: unknown[]) => prisma.$executeRawUnsafe(statement, ...values);
  await run(namesSql, names, keys, [AT_WORK, DECIDED]);
  await run(stagesSql(stagesAtWork), AT_WORK);
  await run(stagesSql(stagesDecided), DECIDED);
  for (const statement of peopleSql) await run(statement, [AT_WORK, DECIDED]);
  for (const statement of sentSql) await run(statement, [AT_WORK, DECIDED], JSON.stringify(answers));
  for (const statement of actsSql) await run(statement, [AT_WORK, DECIDED]);
  for (const statement of decisionSql) await run(statement, DECIDED);
  await run(answeredSql, Math.min(MOST_ANSWERS, units.length * areas * inEach));
  await run(confirmedSql);
  await lastYear(deps, run);
  await prisma.$executeRawUnsafe('VACUUM ANALYZE');
  return { atWork: AT_WORK, decided: DECIDED, decisionId: DECISION, wards: units.length, households: units.length * areas * inEach };
}

/** What families answer, mostly. */
async function bestAnswers(prisma: PrismaClient): Promise<Record<string, string>> {
  const { body } = await prisma.rubricVersion.findFirstOrThrow({ where: { title: TITLE } });
  const asked = rubricSchema.parse(body).criteria.flatMap(({ indicators }) => indicators);
  return Object.fromEntries(
    asked.filter(({ answeredBy }) => answeredBy === 'household').map(({ id, levels }) => [id, levels.at(0)?.id ?? '']),
  );
}

/** As in life: two fifths are Nguyễn, and many have the whole name in common. */
function headNames(): { names: string[]; keys: string[] } {
  const families = ['Nguyễn', 'Nguyễn', 'Nguyễn', 'Nguyễn', 'Trần', 'Lê', 'Phạm', 'Huỳnh', 'Võ', 'Đặng'];
  const middles = ['Văn', 'Thị', 'Hữu', 'Ngọc', 'Minh'];
  const given = 'Anh Bình Châu Dũng Đạt Giang Hà Hạnh Hiền Hoa Hòa Hồng Hùng Hương Khánh Lan Lâm Liên Linh Loan Long Mai Nam Nga Nghĩa'
    .concat(' Phúc Phương Quang Sen Sơn Tâm Thanh Thảo Thắng Thu Thủy Trang Trung Tuấn Út Vân Vinh Xuân Yến')
    .split(' ');
  const names = families.flatMap((family) => middles.flatMap((middle) => given.map((name) => `${family} ${middle} ${name}`)));
  return { names, keys: names.map(nameKey) };
}

/** From 0 to 99, the same for a household whenever it is asked. */
const chance = (id: string, of = '') => `(abs(hashtext('${of}' || ${id}::text)) % 100)`;

/** $1 names, $2 their keys, $3 wards. */
const namesSql = `
UPDATE "Household" h SET "headName" = ($1::text[])[who.at], "headNameKey" = ($2::text[])[who.at],
  "houseCode" = CASE WHEN ${chance('h.id', 'code')} < 60 THEN 'H-' || who.place END,
  adults = 1 + ${chance('h.id', 'adults')} % 3, elders = ${chance('h.id', 'elders')} % 2, "primary" = ${chance('h.id', 'primary')} % 3,
  "createdAt" = now() - ${chance('h.id', 'created')} * interval '1 day'
FROM (
  SELECT x.id, 1 + abs(hashtext(x.id::text)) % cardinality($1::text[]) AS at, row_number() OVER (PARTITION BY x."areaId" ORDER BY x.id) AS place
  FROM "Household" x JOIN "Area" a ON a.id = x."areaId" WHERE a."unitCode" = ANY($3::text[])
) AS who WHERE who.id = h.id`;

const stagesAtWork = { waiting: 25, returned: 27, confirmed: 45, proposed: 65, notProposed: 70 };
const stagesDecided = { recognised: 60, notRecognised: 63, notProposed: 68 };

/** Up to which of a hundred households each stage reaches; the others have not sent. $1 ward. */
const stagesSql = (stages: Record<string, number>) => `
UPDATE "Assessment" a SET stage = standing.stage::"ReviewStage", "reviewSeq" = CASE WHEN standing.stage = 'waiting' THEN 0 ELSE 2 END,
  state = (CASE WHEN standing.sent AND standing.stage <> 'returned' THEN 'submitted' ELSE 'draft' END)::"AssessmentState",
  source = (CASE WHEN ${chance('a.id', 'source')} < 80 THEN 'self' ELSE 'assisted' END)::"AssessmentSource"
FROM (
  SELECT x.id, CASE ${Object.entries(stages)
    .map(([stage, most]) => `WHEN ${chance('x.id')} < ${most} THEN '${stage}'`)
    .join(' ')} ELSE 'waiting' END AS stage, ${chance('x.id')} < ${Math.max(...Object.values(stages))} AS sent
  FROM "Assessment" x JOIN "Area" place ON place.id = x."areaId" WHERE place."unitCode" = $1
) AS standing WHERE standing.id = a.id`;

const account = `md5('account of ' || h.id)::uuid`;
const sent = `"Household" h JOIN "Assessment" a ON a."householdId" = h.id AND (a.state = 'submitted' OR a.stage <> 'waiting')`;
const ofWards = `JOIN "Area" place ON place.id = a."areaId" AND place."unitCode" = ANY($1::text[])`;

/** Whoever has sent has a member; in the wards that are looked at closely it has agreed, too. */
const peopleSql = [
  `INSERT INTO "Account" (id, "channelAccountId", "externalId", language, phone, "createdAt")
     SELECT ${account}, c.id, 'bench-' || h.id, 'vi', CASE WHEN ${chance('h.id', 'phone')} < 30 THEN '09' || right(abs(hashtext(h.id::text))::text, 8) END, now()
     FROM ${sent}, (SELECT id FROM "ChannelAccount" WHERE channel = 'web' LIMIT 1) c WHERE cardinality($1::text[]) > 0`,
  `INSERT INTO "Membership" (id, "accountId", "householdId", "approvedBy", "from")
     SELECT gen_random_uuid(), ${account}, h.id, ${account}, now() FROM ${sent} WHERE cardinality($1::text[]) > 0`,
  `INSERT INTO "Consent" (id, "accountId", "accountHash", "organisationId", purpose, act, "textVersion", "textHash", language, method, at)
     SELECT gen_random_uuid(), ${account}, 'bench-' || h.id, o.id, 'selfAssessment', 'given', '1', '', 'vi', 'chat', now()
     FROM ${sent} ${ofWards}, (SELECT id FROM "Organisation" WHERE level = 'city' AND until IS NULL LIMIT 1) o`,
];

const score = JSON.stringify({ points: 82, max: 100, passMark: 80, enough: true, complete: true, missing: [], lines: [], gains: [] });
const facts = JSON.stringify({ preschool: 0, primary: 1, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 });

/** $1 wards, $2 answers. */
const sentSql = [
  `INSERT INTO "Submission" (id, "assessmentId", number, code, "rubricVersionId", facts, answers, evidence, score, at)
     SELECT md5('sent ' || a.id)::uuid, a.id, 1, h.code || '-2026-1', a."rubricVersionId", '${facts}', $2::jsonb,
       jsonb_build_object('A2', jsonb_build_array(md5('piece A2' || a.id)::uuid), 'B2', jsonb_build_array(md5('piece B2' || a.id)::uuid)), '${score}',
       now() - random() * interval '20 days' FROM ${sent} ${ofWards}`,
  `INSERT INTO "Answer" ("assessmentId", indicator, value, method, at)
     SELECT a.id, item.key, item.value, 'self', now() FROM ${sent} ${ofWards} CROSS JOIN jsonb_each_text($2::jsonb) AS item`,
  `INSERT INTO "Evidence" (id, "assessmentId", indicator, kind, text, sha256, at)
     SELECT md5('piece ' || item || a.id)::uuid, a.id, item, (CASE item WHEN 'A2' THEN 'story' ELSE 'photo' END)::"EvidenceKind", 'Cả nhà cùng đọc.',
       md5(item || a.id), now() FROM ${sent} ${ofWards}, (VALUES ('A2'), ('B2')) AS asked(item) WHERE $2::jsonb IS NOT NULL`,
];

const review = `INSERT INTO "Review" (id, "assessmentId", "submissionId", level, act, indicator, reason, "officerId", at)
  SELECT gen_random_uuid(), a.id, md5('sent ' || a.id)::uuid, 'hamlet'`;

/** What officers did with what was sent, and what households said to it. */
const actsSql = [
  `${review}, 'askBack', 'B2', 'Ảnh mờ, xin chụp lại.', '${OFFICER}', now() FROM "Assessment" a ${ofWards} WHERE a.stage = 'returned'`,
  `${review}, 'confirm', NULL, NULL, '${OFFICER}', now() FROM "Assessment" a ${ofWards} WHERE a.stage NOT IN ('waiting', 'returned')`,
  `${review}, (CASE WHEN a.stage IN ('notProposed', 'notRecognised') THEN 'notPropose' ELSE 'propose' END)::"ReviewAct", NULL,
     CASE WHEN a.stage IN ('notProposed', 'notRecognised') THEN 'Chưa đủ điểm.' END, '${OFFICER}', now()
     FROM "Assessment" a ${ofWards} WHERE a.stage NOT IN ('waiting', 'returned', 'confirmed')`,
  `INSERT INTO "FileNotice" (id, "assessmentId", about, how, "officerId", at, "answerBy")
     SELECT gen_random_uuid(), a.id, 'outcome', 'chat', '${OFFICER}', now() + interval '1 minute', current_date + 3
     FROM "Assessment" a ${ofWards} WHERE a.stage = 'notProposed' AND ${chance('a.id', 'told')} < 60`,
  `${review}, 'object', NULL, 'Nhà em học thêm hai lớp.', NULL, now() FROM "Assessment" a ${ofWards} WHERE a.stage = 'notProposed' AND ${chance('a.id', 'objects')} < 5`,
  `INSERT INTO "HelpRequest" (id, "accountId", "areaId", "unitCode", note, state, at)
     SELECT gen_random_uuid(), ${account}, a."areaId", place."unitCode", 'Xin gọi lại.', 'open', now() FROM ${sent} ${ofWards} WHERE ${chance('h.id', 'help')} < 1`,
];

/** $1 ward. */
const decisionSql = [
  `INSERT INTO "Decision" (id, "unitCode", unit, organisation, "seasonId", title, kind, state, number, date, signer, "signerTitle", "confirmedBy", "confirmedAt", "startsAt", "issuedAt")
     SELECT '${DECISION}', u.code, u.name, 'Hội Khuyến học', s.id, '${TITLE}', 'recognition', 'issued', '12/QĐ-UBND', current_date, 'Trần Thị Ký', 'Chủ tịch', '${OFFICER}', now(), now(), now()
     FROM "Unit" u, (SELECT id FROM "Season" ORDER BY year LIMIT 1) s WHERE u.code = $1`,
  `INSERT INTO "DecisionLine" (id, "decisionId", position, "assessmentId", "householdId", head, code, "areaId", area, outcome, seen, lookup, "toldAt")
     SELECT gen_random_uuid(), '${DECISION}', row_number() OVER (ORDER BY place.name, h.id), a.id, h.id, h."headName", h.code, place.id, place.name,
       'recognised', '2.1', md5('line ' || h.id), now()
     FROM "Assessment" a JOIN "Area" place ON place.id = a."areaId" AND place."unitCode" = $1 JOIN "Household" h ON h.id = a."householdId"
     WHERE a.stage = 'recognised'`,
];

/** Households write most of the audit. $1 how many answers. */
const answeredSql = `INSERT INTO "Audit" (at, actor, action, subject, detail)
  SELECT now() - random() * interval '60 days', 'account:' || md5((n % 5000)::text)::uuid, 'assessment.answer', 'assessment:' || md5(n::text)::uuid, '{}'
  FROM generate_series(1, $1::int) AS n`;

const confirmedSql = `INSERT INTO "Audit" (at, actor, action, subject, detail)
  SELECT a."updatedAt", 'officer:${OFFICER}', 'review.confirm', 'assessment:' || a.id, '{"level": "hamlet"}'
  FROM "Assessment" a WHERE a.stage <> 'waiting'`;

/** How the season before ended everywhere; the one that was filled is a real one then, too, or it would not be the one that matters. */
async function lastYear(deps: Deps, run: (statement: string, ...values: unknown[]) => Promise<number>): Promise<void> {
  const { id, year } = await deps.db.season.findFirstOrThrow({ orderBy: { year: 'desc' } });
  await deps.db.season.update({ where: { id }, data: { trial: false } });
  const seasonId = await seasonOfYear(deps, year - 1);
  await run(
    `INSERT INTO "AreaCount" ("areaId", "seasonId", title, "householdsPermanent", registered, sent, waiting, returned, confirmed, proposed, recognised, at)
       SELECT id, $1::uuid, '${TITLE}', ${IN_EACH}, 300, 280, 0, 0, 280, 260, 250, now() FROM "Area" WHERE kind <> 'unplaced'`,
    seasonId,
  );
}
