/** The year's turn: what was answered last year is offered item by item, and nothing is taken without a word. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { ensureSeason } from '../../src/assessment/ensure-season.ts';
import { offered } from '../../src/assessment/last-year.ts';
import { loadForm } from '../../src/assessment/load-form.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { statusesOf } from '../../src/assessment/status-of.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { recognisedYears } from '../../src/outcome/recognised-years.ts';
import type { Rubric } from '../../src/rubric/definition.ts';
import { shipped } from '../rubric/rubrics.ts';
import type { TestDatabase } from '../support/db.ts';
import type { FixedClock } from '../support/deps.ts';
import { type Family, family, WARD } from './family.ts';
import { elders, example, ITEMS, nextExample, openSeasonWorld, type SeasonWorld } from './seasons.ts';

let world: SeasonWorld;
let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let folder: string;
let home: Family;
let accountId: string;
beforeEach(async () => {
  world = await openSeasonWorld();
  ({ db, deps, clock, folder } = world);
  await world.put('2027.yaml', example);
  await world.put('2028.yaml', nextExample);
  await ensureSeason(deps, { folder });
  clock.set('2027-11-01T08:00:00+07:00');
  home = await family(deps, { counts: elders });
  [accountId] = home.accounts;
});
afterEach(() => world.close());

const answer = (item: string, choice = 'full', seen: string | null = null) =>
  answerIndicator(deps, { accountId, item, choice, seen, inboxId: null });
const status = async () => (await statusesOf(deps, [accountId])).get(accountId);

async function items() {
  const form = await loadForm(deps, { accountId });
  if (form.outcome !== 'ok') throw new Error(form.outcome);
  return form.value.items;
}

async function sendIn2027(): Promise<void> {
  await openAssessment(deps, { accountId });
  for (const item of ITEMS) await answer(item);
  expect((await submitAssessment(deps, { accountId })).outcome).toBe('submitted');
  clock.set('2028-10-20T08:00:00+07:00');
}

it('each question says what it was answered last year, and one tap says that it is so still', async () => {
  await sendIn2027();
  expect(await openAssessment(deps, { accountId })).toMatchObject({ outcome: 'open', value: { answered: 0, lastYear: true } });
  const before = await items();
  expect(before.map(({ id, answer, before }) => [id, answer, before])).toEqual(
    ITEMS.map((id) => [id, null, { answer: 'full', evidence: false }]),
  );
  expect(before[0]?.ask).toMatchObject({ key: 'form.lastYear' });
  expect((await answer('B2')).outcome).toBe('ok');
  expect((await answer('C1', 'none')).outcome).toBe('ok');
  const [same, other, open] = await items();
  expect([same?.answer, same?.before, other?.answer, open?.answer]).toEqual(['full', undefined, 'none', null]);
});

it('of a form that is older it says of which year', async () => {
  await db.prisma.season.updateMany({ where: { year: 2028 }, data: { year: 2029 } });
  await sendIn2027();
  await openAssessment(deps, { accountId });
  expect((await items())[0]?.ask).toMatchObject({ key: 'form.earlierYear', params: { year: '2027' } });
});

it('nothing is copied: what nobody answers has no answer, and cannot be sent', async () => {
  await sendIn2027();
  await openAssessment(deps, { accountId });
  expect((await status())?.answered).toBe(0);
  expect(await submitAssessment(deps, { accountId })).toEqual({ outcome: 'incomplete', value: { missing: ITEMS.length } });
  const assessment = await db.prisma.assessment.findFirstOrThrow({ where: { householdId: home.householdId, season: { year: 2028 } } });
  expect(await db.prisma.answer.count({ where: { assessmentId: assessment.id } })).toBe(0);
});

it('whoever has sent nothing last year is offered nothing', async () => {
  await openAssessment(deps, { accountId });
  await answer('B2');
  clock.set('2028-10-20T08:00:00+07:00');
  expect(await openAssessment(deps, { accountId })).toMatchObject({ outcome: 'open', value: { lastYear: false, sentBefore: false } });
  expect((await items()).every(({ before }) => before === undefined)).toBe(true);
});

it('whoever sent last year is known also where nothing can be offered: who lives there is asked anew', async () => {
  await sendIn2027();
  const { id: rubricVersionId } = await db.prisma.rubricVersion.findFirstOrThrow({ where: { rubricId: 'gdht-448-2015' } });
  await db.prisma.rubricInForce.updateMany({ where: { season: { year: 2028 }, title: 'giaDinh' }, data: { rubricVersionId } });
  expect(await openAssessment(deps, { accountId })).toMatchObject({ outcome: 'open', value: { lastYear: false, sentBefore: true } });
});

it('only questions with the same words and choices are offered; other points do not matter', () => {
  const from = shipped('gdht-324-mau');
  const changed = (id: string, change: (one: Rubric['criteria'][number]['indicators'][number]) => object): Rubric => ({
    ...from,
    criteria: from.criteria.map((criterion) => ({
      ...criterion,
      indicators: criterion.indicators.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
    })),
  });
  const answers = { B2: 'full', C1: 'full' };
  const keys = (to: Rubric) => Object.keys(offered({ answers, from, to })).sort();
  expect(keys(from)).toEqual(['B2', 'C1']);
  expect(keys(changed('B2', ({ levels }) => ({ levels: levels.slice(1) })))).toEqual(['C1']);
  expect(keys(changed('B2', () => ({ wording: 'Câu khác' })))).toEqual(['C1']);
  expect(keys(changed('B2', ({ levels }) => ({ levels: levels.map((level) => ({ ...level, points: 0 })) })))).toEqual(['B2', 'C1']);
  expect(keys(changed('B2', () => ({ id: 'B9' })))).toEqual(['C1']);
});

it('years are counted from what decisions say, and a correction is not counted', async () => {
  const { organisationId: cityId, dates: its } = await db.prisma.season.findFirstOrThrow({ where: { year: 2027, trial: false } });
  const area = await db.prisma.area.findFirstOrThrow({ where: { unitCode: WARD } });
  async function decide(year: number, outcome: 'recognised' | 'notRecognised', state: 'issued' | 'planned' = 'issued'): Promise<void> {
    const about = { organisationId: cityId, year, trial: false };
    const found = await db.prisma.season.findFirst({ where: about });
    const dates = JSON.parse(
      JSON.stringify(its)
        .replaceAll('2028-', `${year + 1}-`)
        .replaceAll('2027-', `${year}-`),
    );
    const season = found ?? (await db.prisma.season.create({ data: { id: deps.ids.next(), ...about, name: `năm ${year}`, dates } }));
    const at = clock.now();
    const said = { number: '1', date: at, signer: 'A', signerTitle: 'B', unit: 'P', organisation: 'H' };
    const of = { unitCode: WARD, seasonId: season.id, title: 'giaDinh', kind: 'recognition' as const, state };
    const made = { confirmedBy: deps.ids.next(), confirmedAt: at, issuedAt: state === 'issued' ? at : null };
    const decision = await db.prisma.decision.create({ data: { id: deps.ids.next(), ...of, ...said, ...made } });
    const line = { position: 1, householdId: home.householdId, head: 'A', code: home.code, areaId: area.id, area: 'K', outcome, seen: '' };
    await db.prisma.decisionLine.create({ data: { id: deps.ids.next(), decisionId: decision.id, ...line, lookup: deps.ids.next() } });
    clock.advance(1000);
  }
  expect(await recognisedYears(deps, home.householdId)).toEqual({ years: [], inARow: 0 });
  for (const year of [2023, 2025, 2026, 2027]) await decide(year, 'recognised');
  await decide(2028, 'recognised', 'planned');
  expect(await recognisedYears(deps, home.householdId)).toEqual({ years: [2027, 2026, 2025, 2023], inARow: 3 });
  await openAssessment(deps, { accountId });
  expect((await status())?.inARow, 'of this season nothing is decided in its file').toBe(0);
  await db.prisma.assessment.updateMany({ data: { stage: 'recognised' } });
  expect((await status())?.inARow, 'as its menu says').toBe(3);
  await decide(2026, 'notRecognised');
  expect(await recognisedYears(deps, home.householdId)).toEqual({ years: [2027, 2025, 2023], inARow: 1 });
});
