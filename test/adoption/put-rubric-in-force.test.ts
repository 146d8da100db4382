/** Another rubric in the middle of a season: tried, adopted, and what becomes of households' files. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { putRubricInForce, seenOf } from '../../src/adoption/put-rubric-in-force.ts';
import { tryRubric } from '../../src/adoption/try-rubric.ts';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { answersOf } from '../../src/assessment/file-of.ts';
import { loadForm } from '../../src/assessment/load-form.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { scoreAssessment } from '../../src/assessment/score-assessment.ts';
import { showResult } from '../../src/assessment/show-result.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import type { Scope } from '../../src/officer/scope.ts';
import type { Rubric } from '../../src/rubric/definition.ts';
import { score } from '../../src/rubric/score.ts';
import { type Family, family, WARD, type World, worldOf } from '../assessment/family.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { adopt, changed, inForce, moveAll, officer, sample, stored, within } from './rubric-work.ts';

const ALL = ['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C1', 'C2', 'D1', 'D2'];

let db: TestDatabase;
let world: World;
let deps: Deps;
let city: Scope;
beforeEach(async () => {
  db = await freshDatabase();
  world = worldOf(db.prisma, undefined, 'd');
  deps = world.deps;
  city = await officer(deps, { city: true });
});
afterEach(() => db.drop());

const answer = (accountId: string, item: string, choice: string) =>
  within(deps, (inside) => answerIndicator(inside, { accountId, item, choice, inboxId: null }));

async function begun(choice = 'full', items = ALL): Promise<Family & { assessmentId: string }> {
  const one = await family(deps);
  await within(deps, (inside) => openAssessment(inside, { accountId: one.accounts[0] }));
  for (const item of items) await answer(one.accounts[0], item, item === 'B3' ? 'half' : choice);
  const { id } = await deps.db.assessment.findFirstOrThrow({ where: { householdId: one.householdId } });
  return { ...one, assessmentId: id };
}

async function sent(choice = 'full') {
  const one = await begun(choice);
  const scored = await scoreAssessment(deps, { accountId: one.accounts[0] });
  if (scored.outcome !== 'scored') throw new Error(scored.outcome);
  const { shown } = scored.value;
  const done = await within(deps, (inside) => submitAssessment(inside, { accountId: one.accounts[0], shown }));
  expect(done.outcome).toBe('submitted');
  return one;
}

const fileOf = (id: string) =>
  deps.db.assessment.findUniqueOrThrow({
    where: { id },
    include: { submissions: { orderBy: { number: 'asc' } }, reviews: { orderBy: { seq: 'asc' } } },
  });

async function toldTo(accountId: string): Promise<[string, string][]> {
  const messages = await deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });
  return messages.map((message) => [message.class, (message.body as { text: string }).text]);
}

/** D2 asks something else. */
async function stricter(): Promise<Rubric> {
  return changed(await sample(deps), (one) => {
    if (one.id === 'D2') return { ...one, words: { ...one.words, ask: { vi: 'Gia đình có tham gia khuyến học không?' } } };
    return one;
  });
}

/** The same questions; whatever is not the best gives nothing. */
async function allOrNothing(): Promise<Rubric> {
  return changed(await sample(deps), (one) => ({
    ...one,
    levels: one.levels.map((level) => ({ ...level, points: level.points === one.points ? level.points : 0 })),
  }));
}

