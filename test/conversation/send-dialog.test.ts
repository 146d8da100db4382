/** Officers who write to many from their chat. The plain way is a transcript: 39-sending. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newAnnouncement } from '../announcement/made.ts';
import { reachedHousehold } from '../announcement/reached.ts';
import { somebodyWaits } from '../support/at-once.ts';
import { UNIT } from '../support/family.ts';
import { newArea, type OfficerInChat, officerInChat } from '../support/officer-in-chat.ts';
import type { OfficersHouse } from '../support/officers.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
let areaId: string;
beforeAll(async () => {
  house = await openHouse();
  areaId = await newArea(house.deps, 'Khu phố 9');
  for (const head of ['Nguyễn Thị Sen', 'Trần Văn Đạt']) await reachedHousehold(house.deps, { unitCode: UNIT, areaId }, { head });
});
afterAll(() => house.close());

function officer(name: string, role: 'ward' | 'hamlet' = 'ward', at = areaId): Promise<OfficerInChat> {
  return officerInChat(house, { name, ...(role === 'hamlet' && { areaId: at }) });
}

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');
const labels = (said: { choices: { label: string }[] }[]) => said.flatMap(({ choices }) => choices.map(({ label }) => label));

/** Up to the look at who gets it. */
async function compose(by: Visitor, words: string): Promise<string> {
  await by.say('gửi tin');
  await by.press('Soạn tin mới');
  await by.press('Khu phố 9');
  await by.press('Tất cả');
  return texts(await by.say(words));
}

it('is only for who looks after households; a family’s “nhan tin” is its own', async () => {
  const somebody = await house.visitor();
  await somebody.start();
  expect(texts(await somebody.say('gửi tin'))).toContain('dành cho cán bộ');
  expect(texts(await somebody.say('nhan tin'))).not.toContain('dành cho cán bộ');
});

it('is for several khu phố of one ward, and for several states', async () => {
  const { deps } = house;
  const bon = await officer('Bốn');
  const names = ['Khu phố 10', 'Khu phố 11'];
  const others = names.map((name) => ({ id: deps.ids.next(), unitCode: UNIT, name, kind: 'quarter' as const }));
  await deps.db.area.createMany({ data: others });
  await bon.say('gửi tin');
  const places = labels(await bon.press('Soạn tin mới'));
  await bon.press('Khu phố 10');
  await bon.press('Chọn lại');
  expect(texts(await bon.press('Khu phố 10'))).toContain('Gửi cho: Khu phố 10.');
  const beside = labels(await bon.press('Thêm nơi khác'));
  expect(places.filter((label) => !beside.includes(label))).toEqual(['Cả Phường Bến Cát', 'Khu phố 10']);
  expect(texts(await bon.press('Khu phố 9'))).toContain('Gửi cho: Khu phố 10, Khu phố 9.');
  await bon.press('Xong');
  await bon.press('Chưa đăng ký');
  await bon.press('Thêm nhóm khác');
  await bon.press('Được công nhận mùa trước');
  await bon.press('Thêm nhóm khác');
  expect(texts(await bon.press('Chưa đăng ký'))).toContain('• Chưa đăng ký\n• Được công nhận mùa trước');
  await bon.press('Xong');
  await bon.say('Mời họp liên khu phố.');
  const { audience } = await deps.db.announcement.findFirstOrThrow({ where: { text: 'Mời họp liên khu phố.' } });
  expect(audience).toEqual({ areaIds: [others[0]?.id, areaId], states: ['notRegistered', 'lastYear'] });

  // Nothing is left to add.
  await bon.say('gửi tin');
  await bon.press('Soạn tin mới');
  for (const name of names) {
    await bon.press(name);
    await bon.press('Thêm nơi khác');
  }
  expect(texts(await bon.press('Khu phố 9'))).toContain('Gửi cho những hộ nào');
  await bon.say('gửi tin');
  await bon.press('Soạn tin mới');
  // The whole ward is nothing to add to.
  expect(texts(await bon.press(places[0] ?? ''))).toContain('Gửi cho những hộ nào');
  await deps.db.area.deleteMany({ where: { id: { in: others.map(({ id }) => id) } } });
});

