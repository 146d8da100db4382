/** A household's way through its self-assessment, on a real database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { loadForm } from '../../src/assessment/load-form.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { scoreAssessment } from '../../src/assessment/score-assessment.ts';
import { showResult } from '../../src/assessment/show-result.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import { type ActName, actContracts } from '../../src/conversation/acts.ts';
import type { Prisma, PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import type { FormView, Sentence } from '../../src/flow/session.ts';
import { updateHousehold } from '../../src/household/update-household.ts';
import { createLocale } from '../../src/locale/locale.ts';
import type { Answers, Facts } from '../../src/rubric/definition.ts';
import { type Score, score } from '../../src/rubric/score.ts';
import { shipped } from '../rubric/rubrics.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { consent, type Family, family, type World, worldOf } from './family.ts';

const locale = createLocale();
const say = (sentences: Sentence[]) => sentences.map((sentence) => locale.speak(sentence, 'vi'));

/** Everything of a family with one child at primary school and two adults. */
const ALL = ['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C1', 'C2', 'D1', 'D2'];

let db: TestDatabase;
let world: World;
let deps: Deps;
beforeAll(async () => {
  db = await freshDatabase();
  world = worldOf(db.prisma);
  deps = world.deps;
});
afterAll(() => db.drop());

/** As a turn does it: one transaction an update. */
function turn<T>(work: (deps: Deps) => Promise<T>): Promise<T> {
  return (deps.db as PrismaClient).$transaction((tx: Prisma.TransactionClient) => work({ ...deps, db: tx }));
}

const answer = (accountId: string, item: string, choice: string, inboxId: string | null = null, seen?: string | null) =>
  turn((within) => answerIndicator(within, { accountId, item, choice, inboxId, ...(seen !== undefined && { seen }) }));

/** Looks at the points, as a person does before sending. */
async function look(accountId: string): Promise<{ points: number; shown: string }> {
  const scored = promised('assessment.score', await scoreAssessment(deps, { accountId }));
  if (scored.outcome !== 'scored') throw new Error(scored.outcome);
  return scored.value;
}

const send = async (accountId: string, shown: string) =>
  promised('assessment.submit', await turn((within) => submitAssessment(within, { accountId, shown })));

async function answerAll(accountId: string, choice = 'full'): Promise<void> {
  for (const item of ALL) await answer(accountId, item, item === 'B3' ? 'half' : choice);
}

async function begun(options?: Parameters<typeof family>[1]): Promise<Family> {
  const one = await family(deps, options);
  await turn((within) => openAssessment(within, { accountId: one.accounts[0] }));
  return one;
}

/** What came out is what the dialogs were promised. */
function promised<R extends { outcome: string; value: unknown }>(act: ActName, result: R): R {
  const outcomes: Record<string, { parse(value: unknown): unknown }> = actContracts[act].outcomes;
  expect(Object.keys(outcomes)).toContain(result.outcome);
  expect(outcomes[result.outcome]?.parse(result.value)).toEqual(result.value);
  return result;
}

const itemsOf = (form: { outcome: string; value: FormView | object }) => ('items' in form.value ? form.value.items : []);

describe('opening', () => {
  test('begins once, with what this household is asked, and says that the points are a trial', async () => {
    const { accounts, householdId } = await family(deps);
    const [accountId] = accounts;
    const first = promised('assessment.open', await turn((within) => openAssessment(within, { accountId })));
    expect(first).toMatchObject({
      outcome: 'open',
      value: { trial: true, answered: 0, total: 10, season: { phase: 'open', trial: true } },
    });
    expect(await turn((within) => openAssessment(within, { accountId }))).toEqual(first);
    expect(await db.prisma.assessment.count({ where: { householdId } })).toBe(1);
  });

  test('goes on where the family was', async () => {
    const { accounts } = await begun({ members: 2 });
    await answer(accounts[0], 'A1', 'full');
    const other = await turn((within) => openAssessment(within, { accountId: accounts[1] as string }));
    expect(other).toMatchObject({ outcome: 'open', value: { answered: 1, total: 10 } });
  });

  test('two of a family at once open one assessment', async () => {
    const { accounts, householdId } = await family(deps, { members: 2 });
    const opened = await Promise.all(accounts.map((accountId) => turn((within) => openAssessment(within, { accountId }))));
    expect(opened.map((one) => one.outcome)).toEqual(['open', 'open']);
    expect(await db.prisma.assessment.count({ where: { householdId } })).toBe(1);
  });

  test('is not for an account without a household', async () => {
    expect(promised('assessment.open', await openAssessment(deps, { accountId: deps.ids.next() })).outcome).toBe('notMember');
  });

  test('is not for somebody who took the consent back', async () => {
    const { accounts } = await begun();
    world.clock.advance(1000);
    await consent(deps, accounts[0], 'withdrawn');
    expect((await openAssessment(deps, { accountId: accounts[0] })).outcome).toBe('notMember');
    expect((await loadForm(deps, { accountId: accounts[0] })).outcome).toBe('closed');
    expect((await answer(accounts[0], 'A1', 'full')).outcome).toBe('closed');
  });
});