describe('trying', () => {
  test('says who would pass before and after, of every khu phố, and changes nothing', async () => {
    await sent('full');
    await sent('part');
    await begun('full', ['A1']);
    const version = await stored(deps, city, await allOrNothing());
    const before = await everything();
    const { seasonId } = await inForce(deps);
    const tried = await tryRubric(deps, { scope: city, seasonId, versionId: version.versionId });
    if (tried.outcome !== 'tried') throw new Error(tried.outcome);
    const { total, areas, households, comparison } = tried.trial;
    expect(total).toEqual({ keeps: 1, loses: 0, gains: 0, without: 1, asked: 0, drafts: 1, decided: 0 });
    expect(areas).toHaveLength(1);
    expect(households).toEqual([]);
    expect(comparison).toMatchObject({ added: [], removed: [], changed: [] });
    expect(await everything()).toEqual(before);
  });

  test('names households to those who look after them only', async () => {
    const one = await sent('full');
    const version = await stored(deps, city, await stricter());
    const { seasonId } = await inForce(deps);
    const trial = async (scope: Scope) => {
      const tried = await tryRubric(deps, { scope, seasonId, versionId: version.versionId });
      return tried.outcome === 'tried' ? tried.trial : null;
    };
    const theirs = await trial(await officer(deps, { wards: [WARD] }));
    expect(theirs?.households).toMatchObject([{ code: one.code, turn: 'asked', open: ['D2'] }]);
    const elsewhere = await trial(await officer(deps, { wards: ['25747'] }));
    expect(elsewhere).toMatchObject({ households: [], areas: [], total: { asked: 0 } });
    expect((await trial(city))?.households).toEqual([]);
    expect(await trial(await officer(deps, { operator: true }))).toBeNull();
  });

  async function everything() {
    const [assessments, submissions, answers, reviews, force] = await Promise.all([
      deps.db.assessment.findMany({ orderBy: { id: 'asc' } }),
      deps.db.submission.findMany({ orderBy: { id: 'asc' } }),
      deps.db.answer.findMany({ orderBy: { seq: 'asc' } }),
      deps.db.review.count(),
      deps.db.rubricInForce.findMany(),
    ]);
    return { assessments, submissions, answers, reviews, force };
  }
});

describe('putting in force', () => {
  test('needs an officer of the city, a paper with number and date, and the word that doubts are known', async () => {
    const version = await stored(deps, city, await stricter());
    const before = await inForce(deps);
    const put = (scope: Scope, document: { number: string; date: string } | null, unverified = 0, seen = seenOf(before)) =>
      within(deps, (inside) =>
        putRubricInForce(inside, { scope, seasonId: before.seasonId, versionId: version.versionId, document, seen, unverified }),
      );
    expect(await put(await officer(deps, { wards: [WARD] }), null)).toEqual({ outcome: 'notFound' });
    expect(await put(city, { number: ' ', date: '2026-11-05' })).toEqual({ outcome: 'refused', why: 'noNumber' });
    expect(await put(city, { number: '1', date: '2026-02-30' })).toEqual({ outcome: 'refused', why: 'badDate' });
    expect(await put(city, { number: '1', date: '2027-01-01' })).toEqual({ outcome: 'refused', why: 'dateAhead' });
    const doubted = await put(city, { number: '1', date: '2026-11-05' });
    expect(doubted).toMatchObject({ outcome: 'refused', why: 'unverified' });
    expect(await put(city, null, 0, 'somebody saw something else')).toEqual({ outcome: 'changed', seen: seenOf(before) });
    expect(await inForce(deps)).toEqual(before);

    expect(await adopt(deps, city, version)).toEqual({ outcome: 'done', moves: 0 });
    expect(await inForce(deps)).toMatchObject({
      rubricVersionId: version.versionId,
      adoptedBy: city.officerId,
      document: '12/QĐ-HKH ngày 05/11/2026',
      adoptedAt: deps.clock.now(),
    });
    expect(await adopt(deps, city, version)).toEqual({ outcome: 'already' });
    const now = seenOf(await inForce(deps));
    expect(await put(city, null, 0, now)).toEqual({ outcome: 'refused', why: 'needsDocument' });
    expect(await deps.db.audit.count({ where: { action: 'rubric.adopt' } })).toBe(1);
  });

  test('two officers at once: the second is told', async () => {
    const one = await stored(deps, city, await stricter());
    const two = await stored(deps, city, await allOrNothing());
    const seen = await inForce(deps);
    const outcomes = (await Promise.all([adopt(deps, city, one, seen), adopt(deps, city, two, seen)])).map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(['changed', 'done']);
  });

  test('an assessment that begins now begins with it, and is no trial', async () => {
    const version = await stored(deps, city, await stricter());
    await adopt(deps, city, version);
    const one = await begun('full', []);
    expect((await fileOf(one.assessmentId)).rubricVersionId).toBe(version.versionId);
    const form = await loadForm(deps, { accountId: one.accounts[0] });
    expect(form.outcome === 'ok' && form.value.trial).toBe(false);
    const asks = form.outcome === 'ok' ? form.value.items.find(({ id }) => id === 'D2')?.ask : null;
    expect(asks).toMatchObject({ text: 'Gia đình có tham gia khuyến học không?' });
  });
});

