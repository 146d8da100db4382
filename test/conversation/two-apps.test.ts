/** One household, two apps: six digits lead from a page to Zalo, a link leads from Zalo to the page, and each goes on where the family is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outbound } from '../../src/channel/channel.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { makeAreaCode } from '../../src/household/make-area-code.ts';
import { makeDigits } from '../../src/household/make-digits.ts';
import { newFamily, SECRET_KEY } from '../support/family.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

const MINUTE = 60_000;

let house: House;
let areaCode: string;

beforeAll(async () => {
  house = await openHouse();
  const { deps } = house;
  const { code: unitCode } = await deps.db.unit.findFirstOrThrow({ where: { name: 'Phường Lái Thiêu' } });
  const id = deps.ids.next();
  await deps.db.area.create({ data: { id, unitCode, name: 'Khu phố 1', kind: 'quarter' } });
  areaCode = await makeAreaCode(deps, { areaId: id, actor: 'system' });
});
afterAll(() => house.close());

/** As the page of the code shows them. */
async function digitsFor(code: string): Promise<string> {
  const made = await makeDigits(house.deps, { code, secret: SECRET_KEY });
  if (!made) throw new Error('no digits');
  return `${made.digits.slice(0, 3)} ${made.digits.slice(3)}`;
}

/** A family on our page, and the digits of an invitation of theirs. */
async function familyOnTheWeb(): Promise<{ web: Visitor; digits: string; householdId: string }> {
  const { accountId, householdId } = await newFamily(house.deps);
  const { externalId } = await house.deps.db.account.findUniqueOrThrow({ where: { id: accountId } });
  const invited = await inviteMember(house.deps, { accountId, secret: SECRET_KEY });
  if (invited.outcome !== 'code') throw new Error(invited.outcome);
  return { web: await house.visitor({ chatKey: externalId }), digits: await digitsFor(invited.code), householdId };
}

const textOf = (said: Outbound[]) => said.map(({ text }) => text).join('\n');
const membersOf = (householdId: string) =>
  house.deps.db.membership.count({ where: { householdId, to: null, account: { channelAccount: { channel: 'zalo' } } } });

describe('a household begun on the web', () => {
  it('is joined on Zalo by six digits, and each app goes on at the next unanswered question', async () => {
    const { web, digits, householdId } = await familyOnTheWeb();
    await web.say('làm tiếp');
    await web.press('Bắt đầu');
    expect(textOf(await web.press('Tất cả đi học đều'))).toContain('Câu 2/10');

    const zalo = await house.visitor({ channel: 'zalo' });
    expect(textOf(await zalo.say(digits))).toContain('mã này nối máy này vào đó');
    expect(await membersOf(householdId)).toBe(0);
    expect(textOf(await zalo.press('Đồng ý'))).toContain('Từ nay máy này cũng dùng được hồ sơ của gia đình');
    expect(await membersOf(householdId)).toBe(1);
    expect(textOf(await zalo.say('làm tiếp'))).toContain('Câu 2/10');
    await zalo.press('Tất cả đều đạt');
    expect(textOf(await zalo.press('Để sau'))).toContain('Câu 3/10');

    expect(textOf(await web.say('làm tiếp'))).toContain('Câu 3/10');
    expect(textOf(await web.press('Thường xuyên'))).toContain('Câu 4/10');
    expect(textOf(await zalo.say('làm tiếp'))).toContain('Câu 4/10');
  });

  it('is joined by digits that are typed in the middle of registering, too', async () => {
    const { digits, householdId } = await familyOnTheWeb();
    const zalo = await house.visitor({ channel: 'zalo' });
    await zalo.start();
    await zalo.press('Bắt đầu');
    expect(textOf(await zalo.say(`mã số ${digits}`))).toContain('Mã đúng rồi');
    await zalo.press('Đồng ý');
    expect(await membersOf(householdId)).toBe(1);
  });

  it('is joined by whoever takes longer to agree than the digits last', async () => {
    const { digits, householdId } = await familyOnTheWeb();
    const zalo = await house.visitor({ channel: 'zalo' });
    await zalo.say(digits);
    house.clock.advance(90 * MINUTE);
    expect(textOf(await zalo.press('Đồng ý'))).toContain('Xong rồi');
    expect(await membersOf(householdId)).toBe(1);
  });
});

