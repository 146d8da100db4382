/** When a newer version of a dialog may take over a conversation in the middle of the older one. */
import { describe, expect, it } from 'vitest';
import { type Dialog, dialogSchema, wordsSchema } from '../../src/flow/definition.ts';
import { step } from '../../src/flow/engine.ts';
import { emptySession, type Input, type Session } from '../../src/flow/session.ts';
import { createWorld, throughJson } from './support/conversation.ts';

const words = wordsSchema.parse({ entry: 'household', voice: 'help', words: [{ dialog: 'help', say: { vi: ['giúp'] } }] });
const now = new Date('2026-11-20T02:00:00Z');

type Steps = Record<string, Record<string, unknown>>;

/** Head of household, then the number of adults, then a summary that reads both. */
const first: Steps = {
  head: { kind: 'ask', text: 'q.head', expect: 'text', save: 'head', next: 'adults' },
  adults: { kind: 'ask', text: 'q.adults', expect: 'number', save: 'adults', next: 'sure' },
  sure: {
    kind: 'choose',
    text: 'q.sure',
    with: { head: 'head', adults: 'adults' },
    choices: [
      { id: 'right', label: 'q.right', next: 'end' },
      { id: 'again', label: 'q.again', next: 'head' },
    ],
  },
};

function version(number: number, steps: Steps, id = 'household', start = Object.keys(steps)[0]): Dialog {
  return dialogSchema.parse({ id, version: number, start, steps });
}

const help = version(1, { ask: { kind: 'ask', text: 'q.help', expect: 'text', save: 'note', next: 'end' } }, 'help');

/** Walks version 1 by these inputs, then takes one more input with version 2 there as well. */
function continued(inputs: Input[], newer: Steps, last: Input = { type: 'other' }): Session {
  const old = createWorld([version(1, first), help], words);
  const both = createWorld([version(1, first), version(2, newer), help], words);
  const reached = [{ type: 'start' } as Input, ...inputs].reduce(
    (session, input) => throughJson(step(old, session, input, now).session),
    emptySession('vi'),
  );
  return step(both, reached, last, now).session;
}

const said = (text: string): Input => ({ type: 'text', text });
const atSummary = [said('An'), said('2')];
const versionOf = (session: Session) => session.stack[0]?.version;

describe('a newer version takes over', () => {
  it('when what is asked now, and all that follows, can go on', () => {
    expect(versionOf(continued(atSummary, first))).toBe(2);
    const reworded = { ...first, sure: { ...first.sure, text: 'q.better' } };
    expect(versionOf(continued(atSummary, reworded))).toBe(2);
  });

  it('with a new question further on, which then is asked', () => {
    const newer: Steps = {
      ...first,
      adults: { ...first.adults, next: 'elders' },
      elders: { kind: 'ask', text: 'q.elders', expect: 'number', save: 'elders', next: 'sure' },
      sure: { ...first.sure, with: { head: 'head', elders: 'elders' } },
    };
    const session = continued([said('An')], newer, said('2'));
    expect(session.stack[0]).toMatchObject({ version: 2, step: 'elders' });
  });

  it('under a dialog that interrupts it', () => {
    expect(versionOf(continued([...atSummary, said('giúp')], first))).toBe(2);
  });

  it('and forgets questions that are gone, so that "back" finds its way', () => {
    const { head, ...rest } = first;
    const newer = {
      ...rest,
      sure: {
        ...first.sure,
        choices: [
          { id: 'right', label: 'q.right', next: 'end' },
          { id: 'again', label: 'q.again', next: 'adults' },
        ],
      },
    };
    expect(head).toBeDefined();
    expect(continued(atSummary, newer).stack[0]).toMatchObject({ version: 2, history: ['adults'] });
  });
});