it('takes three buttons and a last day along, and says what is wrong with them', async () => {
  const nam = await officer('Nam');
  await compose(nam, 'Mời bà con học.');
  const add = async (what: string, value?: string) => {
    await nam.press('Thêm ảnh, nút, hạn chót');
    const said = await nam.press(what);
    return texts(value === undefined ? said : await nam.say(value));
  };
  const stored = () => house.deps.db.announcement.findFirstOrThrow({ where: { createdBy: nam.officerId } });
  expect(await add('Tự đánh giá')).toContain('[Tự đánh giá]');
  expect(await add('Xem trang', 'không phải địa chỉ')).toContain('Địa chỉ trang chưa đúng');
  await nam.press('Xem trang');
  expect(texts(await nam.say('khuyenhoc.vn'))).toContain('[Xem trang]');
  expect(await add('Gọi điện', 'số nào')).toContain('Số điện thoại chưa đúng');
  await nam.press('Gọi điện');
  expect(texts(await nam.say('0274 3.822.825'))).toContain('[Tự đánh giá] [Xem trang] [Gọi điện]');
  expect((await stored()).buttons).toEqual([
    { kind: 'open', label: 'Tự đánh giá', words: 'tự đánh giá' },
    { kind: 'link', label: 'Xem trang', url: 'https://khuyenhoc.vn' },
    { kind: 'call', label: 'Gọi điện', phone: '02743822825' },
  ]);
  expect(await add('Giới thiệu')).toContain('nhiều nhất 3 nút');
  await nam.press('Thôi');
  expect(await add('Hạn chót', '01/02/2020')).toContain('Ngày ấy đã qua');
  await nam.press('Hạn chót');
  await nam.say('31/12/2026');
  await nam.press('Sửa lời');
  expect(texts(await nam.say('Mời bà con học trước {hanChot}.'))).toContain('Mời bà con học trước 31/12/2026.');
  expect(await stored()).toMatchObject({ deadline: new Date('2026-12-31'), buttons: [{}, {}, {}] });
  expect(await add('Bỏ các nút')).not.toContain('[Gọi điện]');
  expect((await stored()).buttons).toEqual([]);
  await nam.press('Bỏ tin này');
});

it('takes a picture along, says what it shows, and lets go of it', async () => {
  const anh = await officer('Ánh');
  await compose(anh, 'Mời xem lớp học mới.');
  const stored = async () => (await house.deps.db.announcement.findFirstOrThrow({ where: { createdBy: anh.officerId } })).media;
  const file = (blobKey: string) => ({
    kind: 'photo' as const,
    blobKey,
    thumbKey: null,
    mediaType: 'image/jpeg',
    bytes: 10,
    width: 4,
    height: 3,
    sha256: 'a'.repeat(64),
  });
  const picture = (blobKey: string, caption?: string) =>
    anh.send({ type: 'media', items: [file(blobKey)], ...(caption !== undefined && { caption }) });
  const [first, second, third] = ['a', 'b', 'c'].map((letter) => `00000000-0000-7000-8000-00000000000${letter}.jpg`);
  await anh.press('Thêm ảnh, nút, hạn chót');
  await anh.press('Ảnh hoặc tệp');
  expect(texts(await anh.say('ảnh nào?'))).toContain('Xin gửi một ảnh');
  const album = { type: 'media' as const, items: [file(second ?? ''), file(third ?? '')], caption: 'Bà con đi học' };
  expect(texts(await anh.send(album))).toMatch(/Mỗi tin kèm một ảnh hoặc một tệp thôi[\s\S]*Gửi một ảnh hoặc một tệp PDF/);
  expect(await stored()).toBeNull();
  expect(texts(await picture(first ?? ''))).toContain('Đã nhận. Trong đó có gì?');
  expect(texts(await anh.press('Để sau'))).toContain('(Ảnh kèm tin)');
  await anh.press('Thêm ảnh, nút, hạn chót');
  await anh.press('Ảnh hoặc tệp');
  await picture(second ?? '');
  expect(texts(await anh.say('Bà con ngồi trong lớp học mới'))).toContain('(Bà con ngồi trong lớp học mới)');
  expect(await stored()).toMatchObject({ kind: 'photo', blobKey: second, alt: 'Bà con ngồi trong lớp học mới' });
  await anh.press('Thêm ảnh, nút, hạn chót');
  await anh.press('Ảnh hoặc tệp');
  expect(texts(await picture(third ?? '', 'Bà con đọc sách'))).toContain('(Bà con đọc sách)');
  expect(await stored()).toMatchObject({ blobKey: third, alt: 'Bà con đọc sách' });
  await anh.press('Thêm ảnh, nút, hạn chót');
  expect(texts(await anh.press('Bỏ ảnh, tệp'))).not.toContain('(Bà con');
  expect(await stored()).toBeNull();
  await anh.press('Bỏ tin này');
});

