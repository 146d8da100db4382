/** The prepared announcement for those who have not sent their form: one a season, and it says the day that holds. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { draftForUnsent, listUnsent } from '../../src/announcement/draft-for-unsent.ts';
import { endPreparedDrafts } from '../../src/announcement/end-prepared-drafts.ts';
import { textForAll, textOf } from '../../src/announcement/render-announcement.ts';
import { CLOSES, openReminderHouse, type ReminderHouse } from '../reminder/house.ts';
import { confirm, locale, preview, within } from './world.ts';

let house: ReminderHouse;
beforeEach(async () => {
  house = await openReminderHouse();
});
afterEach(() => house.close());

async function prepared(): Promise<{ id: string; deadline: string | undefined; seq: number }> {
  const { unitCode } = house.house.home;
  const done = await within(house, (deps) => draftForUnsent(deps, { scope: house.ward, unitCode, locale }));
  if (done.outcome !== 'drafted') throw new Error(done.outcome);
  const { id, deadline, seq } = await house.deps.db.announcement.findUniqueOrThrow({ where: { id: done.announcementId } });
  return { id, deadline: deadline?.toISOString().slice(0, 10), seq };
}

it('says the last day that holds now, also where the ward has moved it since', async () => {
  await house.live();
  const before = await prepared();
  expect(before).toMatchObject({ deadline: CLOSES, seq: 0 });
  expect(await prepared()).toEqual(before);
  await house.dates({ selfAssessment: { opens: '2026-10-15', closes: '2026-12-03' } });
  expect(await prepared(), 'whoever has looked at it looks anew').toEqual({ id: before.id, deadline: '2026-12-03', seq: 1 });
  const last = await house.deps.db.audit.findFirstOrThrow({ orderBy: { seq: 'desc' } });
  expect(last).toMatchObject({ action: 'announcement.change', subject: `announcement:${before.id}` });
});

it('is never the one of a season before', async () => {
  await house.live();
  const before = await prepared();
  await house.deps.db.announcement.update({ where: { id: before.id }, data: { createdAt: new Date('2025-11-20T09:00:00+07:00') } });
  expect((await prepared()).id).not.toBe(before.id);
});

it('ends with its season where nobody has looked after it, and what somebody wrote into stays', async () => {
  await house.live();
  const { id } = await prepared();
  const ownId = house.deps.ids.next();
  const about = { unitCode: house.house.home.unitCode, createdBy: house.ward.officerId, createdAt: house.clock.now(), buttons: [] };
  await house.deps.db.announcement.create({ data: { id: ownId, ...about, text: 'Mời bà con gửi phiếu.', audience: {} } });
  const end = () => endPreparedDrafts(house.deps, { locale });
  house.clock.set(`${CLOSES}T23:59:59+07:00`);
  expect(await end()).toBe(0);
  house.clock.set('2026-12-01T00:00:00+07:00');
  expect([await end(), await end()]).toEqual([1, 0]);
  expect(await house.deps.db.announcement.findMany({ select: { id: true } })).toEqual([{ id: ownId }]);
  const last = await house.deps.db.audit.findFirstOrThrow({ orderBy: { seq: 'desc' } });
  expect(last).toMatchObject({ actor: 'system', action: 'announcement.discard', subject: `announcement:${id}` });
});

const link = { kind: 'link', label: 'Xem thêm', url: 'https://nhahoc.example/xem' };
it.each([
  ['a link', { buttons: [link] }],
  ['a telephone', { buttons: [{ kind: 'call', label: 'Gọi', phone: '0901234567' }] }],
  ['a last day', { deadline: new Date('2026-11-25') }],
  ['an hour', { sendAt: new Date('2026-11-29T08:00:00+07:00') }],
])('stays where an officer has set %s of their own', async (_, own) => {
  await house.live();
  const { id } = await prepared();
  await house.deps.db.announcement.update({ where: { id }, data: { ...own, seq: 1 } });
  house.clock.set('2026-12-01T00:00:00+07:00');
  expect(await endPreparedDrafts(house.deps, { locale })).toBe(0);
});

it.each([{ text: 'Mời bà con gửi phiếu.' }, { deadline: new Date('2026-11-25'), seq: 1 }])(
  'stays where an officer writes %o in the very moment in which it would end',
  async (own) => {
    await house.live();
    const { id } = await prepared();
    house.clock.set('2026-12-01T00:00:00+07:00');
    const { db } = house.deps;
    const meanwhile = new Proxy(db, {
      get(target, key) {
        if (key !== '$transaction') return Reflect.get(target, key);
        return async (work: Parameters<typeof within<unknown>>[1]) => {
          await db.announcement.update({ where: { id }, data: own });
          return within(house, (deps) => work(deps.db as never));
        };
      },
    });
    expect(await endPreparedDrafts({ ...house.deps, db: meanwhile }, { locale })).toBe(0);
    expect(await db.announcement.count({ where: { id } })).toBe(1);
    expect(await endPreparedDrafts(house.deps, { locale }), 'nor later').toBe(0);
  },
);

it('ends also where the ward has moved its last day', async () => {
  await house.live();
  await prepared();
  await house.dates({ selfAssessment: { opens: '2026-10-15', closes: '2026-12-03' } });
  expect(await prepared()).toMatchObject({ seq: 1 });
  house.clock.set('2026-12-04T00:00:00+07:00');
  expect(await endPreparedDrafts(house.deps, { locale })).toBe(1);
});

it('of a season before it ends also while the next is open', async () => {
  await house.live();
  const { id } = await prepared();
  await house.deps.db.announcement.update({ where: { id }, data: { createdAt: new Date('2025-11-20T09:00:00+07:00') } });
  expect(await endPreparedDrafts(house.deps, { locale })).toBe(1);
  expect((await prepared()).id).not.toBe(id);
});

it('is confirmed once a day, and whoever asks is told when', async () => {
  await house.live();
  const { id } = await prepared();
  expect(await preview(house, id)).toMatchObject({ endsAt: new Date(`${CLOSES}T23:59:59.999+07:00`) });
  await confirm(house, id);
  const { unitCode } = house.house.home;
  const ask = () => within(house, (deps) => draftForUnsent(deps, { scope: house.ward, unitCode, locale }));
  expect(await ask()).toEqual({ outcome: 'already', announcementId: id, at: house.clock.now() });
  expect(await listUnsent(house.deps, house.ward, locale)).toMatchObject([{ remindedAt: house.clock.now(), today: true }]);
  house.wait(24);
  expect(await listUnsent(house.deps, house.ward, locale)).toMatchObject([{ today: false }]);
  expect(await ask()).toMatchObject({ outcome: 'drafted' });
});

it('reads well where a household is in no khu phố, and where nobody is meant yet', () => {
  const written = { text: 'Chào gia đình ở {khuPho}, trước {hanChot}.', unit: 'Phường Nhà', deadline: CLOSES, buttons: [], media: null };
  expect(textOf(locale, written, { language: 'vi', area: null })).toBe('Chào gia đình ở địa phương mình, trước 30/11/2026.');
  expect(textForAll(locale, written)).toBe('Chào gia đình ở khu phố của mỗi nhà, trước 30/11/2026.');
});