describe('a file that was begun', () => {
  test('keeps its answers, and is asked what is another question now', async () => {
    const one = await begun('full', ['A1', 'D2']);
    await answer(one.accounts[0], 'A2', 'na');
    const version = await stored(deps, city, await stricter());
    await adopt(deps, city, version);
    expect(await moveAll(deps)).toBe(1);
    expect(await moveAll(deps)).toBe(0);
    const form = await loadForm(deps, { accountId: one.accounts[0] });
    const answers = form.outcome === 'ok' ? Object.fromEntries(form.value.items.map(({ id, answer }) => [id, answer])) : {};
    expect(answers).toMatchObject({ A1: 'full', A2: 'na', D2: null });
    expect(await fileOf(one.assessmentId)).toMatchObject({ state: 'draft', stage: 'waiting', rubricVersionId: version.versionId });
  });

  test('that was sent is counted anew where all of it holds, and stays as confirmed as it was', async () => {
    const one = await sent('full');
    await deps.db.assessment.update({ where: { id: one.assessmentId }, data: { stage: 'confirmed' } });
    const version = await stored(deps, city, await allOrNothing());
    await adopt(deps, city, version);
    world.clock.advance(60_000);
    await moveAll(deps);
    const file = await fileOf(one.assessmentId);
    expect(file).toMatchObject({ state: 'submitted', stage: 'confirmed', rubricVersionId: version.versionId, reviewSeq: 1 });
    expect(file.submissions.map(({ number, rubricVersionId, submittedBy }) => [number, rubricVersionId, submittedBy])).toEqual([
      [1, expect.any(String), one.accounts[0]],
      [2, version.versionId, null],
    ]);
    const [first, second] = file.submissions;
    expect(second?.answers).toEqual(first?.answers);
    expect(second?.score).toEqual(JSON.parse(JSON.stringify(score(version.rubric, second?.answers as never, second?.facts as never))));
    expect(await toldTo(one.accounts[0])).toEqual([['fileNotice', expect.stringContaining('không phải làm gì thêm')]]);
    expect(await showResult(deps, { accountId: one.accounts[0] })).toMatchObject({
      outcome: 'submitted',
      value: { trial: false, code: second?.code },
    });
  });

  test('that was sent is asked only what is new, and the reason is told', async () => {
    const one = await sent('full');
    const version = await stored(deps, city, await stricter());
    await adopt(deps, city, version);
    await moveAll(deps);
    const file = await fileOf(one.assessmentId);
    expect(file).toMatchObject({ state: 'draft', stage: 'returned', reviewSeq: 1 });
    expect(file.submissions).toHaveLength(1);
    expect(file.reviews).toMatchObject([
      { act: 'askBack', indicator: 'D2', officerId: city.officerId, submissionId: file.submissions[0]?.id },
    ]);
    expect(file.reviews[0]?.reason).toContain('Bảng điểm mới');
    const form = await loadForm(deps, { accountId: one.accounts[0] });
    expect(form.outcome === 'ok' && form.value.items.map(({ id, answer }) => [id, answer])).toEqual([['D2', null]]);
    expect(await toldTo(one.accounts[0])).toEqual([['fileNotice', expect.stringContaining('Có 1 câu mới hoặc đã đổi')]]);

    world.clock.advance(60_000);
    await answer(one.accounts[0], 'D2', form.outcome === 'ok' ? (form.value.items[0]?.choices[0]?.id as string) : '');
    const scored = await scoreAssessment(deps, { accountId: one.accounts[0] });
    const shown = scored.outcome === 'scored' ? scored.value.shown : '';
    const again = await within(deps, (inside) => submitAssessment(inside, { accountId: one.accounts[0], shown }));
    expect(again).toMatchObject({ outcome: 'submitted', value: { number: 2, points: 100 } });
    expect(await fileOf(one.assessmentId)).toMatchObject({ state: 'submitted', stage: 'waiting' });
    expect(Object.keys(await answersOf(deps, file.id))).toHaveLength(ALL.length);
  });

  test('that the khu phố has spoken of is looked at anew where it passes now and did not, and not otherwise', async () => {
    const one = await sent('full');
    const { submissions } = await fileOf(one.assessmentId);
    const version = await stored(deps, city, {
      ...(await sample(deps)),
      passMark: { normal: 100, difficult: 70, status: 'sample', source: [] },
    });
    await deps.db.assessment.update({ where: { id: one.assessmentId }, data: { stage: 'proposed' } });
    await adopt(deps, city, version);
    await moveAll(deps);
    expect(await fileOf(one.assessmentId)).toMatchObject({ stage: 'proposed', state: 'submitted' });
    const { submissions: again } = await fileOf(one.assessmentId);
    expect(again).toHaveLength(submissions.length + 1);

    const weak = await sent('part');
    await deps.db.assessment.update({ where: { id: weak.assessmentId }, data: { stage: 'notProposed' } });
    const gentle = await stored(deps, city, {
      ...(await sample(deps)),
      name: 'Nhẹ hơn',
      passMark: { normal: 10, difficult: 10, status: 'sample', source: [] },
    });
    await adopt(deps, city, gentle);
    await moveAll(deps);
    const file = await fileOf(weak.assessmentId);
    expect(file).toMatchObject({ stage: 'waiting', state: 'submitted' });
    expect(file.reviews).toMatchObject([{ act: 'unconfirm' }]);
  });

  test('of which a decision was made stays with the rubric of its time', async () => {
    const one = await sent('full');
    const before = await fileOf(one.assessmentId);
    await deps.db.assessment.update({ where: { id: one.assessmentId }, data: { stage: 'recognised' } });
    await adopt(deps, city, await stored(deps, city, await stricter()));
    expect(await moveAll(deps)).toBe(0);
    expect((await fileOf(one.assessmentId)).rubricVersionId).toBe(before.rubricVersionId);
  });
});

