/** "GỌI GIÚP" from the other side: officers see the calls of their places, one takes each, and it is closed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { closeHelp } from '../../src/help/close-help.ts';
import { countHelp } from '../../src/help/help-in.ts';
import { HELP_PAGE, listHelp } from '../../src/help/list-help.ts';
import { passHelp } from '../../src/help/pass-help.ts';
import { requestHelp } from '../../src/help/request-help.ts';
import { takeHelp } from '../../src/help/take-help.ts';
import type { Role } from '../../src/officer/duty.ts';
import { type Scope, scopeOf } from '../../src/officer/scope.ts';
import { sentFamily } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { newAccount, newFamily } from '../support/family.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse, type Place, telling } from '../support/officers.ts';

let database: TestDatabase;
let clock: FixedClock;
let deps: Deps;
let house: OfficersHouse;

beforeAll(async () => {
  database = await freshDatabase();
  clock = fixedClock();
  deps = testDeps(database.prisma, { clock });
  house = await openOfficersHouse(deps);
});
afterAll(() => database.drop());

async function scope(role: Role): Promise<Scope> {
  const found = await scopeOf(deps, house.officers[role].officerId);
  if (!found) throw new Error(`no ${role}`);
  return found;
}

/** Somebody calls from there. Returns the call's id. */
async function call(place: Place | null, note: string | null = null): Promise<string> {
  clock.advance(1000);
  const accountId = await newAccount(deps);
  await requestHelp(deps, { accountId, note, unit: place?.unitCode ?? null, area: place?.areaId ?? null });
  return (await database.prisma.helpRequest.findFirstOrThrow({ where: { accountId } })).id;
}

const seenBy = async (role: Role) => (await listHelp(deps, { scope: await scope(role) })).calls.map(({ id }) => id);

