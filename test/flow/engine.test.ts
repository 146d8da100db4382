/** Whatever anybody sends, in whatever dialog: the engine waits or ends, and loses nothing. */
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlows } from '../../src/cli/read-flows.ts';
import { type ActContract, actContracts } from '../../src/conversation/acts.ts';
import { type Dialog, dialogSchema, wordsSchema } from '../../src/flow/definition.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { arbitraryOf } from '../support/arbitrary.ts';
import { createWorld } from './support/conversation.ts';
import { type Outcomes, walkAtRandom } from './support/walk.ts';

const outcomes: Outcomes = Object.fromEntries(
  Object.entries(actContracts as Record<string, ActContract>).map(([act, contract]) => [
    act,
    Object.entries(contract.outcomes).map(([outcome, value]) => ({ outcome, value: arbitraryOf(value) })),
  ]),
);

/** The contract leaves open what an option stands for; these are the places that the service finds. */
const place = {
  'unit.search': fc.record({ code: fc.constant('25813'), name: fc.constant('Phường Bến Cát') }),
  'area.search': fc.record({ id: fc.constant('area-1'), name: fc.constant('Khu phố 1'), placed: fc.boolean() }),
};
const keptOutcomes: Outcomes = {
  ...outcomes,
  ...Object.fromEntries(
    Object.entries(place).map(([act, value]) => [
      act,
      outcomes[act]?.map((known) => (known.outcome === 'found' ? { ...known, value: optionsOf(value) } : known)) ?? [],
    ]),
  ),
};

/** These lead on; without them a walk hardly ever comes as far as a form. */
const onward = new Set(['open', 'ok', 'member', 'found', 'created', 'reopened']);
const likely = (known: Outcomes): Outcomes =>
  Object.fromEntries(
    Object.entries(known).map(([act, ways]) => [act, ways.flatMap((way) => (onward.has(way.outcome) ? Array(8).fill(way) : [way]))]),
  );

/** A form whose questions stay the same from load to load, as a household's do; how they were answered meanwhile is anybody's. */
const sentence = fc.constantFrom({ text: 'Câu hỏi' }, { key: 'form.done' });
const steadyForm = fc.record({
  title: sentence,
  trial: fc.boolean(),
  items: fc.tuple(
    ...['a1', 'a2', 'b1', 'b2'].map((id) =>
      fc.record({
        id: fc.constant(id),
        name: sentence,
        ask: sentence,
        explain: sentence,
        choices: fc.constant(['full', 'part', 'none'].map((level) => ({ id: level, label: { text: level } }))),
        mayNotApply: fc.boolean(),
        evidence: fc.constantFrom({ text: 'Ảnh góc học tập' }, { text: 'Lời kể' }, null),
        answer: fc.constantFrom('full', 'part', 'na', null),
        evidenceCount: fc.nat(3),
      }),
    ),
  ),
});
const withForm = (acts: readonly string[]): Outcomes => ({
  ...keptOutcomes,
  ...Object.fromEntries(
    acts.map((act) => [
      act,
      (keptOutcomes[act] ?? []).map((way) => (['ok', 'changed'].includes(way.outcome) ? { ...way, value: steadyForm } : way)),
    ]),
  ),
});

function optionsOf(value: Arbitrary<unknown>): Arbitrary<unknown> {
  const option = fc.record({ id: fc.string(), label: fc.record({ text: fc.string() }), value });
  return fc.record({ options: fc.array(option, { minLength: 1, maxLength: 12 }) });
}