it('changes nothing of a draft that somebody changes at that very moment, and looks at it again', async () => {
  const db = house.database.prisma;
  const thu = await officer('Thu');
  await compose(thu, 'Mời họp tối nay.');
  const { id } = await db.announcement.findFirstOrThrow({ where: { createdBy: thu.officerId } });
  await thu.press('Sửa lời');
  let said: Promise<{ text: string }[]> = Promise.resolve([]);
  await db.$transaction(
    async (inside) => {
      await inside.announcement.update({ where: { id }, data: { text: 'Mời họp sáng mai.', seq: { increment: 1 } } });
      said = thu.say('Mời họp chiều mai.');
      await somebodyWaits(db);
    },
    { maxWait: 60_000, timeout: 120_000 },
  );
  expect(texts(await said)).toMatch(/vừa thay đổi, nên chưa làm gì[\s\S]*Mời họp sáng mai/);
  await thu.press('Bỏ tin này');
});

it('sends nothing where others would get it than was looked at, and looks again', async () => {
  const mai = await officer('Mai', 'hamlet');
  // Who looks after one khu phố has none to add.
  expect(await compose(mai, 'Mời bà con {khuPho} họp.')).toContain('Tới được 2 trong 2 hộ (100%)');
  await mai.press('Gửi đi');
  await reachedHousehold(house.deps, { unitCode: UNIT, areaId }, { head: 'Lê Thị Mới' });
  expect(texts(await mai.say('gửi 2'))).toMatch(/vừa thay đổi[\s\S]*Tới được 3 trong 3 hộ/);
  await mai.press('Gửi đi');
  expect(texts(await mai.say('gửi ba'))).toContain('Câu vừa nhắn chưa đúng. Chưa gửi gì.');
  const planned = await mai.say('GUI 3');
  expect(texts(planned)).toMatch(/Bắt đầu gửi lúc/);
  await mai.press('Hủy gửi');
  expect(texts(await mai.press('Hủy hẳn'))).toContain('Đã hủy.');
  expect(labels(await mai.say('gửi tin'))).toContain('Mời bà con khu phố của mỗi nhà họp. (đã hủy)');
});

it('where nobody would get it, other households are chosen for the same words', async () => {
  const { deps } = house;
  const nam = await officer('Năm');
  await nam.say('gửi tin');
  await nam.press('Soạn tin mới');
  await nam.press('Khu phố 9');
  await nam.press('Đã được công nhận');
  await nam.press('Xong');
  expect(texts(await nam.say('Mời họp ở nhà văn hóa.'))).toContain('trong 0 hộ ở đó');
  await nam.press('Chọn hộ khác');
  await nam.press('Khu phố 9');
  expect(texts(await nam.press('Tất cả'))).toMatch(/Mời họp ở nhà văn hóa\.[\s\S]*Tới được \d+ trong/);
  const found = await deps.db.announcement.findMany({ where: { createdBy: nam.officerId } });
  expect(found).toMatchObject([{ audience: { areaIds: [areaId] }, text: 'Mời họp ở nhà văn hóa.' }]);
});

