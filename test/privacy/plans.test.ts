/** How PostgreSQL goes about what is asked when somebody is forgotten: what it reads, not how long it takes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSql } from '../../src/privacy/forget-shown.ts';
import { type TestDatabase, unusedDatabase } from '../support/db.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await unusedDatabase();
});
afterAll(() => database.drop());

interface Node {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Node[];
}

it('who read a call for help is found without reading what else officers read since', async () => {
  const { raw } = database;
  await raw.$executeRawUnsafe(
    `INSERT INTO "Audit" (at, actor, action, subject, detail)
     SELECT now(), 'officer:' || n % 40, CASE n % 3 WHEN 0 THEN 'review.read' ELSE 'help.read' END, 'x', jsonb_build_object('calls', jsonb_build_array(gen_random_uuid(), gen_random_uuid()))
     FROM generate_series(1, 20000) n`,
  );
  await raw.$executeRawUnsafe('VACUUM ANALYZE "Audit"');
  const [one] = await raw.$queryRawUnsafe<{ call: string; actor: string }[]>(
    `SELECT detail -> 'calls' ->> 1 AS call, actor FROM "Audit" WHERE action = 'help.read' ORDER BY seq LIMIT 1`,
  );
  const values = [one?.call, new Date(0)];
  expect(await raw.$queryRawUnsafe(readSql, ...values)).toEqual([{ actor: one?.actor }]);
  const [row] = await raw.$queryRawUnsafe<{ 'QUERY PLAN': { Plan: Node }[] }[]>(`EXPLAIN (ANALYZE, FORMAT JSON) ${readSql}`, ...values);
  const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];
  const scans = flat(row?.['QUERY PLAN'][0]?.Plan as Node).filter((node) => node['Relation Name'] === 'Audit');
  const seen = (node: Node) =>
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops'];
  expect(scans.map(seen)).toEqual([1]);
});