describe('the form', () => {
  test('is what the dialog walks, with words in every language', async () => {
    const { accounts } = await begun();
    const form = promised('assessment.form', await loadForm(deps, { accountId: accounts[0] }));
    const items = itemsOf(form);
    expect(items.map((item) => item.id)).toEqual(ALL);
    for (const language of locale.languages) {
      for (const item of items) {
        for (const sentence of [item.name, item.ask, item.explain, ...item.choices.map((choice) => choice.label)]) {
          expect(locale.speak(sentence, language)).not.toBe('');
        }
      }
    }
  });

  test('asks two people over 60 five questions', async () => {
    const counts = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 2 };
    const { accounts } = await begun({ counts });
    const items = itemsOf(await loadForm(deps, { accountId: accounts[0] }));
    expect(items.map((item) => item.id)).toEqual(['B2', 'C1', 'C2', 'D1', 'D2']);
  });

  test('asks for evidence where there is something to show, and never for a child’s paper', async () => {
    const { accounts } = await begun();
    const evidence = async (item: string) =>
      itemsOf(await loadForm(deps, { accountId: accounts[0] })).find((one) => one.id === item)?.evidence;
    expect(await evidence('C1')).toEqual({ key: 'rubric:gdht-324-mau.C1.evidence' });
    await answer(accounts[0], 'C1', 'none');
    expect(await evidence('C1')).toBeNull();
    await answer(accounts[0], 'A2', 'na');
    expect(await evidence('A2')).toBeNull();
    expect(await evidence('A1')).toBeNull();
    expect(locale.t('rubric:gdht-324-mau.A2.evidence', 'vi')).toContain('Xin đừng gửi ảnh học bạ');
  });
});

