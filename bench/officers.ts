/**
 * What officers look at, in a ward of 20,000 households beside two others as large: from the request to the last byte of the page, with
 * the session, the scope and the audit that belong to it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PrismaClient } from '../src/db/client.ts';
import { migrate } from '../src/db/migrate.ts';
import type { Deps } from '../src/deps.ts';
import { createLogger } from '../src/log.ts';
import { findSession, openSession } from '../src/officer/sessions.ts';
import { prepare } from '../src/prepare.ts';
import { systemClock, systemIds } from '../src/system.ts';
import { fillWard } from '../test/report/ward.ts';
import { startCommand } from '../test/support/start-command.ts';
import type { Server } from './database.ts';
import { quantiles } from './load.ts';
import { startNode } from './processes.ts';
import { round, say, table, target } from './report.ts';

const WARD = '25813';
const WARDS = [WARD, '25978', '25942'];
const AREAS = 46;
const IN_EACH = 435;
const TIMES = 100;
const WARM_UP = 10;
const MOST_MS = 200;

/** What stands in a form of the list; absent: the page is asked for by its address. */
interface Look {
  name: string;
  path: string;
  fields?: Record<string, string>;
}

export async function benchOfficers(server: Server): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const url = await server.database('officers');
  const { ward, city, middle, areaId } = await settle(url);
  const env = { DATA_DIR: folder, DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'error', ...startCommand.env };
  const main = join(import.meta.dirname, '../src/main.ts');
  const service = await startNode(main, env, /Web chat: on, at http:\/\/[^:]+:(\d+)\//, startCommand.flags);
  const at = `http://127.0.0.1:${service.said}/console`;
  const list = `/households/${WARD}`;
  const looks: [Look, Officer][] = [
    [{ name: 'first page', path: list }, ward],
    [{ name: 'a page in the middle', path: list, fields: { after: middle } }, ward],
    [{ name: 'a name that many bear', path: list, fields: { query: 'Nguyễn' } }, ward],
    [{ name: 'a name that nobody bears', path: list, fields: { query: 'không ai' } }, ward],
    [{ name: 'those that have sent', path: `${list}?standing=sent` }, ward],
    [{ name: 'what waits, in numbers', path: '' }, ward],
    [{ name: 'files that wait', path: '/queue' }, ward],
    [{ name: 'files of a name that many bear', path: '/queue', fields: { search: 'nguyen' } }, ward],
    [{ name: 'files of a name that nobody bears', path: '/queue', fields: { search: 'không ai' } }, ward],
    [{ name: 'a khu phố on its sheet', path: `/sheets/${areaId}` }, ward],
    [{ name: 'counts of the ward', path: `/counts/${WARD}` }, city],
    [{ name: 'counts of the city', path: '/counts' }, city],
  ];
  try {
    const measured: [string, ReturnType<typeof quantiles>][] = [];
    for (const [look, officer] of looks) measured.push([look.name, quantiles(await times(at, look, officer))]);
    say(`Officers: pages of the console, ${AREAS * IN_EACH} households in the ward, ${TIMES} times each, one after another`);
    table([['page', 'p50 ms', 'p99 ms'], ...measured.map(([name, { p50, p99 }]) => [name, round(p50, 1), round(p99, 1)])]);
    for (const [name, { p99 }] of measured) target(`${name}: p99 under ${MOST_MS} ms`, p99 < MOST_MS);
  } finally {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Officer {
  token: string;
  csrf: string;
}

/** Wards full of households, an officer of one and one of the city; and a household from the middle of the list. */
async function settle(url: string): Promise<{ ward: Officer; city: Officer; middle: string; areaId: string }> {
  const log = createLogger({ level: 'silent', stream: process.stderr });
  await migrate(url, log);
  const prisma = connect(url, 4);
  try {
    const deps: Deps = { db: prisma, clock: systemClock, ids: systemIds, log };
    await prisma.$transaction((db) => prepare({ ...deps, db }, { city: null }), { timeout: 60_000 });
    for (const unitCode of WARDS) await fillWard(prisma, { unitCode, areas: AREAS, count: IN_EACH });
    await send(prisma);
    await prisma.$executeRawUnsafe('VACUUM ANALYZE');
    const { id: middle } = await prisma.household.findFirstOrThrow({
      where: { area: { unitCode: WARD } },
      orderBy: [{ headNameKey: 'asc' }, { id: 'asc' }],
      skip: (AREAS * IN_EACH) / 2,
      select: { id: true },
    });
    const { id: areaId } = await prisma.area.findFirstOrThrow({ where: { unitCode: WARD, kind: 'quarter' }, select: { id: true } });
    const ward = await officer(deps, { role: 'ward', unitCode: WARD });
    return { ward, city: await officer(deps, { role: 'city' }), middle, areaId };
  } finally {
    await prisma.$disconnect();
  }
}

/** What `fillWard` says was sent, from somebody of the family who agreed to it. */
async function send(prisma: PrismaClient): Promise<void> {
  const sent = `"Household" h JOIN "Assessment" a ON a."householdId" = h.id AND a.state = 'submitted'`;
  const account = `md5('account of ' || h.id)::uuid`;
  const score = { points: 82, max: 100, passMark: 80, enough: true, complete: true, missing: [], lines: [], gains: [] };
  const statements = [
    `INSERT INTO "Account" (id, "channelAccountId", "externalId", language, "createdAt")
       SELECT ${account}, c.id, 'bench-' || h.id, 'vi', now() FROM ${sent}, (SELECT id FROM "ChannelAccount" WHERE channel = 'web' LIMIT 1) c`,
    `INSERT INTO "Membership" (id, "accountId", "householdId", "approvedBy", "from")
       SELECT gen_random_uuid(), ${account}, h.id, ${account}, now() FROM ${sent}`,
    `INSERT INTO "Consent" (id, "accountId", "accountHash", "organisationId", purpose, act, "textVersion", "textHash", language, method, at)
       SELECT gen_random_uuid(), ${account}, 'bench-' || h.id, o.id, 'selfAssessment', 'given', '1', '', 'vi', 'chat', now()
       FROM ${sent}, (SELECT id FROM "Organisation" WHERE level = 'city' AND until IS NULL LIMIT 1) o`,
    `INSERT INTO "Submission" (id, "assessmentId", number, code, "rubricVersionId", facts, answers, evidence, score, at)
       SELECT gen_random_uuid(), a.id, 1, h.code || '-2026-1', a."rubricVersionId", '{"adults": 2, "primary": 1}', '{}', '{}', '${JSON.stringify(score)}',
         now() - random() * interval '20 days' FROM ${sent}`,
  ];
  for (const statement of statements) await prisma.$executeRawUnsafe(statement);
}

async function officer(deps: Deps, duty: { role: 'ward' | 'city'; unitCode?: string }): Promise<Officer> {
  const officerId = deps.ids.next();
  const from = deps.clock.now();
  await deps.db.officer.create({ data: { id: officerId, name: 'Cán bộ', createdAt: from } });
  await deps.db.grant.create({ data: { id: deps.ids.next(), officerId, from, ...duty } });
  const token = await openSession(deps, { officerId, accountId: null });
  const visit = await findSession(deps, token);
  if (!visit) throw new Error('The officer was not let in');
  return { token, csrf: visit.csrf };
}

/** @returns milliseconds until the whole page was there */
async function times(at: string, { path, fields }: Look, { token, csrf }: Officer): Promise<number[]> {
  const headers = { cookie: `nhahoc_console=${token}`, origin: new URL(at).origin, 'sec-fetch-site': 'same-origin' };
  const init = fields ? { method: 'POST', headers, body: new URLSearchParams({ csrf, ...fields }) } : { headers };
  const taken: number[] = [];
  for (let count = 0; count < WARM_UP + TIMES; count++) {
    const since = performance.now();
    const response = await fetch(at + path, { ...init, redirect: 'error' });
    await response.text();
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
    taken.push(performance.now() - since);
  }
  return taken.slice(WARM_UP);
}
