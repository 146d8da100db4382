/** What the city hears of wards that lag, and what wards and the city hear every week: once, kindly, and with one picture. */
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveOfficersDue } from '../../src/reminder/due-for-officers.ts';
import { laggingAmong, laggingOf } from '../../src/reminder/lagging-of.ts';
import { nudgeOfficers } from '../../src/reminder/nudge-officers.ts';
import { weekOf } from '../../src/reminder/week-of.ts';
import { countsOf } from '../../src/report/numbers.ts';
import { shownAt } from '../../src/report/picture-address.ts';
import { locale, publicUrl } from '../announcement/world.ts';
import { telling } from '../support/officers.ts';
import { EIGHT, openReminderHouse, type ReminderHouse } from './house.ts';

const none = { registered: 0, sent: 0, waiting: 0, returned: 0, confirmed: 0, proposed: 0, recognised: 0 };
const counts = (more: Partial<typeof none>) =>
  countsOf([{ areaId: 'a', unitCode: 'u', name: 'Khu phố 1', placed: true, permanent: 80, temporary: 20, numbers: { ...none, ...more } }]);
const ward = (name: string, sent: number, registered: number) => ({ code: name, name, counts: counts({ sent, registered }) });
const linesOf = (text: Parameters<typeof locale.speak>[0]) => locale.speak(text, 'vi').split('\n');

describe('the words about wards that lag', () => {
  const said = { sentence: 'nudge.lagging', under: 0.6, date: '2026-11-30', today: '2026-11-23', sources: new Map(), bursts: [] };
  const source = (name: 'self' | 'assisted' | 'paper' | 'meeting', assessed: number) => ({
    ...{ source: name, assessed, confirmed: 0, proposed: 0, recognised: 0 },
  });

  it('name those below the share, whoever needs most help first, with how their forms came in', () => {
    const wards = laggingAmong([ward('Xã A', 59, 100), ward('Xã B', 60, 100), ward('Xã C', 10, 100), ward('Xã D', 0, 0)], 0.6);
    const sources = new Map([['Xã C', [source('self', 10), source('assisted', 30), source('paper', 0), source('meeting', 0)]]]);
    const notice = laggingOf({ ...said, wards, sources });
    expect(notice && linesOf(notice.text)).toEqual([
      'Còn 7 ngày là hết hạn gửi phiếu (hết ngày 30/11/2026). Những nơi dưới 60% cần được tiếp sức, nơi cần nhất ở trên cùng:',
      '• Xã C: 10/100 hộ đã gửi (10%); tự làm 25%, điền giúp 75%',
      '• Xã A: 59/100 hộ đã gửi (59%)',
      '• 1 nơi chưa có hộ nào đăng ký',
      'Số này để biết nơi nào cần thêm người giúp, không phải để thúc. Hộ chưa gửi thì mời, thì cùng ngồi làm; thiếu phiếu vẫn hơn phiếu điền thay.',
    ]);
  });

  it('name who filled in for too many, but not where our words go abroad', () => {
    const now = new Date();
    const areas = [{ name: 'Khu phố 1', unit: 'Xã C', unitCode: 'c' }];
    const bursts = [{ officer: 'Ông Vội', areas, from: now, to: now, households: 12 }];
    const notice = laggingOf({ ...said, wards: laggingAmong([ward('Xã C', 10, 100)], 0.6), bursts });
    expect(notice && locale.speak(notice.text, 'vi')).toContain('Ông Vội điền giúp dồn dập ở Khu phố 1: 12 hộ');
    expect(notice && locale.speak(notice.text, 'vi')).toContain('thiếu phiếu vẫn hơn phiếu điền thay');
    const away = notice && locale.speak(notice.away, 'vi');
    expect(away).toContain('1 lần điền giúp dồn dập');
    expect(away).not.toContain('Ông Vội');
  });

  it('are none where no ward lags, and count what a phone has no room for', () => {
    expect(laggingOf({ ...said, wards: laggingAmong([ward('Xã B', 60, 100), ward('Xã D', 0, 0)], 0.6) })).toBeNull();
    const many = laggingAmong(
      Array.from({ length: 9 }, (_, index) => ward(`Xã ${index}`, index, 100)),
      0.6,
    );
    const notice = laggingOf({ ...said, wards: many });
    const lines = notice ? linesOf(notice.text) : [];
    expect(lines.filter((line) => line.startsWith('• Xã'))).toHaveLength(6);
    expect(lines).toContain('• và 3 nơi nữa, xem ở bàn làm việc');
  });
});