describe('a household that answers while it happens', () => {
  test('never answers the new question by what it read of the old one', async () => {
    const families: Awaited<ReturnType<typeof begun>>[] = [];
    for (let count = 0; count < 6; count++) families.push(await begun('full', ['A1']));
    const version = await stored(deps, city, await stricter());
    const answering = families.map(async ({ accounts }) => {
      for (const item of ['B1', 'C1', 'D2', 'D1']) await answer(accounts[0], item, 'full');
    });
    await adopt(deps, city, version);
    await Promise.all([...answering, moveAll(deps)]);
    await moveAll(deps);
    for (const { assessmentId, accounts } of families) {
      expect((await fileOf(assessmentId)).rubricVersionId).toBe(version.versionId);
      const form = await loadForm(deps, { accountId: accounts[0] });
      const held = form.outcome === 'ok' ? Object.fromEntries(form.value.items.map(({ id, answer }) => [id, answer])) : {};
      expect(held).toMatchObject({ A1: 'full', B1: 'full', C1: 'full', D1: 'full', D2: null });
    }
  });

  test('sends either what it saw by the old rubric, which then follows, or is shown that something changed', async () => {
    const families: Awaited<ReturnType<typeof begun>>[] = [];
    for (let count = 0; count < 4; count++) families.push(await begun('full'));
    const version = await stored(deps, city, await allOrNothing());
    const shown = await Promise.all(
      families.map(async ({ accounts }) => {
        const scored = await scoreAssessment(deps, { accountId: accounts[0] });
        return scored.outcome === 'scored' ? scored.value.shown : '';
      }),
    );
    await adopt(deps, city, version);
    const sending = families.map(({ accounts }, index) =>
      within(deps, (inside) => submitAssessment(inside, { accountId: accounts[0], shown: shown[index] as string })),
    );
    const [outcomes] = await Promise.all([Promise.all(sending), moveAll(deps)]);
    await moveAll(deps);
    for (const [index, { assessmentId }] of families.entries()) {
      const file = await fileOf(assessmentId);
      expect(file.rubricVersionId).toBe(version.versionId);
      if (outcomes[index]?.outcome === 'submitted') expect(file.submissions.at(-1)?.rubricVersionId).toBe(version.versionId);
      else expect([outcomes[index]?.outcome, file.state, file.submissions.length]).toEqual(['changed', 'draft', 0]);
    }
  });
});
