/** Officers who choose more of what they write to many from their chat: when it begins, and to which households there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeFrom, spacedCode } from '../../src/household/household-code.ts';
import { type ReachedHousehold, reachedHousehold } from '../announcement/reached.ts';
import { UNIT } from '../support/family.ts';
import { newArea, type OfficerInChat, officerInChat } from '../support/officer-in-chat.ts';
import { type House, openHouse } from '../support/talk.ts';

let house: House;
let areaId: string;
let [sen, dat, zalo]: ReachedHousehold[] = [];
/** Of another khu phố of the ward, and of another ward. */
let [beside, abroad]: ReachedHousehold[] = [];
const ELSEWHERE = '25760';

beforeAll(async () => {
  house = await openHouse();
  const { deps } = house;
  areaId = await newArea(deps, 'Khu phố 9');
  const at = { unitCode: UNIT, areaId };
  sen = await reachedHousehold(deps, at, { head: 'Nguyễn Thị Sen' });
  dat = await reachedHousehold(deps, at, { head: 'Trần Văn Đạt' });
  zalo = await reachedHousehold(deps, at, { head: 'Lê Thị Mận', channel: 'zalo' });
  beside = await reachedHousehold(deps, { unitCode: UNIT, areaId: await newArea(deps, 'Khu phố 10') });
  const away = { id: deps.ids.next(), unitCode: ELSEWHERE, name: 'Khu phố 1', kind: 'quarter' as const };
  await deps.db.area.create({ data: away });
  abroad = await reachedHousehold(deps, { unitCode: ELSEWHERE, areaId: away.id });
});
afterAll(() => house.close());

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');
const labels = (said: { choices: { label: string }[] }[]) => said.flatMap(({ choices }) => choices.map(({ label }) => label));
const stored = ({ officerId }: OfficerInChat) => house.deps.db.announcement.findFirstOrThrow({ where: { createdBy: officerId } });

/** Up to the look at who gets it. */
async function drafting(name: string, place = 'Khu phố 9'): Promise<OfficerInChat> {
  const by = await officerInChat(house, { name });
  await by.say('gửi tin');
  await by.press('Soạn tin mới');
  if (labels(await by.press(place)).includes('Xong')) await by.press('Xong');
  await by.press('Tất cả');
  await by.say('Mời họp.');
  return by;
}

async function narrow(by: OfficerInChat, to: string): Promise<string> {
  await by.press('Thêm ảnh, nút');
  await by.press('Lọc hộ');
  return texts(await by.press(to));
}

it('goes at an hour that is offered or typed; what the night allows is said, and it can be at once again', async () => {
  const gio = await drafting('Giờ');
  expect(texts(await gio.press('Gửi đi'))).toContain('GỬI 3\n\nĐủ người xác nhận rồi, 10 phút sau mới bắt đầu gửi.');
  const asked = await gio.press('Hẹn giờ');
  expect(texts(asked)).toContain('Từ 21:00 đến 07:00 không gửi gì');
  expect(labels(asked)).toEqual(['Tối nay 19:00', 'Sáng mai 08:00', 'Tối mai 19:00', 'Thôi']);
  expect(texts(await gio.press('Tối nay'))).toMatch(/Tới được 3 trong 3 hộ[\s\S]*Bắt đầu gửi lúc 19:00 ngày 01\/11\/2026/);
  expect((await stored(gio)).sendAt).toEqual(new Date('2026-11-01T19:00:00+07:00'));

  await gio.press('Gửi đi');
  await gio.press('Hẹn giờ');
  expect(texts(await gio.say('khi nào rảnh'))).toMatch(/chưa rõ lúc nào[\s\S]*Gửi lúc nào\?/);
  expect(texts(await gio.say('2026-11-01Tối'))).toContain('chưa rõ lúc nào');
  expect(texts(await gio.say('7h ngày 31/10'))).toMatch(/07:00 ngày 31\/10\/2026 đã qua rồi[\s\S]*Gửi lúc nào\?/);
  const night = texts(await gio.say('10 giờ tối mai'));
  expect(night).toContain('Từ 21:00 đến 07:00 không gửi gì, để bà con nghỉ. Tin sẽ bắt đầu gửi lúc 07:00 ngày 03/11/2026.');
  expect(night).toContain('• Bắt đầu gửi lúc 07:00 ngày 03/11/2026.');

  // Sooner than anything begins: that is not the night's doing.
  await gio.press('Gửi đi');
  await gio.press('Hẹn giờ');
  const soon = texts(await gio.say('8h05'));
  expect(soon).not.toContain('để bà con nghỉ');
  expect(soon).toContain('• Bắt đầu gửi lúc 08:10 ngày 01/11/2026.');

  await gio.press('Gửi đi');
  await gio.press('Hẹn giờ');
  expect(texts(await gio.press('Không hẹn giờ nữa'))).not.toContain('Bắt đầu gửi lúc');
  expect((await stored(gio)).sendAt).toBeNull();

  await gio.press('Gửi đi');
  expect(labels(await gio.press('Hẹn giờ'))).not.toContain('Không hẹn giờ nữa');
  await gio.say('19h30');
  const type = texts(await gio.press('Gửi đi'));
  expect(type).toContain('GỬI 3\n\nBắt đầu gửi lúc 19:30 ngày 01/11/2026.');
  expect(texts(await gio.say('gửi 3'))).toContain('Đã xác nhận. Bắt đầu gửi lúc 19:30 ngày 01/11/2026.');
  expect(await stored(gio)).toMatchObject({ state: 'planned', startsAt: new Date('2026-11-01T19:30:00+07:00') });
  await gio.press('Hủy gửi');
  await gio.press('Hủy hẳn');
});

