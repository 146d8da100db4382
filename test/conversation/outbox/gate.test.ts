import { describe, expect, it } from 'vitest';
import { type Addressed, objectionTo } from '../../../src/conversation/outbox/gate.ts';
import type { MessageClass } from '../../../src/conversation/outbox/verdict.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 1, minute));
const willing: Addressed = {
  class: 'reply',
  createdAt: at(10),
  blockedAt: null,
  stoppedAt: null,
  lastInboundAt: at(0),
  humanUntil: null,
  agreed: null,
  quiet: null,
  announcement: null,
  reminder: null,
  partsSent: 0,
};
const objection = (kind: MessageClass, more: Partial<Addressed> = {}) => objectionTo({ ...willing, class: kind, ...more }, at(30));
const classes: readonly MessageClass[] = ['reply', 'fileNotice', 'reminder', 'announcement', 'duty'];

describe('before a message is sent', () => {
  it('reminders and announcements need a yes; the others none', () => {
    for (const kind of ['reminder', 'announcement'] as const) {
      expect(objection(kind, { agreed: true })).toBeNull();
      for (const agreed of [false, null]) expect(objection(kind, { agreed })).toMatchObject({ state: 'cancelled', reason: 'noConsent' });
    }
    for (const kind of ['reply', 'fileNotice', 'duty'] as const) expect(objection(kind)).toBeNull();
  });

  it('who has said DỪNG gets no reminder and no announcement, whatever they agreed to', () => {
    const stopped = { stoppedAt: at(5), agreed: true };
    expect(classes.map((kind) => objection(kind, stopped)?.state ?? null)).toEqual([null, 'held', 'cancelled', 'cancelled', null]);
  });

  it('their notice waits until they write: after they asked for silence, and after there was something to tell', () => {
    const held = { state: 'held', reason: 'stopped', delay: null };
    const after = (lastInboundAt: Date | null) => objection('fileNotice', { stoppedAt: at(5), lastInboundAt });
    expect([null, at(4), at(5), at(9)].map(after)).toEqual([held, held, held, held]);
    expect([at(10), at(11)].map(after)).toEqual([null, null]);
    expect(objection('fileNotice', { stoppedAt: at(12), lastInboundAt: at(12) })).toEqual(held);
  });

  it('who has blocked us gets nothing but answers; what concerns their file waits', () => {
    const found = classes.map((kind) => objection(kind, { blockedAt: at(4), agreed: true, stoppedAt: at(5) }));
    const failed = { state: 'failed', reason: 'gone', delay: null };
    expect(found).toEqual([null, { ...failed, state: 'held' }, failed, failed, failed]);
    // What answers something of before that ends, however far it got.
    expect(objection('reply', { blockedAt: at(11) })).toEqual(failed);
  });

  it('what goes to many waits for the morning of where its reader lives, unless half of it has gone', () => {
    const at22 = new Date('2026-11-01T22:00:00+07:00');
    const at = (kind: MessageClass, more: Partial<Addressed> = {}) => objectionTo({ ...willing, class: kind, agreed: true, ...more }, at22);
    const night = { state: 'queued', reason: 'night', delay: 9 * 60 * 60_000 };
    expect(classes.map((kind) => at(kind))).toEqual([null, null, night, night, null]);
    expect(at('announcement', { partsSent: 1 })).toBeNull();
    expect(at('announcement', { quiet: { from: '23:00', to: '05:00' } })).toBeNull();
    expect(at('announcement', { quiet: { from: '22:00', to: '22:30' } })).toMatchObject({ delay: 30 * 60_000 });
    expect(at('announcement', { stoppedAt: at22 })).toMatchObject({ state: 'cancelled', reason: 'stopped' });
  });

  it('of an announcement that is paused or cancelled nothing begins to go', () => {
    for (const announcement of ['paused', 'cancelled']) {
      expect(objection('announcement', { agreed: true, announcement })).toEqual({ state: 'cancelled', reason: announcement, delay: null });
      expect(objection('announcement', { agreed: true, announcement, partsSent: 1 })).toBeNull();
    }
    for (const announcement of ['sending', 'done', null]) expect(objection('announcement', { agreed: true, announcement })).toBeNull();
  });

  it('while an officer writes to them all but answers wait for the end of that, or end for their own reasons', () => {
    const found = (more: Partial<Addressed> = {}) => classes.map((kind) => objection(kind, { agreed: true, humanUntil: at(33), ...more }));
    const waits = { state: 'queued', reason: 'officer', delay: 3 * 60_000 };
    expect(found()).toEqual([null, waits, waits, waits, waits]);
    expect(found({ humanUntil: at(30) })).toEqual([null, null, null, null, null]);
    expect(found({ stoppedAt: at(5) }).map((one) => one?.state ?? null)).toEqual([null, 'held', 'cancelled', 'cancelled', 'queued']);
  });
});
