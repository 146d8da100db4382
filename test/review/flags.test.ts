/** What is worth a look before a file is confirmed. */
import { describe, expect, it } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';
import { flagsOf, type Looked } from '../../src/review/flags.ts';
import { flagSentences } from '../../src/review/next-file.ts';
import { bestAnswer, counts, items, rubric } from './world.ts';

const wanting = items.filter(({ evidence }) => evidence).map(({ id }) => id);
const answers = Object.fromEntries(items.map(({ id }) => [id, bestAnswer(id)]));
const stories = wanting.map((indicator) => ({ indicator, sha256: `story-${indicator}`, kind: 'story' as const }));

const clear: Looked = {
  rubric,
  facts: counts,
  answers,
  evidence: stories,
  elsewhere: new Set(),
  points: rubric.total,
  lastYear: null,
  assisted: false,
  objects: false,
  answersBack: false,
};

describe('nothing is worth a look', () => {
  it('where a story stands beside everything that wants one', () => {
    expect(flagsOf(clear)).toEqual([]);
  });

  it('where the household says that it has nothing', () => {
    const [first] = wanting;
    const least = items.find(({ id }) => id === first)?.levels.reduce((one, other) => (other.points < one.points ? other : one));
    expect(least?.points).toBe(0);
    const evidence = stories.filter(({ indicator }) => indicator !== first);
    expect(flagsOf({ ...clear, evidence, answers: { ...answers, [first as string]: least?.id as string } })).toEqual([]);
  });

  it('where points are much as they were', () => {
    expect(flagsOf({ ...clear, lastYear: rubric.total * 0.76 })).toEqual([]);
  });
});

describe('worth a look is', () => {
  it('points with nothing to show for them', () => {
    expect(flagsOf({ ...clear, evidence: [] })).toEqual(wanting.map((indicator) => ({ kind: 'noEvidence', indicator })));
  });

  it('what does not apply, which the khu phố confirms', () => {
    const may = items.find(({ mayNotApply }) => mayNotApply)?.id as string;
    expect(flagsOf({ ...clear, answers: { ...answers, [may]: 'na' } })).toEqual([{ kind: 'notApplicable', indicator: may }]);
  });

  it('the same file at another household or another item, but not the same words', () => {
    const [one, other] = wanting as [string, string];
    const photo = (indicator: string) => ({ indicator, sha256: 'same', kind: 'photo' as const });
    expect(flagsOf({ ...clear, evidence: [...stories, photo(one)], elsewhere: new Set(['same']) })).toEqual([
      { kind: 'sameFile', indicator: one },
    ]);
    expect(flagsOf({ ...clear, evidence: [...stories, photo(one), photo(other)] }).map(({ kind }) => kind)).toEqual([
      'sameFile',
      'sameFile',
    ]);
    const told = stories.map((piece) => ({ ...piece, sha256: 'same' }));
    expect(flagsOf({ ...clear, evidence: told, elsewhere: new Set(['same']) })).toEqual([]);
  });

  it('points far from last year’s, in either direction', () => {
    expect(flagsOf({ ...clear, lastYear: rubric.total * 0.75 })).toMatchObject([{ kind: 'farFromLastYear' }]);
    expect(flagsOf({ ...clear, points: 40, lastYear: 70 })).toMatchObject([{ kind: 'farFromLastYear', points: 40, before: 70 }]);
  });

  it('what others entered, disagreed with or answered', () => {
    const file = { ...clear, assisted: true, objects: true, answersBack: true };
    expect(flagsOf(file).map(({ kind }) => kind)).toEqual(['assisted', 'objects', 'answersBack']);
  });
});

describe('warnings in chat', () => {
  const words = (looked: Looked) =>
    flagSentences(flagsOf(looked), (indicator) => ({ text: indicator })).map((one) => createLocale().speak(one, 'vi'));

  it('are one line a kind, however many questions it is about', () => {
    const [first = '', second = '', third = ''] = wanting;
    expect(words({ ...clear, evidence: [], assisted: true })).toEqual([
      `${wanting.length} câu chưa có minh chứng: ${first}, ${second}, ${third} và ${wanting.length - 3} câu khác`,
      'Có câu do người khác điền giúp',
    ]);
    const two = stories.filter(({ indicator }) => indicator !== first && indicator !== second);
    expect(words({ ...clear, evidence: two })).toEqual([`2 câu chưa có minh chứng: ${first}, ${second}`]);
    expect(words({ ...clear, evidence: stories.slice(1) })).toEqual([`${first}: chưa có minh chứng`]);
  });
});
