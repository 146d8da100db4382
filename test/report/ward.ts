/** Wards, khu phố and households in every state, for tests of what is counted. */
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import type { Prisma, PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { fold } from '../../src/flow/fold.ts';
import { codeFrom } from '../../src/household/household-code.ts';
import type { Scope } from '../../src/officer/scope.ts';

export const BEN_CAT = '25813';
export const THUAN_AN = '25978';

export const nobody: Scope = {
  officerId: '00000000-0000-7000-8000-0000000000aa',
  operator: false,
  city: false,
  wards: [],
  areas: [],
  helps: { wards: [], areas: [] },
};

export async function areaOf(
  deps: Deps,
  name: string,
  { unitCode = BEN_CAT, permanent = null as number | null, temporary = null as number | null } = {},
) {
  const id = deps.ids.next();
  await deps.db.area.create({
    data: { id, unitCode, name, kind: 'quarter', householdsPermanent: permanent, householdsTemporary: temporary },
  });
  return id;
}

export async function unplacedOf(deps: Deps, unitCode = BEN_CAT): Promise<string> {
  return (await deps.db.area.findFirstOrThrow({ where: { unitCode, kind: 'unplaced' } })).id;
}

type Household = Partial<Prisma.HouseholdUncheckedCreateInput> & { member?: boolean };

export async function householdIn(deps: Deps, areaId: string, { member = false, headName = 'Nguyễn Thị Sen', ...more }: Household = {}) {
  const id = deps.ids.next();
  const now = deps.clock.now();
  const name = { headName, headNameKey: fold(headName) };
  const dates = { createdAt: now, updatedAt: now };
  await deps.db.household.create({ data: { id, code: codeFrom(id), areaId, residence: 'permanent', ...name, ...dates, ...more } });
  if (member) await joins(deps, id);
  return id;
}

/** Somebody of the family is with us, and agrees with the city's Hội. */
export async function joins(deps: Deps, householdId: string): Promise<void> {
  const channel = await deps.db.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
  const accountId = deps.ids.next();
  const now = deps.clock.now();
  await deps.db.account.create({ data: { id: accountId, channelAccountId: channel.id, externalId: accountId, createdAt: now } });
  await deps.db.membership.create({ data: { id: deps.ids.next(), accountId, householdId, from: now } });
  await decides(deps, accountId, 'given');
}

/** Whoever of the family is with us takes back what they agreed to. */
export async function takesBack(deps: Deps, householdId: string): Promise<void> {
  const members = await deps.db.membership.findMany({ where: { householdId, to: null } });
  for (const { accountId } of members) await decides(deps, accountId, 'withdrawn');
}

async function decides(deps: Deps, accountId: string, act: 'given' | 'withdrawn'): Promise<void> {
  const { id: organisationId } = await deps.db.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
  const text = { textVersion: '1', textHash: 'x', language: 'vi', method: 'chat' };
  const about = { accountId, accountHash: accountId, organisationId, purpose: 'selfAssessment', act } as const;
  await deps.db.consent.create({ data: { id: deps.ids.next(), ...about, ...text, at: deps.clock.now() } });
}

type Assessment = Partial<Pick<Prisma.AssessmentUncheckedCreateInput, 'source' | 'state' | 'stage' | 'areaId' | 'seasonId'>>;

/** Of the season that the database began with, unless said. */
export async function assessed(deps: Deps, householdId: string, more: Assessment = {}): Promise<string> {
  const { areaId } = await deps.db.household.findUniqueOrThrow({ where: { id: householdId } });
  const season = await deps.db.season.findFirstOrThrow({ where: more.seasonId ? { id: more.seasonId } : {}, orderBy: { year: 'asc' } });
  const rubric = await deps.db.rubricVersion.findFirstOrThrow({ where: { title: TITLE } });
  const now = deps.clock.now();
  const id = deps.ids.next();
  const basis = { householdId, title: TITLE, seasonId: season.id, rubricVersionId: rubric.id, areaId };
  await deps.db.assessment.create({
    data: { id, ...basis, source: 'self', state: 'draft', openedAt: now, updatedAt: now, ...more },
  });
  return id;
}

/** A real season of the city, judged by the sample. */
export async function seasonOfYear(deps: Deps, year: number): Promise<string> {
  const city = await deps.db.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
  const rubric = await deps.db.rubricVersion.findFirstOrThrow({ where: { title: TITLE } });
  const id = deps.ids.next();
  const dates = {
    launch: `${year}-01-15`,
    registration: { opens: `${year}-01-15`, closes: `${year}-04-30` },
    halfYear: `${year}-06-30`,
    learningWeek: { opens: `${year}-10-01`, closes: `${year}-10-07` },
    selfAssessment: { opens: `${year}-10-15`, closes: `${year}-11-15` },
    ...{ khuPhoMeetings: `${year}-11-25`, wardList: `${year}-12-05`, decision: `${year}-12-10`, report: `${year}-12-15` },
    ...{ cutOff: `${year}-12-31`, dossier: `${year + 1}-02-28` },
  };
  await deps.db.season.create({ data: { id, organisationId: city.id, year, name: `năm ${year}`, dates } });
  await deps.db.rubricInForce.create({ data: { organisationId: city.id, title: TITLE, seasonId: id, rubricVersionId: rubric.id } });
  return id;
}

/**
 * `areas` more khu phố, then `count` households in each khu phố of the ward, in one statement; all with an assessment of the city's
 * season, some of them sent. Names are of few words, as in life.
 */
export async function fillWard(
  prisma: PrismaClient,
  { unitCode, areas, count }: { unitCode: string; areas: number; count: number },
): Promise<void> {
  const statements = [
    `INSERT INTO "Area" (id, "unitCode", name, kind, "householdsPermanent")
       SELECT gen_random_uuid(), '${unitCode}', 'Khu phố ' || (n + 100), 'quarter', ${count} FROM generate_series(1, ${areas}) AS n`,
    `INSERT INTO "Household" (id, code, "areaId", residence, "headName", "headNameKey", "createdAt", "updatedAt")
       SELECT gen_random_uuid(), 'X' || right(md5(a.id::text || n), 13), a.id, 'permanent', w.name, w.name, now(), now()
       FROM "Area" a CROSS JOIN generate_series(1, ${count}) AS n
       CROSS JOIN LATERAL (SELECT (ARRAY['nguyen', 'tran', 'le', 'pham'])[1 + n % 4] || ' ' || (ARRAY['van', 'thi', 'huu'])[1 + n % 3] || ' ' || substr(md5(n::text), 1, 4) AS name) AS w
       WHERE a."unitCode" = '${unitCode}' AND a.kind = 'quarter'`,
    `INSERT INTO "Assessment" (id, "householdId", title, "seasonId", "rubricVersionId", "areaId", source, state, "openedAt", "updatedAt")
       SELECT gen_random_uuid(), h.id, '${TITLE}', s.id, r.id, h."areaId", 'self', (CASE WHEN right(h.code, 1) < '4' THEN 'submitted' ELSE 'draft' END)::"AssessmentState", now(), now()
       FROM "Household" h JOIN "Area" a ON a.id = h."areaId", (SELECT id FROM "Season" ORDER BY year LIMIT 1) s, (SELECT id FROM "RubricVersion" WHERE title = '${TITLE}' LIMIT 1) r
       WHERE a."unitCode" = '${unitCode}'`,
  ];
  for (const statement of statements) await prisma.$executeRawUnsafe(statement);
}
