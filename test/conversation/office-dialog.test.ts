/** Taking a duty in chat: what the first officer of all is called, and what a helper is told of the work. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spacedCode } from '../../src/household/household-code.ts';
import { beginSignIn } from '../../src/officer/begin-sign-in.ts';
import { firstInvitation } from '../../src/officer/first-invitation.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { sentFamily, transaction } from '../review/world.ts';
import { SECRET_KEY as secret, UNIT } from '../support/family.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');

it('asks whoever opens the first invitation for their name: nobody could know it before', async () => {
  const first = await transaction(house.deps, (within) => firstInvitation(within, { secret }));
  const city = await house.visitor();
  await city.start();
  await city.say(spacedCode(first?.code ?? ''));
  expect(texts(await city.press('Nhận việc'))).toContain('Xin cho biết họ và tên');
  expect(texts(await city.say('ừ')), 'no name').toContain('Xin nhắn họ và tên đầy đủ');
  expect(texts(await city.say('Trần Thị Cả'))).toContain('Đã nhận việc');
  const { officer } = await house.deps.db.officerAccount.findFirstOrThrow({
    where: { accountId: await city.accountId() },
    include: { officer: true },
  });
  expect(officer.name).toBe('Trần Thị Cả');
});

it('asks nobody for a name that the invitation says, and tells a helper what the work is', async () => {
  const invited = await transaction(house.deps, (within) =>
    inviteOfficer(within, { by: null, role: 'helper', unitCode: UNIT, name: 'Lê Thị Giúp', secret }),
  );
  if (invited.outcome !== 'invited') throw new Error(invited.outcome);
  const helper = await house.visitor();
  await helper.start();
  await helper.say(spacedCode(invited.code));
  const taken = await helper.press('Nhận việc');
  expect(texts(taken)).not.toContain('Xin cho biết họ và tên');
  for (const words of ['hỏi từng câu rồi ghi giúp đúng lời gia đình', 'hỏi họ đồng ý trước khi ghi', 'Vắng gia đình thì không ghi thay'])
    expect(texts(taken)).toContain(words);
  expect(taken.at(-1)?.choices.map(({ label }) => label)).toEqual(['Mở bàn làm việc', 'Máy khác', 'Việc của gia đình']);
});

async function newWard(): Promise<Visitor> {
  const invited = await transaction(house.deps, (within) =>
    inviteOfficer(within, { by: null, role: 'ward', unitCode: UNIT, name: 'Nguyễn Thị Phường', secret }),
  );
  if (invited.outcome !== 'invited') throw new Error(invited.outcome);
  const ward = await house.visitor();
  await ward.start(invited.code);
  await ward.press('Nhận việc');
  return ward;
}

const stackOf = async (visitor: Visitor) => {
  const { session } = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId: await visitor.accountId() } });
  return (session as unknown as { stack: { dialog: string }[] }).stack.map(({ dialog }) => dialog);
};

it('counts anew whenever the menu is shown again, and lies on itself only once', async () => {
  const ward = await newWard();
  const areaId = house.deps.ids.next();
  await house.deps.db.area.create({ data: { id: areaId, unitCode: UNIT, name: 'Khu phố 8', kind: 'quarter' } });
  const told = texts(await ward.answers());
  expect(told).toContain('Hôm nay: 0 phiếu chờ');
  await sentFamily(house.deps, { head: 'Nguyễn Thị Sen', areaId });
  const misunderstood = texts(await ward.say('xyz'));
  expect(misunderstood).toMatch(/Xin bấm một nút[\s\S]*Hôm nay: 1 phiếu chờ/);
  expect(misunderstood).not.toContain('Gia đình bấm một nút');
  await sentFamily(house.deps, { head: 'Trần Văn Đạt', areaId });
  expect(texts(await ward.say('việc hôm nay'))).toContain('Hôm nay: 2 phiếu chờ');
  expect(await stackOf(ward)).toEqual(['officer']);
  // What is typed at a file interrupts the officer's menu, and comes back to it.
  expect(texts(await ward.say('phiếu chờ'))).toContain('Hôm nay: 2 phiếu chờ');
  await sentFamily(house.deps, { head: 'Lê Ánh Hồng', areaId });
  expect(texts(await ward.say('xyz'))).toContain('Hôm nay: 3 phiếu chờ');
  await ward.press('Xác nhận');
  await ward.press('Để sau');
  const end = texts(await ward.press('Để sau'));
  expect(end).toMatch(/Còn 2 phiếu để sau[\s\S]*Hôm nay: 2 phiếu chờ/);
});

it('lets a PC in by its eight digits, with the words before them, alone, and with nothing going on', async () => {
  const ward = await newWard();
  const code = async () => (await beginSignIn(house.deps, { secret })).code;
  const first = await code();
  expect(texts(await ward.say(`vào máy ${first}`))).toContain('Có một máy tính đang chờ');
  expect(texts(await ward.press('Cho máy này vào'))).toMatch(/Xong rồi[\s\S]*Hôm nay/);
  await ward.press('Máy khác');
  const second = await code();
  expect(texts(await ward.say(`${second.slice(0, 4)} ${second.slice(4)}`))).toContain('Có một máy tính đang chờ');
  expect(texts(await ward.press('Không phải máy tôi'))).toContain('Máy đó không vào được');
  expect(await house.deps.db.signIn.count({ where: { approvedAt: null, usedAt: { not: null } } }), 'which its page hears').toBe(1);
  expect(texts(await ward.say('vào máy 1234 5678'))).toContain('Số này chưa đúng');
  await ward.press('Nhập lại mã');
  expect(texts(await ward.say(await code()))).toContain('Có một máy tính đang chờ');
});

it('takes eight digits of a family for no code of a PC', async () => {
  const family = await house.visitor();
  await family.start();
  const { code } = await beginSignIn(house.deps, { secret });
  expect(texts(await family.say(code))).not.toContain('máy tính');
  expect(await house.deps.db.signIn.count({ where: { approvedAt: null, usedAt: null } })).toBeGreaterThan(0);
});

const linkIn = (said: { choices: { url?: string }[] }[]) => said.at(-1)?.choices.find(({ url }) => url !== undefined)?.url;

it('shows what there is to do after something else, and no link of before', async () => {
  const ward = await newWard();
  const areaId = house.deps.ids.next();
  await house.deps.db.area.create({ data: { id: areaId, unitCode: UNIT, name: 'Khu phố 11', kind: 'quarter' } });
  await sentFamily(house.deps, { head: 'Đặng Thị Chờ', areaId });
  expect(linkIn(await ward.press('Mở bàn làm việc'))).toContain('/console/in/');
  let said = await ward.say('phiếu chờ');
  for (let files = 0; files < 20 && said.at(-1)?.choices.some(({ label }) => label === 'Để sau'); files++)
    said = await ward.press('Để sau');
  expect(texts(said)).toMatch(/phiếu để sau[\s\S]*Hôm nay: \d+ phiếu chờ/);
  expect(linkIn(said)).toBeUndefined();
});

it('makes another link where one was asked for, after something else', async () => {
  const ward = await newWard();
  const first = linkIn(await ward.say('xem số liệu'));
  const again = linkIn(await ward.say('xyz'));
  expect(first).toContain('/console/in/');
  expect(again).toContain('/console/in/');
  expect(again).not.toBe(first);
});
