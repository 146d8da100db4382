import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { requestHelp } from '../../src/household/request-help.ts';
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

describe('GỌI GIÚP', () => {
  it('records a request for the khu phố, or for the city’s Hội while nobody knows where it is', async () => {
    const accountId = await account();
    const asked = await requestHelp(deps, { accountId, note: 'Không mở được ảnh' });
    expect(asked).toMatchObject({ outcome: 'recorded', state: 'open', controller: { level: 'city' } });
    expect(await database.prisma.helpRequest.findMany({ where: { accountId } })).toMatchObject([
      { state: 'open', note: 'Không mở được ảnh', areaId: null },
    ]);
  });

  it('adds a second call to the one that waits', async () => {
    const accountId = await account();
    await requestHelp(deps, { accountId, note: 'một' });
    expect(await requestHelp(deps, { accountId, note: 'hai' })).toMatchObject({ outcome: 'already', state: 'open' });
    const [request, ...others] = await database.prisma.helpRequest.findMany({ where: { accountId } });
    expect(request?.note).toBe('một\nhai');
    expect(others).toEqual([]);
    await database.prisma.helpRequest.updateMany({ where: { accountId }, data: { state: 'taken' } });
    expect(await requestHelp(deps, { accountId, note: null })).toMatchObject({ outcome: 'already', state: 'taken' });
  });

  it('is a new request once the last one was closed', async () => {
    const accountId = await account();
    await requestHelp(deps, { accountId, note: null });
    await database.prisma.helpRequest.updateMany({ where: { accountId }, data: { state: 'closed' } });
    expect(await requestHelp(deps, { accountId, note: null })).toMatchObject({ outcome: 'recorded' });
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