describe('the words of a week', () => {
  const said = {
    ...{ sentence: 'nudge.week', place: { text: 'Xã A' }, closes: '2026-11-30', today: '2026-11-09', fresh: 7, last: null, target: null },
    ...{ inPerson: 2, between: null, open: true },
  };

  it('are three sentences, and the way to the numbers', () => {
    const notice = weekOf({
      ...{ ...said, counts: counts({ registered: 60, sent: 25, waiting: 4, confirmed: 20 }) },
      ...{ last: { year: 2025, counts: counts({ sent: 50, recognised: 44 }) }, target: { year: 2030, percent: 80 } },
    });
    expect(notice && linesOf(notice.text)).toEqual([
      'Một tuần qua, Xã A:',
      '• Bảy ngày qua có thêm 7 hộ gửi phiếu; đến nay 25/60 hộ đã đăng ký đã gửi (41,7%), 20 phiếu đã xác nhận.',
      '• Đang chờ mình: 4 phiếu chờ xem, 35 hộ chưa gửi, 2 hộ cần nhắc tận nơi.',
      '• Còn 21 ngày nhận phiếu (hết ngày 30/11/2026); cả mùa năm 2025 có 50 hộ gửi, 44 hộ được công nhận; mục tiêu đến năm 2030 là 80% số hộ.',
    ]);
    expect(notice?.buttons.at(-1)).toEqual({ key: 'nudge.counts' });
  });

  it('are a short thank-you where nothing waits, and none where nobody has registered', () => {
    const notice = weekOf({ ...said, inPerson: 0, counts: counts({ registered: 60, sent: 60 }) });
    expect(notice && linesOf(notice.text)[2]).toBe('• Không có việc nào đang chờ. Xin cảm ơn.');
    expect(notice?.buttons).toEqual([{ key: 'nudge.counts' }]);
    expect(weekOf({ ...said, counts: counts({}) })).toBeNull();
  });

  it('compare wards for the city, which has no household of its own to go to', () => {
    const between = { first: { name: 'Xã A', percent: 80.5 }, last: { name: 'Xã B', percent: 12 } };
    const notice = weekOf({ ...said, inPerson: null, between, counts: counts({ registered: 60, sent: 25, waiting: 4 }) });
    expect(notice && linesOf(notice.text)[2]).toBe('• Đi trước là Xã A (80,5%), cần tiếp sức nhất là Xã B (12%).');
    expect(notice?.buttons).toEqual([{ key: 'nudge.counts' }]);
  });
});

