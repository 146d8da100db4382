/** What its person, and whoever had it written, has to say against a message, looked at each time before a part of it is sent. Pure. */
import { type QuietHours, quietFor, USUAL_QUIET } from '../../season/quiet-hours.ts';
import { type MessageClass, toMany, type Verdict } from './verdict.ts';

export interface Addressed {
  class: MessageClass;
  createdAt: Date;
  /** Since then the person has blocked us. */
  blockedAt: Date | null;
  /** When they asked to receive nothing but replies. */
  stoppedAt: Date | null;
  /** When they last wrote, or did something that counts as much. */
  lastInboundAt: Date | null;
  /** Until then an officer is taken to be writing to them by hand. */
  humanUntil: Date | null;
  /** They want announcements of the Hội that answers for them now; null: never asked, or not looked up because this class needs none. */
  agreed: boolean | null;
  /** The hours of the night where they live, of what goes to many; null: as usual, or not looked up because this class goes at any hour. */
  quiet: QuietHours | null;
  /** How the announcement stands that it is of; null: of none. */
  announcement: string | null;
  /** Of what a season's rule has written: that it `holds`, or why it must not go any more; null: of none. */
  reminder: string | null;
  /** Of the messages that its words are split into. */
  partsSent: number;
}

/** `queued`: not now; `delay` is the milliseconds until it is asked again. */
export type Objection = Pick<Verdict, 'state' | 'reason' | 'delay'>;

/** null: nothing. An answer to what they said since they blocked us is tried all the same: who asks can be answered. */
export function objectionTo(message: Addressed, now: Date): Objection | null {
  const { blockedAt, createdAt } = message;
  if (message.class === 'reply') return blockedAt && createdAt < blockedAt ? objection('failed', 'gone') : null;
  return refusalOf(message) ?? orderFor(message, now) ?? waitFor(message.humanUntil, now);
}

/** Half a message is finished whatever the hour, and whoever has thought better of it. */
function orderFor({ class: messageClass, partsSent, announcement, reminder, quiet }: Addressed, now: Date): Objection | null {
  if (!toMany.has(messageClass) || partsSent > 0) return null;
  if (announcement === 'paused' || announcement === 'cancelled') return objection('cancelled', announcement);
  if (reminder !== null && reminder !== 'holds') return objection('cancelled', reminder);
  const delay = quietFor(quiet ?? USUAL_QUIET, now);
  return delay === null ? null : { state: 'queued', reason: 'night', delay };
}

function refusalOf(message: Addressed): Objection | null {
  const { blockedAt, stoppedAt, agreed } = message;
  const isNotice = message.class === 'fileNotice';
  if (blockedAt) return objection(isNotice ? 'held' : 'failed', 'gone');
  if (toMany.has(message.class)) {
    if (stoppedAt) return objection('cancelled', 'stopped');
    return agreed ? null : objection('cancelled', 'noConsent');
  }
  return isNotice && stoppedAt && !inContact(message, stoppedAt) ? objection('held', 'stopped') : null;
}

/** Two do not talk to somebody at once. */
function waitFor(humanUntil: Date | null, now: Date): Objection | null {
  if (humanUntil === null || humanUntil <= now) return null;
  return { state: 'queued', reason: 'officer', delay: humanUntil.getTime() - now.getTime() };
}

function objection(state: Objection['state'], reason: string): Objection {
  return { state, reason, delay: null };
}

/** They have written since they asked for silence, and since there is this to tell them. */
function inContact({ lastInboundAt, createdAt }: Addressed, stoppedAt: Date): boolean {
  return lastInboundAt !== null && lastInboundAt > stoppedAt && lastInboundAt >= createdAt;
}
