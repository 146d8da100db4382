import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SendFailure } from '../../../src/channel/channel.ts';
import { afterFailure, afterPart, again, backoff, type Leased, MAX_ATTEMPTS } from '../../../src/conversation/outbox/verdict.ts';

const now = new Date('2026-11-01T08:00:00+07:00');
const row: Leased = {
  id: 'm',
  accountId: 'a',
  class: 'reply',
  createdAt: now,
  reason: null,
  attempts: 0,
  partsSent: 0,
  doubtAt: null,
  terms: null,
  lastInboundAt: null,
};
const calm = { now, random: () => 0 };
const later = (more = {}) => new SendFailure('later', 'busy', more);
const unknown = new SendFailure('unknown', 'reset');

describe('what becomes of a message', () => {
  it('is sent when its last part has arrived', () => {
    const terms = null;
    expect(afterPart(row, 2, 'p1', { now, terms })).toMatchObject({
      state: 'queued',
      delay: null,
      partsSent: 1,
      providerId: 'p1',
      sentAt: null,
    });
    expect(afterPart({ ...row, partsSent: 1 }, 2, 'p2', { now, terms })).toMatchObject({
      state: 'sent',
      partsSent: 2,
      providerId: 'p2',
      sentAt: now,
    });
    expect(afterPart({ ...row, doubtAt: now }, 1, 'p1', { now, terms })).toMatchObject({ state: 'sent', doubtAt: now });
  });

  it('keeps the terms on which its first part went, whatever comes of the next', () => {
    const half = { ...row, ...afterPart(row, 2, 'p1', { now, terms: 'paid' }) };
    expect(half.terms).toBe('paid');
    for (const kind of ['later', 'unknown', 'moved', 'broken', 'gone', 'window', 'refused'] as const)
      expect(afterFailure(half, new SendFailure(kind, 'why'), calm).terms).toBe('paid');
  });

  it('is held where the platform says that the time is over, unless a template is left to try', () => {
    const over = new SendFailure('window', 'noInteraction');
    expect(afterFailure(row, over, calm)).toMatchObject({ state: 'held', reason: 'window', attempts: 0, doubtAt: null });
    expect(afterFailure(row, new SendFailure('window', 'quota'), calm)).toMatchObject({ state: 'held', reason: 'quota' });
    expect(afterFailure(row, over, { ...calm, templateLeft: true })).toMatchObject({ state: 'queued', reason: 'window', delay: null });
  });

  it('has its day anew once its person has written: what was held goes then', () => {
    const days = (count: number) => new Date(now.getTime() + count * 24 * 60 * 60 * 1000);
    const held = { ...row, attempts: 7, lastInboundAt: days(5) };
    expect(afterFailure(held, later(), { ...calm, now: days(5.9) })).toMatchObject({ state: 'queued' });
    expect(afterFailure(held, later(), { ...calm, now: days(6) })).toMatchObject({ state: 'failed', reason: 'tries' });
  });

  it('gets its tries for some minutes however old it is', () => {
    const old = { ...calm, now: new Date(now.getTime() + 3 * 24 * 60 * 60 * 1000) };
    const found = [0, 6, 7].map((attempts) => afterFailure({ ...row, attempts }, later(), old).state);
    expect(found).toEqual(['queued', 'queued', 'failed']);
  });

  it('is held where its person cannot be reached for now, whatever else is left to try', () => {
    const away = new SendFailure('window', 'unreachable');
    for (const templateLeft of [false, true])
      expect(afterFailure(row, away, { ...calm, templateLeft })).toMatchObject({ state: 'held', reason: 'unreachable', delay: null });
  });

  it('has failed when its person is gone; what concerns their file waits for them', () => {
    const gone = new SendFailure('gone', 'blocked');
    for (const kind of ['reply', 'reminder', 'announcement', 'duty'] as const)
      expect(afterFailure({ ...row, class: kind }, gone, calm)).toMatchObject({ state: 'failed', reason: 'gone' });
    expect(afterFailure({ ...row, class: 'fileNotice' }, gone, calm)).toMatchObject({ state: 'held', reason: 'gone', delay: null });
  });

  it('is tried again later and later, from a second to five minutes, never quite at once with others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempts, chance) => {
        const delay = backoff(attempts, () => chance);
        expect(delay).toBeGreaterThanOrEqual(1_000);
        expect(delay).toBeLessThanOrEqual(300_000);
        expect(delay).toBeLessThanOrEqual(backoff(attempts + 1, () => chance));
      }),
    );
    expect([1, 2, 3, 4].map((attempts) => backoff(attempts, () => 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoff(1, () => 0.5)).toBe(1_500);
  });

  it('waits as long as the platform asks', () => {
    expect(afterFailure(row, later({ retryAfterMs: 17_000 }), calm)).toMatchObject({
      state: 'queued',
      delay: 17_000,
      attempts: 1,
      reason: 'busy',
    });
  });

  it('ends after so many tries, whatever the mixture, and in a doubt it is never said to have failed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('later', 'unknown'), { minLength: MAX_ATTEMPTS, maxLength: 40 }), (kinds) => {
        let now_: Leased & { state?: string } = row;
        for (const kind of kinds) {
          const verdict = afterFailure(now_, kind === 'later' ? later() : unknown, calm);
          now_ = { ...now_, ...verdict };
          if (verdict.state !== 'queued') break;
        }
        expect(now_.state).toBe(now_.doubtAt ? 'uncertain' : 'failed');
      }),
    );
  });

  it('is sent no more than four times when nobody ever says whether it arrived', () => {
    let message: Leased & { state: string } = { ...row, state: 'queued' };
    let sent = 0;
    while (message.state === 'queued') {
      sent++;
      message = { ...message, ...afterFailure(message, unknown, calm) };
    }
    expect([sent, message.state]).toEqual([4, 'uncertain']);
  });

  it('is not worn out by a channel that takes nothing from anybody, however long that lasts', () => {
    const tired = { ...row, attempts: MAX_ATTEMPTS - 1 };
    const monthLater = { ...calm, now: new Date(now.getTime() + 30 * 24 * 60 * 60 * 1000) };
    for (const when of [calm, monthLater])
      expect(afterFailure(tired, later({ wholeChannel: true, retryAfterMs: 5 }), when)).toMatchObject({
        state: 'queued',
        attempts: tired.attempts,
        delay: 5,
      });
    expect(afterFailure(tired, new SendFailure('later', 'quota', { retryAfterMs: 5 }), monthLater)).toMatchObject({
      state: 'queued',
      attempts: tired.attempts,
      delay: 5,
    });
    const maybe = new SendFailure('unknown', 'http:500', { wholeChannel: true });
    expect(afterFailure(row, maybe, monthLater)).toMatchObject({ state: 'queued', attempts: row.attempts + 1, doubtAt: monthLater.now });
    expect(afterFailure(tired, maybe, calm)).toMatchObject({ state: 'uncertain', reason: 'tries' });
  });

  it('keeps the first moment of doubt', () => {
    const first = new Date(now.getTime() - 1_000);
    expect(afterFailure({ ...row, doubtAt: first }, unknown, calm)).toMatchObject({ doubtAt: first });
  });

  it('is as before when it was not handed over, or the platform refuses us', () => {
    const half = { ...row, attempts: 2, partsSent: 1, doubtAt: now, reason: 'busy' };
    expect(again(half)).toMatchObject({ state: 'queued', delay: null, attempts: 2, partsSent: 1, doubtAt: now, reason: 'busy' });
    expect(afterFailure(half, new SendFailure('broken', 'unauthorised'), calm)).toMatchObject({
      state: 'queued',
      delay: null,
      attempts: 2,
    });
  });
});
