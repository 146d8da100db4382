/** An officer goes through what waits in their chat, one household at a time. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTell } from '../../src/conversation/tell.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { erase } from '../../src/privacy/erase.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { type SentFamily, sentFamily, tell, transaction } from '../review/world.ts';
import { newArea, type OfficerInChat, officerInChat } from '../support/officer-in-chat.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
let areaId: string;
let families: SentFamily[];
beforeAll(async () => {
  house = await openHouse();
  areaId = await newArea(house.deps, 'Khu phố 9');
  families = [];
  for (const head of ['Nguyễn Thị Sen', 'Trần Văn Đạt', 'Lê Ánh Hồng']) {
    families.push(await sentFamily(house.deps, { head, areaId }));
    house.clock.advance(60_000);
  }
});
afterAll(() => house.close());

function officer(channel: 'web' | 'telegram' = 'web'): Promise<OfficerInChat> {
  return officerInChat(house, { name: 'Chị Năm', areaId, channel });
}

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');
const stageOf = async ({ assessmentId }: SentFamily) =>
  (await house.deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } })).stage;

it('tells whoever is no officer that it is not for them', async () => {
  const somebody = await house.visitor();
  await somebody.start();
  expect(texts(await somebody.say('phiếu chờ'))).toContain('dành cho cán bộ');
});

it('confirms, asks for one thing, leaves for later, and says when all was seen', async () => {
  const chi = await officer();
  const [sen, dat, hong] = families as [SentFamily, SentFamily, SentFamily];
  expect(texts(await chi.say('phiếu chờ'))).toMatch(/Hôm nay: 3 phiếu chờ[\s\S]*Nguyễn Thị Sen[\s\S]*100\/100/);
  expect(texts(await chi.press('Để sau'))).toContain('Trần Văn Đạt');
  await chi.press('Nhờ bổ sung');
  await chi.say('1');
  expect(texts(await chi.press('Ảnh chưa rõ'))).toMatch(/Đang nhắn hộ[\s\S]*Lê Ánh Hồng/);
  const asked = await house.deps.db.review.findFirstOrThrow({ where: { assessmentId: dat.assessmentId } });
  expect(asked).toMatchObject({ act: 'askBack', indicator: 'A1', reason: 'Ảnh chưa rõ', officerId: chi.officerId });
  const notices = await house.deps.db.message.findMany({ where: { accountId: dat.accountId } });
  expect(notices).toMatchObject([{ class: 'fileNotice' }]);
  expect(texts(await chi.press('Xác nhận'))).toMatch(/Đã xác nhận[\s\S]*Còn 1 phiếu để sau/);
  expect(await Promise.all([sen, dat, hong].map(stageOf))).toEqual(['waiting', 'returned', 'confirmed']);
});

it('says who was faster, and shows how it stands now', async () => {
  const chi = await officer();
  const [sen] = families as [SentFamily];
  expect(texts(await chi.say('phiếu chờ'))).toContain('Nguyễn Thị Sen');
  const other = await officer();
  const scope = await scopeOf(house.deps, other.officerId);
  if (!scope) throw new Error('no scope');
  const options = { scope, assessmentId: sen.assessmentId, seen: '0.1', tell };
  expect(await transaction(house.deps, (within) => confirmFile(within, options))).toMatchObject({ outcome: 'done' });
  expect(texts(await chi.press('Xác nhận'))).toMatch(/Chị Năm đã xác nhận lúc[\s\S]*Không còn phiếu nào chờ/);
});

it('names nobody over servers abroad', async () => {
  await sentFamily(house.deps, { head: 'Phạm Văn Út', areaId });
  const chi = await officer('telegram');
  const said = texts(await chi.say('phiếu chờ'));
  expect(said).toContain('1 phiếu chờ');
  expect(said).not.toContain('Phạm Văn Út');
  const { session } = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId: await chi.accountId() } });
  expect(JSON.stringify(session)).not.toContain('Phạm Văn Út');
});

it('does not name the officer who was faster over servers abroad', async () => {
  house.clock.advance(60_000);
  const family = await sentFamily(house.deps, { head: 'Bùi Thị Lan', areaId });
  const chi = await officer('telegram');
  while (!texts(await chi.say('phiếu chờ')).includes('Hôm nay: 1 phiếu chờ')) await chi.press('Xác nhận');
  const other = await officer();
  const scope = await scopeOf(house.deps, other.officerId);
  if (!scope) throw new Error('no scope');
  const options = { scope, assessmentId: family.assessmentId, seen: '0.1', tell };
  expect(await transaction(house.deps, (within) => confirmFile(within, options))).toMatchObject({ outcome: 'done' });
  const said = texts(await chi.press('Xác nhận'));
  expect(said).toContain('cán bộ khác đã xác nhận lúc');
  const { session } = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId: await chi.accountId() } });
  expect(said + JSON.stringify(session)).not.toContain('Chị Năm');
});

it('is over in the middle of a question for whose duty ended, and keeps nothing of the household', async () => {
  const family = await sentFamily(house.deps, { head: 'Võ Thị Mười', areaId });
  const chi = await officer();
  expect(texts(await chi.say('phiếu chờ'))).toContain('phiếu chờ');
  const by = await scopeOf(house.deps, chi.officerId);
  const { id: grantId } = await house.deps.db.grant.findFirstOrThrow({ where: { officerId: chi.officerId } });
  if (!by || (await revokeGrant(house.deps, { by, grantId, tell: createTell({ locale: house.locale }).officer })).outcome !== 'revoked')
    throw new Error('not revoked');
  const before = await house.deps.db.review.count();
  expect(texts(await chi.press('Xác nhận'))).toContain('dành cho cán bộ');
  expect(await house.deps.db.review.count()).toBe(before);
  expect(await stageOf(family)).toBe('waiting');
  const { session } = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId: await chi.accountId() } });
  expect(JSON.stringify(session)).not.toMatch(/Phạm Văn Út|Võ Thị Mười/);
});

it('says that a household is not there any more, of which nothing is left in the officer’s chat', async () => {
  const { deps } = house;
  const chi = await officer();
  const first = await deps.db.assessment.findFirstOrThrow({
    where: { areaId, stage: 'waiting' },
    orderBy: { openedAt: 'asc' },
    include: { household: { include: { memberships: true } } },
  });
  const { headName, memberships } = first.household;
  const [shown] = await chi.say('phiếu chờ');
  expect(shown?.text).toContain(headName);
  const button = shown?.choices.find(({ label }) => label === 'Xác nhận');
  const accountId = memberships[0]?.accountId as string;
  await transaction(deps, (within) => erase(within, { accountId }));
  const { session } = await deps.db.conversation.findUniqueOrThrow({ where: { accountId: await chi.accountId() } });
  expect(JSON.stringify(session)).not.toContain(headName);
  // The button still stands on their screen.
  const said = await chi.send({ type: 'press', data: button?.data ?? '', label: 'Xác nhận' });
  expect(texts(said)).toContain('Phiếu này không còn nữa');
  const lines = await deps.db.message.findMany({ where: { account: { officerAccounts: { some: {} } } } });
  expect(JSON.stringify(lines.map(({ body }) => body))).not.toContain(headName);
});

it('ends with one line, and does not say again what was said before', async () => {
  await sentFamily(house.deps, { head: 'Đỗ Thị Cuối', areaId });
  const chi = await officer();
  expect(texts(await chi.say('việc hôm nay'))).toContain('Việc đang giữ');
  await chi.press('Xem phiếu chờ');
  const rested = texts(await chi.press('Nghỉ'));
  expect(rested).toContain('Lúc nào xem tiếp');
  expect(rested).not.toContain('Việc đang giữ');
  await chi.say('việc hôm nay');
  let said = texts(await chi.press('Xem phiếu chờ'));
  for (let files = 0; files < 20 && said.includes('phiếu chờ.\n\nHộ'); files++) said = texts(await chi.press('Xác nhận'));
  expect(said).toMatch(/Đã xác nhận[\s\S]*Không còn phiếu nào chờ/);
  expect(said).not.toContain('Việc đang giữ');
});

/** The household that waits longest, of a new one that is alone in its khu phố. */
async function alone(head: string): Promise<{ chi: Visitor; family: SentFamily }> {
  const { deps } = house;
  await deps.db.assessment.updateMany({ where: { areaId }, data: { stage: 'confirmed' } });
  house.clock.advance(60_000);
  const family = await sentFamily(deps, { head, areaId });
  const chi = await officer();
  expect(texts(await chi.say('phiếu chờ'))).toContain(head);
  await chi.press('Nhờ bổ sung');
  return { chi, family };
}

