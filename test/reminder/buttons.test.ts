/** The buttons of a reminder, pressed in the conversation that it was written into. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { exportData } from '../../src/privacy/export-data.ts';
import { remind } from '../../src/reminder/remind.ts';
import { toBeKept } from '../../src/reminder/rules-in-force.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { reminderRule } from '../../src/season/rules.ts';
import { openPortPhone } from '../conversation/transcripts/phone.ts';
import { play } from '../conversation/transcripts/stage.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

/** A family in the middle of its form, reminded just now; in its own words from here on. */
async function reminded(): Promise<{ lan: Visitor; accountId: string }> {
  const openPhone = (chatKey: string) => openPortPhone({ house, channel: 'web', chatKey });
  await play(house, { lines: ['(đã đăng ký: Trần Thị Mười)', '[Làm luôn]', '[Bắt đầu]', '1'], entries: [], openPhone });
  const { id: accountId, externalId } = await house.deps.db.account.findFirstOrThrow({ where: { memberships: { some: { to: null } } } });
  const lan = await house.visitor({ channel: 'web', chatKey: externalId });
  house.clock.set(`${addDays(localDate(house.clock.now()), 1)}T09:00:00+07:00`);
  // It has agreed to the form, and now to news too.
  const { id: _, ...agreed } = await house.deps.db.consent.findFirstOrThrow({
    where: { accountId, purpose: 'selfAssessment', act: 'given' },
  });
  await house.deps.db.consent.create({ data: { ...agreed, id: house.deps.ids.next(), purpose: 'announcements', at: house.clock.now() } });
  const today = localDate(house.clock.now());
  const season = await seasonOf(house.deps, '25813');
  const rule = reminderRule.parse({
    ...{ id: 'han', who: 'household', state: 'draft', anchor: 'selfAssessment.closes', days: [-7], hour: 9, grace: 5, atMost: 1 },
    ...{ until: { anchor: 'selfAssessment.closes' }, sentence: 'reminder.draft' },
  });
  const dates = { ...season.dates, selfAssessment: { opens: season.dates.selfAssessment.opens, closes: addDays(today, 7) } };
  await house.deps.db.season.update({ where: { id: season.id }, data: { dates, rules: toBeKept([rule]) } });
  const db = house.database.prisma;
  expect(await remind({ ...house.deps, db, locale: house.locale })).toBe(1);
  return { lan, accountId };
}

const textsOf = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');

it('“Làm tiếp” opens the form at the first question that has no answer', async () => {
  const { lan } = await reminded();
  const said = await lan.send({ type: 'press', data: 'w.Làm tiếp', label: 'Làm tiếp' });
  expect(textsOf(said)).toMatch(/Câu 2\/\d+/);
});

it('“Để sau 3 ngày” leaves the household in peace for so long, says until when, and is its own to see', async () => {
  const { lan, accountId } = await reminded();
  const today = localDate(house.clock.now());
  const said = await lan.send({ type: 'press', data: 'w.Để sau 3 ngày', label: 'Để sau 3 ngày' });
  const [year, month, day] = addDays(today, 3).split('-');
  expect(textsOf(said)).toContain(`để gia đình yên đến hết ngày ${day}/${month}/${year}`);
  const [snooze] = await house.deps.db.snooze.findMany();
  expect(snooze).toMatchObject({ accountId, until: new Date(`${addDays(today, 3)}T16:59:59.999Z`) });
  const data = await exportData(house.deps, { accountId, publicUrl: '', speak: (one) => house.locale.speak(one, 'vi') });
  expect(data).toMatchObject({ reminders: [{ rule: 'han', outcome: 'written' }], snoozes: [{ until: snooze?.until.toISOString() }] });
});
