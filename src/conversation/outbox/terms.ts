/** Whether a platform takes a message now, and on what terms. Pure. */
import type { Windows } from '../../channel/channel.ts';

export type MessageTerms = 'free' | 'paid' | 'template';

export interface Standing {
  /** null: the channel takes everything, always, for nothing. */
  windows: Windows | null;
  /** When the person last wrote, or did something that counts as much; null: never. */
  lastInboundAt: Date | null;
  /** Whoever wrote the message allowed a price. */
  mayCost: boolean;
  /** It could go as an approved template. */
  hasTemplate: boolean;
  /** The platform has said that the time for a plain message is over, whatever we think. */
  refused: boolean;
  /** On what terms its first part went; null: none has. */
  begun: MessageTerms | null;
}

/**
 * `terms` null: nothing is charged on this channel. `held`: until the person writes; with `forMs`, for so many milliseconds at most,
 * because then it may go on other terms.
 */
export type Passage = { terms: MessageTerms | null } | { held: 'window'; forMs?: number };

export function passageOf({ windows, lastInboundAt, mayCost, hasTemplate, refused, begun }: Standing, now: Date): Passage {
  // Half a message is not ended as a template, and a template not as a plain message.
  if (begun !== null) return refused && begun !== 'template' ? held() : { terms: begun };
  if (!refused) {
    if (windows === null) return { terms: null };
    const silence = lastInboundAt === null ? Number.POSITIVE_INFINITY : now.getTime() - lastInboundAt.getTime();
    if (silence < windows.free) return { terms: 'free' };
    if (silence < windows.paid) return mayCost ? { terms: 'paid' } : held(hasTemplate ? windows.paid - silence : undefined);
  }
  return hasTemplate ? { terms: 'template' } : held();
}

function held(forMs?: number): Passage {
  return { held: 'window', ...(forMs !== undefined && { forMs }) };
}