const askedOf = async ({ assessmentId }: SentFamily) =>
  (await house.deps.db.review.findMany({ where: { assessmentId, act: 'askBack' }, orderBy: { id: 'asc' } })).map(
    ({ indicator, reason }) => `${indicator}: ${reason}`,
  );
const noticesTo = ({ accountId }: SentFamily) => house.deps.db.message.findMany({ where: { accountId, class: 'fileNotice' } });

it.each(['2, 4', '2 4', 'câu 2 và câu 4 nhé', 'hai và bốn'])('asks for several things at once with one reason: “%s”', async (typed) => {
  const { chi, family } = await alone('Nguyễn Thị Nhiều');
  const why = texts(await chi.say(typed));
  expect(why.match(/^• /gm)).toHaveLength(2);
  expect(texts(await chi.press('Cần thêm ảnh'))).toContain('Đang nhắn hộ');
  const asked = await askedOf(family);
  expect(asked).toHaveLength(2);
  for (const one of asked) expect(one).toMatch(/: Cần thêm ảnh$/);
  const notices = await noticesTo(family);
  expect(notices).toHaveLength(1);
  expect(JSON.stringify(notices[0]?.body)).toContain('bổ sung 2 câu');
});

it('takes one item after the other, and a reason for each', async () => {
  const { chi, family } = await alone('Trần Thị Từng');
  const first = (await chi.say('1')).at(-1);
  expect(first?.choices.map(({ label }) => label)).toEqual(['Cần thêm ảnh', 'Ảnh chưa rõ', 'Kể rõ hơn giúp', 'Thêm câu nữa', 'Thôi']);
  const others = (await chi.press('Thêm câu nữa')).at(-1)?.choices ?? [];
  await chi.press(others[0]?.label ?? '');
  expect(texts(await chi.press('Mỗi câu một lời riêng'))).toContain('Nhờ bổ sung gì ở câu');
  await chi.press('Ảnh chưa rõ');
  expect(texts(await chi.say('Xin ghi tên lớp'))).toContain('Đang nhắn hộ');
  const [one, other, ...more] = await askedOf(family);
  expect([one, other]).toEqual([expect.stringMatching(/: Ảnh chưa rõ$/), expect.stringMatching(/: Xin ghi tên lớp$/)]);
  expect(more).toEqual([]);
  expect(await noticesTo(family)).toHaveLength(1);
});

it('forgets what was chosen for one household before it asks another, and guesses no number', async () => {
  const { chi, family } = await alone('Lê Thị Thôi');
  await chi.say('1, 2');
  await chi.press('Thôi');
  await chi.press('Nhờ bổ sung');
  expect(texts(await chi.say('3, 99'))).toContain('nhắn lại các số có trong đó');
  expect(texts(await chi.say('3')).match(/^• /gm)).toHaveLength(1);
  await chi.press('Kể rõ hơn giúp');
  expect(await askedOf(family)).toHaveLength(1);
});
