/** Officers who choose more of what they write to many from their chat: when it begins, and to which households there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Prisma } from '../../src/db/client.ts';
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
  expect(texts(await gio.press('Gửi đi'))).toContain('GỬI 3\n\nKhi đủ người xác nhận, 10 phút sau mới bắt đầu gửi.');
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
  // A year that was typed by mistake.
  expect(texts(await gio.say('8h ngày 20/11/2099'))).toMatch(/08:00 ngày 20\/11\/2099 còn xa quá[\s\S]*Gửi lúc nào\?/);
  // An hour, not the third of the buttons.
  expect(texts(await gio.say('3'))).toContain('Bắt đầu gửi lúc 07:00 ngày 02/11/2026');
  await gio.press('Gửi đi');
  await gio.press('Hẹn giờ');
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
  expect(await deadline('02/11/2026')).toContain('Tin đang hẹn gửi sau ngày ấy');
  expect(await stored(han)).toMatchObject({ deadline: new Date('2026-11-03'), sendAt: new Date('2026-11-03T20:00:00+07:00') });
  await han.press('Thôi');
  const hour = async (typed: string) => {
    await han.press('Gửi đi');
    await han.press('Hẹn giờ');
    return texts(await han.say(typed));
  };
  // The night carries it to the next morning.
  expect(await hour('22h ngày 3/11')).toContain(
    'Hẹn 22:00 ngày 03/11/2026 thì phải đến 07:00 ngày 04/11/2026 mới gửi được. Mà tin này chỉ gửi đến hết ngày 03/11/2026.',
  );
  await han.press('Thôi');
  await han.press('Thôi');
  expect(await hour('22h ngày 2/11')).toContain('Bắt đầu gửi lúc 07:00 ngày 03/11/2026');
  expect(await deadline('02/11/2026')).toContain('Phải đến 07:00 ngày 03/11/2026 mới gửi được tin');
  await han.press('Thôi');
  // It ends at an hour of its last day, as an invitation does when its training begins.
  const expiresAt = new Date('2026-11-03T10:00:00+07:00');
  await house.deps.db.announcement.updateMany({ where: { createdBy: han.officerId }, data: { deadline: null, expiresAt } });
  expect(await hour('11h ngày 3/11')).toContain('Tin này chỉ gửi đến 10:00 ngày 03/11/2026, nên chưa hẹn 11:00');
  await han.press('Thôi');
  await han.press('Thôi');
  await han.press('Bỏ tin này');
});

/** A draft of theirs that nobody would get, as the desk or this chat left it; up to the question which households else. */
async function forNobody(by: OfficerInChat, more: Prisma.AnnouncementUpdateManyMutationInput): Promise<void> {
  await house.deps.db.announcement.updateMany({ where: { createdBy: by.officerId, state: 'draft' }, data: more });
  await by.press('Sửa lời');
  expect(texts(await by.say('Mời họp nhé.'))).toContain('Tin này chưa gửi được');
  await by.press('Chọn hộ khác');
}

/** Another khu phố of the ward, all there. */
async function inTen(by: OfficerInChat): Promise<string> {
  await by.press('Khu phố 10');
  await by.press('Xong');
  return texts(await by.press('Tất cả'));
}

it('“Chọn hộ khác” chooses other places; to whom it was narrowed down there holds on', async () => {
  const { deps } = house;
  const tenId = (await deps.db.area.findFirstOrThrow({ where: { unitCode: UNIT, name: 'Khu phố 10' } })).id;
  const twelveId = await newArea(deps, 'Khu phố 12');
  const here = await reachedHousehold(deps, { unitCode: UNIT, areaId: twelveId }, { consent: null });
  const there = await reachedHousehold(deps, { unitCode: UNIT, areaId: tenId }, { consent: null });
  const khac = await drafting('Khác');
  const more = { title: { of: 'giaDinh', years: 2 }, channels: ['zalo'] };
  await forNobody(khac, { audience: { areaIds: [twelveId, tenId], states: ['sent'], ...more, codes: [here.code, there.code] } });
  expect(await inTen(khac)).toMatch(new RegExp(`Đã lọc theo 1 mã[\\s\\S]*${spacedCode(here.code)}`));
  expect((await stored(khac)).audience).toEqual({ areaIds: [tenId], ...more, codes: [there.code] });

  // None of them is there: it does not go to everybody instead.
  const before = { areaIds: [twelveId], codes: [here.code] };
  await forNobody(khac, { audience: before });
  expect(await inTen(khac)).toContain('Tin đang lọc theo 1 mã, mà nơi vừa chọn không có hộ nào mang mã ấy.');
  expect((await stored(khac)).audience).toEqual(before);
  await khac.press('Bỏ tin này');
});

