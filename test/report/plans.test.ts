/** How PostgreSQL goes about what officers look at, in a ward of 20,000 households beside another as large: what it reads, not how long it takes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesToMoveSql } from '../../src/adoption/to-move.ts';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { unjudgedSql } from '../../src/decision/standing-of-ward.ts';
import type { Deps } from '../../src/deps.ts';
import { pairsSql } from '../../src/identity/list-doubles.ts';
import { listSql, PAGE, searchValues } from '../../src/identity/list-households.ts';
import { nextToConfirmSql } from '../../src/identity/next-household.ts';
import { countedSql } from '../../src/paper/places.ts';
import { countBySourceSql } from '../../src/report/count-by-source.ts';
import { countRowsSql } from '../../src/report/count-rows.ts';
import { placeValues } from '../../src/report/place-sql.ts';
import { countSql, stageListSql } from '../../src/review/list-waiting.ts';
import { lookedIntoSql } from '../../src/review/looks-from-above.ts';
import { sheetCountsSql } from '../../src/roster/list-sheets.ts';
import { type TestDatabase, unusedDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';
import { BEN_CAT, fillWard, nobody, THUAN_AN } from './ward.ts';

const AREAS = 46;
const IN_EACH = 435;
const START = ['', '00000000-0000-0000-0000-000000000000'] as const;

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Node[];
}

let database: TestDatabase;
let deps: Deps;
let place: unknown[];
beforeAll(async () => {
  database = await unusedDatabase();
  deps = testDeps(database.prisma);
  for (const unitCode of [BEN_CAT, THUAN_AN]) await fillWard(database.prisma, { unitCode, areas: AREAS, count: IN_EACH });
  for (const statement of sentSql) await database.prisma.$executeRawUnsafe(statement);
  await database.prisma.$executeRawUnsafe('VACUUM ANALYZE');
  const season = await deps.db.season.findFirstOrThrow();
  place = [...placeValues({ ...nobody, wards: [BEN_CAT] }, [{ unitCode: BEN_CAT, seasonId: season.id, closed: false }]), TITLE];
});
afterAll(() => database.drop());

const account = `md5('account of ' || a.id)::uuid`;
const sent = `"Assessment" a WHERE a.state = 'submitted'`;

/** Whoever has sent has a member, who agrees; and an officer has asked something back. */
const sentSql = [
  `INSERT INTO "Account" (id, "channelAccountId", "externalId", language, "createdAt")
     SELECT ${account}, (SELECT id FROM "ChannelAccount" WHERE channel = 'web' LIMIT 1), a.id::text, 'vi', now() FROM ${sent}`,
  `INSERT INTO "Membership" (id, "accountId", "householdId", "from") SELECT gen_random_uuid(), ${account}, a."householdId", now() FROM ${sent}`,
  `INSERT INTO "Consent" (id, "accountId", "accountHash", "organisationId", purpose, act, "textVersion", "textHash", language, method, at)
     SELECT gen_random_uuid(), ${account}, a.id::text, (SELECT id FROM "Organisation" WHERE level = 'city' LIMIT 1), 'selfAssessment', 'given', '1', '', 'vi', 'chat', now() FROM ${sent}`,
  `INSERT INTO "Submission" (id, "assessmentId", number, code, "rubricVersionId", facts, answers, evidence, score, at)
     SELECT gen_random_uuid(), a.id, 1, a.id::text, a."rubricVersionId", '{}', '{}', '{}', '{}', now() FROM ${sent}`,
  `INSERT INTO "Review" (id, "assessmentId", "submissionId", level, act, indicator, at)
     SELECT gen_random_uuid(), s."assessmentId", s.id, 'hamlet', 'askBack', 'B2', now() FROM "Submission" s`,
  // And of half of them another rubric was put in force since.
  `INSERT INTO "Submission" (id, "assessmentId", number, code, "rubricVersionId", facts, answers, evidence, score, at, "sentAt")
     SELECT gen_random_uuid(), "assessmentId", 2, code || '-2', "rubricVersionId", '{}', '{}', '{}', '{}', now(), at
     FROM "Submission" WHERE code < '8'`,
];

/** Every step of the plan, carried out. */
async function plan(sql: string, ...values: unknown[]): Promise<Node[]> {
  const [row] = await database.raw.$queryRawUnsafe<{ 'QUERY PLAN': { Plan: Node }[] }[]>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
    ...values,
  );
  const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];
  return flat(row?.['QUERY PLAN'][0]?.Plan as Node);
}