it('has a second officer confirm where the ward wants it, and never the same', async () => {
  const { deps } = house;
  await deps.db.wardSettings.create({ data: { unitCode: UNIT, wantsSecondToSend: true } });
  const [mot, hai] = [await officer('Một'), await officer('Hai')];
  await compose(mot, 'Mời họp phường.');
  await mot.press('Gửi đi');
  const waits = await mot.say('gửi 3');
  expect(texts(waits)).toContain('Đợi một cán bộ khác');
  expect(labels(waits)).not.toContain('Xác nhận là người thứ hai');
  expect(texts(await hai.answers())).toContain('Đang đợi một cán bộ khác của phường (xã) xác nhận');
  await hai.say('xem tin');
  await hai.press('Mời họp phường.');
  await hai.press('Xác nhận là người thứ hai');
  expect(texts(await hai.say('gửi 30'))).toContain('chưa đúng');
  expect(texts(await hai.say('gửi 3'))).toMatch(/Bắt đầu gửi lúc/);
  const [{ secondBy } = { secondBy: null }] = await deps.db.announcement.findMany({ where: { text: 'Mời họp phường.' } });
  expect(secondBy).toBe(hai.officerId);
});

it('says so where somebody acted meanwhile, and lets nobody act who holds no duty any more', async () => {
  const { deps, clock } = house;
  const ba = await officer('Ba');
  const place = { mark: 'đang đi', unitCode: UNIT, areaId };
  const world = { deps, home: { ...place, areaId: '' }, officers: {} } as unknown as OfficersHouse;
  const id = await newAnnouncement(world, place, 'sending');
  await ba.say('gửi tin');
  expect(labels(await ba.press('Mời họp đang đi'))).toContain('Tạm dừng');
  await deps.db.announcement.update({ where: { id }, data: { state: 'done', endedAt: clock.now() } });
  expect(texts(await ba.press('Tạm dừng'))).toMatch(/vừa thay đổi, nên chưa làm gì[\s\S]*Đã xong/);
  await deps.db.grant.updateMany({ where: { officerId: ba.officerId }, data: { to: clock.now() } });
  expect(texts(await ba.press('Về các tin'))).toContain('dành cho cán bộ');
});

it('tells who changes a draft, or puts it away, that somebody has confirmed it meanwhile, and how it stands', async () => {
  const { db, ids, clock } = house.deps;
  const chi = await officer('Chị');
  // In another chat of theirs.
  const phone = await house.visitor();
  await phone.start();
  const held = { officerId: chi.officerId, accountId: await phone.accountId(), from: clock.now() };
  await db.officerAccount.create({ data: { id: ids.next(), ...held } });
  const confirmed = async (words: string) => {
    await phone.say('gửi tin');
    await phone.press(words);
    const [sentence = ''] = /GỬI \d+/.exec(texts(await phone.press('Gửi đi'))) ?? [];
    await phone.say(sentence);
    expect(await db.announcement.findFirstOrThrow({ where: { text: words } })).toMatchObject({ confirmedBy: chi.officerId });
  };
  const goes = /Tin này đã có người xác nhận gửi, nên không sửa được nữa\./;
  await compose(chi, 'Mời bà con bỏ tin.');
  await confirmed('Mời bà con bỏ tin.');
  const said = await chi.press('Bỏ tin này');
  expect(texts(said)).toMatch(goes);
  expect(labels(said)).toEqual(expect.arrayContaining([expect.stringContaining('Mời bà con bỏ tin. (')]));
  await compose(chi, 'Mời bà con sửa lời.');
  await chi.press('Sửa lời');
  await confirmed('Mời bà con sửa lời.');
  expect(texts(await chi.say('Mời bà con lời khác.'))).toMatch(goes);
  expect(await db.announcement.count({ where: { text: 'Mời bà con lời khác.' } })).toBe(0);
  expect(texts(await chi.answers())).not.toContain('không thuộc nơi mình phụ trách');
});