describe('on its day', () => {
  let house: ReminderHouse;
  const secret = Buffer.alloc(32, 7);
  beforeEach(async () => {
    house = await openReminderHouse();
    house.clock.set(EIGHT);
    await house.live(undefined, 'draft');
  });
  afterEach(() => house.close());

  const lagging = { id: 'cham', who: 'city', state: 'lagging', under: 0.6, hour: 8, sentence: 'nudge.lagging' } as const;
  const monday = { every: 'monday', from: { anchor: 'selfAssessment.opens', days: 0 } } as const;
  const weekly = { state: 'week', hour: 8, sentence: 'nudge.week', atMost: 20, ...monday } as const;
  const nudge = (more = {}) => nudgeOfficers(house.deps, { tell: telling.officerAtLeisure, ...more });
  const told = async (accountId: string) =>
    (await house.deps.db.message.findMany({ where: { accountId, class: 'duty' }, orderBy: { seq: 'asc' } })).map(
      ({ body }) => body as { text: string; media?: { url: string; alt: string } },
    );

  it('each officer of the city hears of the ward once, however many look at once, and nobody else does', async () => {
    await house.rule(lagging);
    const all = await Promise.all([nudge(), nudge(), nudge()]);
    expect(all.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await nudge()).toBe(0);
    const { city, ward, hamlet, operator } = house.house.officers;
    const [only, ...others] = await told(city.accountId);
    expect(others).toEqual([]);
    expect(only?.text).toContain('Phường Bến Cát: 0/1 hộ đã gửi (0%); tự làm 100%');
    for (const { accountId } of [ward, hamlet, operator]) expect(await told(accountId)).toEqual([]);
  });

  it('who was of the city until a moment ago is not told', async () => {
    await house.rule(lagging);
    const { officerId } = house.house.officers.city;
    await house.deps.db.$executeRaw`UPDATE "Grant" SET "to" = ${house.clock.now()} WHERE "officerId" = ${officerId}::uuid`;
    expect(await nudge()).toBe(0);
  });

  it('unusual stretches of filling in for others are named with it', async () => {
    await house.rule(lagging);
    house.clock.set('2026-11-21T19:00:00+07:00');
    const { officerId } = house.house.officers.helper;
    for (let count = 0; count < 9; count += 1) {
      const now = house.clock.now();
      const visit = { officerId, role: 'helper' as const, areaId: house.street.areaId, at: now, askUntil: now, filledAt: now };
      await house.deps.db.assist.create({ data: { id: v7(), ...visit } });
      house.clock.advance(60_000);
    }
    house.clock.set(EIGHT);
    expect(await nudge()).toBe(1);
    expect((await told(house.house.officers.city.accountId))[0]?.text).toContain('Tổ Số Nhà điền giúp dồn dập');
  });

  it('late it is not said, and not again after a restore', async () => {
    await house.rule(lagging);
    house.clock.set('2026-11-24T08:00:00+07:00');
    expect(await nudge()).toBe(0);
    house.clock.set('2026-11-27T08:30:00+07:00');
    await leaveOfficersDue(house.deps);
    expect(await nudge()).toBe(0);
    house.clock.set('2026-11-29T08:30:00+07:00');
    expect(await nudge()).toBe(1);
  });

  it('a week is told on Monday, once, to the ward and to the city', async () => {
    await house.rule({ id: 'tuan-phuong', who: 'ward', ...weekly }, { id: 'tuan-tp', who: 'city', ...weekly });
    // Two of the ward, and one of the city.
    expect(await nudge()).toBe(3);
    expect(await nudge()).toBe(0);
    const { ward, city } = house.house.officers;
    expect((await told(ward.accountId))[0]?.text).toContain('Một tuần qua, Phường Bến Cát:');
    expect((await told(city.accountId))[0]?.text).toContain('Một tuần qua, toàn thành phố:');
  });

  it('a week is not told on top of what is told before a date', async () => {
    const { ward, city } = house.house.officers;
    const work = { id: 'phuong', who: 'ward', state: 'work', hour: 8, sentence: 'nudge.closing' } as const;
    await house.rule({ id: 'tuan-phuong', who: 'ward', ...weekly }, work, { id: 'tuan-tp', who: 'city', ...weekly }, lagging);
    expect(await nudge()).toBe(3);
    expect((await told(ward.accountId)).map(({ text }) => text)).toEqual([expect.stringContaining('Còn 7 ngày là hết hạn')]);
    expect((await told(city.accountId)).map(({ text }) => text)).toEqual([expect.stringContaining('cần được tiếp sức')]);
  });

  it('a week goes on where nothing lags, and stops on its last day', async () => {
    await house.rule({ ...lagging, under: 0.01 }, { id: 'tuan-tp', who: 'city', ...weekly });
    const { assessmentId } = await house.live(undefined, 'draft');
    await house.send(assessmentId);
    expect(await nudge()).toBe(1);
    expect((await told(house.house.officers.city.accountId))[0]?.text).toContain('Một tuần qua');
    house.clock.set('2026-12-07T08:00:00+07:00');
    expect(await nudge()).toBe(0);
  });

  it('one picture goes along, of counts alone', async () => {
    await house.rule(lagging, { id: 'khu', who: 'khuPho', state: 'work', hour: 8, sentence: 'nudge.closing' });
    await nudge({ pictures: { secret, publicUrl } });
    const [message] = await told(house.house.officers.city.accountId);
    // On our own page the browser knows the way.
    expect(message?.media).toMatchObject({
      url: expect.stringMatching(/^\/so-do\/.+\.png$/),
      alt: expect.stringContaining('toàn thành phố'),
    });
    const name = (message?.media?.url ?? '').slice('/so-do/'.length, -'.png'.length);
    expect(shownAt(name, { secret })).toMatchObject({ place: null, date: '2026-11-23', of: 'registered', whole: 1 });
    expect(shownAt(name, { secret: Buffer.alloc(32, 8) })).toBeNull();
  });
});
