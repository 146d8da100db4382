/** The audit as the city and the operator read it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/db/audit.ts';
import type { Deps } from '../../src/deps.ts';
import type { Role } from '../../src/officer/duty.ts';
import { AUDIT_PAGE, readAudit } from '../../src/officer/read-audit.ts';
import { type Scope, scopeOf } from '../../src/officer/scope.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { type TestDatabase, unusedDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';
import { type OfficersHouse, openOfficersHouse } from '../support/officers.ts';

let database: TestDatabase;
let deps: Deps;
let house: OfficersHouse;
beforeAll(async () => {
  database = await unusedDatabase();
  deps = testDeps(database.prisma);
  house = await openOfficersHouse(deps);
});
afterAll(() => database.drop());

async function scope(role: Role): Promise<Scope> {
  const found = await scopeOf(deps, house.officers[role].officerId);
  if (!found) throw new Error(`no ${role}`);
  return found;
}

async function read(role: Role, question: Partial<Parameters<typeof readAudit>[1]> = {}) {
  const found = await readAudit(deps, { scope: await scope(role), of: 'officers', ...question });
  if (found.outcome !== 'read') throw new Error(found.outcome);
  return found;
}

const write = (actor: string, action: string, subject = 'household:x') => audit(deps, { actor, action, subject });

describe('the audit', () => {
  it('is for the city and the operator', async () => {
    for (const role of ['ward', 'hamlet', 'helper'] as const)
      expect(await readAudit(deps, { scope: await scope(role), of: 'all' })).toEqual({ outcome: 'notFound' });
    for (const role of ['city', 'operator'] as const) await read(role);
  });

  it('shows what officers did, or everything, or what one officer did, newest first', async () => {
    const { officerId, name } = house.officers.ward;
    await write('account:a', 'assessment.submit');
    await write(`officer:${officerId}`, 'help.take');
    await write('system', 'retention.blank');
    const officers = (await read('city')).lines;
    expect(officers[0]).toMatchObject({ actor: `officer:${officerId}`, officer: { id: officerId, name }, action: 'help.take' });
    expect(officers.every(({ actor }) => actor.startsWith('officer:'))).toBe(true);
    const all = (await read('city', { of: 'all' })).lines.map(({ action }) => action);
    expect(all.slice(0, 4)).toEqual(['audit.read', 'retention.blank', 'help.take', 'assessment.submit']);
    const one = (await read('city', { of: { officerId } })).lines.map(({ action }) => action);
    expect(one).toEqual(['help.take']);
  });

  it('shows one kind of act, one day, and where each was', async () => {
    const { home, officers } = house;
    const { officerId } = officers.helper;
    const at = deps.clock.now();
    await write(`officer:${officerId}`, 'decision.look', `unit:${home.unitCode}`);
    await write(`officer:${officerId}`, 'review.open', `area:${home.areaId}`);
    const acts = async (question: Parameters<typeof read>[1]) =>
      (await read('city', { of: { officerId }, ...question })).lines.map(({ action }) => action);
    expect(await acts({ room: 'review' })).toEqual(['review.open']);
    expect(await acts({ room: 'rev' })).toEqual([]);
    const today = localDate(at);
    expect(await acts({ day: today })).toEqual(['review.open', 'decision.look']);
    expect(await acts({ day: addDays(today, -1) })).toEqual([]);
    const places = (await read('city', { of: { officerId } })).lines.map(({ place }) => place?.area);
    expect(places).toEqual(['Khu phố Bưởi', null]);
  });

  it('is read in writing', async () => {
    await read('operator', { of: { officerId: house.officers.ward.officerId } });
    const [line] = (await read('city', { of: { officerId: house.officers.operator.officerId } })).lines;
    expect(line).toMatchObject({
      action: 'audit.read',
      detail: { of: house.officers.ward.officerId, room: null, day: null, before: null },
    });
  });

  it('is turned over by pages, without a line lost or told twice, while others write', async () => {
    const { officerId } = house.officers.hamlet;
    for (let count = 0; count < AUDIT_PAGE + 3; count++) await write(`officer:${officerId}`, `test.${count}`);
    const first = await read('city', { of: { officerId } });
    await write(`officer:${officerId}`, 'test.meanwhile');
    const second = await read('city', { of: { officerId }, before: first.next });
    expect([first.lines.length, second.lines.length, second.next]).toEqual([AUDIT_PAGE, 3, null]);
    const actions = [...first.lines, ...second.lines].map(({ action }) => action);
    expect(actions).toEqual(Array.from({ length: AUDIT_PAGE + 3 }, (_, count) => `test.${AUDIT_PAGE + 2 - count}`));
  });

  it('goes down an index for what officers did, however much households did', async () => {
    const plan = await database.prisma.$transaction(async (db) => {
      await db.$executeRawUnsafe('SET LOCAL enable_seqscan = off');
      return db.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
        `EXPLAIN SELECT seq FROM "Audit" WHERE actor LIKE 'officer:%' AND seq < 1000 ORDER BY seq DESC LIMIT 51`,
      );
    });
    expect(JSON.stringify(plan)).toContain('Audit_of_officers');
  });
});