/** Rows of a table that were looked at, those that a filter then left out included. */
function readOf(nodes: Node[], table: string): number {
  const scans = nodes.filter((node) => node['Relation Name'] === table);
  return scans.reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0);
}

function wholeTables(nodes: Node[]): (string | undefined)[] {
  return nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
}

describe('a page of households', () => {
  it('is read from the first ones of each khu phố, wherever it stands in the list', async () => {
    const middle = await database.prisma.household.findFirstOrThrow({
      where: { area: { unitCode: BEN_CAT } },
      orderBy: [{ headNameKey: 'asc' }, { id: 'asc' }],
      skip: (AREAS * IN_EACH) / 2,
    });
    for (const [key, id] of [START, [middle.headNameKey, middle.id]]) {
      const nodes = await plan(listSql(undefined), ...place, null, key, id, ...searchValues(''), PAGE + 1);
      expect(wholeTables(nodes)).not.toContain('Household');
      expect(nodes.some((node) => node['Index Name'] === 'Household_areaId_headNameKey_id_idx')).toBe(true);
      expect(readOf(nodes, 'Household')).toBeLessThanOrEqual(AREAS * (PAGE + 2));
    }
  });

  it('of one khu phố is read from that khu phố', async () => {
    const area = await database.prisma.area.findFirstOrThrow({ where: { unitCode: BEN_CAT, kind: 'quarter' } });
    const nodes = await plan(listSql(undefined), ...place, area.id, ...START, ...searchValues(''), PAGE + 1);
    expect(readOf(nodes, 'Household')).toBeLessThanOrEqual(PAGE + 2);
  });

  it('that was looked for reads households of this ward only', async () => {
    for (const query of ['nguyen', 'khong ai', 'X1a2']) {
      const nodes = await plan(listSql(undefined), ...place, null, ...START, ...searchValues(query), PAGE + 1);
      expect(wholeTables(nodes)).not.toContain('Household');
      expect(readOf(nodes, 'Household')).toBeLessThanOrEqual(AREAS * IN_EACH + AREAS);
    }
  });

  it('of those that have come so far finds their assessments by index', async () => {
    for (const standing of ['sent', 'notSent', 'recognised'] as const) {
      const nodes = await plan(listSql(standing), ...place, null, ...START, ...searchValues(''), PAGE + 1);
      expect(wholeTables(nodes)).not.toContain('Household');
      expect(readOf(nodes, 'Household')).toBeLessThanOrEqual(AREAS * IN_EACH + AREAS);
      expect(readOf(nodes, 'Assessment')).toBeLessThanOrEqual(AREAS * IN_EACH + AREAS);
    }
  });
});

describe('the list of sheets', () => {
  it('looks for the Hội that answers once a khu phố, not once a household', async () => {
    const areas = await database.prisma.area.findMany({ where: { unitCode: BEN_CAT }, select: { id: true } });
    const { id: seasonId } = await database.prisma.season.findFirstOrThrow();
    const places = areas.map(({ id }) => ({ areaId: id, seasonId, closed: true }));
    const nodes = await plan(sheetCountsSql, JSON.stringify(places), TITLE);
    const organisations = await database.prisma.organisation.count();
    const all = await database.prisma.area.count();
    expect(readOf(nodes, 'Organisation')).toBeLessThanOrEqual(all * organisations);
    expect(readOf(nodes, 'Assessment')).toBeLessThanOrEqual(2 * (AREAS + 1) * IN_EACH);
  });
});

