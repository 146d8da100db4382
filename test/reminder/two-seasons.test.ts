/** The next year's season is there already: what this year's rules have still to say goes on, each by its own season. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nudgeOfficers } from '../../src/reminder/nudge-officers.ts';
import { previewReminders } from '../../src/reminder/preview-reminders.ts';
import { type RuleInForce, toBeKept } from '../../src/reminder/rules-in-force.ts';
import { reminderRule } from '../../src/season/rules.ts';
import { trialDates } from '../../src/season/trial.ts';
import { telling } from '../support/officers.ts';
import { openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;
let nextId: string;
beforeEach(async () => {
  house = await openReminderHouse();
  const { db, ids } = house.deps;
  const now = await db.season.update({ where: { id: house.seasonId }, data: { trial: false } });
  nextId = ids.next();
  const { organisationId, year } = now;
  const dates = { ...trialDates('2027-10-15'), launch: '2027-01-15', registration: { opens: '2027-01-15', closes: '2027-04-30' } };
  await db.season.create({
    data: { id: nextId, organisationId, year: year + 1, trial: false, name: 'năm sau', dates, rules: [], limits: {} },
  });
  const { rubricVersionId, title } = await db.rubricInForce.findFirstOrThrow({ where: { seasonId: house.seasonId } });
  await db.rubricInForce.create({ data: { organisationId, seasonId: nextId, title, rubricVersionId } });
});
afterEach(() => house.close());

const returned = {
  id: 'bo-sung',
  state: 'returned',
  anchor: 'khuPhoMeetings',
  days: [-5],
  until: { anchor: 'khuPhoMeetings', days: 0 },
} satisfies Partial<RuleInForce>;

it('who is asked to add something hears it after self-assessment has closed', async () => {
  await house.rule(returned);
  const home = await house.live(undefined, 'draft');
  await askBack(home.assessmentId ?? '');
  house.clock.set('2026-12-05T09:00:00+07:00');
  expect(await house.look()).toBe(1);
  expect(await house.noted(home)).toEqual(['bo-sung 2026-12-05 written']);
  expect(await house.deps.db.reminder.findFirst()).toMatchObject({ seasonId: house.seasonId });
});

it('officers hear of their meetings and lists, in the numbers of that season', async () => {
  await house.rule({ id: 'hop', who: 'ward', state: 'work', hour: 8, sentence: 'nudge.meetings', ...meeting });
  await house.live(undefined, 'submitted');
  house.clock.set('2026-12-08T08:00:00+07:00');
  expect(await nudgeOfficers(house.deps, { tell: telling.officer })).toBe(2);
  const { accountId } = house.house.officers.ward;
  const { body } = await house.deps.db.message.findFirstOrThrow({ where: { class: 'duty', accountId } });
  expect((body as { text: string }).text).toMatch(/Đã gửi phiếu: 1\/1 hộ/);
});

it('both seasons’ rules are seen in a look ahead, and a rule speaks once a day', async () => {
  const rule = { id: 'han', who: 'household', state: 'notSent', hour: 9, sentence: 'reminder.closing', atMost: 9, grace: 5 };
  const about = { anchor: 'launch', days: [0], until: { anchor: 'launch' } };
  const next = toBeKept([reminderRule.parse({ ...rule, ...about })]);
  await house.deps.db.season.update({ where: { id: nextId }, data: { rules: next } });
  const { unitCode } = house.house.home;
  const ahead = () => previewReminders(house.deps, { from: '2026-11-29', to: '2027-01-16', unitCode });
  expect((await ahead()).map(({ date, rule }) => `${date} ${rule.id}`)).toEqual(['2026-11-29 han', '2027-01-15 han']);
  await house.rule({ anchor: 'selfAssessment.closes', days: [46], until: { anchor: 'selfAssessment.closes', days: 60 } });
  expect((await ahead()).map(({ date, wards }) => `${date} ${wards}`)).toEqual(['2027-01-15 1']);
});

const meeting = { anchor: 'khuPhoMeetings', days: [-2], until: { anchor: 'khuPhoMeetings', days: 0 } } satisfies Partial<RuleInForce>;

async function askBack(assessmentId: string): Promise<void> {
  const { db, ids } = house.deps;
  const facts = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 };
  const at = house.clock.now();
  const { id: officerId } = await db.officer.findFirstOrThrow();
  const submissionId = ids.next();
  const { rubricVersionId } = await db.assessment.findUniqueOrThrow({ where: { id: assessmentId } });
  const sent = { id: submissionId, assessmentId, code: 'S1', number: 1, facts, answers: {}, evidence: {}, score: {}, at };
  await db.submission.create({ data: { ...sent, rubricVersionId } });
  const asked = { level: 'hamlet' as const, act: 'askBack' as const, indicator: 'B2', reason: 'Ảnh mờ', officerId, at };
  await db.review.create({ data: { id: ids.next(), assessmentId, submissionId, ...asked } });
  await db.assessment.update({ where: { id: assessmentId }, data: { stage: 'returned' } });
}
