/** A ward whose season has rules, with households that agree to both purposes, for tests of who is reminded of what, and when. */
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { type Reminding, remind } from '../../src/reminder/remind.ts';
import { type RuleInForce, toBeKept } from '../../src/reminder/rules-in-force.ts';
import type { SeasonDates } from '../../src/season/definition.ts';
import { reminderRule } from '../../src/season/rules.ts';
import { trialDates } from '../../src/season/trial.ts';
import { type Chat, type House, locale, openSendingWorld, openStreet, type SendingWorld, type Street } from '../announcement/world.ts';

/** A week before the last day, at eight in the morning. */
export const EIGHT = '2026-11-23T08:00:00+07:00';
export const NINE = '2026-11-23T09:00:00+07:00';
export const CLOSES = '2026-11-30';

export interface Living extends House {
  assessmentId: string | null;
}

export interface ReminderHouse extends SendingWorld {
  street: Street;
  seasonId: string;
  /** Rules of the season from now on; what they had planned before is not theirs. */
  rule(...rules: Partial<RuleInForce>[]): Promise<RuleInForce[]>;
  dates(more: Partial<SeasonDates>): Promise<void>;
  /** A household with these chats, which has begun its form, or sent it, or not; `false`: it does not agree to purpose 1. */
  live(chats?: readonly Chat[], form?: 'none' | 'draft' | 'submitted', agreed?: boolean): Promise<Living>;
  /** As many as are asked for, in few statements. */
  liveMany(count: number): Promise<House[]>;
  send(assessmentId: string | null): Promise<void>;
  look(more?: Partial<Reminding>): Promise<number>;
  /** What the household was written, oldest first. */
  told(house: House): Promise<{ state: string; reason: string | null; text: string; at: string }[]>;
  /** Rows of "Reminder": `rule date left`. */
  noted(house: House): Promise<string[]>;
  runs(): Promise<string[]>;
  wait(hours: number): void;
}

export async function openReminderHouse(): Promise<ReminderHouse> {
  const world = await openSendingWorld();
  const { deps, clock, organisationId } = world;
  const { db } = deps;
  clock.set(EIGHT);
  const street = await openStreet(world);
  const { id: seasonId } = await seasonOf(deps, world.house.home.unitCode);
  const version = await db.rubricInForce.findFirstOrThrow({ where: { seasonId, title: TITLE } });

  async function dates(more: Partial<SeasonDates>): Promise<void> {
    const usual = { ...trialDates('2026-10-15'), selfAssessment: { opens: '2026-10-15', closes: CLOSES }, khuPhoMeetings: '2026-12-10' };
    await db.season.update({ where: { id: seasonId }, data: { dates: { ...usual, ...more } } });
  }

  async function rule(...rules: Partial<RuleInForce>[]): Promise<RuleInForce[]> {
    const kept = toBeKept(rules.map((one) => reminderRule.parse({ ...usualRule(one), ...one })));
    await db.season.update({ where: { id: seasonId }, data: { rules: kept } });
    return kept;
  }

  async function agree(accountIds: readonly string[]): Promise<void> {
    const about = {
      accountHash: '',
      organisationId,
      purpose: 'selfAssessment' as const,
      act: 'given' as const,
      textVersion: '1',
      textHash: '',
    };
    const now = { language: 'vi', method: 'chat', at: clock.now() };
    await db.consent.createMany({ data: accountIds.map((accountId) => ({ id: deps.ids.next(), accountId, ...about, ...now })) });
  }

  async function begin(householdId: string, form: 'draft' | 'submitted'): Promise<string> {
    const id = deps.ids.next();
    const of = { householdId, seasonId, rubricVersionId: version.rubricVersionId, areaId: street.areaId, title: TITLE };
    await db.assessment.create({ data: { id, ...of, source: 'self', state: form, openedAt: clock.now(), updatedAt: clock.now() } });
    return id;
  }

  await dates({});
  await rule({});
  return {
    ...{ ...world, street, seasonId, rule, dates },
    async live(chats, form = 'none', agreed = true) {
      const house = await street.put(chats);
      if (agreed) await agree(house.accountIds);
      return { ...house, assessmentId: form === 'none' ? null : await begin(house.householdId, form) };
    },
    async liveMany(count) {
      const houses = await street.putMany(count);
      await agree(houses.map(({ accountId }) => accountId));
      return houses;
    },
    async send(assessmentId) {
      await db.assessment.update({ where: { id: assessmentId ?? '' }, data: { state: 'submitted' } });
    },
    look: (more = {}) => remind({ ...deps, locale, work: 60_000, ...more }),
    async told({ accountIds }) {
      const rows = await db.message.findMany({ where: { accountId: { in: accountIds } }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
      return rows.map(({ state, reason, body, createdAt }) => ({
        ...{ state, reason, at: createdAt.toISOString() },
        text: (body as { text: string } | null)?.text ?? '',
      }));
    },
    async noted({ householdId }) {
      const rows = await db.reminder.findMany({ where: { householdId }, orderBy: [{ at: 'asc' }, { rule: 'asc' }] });
      return rows.map(({ rule, date, left }) => `${rule} ${date.toISOString().slice(0, 10)} ${left ?? 'written'}`);
    },
    async runs() {
      const where = { unitCode: world.house.home.unitCode };
      const rows = await db.reminderRun.findMany({ where, orderBy: [{ date: 'asc' }, { rule: 'asc' }] });
      return rows.map(({ rule, date, left, doneAt }) => `${rule} ${date.toISOString().slice(0, 10)} ${left ?? (doneAt ? 'done' : 'open')}`);
    },
    wait: (hours) => clock.advance(hours * 60 * 60 * 1000),
    async close() {
      await street.close();
      await world.close();
    },
  };
}

function usualRule({ every }: Partial<RuleInForce>) {
  return {
    ...{ id: 'han', who: 'household', state: 'notSent', hour: 9, sentence: 'reminder.closing', atMost: 10, grace: 10 },
    until: { anchor: 'selfAssessment.closes' },
    ...(every ? {} : { anchor: 'selfAssessment.closes', days: [-7, -3, -1] }),
  };
}
