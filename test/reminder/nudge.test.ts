/** What officers hear of their own before a date: live numbers, the way to what waits, and nothing where nothing waits. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profiles } from '../../src/channel/profiles.ts';
import { nudgeOf } from '../../src/reminder/nudge-of.ts';
import { nudgeOfficers } from '../../src/reminder/nudge-officers.ts';
import { addCounts, countsOf } from '../../src/report/numbers.ts';
import { locale } from '../announcement/world.ts';
import { telling } from '../support/officers.ts';
import { EIGHT, openReminderHouse, type ReminderHouse } from './house.ts';

describe('the words', () => {
  const numbers = { registered: 0, sent: 0, waiting: 0, returned: 0, confirmed: 0, proposed: 0, recognised: 0 };
  const counts = (more: Partial<typeof numbers>) =>
    countsOf([
      { areaId: 'a', unitCode: 'u', name: 'Khu phố 1', placed: true, permanent: 80, temporary: 20, numbers: { ...numbers, ...more } },
    ]);
  const said = {
    sentence: 'nudge.closing',
    date: '2026-11-30',
    today: '2026-11-23',
    also: [],
    last: null,
    target: null,
    inPerson: 0,
    open: true,
  };

  it('are the numbers of the place, each with what it is of, the year before, and what is wanted', () => {
    const notice = nudgeOf({
      ...said,
      counts: counts({ registered: 60, sent: 25, waiting: 4, returned: 2 }),
      last: { year: 2025, counts: counts({ sent: 50, recognised: 44 }) },
      target: { year: 2030, percent: 80 },
      inPerson: 3,
    });
    expect(notice && locale.speak(notice.text, 'vi').split('\n')).toEqual([
      'Còn 7 ngày là hết hạn gửi phiếu (hết ngày 30/11/2026). Nơi mình phụ trách:',
      ...['• Đã đăng ký: 60/100 hộ', '• Đã gửi phiếu: 25/60 hộ đã đăng ký', '• 35 hộ chưa gửi phiếu', '• 4 phiếu chờ xem'],
      ...['• 2 phiếu đang chờ gia đình bổ sung', '• 3 hộ cần nhắc tận nơi (trên bàn làm việc, mục “Nhắc việc”)'],
      ...['• Cả mùa năm 2025: 50 hộ gửi phiếu, 44 hộ được công nhận', '• Mục tiêu đến năm 2030: 80% số hộ được công nhận'],
    ]);
    const ways = notice?.buttons.map((button) => locale.speak('label' in button ? button.label : button, 'vi'));
    expect(ways).toEqual([
      ...['Nhắc các hộ chưa gửi phiếu', 'Xem phiếu chờ', 'Danh sách chưa gửi phiếu', 'Cần nhắc tận nơi', 'Việc hôm nay'],
    ]);
    // Zalo takes no more under one message.
    expect(ways?.length).toBeLessThanOrEqual(profiles.zalo.maxButtons);
  });

  it('offer nobody to be reminded once nothing can be sent any more', () => {
    const notice = nudgeOf({ ...said, counts: counts({ registered: 60, sent: 25 }), open: false });
    expect(notice?.buttons).toEqual([{ key: 'nudge.list' }, { key: 'digest.open' }]);
  });

  it('name the other dates of that morning, first', () => {
    const also = [{ anchor: 'khuPhoMeetings' as const, date: '2026-12-03' }];
    const notice = nudgeOf({ ...said, also, counts: counts({ registered: 60, sent: 25 }) });
    expect(notice && locale.speak(notice.text, 'vi').split('\n')[1]).toBe(
      '• Hạn họp bình xét của khu phố, ấp: còn 10 ngày (hết ngày 03/12/2026)',
    );
  });

  it('are none where nobody has still to send, and nothing waits', () => {
    expect(nudgeOf({ ...said, counts: counts({ registered: 60, sent: 60 }) })).toBeNull();
    expect(nudgeOf({ ...said, counts: addCounts([]) })).toBeNull();
  });
});

describe('on its day', () => {
  let house: ReminderHouse;
  beforeEach(async () => {
    house = await openReminderHouse();
    await house.rule(
      { id: 'phuong', who: 'ward', state: 'work', hour: 8, sentence: 'nudge.closing' },
      { id: 'khu', who: 'khuPho', state: 'work', hour: 8, sentence: 'nudge.closing' },
    );
    house.clock.set(EIGHT);
  });
  afterEach(() => house.close());

  const nudge = () => nudgeOfficers(house.deps, { tell: telling.officerAtLeisure });
  const told = async (accountId: string) =>
    (await house.deps.db.message.findMany({ where: { accountId, class: 'duty' } })).map(({ body }) => (body as { text: string }).text);

  it('every officer of the ward hears it once, with its own numbers; a khu phố in which nothing waits hears nothing', async () => {
    await house.live(undefined, 'draft');
    const { ward, hamlet, city } = house.house.officers;
    expect(await nudge()).toBe(2);
    expect(await nudge()).toBe(0);
    const [text] = await told(ward.accountId);
    expect(text).toContain('1 hộ chưa gửi phiếu');
    expect(await told(ward.accountId)).toHaveLength(1);
    for (const { accountId } of [hamlet, city]) expect(await told(accountId)).toEqual([]);
  });

  it('two that look at once tell everybody once', async () => {
    await house.live(undefined, 'draft');
    const told = await Promise.all([nudge(), nudge(), nudge()]);
    expect(told.reduce((all, count) => all + count, 0)).toBe(2);
  });

  it('what is late is not said any more, and at night nothing is', async () => {
    await house.live(undefined, 'draft');
    house.clock.set('2026-11-23T21:30:00+07:00');
    expect(await nudge()).toBe(0);
    house.clock.set('2026-11-24T08:00:00+07:00');
    expect(await nudge()).toBe(0);
    house.clock.set('2026-11-27T08:30:00+07:00');
    expect(await nudge()).toBe(2);
  });
});