it('“Nhắc các hộ chưa gửi phiếu” opens words that are written already, once; nobody gets them before they are looked at and confirmed', async () => {
  const { deps } = house;
  const at = await newArea(house.deps, 'Khu phố Hoa');
  for (const head of ['Lê Thị Cúc', 'Lê Văn Mận']) await reachedHousehold(deps, { unitCode: UNIT, areaId: at }, { head });
  const hoa = await officer('Hoa', 'hamlet', at);
  const said = texts(await hoa.say('nhắc các hộ chưa gửi phiếu'));
  expect(said).toContain('Phiếu tự đánh giá “Gia đình học tập” của nhà mình chưa gửi.');
  expect(said).toContain('Tới được 2 trong 2 hộ');
  await hoa.press('Để sau');
  await hoa.say('nhắc hộ chưa gửi');
  const drafts = await deps.db.announcement.findMany({ where: { createdBy: hoa.officerId } });
  expect(drafts).toMatchObject([
    {
      ...{ state: 'draft', unitCode: UNIT, audience: { states: ['registered', 'draft'] } },
      buttons: [{ kind: 'open', label: 'Làm phiếu', words: 'Làm phiếu' }],
    },
  ]);
  expect(await deps.db.recipient.count({ where: { announcementId: drafts[0]?.id ?? '' } })).toBe(0);
  await hoa.press('Gửi');
  await hoa.say('GỬI 2');
  expect(await deps.db.announcement.findMany({ where: { createdBy: hoa.officerId } })).toMatchObject([
    { confirmedBy: hoa.officerId, households: 2 },
  ]);
  // Once a day is enough.
  expect(texts(await hoa.say('nhắc hộ chưa gửi'))).toContain('Hôm nay mình đã xác nhận tin nhắc này lúc');
  expect(await deps.db.announcement.count({ where: { createdBy: hoa.officerId } })).toBe(1);
});

it('it is one of each ward; a family is told that it is for officers; nobody to remind is said', async () => {
  const { deps, clock } = house;
  const somebody = await house.visitor();
  await somebody.start();
  expect(texts(await somebody.say('nhắc hộ chưa gửi phiếu'))).toContain('dành cho cán bộ');
  const other = await deps.db.unit.findFirstOrThrow({ where: { code: '25760' } });
  const elsewhere = { id: deps.ids.next(), unitCode: other.code, name: 'Khu phố 1', kind: 'quarter' as const };
  await deps.db.area.create({ data: elsewhere });
  await reachedHousehold(deps, { unitCode: other.code, areaId: elsewhere.id });
  const lan = await officer('Lan');
  const grant = { officerId: lan.officerId, role: 'ward' as const, unitCode: other.code, from: clock.now() };
  await deps.db.grant.create({ data: { id: deps.ids.next(), ...grant } });
  const wards = labels(await lan.say('nhắc hộ chưa gửi phiếu'));
  expect(wards).toContain(`${other.name} (1 hộ)`);
  await lan.press(`${other.name} (1 hộ)`);
  expect(await deps.db.announcement.findMany({ where: { createdBy: lan.officerId } })).toMatchObject([{ unitCode: other.code }]);

  const nobody = await officer('Mai', 'hamlet', await newArea(house.deps, 'Khu phố trống'));
  expect(texts(await nobody.say('nhắc hộ chưa gửi phiếu'))).toContain('không có hộ nào để nhắc');
});

it('the other buttons below the numbers open the page of the desk that they name', async () => {
  const hanh = await officer('Hạnh', 'hamlet');
  for (const [words, to] of [
    ['danh sách chưa gửi phiếu', 'notSent'],
    ['cần nhắc tận nơi', 'toRemind'],
    ['xem số liệu', 'counts'],
  ] as const) {
    const urls = (await hanh.say(words)).flatMap(({ choices }) => choices.flatMap(({ url }) => url ?? []));
    expect(urls).toEqual([expect.stringMatching(new RegExp(`^/console/in/[\\w-]+\\?to=${to}$`))]);
    await hanh.press('Xong');
  }
});
