/**
 * What officers look at, in a ward of 20,000 households, one of a city of 36 such: from the request to the last byte of the page, with
 * the session, the scope and the audit that belong to it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../src/db/client.ts';
import { migrate } from '../src/db/migrate.ts';
import type { Deps } from '../src/deps.ts';
import { createLogger } from '../src/log.ts';
import { findSession, openSession } from '../src/officer/sessions.ts';
import { prepare } from '../src/prepare.ts';
import { systemClock, systemIds } from '../src/system.ts';
import { startCommand } from '../test/support/start-command.ts';
import { AREAS, type City, fillCity, IN_EACH } from './city.ts';
import type { Server } from './database.ts';
import { quantiles } from './load.ts';
import { startNode } from './processes.ts';
import { round, say, table, target } from './report.ts';

const TIMES = 60;
const WARM_UP = 5;
const MOST_MS = 200;

/** What stands in a form of the list; absent: the page is asked for by its address. */
interface Look {
  name: string;
  path: string;
  fields?: Record<string, string>;
  by: Duty;
}

interface Duty {
  role: 'city' | 'ward' | 'hamlet';
  unitCode?: string;
  areaId?: string;
}

/** Something to look at of each kind. */
interface Places extends City {
  areaId: string;
  /** A household from the middle of the list. */
  middle: string;
  /** One that waits. */
  assessmentId: string;
}

export async function benchOfficers(server: Server): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const url = await server.database('officers');
  const log = createLogger({ level: 'silent', stream: process.stderr });
  await migrate(url, log);
  const prisma = connect(url, 4);
  const deps: Deps = { db: prisma, clock: systemClock, ids: systemIds, log };
  try {
    await prisma.$transaction((db) => prepare({ ...deps, db }, { city: null }), { timeout: 60_000 });
    const places = await placesIn(deps, await fillCity(deps, prisma));
    const env = { DATA_DIR: folder, DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'error', ...startCommand.env };
    const main = join(import.meta.dirname, '../src/main.ts');
    const service = await startNode(main, env, /Web chat: on, at http:\/\/[^:]+:(\d+)\//, startCommand.flags);
    try {
      const measured: [string, ReturnType<typeof quantiles>][] = [];
      for (const look of looksAt(places)) {
        // One may ask only so often.
        const taken = await times(`http://127.0.0.1:${service.said}/console`, look, await officer(deps, look.by));
        measured.push([look.name, quantiles(taken)]);
      }
      const { wards, households } = places;
      say(
        `Officers: pages of the console, ${AREAS * IN_EACH} households in the ward, ${households} in ${wards} wards; ${TIMES} times each`,
      );
      table([['page', 'p50 ms', 'p99 ms'], ...measured.map(([name, { p50, p99 }]) => [name, round(p50, 1), round(p99, 1)])]);
      for (const [name, { p99 }] of measured) target(`${name}: p99 under ${MOST_MS} ms`, p99 < MOST_MS);
    } finally {
      await service.stop();
    }
  } finally {
    await prisma.$disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}

async function placesIn({ db }: Deps, city: City): Promise<Places> {
  const { id: middle } = await db.household.findFirstOrThrow({
    where: { area: { unitCode: city.atWork } },
    orderBy: [{ headNameKey: 'asc' }, { id: 'asc' }],
    skip: (AREAS * IN_EACH) / 2,
    select: { id: true },
  });
  const { id: areaId } = await db.area.findFirstOrThrow({ where: { unitCode: city.atWork, kind: 'quarter' }, select: { id: true } });
  const waits = { areaId, state: 'submitted', stage: 'waiting' } as const;
  const { id: assessmentId } = await db.assessment.findFirstOrThrow({ where: waits, select: { id: true } });
  return { ...city, areaId, middle, assessmentId };
}

function looksAt({ atWork, decided, decisionId, areaId, middle, assessmentId }: Places): Look[] {
  const list = `/households/${atWork}`;
  const ward: Duty = { role: 'ward', unitCode: atWork };
  const other: Duty = { role: 'ward', unitCode: decided };
  const hamlet: Duty = { role: 'hamlet', unitCode: atWork, areaId };
  const city: Duty = { role: 'city' };
  return [
    { by: ward, name: 'households: first page', path: list },
    { by: ward, name: 'a page in the middle', path: list, fields: { after: middle } },
    { by: ward, name: 'a name that many bear', path: list, fields: { query: 'Nguyễn' } },
    { by: ward, name: 'a name that nobody bears', path: list, fields: { query: 'không ai' } },
    { by: ward, name: 'those that have sent', path: `${list}?standing=sent` },
    { by: other, name: 'those that are recognised', path: `/households/${decided}?standing=recognised` },
    { by: ward, name: 'a household', path: `/household/${middle}` },
    { by: ward, name: 'households that look alike', path: '/doubles' },
    { by: ward, name: 'what waits, in numbers', path: '' },
    { by: ward, name: 'files that wait', path: '/queue' },
    { by: ward, name: 'files that are worth a look', path: '/queue?flag=any' },
    { by: ward, name: 'files with nothing to look at', path: '/queue?flag=none' },
    { by: ward, name: 'files that somebody else handed in too', path: '/queue?flag=sameFile' },
    { by: ward, name: 'files with nothing to show', path: '/queue?flag=noEvidence' },
    { by: ward, name: 'files far from last year’s', path: '/queue?flag=farFromLastYear' },
    { by: ward, name: 'files that are confirmed', path: '/queue?stage=confirmed' },
    { by: ward, name: 'files of a name that many bear', path: '/queue', fields: { search: 'nguyen' } },
    { by: ward, name: 'files of a name that nobody bears', path: '/queue', fields: { search: 'không ai' } },
    { by: ward, name: 'a file', path: `/files/${assessmentId}` },
    { by: ward, name: 'sheets', path: '/sheets' },
    { by: ward, name: 'a khu phố on its sheet', path: `/sheets/${areaId}` },
    { by: hamlet, name: 'the same, to its own officer', path: `/sheets/${areaId}` },
    { by: hamlet, name: 'files of a khu phố', path: '/queue' },
    { by: ward, name: 'who is to be told', path: '/outcomes' },
    { by: ward, name: 'papers', path: '/papers' },
    { by: ward, name: 'what stands in the way of a decision', path: `/decisions/wards/${atWork}` },
    { by: other, name: 'a decision', path: `/decisions/${decisionId}` },
    { by: ward, name: 'counts of the ward', path: `/counts/${atWork}` },
    { by: ward, name: 'counts of a khu phố', path: `/counts/${atWork}/${areaId}` },
    { by: city, name: 'counts of the city', path: '/counts' },
    { by: city, name: 'rubrics', path: '/rubrics' },
    { by: city, name: 'audit of officers', path: '/audit' },
    { by: city, name: 'audit of all', path: '/audit?of=all' },
  ];
}

interface Officer {
  token: string;
  csrf: string;
}

async function officer(deps: Deps, duty: Duty): Promise<Officer> {
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
    // What answers a form has an address of its own.
    const response = await fetch(at + path, init);
    await response.text();
    if (response.status !== 200 || response.url.endsWith('/enter')) throw new Error(`${path} was answered with ${response.status}`);
    taken.push(performance.now() - since);
  }
  return taken.slice(WARM_UP);
}