describe('an answer', () => {
  test('is added, and the newest one holds', async () => {
    const { accounts, householdId } = await begun();
    await answer(accounts[0], 'B2', 'none');
    const form = promised('assessment.answer', await answer(accounts[0], 'B2', 'full'));
    expect(itemsOf(form).find((item) => item.id === 'B2')?.answer).toBe('full');
    const rows = await db.prisma.answer.findMany({ where: { assessment: { householdId } }, orderBy: { seq: 'asc' } });
    expect(rows.map((row) => row.value)).toEqual(['none', 'full']);
  });

  test('of one update is taken once', async () => {
    const { accounts, householdId } = await begun();
    const update = deps.ids.next();
    await answer(accounts[0], 'B2', 'part', update);
    await answer(accounts[0], 'B2', 'full');
    const again = await answer(accounts[0], 'B2', 'part', update);
    expect(itemsOf(again).find((item) => item.id === 'B2')?.answer).toBe('full');
    expect(await db.prisma.answer.count({ where: { assessment: { householdId } } })).toBe(2);
  });

  test.each([
    ['a level that the question does not have', 'B2', 'half'],
    ['"does not apply" where that cannot be', 'C1', 'na'],
    ['a question that there is not', 'Z9', 'full'],
    ['words of somebody else', 'A1', '<script>'],
  ])('%s changes nothing', async (_, item, choice) => {
    const { accounts, householdId } = await begun();
    const form = promised('assessment.answer', await answer(accounts[0], item, choice));
    expect(form.outcome).toBe('gone');
    expect(itemsOf(form).every((one) => one.answer === null)).toBe(true);
    expect(await db.prisma.answer.count({ where: { assessment: { householdId } } })).toBe(0);
  });

  test('to a question that no longer applies changes nothing, and is told so', async () => {
    const { accounts, householdId } = await begun();
    await db.prisma.household.update({ where: { id: householdId }, data: { primary: 0 } });
    const form = promised('assessment.answer', await answer(accounts[0], 'A1', 'full'));
    expect(form.outcome).toBe('gone');
    expect(itemsOf(form).map((item) => item.id)).not.toContain('A1');
    expect(await db.prisma.answer.count({ where: { assessment: { householdId } } })).toBe(0);
  });

  test('of two accounts at once: none is lost, and both see both', async () => {
    const { accounts, householdId } = await begun({ members: 2 });
    await Promise.all(
      ALL.map((item, index) => answer(accounts[index % 2] as string, item, item === 'B3' ? 'half' : 'full', deps.ids.next())),
    );
    expect(await db.prisma.answer.count({ where: { assessment: { householdId } } })).toBe(ALL.length);
    for (const accountId of accounts) {
      expect(itemsOf(await loadForm(deps, { accountId })).every((item) => item.answer !== null)).toBe(true);
    }
  });

  test('to the same question by two at once: both are kept, one holds for everybody', async () => {
    const { accounts, householdId } = await begun({ members: 2 });
    await Promise.all([answer(accounts[0], 'C1', 'full'), answer(accounts[1] as string, 'C1', 'part')]);
    const rows = await db.prisma.answer.findMany({ where: { assessment: { householdId } }, orderBy: { seq: 'desc' } });
    expect(rows).toHaveLength(2);
    for (const accountId of accounts) {
      expect(itemsOf(await loadForm(deps, { accountId })).find((item) => item.id === 'C1')?.answer).toBe(rows[0]?.value);
    }
  });

  test('to a question that another member answered in between waits until that was seen', async () => {
    const { accounts, householdId } = await begun({ members: 2 });
    const [husband, wife] = accounts as [string, string];
    await answer(wife, 'C1', 'full', deps.ids.next(), null);

    const update = deps.ids.next();
    const overtaken = promised('assessment.answer', await answer(husband, 'C1', 'none', update, null));
    expect(overtaken.outcome).toBe('changed');
    expect(itemsOf(overtaken).find((item) => item.id === 'C1')?.answer).toBe('full');
    expect(await answer(husband, 'C1', 'none', update, null)).toEqual(overtaken);
    expect(await db.prisma.answer.count({ where: { assessment: { householdId } } })).toBe(1);

    const seen = await answer(husband, 'C1', 'none', deps.ids.next(), 'full');
    expect(seen.outcome).toBe('ok');
    expect(itemsOf(seen).find((item) => item.id === 'C1')?.answer).toBe('none');
  });

  test('that another member gave in between, too, is taken', async () => {
    const { accounts } = await begun({ members: 2 });
    const [husband, wife] = accounts as [string, string];
    await answer(wife, 'A1', 'na', deps.ids.next(), null);
    const same = await answer(husband, 'A1', 'na', deps.ids.next(), null);
    expect(same.outcome).toBe('ok');
    expect(itemsOf(same).find((item) => item.id === 'A1')?.answer).toBe('na');
  });

  test('to the same open question by two at once: the second is told of the first', async () => {
    const { accounts, householdId } = await begun({ members: 2 });
    const choices = ['full', 'part'];
    const taken = await Promise.all(
      accounts.map((accountId, index) => answer(accountId, 'C1', choices[index] as string, deps.ids.next(), null)),
    );
    expect(taken.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'ok']);
    const [row, ...more] = await db.prisma.answer.findMany({ where: { assessment: { householdId } } });
    expect(more).toEqual([]);
    expect(row?.value).toBe(choices[taken.findIndex(({ outcome }) => outcome === 'ok')]);
    for (const form of taken) expect(itemsOf(form).find((item) => item.id === 'C1')?.answer).toBe(row?.value);
  });

  test('cannot be rewritten afterwards', async () => {
    const { accounts, householdId } = await begun();
    await answer(accounts[0], 'C1', 'full');
    await expect(db.prisma.answer.updateMany({ where: { assessment: { householdId } }, data: { value: 'none' } })).rejects.toThrow(
      'append-only',
    );
    await expect(db.prisma.answer.deleteMany({ where: { assessment: { householdId } } })).rejects.toThrow('append-only');
  });
});

