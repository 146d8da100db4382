import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profiles } from '../../../src/channel/profiles.ts';
import { passageOf, type Standing } from '../../../src/conversation/outbox/terms.ts';

const HOUR = 60 * 60 * 1000;
const now = new Date('2026-11-01T08:00:00+07:00');
const { windows } = profiles.zalo;
const ago = (ms: number) => new Date(now.getTime() - ms);
const plain: Standing = { windows, lastInboundAt: ago(HOUR), mayCost: false, hasTemplate: false, refused: false, begun: null };
const passage = (more: Partial<Standing>) => passageOf({ ...plain, ...more }, now);

const standing = fc.record<Standing>({
  windows: fc.constantFrom(windows, null),
  lastInboundAt: fc.option(fc.integer({ min: -HOUR, max: 400 * HOUR }).map(ago), { nil: null }),
  mayCost: fc.boolean(),
  hasTemplate: fc.boolean(),
  refused: fc.boolean(),
  begun: fc.constantFrom(null, 'free', 'paid', 'template'),
});
const fresh = standing.map((one): Standing => ({ ...one, begun: null }));
const termsOf = (one: Standing) => {
  const found = passageOf(one, now);
  return 'held' in found ? found.held : found.terms;
};

describe('the terms of a message', () => {
  it('are free for two days, then at a price for those that may cost, then a template', () => {
    expect(passage({ lastInboundAt: ago(48 * HOUR - 1) })).toEqual({ terms: 'free' });
    expect(passage({ lastInboundAt: ago(48 * HOUR) })).toEqual({ held: 'window' });
    expect(passage({ lastInboundAt: ago(48 * HOUR), mayCost: true })).toEqual({ terms: 'paid' });
    expect(passage({ lastInboundAt: ago(7 * 24 * HOUR - 1), mayCost: true })).toEqual({ terms: 'paid' });
    expect(passage({ lastInboundAt: ago(7 * 24 * HOUR), mayCost: true })).toEqual({ held: 'window' });
    expect(passage({ lastInboundAt: ago(7 * 24 * HOUR), hasTemplate: true })).toEqual({ terms: 'template' });
    expect(passage({ lastInboundAt: null, hasTemplate: true })).toEqual({ terms: 'template' });
    expect(passage({ lastInboundAt: null })).toEqual({ held: 'window' });
  });

  it('end a wait for a price when a template may go instead', () => {
    expect(passage({ lastInboundAt: ago(50 * HOUR), hasTemplate: true })).toEqual({ held: 'window', forMs: (7 * 24 - 50) * HOUR });
    expect(passage({ lastInboundAt: ago(50 * HOUR), hasTemplate: true, mayCost: true })).toEqual({ terms: 'paid' });
    fc.assert(
      fc.property(fresh, (one) => {
        const found = passageOf(one, now);
        if (!('held' in found) || found.forMs === undefined) return;
        const then = new Date(now.getTime() + found.forMs);
        expect(passageOf(one, then)).toEqual({ terms: 'template' });
        expect(passageOf(one, new Date(then.getTime() - 1))).toMatchObject({ held: 'window' });
      }),
    );
  });

  it('are none where nothing is charged', () => {
    fc.assert(
      fc.property(fresh, (one) => {
        expect(termsOf({ ...one, windows: null, refused: false })).toBeNull();
      }),
    );
  });

  it('cost nothing that nobody allowed: a price only with leave, a template only where there is one', () => {
    fc.assert(
      fc.property(fresh, (one) => {
        const terms = termsOf(one);
        if (terms === 'paid') expect(one.mayCost).toBe(true);
        if (terms === 'template') expect(one.hasTemplate).toBe(true);
      }),
    );
  });

  it('never get better by silence', () => {
    const order = ['free', 'paid', 'template', 'window'];
    fc.assert(
      fc.property(fresh, fc.integer({ min: 0, max: 400 * HOUR }), (one, silence) => {
        fc.pre(one.windows !== null && one.lastInboundAt !== null);
        const later = { ...one, lastInboundAt: new Date((one.lastInboundAt?.getTime() ?? 0) - silence), hasTemplate: false };
        const place = order.indexOf(termsOf({ ...one, hasTemplate: false }) ?? '');
        expect(order.indexOf(termsOf(later) ?? '')).toBeGreaterThanOrEqual(place);
      }),
    );
  });

  it('are what the platform says: nothing plain goes where it has refused', () => {
    fc.assert(
      fc.property(fresh, (one) => {
        expect(termsOf({ ...one, refused: true })).toBe(one.hasTemplate ? 'template' : 'window');
      }),
    );
  });

  it('of the first part hold for the whole, however long the rest takes', () => {
    fc.assert(
      fc.property(standing, (one) => {
        fc.pre(one.begun !== null && !one.refused);
        expect(termsOf(one)).toBe(one.begun);
      }),
    );
    expect(passage({ begun: 'free', refused: true, hasTemplate: true })).toEqual({ held: 'window' });
  });
});