describe('the older version is walked to its end', () => {
  it('when the step is gone', () => {
    const { sure, ...rest } = first;
    const newer = { ...rest, adults: { ...first.adults, next: 'check' }, check: { ...sure } };
    expect(versionOf(continued(atSummary, newer))).toBe(1);
  });

  it('when the step is of another kind, or saves elsewhere', () => {
    const say = { kind: 'say', text: 'q.sure', next: 'end' };
    expect(versionOf(continued(atSummary, { ...first, sure: say }))).toBe(1);
    expect(versionOf(continued([said('An')], { ...first, adults: { ...first.adults, save: 'people' } }))).toBe(1);
  });

  it('when a choice that was offered is gone', () => {
    const newer = { ...first, sure: { ...first.sure, choices: [{ id: 'right', label: 'q.right', next: 'end' }] } };
    expect(versionOf(continued(atSummary, newer))).toBe(1);
    // Before it was offered, nobody misses it.
    expect(versionOf(continued([said('An')], newer))).toBe(2);
  });

  it('when a later step reads what was asked before this place', () => {
    const newer: Steps = {
      area: { kind: 'ask', text: 'q.area', expect: 'text', save: 'area', next: 'head' },
      ...first,
      sure: { ...first.sure, with: { head: 'head', adults: 'adults', area: 'area' } },
    };
    expect(versionOf(continued(atSummary, newer))).toBe(1);
    expect(versionOf(continued([said('An')], newer))).toBe(1);
  });

  it('even if the question could be reached again by turning back', () => {
    const newer: Steps = {
      ...first,
      head: { ...first.head, next: 'area' },
      area: { kind: 'ask', text: 'q.area', expect: 'text', save: 'area', next: 'adults' },
      sure: { ...first.sure, with: { head: 'head', area: 'area' } },
    };
    expect(versionOf(continued(atSummary, newer))).toBe(1);
  });

  it('and finished there, after which the newer one begins', () => {
    const newer: Steps = { head: { kind: 'say', text: 'q.gone', next: 'end' } };
    const done = continued(atSummary, newer, said('1'));
    expect(done.stack).toEqual([]);
  });
});

it('lets a variable stay as uncertain as it was', () => {
  // The note is only asked of some, in both versions alike.
  const optional: Steps = {
    ...first,
    sure: {
      ...first.sure,
      choices: [
        { id: 'right', label: 'q.right', next: 'which' },
        { id: 'again', label: 'q.again', next: 'head' },
      ],
    },
    which: { kind: 'branch', cases: [{ when: 'note == null', next: 'end' }], else: 'end' },
  };
  const old = createWorld([version(1, optional), help], words);
  const both = createWorld([version(1, optional), version(2, optional), help], words);
  const reached = [{ type: 'start' } as Input, ...atSummary].reduce(
    (session, input) => step(old, session, input, now).session,
    emptySession('vi'),
  );
  expect(versionOf(step(both, reached, { type: 'other' }, now).session)).toBe(2);
});

it('apologises and begins anew where the version is lost altogether', () => {
  const old = createWorld([version(1, first), help], words);
  const newer = createWorld([version(2, first), help], words);
  const reached = step(old, emptySession('vi'), { type: 'start' }, now).session;
  const { session, events } = step(newer, reached, said('An'), now);
  expect(events).toMatchObject([
    { type: 'trouble', code: 'lost' },
    { type: 'say', text: { key: 'engine.apology' } },
    { type: 'say', text: { key: 'q.head' } },
  ]);
  expect(versionOf(session)).toBe(2);
});

it('keeps what was told where the version is lost, also below what interrupted it, and goes on where the words say', () => {
  const rest = version(1, { now: { kind: 'choose', text: 'q.rest', choices: [{ id: 'on', label: 'q.on', next: 'end' }] } }, 'rest');
  const known = { ...words, lost: 'rest' };
  const old = createWorld([version(1, first), help, rest], known);
  const newer = createWorld([version(2, first), help, rest], known);
  const told = [{ type: 'start' } as Input, said('An')].reduce(
    (session, input) => throughJson(step(old, session, input, now).session),
    emptySession('vi'),
  );
  const interrupted = throughJson(step(old, told, said('giúp'), now).session);
  const asked = step(newer, told, said('2'), now);
  const helped = step(newer, interrupted, said('xin số'), now);
  for (const { session, events } of [asked, helped]) {
    expect(events.map((event) => (event.type === 'say' ? event.text : event.type))).toEqual([
      'trouble',
      { key: 'engine.apology' },
      { key: 'q.rest' },
    ]);
    expect(session.stack.map(({ dialog }) => dialog)).toEqual(['rest']);
    expect(session.vars).toMatchObject({ head: 'An' });
    expect(session.vars).not.toHaveProperty('note');
  }
});