describe('calls for help', () => {
  it('are seen by the officers of the place, and by the city’s Hội while nobody knows the place', async () => {
    const [home, next, abroad, nowhere] = [await call(house.home), await call(house.next), await call(house.abroad), await call(null)];
    expect(await seenBy('hamlet')).toEqual([home]);
    expect(await seenBy('ward')).toEqual([home, next]);
    expect(await seenBy('city')).toEqual([nowhere]);
    for (const role of ['operator', 'helper'] as const) expect(await seenBy(role)).toEqual([]);
    expect(await countHelp(deps, await scope('ward'))).toBe(2);
    for (const id of [next, abroad, nowhere])
      expect(await takeHelp(deps, { scope: await scope('hamlet'), id, tell: telling.person })).toEqual({ outcome: 'notFound' });
    for (const id of [home, nowhere]) await closeHelp(deps, { scope: await scope(id === home ? 'ward' : 'city'), id });
    expect(await countHelp(deps, await scope('ward'))).toBe(1);
  });

  it('are passed by the city’s Hội to the ward that can answer, where whoever called is told so', async () => {
    const city = await scope('city');
    const [nowhere, abroad] = [await call(null), await call(house.abroad)];
    const { unitCode } = house.home;
    await takeHelp(deps, { scope: city, id: nowhere, tell: telling.person });
    const pass = (id: string, by: Scope, unit = unitCode) => passHelp(deps, { scope: by, id, unitCode: unit, tell: telling.person });
    expect(await pass(nowhere, await scope('ward')), 'no one but the city').toEqual({ outcome: 'notFound' });
    expect(await pass(nowhere, city, '99999'), 'no such ward').toEqual({ outcome: 'notFound' });
    expect(await pass(abroad, city), 'another ward has it').toEqual({ outcome: 'notFound' });
    expect(await pass(nowhere, city)).toMatchObject({ outcome: 'passed' });
    expect(await seenBy('ward')).toContain(nowhere);
    expect(await seenBy('city')).not.toContain(nowhere);
    const row = await database.prisma.helpRequest.findUniqueOrThrow({ where: { id: nowhere } });
    expect(row).toMatchObject({ state: 'open', unitCode, takenAt: null, takenBy: null });
    const { body } = await database.prisma.message.findFirstOrThrow({ where: { accountId: row.accountId }, orderBy: { seq: 'desc' } });
    expect(JSON.stringify(body)).toContain('đã được chuyển tới Hội Khuyến học');
    const noted = await database.prisma.audit.findFirstOrThrow({ where: { action: 'help.pass' } });
    expect(noted).toMatchObject({ actor: `officer:${city.officerId}`, subject: `help:${nowhere}`, detail: { unit: unitCode } });
    expect(await pass(nowhere, city), 'once').toEqual({ outcome: 'notFound' });
    await closeHelp(deps, { scope: await scope('ward'), id: nowhere });
  });

  it('of who is in no khu phố name the ward alone', async () => {
    const { unitCode } = house.home;
    const none = await deps.db.area.upsert({
      where: { unitCode_name: { unitCode, name: '' } },
      create: { id: deps.ids.next(), unitCode, name: '', kind: 'unplaced' },
      update: {},
    });
    const id = await call({ ...house.home, areaId: none.id });
    const { calls } = await listHelp(deps, { scope: await scope('ward') });
    expect(calls.find((one) => one.id === id)).toMatchObject({ area: null, unit: expect.stringMatching(/^(Phường|Xã)/) });
    await closeHelp(deps, { scope: await scope('ward'), id });
  });

  it('tell whom they are from and how to reach them, and that they were read is written down', async () => {
    const family = await newFamily(deps, { head: 'Lê Thị Gọi', phone: '0912000333' });
    await requestHelp(deps, { accountId: family.accountId, note: 'Không gửi được ảnh', unit: null, area: null });
    const ward = await scope('ward');
    const { calls } = await listHelp(deps, { scope: ward });
    expect(calls.at(-1)).toMatchObject({
      note: 'Không gửi được ảnh',
      phone: '0912000333',
      household: { headName: 'Lê Thị Gọi', code: family.code },
      channel: 'web',
      taken: null,
    });
    const read = await database.prisma.audit.findFirstOrThrow({ where: { action: 'help.read' }, orderBy: { seq: 'desc' } });
    expect(read).toMatchObject({ actor: `officer:${ward.officerId}`, detail: { calls: calls.map(({ id }) => id) } });
    expect(JSON.stringify(read.detail)).not.toMatch(/Gọi|0912|ảnh/);
  });

  it('lead to the household and its form for who looks after it, say how far it has come, and that a form was sent for it since', async () => {
    const { areaId } = house.home;
    const family = await sentFamily(deps, { head: 'Trần Thị Kẹt', areaId });
    await requestHelp(deps, { accountId: family.accountId, note: null, unit: null, area: null });
    const of = async (role: Role) =>
      (await listHelp(deps, { scope: await scope(role) })).calls.find(({ household }) => household?.code === family.code);
    expect((await of('hamlet'))?.household).toMatchObject({
      id: family.householdId,
      file: { id: family.assessmentId, sent: true, state: 'submitted' },
      sentSince: false,
    });
    const last = await database.prisma.submission.findFirstOrThrow({ where: { assessmentId: family.assessmentId } });
    const sent = {
      ...last,
      id: deps.ids.next(),
      number: last.number + 1,
      code: `${last.code}-2`,
      facts: {},
      answers: {},
      evidence: {},
      score: {},
    };
    const at = new Date(clock.now().getTime() + 60_000);
    await database.prisma.submission.create({ data: { ...sent, officerId: house.officers.hamlet.officerId, at } });
    expect((await of('hamlet'))?.household?.sentSince).toBe(true);
  });

  it('are taken by one of two officers, and the other is told who was quicker', async () => {
    const id = await call(house.home);
    const [ward, hamlet] = [await scope('ward'), await scope('hamlet')];
    const tries = await Promise.all(
      [ward, hamlet].map((scope) => database.prisma.$transaction((db) => takeHelp({ ...deps, db }, { scope, id, tell: telling.person }))),
    );
    expect(tries.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'taken']);
    const quicker = tries[0]?.outcome === 'taken' ? house.officers.ward : house.officers.hamlet;
    expect(tries.find(({ outcome }) => outcome === 'changed')).toEqual({
      outcome: 'changed',
      state: 'taken',
      at: clock.now(),
      name: quicker.name,
    });
    const again = quicker === house.officers.ward ? ward : hamlet;
    expect(await takeHelp(deps, { scope: again, id, tell: telling.person })).toEqual({ outcome: 'taken' });
    expect(await database.prisma.audit.count({ where: { action: 'help.take', subject: `help:${id}` } })).toBe(1);
  });

  it('are closed once, by any officer of the place, and asked anew afterwards', async () => {
    const id = await call(house.home);
    await takeHelp(deps, { scope: await scope('hamlet'), id, tell: telling.person });
    expect(await closeHelp(deps, { scope: await scope('ward'), id })).toEqual({ outcome: 'closed' });
    clock.advance(60_000);
    expect(await closeHelp(deps, { scope: await scope('hamlet'), id })).toEqual({ outcome: 'closed' });
    expect(await database.prisma.audit.count({ where: { action: 'help.close', subject: `help:${id}` } })).toBe(1);
    expect(await takeHelp(deps, { scope: await scope('ward'), id, tell: telling.person })).toMatchObject({
      outcome: 'changed',
      state: 'closed',
    });
    expect(await seenBy('ward')).not.toContain(id);
    const { accountId } = await database.prisma.helpRequest.findUniqueOrThrow({ where: { id } });
    expect(await requestHelp(deps, { accountId, note: null, unit: house.home.unitCode, area: house.home.areaId })).toMatchObject({
      outcome: 'recorded',
    });
  });

  it('are turned over by pages, each once', async () => {
    const officer = await newOfficer(deps, { role: 'ward', name: 'Phường Xa', unitCode: house.abroad.unitCode });
    const far = await scopeOf(deps, officer.officerId);
    if (!far) throw new Error('no scope');
    for (let count = 0; count < HELP_PAGE + 5; count++) await call(house.abroad);
    const first = await listHelp(deps, { scope: far });
    const second = await listHelp(deps, { scope: far, after: first.next });
    const all = [...first.calls, ...second.calls].map(({ id }) => id);
    expect([first.calls.length, second.next]).toEqual([HELP_PAGE, null]);
    expect(new Set(all).size).toBe(
      await database.prisma.helpRequest.count({ where: { unitCode: house.abroad.unitCode, state: { not: 'closed' } } }),
    );
  });
});