describe('what officers do in a ward', () => {
  const personal = ['Household', 'Assessment', 'Submission', 'Review', 'Membership', 'Account', 'Consent'];
  const ward = () => [[BEN_CAT], []] as const;
  async function season(): Promise<string> {
    return (await database.prisma.season.findFirstOrThrow()).id;
  }

  it('reads no table of the whole city, whether they count what waits or look at it', async () => {
    const seasonId = await season();
    const count = await plan(countSql, ...ward(), [seasonId], [], null);
    expect(wholeTables(count).filter((table) => personal.includes(table ?? ''))).toEqual([]);
    for (const closed of [[], [BEN_CAT]])
      for (const like of [null, '%nguyen%']) {
        const values = [...ward(), [seasonId], closed, null, 'waiting', like, null, null, null, null, 21, new Date()];
        const list = await plan(stageListSql, ...values);
        expect(wholeTables(list).filter((table) => personal.includes(table ?? ''))).toEqual([]);
        // Whose file it is, is asked of those on the page.
        expect(readOf(list, 'Consent')).toBeLessThanOrEqual(21);
      }
  });

  it('nor to know how many wait to be confirmed', async () => {
    const nodes = await plan(nextToConfirmSql, ...ward(), '00000000-0000-7000-8000-000000000001');
    expect(wholeTables(nodes).filter((table) => personal.includes(table ?? ''))).toEqual([]);
    expect(readOf(nodes, 'Household')).toBeLessThanOrEqual(AREAS * IN_EACH + AREAS);
  });

  it('nor for papers, for a decision, for sheets or for households that look alike', async () => {
    const seasonId = await season();
    const areas = await database.prisma.area.findMany({ where: { unitCode: BEN_CAT }, select: { id: true } });
    const areaIds = areas.map(({ id }) => id);
    const places = areaIds.map((areaId) => ({ areaId, seasonId, closed: false }));
    for (const nodes of [
      await plan(countedSql, seasonId, TITLE, areaIds),
      await plan(unjudgedSql, BEN_CAT, seasonId, TITLE, false),
      await plan(sheetCountsSql, JSON.stringify(places), TITLE),
      await plan(pairsSql, ...ward(), null, null, 7),
    ]) {
      expect(wholeTables(nodes).filter((table) => personal.includes(table ?? ''))).toEqual([]);
    }
  });
});

describe('counts of a ward', () => {
  it('read each of its assessments once, and none of another ward', async () => {
    const nodes = await plan(countRowsSql, ...place);
    expect(nodes.some((node) => node['Index Name'] === 'Assessment_areaId_seasonId_stage_idx')).toBe(true);
    // Once to count them, once to know who has none.
    expect(readOf(nodes, 'Assessment')).toBeLessThanOrEqual(3 * AREAS * IN_EACH);
  });

  it('by source read them once', async () => {
    const nodes = await plan(countBySourceSql, ...place, null);
    expect(wholeTables(nodes)).not.toContain('Assessment');
    expect(readOf(nodes, 'Assessment')).toBeLessThanOrEqual(AREAS * IN_EACH + AREAS);
  });
});

describe('households that look alike', () => {
  it('to those of a khu phố are looked for there, and not in the whole ward', async () => {
    const area = await database.prisma.area.findFirstOrThrow({ where: { unitCode: BEN_CAT, kind: 'quarter' } });
    const nodes = await plan(pairsSql, [BEN_CAT], [], area.id, null, 7);
    expect(readOf(nodes, 'Household')).toBeLessThanOrEqual(2 * IN_EACH);
  });

  it('in a ward are joined by what they have in common, and never all with all', async () => {
    const nodes = await plan(pairsSql, [BEN_CAT], [], null, null, 7);
    expect(readOf(nodes, 'Household')).toBeLessThanOrEqual(2 * AREAS * IN_EACH);
    expect(Math.max(...nodes.map((node) => node['Rows Removed by Join Filter'] ?? 0))).toBeLessThanOrEqual(AREAS * IN_EACH);
  });
});

describe('what is asked again and again', () => {
  it('finds that no file has to follow another rubric without reading one', async () => {
    const nodes = await plan(filesToMoveSql, TITLE, 200);
    expect(wholeTables(nodes)).not.toContain('Assessment');
    expect(readOf(nodes, 'Assessment')).toBe(0);
  });

  it('finds the city’s looks into a file without reading what others did', async () => {
    await database.prisma.$executeRaw`INSERT INTO "Audit" (at, actor, action, subject, detail)
      SELECT now(), 'officer:x', CASE WHEN n % 100 = 0 THEN 'review.openFromAbove' ELSE 'review.open' END, 'assessment:' || n % 500, '{}'
      FROM generate_series(1, 20000) AS n`;
    await database.prisma.$executeRawUnsafe('ANALYZE "Audit"');
    const nodes = await plan(lookedIntoSql, 'assessment:100');
    expect(readOf(nodes, 'Audit')).toBe(40);
    expect(nodes.some((node) => node['Index Name'] === 'Audit_looked_into')).toBe(true);
  });
});
