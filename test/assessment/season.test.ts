/** Seasons and rubrics from files, and what a household may do before, in and after the window. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { ensureSeason, renewTrial } from '../../src/assessment/ensure-season.ts';
import { loadRubrics } from '../../src/assessment/load-rubrics.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { showResult } from '../../src/assessment/show-result.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import { CannotStart } from '../../src/cannot-start.ts';
import { migrate } from '../../src/db/migrate.ts';
import type { Deps } from '../../src/deps.ts';
import { rubricText } from '../rubric/rubrics.ts';
import { emptyDatabase, type TestDatabase } from '../support/db.ts';
import type { FixedClock } from '../support/deps.ts';
import { consent, family, WARD } from './family.ts';
import { example, nextExample, openSeasonWorld, type SeasonWorld } from './seasons.ts';

let world: SeasonWorld;
let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let folder: string;
beforeEach(async () => {
  world = await openSeasonWorld();
  ({ db, deps, clock, folder } = world);
});
afterEach(() => world.close());

const put = (name: string, text: string) => world.put(name, text);
const versions = () => db.prisma.rubricVersion.findMany({ where: { rubricId: 'gdht-324-mau' }, orderBy: { version: 'asc' } });

describe('rubric files', () => {
  test('are stored once, each line under its status', async () => {
    const before = await db.prisma.rubricVersion.findMany({ orderBy: { rubricId: 'asc' } });
    expect(before.map((one) => one.rubricId)).toEqual(['congdan-244-2022', 'gdht-324-mau', 'gdht-448-2015']);
    expect(await loadRubrics(deps)).toEqual({ stored: [], refused: [] });
    expect(await db.prisma.rubricVersion.count()).toBe(3);
  });

  test('with a mistake are refused with file, line and remedy; the one in force stays', async () => {
    const [before] = await versions();
    await put('mine.yaml', rubricText('gdht-324-mau.yaml').replace('version: 3', 'version: 4').replace('total: 100', 'total: 90'));
    const { stored, refused } = await loadRubrics(deps, { folder });
    expect(stored).toEqual([]);
    const line = rubricText('gdht-324-mau.yaml').split('\n').indexOf('total: 100') + 1;
    const remedy = 'correct the points, or the sum';
    expect(refused).toEqual([{ file: join(folder, 'mine.yaml'), line, problem: 'the criteria add up to 100, not 90', remedy }]);
    expect(await versions()).toEqual([before]);
    const [inForce] = await db.prisma.rubricInForce.findMany();
    expect(inForce?.rubricVersionId).toBe(before?.id);
  });

  test('with other content under the same version are refused', async () => {
    await put('mine.yaml', rubricText('gdht-324-mau.yaml').replace('name: Gia đình học tập (mẫu)', 'name: Khác'));
    const { refused } = await loadRubrics(deps, { folder });
    expect(refused).toEqual([
      {
        file: join(folder, 'mine.yaml'),
        line: rubricText('gdht-324-mau.yaml').split('\n').indexOf('version: 3') + 1,
        problem: 'version 3 of gdht-324-mau is in use with other content, and a version never changes',
        remedy: 'set version: 4, or take the change back',
      },
    ]);
  });

  test('may change their comments and the order of their keys', async () => {
    const text = rubricText('gdht-324-mau.yaml')
      .replace('version: 3\n', '')
      .replace('status: sample\ntotal', '# a thought\nversion: 3\nstatus: sample\ntotal');
    await put('mine.yaml', text);
    expect(await loadRubrics(deps, { folder })).toEqual({ stored: [], refused: [] });
  });

  test('a new version is stored and waits: the season keeps the one it has', async () => {
    await put('mine.yaml', rubricText('gdht-324-mau.yaml').replace('version: 3', 'version: 4'));
    expect((await loadRubrics(deps, { folder })).stored).toEqual(['gdht-324-mau v4']);
    await ensureSeason(deps);
    const [inForce] = await db.prisma.rubricInForce.findMany({ include: { rubricVersion: true } });
    expect(inForce?.rubricVersion.version).toBe(3);
  });

  test('a refused file does not keep the others out', async () => {
    await put('a.yaml', 'id: [');
    await put('b.yaml', rubricText('gdht-324-mau.yaml').replace('version: 3', 'version: 4'));
    const { stored, refused } = await loadRubrics(deps, { folder });
    expect(stored).toEqual(['gdht-324-mau v4']);
    expect(refused.length).toBeGreaterThan(0);
  });
});

describe('without a season file', () => {
  test('a trial season is open, with a rubric that nobody has adopted', async () => {
    expect(await ensureSeason(deps, { folder })).toEqual({ taken: [], trial: true, refused: [] });
    expect(await seasonOf(deps, WARD)).toMatchObject({ trial: true, name: 'mùa thử', year: 2026, phase: 'open' });
    const [inForce] = await db.prisma.rubricInForce.findMany({ include: { rubricVersion: true } });
    expect(inForce).toMatchObject({ title: 'giaDinh', adoptedBy: null, document: null, rubricVersion: { rubricId: 'gdht-324-mau' } });
  });

  test('it is the same one at every start, and the next one when it is over', async () => {
    const first = await seasonOf(deps, WARD);
    clock.advance(100 * 24 * 60 * 60 * 1000);
    await ensureSeason(deps, { folder });
    expect((await seasonOf(deps, WARD)).id).toBe(first.id);
    clock.set('2027-11-01T00:00:00+07:00');
    expect((await seasonOf(deps, WARD)).phase).toBe('after');
    await ensureSeason(deps, { folder });
    expect(await seasonOf(deps, WARD)).toMatchObject({ trial: true, year: 2027, phase: 'open' });
  });
});

describe('while the service runs', () => {
  test('the next trial begins on the day after the last one', async () => {
    expect(await renewTrial(deps)).toBe(0);
    clock.set('2027-11-01T00:00:00+07:00');
    expect(await renewTrial(deps)).toBe(1);
    expect(await renewTrial(deps)).toBe(0);
    const season = await seasonOf(deps, WARD);
    expect(season).toMatchObject({ trial: true, year: 2027, phase: 'open' });
    expect(await db.prisma.rubricInForce.count({ where: { seasonId: season.id } })).toBe(1);
  });

  test('a city with a season of its own gets no trial', async () => {
    await put('2027.yaml', example);
    await ensureSeason(deps, { folder });
    clock.set('2028-06-01T00:00:00+07:00');
    expect(await renewTrial(deps)).toBe(0);
  });
});

test('a first start with a broken rubric says where and what to do', async () => {
  const bare = await emptyDatabase();
  try {
    await migrate(bare.url, deps.log);
    const fresh = { ...deps, db: bare.prisma };
    const city = { id: deps.ids.next(), level: 'city' as const, name: 'Hội', contact: 'x', dataProtection: 'x' };
    await bare.prisma.organisation.create({ data: city });
    await put('gdht.yaml', rubricText('gdht-324-mau.yaml').replace('total: 100', 'total: 90'));
    const { refused } = await loadRubrics(fresh, { folder });
    await rm(join(folder, 'gdht.yaml'));
    const started = ensureSeason(fresh, { folder, refusedRubrics: refused });
    await expect(started).rejects.toThrow(CannotStart);
    await expect(started).rejects.toThrow(/gdht\.yaml:\d+: the criteria add up to 100, not 90 \(correct the points, or the sum\)/);
  } finally {
    await bare.drop();
  }
});

const hoi = () => ({ id: deps.ids.next(), level: 'ward' as const, unitCode: WARD, name: 'Hội', contact: 'x', dataProtection: 'x' });
const wardFile = (closes: string) => example.replace('organisation: city', `organisation: "${WARD}"`).replace('closes: 2027-11-15', closes);

describe('with a season file', () => {
  test('the trial is over for everybody, and the date is told in March', async () => {
    await put('2027.yaml', example);
    clock.set('2027-03-05T10:00:00+07:00');
    expect(await ensureSeason(deps, { folder })).toEqual({ taken: ['năm 2027'], trial: false, refused: [] });
    const { accounts } = await family(deps);
    expect(await openAssessment(deps, { accountId: accounts[0] })).toMatchObject({
      outcome: 'notYet',
      value: {
        season: {
          trial: false,
          name: { text: 'năm 2027' },
          phase: 'before',
          opens: { date: '2027-10-15' },
          closes: { date: '2027-11-15' },
        },
      },
    });
  });

  test('the last second counts, the next one does not', async () => {
    await put('2027.yaml', example);
    await ensureSeason(deps, { folder });
    clock.set('2027-11-15T23:59:59.999+07:00');
    const [early, late] = [await family(deps), await family(deps)];
    const answer = (accountId: string) => answerIndicator(deps, { accountId, item: 'C1', choice: 'full', inboxId: null });
    expect((await openAssessment(deps, { accountId: early.accounts[0] })).outcome).toBe('open');
    expect((await answer(early.accounts[0])).outcome).toBe('ok');
    clock.advance(1);
    expect((await answer(early.accounts[0])).outcome).toBe('closed');
    expect((await openAssessment(deps, { accountId: late.accounts[0] })).outcome).toBe('closed');
    expect((await submitAssessment(deps, { accountId: early.accounts[0] })).outcome).toBe('closed');
    expect((await showResult(deps, { accountId: early.accounts[0] })).outcome).toBe('draft');
  });

  test('what was reopened and not sent again by the deadline counts as it was sent', async () => {
    await put('2027.yaml', example);
    await ensureSeason(deps, { folder });
    clock.set('2027-11-01T08:00:00+07:00');
    const elders = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 2 };
    const { accounts, code } = await family(deps, { counts: elders });
    const [accountId] = accounts;
    await openAssessment(deps, { accountId });
    for (const item of ['B2', 'C1', 'C2', 'D1', 'D2']) await answerIndicator(deps, { accountId, item, choice: 'full', inboxId: null });
    expect(await submitAssessment(deps, { accountId })).toMatchObject({ outcome: 'submitted', value: { code: `${code}-2027-1` } });
    await reopenAssessment(deps, { accountId });
    await answerIndicator(deps, { accountId, item: 'C1', choice: 'none', inboxId: null });
    clock.set('2027-11-16T00:00:00+07:00');
    expect(await openAssessment(deps, { accountId })).toMatchObject({ outcome: 'submitted', value: { code: `${code}-2027-1` } });
    expect(await showResult(deps, { accountId })).toMatchObject({ outcome: 'submitted', value: { points: 100 } });
    expect((await reopenAssessment(deps, { accountId })).outcome).toBe('closed');
  });

  test('its dates may be moved, which is written down', async () => {
    await put('2027.yaml', example);
    await ensureSeason(deps, { folder });
    const { id } = await seasonOf(deps, WARD);
    await put('2027.yaml', example.replace('closes: 2027-11-15', 'closes: 2027-11-20'));
    await ensureSeason(deps, { folder });
    expect((await seasonOf(deps, WARD)).dates.selfAssessment.closes).toBe('2027-11-20');
    const lines = await db.prisma.audit.findMany({ where: { subject: `season:${id}` }, orderBy: { seq: 'asc' } });
    expect(lines.map((line) => line.action)).toEqual(['season.create', 'rubric.putInForce', 'season.change']);
  });

  test('another rubric may be named; an unknown one is refused', async () => {
    const named = (rubric: string) => example.replace(/# rubrics:[\s\S]*$/, `rubrics:\n  giaDinh: ${rubric}\n`);
    await put('2027.yaml', named('gdht-999'));
    expect((await ensureSeason(deps, { folder })).refused).toMatchObject([{ problem: 'there is no rubric gdht-999 for giaDinh' }]);
    expect((await seasonOf(deps, WARD)).trial).toBe(true);
    await put('2027.yaml', named('gdht-448-2015'));
    await ensureSeason(deps, { folder });
    clock.set('2027-11-01T08:00:00+07:00');
    const { accounts } = await family(deps);
    // Ten indicators, of which the khu phố answers one.
    expect(await openAssessment(deps, { accountId: accounts[0] })).toMatchObject({ outcome: 'open', value: { total: 9 } });
  });

  test('a ward with a Hội of its own may keep its own dates; others keep the city’s', async () => {
    await put('2027.yaml', example);
    await put(
      'ward.yaml',
      example.replace('organisation: city', `organisation: "${WARD}"`).replace('closes: 2027-11-15', 'closes: 2027-11-10'),
    );
    expect((await ensureSeason(deps, { folder })).refused).toMatchObject([{ problem: `the ward ${WARD} has no Hội of its own here` }]);
    const ward = { id: deps.ids.next(), level: 'ward' as const, unitCode: WARD, name: 'Hội', contact: 'x', dataProtection: 'x' };
    await db.prisma.organisation.create({ data: ward });
    expect((await seasonOf(deps, WARD)).organisationId).not.toBe(ward.id);
    await ensureSeason(deps, { folder });
    expect((await seasonOf(deps, WARD)).dates.selfAssessment.closes).toBe('2027-11-10');
    expect((await seasonOf(deps, '25846')).dates.selfAssessment.closes).toBe('2027-11-15');
  });

  test('a ward’s file that goes beyond the limits of the city is refused, with what the city allows', async () => {
    await put('z-city.yaml', `${example}limits:\n  selfAssessment.closes: { daysBefore: 3, daysAfter: 0 }\n`);
    await db.prisma.organisation.create({ data: hoi() });
    await put('a-ward.yaml', wardFile('closes: 2027-11-10'));
    const place = {
      file: join(folder, 'a-ward.yaml'),
      line: example.split('\n').indexOf('  selfAssessment: { opens: 2027-10-15, closes: 2027-11-15 }') + 1,
    };
    const remedy = 'choose a day that the city allows';
    const problem = 'selfAssessment.closes (2027-11-10) is too far: the city allows 2027-11-12 to 2027-11-15';
    expect((await ensureSeason(deps, { folder })).refused).toEqual([{ ...place, problem, remedy }]);
    expect((await seasonOf(deps, WARD)).dates.selfAssessment.closes).toBe('2027-11-15');
    await put('a-ward.yaml', wardFile('closes: 2027-11-12'));
    expect((await ensureSeason(deps, { folder })).refused).toEqual([]);
    expect((await seasonOf(deps, WARD)).dates.selfAssessment.closes).toBe('2027-11-12');
    await put('a-ward.yaml', wardFile('closes: 2027-11-12').replace('report: 2027-12-15', 'report: 2027-12-14'));
    expect((await ensureSeason(deps, { folder })).refused).toMatchObject([
      { problem: 'report (2027-12-14) is too far: the city has 2027-12-15 for all' },
    ]);
  });

  test('a ward’s own season stands in for the city’s of that year only', async () => {
    await put('2027.yaml', example);
    await put('2028.yaml', nextExample);
    await ensureSeason(deps, { folder });
    const ward = { id: deps.ids.next(), level: 'ward' as const, unitCode: WARD, name: 'Hội', contact: 'x', dataProtection: 'x' };
    await db.prisma.organisation.create({ data: ward });
    await put(
      'ward.yaml',
      example.replace('organisation: city', `organisation: "${WARD}"`).replace('closes: 2027-11-15', 'closes: 2027-11-10'),
    );
    expect((await ensureSeason(deps, { folder })).refused).toEqual([]);
    clock.set('2027-11-12T08:00:00+07:00');
    // The ward has closed; that the city has not changes nothing for it.
    expect(await seasonOf(deps, WARD)).toMatchObject({ year: 2027, phase: 'after' });
    expect(await seasonOf(deps, '25846')).toMatchObject({ year: 2027, phase: 'open' });
    // It has its meetings and its list yet; the next year, which is the city's, begins with its first day.
    clock.set('2028-01-14T08:00:00+07:00');
    expect(await seasonOf(deps, WARD)).toMatchObject({ year: 2027, phase: 'after' });
    clock.set('2028-01-15T08:00:00+07:00');
    expect(await seasonOf(deps, WARD)).toMatchObject({ year: 2028, phase: 'before' });
  });

  test('sent in two seasons of a year: the numbers go on', async () => {
    await put('2027.yaml', example);
    await ensureSeason(deps, { folder });
    clock.set('2027-11-01T08:00:00+07:00');
    const elders = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 2 };
    const { accounts, code } = await family(deps, { counts: elders });
    const [accountId] = accounts;
    const send = async () => {
      await openAssessment(deps, { accountId });
      for (const item of ['B2', 'C1', 'C2', 'D1', 'D2']) await answerIndicator(deps, { accountId, item, choice: 'full', inboxId: null });
      return submitAssessment(deps, { accountId });
    };
    expect(await send()).toMatchObject({ value: { code: `${code}-2027-1`, number: 1 } });
    const ward = { id: deps.ids.next(), level: 'ward' as const, unitCode: WARD, name: 'Hội', contact: 'x', dataProtection: 'x' };
    await db.prisma.organisation.create({ data: ward });
    await put('ward.yaml', example.replace('organisation: city', `organisation: "${WARD}"`));
    await ensureSeason(deps, { folder });
    clock.advance(1000);
    await consent(deps, accountId, 'given');
    expect(await send()).toMatchObject({ value: { code: `${code}-2027-2`, number: 1 } });
  });

  test('of last year: what was sent then can still be seen', async () => {
    const { accounts, code } = await family(deps, {
      counts: { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 1 },
    });
    const [accountId] = accounts;
    await openAssessment(deps, { accountId });
    for (const item of ['B2', 'C1', 'C2', 'D1', 'D2']) await answerIndicator(deps, { accountId, item, choice: 'part', inboxId: null });
    await submitAssessment(deps, { accountId });
    await put('2027.yaml', example);
    await ensureSeason(deps, { folder });
    expect(await showResult(deps, { accountId })).toMatchObject({
      outcome: 'submitted',
      value: { code: `${code}-T2026-1`, points: 60, season: { trial: true } },
    });
  });
});

test('an adopted rubric is no trial any more', async () => {
  const { accounts } = await family(deps);
  const opened = () => openAssessment(deps, { accountId: accounts[0] });
  expect(await opened()).toMatchObject({ value: { trial: true } });
  await db.prisma.rubricInForce.updateMany({ data: { adoptedBy: deps.ids.next(), document: '12/QĐ-HKH', adoptedAt: clock.now() } });
  expect(await opened()).toMatchObject({ value: { trial: false } });
});
