/** The official table, as a file: out, corrected, and in again. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rubricTemplate } from '../../src/adoption/rubric-template.ts';
import { storedRubrics } from '../../src/adoption/stored-rubrics.ts';
import { shapeOf } from '../../src/adoption/table-shape.ts';
import { takeRubricTable } from '../../src/adoption/take-rubric-table.ts';
import type { Deps } from '../../src/deps.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { unverifiedLines } from '../../src/rubric/provenance.ts';
import { type TableProblem, tableOf } from '../../src/rubric/table/table.ts';
import { readTable } from '../../src/table/read-table.ts';
import { writeTable } from '../../src/table/write-table.ts';
import { worldOf } from '../assessment/family.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { changed, handIn, locale, officer, sample, within } from './rubric-work.ts';

let db: TestDatabase;
let deps: Deps;
let city: Scope;
beforeAll(async () => {
  db = await freshDatabase();
  deps = worldOf(db.prisma, undefined, 'c').deps;
  city = await officer(deps, { city: true });
});
afterAll(() => db.drop());

async function sheetsOf(file: Uint8Array) {
  const read = await readTable(file);
  if ('problem' in read) throw new Error(read.problem);
  return read.ok;
}

describe('the file', () => {
  test('made from the sample comes back as its first own version, every line as sure as it was', async () => {
    const [base] = (await storedRubrics(deps)).filter(({ rubric }) => rubric.id === 'gdht-324-mau');
    if (!base) throw new Error('no sample');
    const made = await rubricTemplate(deps, { versionId: base.versionId, locale });
    if (made.outcome !== 'made') throw new Error(made.outcome);
    expect(made.name).toBe('bang-diem-gdht-324-hoi.xlsx');
    const sheets = await sheetsOf(made.file);
    const taken = await within(deps, (inside) => takeRubricTable(inside, { scope: city, sheets, locale }));
    expect(taken).toMatchObject({ outcome: 'stored', rubric: { id: 'gdht-324-hoi', version: 1 } });
    if (taken.outcome !== 'stored') return;
    expect(taken.rubric).toEqual({ ...(await sample(deps)), version: 1 });
    expect(unverifiedLines(taken.rubric)).toEqual(unverifiedLines(base.rubric));
    const again = await within(deps, (inside) => takeRubricTable(inside, { scope: city, sheets, locale }));
    expect(again).toMatchObject({ outcome: 'same', versionId: taken.versionId });
    expect(await db.prisma.audit.count({ where: { action: 'rubric.import' } })).toBe(1);
  });

  test('holds no formula, whatever is written in it, and gives the words back', async () => {
    const nasty = changed(await sample(deps), (one) => (one.id === 'A1' ? { ...one, wording: '=HYPERLINK("http://a")' } : one));
    const file = await writeTable(tableOf({ ...nasty, name: '+cmd|x' }).map(shapeOf));
    const parts = Object.entries(unzipSync(file)).filter(([name]) => name.startsWith('xl/worksheets/'));
    const xml = parts.map(([, bytes]) => new TextDecoder().decode(bytes)).join('');
    expect(xml).not.toMatch(/<f[ >]/);
    const sheets = await sheetsOf(file);
    const taken = await within(deps, (inside) => takeRubricTable(inside, { scope: city, sheets, locale }));
    expect(taken).toMatchObject({ outcome: 'stored', rubric: { name: '+cmd|x' } });
    expect(taken.outcome === 'stored' && taken.rubric.criteria[0]?.indicators[0]?.wording).toBe('=HYPERLINK("http://a")');
  });
});

describe('a table that is handed in', () => {
  test('is refused whole, with every mistake', async () => {
    const before = await db.prisma.rubricVersion.count();
    const wrong = changed(await sample(deps), (one) =>
      one.id === 'C1' ? { ...one, points: 11 } : one.id === 'D1' ? { ...one, wording: '' } : one,
    );
    const taken = await handIn(deps, city, { ...wrong, id: 'gdht-324-mau' });
    const codes = taken.outcome === 'mistakes' ? taken.problems.map(({ code }) => code) : [];
    expect(codes.sort()).toEqual(['bestLevel', 'criterionSum', 'idOfShipped', 'missing']);
    expect(await db.prisma.rubricVersion.count()).toBe(before);
  });

  test('is for the city to hand in', async () => {
    const ward = await officer(deps, { wards: ['25813'] });
    expect(await handIn(deps, ward, await sample(deps))).toEqual({ outcome: 'notFound' });
  });

  test('that asks something else gives it other ids, and leaves the others', async () => {
    const other = changed(await sample(deps), (one) =>
      one.id === 'C2' ? { ...one, words: { ...one.words, ask: { vi: 'Nhà mình học bằng gì?' } } } : one,
    );
    const taken = await handIn(deps, city, other);
    if (taken.outcome !== 'stored') throw new Error(JSON.stringify(taken));
    const levels = (id: string) =>
      taken.rubric.criteria
        .flatMap(({ indicators }) => indicators)
        .find((one) => one.id === id)
        ?.levels.map((level) => level.id);
    expect(levels('C1')).toEqual(['full', 'part', 'none']);
    expect(levels('C2')).toEqual(['full-2', 'part-2', 'none-2']);
  });

  test('twice at once becomes two versions', async () => {
    const one = changed(await sample(deps), (indicator) => (indicator.id === 'D1' ? { ...indicator, wording: 'một' } : indicator));
    const two = changed(await sample(deps), (indicator) => (indicator.id === 'D1' ? { ...indicator, wording: 'hai' } : indicator));
    const taken = await Promise.all([handIn(deps, city, one), handIn(deps, city, two)]);
    expect(taken.map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
    expect(new Set(taken.map((each) => each.outcome === 'stored' && each.rubric.version)).size).toBe(2);
  });

  test('has words for every mistake that can be found', () => {
    const codes: Record<TableProblem['code'], true> = {
      ...{ noSheet: true, noColumn: true, noRow: true, tooManyRows: true, missing: true, notANumber: true, notPositive: true },
      ...{ notOneOf: true, badId: true, badLevelId: true, badRubricId: true, idOfShipped: true, badDate: true, badBase: true },
      ...{ unknownBase: true, tooLong: true, onlyEnglish: true, notInCriterion: true, notInIndicator: true, noIndicators: true },
      ...{ fewLevels: true, noCriteria: true, totalSum: true, criterionSum: true, bestLevel: true, twice: true, reservedLevel: true },
      ...{ noCondition: true, strangers: true, conditionFails: true, notYesOrNo: true, marks: true, floor: true, noSource: true },
      ...{ nobodyAsked: true, noStory: true },
    };
    expect(Object.keys(codes).filter((code) => !locale.has(`console:rubric.mistake.${code}`))).toEqual([]);
  });
});
