/** The button of a reminder says what it opens. */
import { expect, it } from 'vitest';
import { renderReminder } from '../../src/reminder/render-reminder.ts';
import { trialDates } from '../../src/season/trial.ts';
import { locale } from '../announcement/world.ts';

const dates = trialDates('2026-10-15');
const text = { key: 'reminder.next.send' };
const labels = (complete: boolean, until: string) =>
  renderReminder(
    locale,
    { sentence: 'reminder.draft', dates, next: { text, away: text, until, fresh: false, complete }, today: '2026-11-20' },
    { channel: 'web', language: 'vi' },
  ).choices?.map(({ label, data }) => `${label} ${data}`);

it('where all is answered, to look at the points and send', () => {
  expect(labels(true, '2026-11-30')?.[0]).toBe('Xem điểm và gửi phiếu w.Làm tiếp');
  expect(labels(false, '2026-11-30')?.[0]).toBe('Làm tiếp w.Làm tiếp');
});

it('and leaves in peace for three days only where a day is left after them', () => {
  expect(labels(false, '2026-11-24')).toHaveLength(2);
  expect(labels(false, '2026-11-23')).toHaveLength(1);
});
