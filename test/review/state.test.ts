/** The table of states: no way skips a step, and none loses a reason. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Act, after, type Level, type Stage, type Standing } from '../../src/review/state.ts';

const unsent: Standing = { stage: 'waiting', hand: 'household', sent: false, asked: 0 };
const sent: Standing = { stage: 'waiting', hand: 'officers', sent: true, asked: 0 };

const level = fc.constantFrom<Level>('hamlet', 'ward');
const reason = fc.constantFrom('Ảnh mờ', '', '  ');
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>({ act: 'send' }),
  fc.constant<Act>({ act: 'reopen' }),
  level.map((one): Act => ({ act: 'confirm', level: one })),
  reason.map((one): Act => ({ act: 'unconfirm', reason: one })),
  reason.map((one): Act => ({ act: 'change', reason: one })),
  fc.tuple(fc.integer({ min: 1, max: 3 }), reason).map(([items, one]): Act => ({ act: 'askBack', items, reason: one })),
  fc.integer({ min: 0, max: 3 }).map((items): Act => ({ act: 'withdraw', items })),
  fc.constant<Act>({ act: 'propose' }),
  reason.map((one): Act => ({ act: 'notPropose', reason: one })),
  reason.map((one): Act => ({ act: 'object', reason: one })),
  reason.map((one): Act => ({ act: 'keep', reason: one })),
  fc.constant<Act>({ act: 'recognise' }),
  reason.map((one): Act => ({ act: 'notRecognise', reason: one })),
);

interface Step {
  act: Act;
  before: Standing;
  after: Standing;
}

/** What was accepted, in order. */
function walk(from: Standing, acts: readonly Act[]): Step[] {
  const steps: Step[] = [];
  let standing = from;
  for (const act of acts) {
    const next = after(standing, act);
    if (!next.ok) continue;
    steps.push({ act, before: standing, after: next.standing });
    standing = next.standing;
  }
  return steps;
}

const walks = fc.tuple(fc.constantFrom(unsent, sent), fc.array(anyAct, { maxLength: 60 })).map(([from, acts]) => walk(from, acts));
const needsReason = new Set(['unconfirm', 'change', 'askBack', 'notPropose', 'object', 'keep', 'notRecognise']);

function holds(property: (steps: Step[]) => void): void {
  fc.assert(fc.property(walks, property), { numRuns: 2_000 });
}

describe('on every way through the table', () => {
  it('nobody recognises what the khu phố did not speak of, and it speaks of nothing sent that it has not confirmed', () => {
    holds((steps) => {
      for (const [at, { act, before }] of steps.entries()) {
        if (act.act === 'recognise') expect(['proposed', 'notRecognised']).toContain(before.stage);
        if (act.act === 'notRecognise') expect(['proposed', 'notProposed', 'recognised']).toContain(before.stage);
        if (act.act !== 'propose' && act.act !== 'notPropose') continue;
        if (!before.sent) continue;
        const lastSend = steps.slice(0, at).findLastIndex((step) => step.act.act === 'send');
        const since = steps.slice(lastSend + 1, at).map((step) => step.act.act);
        expect(since).toContain('confirm');
        expect(since.lastIndexOf('confirm')).toBeGreaterThan(Math.max(since.lastIndexOf('unconfirm'), since.lastIndexOf('askBack')));
      }
    });
  });

  it('whatever is held against a household has a reason', () => {
    holds((steps) => {
      for (const { act } of steps) if (needsReason.has(act.act)) expect('reason' in act && act.reason.trim()).toBeTruthy();
    });
  });

  it('officers judge only what they have in hand, and the household sends only what it has', () => {
    holds((steps) => {
      for (const { act, before } of steps) {
        if (['confirm', 'unconfirm', 'change', 'keep', 'reopen'].includes(act.act)) expect(before.hand).toBe('officers');
        if (act.act === 'send') expect(before.hand).toBe('household');
      }
    });
  });

  it('what is asked back waits with the household, and what waits there was asked', () => {
    holds((steps) => {
      for (const { after: standing } of steps) {
        expect(standing.stage === 'returned').toBe(standing.asked > 0);
        if (standing.stage === 'returned') expect(standing.hand).toBe('household');
      }
    });
  });

  it('what is sent again is looked at anew', () => {
    holds((steps) => {
      for (const { act, after: standing } of steps) if (act.act === 'send') expect(standing).toEqual(sent);
    });
  });

  it('after the decision only a decision changes anything', () => {
    holds((steps) => {
      for (const { act, before } of steps)
        if (before.stage === 'recognised' || before.stage === 'notRecognised') expect(['recognise', 'notRecognise']).toContain(act.act);
    });
  });

  it('who is recognised was proposed after whatever was last said of it, and whom a correction recognises was decided before', () => {
    holds((steps) => {
      for (const [at, { act }] of steps.entries()) {
        if (act.act !== 'recognise') continue;
        const turning = new Set(['send', 'unconfirm', 'askBack', 'propose', 'notPropose', 'recognise', 'notRecognise']);
        const last = steps.slice(0, at).findLast((step) => turning.has(step.act.act));
        expect(['propose', 'notRecognise']).toContain(last?.act.act);
      }
    });
  });

  it('visits every stage somewhere', () => {
    const seen = new Set<Stage>();
    holds((steps) => {
      for (const { after: standing } of steps) seen.add(standing.stage);
    });
    expect([...seen].sort()).toEqual(['confirmed', 'notProposed', 'notRecognised', 'proposed', 'recognised', 'returned', 'waiting']);
  });
});

it('says why something cannot be', () => {
  const why = (standing: Standing, act: Act) => {
    const next = after(standing, act);
    return next.ok ? null : next.why;
  };
  expect(why(unsent, { act: 'confirm', level: 'hamlet' })).toBe('nothingSent');
  expect(why({ ...sent, hand: 'household' }, { act: 'confirm', level: 'hamlet' })).toBe('withHousehold');
  expect(why({ ...sent, stage: 'returned', hand: 'household', asked: 1 }, { act: 'confirm', level: 'ward' })).toBe('askedBack');
  expect(why(sent, { act: 'propose' })).toBe('notYet');
  expect(why(sent, { act: 'recognise' })).toBe('notYet');
  expect(why({ ...sent, stage: 'confirmed' }, { act: 'confirm', level: 'hamlet' })).toBe('already');
  expect(why({ ...sent, stage: 'recognised' }, { act: 'change', reason: 'Sai' })).toBe('decided');
  expect(why(sent, { act: 'askBack', items: 1, reason: ' ' })).toBe('noReason');
  expect(why(sent, { act: 'withdraw', items: 1 })).toBe('nothingAsked');
});

it('lets the khu phố speak of a household that never chats, and the ward confirm what the khu phố has', () => {
  expect(after(unsent, { act: 'propose' })).toMatchObject({ ok: true, standing: { stage: 'proposed' } });
  expect(after({ ...sent, stage: 'confirmed' }, { act: 'confirm', level: 'ward' })).toMatchObject({ ok: true });
});