describe('the dialogs of this project', async () => {
  const { dialogs, words } = await readFlows();
  // What a service answers at random names sentences that there are not.
  const { speak: text } = createLocale({ onMissing: () => undefined });

  it.each(dialogs.map(({ id }) => id))('%s, walked at random', (id) => {
    const world = { ...createWorld(dialogs, { ...words, entry: id }), text };
    fc.assert(
      fc.property(fc.gen(), (g) => {
        walkAtRandom(g, world, likely(outcomes), 25, true);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it('never runs into trouble as long as the service keeps its contracts', () => {
    const world = { ...createWorld(dialogs, words), text };
    fc.assert(
      fc.property(fc.gen(), (g) => {
        expect(walkAtRandom(g, world, likely(keptOutcomes), 60, false).troubles).toEqual([]);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('takes every answer and every photo in the form, whatever else is sent there', () => {
    const assess = dialogs.find(({ id }) => id === 'assess');
    const [name = '', form] = Object.entries(assess?.steps ?? {}).find(([, { kind }]) => kind === 'form') ?? [];
    if (!assess || form?.kind !== 'form') throw new Error('The dialog assess has no form');
    const atTheForm = dialogs.map((one) => (one === assess ? { ...assess, start: name } : one));
    const steady = likely(withForm([form.load, form.answer, form.tell, form.attach]));
    const world = { ...createWorld(atTheForm, { ...words, entry: 'assess' }), text };
    let answers = 0;
    let evidence = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const tally = walkAtRandom(g, world, steady, 40, false);
        expect(tally.troubles).toEqual([]);
        answers += tally.answers;
        evidence += tally.evidence;
      }),
      { numRuns: 100, endOnFailure: true },
    );
    // A walk that never gets there would lose nothing, either.
    expect(answers).toBeGreaterThanOrEqual(200);
    expect(evidence).toBeGreaterThanOrEqual(50);
  });
});

const names = ['a', 'b', 'c', 'd'] as const;
const target = fc.constantFrom(...names, 'end', '@one', '@two', '@nowhere');
const expression = fc.constantFrom('x', 'x > 1', 'y == null', 'x.y', 'size(y) > 0', "'word'", 'x + 1', '[{"id": 1, "label": "A"}]', 'true');
const choice = (id: string) =>
  fc.record(
    { id: fc.constant(id), label: fc.constant(`label.${id}`), next: target, when: expression },
    { requiredKeys: ['id', 'label', 'next'] },
  );
const choices = fc.tuple(choice('p'), choice('q')).map((two) => [...two]);
const text = fc.constant('some.text');
const save = fc.constantFrom('x', 'y', 'item');

const step: Arbitrary<unknown> = fc.oneof(
  fc.record({ kind: fc.constant('say'), text, next: target }),
  fc.record({ kind: fc.constant('choose'), text, choices, save }, { requiredKeys: ['kind', 'text', 'choices'] }),
  fc.record({ kind: fc.constant('choose'), text, from: fc.record({ list: expression, next: target }), save }),
  fc.record({ kind: fc.constant('ask'), text, expect: fc.constantFrom('text', 'number', 'date'), save, next: target }),
  fc.record({ kind: fc.constant('search'), text, source: fc.constant('unit.search'), list: fc.boolean(), save, next: target }),
  fc.record({ kind: fc.constant('contact'), text, save, next: target }),
  fc.record({
    kind: fc.constant('upload'),
    text,
    attach: fc.constant('evidence.attach'),
    tell: fc.constant('evidence.tell'),
    next: target,
    on: fc.record({ closed: target }),
  }),
  fc.record({
    kind: fc.constant('form'),
    load: fc.constant('assessment.form'),
    answer: fc.constant('assessment.answer'),
    tell: fc.constant('evidence.tell'),
    attach: fc.constant('evidence.attach'),
    evidence: fc.constantFrom('one', 'two'),
    list: fc.boolean(),
    next: target,
    pause: target,
    on: fc.record({ closed: target }),
  }),
  fc.record({
    kind: fc.constant('branch'),
    cases: fc.array(fc.record({ when: expression, next: target }), { minLength: 1, maxLength: 2 }),
    else: target,
  }),
  fc.record({ kind: fc.constant('call'), dialog: fc.constantFrom('one', 'two', 'gone'), next: target }),
  fc.record({ kind: fc.constant('act'), do: fc.constant('household.invite'), save, on: fc.record({ code: target, notMember: target }) }),
  fc.record({ kind: fc.constant('set'), set: fc.record({ x: expression, y: expression }), next: target }),
);

const dialog = (id: string): Arbitrary<Dialog> =>
  fc
    .record({
      id: fc.constant(id),
      version: fc.constant(1),
      start: fc.constant('a'),
      steps: fc.record({ a: step, b: step, c: step, d: step }),
    })
    .map((data) => dialogSchema.parse(data));

const words = wordsSchema.parse({
  entry: 'one',
  voice: 'two',
  words: [
    { do: 'back', say: { vi: ['quay lại'] } },
    { dialog: 'two', say: { vi: ['gọi giúp'] } },
    { dialog: 'one', say: { vi: ['menu'] }, replaces: true },
    { dialog: 'missing', say: { vi: ['dừng'] } },
  ],
  numbers: { vi: { hai: 2, ba: 3 } },
});

describe('any dialogs, however badly written', () => {
  it('are walked without a throw, a hang or a lost answer', () => {
    fc.assert(
      fc.property(fc.tuple(dialog('one'), dialog('two')), fc.gen(), (dialogs, g) => {
        walkAtRandom(g, createWorld(dialogs, words), outcomes, 20, true);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });
});
