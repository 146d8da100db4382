/** The next year's season is there already: what this year's rules have still to say goes on, each by its own season. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nudgeOfficers } from '../../src/reminder/nudge-officers.ts';
import { previewOfficers } from '../../src/reminder/preview-officers.ts';
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

describe('what the city is told of wards that lag', () => {
  const lagging = { id: 'cham', who: 'city', state: 'lagging', under: 0.6, hour: 8, sentence: 'nudge.lagging' } as const;
  const tell = async () => {
    await nudgeOfficers(house.deps, { tell: telling.officer });
    const { accountId } = house.house.officers.city;
    const [last] = await house.deps.db.message.findMany({ where: { class: 'duty', accountId } });
    return (last?.body as { text: string } | undefined)?.text;
  };

  it('is of the forms of the rule’s own season, also where the next one holds by now', async () => {
    await house.rule({ ...lagging, days: [20], until: { anchor: 'selfAssessment.closes', days: 25 } });
    await house.live(undefined, 'draft');
    const next = { launch: '2026-12-15', registration: { opens: '2026-12-15', closes: '2027-04-30' } };
    const { dates } = await house.deps.db.season.findUniqueOrThrow({ where: { id: nextId } });
    await house.deps.db.season.update({ where: { id: nextId }, data: { dates: { ...(dates as object), ...next } } });
    const { householdId } = await house.live();
    const { rubricVersionId, areaId, title } = await house.deps.db.assessment.findFirstOrThrow();
    const at = new Date('2026-12-16T08:00:00+07:00');
    const form = { id: house.deps.ids.next(), householdId, seasonId: nextId, rubricVersionId, areaId, title, source: 'self' as const };
    await house.deps.db.assessment.create({ data: { ...form, state: 'submitted', openedAt: at, updatedAt: at } });
    house.clock.set('2026-12-20T08:00:00+07:00');
    // Of its own season two have registered; of the next one who has sent would make it half.
    expect(await tell()).toContain('Phường Bến Cát: 0/2 hộ đã gửi (0%)');
  });

  it('is looked at ahead of its season by its own forms: nobody has sent any yet', async () => {
    const rules = toBeKept([
      reminderRule.parse({
        ...lagging,
        anchor: 'selfAssessment.closes',
        days: [-7],
        until: { anchor: 'selfAssessment.closes' },
        atMost: 3,
        grace: 8,
      }),
    ]);
    await house.deps.db.season.update({ where: { id: nextId }, data: { rules } });
    await house.live(undefined, 'submitted');
    const ahead = await previewOfficers(house.deps, { from: '2027-01-01', to: '2028-12-31' });
    expect(ahead.filter(({ rule }) => rule.id === 'cham')).toMatchObject([{ officers: 1, wards: 1 }]);
  });
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
