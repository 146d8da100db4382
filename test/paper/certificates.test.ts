/** Giấy công nhận: only of the ward's own form, only of what a decision says and still holds, a page for each household. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { correctDecision } from '../../src/decision/correct-decision.ts';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import { makeAside } from '../../src/paper/aside.ts';
import { checkTemplate } from '../../src/paper/check-template.ts';
import { paperForDecision } from '../../src/paper/paper-for-decision.ts';
import { certificateSample } from '../../src/paper/templates.ts';
import { keepTemplate } from '../../src/paper/templates-of-ward.ts';
import { confirmed, type DecisionWorld, linesOf, openDecisionWorld, put, signed } from '../decision/world.ts';
import { transaction } from '../review/world.ts';
import { telling } from '../support/officers.ts';
import { partsOf, wordFile, wordsOf } from './word.ts';

const PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';
const body = ['{#ho}', '{don_vi} công nhận gia đình {chu_ho}, năm {nam}, theo Quyết định {so}. Mã: {ma_tra_cuu}', PAGE, '{/ho}'];

let world: DecisionWorld;
beforeAll(async () => {
  world = await openDecisionWorld();
});
afterAll(() => world.database.drop());

const ready = (decisionId: string) =>
  transaction(world.deps, (deps) => paperForDecision(deps, { scope: world.ward, decisionId, paper: 'certificate' }));
async function issue(): Promise<void> {
  world.clock.advance(10 * 60_000);
  await issueDueDecisions({ ...world.deps, db: world.database.prisma });
}

it('needs a page break around each household', async () => {
  expect(checkTemplate('certificate', await certificateSample()), 'what a ward begins from').toEqual([]);
  expect(checkTemplate('certificate', wordFile({ body }))).toEqual([]);
  expect(checkTemplate('certificate', wordFile({ body: body.filter((one) => one !== PAGE) }))).toEqual([{ problem: 'pageBreak' }]);
});

it('has a page for each household that the decision names, once it is issued and the ward has a form for it', async () => {
  for (const head of ['Vũ Văn An', 'Lê Thị Bình', 'Phạm Nhầm Tên']) await put(world, head);
  const decisionId = await confirmed(world);
  expect(await ready(decisionId), 'not issued').toEqual({ outcome: 'notFound' });
  await issue();
  expect(await ready(decisionId)).toEqual({ outcome: 'noTemplate' });
  const { unitCode } = world.house.home;
  const kept = { scope: world.ward, unitCode, kind: 'certificate' as const, file: wordFile({ body }) };
  await transaction(world.deps, (deps) => keepTemplate(deps, kept));
  const lines = await linesOf(world, decisionId);
  const wrong = lines.find(({ head }) => head === 'Phạm Nhầm Tên')?.id ?? '';
  const correction = {
    scope: world.ward,
    decisionId,
    lineIds: [wrong],
    reason: 'Nhầm tên',
    typed: 'điều chỉnh 1 hộ',
    tell: telling.officer,
  };
  const done = await transaction(world.deps, (deps) =>
    correctDecision(deps, { ...correction, signed: { ...signed, number: '130/QĐ-UBND', date: '2026-10-25' } }),
  );
  if (done.outcome !== 'confirmed') throw new Error(JSON.stringify(done));
  await issue();
  const made = await ready(decisionId);
  if (made.outcome !== 'ready') throw new Error(made.outcome);
  const { fileName, bytes } = await makeAside(made.job);
  expect(fileName).toMatch(/^giay-cong-nhan-.+\.docx$/);
  const words = await wordsOf(bytes);
  for (const head of ['Vũ Văn An', 'Lê Thị Bình']) expect(words).toContain(`công nhận gia đình ${head}, năm`);
  expect(words).not.toContain('Phạm Nhầm Tên');
  const pages = partsOf(bytes)['word/document.xml']?.match(/w:type="page"/g) ?? [];
  expect(pages.length).toBeGreaterThanOrEqual(1);
  expect(await ready(done.decisionId), 'who is taken off gets none').toEqual({ outcome: 'nobody' });
  await world.deps.db.rubricInForce.updateMany({ data: { adoptedAt: null } });
  expect(await ready(decisionId), 'it was confirmed on an adopted one').toMatchObject({ outcome: 'ready' });
});

it('is not there of a decision that stands on no adopted rubric', async () => {
  const stored = await world.deps.db.decision.findFirstOrThrow({ where: { kind: 'recognition' }, include: { lines: true } });
  const { lines, ...decision } = stored;
  const id = world.deps.ids.next();
  await world.deps.db.decision.create({ data: { ...decision, id, basis: null } });
  const [line] = lines;
  if (!line) throw new Error('no line');
  await world.deps.db.decisionLine.create({ data: { ...line, id: world.deps.ids.next(), decisionId: id, lookup: 'khac' } });
  expect(await ready(id)).toEqual({ outcome: 'trial' });
});
