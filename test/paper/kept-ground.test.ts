/** What the papers of a decision say of its ground stays as it was when it was confirmed, whatever changes afterwards. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { correctDecision } from '../../src/decision/correct-decision.ts';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import { makeAside } from '../../src/paper/aside.ts';
import { type DecisionPaper, paperForDecision } from '../../src/paper/paper-for-decision.ts';
import { keepTemplate } from '../../src/paper/templates-of-ward.ts';
import { confirmed, type DecisionWorld, linesOf, openDecisionWorld, put, signed } from '../decision/world.ts';
import { transaction } from '../review/world.ts';
import { telling } from '../support/officers.ts';
import { wordFile, wordsOf } from './word.ts';

let world: DecisionWorld;
beforeAll(async () => {
  world = await openDecisionWorld();
});
afterAll(() => world.database.drop());

const LINES = ['{don_vi} {so_de_nghi} {nam}', 'Hội: {hoi}', 'Tổng: {tong_ho}', 'Căn cứ: {can_cu}', 'Ký: {nguoi_ky}', '{#ho}{chu_ho}{/ho}'];
const CORRECTION = ['{don_vi} {nam} {so_goc} {ly_do} {so_ho}', 'Căn cứ: {can_cu}', '{#ho}{chu_ho} {dieu_chinh}{/ho}'];

const form = (kind: 'decision' | 'correction', body: readonly string[]) =>
  transaction(world.deps, (deps) =>
    keepTemplate(deps, { scope: world.ward, unitCode: world.house.home.unitCode, kind, file: wordFile({ body }) }),
  );

async function wordsFor(decisionId: string, paper: DecisionPaper): Promise<string> {
  const made = await transaction(world.deps, (deps) => paperForDecision(deps, { scope: world.ward, decisionId, paper }));
  if (made.outcome !== 'ready') throw new Error(made.outcome);
  return wordsOf((await makeAside(made.job)).bytes);
}

async function issue(): Promise<void> {
  world.clock.advance(10 * 60_000);
  await issueDueDecisions({ ...world.deps, db: world.database.prisma });
}

/** Everything that a paper could take from somewhere else. */
async function allChanges(): Promise<void> {
  const { db } = world.deps;
  const { unitCode } = world.house.home;
  await db.area.updateMany({ where: { unitCode, kind: { not: 'unplaced' } }, data: { householdsPermanent: 999, householdsTemporary: 0 } });
  await db.organisation.updateMany({ data: { name: 'Hội Khuyến học Tên Mới' } });
  await db.rubricInForce.updateMany({ data: { document: 'Quyết định số 999/QĐ-KHVN', adoptedAt: world.clock.now() } });
  await form('decision', ['MẪU MỚI', ...LINES]);
  await form('correction', ['MẪU MỚI', ...CORRECTION]);
}

it('a paper made a month later says the same, word for word; a correction keeps its own ground', async () => {
  const { db } = world.deps;
  const { unitCode } = world.house.home;
  await db.area.updateMany({ where: { unitCode, kind: { not: 'unplaced' } }, data: { householdsPermanent: 400, householdsTemporary: 35 } });
  const places = await db.area.count({ where: { unitCode, kind: { not: 'unplaced' } } });
  await form('decision', LINES);
  for (const head of ['Vũ Văn An', 'Lê Thị Bình']) await put(world, head);
  const decisionId = await confirmed(world);
  await issue();
  const before = await wordsFor(decisionId, 'decision');
  expect(before).toContain('Căn cứ: Quyết định số 324/QĐ-KHVN');
  expect(before, 'who signed it and about what is written in by hand').toMatch(/Căn cứ: Quyết định số 324\/QĐ-KHVN.* của …+ về …+/);
  expect(before).toContain(`Tổng: ${places * 435}`);
  expect(before).toContain(`Ký: ${signed.signer}`);

  await allChanges();
  world.clock.advance(30 * 24 * 3_600_000);
  expect(await wordsFor(decisionId, 'decision')).toBe(before);

  const [line] = await linesOf(world, decisionId);
  const correction = {
    ...{ scope: world.ward, decisionId, lineIds: [line?.id ?? ''], reason: 'Nhầm tên', typed: 'điều chỉnh 1 hộ' },
    ...{ signed: { ...signed, number: '130/QĐ-UBND' }, tell: telling.officer },
  };
  const done = await transaction(world.deps, (deps) => correctDecision(deps, correction));
  if (done.outcome !== 'confirmed') throw new Error(JSON.stringify(done));
  await issue();
  const corrected = await wordsFor(done.decisionId, 'correction');
  expect(corrected, 'by the form of its day').toContain('MẪU MỚI');
  expect(corrected, 'its households were judged by what was in force then').toContain('Căn cứ: Quyết định số 324/QĐ-KHVN');
  expect(await wordsFor(decisionId, 'decision'), 'and the first stays as it was').toBe(before);
  await form('correction', ['MẪU NỮA', ...CORRECTION]);
  expect(await wordsFor(done.decisionId, 'correction')).toBe(corrected);
});
