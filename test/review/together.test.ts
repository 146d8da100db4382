/** Two at once: whoever comes second is told, and nothing is overwritten. On real connections side by side. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { erase } from '../../src/privacy/erase.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { confirmUnflagged } from '../../src/review/confirm-unflagged.ts';
import { waitingShown } from '../../src/review/waiting-shown.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse, type TestOfficer } from '../support/officers.ts';
import { type SentFamily, scope, send, sentFamily, tell, transaction } from './world.ts';

let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
let second: TestOfficer;
beforeAll(async () => {
  db = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = testDeps(db.prisma, { clock, ids: sequentialIds('b') });
  house = await openOfficersHouse(deps);
  const { unitCode, areaId } = house.home;
  second = await newOfficer(deps, { role: 'hamlet', name: 'Người Thứ Hai', unitCode, areaId });
});
afterAll(() => db.drop());

async function newSent(): Promise<SentFamily> {
  const family = await sentFamily(deps, { areaId: house.home.areaId });
  clock.advance(60_000);
  return family;
}

const optionsOf = async ({ officerId }: TestOfficer, { assessmentId }: SentFamily) => ({
  scope: await scope(deps, officerId),
  assessmentId,
  seen: '0.1',
  tell,
});

/** As a turn does: the conversation is locked before anything else. */
function turn<T>(accountId: string, work: (within: Deps) => Promise<T>): Promise<T> {
  return transaction(deps, async (within) => {
    await within.db.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ${accountId}::uuid FOR UPDATE`;
    return work(within);
  });
}

async function openConversation({ accountId }: SentFamily): Promise<void> {
  await deps.db.conversation.create({ data: { accountId, session: {}, updatedAt: clock.now() } });
}

describe('two officers at once', () => {
  it('confirm the same file: one does, the other is told by whom', async () => {
    for (let round = 0; round < 5; round++) {
      const family = await newSent();
      const both = [await optionsOf(house.officers.hamlet, family), await optionsOf(second, family)];
      const done = await Promise.all(both.map((options) => transaction(deps, (within) => confirmFile(within, options))));
      expect(done.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'done']);
      const loser = done.find(({ outcome }) => outcome === 'changed');
      const winner = done.indexOf(done.find(({ outcome }) => outcome === 'done') as (typeof done)[number]);
      expect(loser).toMatchObject({
        last: { act: 'confirm', officer: { name: winner === 0 ? 'Khu Phố Nhà' : 'Người Thứ Hai' } },
        seen: '1.1',
      });
      expect(await deps.db.review.count({ where: { assessmentId: family.assessmentId } })).toBe(1);
    }
  });

  it('change the same item: the second reads the first’s reason before anything else', async () => {
    const family = await newSent();
    const [one, other] = [await optionsOf(house.officers.hamlet, family), await optionsOf(second, family)];
    const done = await Promise.all([
      transaction(deps, (within) => changeAnswer(within, { ...one, indicator: 'B2', value: 'none', reason: 'Một' })),
      transaction(deps, (within) => changeAnswer(within, { ...other, indicator: 'B2', value: 'part', reason: 'Hai' })),
    ]);
    expect(done.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'done']);
    const reviews = await deps.db.review.findMany({ where: { assessmentId: family.assessmentId } });
    expect(reviews).toHaveLength(1);
  });

  it('one confirms all that is clear while the other confirms one of them: each file once', async () => {
    const families = await Promise.all([newSent(), newSent(), newSent()]);
    const { areaId } = house.home;
    const shown = await waitingShown(deps, { scope: await scope(deps, house.officers.hamlet.officerId), areaId });
    const [first] = families as [SentFamily, ...SentFamily[]];
    const [together, single] = await Promise.all([
      scope(deps, house.officers.hamlet.officerId).then((theirs) =>
        transaction(deps, (within) => confirmUnflagged(within, { scope: theirs, areaId, shown })),
      ),
      optionsOf(second, first).then((options) => transaction(deps, (within) => confirmFile(within, options))),
    ]);
    expect(together.outcome).toBe('done');
    expect(['done', 'changed']).toContain(single.outcome);
    for (const { assessmentId } of families) {
      expect(await deps.db.review.count({ where: { assessmentId, act: 'confirm' } })).toBe(1);
      expect(await deps.db.assessment.findUnique({ where: { id: assessmentId } })).toMatchObject({ stage: 'confirmed', reviewSeq: 1 });
    }
  });
});

describe('an officer and the household at once', () => {
  it('all that is clear is confirmed but what came in after the page was made, although it was sent before', async () => {
    const { areaId } = house.home;
    const theirs = await scope(deps, house.officers.hamlet.officerId);
    const before = await newSent();
    const slow = await sentFamily(deps, { areaId, unsent: true });
    await openConversation(slow);
    const [sent, shown] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const sending = turn(slow.accountId, async (within) => {
      await send(within, slow.accountId);
      sent.resolve();
      await shown.promise;
    });
    await Promise.race([sent.promise, sending]);
    clock.advance(60_000);
    const page = await waitingShown(deps, { scope: theirs, areaId });
    shown.resolve();
    await sending;
    const done = await transaction(deps, (within) => confirmUnflagged(within, { scope: theirs, areaId, shown: page }));
    expect(done.outcome).toBe('done');
    const stageOf = async ({ assessmentId }: SentFamily) =>
      (await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } })).stage;
    expect(await Promise.all([before, slow].map(stageOf))).toEqual(['confirmed', 'waiting']);
    const next = await waitingShown(deps, { scope: theirs, areaId });
    expect(await transaction(deps, (within) => confirmUnflagged(within, { scope: theirs, areaId, shown: next }))).toMatchObject({
      confirmed: 1,
    });
    expect(await stageOf(slow)).toBe('confirmed');
  });

  it('the household sends anew while an officer confirms what it sent before: never is a newer one confirmed unseen', async () => {
    for (let round = 0; round < 5; round++) {
      const family = await newSent();
      await openConversation(family);
      const { accountId, assessmentId } = family;
      const options = await optionsOf(house.officers.hamlet, family);
      const [confirmed] = await Promise.all([
        transaction(deps, (within) => confirmFile(within, options)),
        turn(accountId, async (within) => {
          await reopenAssessment(within, { accountId });
          await answerIndicator(within, { accountId, item: 'A1', choice: 'none', inboxId: null });
          await submitAssessment(within, { accountId });
        }),
      ]);
      const newest = await deps.db.submission.findFirstOrThrow({ where: { assessmentId }, orderBy: { number: 'desc' } });
      expect(newest.number).toBe(2);
      expect(await deps.db.review.count({ where: { submissionId: newest.id } })).toBe(0);
      expect(await deps.db.assessment.findUnique({ where: { id: assessmentId } })).toMatchObject({ stage: 'waiting', state: 'submitted' });
      if (confirmed.outcome !== 'done') expect(confirmed).toMatchObject({ outcome: 'changed', last: { officer: null, act: 'send' } });
    }
  });

  it('is asked back while it talks with us: no lock waits for the other, and the lines keep their numbers', async () => {
    for (let round = 0; round < 5; round++) {
      const family = await newSent();
      await openConversation(family);
      const { accountId, assessmentId } = family;
      const options = await optionsOf(house.officers.hamlet, family);
      const talk = () =>
        turn(accountId, async (within) => {
          await reopenAssessment(within, { accountId });
          const { lastSeq } = await within.db.conversation.findUniqueOrThrow({ where: { accountId } });
          await within.db.conversation.update({ where: { accountId }, data: { lastSeq: lastSeq + 2 } });
          const line = {
            accountId,
            channelAccountId: (await within.db.account.findUniqueOrThrow({ where: { id: accountId } })).channelAccountId,
          };
          await within.db.message.create({
            data: { ...line, id: within.ids.next(), seq: lastSeq + 2, class: 'reply', createdAt: within.clock.now() },
          });
        });
      const [, asked] = await Promise.all([
        talk(),
        transaction(deps, (within) => askBack(within, { ...options, items: [{ indicator: 'B2', reason: 'Ảnh mờ' }] })),
      ]);
      const seqs = (await deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } })).map(({ seq }) => seq);
      if (asked.outcome === 'done') expect(seqs).toHaveLength(2);
      else expect(asked).toEqual({ outcome: 'refused', why: 'withHousehold' });
      expect(new Set(seqs).size).toBe(seqs.length);
      const { stage, state } = await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } });
      expect([stage, state]).toEqual(asked.outcome === 'done' ? ['returned', 'draft'] : ['waiting', 'draft']);
    }
  });
});

describe('an erasure in the middle of a review', () => {
  it('wins or waits: nothing is left, and the officer hears that the file is not there', async () => {
    for (let round = 0; round < 5; round++) {
      const family = await newSent();
      await openConversation(family);
      const { accountId, assessmentId, householdId } = family;
      const options = await optionsOf(house.officers.hamlet, family);
      const items = [{ indicator: 'B2', reason: 'Ảnh mờ' }];
      const [, asked] = await Promise.all([
        turn(accountId, (within) => erase(within, { accountId })),
        transaction(deps, (within) => askBack(within, { ...options, items })),
      ]);
      expect(['done', 'notFound']).toContain(asked.outcome);
      expect(await deps.db.household.count({ where: { id: householdId } })).toBe(0);
      expect(await deps.db.review.count({ where: { assessmentId } })).toBe(0);
      expect(await deps.db.message.count({ where: { accountId } })).toBe(0);
      expect(await transaction(deps, (within) => confirmFile(within, options))).toEqual({ outcome: 'notFound' });
    }
  });

  it('of one who disagreed leaves the words with the household, and not who said them', async () => {
    const family = await newSent();
    const { accountId, assessmentId, householdId } = family;
    const other = await sentFamily(deps, { areaId: house.home.areaId });
    const from = clock.now();
    await deps.db.membership.create({ data: { id: deps.ids.next(), accountId: other.accountId, householdId, from } });
    const about = { id: deps.ids.next(), assessmentId, level: 'hamlet' as const, act: 'object' as const, at: from };
    await deps.db.review.create({ data: { ...about, reason: 'Không đồng ý', accountId } });
    await transaction(deps, (within) => erase(within, { accountId }));
    expect(await deps.db.review.findMany({ where: { assessmentId } })).toMatchObject([{ reason: 'Không đồng ý', accountId: null }]);
  });
});