describe('points', () => {
  test('come with a reason each, what is missing and what would gain most', async () => {
    const { accounts, code } = await begun();
    const [accountId] = accounts;
    await answer(accountId, 'A1', 'na');
    await answer(accountId, 'C1', 'none');
    await answer(accountId, 'D1', 'part');
    const scored = promised('assessment.score', await scoreAssessment(deps, { accountId }));
    expect(scored).toMatchObject({
      outcome: 'scored',
      value: { code, complete: false, missing: 7, trial: true, enough: false, passMark: 80 },
    });
    if (scored.outcome !== 'scored') return;
    expect(say(scored.value.lines).slice(0, 2)).toEqual([
      'Trẻ em đến trường: không áp dụng, nên không tính. Khu phố sẽ xác nhận',
      'Kết quả học của trẻ: chưa trả lời (nhiều nhất 10 điểm)',
    ]);
    expect(say(scored.value.lines)).toContain('Dùng điều đã học: 6/10 điểm – Có, nhưng còn ít');
    expect(say(scored.value.rule)).toEqual([
      'Số mục không áp dụng với gia đình: 1. Các mục này không tính, gia đình không bị mất điểm.',
      'Các mục còn lại được 6/90 điểm, quy ra thang 100 điểm.',
    ]);
    expect(say(scored.value.gains)).toEqual([
      'Góc học tập: nếu là “Có cả hai” thì thêm 11,1 điểm, thành 17,8/100',
      'Dùng điều đã học: nếu là “Có, thấy rõ kết quả” thì thêm 4,4 điểm, thành 11,1/100',
    ]);
  });

  test('of two people over 60 reach the mark, and the page says what was left out', async () => {
    const { accounts } = await begun({ counts: { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 2 } });
    for (const item of ['B2', 'C1', 'C2', 'D1']) await answer(accounts[0], item, 'full');
    await answer(accounts[0], 'D2', 'part');
    const scored = await scoreAssessment(deps, { accountId: accounts[0] });
    expect(scored).toMatchObject({ value: { points: 92, enough: true, complete: true } });
    if (scored.outcome !== 'scored') return;
    expect(say(scored.value.lines)).toHaveLength(6);
    expect(say(scored.value.lines).at(-1)).toBe(
      'Không tính, vì nhà không có ai ở độ tuổi này: Trẻ em đến trường, Kết quả học của trẻ, Nền nếp của trẻ, Người lớn biết chữ, Công dân học tập',
    );
  });
});

