import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CalendarEvent, calendarFile } from '../../src/training/calendar-file.ts';

const event: CalendarEvent = {
  ...{ id: '0199f1d2-0000-7000-8000-000000000001', title: 'Nhắn tin; gửi ảnh, an toàn', place: 'Nhà văn hóa\nKhu phố 3' },
  ...{ startsAt: new Date('2026-11-12T18:00:00+07:00'), endsAt: new Date('2026-11-12T20:00:00+07:00') },
  ...{ mapUrl: 'https://maps.app.goo.gl/abc', cancelled: false, seq: 2, createdAt: new Date('2026-11-10T01:00:00Z') },
};

/** Lines as a calendar reads them: what was folded is one again. */
const unfolded = (file: string) => file.replaceAll('\r\n ', '').split('\r\n');

it('says when and where, in the time of Vietnam, with what has a meaning in the format kept apart', () => {
  const lines = unfolded(calendarFile(event));
  expect(lines).toContain('DTSTART;TZID=Asia/Ho_Chi_Minh:20261112T180000');
  expect(lines).toContain('DTEND;TZID=Asia/Ho_Chi_Minh:20261112T200000');
  expect(lines).toContain('DTSTAMP:20261110T010000Z');
  expect(lines).toContain('SUMMARY:Nhắn tin\\; gửi ảnh\\, an toàn');
  expect(lines).toContain('LOCATION:Nhà văn hóa\\nKhu phố 3');
  expect(lines).toContain('URL:https://maps.app.goo.gl/abc');
  expect(lines).toContain('SEQUENCE:2');
  expect(lines).toContain('STATUS:CONFIRMED');
  expect(lines.at(0)).toBe('BEGIN:VCALENDAR');
  expect(lines.slice(-2)).toEqual(['END:VCALENDAR', '']);
  expect(unfolded(calendarFile({ ...event, cancelled: true }))).toContain('STATUS:CANCELLED');
});

it('folds long lines without cutting a sign in two, whatever the title', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => {
      const file = calendarFile({ ...event, title });
      for (const line of file.split('\r\n')) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(line.isWellFormed()).toBe(true);
      }
      expect(unfolded(file).filter((line) => line.startsWith('SUMMARY:'))).toHaveLength(1);
      expect(unfolded(file)).toHaveLength(unfolded(calendarFile(event)).length);
    }),
  );
});
