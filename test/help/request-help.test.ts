import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { requestHelp } from '../../src/help/request-help.ts';
import { setQuiet } from '../../src/household/set-quiet.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';

let database: TestDatabase;
let deps: Deps;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma);
});
afterAll(() => database.drop());

async function account(): Promise<string> {
  const channel = await database.prisma.channelAccount.findFirstOrThrow();
  const id = deps.ids.next();
  await database.prisma.account.create({ data: { id, channelAccountId: channel.id, externalId: id, createdAt: deps.clock.now() } });
  return id;
}

const call = (accountId: string, note: string | null, place: { unit?: string; area?: string } = {}) =>
  requestHelp(deps, { accountId, note, unit: null, area: null, ...place });

describe('GỌI GIÚP', () => {
  it('records a request for the khu phố, or for the city’s Hội while nobody knows where it is', async () => {
    const accountId = await account();
    const asked = await call(accountId, 'Không mở được ảnh');
    expect(asked).toMatchObject({ outcome: 'recorded', state: 'open', controller: { level: 'city' } });
    expect(await database.prisma.helpRequest.findMany({ where: { accountId } })).toMatchObject([
      { state: 'open', note: 'Không mở được ảnh', areaId: null },
    ]);
  });

  it('goes to the place that was named before anybody registered', async () => {
    const { prisma } = database;
    const [own, other] = await prisma.area.findMany({ where: { kind: 'unplaced' }, orderBy: { unitCode: 'asc' }, take: 2 });
    const placeOf = async (accountId: string) => {
      const { unitCode, areaId } = await prisma.helpRequest.findFirstOrThrow({ where: { accountId } });
      return { unitCode, areaId };
    };
    const [whole, unitOnly, mixed] = [await account(), await account(), await account()];
    const unit = own?.unitCode ?? '';
    await call(whole, null, { unit, area: own?.id ?? '' });
    await call(unitOnly, null, { unit });
    await call(mixed, null, { unit, area: other?.id ?? '' });
    expect(await placeOf(whole)).toEqual({ unitCode: unit, areaId: own?.id });
    expect(await placeOf(unitOnly)).toEqual({ unitCode: unit, areaId: null });
    expect(await placeOf(mixed)).toEqual({ unitCode: unit, areaId: null });
  });

  it('takes up the place where it is named after the call, once', async () => {
    const { prisma } = database;
    const [own, other] = await prisma.area.findMany({ where: { kind: 'unplaced' }, orderBy: { unitCode: 'asc' }, take: 2 });
    const accountId = await account();
    expect(await call(accountId, 'Mất máy rồi')).toMatchObject({ outcome: 'recorded', placed: false });
    const named = await call(accountId, null, { unit: own?.unitCode ?? '', area: own?.id ?? '' });
    expect(named).toMatchObject({ outcome: 'already', placed: true, added: false });
    await call(accountId, null, { unit: other?.unitCode ?? '' });
    const [request] = await prisma.helpRequest.findMany({ where: { accountId } });
    expect(request).toMatchObject({ unitCode: own?.unitCode, areaId: own?.id, note: 'Mất máy rồi' });
    expect(await prisma.audit.count({ where: { action: 'help.place', subject: `help:${request?.id}` } })).toBe(1);
  });

  it('adds a second call to the one that waits', async () => {
    const accountId = await account();
    await call(accountId, 'một');
    expect(await call(accountId, 'hai')).toMatchObject({ outcome: 'already', state: 'open', added: true });
    const [request, ...others] = await database.prisma.helpRequest.findMany({ where: { accountId } });
    expect(request?.note).toBe('một\nhai');
    expect(others).toEqual([]);
    await database.prisma.helpRequest.updateMany({ where: { accountId }, data: { state: 'taken' } });
    expect(await call(accountId, null)).toMatchObject({ outcome: 'already', state: 'taken', added: false });
  });

  it('is a new request once the last one was closed', async () => {
    const accountId = await account();
    await call(accountId, null);
    await database.prisma.helpRequest.updateMany({ where: { accountId }, data: { state: 'closed' } });
    expect(await call(accountId, null)).toMatchObject({ outcome: 'recorded' });
  });
});

describe('DỪNG', () => {
  it('is remembered, and taken back', async () => {
    const accountId = await account();
    const stoppedAt = async () => (await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).stoppedAt;
    await setQuiet(deps, { accountId, quiet: true });
    expect(await stoppedAt()).toEqual(deps.clock.now());
    await setQuiet(deps, { accountId, quiet: false });
    expect(await stoppedAt()).toBeNull();
  });
});
