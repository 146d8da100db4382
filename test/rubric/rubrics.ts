/** Rubrics for tests: the shipped ones by id, and small ones made up by fast-check. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type Answers, type Facts, factNames, type Indicator, type Rubric, rubric as schema } from '../../src/rubric/definition.ts';
import { parseRubric } from '../../src/rubric/parse.ts';
import type { Source } from '../../src/yaml/read-yaml.ts';

const folder = new URL('../../flows/rubrics/', import.meta.url);

export const rubricFiles = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

export const rubricText = (file: string) => readFileSync(new URL(file, folder), 'utf8');

export function shippedSource(id: string): Source<Rubric> {
  const parsed = parseRubric(rubricText(`${id}.yaml`), `${id}.yaml`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.source;
}

export const shipped = (id: string): Rubric => shippedSource(id).data;

export const shippedRubrics = rubricFiles.map((file) => shipped(file.replace('.yaml', '')));

export const indicatorsOf = (rubric: Rubric): Indicator[] => rubric.criteria.flatMap((criterion) => criterion.indicators);

export const nobody: Facts = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 0 };

export const facts: fc.Arbitrary<Facts> = fc.record(
  Object.fromEntries(factNames.map((name) => [name, fc.nat({ max: 5 })])) as { [K in keyof Facts]: fc.Arbitrary<number> },
);

/** Answers to some of the questions, "na" and nonsense among them. */
export function answersTo(rubric: Rubric): fc.Arbitrary<Answers> {
  const one = (indicator: Indicator) =>
    fc.option(fc.constantFrom(...indicator.levels.map((level) => level.id), 'na', 'nonsense'), { nil: undefined, freq: 6 });
  return fc
    .record(Object.fromEntries(indicatorsOf(rubric).map((indicator) => [indicator.id, one(indicator)])))
    .map((answers) => JSON.parse(JSON.stringify(answers)) as Answers);
}

const conditions = ['primary > 0', 'adults > 0', 'elders == 0', 'primary + adults > 2', undefined];

const levels = (points: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: points * 4 }), { minLength: 1, maxLength: 4 })
    .map((quarters) => [...quarters.map((quarter) => quarter / 4), points].map((value, index) => ({ id: `l${index}`, points: value })));

const indicator = fc
  .record({
    points: fc.integer({ min: 1, max: 20 }),
    appliesWhen: fc.constantFrom(...conditions),
    mayNotApply: fc.boolean(),
    answeredBy: fc.constantFrom('household' as const, 'household' as const, 'household' as const, 'khuPho' as const, 'ward' as const),
  })
  .chain((parts) => levels(parts.points).map((all) => ({ ...parts, levels: all })));

/** Any rubric that adds up: conditions, other people's indicators, floors and both rules included. */
export const anyRubric: fc.Arbitrary<Rubric> = fc
  .record({
    criteria: fc.array(
      fc.record({ appliesWhen: fc.constantFrom(...conditions), indicators: fc.array(indicator, { minLength: 1, maxLength: 4 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    rule: fc.constantFrom('rescale' as const, 'credit' as const),
    floor: fc.option(fc.integer({ min: 0, max: 5 })),
    mark: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ criteria, rule, floor, mark }) => {
    const sum = (values: { points: number }[]) => values.reduce((total, one) => total + one.points, 0);
    const built = criteria.map((criterion, c) => ({
      id: `C${c}`,
      name: 'criterion',
      status: 'sample',
      points: sum(criterion.indicators),
      ...(criterion.appliesWhen === undefined ? {} : { appliesWhen: criterion.appliesWhen }),
      indicators: criterion.indicators.map((one, i) => ({
        ...JSON.parse(JSON.stringify(one)),
        id: `I${c}-${i}`,
        wording: 'w',
        status: 'sample',
      })),
    }));
    const total = sum(built);
    const normal = (total * mark) / 100;
    return schema.parse({
      id: 'made-up',
      title: 'giaDinh',
      version: 1,
      name: 'made up',
      basis: { document: 'none', issued: null, period: null },
      status: 'sample',
      total,
      criteria: built,
      passMark: { normal, difficult: normal / 2, status: 'sample' },
      floor: floor === null ? null : { points: floor, status: 'sample' },
      notApplicable: { rule, status: 'sample' },
    });
  });