describe('sending', () => {
  test('is refused while a question is open', async () => {
    const { accounts, householdId } = await begun();
    await answer(accounts[0], 'A1', 'full');
    const sent = promised('assessment.submit', await turn((within) => submitAssessment(within, { accountId: accounts[0] })));
    expect(sent).toEqual({ outcome: 'incomplete', value: { missing: 9 } });
    expect(await db.prisma.submission.count({ where: { assessment: { householdId } } })).toBe(0);
  });

  test('makes a numbered copy whose score can be worked out again', async () => {
    const { accounts, code, householdId } = await begun();
    await answerAll(accounts[0], 'part');
    const sent = promised('assessment.submit', await turn((within) => submitAssessment(within, { accountId: accounts[0] })));
    expect(sent).toMatchObject({ outcome: 'submitted', value: { code: `${code}-T2026-1`, number: 1, max: 100 } });
    const stored = await db.prisma.submission.findFirstOrThrow({
      where: { assessment: { householdId } },
      include: { rubricVersion: true },
    });
    const { area } = stored.score as unknown as Score;
    const replayed = score(shipped('gdht-324-mau'), stored.answers as Answers, stored.facts as Facts, area);
    expect(stored.score).toEqual(JSON.parse(JSON.stringify(replayed)));
    expect(stored.rubricVersion).toMatchObject({ rubricId: 'gdht-324-mau', version: 3 });
  });

  test('keeps the ids of the evidence that there was', async () => {
    const { accounts, householdId } = await begun();
    await answerAll(accounts[0]);
    const { id: assessmentId } = await db.prisma.assessment.findFirstOrThrow({ where: { householdId } });
    const story = { assessmentId, indicator: 'C1', kind: 'story' as const, text: 'x', sha256: 'x', at: deps.clock.now() };
    const [kept, removed] = [deps.ids.next(), deps.ids.next()];
    await db.prisma.evidence.create({ data: { id: kept, ...story } });
    await db.prisma.evidence.create({ data: { id: removed, ...story, text: null, removedAt: deps.clock.now() } });
    await turn((within) => submitAssessment(within, { accountId: accounts[0] }));
    const stored = await db.prisma.submission.findFirstOrThrow({ where: { assessmentId } });
    expect(stored.evidence).toEqual({ C1: [kept] });
  });

  test('twice, or by two at once, sends once', async () => {
    const { accounts, householdId } = await begun({ members: 2 });
    await answerAll(accounts[0]);
    const sent = await Promise.all(accounts.map((accountId) => turn((within) => submitAssessment(within, { accountId }))));
    expect(sent[0]).toEqual(sent[1]);
    expect(await db.prisma.submission.count({ where: { assessment: { householdId } } })).toBe(1);
  });

  test('closes the form; reopening lets it be changed and sent under the next number', async () => {
    const { accounts, code, householdId } = await begun();
    const [accountId] = accounts;
    await answerAll(accountId);
    await turn((within) => submitAssessment(within, { accountId }));
    expect((await answer(accountId, 'C1', 'none')).outcome).toBe('closed');
    expect((await loadForm(deps, { accountId })).outcome).toBe('closed');
    expect(await turn((within) => openAssessment(within, { accountId }))).toMatchObject({
      outcome: 'submitted',
      value: { code: `${code}-T2026-1` },
    });

    const reopened = { outcome: 'reopened', value: { code: `${code}-T2026-1` } };
    expect(promised('assessment.reopen', await turn((within) => reopenAssessment(within, { accountId })))).toEqual(reopened);
    expect(await turn((within) => reopenAssessment(within, { accountId }))).toEqual(reopened);
    await answer(accountId, 'C1', 'none');
    const again = await turn((within) => submitAssessment(within, { accountId }));
    expect(again).toMatchObject({ outcome: 'submitted', value: { code: `${code}-T2026-2`, number: 2, points: 90 } });
    const stored = await db.prisma.submission.findMany({ where: { assessment: { householdId } }, orderBy: { number: 'asc' } });
    expect(stored.map((one) => (one.score as unknown as Score).points)).toEqual([100, 90]);
    await expect(db.prisma.submission.updateMany({ where: { id: stored[0]?.id ?? '' }, data: { number: 7 } })).rejects.toThrow(
      'append-only',
    );
  });

  test('sends what was shown, or nothing', async () => {
    const { accounts, householdId } = await begun({ members: 2 });
    const [husband, wife] = accounts as [string, string];
    await answerAll(husband);
    const before = await look(husband);
    await answer(wife, 'C1', 'none', null, 'full');
    expect(await send(husband, before.shown)).toEqual({ outcome: 'changed', value: {} });
    expect(await db.prisma.submission.count({ where: { assessment: { householdId } } })).toBe(0);

    const after = await look(husband);
    expect([before.points, after.points]).toEqual([100, 90]);
    expect(await send(husband, after.shown)).toMatchObject({ outcome: 'submitted', value: { points: 90 } });
    expect(await send(husband, after.shown)).toMatchObject({ outcome: 'submitted', value: { number: 1, points: 90 } });
    expect((await send(wife, before.shown)).outcome).toBe('closed');
  });

  test('minds the counts of the household, and not a change that was taken back', async () => {
    const { accounts, householdId } = await begun();
    const [accountId] = accounts;
    await answerAll(accountId);
    const { shown } = await look(accountId);
    await db.prisma.household.update({ where: { id: householdId }, data: { adults: 3 } });
    expect((await send(accountId, shown)).outcome).toBe('changed');
    await db.prisma.household.update({ where: { id: householdId }, data: { adults: 2 } });
    await answer(accountId, 'C1', 'none');
    await answer(accountId, 'C1', 'full');
    expect((await send(accountId, shown)).outcome).toBe('submitted');
  });

  test('while another member changes an answer is one after the other', async () => {
    const { accounts, householdId } = await begun({ members: 2 });
    const [husband, wife] = accounts as [string, string];
    await answerAll(husband);
    const { shown } = await look(husband);
    const [sent, changed] = await Promise.all([send(husband, shown), answer(wife, 'C1', 'none', null, 'full')]);
    expect([
      ['submitted', 'closed'],
      ['changed', 'ok'],
    ]).toContainEqual([sent.outcome, changed.outcome]);
    const stored = await db.prisma.submission.findMany({ where: { assessment: { householdId } } });
    expect(stored.map((one) => (one.score as unknown as Score).points)).toEqual(sent.outcome === 'submitted' ? [100] : []);
  });

  test('nothing was sent: there is nothing to reopen', async () => {
    expect((await reopenAssessment(deps, { accountId: (await family(deps)).accounts[0] })).outcome).toBe('nothing');
    expect((await reopenAssessment(deps, { accountId: (await begun()).accounts[0] })).outcome).toBe('nothing');
    expect((await reopenAssessment(deps, { accountId: deps.ids.next() })).outcome).toBe('closed');
    expect((await submitAssessment(deps, { accountId: deps.ids.next() })).outcome).toBe('closed');
  });
});

