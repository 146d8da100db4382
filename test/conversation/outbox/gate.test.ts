import { describe, expect, it } from 'vitest';
import { type Addressed, objectionTo } from '../../../src/conversation/outbox/gate.ts';
import type { MessageClass } from '../../../src/conversation/outbox/verdict.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 1, minute));
const willing: Addressed = {
  class: 'reply',
  createdAt: at(10),
  blocked: false,
  stoppedAt: null,
  lastInboundAt: at(0),
  agreed: null,
};
const objection = (kind: MessageClass, more: Partial<Addressed> = {}) => objectionTo({ ...willing, class: kind, ...more });
const classes: readonly MessageClass[] = ['reply', 'fileNotice', 'reminder', 'announcement', 'duty'];

describe('before a message is sent', () => {
  it('reminders and announcements need a yes; the others none', () => {
    for (const kind of ['reminder', 'announcement'] as const) {
      expect(objection(kind, { agreed: true })).toBeNull();
      for (const agreed of [false, null]) expect(objection(kind, { agreed })).toEqual({ state: 'cancelled', reason: 'noConsent' });
    }
    for (const kind of ['reply', 'fileNotice', 'duty'] as const) expect(objection(kind)).toBeNull();
  });

  it('who has said DỪNG gets no reminder and no announcement, whatever they agreed to', () => {
    const stopped = { stoppedAt: at(5), agreed: true };
    expect(classes.map((kind) => objection(kind, stopped)?.state ?? null)).toEqual([null, 'held', 'cancelled', 'cancelled', null]);
  });

  it('their notice waits until they write: after they asked for silence, and after there was something to tell', () => {
    const held = { state: 'held', reason: 'stopped' };
    const after = (lastInboundAt: Date | null) => objection('fileNotice', { stoppedAt: at(5), lastInboundAt });
    expect([null, at(4), at(5), at(9)].map(after)).toEqual([held, held, held, held]);
    expect([at(10), at(11)].map(after)).toEqual([null, null]);
    expect(objection('fileNotice', { stoppedAt: at(12), lastInboundAt: at(12) })).toEqual(held);
  });

  it('who has blocked us gets nothing but answers', () => {
    const found = classes.map((kind) => objection(kind, { blocked: true, agreed: true, stoppedAt: at(5) }));
    expect(found).toEqual([null, ...classes.slice(1).map(() => ({ state: 'failed', reason: 'gone' }))]);
  });
});
