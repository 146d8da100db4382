/** "Báo tin cho hộ" on the console's page, as a browser sends it. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { tellDecided } from '../../src/outcome/tell-decided.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { newProposed } from '../paper/proposals.ts';
import { scope as scopeFor, sentFamily, tell, transaction } from '../review/world.ts';
import { decision } from '../support/decided.ts';
import { OfficerBrowser, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let deps: Deps;
let house: OfficersHouse;
let hamlet: OfficerBrowser;
beforeAll(async () => {
  web = await startWeb();
  deps = web.deps;
  house = await openOfficersHouse(deps);
  hamlet = await OfficerBrowser.open(web, deps, house.officers.hamlet);
});
afterAll(() => web.stop());

const page = async (path = '/console/outcomes') => (await hamlet.get(path)).text();
const says = (response: Response) => [response.status, response.headers.get('location')];

it('tells those who chat after a fresh approval, and ticks off those who do not', async () => {
  const { areaId, unitCode } = house.home;
  expect(await page()).toContain('Không có hộ nào');
  const family = await sentFamily(deps, { areaId });
  await web.prisma.assessment.update({ where: { id: family.assessmentId }, data: { stage: 'notProposed' } });
  const said = { level: 'hamlet', act: 'notPropose', reason: 'Chưa học lớp nào', at: web.clock.now() } as const;
  await web.prisma.review.create({ data: { id: v7(), assessmentId: family.assessmentId, ...said } });
  const householdId = await newProposed(deps, { areaId, unitCode, head: 'Lê Thị <Xa>', stage: 'notProposed' });
  const { id: silent } = await web.prisma.assessment.findFirstOrThrow({ where: { householdId } });

  const before = await page();
  expect(before).toContain('Nhắn riêng 1 hộ ở Khu phố Bưởi');
  expect(before).toContain('Cần báo trực tiếp (1 hộ)');
  expect(before).toContain('Lê Thị &#60;Xa&#62;');
  expect(before).toContain(`name="told" value="${silent}"`);
  const [folded = ''] = /<details><summary>Xem 1 hộ sẽ nhận tin.*?<\/details>/s.exec(before) ?? [];
  expect(folded, 'who is told in chat is named before anybody presses').toContain('Nguyễn Thị Sen');
  expect(folded).toContain('Lý do đã ghi: Chưa học lớp nào');

  await web.prisma.officerSession.updateMany({ data: { freshUntil: null } });
  const unapproved = await hamlet.post('/console/outcomes/tell', { area: areaId });
  expect([unapproved.status, unapproved.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/console\/fresh\?/)]);
  await web.prisma.officerSession.updateMany({ data: { freshUntil: new Date(web.clock.now().getTime() + 300_000) } });
  const seen = await (await hamlet.get('/console/outcomes')).text();
  const others = await hamlet.post('/console/outcomes/tell', { area: areaId, shown: 'others' });
  expect(await others.text(), 'somebody came to it since: nobody is told').toContain('Danh sách vừa thay đổi');
  const shown = /name="shown" value="([0-9a-f]{16})"/.exec(seen)?.[1] ?? '';
  expect(says(await hamlet.post('/console/outcomes/tell', { area: areaId, shown }))).toEqual([303, '/console/outcomes?done=outcomesTold']);
  expect(says(await hamlet.post('/console/outcomes/tell', { area: areaId }))).toEqual([303, '/console/outcomes?done=outcomesNone']);
  expect(await web.prisma.message.count({ where: { accountId: family.accountId, class: 'fileNotice' } })).toBe(1);

  for (const _ of ['once', 'and the same form once more'])
    expect(says(await hamlet.post('/console/outcomes/told', { told: silent }))).toEqual([303, '/console/outcomes?done=outcomesTicked']);
  expect(await web.prisma.fileNotice.count({ where: { how: 'person' } })).toBe(1);
  expect(says(await hamlet.post('/console/outcomes/told'))).toEqual([303, '/console/outcomes?done=outcomesNone']);
  expect(await page()).not.toContain('Cần báo trực tiếp (');

  const { id: submissionId } = await web.prisma.submission.findFirstOrThrow({ where: { assessmentId: family.assessmentId } });
  await web.prisma.review.create({
    data: {
      id: v7(),
      assessmentId: family.assessmentId,
      submissionId,
      level: 'hamlet',
      act: 'object',
      reason: 'Con tôi học lớp tối.',
      accountId: family.accountId,
      at: web.clock.now(),
    },
  });
  const queue = await page('/console/queue');
  expect(queue).toContain('1 gia đình có ý kiến');
  expect(queue).toContain('Con tôi học lớp tối.');
  expect(await page('/console/queue?stage=confirmed')).not.toContain('gia đình có ý kiến');
  const file = await page(`/console/files/${family.assessmentId}`);
  expect(file).toContain('“Con tôi học lớp tối.”</p>');
  expect(file, 'and leads to where that is answered').toContain(`href="/console/sheets/${areaId}#f-${family.assessmentId}"`);
});

it('names whom something asked back or news of a decision does not reach, with what to say, and ticks them off, one or all', async () => {
  const { areaId, unitCode } = house.home;
  const [asked, told] = [await sentFamily(deps, { areaId, head: 'Chưa Nhận Tin' }), await sentFamily(deps, { areaId, head: 'Có Tin Vui' })];
  const scope = await scopeFor(deps, house.officers.hamlet.officerId);
  const items = [{ indicator: 'B2', reason: 'Ảnh <mờ>' }];
  await transaction(deps, (within) => askBack(within, { scope, assessmentId: asked.assessmentId, seen: '0.1', tell, items }));
  const silent = await newProposed(deps, { areaId, unitCode, head: 'Không Nhắn Tin' });
  await decision(deps, { unitCode, householdIds: [told.householdId, silent] });
  await tellDecided({ ...deps, db: web.prisma }, { tell });
  expect(await page(), 'on its way').not.toContain('Nhờ bổ sung: cần gặp');
  await web.prisma.message.updateMany({ where: { accountId: { in: [asked.accountId, told.accountId] } }, data: { state: 'held' } });
  const shown = await page();
  for (const words of [
    'Nhờ bổ sung: cần gặp để hỏi (1 hộ)',
    'Chưa Nhận Tin',
    'Ảnh &#60;mờ&#62;',
    'ít nhất 14 ngày',
    'chỉ gửi được khi gia đình nhắn trước',
  ])
    expect(shown).toContain(words);
  for (const words of [
    'Tin về quyết định (2 hộ)',
    'Có Tin Vui',
    'Không Nhắn Tin',
    '123/QĐ-UBND',
    'Xin chúc mừng gia đình!',
    'Đã báo trực tiếp cả 2 hộ trên',
  ])
    expect(shown).toContain(words);
  const queue = await page('/console/queue?stage=returned');
  expect(queue).toContain('Tin nhờ bổ sung chưa tới gia đình');
  expect(await page(`/console/files/${asked.assessmentId}`)).toContain('gia đình chưa nhận được tin nhờ bổ sung');
  const start = await page('/console');
  for (const words of ['1 gia đình cần gặp để hỏi phần bổ sung', '2 gia đình cần báo tin về quyết định']) expect(start).toContain(words);

  const ticked = [303, '/console/outcomes?done=outcomesTicked'];
  const post = (fields: Record<string, string | string[]>) => hamlet.post('/console/outcomes/told', fields);
  expect(says(await post({ about: 'askBack', told: asked.assessmentId }))).toEqual(ticked);
  expect(await page(`/console/files/${asked.assessmentId}`)).toContain('gia đình trả lời được đến hết ngày');
  const decided = shown.split('name="about" value="decision"')[1] ?? '';
  const ids = [...decided.matchAll(/name="shown" value="([0-9a-f-]{36})"/g)].map(([, id]) => id as string);
  expect(ids).toHaveLength(2);
  expect(says(await post({ about: 'decision', all: '1', shown: ids }))).toEqual(ticked);
  const after = await page();
  for (const words of ['Nhờ bổ sung: cần gặp', 'Tin về quyết định (']) expect(after).not.toContain(words);
});