describe('the household’s own counts', () => {
  const none = { head: null, residence: null, phone: null, preschool: null, lowerSecondary: null, upperSecondary: null };
  const correct = async (accountId: string, counts: { primary: number | null; adults: number | null; elders: number | null }) =>
    promised('household.update', await turn((within) => updateHousehold(within, { accountId, ...none, ...counts })));

  test('say what became of the form in the middle of it, and of the one that was sent', async () => {
    const { accounts, code } = await begun();
    const [accountId] = accounts;
    const noChild = { primary: 0, adults: null, elders: null };
    expect((await correct(accountId, noChild)).outcome, 'nothing is answered yet').toBe('updated');
    for (const item of ['B1', 'B2', 'B3', 'C1', 'C2', 'D1']) await answer(accountId, item, item === 'B3' ? 'half' : 'full');
    expect(await correct(accountId, { ...noChild, primary: 1 })).toEqual({
      outcome: 'formChanged',
      value: { total: 10, missing: 4, sent: null },
    });
    expect((await correct(accountId, { ...noChild, primary: 2 })).outcome, 'the same questions').toBe('updated');
    await answerAll(accountId);
    await turn((within) => submitAssessment(within, { accountId }));
    expect(await correct(accountId, { primary: null, adults: 0, elders: 2 })).toEqual({
      outcome: 'formChanged',
      value: { total: 8, missing: 0, sent: `${code}-T2026-1` },
    });
  });
});

describe('my result', () => {
  test('is nothing, then the draft, then what was sent', async () => {
    const { accounts, code } = await begun();
    const [accountId] = accounts;
    const result = async () => promised('assessment.result', await showResult(deps, { accountId }));
    expect((await result()).outcome).toBe('nothing');
    await answer(accountId, 'C1', 'full');
    expect(await result()).toMatchObject({ outcome: 'draft', value: { code, points: 10, missing: 9, earlier: null } });
    await answerAll(accountId);
    await turn((within) => submitAssessment(within, { accountId }));
    expect(await result()).toMatchObject({ outcome: 'submitted', value: { code: `${code}-T2026-1`, points: 100, enough: true } });
    await turn((within) => reopenAssessment(within, { accountId }));
    expect(await result()).toMatchObject({ outcome: 'draft', value: { missing: 0, earlier: `${code}-T2026-1` } });
  });

  test('stays what was sent, whatever the household’s counts become', async () => {
    const { accounts, householdId } = await begun();
    await answerAll(accounts[0], 'part');
    await turn((within) => submitAssessment(within, { accountId: accounts[0] }));
    const before = await showResult(deps, { accountId: accounts[0] });
    await db.prisma.household.update({ where: { id: householdId }, data: { primary: 0, elders: 3 } });
    expect(await showResult(deps, { accountId: accounts[0] })).toEqual(before);
  });
});

test('every step leaves a line in the audit, with ids and no personal data', async () => {
  const { accounts, householdId } = await begun();
  const [accountId] = accounts;
  await answerAll(accountId);
  await turn((within) => submitAssessment(within, { accountId }));
  await turn((within) => reopenAssessment(within, { accountId }));
  const { id } = await db.prisma.assessment.findFirstOrThrow({ where: { householdId } });
  const lines = await db.prisma.audit.findMany({ where: { subject: `assessment:${id}` }, orderBy: { seq: 'asc' } });
  expect(lines.map((line) => line.action)).toEqual([
    'assessment.open',
    ...ALL.map(() => 'assessment.answer'),
    'assessment.submit',
    'assessment.reopen',
  ]);
  expect(new Set(lines.map((line) => line.actor))).toEqual(new Set([`account:${accountId}`]));
  expect(JSON.stringify(lines, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('Nguyễn');
});