it('never goes after its own last day', async () => {
  const han = await drafting('Hạn');
  const deadline = async (day: string) => {
    await han.press('Thêm ảnh, nút');
    await han.press('Hạn chót');
    return texts(await han.say(day));
  };
  await deadline('03/11/2026');
  await han.press('Gửi đi');
  await han.press('Hẹn giờ');
  expect(texts(await han.say('8h ngày 4/11'))).toContain('Tin này chỉ gửi đến hết ngày 03/11/2026, nên chưa hẹn');
  expect(texts(await han.say('20h ngày 3/11'))).toContain('Bắt đầu gửi lúc 20:00 ngày 03/11/2026');
  expect(await deadline('02/11/2026')).toContain('Tin đang hẹn giờ gửi sau ngày ấy');
  expect(await stored(han)).toMatchObject({ deadline: new Date('2026-11-03'), sendAt: new Date('2026-11-03T20:00:00+07:00') });
  await han.press('Thôi');
  await han.press('Bỏ tin này');
});

it('is narrowed down by title, by channels and by codes, all of which hold; what is chosen is said, and can be taken back', async () => {
  const loc = await drafting('Lọc');
  expect(await narrow(loc, 'Kênh nhận tin')).toContain('Chỉ gửi qua kênh nào?');
  expect(texts(await loc.press('Zalo'))).toMatch(/Tới được 1 trong 3 hộ[\s\S]*Chỉ gửi qua: Zalo[\s\S]*Không nhận: 2 hộ dùng kênh khác/);
  await narrow(loc, 'Kênh nhận tin');
  expect(texts(await loc.say('1 và 3'))).toMatch(/Tới được 3 trong 3 hộ[\s\S]*Chỉ gửi qua: Trang Nhà Học, Zalo/);
  await narrow(loc, 'Mã gia đình');
  expect(texts(await loc.say(`${sen?.code} ${zalo?.code}`))).toMatch(/Tới được 2 trong 2 hộ[\s\S]*Chỉ 2 hộ theo mã/);
  await narrow(loc, 'Danh hiệu');
  // Years, not the fourth of the buttons.
  expect(texts(await loc.say('4'))).toMatch(/trong 0 hộ ở đó[\s\S]*4 năm liền trở lên/);
  await loc.press('Lọc lại');
  await loc.press('Danh hiệu');
  expect(texts(await loc.press('3 năm liền'))).toMatch(/trong 0 hộ ở đó[\s\S]*3 năm liền trở lên[\s\S]*Trang Nhà Học, Zalo[\s\S]*Chỉ 2 hộ/);
  expect((await stored(loc)).audience).toEqual({
    areaIds: [areaId],
    title: { of: 'giaDinh', years: 3 },
    channels: ['web', 'zalo'],
    codes: [sen?.code, zalo?.code],
  });
  expect(texts(await loc.press('Lọc lại'))).toContain('3 năm liền trở lên');
  expect(texts(await loc.press('Bỏ lọc'))).toContain('Tới được 3 trong 3 hộ');
  expect((await stored(loc)).audience).toEqual({ areaIds: [areaId] });
  // Nothing is chosen: there is nothing to take back.
  await loc.press('Thêm ảnh, nút');
  expect(labels(await loc.press('Lọc hộ'))).not.toContain('Bỏ lọc');
  await loc.press('Thôi');
  await loc.press('Bỏ tin này');
});

