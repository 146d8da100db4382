/** "Điền giúp" on Zalo, the whole way: the six digits of the helper's code, typed there, until the form is sent. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDigits } from '../../../src/household/make-digits.ts';
import { beginHelping, type Helper } from '../../conversation/transcripts/helper.ts';
import type { FakeUser } from '../../support/fake-zalo.ts';
import { openZaloHouse, SECRET, type ZaloHouse } from '../../support/zalo-house.ts';

const MINUTE = 60_000;

let zalo: ZaloHouse;
let areaId: string;
beforeAll(async () => {
  zalo = await openZaloHouse();
  const { deps } = zalo.house;
  const { code: unitCode } = await deps.db.unit.findFirstOrThrow({ where: { name: 'Phường Lái Thiêu' } });
  areaId = deps.ids.next();
  await deps.db.area.create({ data: { id: areaId, unitCode, name: 'Khu phố 1', kind: 'quarter' } });
});
afterAll(() => zalo.close());

/** As the page of the code shows them. */
async function digitsOf({ code }: Helper): Promise<string> {
  const { deps } = zalo.house;
  const made = await deps.db.$transaction((db) => makeDigits({ ...deps, db }, { code, secret: SECRET }));
  if (!made) throw new Error('no digits');
  return `${made.digits.slice(0, 3)} ${made.digits.slice(3)}`;
}

/** What comes to a phone by what is done. */
async function after(user: FakeUser, doing: () => unknown): Promise<string> {
  const before = user.received().length;
  await doing();
  await zalo.settled();
  return user
    .received()
    .slice(before)
    .map(({ text }) => text)
    .join('\n');
}

const membersOnZalo = () =>
  zalo.house.deps.db.membership.count({ where: { to: null, account: { channelAccountId: zalo.channelAccountId } } });

it('six digits ask, name who is there, and let them fill in once the household agrees; a second phone is refused in words', async () => {
  const helper = await beginHelping(zalo.house, areaId);
  const digits = await digitsOf(helper);
  const [tam, stranger] = [zalo.fake.user(), zalo.fake.user()];
  const asked = await after(tam, () => tam.says(digits));
  expect(asked).toContain('Lê Thị Giúp');
  expect(asked).toContain('Gia đình có đồng ý không?');
  expect(await membersOnZalo()).toBe(0);
  await expect(helper.writeDownHousehold('Trần Văn Tám')).rejects.toThrow('asking');

  expect(await after(tam, () => tam.presses('Đồng ý'))).toContain('Mã gia đình');
  expect(await membersOnZalo()).toBe(1);
  await helper.writeDownHousehold('Trần Văn Tám');
  expect(await after(tam, () => helper.fillIn(null))).toContain('vừa điền giúp');
  expect(await after(tam, () => helper.send())).toContain('vừa gửi giúp phiếu của gia đình');
  expect(await zalo.house.deps.db.assessment.findFirstOrThrow({ where: { areaId } })).toMatchObject({
    source: 'assisted',
    state: 'submitted',
  });

  expect(await after(stranger, () => stranger.says(digits))).toContain('6 số này chưa đúng hoặc đã hết giờ');
  expect(await membersOnZalo()).toBe(1);
});

it('digits that are too late open nothing, and say how to get others', async () => {
  const helper = await beginHelping(zalo.house, areaId);
  const digits = await digitsOf(helper);
  zalo.house.clock.advance(31 * MINUTE);
  const late = zalo.fake.user();
  const said = await after(late, () => late.says(digits));
  expect(said).toContain('6 số này chưa đúng hoặc đã hết giờ');
  expect(said).not.toContain('Lê Thị Giúp');
  await expect(helper.fillIn(null)).rejects.toThrow('over');
});

it('who has the question before them when its time is over is told so, and nothing is agreed to', async () => {
  const helper = await beginHelping(zalo.house, areaId);
  const slow = zalo.fake.user();
  expect(await after(slow, async () => slow.says(await digitsOf(helper)))).toContain('Gia đình có đồng ý không?');
  zalo.house.clock.advance(31 * MINUTE);
  const before = await membersOnZalo();
  const said = await after(slow, () => slow.presses('Đồng ý'));
  expect(said).toContain('6 số này chưa đúng hoặc đã hết giờ');
  expect(await membersOnZalo()).toBe(before);
});
