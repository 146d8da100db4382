/** What its person has to say against a message, looked at each time before a part of it is sent. Pure. */
import type { MessageClass, Verdict } from './verdict.ts';

export interface Addressed {
  class: MessageClass;
  createdAt: Date;
  /** The person has blocked us. */
  blocked: boolean;
  /** When they asked to receive nothing but replies. */
  stoppedAt: Date | null;
  /** When they last wrote, or did something that counts as much. */
  lastInboundAt: Date | null;
  /** Their newest word on announcements is a yes; null: never asked, or not looked up because this class needs none. */
  agreed: boolean | null;
}

export type Objection = Pick<Verdict, 'state' | 'reason'>;

/** null: nothing. An answer is tried all the same: who asks can be answered, whatever we heard before. */
export function objectionTo(message: Addressed): Objection | null {
  const { blocked, stoppedAt, agreed } = message;
  if (message.class === 'reply') return null;
  if (blocked) return { state: 'failed', reason: 'gone' };
  if (message.class === 'reminder' || message.class === 'announcement') {
    if (stoppedAt) return { state: 'cancelled', reason: 'stopped' };
    return agreed ? null : { state: 'cancelled', reason: 'noConsent' };
  }
  return message.class === 'fileNotice' && stoppedAt && !inContact(message, stoppedAt) ? { state: 'held', reason: 'stopped' } : null;
}

/** They have written since they asked for silence, and since there is this to tell them. */
function inContact({ lastInboundAt, createdAt }: Addressed, stoppedAt: Date): boolean {
  return lastInboundAt !== null && lastInboundAt > stoppedAt && lastInboundAt >= createdAt;
}
