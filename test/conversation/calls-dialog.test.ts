/** An officer answers calls for help in their chat, one at a time. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestHelp } from '../../src/help/request-help.ts';
import { erase } from '../../src/privacy/erase.ts';
import { type SentFamily, sentFamily, transaction } from '../review/world.ts';
import { newAccount, UNIT } from '../support/family.ts';
import { newArea, type OfficerInChat, officerInChat } from '../support/officer-in-chat.ts';
import { type House, openHouse } from '../support/talk.ts';

let house: House;
let areaId: string;
beforeAll(async () => {
  house = await openHouse();
  areaId = await newArea(house.deps, 'Khu phố 9');
});
afterAll(() => house.close());

function officer(name: string, channel: 'web' | 'telegram' = 'web'): Promise<OfficerInChat> {
  return officerInChat(house, { name, areaId, channel });
}

async function call(head: string, note: string | null): Promise<SentFamily> {
  house.clock.advance(60_000);
  const family = await sentFamily(house.deps, { head, areaId });
  await requestHelp(house.deps, { accountId: family.accountId, note, unit: null, area: null });
  return family;
}

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');
const buttons = (said: { choices: { label: string }[] }[]) => said.at(-1)?.choices.map(({ label }) => label);
const heardBy = async ({ accountId }: { accountId: string }) =>
  JSON.stringify((await house.deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } })).map(({ body }) => body));
const stateOf = async ({ accountId }: { accountId: string }) =>
  (await house.deps.db.helpRequest.findFirstOrThrow({ where: { accountId } })).state;

it('is reached from the work of today, takes a call, writes to who called as the desk does, and closes it', async () => {
  const hoa = await call('Lý Thị Hoa', 'Không gửi được ảnh');
  const dat = await call('Trần Văn Đạt', null);
  const chi = await officer('Chị Năm');
  expect(texts(await chi.say('việc hôm nay'))).toContain('2 lời gọi giúp chưa ai nhận');
  const shown = await chi.press('Xem lời gọi giúp');
  expect(texts(shown)).toMatch(/2 lời gọi giúp chờ mình[\s\S]*Lý Thị Hoa[\s\S]*“Không gửi được ảnh”/);
  expect(buttons(shown)).toEqual(['Nhận giúp', 'Nhắn cho gia đình', 'Để sau', 'Nghỉ']);
  expect(texts(await chi.press('Để sau'))).toContain('Trần Văn Đạt');
  expect(texts(await chi.press('Để sau'))).toContain('Còn 2 lời gọi giúp để sau');
  await chi.say('lời gọi giúp');
  const taken = await chi.press('Nhận giúp');
  expect(texts(taken)).toMatch(/Đã nhận[\s\S]*Lý Thị Hoa[\s\S]*Mình đã nhận/);
  expect(buttons(taken)).toEqual(['Nhắn cho gia đình', 'Đã giúp xong', 'Để sau', 'Nghỉ']);
  expect(await heardBy(hoa)).toContain('Chị Năm');
  await chi.press('Nhắn cho gia đình');
  expect(texts(await chi.say('Mai tôi qua nhà chụp giúp'))).toMatch(/Đã gửi lời nhắn[\s\S]*Lý Thị Hoa/);
  expect(await heardBy(hoa)).toContain('“Mai tôi qua nhà chụp giúp”');
  const noted = await house.deps.db.audit.findFirstOrThrow({ where: { action: 'help.answer' } });
  expect(noted).toMatchObject({ actor: `officer:${chi.officerId}`, detail: { letters: 25 } });
  expect(texts(await chi.press('Đã giúp xong'))).toMatch(/giúp xong[\s\S]*Trần Văn Đạt/);
  expect(await stateOf(hoa)).toBe('closed');
  // Who writes has taken the call.
  await chi.press('Nhắn cho gia đình');
  await chi.say('Tôi gọi lại tối nay');
  expect(await stateOf(dat)).toBe('taken');
  expect(texts(await chi.press('Đã giúp xong'))).toContain('Không có lời gọi giúp nào chờ mình');
});

it('says who was quicker, and does not show what another has taken', async () => {
  await call('Phạm Thị Nhanh', 'Giúp tôi với');
  const [one, other] = [await officer('Anh Một'), await officer('Anh Hai')];
  await one.say('lời gọi giúp');
  await other.say('lời gọi giúp');
  await one.press('Nhận giúp');
  expect(texts(await other.press('Nhận giúp'))).toMatch(/Anh Một đã nhận lời gọi này lúc[\s\S]*Không có lời gọi giúp nào chờ mình/);
  expect(texts(await one.say('việc hôm nay'))).toContain('0 lời gọi giúp chưa ai nhận');
  expect(texts(await one.press('Xem lời gọi giúp'))).toContain('Phạm Thị Nhanh');
  await one.press('Đã giúp xong');
});

it('offers to write only where what is written gets there without going abroad', async () => {
  const caller = await house.visitor({ channel: 'telegram' });
  await caller.start();
  const accountId = await caller.accountId();
  await requestHelp(house.deps, { accountId, note: 'Gọi cho tôi', unit: UNIT, area: areaId });
  const chi = await officer('Chị Sáu');
  const shown = await chi.say('lời gọi giúp');
  expect(texts(shown)).toContain('từ đây không nhắn được');
  expect(buttons(shown)).toEqual(['Nhận giúp', 'Để sau', 'Nghỉ']);
  await chi.press('Nhận giúp');
  await chi.press('Đã giúp xong');
});

it.each([
  ['telegram', 'cũng không nhắn từ đây được. Xin bấm “Để sau”, đợi gia đình gọi lại.'],
  ['web', 'cũng chưa rõ ở đâu. Bấm “Nhắn cho gia đình” để hỏi.'],
] as const)('sends nobody to who called from a place that is not known, on %s', async (channel, words) => {
  const caller = await house.visitor({ channel });
  await caller.start();
  await requestHelp(house.deps, { accountId: await caller.accountId(), note: 'Gọi cho tôi', unit: null, area: null });
  const chi = await officer('Chị Chín');
  const grant = { officerId: chi.officerId, role: 'city' as const, from: house.clock.now() };
  await house.deps.db.grant.create({ data: { id: house.deps.ids.next(), ...grant } });
  const shown = texts(await chi.say('lời gọi giúp'));
  expect(shown).toContain(words);
  expect(shown).not.toContain('gặp');
  await chi.press('Nhận giúp');
  await chi.press('Đã giúp xong');
});

it('names nobody over servers abroad, and keeps nothing of the note', async () => {
  await call('Võ Thị Kín', 'Nhà tôi ở hẻm 12');
  const chi = await officer('Chị Bảy', 'telegram');
  const said = texts(await chi.say('lời gọi giúp'));
  expect(said).toContain('Gia đình có lời nhắn: đọc ở bàn làm việc');
  const { session } = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId: await chi.accountId() } });
  expect(said + JSON.stringify(session)).not.toMatch(/Võ Thị Kín|hẻm 12/);
  await chi.press('Nhận giúp');
  await chi.press('Đã giúp xong');
});

it('leaves nothing of a call in the officer’s chat when who called has everything erased', async () => {
  const accountId = await newAccount(house.deps);
  await requestHelp(house.deps, { accountId, note: 'Tôi tên Út Mười\nở "cuối" hẻm 7', unit: UNIT, area: areaId });
  const chi = await officer('Chị Tám');
  const shown = await chi.say('lời gọi giúp');
  expect(texts(shown)).toContain('Út Mười');
  await transaction(house.deps, (within) => erase(within, { accountId }));
  const { session } = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId: await chi.accountId() } });
  expect(JSON.stringify(session)).not.toContain('Út Mười');
  expect(await heardBy({ accountId: await chi.accountId() })).not.toContain('Út Mười');
  const button = shown.at(-1)?.choices.find(({ label }) => label === 'Nhận giúp');
  expect(texts(await chi.send({ type: 'press', data: button?.data ?? '', label: 'Nhận giúp' }))).toContain('Lời gọi này không còn nữa');
});

/** Somebody of no household calls, and later has everything erased. */
async function passer(note: string): Promise<{ accountId: string; erase: () => Promise<unknown> }> {
  const accountId = await newAccount(house.deps);
  house.clock.advance(60_000);
  await requestHelp(house.deps, { accountId, note, unit: UNIT, area: areaId });
  return { accountId, erase: () => transaction(house.deps, (within) => erase(within, { accountId })) };
}