it('“Chọn hộ khác” of a draft for those who have not got another one: it goes to nobody who has', async () => {
  const { deps } = house;
  const chua = await drafting('Chưa');
  const now = deps.clock.now();
  const first = { id: deps.ids.next(), unitCode: UNIT, state: 'done' as const, createdBy: deps.ids.next(), createdAt: now, startedAt: now };
  await deps.db.announcement.create({ data: { ...first, text: 'Mời họp', audience: {}, buttons: [] } });
  const tenId = (await deps.db.area.findFirstOrThrow({ where: { unitCode: UNIT, name: 'Khu phố 10' } })).id;
  await forNobody(chua, { audience: { areaIds: [areaId], states: ['recognised'], notReachedBy: first.id } });
  await inTen(chua);
  expect((await stored(chua)).audience).toEqual({ areaIds: [tenId], notReachedBy: first.id });
  await chua.press('Bỏ tin này');
});

it('“Chọn hộ khác” of another ward: a second draft like the first, unless it is of its own ward', async () => {
  const { db, ids, clock } = house.deps;
  const xa = await drafting('Xa');
  await db.grant.create({ data: { id: ids.next(), officerId: xa.officerId, unitCode: ELSEWHERE, role: 'ward', from: clock.now() } });
  const { name } = await db.unit.findUniqueOrThrow({ where: { code: ELSEWHERE } });
  const elsewhere = async () => {
    await xa.press(`Cả ${name}`);
    return texts(await xa.press('Tất cả'));
  };
  const button = { kind: 'call', label: 'Gọi', phone: '0912345678' };
  const like = { buttons: [button], mayCost: true, sendAt: new Date('2026-11-03T10:00:00+07:00'), deadline: new Date('2026-11-05') };
  await forNobody(xa, { ...like, audience: { areaIds: [areaId], states: ['recognised'], channels: ['web'] } });
  await elsewhere();
  const second = await db.announcement.findFirst({ where: { createdBy: xa.officerId, unitCode: ELSEWHERE } });
  expect(second).toMatchObject({ ...like, text: 'Mời họp nhé.', audience: { channels: ['web'] } });

  // It follows one of its own ward.
  const now = clock.now();
  const before = { id: ids.next(), unitCode: UNIT, state: 'done' as const, createdBy: ids.next(), createdAt: now, startedAt: now };
  await db.announcement.create({ data: { ...before, text: 'Mời họp', audience: {}, buttons: [] } });
  await db.announcement.deleteMany({ where: { createdBy: xa.officerId, unitCode: ELSEWHERE } });
  await xa.say('gửi tin');
  await xa.press('Mời họp nhé.');
  await forNobody(xa, { audience: { areaIds: [areaId], receivedBy: before.id } });
  expect(await elsewhere()).toContain('không đổi sang nơi khác được. Nơi nhận vẫn như cũ.');
  expect(await db.announcement.count({ where: { createdBy: xa.officerId, unitCode: ELSEWHERE } })).toBe(0);
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
  expect(texts(await ma.say('nhà cô Sen'))).toMatch(/Chưa thấy mã nào[\s\S]*Nhắn mã gia đình vào đây/);
  expect(texts(await ma.say(nobody))).toContain(`Ở nơi nhận tin chưa có hộ nào mang mã: ${nobody}.`);
  // One of another ward, one of a khu phố beside those that were chosen, one that is none.
  const foreign = [abroad, beside].map((one) => spacedCode(one?.code ?? ''));
  const said = texts(await ma.say(`${sen?.code}, ${foreign.join(', ')}; 9ABC 9ABD\n`));
  expect(said).toContain('Đã lọc theo 1 mã.');
  for (const one of [...foreign, '9ABC 9ABD']) expect(said).toContain(one);
  expect(said).toContain('Tới được 1 trong 1 hộ');
  expect((await stored(ma)).audience).toEqual({ areaIds: [areaId], codes: [sen?.code] });
  await narrow(ma, 'Mã gia đình');
  expect(texts(await ma.say(spacedCode(dat?.code ?? '')))).toContain('Tới được 2 trong 2 hộ');
  expect((await stored(ma)).audience).toEqual({ areaIds: [areaId], codes: [sen?.code, dat?.code] });
  await ma.press('Bỏ tin này');

  // To the whole ward, the one beside is there.
  const ward = await house.deps.db.unit.findUniqueOrThrow({ where: { code: UNIT } });
  const ca = await drafting('Cả phường', `Cả ${ward.name}`);
  await narrow(ca, 'Mã gia đình');
  expect(texts(await ca.say([beside, abroad].map((one) => one?.code).join(' ')))).toMatch(/Đã lọc theo 1 mã[\s\S]*1 trong 1 hộ/);
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
  expect(texts(await hai.say(`${own.code} ${beside?.code}`))).toContain(`chưa thấy ở nơi nhận tin: ${spacedCode(beside?.code ?? '')}.`);
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
