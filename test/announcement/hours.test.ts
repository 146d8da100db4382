/** When an officer wants it sent, as it is typed and as it is offered. */
import { expect, it } from 'vitest';
import { offeredHours } from '../../src/announcement/offered-hours.ts';
import { readHour } from '../../src/announcement/read-hour.ts';
import { localDate, localTime } from '../../src/season/calendar.ts';

/** A Tuesday. */
const now = new Date('2026-11-10T09:30:00+07:00');
const NIGHT = { from: '21:00', to: '07:00' };

function read(typed: string, at = now): string | null {
  const moment = readHour(typed, at);
  return moment && `${localDate(moment)} ${localTime(moment)}`;
}

it.each([
  ['19h30', '2026-11-10 19:30'],
  ['19:30', '2026-11-10 19:30'],
  ['19.30', '2026-11-10 19:30'],
  ['19g', '2026-11-10 19:00'],
  ['lúc 19 giờ nhé', '2026-11-10 19:00'],
  ['19 giờ 5', null],
  ['19 giờ 05 phút', '2026-11-10 19:05'],
  ['7 giờ rưỡi tối', '2026-11-10 19:30'],
  ['7h tối nay', '2026-11-10 19:00'],
  ['tối nay 7 giờ', '2026-11-10 19:00'],
  ['7 gio toi', '2026-11-10 19:00'],
  ['8 sáng mai', '2026-11-11 08:00'],
  ['8 giờ sáng ngày mai', '2026-11-11 08:00'],
  ['3 giờ chiều', '2026-11-10 15:00'],
  ['11h trưa', '2026-11-10 11:00'],
  ['1 giờ trưa mai', '2026-11-11 13:00'],
  ['16', '2026-11-10 16:00'],
])('%s', (typed, meant) => {
  expect(read(typed)).toBe(meant);
});

it.each([
  ['8h', '2026-11-11 08:00'],
  ['8h hôm nay', '2026-11-10 08:00'],
  ['8h ngày 20/11', '2026-11-20 08:00'],
  ['20/11 8:00', '2026-11-20 08:00'],
  ['8h 20-11-2026', '2026-11-20 08:00'],
  ['20 tháng 11, 7 giờ tối', '2026-11-20 19:00'],
  ['8h 20 tháng 11 năm 2026', '2026-11-20 08:00'],
  ['8h ngày 5/1', '2027-01-05 08:00'],
  ['8h ngày 5/11', '2026-11-05 08:00'],
  ['8h ngày 5/1/2026', '2026-01-05 08:00'],
  ['thứ bảy 8h', '2026-11-14 08:00'],
  ['8 giờ sáng thứ 7', '2026-11-14 08:00'],
  ['19h chủ nhật', '2026-11-15 19:00'],
  ['8h thứ ba', '2026-11-17 08:00'],
  ['19h thứ ba', '2026-11-10 19:00'],
  ['8h ngày kia', '2026-11-12 08:00'],
])('of a day: %s', (typed, meant) => {
  expect(read(typed)).toBe(meant);
});

it.each([
  'tối nay',
  '20/11',
  '25h',
  '8h75',
  '9 giờ tối sáng',
  '14h sáng',
  '3h tối',
  '8h thứ bảy tuần sau',
  '8h ngày 31/11',
  '7h hoặc 8h',
  'khi nào rảnh',
  'gửi cho khu phố 9 lúc 8h',
  '',
])('nothing is guessed: “%s”', (typed) => {
  expect(read(typed)).toBeNull();
});

it('offers the hours that come next, and none of the night', () => {
  const offered = (at: string, night = NIGHT) => offeredHours(new Date(`2026-11-${at}:00+07:00`), night).map(({ is }) => is);
  expect(offered('10T06:00')).toEqual(['thisMorning', 'tonight', 'tomorrow']);
  expect(offered('10T09:30')).toEqual(['tonight', 'tomorrow', 'tomorrowNight']);
  // It begins ten minutes after it is confirmed: no sooner is any choice.
  expect(offered('10T18:55')).toEqual(['tomorrow', 'tomorrowNight']);
  expect(offered('10T23:00')).toEqual(['tomorrow', 'tomorrowNight']);
  expect(offered('10T09:30', { from: '18:30', to: '08:30' })).toEqual([]);
  expect(offeredHours(now, NIGHT)[0]).toEqual({ is: 'tonight', time: '19:00', at: new Date('2026-11-10T19:00:00+07:00') });
});