describe('a household begun on Zalo', () => {
  it('begins with the digits of its khu phố, and is joined on the web by a link', async () => {
    const zalo = await house.visitor({ channel: 'zalo' });
    expect(textOf(await zalo.say(await digitsFor(areaCode)))).toContain('Chào gia đình!');
    expect(textOf(await zalo.press('Bắt đầu'))).toContain('Khu phố 1, Phường Lái Thiêu');
    await zalo.press('Đồng ý');
    await zalo.say('Ngô Thị Bảy');
    await zalo.press('Thường trú');
    await zalo.press('Có');
    // A number is asked for: six digits are one, and no code.
    const digits = await digitsFor(areaCode);
    expect(textOf(await zalo.say(digits))).not.toContain('mã');
    for (const count of ['0', '1', '1', '0', '2', '1']) await zalo.say(count);
    await zalo.press('Không để số');
    expect(textOf(await zalo.press('Xác nhận'))).toContain('Đăng ký xong rồi');
    await zalo.press('Làm luôn');
    await zalo.press('Bắt đầu');
    expect(textOf(await zalo.press('Tất cả đi học đều'))).toContain('Câu 2/10');

    const code = /Mã mời: (\S{4}) (\S{4})/
      .exec(textOf(await zalo.say('mời')))
      ?.slice(1)
      .join('');
    const web = await house.visitor();
    expect(textOf(await web.start(code))).toContain('mã này nối máy này vào đó');
    expect(textOf(await web.press('Đồng ý'))).toContain('Xong rồi');
    expect(textOf(await web.say('làm tiếp'))).toContain('Câu 2/10');
    await web.press('Tất cả đều đạt');
    await web.press('Để sau');
    expect(textOf(await zalo.say('làm tiếp'))).toContain('Câu 3/10');
  });
});

describe('digits that stand for nothing', () => {
  const late = 'mỗi dãy số dùng được trong 30 phút';

  it('are answered with what to do, and another try', async () => {
    const { digits, householdId } = await familyOnTheWeb();
    house.clock.advance(31 * MINUTE);
    const zalo = await house.visitor({ channel: 'zalo' });
    expect(textOf(await zalo.say(digits))).toContain(late);
    await zalo.press('Có mã mời');
    const again = await zalo.say(digits);
    expect(textOf(again)).toContain(late);
    expect(again.at(-1)?.choices.map(({ label }) => label)).toContain('Nhập lại mã');
    await zalo.press('Nhập lại mã');
    expect(textOf(await zalo.say(await freshDigits(householdId)))).toContain('Gia đình có đồng ý không?');
  });

  it('do not lead away from the question in hand', async () => {
    const zalo = await house.visitor({ channel: 'zalo' });
    await zalo.start();
    await zalo.press('Bắt đầu');
    const said = await zalo.say('100000');
    expect(said[0]?.text).toContain(late);
    expect(said.at(-1)?.text).toContain('Gia đình ở phường hay xã nào?');
  });

  it('do not trouble who has a household already', async () => {
    const { web } = await familyOnTheWeb();
    await web.say('làm tiếp');
    expect(textOf(await web.say('100000'))).toContain('không đúng với lớp nào đang mở');
  });

  it('are not looked at while many are wrong, from whoever typed one, and then eight signs work', async () => {
    const { digits, householdId } = await familyOnTheWeb();
    for (let person = 0; person < 20; person++) {
      const guesser = await house.visitor({ channel: 'zalo' });
      for (let time = 0; time < 10; time++) await guesser.say('100000');
    }
    const zalo = await house.visitor({ channel: 'zalo' });
    await zalo.say('100000');
    expect(textOf(await zalo.say(digits))).toContain('tạm nghỉ nhận mã 6 số');
    await zalo.say(await codeOf(householdId));
    await zalo.press('Đồng ý');
    expect(await membersOf(householdId)).toBe(1);
  });
});

/** A new invitation of a member's. */
async function codeOf(householdId: string): Promise<string> {
  const { accountId } = await house.deps.db.membership.findFirstOrThrow({ where: { householdId, to: null } });
  const invited = await inviteMember(house.deps, { accountId, secret: SECRET_KEY });
  if (invited.outcome !== 'code') throw new Error(invited.outcome);
  return invited.code;
}

async function freshDigits(householdId: string): Promise<string> {
  return digitsFor(await codeOf(householdId));
}