it('codes that are none, or of a household elsewhere, are named alike and the others count; later ones come to them', async () => {
  const ma = await drafting('Mã');
  const nobody = spacedCode(codeFrom('nobody'));
  await narrow(ma, 'Mã gia đình');
  expect(texts(await ma.say('nhà cô Sen'))).toMatch(/Chưa thấy mã nào[\s\S]*Nhắn hay dán các mã/);
  expect(texts(await ma.say(nobody))).toContain(`Ở nơi nhận tin chưa có hộ nào mang mã: ${nobody}.`);
  // One of another ward, one of a khu phố beside those that were chosen, one that is none.
  const foreign = [abroad, beside].map((one) => spacedCode(one?.code ?? ''));
  const said = texts(await ma.say(`${sen?.code}, ${foreign.join(', ')}; 9ABC 9ABD\n`));
  expect(said).toContain('Đang lọc theo 1 mã.');
  for (const one of [...foreign, '9ABC 9ABD']) expect(said).toContain(one);
  expect(said).toContain('Tới được 1 trong 1 hộ');
  expect((await stored(ma)).audience).toEqual({ areaIds: [areaId], codes: [sen?.code] });
  await narrow(ma, 'Mã gia đình');
  expect(texts(await ma.say(spacedCode(dat?.code ?? '')))).toContain('Tới được 2 trong 2 hộ');
  expect((await stored(ma)).audience).toEqual({ areaIds: [areaId], codes: [sen?.code, dat?.code] });
  await ma.press('Bỏ tin này');

  // To the whole ward, the one beside is there.
  const ward = await house.deps.db.unit.findUniqueOrThrow({ where: { code: UNIT } });
  const ca = await drafting('Cả phường', ward.name);
  await narrow(ca, 'Mã gia đình');
  expect(texts(await ca.say([beside, abroad].map((one) => one?.code).join(' ')))).toMatch(/Đang lọc theo 1 mã[\s\S]*1 trong 1 hộ/);
  expect((await stored(ca)).audience).toEqual({ codes: [beside?.code] });
  await ca.press('Bỏ tin này');
});

it('whoever looks after one khu phố names no household of another', async () => {
  const at = await newArea(house.deps, 'Khu phố 11');
  const own = await reachedHousehold(house.deps, { unitCode: UNIT, areaId: at });
  const hai = await officerInChat(house, { name: 'Hai', areaId: at });
  await hai.say('gửi tin');
  await hai.press('Soạn tin mới');
  await hai.press('Khu phố 11');
  await hai.press('Tất cả');
  await hai.say('Mời họp.');
  // The draft says nothing of places any more: their scope does.
  await house.deps.db.announcement.updateMany({ where: { createdBy: hai.officerId }, data: { audience: {} } });
  await narrow(hai, 'Mã gia đình');
  expect(texts(await hai.say(`${own.code} ${beside?.code}`))).toContain(`chưa tính: ${spacedCode(beside?.code ?? '')}.`);
  expect((await stored(hai)).audience).toEqual({ codes: [own.code] });
});

it('goes at a price only where the officer has said so, and asks only where that would reach more', async () => {
  const phi = await drafting('Phí');
  expect(labels(await phi.press('Thêm ảnh, nút'))).not.toContain('Gửi cả khi Zalo tính phí');
  await phi.press('Thôi');
  const at = { unitCode: UNIT, areaId };
  await reachedHousehold(house.deps, at, { head: 'Phạm Văn Ổi', channel: 'zalo', wroteHoursAgo: 72 });
  await phi.press('Sửa lời');
  expect(texts(await phi.say('Mời họp nhé.'))).toContain('Zalo: 2 hộ, trong đó 1 hộ nhận khi gia đình nhắn trước');
  await phi.press('Thêm ảnh, nút');
  expect(texts(await phi.press('Gửi cả khi Zalo tính phí'))).toMatch(/• Zalo: 2 hộ\n[\s\S]*Zalo tính phí 1 tin/);
  expect(await stored(phi)).toMatchObject({ mayCost: true });
  await phi.press('Thêm ảnh, nút');
  expect(texts(await phi.press('Không gửi khi Zalo tính phí'))).toContain('Không mất phí');
  expect(await stored(phi)).toMatchObject({ mayCost: false });
  await phi.press('Bỏ tin này');
});

it('has five buttons at most where there were five: on each app they are buttons', async () => {
  const nam = await drafting('Năm nút');
  const [look] = (await nam.answers()).slice(-1);
  expect(look?.choices).toHaveLength(5);
  await nam.press('Thêm ảnh, nút');
  expect(labels(await nam.press('Lọc hộ'))).toHaveLength(4);
  await nam.press('Kênh');
  expect(labels(await nam.press('Telegram'))).toEqual(['Sửa lời', 'Chọn hộ khác', 'Lọc lại', 'Bỏ tin này', 'Để sau']);
});
