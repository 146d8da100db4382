/** What officers of wards are told unasked: only what there is to say, once, when people are up. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { requestHelp } from '../../src/help/request-help.ts';
import { sendDigests } from '../../src/officer/send-digests.ts';
import { sentFamily } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { newAccount } from '../support/family.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse, type TestOfficer, telling } from '../support/officers.ts';
import { seedSample } from '../support/sample.ts';

let database: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
let second: TestOfficer;
let abroad: TestOfficer;
beforeAll(async () => {
  database = await freshDatabase();
  clock = fixedClock('2026-11-20T08:00:00+07:00');
  deps = testDeps(database.prisma, { ids: { next: () => v7() }, clock });
  await seedSample(deps);
  // What rules say on the same morning, this is said with: test/reminder/one-a-morning.test.ts.
  await database.prisma.season.updateMany({ data: { rules: [] } });
  house = await openOfficersHouse(deps);
  second = await newOfficer(deps, { role: 'ward', name: 'Phường Hai', unitCode: house.home.unitCode });
  abroad = await newOfficer(deps, { role: 'ward', name: 'Phường Xa', unitCode: house.abroad.unitCode });
});
beforeEach(async () => {
  await database.prisma.message.deleteMany();
});
afterAll(() => database.drop());

const send = (tell = telling.officerAtLeisure) => sendDigests({ ...deps, db: database.prisma }, { tell });

async function heard({ accountId }: Pick<TestOfficer, 'accountId'>): Promise<string[]> {
  const rows = await deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });
  return rows.map(({ body }) => (body as { text: string }).text);
}

/** Nine households within some minutes. */
async function burst(officerId: string, areaId: string): Promise<void> {
  for (let count = 0; count < 9; count += 1) {
    const now = clock.now();
    const visit = { id: v7(), officerId, role: 'helper' as const, areaId, at: now, askUntil: now, filledAt: now };
    await deps.db.assist.create({ data: visit });
    clock.advance(60_000);
  }
}

describe('on a Monday', () => {
  it('nobody is told where there is nothing to say, nor later that day', async () => {
    clock.set('2026-11-16T07:30:00+07:00');
    expect(await send()).toBe(0);
    await sentFamily(deps, { areaId: house.home.areaId });
    const accountId = await newAccount(deps);
    await requestHelp(deps, { accountId, note: null, unit: house.home.unitCode, area: house.home.areaId });
    clock.set('2026-11-16T15:00:00+07:00');
    expect(await send()).toBe(0);
  });

  it('officers of the ward are told what waits, from half past seven, once, and nobody else', async () => {
    for (const asleep of ['2026-11-23T07:29:59+07:00', '2026-11-23T20:00:00+07:00', '2026-11-22T23:59:00+07:00']) {
      clock.set(asleep);
      expect(await send(), asleep).toBe(0);
    }
    clock.set('2026-11-23T07:30:00+07:00');
    const both = await Promise.all([send(), send()]);
    expect(both.reduce((sum, told) => sum + told, 0)).toBe(2);
    expect(await send()).toBe(0);
    const { ward, hamlet, city, operator, helper } = house.officers;
    for (const officer of [ward, second])
      expect(await heard(officer)).toEqual([
        'Đầu tuần, phường (xã) mình còn:\n• 1 phiếu chờ xem\n• 1 lời gọi giúp chưa ai nhận\n\nBấm “Việc hôm nay” để xem và làm ngay tại đây.',
      ]);
    for (const officer of [hamlet, city, operator, helper, abroad]) expect(await heard(officer)).toEqual([]);
    const row = await deps.db.message.findFirstOrThrow({ where: { accountId: ward.accountId } });
    expect(row).toMatchObject({ class: 'duty', expiresAt: new Date('2026-11-25T23:59:59.999+07:00') });
    expect(row.body).toMatchObject({ choices: [{ data: 'w.Việc hôm nay', label: 'Việc hôm nay' }] });
    const noted = await deps.db.occurrence.findMany({ where: { date: new Date('2026-11-23') } });
    expect(noted.map(({ target }) => target).sort()).toEqual([ward, second, abroad].map(({ officerId }) => `officer:${officerId}`).sort());
  });

  it('what broke is tried again, and keeps nobody else', async () => {
    clock.set('2026-11-30T08:00:00+07:00');
    const breaks = house.officers.ward.officerId;
    expect(
      await send(async (within, officerId, notice) => {
        if (officerId === breaks) throw new Error('the plug was pulled');
        return telling.officerAtLeisure(within, officerId, notice);
      }),
    ).toBe(1);
    expect(await heard(house.officers.ward)).toEqual([]);
    expect(await send()).toBe(1);
    expect(await heard(house.officers.ward)).toHaveLength(1);
    expect(await heard(second)).toHaveLength(1);
  });

  it('a chat in which they asked for silence is left alone', async () => {
    clock.set('2026-12-07T08:00:00+07:00');
    await deps.db.account.update({ where: { id: second.accountId }, data: { stoppedAt: clock.now() } });
    expect(await send()).toBe(1);
    expect(await heard(second)).toEqual([]);
    await deps.db.account.update({ where: { id: second.accountId }, data: { stoppedAt: null } });
    expect(await send(), 'also when they take it back that day').toBe(0);
  });

  it('whoever holds the duty no more is not told', async () => {
    clock.set('2026-12-14T08:00:00+07:00');
    const gone = await newOfficer(deps, { role: 'ward', name: 'Phường Cũ', unitCode: house.home.unitCode });
    await deps.db.grant.updateMany({ where: { officerId: gone.officerId }, data: { to: clock.now() } });
    expect(await send()).toBe(2);
    expect(await heard(gone)).toEqual([]);
  });
});

describe('on another day', () => {
  it('only what was filled in too fast the day before is told, to its ward, and on that day', async () => {
    clock.set('2026-12-15T08:00:00+07:00');
    expect(await send()).toBe(0);
    expect(await deps.db.occurrence.count({ where: { date: new Date('2026-12-15') } })).toBe(0);
    await burst(house.officers.helper.officerId, house.home.areaId);
    clock.set('2026-12-15T19:50:00+07:00');
    expect(await send(), 'not yet').toBe(0);
    const channel = await deps.db.channelAccount.create({
      data: { id: v7(), channel: 'telegram', externalId: 'bot', organisationId: (await deps.db.organisation.findFirstOrThrow()).id },
    });
    const accountId = v7();
    await deps.db.account.create({ data: { id: accountId, channelAccountId: channel.id, externalId: 'tg', createdAt: clock.now() } });
    await deps.db.officerAccount.create({ data: { id: v7(), officerId: second.officerId, accountId, from: clock.now() } });

    clock.set('2026-12-16T07:30:00+07:00');
    expect(await send()).toBe(2);
    const [said] = await heard(second);
    expect(said).toContain('Hôm qua ở phường (xã) mình:\n• Tổ Số Nhà điền giúp dồn dập ở Khu phố Bưởi: 9 hộ\n');
    expect(said).toContain('Quá 8 hộ trong 60 phút');
    const [away] = await heard({ accountId });
    expect(away).toContain('• 1 lần điền giúp dồn dập\n');
    expect(away).not.toMatch(/Tổ Số Nhà|Bưởi/);
    expect(await heard(abroad)).toEqual([]);
    clock.set('2026-12-17T08:00:00+07:00');
    expect(await send()).toBe(0);
  });
});