it('leaves what another family wrote, though it begins alike', async () => {
  const short = await passer('Giúp');
  const lines = await passer('Giúp tôi\nÚt Chín');
  const other = await passer('Giúp tôi với, nhà Út Hai');
  const chi = await officer('Chị Chín');
  const mine = { accountId: await chi.accountId() };
  await chi.say('lời gọi giúp');
  await chi.press('Để sau');
  await chi.press('Để sau');
  expect(await heardBy(mine)).toMatch(/“Giúp”.*Út Chín.*Út Hai/);
  await short.erase();
  expect(await heardBy(mine)).not.toContain('“Giúp”');
  expect(await heardBy(mine)).toMatch(/Út Chín.*Út Hai/);
  await lines.erase();
  expect(await heardBy(mine)).not.toContain('Út Chín');
  expect(await heardBy(mine)).toContain('Út Hai');
  await other.erase();
});

it('takes from the chat of who is no officer any more, whole letters, and what was read before more was added', async () => {
  const cut = await passer(`${'a'.repeat(59)}😀 nhà Út Ba`);
  const chi = await officer('Chị Mười');
  const accountId = await chi.accountId();
  await chi.say('lời gọi giúp');
  expect(await heardBy({ accountId })).toContain('Út Ba');
  const grown = await passer('Nhà Út Tư');
  await chi.press('Để sau');
  expect(await heardBy({ accountId })).toContain('“Nhà Út Tư”');
  await requestHelp(house.deps, { accountId: grown.accountId, note: 'ở hẻm 9', unit: UNIT, area: areaId });
  const to = house.clock.now();
  await house.deps.db.officerAccount.updateMany({ where: { accountId }, data: { to } });
  await house.deps.db.grant.updateMany({ where: { officerId: chi.officerId }, data: { to } });
  await cut.erase();
  expect(await heardBy({ accountId })).not.toContain('Út Ba');
  await grown.erase();
  expect(await heardBy({ accountId })).not.toContain('Út Tư');
});
