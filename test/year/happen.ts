/** What households of a script do, and what is done to them, comes to pass on the database. */
import { v7 } from 'uuid';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { changeReach } from '../../src/conversation/change-reach.ts';
import { setQuiet } from '../../src/household/set-quiet.ts';
import { snooze } from '../../src/reminder/snooze.ts';
import { type Act, type Doing, type Home, isItself, type Town } from './script.ts';
import type { House, RealTown } from './town.ts';

const FACTS = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 };

type Who = House & Home & { home: number };
type Purpose = 'selfAssessment' | 'announcements';

/** In the order of time; the clock of the town goes along. */
export async function happen(real: RealTown, { homes }: Town, acts: readonly Act[]): Promise<void> {
  const does = doingsOf(real);
  for (const { doing, at, who } of together(acts)) {
    real.clock.at = at;
    const all = who.map((home): Who => ({ ...(real.houses[home] as House), ...(homes[home] as Home), home }));
    await does[doing]?.(all);
    if (isItself(doing)) await heard(real, all);
  }
}

/** The same at the same time is done in few statements. */
function together(acts: readonly Act[]): { doing: Doing; at: number; who: number[] }[] {
  const groups = Map.groupBy(acts, ({ at, doing }) => `${at} ${doing}`);
  return [...groups.values()].map((same) => ({ ...(same[0] as Act), who: same.map(({ home }) => home) }));
}

/** Their window is open, and whoever blocked us does not any more. */
async function heard({ deps: { db, clock } }: RealTown, who: readonly Who[]): Promise<void> {
  const accounts = who.map(({ accountId }) => accountId);
  await db.account.updateMany({ where: { id: { in: accounts } }, data: { lastInboundAt: clock.now(), blockedAt: null } });
}

/** Absent: nothing but that they were heard, or (of who has blocked us) that their platform knows. */
function doingsOf(real: RealTown): Partial<Record<Doing, (who: readonly Who[]) => Promise<unknown>>> {
  const { deps, channels, rubricId, officerIds } = real;
  const { db } = deps;
  const forms = (who: readonly Who[]) => ({ in: who.map(({ assessmentId }) => assessmentId) });
  const each = async (who: readonly Who[], work: (accountId: string) => Promise<unknown>) => {
    for (const { accountId } of who) await work(accountId);
  };
  const decide = async (who: readonly Who[], purpose: Purpose, actOf: (one: Who) => 'given' | 'refused' | 'withdrawn') => {
    const text = { textVersion: '1', textHash: '', language: 'vi', method: 'chat', at: deps.clock.now() };
    const rows = who.map((one) => ({ accountId: one.accountId, organisationId: one.organisationId, act: actOf(one) }));
    await db.consent.createMany({ data: rows.map((row) => ({ id: v7(), accountHash: '', purpose, ...row, ...text })) });
  };
  const sendAs = async (who: readonly Who[], number: number) => {
    const sent = { number, rubricVersionId: rubricId, facts: FACTS, answers: {}, evidence: {}, score: {}, at: deps.clock.now() };
    await db.submission.createMany({
      data: who.map(({ assessmentId, home }) => ({ id: v7(), assessmentId, code: `${home}-${number}`, ...sent })),
    });
    await db.assessment.updateMany({ where: { id: forms(who) }, data: { state: 'submitted', stage: 'waiting' } });
  };
  return {
    async register(who) {
      const now = deps.clock.now();
      const accounts = who.map(({ accountId, channel, chat }) => ({
        id: accountId,
        channelAccountId: channels[channel],
        externalId: chat,
        createdAt: now,
      }));
      await db.account.createMany({ data: accounts });
      await db.conversation.createMany({ data: who.map(({ accountId }) => ({ accountId, session: {}, updatedAt: now })) });
      await db.membership.createMany({ data: who.map(({ accountId, householdId }) => ({ id: v7(), accountId, householdId, from: now })) });
      await decide(who, 'selfAssessment', ({ agrees }) => (agrees ? 'given' : 'refused'));
      await decide(who, 'announcements', ({ wantsReminders }) => (wantsReminders ? 'given' : 'refused'));
    },
    async begin(who) {
      const now = deps.clock.now();
      const at = { openedAt: now, updatedAt: now };
      const begun = { title: TITLE, rubricVersionId: rubricId, source: 'self' as const, state: 'draft' as const, ...at };
      const of = (one: Who) => ({ id: one.assessmentId, householdId: one.householdId, areaId: one.areaId, seasonId: one.seasonId });
      await db.assessment.createMany({ data: who.map((one) => ({ ...of(one), ...begun })) });
    },
    send: (who) => sendAs(who, 1),
    sendAgain: (who) => sendAs(who, 2),
    async askBack(who) {
      const sent = await db.submission.findMany({ where: { assessmentId: forms(who) }, select: { id: true, assessmentId: true } });
      const asked = { level: 'hamlet' as const, act: 'askBack' as const, indicator: 'B2', reason: 'Ảnh mờ, xin chụp lại.' };
      const by = { officerId: officerIds[0] as string, at: deps.clock.now() };
      await db.review.createMany({
        data: sent.map(({ id, assessmentId }) => ({ id: v7(), assessmentId, submissionId: id, ...asked, ...by })),
      });
      await db.assessment.updateMany({ where: { id: forms(who) }, data: { state: 'draft', stage: 'returned' } });
    },
    confirm: (who) => db.assessment.updateMany({ where: { id: forms(who) }, data: { stage: 'confirmed' } }),
    snooze: (who) => each(who, (accountId) => snooze(deps, { accountId })),
    stop: (who) => each(who, (accountId) => setQuiet(deps, { accountId, quiet: true })),
    resume: (who) => each(who, (accountId) => setQuiet(deps, { accountId, quiet: false })),
    withdraw: (who) => decide(who, 'announcements', () => 'withdrawn'),
    block: (who) => each(who, (accountId) => changeReach(deps, { accountId, reachable: false, at: deps.clock.now() })),
  };
}
